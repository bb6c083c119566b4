"""How fast surfaces are compared, and in how much memory.

    python tests/benchmarks/evaluation.py [--size 2000 10000] [--plain] [--constant] [--package FOLDER]

For each size a fresh process compares two synthetic float32 DSMs of size x size pixels with a building mask
and a baseline (--plain: without either). Printed are seconds of CPU, pixels per second and peak resident
memory; a size of 0 stands for the imports alone. --constant: flat surfaces. --package: another checkout.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import numpy as np  # noqa: E402
from osgeo import gdal  # noqa: E402
from support import rasters  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402

ROWS = 500


def write(path: Path, band: np.ndarray, size: int, kind: int, nodata: float) -> None:
    """A raster of size x size pixels that repeats a band of ROWS rows."""
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 1, kind, options)
    dataset.SetGeoTransform((500000, 0.5, 0, 5000000, 0, -0.5))
    dataset.SetProjection(rasters.wkt(32631))
    dataset.GetRasterBand(1).SetNoDataValue(nodata)
    for row in range(0, size, ROWS):
        dataset.GetRasterBand(1).WriteArray(np.roll(band, row // 3, axis=1)[: min(ROWS, size - row)], 0, row)
    dataset.FlushCache()


def make_rasters(folder: Path, size: int, constant: bool) -> None:
    """Reference, surface, baseline and building mask."""
    rng = np.random.default_rng(0)
    part = rasters.town((ROWS, 1000))
    truth = np.full((ROWS, size), 30, np.float32)
    if not constant:
        truth = np.tile(part, (1, -(-size // 1000)))[:, :size]
    building = (np.indices(truth.shape) // 40 % 3 == 0).all(axis=0)
    write(folder / "truth.tif", truth + 9 * building, size, gdal.GDT_Float32, -9999)
    for name, scale in (("surface", 0.5), ("baseline", 0.8)):
        noise = np.float32(scale) if constant else rng.laplace(0, scale, truth.shape).astype(np.float32)
        write(folder / f"{name}.tif", truth + noise, size, gdal.GDT_Float32, -9999)
    write(folder / "building.tif", building.astype(np.uint8), size, gdal.GDT_Byte, 255)


def load(package: Path) -> None:
    """Import a checkout of the plugin as `roofline`."""
    spec = importlib.util.spec_from_file_location(
        "roofline", package / "__init__.py", submodule_search_locations=[str(package)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["roofline"] = module
    spec.loader.exec_module(module)


def compare(folder: Path, plain: bool, empty: bool) -> None:
    """What the fresh process does: compare, and print the seconds and its peak memory in MB."""
    from roofline.models.evaluation import evaluate

    masks = {"building_mask": folder / "building.tif", "baseline": folder / "baseline.tif"}
    start = time.process_time()
    if not empty:
        evaluate(folder / "surface.tif", folder / "truth.tif", **({} if plain else masks))
    print(f"{time.process_time() - start:.1f} {peak_megabytes():.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--size", type=int, nargs="*", default=[0, 2000, 10000], help="pixels along each side"
    )
    parser.add_argument("--plain", action="store_true", help="neither baseline nor mask")
    parser.add_argument("--constant", action="store_true", help="flat surfaces")
    parser.add_argument("--package", type=Path, default=TESTS.parent, help="the checkout to measure")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        load(options.package)
        compare(Path(options.child), options.plain, options.size == [0])
        return
    for size in options.size:
        with tempfile.TemporaryDirectory() as folder:
            if size:
                make_rasters(Path(folder), size, options.constant)
            command = [sys.executable, __file__, "--child", folder, "--size", str(size)]
            command += ["--package", str(options.package), *(["--plain"] if options.plain else [])]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        seconds, peak = (float(number) for number in done.stdout.split())
        speed = f"{size**2 / 1e6 / seconds:6.2f} Mpixel/s" if seconds else ""
        print(f"{size:6} x {size:<6} {seconds:7.1f} s {speed:17} peak {peak:5.0f} MB", flush=True)


if __name__ == "__main__":
    main()

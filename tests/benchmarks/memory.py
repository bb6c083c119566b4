"""How much memory refining takes, and that it does not grow with the raster.

    python tests/benchmarks/memory.py [--size 5000 20000] [--model refine-geometry]

For each size a fresh process refines a synthetic float32 DSM of size x size pixels with default settings, and
its peak resident memory is printed; a size of 0 stands for the imports alone. --model tiny takes a network of
four small convolutions, which shows the engine's own share in minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import numpy as np  # noqa: E402
from roofline.models import bundle  # noqa: E402
from roofline.models.errors import RooflineError  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from roofline.models.raster.grid import Grid, Window  # noqa: E402
from roofline.models.raster.writer import RasterWriter  # noqa: E402
from support import engine_parts  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402

ROWS = 500


def make_dsm(path: Path, size: int) -> None:
    """Blocks on a slope with noise and a lake of voids, written in bands of rows."""
    part = engine_parts.hills(ROWS, 1000)
    part[100:200, 300:500] = -9999
    band = np.tile(part, (1, -(-size // 1000)))[:, :size]
    grid = Grid(size, size, (500000, 0.5, 0, 5000000, 0, -0.5), engine_parts.wkt("EPSG:32631"))
    with RasterWriter(path, grid, 1, "Float32", -9999) as writer:
        for row in range(0, size, ROWS):
            rows = min(ROWS, size - row)
            writer.write(band[None, :rows], Window(0, row, size, rows))


def model_of(name: str) -> bundle.ModelBundle:
    """A bundled model or a model file, or the tiny network."""
    if name != "tiny":
        return bundle.load(name)
    tile = {"size": 512, "overlap": 64, "multiple": 32, "layout": "even", "blend": "taper"}
    return engine_parts.bundle(engine_parts.Detail(), tile=tile)


def refine(size: int, model: str) -> None:
    """What the fresh process does: refine, and print its peak memory in MB and the seconds."""
    start = time.monotonic()
    made = model_of(model)
    if size:
        folder = Path(sys.argv[-1])
        predict(made, [folder / f"{size}.tif"], folder / "out.tif")
    print(f"{peak_megabytes():.0f} {time.monotonic() - start:.0f}")


def measure(size: int, model: str, folder: str) -> None:
    """One row of the table."""
    if size:
        make_dsm(Path(folder) / f"{size}.tif", size)
    command = [sys.executable, __file__, "--child", str(size), "--model", model, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    peak, seconds = done.stdout.split()
    print(f"{size:6} x {size:<6} peak {peak:>5} MB {seconds:>6} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--size", type=int, nargs="*", default=[0, 5000, 20000], help="pixels along each side"
    )
    parser.add_argument("--model", default="refine-geometry", help="name or path of a model, or tiny")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        refine(options.child, options.model)
        return
    try:
        model_of(options.model)
    except RooflineError as error:
        raise SystemExit(f"{error} Try --model tiny.") from error
    with tempfile.TemporaryDirectory() as folder:
        for size in options.size:
            measure(size, options.model, folder)


if __name__ == "__main__":
    main()

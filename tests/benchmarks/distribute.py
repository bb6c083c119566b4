"""What dividing a raster costs: processor seconds of one worker against a plain run, and a worker's memory.

  python tests/benchmarks/distribute.py --size 8192
  python tests/benchmarks/distribute.py --size 16384 --height 2048 --worker-alone

Each side is a process of its own with one thread; times are processor seconds, so that a busy machine counts
little. A block's memory follows its width. TOY is a small untrained network.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
import conftest  # noqa: E402, F401 - makes the package importable
from osgeo import gdal  # noqa: E402
from roofline.models import bundle  # noqa: E402
from roofline.models.distribute import blocks, planning  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from support.engine_parts import hills  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402
from support.toy_models import uncertain_model  # noqa: E402

SIDE = 1024  # pixels of the piece that the raster is made of
SETTLED = {"device": "cpu", "precision": "float32"}


def make_dsm(path: Path, width: int, height: int) -> Path:
    """A DSM of so many pixels, the same hills again and again at other heights."""
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, 1, gdal.GDT_Float32, options)
    dataset.SetGeoTransform((500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5))
    piece = hills(SIDE, SIDE)
    for row in range(0, height, SIDE):
        for col in range(0, width, SIDE):
            values = piece[: height - row, : width - col] + np.float32(0.001 * (row + col))
            dataset.GetRasterBand(1).WriteArray(values, col, row)
    return path


def one_side(side: str, folder: Path, model: str, block_size: int) -> dict[str, float]:
    """Do the work of one side in this process."""
    if side == "plain":
        predict(bundle.load(model), [folder / "dsm.tif"], folder / "plain.tif", batch_size=1, **SETTLED)
    else:
        inputs = {"dsm": [folder / "dsm.tif"], "guides": []}
        job = planning.make(folder / "job", "refinedsm", model, inputs, block_size=block_size, **SETTLED)
        blocks.do_all(job.folder, range(len(job.plan)))
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": used.ru_utime + used.ru_stime, "megabytes": peak_megabytes()}


def apart(side: str, folder: Path, model: str, block_size: int) -> dict[str, float]:
    """One side in a process of its own."""
    words = ["--side", side, "--folder", str(folder), "--model", model, "--block-size", str(block_size)]
    found = subprocess.run(
        [sys.executable, __file__, *words],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=8192, help="pixels of the raster's side")
    parser.add_argument("--height", type=int, help="pixels; as wide as high without it")
    parser.add_argument("--block-size", type=int, default=planning.BLOCK)
    parser.add_argument("--model", default="refine-geometry")
    parser.add_argument("--worker-alone", action="store_true", help="without the plain run")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(one_side(options.side, options.folder, options.model, options.block_size)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_dsm(folder / "dsm.tif", options.size, options.height or options.size)
        model = options.model
        if model == "TOY":
            model = str(uncertain_model(folder / "toy.pt"))
        worker = apart("worker", folder, model, options.block_size)
        print(f"worker: {worker['seconds']:.1f} CPU s, {worker['megabytes']:.0f} MB")
        if not options.worker_alone:
            plain = apart("plain", folder, model, options.block_size)
            print(f"plain:  {plain['seconds']:.1f} CPU s, {plain['megabytes']:.0f} MB")
            print(f"ratio of CPU seconds: {worker['seconds'] / plain['seconds']:.3f}")


if __name__ == "__main__":
    main()

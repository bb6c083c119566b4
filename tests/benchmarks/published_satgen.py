"""What painting images costs, as the published program does it and on this engine.

    python tests/benchmarks/published_satgen.py [--size 1216] [--features 64] [--repeats 3] [--threads 1]
    python tests/benchmarks/published_satgen.py --memory 10000 [--rows 600] [--features 64]

SatGen's generator with random weights over the roads and buildings of a simulated city. The reference is the
published configuration: tiles of 256 px that overlap by 64, one at a time, float32, plain memory layout, sums
in float64; arrays in memory, nothing read or written, and without its random parts, so that the images can be
compared. The engine runs file to file with the imported model's defaults, which make the same image, and with
settings of the dialog that trade overlap or precision for speed. Processor time counts all threads; each row
is the median of `repeats` runs, taken in turns. Differences are in grey levels: mean, what 95 % stay within,
and the largest. --memory prints the peak memory of painting a raster of so many columns and `rows` rows (as
many unless given); that of importing a checkpoint is a row of published.py.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import numpy as np  # noqa: E402
import torch  # noqa: E402
import turns  # noqa: E402
from osgeo import gdal  # noqa: E402
from roofline.models import bundle, networks, published  # noqa: E402
from roofline.models.engine import device  # noqa: E402
from roofline.models.imagery import synthesis  # noqa: E402
from support import (  # noqa: E402
    rasters,
    satgen_parts,
)
from support.peak_memory import peak_megabytes  # noqa: E402
from torch import nn  # noqa: E402

TILE, OVERLAP = 256, 64
WAYS = {
    "engine, the model's own settings": {},
    "PRECISION=bfloat16": {"precision": "bfloat16"},
    "OVERLAP=16": {"overlap": 16},
    "OVERLAP=16, PRECISION=bfloat16": {"overlap": 16, "precision": "bfloat16"},
}
GRID = (600000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


def window() -> np.ndarray:
    """The published cosine window (256, 256)."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(OVERLAP) / OVERLAP)
    weights = np.ones(TILE)
    weights[:OVERLAP], weights[-OVERLAP:] = rise, 1 - rise
    return np.outer(weights, weights).astype(np.float32)


def as_published(network: nn.Module, mask: np.ndarray) -> np.ndarray:
    """Paint a mask (2, H, W) tile by tile; returns the image (3, H, W)."""
    height, width = mask.shape[1:]
    places = [range(0, max(side - TILE, 0) + TILE - OVERLAP, TILE - OVERLAP) for side in (height, width)]
    sums, total, weights = np.zeros((3, height, width)), np.zeros((height, width)), window()
    for row in places[0]:
        for col in places[1]:
            tile = mask[:, row : row + TILE, col : col + TILE]
            missing = [(0, 0), (0, TILE - tile.shape[1]), (0, TILE - tile.shape[2])]
            x = satgen_parts.scaled(np.pad(tile, missing, mode="reflect")[None])
            with torch.no_grad():
                y = ((network(x)[0].numpy() + 1) / 2 * 255).clip(0, 255).astype(np.uint8)
            rows, cols = min(TILE, height - row), min(TILE, width - col)
            place = np.s_[row : row + rows, col : col + cols]
            sums[(slice(None), *place)] += y[:, :rows, :cols] * weights[:rows, :cols].astype(float)
            total[place] += weights[:rows, :cols]
    return (sums / np.maximum(total, 1e-8)).astype(np.uint8)


def model_of(features: int, folder: Path) -> bundle.ModelBundle:
    """The model of a published checkpoint with random weights."""
    torch.manual_seed(0)
    path = folder / "best_model.pth"
    torch.save(networks.build("satgen", {"features": features}).state_dict(), path)
    return published.load(path, "satgen")


def compare(size: int, features: int, repeats: int, folder: Path) -> None:
    """The table of speeds, and how far the images are apart."""
    model, scene = model_of(features, folder), turns.city_scene(size, 1.0)
    mask = np.stack([scene.roads, scene.buildings]).clip(0, 1) * np.uint8(255)
    source = rasters.write(folder / "mask.tif", mask, nodata=None, geotransform=GRID)
    first, images = "SatGen as published", {}

    def engine(way: str, options: dict) -> None:
        synthesis.synthesize(model, source, folder / "image.tif", **options)
        images[way] = gdal.Open(str(folder / "image.tif")).ReadAsArray()

    def original() -> None:
        images[first] = as_published(model.network, mask)

    runs = {first: original}
    for way, options in WAYS.items():
        if "precision" not in options or device.choose("cpu").precision == "bfloat16":
            runs[way] = partial(engine, way, options)
    print(f"\n{'':34}{'Mpx/CPU-s':>10}{'times':>7}{'grey levels apart: mean':>25}{'95 %':>7}{'most':>6}")
    for way, cost in turns.measured(runs, repeats).items():
        apart = np.abs(images[way].astype(int) - images[first])[:, 1:, 1:]
        print(
            f"{way:34}{size**2 / cost.seconds / 1e6:10.4f}{cost.times:7.2f}"
            f"{apart.mean():25.3f}{np.quantile(apart, 0.95):7.0f}{apart.max():6d}"
        )


def paint_memory(cols: int, rows: int, features: int, folder: Path) -> None:
    """Peak memory of painting a large raster."""
    part = satgen_parts.town_mask(1000, 1000)
    whole = np.tile(part, (1, -(-rows // 1000), -(-cols // 1000)))[:, :rows, :cols]
    rasters.write(folder / "mask.tif", np.ascontiguousarray(whole))
    print(_child("--paint", str(folder), "--features", str(features)), "MB")


def paint(folder: Path, features: int) -> None:
    """What the fresh process does: paint, and print its peak memory in MB."""
    synthesis.synthesize(model_of(features, folder), folder / "mask.tif", folder / "image.tif")
    print(f"{peak_megabytes():.0f}")


def _child(*arguments: str) -> str:
    done = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1216, help="width and height of the raster in pixels")
    parser.add_argument("--features", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="threads of torch, 0 = its own choice")
    parser.add_argument("--memory", type=int, help="columns of the raster")
    parser.add_argument("--rows", type=int, help="its rows")
    parser.add_argument("--paint", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.paint:
        paint(options.paint, options.features)
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.memory:
            paint_memory(options.memory, options.rows or options.memory, options.features, Path(folder))
        else:
            compare(options.size, options.features, options.repeats, Path(folder))


if __name__ == "__main__":
    main()

"""What refining costs, in pixels per second of processor time.

    python tests/benchmarks/throughput.py [--size 2048] [--repeats 3] [--threads 1] [--model refine-geometry]

(a) the ResDepth U-Net (start_kernel 64, depth 5, random weights) run as published: tile 256, stride 128, one
tile at a time, float32, plain memory layout; heights in memory, nothing read or written. (b) The same weights
through the engine's defaults, file to file, tiles of up to 768 with overlap 64 (each window's mean is taken
off, so tiles of another size give slightly other heights). (c) The bundled model through the engine's
defaults, file to file, without and with voids, and in other precisions than the default, which is numbers of
8 bits where the processor is fast at them. Each is the least of `repeats` runs, taken in turns;
"run / forward" is the whole run over its forward passes alone. Processor time counts all threads; on a busy
machine threads that wait for each other count too, so give --threads 1 there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import nn

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle, networks  # noqa: E402
from roofline.models.engine import device  # noqa: E402
from roofline.models.errors import RooflineError  # noqa: E402
from roofline.models.modelfile.optional import without_roles  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from support import engine_parts  # noqa: E402

UNET = {"start_kernel": 64, "depth": 5, "bias_conv_layer": True}
PUBLISHED_TILE, PUBLISHED_STRIDE, SIGMA = 256, 128, 5.0


@dataclass
class Row:
    """One way to refine: a function that runs it, and the processor seconds it took, whole and forward."""

    name: str
    run: Callable[[], float]
    whole: list[float] = field(default_factory=list)
    forward: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Run once and note the time."""
        start = time.process_time()
        self.forward.append(self.run())
        self.whole.append(time.process_time() - start)


class Timed(nn.Module):
    """A network that sums up the processor time of its forward passes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.seconds = 0.0

    def fuse(self, *ranges: object) -> Timed:
        """What the engine runs: fused where the network knows how; the clock stays this one."""
        fused = self.network.fuse(*ranges) if hasattr(self.network, "fuse") else self.network
        self.network = fused.to(memory_format=torch.channels_last)
        self.memory_format = getattr(fused, "memory_format", torch.channels_last)
        return self

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        start = time.process_time()
        y = self.network(x)
        self.seconds += time.process_time() - start
        return y


def published(network: nn.Module, heights: np.ndarray) -> float:
    """Tiles of 256 px every 128 px, one at a time, blended linearly; returns the forward passes' seconds."""
    ramp = np.minimum(np.linspace(0, 2, PUBLISHED_TILE), np.linspace(2, 0, PUBLISHED_TILE)).clip(0.01, 1)
    weights, total, seconds = np.outer(ramp, ramp), np.zeros(heights.shape), 0.0
    rows, cols = (range(0, n - PUBLISHED_TILE + 1, PUBLISHED_STRIDE) for n in heights.shape)
    for row in rows:
        for col in cols:
            tile = heights[row : row + PUBLISHED_TILE, col : col + PUBLISHED_TILE]
            x = torch.from_numpy((tile - tile.mean()) / SIGMA)[None, None]
            start = time.process_time()
            with torch.no_grad():
                y = network(x)
            seconds += time.process_time() - start
            total[row : row + PUBLISHED_TILE, col : col + PUBLISHED_TILE] += weights * y[0, 0].numpy()
    return seconds


def engine(made: bundle.ModelBundle, source: Path, target: Path, precision: str = "auto") -> float:
    """The engine's defaults, file to file, of heights alone; returns the seconds of the forward passes."""
    alone = without_roles(made, "image", "buildings")
    timed = Timed(alone.network)
    predict(bundle.ModelBundle(alone.card, timed), [source], target, precision=precision)
    return timed.seconds


def unet_bundle() -> bundle.ModelBundle:
    """The published network with random weights and a card with this engine's tiling."""
    torch.manual_seed(0)
    dsm = {"role": "dsm", "bands": 1, "normalisation": {"kind": "mean-std", "mean": None, "std": SIGMA}}
    tile = {"size": 768, "overlap": 64, "multiple": 32, "layout": "even", "blend": "taper"}
    card = engine_parts.card(
        name="resdepth-64-5", network={"family": "resdepth", "options": UNET}, inputs=[dsm], tile=tile
    )
    return bundle.ModelBundle(card, networks.build("resdepth", UNET))


def scene(size: int) -> np.ndarray:
    """Blocks on a slope with noise (size, size), tiled from a smaller one."""
    part = engine_parts.hills(512, 512)
    return np.ascontiguousarray(np.tile(part, (-(-size // 512), -(-size // 512)))[:size, :size])


def rows_of(size: int, model: str, folder: Path) -> list[Row]:
    """The ways to refine that are available here."""
    heights = scene(size)
    source = engine_parts.make(folder / "dsm.tif", heights)
    unet = unet_bundle()
    rows = [
        Row("(a) ResDepth U-Net 64/5 as published", lambda: published(unet.network, heights)),
        Row("(b) the same weights, this engine", lambda: engine(unet, source, folder / "b.tif")),
    ]
    try:
        own = bundle.load(model)
    except RooflineError as error:
        print(f"Row (c) is left out: {error}")
        return rows
    holes = heights.copy()
    holes[np.random.default_rng(0).random(heights.shape) < 0.01] = -9999
    voids = engine_parts.make(folder / "voids.tif", holes, nodata=-9999)
    rows.append(Row(f"(c) {own.name}, this engine", lambda: engine(own, source, folder / "c.tif")))
    rows.append(Row(f"(c) {own.name}, 1 % of voids", lambda: engine(own, voids, folder / "d.tif")))
    return [*rows, *(_in_precision(own, source, folder, each) for each in ("bfloat16", "float32"))]


def _in_precision(own: bundle.ModelBundle, source: Path, folder: Path, precision: str) -> Row:
    return Row(f"(c) in {precision}", lambda: engine(own, source, folder / "p.tif", precision))


def report(rows: list[Row], pixels: int) -> None:
    """The table: the least of each row's runs."""
    print(f"\n{'':44}{'Mpx per CPU-s':>14}{'times (a)':>11}{'run / forward':>15}")
    base = pixels / min(rows[0].whole)
    for row in rows:
        best = int(np.argmin(row.whole))
        speed = pixels / row.whole[best]
        share = row.whole[best] / row.forward[best]
        print(f"{row.name:44}{speed / 1e6:14.3f}{speed / base:11.1f}{share:15.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2048, help="width and height of the raster in pixels")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--model", default="refine-geometry", help="name or path of the model of row (c)")
    parser.add_argument("--threads", type=int, default=0, help="threads of torch, 0 = its own choice")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    print(device.choose().describe())
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(options.size, options.model, Path(folder))
        for _ in range(options.repeats):
            for row in rows:
                row.measure()
        report(rows, options.size**2)


if __name__ == "__main__":
    main()

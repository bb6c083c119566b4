"""What finding buildings with ESFPNet b4 costs, as the published program does it and on this engine.

    python tests/benchmarks/published_esfpnet.py [--size 1024] [--variant b4] [--repeats 3] [--threads 1]
    python tests/benchmarks/published_esfpnet.py --bundled [--size 1024] [--repeats 3] [--threads 1]
    python tests/benchmarks/published_esfpnet.py --memory 10000 [--rows 700] [--variant b4] [--threads 1]

Random weights over the heights of a simulated city. The reference is the published configuration: tiles of
256 px side by side, one at a time, float32, attention matrices formed, maps copied between layouts; arrays in
memory, nothing read or written. The engine runs file to file: with tiles side by side too, which makes the
same raster; with the imported model's defaults, whose tiles overlap by 64 px against seams (1.8 times the
work on large rasters), and half that overlap; and all in bfloat16, for processors that compute in it.
Processor time counts all threads; each row is the median of `repeats` runs, taken in turns. "Differs"
compares with the reference: the largest difference of probability, and the share of mask pixels, where the
mask is the likelier half of the pixels. --bundled prints what the bundled finders of buildings cost in place
of the engine's ways, at several pixel sizes: `buildings-surface` on the heights, `buildings-imagery` on
noise. --memory prints the peak memory of a fresh process that finds buildings, with their probabilities, in a
raster of so many columns and `rows` rows (as many as columns unless given).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import numpy as np  # noqa: E402
import torch  # noqa: E402
import turns  # noqa: E402
from osgeo import gdal  # noqa: E402
from roofline.models import bundle, published  # noqa: E402
from roofline.models.networks.esfpnet import ESFPNet  # noqa: E402
from roofline.models.networks.mit import VARIANTS  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from support import (  # noqa: E402
    engine_parts,
    rasters,
    weight_recipe,
)
from support.esfpnet_schedule import PublishedSchedule  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402

TILE, GSD = 256, 1.0
SIZES = (0.15, 0.3, 0.5, 0.6)  # metres of an image's pixels; those of half a metre are looked at twice
SURFACE_SIZES = (0.6, 1.0)  # of a surface's: it is looked at once, and twice
MEAN, STD = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
WAYS = {
    "OVERLAP=0": {"overlap": 0},
    "the model's own settings": {},
    "OVERLAP=0, PRECISION=bfloat16": {"overlap": 0, "precision": "bfloat16"},
    "OVERLAP=32, PRECISION=bfloat16": {"overlap": 32, "precision": "bfloat16"},
    "PRECISION=bfloat16": {"precision": "bfloat16"},
}


def as_published(network: torch.nn.Module, heights: np.ndarray) -> np.ndarray:
    """Probabilities of whole heights (H, W), tile by tile."""
    found = np.empty(heights.shape, np.float32)
    for row in range(0, heights.shape[0], TILE):
        for col in range(0, heights.shape[1], TILE):
            cut = np.s_[row : row + TILE, col : col + TILE]
            picture = np.repeat(heights[cut][..., None], 3, axis=2).astype(np.uint8)
            x = (picture.astype(np.float32) / 255 - MEAN) / STD
            with torch.no_grad():
                logits = network(torch.from_numpy(x.transpose(2, 0, 1)[None].copy()))
                found[cut] = torch.sigmoid(logits)[0, 0].numpy()
    return found


def imported(folder: Path, variant: str) -> bundle.ModelBundle:
    """A model imported from a file of random weights; its answers lie about even."""
    network = weight_recipe.filled(ESFPNet(**VARIANTS[variant]), "benchmark")
    torch.save(network.state_dict(), folder / "esfpnet.pth")
    return published.load(folder / "esfpnet.pth")


def run_all(size: int, variant: str, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = imported(folder, variant)
        heights = np.floor(turns.city_scene(size, GSD).heights)
        dsm = engine_parts.make(folder / "dsm.tif", heights)
        schedule = PublishedSchedule(model.network)
        reference = as_published(schedule, heights)
        even = float(np.median(reference))  # random weights know no buildings: half of the pixels are some
        first = "the original's configuration"
        runs: dict[str, Callable[[], object]] = {first: lambda: as_published(schedule, heights)}
        for way, options in WAYS.items():
            runs[way] = engine_run(model, dsm, folder / way, options)
        costs = turns.measured(runs, repeats)
        print(f"ESFPNet {variant}, {size} x {size} px, {torch.get_num_threads()} threads")
        print(f"{'':36}{'Mpx/CPU-s':>10}{'times':>7}{'differs: p':>12}{'mask':>8}")
        for way, cost in costs.items():
            found = reference if way == first else probabilities(folder / way)
            mask = np.mean((found > even) != (reference > even))
            difference = np.abs(found - reference).max()
            print(
                f"{way:36}{size**2 / 1e6 / cost.seconds:10.3f}{cost.times:7.2f}{difference:12.2g}{mask:8.2%}"
            )


def run_bundled(size: int, variant: str, repeats: int) -> None:
    """The bundled models beside the reference."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        heights = np.floor(turns.city_scene(size, GSD).heights)
        schedule = PublishedSchedule(imported(folder, variant).network)
        first = "the original's configuration"
        runs: dict[str, Callable[[], object]] = {first: lambda: as_published(schedule, heights)}
        colours = np.random.default_rng(0).integers(0, 256, (3, size, size)).astype(np.uint8)
        for name, values, sizes in (
            ("buildings-surface", heights, SURFACE_SIZES),
            ("buildings-imagery", colours, SIZES),
        ):
            model = bundle.load(name)
            for gsd in sizes:
                corner, way = (500000.0, gsd, 0.0, 5000000.0, 0.0, -gsd), f"{name}, {gsd} m"
                given = rasters.write(folder / f"{way}.tif", values, geotransform=corner, nodata=None)
                runs[way] = engine_run(model, given, folder / way, {})
        costs = turns.measured(runs, repeats)
        print(f"ESFPNet {variant} and bundled models, {size} x {size} px, {torch.get_num_threads()} threads")
        print(f"{'':36}{'Mpx/CPU-s':>10}{'times':>7}")
        for way, cost in costs.items():
            print(f"{way:36}{size**2 / 1e6 / cost.seconds:10.3f}{cost.times:7.2f}")


def engine_run(model: bundle.ModelBundle, dsm: Path, folder: Path, options: dict) -> Callable[[], object]:
    folder.mkdir()
    targets = folder / "mask.tif", folder / "probability.tif"
    return lambda: predict(model, [dsm], targets[0], probability=targets[1], device="cpu", **options)


def memory(cols: int, rows: int, variant: str, threads: int) -> None:
    """Peak memory of a large raster."""
    with tempfile.TemporaryDirectory() as name:
        part = np.floor(turns.city_scene(500, GSD).heights)
        whole = np.tile(part, (-(-rows // 500), -(-cols // 500)))[:rows, :cols]
        engine_parts.make(Path(name) / "dsm.tif", whole)
        command = [sys.executable, __file__, "--child", name, "--variant", variant, "--threads", str(threads)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        print(f"{cols} x {rows} px, {variant}: {done.stdout.strip()}")


def find(folder: Path, variant: str) -> None:
    """What the fresh process does: import a model, find buildings, and print its peak memory."""
    model = imported(folder, variant)
    targets = folder / "mask.tif", folder / "probability.tif"
    start = time.process_time()
    predict(model, [folder / "dsm.tif"], targets[0], probability=targets[1], min_area=20, device="cpu")
    print(f"peak {peak_megabytes():.0f} MB, {time.process_time() - start:.0f} CPU-s")


def probabilities(folder: Path) -> np.ndarray:
    return gdal.Open(str(folder / "probability.tif")).ReadAsArray()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1024, help="raster width and height, a multiple of 256")
    parser.add_argument("--variant", default="b4", choices=sorted(VARIANTS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1, help="threads of torch")
    parser.add_argument("--bundled", action="store_true", help="beside the bundled models")
    parser.add_argument("--memory", type=int, help="columns of the raster")
    parser.add_argument("--rows", type=int, help="its rows")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.child:
        find(options.child, options.variant)
        return
    if options.memory:
        memory(options.memory, options.rows or options.memory, options.variant, options.threads)
        return
    (run_bundled if options.bundled else run_all)(options.size, options.variant, options.repeats)


if __name__ == "__main__":
    main()

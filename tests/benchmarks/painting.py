"""How well `imagery-demo` paints plans, and how fast.

    python tests/benchmarks/painting.py [--plans 6] [--size 768] [--pictures FOLDER] [--repeats 3]
    python tests/benchmarks/painting.py --large 10000

Plans of simulated towns that no training drew (seeds apart from those of the recipe), at 0.5 m, are painted;
`buildings-imagery` then looks for the buildings, and the IoU with those of the plan is printed, beside that
of the towns' own simulated images and of a plan filled with three plain colours. Then: megapixels a CPU
second beside the published SatGen-CV generator (random weights, its own tiles and settings, on this engine),
both on one thread; and what tiles leave: pixels that differ from those of one pass, and the ratio of
differences across tile borders to those inside, beside that of one pass, which has no borders.
--large paints one plan of so many pixels a side, and tells time and memory. How like real images it paints:
painting_realism.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import torch  # noqa: E402
from osgeo import gdal  # noqa: E402
from roofline.models import bundle, predict, published  # noqa: E402
from roofline.models.imagery import synthesis  # noqa: E402
from roofline.models.simulation import city, imaging  # noqa: E402
from roofline.models.training.bundled.paint_scenes import HAZE, SUN, TONE, WHITE  # noqa: E402
from support import rasters, satgen_parts  # noqa: E402
from support.peak_memory import forget_peak, peak_megabytes  # noqa: E402

GSD, SEED = 0.5, 70_000
STYLES = ("old_town", "quarter", "suburb", "rows", "highrise", "industrial")
PLAIN = np.array([[96, 112, 70], [110, 110, 112], [168, 96, 72]], np.float32)  # lawn, roads, roofs
PLACE = (500_000, GSD, 0, 5_000_000, 0, -GSD)


def read(path: Path) -> np.ndarray:
    return gdal.Open(str(path)).ReadAsArray()


def found(image: np.ndarray, folder: Path) -> np.ndarray:
    """Buildings that `buildings-imagery` finds in a picture (3, H, W)."""
    source = rasters.write(folder / "picture.tif", image.astype(np.uint8), geotransform=PLACE, nodata=None)
    predict.predict(bundle.load("buildings-imagery"), [source], folder / "found.tif")
    return read(folder / "found.tif") > 0


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def quality(plans: int, size: int, pictures: Path | None) -> None:
    print("| plan | painted | the town's simulated image | plain colours |\n|---|---|---|---|")
    rows = []
    for number in range(plans):
        rng = np.random.default_rng([SEED, number])
        style = STYLES[number % len(STYLES)]
        town = city.generate(rng, (size, size), GSD, style)
        plan = (255 * (np.stack([town.roads, town.buildings]) > 0)).astype(np.uint8)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source = rasters.write(folder / "plan.tif", plan, geotransform=PLACE, nodata=None)
            synthesis.synthesize(bundle.load("imagery-demo"), source, folder / "image.tif")
            light = imaging.ortho(rng, town, SUN, haze=HAZE, blur=0.35)[:3]
            own = WHITE * np.clip(light / np.percentile(light, 99), 0, 1) ** np.float32(TONE)
            kinds = np.where(plan[1] > 0, 2, np.where(plan[0] > 0, 1, 0))
            images = [read(folder / "image.tif"), own, np.moveaxis(PLAIN[kinds], 2, 0)]
            rows.append([iou(found(image, folder), plan[1] > 0) for image in images])
            if pictures is not None:
                shown = np.concatenate([np.stack([plan[0], plan[1], 0 * plan[0]]), images[0], own], axis=2)
                rasters.write(pictures / f"{style}.tif", shown.astype(np.uint8), nodata=None)
        print(f"| {style} | " + " | ".join(f"{value:.3f}" for value in rows[-1]) + " |", flush=True)
    print("| mean | " + " | ".join(f"**{value:.3f}**" for value in np.mean(rows, axis=0)) + " |")


def speed(size: int, repeats: int) -> None:
    """Megapixels a CPU second of the fastest of several runs each, taken in turn; then borders of tiles."""
    torch.set_num_threads(1)
    mask = np.tile(satgen_parts.town_mask(256, 256), (1, size // 256, size // 256))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = published.load(satgen_parts.checkpoint(folder / "page.pth", features=64))
        cases = {
            "imagery-demo": (bundle.load("imagery-demo"), mask),
            "SatGen-CV": (page, mask[:, :512, :512]),
        }
        rates: dict[str, list[float]] = {case: [] for case in cases}
        for _ in range(repeats):
            for case, (model, part) in cases.items():
                source = rasters.write(folder / "plan.tif", part, geotransform=PLACE, nodata=None)
                begun = time.process_time()
                synthesis.synthesize(model, source, folder / f"{case}.tif")
                rates[case].append(part[0].size / 1e6 / (time.process_time() - begun))
        own, published_rate = (max(rates[case]) for case in cases)
        print(f"imagery-demo {own:.3f}, SatGen-CV {published_rate:.3f} Mpx per CPU second: ", end="")
        print(f"{own / published_rate:.1f} times", flush=True)
        source = rasters.write(folder / "plan.tif", mask, geotransform=PLACE, nodata=None)
        synthesis.synthesize(cases["imagery-demo"][0], source, folder / "once.tif", tile_size=2048)
        borders(read(folder / "imagery-demo.tif").astype(float), read(folder / "once.tif").astype(float))


def borders(tiled: np.ndarray, once: np.ndarray) -> None:
    """What tiles change: against the same plan painted in one tile, and how much columns differ anyway."""
    share, most = (tiled != once).mean(), np.abs(tiled - once).max()
    print(f"{100 * share:.4f} % of values differ from one pass, by {most:.0f} grey levels at most")
    elsewhere = [seams(once, shift) for shift in range(-128, 129, 4) if shift]
    low, high = np.percentile(elsewhere, (5, 95))
    print(f"seams {seams(tiled):.3f}, at the same columns of one pass {seams(once):.3f}; ", end="")
    print(f"90 % of other pairs of columns of one pass: {low:.3f} to {high:.3f}")


def large(size: int) -> None:
    """Time and memory of one large plan, on as many threads as there are."""
    times = -(-size // 256)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mask = np.tile(satgen_parts.town_mask(256, 256), (1, times, times))[:, :size, :size]
        source = rasters.write(folder / "plan.tif", mask, geotransform=PLACE, nodata=None)
        del mask
        forget_peak()
        begun, used = time.monotonic(), time.process_time()
        synthesis.synthesize(bundle.load("imagery-demo"), source, folder / "image.tif")
        wall, used = time.monotonic() - begun, time.process_time() - used
    peak = peak_megabytes()
    print(f"{size} x {size} pixels: {wall:.0f} s, {used:.0f} CPU seconds, {peak:.0f} MiB at most")


def seams(image: np.ndarray, shift: int = 0, size: int = 1024, overlap: int = 192) -> float:
    """Mean difference across the columns where tiles are cut, or `shift` beside, by that of all columns."""
    steps = np.abs(np.diff(image, axis=2)).mean(axis=(0, 1))
    width = image.shape[2]
    count = 1 + -(-(width - size) // (size - overlap))
    side = -(-(width + (count - 1) * overlap) // count // 16) * 16
    origins = [int(i * (width - side) / max(count - 1, 1) / 16 + 1e-9) * 16 for i in range(count)]
    cuts = [(origins[i] + side + origins[i + 1]) // 2 + shift for i in range(count - 1)]
    return float(
        np.mean([steps[cut - 2 : cut + 2].max() for cut in cuts])
        / np.mean([steps[k : k + 4].max() for k in range(64, width - 64, 4)])
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plans", type=int, default=6)
    parser.add_argument("--size", type=int, default=768, help="pixels a side")
    parser.add_argument("--pictures", type=Path, help="folder for plan, painting and simulated image")
    parser.add_argument("--fast-size", type=int, default=2048, help="pixels a side of what is timed")
    parser.add_argument("--repeats", type=int, default=3, help="runs that are timed, of each")
    parser.add_argument("--large", type=int, help="paint one plan of so many pixels a side, and no more")
    arguments = parser.parse_args()
    if arguments.large:
        large(arguments.large)
        return
    if arguments.pictures is not None:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    if arguments.plans:
        quality(arguments.plans, arguments.size, arguments.pictures)
    speed(arguments.fast_size, arguments.repeats)


if __name__ == "__main__":
    main()

"""How far a bundled refiner's answer depends on tiles, batches, precision and an offset of the heights.

    python tests/benchmarks/tolerances.py [--data ../shared/data/test] [--model refine-geometry]

Barbican (1 m LiDAR) under a simulated raw stereo pair, or with white noise of 0.3 m alone, is refined,
with an image and buildings if the model takes them, by the default settings in float32, then again with one
setting changed. Printed: the share of cells that differ
by more than 0.1 m, the largest difference (m), and their mean. `float32` stands beside the default precision,
"auto": numbers of 8 bits or bfloat16 where the processor is fast at them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from benchmarks import cases  # noqa: E402
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.errors import RooflineError  # noqa: E402
from roofline.models.options import PRECISIONS  # noqa: E402
from support import paths, rasters  # noqa: E402

FAR = 0.1  # metres: what design promises of 99.9 % of the cells whatever the tiles are
OFFSETS = (1.0, 1000.0, 4000.0)  # metres above the reference
SIZES = (128, 192, 256, 384, 512, 768, 1024, 2048)
NOISE = "london_barbican + white 0.3 m"
BASE = {"precision": "float32"}
GEOTRANSFORM = (500_000, 1, 0, 5_000_000, 0, -1)


def differences(answer: np.ndarray, base: np.ndarray) -> tuple[float, float, float]:
    """Share of cells that differ by more than FAR, largest and mean difference (m)."""
    apart = np.abs(answer - base)
    return float((apart > FAR).mean()), float(apart.max()), float(apart.mean())


def refine(model: bundle.ModelBundle, case: cases.Case, options: dict) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        layers = {"dsm": case.noisy, "image": case.image, "buildings": case.buildings}
        sources = [Path(folder, f"{entry['role']}.tif") for entry in model.card["inputs"]]
        for source in sources:
            rasters.write(source, layers[source.stem].astype(np.float32), geotransform=GEOTRANSFORM)
        predict.predict(model, sources, Path(folder, "refined.tif"), **options)
        return rasters.read(Path(folder, "refined.tif"))


def settings() -> dict[str, dict]:
    """What is changed, by the name of its row."""
    rows: dict[str, dict] = {f"tiles of {size} px": BASE | {"tile_size": size} for size in SIZES}
    rows |= {f"batches of {size}": BASE | {"batch_size": size, "tile_size": SIZES[0]} for size in (1, 4)}
    rows["tiles of 640 px that overlap by 64"] = BASE | {"tile_size": 640, "overlap": 64}
    return rows | {f"precision {kind}": {"precision": kind} for kind in PRECISIONS if kind != "float32"}


def measure(model: bundle.ModelBundle, case: cases.Case) -> None:
    base = refine(model, case, BASE)
    for name, options in settings().items():
        try:
            against = refine(model, case, BASE | {"tile_size": SIZES[0]}) if "batch_size" in options else base
            show(name, differences(refine(model, case, options), against))
        except RooflineError as error:
            print(f"| {name} | {error} |")
    for offset in OFFSETS:
        raised = replace(case, noisy=(case.noisy + offset).astype(np.float32))
        for precision in ("float32", "bfloat16", "auto"):
            plain, high = (refine(model, one, {"precision": precision}) for one in (case, raised))
            show(f"heights + {offset:g} m, {precision}", differences(high - np.float32(offset), plain))


def show(name: str, figures: tuple[float, float, float]) -> None:
    share, most, mean = figures
    print(f"| {name} | {share:.3%} | {most:.4f} | {mean:.5f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=paths.SHARED / "data" / "test")
    parser.add_argument("--model", default="refine-geometry")
    arguments = parser.parse_args()
    noisy = (case for case in cases.noisy(arguments.data) if case.name == NOISE)
    for case in (next(cases.simulated(arguments.data, 1.0)), next(noisy)):
        print(f"| {case.name}, {arguments.model} | cells > {FAR} m apart | largest (m) | mean (m) |")
        print("|---|---|---|---|")
        measure(bundle.load(arguments.model), case)


if __name__ == "__main__":
    main()

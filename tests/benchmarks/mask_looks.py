"""What a second look at quarters of coarse pixels gives `buildings-surface`: IoU with one look and with both.

    python tests/benchmarks/mask_looks.py [--model buildings-surface]

Places kept aside, which choose models and train none; simulated towns of seeds that no training draws; and
places of the training, which it knows. Those of pixels below a metre are looked at twice here all the same.
The data is not part of the repository (`../shared/data/train`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.networks import building_unet  # noqa: E402
from roofline.models.simulation import city, stereo  # noqa: E402
from roofline.models.training.bundled import places  # noqa: E402
from support import paths, rasters  # noqa: E402

SEED, TOWNS, SIDE = 88_000, 4, 320  # no training draws such seeds
LEAST = 0.75  # metres of a training place's pixels
LOOKS = {"one": float("inf"), "both": 0.0}  # by the pixel size from which there are two
Case = tuple[str, np.ndarray, np.ndarray, float]


def cases() -> Iterator[Case]:
    """Names, heights and buildings (H, W), pixel sizes (metres)."""
    root = paths.SHARED / "data" / "train"
    for aside in (True, False):
        for place in places.load(root, validation=aside):
            if place.buildings is not None and (aside or place.gsd >= LEAST):
                name = f"{place.name} ({'kept aside' if aside else 'training'})"
                yield name, place.heights, place.buildings > 0.5, place.gsd
    for kind in ("laser", "stereo"):
        for number in range(TOWNS):
            rng = np.random.default_rng([SEED, number])
            town = city.generate(rng, (SIDE, SIDE), 1.0)
            heights = town.heights + rng.normal(0, 0.05, town.heights.shape).astype(np.float32)
            if kind == "stereo":
                heights = stereo.stereo_dsm(rng, town.heights, town.albedo, 1.0, glass=town.glass)
            yield f"simulated towns, {kind}", heights, town.buildings > 0, 1.0


def counts(model: bundle.ModelBundle, case: Case, least: float, folder: Path) -> np.ndarray:
    """Common and united pixels with two looks from a pixel size on."""
    _, heights, buildings, gsd = case
    setattr(building_unet, "COARSE", least)  # noqa: B010
    corner = (500000.0, gsd, 0.0, 5000000.0, 0.0, -gsd)
    known = np.nan_to_num(heights, nan=-9999.0).astype(np.float32)
    dsm = rasters.write(folder / "dsm.tif", known, geotransform=corner)
    predict.predict(model, [dsm], folder / "mask.tif")
    found = rasters.read(folder / "mask.tif") == 1
    return np.array([(found & buildings).sum(), (found | buildings).sum()], float)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="buildings-surface")
    model = bundle.load(parser.parse_args().model)
    sums: dict[tuple[str, float], dict[str, np.ndarray]] = {}
    for case in cases():
        with tempfile.TemporaryDirectory() as folder:
            for look, least in LOOKS.items():
                total = sums.setdefault((case[0], case[3]), {})
                total[look] = total.get(look, 0) + counts(model, case, least, Path(folder))
    print(f"| place | pixels (m) | {' | '.join(LOOKS)} |\n|---|---|---|---|")
    for (name, gsd), ways in sums.items():
        print(
            f"| {name} | {gsd} | {' | '.join(f'{common / united:.3f}' for common, united in ways.values())} |"
        )


if __name__ == "__main__":
    main()

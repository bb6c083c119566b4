"""Building masks of a model beside the classical rule, on test places that no training saw.

    python tests/benchmarks/masks.py [--model buildings-surface] [--pictures FOLDER] [--json FILE]

Printed per place: IoU and the F1 of boundaries within 2 pixels (pooled over the tiles of a place) of the rule
and of the model. The rule: heights above a grey opening of 60 m beyond 2.5 m are buildings, not where a
vegetation index is given and above 145 (of 255); openings of 3 px remove specks. The test data is not part
of the repository (`../shared/data/test`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal
from scipy import ndimage

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.raster.voids import fill_voids  # noqa: E402
from support import paths, rasters  # noqa: E402

SURFACES = paths.SHARED / "data" / "test" / "surface"
LOW, WIDE, GREEN = 2.5, 60.0, 145  # metres, metres, grey levels
REACH = 2  # pixels between boundaries that agree
# The pixel size of Brussels is not known; streets are as wide as elsewhere at about this one.
BRUSSELS = 0.6


@dataclass(frozen=True)
class Place:
    """A DSM (H, W) in metres (NaN: unknown), its pixel size, its buildings, and an 8-bit index, if any."""

    name: str
    heights: np.ndarray
    gsd: float
    buildings: np.ndarray
    ndvi: np.ndarray | None = None


def read(path: Path) -> np.ndarray:
    """The first band (H, W)."""
    return gdal.Open(str(path)).ReadAsArray()


def places() -> Iterator[Place]:
    """The test places."""
    folder = SURFACES / "london_barbican"
    heights, buildings = read(folder / "dsm.tif").astype(np.float32), read(folder / "buildings_mask.tif") > 0
    yield Place("Barbican, LiDAR 1 m", heights, 1.0, buildings)
    crowns = np.nan_to_num(read(folder / "dem.tif")) + np.nan_to_num(read(folder / "canopy_height.tif"))
    yield Place("Barbican with trees", np.maximum(heights, crowns).astype(np.float32), 1.0, buildings)
    folder = SURFACES / "brussels_8bit"
    heights = read(folder / "stripA_dsm_m_uint8.tif").astype(np.float32)
    heights[heights == 0] = np.nan
    buildings, ndvi = read(folder / "stripA_buildings.tif") > 0, read(folder / "stripA_ndvi_uint8.tif")
    yield Place("Brussels, whole metres", heights, BRUSSELS, buildings)
    yield Place("Brussels with NDVI", heights, BRUSSELS, buildings, ndvi)
    for path in sorted((SURFACES / "vietnam_uav_dsm").glob("*_dsm.tif")):
        heights = read(path).astype(np.float32)
        heights[heights == -9999] = np.nan
        mask = read(path.with_name(path.name.replace("_dsm", "_buildings"))) > 0
        yield Place("Vietnam, drone 0.21 m", heights, 0.209, mask)


def by_rule(place: Place) -> np.ndarray:
    """The classical mask (H, W)."""
    heights = fill_voids(place.heights)
    side = 2 * round(WIDE / place.gsd / 2) + 1
    tall = heights - ndimage.grey_opening(heights, (side, side)) > LOW
    if place.ndvi is not None:
        tall &= place.ndvi < GREEN
    return ndimage.binary_opening(tall, iterations=1)


def by_model(model: bundle.ModelBundle, place: Place, folder: Path) -> np.ndarray:
    """The model's mask (H, W)."""
    dsm, mask = folder / "dsm.tif", folder / "mask.tif"
    corner = (500000.0, place.gsd, 0.0, 5000000.0, 0.0, -place.gsd)
    rasters.write(dsm, place.heights, geotransform=corner)
    sources = [dsm]
    if place.ndvi is not None:
        rasters.write(folder / "ndvi.tif", place.ndvi.astype(np.float32), geotransform=corner)
        sources.append(folder / "ndvi.tif")
    predict.predict(model, sources, mask)
    return read(mask) == 1


def boundary(mask: np.ndarray) -> np.ndarray:
    """Building pixels (H, W) that touch others."""
    return mask & ~ndimage.binary_erosion(mask, border_value=1)


def counts(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Common and united pixels; boundary pixels found, right, true and met."""
    ours, theirs = boundary(found), boundary(truth)
    near = [ndimage.distance_transform_edt(~each) <= REACH for each in (theirs, ours)]
    pixels = [(found & truth).sum(), (found | truth).sum()]
    return np.array(
        [*pixels, ours.sum(), (ours & near[0]).sum(), theirs.sum(), (theirs & near[1]).sum()], float
    )


def figures(total: np.ndarray) -> str:
    """IoU and boundary F1 of summed counts."""
    common, united, ours, right, theirs, met = np.maximum(total, 1e-9)
    precision, recall = right / ours, met / theirs
    return f"{common / united:.3f} / {2 * precision * recall / (precision + recall):.3f}"


def card_figures(sums: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """IoU of the model and the rule by place, for a card."""
    return {
        name: {"IoU": round(ours[0] / ours[1], 3), "IoU of the rule": round(rule[0] / rule[1], 3)}
        for name, (rule, ours) in sums.items()
    }


def picture(place: Place, found: np.ndarray, path: Path) -> None:
    """Hits green, misses blue, false alarms red, over the heights."""
    import matplotlib.image

    filled = fill_voids(place.heights)
    low, high = np.percentile(filled, (2, 98))
    grey = np.repeat(((filled - low) / max(high - low, 1e-6)).clip(0, 1)[..., None], 3, axis=2) * 0.6
    for colour, where in enumerate(
        (found & ~place.buildings, found & place.buildings, place.buildings & ~found)
    ):
        grey[where, colour] += 0.4
    matplotlib.image.imsave(path, grey.clip(0, 1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="buildings-surface")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of hits and misses")
    parser.add_argument("--json", type=Path, help="the figures for a card")
    options = parser.parse_args()
    model = bundle.load(options.model)
    sums: dict[str, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, place in enumerate(places()):
            found = by_model(model, place, Path(folder))
            total = sums.setdefault(place.name, np.zeros((2, 6)))
            total += [counts(by_rule(place), place.buildings), counts(found, place.buildings)]
            if options.pictures:
                options.pictures.mkdir(parents=True, exist_ok=True)
                picture(place, found, options.pictures / f"{number:02d}.png")
    print("| place (IoU / boundary F1 within 2 px) | rule | model |\n|---|---|---|")
    if options.json:
        options.json.write_text(json.dumps(card_figures(sums), indent=1))
    for name, (rule, ours) in sums.items():
        print(f"| {name} | {figures(rule)} | {figures(ours)} |")


if __name__ == "__main__":
    main()

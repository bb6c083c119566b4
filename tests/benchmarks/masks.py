"""Building masks of the bundled models beside classical rules, on test places that no training saw.

    python tests/benchmarks/masks.py [--surface buildings-surface] [--imagery buildings-imagery]
        [--only NAME] [--as-is] [--beside METRES] [--pictures FOLDER] [--json FILE]

Printed per place: IoU and the F1 of boundaries within 2 pixels (pooled over the tiles of a place) of the
rule, of the model of surfaces, of that of imagery, and of the latter with the DSM too. The rule for
surfaces: heights above a grey opening of 60 m beyond 2.5 m are buildings, not where a vegetation index is
given and above 145 (of 255). The rule for images: brighter than Otsu's threshold and not green. Openings of
3 px remove specks. Surfaces that refining changes much are refined first, as Building mask does, unless
`--as-is`. `--beside` prints the IoU too that there would be if the buildings of each tile lay elsewhere as
a whole, by so many metres at most. The test data is not part of the repository (`../shared/data/test`).
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import ndimage

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from mask_places import Place, places, read  # noqa: E402
from roofline.models import bundle, predict  # noqa: E402
from roofline.models.buildings import matched  # noqa: E402
from roofline.models.raster.voids import fill_voids  # noqa: E402
from support import rasters  # noqa: E402

LOW, WIDE, GREEN = 2.5, 60.0, 145  # metres, metres, grey levels
REACH = 2  # pixels between boundaries that agree
STEPS = 8  # in which buildings are moved to either side
WAYS = ("rule", "DSM", "imagery", "imagery and DSM")


def by_rule(place: Place) -> np.ndarray:
    """The classical mask (H, W), of the surface if there is one."""
    if place.heights is None:
        return ndimage.binary_opening(_bright(place.image), iterations=1)
    heights = fill_voids(place.heights)
    side = 2 * round(WIDE / place.gsd / 2) + 1
    tall = heights - ndimage.grey_opening(heights, (side, side)) > LOW
    if place.ndvi is not None:
        tall &= place.ndvi < GREEN
    return ndimage.binary_opening(tall, iterations=1)


def _bright(image: np.ndarray) -> np.ndarray:
    """What is bright and not green (H, W)."""
    grey = np.atleast_3d(image.T).T.mean(axis=0)
    counts, edges = np.histogram(grey, 256)
    below, total = np.cumsum(counts), np.cumsum(counts * edges[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):  # empty classes at both ends
        apart = (total[-1] * below / below[-1] - total) ** 2 / (below * (below[-1] - below))
    bright = grey > edges[np.nanargmax(apart)]
    return bright if image.ndim == 2 else bright & (2.0 * image[1] <= 1.0 * image[0] + image[2])


def by_model(
    model: bundle.ModelBundle,
    place: Place,
    rasters_of: list[np.ndarray | None],
    folder: Path,
    as_is: bool = True,
) -> np.ndarray:
    """The model's mask (H, W) of rasters in the order that it takes them, as they are or refined if noisy."""
    corner = (500000.0, place.gsd, 0.0, 5000000.0, 0.0, -place.gsd)
    sources: list[Path | None] = []
    for number, values in enumerate(rasters_of):
        if values is not None:
            nodata = -9999.0 if number == 0 or values.ndim == 2 else None
            kept = values if values.dtype == np.uint8 else values.astype(np.float32)
            nodata = None if kept.dtype == np.uint8 else nodata
            rasters.write(folder / f"{number}.tif", kept, geotransform=corner, nodata=nodata)
        sources.append(None if values is None else folder / f"{number}.tif")
    find = predict.predict if as_is else matched.find
    find(model, sources, folder / "mask.tif")
    return read(folder / "mask.tif") == 1


def masks(
    models: dict[str, bundle.ModelBundle], place: Place, folder: Path, as_is: bool
) -> dict[str, np.ndarray]:
    """The mask of each way that there is for a place."""
    found = {"rule": by_rule(place)}
    if place.heights is not None:
        given = [place.heights] if place.ndvi is None else [place.heights, place.ndvi.astype(np.float32)]
        found["DSM"] = by_model(models["surface"], place, given, folder, as_is)
    if place.image is not None:
        found["imagery"] = by_model(models["imagery"], place, [place.image], folder)
    if place.heights is not None and place.image is not None:
        found["imagery and DSM"] = by_model(models["imagery"], place, [place.image, place.heights], folder)
    return found


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


def beside(found: np.ndarray, place: Place, known: np.ndarray, reach: float) -> np.ndarray:
    """Common and united pixels (2) where a place's buildings, moved by up to `reach` metres, fit best."""
    step = max(1, round(reach / place.gsd / STEPS))
    moves = range(-STEPS * step, STEPS * step + 1, step)
    tries = []
    for move in itertools.product(moves, moves):
        truth, counted = (np.roll(each, move, (0, 1)) for each in (place.buildings, known))
        tries.append([(found & truth & counted).sum(), ((found | truth) & counted).sum()])
    return np.array(max(tries, key=lambda pixels: pixels[0] / max(pixels[1], 1)), float)


def figures(total: np.ndarray) -> str:
    """IoU and boundary F1 of summed counts."""
    common, united, ours, right, theirs, met = np.maximum(total, 1e-9)
    precision, recall = right / ours, met / theirs
    return f"{common / united:.3f} / {2 * precision * recall / (precision + recall):.3f}"


def table_row(name: str, sums: dict[str, np.ndarray]) -> str:
    """A line of the table; the figures of ways that a place has no rasters for are left out."""
    return f"| {name} | {' | '.join(figures(sums[way]) if way in sums else '-' for way in WAYS)} |"


def card_figures(sums: dict[str, dict[str, np.ndarray]], way: str) -> dict[str, dict[str, float]]:
    """IoU by place, for a card: of the model, the rule, and with the DSM beside the image."""
    names = {"rule": "IoU of the rule", way: "IoU", f"{way} and DSM": "IoU with the DSM"}
    return {
        place: {names[key]: round(s[0] / s[1], 3) for key, s in ways.items() if key in names}
        for place, ways in sums.items()
        if way in ways
    }


def picture(place: Place, found: np.ndarray, path: Path) -> None:
    """Hits green, misses blue, false alarms red, over the image or the heights."""
    import matplotlib.image

    shown = fill_voids(place.heights) if place.image is None else place.image.astype(np.float32)
    low, high = np.percentile(shown, (2, 98))
    scaled = ((shown - low) / max(high - low, 1e-6)).clip(0, 1) * 0.65
    colours = (
        np.moveaxis(scaled, 0, -1).copy() if shown.ndim == 3 else np.repeat(scaled[..., None], 3, axis=2)
    )
    known = np.ones(found.shape, bool) if place.known is None else place.known
    hits = (found & ~place.buildings, found & place.buildings, place.buildings & ~found)
    for colour, where in enumerate(hits):
        colours[where & known, colour] += 0.35
    matplotlib.image.imsave(path, colours.clip(0, 1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--surface", default="buildings-surface")
    parser.add_argument("--imagery", default="buildings-imagery")
    parser.add_argument("--only", default="", help="places whose name has this in it")
    parser.add_argument("--as-is", action="store_true", help="noisy surfaces are not refined first")
    parser.add_argument("--beside", type=float, default=0.0, help="metres that buildings are moved at most")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of hits and misses")
    parser.add_argument("--json", type=Path, help="the figures for a card")
    parser.add_argument("--card", choices=("DSM", "imagery"), default="imagery", help="of which model")
    options = parser.parse_args()
    models = {name: bundle.load(getattr(options, name)) for name in ("surface", "imagery")}
    sums: dict[str, dict[str, np.ndarray]] = {}
    moved: dict[str, dict[str, np.ndarray]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, place in enumerate(p for p in places() if options.only in p.name):
            total = sums.setdefault(place.name, {})
            for way, found in masks(models, place, Path(folder), options.as_is).items():
                known = np.ones_like(found) if place.known is None else place.known
                total[way] = total.get(way, 0) + counts(found & known, place.buildings)
                if options.beside:
                    best = moved.setdefault(place.name, {})
                    best[way] = best.get(way, 0) + beside(found, place, known, options.beside)
                if options.pictures and way != "rule":
                    options.pictures.mkdir(parents=True, exist_ok=True)
                    picture(place, found, options.pictures / f"{number:02d} {way}.png")
    print(f"| place (IoU / boundary F1 within 2 px) | {' | '.join(WAYS)} |\n|---|---|---|---|---|")
    for name, ways in sums.items():
        print(table_row(name, ways))
    for name, ways in moved.items():
        print(f"{name}, moved: {', '.join(f'{way} {c / u:.3f}' for way, (c, u) in ways.items())}")
    if options.json:
        options.json.write_text(json.dumps(card_figures(sums, options.card), indent=1))


if __name__ == "__main__":
    main()

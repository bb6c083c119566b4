"""How the numbers of footprints are chosen, by the polygons of training places; Atlanta takes no part.

    python tests/benchmarks/footprint_choice.py [--side 300]

Each place is drawn as a mask of 0.5 m, clean and with outlines as ragged as those of found masks. The miss of
a setting at a place is the mean of both of: how far the corners held by those of the polygons are from 1, by
how much the share of right angles held is less than theirs (a ratio), and a tenth of the points of IoU lost
to the best setting. Printed are the misses of settings that differ in one number from what the code has,
and for each place the setting that the *other* places choose, with its miss there.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import footprints as benchmark
import numpy as np
from osgeo import ogr
from roofline.models.buildings import jogs, regularise, walls
from roofline.models.buildings.footprints import footprints
from roofline.models.evaluation.masks.polygons import polygon_measures

PIXEL = 0.5
SAME = 0.5  # IoU of two polygons that stand for one building
NUMBERS = {
    (regularise, "CORNER"): (0.7, 1.0, 2.2),
    (walls, "SPIKE"): (1.5, 3.0, np.inf),
    (walls, "CHAMFER"): (3.5, 7.0),
    (regularise, "AGREED"): (1.0, 3.0, np.inf),
    (regularise, "OWN"): (0.0, 1.0, 3.0),
    (jogs, "TURNED"): (1.0, 2.0, 3.0, np.inf),
    (jogs, "RAGGED"): (1.0, 2.0, 3.0),
    (jogs, "LEAST_WEIGHT"): (3.0, 12.0),
}
Setting = tuple[object, str, float]


@contextmanager
def changed(setting: Setting | None) -> Iterator[None]:
    """With one number of the code another."""
    if setting is None:
        yield
        return
    module, name, value = setting
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def settings() -> dict[str, Setting | None]:
    """What is compared, by its name."""
    found: dict[str, Setting | None] = {"as in the code": None}
    for (module, name), values in NUMBERS.items():
        found |= {f"{name} {value}": (module, name, value) for value in values}
    return found


def figures(place: benchmark.Scene, setting: Setting | None) -> np.ndarray:
    """IoU in points, corners and right angles held by those of the polygons."""
    with changed(setting):
        made = [each.wkb for each in footprints(place.mask)]
    ours, theirs = (
        [ogr.CreateGeometryFromWkb(wkb) for wkb in benchmark.held(each, place.pixel * benchmark.HELD)]
        for each in (made, place.shapes)
    )
    met = list(meeting(ours, theirs))
    common = sum(area for *_, area in met)
    united = sum(each.GetArea() for each in (*ours, *theirs)) - common
    alike = [(one, other) for one, other, area in met if area > SAME * (total(one, other) - area)]
    shapes = polygon_measures(alike, 1.0)
    right = shapes["right_angles"] / max(shapes["right_angles_reference"], 0.01)
    return np.array([100 * common / united, shapes["vertex_ratio"], right])


def meeting(
    ours: list[ogr.Geometry], theirs: list[ogr.Geometry]
) -> Iterator[tuple[ogr.Geometry, ogr.Geometry, float]]:
    """Polygons that overlap, and the area that they share: exact, and quicker than fine pixels."""
    boxes = np.array([each.GetEnvelope() for each in theirs])
    for one in ours:
        left, right, low, high = one.GetEnvelope()
        near = (boxes[:, 0] < right) & (boxes[:, 1] > left) & (boxes[:, 2] < high) & (boxes[:, 3] > low)
        for index in np.flatnonzero(near):
            shared = one.Intersection(theirs[index])
            if shared is not None and shared.GetArea() > 0:
                yield one, theirs[index], shared.GetArea()


def total(one: ogr.Geometry, other: ogr.Geometry) -> float:
    """The areas of both."""
    return float(one.GetArea() + other.GetArea())


def misses(side: float) -> tuple[list[str], np.ndarray]:
    """The places, and the misses (settings, places)."""
    places = {name: path for name, path in benchmark.PLACES.items() if path.startswith("train/")}
    table = []
    for path in places.values():
        kinds = []
        for ragged in (0.0, benchmark.RAGGED):
            with tempfile.TemporaryDirectory() as folder:
                place = benchmark.scene(benchmark.DATA / path, PIXEL, side, Path(folder), ragged)
                iou, corners, right = np.array([figures(place, each) for each in settings().values()]).T
            kinds.append(np.abs(corners - 1) + np.maximum(0, 1 - right) + 0.1 * (iou.max() - iou))
        table.append(np.mean(kinds, axis=0))
    return list(places), np.array(table).T


def main() -> None:
    """Print the choice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--side", type=float, default=300.0)
    names, table = misses(parser.parse_args().side)
    labels = list(settings())
    print(f"| setting | mean | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}")
    for label, line in zip(labels, table):
        print(f"| {label} | {line.mean():.3f} | {' | '.join(f'{each:.3f}' for each in line)} |")
    print(
        "\n| place kept aside | chosen by the others | its miss there | as in the code |\n|---|---|---|---|"
    )
    for index, name in enumerate(names):
        best = int(np.argmin(np.delete(table, index, axis=1).mean(axis=1)))
        print(f"| {name} | {labels[best]} | {table[best, index]:.3f} | {table[0, index]:.3f} |")


if __name__ == "__main__":
    main()

"""Which corners of polygons the footprints of their masks lack, and how long the walls beside these are.

    python tests/benchmarks/footprint_corners.py [--pixel 0.5] [--side 300]

Printed are the corners of the footprints by those of the polygons, as these are and after they have lost the
points by which they leave straight lines less than some centimetres (a curve then has corners that were
turns of less than ten degrees before); how many corners the polygons have, and how many of them are lost,
which is that no corner of a footprint lies within a metre; and how many of the lost ones are the end of a
wall of less than 0.3 m. The data is not part of the repository (`../shared/data`).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import footprints as benchmark  # loads the plugin as the package `roofline`
import numpy as np
from footprint_choice import SAME, meeting, total
from osgeo import ogr
from roofline.models.buildings.footprints import footprints
from roofline.models.evaluation.masks.polygons import STRAIGHT, polygon_measures, rings_of, turns

THINNED = (0.0, 0.05, 0.1, 0.15, 0.25)  # metres
SHORT, FAR = 0.3, 1.0  # metres
Polygons = list[ogr.Geometry]


def ratio(ours: Polygons, theirs: Polygons) -> float:
    """Corners by those of the same buildings."""
    alike = [
        (one, other) for one, other, area in meeting(ours, theirs) if area > SAME * (total(one, other) - area)
    ]
    return polygon_measures(alike, 1.0)["vertex_ratio"]


def corners(shapes: Polygons) -> np.ndarray:
    """Places of corners and the shorter of both walls (n, 3)."""
    found = []
    for shape in shapes:
        for ring in rings_of(shape):
            ring = ring[np.hypot(*(np.roll(ring, -1, axis=0) - ring).T) > 0]
            after = np.hypot(*(np.roll(ring, -1, axis=0) - ring).T)
            shorter = np.minimum(after, np.roll(after, 1))
            found.append(np.column_stack([ring, shorter])[turns(ring) > STRAIGHT])
    return np.concatenate(found)


def row(path: Path, pixel: float, side: float) -> str:
    """The cells of a place."""
    with tempfile.TemporaryDirectory() as folder:
        place = benchmark.scene(path, pixel, side, Path(folder))
        ours = [ogr.CreateGeometryFromWkb(each.wkb) for each in footprints(place.mask)]
    ratios = []
    for tolerance in THINNED:
        kept = benchmark.held(place.shapes, tolerance) if tolerance else place.shapes
        ratios.append(ratio(ours, [ogr.CreateGeometryFromWkb(wkb) for wkb in kept]))
    theirs, made = corners([ogr.CreateGeometryFromWkb(wkb) for wkb in place.shapes]), corners(ours)
    away = [np.hypot(*(made[:, :2] - corner[:2]).T).min() for corner in theirs]
    lost = theirs[np.array(away) > FAR]
    counts = (len(theirs), len(lost), np.count_nonzero(lost[:, 2] < SHORT))
    return " | ".join([*(f"{each:.2f}" for each in ratios), *map(str, counts)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pixel", type=float, default=0.5)
    parser.add_argument("--side", type=float, default=300.0)
    options = parser.parse_args()
    heads = ["as they are", *(f"less than {100 * each:.0f} cm" for each in THINNED[1:])]
    heads += ["corners", "lost", f"at walls below {SHORT} m"]
    print(f"| place | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}", flush=True)
    for name, path in benchmark.PLACES.items():
        if (benchmark.DATA / path).exists():
            print(f"| {name} | {row(benchmark.DATA / path, options.pixel, options.side)} |", flush=True)


if __name__ == "__main__":
    main()

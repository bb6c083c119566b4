"""Heights of footprints, from a mask and a DSM, beside the classified points of the training places.

    python tests/benchmarks/footprint_heights.py

The polygons of a place are drawn as a mask on the grid of its DSM, which has the highest point of each pixel,
and made footprints with heights again, without a DTM. The truth of a footprint is of the points themselves:
its ground the median of those of class 2 within 10 m around it, its roof those within it that are classified
as buildings (where none is: that are no ground), with eaves and ridge at the percentiles that the code has,
its volume that of the polygons whose middle lies in it. Printed are mean and mean absolute errors in metres,
and the error of all volumes together. The data is not part of the repository (`../shared/data/train`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import footprints as benchmark  # loads the plugin as the package `roofline`
import numpy as np
import party_walls
from osgeo import ogr
from roofline.models.buildings.footprints import Footprint, footprints
from roofline.models.buildings.heights import EAVES, FARTHEST, RIDGE
from scipy import ndimage

GROUND_CLASS, BUILDING_CLASS = 2, 6
FINE = 0.25  # metres of the pixels that points are looked up in
FEW = 20  # points of a roof or of the ground around it that tell no height
NAMES = ("ground", "eaves", "ridge", "mean", "height")


class Cloud(NamedTuple):
    """Points: places (metres) and classes, each (n,)."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    kind: np.ndarray

    def truth(self, shape: ogr.Geometry) -> np.ndarray | None:
        """Ground, eaves, ridge, mean and mean height above ground of what a polygon holds, if known."""
        left, right, low, high = shape.GetEnvelope()
        left, high = left - FARTHEST, high + FARTHEST
        size = np.ceil(np.array([right + FARTHEST - left, high + FARTHEST - low]) / FINE).astype(int)
        grid = benchmark.Grid(int(size[0]), int(size[1]), (left, FINE, 0.0, high, 0.0, -FINE), "")
        inside = benchmark.drawn([bytes(shape.ExportToWkb())], grid) > 0
        near = ndimage.distance_transform_edt(~inside) * FINE <= FARTHEST
        col, row = ((each / FINE).astype(int) for each in (self.x - left, high - self.y))
        seen = (col >= 0) & (col < size[0]) & (row >= 0) & (row < size[1])
        place, z, kind = (row[seen], col[seen]), self.z[seen], self.kind[seen]
        built = kind == BUILDING_CLASS if (self.kind == BUILDING_CLASS).any() else kind != GROUND_CLASS
        roof = z[inside[place] & built]
        ground = z[near[place] & ~inside[place] & (kind == GROUND_CLASS)]
        if min(len(roof), len(ground)) < FEW:
            return None
        return told(float(np.median(ground)), *np.percentile(roof, (EAVES, RIDGE)), float(roof.mean()))


def told(ground: float, eaves: float, ridge: float, mean: float) -> np.ndarray:
    """The numbers that are compared, by NAMES."""
    return np.array([ground, eaves, ridge, mean, mean - ground])


def cloud(path: Path) -> Cloud:
    """The points of a file that are no noise."""
    import laspy

    points = laspy.read(path)
    kind = np.asarray(points.classification)
    kept = ~np.isin(kind, party_walls.NOISE)
    return Cloud(*(np.asarray(each)[kept] for each in (points.x, points.y, points.z)), kind[kept])


def compared(
    found: list[Footprint], here: party_walls.Place, points: Cloud
) -> Iterator[tuple[np.ndarray, tuple[float, float]]]:
    """Errors by NAMES, and the volume and the true one, of each footprint that the points tell heights of."""
    for one in found:
        shape = ogr.CreateGeometryFromWkb(one.wkb)
        truth = points.truth(shape)
        if truth is None or one.heights is None or one.volume is None:
            continue
        area = sum(each.GetArea() for each in here.polygons if each.Centroid().Within(shape))
        made = told(one.heights.ground, one.heights.eaves, one.heights.ridge, one.heights.mean)
        yield made - truth, (one.volume, area * float(truth[-1]))


def main() -> None:
    """Print the table."""
    heads = " | ".join(f"{name} (m)" for name in NAMES)
    print(f"| place | footprints | {heads} | volume |\n|---|---|{'---|' * len(NAMES)}---|")
    for each in party_walls.PLACES:
        path = party_walls.TRAIN / each[1]
        if path.suffix != ".laz":
            continue
        with tempfile.TemporaryDirectory() as folder:
            here = party_walls.place(*each, Path(folder))
            made = footprints(here.mask, dsm=here.dsm, min_area=party_walls.LEAST)
        rows = list(compared(made, here, cloud(path)))
        errors, volumes = np.array([row for row, _ in rows]), np.array([both for _, both in rows]).sum(axis=0)
        cells = (f"{mean:+.2f} / {off:.2f}" for mean, off in zip(errors.mean(0), np.abs(errors).mean(0)))
        print(
            f"| {each[0]} | {len(rows)} of {len(made)} | {' | '.join(cells)} | "
            f"{100 * (volumes[0] / volumes[1] - 1):+.1f} % |",
            flush=True,
        )


if __name__ == "__main__":
    main()

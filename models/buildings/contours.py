"""Outlines of buildings in a mask or probability raster, between its pixels, in memory that follows the
outlines and not the raster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from ..errors import RooflineError
from ..formats.scratch import Scratch, full_temporary_folder
from ..language import Message
from ..progress import Cancel, stop_if
from ..raster.bands import number
from ..raster.containers import in_memory
from ..raster.coverage import MaskValues
from ..raster.dataset import Raster, single_mask
from ..raster.gdal_errors import gdal_errors
from ..raster.grid import Window
from ..raster.windows import strips
from .courtyards import FINENESS, NONE, Ring, owners

LEVEL = 0.5  # probability at which a building begins unless somebody says otherwise: as likely as not
THRESHOLD = "BUILDING_THRESHOLD"  # metadata of probabilities: above which of them a building stands
# Steps of a share: 16 bits of them place an outline far more finely than any mask knows it.
STEPS = 65_534
STRIP_PIXELS = 2**20  # 4 MB a float32 band


@dataclass
class Outline:
    """A building's outer ring and its courtyards, each (n, 2) columns and rows in pixels, not closed."""

    outer: Ring
    holes: list[Ring] = field(default_factory=list)

    def scaled(self, factor: float) -> Outline:
        """The outline in other units."""
        return Outline(self.outer * factor, [hole * factor for hole in self.holes])


def level_of(raster: Raster, wished: float | None = None) -> float:
    """The share at which a building begins: the wished one, that of the raster's own metadata, or one half.

    Masks of whole numbers have no shares: their outlines run in the middle between two pixels.
    """
    if not raster.dtype.startswith("Float"):
        return LEVEL
    own = number(raster.data_bands[0].GetMetadataItem(THRESHOLD))
    level = wished if wished is not None else own if own is not None and 0 < own < 1 else LEVEL
    if not 0 < level < 1:
        raise RooflineError("THRESHOLD is {threshold}; give a probability between 0 and 1.", threshold=level)
    return level


def outlines(
    raster: Raster,
    cancelled: Cancel = None,
    level: float = LEVEL,
    window: Window | None = None,
    values: MaskValues | None = None,
) -> list[Outline]:
    """The buildings of a raster's first band: probabilities above a level, or whole numbers above 0.

    What is unknown is no building. Outlines run between pixel centres, where the value crosses the level, and
    along the raster's edge, the northernmost first. Of a `window` alone they end at its edge; all others are
    those of the whole raster in every bit. `values` gathers what numbers were seen.
    """
    window = raster.grid.window() if window is None else window
    rings = list(_rings(raster, window, values or MaskValues(raster), level, cancelled))
    rings.sort(key=first_of)
    areas = np.array(list(_areas(rings, cancelled)))
    made = {index: Outline(rings[index]) for index in np.flatnonzero(areas > 0).tolist()}
    for hole, owner in enumerate(owners(rings, areas, cancelled).tolist()):
        if owner != NONE:
            made[owner].holes.append(rings[hole])
    return list(made.values())


def first_of(ring: Ring) -> tuple[float, float]:
    """The row and the column at which a ring begins: its northernmost point, the westernmost of several."""
    return float(ring[0, 1]), float(ring[0, 0])


def _rings(
    raster: Raster,
    window: Window,
    values: MaskValues,
    level: float,
    cancelled: Cancel,
) -> Iterator[Ring]:
    """The closed contour rings of a window, buildings on the same side of all."""
    with Scratch() as folder:
        framed = _framed(raster, window, values, folder / "framed.tif", cancelled)
        corner = window.col, window.row
        yield from _contours(framed, corner, raster.name, level, cancelled)


def _contours(
    framed: gdal.Dataset,
    corner: tuple[int, int],
    name: str,
    level: float,
    cancelled: Cancel,
) -> Iterator[Ring]:
    """The contours at a level of what `_framed` has made, in pixels of the raster that it was made of.

    `corner`: column and row at which it begins there.
    """
    store = in_memory()
    layer = store.CreateLayer("rings", geom_type=ogr.wkbLineString)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger))
    stop = None if cancelled is None else lambda *_: 0 if cancelled() else 1
    options = [f"FIXED_LEVELS={level * STEPS}", "ID_FIELD=0"]
    try:
        done = gdal.ContourGenerateEx(framed.GetRasterBand(1), layer, options=options, callback=stop)
    except RuntimeError:
        done = gdal.CE_Failure
    stop_if(cancelled)
    if done != gdal.CE_None:
        raise RooflineError("{name} cannot be read: check that the file is whole.", name=name)
    for index in range(layer.GetFeatureCount()):
        stop_if(cancelled)
        feature = layer.GetFeature(index)
        points = np.array(feature.GetGeometryRef().GetPoints(), np.float64)[:, :2] - 1.0  # of the frame
        layer.DeleteFeature(index)  # no ring is held twice
        ring = settled(points + corner)
        if len(ring) >= 3:
            yield ring


def settled(ring: Ring) -> Ring:
    """A ring (n, 2) that does not tell where in its raster it was looked for, nor where it was begun.

    Points lie on a grid far finer than any mask tells them, none twice in a row, the northernmost first.
    """
    ring = np.rint(ring * FINENESS) / FINENESS
    ring = ring[(ring != np.roll(ring, 1, axis=0)).any(axis=1)]
    return np.roll(ring, -np.lexsort(ring.T)[0], axis=0) if len(ring) else ring


def _framed(
    raster: Raster,
    window: Window,
    values: MaskValues,
    target: Path,
    cancelled: Cancel,
) -> gdal.Dataset:
    """A window's values as people see them, times STEPS, with a pixel of 0 around them, 0 for voids."""
    single_mask(raster)
    driver, size = gdal.GetDriverByName("GTiff"), (window.width + 2, window.height + 2)
    try:
        with gdal_errors(Message("{name} cannot be read", name=raster.name)):
            framed = driver.Create(str(target), *size, 1, gdal.GDT_UInt16, ["COMPRESS=LZW", "SPARSE_OK=TRUE"])
            for strip in strips(window, STRIP_PIXELS, cancelled=cancelled):
                steps = np.rint(values.shares(raster.read(strip)[0]) * STEPS).astype(np.uint16)
                place = strip.shifted(1 - window.col, 1 - window.row)
                framed.GetRasterBand(1).WriteArray(steps, place.col, place.row)
            framed.FlushCache()
    except OSError as error:
        raise full_temporary_folder(error) from error
    return framed


def _areas(rings: Sequence[Ring], cancelled: Cancel) -> Iterator[float]:
    """What `area_of` says of each; there may be millions."""
    for ring in rings:
        stop_if(cancelled)
        yield area_of(ring)


def area_of(ring: Ring) -> float:
    """Signed area in square pixels: positive where a building is inside."""
    x, y = ring.T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))

"""Outlines of buildings in a mask or probability raster, between its pixels, in memory that follows the
outlines and not the raster.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr

from ..errors import Cancelled, RooflineError
from ..language import Message
from ..raster.dataset import Raster
from ..raster.gdal_errors import gdal_errors

Ring = NDArray[np.float64]
LEVEL = 0.5  # probability at which a building begins
# Probabilities beyond 0..1 by no more than this are rounding of whoever wrote them.
SLACK = 1e-3


@dataclass
class Outline:
    """A building's outer ring and its courtyards, each (n, 2) columns and rows in pixels, not closed."""

    outer: Ring
    holes: list[Ring] = field(default_factory=list)


def outlines(raster: Raster, cancelled: Callable[[], bool] | None = None) -> list[Outline]:
    """The buildings of a raster's first band: probabilities above one half, or whole numbers above 0.

    What is unknown is no building. Outlines run between pixel centres, where the value crosses one half, and
    along the raster's edge.
    """
    _check_values(raster)
    rings = list(_rings(raster, cancelled))
    outer = [Outline(ring) for ring in rings if _area(ring) > 0]
    _give_holes(outer, [ring for ring in rings if _area(ring) < 0])
    return outer


def _check_values(raster: Raster) -> None:
    band = raster.dataset.GetRasterBand(1)
    if not _is_float(band):
        return
    with gdal_errors(Message("{name} cannot be read", name=raster.name)):
        lowest, highest = band.ComputeRasterMinMax(True)
    if not (lowest >= -SLACK and highest <= 1 + SLACK):
        raise RooflineError(
            "{name} has values from {lowest:.3g} to {highest:.3g}: give a building mask or a probability of "
            "0 to 1.",
            name=raster.name,
            lowest=lowest,
            highest=highest,
        )


def _is_float(band: gdal.Band) -> bool:
    return gdal.GetDataTypeName(band.DataType).startswith("Float")


def _rings(raster: Raster, cancelled: Callable[[], bool] | None) -> Iterator[Ring]:
    """The closed contour rings of a raster, buildings on the same side of all."""
    framed = _framed(raster)
    store = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = store.CreateLayer("rings", geom_type=ogr.wkbLineString)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger))
    stop = None if cancelled is None else lambda *_: 0 if cancelled() else 1
    options = [f"FIXED_LEVELS={LEVEL}", "ID_FIELD=0"]
    try:
        done = gdal.ContourGenerateEx(framed.GetRasterBand(1), layer, options=options, callback=stop)
    except RuntimeError:
        done = gdal.CE_Failure
    if cancelled is not None and cancelled():
        raise Cancelled
    if done != gdal.CE_None:
        raise RooflineError("{name} cannot be read: check that the file is whole.", name=raster.name)
    for feature in layer:
        points = np.array(feature.GetGeometryRef().GetPoints(), np.float64)[:, :2] - 1.0  # of the frame
        ring = points[:-1] if np.array_equal(points[0], points[-1]) else points
        if len(ring) >= 3:
            yield ring


def _framed(raster: Raster) -> gdal.Dataset:
    """The first band with a pixel of 0 around it, 0 where nothing is known, whole numbers above 1 as 1."""
    dataset, band = raster.dataset, raster.dataset.GetRasterBand(1)
    width, height = dataset.RasterXSize, dataset.RasterYSize
    nodata = band.GetNoDataValue()
    known = f"<NODATA>{nodata!r}</NODATA>" if nodata is not None else ""
    clamp = "" if _is_float(band) else "<LUT>0:0,1:1</LUT>"
    xml = f"""<VRTDataset rasterXSize="{width + 2}" rasterYSize="{height + 2}">
      <VRTRasterBand dataType="Float32" band="1"><ComplexSource>
        <SourceFilename relativeToVRT="0">{escape(os.fspath(dataset.GetDescription()))}</SourceFilename>
        <SourceBand>1</SourceBand>
        <SrcRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/>
        <DstRect xOff="1" yOff="1" xSize="{width}" ySize="{height}"/>
        {known}{clamp}
      </ComplexSource></VRTRasterBand></VRTDataset>"""
    with gdal_errors(Message("{name} cannot be read", name=raster.name)):
        return gdal.Open(xml)


def _area(ring: Ring) -> float:
    """Signed area in square pixels: positive where a building is inside."""
    x, y = ring.T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _give_holes(outlines: list[Outline], holes: list[Ring]) -> None:
    """Put each hole into the smallest outline around it."""
    boxes = np.array([[*each.outer.min(0), *each.outer.max(0)] for each in outlines]).reshape(-1, 4)
    sizes = np.array([_area(each.outer) for each in outlines])
    for hole in holes:
        (left, top), (right, bottom) = hole.min(0), hole.max(0)
        around = (
            (boxes[:, 0] <= left) & (boxes[:, 1] <= top) & (boxes[:, 2] >= right) & (boxes[:, 3] >= bottom)
        )
        for index in sorted(np.flatnonzero(around), key=lambda k: sizes[k]):
            if contains(outlines[index].outer, hole[0]):
                outlines[index].holes.append(hole)
                break


def contains(ring: Ring, point: NDArray[np.float64]) -> bool:
    """Whether a ring (n, 2) goes around a point, by the number of its sides to the right."""
    x, y = ring.T
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    crosses = (y > point[1]) != (next_y > point[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (point[1] - y) * (next_x - x) / (next_y - y)
    return bool(np.count_nonzero(crosses & (at > point[0])) % 2)

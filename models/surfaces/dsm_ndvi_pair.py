"""Pictures of a DSM on the left and its NDVI on the right, as the published DSM enhancer reads them."""

from __future__ import annotations

import logging
from pathlib import Path

from osgeo import gdal

from ..language import Message
from ..modelfile.parts import Card
from ..raster.dataset import Raster
from ..raster.gdal_errors import gdal_errors
from ..raster.source import RasterPath, RasterSource

LOGGER = logging.getLogger(__name__)


def is_picture(card: Card, width: int, height: int) -> bool:
    """Whether the model takes two grey pictures, and a raster of that size is one tile high and two wide."""
    side = card.tile.size
    takes_two = len(card.inputs) == 2 and all(entry.grey for entry in card.inputs)
    return takes_two and (width, height) == (2 * side, side)


def halves(card: Card, source: RasterPath, folder: Path) -> list[RasterSource]:
    """The halves as rasters of their own on the left one's grid; none of a raster that is no such picture."""
    with Raster.open(source) as raster:
        if not is_picture(card, raster.grid.width, raster.grid.height):
            return []
        side = raster.grid.height
        LOGGER.info("%s is taken as DSM (left half) and NDVI (right half).", raster.name)
        placed = raster.dataset.GetGeoTransform(can_return_null=True) is not None
        paths = [str(folder / f"{Path(source).stem}-{half}.vrt") for half in ("dsm", "ndvi")]
        for index, path in enumerate(paths):
            with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=raster.name)):
                part = gdal.Translate(
                    path, raster.dataset, format="VRT", srcWin=[index * side, 0, side, side]
                )
                if placed:
                    part.SetGeoTransform(raster.grid.geotransform)
                part = None
    return [RasterSource.of(source).at(path) for path in paths]

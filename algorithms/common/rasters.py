"""Raster layers as QGIS has them: path and open options, and the CRS and nodata that people have set."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsRasterDataProvider, QgsRasterLayer, QgsRasterRange

from ...models.formats.names import is_there
from ...models.raster.source import Range, RasterSource
from .crs import wkt_of

OPTION = re.compile(r"\|option:([^|]*)")
OTHER_PART = re.compile(r"\|(?:layerid|layername|credential|authcfg)[:=][^|]*", re.IGNORECASE)


def raster_source(layer: QgsRasterLayer) -> RasterSource:
    """All that a layer knows about its source. Main thread only."""
    path, options = _parts(layer.source())
    provider = layer.dataProvider()
    if provider is None or layer.providerType() != "gdal":
        return RasterSource(path, open_options=options)
    # What the provider says is the file's; QGIS may know another CRS, set by people or for the project.
    is_own = not layer.crs().isValid() or layer.crs() == provider.crs()
    return RasterSource(path, "" if is_own else wkt_of(layer.crs()), *_nodata(provider), options)


def _parts(source: str) -> tuple[str, tuple[str, ...]]:
    """The path and GDAL's open options in a layer's source; a path may hold any character, also |."""
    if is_there(source, Path.exists):
        return source, ()
    options = tuple(OPTION.findall(source))
    path = OPTION.sub("", source)
    return path if is_there(path, Path.exists) else OTHER_PART.sub("", path), options


def _nodata(provider: QgsRasterDataProvider) -> tuple[tuple, tuple]:
    """Ranges that people have made nodata, and whether the file's nodata counts, by band; () if unsaid."""
    bands = range(1, provider.bandCount() + 1)
    ranges = tuple(tuple(map(_range, provider.userNoDataValues(band))) for band in bands)
    heeded = tuple(
        provider.useSourceNoDataValue(band) or not provider.sourceHasNoDataValue(band) for band in bands
    )
    return ranges if any(ranges) else (), () if all(heeded) else heeded


def _range(given: QgsRasterRange) -> Range:
    bounds = QgsRasterRange.BoundsType
    low, high = given.min(), given.max()
    kind = given.bounds()
    # Half open ranges are brought to closed ones within what float32 tells apart.
    if kind in (bounds.IncludeMax, bounds.Exclusive) and low != high:
        low += abs(low) * 1e-7 + 1e-30
    if kind in (bounds.IncludeMin, bounds.Exclusive) and low != high:
        high -= abs(high) * 1e-7 + 1e-30
    return float("-inf") if low != low else low, float("inf") if high != high else high

"""Rasters copied as this plugin writes them, by window."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..language import Message
from ..progress import Cancel, Progress
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache, gdal_errors, metadata_of
from ..raster.grid import Window
from ..raster.windows import strips
from ..raster.writer import RasterWriter

CHUNK_PIXELS = 2**22  # 16 MB a float32 band
Change = Callable[[NDArray[Any], Window], None]  # values (bands, H, W) of a window, changed in place


def write(
    source: Path,
    target: str | os.PathLike[str],
    creation_options: Sequence[str] = (),
    progress: Progress = None,
    cancelled: Cancel = None,
    change: Change | None = None,
    tags: Mapping[str, str] | None = None,
    overviews: bool = False,
) -> None:
    """Write a raster, such as a mosaic, as a run on one machine writes it; `tags` come last in the file."""
    with block_cache(), ExitStack() as stack:
        raster = stack.enter_context(Raster.open(source))
        bands, first = raster.data_bands, raster.data_bands[0]
        texts = [band.GetDescription() for band in bands]
        nodata, unit = first.GetNoDataValue(), first.GetUnitType() or ""
        lossy = raster.dtype == "Byte" and nodata is None
        writer = stack.enter_context(
            RasterWriter(
                target, raster.grid, len(bands), raster.dtype, nodata, creation_options, texts, unit, lossy
            )
        )
        for window in strips(raster.grid.window(), CHUNK_PIXELS, progress, cancelled):
            with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=raster.name)):
                values = raster.dataset.ReadAsArray(*window)
            values = values.reshape(len(bands), window.height, window.width)
            if change is not None:
                change(values, window)
            writer.write(values, window)
        if overviews:
            writer.add_overviews()
        writer.tag(**metadata_of(first))
        if tags:
            writer.mark(**tags)

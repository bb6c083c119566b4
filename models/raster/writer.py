"""Rasters written window by window under a temporary name, and renamed when complete."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..errors import RooflineError
from ..formats.atomic import Finished, publish, to_disk
from ..formats.scratch import Scratch
from ..progress import unsaid
from .formats import Layout, check_room, difference, drivers_for, fitting_driver, step
from .gdal_errors import silent_gdal
from .grid import Grid, Window
from .paths import cannot_write, check_beside, check_replaced, side_files, writable_folder

OVERVIEW_PIXELS = 256  # the longer side of the smallest overview is at most this


class RasterWriter:
    """A raster file that exists under its final name only when everything is written.

    Without creation options of the user's: tiled, DEFLATE at its fastest, predictor by type. Other formats
    than GeoTIFF are translated from a temporary one.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        grid: Grid,
        bands: int = 1,
        dtype: str = "Float32",
        nodata: float | None = None,
        creation_options: Sequence[str] = (),
        descriptions: Sequence[str] = (),
        unit: str = "",
        lossy: bool = False,
    ) -> None:
        self.path = Path(path)
        self._options = [option for option in creation_options if option]
        self._layout = Layout(grid, bands, dtype, nodata, unit, lossy)
        drivers_for(self.path)  # refuses unknown extensions
        check_replaced([self.path])
        self._scratch = writable_folder(self.path)  # for the file and what GDAL may put beside it
        self._folder = self._scratch.path
        try:
            self._driver = self._fitting()
            self._dataset = self._create()
            for index, text in enumerate(descriptions[:bands]):
                self._dataset.GetRasterBand(index + 1).SetDescription(text)
        except BaseException:
            self.discard()
            raise

    def _fitting(self) -> str:
        """The driver, tried where it is not the one that can hold everything."""
        if self.path.suffix.lower() in ("", ".tif", ".tiff") and not self._options:
            driver, made = "GTiff", list[str]()
        else:
            with Scratch(self._folder) as folder:
                driver, made = fitting_driver(self.path, self._layout, self._options, folder)
        check_beside(self.path, made)
        return driver

    def _create(self) -> gdal.Dataset:
        layout = self._layout
        options = self._options if self._options and self._driver == "GTiff" else _fast_options(layout.dtype)
        if not any(option.upper().startswith("BIGTIFF=") for option in options):
            options = [*options, "BIGTIFF=IF_SAFER"]
        path = str(self._folder / self.path.name)
        with cannot_write(self.path, say_warnings=bool(self._options)):
            dataset = gdal.GetDriverByName("GTiff").Create(
                path, layout.grid.width, layout.grid.height, layout.bands, layout.kind, options
            )
            if dataset is not None:
                layout.dress(dataset)
        return dataset

    def tag(self, **items: str) -> None:
        """Give the first band metadata, to be read by name."""
        for name, value in items.items():
            self._dataset.GetRasterBand(1).SetMetadataItem(name, value)

    def mark(self, **items: str) -> None:
        """Give the first band metadata when all is written, at the file's end: one that was cut off has none.

        Pixels that wait in GDAL's cache would else come behind it.
        """
        with cannot_write(self.path):
            self._dataset.FlushCache()
        self.tag(**items)

    def add_overviews(self) -> None:
        """Build overviews inside the GeoTIFF, each half as wide, when all is written: means, of masks the
        pixel itself.
        """
        layout, factors = self._layout, [2]
        while max(layout.grid.width, layout.grid.height) // factors[-1] > OVERVIEW_PIXELS:
            factors.append(2 * factors[-1])
        is_mask = layout.dtype == "Byte" and layout.nodata is not None
        with cannot_write(self.path):
            self._dataset.FlushCache()
            self._dataset.BuildOverviews("NEAREST" if is_mask else "AVERAGE", factors)

    def write(self, values: NDArray[Any], window: Window) -> None:
        """Write values (bands, H, W) into a window."""
        with cannot_write(self.path):
            for index, layer in enumerate(values):
                band = self._dataset.GetRasterBand(index + 1)
                band.WriteArray(np.ascontiguousarray(layer), window.col, window.row)

    def __enter__(self) -> RasterWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            finished = self._finished() if kind is None else None
        except BaseException:
            self.discard()
            raise
        if finished is not None:
            publish(finished)
        else:
            self.discard()

    def _finished(self) -> Finished:
        """The raster, complete, with what is beside it."""
        with cannot_write(self.path):
            self._dataset.FlushCache()
            self._dataset = None
        folder = self._folder if self._driver == "GTiff" else self._translated()
        with cannot_write(self.path):
            files = sorted(folder.iterdir(), key=lambda file: file.name == self.path.name)
            for file in files:
                to_disk(file)
        moves = [(file, self.path.with_name(file.name)) for file in files]
        # statistics and overviews of the file that is replaced go with it
        return Finished(self.path, moves, self.discard, side_files(self.path))

    def _translated(self) -> Path:
        """The folder with the file in the format of the target's extension, and its side files."""
        source = self._folder / self.path.name
        folder = self._folder / "translated"
        folder.mkdir()
        with cannot_write(self.path, say_warnings=bool(self._options)):
            done = gdal.Translate(
                str(folder / self.path.name), str(source), format=self._driver, creationOptions=self._options
            )
            if done is not None:
                done.FlushCache()
            done = None
        self._compare(source, folder / self.path.name)
        return folder

    def _compare(self, source: Path, target: Path) -> None:
        """Refuse a translation that does not give back what was written."""
        with cannot_write(self.path):
            written, read = gdal.Open(str(source)), gdal.Open(str(target))
            reason = difference(written, read, self._layout, step(self._layout, self._options))
        if reason:
            check_room(self._folder, self.path)
            raise RooflineError(
                "{file} cannot hold this raster: {reason}; choose a name that ends with .tif (GeoTIFF).",
                file=self.path,
                reason=reason,
            )

    def discard(self) -> None:
        """Close and delete what is temporary, quietly: either all is done or an error is on its way."""
        with silent_gdal():
            self._dataset = None
        self._scratch.close()


def check_raster(
    path: str | os.PathLike[str],
    grid: Grid,
    bands: int = 1,
    dtype: str = "Float32",
    nodata: float | None = None,
    creation_options: Sequence[str] = (),
    lossy: bool = False,
) -> None:
    """Refuse before the work a raster that could not be written after it; what GDAL warns of is told then."""
    with unsaid():
        RasterWriter(path, grid, bands, dtype, nodata, creation_options, lossy=lossy).discard()


def _fast_options(dtype: str) -> list[str]:
    predictor = 3 if dtype.startswith("Float") else 2
    return ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", f"PREDICTOR={predictor}"]

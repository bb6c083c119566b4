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
from .grid import Grid, Window
from .paths import cannot_write, check_replaced, side_files, writable_folder


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
    ) -> None:
        self.path = Path(path)
        self._driver = driver_for(self.path)
        self._options = [option for option in creation_options if option]
        check_replaced([self.path])
        self._scratch = writable_folder(self.path)  # for the file and what GDAL may put beside it
        self._folder = self._scratch.path
        try:
            self._dataset = self._create(grid, bands, dtype)
            for index in range(bands):
                band = self._dataset.GetRasterBand(index + 1)
                if nodata is not None:
                    band.SetNoDataValue(nodata)
                if index < len(descriptions):
                    band.SetDescription(descriptions[index])
        except BaseException:
            self._discard()
            raise

    def _create(self, grid: Grid, bands: int, dtype: str) -> gdal.Dataset:
        options = self._options if self._options and self._driver == "GTiff" else _fast_options(dtype)
        if not any(option.upper().startswith("BIGTIFF=") for option in options):
            options = [*options, "BIGTIFF=IF_SAFER"]
        path = str(self._folder / self.path.name)
        with cannot_write(self.path, say_warnings=bool(self._options)):
            kind = gdal.GetDataTypeByName(dtype)
            dataset = gdal.GetDriverByName("GTiff").Create(
                path, grid.width, grid.height, bands, kind, options
            )
            if dataset is not None:
                dataset.SetGeoTransform(grid.geotransform)
                dataset.SetProjection(grid.projection)
        return dataset

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
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def _finish(self) -> None:
        with cannot_write(self.path):
            self._dataset.FlushCache()
            self._dataset = None
        folder = self._folder if self._driver == "GTiff" else self._translated()
        with cannot_write(self.path):
            for file in side_files(self.path):  # statistics and overviews of the file that is replaced
                file.unlink(missing_ok=True)
            for file in sorted(folder.iterdir(), key=lambda file: file.name == self.path.name):
                file.replace(self.path.with_name(file.name))

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
        return folder

    def _discard(self) -> None:
        """Close and delete what is temporary, quietly: either all is done or an error is on its way."""
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            self._dataset = None
        finally:
            gdal.PopErrorHandler()
        self._scratch.close()


def _fast_options(dtype: str) -> list[str]:
    predictor = 3 if dtype.startswith("Float") else 2
    return ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", f"PREDICTOR={predictor}"]


def driver_for(path: Path) -> str:
    """The GDAL driver for a target's extension."""
    extension = path.suffix.lower().lstrip(".")
    if extension in ("tif", "tiff", ""):
        return "GTiff"
    for index in range(gdal.GetDriverCount()):
        driver = gdal.GetDriver(index)
        extensions = (driver.GetMetadataItem("DMD_EXTENSIONS") or "").lower().split()
        can_write = driver.GetMetadataItem("DCAP_CREATECOPY") == "YES" and driver.GetMetadataItem(
            "DCAP_RASTER"
        )
        if extension in extensions and can_write:
            return str(driver.ShortName)
    raise RooflineError(
        "Rasters cannot be written as .{extension}; choose a name that ends with .tif.", extension=extension
    )

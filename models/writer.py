"""Rasters written window by window under a temporary name, and renamed when complete."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from .errors import RooflineError
from .gdalio import gdal_errors
from .grid import Grid, Window

SIDE_FILES = (".aux.xml", ".ovr", ".msk")


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
        self._driver = _driver_for(self.path)
        self._options = [option for option in creation_options if option]
        self._temporary = self.path.with_name(f".{self.path.stem}-{uuid.uuid4().hex[:12]}.tif")
        self._failed = (
            f"{self.path} cannot be written; check that the folder exists, is writable and not full"
        )
        self._dataset = self._create(grid, bands, dtype)
        for index in range(bands):
            band = self._dataset.GetRasterBand(index + 1)
            if nodata is not None:
                band.SetNoDataValue(nodata)
            if index < len(descriptions):
                band.SetDescription(descriptions[index])

    def _create(self, grid: Grid, bands: int, dtype: str) -> gdal.Dataset:
        if not self.path.parent.is_dir():
            raise RooflineError(f"The folder {self.path.parent} does not exist; create it or choose another.")
        if self.path.is_dir():
            raise RooflineError(f"{self.path} is a folder; name a file in it.")
        options = self._options if self._options and self._driver == "GTiff" else _fast_options(dtype)
        if not any(option.upper().startswith("BIGTIFF=") for option in options):
            options = [*options, "BIGTIFF=IF_SAFER"]
        driver = gdal.GetDriverByName("GTiff")
        gdal_type = gdal.GetDataTypeByName(dtype)
        try:
            with gdal_errors(self._failed):
                dataset = driver.Create(
                    str(self._temporary), grid.width, grid.height, bands, gdal_type, options
                )
                dataset.SetGeoTransform(grid.geotransform)
                if grid.projection:
                    dataset.SetProjection(grid.projection)
        except (RooflineError, AttributeError) as error:
            _remove(self._temporary)
            raise error if isinstance(error, RooflineError) else RooflineError(f"{self._failed}.") from None
        return dataset

    def write(self, values: NDArray[Any], window: Window) -> None:
        """Write values (bands, H, W) into a window."""
        with gdal_errors(self._failed):
            for index, layer in enumerate(values):
                self._dataset.GetRasterBand(index + 1).WriteArray(
                    np.ascontiguousarray(layer), window.col, window.row
                )

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
        with gdal_errors(self._failed):
            self._dataset.FlushCache()
            self._dataset = None
        if self._driver != "GTiff":
            self._translate()
        try:
            self._temporary.replace(self.path)
        except OSError as error:
            raise RooflineError(f"{self._failed} ({error.strerror}).") from error
        for suffix in SIDE_FILES:  # statistics and overviews of the file that was replaced
            _remove(Path(f"{self.path}{suffix}"))

    def _translate(self) -> None:
        """Convert the temporary GeoTIFF into the format of the target's extension."""
        converted = self._temporary.with_suffix(self.path.suffix)
        try:
            with gdal_errors(self._failed):
                done = gdal.Translate(
                    str(converted), str(self._temporary), format=self._driver, creationOptions=self._options
                )
                if done is not None:
                    done.FlushCache()
                done = None
        except RooflineError:
            _remove(converted)
            raise
        _remove(self._temporary)
        self._temporary = converted

    def _discard(self) -> None:
        """Close and delete the temporary file, quietly: an error is already on its way."""
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            self._dataset = None
        finally:
            gdal.PopErrorHandler()
        for suffix in ("", *SIDE_FILES):
            _remove(Path(f"{self._temporary}{suffix}"))


def _fast_options(dtype: str) -> list[str]:
    predictor = 3 if dtype.startswith("Float") else 2
    return ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", f"PREDICTOR={predictor}"]


def _driver_for(path: Path) -> str:
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
    raise RooflineError(f"Rasters cannot be written as .{extension}; choose a name that ends with .tif.")


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return

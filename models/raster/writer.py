"""Rasters written window by window under a temporary name, and renamed when complete."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..errors import RooflineError
from ..language import Message
from .gdal_errors import gdal_errors
from .grid import Grid, Window

SIDE_FILES = (".aux.xml", ".ovr", ".msk")


def check_paths(
    sources: Sequence[str | os.PathLike[str]],
    targets: Sequence[str | os.PathLike[str]],
    folders: Sequence[str | os.PathLike[str]] = (),
) -> None:
    """Refuse a run before its work: targets that are one of its files or each other, or cannot be written.

    `folders` are made when they are needed, with those above them.
    """
    inputs = {_real(source) for source in sources}
    outputs = [_real(target) for target in targets]
    if inputs.intersection(outputs) or len(set(outputs)) < len(outputs):
        raise RooflineError("An output has the same name as another file of the run; choose another name.")
    for target in targets:
        _folder_beside(Path(target)).rmdir()
    for folder in folders:
        _check_folder(Path(folder))


def _real(path: str | os.PathLike[str]) -> str:
    return os.path.normcase(Path(path).resolve())


def _check_folder(folder: Path) -> None:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        Path(tempfile.mkdtemp(prefix=".roofline-", dir=there)).rmdir()
    except OSError as error:
        raise RooflineError(
            "The folder {folder} cannot be written; choose another.", folder=folder
        ) from error


def _folder_beside(target: Path) -> Path:
    """A temporary folder beside a file that is to be written."""
    if not target.parent.is_dir():
        raise RooflineError(
            "The folder {parent} does not exist; create it or choose another.", parent=target.parent
        )
    if target.is_dir():
        raise RooflineError("{file} is a folder; name a file in it.", file=target)
    with _writing(target):
        return Path(tempfile.mkdtemp(prefix=f".{target.stem}-", dir=target.parent))


def _writing(target: Path, say_warnings: bool = False) -> AbstractContextManager[None]:
    return gdal_errors(
        Message("{file} cannot be written; check that the folder is writable and not full", file=target),
        say_warnings,
    )


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
        self._folder = _folder_beside(self.path)  # for the file and what GDAL may put beside it
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
        with _writing(self.path, say_warnings=bool(self._options)):
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
        with _writing(self.path):
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
        with _writing(self.path):
            self._dataset.FlushCache()
            self._dataset = None
        folder = self._folder if self._driver == "GTiff" else self._translated()
        with _writing(self.path):
            for suffix in SIDE_FILES:  # statistics and overviews of the file that is replaced
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            for file in sorted(folder.iterdir(), key=lambda file: file.name == self.path.name):
                file.replace(self.path.with_name(file.name))

    def _translated(self) -> Path:
        """The folder with the file in the format of the target's extension, and its side files."""
        source = self._folder / self.path.name
        folder = self._folder / "translated"
        folder.mkdir()
        with _writing(self.path, say_warnings=bool(self._options)):
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
        shutil.rmtree(self._folder, ignore_errors=True)


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

"""Whether a format can hold a raster: tried with a small one before the work, and compared whole after it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from ..errors import RooflineError
from ..formats import scratch
from ..formats.atomic import cannot_write
from ..language import Message, tr_noop
from .gdal_errors import gdal_errors, quiet_gdal
from .grid import NO_GEOTRANSFORM, Grid
from .voids import NODATA
from .windows import strips

HEIGHT_STEP = 0.001  # metres or feet: texts of heights are this fine, and float32 itself up to 8,000
TRIED = 64  # pixels along each axis
STRIP_PIXELS = 2**22  # 16 MB a float32 band
# Type, bands, nodata of what is written, and whether a format may change it a little.
Kind = tuple[str, int, Optional[float], bool]
HEIGHTS: Kind = ("Float32", 1, NODATA, False)  # type, bands, nodata, whether colours
MASK: Kind = ("Byte", 1, 255.0, False)
PICTURE: Kind = ("Byte", 3, None, True)
ANYWHERE = Grid(8, 8, (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0))  # formats differ by types, not by places
CHANGED = Message(tr_noop("values would be changed"))
NOTHING = Message(tr_noop("nothing that can be read is written"))
PLACE = Message(tr_noop("the place or the CRS would be lost"))
VOIDS = Message(tr_noop("pixels without a value would get one"))
UNIT = Message(tr_noop("the unit of the heights would be lost"))


@dataclass(frozen=True)
class Layout:
    """What a raster is made of; `lossy`: a picture for the eye, whose values a format may change a little."""

    grid: Grid
    bands: int
    dtype: str
    nodata: float | None = None
    unit: str = ""
    lossy: bool = False

    @property
    def kind(self) -> int:
        """GDAL's number of the type."""
        return int(gdal.GetDataTypeByName(self.dtype))

    def small(self) -> Layout:
        """The same with few pixels."""
        grid = self.grid
        width, height = min(grid.width, TRIED), min(grid.height, TRIED)
        if width * height < TRIED:
            width = height = TRIED  # the values of one pixel prove nothing
        least = Grid(width, height, grid.geotransform, grid.projection)
        return Layout(least, self.bands, self.dtype, self.nodata, self.unit, self.lossy)

    def dress(self, dataset: gdal.Dataset) -> None:
        """Give a new dataset all but values."""
        dataset.SetGeoTransform(self.grid.geotransform)
        dataset.SetProjection(self.grid.projection)
        for index in range(self.bands):
            band = dataset.GetRasterBand(index + 1)
            if self.nodata is not None:
                band.SetNoDataValue(self.nodata)
            if self.unit:
                band.SetUnitType(self.unit)

    def values(self) -> NDArray[np.generic]:
        """Values of all sizes (bands, H, W), with fractions where the type has them; a corner is void."""
        rng = np.random.default_rng(0)
        shape = (self.bands, self.grid.height, self.grid.width)
        if self.dtype.startswith("Float"):
            values = rng.uniform(-420, 8848, shape).astype(np.float32)
        else:
            most = {"Byte": 254, "UInt32": 2**32 - 1}.get(self.dtype, 2**15 - 1)
            values = rng.integers(1, most, shape, endpoint=True).astype(
                {"Byte": np.uint8, "UInt32": np.uint32}.get(self.dtype, np.int16)
            )
        if self.nodata is not None:
            values[:, 0, 0] = self.nodata
        return values


def drivers_for(path: Path) -> list[str]:
    """The GDAL drivers for a target's extension, RooflineError where there is none."""
    extension = path.suffix.lower().lstrip(".")
    if extension in ("tif", "tiff", ""):
        return ["GTiff"]
    found = []
    for driver in map(gdal.GetDriver, range(gdal.GetDriverCount())):
        extensions = (driver.GetMetadataItem("DMD_EXTENSIONS") or "").lower().split()
        can_write = all(driver.GetMetadataItem(item) == "YES" for item in ("DCAP_CREATECOPY", "DCAP_RASTER"))
        if extension in extensions and can_write:
            found.append(str(driver.ShortName))
    if not found:
        raise RooflineError(
            "Rasters cannot be written as .{extension}; choose a name that ends with .tif.",
            extension=extension,
        )
    return found


def fitting_driver(path: Path, layout: Layout, options: Sequence[str], folder: Path) -> tuple[str, list[str]]:
    """The first driver for the target's extension that gives the raster back, and the files it makes.

    It is tried in a folder.
    """
    reasons: dict[str, str] = {}
    for driver in drivers_for(path):
        reason = _tried(driver, path, layout.small(), options, folder)
        made = [file.name for file in (folder / "tried").iterdir()]
        shutil.rmtree(folder / "source", ignore_errors=True)
        shutil.rmtree(folder / "tried", ignore_errors=True)
        if not reason:
            return driver, made
        check_room(folder, path)
        reasons.setdefault(driver, reason)
    if "GTiff" in reasons:
        raise RooflineError(
            "These CREATION_OPTIONS cannot hold the raster: {reason}; leave them out.",
            reason=reasons["GTiff"],
        )
    raise RooflineError(
        "A .{extension} file cannot hold this raster: {reason}; choose a name that ends with .tif (GeoTIFF).",
        extension=path.suffix.lower().lstrip("."),
        reason=next(iter(reasons.values())),
    )


def check_room(folder: Path, target: Path) -> None:
    """Refuse a target whose disk is full, where a trial in a folder beside it has failed."""
    try:
        scratch.check_room(folder)
    except OSError as error:
        raise cannot_write(target, error) from error


def step(layout: Layout, options: Sequence[str] = ()) -> float:
    """How far values that are read back may be from those that were written."""
    if not layout.dtype.startswith("Float"):
        return 0.0
    asked = [option.partition("=")[2] for option in options if option.upper().startswith("MAX_Z_ERROR=")]
    with suppress(ValueError):
        return max(HEIGHT_STEP, *map(float, asked)) if asked else HEIGHT_STEP
    return HEIGHT_STEP


def difference(written: gdal.Dataset, read: gdal.Dataset | None, layout: Layout, most: float) -> str:
    """What of a raster is not given back; "" if all of it is."""
    if read is None or (read.RasterXSize, read.RasterYSize) != (written.RasterXSize, written.RasterYSize):
        return NOTHING
    if read.RasterCount < layout.bands:
        return NOTHING
    if not _same_place(layout.grid, read):
        return PLACE
    for index in range(layout.bands):
        first, second = written.GetRasterBand(index + 1), read.GetRasterBand(index + 1)
        if layout.unit and second.GetUnitType() != layout.unit:
            return UNIT
        for part in strips(layout.grid.window(), STRIP_PIXELS):
            window = (part.col, part.row, part.width, part.height)
            reason = _unlike(first, second, window, layout, most)
            if reason:
                return reason
    return ""


def _unlike(
    first: gdal.Band, second: gdal.Band, window: tuple[int, int, int, int], layout: Layout, most: float
) -> str:
    before, after = first.ReadAsArray(*window), second.ReadAsArray(*window)
    if before is None or after is None:
        return NOTHING
    before, after = before.astype(np.float64), after.astype(np.float64)
    void, gone = _voids(before, layout.nodata), _voids(after, second.GetNoDataValue())
    if layout.nodata is not None and not np.array_equal(void, gone):
        return VOIDS
    before, after = before[~void], after[~void]
    allowed = np.maximum(most, 1e-7 * np.abs(before)) if most else 0.0  # float32 has 7 digits
    return "" if layout.lossy or np.all(np.abs(before - after) <= allowed) else CHANGED


def _voids(values: NDArray[np.float64], nodata: float | None) -> NDArray[np.bool_]:
    voids = np.isnan(values)
    return voids if nodata is None else voids | (values == nodata) | (values == np.float32(nodata))


def _same_place(grid: Grid, dataset: gdal.Dataset) -> bool:
    found = dataset.GetGeoTransform(can_return_null=True) or NO_GEOTRANSFORM
    pixel = max(abs(number) for number in (*grid.geotransform[1:3], *grid.geotransform[4:6])) or 1.0
    if not np.allclose(found, grid.geotransform, rtol=1e-12, atol=1e-3 * pixel):
        return False
    return not grid.projection or _same_crs(grid.projection, dataset.GetProjection() or "")


def _same_crs(first: str, second: str) -> bool:
    """Whether both mean the same; names may be another program's."""
    if not second:
        return False
    crs = osr.SpatialReference(), osr.SpatialReference()
    for each, text in zip(crs, (first, second)):
        each.ImportFromWkt(text)
    same = ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS"]
    return bool(crs[0].IsSame(crs[1], same)) or crs[0].ExportToProj4() == crs[1].ExportToProj4() != ""


def _tried(driver: str, path: Path, layout: Layout, options: Sequence[str], folder: Path) -> str:
    """What a driver does not give back of a small raster; "" if it gives back all."""
    source, target = folder / "source" / path.name, folder / "tried" / path.name
    for each in (source, target):
        each.parent.mkdir()
    with quiet_gdal():  # a trial that fails is an answer
        own = options if driver == "GTiff" else ()
        first = _small(source, layout, own)
        if first is None:
            return ""  # the sentence on options that do not work together is GDAL's own
        if driver != "GTiff" and not _translates(target, first, driver, options):
            return NOTHING
        expected = gdal.GetDriverByName("MEM").Create(
            "", layout.grid.width, layout.grid.height, layout.bands, layout.kind
        )
        layout.dress(expected)
        expected.WriteArray(layout.values())
        first = None
        if driver != "GTiff":
            shutil.rmtree(source.parent)  # a format that points to its source holds nothing
        read = gdal.OpenEx(str(target if driver != "GTiff" else source), gdal.OF_RASTER)
        return difference(expected, read, layout, step(layout, options))
    return NOTHING


def _translates(target: Path, first: gdal.Dataset, driver: str, options: Sequence[str]) -> bool:
    """Whether a driver writes a dataset without an error: one that GDAL tells of fails the run, too."""
    try:
        with gdal_errors(""):
            gdal.Translate(str(target), first, format=driver, creationOptions=list(options))
    except RooflineError:
        return False
    return True


def _small(path: Path, layout: Layout, options: Sequence[str]) -> gdal.Dataset | None:
    grid = layout.grid
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), grid.width, grid.height, layout.bands, layout.kind, list(options)
    )
    if dataset is not None:
        layout.dress(dataset)
        dataset.WriteArray(layout.values())
        dataset.FlushCache()
    return dataset

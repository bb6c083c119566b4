"""The files that a source's name stands for: itself, or those that subdatasets, layers of a container,
virtual rasters and GDAL's virtual file systems are read from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Union

from osgeo import gdal

from ..formats.names import is_there
from .gdal_errors import quiet_gdal
from .tile_index import PREFIX, is_index, tiles_of

AnyPath = Union[str, "os.PathLike[str]"]
REMOTE = re.compile(r"://|/vsi(curl|s3|gs|az|adls|oss|swift|hdfs|webhdfs)", re.IGNORECASE)
WEB = {"WMS", "WMTS", "WCS", "OGCAPI", "EEDAI", "PLMOSAIC", "PLSCENES", "NGW", "DAAS", "HTTP"}  # drivers
# Single files that are read as a whole when they are opened, which can take minutes; and what is on the web.
NOT_OPENED = {None, "XYZ", "CSV", "GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "JSONFG", "OSM", "DXF"}
NOT_OPENED |= WEB | {"WFS", "OAPIF", "STACTA", "STACIT"}
VIRTUAL = re.compile(r"<\s*(VRTDataset|OGRVRT\w+|GDALTileIndexDataset)\b")
BETWEEN_TAGS = re.compile(r">([^<>]+)<")
BREAKS = re.compile(r"""[:"'{}|,?&=;]|/(?=.)|/vsi\w+/""")  # where a path may begin or end in a source's name
LONGEST_NAME = 4096  # characters
LARGEST_VIRTUAL = 2**26  # bytes


def files_of(source: AnyPath) -> set[str]:
    """The files on the disk that a raster, a vector layer, a point cloud or any other input is read from."""
    found: set[str] = set()
    waiting, seen = [os.fspath(source)], set[str]()
    while waiting:
        text = waiting.pop()
        if text in seen:
            continue
        seen.add(text)
        names = set(_mentioned(text))
        found |= names
        virtual = _virtual_text(text)
        if virtual is not None:
            index = PREFIX if "GDALTileIndexDataset" in virtual else ""
            folder = Path(text).parent if names else Path()
            waiting.extend(f"{index}{name}" for name in _named_within(virtual, folder))
        elif is_index(text):
            waiting.extend(tile for name in names for tile in tiles_of(name))
        elif names or is_named(_bare(text), Path.is_dir):
            found.update(listed_by_gdal(text))
    return found


def holds_shapes(source: AnyPath) -> bool:
    """Whether GDAL reads vector layers from a source, and no raster."""
    text = os.fspath(source)
    if opens(text, gdal.OF_RASTER):
        return False
    return driver_of(text) in NOT_OPENED - {None, "XYZ"} or opens(text, gdal.OF_VECTOR)


def opens(text: str, kind: int = gdal.OF_RASTER | gdal.OF_VECTOR) -> bool:
    """Whether GDAL opens a source, of a kind; nothing is read, and nothing written beside it."""
    with quiet_gdal():
        return gdal.OpenEx(text, kind | gdal.OF_READONLY) is not None
    return False


def _mentioned(text: str) -> Iterator[str]:
    """The files in a source's name: all of it, or what stands between the names of a driver and a layer."""
    if len(text) > LONGEST_NAME or "\0" in text:
        return
    if is_named(text):
        yield text
        return
    breaks = list(BREAKS.finditer(text))
    starts = {0, *(at for found in breaks for at in (found.start(), found.end(), found.end() - 1))}
    ends = {len(text), *(found.start() for found in breaks)}
    if len(starts) * len(ends) > LONGEST_NAME:
        return
    for start in starts:
        for end in ends:
            if start < end and is_named(text[start:end]):
                yield text[start:end]


def _bare(text: str) -> str:
    """A source's name without what QGIS writes behind it, such as |layername=a; a name may hold | itself."""
    parts = text.split("|")
    if len(text) <= LONGEST_NAME:
        for end in range(len(parts), 1, -1):
            name = "|".join(parts[:end])
            if is_named(name) or is_named(name, Path.is_dir):
                return name
    return parts[0]


def is_named(name: str, kind: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether there is a file of this name, which may be a long text of something else."""
    return len(name) <= LONGEST_NAME and is_there(name, kind)


def _virtual_text(text: str) -> str | None:
    """The XML of a virtual raster or layer, given itself or as a file's name."""
    if "<" in text:
        return text if VIRTUAL.search(text) else None
    try:
        with Path(_bare(text)).open("rb") as file:
            if not VIRTUAL.search(file.read(2048).decode("utf-8", "replace")):
                return None
            file.seek(0)
            return file.read(LARGEST_VIRTUAL).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def _named_within(xml: str, folder: Path) -> Iterator[str]:
    """What may be a source's name in a virtual raster; relative ones count from its folder, or from here."""
    for found in BETWEEN_TAGS.finditer(xml):
        name = unescape(found.group(1).strip())
        if not name or len(name) > LONGEST_NAME or REMOTE.search(name):
            continue
        quoted = re.sub(r'"([^"/]+)"', lambda part: f'"{folder / part.group(1)}"', name)
        for candidate in {name, str(folder / name), quoted}:
            if any(True for _ in _mentioned(candidate)):
                yield candidate


def listed_by_gdal(text: str) -> list[str]:
    """The files of a dataset as its driver tells them, side files among them."""
    text = _bare(text)
    if REMOTE.search(text) or driver_of(text) in NOT_OPENED:
        return []
    files: list[str] = []
    with quiet_gdal():
        dataset = gdal.OpenEx(text, gdal.OF_RASTER | gdal.OF_VECTOR | gdal.OF_READONLY)
        files = (dataset.GetFileList() or []) if dataset is not None else []
    return [name for name in files if is_named(name)]


def driver_of(text: str) -> str | None:
    """The name of the driver that would read a file."""
    with quiet_gdal():
        driver = gdal.IdentifyDriverEx(text, gdal.OF_RASTER | gdal.OF_VECTOR)
        return None if driver is None else str(driver.ShortName)
    return None

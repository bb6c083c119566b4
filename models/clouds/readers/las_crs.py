"""The CRS of a LAS file: WKT, else GeoTIFF keys, which GDAL reads as it reads them in a TIFF."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from osgeo import gdal

from ...raster.gdal_errors import quiet_gdal
from .cloud import UNITS, crs_wkt, with_heights

# Numbers of LAS records: OGC WKT, and the three of GeoTIFF.
WKT, KEYS, NUMBERS, TEXTS = 2112, 34735, 34736, 34737
CRS_RECORDS = (WKT, KEYS, NUMBERS, TEXTS)
OWNER = "LASF_Projection"
GEOGRAPHIC, PROJECTED, VERTICAL_CITATION, VERTICAL_UNIT = 2048, 3072, 4097, 4099  # GeoTIFF keys
USER_DEFINED = 32767  # GeoTIFF's number for what has no EPSG code
FOOT, SURVEY_FOOT = 9002, 9003  # EPSG codes, as in UNITS


class Record(NamedTuple):
    """A variable length record of a LAS file."""

    owner: str
    number: int
    data: bytes


def crs_of(records: Sequence[Record]) -> str:
    """WKT of the CRS that the records tell; "" where there is none, or none that can be understood."""
    mine = [record for record in records if record.owner == OWNER]
    content = {record.number: record.data for record in mine if record.number != WKT}
    keys = _keys(content.get(KEYS, b""))
    told = [crs_wkt(_text(record.data)) for record in mine if record.number == WKT]
    horizontal = next((wkt for wkt in told if wkt), "") or _of_keys(content, keys)
    return with_heights(horizontal, _height_unit(keys, content.get(TEXTS, b"")))


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("utf-8", "replace").strip()


def _keys(data: bytes) -> dict[int, tuple[int, int, int]]:
    """Tag, count and value of each GeoTIFF key."""
    values = np.frombuffer(data[: len(data) // 8 * 8], "<u2").reshape(-1, 4).astype(int)
    return {int(key): (int(tag), int(count), int(value)) for key, tag, count, value in values[1:]}


def _of_keys(content: dict[int, bytes], keys: dict[int, tuple[int, int, int]]) -> str:
    if not keys:
        return ""
    told = _in_tiff(content, len(keys))
    if told:
        return told
    codes = [keys[key][2] for key in (PROJECTED, GEOGRAPHIC) if key in keys and keys[key][0] == 0]
    return next((crs_wkt(f"EPSG:{code}") for code in codes if 0 < code < USER_DEFINED), "")


def _in_tiff(content: dict[int, bytes], count: int) -> str:
    """WKT of GeoTIFF keys, asked of GDAL by a TIFF of one pixel that has them."""
    # Revision 1.1: heights are part of the CRS.
    directory = struct.pack("<4H", 1, 1, 1, count) + content[KEYS][8 : 8 + 8 * count]
    name = f"/vsimem/roofline-{id(content)}.tif"
    with quiet_gdal():
        gdal.FileFromMemBuffer(name, _tiff(directory, content.get(NUMBERS, b""), content.get(TEXTS, b"")))
        try:
            dataset = gdal.Open(name)
            crs = dataset.GetSpatialRef() if dataset is not None else None
            if crs is not None and (crs.IsProjected() or crs.IsGeographic() or crs.IsGeocentric()):
                return str(crs.ExportToWkt())
        finally:
            dataset = None
            gdal.Unlink(name)
    return ""


def _tiff(directory: bytes, numbers: bytes, texts: bytes) -> bytes:
    """A TIFF of one pixel with the three tags that tell a CRS."""
    short, long, double, text = 3, 4, 12, 2  # TIFF's types
    single = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 277: 1, 278: 1, 279: 1}
    large = [(KEYS, short, 2, directory), (NUMBERS, double, 8, numbers), (TEXTS, text, 1, texts)]
    large = [entry for entry in large if len(entry[3]) >= entry[2]]
    entries = len(single) + 1 + len(large)
    place = 8 + 2 + 12 * entries + 4
    lines = {tag: struct.pack("<HHII", tag, long, 1, value) for tag, value in single.items()}
    lines[273] = struct.pack("<HHII", 273, long, 1, place)
    body = b"\0" * 8  # the pixel
    for tag, kind, size, data in large:
        count = len(data) // size
        if count * size <= 4:
            value = data[: count * size].ljust(4, b"\0")
        else:
            value = struct.pack("<I", place + len(body))
            body += data[: count * size] + b"\0" * (-count * size % 8)
        lines[tag] = struct.pack("<HHI", tag, kind, count) + value
    head = struct.pack("<2sHIH", b"II", 42, 8, entries)
    return head + b"".join(lines[tag] for tag in sorted(lines)) + struct.pack("<I", 0) + body


def _height_unit(keys: dict[int, tuple[int, int, int]], texts: bytes) -> int:
    """EPSG code of the unit of heights by its own key, else by the words about heights; 0 if untold."""
    tag, _, unit = keys.get(VERTICAL_UNIT, (0, 0, 0))
    if tag == 0 and unit in UNITS:
        return unit
    tag, count, start = keys.get(VERTICAL_CITATION, (0, 0, 0))
    words = texts[start : start + count].decode("latin-1").lower() if tag == TEXTS else ""
    if not re.search(r"\b(ft|foot|feet|ftus|us_?ft)\b", words):
        return 0
    return SURVEY_FOOT if re.search(r"us|survey", words) else FOOT

"""Writes label files as SatGen-CV does: TIFFs with a page for each row of the mask, whose rows are pixels."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from ..errors import RooflineError
from ..formats import atomic
from ..raster.arrays import MaskArray

MOST_PAGES = 65_535  # rows of a mask: more than GDAL lists of a file
SHORT, LONG, RATIONAL, ASCII = 3, 4, 5, 2  # types of TIFF's tags
HEADER, ENTRY = 8, 12  # bytes
DESCRIPTION = 270  # the TIFF tag ImageDescription


def write_pages(path: Path, mask: MaskArray) -> None:
    """Write a mask (bands, H, W) of bytes as H pages of W rows and as many columns as there are bands.

    The description is tifffile's, which joins the pages again; the pixels lie in one block, as it wants them.
    """
    bands, height, width = mask.shape
    if height > MOST_PAGES:
        raise RooflineError("{file} would have too many pages; write a GeoTIFF instead.", file=path.name)
    said = json.dumps({"shape": [height, width, bands], "axes": "YXC"}).encode("ascii") + b"\0"
    said += b"\0" * (len(said) % 2)
    pixels = np.ascontiguousarray(np.moveaxis(mask, 0, 2)).tobytes()
    pixels += b"\0" * (len(pixels) % 2)
    square = struct.pack("<II", 1, 1)  # pixels per unit
    first_pixel = HEADER + len(said) + len(square)
    place = first_pixel + len(pixels)
    content = [b"II*\0" + struct.pack("<I", place), said, square, pixels]
    for page in range(height):
        tags = _tags(width, bands, first_pixel + page * width * bands, HEADER + len(said))
        if page == 0:
            tags[DESCRIPTION] = (ASCII, len(said), HEADER)
        place += 2 + ENTRY * len(tags) + 4
        content.append(_page(tags, place if page + 1 < height else 0))
    with atomic.writing(path) as stream:
        stream.write(b"".join(content))


def _tags(width: int, bands: int, pixels: int, square: int) -> dict[int, tuple[int, int, int]]:
    """Type, count and value of each tag of a page (TIFF 6.0, section 8)."""
    return {
        256: (LONG, 1, bands),  # columns
        257: (LONG, 1, width),  # rows
        258: (SHORT, 1, 8),  # bits
        259: (SHORT, 1, 1),  # not compressed
        262: (SHORT, 1, 1),  # 0 is black
        273: (LONG, 1, pixels),
        277: (SHORT, 1, 1),  # one value a pixel
        278: (LONG, 1, width),  # rows of the only strip
        279: (LONG, 1, width * bands),
        282: (RATIONAL, 1, square),
        283: (RATIONAL, 1, square),
        296: (SHORT, 1, 1),  # no unit
    }


def _page(tags: dict[int, tuple[int, int, int]], following: int) -> bytes:
    entries = (struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    return struct.pack("<H", len(tags)) + b"".join(entries) + struct.pack("<I", following)

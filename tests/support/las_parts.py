"""LAS files byte by byte, of every version and point format, with any header; no library writes them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)  # bytes of a point, by format
LENGTHS = (227, 227, 227, 235, 375)  # bytes of the header, by minor version


def record(number: int, data: bytes, owner: bytes = b"LASF_Projection") -> bytes:
    """A variable length record."""
    return struct.pack("<H16sHH32s", 0, owner, number, len(data), b"") + data


def extended(number: int, data: bytes, owner: bytes = b"LASF_Projection") -> bytes:
    """An extended record, as it lies behind the points of LAS 1.4."""
    return struct.pack("<H16sHQ32s", 0, owner, number, len(data), b"") + data


def keys(*entries: tuple[int, int, int, int]) -> bytes:
    """A record of GeoTIFF keys: (key, tag, count, value) each."""
    return record(34735, struct.pack(f"<{4 * len(entries) + 4}H", 1, 1, 0, len(entries), *sum(entries, ())))


def write(
    path: Path,
    points: np.ndarray,
    kind: int = 0,
    minor: int = 2,
    records: tuple[bytes, ...] = (),
    behind: tuple[bytes, ...] = (),
    classes: Any = 1,
    flags: Any = 0,
    returns: Any = 0,
    extra: int = 0,
    bounds: bool = False,
    **changes: Any,
) -> Path:
    """A LAS file; `flags`, `classes` and `returns` as the point format keeps them; `changes` lie in the
    header, which says where the points lie if `bounds` asks for it.
    """
    head = {"minor": minor, "declared": len(records), "count": len(points), "scale": 1e-3, **changes}
    offset = np.floor(points.min(0)) if len(points) else np.zeros(3)
    size, length = SIZES[kind] + extra, LENGTHS[minor]
    start = length + sum(map(len, records))
    header = bytearray(length)
    struct.pack_into("<4s", header, 0, b"LASF")
    struct.pack_into("<BB", header, 24, 1, head["minor"])
    struct.pack_into("<HIIBHI", header, 94, length, start, head["declared"], kind, size, 0)
    struct.pack_into("<6d", header, 131, *[head["scale"]] * 3, *head.get("offset", offset))
    if bounds:
        sides = zip(points.max(0), points.min(0))
        struct.pack_into("<6d", header, 179, *(number for pair in sides for number in pair))
    if minor < 4 or kind < 6:
        struct.pack_into("<I", header, 107, head["count"])
    body = np.zeros((len(points), size), np.uint8)
    xyz = np.rint((points - offset) / 1e-3).astype("<i4")
    body[:, :12] = np.ascontiguousarray(xyz).view(np.uint8).reshape(-1, 12)
    body[:, 14] = returns
    if kind < 6:
        body[:, 15] = np.asarray(classes) | np.asarray(flags)
    else:
        body[:, 15], body[:, 16] = flags, classes
    if minor == 4:
        end = start + body.size if behind else 0
        struct.pack_into("<QIQ", header, 235, end, len(behind), head["count"])
    path.write_bytes(bytes(header) + b"".join(records) + body.tobytes() + b"".join(behind))
    return path

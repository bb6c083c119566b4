"""LAS, LAZ and COPC: header and records are read here, within the file's size; laspy unpacks LAZ's points."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import RooflineError
from ...language import Message, tr_noop
from .cloud import PIECE, PointCloud, Points, damaged, short
from .las_crs import CRS_RECORDS, Record, crs_of

LOGGER = logging.getLogger(__name__)
NOISE_CLASSES = (7, 18)
LEAST_SIZES = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)  # bytes of a point, by format
FIRST_EXTENDED = 6  # the formats from here on keep flags and class in bytes of their own
PACKED = 0x80  # set in the format of packed points
HEADER = 227  # bytes that LAS 1.0 to 1.2 share with all later versions
HEADER_OF_1_4 = 375
RECORD, EXTENDED_RECORD = 54, 60  # bytes before a record's content
LARGEST_RECORD = 2**20  # bytes; a CRS takes some thousands
LAZ_RECORD = 22204
LARGEST_CHUNK = 2**20  # points that are unpacked at once by several threads
LASPY_MISSING = tr_noop(
    'Reading LAZ and COPC needs the Python package "laspy[lazrs]"; install it into the Python of QGIS, '
    "or convert the points to LAS, PLY or XYZ."
)


@dataclass(frozen=True)
class Header:
    """What the header of a LAS file says, held against the file's size."""

    minor: int
    start: int
    kind: int
    packed: bool
    size: int
    count: int
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]
    records: tuple[Record, ...]

    @property
    def layout(self) -> np.dtype[Any]:
        """Where a point keeps its coordinates, flags and class."""
        names, places = ["xyz", "flags", "class"], [0, 15, 16 if self.kind >= FIRST_EXTENDED else 15]
        formats = [("<i4", 3), "u1", "u1"]
        return np.dtype({"names": names, "formats": formats, "offsets": places, "itemsize": self.size})


def open_cloud(path: Path) -> PointCloud:
    """A LAS, LAZ or COPC file; points of noise and withheld ones are left out."""
    header = read_header(path)
    if header.packed:
        _check_packing(path, header)
    records = _packed if header.packed else _plain
    return PointCloud(path.name, lambda: _pieces(path, header, records(path, header)), crs_of(header.records))


def read_header(path: Path) -> Header:
    """The header of a LAS or LAZ file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER_OF_1_4)
        if len(head) < HEADER or head[:4] != b"LASF":
            raise damaged(path, Message("it has no LAS header"))
        if head[24] != 1 or head[25] > 4:
            raise RooflineError(
                "{file} is LAS {major}.{minor}, which is unknown; convert it to LAS 1.4.",
                file=path.name,
                major=head[24],
                minor=head[25],
            )
        length, start, records, kind, point = struct.unpack_from("<HIIBH", head, 94)
        packed, kind = bool(kind & PACKED), kind & 0x3F
        if not HEADER <= length <= start <= size or RECORD * records > start - length:
            raise damaged(path, Message("its header declares more than the file holds"))
        if kind >= len(LEAST_SIZES) or point < LEAST_SIZES[kind]:
            raise damaged(path, Message("its points have an unknown format"))
        scale, offset = np.frombuffer(head, "<f8", 6, 131).reshape(2, 3)
        if not (np.isfinite(scale) & (scale != 0) & np.isfinite(offset)).all():
            raise damaged(path, Message("its scale or offset is no number"))
        found = [*_records(file, length, start, records, RECORD)]
        if head[25] == 4 and len(head) == HEADER_OF_1_4:
            first, extended = struct.unpack_from("<QI", head, 235)
            found += _records(file, first, size, extended, EXTENDED_RECORD)
    count = _count(head)
    if not packed and start + count * point > size:
        raise damaged(path, Message("it is shorter than its header says"))
    return Header(head[25], start, kind, packed, point, count, scale, offset, tuple(found))


def _count(head: bytes) -> int:
    """The number of points; LAS 1.4 keeps it in 64 bits, and some of its writers in the old place alone."""
    old: int = struct.unpack_from("<I", head, 107)[0]
    new: int = struct.unpack_from("<Q", head, 247)[0] if head[25] == 4 and len(head) == HEADER_OF_1_4 else 0
    return new or old


def _records(file: IO[bytes], place: int, stop: int, count: int, length: int) -> Iterator[Record]:
    """The records that matter here, of at most `count` from a place in the file; none beyond `stop`."""
    form = "<16xHH" if length == RECORD else "<16xHQ"
    while count > 0 and place + length <= stop:
        file.seek(place)
        head = file.read(length)
        if len(head) < length:
            return
        number, size = struct.unpack_from(form, head, 2)
        if number in (*CRS_RECORDS, LAZ_RECORD) and size <= min(LARGEST_RECORD, stop - place - length):
            yield Record(head[2:18].split(b"\0")[0].decode("latin-1"), number, file.read(size))
        place, count = place + length + size, count - 1


def _pieces(path: Path, header: Header, records: Iterator[NDArray[Any]]) -> Iterator[Points]:
    """Points in the file's CRS, without those that are marked as noise or withheld."""
    left_out = 0
    for piece in records:
        kept = ~_is_left_out(piece, header)
        left_out += len(piece) - int(kept.sum())
        yield piece["xyz"][kept] * header.scale + header.offset
    if left_out:
        LOGGER.info(
            "%d points of %s are marked as noise (classes 7 and 18) or withheld; they are left out.",
            left_out,
            path.name,
        )


def _is_left_out(piece: NDArray[Any], header: Header) -> NDArray[np.bool_]:
    """Which points are noise or withheld; LAS 1.0 has no flags beside the class."""
    if header.kind >= FIRST_EXTENDED:
        classes, withheld = piece["class"], piece["flags"] & 4 != 0
    elif header.minor:
        classes, withheld = piece["class"] & 31, piece["flags"] & 128 != 0
    else:
        classes, withheld = piece["class"], np.zeros(len(piece), bool)
    return np.asarray(np.isin(classes, NOISE_CLASSES) | withheld)


def _plain(path: Path, header: Header) -> Iterator[NDArray[Any]]:
    with path.open("rb") as file:
        file.seek(header.start)
        for done in range(0, header.count, PIECE):
            yield np.fromfile(file, header.layout, min(PIECE, header.count - done))


def _packed(path: Path, header: Header) -> Iterator[NDArray[Any]]:
    laspy, backend = _laspy(header)
    try:
        with laspy.open(path, read_evlrs=False, laz_backend=backend) as reader:
            for piece in reader.chunk_iterator(PIECE):
                yield np.frombuffer(piece.array.tobytes(), header.layout)
    except (laspy.errors.LaspyException, ValueError, OSError, RuntimeError, EOFError, OverflowError) as error:
        raise damaged(path, short(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what lazrs raises where it finds nonsense
            raise
        raise damaged(path, Message("its packed points are damaged")) from error


def _check_packing(path: Path, header: Header) -> None:
    """Hold the table of packed chunks against the file's size: lazrs makes room for what it declares."""
    _laspy(header)
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(header.start)
        table = int.from_bytes(file.read(8), "little", signed=True)
        if table == -1:  # written by a program that could not go back
            file.seek(max(size - 8, 0))
            table = int.from_bytes(file.read(8), "little", signed=True)
        if not header.start <= table <= size - 8:
            raise damaged(path, Message("its packed points are damaged"))
        file.seek(table + 4)
        if int.from_bytes(file.read(4), "little") > size:
            raise damaged(path, Message("its header declares more than the file holds"))


def _laspy(header: Header) -> tuple[Any, Any]:
    """Laspy, and the way it is to unpack: chunks too large for one piece are not taken whole."""
    try:
        import laspy
        import lazrs  # noqa: F401 - laspy would tell later, and less clearly
    except ImportError as error:
        raise RooflineError(LASPY_MISSING) from error
    packing = next((record.data for record in header.records if record.number == LAZ_RECORD), b"")
    chunk = int.from_bytes(packing[12:16], "little")
    parallel = 0 < chunk <= LARGEST_CHUNK
    return laspy, laspy.LazBackend.LazrsParallel if parallel else laspy.LazBackend.Lazrs

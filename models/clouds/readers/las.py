"""LAS, LAZ and COPC: header and records are read here, within the file's size; laspy unpacks LAZ's points."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import RooflineError
from ...language import Message, tr_noop
from .cloud import PIECE, Bounds, PointCloud, Points, damaged
from .las_crs import CRS_RECORDS, Record, crs_of
from .selection import OVERLAP_CLASS, USUAL, Marks, Selection, Tally

LEAST_SIZES = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)  # bytes of a point, by format
FIRST_EXTENDED = 6  # the formats from here on keep flags and class in bytes of their own
PACKED = 0x80  # set in the format of packed points
HEADER = 227  # bytes that LAS 1.0 to 1.2 share with all later versions
HEADER_OF_1_4 = 375  # bytes
RECORD, EXTENDED_RECORD = 54, 60  # bytes before a record's content
LARGEST_RECORD = 2**20  # bytes; a CRS takes some thousands
LAZ_RECORD = 22204  # the number of the record that tells how LASzip packed the points
LARGEST_CHUNK = 2**20  # points that are unpacked at once by several threads
LASPY_MISSING = tr_noop(
    "Reading LAZ and COPC needs the Python packages laspy and lazrs: the menu Raster > Roofline > Set up "
    "PyTorch installs them; without QGIS's window, run pip install laspy lazrs, or convert the points to LAS."
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
    bounds: Bounds

    @property
    def layout(self) -> np.dtype[Any]:
        """Where a point keeps its coordinates, returns, flags and class."""
        places = [0, 14, 15, 16 if self.kind >= FIRST_EXTENDED else 15]
        names, formats = ["xyz", "returns", "flags", "class"], [("<i4", 3), "u1", "u1", "u1"]
        return np.dtype({"names": names, "formats": formats, "offsets": places, "itemsize": self.size})


def open_cloud(path: Path, selection: Selection = USUAL) -> PointCloud:
    """The selected points of a LAS, LAZ or COPC file."""
    header = read_header(path)
    if header.packed:
        _check_packing(path, header)
    records = _packed if header.packed else _plain
    crs = crs_of(header.records)
    return PointCloud(
        path.name,
        lambda: _pieces(path, header, records(path, header), selection),
        crs,
        bounds=header.bounds,
    )


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
    right, left, top, bottom = struct.unpack_from("<4d", head, 179)
    bounds = left, bottom, right, top
    return Header(head[25], start, kind, packed, point, count, scale, offset, tuple(found), bounds)


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


def _pieces(
    path: Path, header: Header, records: Iterator[NDArray[Any]], selection: Selection
) -> Iterator[Points]:
    """The selected points in the file's CRS."""
    tally = Tally()
    for piece in records:
        marks = _marks(piece, header)
        chosen = selection.chosen(marks)
        tally.add(marks, chosen)
        yield piece["xyz"][chosen] * header.scale + header.offset
    tally.tell(path.name, selection)


def _marks(piece: NDArray[Any], header: Header) -> Marks:
    """What is said of each point; LAS 1.0 has no flags beside the class."""
    returns, flags = piece["returns"], piece["flags"]
    if header.kind >= FIRST_EXTENDED:
        number, synthetic, withheld, overlap = returns & 15, flags & 1, flags & 4, flags & 8
        return Marks(piece["class"], number, returns >> 4, withheld > 0, synthetic > 0, overlap > 0)
    classes = piece["class"] & 31 if header.minor else piece["class"]
    if not header.minor:
        flags = np.zeros_like(flags)
    overlap = classes == OVERLAP_CLASS
    return Marks(classes, returns & 7, returns >> 3 & 7, flags & 128 > 0, flags & 32 > 0, overlap)


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
        raise damaged(path, Message("its packed points are damaged")) from error
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

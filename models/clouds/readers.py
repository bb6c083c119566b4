"""Point cloud files, read in pieces: LAS, LAZ, COPC (by laspy), PLY, text, and ImpliCity's point chunks."""

from __future__ import annotations

import logging
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from osgeo import osr

from ..errors import RooflineError
from ..formats.yaml_subset import parse
from ..language import Message, tr_noop

LOGGER = logging.getLogger(__name__)
Points = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
PIECE = 2**20  # points
TEXT_PIECE = 2**24  # bytes
LONGEST_HEADER = 2**16  # bytes
LARGEST_RATIO = 200  # of an unpacked array to a packed one
NOISE_CLASSES = (7, 18)
TEXT_SUFFIXES = (".xyz", ".csv", ".txt", ".asc", ".pts")
AXES = {"x": 0, "easting": 0, "e": 0, "y": 1, "northing": 1, "n": 1, "z": 2, "height": 2, "elevation": 2}
PLY_TYPES = {"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"}
PLY_TYPES.update({"float": "f4", "double": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2"})
PLY_TYPES.update({"int32": "i4", "uint32": "u4", "float32": "f4", "float64": "f8"})
PLY_ORDERS = {"binary_little_endian": "<", "binary_big_endian": ">"}
LASPY_MISSING = tr_noop(
    'Reading LAS and LAZ needs the Python package "laspy[lazrs]"; install it into the Python of QGIS, '
    "or convert the points to PLY or XYZ."
)


@dataclass(frozen=True)
class PointCloud:
    """A point cloud: `pieces()` yields points (n, 3) float64; `crs` is WKT, "" where the file does not say.

    `regions` are the areas a data set asks to be worked on, none for files that state no such thing.
    """

    name: str
    pieces: Callable[[], Iterator[Points]]
    crs: str = ""
    regions: tuple[Bounds, ...] = ()


def open_points(path: str | Path) -> PointCloud:
    """A point cloud by its file; the name's extension tells the format."""
    path = Path(path)
    if not path.is_file():
        raise RooflineError("The point cloud {path} does not exist; choose another file.", path=path)
    readers = {".las": _las, ".laz": _las, ".ply": _ply, ".npz": _chunk, ".yaml": _data_set}
    readers.update(dict.fromkeys(TEXT_SUFFIXES, _text))
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise RooflineError(
            "{file} is no known point cloud; use LAS, LAZ, COPC, PLY, XYZ, CSV or point chunks (.npz).",
            file=path.name,
        )
    return reader(path)


def _damaged(path: Path, what: str) -> RooflineError:
    return RooflineError(
        "{file} cannot be read as a point cloud ({what}); get a new copy.", file=path.name, what=what
    )


def _las(path: Path) -> PointCloud:
    try:
        import laspy
    except ImportError as error:
        raise RooflineError(LASPY_MISSING) from error
    failures = (laspy.errors.LaspyException, ValueError, OSError, RuntimeError, EOFError)

    def pieces() -> Iterator[Points]:
        try:
            with laspy.open(path) as reader:
                for piece in reader.chunk_iterator(PIECE):
                    kept = ~np.isin(np.asarray(piece.classification), NOISE_CLASSES)
                    yield np.column_stack([piece.x, piece.y, piece.z])[kept]
        except failures as error:
            raise _damaged(path, _short(error)) from error

    try:
        with laspy.open(path) as reader:
            records = [*reader.header.vlrs, *(reader.header.evlrs or [])]
    except failures as error:
        missing = "lazrs" in str(error).lower() or "backend" in str(error).lower()
        raise RooflineError(LASPY_MISSING) if missing else _damaged(path, _short(error)) from error
    return PointCloud(path.name, pieces, _las_crs(records))


def _short(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__


def _las_crs(records: Sequence[Any]) -> str:
    """WKT of a LAS file's CRS record, or of its GeoTIFF key of a projected CRS."""
    for record in records:
        if record.record_id == 2112 and getattr(record, "string", ""):
            return crs_wkt(str(record.string).strip("\0 \n"))
    for record in records:
        for key in getattr(record, "geo_keys", None) or ():
            if key.id == 3072 and 0 < key.value_offset < 32767:
                return crs_wkt(f"EPSG:{key.value_offset}")
    return ""


def crs_wkt(text: str) -> str:
    """WKT of a CRS given as WKT or as an authority's code; "" if it is unknown."""
    crs = osr.SpatialReference()
    try:
        failed = not text or crs.SetFromUserInput(text) != 0
    except RuntimeError:
        failed = True
    return "" if failed else str(crs.ExportToWkt())


@dataclass(frozen=True)
class _Columns:
    """How a text file is laid out: bytes before the first point, separator, columns in all and of x, y, z."""

    start: int
    separator: bytes
    count: int
    xyz: tuple[int, int, int]
    decimal_comma: bool = False


def _text(path: Path) -> PointCloud:
    columns = _text_columns(path)
    return PointCloud(path.name, lambda: _text_pieces(path, columns))


def _text_columns(path: Path) -> _Columns:
    """The layout of a text file, from its first lines; one before the first numbers may name columns."""
    start, named = 0, ""
    with path.open("rb") as file:
        head = file.read(LONGEST_HEADER).splitlines(keepends=True)
    for line in head:
        text = line.decode("utf-8-sig", "replace").strip()
        separator = next((mark for mark in (";", "\t", ",") if mark in text), " ")
        fields = [field for field in text.split(separator) if field.strip()]
        comma = separator == ";" and "," in text
        numbers = [_is_number(field.replace(",", ".") if comma else field) for field in fields]
        if len(fields) >= 3 and all(numbers[:3]):
            xyz = _named_columns(named, len(fields))
            return _Columns(start, separator.encode(), len(fields), xyz, comma)
        named, start = text, start + len(line)
    raise _damaged(path, "there are no lines of three numbers")


def _named_columns(header: str, count: int) -> tuple[int, int, int]:
    """Columns of x, y and z by their names, else the first three."""
    names = [re.sub(r"\W", "", name).lower() for name in re.split(r"[;,\s]+", header.strip("#/ "))]
    places = {AXES[name]: index for index, name in reversed([*enumerate(names)]) if name in AXES}
    if len(names) == count and len(places) == 3:
        return places[0], places[1], places[2]
    return 0, 1, 2


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _text_pieces(path: Path, columns: _Columns, most: int | None = None) -> Iterator[Points]:
    """Points of a text file, at most `most`, a block of whole lines at a time."""
    with path.open("rb") as file:
        file.seek(columns.start)
        while (most is None or most > 0) and (block := _whole_lines(file)):
            points = _parsed(path, block, columns)[:most]
            most = None if most is None else most - len(points)
            yield points


def _whole_lines(file: IO[bytes]) -> bytes:
    block = file.read(TEXT_PIECE)
    return block + file.readline(LONGEST_HEADER) if block else block


def _parsed(path: Path, block: bytes, columns: _Columns) -> Points:
    if columns.decimal_comma:
        block = block.replace(b",", b".")
    if columns.separator not in b" \t":
        block = block.replace(columns.separator, b" ")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)  # numpy's word for text that is no number
            values = np.fromstring(block.decode("ascii"), np.float64, sep=" ")
    except (ValueError, DeprecationWarning) as error:
        raise _damaged(path, "there are fields that are no numbers") from error
    if values.size != columns.count * sum(1 for line in block.splitlines() if line.strip()):
        raise _damaged(path, "lines have different numbers of fields")
    return values.reshape(-1, columns.count)[:, list(columns.xyz)]


def _ply(path: Path) -> PointCloud:
    header, start = _ply_header(path)
    form, count, fields = _ply_vertices(path, header)
    names = [name for name, _ in fields]
    if not {"x", "y", "z"} <= set(names):
        raise _damaged(path, "its vertices have no x, y and z")
    if form == "ascii":
        xyz = names.index("x"), names.index("y"), names.index("z")
        columns = _Columns(start, b" ", len(names), xyz)
        return PointCloud(path.name, lambda: _text_pieces(path, columns, count))
    kind = np.dtype([(name, PLY_ORDERS[form] + PLY_TYPES[of]) for name, of in fields])
    if start + count * kind.itemsize > path.stat().st_size:
        raise _damaged(path, "it is shorter than its header says")
    return PointCloud(path.name, lambda: _ply_pieces(path, kind, start, count))


def _ply_header(path: Path) -> tuple[list[str], int]:
    with path.open("rb") as file:
        head = file.read(LONGEST_HEADER)
    match = re.match(rb"ply\r?\n.*?\nend_header\r?\n", head, re.DOTALL)
    if match is None:
        raise _damaged(path, "it has no PLY header")
    return match[0].decode("latin-1").splitlines(), match.end()


def _ply_vertices(path: Path, header: list[str]) -> tuple[str, int, list[tuple[str, str]]]:
    """Format, number and properties (name, type) of the vertices, which must be the first element."""
    words = [line.split() for line in header]
    form = next((word[1] for word in words if word[:1] == ["format"] and len(word) > 1), "")
    elements = [index for index, word in enumerate(words) if word[:1] == ["element"]]
    if form not in ("ascii", *PLY_ORDERS) or not elements:
        raise _damaged(path, "its format is unknown")
    first = words[elements[0]]
    if len(first) != 3 or first[1] != "vertex" or not first[2].isdecimal():
        raise _damaged(path, "its first element is not the vertices")
    stop = elements[1] if len(elements) > 1 else len(words)
    properties = [word for word in words[elements[0] + 1 : stop] if word[:1] == ["property"]]
    if not all(len(word) == 3 and word[1] in PLY_TYPES for word in properties):
        raise _damaged(path, "its vertices have properties that are not single numbers")
    if len({word[2] for word in properties}) < len(properties):
        raise _damaged(path, "two properties have the same name")
    return form, int(first[2]), [(word[2], word[1]) for word in properties]


def _ply_pieces(path: Path, kind: np.dtype[Any], start: int, count: int) -> Iterator[Points]:
    with path.open("rb") as file:
        file.seek(start)
        for done in range(0, count, PIECE):
            values = np.fromfile(file, kind, min(PIECE, count - done))
            yield np.column_stack([values[axis].astype(np.float64) for axis in "xyz"])


def _chunk(path: Path) -> PointCloud:
    """A point chunk of the published data sets; the file of chunks in the folder above tells its area."""
    info = path.parent.parent / "chunk_info.yaml"
    regions: tuple[Bounds, ...] = ()
    if info.is_file():
        regions = tuple(bounds for name, bounds in _chunks_of(info) if name == path.parent.name)
    return PointCloud(path.name, lambda: _chunk_pieces(path), regions=regions)


def _data_set(path: Path) -> PointCloud:
    """All point chunks of a published data set, by its chunk_info.yaml."""
    chunks = _chunks_of(path)
    files = [path.parent / name / "input_point_cloud.npz" for name, _ in chunks]
    missing = [file for file in files if not file.is_file()]
    if missing or not chunks:
        what = Message("{file} is missing", file=missing[0]) if missing else Message("it lists no chunks")
        raise RooflineError(
            "{file} names no complete data set ({what}); choose a point cloud file.",
            file=path.name,
            what=what,
        )

    def pieces() -> Iterator[Points]:
        for file in files:
            yield from _chunk_pieces(file)

    return PointCloud(path.parent.name, pieces, regions=tuple(bounds for _, bounds in chunks))


def _chunks_of(path: Path) -> list[tuple[str, Bounds]]:
    try:
        entries = parse(path.read_text(encoding="utf-8")).values()
        chunks = [(str(entry["name"]), entry["min_bound"], entry["max_bound"]) for entry in entries]
        return [(n, (float(a[0]), float(a[1]), float(b[0]), float(b[1]))) for n, a, b in chunks]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise RooflineError(
            "{path} does not describe point chunks; choose a point cloud file.", path=path
        ) from error


def _chunk_pieces(path: Path) -> Iterator[Points]:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("pts.npy")
            if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
                raise _damaged(path, "its contents are far larger than the file")
            with archive.open(entry) as file:
                yield from _array_pieces(path, file)
    except (KeyError, ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path, _short(error)) from error


def _array_pieces(path: Path, file: IO[bytes]) -> Iterator[Points]:
    """Points of an array (N, 3) in numpy's format, never more at once than a piece."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, kind = read(file)
    if len(shape) != 2 or shape[1] != 3 or by_columns or kind.kind not in "fiu":
        raise _damaged(path, "its array 'pts' is not (N, 3) numbers")
    for done in range(0, shape[0], PIECE):
        rows = min(PIECE, shape[0] - done)
        values = np.frombuffer(file.read(rows * 3 * kind.itemsize), kind)
        yield values.reshape(rows, 3).astype(np.float64)

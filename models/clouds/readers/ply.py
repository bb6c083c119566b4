"""PLY: text and both binary orders, lists, elements before the vertices, and the CRS in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ...language import Message
from .cloud import PIECE, PointCloud, Points, crs_wkt, damaged
from .text import Columns, text_pieces

LONGEST_HEADER = 2**16  # bytes
TYPES = {"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"}
TYPES.update({"float": "f4", "double": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2"})
TYPES.update({"int32": "i4", "uint32": "u4", "float32": "f4", "float64": "f8", "int64": "i8", "uint64": "u8"})
ORDERS = {"binary_little_endian": "<", "binary_big_endian": ">"}
WALKED = 2**14  # points with lists that are read at once
LONGEST_LIST = 2**16  # entries
# As S2P ("comment projection: UTM 31N") and MDAL ("comment crs EPSG:25832") write it.
CRS = re.compile(r"comment\s+(?:projection|crs|srs|spatial_?reference|epsg)\s*[:=]?\s*(?:CRS\s+)?(.+)", re.I)
UTM = re.compile(r"(?:WGS ?84\s*/?\s*)?UTM\s*(?:zone)?\s*(\d{1,2})\s*([NS])", re.I)


@dataclass(frozen=True)
class Property:
    """A property by its name and numpy type; `length` is the type of a list's length, "" for one number."""

    name: str
    kind: str
    length: str = ""


@dataclass(frozen=True)
class Element:
    """An element of a PLY file: its name, number and properties."""

    name: str
    count: int
    properties: tuple[Property, ...]

    @cached_property
    def has_lists(self) -> bool:
        """Whether records differ in size."""
        return any(entry.length for entry in self.properties)

    @cached_property
    def least(self) -> int:
        """Bytes of a record whose lists are empty."""
        return sum(np.dtype(entry.length or entry.kind).itemsize for entry in self.properties)


def open_cloud(path: Path) -> PointCloud:
    """A PLY file."""
    header, start = _header(path)
    form, elements = _elements(path, header)
    place = next((index for index, element in enumerate(elements) if element.name == "vertex"), None)
    if place is None:
        raise damaged(path, Message("it has no vertices"))
    before, vertex = elements[:place], elements[place]
    names = [entry.name for entry in vertex.properties if not entry.length]
    if not {"x", "y", "z"} <= set(names):
        raise damaged(path, Message("its vertices have no x, y and z"))
    crs = _crs(header)
    if form == "ascii":
        return PointCloud(path.name, lambda: _ascii_pieces(path, before, vertex, start), crs)
    if start + sum(element.count * element.least for element in elements[: place + 1]) > path.stat().st_size:
        raise damaged(path, Message("it is shorter than its header says"))
    order = ORDERS[form]
    return PointCloud(path.name, lambda: _binary_pieces(path, before, vertex, start, order), crs)


def _header(path: Path) -> tuple[list[str], int]:
    with path.open("rb") as file:
        head = file.read(LONGEST_HEADER)
    match = re.match(rb"ply[ \t]*(\r\n|\n|\r).*?[\r\n]end_header[ \t]*\1", head, re.DOTALL)
    if match is None:
        raise damaged(path, Message("it has no PLY header"))
    return match[0].decode("latin-1").splitlines(), match.end()


def _elements(path: Path, header: list[str]) -> tuple[str, list[Element]]:
    """Format and elements that a header declares."""
    form, elements = "", list[Element]()
    for words in (line.split() for line in header):
        if words[:1] == ["format"] and len(words) > 1:
            form = words[1]
        elif words[:1] == ["element"]:
            if len(words) != 3 or not (words[2].isascii() and words[2].isdecimal()):
                raise damaged(path, Message("its header is damaged"))
            elements.append(Element(words[1], int(words[2]), ()))
        elif words[:1] == ["property"]:
            known = _property(words)
            if known is None or not elements:
                raise damaged(path, Message("its header is damaged"))
            last = elements[-1]
            if known.name in (entry.name for entry in last.properties):
                raise damaged(path, Message("two properties have the same name"))
            elements[-1] = Element(last.name, last.count, (*last.properties, known))
    if form not in ("ascii", *ORDERS):
        raise damaged(path, Message("its format is unknown"))
    return form, elements


def _property(words: list[str]) -> Property | None:
    if len(words) == 3 and words[1] in TYPES:
        return Property(words[2].lower(), TYPES[words[1]])
    if len(words) == 5 and words[1] == "list" and words[2] in TYPES and words[3] in TYPES:
        return Property(words[4].lower(), TYPES[words[3]], TYPES[words[2]])
    return None


def _crs(header: list[str]) -> str:
    """WKT of the CRS that a comment tells."""
    for line in header:
        match = CRS.match(line.strip())
        if match is None:
            continue
        words = match[1].strip()
        utm = UTM.match(words)
        if utm is not None and 1 <= int(utm[1]) <= 60:
            words = f"EPSG:{32600 + 100 * (utm[2] in 'sS') + int(utm[1])}"
        known = crs_wkt(f"EPSG:{words}" if words.isdecimal() else words)
        if known:
            return known
    return ""


def _ascii_pieces(path: Path, before: list[Element], vertex: Element, start: int) -> Iterator[Points]:
    names = [entry.name for entry in vertex.properties]
    lines = sum(element.count for element in before if element.properties)
    if not vertex.has_lists:
        xyz = names.index("x"), names.index("y"), names.index("z")
        columns = Columns(start, " ", len(names), xyz, skipped=lines)
        yield from text_pieces(path, columns, vertex.count)
        return
    with path.open("rb") as file:
        file.seek(start)
        for number, line in enumerate(_lines(path, file, lines + vertex.count)):
            if number < lines:
                if number % WALKED == 0:
                    yield np.empty((0, 3))  # so that a cancelled run need not wait
                continue
            if (number - lines) % WALKED == 0:
                points = list[tuple[float, ...]]()
            points.append(_of_words(path, line.split(), vertex))
            if len(points) == WALKED or number + 1 == lines + vertex.count:
                yield np.array(points)


def _lines(path: Path, file: IO[bytes], count: int) -> Iterator[bytes]:
    """So many lines that are not blank."""
    while count > 0:
        line = file.readline(LONGEST_HEADER)
        if not line:
            raise damaged(path, Message("it is shorter than its header says"))
        if line.strip():
            count -= 1
            yield line


def _of_words(path: Path, words: list[bytes], vertex: Element) -> tuple[float, ...]:
    """The point of a line whose fields may be lists."""
    place, found = 0, dict[str, float]()
    try:
        for entry in vertex.properties:
            if entry.length:
                place += 1 + int(words[place])
            else:
                found[entry.name] = float(words[place])
                place += 1
        return found["x"], found["y"], found["z"]
    except (ValueError, IndexError) as error:
        raise damaged(path, Message("there are fields that are no numbers")) from error


def _binary_pieces(
    path: Path, before: list[Element], vertex: Element, start: int, order: str
) -> Iterator[Points]:
    with path.open("rb") as file:
        file.seek(start)
        for element in before:
            if not element.has_lists:
                file.seek(element.count * element.least, 1)
                continue
            for points in _walk(path, file, element, order):
                yield points[:0]  # so that a cancelled run need not wait
        if vertex.has_lists:
            yield from _walk(path, file, vertex, order)
            return
        kind = np.dtype([(entry.name, order + entry.kind) for entry in vertex.properties])
        for done in range(0, vertex.count, PIECE):
            values: NDArray[Any] = np.fromfile(file, kind, min(PIECE, vertex.count - done))
            yield np.column_stack([values[axis].astype(np.float64) for axis in "xyz"])


def _walk(path: Path, file: IO[bytes], element: Element, order: str) -> Iterator[Points]:
    """Points of records that differ in size, read one by one; (n, 3) of zeros where they have no x, y, z."""
    points = list[tuple[float, ...]]()
    kinds = {name: np.dtype(order + name) for e in element.properties for name in (e.kind, e.length) if name}
    for number in range(element.count):
        found = dict[str, float]()
        for entry in element.properties:
            (value,) = _numbers(path, file, kinds[entry.length or entry.kind], 1)
            if not entry.length:
                found[entry.name] = float(value)
            elif 0 <= value <= LONGEST_LIST:
                file.seek(int(value) * kinds[entry.kind].itemsize, 1)
            else:
                raise damaged(path, Message("it is shorter than its header says"))
        points.append(tuple(found.get(axis, 0.0) for axis in "xyz"))
        if len(points) == WALKED or number + 1 == element.count:
            yield np.array(points)
            points = []


def _numbers(path: Path, file: IO[bytes], kind: np.dtype[Any], count: int) -> NDArray[Any]:
    data = file.read(count * kind.itemsize)
    if len(data) < count * kind.itemsize:
        raise damaged(path, Message("it is shorter than its header says"))
    return np.frombuffer(data, kind)

"""Points as text: any usual separator, decimal points or commas, columns found by their names."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from ...errors import RooflineError
from ...language import Message
from ...raster.units import REFERRED, metres_per
from .cloud import PointCloud, Points, damaged

SUFFIXES = (".xyz", ".csv", ".txt", ".asc", ".pts")
LONGEST_HEADER = 2**16  # bytes
LONGEST_LINE = 2**16  # characters
PIECE = 2**21  # characters; a fraction of a second even where lines are split one by one
SKIPPED = 2**14  # lines between two looks at whether the run is cancelled
SAMPLE = 50  # lines that a layout is chosen by
COMMENTS = ("#", "//", "%", "!")
# By rank: the first layout that suits the sample is taken. A blank stands for any white space.
LAYOUTS = (
    (";", False),
    (";", True),
    ("\t", False),
    ("\t", True),
    ("|", False),
    (",", False),
    (",", True),
    (" ", False),
    (" ", True),
)
X = "x|east|easting|e|est|este|rechtswert|rechts|rw|ostwert|ost|ew"
Y = "y|north|northing|n|nord|norte|hochwert|hoch|hw|nordwert|nw"
Z = "z|h|height|elevation|elev|alt|altitude|höhe|hoehe|höhenwert|hoehenwert|cota|quota"
# Words that are often added to an axis: point_x, X coordinate, UTM_E, height above datum.
ADDED = "point|coord|coordinate|coordinates|koordinate|utm|in|wert|ell|above|datum|gk|us|survey"
AXES = {name: axis for axis, names in enumerate((X, Y, Z)) for name in names.split("|")}
# That of UTF-32 begins as that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DEGREES: tuple[str, ...] = ("lon", "long", "lng", "longitude", "laenge", "länge", "längengrad", "laengengrad")
DEGREES += ("lat", "latitude", "breite", "breitengrad")
# Numbers whose digits are grouped, and so neither decimal points nor commas alone: 1,234.5 or 1'234'567.
GROUPED = re.compile(
    r"[+-]?\d{1,3}((,\d{3})+\.\d*|(\.\d{3})+,\d*|(,\d{3}){2,}|(\.\d{3}){2,}|(['\u2019\u00a0\u202f]\d{3})+([.,]\d*)?)"
)
RASTERS = ("ncols", "nrows", "xllcorner", "dsaa", "dsbb", "dsrb", "north:", "rows:")


@dataclass(frozen=True)
class Columns:
    """How a text file is laid out.

    `start` bytes and then `skipped` lines come before the first point; a line has `count` fields, of which
    `xyz` are the coordinates. `numeric`: every field is a number.
    """

    start: int
    separator: str
    count: int
    xyz: tuple[int, int, int]
    decimal_comma: bool = False
    skipped: int = 0
    encoding: str = "latin-1"
    numeric: bool = True
    lengths: tuple[float, float] = (0.0, 0.0)


def open_cloud(path: Path) -> PointCloud:
    """A text file of points."""
    columns = _columns(path)
    return PointCloud(path.name, lambda: text_pieces(path, columns), lengths=columns.lengths)


def _columns(path: Path) -> Columns:
    """The layout of a text file, from its first lines; one before the first numbers may name columns."""
    with path.open("rb") as file:
        head = file.read(LONGEST_HEADER)
    encoding, start = _encoding(head)
    lines = _decoded(head[start:], encoding).splitlines()
    if len(head) == LONGEST_HEADER:
        lines = lines[:-1]
    words = next((line.split() for line in lines if line.strip()), [""])
    if words[0].lower() in RASTERS:
        raise RooflineError(
            "{file} is a raster as text, no list of points; give it to Refine DSM.", file=path.name
        )
    for number, line in enumerate(lines):
        sample = [text for text in lines[number : number + SAMPLE] if text.strip() and not _is_comment(text)]
        fitting = [layout for layout in LAYOUTS if sum(_numeric(line, layout)) >= 3]
        if not _is_comment(line):
            _check_groups(path, line)
        if fitting and not _is_comment(line):
            layout = next((form for form in fitting if _suits(sample, form)), fitting[0])
            named = next((text for text in reversed(lines[:number]) if text.strip()), "")
            place = Columns(start, " ", 3, (0, 1, 2), skipped=number, encoding=encoding)
            return _laid_out(path, sample, layout, named, place)
    raise RooflineError(
        "{file} has no lines of three numbers; give a text with x, y and z of a point in each line.",
        file=path.name,
    )


def _check_groups(path: Path, line: str) -> None:
    """Refuse numbers with grouped digits: their commas pass for separators, or they for words."""
    grouped = [field for field in re.split(r'[;|\t "]+', line.strip()) if GROUPED.fullmatch(field)]
    if len(grouped) >= 2:
        raise RooflineError(
            "{file} has numbers with grouped digits, such as {number}; write them without these marks.",
            file=path.name,
            number=grouped[0],
        )


def _encoding(head: bytes) -> tuple[str, int]:
    """Encoding of a text by its first bytes, and the bytes to skip. Numbers need no other than these."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    for first, name in ((0, "utf-32-le"), (3, "utf-32-be")):
        if len(head) > 8 and not any(any(head[k:64:4]) for k in range(4) if k != first):
            return name, 0
    if len(head) > 8 and not any(head[1:64:2]):
        return "utf-16-le", 0
    if len(head) > 8 and not any(head[:64:2]):
        return "utf-16-be", 0
    return "latin-1", len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0


def _decoded(head: bytes, encoding: str) -> str:
    if encoding != "latin-1":
        return head.decode(encoding, "replace")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENTS)


def _split(line: str, separator: str) -> list[str]:
    """The fields of a line; quotes hold fields together."""
    line = line.strip(" \r\n")
    if '"' in line and separator != " ":
        return [
            field.strip() for field in next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        ]
    return line.split() if separator == " " else [field.strip() for field in line.split(separator)]


def _numeric(line: str, layout: tuple[str, bool]) -> list[bool]:
    """Which fields of a line are numbers; none are where a decimal comma is at odds with the separator."""
    separator, comma = layout
    if comma and separator == "," and '"' not in line:
        return []
    return [_is_number(field.replace(",", ".") if comma else field) for field in _split(line, separator)]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _suits(sample: list[str], layout: tuple[str, bool]) -> bool:
    """Whether all lines of the sample have as many fields, three of them numbers."""
    found = [_numeric(line, layout) for line in sample]
    return len({len(fields) for fields in found}) == 1 and sum(map(all, zip(*found))) >= 3


def _laid_out(
    path: Path, sample: list[str], layout: tuple[str, bool], named: str, columns: Columns
) -> Columns:
    separator, comma = layout
    first = _numeric(sample[0], layout)
    alike = [fields for fields in (_numeric(line, layout) for line in sample) if len(fields) == len(first)]
    numbers = [all(fields) for fields in zip(*alike)]
    xyz, lengths = _named_columns(path, named, separator, numbers)
    if not all(numbers[place] for place in xyz):
        raise damaged(path, Message("there are fields that are no numbers"))
    numeric = all(numbers) and '"' not in "".join(sample)
    return Columns(
        *(columns.start, separator, len(first), xyz, comma, columns.skipped, columns.encoding, numeric),
        lengths,
    )


def _named_columns(
    path: Path, header: str, separator: str, numbers: list[bool]
) -> tuple[tuple[int, int, int], tuple[float, float]]:
    """Columns of x, y and z by their names, else the first three of numbers; `PointCloud.lengths`."""
    unnamed = [place for place, number in enumerate(numbers) if number][:3]
    words = _words(header, separator, len(numbers))
    names = [_without_parts(said) for said in words]
    places = {AXES[name]: index for index, name in reversed([*enumerate(names)]) if name in AXES}
    if len(names) != len(numbers):
        ordered = len(places) == 3 and max(places.values()) < min(len(numbers), len(names))
        places = places if ordered and not _is_comment(header) else {}
    elif sum(name in DEGREES for name in names) >= 2 and not {0, 1} <= set(places):
        raise RooflineError(
            "{file} has longitudes and latitudes; reproject its points to a projected CRS in metres, for "
            "example their UTM zone.",
            file=path.name,
        )
    rest = [place for place in range(len(numbers)) if numbers[place] and place not in places.values()]
    if {0, 1} == set(places) and len(rest) == 1:
        places[2] = rest[0]
    if not places and len(unnamed) < 3:
        raise damaged(path, Message("there are fields that are no numbers"))
    if 0 < len(places) < 3:
        raise RooflineError(
            "{file} does not tell which columns are x, y and z; name them so in its first line.",
            file=path.name,
        )
    if not places:
        return (unnamed[0], unnamed[1], unnamed[2]), (0.0, 0.0)
    units = [_length(words[place]) if place < len(words) else 0.0 for place in (places[0], places[2])]
    return (places[0], places[1], places[2]), (units[0], units[1])


def _words(header: str, separator: str, count: int) -> list[list[str]]:
    """The words of each field of a header, what stands in brackets last and as one, as "(us-ft)"."""
    bare = re.sub(r"\s*[(\[]([^)\]]*)[)\]]", _in_brackets, header.strip().lstrip("".join(COMMENTS)))
    fields = _split(bare, separator)
    if len(fields) != count:
        fields = [field for field in re.split(r"[;,|\s]+", bare.strip()) if field]
    said = (re.sub(r"[^\w()]+|_", " ", field.lower().replace("(", " (")).split() for field in fields)
    return [[part for word in words for part in _apart(word)] for words in said]


def _apart(word: str) -> list[str]:
    """An axis and a unit that are written as one word, such as "xft" or "elevationusft"."""
    parts = ([word[:end], word[end:]] for end in range(len(word) - 1, 0, -1) if word[:end] in AXES)
    return next((each for each in parts if each[1] != "in" and metres_per(each[1])), [word])  # "in" of "in m"


def _in_brackets(found: re.Match[str]) -> str:
    """What stands in brackets without blanks and separators, up to the first comma: a unit, often."""
    return "(" + re.sub(r"[\W_]+", "", re.split(r"[,;|]", found[1])[0]) + ")"


def _length(words: list[str]) -> float:
    """Metres of the unit that a column's words name: "z (ft)", "z_ft", "elevation in US feet"; 0 if none."""
    told = [word.strip("()") for word in words[1:] if word != "in"]  # no inches
    said = ("".join(told[k:]) for k in range(len(told)))
    return next((metres for each in said if (metres := metres_per(each) or 0.0)), 0.0)


def _without_parts(words: list[str]) -> str:
    """A column's name without what is often added: point_x, X coordinate, UTM_E, y in m, z NAVD88."""
    plain = [word for word in words if not word.startswith("(")]
    added = ADDED.split("|")
    kept = [word for word in plain if not (word.rstrip("0123456789") in added or metres_per(word))]
    referred = (place for place, word in enumerate(kept) if place and REFERRED.fullmatch(word))
    kept = kept[: next(referred, None)]
    return "".join(kept or plain)


def text_pieces(path: Path, columns: Columns, most: int | None = None) -> Iterator[Points]:
    """Points of a text file, at most `most`, a block of whole lines at a time."""
    with path.open("rb") as binary:
        binary.seek(columns.start)
        file = io.TextIOWrapper(binary, columns.encoding, "replace")
        for number in range(columns.skipped):
            if not file.readline(LONGEST_LINE):
                break
            if number % SKIPPED == 0:
                yield np.empty((0, 3))  # so that a cancelled run need not wait
        while (most is None or most > 0) and (block := _whole_lines(file)):
            lines = [line for line in block.splitlines() if line.strip()][:most]
            points = _parsed(path, lines, columns)
            most = None if most is None else most - len(points)
            yield points


def _whole_lines(file: TextIO) -> str:
    block = file.read(PIECE)
    return block + file.readline(LONGEST_LINE) if block else block


def _parsed(path: Path, lines: list[str], columns: Columns) -> Points:
    if columns.numeric:
        block = "\n".join(lines)
        if columns.decimal_comma:
            block = block.replace(",", ".")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", DeprecationWarning)  # numpy's word for text that is no number
                values = np.fromstring(block.replace(columns.separator, " "), np.float64, sep=" ")
        except (ValueError, DeprecationWarning):
            values = np.empty(0)
        if values.size == columns.count * len(lines):
            return values.reshape(-1, columns.count)[:, list(columns.xyz)]
    return _parsed_by_line(path, lines, columns)


def _parsed_by_line(path: Path, lines: list[str], columns: Columns) -> Points:
    """Points of lines with text, empty fields or comments among them."""
    fields = [_split(line, columns.separator) for line in lines if not _is_comment(line)]
    if any(len(line) != columns.count for line in fields):
        raise damaged(path, Message("lines have different numbers of fields"))
    chosen = [[line[place] for place in columns.xyz] for line in fields]
    if columns.decimal_comma:
        chosen = [[field.replace(",", ".") for field in line] for line in chosen]
    try:
        return np.array(chosen, np.float64).reshape(-1, 3)
    except ValueError as error:
        raise damaged(path, Message("there are fields that are no numbers")) from error

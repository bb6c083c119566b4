"""Points as text: any usual separator, decimal points or commas, columns found by their names."""

from __future__ import annotations

import codecs
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from ...errors import RooflineError
from .cloud import PointCloud, Points
from .columns import (
    is_comment,
    is_missing,
    is_number,
    named_columns,
    of_numbers,
    shortened,
    split,
    without_numbers,
)

SCANS = ".pts"  # scans may follow each other in one file
SUFFIXES = (".xyz", ".csv", ".txt", ".asc", SCANS)
LONGEST_HEADER = 2**16  # bytes
LONGEST_LINE = 2**16  # characters
PIECE = 2**21  # characters; a fraction of a second even where lines are split one by one
SKIPPED = 2**14  # lines between two looks at whether the run is cancelled
SAMPLE = 50  # lines that a layout is chosen by
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
# That of UTF-32 begins as that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
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
        sample = [text for text in lines[number : number + SAMPLE] if text.strip() and not is_comment(text)]
        fitting = [layout for layout in LAYOUTS if _begins(line, sample, layout)]
        if not is_comment(line):
            _check_groups(path, line)
        if fitting and not is_comment(line):
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


def _begins(line: str, sample: list[str], layout: tuple[str, bool]) -> bool:
    """Whether a line, the first of a sample, may be that of a point: it has three numbers.

    With two it may lack its height, or be words about the others: these tell.
    """
    fields = _split(line, layout)
    given = sum(map(is_number, fields))
    return given >= 3 or (given == 2 and any(map(is_missing, fields)) and _suits(sample, layout))


def _split(line: str, layout: tuple[str, bool]) -> list[str]:
    """The fields of a line; none where a decimal comma is at odds with the separator."""
    separator, comma = layout
    return [] if comma and separator == "," and '"' not in line else _fields(line, separator, comma)


def _suits(sample: list[str], layout: tuple[str, bool]) -> bool:
    """Whether all lines of the sample have as many fields, and three columns have numbers."""
    found = [_split(line, layout) for line in sample]
    return len(set(map(len, found))) == 1 and sum(of_numbers(found)) >= 3


def _laid_out(
    path: Path, sample: list[str], layout: tuple[str, bool], named: str, columns: Columns
) -> Columns:
    separator, comma = layout
    split = [_split(line, layout) for line in sample]
    fields = [each for each in split if len(each) == len(split[0])]
    xyz, lengths = named_columns(path, named, separator, fields)
    for line, each in zip(sample, split):
        if len(each) == len(split[0]) and not _is_point([each[place] for place in xyz]):
            raise without_numbers(path, line)
    numeric = all(is_number(field) for each in fields for field in each) and '"' not in "".join(sample)
    return Columns(
        *(columns.start, separator, len(split[0]), xyz, comma, columns.skipped, columns.encoding, numeric),
        lengths,
    )


def _is_point(fields: list[str]) -> bool:
    """Whether x, y and z are numbers, of which the last may be missing."""
    return all(map(is_number, fields[:2])) and (is_number(fields[2]) or is_missing(fields[2]))


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
        count = missing = 0
        while (most is None or count < most) and (block := _whole_lines(file)):
            lines = [line for line in block.splitlines() if line.strip()]
            points, without = _parsed(path, lines if most is None else lines[: most - count], columns)
            count, missing = count + len(points), missing + without
            yield points
        if 2 * missing > count:
            raise RooflineError(
                "{missing} of the {count} points of {file} have no height: check which column has the "
                "heights, and name it z in the first line.",
                missing=missing,
                count=count,
                file=path.name,
            )


def _whole_lines(file: TextIO) -> str:
    block = file.read(PIECE)
    return block + file.readline(LONGEST_LINE) if block else block


def _parsed(path: Path, lines: list[str], columns: Columns) -> tuple[Points, int]:
    """Points of lines, and how many of them have a height that is missing: NaN."""
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
        if values.size == columns.count * len(lines) and _are_alike(lines, columns):
            return values.reshape(-1, columns.count)[:, list(columns.xyz)], 0
    return _parsed_by_line(path, lines, columns)


def _are_alike(lines: list[str], columns: Columns) -> bool:
    """Whether each line has as many fields: one too many would fill in for one that is missing."""
    separator = None if columns.separator == " " else columns.separator
    return all(len(line.split(separator)) == columns.count for line in lines)


def _parsed_by_line(path: Path, lines: list[str], columns: Columns) -> tuple[Points, int]:
    """The same of lines with text, empty fields, comments, or the sizes of scans among them."""
    lines = [line for line in lines if not (is_comment(line) or _is_count(path, line))]
    fields = [_fields(line, columns.separator, columns.decimal_comma) for line in lines]
    odd = next((line for line, found in zip(lines, fields) if len(found) != columns.count), None)
    if odd is not None:
        raise RooflineError(
            "{file} has lines of different numbers of fields, such as {line}; correct or delete them.",
            file=path.name,
            line=shortened(odd),
        )
    chosen = [[line[place] for place in columns.xyz] for line in fields]
    without = [point for point in chosen if is_missing(point[2])]
    for point in without:
        point[2] = "nan"
    try:
        return np.array(chosen, np.float64).reshape(-1, 3), len(without)
    except ValueError as error:
        odd = next(line for line, found in zip(lines, chosen) if not all(map(is_number, found)))
        raise without_numbers(path, odd) from error


def _is_count(path: Path, line: str) -> bool:
    """Whether a line tells how many points follow, as before each scan of a PTS file."""
    return path.suffix.lower() == SCANS and line.strip().isdecimal()


def _fields(line: str, separator: str, decimal_comma: bool) -> list[str]:
    """The fields of a line, with decimal points."""
    fields = split(line, separator)
    return [field.replace(",", ".") for field in fields] if decimal_comma else fields

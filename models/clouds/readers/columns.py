"""Which columns of a text are x, y and z: by their names, else by their order."""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Sequence
from pathlib import Path

from ...errors import RooflineError
from ...raster.units import REFERRED, metres_per

LOGGER = logging.getLogger(__name__)
COMMENTS = ("#", "//", "%", "!")
X = "x|east|easting|e|est|este|rechtswert|rechts|rw|ostwert|ost|ew"
Y = "y|north|northing|n|nord|norte|hochwert|hoch|hw|nordwert|nw"
Z = "z|h|height|elevation|elev|alt|altitude|höhe|hoehe|höhenwert|hoehenwert|cota|quota"
# Words that are often added to an axis: point_x, X coordinate, UTM_E, height above datum.
ADDED = "point|coord|coordinate|coordinates|koordinate|utm|in|wert|ell|above|datum|gk|us|survey"
AXES = {name: axis for axis, names in enumerate((X, Y, Z)) for name in names.split("|")}
DEGREES: tuple[str, ...] = ("lon", "long", "lng", "longitude", "laenge", "länge", "längengrad", "laengengrad")
DEGREES += ("lat", "latitude", "breite", "breitengrad")
LONGEST_SHOWN = 60  # characters
# What counts points is written without decimals; coordinates behind it have some.
FEWEST_COUNTED = 3  # lines
# What programs write where a table has no number; "nan" is one to Python.
MISSING: tuple[str, ...] = (
    "",
    "na",
    "n/a",
    "#n/a",
    "null",
    "<null>",
    "\\n",
    "none",
    "-",
    "--",
    "?",
    "*",
    "nodata",
)
MISSING += ("1.#qnan", "-1.#qnan", "1.#ind", "-1.#ind")


def is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENTS)


def split(line: str, separator: str) -> list[str]:
    """The fields of a line; quotes hold fields together."""
    line = line.strip(" \r\n")
    if '"' in line and separator != " ":
        return [
            field.strip() for field in next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        ]
    return line.split() if separator == " " else [field.strip() for field in line.split(separator)]


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def is_missing(text: str) -> bool:
    """Whether a field stands for a number that is not known."""
    return text.lower() in MISSING


def of_numbers(sample: Sequence[Sequence[str]]) -> list[bool]:
    """Which columns of some lines' fields have numbers, some of which may be missing."""
    given = ([field for field in column if not is_missing(field)] for column in zip(*sample))
    return [bool(fields) and all(map(is_number, fields)) for fields in given]


def named_columns(
    path: Path, header: str, separator: str, sample: Sequence[Sequence[str]]
) -> tuple[tuple[int, int, int], tuple[float, float]]:
    """Columns of x, y and z by their names, else the first three of coordinates; `PointCloud.lengths`.

    `sample`: the fields of some lines, with decimal points.
    """
    numbers = of_numbers(sample)
    unnamed = _in_order(sample, numbers)
    words = _words(header, separator, len(numbers))
    names = [_without_parts(said) for said in words]
    places = {AXES[name]: index for index, name in reversed([*enumerate(names)]) if name in AXES}
    if len(names) != len(numbers):
        ordered = len(places) == 3 and max(places.values()) < min(len(numbers), len(names))
        places = places if ordered and not is_comment(header) else {}
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
        fewest = min(sample, key=lambda line: sum(map(is_number, line)))
        raise without_numbers(path, separator.join(fewest))
    if 0 < len(places) < 3:
        raise RooflineError(
            "{file} does not tell which columns are x, y and z; name them so in its first line.",
            file=path.name,
        )
    if not places:
        if len(unnamed) > 3 and _counts(sample, unnamed):
            LOGGER.info(
                "The first column of %s numbers the points; the next three are x, y and z.", path.name
            )
            unnamed = unnamed[1:]
        return (unnamed[0], unnamed[1], unnamed[2]), (0.0, 0.0)
    if sum(AXES.get(name) == 2 for name in names) > 1:
        LOGGER.warning(
            "%s has several columns of heights; column %d is used: leave out the others if it is the wrong "
            "one.",
            *(path.name, places[2] + 1),
        )
    units = [_length(words[place]) if place < len(words) else 0.0 for place in (places[0], places[2])]
    return (places[0], places[1], places[2]), (units[0], units[1])


def _in_order(sample: Sequence[Sequence[str]], numbers: Sequence[bool]) -> list[int]:
    """The columns of numbers of a text without names: of the first two, x and y, none may be missing."""
    found = list[int]()
    for place, column in enumerate(zip(*sample)):
        if numbers[place] and (len(found) > 1 or not any(map(is_missing, column))):
            found.append(place)
    return found


def without_numbers(path: Path, line: str) -> RooflineError:
    """The error for a line of which x, y or z is no number."""
    return RooflineError(
        "{file} has lines whose x, y or z is no number, such as {line}; correct or delete them.",
        file=path.name,
        line=shortened(line),
    )


def shortened(line: str) -> str:
    """A line as a message shows it."""
    text = line.strip()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _counts(sample: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    """Whether the first of some columns numbers points: whole, growing, and before columns with decimals."""
    numbers = [line[places[0]] for line in sample]
    if len(numbers) < FEWEST_COUNTED or not all(number.isdecimal() for number in numbers):
        return False
    are_growing = all(int(one) < int(next_one) for one, next_one in zip(numbers, numbers[1:]))
    coordinates = [line[place] for line in sample for place in places[1:3]]
    return are_growing and all("." in each or is_missing(each) for each in coordinates)


def _words(header: str, separator: str, count: int) -> list[list[str]]:
    """The words of each field of a header, what stands in brackets last and as one, as "(us-ft)"."""
    bare = re.sub(r"\s*[(\[]([^)\]]*)[)\]]", _in_brackets, header.strip().lstrip("".join(COMMENTS)))
    fields = split(bare, separator)
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

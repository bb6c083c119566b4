"""Image lists and lists of image pairs, as text files of ResDepth's form."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from ...errors import RooflineError
from ...formats.names import is_there, refuse_folder
from ...language import Message
from ..config.files import resolved

log = logging.getLogger(__name__)

Pairs = tuple[tuple[int, ...], ...]
LARGEST_LIST = 2**24  # characters


def images_of(names: Sequence[str], folder: Path, beside: Path, where: str) -> tuple[Path, ...]:
    """The files of an image list, whose relative paths count from a folder, or else from the list's own."""
    images = []
    for name in names:
        image = resolved(name, folder)
        image = image if is_there(image) else resolved(name, beside)
        if not is_there(image):
            raise RooflineError(
                "{where} lists {name}, which does not exist; correct the list.", where=where, name=name
            )
        images.append(image)
    return tuple(images)


def pairs_of(lines: Sequence[str], images: Sequence[str], name: str = "The pair list") -> Pairs:
    """Index tuples of lines `a.tif, b.tif`; a name stands for the one image whose path contains it.

    Blank lines and a comma at a line's end are ignored.
    """
    pairs: list[tuple[int, ...]] = []
    for line in (text.strip() for text in lines):
        if not line:
            continue
        names = line.rstrip(", ").split(", ")
        pair = tuple(_index(part, images, name) for part in names)
        if pair in pairs:
            raise RooflineError("{name} has the line '{line}' twice; remove one.", name=name, line=line)
        if pairs and len(pair) != len(pairs[0]):
            raise RooflineError(
                "{name} has lines of {first} and of {other} images; make them equal.",
                name=name,
                first=len(pairs[0]),
                other=len(pair),
            )
        if len(set(pair)) < len(pair):
            log.warning("%s pairs an image with itself: %s", name, line)
        pairs.append(pair)
    if not pairs:
        raise RooflineError("{name} has no lines; write one pair of image names per line.", name=name)
    return tuple(pairs)


def _index(part: str, images: Sequence[str], name: str) -> int:
    found = [index for index, image in enumerate(images) if part in image]
    if len(found) != 1:
        what = Message("{count} images match", count=len(found)) if found else Message("no image matches")
        raise RooflineError(
            "{name} has the name '{part}', which {what}; give enough of the path of one image, names apart "
            "by a comma and a space.",
            name=name,
            part=part,
            what=what,
        )
    return found[0]


def read_lines(path: Path) -> list[str]:
    """The lines of a list that are not blank."""
    refuse_folder(path)
    try:
        with path.open(encoding="utf-8-sig") as file:
            lines = file.read(LARGEST_LIST).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RooflineError("The list {path} cannot be read as text; check its path.", path=path) from error
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise RooflineError("The list {file} is empty; write one entry per line.", file=path.name)
    return found

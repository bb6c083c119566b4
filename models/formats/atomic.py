"""Files that appear complete or not at all: a temporary name beside the target, then a rename."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import RooflineError
from . import scratch
from .names import check_place

TORCH_FAILURES = (OSError, RuntimeError)  # torch's writer turns an error of the disk into a RuntimeError


def temporary_beside(target: str | os.PathLike[str]) -> Path:
    """A name in the target's folder that nobody can foresee, and short: it fits where the target's does."""
    return Path(target).with_name(f".{scratch.temporary_name()}.part")


@contextmanager
def writing(
    target: str | os.PathLike[str], failures: tuple[type[Exception], ...] = (OSError,)
) -> Iterator[BinaryIO]:
    """A new binary file that gets the target's name when the block ends without an error.

    `failures` are what a failed write raises in the block: they become a sentence that names the target.
    """
    target = Path(target)
    check_replaceable(target)
    try:
        temporary, stream = _opened(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # else a power cut can leave the new name on an empty file
            if os.name != "nt":  # while it is held: no sweep of another run comes in between
                temporary.replace(target)
        if os.name == "nt":
            temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):  # nothing may hide why the write has failed
            temporary.unlink()
        if isinstance(error, failures):
            raise cannot_write(target, error) from error
        raise


def _opened(target: Path) -> tuple[Path, BinaryIO]:
    """A new file beside the target, held against the sweeps of others; what killed runs have left goes."""
    scratch.sweep(target.parent)
    while True:
        temporary = temporary_beside(target)
        # "x": a file or link that somebody else has put under this name is never followed or written
        stream = temporary.open("xb")
        if scratch.lock(stream.fileno()) and scratch.is_at(stream.fileno(), temporary):
            return temporary, stream
        stream.close()


def to_disk(path: Path) -> None:
    """Wait until a file is on the disk: else a power cut can leave its new name on an empty file."""
    if path.is_file():
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())


def check_replaceable(target: str | os.PathLike[str]) -> None:
    """Refuse to put a file in the place of what is none: a folder, a device, a pipe, a link in a circle, or
    among the system's own.
    """
    try:
        kind = Path(target).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        kind = stat.S_IFREG  # new, or in a folder whose own sentence comes when it is written
    except (OSError, ValueError) as error:
        raise RooflineError("{file} cannot be a file's name; choose another name.", file=target) from error
    if stat.S_ISDIR(kind):
        raise RooflineError("{file} is a folder; name a file in it.", file=target)
    if not stat.S_ISREG(kind):
        raise RooflineError("{file} is a device or a pipe; choose a file's name.", file=target)
    check_place(Path(target))


def write_text(target: str | os.PathLike[str], text: str) -> None:
    """Write a text file in UTF-8, its line ends as they are in the text."""
    write_texts({target: text})


def write_texts(texts: Mapping[str | os.PathLike[str], str]) -> None:
    """Write text files in UTF-8 by their paths; where one cannot be written none appears."""
    with ExitStack() as stack:
        for stream, text in [(stack.enter_context(writing(path)), text) for path, text in texts.items()]:
            stream.write(text.encode("utf-8"))
            stream.flush()


def copy(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Copy a file's content."""
    with writing(target) as stream, Path(source).open("rb") as content:
        shutil.copyfileobj(content, stream, 1 << 20)


def cannot_write(target: str | os.PathLike[str], error: Exception) -> RooflineError:
    """The sentence for a target whose write has failed."""
    if not isinstance(error, OSError) or not error.errno:  # the caller's own words, or GDAL's
        return RooflineError("{file} cannot be written; check the folder and its free space.", file=target)
    return RooflineError(
        "{file} cannot be written; check that the folder exists, is writable and not full ({reason}).",
        file=target,
        reason=error,
    )

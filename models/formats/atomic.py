"""Files that appear complete or not at all: a temporary name beside the target, then a rename."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import RooflineError

TORCH_FAILURES = (OSError, RuntimeError)  # torch's writer turns an error of the disk into a RuntimeError


def temporary_beside(target: str | os.PathLike[str]) -> Path:
    """A name in the target's folder that nobody can foresee, and short: it fits where the target's does."""
    return Path(target).with_name(f".roofline-{secrets.token_hex(8)}.part")


@contextmanager
def writing(
    target: str | os.PathLike[str], failures: tuple[type[Exception], ...] = (OSError,)
) -> Iterator[BinaryIO]:
    """A new binary file that gets the target's name when the block ends without an error.

    `failures` are what a failed write raises in the block: they become a sentence that names the target.
    """
    target = Path(target)
    temporary = temporary_beside(target)
    try:
        # "x": a file or link that somebody else has put under this name is never followed or written
        stream = temporary.open("xb")
    except OSError as error:
        raise cannot_write(target, error) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # else a power cut can leave the new name on an empty file
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):  # nothing may hide why the write has failed
            temporary.unlink()
        if isinstance(error, failures):
            raise cannot_write(target, error) from error
        raise


def write_text(target: str | os.PathLike[str], text: str) -> None:
    """Write a text file in UTF-8, its line ends as they are in the text."""
    with writing(target) as stream:
        stream.write(text.encode("utf-8"))


def copy(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Copy a file's content."""
    with writing(target) as stream, Path(source).open("rb") as content:
        shutil.copyfileobj(content, stream, 1 << 20)


def cannot_write(target: str | os.PathLike[str], error: Exception) -> RooflineError:
    """The sentence for a target whose write has failed."""
    reason = error.strerror if isinstance(error, OSError) else None
    if reason is None:
        return RooflineError("{file} cannot be written; check the folder and its free space.", file=target)
    return RooflineError(
        "{file} cannot be written; check that the folder exists, is writable and not full ({reason}).",
        file=target,
        reason=reason,
    )

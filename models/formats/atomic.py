"""Files that appear complete or not at all: a temporary name beside the target, then a rename."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ..errors import RooflineError
from . import scratch
from .names import check_place

TORCH_FAILURES = (OSError, RuntimeError)  # torch's writer turns an error of the disk into a RuntimeError


@dataclass(frozen=True)
class Finished:
    """A target that is complete, and on the disk, under temporary names.

    `moves`: its files with the names they get, its own last; `stale`: files of the one that is replaced,
    which go with it; `unlock` closes what Windows does not rename; `release` lets go of what is temporary.
    """

    target: Path
    moves: Sequence[tuple[Path, Path]]
    release: Callable[[], None]
    stale: Sequence[Path] = ()
    unlock: Callable[[], None] | None = None

    def take_place(self, leave: Callable[[Path], None]) -> None:
        """Rename the files; `leave` is told of each name before what it had is gone."""
        if os.name == "nt" and self.unlock is not None:
            self.unlock()
        for file in self.stale:
            leave(file)
            file.unlink(missing_ok=True)
        for made, name in self.moves:
            leave(name)
            made.replace(name)


_WAITING: ContextVar[list[Finished] | None] = ContextVar("waiting", default=None)
_AFTERWARDS: ContextVar[list[Callable[[], object]] | None] = ContextVar("afterwards", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is finished in the block gets its names when the block has ended without an error: all or none.

    Until then nothing can be read by its name.
    """
    if _WAITING.get() is not None:  # the outer block has more to wait for
        yield
        return
    waiting: list[Finished] = []
    last: list[Callable[[], object]] = []
    tokens = _WAITING.set(waiting), _AFTERWARDS.set(last)
    try:
        yield
        _name(waiting)
    finally:
        _WAITING.reset(tokens[0])
        _AFTERWARDS.reset(tokens[1])
        for each in waiting:
            each.release()
    for action in last:
        action()


def afterwards(action: Callable[[], object]) -> None:
    """Do something when all that `together` waits for has its names, and not at all if it gets none; outside
    of it now. What results were made of goes only then.
    """
    last = _AFTERWARDS.get()
    if last is None:
        action()
    else:
        last.append(action)


@contextmanager
def at_once() -> Iterator[None]:
    """Within `together`: what is finished in this block gets its names now, for the run itself reads it."""
    token = _WAITING.set(None)
    try:
        yield
    finally:
        _WAITING.reset(token)


def publish(finished: Finished) -> None:
    """Give a target its names: now, or with all others that `together` waits for."""
    waiting = _WAITING.get()
    if waiting is not None:
        waiting.append(finished)
        return
    try:
        _name([finished])
    finally:
        finished.release()


def _name(waiting: Sequence[Finished]) -> None:
    """Give all targets their names; where the system refuses one, the others get back what they had."""
    is_one = sum(len(each.moves) + len(each.stale) for each in waiting) == 1  # which needs no way back
    ways_back: list[Callable[[], object]] = []
    with ExitStack() as kept:

        def leave(name: Path) -> None:
            if not is_one:
                ways_back.append(_way_back(name, kept))

        for each in waiting:
            try:
                each.take_place(leave)
            except BaseException as error:
                for way in reversed(ways_back):
                    with suppress(OSError):
                        way()
                if isinstance(error, OSError):
                    raise cannot_write(each.target, error) from error
                raise


def _way_back(name: Path, kept: ExitStack) -> Callable[[], object]:
    """What brings back what a name stands for now; it keeps its name, so that a kill loses nothing."""
    if not os.path.lexists(name):
        return partial(name.unlink, missing_ok=True)
    second = temporary_beside(name)
    try:
        os.link(name, second)
    except (OSError, NotImplementedError):  # a disk without second names: the new file stays
        return lambda: None
    kept.callback(_remove, second)
    return partial(second.replace, name)


def _remove(path: Path) -> None:
    """Delete a temporary file, quietly: nothing may hide why a write has failed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


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

    def release() -> None:
        with suppress(OSError):
            stream.close()
        _remove(temporary)

    try:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())  # else a power cut can leave the new name on an empty file
    except BaseException as error:
        release()
        if isinstance(error, failures):
            raise cannot_write(target, error) from error
        raise
    # open, and so held, until it has its name: no sweep of another run comes in between
    publish(Finished(target, [(temporary, target)], release, unlock=stream.close))


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
    with together(), ExitStack() as stack:
        for stream, text in [(stack.enter_context(writing(path)), text) for path, text in texts.items()]:
            stream.write(text.encode("utf-8"))
            stream.flush()


def copy(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Copy a file's content."""
    with writing(target) as stream, Path(source).open("rb") as content:
        shutil.copyfileobj(content, stream, 1 << 20)


def cannot_write(target: str | os.PathLike[str], error: Exception) -> RooflineError:
    """The sentence for a target whose write has failed."""
    target = scratch.shown(target)
    if not isinstance(error, OSError) or not error.errno:  # the caller's own words, or GDAL's
        return RooflineError("{file} cannot be written; check the folder and its free space.", file=target)
    return RooflineError(
        "{file} cannot be written; check that the folder exists, is writable and not full ({reason}).",
        file=target,
        reason=error,
    )

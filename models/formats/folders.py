"""Folders that appear complete or not at all, and in which nothing of anybody else's is replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RooflineError
from . import atomic
from .names import check_place
from .scratch import Scratch

IsOurs = Callable[[Path], bool]  # whether a folder that is not empty is of an earlier run of the same kind


@contextmanager
def writing(target: str | os.PathLike[str], is_ours: IsOurs) -> Iterator[Path]:
    """An empty folder to write files in, which go to the target when the block ends without an error.

    A folder of an earlier run keeps its other files. Raises RooflineError where there is another folder, or
    where the system refuses.
    """
    target = Path(target)
    check(target, is_ours)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with Scratch(target.parent) as part:
            yield part
            if _renamed(part, target):
                return
            files = [path.relative_to(part) for path in sorted(part.rglob("*")) if path.is_file()]
            for path in files:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                atomic.check_replaceable(target / path)
            for path in files:
                shutil.move(part / path, target / path)
    except OSError as error:
        raise atomic.cannot_write(target, error) from error


def _renamed(part: Path, target: Path) -> bool:
    """Put the folder in its place at once if there is none, or an empty one: a kill leaves all or none."""
    try:
        if os.path.lexists(target):
            target.rmdir()
        part.rename(target)
    except OSError:  # an earlier run's, a link to a folder, the root of a disk
        return False
    return True


def check(target: str | os.PathLike[str], is_ours: IsOurs) -> None:
    """Refuse, before the work, a file and a folder with files of something else."""
    target = Path(target)
    check_place(target)
    try:
        if os.path.lexists(target) and not target.is_dir():
            raise RooflineError("{file} is a file; name a folder.", file=target)
        strange = target.is_dir() and any(target.iterdir()) and not is_ours(target)
    except (OSError, ValueError) as error:
        raise atomic.cannot_write(target, error) from error
    if strange:
        raise RooflineError(
            "{folder} has files of something else; choose a new or an empty one.", folder=target
        )

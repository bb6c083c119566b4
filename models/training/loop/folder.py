"""The folder of a training: one at a time writes there, and nothing of anybody else's is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import RooflineError
from ...formats import scratch
from . import checkpoints
from .logs import FIRST

LOCK = ".roofline-training.lock"
LAST, OLDER = "last.ckpt", ".roofline-before.ckpt"
HEAD = ",".join(FIRST)


@contextmanager
def held(folder: Path, resume: bool = False) -> Iterator[None]:
    """Hold the folder for one training; a folder that was made for nothing goes again."""
    _check_owner(folder, resume)
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise RooflineError(
            "The folder {folder} cannot be written; choose another.", folder=folder
        ) from error
    try:
        if not scratch.lock(descriptor) or not scratch.is_at(descriptor, folder / LOCK):
            made = False
            raise RooflineError(
                "{folder} is used by another training; wait for its end, or choose another folder for LOGS.",
                folder=folder,
            )
        _settle_older(folder / LAST)  # of a training that was killed
        try:
            yield
        finally:
            with suppress(OSError):  # while it is held: nobody else's goes
                (folder / LOCK).unlink()
    finally:
        os.close(descriptor)
        with suppress(OSError):  # left by a system that deletes no open files; the folder unless it is empty
            if os.name == "nt":
                (folder / LOCK).unlink()
        with suppress(OSError):
            if made:
                folder.rmdir()


@contextmanager
def older_aside(last: Path) -> Iterator[None]:
    """Another training's last checkpoint, which RESUME shall not take for this one's, lies aside meanwhile.

    It comes back where this training ends without a checkpoint, as when it is cancelled at once by who has
    forgotten RESUME.
    """
    older = last.with_name(OLDER)
    if last.exists():
        last.replace(older)
    try:
        yield
    finally:
        _settle_older(last)


def _settle_older(last: Path) -> None:
    """A checkpoint that lies aside comes back, or goes where a newer one has taken its place."""
    older = last.with_name(OLDER)
    with suppress(OSError):
        if last.exists():
            older.unlink()
        else:
            older.replace(last)


def _check_owner(folder: Path, resume: bool) -> None:
    """Refuse a folder where files under the names of a training's are not of one."""
    names = (LAST, "best.ckpt", *(path.name for path in sorted(folder.glob("after-*.ckpt"))))
    for path in (folder / "log.csv", *(folder / name for name in names)):
        if not os.path.lexists(path) or (resume and path.name == LAST):  # read, with its own sentence
            continue
        if not (_is_log(path) if path.suffix == ".csv" else _is_checkpoint(path)):
            raise RooflineError(
                "{file} is not of a training of Roofline and would be replaced; choose another folder.",
                file=path,
            )


def _is_log(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(HEAD)) == HEAD.encode()
    except OSError:
        return False


def _is_checkpoint(path: Path) -> bool:
    try:
        return checkpoints.read(path).state.get("format") == checkpoints.FORMAT
    except RooflineError:
        return False

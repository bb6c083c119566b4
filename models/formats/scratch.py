"""Temporary folders that outlive no process: what a killed run has left, the next run removes.

Each is held by a lock that the system lets go when its process ends, however it ends; so a folder that
another run uses, on this machine or on a shared disk, is never taken for a leftover.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from ..errors import RooflineError
from ..language import Message

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be deleted: that is lock enough
    fcntl = None  # type: ignore[assignment]

NAME = re.compile(r"\.?roofline-[0-9a-f]{16}(\.\w+)?")  # of folders, and of files that are being written
LOCK, FILES = "lock", "files"
ROOM = 2**20  # bytes; what is tried in a folder, such as a GeoPackage of two polygons, takes a tenth
ATTEMPTS = 20  # another run may sweep a folder away before it is locked


class Scratch:
    """A temporary folder, hidden in `beside` or, without it, in the system's temporary folder."""

    def __init__(self, beside: str | os.PathLike[str] | None = None) -> None:
        try:
            parent = Path(tempfile.gettempdir() if beside is None else beside)
            sweep(parent)
            self._outer, self._lock = _locked_folder(parent, "" if beside is None else ".")
        except OSError as error:
            if beside is not None:
                raise
            raise full_temporary_folder(error) from error
        self.path = self._outer / FILES
        self.path.mkdir()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def filling(self) -> Iterator[None]:
        """While it is filled: where that fails it goes, and a full disk is told in a sentence."""
        try:
            yield
        except OSError as error:
            self.close()
            raise full_temporary_folder(error) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Delete the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)  # before the deletion, which Windows refuses for files that are open
            self._lock = -1
        shutil.rmtree(self._outer, ignore_errors=True)


def temporary_name() -> str:
    """A name that nobody can foresee, of the kind that `sweep` knows."""
    return f"roofline-{secrets.token_hex(8)}"


def full_temporary_folder(error: OSError) -> RooflineError:
    """The sentence for a write into the system's temporary folder that has failed."""
    return RooflineError(
        "The temporary folder {folder} cannot be written ({reason}); free some room there, or set TMPDIR to "
        "a folder on another disk.",
        folder=_temporary_folder(),
        reason=error if str(error) else Message("it may be full"),
    )


def shown(path: str | os.PathLike[str]) -> Path:
    """A file by a name that people know: of one in a temporary folder the folder that holds that."""
    path = Path(path)
    inside = (folder.parent for folder in path.parents if NAME.fullmatch(folder.name))
    return next(inside, path)


def without_scratch(words: str) -> str:
    """Words of a program in which files that are being written have the names that they will get."""
    return re.sub(rf"(?<![^/\\]){NAME.pattern}[/\\]({FILES}[/\\])?", "", words)


def check_room(folder: Path) -> None:
    """Raise OSError where a folder has no room for a small file: what failed there tells no more."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(ROOM))


def lock(descriptor: int) -> bool:
    """Hold an open file until it is closed or the process ends; False if another process holds it."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: `sweep` leaves alone there what it cannot lock
        pass
    return True


def is_at(descriptor: int, path: str | os.PathLike[str]) -> bool:
    """Whether an open file still has this name; a sweep may have come between its opening and its lock."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except OSError:
        return False


def sweep(folder: Path) -> None:
    """Remove what killed runs have left in a folder; what is in use or somebody else's stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in [entry for entry in entries if NAME.fullmatch(entry.name)]:
            with suppress(OSError):
                _sweep_one(Path(entry.path), entry.stat(follow_symlinks=False))


def _sweep_one(path: Path, found: os.stat_result) -> None:
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        return
    if stat.S_ISREG(found.st_mode) and path.suffix:
        _remove_unlocked(path)
    elif stat.S_ISDIR(found.st_mode) and not path.suffix:
        if (path / LOCK).exists():
            if _remove_unlocked(path / LOCK, path / FILES):
                shutil.rmtree(path)
        else:  # killed between two steps, or just about to be locked: then its owner takes another
            path.rmdir()


def _remove_unlocked(path: Path, before: Path | None = None) -> bool:
    """Delete a file unless a process holds it; a folder `before` it: a killed sweep is finished later."""
    descriptor = -1
    try:
        if fcntl is not None:
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if before is not None and before.is_dir():
                shutil.rmtree(before)
        path.unlink()
    except OSError:
        return False
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    return True


def _locked_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    """A new folder and the descriptor of the lock in it."""
    for _ in range(ATTEMPTS):
        folder = parent / f"{prefix}{temporary_name()}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            if lock(held) and is_at(held, folder / LOCK):
                return folder, held
            os.close(held)
    raise OSError("other runs remove its folders")


def _temporary_folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # none can be written: the one that was wanted
        return os.environ.get("TMPDIR") or str(Path.cwd())

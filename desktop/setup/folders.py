"""The folder of installations while one is at work: its lock, how much is in it, what is deleted there.

Standard library only, for the process that installs.
"""

from __future__ import annotations

import importlib
import os
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Callable

said, store = importlib.import_module("said"), importlib.import_module("store")


@contextmanager
def only_one(base: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back when this process ends, however it ends."""
    with (base / store.LOCK).open("a+b") as handle:
        try:
            lock(handle)
        except OSError:
            raise said.Failed("busy", "") from None
        yield


def lock(handle: IO[bytes]) -> None:
    if os.name == "nt":
        windows = importlib.import_module("msvcrt")
        handle.seek(0)
        windows.locking(handle.fileno(), windows.LK_NBLCK, 1)
    else:
        unix = importlib.import_module("fcntl")
        unix.flock(handle, unix.LOCK_EX | unix.LOCK_NB)


@contextmanager
def measured(base: Path) -> Iterator[None]:
    """Say every second how many bytes have been downloaded and unpacked."""
    ended = threading.Event()
    kept = store.record(base)
    without = base / kept["folder"] if kept else None
    places = [base] if base in store.scratch(base).parents else [base, store.scratch(base)]

    def watch() -> None:
        while not ended.wait(1.0):
            said.say(bytes=sum(size_of(place, without) for place in places))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def size_of(folder: Path, without: Path | None) -> int:
    """Bytes of the files below a folder, files that come and go meanwhile included or not."""
    total = 0
    for place, inside, files in os.walk(folder):
        inside[:] = [name for name in inside if Path(place, name) != without]
        for name in files:
            try:
                total += Path(place, name).stat().st_size
            except OSError:
                continue
    return total


def clear(entries: list[Path]) -> None:
    """Delete files and folders as far as the system lets; read-only ones and long paths on Windows too."""

    def again(function: Callable, path: str, error: object) -> None:
        try:
            Path(path).chmod(stat.S_IWRITE | stat.S_IREAD)
            function(path)
        except OSError:
            return

    for entry in entries:
        long = f"\\\\?\\{entry.resolve()}" if os.name == "nt" else str(entry)
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(long, onerror=again)
        else:
            entry.unlink(missing_ok=True)

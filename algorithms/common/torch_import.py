"""Importing PyTorch from a worker thread without stopping the other threads of the program."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ...models.progress import Cancel, awaited, stop_if

SHORT_TURN = 0.0005  # s; Python's usual one is ten times as long
_STARTING = threading.Lock()
_started: Future[None] | None = None  # the import that is going on, or the last one


def import_torch(cancelled: Cancel = None) -> None:
    """Import torch, holding Python's global lock for no longer than a single small module takes.

    An ordinary import holds it while the system loads the libraries: half a second to many seconds of a
    window that does not answer. And the garbage collector goes through all that was imported so far. In the
    import itself threads take short turns: a window asks for the lock many times for a single event.

    A thread of its own does it: torch keeps the state of the Python thread that imports it, for good, and
    QGIS throws that of its workers away after each task. Python 3.13 would end the program at the next one.

    It takes seconds and cannot be broken off: a cancel raises Cancelled at once and leaves the import to
    itself, where the next run finds it.
    """
    if is_imported():
        return

    def check() -> None:
        stop_if(cancelled)

    awaited(_begun(), check)


def is_imported() -> bool:
    """Whether torch is there as a whole: a module is in `sys.modules` from the beginning of its import on."""
    specification = getattr(sys.modules.get("torch"), "__spec__", None)
    return specification is not None and not getattr(specification, "_initializing", False)


def goes_on() -> bool:
    """Whether an import has begun and not ended; a program that ends meanwhile crashes."""
    return _started is not None and not _started.done()


def _begun() -> Future[None]:
    """The one import that is going on; a new one where there is none, or the last has failed."""
    global _started
    with _STARTING:
        if _started is None or _started.done():
            executor = ThreadPoolExecutor(1)
            _started = executor.submit(_import_torch)
            executor.shutdown(wait=False)
        return _started


def _import_torch() -> None:
    _load_libraries()
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _short_turns():
            importlib.import_module("torch")
    finally:
        gc.freeze()  # what was imported stays: full collections need not look at it
        if collecting:
            gc.enable()


def _load_libraries() -> None:
    """Have the system load torch's libraries by a call that gives up the lock; the import then finds them."""
    spec = importlib.util.find_spec("torch")
    if os.name == "nt" or spec is None or spec.origin is None:
        return  # torch itself does so on Windows
    folder = Path(spec.origin).parent
    names = [f"_C{suffix}" for suffix in importlib.machinery.EXTENSION_SUFFIXES]
    library = next((folder / name for name in names if (folder / name).exists()), None)
    if library is None:
        return
    dlopen = ctypes.CDLL(None).dlopen  # as a call of ctypes; ctypes.CDLL(path) would keep the lock
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(library), os.RTLD_NOW)  # if it fails, the import says why


@contextmanager
def _short_turns() -> Iterator[None]:
    """For the import alone: whole runs in short turns were followed by a crash in QGIS's bindings."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SHORT_TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)

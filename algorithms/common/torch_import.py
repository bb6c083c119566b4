"""Importing PyTorch from a worker thread without stopping the other threads of the program."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

SHORT_TURN = 0.0005  # s; Python's usual one is ten times as long


def import_torch() -> None:
    """Import torch, holding Python's global lock for no longer than a single small module takes.

    An ordinary import holds it while the system loads the libraries: half a second to many seconds of a
    window that does not answer. And the garbage collector goes through all that was imported so far. In the
    import itself threads take short turns: a window asks for the lock many times for a single event.

    A thread of its own does it: torch keeps the state of the Python thread that imports it, for good, and
    QGIS throws that of its workers away after each task. Python 3.13 would end the program at the next one.
    """
    if "torch" in sys.modules:
        return
    with ThreadPoolExecutor(1) as executor:
        executor.submit(_import_torch).result()


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


@contextmanager
def _short_turns() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SHORT_TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


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

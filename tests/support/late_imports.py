"""Tells of compiled modules that a worker imports and that must come early (`algorithms/common/early.py`)."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from typing import Any

BINDINGS = re.compile(r"PyQt\d?\.|qgis\.")
SHARED = re.compile(rb"__pybind11_internals_v\w+")  # what modules of pybind11 that were built alike share


def watch() -> list[str]:
    """Whatever is imported from now on where it must not be; the list grows."""
    late: list[str] = []
    shared = set().union(*(_shared(getattr(each, "__file__", None)) for each in [*sys.modules.values()]))

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "import" or not arguments[1]:  # Python's own code comes without a file
            return
        name, thread, own = arguments[0], threading.current_thread(), _shared(arguments[1])
        of_qgis = isinstance(thread, threading._DummyThread)  # not one that Python has begun
        if BINDINGS.match(name) and thread is not threading.main_thread():
            late.append(f"{name}, of SIP, by {thread.name}")
        if of_qgis and (name == "torch._C" or own - shared):
            late.append(f"{name}, the first of pybind11, by {thread.name}")
        shared.update(own)

    sys.addaudithook(hear)
    return late


def _shared(file: str | None) -> set[bytes]:
    """What a compiled module shares with others."""
    if not str(file).endswith((".so", ".pyd")):
        return set()
    return set(SHARED.findall(Path(str(file)).read_bytes()))

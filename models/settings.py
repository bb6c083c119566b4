"""What people have settled for every run on their machine, as environment variables read when a run begins.

The settings page of QGIS sets them for the runs of that QGIS; scripts and qgis_process may set them too.
"""

from __future__ import annotations

import os

from .errors import RooflineError

DEVICE, PRECISION = "ROOFLINE_DEVICE", "ROOFLINE_PRECISION"
THREADS, MEMORY = "ROOFLINE_THREADS", "ROOFLINE_MEMORY"
LABELS = "ROOFLINE_LABELS"
CACHE_SHARE = 4  # of the memory a quarter is GDAL's block cache


def device() -> str:
    """What the device "auto" stands for; "auto" itself if nothing is settled."""
    return os.environ.get(DEVICE) or "auto"


def precision() -> str:
    """What the precision "auto" stands for; "auto" itself if nothing is settled."""
    return os.environ.get(PRECISION) or "auto"


def threads() -> int:
    """Threads to compute with on the CPU; 0: as many as PyTorch chooses."""
    return _whole_number(THREADS)


def memory() -> int:
    """Megabytes that a run's batches and GDAL's cache may take; 0: what suits the device."""
    return _whole_number(MEMORY)


def cache(megabytes: int) -> int:
    """The size of GDAL's block cache in megabytes, where a run would like `megabytes`."""
    return min(megabytes, max(1, memory() // CACHE_SHARE)) if memory() else megabytes


def batch_bytes() -> int:
    """Bytes that a batch on its way through a network may take; 0: what suits the device."""
    return memory() * 2**20 * (CACHE_SHARE - 1) // CACHE_SHARE


def label_packages() -> tuple[str, ...]:
    """Folders of what SAM 3 runs with, outside QGIS's Python; none if it is not installed."""
    return tuple(folder for folder in os.environ.get(LABELS, "").split(os.pathsep) if folder)


def _whole_number(name: str) -> int:
    text = os.environ.get(name) or "0"
    if not text.isascii() or not text.isdigit():
        raise RooflineError(
            "The setting {name} is '{text}'; give a whole number, or 0 for automatic.", name=name, text=text
        )
    return int(text)

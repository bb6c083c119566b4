"""Which releases of PyTorch this runs with. Standard library only: windows ask without importing PyTorch."""

from __future__ import annotations

import re

from .errors import RooflineError

LEAST = (
    "2.2"  # what loads weights into networks without numbers of their own, and runs with NumPy of its time
)


def is_too_old(version: str) -> bool:
    """Whether a release, such as "1.13.0a0" or "2.13.0+cpu", is older than LEAST; others pass."""
    found = re.match(r"(\d+)\.(\d+)", version)
    least = tuple(map(int, LEAST.split(".")))
    return found is not None and (int(found[1]), int(found[2])) < least


def refuse_older(version: str) -> None:
    """Say what to do about a PyTorch that is too old, in place of what it fails with."""
    if is_too_old(version):
        raise RooflineError(
            "PyTorch {version} is too old: Roofline needs {least} or newer. Raster > Roofline > Set up "
            "PyTorch installs it; start QGIS again then. Without QGIS's window, update the Python package "
            "torch.",
            version=version,
            least=LEAST,
        )

"""Compiled modules that are imported as the plugin is loaded, in the main thread, before there is a worker.

Imported in a worker's thread they end QGIS, at once or in a later run.
"""

from __future__ import annotations

from typing import Any

# pybind11, with which SciPy and PyTorch are made, keeps the state of the Python thread that imports the first
# of its modules; QGIS throws that of its workers away after each task. On Debian 13, whose SciPy and PyTorch
# share it, a network that ran in such a thread ended QGIS ("non-NULL old thread state") once points had been
# gridded there, which imports SciPy's interpolation. This is SciPy's quickest such module: 5 ms.
from scipy import fft as fft

# SIP searches a new module's tables from the beginning of its import on, while they are still empty in part.
# The window needs them all the time, `QgsApplication.taskManager()` is enough: QGIS ended by signal 11.
try:
    from qgis import _3d
except ImportError:  # QGIS may be built without 3D
    _3d = None
views_3d: Any = _3d

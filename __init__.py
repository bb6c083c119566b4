"""Roofline: better urban surfaces with neural networks, as QGIS Processing algorithms."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:
    """Return the plugin for `iface`, which is None in qgis_process."""
    from .plugin import RooflinePlugin

    return RooflinePlugin(iface)

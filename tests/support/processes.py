"""qgis_process for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from roofline.resources.demo.qgis_cli import QGIS_PROCESS, home, qgis_process, results, run_arguments

__all__ = ["QGIS_PROCESS", "home", "qgis_process", "results", "run_algorithm"]


def run_algorithm(folder: Path, name: str, **parameters: Any) -> subprocess.CompletedProcess[str]:
    """Run roofline:<name> in the profile in `folder`."""
    return qgis_process(folder, *run_arguments(name, parameters), timeout=300)

"""The files of a comparison of surfaces: report, metrics and table."""

from __future__ import annotations

from collections.abc import Mapping

from ..files import as_json, write_wanted
from .numbers import surface_table
from .report import surface_report
from .result import SurfaceResult
from .views import Views


def write_files(result: SurfaceResult, views: Views | None, files: Mapping[str, str]) -> dict[str, str]:
    """Write those of REPORT, METRICS and TABLE that have a path; their paths by name. All appear, or none."""
    makers = {
        "REPORT": lambda: surface_report(result, views),
        "METRICS": lambda: as_json(result),
        "TABLE": lambda: surface_table(result),
    }
    return write_wanted(files, makers)

"""The numbers of an evaluation as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
import math

from .metrics import KEYS
from .result import SurfaceResult, Surfaces, judged


def surface_table(result: SurfaceResult) -> str:
    """The metrics as CSV: one line per surface, category and limit, with the intervals of MAE and RMSE."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    ends = [f"{name}_{end}" for name in ("MAE", "RMSE") for end in ("low", "high")]
    writer.writerow(["surface", "errors_up_to_m", "category", *KEYS, *ends])
    parts: list[tuple[Surfaces, float | str]] = [(result, "")]
    if "truncated" in result:
        parts.append((result["truncated"], result["truncated"]["limit"]))
    for part, limit in parts:
        for name, figures in judged(part).items():
            for category, metrics in figures.items():
                found = {} if limit else result["intervals"][name][category]
                bounds = [end for key in ("MAE", "RMSE") for end in (found.get(key) or ("", ""))]
                values = ["" if math.isnan(metrics[key]) else metrics[key] for key in KEYS]
                writer.writerow([name, limit, category, *values, *bounds])
    return target.getvalue()

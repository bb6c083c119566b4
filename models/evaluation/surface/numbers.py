"""The numbers of an evaluation as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from .metrics import KEYS


def surface_table(result: dict[str, Any]) -> str:
    """The metrics as CSV: one line per surface, category and limit, with the intervals of MAE and RMSE."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    ends = [f"{name}_{end}" for name in ("MAE", "RMSE") for end in ("low", "high")]
    writer.writerow(["surface", "errors_up_to_m", "category", *KEYS, *ends])
    truncated = result.get("truncated", {})
    for part, limit in ((result, ""), (truncated, truncated.get("limit"))):
        for name in ("source", "baseline"):
            for category, metrics in part.get(name, {}).items():
                found = {} if limit else result["intervals"][name][category]
                bounds = [end for key in ("MAE", "RMSE") for end in (found.get(key) or ("", ""))]
                values = ["" if math.isnan(metrics[key]) else metrics[key] for key in KEYS]
                writer.writerow([name, limit, category, *values, *bounds])
    return target.getvalue()

"""The numbers of an evaluation as CSV, for spreadsheets."""

from __future__ import annotations

from ..files import as_csv
from .metrics import KEYS
from .result import SurfaceResult, Surfaces, judged


def surface_table(result: SurfaceResult) -> str:
    """The metrics as CSV: one line per surface, category and limit, with the intervals of MAE and RMSE."""
    ends = [f"{name}_{end}" for name in ("MAE", "RMSE") for end in ("low", "high")]
    rows: list[list[float | str]] = [["surface", "errors_up_to_m", "category", *KEYS, *ends]]
    parts: list[tuple[Surfaces, float | str]] = [(result, "")]
    if "truncated" in result:
        parts.append((result["truncated"], result["truncated"]["limit"]))
    for part, limit in parts:
        for name, figures in judged(part).items():
            for category, metrics in figures.items():
                found = {} if limit else result["intervals"][name][category]
                bounds = [end for key in ("MAE", "RMSE") for end in (found.get(key) or ("", ""))]
                rows.append([name, limit, category, *(metrics[key] for key in KEYS), *bounds])
    return as_csv(rows)

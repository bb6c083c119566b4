"""The numbers of an evaluation as JSON."""

from __future__ import annotations

import json
import math
from typing import Any


def as_json(result: dict[str, Any]) -> str:
    """The result as JSON, with null for what there is none of."""
    return json.dumps(_without_nan(result), indent=2, allow_nan=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""The numbers that a run gives back."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping

LOGGER = logging.getLogger(__name__)


def finite(found: Mapping[str, float | None]) -> dict[str, float]:
    """Those of some numbers, by name, that are measured; None was not asked for.

    NaN and infinity are told in the log: to JSON, which programs read runs by, they are no numbers.
    """
    asked = {name: value for name, value in found.items() if value is not None}
    without = [name for name, value in asked.items() if not math.isfinite(value)]
    if without:
        LOGGER.info("Without a value here, and left out of the results: %s.", ", ".join(without))
    return {name: value for name, value in asked.items() if name not in without}

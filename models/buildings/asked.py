"""What may be asked of a building mask: numbers that are checked before the work. Needs no PyTorch."""

from __future__ import annotations

import numpy as np

from ..errors import RooflineError
from ..modelfile.parts import Output as Rule
from .contours import LEVEL


def own_threshold(rule: Rule) -> float:
    """Above which probability a model itself says building."""
    return float(LEVEL if rule.threshold is None else rule.threshold)


def threshold_of(wished: float | None, rule: Rule) -> float:
    """Above which probability a building is: the wished one, or the model's own."""
    threshold = own_threshold(rule) if wished is None else float(wished)
    if not 0 <= threshold < 1:
        raise RooflineError(
            "The threshold is {threshold}; give a probability from 0 to below 1.", threshold=threshold
        )
    return threshold


def fewest_pixels(min_area: float, pixel_area: float) -> int:
    """Of how many pixels a building is at least, by its smallest area; both areas in square metres."""
    if not 0 <= min_area < float("inf"):
        raise RooflineError(
            "The smallest area is {min_area}; give 0 or a positive number of square metres.",
            min_area=min_area,
        )
    # Fewer digits than a raster could have pixels are enough, and 1e308 is no whole number of them.
    return int(np.ceil(min(min_area / pixel_area, 2.0**62) - 1e-6))

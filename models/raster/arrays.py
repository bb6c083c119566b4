"""Names for arrays of numbers, as signatures say them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]  # heights, images, probabilities
Float64Array = NDArray[np.float64]  # coordinates, and sums that must be exact
MaskArray = NDArray[np.uint8]
BoolArray = NDArray[np.bool_]

"""How far two sets of images lie apart by their features: the kernel inception distance (KID).

M. Binkowski, D. J. Sutherland, M. Arbel and A. Gretton, "Demystifying MMD GANs", ICLR 2018: the unbiased
estimate of the squared maximum mean discrepancy with the kernel (x'y / d + 1)^3. It may be below 0 where sets
are alike. Its size depends on the network, so that only figures of one network compare.
"""

from __future__ import annotations

import math

import numpy as np

from ...raster.arrays import Float64Array

LEAST = 4  # images of each set; of fewer the estimate is chance
SUBSETS = 50  # whose spread tells the error
SEED = 0  # subsets are the same in each run, so that figures can be compared


def kid(one: Float64Array, other: Float64Array) -> tuple[float, float]:
    """KID of two sets of features (n, d) and (m, d), and its standard error from halves of them; NaN where a
    set is too small.
    """
    if min(len(one), len(other)) < LEAST:
        return math.nan, math.nan
    within, across, beyond = (_kernel(a, b) for a, b in ((one, one), (one, other), (other, other)))
    value = _discrepancy(within, across, beyond)
    rng = np.random.default_rng(SEED)
    halves = []
    for _ in range(SUBSETS):
        i, j = (rng.choice(len(each), -(-len(each) // 2), replace=False) for each in (one, other))
        halves.append(_discrepancy(within[np.ix_(i, i)], across[np.ix_(i, j)], beyond[np.ix_(j, j)]))
    # means of halves that are drawn without putting back spread as those of whole sets do
    return value, float(np.std(halves))


def _kernel(one: Float64Array, other: Float64Array) -> Float64Array:
    return np.asarray((one @ other.T / one.shape[1] + 1) ** 3)


def _discrepancy(within: Float64Array, across: Float64Array, beyond: Float64Array) -> float:
    """Equation 4 of Binkowski et al."""
    parts = [(each.sum() - np.trace(each)) / (len(each) * (len(each) - 1)) for each in (within, beyond)]
    return float(parts[0] + parts[1] - 2 * across.mean())

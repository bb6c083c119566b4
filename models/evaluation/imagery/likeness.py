"""How alike two images are, summed up window by window: PSNR, SSIM and the deviation of gradients (GMSD).

SSIM after Z. Wang, A. C. Bovik, H. R. Sheikh and E. P. Simoncelli, "Image quality assessment: from error
visibility to structural similarity", IEEE TIP 13(4), 2004: on brightness, with a Gaussian of 1.5 pixels cut
off to 11 x 11. GMSD after W. Xue, L. Zhang, X. Mou and A. C. Bovik, "Gradient magnitude similarity
deviation", IEEE TIP 23(2), 2014: on brightness at half the resolution; 0 is equal, more is further apart.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from ...raster.arrays import BoolArray, Float32Array, Float64Array
from ...raster.grey import GREY

WHITE = 255.0  # of 8-bit grey levels
SIGMA, REACH = 1.5, 5  # pixels; of the Gaussian
C1, C2 = (0.01 * WHITE) ** 2, (0.03 * WHITE) ** 2  # equations 9 to 12 of Wang et al.
GMSD_C = 170.0  # equation 4 of Xue et al., for 0..255
HALO = 8  # even, and above REACH and the two pixels of gradients at half the resolution
PREWITT = np.array([[1, 0, -1]] * 3) / 3.0  # gradients of GMSD (Xue et al. 2014), which Prewitt named


class Likeness:
    """Sums of two images (3, H, W; 0..255) over windows; pixels count that both know."""

    def __init__(self) -> None:
        self._count = self._squares = self._differences = 0.0
        self._ssim = self._ssim_count = 0.0
        self._gms = np.zeros(3)  # count, sum, sum of squares

    def add(self, one: Float32Array, other: Float32Array) -> None:
        """Add windows (3, H + 2 HALO, W + 2 HALO) that begin at an even row and column and overlap by HALO on
        each side; NaN is not known.
        """
        known = ~(np.isnan(one).any(axis=0) | np.isnan(other).any(axis=0))
        inner = known[HALO:-HALO, HALO:-HALO]
        if not inner.any():
            return
        step = np.where(known, one.astype(np.float64) - other, 0.0)[:, HALO:-HALO, HALO:-HALO]
        self._count += 3 * float(inner.sum())
        self._squares += float((step**2).sum())
        self._differences += float(np.abs(step).sum())
        greys = [np.tensordot(GREY, np.where(known, each, 0.0), 1) for each in (one, other)]
        self._add_structure(greys[0], greys[1], known)
        self._add_gradients(greys[0], greys[1], known)

    def measures(self) -> dict[str, float]:
        """MAE (grey levels), PSNR (dB), SSIM and GMSD; NaN where there is nothing to measure."""
        count, total, squares = self._gms
        mse = _ratio(self._squares, self._count)
        deviation = _ratio(squares, count) - _ratio(total, count) ** 2
        return {
            "MAE": _ratio(self._differences, self._count),
            "PSNR": math.inf if mse == 0 else 10 * math.log10(WHITE**2 / mse),
            "SSIM": _ratio(self._ssim, self._ssim_count),
            "GMSD": math.sqrt(max(deviation, 0.0)) if count else math.nan,
        }

    def _add_structure(self, x: Float64Array, y: Float64Array, known: BoolArray) -> None:
        """SSIM of pixels whose whole neighbourhood is known (equation 13 of Wang et al.)."""
        whole = ndimage.binary_erosion(known, np.ones((2 * REACH + 1,) * 2), border_value=0)
        part = slice(HALO, -HALO), slice(HALO, -HALO)
        mx, my = _smooth(x), _smooth(y)
        vx, vy, cov = _smooth(x * x) - mx**2, _smooth(y * y) - my**2, _smooth(x * y) - mx * my
        ssim = (2 * mx * my + C1) * (2 * cov + C2) / ((mx**2 + my**2 + C1) * (vx + vy + C2))
        self._ssim += float(ssim[part].sum(where=whole[part]))
        self._ssim_count += float(whole[part].sum())

    def _add_gradients(self, x: Float64Array, y: Float64Array, known: BoolArray) -> None:
        """Similarity of gradients at half the resolution (equations 2 to 4 of Xue et al.)."""
        half = [_halved(each) for each in (x, y)]
        whole = ndimage.binary_erosion(_halved(known) == 1, np.ones((3, 3)), border_value=0)
        size = [np.hypot(_filtered(each, PREWITT), _filtered(each, PREWITT.T)) for each in half]
        similarity = (2 * size[0] * size[1] + GMSD_C) / (size[0] ** 2 + size[1] ** 2 + GMSD_C)
        part = slice(HALO // 2, -(HALO // 2)), slice(HALO // 2, -(HALO // 2))
        values = similarity[part][whole[part]]
        self._gms += (values.size, values.sum(), (values**2).sum())


def _smooth(values: Float64Array) -> Float64Array:
    return np.asarray(ndimage.gaussian_filter(values, SIGMA, truncate=REACH / SIGMA))


def _filtered(values: Float64Array, kernel: Float64Array) -> Float64Array:
    return np.asarray(ndimage.correlate(values, kernel))


def _halved(values: np.ndarray) -> Float64Array:
    """Means of 2 x 2 values (H, W); a last odd row or column is left out."""
    rows, cols = (size // 2 * 2 for size in values.shape)
    even = values[:rows, :cols].astype(np.float64)
    return np.asarray(even.reshape(rows // 2, 2, cols // 2, 2).mean(axis=(1, 3)))


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else math.nan

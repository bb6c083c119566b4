"""Image pairs matched by OpenCV's semi-global matcher, as much of the software that people have does it.

It differs from `simulation/matching.py` in costs, interpolation and failures. Recipes alone use it: the
package opencv-python-headless is none that the plugin needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import RooflineError
from ...raster.arrays import Float32Array
from ...simulation.stereo import Pair, Setup

STEP = 16  # disparities are counted in sixteenths, and searched for in as many at a time
STRETCH = (0.5, 99.5)  # percentiles of an image that become black and white


def levels(image: Float32Array) -> NDArray[np.uint8]:
    """Grey levels (H, W) of an image, as a camera stores them."""
    low, high = np.percentile(image, STRETCH)
    return np.clip((image - low) / max(float(high - low), 1e-6) * 255, 0, 255).astype(np.uint8)


def matched(pair: Pair, lowest: float, gsd: float, setup: Setup, margin: int) -> Float32Array:
    """The surface (H, W) float32 metres, NaN = void, in the pair's frame, as `stereo.matched` gives it.

    H. Hirschmueller (TPAMI 2008) with the costs of S. Birchfield and C. Tomasi (TPAMI 1998). RooflineError
    where the package is missing.
    """
    try:
        import cv2
    except ImportError as error:
        raise RooflineError(
            "Pairs are matched by OpenCV here, which is missing: install the package {package}.",
            package="opencv-python-headless",
        ) from error

    def semiglobal(count: int) -> Any:
        return cv2.StereoSGBM_create(
            minDisparity=-margin,
            numDisparities=count,
            blockSize=max(setup.window),
            P1=setup.penalties.small,
            P2=setup.penalties.large,
            disp12MaxDiff=1 if setup.check else -1,
            preFilterCap=31,
            uniquenessRatio=5 if setup.check else 0,
            speckleWindowSize=setup.speckle,
            speckleRange=2,
            mode=cv2.STEREO_SGBM_MODE_HH if setup.paths == 8 else cv2.STEREO_SGBM_MODE_SGBM,
        )

    return surface(pair, lowest, gsd, setup, margin, semiglobal)


def surface(
    pair: Pair, lowest: float, gsd: float, setup: Setup, margin: int, matcher: Callable[[int], Any]
) -> Float32Array:
    """The same by any of OpenCV's matchers, which is made for so many disparities from -margin on."""
    count = int(np.ceil((float(pair.shift.max()) + 2 * margin) / STEP)) * STEP
    # Mirrored, a shift to the right is OpenCV's positive disparity; it searches in columns beside the image.
    views = [
        np.pad(levels(image)[:, ::-1], ((0, 0), (count, 0)), mode="edge")
        for image in (pair.first, pair.second)
    ]
    shifts = matcher(count).compute(*views)[:, count:][:, ::-1].astype(np.float32) / STEP
    shifts[shifts < -margin] = np.nan
    return shifts * np.float32(gsd / setup.base_to_height) + np.float32(lowest)

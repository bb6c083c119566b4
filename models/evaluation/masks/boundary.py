"""How well outlines agree: boundary IoU, and the F1 of boundary pixels that lie within some pixels.

Boundary IoU after B. Cheng et al., "Boundary IoU: improving object-centric image segmentation evaluation",
CVPR 2021: the IoU of what lies inside within d pixels of the outlines. Boundary F1 after G. Csurka et al.,
"What is a good evaluation measure for semantic segmentation?", BMVC 2013. The edge of the raster, and of
what is known, is no boundary of a building.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...raster.arrays import BoolArray

REACHES = (1, 2, 3)  # pixels
HALO = max(REACHES) + 2  # pixels around a window that its boundaries depend on
NAMES = tuple(
    name for d in REACHES for name in (f"rim_common_{d}", f"rim_union_{d}", f"right_{d}", f"met_{d}")
)


def boundary_maps(
    predicted: BoolArray, reference: BoolArray, known: BoolArray
) -> dict[str, NDArray[np.bool_]]:
    """Boolean maps (H, W) whose sums the measures are made of; `known` (H, W) both sides.

    `edge`, `true_edge`: boundary pixels of both sides; `right_d`: those of the first near one of the other;
    `met_d`: the other way around; `rim_common_d`, `rim_union_d`: of the rims d pixels wide.
    """
    edges = [mask & ndimage.binary_dilation(known & ~mask) for mask in (predicted, reference)]
    rims = [ndimage.distance_transform_cdt(mask | ~known, "chessboard") for mask in (predicted, reference)]
    away = [_distance(edge) for edge in edges]
    maps = {"edge": edges[0], "true_edge": edges[1]}
    for d in REACHES:
        ours, theirs = (mask & (rim <= d) & (rim > 0) for mask, rim in zip((predicted, reference), rims))
        maps[f"rim_common_{d}"], maps[f"rim_union_{d}"] = ours & theirs, ours | theirs
        maps[f"right_{d}"], maps[f"met_{d}"] = edges[0] & (away[1] <= d), edges[1] & (away[0] <= d)
    return maps


def boundary_measures(counts: dict[str, float]) -> dict[str, float]:
    """Boundary IoU and F1 by reach from summed maps; NaN where neither side has a boundary."""
    found: dict[str, float] = {}
    for d in REACHES:
        found[f"boundary_IoU_{d}px"] = _ratio(counts[f"rim_common_{d}"], counts[f"rim_union_{d}"])
    for d in REACHES:
        # With precision r / e and recall m / t: F1 = 2 P R / (P + R).
        precision = _ratio(counts[f"right_{d}"], counts["edge"])
        recall = _ratio(counts[f"met_{d}"], counts["true_edge"])
        one_is_missing = counts["edge"] + counts["true_edge"] > 0
        total = np.nan_to_num(precision) + np.nan_to_num(recall)
        f1 = 2 * np.nan_to_num(precision) * np.nan_to_num(recall) / total if total else 0.0
        found[f"boundary_F1_{d}px"] = float(f1) if one_is_missing else float("nan")
    return found


def _distance(edge: BoolArray) -> NDArray[np.float64]:
    """Pixels to the nearest boundary pixel, without end where there is none."""
    if not edge.any():
        return np.full(edge.shape, np.inf)
    return np.asarray(ndimage.distance_transform_edt(~edge))


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")

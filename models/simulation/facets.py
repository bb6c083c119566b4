"""Which plane of its roof a pixel lies on: numbers from 1 within one wing, 0 = curved.

Every function takes what the surfaces of roofs.py take, and the signed distances (along, across) from the
wing's middle in metres, and follows the same cases.
"""

from __future__ import annotations

from typing import Callable

import numpy as np

from .plan import Building, Wing

Facets = Callable[[Building, Wing, np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def _one(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return np.ones(du.shape, np.int32)


def _none(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return np.zeros(du.shape, np.int32)


def _gable(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return 1 + ((q if w.along_u else p) > 0).astype(np.int32)


def _four(end: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Planes of the two ends along p (True in `end`), and of the two sides."""
    return np.where(end, 3 + (p > 0), 1 + (q > 0)).astype(np.int32)


def _hip(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return _four(du < dv, p, q)


def _half_hip(
    b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray
) -> np.ndarray:
    side, end = (dv, du) if w.along_u else (du, dv)
    rise = 0.5 * b.pitch * (w.half_v if w.along_u else w.half_u)
    at_end = b.pitch * end + rise < b.pitch * side
    return _four(at_end if w.along_u else ~at_end, p, q)


def _pyramid(
    b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray
) -> np.ndarray:
    return _four(du * np.float32(w.half_v) < dv * np.float32(w.half_u), p, q)


def _mansard(
    b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray
) -> np.ndarray:
    depth = np.minimum(du, dv)
    upper = 2.4 * depth > 2.9 + 0.25 * b.pitch * depth
    return _four(du < dv, p, q) + 4 * upper.astype(np.int32)


def _gambrel(
    b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray
) -> np.ndarray:
    side = dv if w.along_u else du
    return _gable(b, w, du, dv, p, q) + 2 * (2.0 * side > 2.4 + 0.5 * b.pitch * side).astype(np.int32)


def _sawtooth(
    b: Building, w: Wing, du: np.ndarray, dv: np.ndarray, p: np.ndarray, q: np.ndarray
) -> np.ndarray:
    along, period = du if w.along_u else dv, np.float32(b.period)
    # the whole part that np.mod left, so that both change at the same pixel
    return 1 + np.rint((along - np.mod(along, period)) / period).clip(0, None).astype(np.int32)


FACETS: dict[str, Facets] = {
    "flat": _one,
    "gable": _gable,
    "hip": _hip,
    "half_hip": _half_hip,
    "pyramid": _pyramid,
    "mansard": _mansard,
    "gambrel": _gambrel,
    "shed": _one,
    "sawtooth": _sawtooth,
    "barrel": _none,
}

"""The classical filters that a refiner has to beat, on void-free heights (H, W) float32 metres."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def bilateral(heights: np.ndarray, sigma_space: float = 2.0, sigma_height: float = 1.0) -> np.ndarray:
    """Bilateral filter (Tomasi and Manduchi, ICCV 1998); sigma_height in the heights' unit."""
    reach = int(2 * sigma_space)
    padded = np.pad(heights, reach, mode="edge")
    total, weights = np.zeros_like(heights), np.zeros_like(heights)
    rows, columns = heights.shape
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            moved = padded[reach + dy : reach + dy + rows, reach + dx : reach + dx + columns]
            weight = np.exp(-(dx * dx + dy * dy) / (2 * sigma_space**2)) * np.exp(
                -((moved - heights) ** 2) / (2 * sigma_height**2)
            )
            total += weight * moved
            weights += weight
    return total / weights


def tv_l1(heights: np.ndarray, fidelity: float = 0.25, iterations: int = 200) -> np.ndarray:
    """Total variation with an L1 data term, primal-dual (Chambolle and Pock, JMIV 40, 2011)."""
    step = np.float32(1 / np.sqrt(8))
    x, over = heights.copy(), heights.copy()
    dual = np.zeros((2, *heights.shape), np.float32)
    for _ in range(iterations):
        dual[0, :-1] += step * np.diff(over, axis=0)
        dual[1, :, :-1] += step * np.diff(over, axis=1)
        dual /= np.maximum(1, np.sqrt((dual**2).sum(axis=0)))
        divergence = dual[0] + dual[1]
        divergence[1:] -= dual[0, :-1]
        divergence[:, 1:] -= dual[1, :, :-1]
        moved = x + step * divergence - heights
        new = heights + np.sign(moved) * np.maximum(np.abs(moved) - step * fidelity, 0)
        over, x = 2 * new - x, new
    return x


def classical(heights: np.ndarray) -> dict[str, np.ndarray]:
    """Every filter of the comparison by name."""
    surfaces = {
        f"median {size}": ndimage.median_filter(heights, size) for size in (3, 5, 7, 9, 11, 13, 15, 17)
    }
    surfaces["bilateral"] = bilateral(heights)
    surfaces["median 9 + bilateral"] = bilateral(surfaces["median 9"])
    for fidelity in (0.25, 0.5):
        surfaces[f"TV-L1 {fidelity}"] = tv_l1(heights, fidelity)
    return surfaces

"""Smooth random fields and quick random draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from ..progress import stop_if_cancelled

T = TypeVar("T")


class Dice:
    """Scalar random draws from a buffer: many times faster than one generator call each.

    `detail` rides along: the size in metres below which nothing need be built, for it would not be seen.
    """

    def __init__(self, rng: np.random.Generator, detail: float = 0.0, buffer: int = 2048) -> None:
        self.rng = rng
        self.detail = detail
        self._buffer = buffer
        self._values: list[float] = []

    def random(self) -> float:
        """Uniform in [0, 1)."""
        if not self._values:
            self._values = self.rng.random(self._buffer).tolist()
        return self._values.pop()

    def uniform(self, low: float, high: float) -> float:
        """Uniform in [low, high)."""
        return low + (high - low) * self.random()

    def between(self, bounds: tuple[float, float]) -> float:
        """Uniform between two bounds."""
        return bounds[0] + (bounds[1] - bounds[0]) * self.random()

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def sign(self) -> float:
        """-1 or 1."""
        return 1.0 if self.random() < 0.5 else -1.0

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, all equally likely (repeat one to weigh it)."""
        return choices[int(self.random() * len(choices))]

    def weighted(self, choices: dict[str, float]) -> str:
        """A key, with probability proportional to its value."""
        rest = self.random() * sum(choices.values())
        for name, weight in choices.items():
            rest -= weight
            if rest < 0:
                return name
        return next(reversed(choices))


def tint(u: Any, v: Any) -> Any:
    """A number 0..255 that two lengths or tones decide, arrays too: chance without a generator's draws."""
    mixed = np.sin(12.9898 * np.asarray(u, np.float64) + 78.233 * np.asarray(v, np.float64)) * 43758.5453
    return (256 * (mixed - np.floor(mixed))).astype(np.uint8)


def _hat_weights(rng: np.random.Generator, size: int, wavelength: float) -> np.ndarray:
    position = np.arange(size, dtype=np.float32) / np.float32(wavelength) + np.float32(rng.random())
    index = position.astype(np.intp)
    fraction = position - index
    fraction = fraction * fraction * (3 - 2 * fraction)
    weights = np.zeros((size, int(index[-1]) + 2), np.float32)
    rows = np.arange(size)
    weights[rows, index] = 1 - fraction
    weights[rows, index + 1] = fraction
    return weights


def smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], wavelength: float) -> np.ndarray:
    """Value noise (H, W) float32 of unit variance at its nodes; wavelength in pixels."""
    stop_if_cancelled()
    if wavelength <= 1.5:
        return rng.standard_normal(shape, dtype=np.float32)
    down = _hat_weights(rng, shape[0], wavelength)
    across = _hat_weights(rng, shape[1], wavelength)
    nodes = rng.standard_normal((down.shape[1], across.shape[1]), dtype=np.float32)
    return down @ nodes @ across.T


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, ...], wavelength: float, octaves: int, gain: float = 0.5
) -> np.ndarray:
    """Octaves of value noise (H, W) float32: wavelength (px) halved, amplitude times `gain` at each."""
    total = np.zeros(shape, np.float32)
    amplitude = 1.0
    for _ in range(octaves):
        total += amplitude * smooth_noise(rng, shape, wavelength)
        if wavelength <= 1.5:
            break
        wavelength /= 2
        amplitude *= gain
    return total

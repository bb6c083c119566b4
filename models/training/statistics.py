"""Normalisation values of a training set: spread of heights in windows, mean and spread of image values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .config import Plan

if TYPE_CHECKING:
    from .cards import Numbers


def measure(
    plan: Plan,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Numbers | None:
    """The numbers that a fresh network's card needs; None where it needs none or a model is started from."""
    raise NotImplementedError

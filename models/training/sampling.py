"""Choices among many that every training makes alike."""

from __future__ import annotations


def evenly(count: int, most: int) -> list[int]:
    """At most `most` of `count` indices, evenly spread."""
    if count <= most:
        return list(range(count))
    return [int((k + 0.5) * count / most) for k in range(most)]

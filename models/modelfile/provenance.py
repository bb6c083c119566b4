"""Where a model comes from, and what its makers say of it, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from .json_part import Part

Recipe = Union[str, "Mapping[str, Any]"]  # in words, or a training's settings
# Of each test its figures by name: errors in metres, shares 0 to 1.
Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Provenance(Part):
    """What a model has learnt from, under which terms, how and when it was made, how good it is, its limits.

    `wording`: of texts with values the templates and values, by which they are translated. Model files are
    other people's work too, and this part is not checked: who shows it has to expect values of any kind.
    """

    data: tuple[str, ...] = ()
    licence: str = ""
    recipe: Recipe = ""
    date: str = ""
    metrics: Figures = field(default_factory=dict)
    limits: str | tuple[str, ...] = ()
    wording: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def imported_from(self) -> str:
        """The name of the published checkpoint that it was imported from, if it was."""
        return str(self.further.get("imported from", ""))

    @property
    def data_texts(self) -> tuple[str, ...]:
        """What it has learnt from, one text each."""
        return _texts(self.data)

    @property
    def limit_texts(self) -> tuple[str, ...]:
        """The limits, one sentence each."""
        return _texts(self.limits)

    @property
    def tests(self) -> Figures:
        """`metrics`, of them what is a table of figures by test."""
        found: Any = self.metrics
        rows = found.items() if isinstance(found, Mapping) else ()
        return {str(name): row for name, row in rows if isinstance(row, Mapping)}


def _texts(found: Any) -> tuple[str, ...]:
    if not found:
        return ()
    return tuple(map(str, found)) if isinstance(found, tuple) else (str(found),)

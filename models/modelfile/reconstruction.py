"""What a card says of surfaces from point clouds: patches and the search for heights, or pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

from .json_part import Part

Lengths = Union[float, "tuple[float, float]"]  # along both axes, or along x and y
CELLS = "cells"


@dataclass(frozen=True)
class Reconstruction(Part):
    """How a cloud becomes a surface; lengths in metres. docs/model-file.md tells what each means.

    What a network needs depends on its `kind`: who uses a value asks by `needed`, and refuses what is none.
    """

    kind: str = ""
    patch_size: Lengths | None = None
    stride: Lengths | None = None
    pixel_size: Lengths | None = None
    most_points: int | None = None
    threshold: float | None = None
    heights: tuple[float, float] | None = None
    first_step: float | None = None
    refinements: int | None = None
    fill_empty: bool | None = None
    blend: Lengths | None = None
    reach: float | None = None

    @property
    def looks_at_cells(self) -> bool:
        """Whether the network looks at pixels of the cloud; others look at the points themselves."""
        return self.kind == CELLS

    def needed(self, name: str) -> Any:
        """The value of a key that must be there; KeyError where it is not."""
        value = getattr(self, name)
        if value is None:
            raise KeyError(name)
        return value

"""A part of a run that several machines share, each doing its blocks of one raster."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RooflineError
from ..raster.grid import Window
from ..raster.writer import RasterWriter

if TYPE_CHECKING:
    from .device import Device

SUMS = "ROOFLINE_SUMS"  # metadata of a part's rasters: what was counted in it, as JSON


@dataclass(frozen=True)
class Part:
    """What a machine must know to give the pixels of `window`, on the run's area, as one run would.

    `reference` is the height that surfaces are summed about, that of the whole run; `tags` go as metadata
    into the rasters that are written. `tiles` is the digest of the whole run's layout, if it is known;
    `beside` names files that parts alone have; `overviews` are built into the rasters.
    """

    window: Window
    reference: float | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    tiles: str = ""
    beside: Mapping[str, Path] = field(default_factory=dict)
    overviews: bool = False

    def mark(self, writers: Iterable[RasterWriter], sums: Mapping[str, float]) -> None:
        """Complete rasters: overviews if they are wanted, then, last in the file, the tags."""
        for writer in writers:
            if self.overviews:
                writer.add_overviews()
            writer.mark(**self.tags, **{SUMS: json.dumps(sums)})

    def check_layout(self, digest: str) -> None:
        """Refuse tiles that are not those of the plan."""
        if self.tiles and digest != self.tiles:
            raise RooflineError(
                "The tiles are not those of the plan; have the same version of Roofline and the same model "
                "on all machines, or plan again."
            )

    def check(self, planned: Device, used: Device) -> None:
        """Refuse what was computed elsewhere than planned: another device rounds in another way."""
        if planned != used:
            raise RooflineError(
                "This part was planned for {planned} and fell back to {used}, which rounds in another way; "
                "plan again with a smaller batch or smaller tiles.",
                planned=planned.kind,
                used=used.kind,
            )

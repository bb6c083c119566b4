"""A model's input rasters, read as samples tile by tile on the grid of the first one."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .card import accepted_bands
from .errors import RooflineError
from .grid import Window
from .normalise import Normaliser, Sample
from .raster import Aligned, Raster, single_band
from .tiles import Tile

LOGGER = logging.getLogger(__name__)
Float32Array = NDArray[np.float32]
Prepare = Callable[[Window, list[Float32Array]], list[Float32Array]]


class Reader:
    """Reads samples of the rasters, tile by tile; `prepare` may change a tile's layers before they are
    normalised (window on the first raster's grid, one array (bands, H, W) per input).
    """

    def __init__(
        self,
        card: dict[str, Any],
        sources: Sequence[str | os.PathLike[str]],
        window: Window | None,
        gsd: float | None,
        stack: ExitStack,
        prepare: Prepare | None = None,
    ) -> None:
        self._card, self._prepare = card, prepare
        rasters = [stack.enter_context(Raster.open(path)) for path in sources]
        for raster, entry in zip(rasters, card["inputs"]):
            _check_bands(raster, entry, _name(card))
            _warn_of_cut_heights(raster, entry, _name(card))
        self.source = rasters[0]
        self.is_surface = card["inputs"][0]["role"] == "dsm"
        whole = self.source.grid.window()
        area = whole if window is None else window.intersection(whole)
        if area is None:
            what = "DSM" if self.is_surface else "input"
            raise RooflineError(f"The chosen extent does not overlap the {what}; choose one that does.")
        self.area = area
        self.gsd = _gsd(card, self.source, gsd)
        units = [raster.height_unit if raster.bands == 1 else 1.0 for raster in rasters]
        self._normaliser = Normaliser(card, self.gsd, units)
        self._guides = [
            Aligned(raster, self.source.grid, "nearest" if entry["role"] == "mask" else "bilinear")
            for raster, entry in zip(rasters[1:], card["inputs"][1:])
        ]
        self._padding = card["tile"].get("padding", "edge")
        self._indices = [is_index(raster, entry) for raster, entry in zip(rasters, card["inputs"])]

    def read(self, tile: Tile) -> Sample | None:
        """The tile's sample, or None where the first raster is void; beyond it the edge is continued."""
        window = tile.window.shifted(self.area.col, self.area.row)
        first = self._padded(self.source, window, 0)
        if np.isnan(first).all():
            return None
        layers = [first, *(self._padded(guide, window, i + 1) for i, guide in enumerate(self._guides))]
        return self._normaliser.sample(self._prepare(window, layers) if self._prepare else layers)

    def _padded(self, raster: Raster | Aligned, window: Window, index: int) -> Float32Array:
        inside = window.intersection(self.source.grid.window())
        if inside is None or inside == window:
            values = raster.read(window)
        else:
            missing = ((0, 0), (0, window.height - inside.height), (0, window.width - inside.width))
            values = np.pad(raster.read(inside), missing, mode=self._padding)
        if self._card["inputs"][index]["role"] == "mask":  # where nothing is drawn, nothing is
            values[np.isnan(values)] = 0
        return index_in_bytes(values) if self._indices[index] else values


def is_index(raster: Raster, entry: dict[str, Any]) -> bool:
    """Whether NDVI, which the model knows as 8-bit numbers 127.5 (NDVI + 1), comes as itself, -1 to 1."""
    if entry["role"] != "ndvi" or "clip" not in entry["normalisation"]:
        return False
    plain = raster.has_fractions and 0 < raster.largest() <= 1
    LOGGER.info("%s is taken as NDVI %s.", raster.name, "from -1 to 1" if plain else "in 8-bit coding")
    return plain


def index_in_bytes(ndvi: Float32Array) -> Float32Array:
    """NDVI, -1 to 1, in 8-bit coding, fractions kept."""
    return np.float32(127.5) * (ndvi + np.float32(1))


def _name(card: dict[str, Any]) -> str:
    return str(card.get("name") or card["network"]["family"])


def _check_bands(raster: Raster, entry: dict[str, Any], model: str) -> None:
    accepted = accepted_bands(entry)
    if raster.bands in accepted:
        return
    if entry["role"] == "dsm" and accepted == (1,):
        single_band(raster)
    taken = " or ".join(str(count) for count in accepted)
    raise RooflineError(
        f"{raster.name} has {raster.bands} bands, model {model} takes {taken}; extract them first."
    )


def _warn_of_cut_heights(raster: Raster, entry: dict[str, Any], model: str) -> None:
    if entry["role"] != "dsm" or "clip" not in entry["normalisation"]:
        return
    highest, bound = raster.largest() * raster.height_unit, float(entry["normalisation"]["clip"][1])
    if raster.bands == 1 and highest > bound:
        LOGGER.warning(
            "%s has heights of %.0f m; model %s knows 0 to %.0f m and cuts others: import it in metres.",
            *(raster.name, highest, model, bound),
        )


def _gsd(card: dict[str, Any], source: Raster, chosen: float | None) -> float:
    """The raster's pixel size in metres, or the user's; said in the log, with what was assumed."""
    gsd = source.grid.gsd  # also refuses degrees
    if source.grid.crs is None:
        LOGGER.warning("%s has no CRS; its coordinates and heights are taken to be metres.", source.name)
    if chosen is not None:
        if not 0 < chosen < float("inf"):
            raise RooflineError(f"The pixel size is {chosen}; give a positive number of metres.")
        gsd = chosen
    LOGGER.info("Pixel size %.4g m, height unit %.4g m.", gsd, source.height_unit)
    trained = card.get("gsd") or {}
    if not float(trained.get("min", 0)) <= gsd <= float(trained.get("max", "inf")):
        LOGGER.warning("Model %s was made for pixels of %s to %s m.", _name(card), *_range(trained))
    return gsd


def _range(trained: dict[str, Any]) -> tuple[Any, Any]:
    return trained.get("min", 0), trained.get("max", "any number")

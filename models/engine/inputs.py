"""A model's input rasters, read as samples tile by tile on the grid of the first one."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, Union

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..language import Message, any_of
from ..modelfile.parts import Card, GsdRange, Input
from ..raster.arrays import Float32Array
from ..raster.coverage import Mask, PolygonCoverage
from ..raster.dataset import Raster, single_band
from ..raster.grid import Grid, Window
from ..raster.ground import say_stretch
from ..raster.plausible import checked_heights, say_void_buildings
from ..raster.shapes import Vector
from ..raster.voids import fill_near, has_far
from ..raster.warp import Aligned
from .normalise import Normaliser, Sample
from .pictures import BYTE, check_levels, factor_to_bytes, in_colours, say_heights_for_index, say_order
from .tiles import Tile, TileLayout

LOGGER = logging.getLogger(__name__)
LARGEST_INDEX = 1.1  # of NDVI, which resampling brings a little beyond 1
Source = Union[str, "os.PathLike[str]", Vector]


class Prepared(NamedTuple):
    """A tile's layers, each (bands, H, W), and planes (1, H, W) that the network gets as they are."""

    layers: Sequence[Float32Array]
    planes: Sequence[Float32Array] = ()


Prepare = Callable[[Window, list[Float32Array]], Prepared]


class Values(Protocol):
    """Something to read windows of."""

    bands: int

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window."""


class Reader:
    """Reads samples of the rasters, tile by tile; `prepare` may change a tile's layers before they are
    normalised (window on the first raster's grid, one array (bands, H, W) per input). Voids of a surface that
    are farther than `reach` pixels from any height stay void, in whatever tile they lie; 0: none does.
    """

    def __init__(
        self,
        card: Card,
        sources: Sequence[Source],
        window: Window | None,
        gsd: float | None,
        stack: ExitStack,
        prepare: Prepare | None = None,
        reach: int = 0,
    ) -> None:
        self._card, self._prepare = card, prepare
        entries = card.inputs
        opened = [_opened(source, entry, stack) for source, entry in zip(sources, entries)]
        if isinstance(opened[0], Vector):
            raise RooflineError("The first input is polygons; give a raster.")
        self.source = opened[0]
        self.is_surface = entries[0].role == "dsm"
        self.reach = reach if self.is_surface and self.source.bands == 1 else 0
        whole = self.source.grid.window()
        area = whole if window is None else window.intersection(whole)
        if area is None:
            what = Message("DSM") if self.is_surface else Message("input")
            raise RooflineError(
                "The chosen extent does not overlap the {what}; choose one that does.", what=what
            )
        self.area = area
        self.gsd = checked_gsd(card, self.source, gsd)
        self._layers = [layer_of(each, card, i, self.source.grid) for i, each in enumerate(opened)]
        self._normaliser = Normaliser(
            card.inputs, self.gsd, [layer.unit for layer in self._layers], card.tile.padding
        )

    def read(self, tile: Tile) -> Sample | None:
        """The tile's sample, or None where the first raster is void; beyond it the edge is continued."""
        window = tile.window.shifted(self.area.col, self.area.row)
        first = self._layers[0].read(window)
        voids: NDArray[np.bool_] = np.isnan(first).all(axis=0)
        far = hidden = None
        if self.reach and has_far(voids, self.reach):
            near = self._near(window)
            far = voids & np.isnan(near[0])
            if voids.all():
                first, hidden = near, voids  # heights of the tiles beside it
        if voids.all() and (far is None or far.all()):
            return None
        layers = [first, *(layer.read(window) for layer in self._layers[1:])]
        if self._prepare is None:
            return replace(self._normaliser.sample(layers, hidden), voids=voids, far=far)
        prepared = self._prepare(window, layers)
        sample = self._normaliser.sample(prepared.layers, hidden)
        inputs = np.concatenate([sample.inputs, *prepared.planes]) if prepared.planes else sample.inputs
        return replace(sample, inputs=inputs, voids=voids, far=far)

    def _near(self, window: Window) -> Float32Array:
        """Heights (1, H, W) of a window, voids filled within reach; NaN elsewhere, and off the raster."""
        whole = self.source.grid.window()
        near = np.full((1, window.height, window.width), np.nan, np.float32)
        inside, around = window.intersection(whole), window.grown(self.reach).intersection(whole)
        if inside is not None and around is not None:
            filled = fill_near(self._layers[0].read(around)[0], self.reach)
            near[window.part(inside)] = filled[around.part(inside)]
        return near

    def report(self) -> None:
        """Say in the log what was special about the inputs, when all tiles have been read."""
        for layer in self._layers:
            layer.report()


class TileSource:
    """The samples of a reader, over a layout of its area: a `Source`."""

    def __init__(self, reader: Reader, layout: TileLayout) -> None:
        self._reader, self._layout = reader, layout
        self.grid = reader.source.grid.subgrid(reader.area)

    def __len__(self) -> int:
        return len(self._layout)

    def __iter__(self) -> Iterator[tuple[Tile, Sample | None]]:
        return ((tile, self._reader.read(tile)) for tile in self._layout)

    def no_data(self) -> RooflineError:
        """What to say when the first raster is void all over."""
        name = self._reader.source.name
        return RooflineError(
            Message("{name} has no valid heights here; check its nodata value and the extent.", name=name)
            if self._reader.is_surface
            else Message("{name} has no valid pixels here; check its nodata value and the extent.", name=name)
        )


def _opened(source: Source, entry: Input, stack: ExitStack) -> Raster | Vector:
    """An open raster; a mask of buildings as shares of them, polygons as they are."""
    if entry.role != "buildings":
        if isinstance(source, Vector):
            raise RooflineError("{name} has polygons; give a raster.", name=source.name or source.file)
        return stack.enter_context(Raster.open(source))
    return source if isinstance(source, Vector) else stack.enter_context(open_mask(source))


def open_mask(source: str | os.PathLike[str]) -> Mask:
    """A mask of buildings, to be read as shares of them; RooflineError if its values are no mask's."""
    mask = Mask.open(source)
    mask.grid.check_placed()
    return mask.checked()


def layer_of(source: Raster | Vector, card: Card, index: int, grid: Grid) -> Layer | PolygonLayer:
    """An open raster, or polygons, as an input of a model."""
    if isinstance(source, Vector):
        return PolygonLayer(source, card, grid)
    return Layer(source, card, index, grid)


class PolygonLayer:
    """The coverage by polygons (1, H, W) as an input of a model."""

    unit = 1.0

    def __init__(self, polygons: Vector, card: Card, grid: Grid) -> None:
        self._grid, self._padding = grid, card.tile.padding
        self.values = PolygonCoverage(polygons, grid)
        self.report = self.values.report

    def read(self, window: Window) -> Float32Array:
        """Shares (1, H, W) of a window that meets the grid."""
        return _padded(self.values, window, self._grid, self._padding)


class Layer:
    """A raster as an input of a model, on the grid of the first one, beyond which the edge is continued.

    `unit` is that of heights in metres; `values` are read, and may be exchanged for the same ones in memory.
    """

    def __init__(self, raster: Raster, card: Card, index: int, grid: Grid) -> None:
        entry = card.inputs[index]
        in_colours(raster, entry)
        if entry.role == "image":
            say_order(raster, entry)
        _check_bands(raster, entry, card.label)
        check_levels(raster, entry)
        say_heights_for_index(raster, entry)
        _warn_of_cut_heights(raster, entry, card.label)
        is_surface = entry.role == "dsm" and raster.bands == 1
        self.unit = checked_heights(raster).height_unit if is_surface else 1.0
        self._grid, self._is_mask = grid, entry.role in ("mask", "buildings")
        self._raster, self._is_bare = raster, entry.role == "buildings"
        self.resampling = "nearest" if entry.role == "mask" else "bilinear"
        self.values: Values = Aligned(raster, grid, self.resampling) if index else raster
        self._padding = card.tile.padding
        self._is_index = is_index(raster, entry)
        self._factor = np.float32(factor_to_bytes(raster, entry, card.label))

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window that meets the grid."""
        values = _padded(self.values, window, self._grid, self._padding)
        if self._is_mask:  # where nothing is drawn, nothing is
            values[np.isnan(values)] = 0
            self._is_bare = self._is_bare and not values.any()
        if self._factor != 1:
            values = values * self._factor
        return index_in_bytes(values) if self._is_index else values

    def report(self) -> None:
        """Say in the log that a mask of buildings had none."""
        if self._is_bare:
            LOGGER.warning(
                "%s: no pixel of a building lies on the surface, which is refined without.", self._raster.name
            )
            say_void_buildings(self._raster)


def _padded(values: Values, window: Window, grid: Grid, mode: Any) -> Float32Array:
    """Values (bands, H, W) of a window; beyond the grid its edge is continued."""
    inside = window.intersection(grid.window())
    if inside is None or inside == window:
        return values.read(window)
    return np.pad(values.read(inside), _missing(window, inside), mode=mode)


def _missing(window: Window, inside: Window) -> tuple[tuple[int, int], ...]:
    """Pixels that a part of a window lacks on each side, for np.pad."""
    top, left = inside.row - window.row, inside.col - window.col
    bottom, right = window.height - inside.height - top, window.width - inside.width - left
    return (0, 0), (top, bottom), (left, right)


def is_index(raster: Raster, entry: Input) -> bool:
    """Whether NDVI, which the model knows as 8-bit numbers 127.5 (NDVI + 1), comes as itself, -1 to 1."""
    if entry.role != "ndvi" or entry.rule.clip is None:
        return False
    plain = raster.has_fractions and 0 < raster.largest() <= LARGEST_INDEX
    known = raster.preview()
    lowest, highest = float(np.nanmin(known, initial=0)), float(np.nanmax(known, initial=0))
    if not plain and (lowest < 0 or highest > BYTE):
        LOGGER.warning(
            "%s has values from %.4g to %.4g, of which the model takes 0 to 255: give NDVI from -1 to 1, or "
            "in 8 bits as 127.5 x (NDVI + 1).",
            *(raster.name, lowest, highest),
        )
    LOGGER.info(
        "%s is taken as NDVI %s.",
        raster.name,
        Message("from -1 to 1") if plain else Message("in 8-bit coding"),
    )
    return plain


def index_in_bytes(ndvi: Float32Array) -> Float32Array:
    """NDVI, -1 to 1, in 8-bit coding, fractions kept."""
    return np.float32(127.5) * (ndvi + np.float32(1))


def _check_bands(raster: Raster, entry: Input, model: str) -> None:
    accepted = entry.accepted_bands
    if raster.bands in accepted:
        return
    if entry.role == "dsm" and accepted == (1,):
        single_band(raster)
    many = entry.first_bands
    taken = Message("{bands} or more", bands=entry.bands) if many else any_of(str(n) for n in accepted)
    raise RooflineError(
        "{raster} has one band, model {model} takes {taken}; choose another raster or model."
        if raster.bands == 1
        else "{raster} has {bands} bands, model {model} takes {taken}; extract them first.",
        raster=raster.name,
        bands=raster.bands,
        model=model,
        taken=taken,
    )


def _warn_of_cut_heights(raster: Raster, entry: Input, model: str) -> None:
    if entry.role != "dsm" or entry.rule.clip is None:
        return
    highest, bound = raster.largest() * raster.height_unit, entry.rule.clip[1]
    if raster.bands == 1 and highest > bound:
        LOGGER.warning(
            "%s has heights of %.0f m; model %s knows 0 to %.0f m and cuts others: import it in metres.",
            *(raster.name, highest, model, bound),
        )


def checked_gsd(card: Card, source: Raster, chosen: float | None = None) -> float:
    """The raster's pixel size in metres, or the user's; said in the log, with what was assumed."""
    gsd = source.grid.gsd  # also refuses degrees, and what lies on no grid
    if source.grid.crs is None:
        LOGGER.warning("%s has no CRS; its coordinates and heights are taken to be metres.", source.name)
    say_stretch(source.grid)
    if chosen is not None:
        if not 0 < chosen < float("inf"):
            raise RooflineError(
                "The pixel size is {chosen}; give a positive number of metres.", chosen=chosen
            )
        gsd = chosen
    LOGGER.info("Pixel size %.4g m, height unit %.4g m.", gsd, source.height_unit)
    warn_of_gsd(card, gsd)
    return gsd


def warn_of_gsd(card: Card, gsd: float) -> None:
    """Say in the log where a model was made for other pixel sizes (metres)."""
    trained = card.gsd or GsdRange()
    if not trained.holds(gsd):
        LOGGER.warning("Model %s was made for pixels of %s to %s m.", card.label, *_range(trained))


def _range(trained: GsdRange) -> tuple[float | Message, float | Message]:
    return trained.min or 0, Message("any number") if trained.max is None else trained.max

"""Before a run: what is asked is checked, the rasters are opened, the tiles laid out. Needs no PyTorch."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack

from .. import tasks
from ..errors import RooflineError
from ..language import Message
from ..modelfile.card import require_task
from ..modelfile.parts import Card, Tiles, roles_of
from ..raster.grid import Window
from ..raster.voids import REACH
from .inputs import Prepare, Reader, Source
from .tiles import TileLayout, round_up

LOGGER = logging.getLogger(__name__)
SMALLEST_TILE = 64  # pixels; of less, overlap is most of the work
LARGEST_TILE = 2048  # pixels; 34 GB of BYTES_PER_PIXEL (runner.py)


def check_model(card: Card, sources: int, batch_size: int, uncertainty: bool) -> None:
    """Refuse a run that the model of a card cannot do: so many sources, with or without an uncertainty."""
    name = card.label
    require_task(card, *tasks.outputs())
    if card.untrained:
        raise RooflineError(
            "Model {name} is for training alone: its {untrained} has learnt nothing.",
            name=name,
            untrained=card.untrained[0],
        )
    _check_sources(card, name, sources)
    check_batch(batch_size)
    if uncertainty and card.output.uncertainty is None:
        raise no_uncertainty(name)


def check_batch(batch_size: int) -> None:
    """Refuse numbers of tiles that are none; 0 stands for one that is chosen later."""
    if batch_size < 0:
        raise RooflineError(
            "The batch size is {batch_size}; give 0 for automatic or a positive number.",
            batch_size=batch_size,
        )


def no_uncertainty(name: str) -> RooflineError:
    """What to say where a model tells no uncertainty."""
    return RooflineError("Model {name} does not estimate uncertainty; leave that output empty.", name=name)


def _check_sources(card: Card, name: str, given: int) -> None:
    roles = roles_of(card.inputs)
    if given == len(roles):
        return
    if tasks.of(card.task).guides:
        guides = ", ".join(roles[1:])
        wanted = Message("these guides: {guides}", guides=guides) if guides else Message("no guides")
        raise RooflineError(
            "Model {bundle} takes {wanted}; {given} were given: change GUIDES, or choose another MODEL "
            "(refine-geometry takes none, refine-guided one image).",
            bundle=name,
            wanted=wanted,
            given=given - 1,
        )
    raise RooflineError(
        "Model {bundle} takes {wanted}; {given} rasters were given.",
        bundle=name,
        wanted=", ".join(roles),
        given=given,
    )


def opened(
    card: Card,
    sources: Sequence[Source],
    stack: ExitStack,
    window: Window | None = None,
    gsd: float | None = None,
    prepare: Prepare | None = None,
    tile_size: int = 0,
    overlap: int = -1,
    reach: int = 0,
) -> tuple[Reader, TileLayout]:
    """The rasters of a run as samples, and its tiles; the parameters are those of `predict` and `Reader`."""
    size, overlap = tile_and_overlap(card.layer_tile, tile_size, overlap)
    reader = Reader(card, sources, window, gsd, stack, prepare, reach)
    return reader, _layout(card, reader.area, size, overlap)


def reach_of(card: Card, fill_voids: bool) -> int:
    """How far from heights (pixels) the voids of a card's surface are filled; 0 where a task fills none."""
    return REACH if fill_voids and tasks.of(card.task).fills_voids else 0


def layout_of(card: Card, area: Window, tile_size: int = 0, overlap: int = -1) -> TileLayout:
    """The tiles of an area; the parameters are those of `predict`."""
    return _layout(card, area, *tile_and_overlap(card.layer_tile, tile_size, overlap))


def _layout(card: Card, area: Window, size: int, overlap: int) -> TileLayout:
    tile = card.layer_tile
    layout = TileLayout(area.width, area.height, size, overlap, tile.multiple, tile.layout, tile.blend)
    LOGGER.info("Tiles of %d x %d pixels: %d.", *reversed(layout.tile_shape), len(layout))
    return layout


def tile_and_overlap(tile: Tiles, size: int = 0, overlap: int = -1) -> tuple[int, int]:
    """Tile size and overlap in pixels: the user's, or the model's own for 0 and -1.

    A card's `least` is the smallest tile, and the overlap of tiles below the model's own size, with which the
    answer stays what it is with the model's own tiles.
    """
    own_size, own_overlap = tile.size, tile.overlap
    least = tile.least or Tiles(min(SMALLEST_TILE, own_size), own_overlap)
    smallest = min(SMALLEST_TILE, own_size)
    if size != 0 and size < smallest:
        raise RooflineError(
            "The tile size is {size}; give 0 for the model's own or at least {smallest} pixels.",
            size=size,
            smallest=smallest,
        )
    if 0 < size < least.size:
        LOGGER.warning("Tiles of %d pixels are too small for this model; using %d.", size, least.size)
    if size > LARGEST_TILE:
        LOGGER.warning("Tiles of %d pixels are too large; using %d.", size, LARGEST_TILE)
    size = round_up(min(max(size, least.size) if size else own_size, LARGEST_TILE), tile.multiple)
    if size < own_size:
        own_overlap = least.overlap
    if overlap == -1:
        return size, own_overlap if own_overlap * 2 <= size else size * own_overlap // own_size
    most = size // 2 if tile.layout == "stride" else (size - 1) // 2
    if not 0 <= overlap <= most and not overlap == own_overlap:
        raise RooflineError(
            "The overlap is {overlap}; give -1 (the model's own) or at most {most} (half a tile).",
            overlap=overlap,
            most=most,
        )
    return size, overlap

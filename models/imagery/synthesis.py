"""Images painted from masks: the mask in the order of the model's classes, and chance by seed and place."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle import ModelBundle
from ..engine import device as devices
from ..engine.inputs import Prepared
from ..engine.part import Part
from ..engine.setup import LARGEST_TILE
from ..formats.scratch import Scratch
from ..modelfile.card import require_task
from ..modelfile.parts import Card, Variation
from ..predict import Prediction, predict
from ..raster.arrays import Float32Array
from ..raster.grid import Window
from ..raster.paths import check_paths
from ..raster.writer import check_raster
from .asked import bands_for, check_chance
from .background import EMPTY_VARIANCE, add_noise, is_empty
from .map_noise import map_noise, map_place
from .masks import open_mask, write_classes

LOGGER = logging.getLogger(__name__)
MOST_DROPPED = 0.9  # share of activations: some must be left
CPU_BATCH_PIXELS = 8 * 256**2  # eight tiles of the published size: more fill memory
MULTIPLE = 16  # of the network `spade`, whose coarsest pixels lie at multiples of it on the map


def synthesize(
    bundle: ModelBundle,
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    channel_order: str = "auto",
    background: str = "none",
    diversity: float = 0.0,
    seed: int = 0,
    **options: Any,
) -> Prediction:
    """Paint an image (8-bit) from a mask of roads and buildings on the mask's grid.

    `channel_order` is one of CHANNEL_ORDERS, auto: by the bands' descriptions, else roads first. `background`
    is the noise for nearly empty tiles; `diversity` (0..1) the share of the dropout and input noise that the
    model was trained with, or what is added to noise of the map; `seed` decides all of it. Other options are
    those of `predict`.
    """
    spec = bundle.spec
    require_task(spec, "synthesizeimagery")
    check_paths([source], [target])
    with Scratch() as folder:
        mask = open_mask(source, options.get("cancelled"))
        kind = spec.output.bands, "Byte", None, options.get("creation_options", ())
        check_raster(target, mask.grid, *kind, lossy=True)  # before all of the mask is copied
        bands = bands_for(mask, spec.inputs[0], channel_order)
        chance = TileNoise(spec, background, diversity, seed, map_place(mask.grid.geotransform))
        path = folder / f"{Path(source).stem or 'mask'}.tif"
        path = write_classes(mask, path, bands, options.get("cancelled"), _around(options))
        options["batch_size"] = options.get("batch_size") or _batch(spec, **options)
        return predict(bundle, [path], target, prepare=chance, **options)


class TileNoise:
    """What varies from seed to seed: noise in nearly empty tiles, input noise and dropout, noise of the map.

    Draws depend on the seed and the tile's place alone, not on batches, threads or devices. The network's
    dropout gets a plane of its own: 0 where a feature is dropped. A model that is made for `map_noise` gets
    that in a plane, and in two more the rows and columns from a multiple of MULTIPLE on the map to the tile:
    a place looks the same in every run. `place` is the raster's first pixel on the map (row, column).
    """

    def __init__(
        self,
        card: Card,
        background: str,
        diversity: float,
        seed: int,
        place: tuple[int, int] = (0, 0),
    ) -> None:
        check_chance(background, diversity, seed)
        trained = card.variation or Variation()
        self._on_map, self._place = bool(trained.map_noise), place
        self._strength = np.float32(1 + diversity)  # of the noise of the map
        if diversity and not card.variation:
            LOGGER.warning("This model was made without dropout and input noise: DIVERSITY has no effect.")
        self._background, self._seed = background, seed
        scale: Any = card.inputs[0].rule.scale
        offset: Any = card.inputs[0].rule.offset
        self._scale, self._offset = np.float32(scale), np.float32(offset)
        self._noise = np.float32(diversity * float(trained.input_noise) / self._scale)
        self._rate = min(diversity * float(trained.dropout), MOST_DROPPED)

    def __call__(self, window: Window, layers: list[Float32Array]) -> Prepared:
        """The mask (bands, H, W; 0..255) of a window with what chance adds."""
        (mask,) = layers
        random = np.random.RandomState([self._seed, window.row, window.col])
        if self._background != "none" and is_empty(mask, EMPTY_VARIANCE):
            mask = add_noise(mask, self._background, random).astype(np.float32)
        if self._noise:
            noise = random.standard_normal(mask.shape).astype(np.float32)
            mask = np.clip(mask + noise * self._noise, 0, 255)
        planes = []
        if self._rate:
            kept = (random.random_sample((1, *mask.shape[1:])) >= self._rate) / np.float32(1 - self._rate)
            # rounded as grey levels are: what a seed has painted once it paints again
            planes.append((kept - self._offset) / self._scale * self._scale + self._offset)
        if self._on_map:
            place = window.shifted(self._place[1], self._place[0])
            phases = (place.row % MULTIPLE, place.col % MULTIPLE)
            planes.append(map_noise(self._seed, place)[None] * self._strength)
            planes += [np.full((1, *mask.shape[1:]), phase, np.float32) for phase in phases]
        return Prepared([mask], planes)


def _around(options: Mapping[str, Any]) -> Window | None:
    """Where the tiles of a part of the run may lie, on the mask; None where all of it is painted."""
    part: Part | None = options.get("part")
    window: Window | None = options.get("window")
    asked = window if part is None else part.window.shifted(*(window or (0, 0))[:2])
    return None if asked is None else asked.grown(LARGEST_TILE)


def _batch(card: Card, device: str = "auto", tile_size: int = 0, **_: Any) -> int:
    """Tiles per batch: on the CPU reading the many weights takes longer than computing with them, until
    there are enough pixels.
    """
    if devices.choose(device).kind != "cpu":
        return 0
    return max(1, CPU_BATCH_PIXELS // (tile_size or card.layer_tile.size) ** 2)

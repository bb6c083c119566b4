"""What a report of a painted image shows: the whole of it, and a few places beside their plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...raster.arrays import Float32Array
from ...raster.dataset import Raster
from ...raster.grid import Grid, Window
from ...raster.warp import Aligned
from ...reports.images import plan_picture
from ..masks.views import MaskViews
from ..surface.views import Views
from .picture import Picture

BANDS = ("red", "green", "blue")
VOID = (226, 226, 230)  # a cool light grey, which no image is all of
HALF = 128  # of 0..255: from here on a pixel belongs to a class
MOST_SEEDS = 2  # other seeds beside a place


class Place(NamedTuple):
    """A window looked at: pictures (H, W, 3) by what they show, why it was chosen, IoU of its buildings."""

    chosen: str
    window: Window
    pictures: dict[str, NDArray[np.uint8]]
    iou: float


class ImageryViews:
    """The image as a small map, hits and misses of its buildings, and places, collected in passing."""

    def __init__(self) -> None:
        self.layout = MaskViews()
        self.map = Views()
        self.places: list[Place] = []

    def begin(self, grid: Grid) -> None:
        """Take the measures of the image."""
        self._grid, self._south_up = grid, grid.geotransform[5] > 0
        self.map.begin(grid)

    def add(self, window: Window, image: Float32Array) -> None:
        """Add a window's values (3, H, W), NaN where nothing is known."""
        known = np.isfinite(image).all(axis=0)
        for name, values in zip(BANDS, image):
            self.map.add_map(name, window, values.astype(np.float64), known)

    def overview(self) -> NDArray[np.uint8]:
        """The whole image as RGB (H, W, 3), north up."""
        return shown(np.stack([self.map.map(name) for name in BANDS]))

    def visit(self, images: Mapping[str, Picture], seeds: Sequence[Picture], plan: Plan) -> None:
        """Look at the tiles that the search for buildings chose."""
        named = {**images, **{f"seed {index + 1}": each for index, each in enumerate(seeds[:MOST_SEEDS])}}
        for place in self.layout.places:
            inside = place.window.intersection(self._grid.window()) or place.window
            pictures = {"plan": plan.picture(inside)}
            pictures.update({name: shown(each.read(inside)) for name, each in named.items()})
            if self._south_up:
                pictures = {name: each[::-1] for name, each in pictures.items()}
            self.places.append(Place(place.chosen, inside, pictures, place.iou))


class Plan:
    """A mask's bands by their classes, on the image's grid."""

    def __init__(self, raster: Raster, grid: Grid, classes: Sequence[str]) -> None:
        self._read, self._classes = Aligned(raster, grid, "nearest"), classes

    def picture(self, window: Window) -> NDArray[np.uint8]:
        """A window as RGB (H, W, 3): roads grey, buildings red."""
        values = dict(zip(self._classes, self._read.read(window)))
        nowhere = np.zeros((window.height, window.width), np.float32)
        roads, buildings = (
            np.nan_to_num(values.get(name, nowhere)) >= HALF for name in ("roads", "buildings")
        )
        return plan_picture(roads, buildings)


def shown(image: NDArray[np.floating]) -> NDArray[np.uint8]:
    """An image (3, H, W) of 0..255 as a picture (H, W, 3); grey where nothing is known."""
    picture = np.moveaxis(np.nan_to_num(image).clip(0, 255), 0, 2).astype(np.uint8)
    picture[np.isnan(image).any(axis=0)] = VOID
    return picture

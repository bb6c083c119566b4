"""Where windows come from: folders of patches as SatGen-CV lays them out, or an image and its masks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Union

import numpy as np

from ...imagery.compose import compose
from ...imagery.folders import LEVELS, labelled_patches, read_label
from ...imagery.masks import CLASSES, open_mask
from ...imagery.pairs import check_same_size, colours_of
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ...raster.dataset import Raster, all_at_once
from ...raster.grid import NO_GEOTRANSFORM, Grid, Window
from ...raster.shapes import Vector
from ...raster.vector_files import is_vector, vector_of
from ..config.datasets import BOTH, ENTIRE
from ..data.regions import areas_of, sides
from ..data.windows import within
from .plan import Region, Source

PART = 5  # a fifth is kept aside
SCENE = re.compile(r"(_\d+)?_patch_\d+.*$")  # what a patch's name has after that of its scene
KEPT = 2**29  # bytes of patches that are kept in memory
LEAST_SIDE = 16  # pixels of an image; of less a fifth tells nothing
UNPLACED = 1.0  # metres: pixels of images without a place, if nobody says


class Content(NamedTuple):
    """Masks (2, H, W; 1 yes, -1 no, 0 unknown), an image (3, H, W) in -1..1, where it counts (H, W)."""

    mask: Float32Array
    image: Float32Array
    known: np.ndarray


class Patches:
    """Patches of a folder; each is read once while there is memory."""

    def __init__(self, region: Region, split: str) -> None:
        if region.folder is None:
            raise TypeError("no folder")
        self.name, self.gsd = region.name, region.pixel_size or UNPLACED
        self._order = region.channel_order
        self.files = _of_split(labelled_patches(region.folder), region, split)
        self._kept: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._left = KEPT

    def __len__(self) -> int:
        return len(self.files)

    def read(self, index: int) -> Content:
        """A patch."""
        mask, image = self._kept.get(index) or self._load(index)
        return Content(_scaled(mask), _scaled(image), np.ones(image.shape[1:], bool))

    def _load(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        path, label = self.files[index]
        with Raster.open(path) as raster:
            image = colours_of(raster)(all_at_once(raster.grid, raster.name))
        mask = read_label(label, self._order)
        check_same_size(label.name, mask.shape[1:], path.name, image.shape[1:])
        if np.isnan(image).any():
            image = np.nan_to_num(image)
        made = mask, image.astype(np.uint8)
        size = mask.nbytes + made[1].nbytes
        if size <= self._left:
            self._left -= size
            self._kept[index] = made
        return made

    def close(self) -> None:
        """Nothing stays open."""


class Place:
    """An image, and masks that are drawn onto its grid in a temporary folder."""

    def __init__(
        self, region: Region, split: str, folder: Path, number: int, cancelled: Cancel = None
    ) -> None:
        if region.image is None:
            raise TypeError("no image")
        self.name = region.name
        self._image = Raster.open(region.image)
        self.grid = self._image.grid
        sides(self._image, LEAST_SIDE)
        has_place = self.grid.geotransform != NO_GEOTRANSFORM
        self.gsd = region.pixel_size or (self.grid.gsd if has_place else UNPLACED)
        self._read = colours_of(self._image)
        known = set(CLASSES) if "mask" in region.masks else set(region.masks)
        self._unknown = [index for index, name in enumerate(CLASSES) if name not in known]
        path = folder / f"{number}.tif"
        sources = {_class_of(name): source for name, source in region.masks.items()}
        for source in sources.values():
            _check_fits(source, self._image)
        drawn = {name: _drawn(source, self.grid) for name, source in sources.items()}
        compose(
            drawn,
            path,
            self.grid,
            road_width=region.road_width,
            channel_order=region.channel_order,
            cancelled=cancelled,
        )
        self._mask = Raster.open(path)
        self.areas = areas_of(region, region.name, self.grid, split)

    def read(self, window: Window, counted: Window) -> Content:
        """A window, which may reach beyond the image; what lies outside `counted` does not count."""
        image = self._read(window)
        known = ~np.isnan(image).any(axis=0)
        mask = self._mask.read(window)
        mask = np.where(np.isnan(mask), np.float32(0), _scaled(np.nan_to_num(mask)))
        mask[self._unknown] = 0
        return Content(mask, _scaled(np.nan_to_num(image)), known & within(window, [counted]))

    def close(self) -> None:
        """Close the files."""
        self._image.close()
        self._mask.close()


Opened = Union[Patches, Place]


def _of_split(pairs: list[tuple[Path, Path]], region: Region, split: str) -> list[tuple[Path, Path]]:
    """All pairs, or of a region that does both those of the last fifth of scenes, or the others: patches of a
    scene overlap.
    """
    if region.area_type != BOTH or region.strategy == ENTIRE:
        return pairs
    scenes = sorted({SCENE.sub("", path.stem) for path, _ in pairs})
    if len(scenes) >= PART:
        aside = set(scenes[-(len(scenes) // PART) :])
        return [pair for pair in pairs if (SCENE.sub("", pair[0].stem) in aside) == (split == "val")]
    count = max(1, len(pairs) // PART)
    if len(pairs) < 2:
        return pairs
    return pairs[-count:] if split == "val" else pairs[:-count]


def _scaled(levels: np.ndarray) -> Float32Array:
    """Grey levels 0..255 as -1..1, in the arithmetic of the original."""
    half = np.float32(0.5)
    scaled: Float32Array = (levels.astype(np.float32) / np.float32(LEVELS) - half) / half
    return scaled


def _class_of(name: str) -> str:
    return CLASSES[0] if name == "mask" else name


def _check_fits(source: Source, image: Raster) -> None:
    """Refuse a raster without a place that is not of the image's size."""
    if isinstance(source, Vector) or is_vector(source):
        return
    grid = open_mask(source).grid
    if NO_GEOTRANSFORM in (grid.geotransform, image.grid.geotransform):
        sizes = ((each.width, each.height) for each in (grid, image.grid))
        check_same_size(Path(str(source)).name, next(sizes), image.name, next(sizes))


def _drawn(source: Source, grid: Grid) -> Source:
    if isinstance(source, Vector):
        return source
    return vector_of(source, grid) if isinstance(source, Path) and is_vector(source) else source


def open_all(
    regions: Sequence[Region], split: str, folder: Path, stack: ExitStack, cancelled: Cancel = None
) -> list[Opened]:
    """The places of a split, open until a stack ends; `folder` is for the masks that are drawn."""
    chosen: list[Opened] = []
    for number, region in enumerate(region for region in regions if region.has(split)):
        made = Patches(region, split) if region.folder else Place(region, split, folder, number, cancelled)
        stack.callback(made.close)
        chosen.append(made)
    return chosen

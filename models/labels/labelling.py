"""Completes labels: of an image of any size, window by window, and of folders of patches."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..engine.tiles import BandAccumulator, TileLayout
from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..imagery.compose import compose
from ..imagery.folders import patches_of
from ..imagery.masks import CLASSES, open_mask
from ..imagery.pairs import check_same_size, colours_of
from ..progress import PATCHES_LEFT, Cancel, Progress, Reporter
from ..raster.arrays import Float32Array, MaskArray
from ..raster.dataset import Raster, all_at_once
from ..raster.grid import NO_GEOTRANSFORM, Grid, Window
from ..raster.paths import check_paths
from ..raster.shapes import Vector, files_read
from ..raster.source import RasterPath
from ..raster.writer import RasterWriter
from .pages import write_pages

log = logging.getLogger(__name__)
PROMPTS = {"roads": "road", "buildings": "building"}  # SatGen-CV's
SMALLEST, LARGEST = 256, 1008  # pixels of a window: SatGen-CV's patches, and what the network sees
REACH = 256.0  # metres that a window shows, as SatGen-CV's patches do
OVERLAP = 8  # windows overlap by an eighth
YES = 255  # of a mask of bytes
ENDINGS = (".png", ".tif", ".tiff", ".jpg", ".jpeg")


class Finder(Protocol):
    """Finds what words say in an image (H, W, 3): masks (prompts, H, W) of 0 and 1, and how many objects."""

    def find(self, image: NDArray[np.uint8], prompts: Sequence[str]) -> tuple[MaskArray, int]:
        """Masks and number of objects."""


Start = Callable[
    [], AbstractContextManager[Finder]
]  # begins what takes long: called when all else was checked


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a prompt by class; `tile`: pixels of a window, 0 for what suits the image."""

    prompts: Mapping[str, str] = field(default_factory=lambda: dict(PROMPTS))
    tile: int = 0

    def missing(self, given: Sequence[str]) -> tuple[str, ...]:
        """The classes that are to be found."""
        return tuple(name for name in CLASSES if name not in given)


def label_image(
    start: Start,
    image: RasterPath,
    given: Mapping[str, RasterPath | Vector],
    target: str | os.PathLike[str],
    wanted: Wanted,
    *,
    road_width: float = 7.0,
    channel_order: str = "auto",
    creation_options: Sequence[str] = (),
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Write roads (band 1) and buildings (band 2), 0 or 255, of an image; how many objects were found.

    Classes that are `given` stay as they are, the others are found. Where windows overlap, a pixel's answer
    is that of the window whose middle is nearer; voids are nothing.
    """
    names = wanted.missing(tuple(given))
    check_paths(files_read((image, *given.values())), [target])
    with Raster.open(image) as raster, Scratch() as folder, ExitStack() as stack:
        colours = colours_of(raster)  # refuses what has none before the work begins
        known = folder / "known.tif"
        if given:
            compose(
                given,
                known,
                raster.grid,
                road_width=road_width,
                channel_order=channel_order,
                cancelled=cancelled,
            )
        with RasterWriter(target, raster.grid, 2, "Byte", None, creation_options, CLASSES) as writer:
            mask = stack.enter_context(Raster.open(known)) if given else None
            rows = _Rows(writer, mask, names, raster.grid)
            prompts = [wanted.prompts[name] for name in names]
            with start() as finder:
                found = _sweep(finder, colours, prompts, wanted.tile, rows, progress, cancelled)
    log.info("%d object was found." if found == 1 else "%d objects were found.", found)
    return found


class _Rows:
    """Finished rows of what was found, put beside what is known."""

    def __init__(self, writer: RasterWriter, known: Raster | None, names: Sequence[str], grid: Grid) -> None:
        self._writer, self._known, self.grid = writer, known, grid
        self._bands = [CLASSES.index(name) for name in names]

    def write(self, values: Float32Array, row: int) -> None:
        area = Window(0, row, self.grid.width, values.shape[1])
        mask = np.zeros((len(CLASSES), *values.shape[1:]), np.uint8)
        if self._known is not None:
            mask[:] = np.nan_to_num(self._known.read(area)).astype(np.uint8)
        mask[self._bands] = np.where(values >= 0.5, YES, 0)
        self._writer.write(mask, area)


def _sweep(
    finder: Finder,
    image: Callable[[Window], Float32Array],
    prompts: list[str],
    tile: int,
    rows: _Rows,
    progress: Progress,
    cancelled: Cancel,
) -> int:
    """Find what the prompts say in all windows of an image, whose reader is given."""
    grid = rows.grid
    size = tile or window_of(grid)
    layout = TileLayout(grid.width, grid.height, size, size // OVERLAP)
    reporter = Reporter(len(layout), progress, cancelled)
    sums = BandAccumulator(grid.width, grid.height, layout.tile_shape[0], len(prompts), rows.write)
    found = 0
    for each in layout:
        reporter.check()
        colours = image(each.window)
        masks = np.zeros((len(prompts), *colours.shape[1:]), np.float32)
        seen = ~np.isnan(colours).any(axis=0)
        if seen.any():
            answer, count = finder.find(_picture(colours), prompts)
            masks[:] = answer * seen
            found += count
        sums.add(each, masks)
        reporter.done(1)
    sums.close()
    return found


def window_of(grid: Grid) -> int:
    """Pixels of a window that shows 256 m, within what the network can use; 256 of images without a place."""
    if grid.geotransform == NO_GEOTRANSFORM:
        return SMALLEST
    return int(min(LARGEST, max(SMALLEST, round(REACH / grid.gsd))))


def label_folder(
    start: Start,
    folder: Path,
    labelled: str | None,
    wanted: Wanted,
    *,
    original: bool = False,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Write gt/*_processed.tiff beside images/*.png, as trainings take them; how many.

    `labelled`: the class that gt/ shows of each image, None for neither. What is there already stays, so that
    a run that was cancelled goes on; what cannot be read is told of and left out. `original`: a page per row
    and what was found first, as SatGen-CV writes it.
    """
    pairs = pairs_of(folder, labelled)
    waiting = [pair for pair in pairs if not pair.target.exists()]
    reporter = Reporter(len(waiting), progress, cancelled, PATCHES_LEFT)
    made = 0
    if waiting:
        with start() as finder:
            for pair in waiting:
                reporter.check()
                made += _label_patch(finder, pair, labelled, wanted, original)
                reporter.done(1)
    log.info(
        "%d patch was labelled, %d had been before."
        if made == 1
        else "%d patches were labelled, %d had been before.",
        made,
        len(pairs) - len(waiting),
    )
    return made


class Pair(NamedTuple):
    """An image, its label of one class if that counts, and the file to write."""

    image: Path
    label: Path | None
    target: Path


class Patch(NamedTuple):
    """Colours (H, W, 3), the label (H, W) of 0..255, the grid."""

    picture: NDArray[np.uint8]
    label: MaskArray | None
    grid: Grid


def pairs_of(folder: Path, labelled: str | None) -> list[Pair]:
    """The patches of a folder that holds images/, or of folders in it; `labelled` asks for labels in gt/."""
    patches = patches_of(folder)
    if not patches:
        raise RooflineError(
            "{folder} holds no images/*.png, nor folders with them; choose the folder above images.",
            folder=folder,
        )
    return [
        Pair(path, _label_of(path, target.parent) if labelled else None, target) for path, target in patches
    ]


def _label_of(image: Path, labels: Path) -> Path:
    for ending in ENDINGS:
        if (labels / f"{image.stem}{ending}").is_file():
            return labels / f"{image.stem}{ending}"
    raise RooflineError(
        "The label {label} is missing; add it or remove its image.", label=labels / image.name
    )


def _label_patch(finder: Finder, pair: Pair, labelled: str | None, wanted: Wanted, original: bool) -> bool:
    """Write a patch's label; whether it could be read."""
    try:
        patch = _read(pair)
    except RooflineError as error:
        log.warning("%s is left out: %s", pair.image.name, error)
        return False
    names = wanted.missing((labelled,) if labelled else ())
    answer, _ = finder.find(patch.picture, [wanted.prompts[name] for name in names])
    layers = {name: YES * mask for name, mask in zip(names, answer)}
    if labelled and patch.label is not None:
        layers[labelled] = patch.label
    _write(pair.target, layers, patch.grid, original)
    return True


def _read(pair: Pair) -> Patch:
    with Raster.open(pair.image) as raster:
        grid = raster.grid
        picture = _picture(colours_of(raster)(all_at_once(grid, raster.name)))
    if pair.label is None:
        return Patch(picture, None, grid)
    label = one_class(pair.label)
    check_same_size(pair.label.name, label.shape, pair.image.name, picture.shape[:2])
    return Patch(picture, label, grid)


def _write(target: Path, layers: Mapping[str, MaskArray], grid: Grid, original: bool) -> None:
    target.parent.mkdir(exist_ok=True)
    if original:
        write_pages(target, np.stack(list(layers.values())))  # what was found comes first there
        return
    with RasterWriter(target, grid, 2, "Byte", None, (), CLASSES) as writer:
        writer.write(np.stack([layers[name] for name in CLASSES]), grid.window())


def one_class(path: Path) -> MaskArray:
    """A label (H, W) of 0..255: the largest of its bands, as SatGen-CV takes it; 0 and 1 become 0 and 255."""
    with Raster.open(path) as raster:
        if raster.bands > 1:
            values = np.nan_to_num(raster.read(all_at_once(raster.grid, raster.name))).max(axis=0)
            return np.clip(values, 0, YES).astype(np.uint8)
    mask = open_mask(path)
    largest: MaskArray = mask.read(all_at_once(mask.grid, mask.name)).max(axis=0)
    return largest


def _picture(colours: Float32Array) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.moveaxis(np.nan_to_num(colours), 0, 2).astype(np.uint8))

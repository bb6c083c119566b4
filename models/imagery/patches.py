"""SatGen-CV's preparation of its two data sets: scenes to patches, resized, filtered and split as there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from scipy import sparse

from ..errors import RooflineError
from ..formats import folders
from ..progress import (
    SCENES_LEFT,
    Cancel,
    Check,
    Progress,
    Reporter,
    cancellable,
    cancelled_now,
    stop_if_cancelled,
)
from ..raster.arrays import MaskArray
from ..raster.dataset import Raster, all_at_once
from ..raster.grid import Grid, Window
from ..raster.windows import strips
from .folders import IMAGES, LABELS
from .masks import open_mask
from .pairs import check_same_size, colour_bands

log = logging.getLogger(__name__)
EXTENSIONS = (".tif", ".tiff", ".png", ".jpg", ".jpeg")
TRAIN, TEST, VAL = "train", "test", "val"
Scenes = list[tuple[Path, Path]]
Layer = tuple[Grid, Callable[[Window], MaskArray]]  # of values (bands, H, W) of windows
WHITE = 255  # of 8-bit levels
MOST_WHITE = 5.0  # percent of an image: more is no imagery
LOBES = 3  # of Lanczos's kernel
STRIP = 2**21  # pixels between two looks at a cancel


def corners(height: int, width: int, patch: int = 256, overlap: bool = True) -> list[tuple[int, int]]:
    """First columns and rows of a scene's patches, row by row; what is left over at the end is dropped."""
    stride = patch // 2 if overlap else patch
    return [
        (col, row)
        for row in range(0, height - patch + 1, stride)
        for col in range(0, width - patch + 1, stride)
    ]


def kept_aside(count: int, ratio: float = 0.1, seed: int = 42) -> list[int]:
    """Which of a data set's scenes become test scenes, in the original's draw."""
    drawn = np.random.RandomState(seed).permutation(count)
    return [int(index) for index in drawn[: int(ratio * count)]]


def lanczos(image: MaskArray, width: int, height: int) -> MaskArray:
    """An image (bands, H, W) at another size: columns first, whole grey levels in between, as Pillow does."""
    bands, rows, cols = image.shape
    across, down = _weights(cols, width), _weights(rows, height)
    narrow = np.empty((bands, rows, width), np.uint8)
    for part in strips(Window(0, 0, max(cols, width), rows), STRIP):
        stop_if_cancelled()
        some = slice(part.row, part.row + part.height)
        for band, made in zip(image, narrow):
            made[some] = _levels(np.asarray((across @ band[some].T.astype(np.float64)).T))
    resized = np.empty((bands, height, width), np.uint8)
    for part in strips(Window(0, 0, max(rows, height), width), STRIP):  # of columns
        stop_if_cancelled()
        some = slice(part.row, part.row + part.height)
        for band, made in zip(narrow, resized):
            made[:, some] = _levels(np.asarray(down @ band[:, some].astype(np.float64)))
    return resized


def nearest(label: MaskArray, width: int, height: int) -> MaskArray:
    """A label (bands, H, W) at another size."""
    rows, cols = (
        np.floor((np.arange(new) + 0.5) * old / new).astype(int)
        for new, old in ((height, label.shape[1]), (width, label.shape[2]))
    )
    return label[:, rows][:, :, cols]


def is_kept(image: MaskArray, label: MaskArray, label_white: float, most: float = MOST_WHITE) -> bool:
    """Whether less than `most` percent of an image are white, and more than `label_white` of its label."""
    shares = (100 * float((each == WHITE).all(axis=0).mean()) for each in (image, label))
    return next(shares) < most and next(shares) > label_white


@dataclass(frozen=True)
class Preparation:
    """How scenes become patches; `size`: pixels a side that scenes are resized to, as Inria's 1500 of 5000.

    Patches with `most_white` percent of white or more, or a label with no more than `label_white` percent of
    it, are left out. `test_share` of the scenes, drawn with `seed`, go into a folder of their own.
    """

    patch: int = 256
    overlap: bool = True
    size: int | None = None
    most_white: float = MOST_WHITE
    label_white: float = 0.0
    test_share: float = 0.0
    seed: int = 42


def prepare(
    raw: Path,
    output: Path,
    how: Preparation,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Write the patches of all scenes that pass the filters; how many.

    Raises RooflineError where scenes do not fit their labels, or nothing passes.
    """
    parts = _parts(raw, how)
    reporter = Reporter(sum(map(len, parts.values())), progress, cancelled, SCENES_LEFT)
    count = 0
    # a new or an empty folder: never that of the scenes
    with cancellable(cancelled), folders.writing(output, lambda folder: False) as folder:
        for name, scenes in parts.items():
            for kind in (IMAGES, LABELS):
                (folder / name / kind).mkdir(parents=True)
            made = 0
            for scene in scenes:
                reporter.check()
                made += _cut(scene, folder / name, how, reporter.check)
                reporter.done(1)
            log.info(
                "%s: %d patch, scenes: %d." if made == 1 else "%s: %d patches of %d scenes.",
                *(name or raw.name, made, len(scenes)),
            )
            count += made
        if not count:
            raise RooflineError(
                "No patch of {folder} is kept: the images are smaller than {size} pixels or white, or the "
                "labels are empty; choose a smaller patch, or check that labels are white (255).",
                folder=raw,
                size=how.patch,
            )
    return count


def _parts(raw: Path, how: Preparation) -> dict[str, Scenes]:
    """Scenes by the folder that their patches go to, "" for the output itself."""
    own = [name for name in (TRAIN, TEST, VAL) if (raw / name / IMAGES).is_dir()]
    if own and not (raw / IMAGES).is_dir():
        parts = {name: _scenes(raw / name) for name in own}
        if TEST in own or not how.test_share:
            return parts
        return {**_split(parts.pop(TRAIN, []), how), **parts}
    scenes = _scenes(raw)
    return _split(scenes, how) if how.test_share else {"": scenes}


def _split(scenes: Scenes, how: Preparation) -> dict[str, Scenes]:
    aside = set(kept_aside(len(scenes), how.test_share, how.seed))
    return {
        TRAIN: [scene for index, scene in enumerate(scenes) if index not in aside],
        TEST: [scene for index, scene in enumerate(scenes) if index in aside],
    }


def _cut(scene: tuple[Path, Path], folder: Path, how: Preparation, check: Check) -> int:
    """Write a scene's patches; how many are kept. Their numbers count all, as the original's do."""
    stem, kept = scene[0].stem, 0
    with ExitStack() as stack:
        (grid, image), (_, label) = _opened(scene, how.size, stack)
        for index, (col, row) in enumerate(corners(grid.height, grid.width, how.patch, how.overlap)):
            check()
            window = Window(col, row, how.patch, how.patch)
            picture, marked = image(window), label(window)
            if is_kept(picture, marked, how.label_white, how.most_white):
                name = f"{stem}_patch_{index:03d}_x{col}_y{row}.png"
                _write(folder / IMAGES / name, picture)
                _write(folder / LABELS / name, marked)
                kept += 1
    return kept


def _opened(scene: tuple[Path, Path], size: int | None, stack: ExitStack) -> tuple[Layer, Layer]:
    """A scene's image and label, at another size if one is wanted."""
    image, label = _colours_of(scene[0], stack), _label_of(scene[1], stack)
    sizes = ((grid.width, grid.height) for grid, _ in (label, image))
    check_same_size(scene[1].name, next(sizes), scene[0].name, next(sizes))
    if size is None:
        return image, label
    all_at_once(image[0], scene[0].name)
    grid = Grid(size, size)
    return (
        (grid, _parts_of(lanczos(_whole(image), size, size))),
        (grid, _parts_of(nearest(_whole(label), size, size))),
    )


def _whole(layer: Layer) -> MaskArray:
    """All of a layer (bands, H, W), read strip by strip until a cancel."""
    grid, read = layer
    found = []
    for strip in strips(grid.window(), STRIP):
        stop_if_cancelled()
        found.append(read(strip))
    return np.concatenate(found, axis=1)


def _parts_of(values: MaskArray) -> Callable[[Window], MaskArray]:
    """A reader of values (bands, H, W) in memory."""
    return lambda window: values[
        :, window.row : window.row + window.height, window.col : window.col + window.width
    ]


def _scenes(raw: Path) -> Scenes:
    found = sorted(p for p in (raw / IMAGES).glob("*") if p.suffix.lower() in EXTENSIONS)
    labels = {p.stem: p for p in sorted((raw / LABELS).glob("*")) if p.suffix.lower() in EXTENSIONS}
    missing = [path for path in found if path.stem not in labels]
    if missing:
        raise RooflineError(
            "The label {label} is missing; add it or remove its image.", label=missing[0].stem
        )
    if not found:
        raise RooflineError("{folder} holds no scenes; choose the folder above images.", folder=raw)
    return [(path, labels[path.stem]) for path in found]


def _weights(old: int, new: int) -> sparse.csr_matrix:
    """Weights (new, old) of Lanczos's kernel, widened where an image becomes smaller."""
    scale = max(old / new, 1.0)
    reach = LOBES * scale
    rows, cols, values = [], [], []
    for index in range(new):
        centre = (index + 0.5) * old / new
        near = np.arange(max(int(centre - reach + 0.5), 0), min(int(centre + reach + 0.5), old))
        x = (near + 0.5 - centre) / scale
        weights = np.where(np.abs(x) < LOBES, np.sinc(x) * np.sinc(x / LOBES), 0)
        rows += [index] * len(near)
        cols += near.tolist()
        values += (weights / weights.sum()).tolist()
    return sparse.csr_matrix((values, (rows, cols)), shape=(new, old))


def _levels(values: NDArray[np.float64]) -> MaskArray:
    return np.clip(np.floor(values + 0.5), 0, WHITE).astype(np.uint8)


def _colours_of(path: Path, stack: ExitStack) -> Layer:
    """A file of 8 bits in 1 or 3 colours; what is void is black."""
    raster = stack.enter_context(Raster.open(path))
    bands = sorted(set(colour_bands(raster)))  # grey stays one
    return raster.grid, lambda window: np.nan_to_num(raster.read(window, bands)).astype(np.uint8)


def _label_of(path: Path, stack: ExitStack) -> Layer:
    """A label of 0..255; one of 0 and 1 is brought there."""
    with Raster.open(path) as raster:
        if raster.bands > 1:
            return _colours_of(path, stack)
    mask = open_mask(path, cancelled_now)
    return mask.grid, mask.read


def _write(path: Path, values: MaskArray) -> None:
    bands, height, width = values.shape
    memory = gdal.GetDriverByName("MEM").Create("", width, height, bands, gdal.GDT_Byte)
    memory.WriteArray(np.ascontiguousarray(values))
    if gdal.GetDriverByName("PNG").CreateCopy(str(path), memory) is None:
        raise RooflineError("The folder {folder} cannot be written; choose another.", folder=path.parent)

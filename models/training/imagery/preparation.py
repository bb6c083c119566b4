"""SatGen-CV's preparation of its two data sets: scenes to patches, resized, filtered and split as there.

  python -m roofline.models.training.imagery.preparation RAW OUTPUT [--size 1500] [--no-overlap]

RAW holds images/ and gt/ (of a scene's name, with any of EXTENSIONS); OUTPUT gets images/*.png and gt/*.png.
Labels are of one class; a training takes them as ROADS or BUILDINGS, or Label imagery completes them.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from scipy import sparse

from ...errors import RooflineError
from ...formats import folders
from ...raster.arrays import MaskArray
from ...raster.dataset import Raster

log = logging.getLogger(__name__)
EXTENSIONS = (".tif", ".tiff", ".png", ".jpg", ".jpeg")
IMAGES, LABELS = "images", "gt"
WHITE = 255
MOST_WHITE = 5.0  # percent of an image: more is no imagery
LOBES = 3  # of Lanczos's kernel


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
    across, down = _weights(image.shape[2], width), _weights(image.shape[1], height)
    narrow = [_levels(np.asarray((across @ band.T.astype(np.float64)).T)) for band in image]
    return np.stack([_levels(np.asarray(down @ band.astype(np.float64))) for band in narrow])


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


def prepare(
    raw: Path,
    output: Path,
    *,
    patch: int = 256,
    overlap: bool = True,
    size: int | None = None,
    label_white: float = 0.0,
) -> int:
    """Write the patches of all scenes that pass the filters; how many. `size`: pixels a side of a scene, as
    the Inria data set's 1500 of 5000.
    """
    scenes = _scenes(raw)
    count = 0
    with folders.writing(output, lambda folder: False) as part:  # a new or an empty one: never the scenes
        for name in (IMAGES, LABELS):
            (part / name).mkdir(parents=True)
        for path, label_path in scenes:
            image, label = _read(path), _read(label_path)
            if image.shape[1:] != label.shape[1:]:
                raise RooflineError(
                    "{label} has other columns and rows than {image}; give the mask of this image.",
                    label=label_path.name,
                    image=path.name,
                )
            if size is not None:
                image, label = lanczos(image, size, size), nearest(label, size, size)
            for index, (col, row) in enumerate(corners(image.shape[1], image.shape[2], patch, overlap)):
                window = (..., slice(row, row + patch), slice(col, col + patch))
                if is_kept(image[window], label[window], label_white):
                    name = f"{path.stem}_patch_{index:03d}_x{col}_y{row}.png"
                    _write(part / IMAGES / name, image[window])
                    _write(part / LABELS / name, label[window])
                    count += 1
    return count


def _scenes(raw: Path) -> list[tuple[Path, Path]]:
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


def _read(path: Path) -> MaskArray:
    with Raster.open(path) as raster:
        return np.nan_to_num(raster.read(raster.grid.window())).astype(np.uint8)


def _write(path: Path, values: MaskArray) -> None:
    bands, height, width = values.shape
    memory = gdal.GetDriverByName("MEM").Create("", width, height, bands, gdal.GDT_Byte)
    memory.WriteArray(np.ascontiguousarray(values))
    if gdal.GetDriverByName("PNG").CreateCopy(str(path), memory) is None:
        raise RooflineError("The folder {folder} cannot be written; choose another.", folder=path.parent)


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--patch-size", type=int, default=256)
    parser.add_argument("--no-overlap", action="store_true")
    parser.add_argument("--size", type=int, help="pixels a side that scenes are resized to")
    parser.add_argument("--label-min-white", type=float, default=0.0, help="percent")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    count = prepare(
        given.raw,
        given.output,
        patch=given.patch_size,
        overlap=not given.no_overlap,
        size=given.size,
        label_white=given.label_min_white,
    )
    log.info("%d patches in %s", count, given.output)


if __name__ == "__main__":
    main()

"""Folders of patches as SatGen-CV lays them out: images/*.png, and gt/ with a label of the same name each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import RooflineError
from ..raster.dataset import all_at_once
from .masks import CLASSES, ORDERS, open_mask

IMAGES, LABELS, LABEL = "images", "gt", "_processed.tiff"
LEVELS = 255  # of a label that says yes


def patches_of(folder: Path) -> list[tuple[Path, Path]]:
    """Images (PNG) of a folder that holds images/, or of folders in it, with where the label of each lies."""
    inside = [each for each in sorted(folder.iterdir()) if each.is_dir()] if folder.is_dir() else []
    roots = [root for root in (folder, *inside) if (root / IMAGES).is_dir()]
    return [
        (path, root / LABELS / f"{path.stem}{LABEL}")
        for root in roots
        for path in sorted((root / IMAGES).glob("*.png"))
    ]


def labelled_patches(folder: Path) -> list[tuple[Path, Path]]:
    """Images and labels of a folder; RooflineError where there are none, or an image has no label."""
    found = patches_of(folder)
    if not found:
        raise RooflineError(
            "{folder} holds no images/*.png with gt/*_processed.tiff, nor folders with them; choose the "
            "folder above images.",
            folder=folder,
        )
    missing = [label for _, label in found if not label.is_file()]
    if missing:
        raise RooflineError("The label {label} is missing; add it or remove its image.", label=missing[0])
    return found


def read_label(path: Path, order: str) -> np.ndarray:
    """A mask (2, H, W) of 0..255, roads first, of a label file of any kind."""
    mask = open_mask(path)
    if mask.bands != len(CLASSES):
        raise RooflineError(
            "{mask} has one band; a label file has two, roads and buildings: make it with Compose mask."
            if mask.bands == 1
            else "{mask} has {bands} bands; a label file has two, roads and buildings: make it with Compose "
            "mask.",
            mask=mask.name,
            bands=mask.bands,
        )
    values = mask.read(all_at_once(mask.grid, mask.name))
    if values.max(initial=0) == 1:  # a file of 0 and 1
        values = values * np.uint8(LEVELS)
    given = ORDERS.get(order) or tuple(mask.classes) or CLASSES
    return values[[given.index(name) for name in CLASSES]]

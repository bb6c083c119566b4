"""Archives of NumPy's arrays with texts: what a block of a divided job writes where it is no raster."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from . import atomic
from .archives import UNREADABLE

TAG = "tag_"  # before the names of texts


def save(path: str | os.PathLike[str], arrays: Mapping[str, NDArray[Any]], tags: Mapping[str, str]) -> None:
    """Write arrays, and texts that `tags_of` gives back; the file appears whole or not at all."""
    texts = {f"{TAG}{name}": np.array(text) for name, text in tags.items()}
    with atomic.writing(path) as stream:
        np.savez_compressed(stream, **arrays, **texts)


def load(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """The arrays by their names; RooflineError where the file is not there, cut off or damaged."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files if not name.startswith(TAG)}
    except (*UNREADABLE, TypeError, AttributeError) as error:  # one array alone is no archive
        raise RooflineError(
            "{file} is not there or damaged; delete it, and run the block that makes it again.", file=path
        ) from error


def tags_of(path: str | os.PathLike[str]) -> dict[str, str]:
    """The texts of an archive; none of what is not there, cut off or damaged."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = [name for name in archive.files if name.startswith(TAG)]
            return {name[len(TAG) :]: str(archive[name]) for name in found}
    except Exception:  # damaged archives fail in many ways, and each of them means: do it again
        return {}

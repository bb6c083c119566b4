"""Files of NumPy's arrays: alone, and archives with texts, which a block of a divided job writes where it is
no raster.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

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


class _Stream:
    """A file to which NumPy writes piece by piece. Of one that it knows as a file it takes the descriptor,
    and what is in its own buffer when the disk is full is lost in silence.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.write = stream.write


def write_array(stream: BinaryIO, array: NDArray[Any]) -> None:
    """Write an array as a .npy file; OSError where the disk is full, at the latest at its closing."""
    np.save(_Stream(stream), array, allow_pickle=False)


def save_array(path: Path, array: NDArray[Any]) -> None:
    """`write_array` into a temporary file; it replaces what is there."""
    with path.open(mode="wb") as stream:
        write_array(stream, array)


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

"""Files of queries of occupancy, as ImpliCity's data sets hold them beside each chunk of points."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..formats import atomic
from ..formats.archive import save_array
from ..formats.archives import UNREADABLE
from ..formats.scratch import Scratch
from ..language import Message
from .occupancy import KINDS, MASKS, Queries, joined
from .readers import Bounds, Points
from .readers.cloud import LARGER, damaged

LARGEST_RATIO = 200  # of unpacked coordinates to packed ones: random numbers hardly pack
MOST_QUERIES = 2**27  # of one file


class QueryFiles:
    """Queries of some files on disk, each sorted by x, so that a patch's are a part of one slice.

    Memory follows the largest file while it is opened, then the queries of a patch. Use it as a context.
    """

    def __init__(self, files: Sequence[tuple[str, Path]]) -> None:
        self._folder = Scratch()
        self._parts: list[tuple[int, Any, Any]] = []
        with self._folder.filling():
            for kind, path in files:
                self._add(KINDS.index(kind), path)

    def __enter__(self) -> QueryFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary files."""
        self._parts.clear()
        self._folder.close()

    def __len__(self) -> int:
        return sum(places.shape[1] for _, places, _ in self._parts)

    def read(self, bounds: Bounds) -> Queries:
        """Queries strictly inside bounds, the kinds in the files' order."""
        left, bottom, right, top = bounds
        parts = []
        for kind, places, told in self._parts:
            first, last = np.searchsorted(places[0], (left, right))
            x, y, _ = cut = np.array(places[:, first:last])
            inside = (x > left) & (x < right) & (y > bottom) & (y < top)
            labels = np.array(told[first:last])[inside]
            masks = (labels[:, None] >> np.arange(2, 6)) & 1 > 0
            kinds = np.full(len(labels), kind, np.uint8)
            parts.append(Queries(cut[:, inside].T.copy(), labels & 3, masks, kinds))
        return joined(parts)

    def _add(self, kind: int, path: Path) -> None:
        points, labels = _read(path)
        order = np.argsort(points[:, 0], kind="stable")
        names = [self._folder.path / f"{len(self._parts)}-{part}.npy" for part in ("places", "labels")]
        save_array(names[0], np.ascontiguousarray(points[order].T))
        save_array(names[1], labels[order])
        # an empty file cannot be mapped
        mode: Any = "r" if len(points) else None
        self._parts.append((kind, np.load(names[0], mode), np.load(names[1], mode)))


def write(path: Path, queries: Queries) -> None:
    """Write queries as a file; it appears when it is complete."""
    masks = {f"mask_{name}": queries.masks[:, bit].astype(np.uint8) for bit, name in enumerate(MASKS)}
    with atomic.writing(path) as stream:
        np.savez_compressed(stream, pts=queries.points, occ=queries.occupied.astype(np.int64), **masks)


def _read(path: Path) -> tuple[Points, NDArray[np.uint8]]:
    """Points (M, 3) of a query file and what is told of them: the class in 2 bits, then a bit per mask."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            packed = entries["pts.npy"]
            if packed.file_size > LARGEST_RATIO * max(packed.compress_size, 1):
                raise damaged(path, LARGER)
            count = packed.file_size // 12  # float32 at least
            if count > MOST_QUERIES or any(e.file_size > 8 * count + 2**16 for e in (entries["occ.npy"],)):
                raise damaged(path, LARGER)
        with np.load(path, allow_pickle=False) as arrays:
            points = np.asarray(arrays["pts"], np.float64)
            if points.ndim != 2 or points.shape[1] != 3:
                raise damaged(path, Message("its array 'pts' is not (N, 3) numbers"))
            return points, _labels(path, arrays, len(points))
    except RooflineError:
        raise
    except UNREADABLE as error:
        raise damaged(path, error) from error


def _labels(path: Path, arrays: Any, count: int) -> NDArray[np.uint8]:
    occupied = np.asarray(arrays["occ"])
    if occupied.shape != (count,) or not np.isin(occupied, (0, 1, 2)).all():
        raise damaged(path, Message("its array 'occ' is not one of 0, 1 and 2 for each query"))
    labels = occupied.astype(np.uint8)
    for bit, name in enumerate(MASKS):
        key = f"mask_{name}"
        if key in arrays:
            mask = np.asarray(arrays[key])
            if mask.shape != (count,):
                raise damaged(path, Message("its masks have another length than its queries"))
            labels |= (mask != 0).astype(np.uint8) << (2 + bit)
        elif name == "gt":  # what no mask leaves out counts
            labels |= 4
    return labels

"""Point chunks of ImpliCity's data sets: arrays in `.npz` files, listed by a `chunk_info.yaml`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from ...errors import RooflineError
from ...formats import yaml_subset
from ...formats.archives import UNREADABLE
from ...language import Message
from .cloud import LARGER, PIECE, Bounds, PointCloud, Points, damaged

INFO, POINTS = "chunk_info.yaml", "input_point_cloud.npz"  # of a data set; of each of its chunks
LARGEST_RATIO = 200  # of an unpacked array to a packed one


def open_chunk(path: Path) -> PointCloud:
    """A point chunk of the published data sets; the file of chunks in the folder above tells its area."""
    info = path.parent.parent / INFO
    regions: tuple[Bounds, ...] = ()
    if info.is_file():
        regions = tuple(bounds for name, bounds in chunks_of(info).values() if name == path.parent.name)
    return PointCloud(path.name, lambda: _chunk_pieces(path), regions=regions)


def open_data_set(path: Path) -> PointCloud:
    """All point chunks of a published data set, by its chunk_info.yaml."""
    chunks = list(chunks_of(path).values())
    files = [path.parent / name / POINTS for name, _ in chunks]
    missing = [file for file in files if not file.is_file()]
    if missing or not chunks:
        what = Message("{file} is missing", file=missing[0]) if missing else Message("it lists no chunks")
        raise RooflineError(
            "{file} names no complete data set ({what}); choose a point cloud file.",
            file=path.name,
            what=what,
        )

    def pieces() -> Iterator[Points]:
        for file in files:
            yield from _chunk_pieces(file)

    return PointCloud(path.parent.name, pieces, regions=tuple(bounds for _, bounds in chunks))


def chunks_of(path: Path) -> dict[int, tuple[str, Bounds]]:
    """Name and area of each chunk of a data set, by number."""
    try:
        entries = yaml_subset.read(path).items()
        chunks = [(int(k), str(e["name"]), e["min_bound"], e["max_bound"]) for k, e in entries]
        return {k: (n, (float(a[0]), float(a[1]), float(b[0]), float(b[1]))) for k, n, a, b in chunks}
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise RooflineError(
            "{path} does not describe point chunks; choose a point cloud file.", path=path
        ) from error


def _chunk_pieces(path: Path) -> Iterator[Points]:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("pts.npy")
            if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
                raise damaged(path, LARGER)
            with archive.open(entry) as file:
                yield from _array_pieces(path, file)
    except UNREADABLE as error:
        raise damaged(path, error) from error


def _array_pieces(path: Path, file: IO[bytes]) -> Iterator[Points]:
    """Points of an array (N, 3) in numpy's format, never more at once than a piece."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, kind = read(file)
    if len(shape) != 2 or shape[1] != 3 or by_columns or kind.kind not in "fiu":
        raise damaged(path, Message("its array 'pts' is not (N, 3) numbers"))
    for done in range(0, shape[0], PIECE):
        rows = min(PIECE, shape[0] - done)
        values = np.frombuffer(file.read(rows * 3 * kind.itemsize), kind)
        yield values.reshape(rows, 3).astype(np.float64)

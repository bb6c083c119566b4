"""Point cloud files, read in pieces: LAS, LAZ, COPC, PLY, text, and ImpliCity's point chunks."""

from __future__ import annotations

from pathlib import Path

from ...errors import RooflineError
from . import chunks, las, ply, text
from .cloud import PIECE, Bounds, PointCloud, Points, crs_wkt

__all__ = ["PIECE", "Bounds", "PointCloud", "Points", "crs_wkt", "open_points"]
READERS = {
    ".las": las.open_cloud,
    ".laz": las.open_cloud,
    ".ply": ply.open_cloud,
    ".npz": chunks.open_chunk,
    ".yaml": chunks.open_data_set,
    **dict.fromkeys(text.SUFFIXES, text.open_cloud),
}


def open_points(path: str | Path) -> PointCloud:
    """A point cloud by its file; the name's extension tells the format."""
    path = Path(path)
    if not path.is_file():
        raise RooflineError("The point cloud {path} does not exist; choose another file.", path=path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise RooflineError(
            "{file} is no known point cloud; use LAS, LAZ, COPC, PLY, XYZ, CSV or point chunks (.npz).",
            file=path.name,
        )
    return reader(path)

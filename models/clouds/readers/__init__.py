"""Point cloud files, read in pieces: LAS, LAZ, COPC, PLY, text, and ImpliCity's point chunks."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from ...errors import RooflineError
from ...formats.names import is_elsewhere, is_there, refuse_folder
from . import chunks, las, ply, text
from .cloud import PIECE, Bounds, PointCloud, Points, crs_wkt
from .selection import USUAL, Selection

__all__ = ["PIECE", "USUAL", "Bounds", "PointCloud", "Points", "Selection", "crs_wkt", "open_points"]
MARKED = (".las", ".laz")  # what tells class, return and flags of each point
EPT = "ept.json"
READERS = {
    **dict.fromkeys(MARKED, las.open_cloud),
    ".ply": ply.open_cloud,
    ".npz": chunks.open_chunk,
    ".yaml": chunks.open_data_set,
    **dict.fromkeys(text.SUFFIXES, text.open_cloud),
}


def open_points(path: str | PathLike[str], selection: Selection = USUAL) -> PointCloud:
    """The selected points of a file; the name's extension tells the format.

    Only LAS, LAZ and COPC say what a selection other than the usual one needs: others are refused then.
    """
    path = Path(path)
    _check_tiles(path)
    if is_elsewhere(path) or path.suffix.lower() == ".zip":
        raise RooflineError(
            "{file} lies on the web or in an archive; download or unpack it, and give the file itself.",
            file=path.name,
        )
    refuse_folder(path)
    if not is_there(path):
        raise RooflineError("The point cloud {path} does not exist; choose another file.", path=path)
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise RooflineError(
            "{file} is no known point cloud; use LAS, LAZ, COPC, PLY, XYZ, CSV or point chunks (.npz).",
            file=path.name,
        )
    if suffix in MARKED:
        return las.open_cloud(path, selection)
    if selection != USUAL:
        raise RooflineError(
            "{file} tells no classes, returns or flags, as LAS does; leave CLASSES, RETURNS and the flags as "
            "they are.",
            file=path.name,
        )
    return reader(path)


def _check_tiles(path: Path) -> None:
    """Refuse tiles of Entwine (EPT), which are a folder of many files, here or on a server."""
    if path.name.lower() == EPT or is_there(path / EPT):
        raise RooflineError(
            "{file} belongs to Entwine point tiles (EPT), which are not read; export the points as one LAZ "
            "or COPC file, for example by the tool Export point cloud of QGIS, or by pdal translate.",
            file=path.name,
        )

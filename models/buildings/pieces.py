"""Footprints of a large mask in pieces that several machines make, joined into what one machine finds.

Each piece makes the buildings whose northernmost corner lies in it. To see all of them it looks beyond its
window, as far as it must: a building that four pieces share is made once, as one machine makes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from ..formats import archive
from ..progress import Cancel, Progress
from ..raster.coverage import MaskValues
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from ..raster.plausible import say_void_buildings
from .contours import Outline, first_of, outlines
from .footprints import Footprint, Place, Shape, opened, shaped
from .heights import Heights

REACH = 512  # pixels beyond a piece that are looked at first: few buildings are as large
FARTHER = 4  # times as far, where a building is larger
NUMBERS = ("ground", "eaves", "ridge", "mean")
UNKNOWN = Heights(np.nan, np.nan, np.nan, np.nan, "")


def measures(
    mask: str | os.PathLike[str],
    shape: Shape,
    dsm: str | os.PathLike[str] | None = None,
    dtm: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
) -> Grid:
    """The mask's grid; refuses what the run would refuse."""
    shape.check()
    with opened(mask, dsm, dtm, threshold) as place:
        return place.raster.grid


def make(
    mask: str | os.PathLike[str],
    window: Window,
    target: Path,
    shape: Shape,
    *,
    dsm: str | os.PathLike[str] | None = None,
    dtm: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
    tags: Mapping[str, str] | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> None:
    """Make the footprints of a window into an archive with `tags`. Raises RooflineError, or Cancelled."""
    with opened(mask, dsm, dtm, threshold) as place:
        values = MaskValues(place.raster)
        found = owned(place, window, values, cancelled)
        made = shaped(found, place, shape, progress, cancelled)
    parts = [np.frombuffer(each.wkb, np.uint8) for each in made]
    heights = [each.heights or UNKNOWN for each in made]
    arrays = {
        "shapes": np.concatenate([np.empty(0, np.uint8), *parts]),
        "lengths": np.array([len(part) for part in parts], np.int64),
        "sizes": np.array([(each.area, each.perimeter) for each in made]).reshape(-1, 2),
        "firsts": np.array([each.first for each in made]).reshape(-1, 2),
        "heights": np.array([[getattr(each, name) for name in NUMBERS] for each in heights]).reshape(-1, 4),
        "roofs": np.array([each.roof for each in heights], str),
        "values": np.array(values.others, np.float32),  # none of probabilities
    }
    archive.save(target, arrays, tags or {})


def joined(mask: str | os.PathLike[str], pieces: Iterable[Path]) -> list[Footprint]:
    """What `footprints` gives, from the archives of all pieces."""
    found: list[Footprint] = []
    with Raster.open(mask) as raster:
        values = MaskValues(raster)
        for path in pieces:
            arrays = archive.load(path)
            values.shares(arrays["values"])  # refuses a mask of more than one number besides 0
            found += _footprints(arrays)
        if not found:
            say_void_buildings(raster)
    return sorted(found, key=lambda each: each.first)


def owned(
    place: Place,
    window: Window,
    values: MaskValues,
    cancelled: Cancel = None,
    reach: int = REACH,
) -> list[Outline]:
    """The whole outlines of the buildings that begin in a window."""
    whole = place.raster.grid.window()
    while True:
        seen = window.grown(reach).intersection(whole)
        found = outlines(place.raster, cancelled, place.level, seen, values)
        cut = [_is_cut(each, seen or whole, whole) for each in found]
        if not any(is_cut and _may_begin(each, window, whole) for each, is_cut in zip(found, cut)):
            return [each for each, is_cut in zip(found, cut) if not is_cut and _begins(each, window, whole)]
        reach *= FARTHER


def _is_cut(outline: Outline, seen: Window, whole: Window) -> bool:
    """Whether an outline goes on beyond what was looked at: it comes nearer than the last pixels' centres."""
    (left, top), (right, bottom) = outline.outer.min(axis=0), outline.outer.max(axis=0)
    ends = seen.col + seen.width, seen.row + seen.height
    return bool(
        (seen.col > 0 and left <= seen.col + 0.5)
        or (seen.row > 0 and top <= seen.row + 0.5)
        or (ends[0] < whole.width and right >= ends[0] - 0.5)
        or (ends[1] < whole.height and bottom >= ends[1] - 0.5)
    )


def _pixel(outline: Outline, whole: Window) -> tuple[int, int]:
    """Row and column of the pixel that an outline begins in; those along the raster's edge count inside."""
    row, col = (int(np.floor(each)) for each in first_of(outline.outer))
    return min(max(row, 0), whole.height - 1), min(max(col, 0), whole.width - 1)


def _begins(outline: Outline, window: Window, whole: Window) -> bool:
    row, col = _pixel(outline, whole)
    return 0 <= row - window.row < window.height and 0 <= col - window.col < window.width


def _may_begin(outline: Outline, window: Window, whole: Window) -> bool:
    """Whether a building of which a part is seen may begin in a window: it has no corner further north."""
    row, _ = _pixel(outline, whole)
    (left, _), (right, _) = outline.outer.min(axis=0), outline.outer.max(axis=0)
    beside = right < window.col or left > window.col + window.width
    return window.row <= row < window.row + window.height and not beside


def _footprints(arrays: Mapping[str, np.ndarray]) -> list[Footprint]:
    """The footprints of a piece."""
    content, ends = arrays["shapes"].tobytes(), np.cumsum(arrays["lengths"]).tolist()
    found = []
    for index, (start, end) in enumerate(zip([0, *ends], ends)):
        area, perimeter = arrays["sizes"][index].tolist()
        ground, eaves, ridge, mean = arrays["heights"][index].tolist()
        roof = str(arrays["roofs"][index])
        heights = Heights(ground, eaves, ridge, mean, roof) if roof else None
        row, col = arrays["firsts"][index].tolist()
        found.append(Footprint(content[start:end], area, perimeter, heights, (row, col)))
    return found

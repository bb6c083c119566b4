"""Comparison of buildings with a reference, each a mask, a probability or polygons, in bounded memory."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np

from ...errors import RooflineError
from ...options import MASK_COMPATIBILITIES
from ...progress import Cancel, Check, Progress, Reporter
from ...raster.arrays import BoolArray
from ...raster.dataset import Raster, single_mask
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid, Window
from ...raster.ground import say_stretch
from ...raster.paths import check_paths
from ...raster.plausible import checked_mask
from ...raster.shapes import files_read
from ...raster.warp import Aligned
from ...raster.windows import squares
from .boundary import HALO, boundary_maps
from .metrics import MaskTally
from .objects import Matches, Objects
from .polygons import polygon_measures
from .published import binary, class_measures
from .result import MaskResult
from .sides import PolygonSide, Seen, Side, Source, sides
from .tiles import Tiles
from .views import MaskViews

LOGGER = logging.getLogger(__name__)
BLOCK = 1024  # pixels along a side of what is read at once, or a tile if that is larger
# Pixels that may be asked for.
LEAST_TILE, MOST_TILE = 32, 4096
TILE = 256  # pixels; those of the published programs
NONE, ENHANCER, PIX2PIX = MASK_COMPATIBILITIES


def evaluate_mask(
    source: Source,
    reference: Source,
    *,
    valid_mask: str | os.PathLike[str] | None = None,
    grid: Grid | None = None,
    tile: int = TILE,
    compatibility: str = NONE,
    files: Sequence[str | os.PathLike[str]] = (),
    views: MaskViews | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> MaskResult:
    """Measures of buildings against a reference: pooled, as means over tiles, of objects and of polygons.

    Both sides are compared on `grid`, else on that of the source, else of the reference. Pixels count that
    both sides know and where `valid_mask` is not 0. `tile` is in pixels. `compatibility`: "published" holds
    the numbers of that system, which takes bytes for grey levels. `files` will be written by the caller:
    whether they can be is known before the work. `views` collects what a report shows. Raises RooflineError.
    """
    if not LEAST_TILE <= tile <= MOST_TILE:
        raise RooflineError(
            "TILE_SIZE is {tile}; give {least} to {most} pixels.", tile=tile, least=LEAST_TILE, most=MOST_TILE
        )
    check_paths(files_read((source, reference, valid_mask)), list(files))
    with ExitStack() as stack:
        stack.enter_context(block_cache())
        both = sides(stack, source, reference, grid, grey=compatibility != NONE, cancelled=cancelled)
        job = _Job(both, grid or _grid(both), tile, compatibility, views)
        if valid_mask:
            valid = checked_mask(single_mask(stack.enter_context(Raster.open(valid_mask))))
            job.valid = Aligned(valid, job.grid, "nearest")
        say_stretch(job.grid)
        reporter = Reporter(job.blocks, progress, cancelled)
        job.run(reporter)
        result = job.result(reporter.check)
        if views is not None:
            views.visit(job.tiles, lambda window: job.seen(window)[:3])
        for side in both:
            side.report()
    if progress is not None:
        progress(1.0)
    named = {"source": source, "reference": reference, "valid_mask": valid_mask}
    result["files"] = {name: str(file) for name, each in named.items() for file in files_read((each,))}
    return result


def _grid(both: tuple[Side, Side]) -> Grid:
    """The grid that both are on: the source's, unless it took the reference's."""
    return both[0].grid if not isinstance(both[0], PolygonSide) else both[1].grid


class _Job:
    """The sums of a comparison, block by block."""

    valid: Aligned | None = None

    def __init__(
        self, both: tuple[Side, Side], grid: Grid, tile: int, compatibility: str, views: MaskViews | None
    ) -> None:
        self.grid, self._sides, self._views = grid, both, views
        self.tiles = Tiles(grid.window(), tile)
        self._side = tile * max(1, BLOCK // tile)
        self._objects = Objects(grid.width)
        self._compatibility = compatibility
        self._tally = MaskTally()
        self._classes: list[dict[str, float]] = []
        if views is not None:
            views.begin(grid)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return math.prod(-(-size // self._side) for size in (self.grid.height, self.grid.width))

    def run(self, reporter: Reporter) -> None:
        """Read all blocks, row by row from the left."""
        for window in squares(self.grid.window(), self._side):
            reporter.check()
            self._add(window)
            reporter.done(1)

    def seen(self, window: Window) -> tuple[BoolArray, BoolArray, BoolArray, tuple[Seen, Seen]]:
        """Both sides' buildings and what is known of both (H, W) of a window, which may exceed the grid."""
        found = self._sides[0].read(window), self._sides[1].read(window)
        known = found[0].known & found[1].known
        if self.valid is not None:
            known &= np.nan_to_num(self.valid.read(window)[0]) != 0
        return found[0].buildings & known, found[1].buildings & known, known, found

    def result(self, check: Check) -> MaskResult:
        """All measures; RooflineError where no pixel counts. `check` raises Cancelled."""
        totals = self.tiles.totals()
        if not totals["known"]:
            raise RooflineError(
                "No pixel is known to both sides: check where they lie, their nodata and VALID_MASK."
            )
        if not totals["tp"] + totals["fn"] + totals["fp"]:
            LOGGER.warning(
                "Neither mask has a building where both are known: they agree, but there is no IoU or other "
                "share to tell of nothing."
            )
        elif not totals["tp"] + totals["fn"]:
            LOGGER.warning("The reference has no building where both sides are known.")
        elif not totals["tp"] + totals["fp"]:
            LOGGER.warning("The evaluated mask has no building where both sides are known.")
        matches = self._objects.matches(check)
        result: MaskResult = {
            "pooled": self.tiles.pooled(),
            "tiles": self.tiles.means(),
            "tile_table": self.tiles.table(),
            "objects": matches.measures(),
            "polygons": self._polygon_measures(matches, check),
            "counts": {name: int(totals[name]) for name in ("tp", "fp", "fn", "tn")},
            "size": [self.grid.width, self.grid.height],
            "gsd": self.grid.gsd,
            "crs": "" if self.grid.crs is None else self.grid.crs.GetName(),
        }
        if self._compatibility == ENHANCER:
            result["published"] = self._tally.result()
        elif self._compatibility == PIX2PIX:
            names = self._classes[0] if self._classes else {}
            result["published"] = {
                "mean": {name: float(np.mean([each[name] for each in self._classes])) for name in names}
            }
        return result

    def _add(self, window: Window) -> None:
        wide = window.grown(HALO)
        inner = slice(HALO, HALO + window.height), slice(HALO, HALO + window.width)
        predicted, reference, known, found = self.seen(wide)
        ours, theirs, counted = (each[inner] for each in (predicted, reference, known))
        maps = {
            "known": counted,
            "tp": ours & theirs,
            "fp": ours & ~theirs,
            "fn": theirs & ~ours,
            "tn": counted & ~(ours | theirs),
        }
        if predicted.any() or reference.any():
            around = boundary_maps(predicted, reference, known)
            maps.update({name: each[inner] for name, each in around.items()})
        self.tiles.add(window, maps)
        numbers = tuple(None if each.objects is None else each.objects[inner] for each in found)
        self._objects.add(ours, theirs, (numbers[0], numbers[1]), window)
        if self._views is not None:
            self._views.add(window, maps)
        if self._compatibility != NONE:
            greys = [np.rint(each.shares[inner] * 255).astype(np.uint8) for each in found]
            for part in self.tiles.parts(window):
                self._add_published(greys[0][part], greys[1][part])

    def _add_published(self, predicted: np.ndarray, reference: np.ndarray) -> None:
        if self._compatibility == ENHANCER:
            self._tally.add(predicted, reference)
        else:
            self._classes.append(class_measures(binary(predicted), binary(reference)))

    def _polygon_measures(self, matches: Matches, check: Check) -> dict[str, float]:
        """Of matching polygons, where both sides have some."""
        ours, theirs = (side.polygons for side in self._sides)
        if ours is None or theirs is None:
            return {}
        pairs = ((ours[one - 1], theirs[other - 1]) for one, other in matches.pairs.tolist())
        return polygon_measures(pairs, self.grid.ground_unit, check)

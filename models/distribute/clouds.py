"""Surfaces of point clouds in blocks: each machine sorts all points, and reconstructs its block."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from ..clouds.readers.selection import USUAL, Selection
from ..engine.tiles import digest_of
from ..raster.gdal_errors import block_cache
from .plan import Inputs
from .works import Block, Request, Survey, Work, keywords


class CloudWork(Work):
    """Reconstruct DSM: inputs "points" and "guides"."""

    one_by_one = True

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """Heights, and their uncertainty if it is wanted."""
        return ("target", "uncertainty") if options.get("uncertainty") else ("target",)

    def check(self, request: Request) -> None:
        """What a run refuses before it sorts the points."""
        from ..clouds.height_search import SCHEDULES
        from ..clouds.reconstruct import check_asked

        asked, (_, guides) = request.options, _given(request.inputs)
        pixel, schedule = float(asked.get("pixel_size", 0.0)), str(asked.get("schedule", SCHEDULES[0]))
        check_asked(request.card, len(guides), bool(asked.get("uncertainty")), pixel, 0, schedule)

    def survey(self, request: Request) -> Survey:
        """Sort the points, and see where tiles lie and how high the first one is."""
        from .. import bundle
        from ..clouds.cell_source import CellSource, looks_at_cells
        from ..clouds.parts import Whole, first_level
        from ..clouds.readers import open_points
        from ..clouds.source import CloudSource

        loaded, options = bundle.load(request.model), request.options
        points, guides = _given(request.inputs)
        pixel, crs = float(options.get("pixel_size", 0.0)), str(options.get("crs", ""))
        tile = int(options.get("tile_size", 0)), int(options.get("overlap", -1))
        with block_cache(), ExitStack() as stack:
            cloud, extent = open_points(points, _selection(options)), options.get("extent")
            source: Whole
            if looks_at_cells(request.card):
                source = CellSource(loaded, cloud, stack, pixel, extent, crs, tile, None)
            else:
                source = CloudSource(loaded, cloud, guides, stack, pixel, extent, crs, tile, None)
            cols, rows = source.axes
            return Survey(source.grid, cols, rows, digest_of(cols, rows), first_level(source))

    def run(self, block: Block) -> None:
        """Reconstruct a block."""
        from .. import bundle
        from ..clouds.reconstruct import reconstruct

        points, guides = _given(block.plan.inputs)
        reconstruct(
            bundle.load(block.model),
            points,
            block.targets["target"],
            guides=guides,
            uncertainty=block.targets.get("uncertainty"),
            selection=_selection(block.plan.options),
            part=block.part,
            **block.watch,
            **keywords(block.plan.options, "uncertainty", "selection"),
        )


def _selection(options: Mapping[str, Any]) -> Selection:
    """Which points are used, from the words that a plan keeps."""
    words = options.get("selection")
    return USUAL if words is None else Selection.from_words(words)


def _given(inputs: Inputs) -> tuple[str, list[str]]:
    """The cloud and the guides, by their paths."""
    (points,) = (each.path for each in inputs["points"] if each is not None)
    return points, [each.path for each in inputs.get("guides", ()) if each is not None]

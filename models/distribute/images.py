"""Images painted from masks, in blocks: chance comes from the seed and the place alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.inputs import checked_gsd
from ..engine.setup import layout_of
from ..errors import RooflineError
from ..imagery.masks import open_mask
from ..modelfile.card import require_task
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache
from ..raster.grid import Window
from ..tasks import SYNTHESIZE_IMAGERY
from .works import Block, Request, Survey, Work, keywords


class ImageWork(Work):
    """Synthesize imagery: input "mask"."""

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The image."""
        return ("target",)

    def survey(self, request: Request) -> Survey:
        """The layout over the mask, whatever kind of file it is."""
        require_task(request.card, SYNTHESIZE_IMAGERY.id)
        (source,), options = request.inputs["mask"], request.options
        with block_cache():
            mask = open_mask(source or "")
            whole = mask.grid.window()
            area = Window(*options["window"]).intersection(whole) if options.get("window") else whole
            if area is None:
                raise RooflineError(
                    "The chosen extent does not overlap the {what}; choose one that does.", what=mask.name
                )
            sizes = int(options.get("tile_size", 0)), int(options.get("overlap", -1))
            layout = layout_of(request.card, area, *sizes)
            with Raster.open(source or "") as raster:
                gsd = checked_gsd(request.card, raster, options.get("gsd"))
        return Survey(mask.grid.subgrid(area), layout.cols, layout.rows, layout.digest, None, {"gsd": gsd})

    def run(self, block: Block) -> None:
        """Paint a block."""
        from .. import bundle
        from ..imagery.synthesis import synthesize

        synthesize(
            bundle.load(block.model),
            block.plan.inputs["mask"][0] or "",
            block.targets["target"],
            part=block.part,
            **block.watch,
            **keywords(block.plan.options),
        )

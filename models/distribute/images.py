"""Images painted from masks, in blocks: chance comes from the seed and the place alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.inputs import checked_gsd
from ..engine.setup import layout_of
from ..errors import RooflineError
from ..imagery.asked import bands_for, check_chance
from ..imagery.masks import open_mask
from ..modelfile.card import require_task
from ..options import AUTO, BACKGROUNDS
from ..raster.dataset import Raster
from ..raster.formats import PICTURE, Kind
from ..raster.gdal_errors import block_cache
from ..raster.grid import Window
from ..tasks import SYNTHESIZE_IMAGERY
from .works import Block, Request, Survey, Work, keywords


class ImageWork(Work):
    """Synthesize imagery: input "mask"."""

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The image."""
        return ("target",)

    def check(self, request: Request) -> None:
        """The model, and what is asked of chance."""
        require_task(request.card, SYNTHESIZE_IMAGERY.id)
        asked = request.options
        check_chance(asked.get("background", BACKGROUNDS[0]), asked.get("diversity", 0), asked.get("seed", 0))

    def kinds(self, request: Request) -> Mapping[str, Kind]:
        """A picture."""
        dtype, _, nodata, lossy = PICTURE
        return {"target": (dtype, int(request.card.output.bands), nodata, lossy)}

    def survey(self, request: Request) -> Survey:
        """The layout over the mask, whatever kind of file it is."""
        (source,), options = request.inputs["mask"], request.options
        with block_cache():
            mask = open_mask(source or "")
            bands_for(mask, request.card.inputs[0], options.get("channel_order", AUTO))
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

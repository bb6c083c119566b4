"""Building masks in blocks: small buildings at borders are judged when all blocks are done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..buildings.asked import fewest_pixels, threshold_of
from ..buildings.specks import SPECKS, Borders, too_small
from ..engine.inputs import Source
from ..engine.part import SUMS
from ..formats import atomic
from ..modelfile import choice
from ..modelfile.parts import Card
from ..options import AUTO
from ..raster.formats import MASK, Kind
from ..raster.grid import Window
from ..tasks import BUILDING_MASK
from .copying import write
from .job import Job, tags_of
from .plan import Inputs
from .works import Block, NetworkWork, Request, keywords


class MaskWork(NetworkWork):
    """Building mask: inputs by role, "dsm", "image" and "ndvi", each of one raster."""

    task = BUILDING_MASK.id
    extra = "probability"

    def check(self, request: Request) -> None:
        """The model, and the numbers."""
        super().check(request)
        threshold_of(request.options.get("threshold"), request.card.output)
        fewest_pixels(request.options.get("min_area", 0.0), 1.0)

    def kinds(self, request: Request) -> Mapping[str, Kind]:
        """A mask of bytes."""
        return {"target": MASK}

    def model(self, name: str, inputs: Inputs) -> str:
        """ "auto" stands for the installed model that uses most of the inputs."""
        return choice.best(_files(inputs), BUILDING_MASK.id) if name in ("", AUTO) else name

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The mask, the probability if wanted, what is at the border if small buildings are left out."""
        return super().products(options) + ((SPECKS,) if options.get("min_area") else ())

    def sources(self, card: Card, inputs: Inputs) -> list[list[Source | None]]:
        """The rasters as the card takes them."""
        return [list(choice.in_order(card, _files(inputs)))]

    def run(self, block: Block) -> None:
        """Find the buildings of a block."""
        from .. import bundle
        from ..predict import predict

        loaded, targets, part = bundle.load(block.model), block.targets, block.part
        (sources,) = self.sources(loaded.spec, block.plan.inputs)
        if SPECKS in targets:
            part = replace(part, beside={SPECKS: targets[SPECKS]})
        predict(
            loaded,
            sources,
            targets["target"],
            probability=targets.get("probability"),
            part=part,
            **block.watch,
            **keywords(block.plan.options, "probability"),
        )

    def finish(self, job: Job) -> None:
        """Take out what is too small though it touched a border: those blocks are written once more."""
        plan = job.plan
        if SPECKS not in plan.products:
            return
        across, area = len(plan.cols) - 1, float(plan.options["gsd"]) ** 2
        borders = [Borders.load(job.file(SPECKS, number)) for number in range(len(plan))]
        rows = [borders[first : first + across] for first in range(0, len(plan), across)]
        try:
            job.changed("target", 0).parent.mkdir(exist_ok=True)
        except OSError as error:
            raise atomic.cannot_write(job.changed("target", 0).parent, error) from error
        for (row, col), pixels in too_small(rows, fewest_pixels(plan.options["min_area"], area)).items():
            number = row * across + col
            if job.final("target", number) == job.file("target", number):
                _write_without(job, number, pixels, area)


def _write_without(job: Job, number: int, pixels: NDArray[np.int32], area: float) -> None:
    """A block's mask without some pixels (n, 2; row, column), each of so many square metres."""
    source = job.file("target", number)
    counted: dict[str, float] = json.loads(tags_of(source)[SUMS])
    left = counted["building_pixels"] - len(pixels)
    sums = json.dumps({"building_pixels": left, "building_area": left * area})

    def change(values: NDArray[Any], window: Window) -> None:
        here = (pixels[:, 0] >= window.row) & (pixels[:, 0] < window.row + window.height)
        values[0, pixels[here, 0] - window.row, pixels[here, 1]] = 0

    tags, overviews = {SUMS: sums}, job.plan.overviews
    write(source, job.changed("target", number), change=change, tags=tags, overviews=overviews)


def _files(inputs: Inputs) -> dict[str, Any]:
    """The rasters that are given, by role."""
    return {role: given[0] for role, given in inputs.items() if given and given[0] is not None}

"""Footprints in blocks: each machine makes the buildings that begin in its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..buildings import layer, pieces
from ..buildings.footprints import Footprint, Shape
from ..progress import Cancel, Progress
from ..raster.source import RasterPath
from . import whole
from .job import FOOTPRINTS, Job
from .works import BUILDING_FOOTPRINTS, Block, Request, Survey, Work, rasters_of

LAYER = "footprints.gpkg"
RASTERS = ("mask", "dsm", "dtm")


class FootprintWork(Work):
    """Building footprints: inputs "mask", "dsm" and "dtm", each of one raster."""

    has_model = False
    results = (LAYER,)

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The footprints."""
        return (FOOTPRINTS,)

    def survey(self, request: Request) -> Survey:
        """The mask's grid; blocks may be cut anywhere."""
        inputs, options = rasters_of(request.inputs, RASTERS), request.options
        return Survey(
            pieces.measures(inputs.pop("mask"), _shape(options), threshold=_level(options), **inputs)
        )

    def run(self, block: Block) -> None:
        """Make a block's footprints."""
        inputs, options = rasters_of(block.plan.inputs, RASTERS), block.plan.options
        pieces.make(
            inputs.pop("mask"),
            block.part.window,
            block.targets[FOOTPRINTS],
            _shape(options),
            threshold=_level(options),
            tags=block.part.tags,
            **inputs,
            **block.watch,
        )

    def numbers(self, job: Job) -> dict[str, float]:
        """How many there are."""
        return {"count": len(found_by(job))}

    def files(self, job: Job) -> dict[str, Path]:
        """All of them, as a layer in the job's folder."""
        path = job.folder / LAYER
        layer.write(path, found_by(job), job.plan.grid.projection)
        return {"OUTPUT": path}


def run(
    scheduler: str,
    mask: RasterPath,
    beside: Path,
    *,
    dsm: RasterPath | None = None,
    dtm: RasterPath | None = None,
    block_size: int = whole.BLOCK,
    progress: Progress = None,
    cancelled: Cancel = None,
    **options: Any,
) -> list[Footprint]:
    """What `buildings.footprints.footprints` gives, by the workers of a dask scheduler; see there.

    Blocks lie in a folder beside a file, which workers must see under the same path.
    """
    inputs: dict[str, list[RasterPath | None]] = {"mask": [mask], "dsm": [dsm], "dtm": [dtm]}
    watch = {"block_size": block_size, "progress": progress, "cancelled": cancelled}
    keywords: dict[str, Any] = {**options, **watch}
    job = whole.done(scheduler, BUILDING_FOOTPRINTS, "", inputs, beside, **keywords)
    found = found_by(job)
    job.remove()
    return found


def found_by(job: Job) -> list[Footprint]:
    """The footprints of all blocks, which must be done, in one machine's order."""
    files = (job.file(FOOTPRINTS, number) for number in range(len(job.plan)))
    return pieces.joined(rasters_of(job.plan.inputs, RASTERS)["mask"], files)


def _shape(options: Mapping[str, Any]) -> Shape:
    return Shape(**{name: options[name] for name in Shape._fields if name in options})


def _level(options: Mapping[str, Any]) -> float | None:
    return options.get("threshold")

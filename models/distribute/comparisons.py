"""Comparisons of surfaces in blocks: each machine counts, and the report is made of all the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import RooflineError
from ..evaluation.surface import parts
from ..evaluation.surface.comparison import MASKS
from ..evaluation.surface.result import SurfaceResult
from ..evaluation.surface.views import Views
from ..evaluation.surface.written import write_files
from ..formats.atomic import afterwards, at_once
from ..progress import Cancel, Progress
from ..raster.paths import check_paths
from ..raster.source import RasterPath
from . import copying, mosaic, whole
from .job import TALLY, Job
from .works import EVALUATE_DSM, Block, Request, Survey, Work, rasters_of

ERROR = "target"  # the raster of errors
ROLES = ("source", "reference", "baseline", *(f"{name}_mask" for name in MASKS))
FILES = {"REPORT": "report.html", "METRICS": "metrics.json", "TABLE": "table.csv"}


class ComparisonWork(Work):
    """Evaluate DSM: inputs by the names of its rasters, "source", "reference" ..., each of one raster."""

    has_model = False
    results = tuple(FILES.values())

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """What was counted, and the errors if they are wanted."""
        return (ERROR, TALLY) if options.get("error") else (TALLY,)

    def survey(self, request: Request) -> Survey:
        """Blocks are cut between those of the bootstrap."""
        grid, blocks = parts.measures(rasters_of(request.inputs, ROLES))
        return Survey(grid, pieces=(blocks.width, blocks.height))

    def run(self, block: Block) -> None:
        """Measure a block."""
        parts.measure(
            rasters_of(block.plan.inputs, ROLES),
            block.part.window,
            block.targets[TALLY],
            max_error=block.plan.options.get("max_error"),
            error_raster=block.targets.get(ERROR),
            tags=block.part.tags,
            **block.watch,
        )

    def numbers(self, job: Job) -> dict[str, float]:
        """Those of all pixels."""
        return {name: float(value) for name, value in result_of(job)["source"]["all"].items()}

    def files(self, job: Job) -> dict[str, Path]:
        """The report, the metrics and the table, in the job's folder."""
        views = Views()
        result = result_of(job, views)
        files = {name: str(job.folder / file) for name, file in FILES.items()}
        return {name: Path(path) for name, path in write_files(result, views, files).items()}


def run(
    scheduler: str,
    inputs: Mapping[str, RasterPath | None],
    error_raster: str | None,
    files: Sequence[str],
    *,
    max_error: float | None = None,
    creation_options: Sequence[str] = (),
    block_size: int = whole.BLOCK,
    views: Views | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> SurfaceResult:
    """What `evaluate` gives, measured by the workers of a dask scheduler; see there for the parameters.

    Blocks lie beside the first of the files that are wanted, where workers must see them.
    """
    outputs = [path for path in (error_raster, *files) if path]
    if not outputs:
        raise RooflineError("With CLUSTER, give one of the outputs a file: the machines work in its folder.")
    given = {name: [source] for name, source in inputs.items() if source is not None}
    check_paths([source for (source,) in given.values()], outputs)
    with at_once():
        job = whole.done(
            scheduler,
            EVALUATE_DSM,
            "",
            given,
            Path(outputs[0]),
            block_size=block_size,
            progress=progress,
            cancelled=cancelled,
            max_error=max_error,
            error=error_raster is not None,
            targets={} if error_raster is None else {ERROR: error_raster},
            creation_options=creation_options,
        )
        rasters = mosaic.join(job) if error_raster is not None else {}
    result = result_of(job, views)
    if error_raster is not None:
        copying.write(rasters[ERROR], error_raster, creation_options, cancelled=cancelled)
    afterwards(job.remove)  # not before the report, which is made of the result, has its name
    return result


def result_of(job: Job, views: Views | None = None) -> SurfaceResult:
    """What one machine's comparison gives; all blocks must be done."""
    files = (job.file(TALLY, number) for number in range(len(job.plan)))
    max_error = job.plan.options.get("max_error")
    return parts.joined(rasters_of(job.plan.inputs, ROLES), files, max_error=max_error, views=views)

"""A whole run on a cluster: planned, done and joined, into the rasters that one machine would write."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..engine.inputs import Source
from ..errors import RooflineError
from ..formats.atomic import afterwards, together
from ..progress import Cancel, Progress, part_of
from ..raster.paths import check_paths
from ..raster.shapes import Vector
from ..raster.source import RasterPath
from . import cluster, copying, mosaic, planning
from .job import Job

BLOCK = 8192  # pixels; a town becomes several blocks, of which some 15 % of the tiles are computed twice
JOINING = 0.1  # share of the progress


def run(
    scheduler: str,
    task: str,
    model: str,
    inputs: Mapping[str, Sequence[Source | None]],
    targets: Mapping[str, str | os.PathLike[str] | None],
    *,
    creation_options: Sequence[str] = (),
    block_size: int = BLOCK,
    progress: Progress = None,
    cancelled: Cancel = None,
    **options: Any,
) -> dict[str, float]:
    """Run a task on the workers of a dask scheduler; what was found, by name.

    `targets`: "target" and what else is wanted. Blocks go into a folder beside the target, which workers must
    see under the same path; it stays when the run is stopped, and the same run goes on from there.
    """
    wanted = {name: Path(path) for name, path in targets.items() if path is not None}
    given = {name: [_raster(each) for each in sources] for name, sources in inputs.items()}
    check_paths([each for sources in given.values() for each in sources if each], list(wanted.values()))
    asked: dict[str, Any] = {**{name: True for name in wanted if name != "target"}, **options}
    report = part_of(progress, 0.0, 1 - JOINING)
    target = wanted["target"]
    job = done(
        scheduler,
        task,
        model,
        given,
        target,
        block_size=block_size,
        progress=report,
        cancelled=cancelled,
        targets=wanted,
        creation_options=creation_options,
        **asked,
    )
    made = mosaic.join(job)
    with together():
        for index, (name, path) in enumerate(wanted.items()):
            share = JOINING / len(wanted)
            report = part_of(progress, 1 - JOINING + index * share, share)
            copying.write(made[name], path, creation_options, report, cancelled)
    found = mosaic.numbers(job)
    afterwards(job.remove)
    return found


def done(
    scheduler: str,
    task: str,
    model: str,
    inputs: Mapping[str, Sequence[RasterPath | None]],
    beside: Path,
    *,
    block_size: int = BLOCK,
    progress: Progress = None,
    cancelled: Cancel = None,
    **options: Any,
) -> Job:
    """A job with all its blocks, done by the workers of a scheduler in a folder beside a file."""
    cluster.check_installed()
    with cluster.connected(scheduler) as client:
        folder = beside.with_name(f"{beside.stem}-blocks")
        job = planning.make(folder, task, model, inputs, block_size=block_size, **options)
        cluster.run(job, client, progress, cancelled)
    return job


def _raster(source: Source | None) -> RasterPath | None:
    if isinstance(source, Vector):
        raise RooflineError(
            "{name} has polygons, which no cluster is sent; give a mask raster, or leave CLUSTER empty.",
            name=source.name or source.file,
        )
    return source

"""Making a plan: what the task looks at, where blocks are cut, and on what they are computed."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Union, cast

from ..engine.setup import check_batch
from ..errors import RooflineError
from ..modelfile import store
from ..modelfile.parts import Card
from ..options import AUTO
from ..raster.formats import ANYWHERE, HEIGHTS
from ..raster.grid import Grid
from ..raster.source import RasterPath
from ..raster.writer import check_raster
from . import works
from .fingerprints import Fingerprint, taken
from .job import Job
from .plan import Plan, own_version, settled_source

LOGGER = logging.getLogger(__name__)
Targets = Mapping[str, Union[str, "os.PathLike[str]"]]
NOTHING: Targets = MappingProxyType({})
BLOCK = 16384  # pixels; some 4 % of the tiles are then computed twice, and a block takes minutes to an hour
# Pixels of a batch on graphics cards, which need not be there when the plan is made: fits into 8 GB.
GPU_BATCH_PIXELS = 2**20


def make(
    folder: str | os.PathLike[str],
    task: str,
    model: str,
    inputs: Mapping[str, Sequence[RasterPath | None]],
    *,
    block_size: int = BLOCK,
    device: str = AUTO,
    precision: str = AUTO,
    batch_size: int = 0,
    overviews: bool = False,
    targets: Targets = NOTHING,
    creation_options: Sequence[str] = (),
    **options: Any,
) -> Job:
    """Plan a job in a folder. `inputs`: rasters by parameter; `options`: those of the task's own function.

    `targets`: rasters, by product, that the joined blocks are to be written to with `creation_options`; they
    are looked at now. With a device and a precision named, PyTorch is not needed for planning.
    """
    work = works.of(task)
    if block_size < 1:
        raise RooflineError("The block size is {size}; give a positive number of pixels.", size=block_size)
    given = {name: [settled_source(each) for each in sources] for name, sources in inputs.items()}
    found = _Model.of(work.model(model, given)) if work.has_model else _Model()
    check_batch(batch_size)
    request = works.Request(cast(Card, found.card), found.path, given, options)
    survey = _surveyed(work, request, targets, creation_options)
    settled: dict[str, Any] = {}
    if found.card is not None:
        device, precision = _computed_on(found.card, device, precision)
        # On processors one tile at a time: sums of float32 depend on how many there are.
        single = device == "cpu" or work.one_by_one
        batch = 1 if single else batch_size or max(1, GPU_BATCH_PIXELS // survey.tile_pixels)
        settled = {"device": device, "precision": precision, "batch_size": batch}
    files = taken(each.path for sources in given.values() for each in sources if each is not None)
    plan = Plan(
        task,
        found.name,
        found.digest,
        given,
        json.loads(json.dumps({**options, **survey.options, **settled})),  # as the file gives it back
        work.products(options),
        survey.grid,
        survey.tiles,
        *survey.cuts(block_size),
        survey.reference,
        files,
        own_version(),
        overviews,
    )
    LOGGER.info("Plan %s: %d blocks of about %d x %d pixels.", plan.hash, len(plan), *plan.window(0)[2:])
    return Job.make(folder, plan, work.results)


def _surveyed(
    work: works.Work, request: works.Request, targets: Targets, creation_options: Sequence[str]
) -> works.Survey:
    """What planning finds; what could not be done or written is refused before the work, which takes days."""
    work.check(request)
    kinds = work.kinds(request)

    def check_targets(grid: Grid) -> None:
        for product, path in targets.items():
            dtype, bands, nodata, lossy = kinds.get(product, HEIGHTS)
            check_raster(path, grid, bands, dtype, nodata, creation_options, lossy)

    check_targets(ANYWHERE)  # a cloud is sorted for its grid, for minutes
    survey = work.survey(request)
    check_targets(survey.grid)
    return survey


class _Model(NamedTuple):
    """The model of a job: how it is called, its file, card and digest; all empty where there is none."""

    name: str = ""
    path: str = ""
    card: Card | None = None
    digest: str = ""

    @classmethod
    def of(cls, name: str) -> _Model:
        path = store.file_of(name)
        known = name if name in store.available() else str(path.resolve())
        return cls(known, str(path), store.card_in(path), Fingerprint.of(str(path)).digest)


def _computed_on(card: Card, device: str, precision: str) -> tuple[str, str]:
    """The kind of device and the precision of all blocks."""
    if AUTO not in (device, precision):
        return device, precision
    from ..engine.device import for_model

    chosen = for_model(card, device, precision)
    return chosen.kind, chosen.precision

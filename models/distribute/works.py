"""How the tasks are divided: what a plan has to know of a run, and how a block of it is made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..engine.inputs import Reader, Source
from ..engine.part import Part
from ..engine.setup import check_model, opened, reach_of
from ..engine.tiles import Axis, TileLayout
from ..errors import RooflineError
from ..modelfile.card import require_task
from ..modelfile.parts import Card
from ..options import FUSIONS
from ..progress import Cancel, Progress
from ..raster.formats import HEIGHTS, Kind
from ..raster.gdal_errors import block_cache
from ..raster.grid import Grid, Window
from ..surfaces.guides import check_fusion, guide_sets, in_order
from ..tasks import BUILDING_MASK, RECONSTRUCT_DSM, REFINE_DSM, SYNTHESIZE_IMAGERY
from .cuts import cuts, multiples
from .job import Job
from .plan import Inputs, Plan

EVALUATE_DSM, BUILDING_FOOTPRINTS = "evaluatedsm", "buildingfootprints"


@dataclass(frozen=True)
class Request:
    """What is asked of a job: its model's card and path, its rasters by parameter, the run's own options."""

    card: Card
    model: str
    inputs: Inputs
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Survey:
    """What planning finds: the result's grid, and where it may be cut; options that are settled now.

    Of what the engine runs, the tiles along both axes, the digest of their layout, and the height that sums
    are about; of all else, the columns and rows of pieces that are never cut.
    """

    grid: Grid
    cols: Axis | None = None
    rows: Axis | None = None
    tiles: str = ""
    reference: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    pieces: tuple[int, int] = (1, 1)

    def cuts(self, block: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The edges of blocks of about `block` pixels, columns and rows."""
        if self.cols is None or self.rows is None:
            across, down = self.pieces
            return multiples(self.grid.width, across, block), multiples(self.grid.height, down, block)
        return cuts(self.cols, self.grid.width, block), cuts(self.rows, self.grid.height, block)

    @property
    def tile_pixels(self) -> int:
        """Pixels of a tile; 1 where there are none."""
        return 1 if self.cols is None or self.rows is None else self.cols.size * self.rows.size


class Block(NamedTuple):
    """What a worker is given: the plan, the model's path, its part, the files to make by product."""

    plan: Plan
    model: str
    part: Part
    targets: Mapping[str, Path]
    progress: Progress = None
    cancelled: Cancel = None

    @property
    def watch(self) -> dict[str, Any]:
        """Progress and cancelling, as keyword arguments."""
        return {"progress": self.progress, "cancelled": self.cancelled}


class Work(ABC):
    """A task that can be divided into blocks; `one_by_one`: batches of one tile, on any device; `results`:
    names of what `files` writes.
    """

    one_by_one = False
    has_model = True
    results: tuple[str, ...] = ()

    @abstractmethod
    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The rasters that a block writes, "target" first."""

    @abstractmethod
    def survey(self, request: Request) -> Survey:
        """Look at the inputs without computing anything; refuses what the run would refuse."""

    @abstractmethod
    def run(self, block: Block) -> None:
        """Make the files of a block."""

    def check(self, request: Request) -> None:
        """Refuse what the run would refuse of words and numbers, before anything is opened."""
        return

    def kinds(self, request: Request) -> Mapping[str, Kind]:
        """What rasters are made of, by product: heights, where nothing else is told."""
        return {}

    def model(self, name: str, inputs: Inputs) -> str:
        """The name of the model, where the one asked for stands for another."""
        return name

    def finish(self, job: Job) -> None:
        """What is left to do when all blocks are done."""
        return

    def numbers(self, job: Job) -> dict[str, float]:
        """What the whole run has found: the sums of all blocks, unless a task makes more of them."""
        return job.sums()

    def files(self, job: Job) -> dict[str, Path]:
        """Write, into the job's folder, what the whole run gives beside rasters; by name."""
        return {}


class NetworkWork(Work):
    """A task that the engine runs over rasters."""

    task = ""  # that models must be made for
    extra = "uncertainty"  # the raster that may be written beside

    def products(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The result, and what stands beside it if it is wanted."""
        return ("target", self.extra) if options.get(self.extra) else ("target",)

    def check(self, request: Request) -> None:
        """The model must be the task's own."""
        require_task(request.card, self.task)

    @abstractmethod
    def sources(self, card: Card, inputs: Inputs) -> list[list[Source | None]]:
        """The rasters as the card's inputs take them, for each run that the task makes over a block."""

    def survey(self, request: Request) -> Survey:
        """The layout of the whole raster's tiles, and the first one's height."""
        options = request.options
        window = Window(*options["window"]) if options.get("window") else None
        surveys = []
        for sources in self.sources(request.card, request.inputs):
            missing = len(request.card.inputs) - len(sources)
            flags = [each is not None for each in sources] + [False] * missing
            card = request.card.given_inputs(flags) if missing >= 0 else request.card
            given = [each for each in sources if each is not None]
            check_model(card, len(given), 0, self.extra == "uncertainty" and bool(options.get(self.extra)))
            with block_cache(), ExitStack() as stack:
                sizes = int(options.get("tile_size", 0)), int(options.get("overlap", -1))
                reach = reach_of(card, bool(options.get("fill_voids", True)))
                reader, layout = opened(card, given, stack, window, options.get("gsd"), None, *sizes, reach)
                grid = reader.source.grid.subgrid(reader.area)
                height = first_height(reader, layout) if card.task == REFINE_DSM.id else None
            surveys.append(Survey(grid, layout.cols, layout.rows, layout.digest, height, {"gsd": reader.gsd}))
        if len({survey.reference for survey in surveys}) > 1:
            raise RooflineError(
                "This model sees heights through its guides: give a job on many machines one set of guides."
            )
        return surveys[0]


def first_height(reader: Reader, layout: TileLayout) -> float:
    """The height of the first tile with data, which a run on one machine sums its heights about."""
    raster, area = reader.source, reader.area
    for row in layout.rows.origins:
        strip = Window(area.col, area.row + row, area.width, layout.rows.size)
        if raster.is_absent(strip.grown(reader.reach)):
            continue
        for tile in layout.meeting(strip.shifted(-area.col, -area.row)):
            if tile.window.row != row or raster.is_absent(
                tile.window.shifted(area.col, area.row).grown(reader.reach)
            ):
                continue
            sample = reader.read(tile)
            if sample is not None:
                return float(np.float32(sample.offset))
    raise RooflineError(
        "{name} has no valid heights here; check its nodata value and the extent.", name=raster.name
    )


class RefineWork(NetworkWork):
    """Refine DSM: inputs "dsm", "guides" (one or more sets) and "buildings" (a mask)."""

    task = REFINE_DSM.id

    def check(self, request: Request) -> None:
        """The model, and the word for several sets of guides."""
        super().check(request)
        check_fusion(request.options.get("fusion", FUSIONS[0]))

    def kinds(self, request: Request) -> Mapping[str, Kind]:
        """Heights, of each set of guides a band where that is wanted."""
        dtype, bands, nodata, lossy = HEIGHTS
        if request.options.get("fusion") == "each":
            bands = len(self.sources(request.card, request.inputs))
        return {"target": (dtype, bands, nodata, lossy)}

    def sources(self, card: Card, inputs: Inputs) -> list[list[Source | None]]:
        """One run for each set of guides."""
        (dsm,), buildings = inputs["dsm"], next(iter(inputs.get("buildings", ())), None)
        guides = [guide for guide in inputs.get("guides", ()) if guide is not None]
        return [in_order(card, dsm or "", each, buildings) for each in guide_sets(card, guides)]

    def run(self, block: Block) -> None:
        """Refine a block."""
        from .. import bundle
        from ..surfaces.fusion import predict_sets

        loaded, inputs = bundle.load(block.model), block.plan.inputs
        guides = [guide for guide in inputs.get("guides", ()) if guide is not None]
        predict_sets(
            loaded,
            inputs["dsm"][0] or "",
            guide_sets(loaded.spec, guides),
            block.targets["target"],
            uncertainty=block.targets.get("uncertainty"),
            buildings=next(iter(inputs.get("buildings", ())), None),
            part=block.part,
            **block.watch,
            **keywords(block.plan.options, "uncertainty"),
        )

    def numbers(self, job: Job) -> dict[str, float]:
        """Mean absolute change, voids filled."""
        from ..engine.output import RefinedOutput

        return RefinedOutput.numbers_of(job.sums())


def rasters_of(inputs: Inputs, names: Sequence[str]) -> dict[str, Any]:
    """The rasters that there are of parameters of one raster each, by name and in the names' order."""
    found = {name: next(iter(inputs.get(name, ())), None) for name in names}
    return {name: source for name, source in found.items() if source is not None}


def keywords(options: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    """The options of a plan as keyword arguments of the task's function."""
    found = {name: value for name, value in options.items() if name not in left_out}
    if found.get("window") is not None:
        found["window"] = Window(*found["window"])
    return found


def _masks() -> Work:
    from .masks import MaskWork

    return MaskWork()


def _images() -> Work:
    from .images import ImageWork

    return ImageWork()


def _clouds() -> Work:
    from .clouds import CloudWork

    return CloudWork()


def _comparisons() -> Work:
    from .comparisons import ComparisonWork

    return ComparisonWork()


def _footprints() -> Work:
    from .footprints import FootprintWork

    return FootprintWork()


WORKS: dict[str, Callable[[], Work]] = {
    REFINE_DSM.id: RefineWork,
    BUILDING_MASK.id: _masks,
    SYNTHESIZE_IMAGERY.id: _images,
    RECONSTRUCT_DSM.id: _clouds,
    EVALUATE_DSM: _comparisons,
    BUILDING_FOOTPRINTS: _footprints,
}


def of(task: str) -> Work:
    """How a task is divided; RooflineError where it is not."""
    if task not in WORKS:
        raise RooflineError(
            "Task {task} cannot be divided among machines; choose one of {known}.",
            task=task,
            known=", ".join(WORKS),
        )
    return WORKS[task]()

"""The verbs of the command line."""

from __future__ import annotations

import argparse
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ..buildings.footprints import Shape
from ..buildings.steps import STEP
from ..errors import RooflineError
from ..evaluation.surface.comparison import MASKS
from ..options import BACKGROUNDS, CHANNEL_ORDERS, DEVICES, FUSIONS, PRECISIONS
from ..tasks import BUILDING_MASK, RECONSTRUCT_DSM, REFINE_DSM, SYNTHESIZE_IMAGERY
from . import blocks, cluster, copying, mosaic, planning, works
from .job import Job

LOGGER = logging.getLogger(__name__)
UNFINISHED = 3  # exit status
WIDTH = 40  # letters of the bar
SHOWN = 20  # blocks that are told by their numbers
Progress = Callable[[float], None]


def arguments(words: Sequence[str] | None, description: str) -> argparse.Namespace:
    """The command line's words; `run` is what to call with them."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_plan(verbs)
    block = _verb(verbs, "block", run_block, "do one block")
    block.add_argument("number", type=int, help="of the block, from 0")
    share = _verb(verbs, "share", run_share, "do every N-th block, one after the other")
    share.add_argument("share", type=_share, help="K/N, K from 1 to N, such as 3/64")
    everything = _verb(verbs, "run", run_cluster, "do all blocks on a cluster of dask, then join them")
    where = everything.add_mutually_exclusive_group(required=True)
    where.add_argument("--scheduler", default="", metavar="ADDRESS", help="such as tcp://host:8786")
    where.add_argument("--local", type=int, default=0, metavar="N", help="so many processes on this machine")
    where.add_argument("--slurm", default="", metavar="FILE", help="JSON: jobs, cores, memory, walltime ...")
    _verb(verbs, "status", run_status, "tell what is done; exit status 3 while blocks are missing")
    join = _verb(verbs, "mosaic", run_mosaic, "join the blocks: a VRT in the job's folder")
    join.add_argument("--cog", metavar="FILE", help="also one cloud-optimised GeoTIFF of the result")
    join.add_argument("--tif", metavar="FILE", help="also one GeoTIFF, as a run on one machine writes it")
    return parser.parse_args(words)


def _verb(verbs: Any, name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument("job", help="the job's folder")
    parser.set_defaults(run=run)
    return parser


def _add_plan(verbs: Any) -> None:
    parser: argparse.ArgumentParser = verbs.add_parser("plan", help="write JOB/plan.json")
    parser.add_argument("job", help="the job's folder, which is made")
    tasks = parser.add_subparsers(required=True, metavar="TASK")
    refine = _task(tasks, REFINE_DSM.id, REFINE_DSM.model)
    refine.add_argument("--input", required=True, help="the DSM")
    refine.add_argument(
        "--guides", nargs="*", default=[], help="images in the model's order, or several sets"
    )
    refine.add_argument("--buildings", help="a mask raster, for models that take one")
    refine.add_argument("--fusion", choices=FUSIONS, default=FUSIONS[0], help="of several sets of guides")
    refine.add_argument(
        "--uncertainty", action="store_true", help="also the half-width of the 90 %% interval"
    )
    refine.add_argument("--keep-voids", action="store_true", help="voids of the DSM stay voids")
    refine.set_defaults(run=plan_refinement)
    mask = _task(tasks, BUILDING_MASK.id, BUILDING_MASK.model)
    for role in BUILDING_MASK.roles.values():
        mask.add_argument(f"--{role}", help="one raster; at least one of the three")
    mask.add_argument("--probability", action="store_true", help="also the probability")
    mask.add_argument("--threshold", type=float, help="above which a pixel is a building; the model's own")
    mask.add_argument("--min-area", type=float, default=0.0, help="square metres, across blocks too")
    mask.set_defaults(run=plan_mask)
    image = _task(tasks, SYNTHESIZE_IMAGERY.id, SYNTHESIZE_IMAGERY.model)
    image.add_argument("--input", required=True, help="the mask of roads and buildings")
    image.add_argument("--channel-order", choices=CHANNEL_ORDERS, default=CHANNEL_ORDERS[0])
    image.add_argument("--background", choices=BACKGROUNDS, default=BACKGROUNDS[0])
    image.add_argument("--diversity", type=float, default=0.0, help="0 to 1")
    image.add_argument("--seed", type=int, default=0)
    image.set_defaults(run=plan_image)
    cloud = _task(tasks, RECONSTRUCT_DSM.id, "")
    cloud.add_argument("--points", required=True, help="the point cloud")
    cloud.add_argument("--guides", nargs="*", default=[], help="images in the model's order")
    cloud.add_argument(
        "--pixel-size", type=float, default=0.0, help="in the cloud's unit; 0: the model's own"
    )
    cloud.add_argument("--crs", default="", help="of a cloud that does not state its own")
    cloud.add_argument("--extent", type=float, nargs=4, metavar=("XMIN", "YMIN", "XMAX", "YMAX"))
    cloud.add_argument("--uncertainty", action="store_true", help="also the half-width of the 90 %% interval")
    cloud.set_defaults(run=plan_cloud)
    comparison = _task(tasks, works.EVALUATE_DSM)
    comparison.add_argument("--input", required=True, help="the DSM to judge")
    comparison.add_argument("--reference", required=True, help="the true surface, on any grid")
    comparison.add_argument("--baseline", help="a second surface, judged on the same pixels")
    for name in MASKS:
        comparison.add_argument(f"--{name}-mask", help="a raster, as of roofline:evaluatedsm")
    comparison.add_argument("--max-error", type=float, help="metres; adds metrics of the errors up to this")
    comparison.add_argument("--error", action="store_true", help="also the raster of errors")
    comparison.set_defaults(run=plan_comparison)
    footprint = _task(tasks, works.BUILDING_FOOTPRINTS)
    footprint.add_argument("--input", required=True, help="a mask of buildings, or their probability")
    footprint.add_argument("--dsm", help="for heights and volumes")
    footprint.add_argument("--dtm", help="the ground below buildings")
    footprint.add_argument(
        "--no-regularize", dest="regularize", action="store_false", help="walls as they are"
    )
    footprint.add_argument("--tolerance", type=float, default=0.0, help="metres; 0: one pixel")
    footprint.add_argument("--min-area", type=float, default=0.0, help="square metres")
    footprint.add_argument(
        "--step", type=float, default=STEP, help="metres between roofs; 0: none are parted"
    )
    footprint.add_argument("--threshold", type=float, help="at which buildings begin; the raster's own")
    footprint.set_defaults(run=plan_footprints)


def _task(tasks: Any, name: str, model: str | None = None) -> argparse.ArgumentParser:
    """A task with the options that all have, or all that have a model."""
    parser: argparse.ArgumentParser = tasks.add_parser(name, help=f"as roofline:{name}")
    parser.add_argument("--block-size", type=int, default=planning.BLOCK, help="pixels (%(default)s)")
    if model is None:
        return parser
    parser.add_argument("--model", default=model, help="an installed model or a model file (%(default)s)")
    parser.add_argument("--overviews", action="store_true", help="build some into every block")
    parser.add_argument("--window", type=int, nargs=4, metavar=("COL", "ROW", "WIDTH", "HEIGHT"))
    parser.add_argument("--tile-size", type=int, default=0, help="pixels; 0: the model's own")
    parser.add_argument("--overlap", type=int, default=-1, help="pixels; -1: the model's own")
    parser.add_argument("--batch-size", type=int, default=0, help="tiles, on GPUs; 0: automatic")
    parser.add_argument("--device", choices=DEVICES, default=DEVICES[0], help="of all machines")
    parser.add_argument("--precision", choices=PRECISIONS, default=PRECISIONS[0])
    return parser


def _common(options: argparse.Namespace) -> dict[str, Any]:
    names = ("block_size", "overviews", "window", "tile_size", "overlap", "batch_size", "device", "precision")
    return {name: getattr(options, name) for name in names}


def plan_refinement(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB refinedsm."""
    inputs = {"dsm": [options.input], "guides": options.guides, "buildings": [options.buildings]}
    planning.make(
        options.job,
        REFINE_DSM.id,
        options.model,
        inputs,
        fusion=options.fusion,
        uncertainty=options.uncertainty,
        fill_voids=not options.keep_voids,
        **_common(options),
    )
    return 0


def plan_mask(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB buildingmask."""
    inputs = {role: [getattr(options, role)] for role in BUILDING_MASK.roles.values()}
    own = {name: getattr(options, name) for name in ("probability", "threshold", "min_area")}
    planning.make(options.job, BUILDING_MASK.id, options.model, inputs, **own, **_common(options))
    return 0


def plan_image(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB synthesizeimagery."""
    own = {name: getattr(options, name) for name in ("channel_order", "background", "diversity", "seed")}
    inputs = {"mask": [options.input]}
    planning.make(options.job, SYNTHESIZE_IMAGERY.id, options.model, inputs, **own, **_common(options))
    return 0


def plan_cloud(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB reconstructdsm."""
    own = {name: getattr(options, name) for name in ("pixel_size", "crs", "extent", "uncertainty")}
    common = {name: value for name, value in _common(options).items() if name != "window"}
    inputs = {"points": [options.points], "guides": options.guides}
    planning.make(options.job, RECONSTRUCT_DSM.id, options.model, inputs, **own, **common)
    return 0


def plan_comparison(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB evaluatedsm."""
    masks = {f"{name}_mask": [getattr(options, f"{name}_mask")] for name in MASKS}
    inputs = {"source": [options.input], "reference": [options.reference], "baseline": [options.baseline]}
    own = {name: getattr(options, name) for name in ("block_size", "max_error", "error")}
    planning.make(options.job, works.EVALUATE_DSM, "", {**inputs, **masks}, **own)
    return 0


def plan_footprints(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB buildingfootprints."""
    inputs = {"mask": [options.input], "dsm": [options.dsm], "dtm": [options.dtm]}
    names = "block_size", "threshold", *Shape._fields
    own = {name: getattr(options, name) for name in names}
    planning.make(options.job, works.BUILDING_FOOTPRINTS, "", inputs, **own)
    return 0


def run_block(options: argparse.Namespace, progress: Progress) -> int:
    """block JOB NUMBER."""
    if not blocks.do(options.job, options.number, progress):
        LOGGER.info("Block %d was done before.", options.number)
    return 0


def run_share(options: argparse.Namespace, progress: Progress) -> int:
    """share JOB K/N."""
    job = Job.open(options.job)
    made = blocks.do_all(options.job, blocks.share(job, *options.share), progress)
    LOGGER.info("Blocks that were not done before: %d.", made)
    return 0


def run_cluster(options: argparse.Namespace, progress: Progress) -> int:
    """run JOB."""
    job = Job.open(options.job)
    with cluster.connected(options.scheduler, options.local, options.slurm) as client:
        cluster.run(job, client, progress)
    _join(job)
    return 0


def run_status(options: argparse.Namespace, progress: Progress) -> int:
    """status JOB."""
    job = Job.open(options.job)
    missing = job.missing()
    LOGGER.info(
        "Plan %s: %d of %d blocks are done.", job.plan.hash, len(job.plan) - len(missing), len(job.plan)
    )
    if missing:
        LOGGER.info("Missing: %s", " ".join(map(str, missing[:SHOWN])) + (" ..." if missing[SHOWN:] else ""))
    return UNFINISHED if missing else 0


def run_mosaic(options: argparse.Namespace, progress: Progress) -> int:
    """mosaic JOB."""
    job = Job.open(options.job)
    made = _join(job)
    for name, value in mosaic.numbers(job).items():
        LOGGER.info("%s: %g", name, value)
    if (options.tif or options.cog) and "target" not in made:
        raise RooflineError("The job makes no raster: leave {options} out.", options="--tif, --cog")
    if options.tif:
        copying.write(made["target"], options.tif, progress=progress)
    if options.cog:
        mosaic.write_cog(made["target"], options.cog, progress)
    return 0


def _join(job: Job) -> dict[str, Path]:
    """Join the blocks, and tell what was written."""
    made = mosaic.join(job)
    for path in [*made.values(), *works.of(job.plan.task).files(job).values()]:
        LOGGER.info("Written: %s", path)
    return made


@contextmanager
def bar(stream: TextIO) -> Iterator[Progress]:
    """A bar that grows with a progress, on a terminal alone."""
    shown = -1

    def grow(fraction: float) -> None:
        nonlocal shown
        filled = int(fraction * WIDTH)
        if stream.isatty() and filled != shown:
            stream.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {100 * fraction:3.0f} %")
            stream.flush()
            shown = filled

    try:
        yield grow
    finally:
        if shown >= 0:
            stream.write("\n")


def _share(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None:
        raise argparse.ArgumentTypeError("give two whole numbers such as 3/64")
    return int(found[1]), int(found[2])

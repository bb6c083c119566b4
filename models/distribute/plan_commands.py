"""The verb `plan` of the command line: what may be asked of each task, and the plan that follows."""

from __future__ import annotations

import argparse
from typing import Any

from ..buildings.footprints import Shape
from ..buildings.steps import STEP
from ..clouds.readers.selection import Selection
from ..command_line import named
from ..evaluation.surface.comparison import MASKS
from ..options import BACKGROUNDS, CHANNEL_ORDERS, DEVICES, FUSIONS, PRECISIONS, RETURNS
from ..progress import Progress
from ..tasks import BUILDING_MASK, RECONSTRUCT_DSM, REFINE_DSM, SYNTHESIZE_IMAGERY
from . import planning, works


def add_plan(verbs: Any) -> None:
    """Add the verb with its tasks to a command line."""
    parser: argparse.ArgumentParser = verbs.add_parser("plan", help="write JOB/plan.json")
    parser.add_argument("job", type=named, help="the job's folder, which is made")
    tasks = parser.add_subparsers(required=True, metavar="TASK")
    for task in (_refinement, _mask, _image, _cloud, _comparison, _footprints):
        task(tasks)


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


def _refinement(tasks: Any) -> None:
    parser = _task(tasks, REFINE_DSM.id, REFINE_DSM.model)
    parser.add_argument("--input", required=True, help="the DSM")
    parser.add_argument(
        "--guides", nargs="*", default=[], help="images in the model's order, or several sets"
    )
    parser.add_argument("--buildings", help="a mask raster, for models that take one")
    parser.add_argument("--fusion", choices=FUSIONS, default=FUSIONS[0], help="of several sets of guides")
    parser.add_argument(
        "--uncertainty", action="store_true", help="also the half-width of the 90 %% interval"
    )
    parser.add_argument("--keep-voids", action="store_true", help="voids of the DSM stay voids")
    parser.set_defaults(run=plan_refinement)


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


def _mask(tasks: Any) -> None:
    parser = _task(tasks, BUILDING_MASK.id, BUILDING_MASK.model)
    for role in BUILDING_MASK.roles.values():
        parser.add_argument(f"--{role}", help="one raster; at least one of the three")
    parser.add_argument("--probability", action="store_true", help="also the probability")
    parser.add_argument("--threshold", type=float, help="above which a pixel is a building; the model's own")
    parser.add_argument("--min-area", type=float, default=0.0, help="square metres, across blocks too")
    parser.set_defaults(run=plan_mask)


def plan_mask(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB buildingmask."""
    inputs = {role: [getattr(options, role)] for role in BUILDING_MASK.roles.values()}
    own = {name: getattr(options, name) for name in ("probability", "threshold", "min_area")}
    planning.make(options.job, BUILDING_MASK.id, options.model, inputs, **own, **_common(options))
    return 0


def _image(tasks: Any) -> None:
    parser = _task(tasks, SYNTHESIZE_IMAGERY.id, SYNTHESIZE_IMAGERY.model)
    parser.add_argument("--input", required=True, help="the mask of roads and buildings")
    parser.add_argument("--channel-order", choices=CHANNEL_ORDERS, default=CHANNEL_ORDERS[0])
    parser.add_argument("--background", choices=BACKGROUNDS, default=BACKGROUNDS[0])
    parser.add_argument("--diversity", type=float, default=0.0, help="0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=plan_image)


def plan_image(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB synthesizeimagery."""
    own = {name: getattr(options, name) for name in ("channel_order", "background", "diversity", "seed")}
    inputs = {"mask": [options.input]}
    planning.make(options.job, SYNTHESIZE_IMAGERY.id, options.model, inputs, **own, **_common(options))
    return 0


def _cloud(tasks: Any) -> None:
    parser = _task(tasks, RECONSTRUCT_DSM.id, "")
    parser.add_argument("--points", required=True, help="the point cloud")
    parser.add_argument("--guides", nargs="*", default=[], help="images in the model's order")
    parser.add_argument(
        "--pixel-size", type=float, default=0.0, help="in the cloud's unit; 0: the model's own"
    )
    parser.add_argument("--crs", default="", help="of a cloud that does not state its own")
    parser.add_argument("--extent", type=float, nargs=4, metavar=("XMIN", "YMIN", "XMAX", "YMAX"))
    parser.add_argument(
        "--uncertainty", action="store_true", help="also the half-width of the 90 %% interval"
    )
    _selection(parser)
    parser.set_defaults(run=plan_cloud)


def _selection(parser: argparse.ArgumentParser) -> None:
    """Which points of LAS, LAZ and COPC files are used, as of roofline:reconstructdsm."""
    parser.add_argument("--classes", default="", help="such as 2,6 or 2-6; all but noise (7, 18)")
    parser.add_argument("--returns", choices=RETURNS, default=RETURNS[0], help="of a laser pulse")
    parser.add_argument("--withheld", action="store_true", help="also points that are marked as deleted")
    parser.add_argument(
        "--no-synthetic", dest="synthetic", action="store_false", help="no points that no sensor measured"
    )
    parser.add_argument(
        "--no-overlap-points",
        dest="overlap_points",
        action="store_false",
        help="no points of a second flight strip",
    )


def plan_cloud(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB reconstructdsm."""
    own = {name: getattr(options, name) for name in ("pixel_size", "crs", "extent", "uncertainty")}
    common = {name: value for name, value in _common(options).items() if name != "window"}
    inputs = {"points": [options.points], "guides": options.guides}
    selection = Selection.of(
        options.classes,
        options.returns,
        withheld=options.withheld,
        synthetic=options.synthetic,
        overlap=options.overlap_points,
    )
    planning.make(
        options.job, RECONSTRUCT_DSM.id, options.model, inputs, selection=selection.words(), **own, **common
    )
    return 0


def _comparison(tasks: Any) -> None:
    parser = _task(tasks, works.EVALUATE_DSM)
    parser.add_argument("--input", required=True, help="the DSM to judge")
    parser.add_argument("--reference", required=True, help="the true surface, on any grid")
    parser.add_argument("--baseline", help="a second surface, judged on the same pixels")
    for name in MASKS:
        parser.add_argument(f"--{name}-mask", help="a raster, as of roofline:evaluatedsm")
    parser.add_argument("--max-error", type=float, help="metres; adds metrics of the errors up to this")
    parser.add_argument("--error", action="store_true", help="also the raster of errors")
    parser.set_defaults(run=plan_comparison)


def plan_comparison(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB evaluatedsm."""
    masks = {f"{name}_mask": [getattr(options, f"{name}_mask")] for name in MASKS}
    inputs = {"source": [options.input], "reference": [options.reference], "baseline": [options.baseline]}
    own = {name: getattr(options, name) for name in ("block_size", "max_error", "error")}
    planning.make(options.job, works.EVALUATE_DSM, "", {**inputs, **masks}, **own)
    return 0


def _footprints(tasks: Any) -> None:
    parser = _task(tasks, works.BUILDING_FOOTPRINTS)
    parser.add_argument("--input", required=True, help="a mask of buildings, or their probability")
    parser.add_argument("--dsm", help="for heights and volumes")
    parser.add_argument("--dtm", help="the ground below buildings")
    parser.add_argument("--no-regularize", dest="regularize", action="store_false", help="walls as they are")
    parser.add_argument(
        "--tolerance", type=float, default=0.0, help="metres; 0: one pixel, more at blurred edges"
    )
    parser.add_argument("--min-area", type=float, default=0.0, help="square metres")
    parser.add_argument("--step", type=float, default=STEP, help="metres between roofs; 0: none are parted")
    parser.add_argument("--threshold", type=float, help="at which buildings begin; the raster's own")
    parser.set_defaults(run=plan_footprints)


def plan_footprints(options: argparse.Namespace, progress: Progress) -> int:
    """plan JOB buildingfootprints."""
    inputs = {"mask": [options.input], "dsm": [options.dsm], "dtm": [options.dtm]}
    names = "block_size", "threshold", *Shape._fields
    own = {name: getattr(options, name) for name in names}
    planning.make(options.job, works.BUILDING_FOOTPRINTS, "", inputs, **own)
    return 0

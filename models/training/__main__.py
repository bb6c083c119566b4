"""Trains a model of any task from a configuration, outside QGIS, on as many processes as torchrun starts.

  python -m PACKAGE.models.training CONFIG --output model.pt
  torchrun --nproc_per_node 2 -m PACKAGE.models.training CONFIG --output model.pt

PACKAGE is the name of the plugin's folder; run it from the folder that holds it. The configuration says what
is trained by its key "task" (refinedsm, buildingmask, synthesizeimagery, reconstructdsm); without that key
the other keys tell, those of ResDepth and ImpliCity too. Each process takes batches of the configured size.
Checkpoints and logs go to --folder; with --resume the training goes on from there. Several machines need the
same files under the same names, that folder included. Ctrl+C, or the SIGTERM of a scheduler, stops it: what
is not whole is taken away, the checkpoints stay.
"""

from __future__ import annotations

from .. import interrupts

if __name__ == "__main__":
    interrupts.end_at_once()  # what is imported below takes seconds

import argparse
import logging
import sys
from pathlib import Path

from ..command_line import Arguments, named
from ..errors import RooflineError
from ..formats.checks import mapping, number, one_of
from ..language import Message
from ..progress import Cancel
from ..raster.paths import check_apart
from . import run as complete
from .base import Training
from .buildings.training import BuildingTraining
from .config.files import read_json
from .config.options import TASK
from .imagery.training import ImageryTraining
from .loop import distributed
from .reconstruction.training import ReconstructionTraining
from .refiner.training import RefinerTraining

LOGGER = logging.getLogger(__name__)
TRAININGS: tuple[type[Training], ...] = (
    RefinerTraining,
    BuildingTraining,
    ImageryTraining,
    ReconstructionTraining,
)


def training_of(path: Path) -> Training:
    """The training that a configuration file asks for: by its key "task", else by whose options its keys are.

    Files that are no JSON are ImpliCity's YAML. RooflineError names what is wrong in the file.
    """
    if path.suffix.lower() != ".json":
        return ReconstructionTraining.of_file(path)
    given = mapping(read_json(path), Message("The configuration"))
    by_task = {each.kind.id: each for each in TRAININGS}
    if TASK in given:
        return by_task[one_of(*by_task)(given[TASK], TASK)].of_file(path)
    return max(TRAININGS, key=lambda each: each.options.known(given)).of_file(path)


def _arguments() -> argparse.Namespace:
    parser = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "config",
        type=named,
        help="JSON, as CONFIG of the trainings in QGIS, or ResDepth's; YAML: ImpliCity's",
    )
    parser.add_argument("--output", type=named, required=True, help="model file to write")
    parser.add_argument("--folder", type=named, help="checkpoints and logs; default: beside the model file")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the folder")
    parser.add_argument("--minutes", type=float, default=0.0, help="bounds the time; 0 = by epochs alone")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument(
        "--report", type=named, help="page to write: loss curves, a map, windows before and after"
    )
    parser.add_argument(
        *("--original-folder", "--resdepth-folder"),
        type=named,
        help="results folder as of the original system (ResDepth, ImpliCity), for its programs",
    )
    parser.add_argument("--licence", default="unknown", help="terms of the model, for its card")
    return parser.parse_args()


def run(options: argparse.Namespace, stopped: Cancel = None) -> None:
    """Train, then write the model file of the best epoch, and what else was asked for.

    `stopped` is asked now and then, and raises when a signal has come.
    """
    minutes = number()(options.minutes, "--minutes")
    files = complete.Files(options.output, options.folder, options.report, options.original_folder)
    check_apart([options.config], [path for path in (files.model, files.report) if path is not None])
    complete.run(
        training_of(options.config),
        files,
        resume=options.resume,
        device=options.device,
        minutes=minutes,
        licence=options.licence,
        cancelled=stopped,
    )


def main() -> int:
    """Command line entry; the exit status is 1 for an error, and 128 and the signal's number, as shells have
    it, for a training that was stopped.
    """
    options = _arguments()
    level = logging.INFO if distributed.is_first() else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(message)s")
    try:
        with interrupts.stoppable() as stopped:
            run(options, stopped)
    except RooflineError as error:
        LOGGER.error("%s", error)
        return 1
    except interrupts.Stopped as error:
        if distributed.is_first():
            LOGGER.error("Stopped: its checkpoints stay; the same command with --resume goes on from there.")
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Trains a surface refiner from a configuration, outside QGIS, on as many processes as torchrun starts.

  python -m PACKAGE.models.training CONFIG --output model.pt
  torchrun --nproc_per_node 2 -m PACKAGE.models.training CONFIG --output model.pt

PACKAGE is the name of the plugin's folder; run it from the folder that holds it. Each process takes batches
of the configured size. Checkpoints and logs go to --folder; with --resume the training goes on from there.
Several machines need the same files under the same names, that folder included.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from ..errors import RooflineError
from . import run as complete
from .config import plan
from .loop import distributed
from .refiner.training import RefinerTraining

LOGGER = logging.getLogger(__name__)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("config", type=Path, help="JSON file, as of roofline:traindsmrefiner or ResDepth")
    parser.add_argument("--output", type=Path, required=True, help="model file to write")
    parser.add_argument("--folder", type=Path, help="checkpoints and logs; default: beside the model file")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the folder")
    parser.add_argument("--minutes", type=float, default=0.0, help="bounds the time; 0 = by epochs alone")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument(
        "--report", type=Path, help="page to write: loss curves, a map, windows before and after"
    )
    parser.add_argument(
        "--resdepth-folder", type=Path, help="results folder as of ResDepth, for its programs"
    )
    parser.add_argument("--licence", default="unknown", help="terms of the model, for its card")
    return parser.parse_args()


def run(options: argparse.Namespace) -> None:
    """Train, then write the model file of the best epoch, and what else was asked for."""
    files = complete.Files(options.output, options.folder, options.report, options.resdepth_folder)
    complete.run(
        RefinerTraining(plan.read(options.config)),
        files,
        resume=options.resume,
        device=options.device,
        minutes=options.minutes,
        licence=options.licence,
    )


def main() -> int:
    """Command line entry."""
    options = _arguments()
    level = logging.INFO if distributed.is_first() else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(message)s")
    try:
        run(options)
    except RooflineError as error:
        LOGGER.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

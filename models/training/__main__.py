"""Trains a surface refiner from a configuration, outside QGIS, on as many processes as torchrun starts.

  python -m PACKAGE.models.training CONFIG --output model.pt
  torchrun --nproc_per_node 2 -m PACKAGE.models.training CONFIG --output model.pt

PACKAGE is the name of the plugin's folder; run it from the folder that holds it. Each process takes batches
of the configured size. Checkpoints and logs go to --folder; with --resume the training goes on from there.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from ..errors import RooflineError
from . import config, distributed, export, trainer

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
    return parser.parse_args()


def run(options: argparse.Namespace) -> None:
    """Train, then write the model file of the best epoch."""
    plan = config.read(options.config)
    folder = options.folder or options.output.with_name(f"{options.output.stem}-training")
    outcome = trainer.train(
        plan, folder, resume=options.resume, minutes=options.minutes, device=options.device
    )
    if distributed.is_first():
        export.model_file(plan, outcome, options.output)
        LOGGER.info("%s: %d epochs in %.0f s.", options.output, outcome.epochs, outcome.seconds)


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

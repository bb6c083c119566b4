"""The figures on a bundled model's card anew, for when the same weights are run in another way.

  python -m roofline.models.training.bundled.restate buildings-surface --output FILE
      [--metrics METRICS] [--tile SIZE OVERLAP] [--limits SENTENCE ...]

METRICS are JSON files as the benchmarks write them (`--json`); figures of the same name are replaced. A
file that was made before its recipe had another tile, or knew another limit, is given that.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import torch

from ...bundle import ModelBundle, load
from ...command_line import Arguments, named
from . import command


def restated(options: argparse.Namespace) -> ModelBundle:
    """The model with figures of `metrics`, the `tile` and `limits` on its card; weights and all else stay."""
    model = load(options.model)
    origin = model.spec.provenance
    metrics = {**origin.metrics, **command.figures(options)}
    limits = (*origin.limits, *(each for each in options.limits if each not in origin.limits))
    provenance = origin.changed(metrics=metrics, limits=limits, date=date.today().isoformat())
    size, overlap = options.tile or (model.spec.tile.size, model.spec.tile.overlap)
    tile = model.spec.tile.changed(size=size, overlap=overlap)
    return ModelBundle(model.spec.changed(provenance=provenance, tile=tile), model.network)


def main() -> None:
    """Command line entry."""
    arguments = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", help="bundled model, or a file")
    arguments.add_argument("--metrics", type=named, nargs="+", default=[], help="figures in JSON")
    arguments.add_argument("--output", type=Path, required=True)
    arguments.add_argument("--tile", type=int, nargs=2, metavar=("SIZE", "OVERLAP"), help="pixels")
    arguments.add_argument("--limits", nargs="+", default=[], help="further sentences, as recipes have them")
    options = arguments.parse_args()
    with command.in_one_line(arguments):
        restated(options).save(options.output, torch.float16)


if __name__ == "__main__":
    main()

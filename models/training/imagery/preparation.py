"""Scenes become patches as SatGen-CV's own preparation makes them (`imagery/patches.py`).

  python -m roofline.models.training.imagery.preparation RAW OUTPUT [--size 1500] [--no-overlap]

RAW holds images/ and gt/ (of a scene's name), or folders train, test, val that do.
OUTPUT gets images/*.png and gt/*.png, in the same folders. Labels are of one class: Label imagery adds one.
"""

from __future__ import annotations

import logging
import sys

from ...command_line import Arguments, named
from ...errors import RooflineError
from ...imagery.patches import MOST_WHITE, Preparation, prepare

LOGGER = logging.getLogger(__name__)


def main() -> int:
    """Command line entry."""
    parser = Arguments(description=__doc__)
    parser.add_argument("raw", type=named)
    parser.add_argument("output", type=named)
    parser.add_argument("--patch-size", type=int, default=256)
    parser.add_argument("--no-overlap", action="store_true")
    parser.add_argument("--size", type=int, help="pixels a side that scenes are resized to")
    parser.add_argument("--train-max-white", type=float, default=MOST_WHITE, help="percent")
    parser.add_argument("--label-min-white", type=float, default=0.0, help="percent")
    parser.add_argument("--test-split-ratio", type=float, default=0.0)
    parser.add_argument("--random-seed", type=int, default=42)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    how = Preparation(
        given.patch_size,
        not given.no_overlap,
        given.size,
        given.train_max_white,
        given.label_min_white,
        given.test_split_ratio,
        given.random_seed,
    )
    try:
        prepare(given.raw, given.output, how)
    except RooflineError as error:
        LOGGER.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""One raster by many machines: plan it, do its blocks anywhere, join them.

  python -m PACKAGE.models.distribute plan JOB refinedsm --input dsm.tif --model refine-geometry
  python -m PACKAGE.models.distribute run JOB --scheduler tcp://host:8786
  python -m PACKAGE.models.distribute share JOB 3/64      (a task of a job array, without dask)
  python -m PACKAGE.models.distribute mosaic JOB

PACKAGE is the name of the plugin's folder; run it from the folder that holds it. JOB is a folder that all
machines see under any name; the inputs lie under the same paths for all. docs/scale.md tells more.
Ctrl+C, or the SIGTERM of a scheduler, stops a run: what is not whole is taken away, what is done stays.
"""

from __future__ import annotations

from .. import interrupts

if __name__ == "__main__":
    interrupts.end_at_once()  # what is imported below takes seconds

import logging
import sys
from collections.abc import Sequence

from ..errors import RooflineError
from .commands import arguments, bar

LOGGER = logging.getLogger(__name__)


def main(words: Sequence[str] | None = None) -> int:
    """Command line entry; the exit status is 1 for an error, 3 for a job that is not done yet, and 128 and
    the signal's number, as shells have it, for a run that was stopped.
    """
    options = arguments(words, __doc__ or "")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        with interrupts.stoppable(), bar(sys.stderr) as progress:
            return int(options.run(options, progress))
    except RooflineError as error:
        LOGGER.error("%s", error)
        return 1
    except interrupts.Stopped as error:
        LOGGER.error("Stopped: what is done stays; the same command goes on from there.")
        return error.status


if __name__ == "__main__":
    sys.exit(main())

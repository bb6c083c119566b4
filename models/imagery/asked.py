"""What may be asked of a painted image, checked before the work. Needs no PyTorch."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from ..errors import RooflineError
from ..modelfile.parts import Input
from .background import BACKGROUNDS
from .masks import CLASSES, ClassMask, in_order

LOGGER = logging.getLogger(__name__)
LARGEST_SEED = 2**32 - 1  # NumPy's seeds have 32 bits


def check_chance(background: str, diversity: float, seed: int) -> None:
    """Refuse words and numbers that say nothing about chance."""
    if background not in BACKGROUNDS:
        raise RooflineError(
            "Background '{background}' is unknown; choose one of {known}.",
            background=background,
            known=", ".join(BACKGROUNDS),
        )
    if not 0 <= diversity <= 1:
        raise RooflineError("The diversity is {diversity}; give a number from 0 to 1.", diversity=diversity)
    if not 0 <= seed <= LARGEST_SEED:
        raise RooflineError(
            "The seed is {seed}; give a whole number from 0 to {most}.",
            seed=seed,
            most=LARGEST_SEED,
        )


def bands_for(mask: ClassMask, entry: Input, order: str) -> Sequence[int]:
    """The mask's bands in the order of the model's classes."""
    wanted = entry.classes or CLASSES
    if mask.bands != entry.bands:
        raise RooflineError(
            "{mask} has one band; the model takes {count} ({wanted}): make a mask of them with Compose mask."
            if mask.bands == 1
            else "{mask} has {bands} bands; the model takes {count} ({wanted}): make a mask of them with "
            "Compose mask.",
            mask=mask.name,
            bands=mask.bands,
            count=len(wanted),
            wanted=", ".join(wanted),
        )
    given = in_order(mask, order)
    LOGGER.info("Bands of the mask: %s.", ", ".join(given))
    if sorted(given) != sorted(wanted):
        return range(mask.bands)
    return [given.index(name) for name in wanted]

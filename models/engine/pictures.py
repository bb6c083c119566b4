"""Pictures for networks that know 8-bit values: palettes become colours, wider types become 0..255."""

from __future__ import annotations

import logging

import numpy as np

from ..errors import RooflineError
from ..modelfile.parts import Input
from ..raster.dataset import Raster

LOGGER = logging.getLogger(__name__)
BYTE = 255.0  # white of 8-bit pictures
NEAR_ONE = 0.02  # where a rule for 8-bit values puts 255, apart from rounding


def in_colours(raster: Raster, entry: Input) -> None:
    """Have a picture with a palette read in its colours: the numbers of a palette are no brightness."""
    if entry.role == "image":
        raster.in_colours()


def check_levels(raster: Raster, entry: Input) -> None:
    """Refuse one band of numbers with fractions, beyond shares of 1, where colours are needed: heights.

    Levels of one panchromatic band are whole numbers, whatever holds them. A model that takes one band alone
    was trained on what its makers had, also on grey levels that resampling gave fractions; one that can do
    without an image, beside a surface, takes any radiometry.
    """
    if entry.role != "image" or entry.optional or raster.bands != 1 or entry.accepted_bands == (1,):
        return
    if not raster.dtype.startswith("Float"):
        return
    values = raster.preview()
    known = values[np.isfinite(values)]
    lowest, highest = float(known.min(initial=0)), float(known.max(initial=0))
    if (known == np.rint(known)).all() or (lowest >= 0 and highest <= 1):
        return
    raise RooflineError(
        "{name} was given as an image, but its one band has values with fractions from {lowest:.4g} to "
        "{highest:.4g}, as heights have: give it as the DSM, or an image in 8 or 16 bits.",
        name=raster.name,
        lowest=float(known.min()),
        highest=float(known.max()),
    )


def say_heights_for_index(raster: Raster, entry: Input) -> None:
    """Say in the log where what was given as NDVI looks like heights: fractions, and all above 1.

    It is no proof, for 8-bit coding that was resampled may look so too.
    """
    if entry.role != "ndvi" or not raster.dtype.startswith("Float") or raster.bands != 1:
        return
    values = raster.preview()
    known = values[np.isfinite(values)]
    if known.size and known.min() > 1 and (known != np.rint(known)).any():
        LOGGER.warning(
            "%s was given as NDVI, but has values with fractions from %.4g to %.4g, as heights have: check "
            "that it is one.",
            *(raster.name, float(known.min()), float(known.max())),
        )


def say_order(raster: Raster, entry: Input) -> None:
    """Say in the log which bands are red, green and blue, where these are not the first three.

    And where there are more bands, and the file does not tell: satellites' have blue first.
    """
    if entry.first_bands and raster.bands > entry.bands == 3 and not raster.tells_colours:
        LOGGER.info(
            "%s has %d bands and does not say which are red, green and blue: the first three are taken.",
            *(raster.name, raster.bands),
        )
    if len(raster.order) >= 3 and raster.order[:3] != [1, 2, 3]:
        red, green, blue = raster.order[:3]
        LOGGER.info(
            "%s says that its bands %d, %d and %d are red, green and blue.", raster.name, red, green, blue
        )


def factor_to_bytes(raster: Raster, entry: Input, model: str) -> float:
    """What brings a picture's values to 0..255 where the network knows no others; else 1."""
    return byte_factor(raster, model) if _knows_bytes(entry) else 1.0


def byte_factor(raster: Raster, model: str) -> float:
    """What brings a picture's values to 0..255, which are all that a model knows.

    The range is the one that the file declares (NBITS), 0..1 for fractions, or all that 16 bits hold if more
    than half of it is used. Whole numbers of any other range are refused.
    """
    if raster.dtype == "Byte":
        return 1.0
    bits = raster.data_bands[0].GetMetadataItem("NBITS", "IMAGE_STRUCTURE")
    largest = raster.largest(raster.bands)
    if not raster.has_fractions and bits and int(bits) > 8:
        top = 2.0 ** int(bits) - 1
    elif raster.has_fractions and 0 < largest <= 1:
        top = 1.0
    elif largest <= BYTE:
        return 1.0
    elif raster.dtype == "UInt16" and largest > 2**15:
        top = 2.0**16 - 1
    elif raster.dtype.startswith("Float"):
        LOGGER.warning(
            "%s has values up to %.6g, but model %s knows 0 to 255: convert it to 8 bit.",
            *(raster.name, largest, model),
        )
        return 1.0
    else:
        raise RooflineError(
            "{raster} has values up to {largest:.6g} and does not say their range, but model {model} knows 0 "
            "to 255; convert it to 8 bit first (Raster > Conversion > Translate, with -ot Byte -scale).",
            raster=raster.name,
            largest=largest,
            model=model,
        )
    LOGGER.info("%s is read as 8-bit values: 0 to %.6g becomes 0 to 255.", raster.name, top)
    return BYTE / top


def _knows_bytes(entry: Input) -> bool:
    rule = entry.normalisation
    if entry.role != "image":
        return False
    if entry.grey or (rule is not None and rule.clip == (0, 255)):
        return True
    if (
        rule is None
        or rule.kind != "scale"
        or isinstance(rule.scale, tuple)
        or isinstance(rule.offset, tuple)
    ):
        return False
    return abs(BYTE * rule.scale + rule.offset - 1) < NEAR_ONE

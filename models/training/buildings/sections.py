"""What the checked options and data sets of a training of building masks hold; `options.py` checks them."""

from __future__ import annotations

from ...formats.objects import JsonObject
from ..config.sections import Common, ShareEntry


class Values(Common):
    """The options by their names."""

    architecture: str
    norm: str | None
    width: int
    epochs: int
    samples: int
    tile_size: int
    learning_rate: float
    ema: float
    l1_weight: float
    target: str | None
    contour: int | None
    preparation: JsonObject | None  # as of buildings.preparation
    compatibility: bool


class PlaceEntry(ShareEntry):
    """A data set: files of its layers, of which one is there, and of its buildings."""

    dsm: str | None
    imagery: str | None
    ndvi: str | None
    labels: str
    labelled_area: str | None

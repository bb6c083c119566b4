"""What the checked options and data sets of a painter's training hold; `options.py` checks them."""

from __future__ import annotations

from ..config.sections import Common, ShareEntry


class Values(Common):
    """The options by their names; None: as the architecture asks for."""

    architecture: str | None
    features: int
    discriminator_features: list[int]
    widths: list[int]
    epochs: int | None
    samples: int | None
    tile_size: int | None
    learning_rate: float | None
    ema: float | None
    lambda_gan: float | None
    lambda_l1: float | None
    lambda_perceptual: float | None
    lambda_matching: float | None
    vgg: str | None
    label_real: float
    input_noise: float | None
    jitter: float
    compatibility: bool


class RegionEntry(ShareEntry):
    """A data set: a folder of patches, or an image and its masks."""

    folder: str | None
    image: str | None
    mask: str | None
    roads: str | None
    buildings: str | None
    channel_order: str
    road_width: float
    pixel_size: float | None

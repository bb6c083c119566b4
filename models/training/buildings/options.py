"""The options of training a finder of buildings; see config/options.py for what a row is."""

from __future__ import annotations

from typing import Any

from ...formats.checks import Keys, flag, maybe, number, one_of, section, some_text, text, whole
from ...modelfile.values import FILTERS
from ...options import AUTO
from ...tasks import BUILDING_MASK
from ..config.common import LARGEST_TILE, START, row_of, table
from ..config.datasets import STRATEGIES, share_rows
from ..config.options import Option

ARCHITECTURES = ("compact", "esfpnet", "pix2pix")
# Architectures of the networks that it goes on with, by their family.
FAMILIES = {"building_unet": "compact", "imagery_unet": "compact", "esfpnet": "esfpnet", "pix2pix": "pix2pix"}
# What a pix2pix generator makes: background, interior and contour as classes; the published picture of
# footprints with reinforced contours; or the mask alone, dark and bright.
TARGETS = ("classes", "picture", "mask")
NORMS = ("instance", "batch")
PREPARATION: Keys = {
    "cut": (whole(8, 8192), None),
    "size": (whole(8, LARGEST_TILE), None),
    "trim": (maybe(whole(8)), None),
    "filter": (one_of(*FILTERS), FILTERS[0]),
}


def preparation(value: Any, path: str) -> Any:
    """How places are trimmed, cut and resampled; `cut` and `size` must be given."""
    return section(value, PREPARATION, path, ("cut", "size"))


DATASET = (
    Option("datasets[].name", text, ""),
    Option("datasets[].dsm", maybe(some_text)),
    Option("datasets[].imagery", maybe(some_text)),
    Option("datasets[].ndvi", maybe(some_text)),
    Option("datasets[].labels", some_text, required=True),
    Option("datasets[].labelled_area", maybe(some_text)),
    *share_rows((AUTO, *STRATEGIES)),
)

OPTIONS = table(
    BUILDING_MASK.id,
    *DATASET,
    Option(
        "model.architecture",
        one_of(*ARCHITECTURES),
        parameter="ARCHITECTURE",
        label="Architecture",
        help="auto: as the start model, else compact, which is quick anywhere. esfpnet starts from a "
        "mit_b*.pth or an ESFPNet checkpoint in MODEL; pix2pix trains against a discriminator.",
        advanced=False,
    ),
    START,
    Option("model.norm", maybe(one_of(*NORMS))),
    Option("model.width", whole(1, 256), 64),
    row_of("epochs", default=20, help="0: 20 to adapt a model, 60 for a new one."),
    row_of("samples", default=256, help="0: as many as cover the training part four times."),
    row_of("tile_size", default=256, help="0: 256, or less for small rasters."),
    row_of("learning_rate", default=None, help="0: what suits the architecture.", report="Learning rate"),
    row_of("batch_size", default=8, help="0: 8; 1 for pix2pix."),
    Option("training_settings.l1_weight", number(), 100.0),
    Option("training_settings.target", maybe(one_of(*TARGETS))),
    Option("training_settings.contour", maybe(whole(1, 31))),
    Option("training_settings.preparation", maybe(preparation)),
    Option(
        "general.compatibility",
        flag,
        False,
        parameter="COMPATIBILITY",
        label="As the published footprint system",
        help="pix2pix as its page says: pictures with reinforced contours, batch norm, 200 epochs of single "
        "windows turned by half, and a frame around windows without buildings.",
    ),
    usual={"clip": 1.0, "optimizer_name": "AdamW", "save_rate": 10},
)

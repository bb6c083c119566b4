"""The options of training a reconstruction: keys of ImpliCity's configuration, and what it lacks."""

from __future__ import annotations

from ...formats.checks import flag, maybe, number, one_of, text, whole
from ...options import AUTO
from ...tasks import RECONSTRUCT_DSM
from ..config.common import common
from ..config.options import Option, Table

ARCHITECTURES = ("compact", "implicity")
# Families of networks that it goes on with, and of which architecture they are: here both are of one family.
FAMILIES = {"implicity": ""}
LARGEST_LENGTH = 1e6  # metres
MOST_QUERIES = 10**7  # of a patch; more fill memory
DIALOG = (
    Option(
        "model.architecture",
        one_of(*ARCHITECTURES),
        AUTO,
        parameter="ARCHITECTURE",
        label="Architecture",
        help="auto: compact, or what start model or configuration say. implicity: the published network.",
        advanced=False,
    ),
    common("epochs", "training.epochs", 0, kind=whole(0), help="0: 40, or as the configuration says."),
    common(
        "samples",
        "training.random_dataset_length",
        6400,
        label="Patches per epoch",
        help="0: 64, or as the configuration says.",
    ),
    common("batch_size", "training.batch_size", 1, label="Patches per batch", help="0: 1."),
    Option(
        "dsm_generation.pixel_size",
        number(0, LARGEST_LENGTH, above=True),
        parameter="PIXEL_SIZE",
        label="Pixel size (m)",
        help="Of the surfaces to be made. 0: that of the reference.",
    ),
    Option(
        "dataset.patch_size",
        number(0, LARGEST_LENGTH, above=True),
        parameter="PATCH_SIZE",
        label="Patch size (m)",
        help="0: 128 pixels, or fewer in small areas.",
    ),
    common(
        "learning_rate",
        "training.learning_rate",
        1e-3,
        kind=number(0, 1, above=True),
        help="0: what suits the training.",
    ),
    common("early_stopping", "training.early_stopping", 0),
    common("seed", "training.random_seed", 0),
)
OPTIONS = Table(
    (
        *DIALOG,
        Option("training.optimize_every", whole(1), 64, name="accumulate"),
        Option("training.validate_every", whole(1), 100),
        Option("training.checkpoint_every", whole(1), 50),
        Option("training.resume_from", maybe(text)),
        common("clip", "training.gradient_clipping", 0.0),
        common("ema", "training.ema", 0.0),
        Option("training.save_every", whole(0), 0, name="save_rate"),
        Option("training.summed", flag, True),
        Option("queries.uniform", whole(0, MOST_QUERIES), 2048),
        Option("queries.surface", whole(0, MOST_QUERIES), 2048),
        Option("queries.walls", whole(0, MOST_QUERIES), 2048),
        Option("queries.offset", number(0, 100), 0.4),
    ),
    RECONSTRUCT_DSM.id,
)

"""The options of training a reconstruction: keys of ImpliCity's configuration, and what it lacks."""

from __future__ import annotations

from ...options import AUTO
from ..config.checks import flag, maybe, number, one_of, text, whole
from ..config.options import MOST_SAMPLES, Option, Table

ARCHITECTURES = ("compact", "implicity")
LARGEST_LENGTH = 1e6  # metres
MOST_QUERIES = 10**7
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
    Option(
        "training.epochs",
        whole(0),
        0,
        parameter="EPOCHS",
        label="Epochs",
        help="0: 40, or as the configuration says.",
        advanced=False,
    ),
    Option(
        "training.random_dataset_length",
        whole(1, MOST_SAMPLES),
        6400,
        name="samples",
        parameter="SAMPLES",
        label="Patches per epoch",
        help="0: 64, or as the configuration says.",
    ),
    Option(
        "training.batch_size",
        whole(1),
        1,
        parameter="BATCH_SIZE",
        label="Patches per batch",
        help="0: 1.",
    ),
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
    Option(
        "training.learning_rate",
        number(0, 1, above=True),
        1e-3,
        parameter="LEARNING_RATE",
        label="Learning rate",
        help="0: what suits the training.",
        most=1,
    ),
    Option(
        "training.early_stopping",
        whole(0),
        0,
        parameter="PATIENCE",
        label="Patience (epochs)",
        help="Ends the training when it gets no better for so long. 0: never.",
    ),
    Option(
        "training.random_seed",
        whole(0, 2**32 - 1),
        0,
        name="seed",
        parameter="SEED",
        label="Seed",
        help="The same seed gives the same training.",
    ),
)
OPTIONS = Table(
    (
        *DIALOG,
        Option("training.optimize_every", whole(1), 64),
        Option("training.validate_every", whole(1), 100),
        Option("training.checkpoint_every", whole(1), 50),
        Option("training.resume_from", maybe(text)),
        Option("training.gradient_clipping", number(), 0.0, name="clip"),
        Option("training.ema", number(0, 0.99999), 0.0),
        Option("training.save_every", whole(0), 0),
        Option("training.summed", flag, True),
        Option("queries.uniform", whole(0, MOST_QUERIES), 2048),
        Option("queries.surface", whole(0, MOST_QUERIES), 2048),
        Option("queries.walls", whole(0, MOST_QUERIES), 2048),
        Option("queries.offset", number(0, 100), 0.4),
    )
)

"""The options of training a finder of buildings; see config/options.py for what a row is."""

from __future__ import annotations

from pathlib import Path

from ...language import tr
from ...tasks import BUILDING_MASK
from ..config.checks import maybe, number, one_of, some_text, whole
from ..config.options import LARGEST_TILE, MOST_SAMPLES, Option, table

ARCHITECTURES = ("compact", "esfpnet", "pix2pix")

OPTIONS = table(
    BUILDING_MASK.id,
    Option(
        "model.architecture",
        one_of(*ARCHITECTURES),
        parameter="ARCHITECTURE",
        label="Architecture",
        help="auto: as the start model, else compact, which is quick anywhere. esfpnet starts from a "
        "mit_b*.pth or an ESFPNet checkpoint in MODEL; pix2pix trains against a discriminator.",
        advanced=False,
    ),
    Option(
        "model.start",
        maybe(some_text),
        parameter="MODEL",
        report="Started from",
        shown=lambda start: Path(str(start)).name if start else tr("fresh weights"),
    ),
    Option(
        "training_settings.n_epochs",
        whole(1),
        20,
        name="epochs",
        parameter="EPOCHS",
        label="Epochs",
        help="0: 20 to adapt a model, 60 for a new one.",
        advanced=False,
    ),
    Option(
        "training_settings.n_training_samples",
        whole(1, MOST_SAMPLES),
        256,
        name="samples",
        parameter="SAMPLES",
        label="Windows per epoch",
        help="0: as many as cover the training part four times.",
    ),
    Option(
        "training_settings.tile_size",
        whole(8, LARGEST_TILE),
        256,
        parameter="TILE_SIZE",
        label="Window size (pixels)",
        help="0: 256, or less for small rasters.",
    ),
    Option(
        "optimizer.learning_rate",
        number(above=True),
        parameter="LEARNING_RATE",
        label="Learning rate",
        help="0: what suits the architecture.",
        most=1,
        report="Learning rate",
    ),
    Option(
        "training_settings.batch_size",
        whole(1),
        8,
        parameter="BATCH_SIZE",
        label="Windows per batch",
        help="0: 8; 1 for pix2pix.",
    ),
    Option("training_settings.l1_weight", number(), 100.0),
    usual={"clip": 1.0, "optimizer_name": "AdamW", "save_rate": 10},
)

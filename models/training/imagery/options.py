"""The options of training a painter of images; those of its loss follow from the architecture."""

from __future__ import annotations

from ...formats.checks import entries, flag, maybe, number, one_of, some_text, text, whole
from ...options import CHANNEL_ORDERS
from ...tasks import SYNTHESIZE_IMAGERY
from ..config.common import START, row_of, table
from ..config.datasets import share_rows
from ..config.options import Option

ARCHITECTURES = ("spade", "pix2pix")
FAMILIES = {"satgen": "pix2pix", "spade": "spade"}  # architectures of the networks that it goes on with

DATASET = (
    Option("datasets[].name", maybe(text)),
    Option("datasets[].folder", maybe(some_text), parameter="FOLDER"),
    Option("datasets[].image", maybe(some_text), parameter="IMAGE"),
    Option("datasets[].mask", maybe(some_text), parameter="MASK"),
    Option("datasets[].roads", maybe(some_text), parameter="ROADS"),
    Option("datasets[].buildings", maybe(some_text), parameter="BUILDINGS"),
    Option("datasets[].channel_order", one_of(*CHANNEL_ORDERS), CHANNEL_ORDERS[0]),
    Option("datasets[].road_width", number(above=True), 7.0),
    Option("datasets[].pixel_size", number(above=True)),
    *share_rows(),
)
MODEL = (
    Option(
        "model.architecture",
        one_of(*ARCHITECTURES),
        parameter="ARCHITECTURE",
        label="Architecture",
        help="auto: spade, or as the start model says. spade is small, takes any pixel size and leaves no "
        "seams; pix2pix is the network of SatGen-CV.",
        advanced=False,
    ),
    START,
    Option("model.features", whole(1, 512), 64),
    Option("model.discriminator_features", entries(whole(1, 4096)), [64, 128, 256, 512]),
    Option("model.widths", entries(whole(1, 1024)), [32, 64, 96, 160]),
)
LOSS = (
    Option("training_settings.lambda_gan", number()),
    Option(
        "training_settings.lambda_l1",
        number(),
        parameter="L1_LOSS",
        label="Weight of grey levels",
        help="Of the mean absolute difference. 0: 10 for pix2pix, 6 for spade.",
    ),
    Option(
        "training_settings.lambda_perceptual",
        number(),
        parameter="PERCEPTUAL_LOSS",
        label="Weight of VGG-19 features",
        help="0: 50 for pix2pix, 10 for spade; none without a file of VGG-19.",
    ),
    Option(
        "training_settings.lambda_matching",
        number(),
        parameter="MATCHING_LOSS",
        label="Weight of discriminator features",
        help="In place of VGG-19. 0: 10 for pix2pix, 4 for spade; none with compatibility.",
    ),
    Option("training_settings.vgg", maybe(some_text), parameter="VGG"),
    Option("training_settings.label_real", number(0, 1), 0.9),
    Option(
        "training_settings.input_noise_std",
        number(0, 1),
        name="input_noise",
    ),
    Option("training_settings.jitter", number(0, 1), 0.1),
)
REST = (
    Option(
        "general.compatibility",
        flag,
        False,
        parameter="COMPATIBILITY",
        label="As SatGen-CV",
        help="Its loss, its schedule, one epoch less than asked for, no averaged weights.",
    ),
)
TRAINING = (
    row_of("epochs", default=None, help="0: 100, or 200 for pix2pix."),
    row_of(
        "samples",
        default=None,
        help="0: as many as cover the training part four times; of folders every patch once.",
    ),
    row_of("tile_size", default=None, help="0: 256 for pix2pix, 128 for spade."),
    row_of("batch_size", default=8, help="0: 8."),
    row_of("learning_rate", default=None, help="0: 0.0002 for pix2pix, 0.0004 for spade."),
    Option("training_settings.ema", number(0, 0.99999)),
)
OPTIONS = table(SYNTHESIZE_IMAGERY.id, *DATASET, *MODEL, *TRAINING, *LOSS, *REST)

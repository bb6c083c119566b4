"""The options of training a surface refiner: those of ResDepth's configuration, and what it lacks.

Keys and rules are those of ResDepth's configurations; the forms that its documentation shows but its program
refuses are taken. `model.architecture` and what has no counterpart there are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...formats.checks import (
    OneOf,
    anything,
    entries,
    flag,
    list_file,
    mapping,
    maybe,
    number,
    one_of,
    refuse,
    section,
    some_text,
    text,
    whole,
)
from ...language import Message, tr
from ...tasks import REFINE_DSM
from ..config.common import MOST_SAMPLES, START, row_of, table
from ..config.datasets import AREA_TYPES, STRATEGIES
from ..config.options import Option
from .architectures import ALIASES, ARCHITECTURES

VARIANTS = ("geom", "geom-mono", "geom-stereo", "geom-multiview", "stereo")
MULTIVIEWS = ("3-view", "4-view", "5-view")
ACTIVATIONS = ("relu", "lrelu", "prelu")
LOSSES = (
    Option("training_settings.loss.l1", number()),
    Option(
        "training_settings.loss.gradient",
        number(),
        parameter="GRADIENT_LOSS",
        label="Weight of height differences",
        help="Beside the absolute error, for sharp edges.",
    ),
    Option(
        "training_settings.loss.normal",
        number(),
        parameter="NORMAL_LOSS",
        label="Weight of surface normals",
        help="Beside the absolute error, for smooth roofs.",
    ),
)


def loss(value: Any, path: str) -> Any:
    """L1, or weights of several terms."""
    if value == "L1":
        return {"l1": 1.0}
    if not isinstance(value, Mapping):
        names = ", ".join(row.name for row in LOSSES)
        refuse(path, value, Message("L1, or weights of {losses} in braces", losses=names))
    weights = section(value, {row.name: (row.kind, None) for row in LOSSES}, path)
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if not any(given.values()):
        refuse(path, value, Message("at least one weight above 0"))
    return given


DATASET = (
    Option("datasets[].name", maybe(text)),
    Option("datasets[].raster_gt", some_text, required=True),
    Option("datasets[].raster_in", maybe(some_text), required=True),
    Option("datasets[].path_image_list", maybe(list_file)),
    Option("datasets[].path_pairlist_training", maybe(list_file)),
    Option("datasets[].path_pairlist_validation", maybe(list_file)),
    Option("datasets[].area_type", one_of(*AREA_TYPES), required=True),
    Option("datasets[].n_training_samples", whole(1, MOST_SAMPLES)),
    Option("datasets[].allocation_strategy", one_of(*STRATEGIES)),
    Option("datasets[].test_stripe", whole(0, 4)),
    Option("datasets[].crossval_training", flag, False),
    Option("datasets[].image_list", entries(some_text), parameter="GUIDES"),
    Option("datasets[].image_pairs_train", entries(entries(whole(0)))),
    Option("datasets[].image_pairs_val", entries(entries(whole(0)))),
    Option("datasets[].area_defn_train", anything),
    Option("datasets[].area_defn_val", anything),
    Option("datasets[].building_mask", maybe(some_text), parameter="BUILDING_MASK"),
    Option("datasets[].buildings", maybe(some_text), parameter="BUILDINGS"),
)
RESDEPTH_MODEL = (
    Option("model.depth", whole(1, 9), 5),
    Option("model.start_kernel", whole(1), 64),
    Option("model.act_fn_encoder", one_of(*ACTIVATIONS), "relu"),
    Option("model.act_fn_decoder", one_of(*ACTIVATIONS), "relu"),
    Option("model.act_fn_bottleneck", one_of(*ACTIVATIONS), "relu"),
    Option("model.up_mode", one_of("transpose", "bilinear"), "transpose"),
    Option("model.do_BN", flag, True),
    Option("model.bias_conv_layer", flag, True),
    Option("model.outer_skip", flag, True),
    Option("model.outer_skip_BN", flag, False),
)
MODEL = (
    Option("model.name", maybe(one_of("UNet")), name="model_name"),
    Option(
        "model.architecture",
        OneOf(tuple(ARCHITECTURES), ALIASES),
        parameter="ARCHITECTURE",
        label="Architecture",
        help="auto: compact, or as the start model or the configuration says. compact is quick anywhere; "
        "resdepth takes images; enhancer trains against a discriminator.",
        advanced=False,
    ),
    Option("model.input_channels", one_of(*VARIANTS), name="variant"),
    Option("model.pretrained_path", maybe(some_text)),
    START,
    Option(
        "model.freeze_encoder",
        flag,
        False,
        parameter="FREEZE_ENCODER",
        label="Freeze the encoder",
        help="Train only the later half of the start model.",
        report="Frozen",
        shown=lambda frozen: tr("encoder") if frozen else tr("nothing"),
    ),
    Option("model.freeze_norms", maybe(flag)),
    Option("model.options", mapping, name="network"),
    *RESDEPTH_MODEL,
)
VIEWS = (
    Option("multiview.config", one_of(*MULTIVIEWS), "3-view", name="multiview"),
    Option("stereopair_settings.use_all_stereo_pairs", flag, True, name="all_pairs"),
    Option("stereopair_settings.permute_images_within_pair", flag, True, name="permute"),
)
TRAINING = (
    row_of("epochs", default=2000, help="0: 20 to adapt a model, 100 for a new one."),
    row_of("samples", default=20_000, help="0: as many as cover the training part four times."),
    row_of("tile_size", default=256, help="0: 256, or less for small rasters."),
    row_of("batch_size", default=20, help="0: 8; 1 for enhancer."),
    row_of("learning_rate", default=2e-4, help="0: what suits the architecture."),
    Option(
        "training_settings.loss",
        loss,
        {"l1": 1.0},
        report="Loss",
        shown=lambda weights: ", ".join(f"{weight:g} x {name}" for name, weight in weights.items()),
    ),
    *LOSSES,
    Option(
        "training_settings.ema",
        number(0, 0.99999),
        0.0,
        report="Averaged weights",
        shown=lambda share: f"{share:g}" if share else tr("no"),
    ),
    Option("training_settings.new_positions", flag, True),
    Option(
        "training_settings.degrade",
        number(0, 1),
        0.0,
        parameter="DEGRADE",
        label="Simulated inputs",
        help="Share of windows whose input is the reference, degraded.",
        most=1,
    ),
    Option("training_settings.degradation", mapping, {}),
    Option(
        "training_settings.misregistration",
        number(0, 64),
        0.0,
        parameter="MISREGISTRATION",
        label="Shift of guides (pixels)",
        help="Guides are moved at random by up to this.",
    ),
)
REST = (
    Option("general.allocation_strategy", one_of(*STRATEGIES), STRATEGIES[0]),
    Option("general.test_stripe", whole(0, 4), 0),
    Option("general.workers", whole(0), 4),
    Option("general.compatibility", flag, False),
    Option("output.output_directory", some_text),
    Option("output.tboard_log_dir", some_text),
    Option("output.suffix", text, ""),
    Option("output.plot_model_txt", anything, False),
    Option("output.checkpoint_dir", anything),
    Option("output.dsm_normalization", anything),
    Option("output.satellite_image_normalization", anything),
    Option("adversarial", mapping, {}),
)
OPTIONS = table(REFINE_DSM.id, *DATASET, *MODEL, *VIEWS, *TRAINING, *REST)

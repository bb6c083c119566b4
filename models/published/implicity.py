"""ImpliCity's checkpoints: `*.pt` of its training, with the run's `config.yaml` in the same folder.

What the weights' shapes tell is taken from them; the configuration tells the rest (resolution of the plane,
normalisation, patches, height search), and where it is missing the published defaults stand in.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from torch import Tensor

from ..bundle import ModelBundle
from ..errors import RooflineError
from ..formats.objects import JsonObject
from ..language import Message, tr_noop
from ..modelfile.parts import (
    Card,
    Compatibility,
    GsdRange,
    Input,
    Network,
    Normalisation,
    Options,
    Output,
    Tiles,
)
from ..modelfile.provenance import Provenance
from . import implicity_configuration as configuration
from .checkpoint import Checkpoint, build_network, tensors

POINT_PREFIXES = ("encoder.", "point_encoder.")
COARSEST = 8  # cells along a side at the U-Net's lowest level, as in the published networks
SKIP = "downsample.2.weight"
TWINS = ("downsample.0.", "bn4.")


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the weights are those of a point encoder and a decoder of occupancy."""
    return _point_prefix(_names(checkpoint)) is not None


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The network of a checkpoint, with its card."""
    weights = tensors(_model(checkpoint))
    prefix = _point_prefix(weights)
    if prefix is None:
        raise RooflineError(
            "{file} holds no ImpliCity weights (decoder.fc_p and encoder.fc_pos or point_encoder.fc_pos were "
            "looked for); choose another file or family.",
            file=checkpoint.path.name,
        )
    weights = _completed({k: v for k, v in weights.items() if not k.startswith(f"{prefix}unet3d.")})
    try:
        config = configuration.read(checkpoint)
        options = _options(weights, prefix, config["model"])
        _check_fit(options, config)
        card = card_of(checkpoint.path.stem, options, config)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise RooflineError(
            "{file} or the config.yaml beside it is incomplete ({reason}); get a new copy.",
            file=checkpoint.path.name,
            reason=error,
        ) from error
    return ModelBundle(card, build_network("implicity", options, weights, checkpoint.path))


def _model(checkpoint: Checkpoint) -> Any:
    content = checkpoint.content
    return content["model"] if isinstance(content, dict) and "model" in content else content


def _names(checkpoint: Checkpoint) -> Collection[str]:
    model = _model(checkpoint)
    return [name for name in model if isinstance(name, str)] if isinstance(model, dict) else tensors(model)


def _point_prefix(names: Collection[str]) -> str | None:
    """The prefix of the point encoder's weights: that of variant 0, or that of the ones with images."""
    if "decoder.fc_p.weight" not in names:
        return None
    return next((prefix for prefix in POINT_PREFIXES if f"{prefix}fc_pos.weight" in names), None)


def _completed(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Norms that the network holds under two names may be stored under one."""
    completed = dict(weights)
    blocks = [name[: -len(SKIP)] for name in weights if name.endswith(SKIP)]
    for block in blocks:
        for mine, other in (TWINS, TWINS[::-1]):
            for name in [name for name in weights if name.startswith(block + mine)]:
                completed.setdefault(block + other + name[len(block + mine) :], weights[name])
    return completed


def _options(weights: dict[str, Tensor], prefix: str, model: JsonObject) -> Options:
    """The network's options: from shapes, and from the configuration what shapes do not tell."""
    encoder, decoder = model["encoder_kwargs"], model["decoder_kwargs"]
    unet = _unet_options(weights, f"{prefix}unet.")
    options = {
        "hidden_dim": weights[f"{prefix}fc_pos.weight"].shape[0] // 2,
        "feature_dim": weights[f"{prefix}fc_c.weight"].shape[0],
        "plane_resolution": int(
            encoder["plane_resolution"] or COARSEST * 2 ** (unet.get("unet_depth", 5) - 1)
        ),
        "scatter_type": str(encoder["scatter_type"]),
        "n_blocks": _count(weights, rf"{prefix}blocks\.(\d+)\.fc_0\.weight"),
        "decoder_hidden": weights["decoder.fc_p.weight"].shape[0],
        "decoder_blocks": _count(weights, r"decoder\.blocks\.(\d+)\.fc_0\.weight"),
        "out_dim": weights["decoder.fc_out.weight"].shape[0],
        "leaky": bool(decoder["leaky"]),
        "sample_mode": str(decoder["sample_mode"]),
        **unet,
    }
    if "image_encoder.conv1.weight" in weights:
        options.update(_image_options(weights))
    return options


def _count(weights: dict[str, Tensor], pattern: str) -> int:
    return sum(1 for name in weights if re.fullmatch(pattern, name))


def _unet_options(weights: dict[str, Tensor], prefix: str) -> Options:
    if f"{prefix}conv_final.weight" not in weights:
        return {"unet": False}
    first_up = weights.get(f"{prefix}up_convs.0.conv1.weight")
    adds = first_up is not None and first_up.shape[0] == first_up.shape[1]
    upsamples = f"{prefix}up_convs.0.upconv.1.weight" in weights
    return {
        "unet": True,
        "unet_depth": _count(weights, rf"{re.escape(prefix)}down_convs\.(\d+)\.conv1\.weight"),
        "unet_start": weights[f"{prefix}down_convs.0.conv1.weight"].shape[0],
        "unet_merge": "add" if adds else "concat",
        "unet_up": "upsample" if upsamples else "transpose",
    }


def _image_options(weights: dict[str, Tensor]) -> Options:
    reduction = weights.get("image_encoder.down_conv2.weight")
    return {
        "images": weights["image_encoder.conv1.weight"].shape[1],
        "image_num_hourglass": _count(weights, r"image_encoder\.m0\.b1_(\d+)\.conv1\.weight"),
        "image_num_stack": _count(weights, r"image_encoder\.l(\d+)\.weight"),
        "image_norm": "batch" if "image_encoder.bn1.running_mean" in weights else "group",
        "image_hg_down": "ave_pool" if reduction is None else f"conv{reduction.shape[1]}",
    }


def _check_fit(options: Options, config: JsonObject) -> None:
    """Hold what the configuration says of the network against its weights."""
    several = config["model"]["multi_label"]
    if several is not None and options["out_dim"] != (3 if several else 1):
        wanted = Message("the number of classes that the weights have, {classes}", classes=options["out_dim"])
        raise configuration.refusal("model.multi_label", several, wanted)
    cells = 2 ** (options.get("unet_depth", 1) - 1)
    if options["plane_resolution"] % cells:
        raise configuration.refusal(
            "model.encoder_kwargs.plane_resolution",
            options["plane_resolution"],
            Message("a multiple of {cells}", cells=cells),
        )


def card_of(name: str, options: Options, config: JsonObject) -> Card:
    """The card of a network with these options, run as a checked configuration says."""
    images = int(options.get("images", 0))
    dataset, generation = config["dataset"], config["dsm_generation"]
    reconstruction = configuration.reconstruction(config)
    pixel = configuration.pair(config, "dsm_generation.pixel_size")
    patch = configuration.pair(config, "dataset.patch_size")
    stride = configuration.pair(config, "dataset.sliding_window.test_strip")
    code = configuration.epsg(generation["crs_epsg"])
    size, step = (max(round(side[axis] / pixel[axis]) for axis in (0, 1)) for side in (patch, stride))
    shift, spread = str(dataset["normalize"]["z_shift"]), float(dataset["normalize"]["z_std"])
    heights = Normalisation("patch-height", shift=shift, std=spread)
    grey = dataset["satellite_image"]["normalize"]
    image = Normalisation("standardise", mean=float(grey["mean"]), std=float(grey["std"]))
    registration = tr_noop("as published: cells by floor, sampling and queries from edge to edge")
    kept = Compatibility(registration=registration)
    if code is not None:
        kept = Compatibility(crs_epsg=code, registration=registration)
    return Card(
        name=name,
        title=f"ImpliCity-{('0', 'mono', 'stereo')[min(images, 2)]}",
        task="reconstructdsm",
        network=Network("implicity", options),
        inputs=(Input("points", 3, heights), *(Input("image", 1, image) for _ in range(images))),
        output=Output("dsm", 1),
        tile=Tiles(size, max(size - step, 0), 1, "shifted", "linear"),
        precision="float32",
        gsd=GsdRange(min(pixel), max(pixel)),
        reconstruction=reconstruction,
        compatibility=kept,
        provenance=Provenance(
            data=("unknown; the published weights: satellite photogrammetry of a European city",),
            licence="unknown",
            limits=tr_noop(
                "For photogrammetric point clouds in metres; other regions and sensors may differ."
            ),
        ),
    )

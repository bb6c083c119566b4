"""What ImpliCity's configuration says of a network, its patches and its numbers: the way back from a card."""

from __future__ import annotations

from ..formats.objects import JsonObject
from ..modelfile.parts import Card, Options
from ..modelfile.reconstruction import Reconstruction


def network_options(config: JsonObject, images: int) -> Options:
    """The options of the network that a configuration describes."""
    model = config["model"]
    encoder, decoder, unet = (
        model["encoder_kwargs"],
        model["decoder_kwargs"],
        model["encoder_kwargs"]["unet_kwargs"],
    )
    options = {
        "hidden_dim": int(encoder["hidden_dim"]),
        "feature_dim": int(encoder["feature_dim"]),
        "plane_resolution": int(encoder["plane_resolution"]),
        "scatter_type": str(encoder["scatter_type"]),
        "n_blocks": int(encoder["n_blocks"]),
        "unet": bool(encoder["unet"]),
        "decoder_hidden": int(decoder["hidden_size"]),
        "decoder_blocks": int(decoder["n_blocks"]),
        "out_dim": 3 if model["multi_label"] else 1,
        "leaky": bool(decoder["leaky"]),
        "sample_mode": str(decoder["sample_mode"]),
    }
    if encoder["unet"]:
        options.update(
            unet_depth=int(unet["depth"]),
            unet_start=int(unet["start_filts"]),
            unet_merge=str(unet["merge_mode"]),
            unet_up=str(unet["up_mode"]),
        )
    if images:
        kept = ("num_hourglass", "num_stack", "norm", "hg_down")
        options["images"] = images
        options.update({f"image_{name}": model["encoder2_kwargs"][name] for name in kept})
    return options


def sections_of(card: Card) -> JsonObject:
    """What a card says of patches and numbers, as the sections of a configuration that `card_of` reads."""
    told, heights = (card.reconstruction or Reconstruction()).to_json(), card.inputs[0].rule
    grey = [entry.rule for entry in card.inputs[1:2]]
    patch, pixel = (
        [*pair] if isinstance(pair, list) else [pair, pair]
        for pair in (told["patch_size"], told["pixel_size"])
    )
    return {
        "dataset": {
            "normalize": {"z_std": heights.std, "z_shift": heights.shift},
            "patch_size": patch,
            "sliding_window": {"val_strip": patch, "test_strip": told["stride"]},
            **(
                {"satellite_image": {"normalize": {"mean": grey[0].mean, "std": grey[0].std}}} if grey else {}
            ),
        },
        "dsm_generation": {
            "pixel_size": pixel,
            "h_range": told["heights"],
            "h_resolution_0": told["first_step"],
            "h_upsampling_steps": told["refinements"],
            "fill_empty": told["fill_empty"],
            "half_blend_percent": told["blend"],
        },
        "test": {"threshold": told["threshold"]},
    }


def model_of(options: Options, model: JsonObject) -> JsonObject:
    """The section of a network with these options, over what a configuration said before."""
    kept = ("hidden_dim", "feature_dim", "scatter_type", "n_blocks", "unet", "plane_resolution")
    return {
        **model,
        "method": "implicity_onet" if options.get("images") else "conv_onet",
        "multi_label": options["out_dim"] == 3,
        "encoder_kwargs": {**model["encoder_kwargs"], **{key: options[key] for key in kept}},
    }

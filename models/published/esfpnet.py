"""Checkpoints of ESFPNet: a module pickled as a whole, its weights, or a bare encoder `mit_b0` to `mit_b5`.

The original works on 8-bit pictures of 256 x 256 pixels: heights are whole metres from 0 to 255, in three
equal bands with the statistics of ImageNet. The card says so; larger rasters get overlapping tiles.
"""

from __future__ import annotations

import re
from typing import Any

import torch
from torch import Tensor

from .. import networks
from ..bundle import ModelBundle
from ..errors import RooflineError
from ..formats.safe_pickle import Record  # nosec B403
from ..language import tr_noop
from ..modelfile.parts import Card, Compatibility, Input, Network, Normalisation, Options, Output, Tiles
from ..modelfile.provenance import Provenance
from .checkpoint import Checkpoint, build_network, load_weights, tensors

WRAPPERS = ("state_dict", "model_state_dict", "model", "net")
ENCODER, HEAD = "backbone.", "head."
STAGES = (1, 2, 3, 4)  # of the encoder
FIRST, DECODER, LAST = "patch_embed1.proj.weight", "linear_fuse34.conv.weight", "linear_pred.weight"
HEADS = (1, 2, 5, 8)  # of attention by stage: weights do not show them
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's pictures, in 0..1
DECODER_SEED = 0  # of a decoder that an encoder alone comes without: the same in each run


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the file holds an ESFPNet or a MiT encoder."""
    state = _state(checkpoint)
    return f"{ENCODER}{FIRST}" in state or FIRST in state


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The network; a bare encoder gets a decoder with fresh weights, for training."""
    state = _state(checkpoint)
    name = checkpoint.path.name
    if DECODER in state and LAST in state:
        classes = int(state[LAST].shape[0])
        options: Options = {**_options(state, ENCODER, checkpoint), "classes": classes}
        network = build_network("esfpnet", options, state, checkpoint.path)
        return ModelBundle(_card(checkpoint, options, trained=True), network)
    prefix = ENCODER if f"{ENCODER}{FIRST}" in state else ""
    if f"{prefix}{FIRST}" not in state:
        raise RooflineError(
            "{name} holds no ESFPNet (weights {encoder}{first}, {decoder} ...) and no MiT encoder ({first} "
            "...); choose the segmentation model or a mit_b*.pth.",
            name=name,
            encoder=ENCODER,
            first=FIRST,
            decoder=DECODER,
        )
    encoder = {
        key[len(prefix) :]: value
        for key, value in state.items()
        if key.startswith(prefix) and not key.startswith(HEAD)
    }
    options = _options(encoder, "", checkpoint)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(DECODER_SEED)
        network = networks.build("esfpnet", options)
    load_weights(network.get_submodule(ENCODER[:-1]), encoder, checkpoint.path)
    return ModelBundle(_card(checkpoint, options, trained=False), network)


def _state(checkpoint: Checkpoint) -> dict[str, Tensor]:
    content = checkpoint.content
    state = tensors(content)
    if not state and isinstance(content, dict):
        inner = next((content[key] for key in WRAPPERS if key in content), None)
        state = tensors(inner)
    return state


def _options(state: dict[str, Tensor], prefix: str, checkpoint: Checkpoint) -> Options:
    """The encoder's options by the shapes of its weights; its heads, which have none, by the module."""
    try:
        return {
            "embed_dims": [len(_weight(state, f"{prefix}norm{stage}.weight", 1)) for stage in STAGES],
            "depths": [_depth(state, f"{prefix}block{stage}.") for stage in STAGES],
            "num_heads": _heads(checkpoint.content),
            "sr_ratios": [_reduction(state, f"{prefix}block{stage}.0.") for stage in STAGES],
            "mlp_ratios": [_growth(state, f"{prefix}block{stage}.0.") for stage in STAGES],
            "in_chans": int(_weight(state, f"{prefix}{FIRST}", 4).shape[1]),
        }
    except KeyError as error:
        raise RooflineError(
            "{file} is no whole MiT encoder (no weight {weight}); get another copy.",
            file=checkpoint.path.name,
            weight=error.args[0],
        ) from error


def _weight(state: dict[str, Tensor], name: str, dimensions: int) -> Tensor:
    tensor = state[name]
    if tensor.ndim != dimensions or tensor.numel() == 0:
        raise KeyError(f"{name} of {dimensions} dimensions")
    return tensor


def _depth(state: dict[str, Tensor], prefix: str) -> int:
    found = {name[len(prefix) :].split(".")[0] for name in state if name.startswith(prefix)}
    return len(found)


def _reduction(state: dict[str, Tensor], block: str) -> int:
    name = f"{block}attn.sr.weight"
    return int(_weight(state, name, 4).shape[2]) if name in state else 1


def _growth(state: dict[str, Tensor], block: str) -> int:
    hidden, width = _weight(state, f"{block}mlp.fc1.weight", 2).shape
    return int(hidden // width)


def _heads(content: Any) -> list[int]:
    """Heads per stage as a pickled module says; plain weights do not, and are taken to be as published."""
    encoder = _child(content, ENCODER[:-1]) or content
    heads = []
    for stage, usual in zip(STAGES, HEADS):
        block = _child(_child(encoder, f"block{stage}"), "0")
        attention = _child(block, "attn")
        said = attention.state.get("num_heads") if attention is not None else None
        heads.append(said if isinstance(said, int) and said > 0 else usual)
    return heads


def _child(module: Any, name: str) -> Record | None:
    if not isinstance(module, Record) or not isinstance(module.state, dict):
        return None
    child = (module.state.get("_modules") or {}).get(name)
    return child if isinstance(child, Record) and isinstance(child.state, dict) else None


def _card(checkpoint: Checkpoint, options: Options, trained: bool) -> Card:
    channels, classes = options["in_chans"], options.get("classes", 1)
    stem = checkpoint.path.stem
    card = Card(
        name=stem,
        title=tr_noop("ESFPNet buildings")
        if trained
        else tr_noop("MiT encoder for training a building mask"),
        task="buildingmask",
        network=Network("esfpnet", options),
        inputs=(_input(channels),),
        output=Output(
            "building",
            classes,
            activation="sigmoid" if classes == 1 else "softmax",
            channel=0 if classes == 1 else 1,
            threshold=0.5,
        ),
        tile=Tiles(256, 64, 32, "shifted", "taper"),
        precision="float32",
        compatibility=Compatibility(heights=tr_noop("8-bit: whole metres from 0 to 255, truncated")),
        provenance=Provenance(
            data=(_trained_on(stem) if trained else "unknown; the published encoders: ImageNet",),
            licence="unknown",
            limits=tr_noop(
                "For heights above a datum near sea level, about 1 m pixels; other regions may differ."
            ),
        ),
    )
    return card if trained else card.changed(untrained=("decoder",))


def _trained_on(stem: str) -> str:
    year = re.search(r"DSM_(\d{4})", stem)
    return f"unknown; by its name a DSM of {year[1]}" if year else "unknown"


def _input(channels: int) -> Input:
    """One band of heights for all channels, or a picture with a band for each."""
    mean: tuple[float, ...] = MEAN
    std: tuple[float, ...] = STD
    if channels != len(MEAN):
        mean, std = (sum(MEAN) / 3,) * channels, (sum(STD) / 3,) * channels
    rule = Normalisation(
        "scale",
        scale=tuple(1 / (255 * deviation) for deviation in std),
        offset=tuple(-centre / deviation for centre, deviation in zip(mean, std)),
        clip=(0, 255),
        truncate=True,
    )
    return Input("dsm", also=("image",), bands=channels, repeat=True, normalisation=rule)

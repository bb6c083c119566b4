"""Pix2pix generators that paint footprints: stock `unet_256` files, and state dicts of the footprint network.

The picture has buildings in orange on grey (red 255 against 40), so half-way in red is a building's true
edge; a network with one output is taken to paint buildings white on black.
"""

from __future__ import annotations

import re

from torch import Tensor

from ..bundle import ModelBundle
from ..errors import RooflineError
from ..language import tr_noop
from ..modelfile.parts import Card, Input, Network, Normalisation, Output, Tiles
from ..modelfile.provenance import Provenance
from .checkpoint import Checkpoint, build_network, has_kernels, tensors

UNET_FIRST, UNET_LAST = "model.model.0.weight", "model.model.3.weight"
FOOTPRINT_FIRST, FOOTPRINT_LAST = "down.0.0.weight", "last.weight"
BACKGROUND, BUILDING = 40, 255  # red of the painted picture
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the file is a generator that paints pictures of footprints."""
    state = tensors(checkpoint.content)
    return has_kernels(state, FOOTPRINT_FIRST, FOOTPRINT_LAST) or (
        is_unet(state) and not makes_heights(state)
    )


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The generator, with a card that finds buildings in an image."""
    state = tensors(checkpoint.content)
    if is_unet(state):
        entry, state = unet_entry(state), unet_weights(state)
    elif has_kernels(state, FOOTPRINT_FIRST, FOOTPRINT_LAST):
        entry = _footprint_entry(state)
    else:
        raise RooflineError(
            "{file} holds no pix2pix generator (weights {unet_first} ... or {footprint_first} ...); choose "
            "another file.",
            file=checkpoint.path.name,
            unet_first=UNET_FIRST,
            footprint_first=FOOTPRINT_FIRST,
        )
    card = _card(checkpoint, entry)
    return ModelBundle(card, build_network(entry.family, entry.options, state, checkpoint.path))


def is_unet(state: dict[str, Tensor]) -> bool:
    """Whether the weights are those of a published, nested U-Net."""
    return has_kernels(state, UNET_FIRST, UNET_LAST)


def makes_heights(state: dict[str, Tensor]) -> bool:
    """Whether a nested U-Net makes one plane of a DSM, or of a DSM and NDVI."""
    return state[UNET_LAST].shape[1] == 1 and state[UNET_FIRST].shape[1] <= 2


def unet_entry(state: dict[str, Tensor]) -> Network:
    """Family and options of a nested U-Net."""
    width, inputs = state[UNET_FIRST].shape[:2]
    depths = [name.count(".model.") for name in state if re.fullmatch(r"model(\.model\.\d+)+\.weight", name)]
    options = {
        "variant": "unet",
        "input_channels": int(inputs),
        "output_channels": int(state[UNET_LAST].shape[1]),
        "width": int(width),
        "levels": max(depths),
        "norm": "instance" if "model.model.0.bias" in state else "batch",
    }
    return Network("pix2pix", options)


def unet_weights(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a nested U-Net; old files also hold statistics that instance norm does not use."""
    if "model.model.0.bias" not in state:
        return state
    return {name: value for name, value in state.items() if not name.endswith(STATISTICS)}


def _footprint_entry(state: dict[str, Tensor]) -> Network:
    width, inputs = state[FOOTPRINT_FIRST].shape[:2]
    options = {
        "variant": "footprint",
        "input_channels": int(inputs),
        "output_channels": int(state[FOOTPRINT_LAST].shape[1]),
        "width": int(width),
        "norm": "batch" if "down.1.1.running_mean" in state else "instance",
    }
    return Network("pix2pix", options)


def _card(checkpoint: Checkpoint, network: Network) -> Card:
    options = network.options
    dark, bright = (BACKGROUND, BUILDING) if options["output_channels"] == 3 else (0, 255)
    size = 2 ** options.get("levels", 8)
    return Card(
        name=checkpoint.path.stem,
        title=tr_noop("Pix2pix footprints"),
        task="buildingmask",
        network=network,
        inputs=(
            Input("image", options["input_channels"], Normalisation("scale", scale=1 / 127.5, offset=-1.0)),
        ),
        output=Output(
            "mask",
            options["output_channels"],
            "tanh",
            channel=0,
            scale=127.5 / (bright - dark),
            offset=(127.5 - dark) / (bright - dark),
            threshold=0.5,
        ),
        tile=Tiles(max(size, 256), 64, size, "shifted"),
        precision="float32",
        provenance=Provenance(
            data=("unknown",),
            licence="unknown",
            limits=tr_noop("For 8-bit imagery as in training; its pixel size is not in the file."),
        ),
    )

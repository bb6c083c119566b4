"""Checkpoints of the DSM enhancer: `latest_net_G.pth` and `latest_net_D.pth`, plain state dicts.

The original works on 8-bit pictures: heights are whole metres from 0 to 255, NDVI is 127.5 (NDVI + 1), and
the answer is truncated to whole metres. The card says so, and asks for tiles without overlap; `in_metres`
makes a card that keeps fractions of a metre, works at any elevation, and leaves no seams.
"""

from __future__ import annotations

import logging
import re

from torch import Tensor, nn

from ..bundle import ModelBundle
from ..errors import RooflineError
from ..language import tr_noop
from ..modelfile.parts import Card, Compatibility, Input, Network, Normalisation, Options, Output, Tiles
from ..modelfile.provenance import Provenance
from .checkpoint import Checkpoint, build_network, has_kernels, tensors
from .pix2pix import is_unet, makes_heights, unet_entry, unet_weights

LOGGER = logging.getLogger(__name__)
LONGEST_OPTIONS = 2**16  # characters
FIRST, LAST = "downblock_8.0.weight", "upblock_8.1.weight"
BYTES = (0, 255)  # a height, or an NDVI, in 8 bits
LEVEL = 50.0  # metres; where a tile's median height is put, within what the network was trained on
TILE = Tiles(256, 0, 256, "shifted", "taper")  # as published: it takes this size alone
NDVI_SCALE = 1 / (0.7 * 255)  # the original's (v / 255 - 0.7) / 0.7


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the file is a generator that makes heights of a DSM and NDVI, or a pix2pix discriminator."""
    state = tensors(checkpoint.content)
    return has_kernels(state, FIRST) or _is_discriminator(state) or (is_unet(state) and makes_heights(state))


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The generator, with its discriminator if that lies beside it, or a discriminator alone."""
    state = tensors(checkpoint.content)
    if _is_discriminator(state):
        entry, network = _discriminator(state, checkpoint)
        return ModelBundle(_discriminator_card(checkpoint, entry), network, network)
    if is_unet(state):
        entry, state = unet_entry(state), unet_weights(state)
    elif has_kernels(state, FIRST, LAST):
        entry = _generator_entry(state)
    else:
        raise RooflineError(
            "{file} holds no DSM enhancer (weights {first} ... or model.model. ...); choose its "
            "latest_net_G.pth.",
            file=checkpoint.path.name,
            first=FIRST,
        )
    card = card_of(checkpoint.path.stem, entry)
    network = _loaded(entry, state, checkpoint)
    beside = _neighbour(checkpoint)
    if beside is None:
        return ModelBundle(card, network)
    return ModelBundle(card.changed(discriminator=beside[0]), network, beside[1])


def in_metres(bundle: ModelBundle) -> ModelBundle:
    """The same network for heights in metres with fractions, at any elevation, in overlapping tiles."""
    spec = bundle.spec
    heights = spec.inputs[0].normalisation
    if spec.task not in ("refinedsm", "buildingmask") or heights is None or not heights.truncate:
        raise RooflineError(
            "Model {bundle} has no heights in 8-bit coding; leave them as they are.", bundle=bundle.name
        )
    return ModelBundle(card_in_metres(spec), bundle.network, bundle.discriminator)


def card_in_metres(card: Card) -> Card:
    """The card of the same network for heights in metres."""
    first, *others = card.inputs
    rule = first.rule.changed(clip=None, truncate=False, level=LEVEL)
    return card.changed(
        inputs=(first.changed(normalisation=rule), *others),
        output=card.output.changed(truncate=False),
        tile=card.tile.changed(overlap=64),
        compatibility=None,
    )


def _generator_entry(state: dict[str, Tensor]) -> Network:
    width, inputs = state[FIRST].shape[:2]
    outputs = state[LAST].shape[1]
    options = {"input_channels": int(inputs), "output_channels": int(outputs), "width": int(width)}
    return Network("dsm_enhancer", options)


def _loaded(entry: Network, state: dict[str, Tensor], checkpoint: Checkpoint) -> nn.Module:
    return build_network(entry.family, entry.options, state, checkpoint.path)


def card_of(name: str, network: Network) -> Card:
    """The card of a generator with heights in 8-bit coding."""
    count = network.options["input_channels"]
    return Card(
        name=name,
        title="DSM enhancer",
        task="refinedsm",
        tile=TILE,
        precision="float32",
        provenance=PROVENANCE,
        network=network,
        inputs=tuple(map(_input, _roles(count))),
        output=Output("dsm", network.options["output_channels"], truncate=True),
        compatibility=Compatibility(heights=tr_noop("8-bit: whole metres from 0 to 255, truncated")),
    )


def _roles(count: int) -> list[str]:
    return ["dsm", "ndvi", *["image"] * count][:count]


def _input(role: str) -> Input:
    scale = NDVI_SCALE if role == "ndvi" else 2 / 255
    rule = Normalisation("scale", scale=scale, offset=-1.0, clip=BYTES, truncate=True)
    return Input(role, bands=1, grey=True, normalisation=rule)


PROVENANCE = Provenance(
    data=("unknown; the published weights: DSM and NDVI of Brussels",),
    licence="unknown",
    limits=tr_noop("For heights above a common datum near sea level; other regions may differ."),
)


def _neighbour(checkpoint: Checkpoint) -> tuple[Network, nn.Module] | None:
    """The discriminator that was saved with a generator; heights can be made without it."""
    name = checkpoint.path.name
    path = checkpoint.neighbour(name.replace("net_G", "net_D")) if "net_G" in name else None
    if path is None:
        return None
    try:
        other = Checkpoint.open(path)
        return _discriminator(tensors(other.content), other)
    except RooflineError as error:
        LOGGER.warning("%s is left out: %s", path.name, error)
        return None


def _is_discriminator(state: dict[str, Tensor]) -> bool:
    return has_kernels(state, "model.0.weight", "model.2.weight") or _is_pixel(state)


def _is_pixel(state: dict[str, Tensor]) -> bool:
    return has_kernels(state, "net.0.weight", "net.2.weight", "net.5.weight")


def _discriminator(state: dict[str, Tensor], checkpoint: Checkpoint) -> tuple[Network, nn.Module]:
    if not _is_discriminator(state):
        raise RooflineError(
            "{file} holds no pix2pix discriminator; choose latest_net_D.pth.", file=checkpoint.path.name
        )
    entry = Network("patchgan", _discriminator_options(state, checkpoint))
    return entry, _loaded(entry, state, checkpoint)


def _discriminator_options(state: dict[str, Tensor], checkpoint: Checkpoint) -> Options:
    if _is_pixel(state):
        width, inputs = state["net.0.weight"].shape[:2]
        norm = "batch" if "net.3.running_mean" in state else "instance" if "net.2.bias" in state else "none"
        return {"kind": "pixel", "input_channels": int(inputs), "width": int(width), "norm": norm}
    width, inputs = state["model.0.weight"].shape[:2]
    layers = sum(name.endswith(".weight") and value.ndim == 4 for name, value in state.items()) - 2
    return {
        "kind": "basic",
        "input_channels": int(inputs),
        "width": int(width),
        "layers": layers,
        "norm": _norm(state, layers, checkpoint),
        "middle_bias": "model.2.bias" in state,
        "first_bias": "model.0.bias" in state,
    }


def _norm(state: dict[str, Tensor], layers: int, checkpoint: Checkpoint) -> str:
    """The norm as the weights tell, else as the options beside them do, else as the number of layers does.

    Only discriminators of three layers omit the bias before an instance norm; otherwise there is no norm.
    """
    if "model.3.running_mean" in state:
        return "batch"
    if "model.2.bias" in state:
        return "instance"
    path = checkpoint.neighbour("all_opt.txt", "train_opt.txt", "test_opt.txt")
    found = None
    if path is not None:
        with path.open(errors="replace") as file:
            found = re.search(r"^\s*norm: (instance|none)\b", file.read(LONGEST_OPTIONS), re.MULTILINE)
    if found:
        return found.group(1)
    return "instance" if layers == 3 else "none"


def _discriminator_card(checkpoint: Checkpoint, entry: Network) -> Card:
    roles = [*_roles(entry.options["input_channels"] - 1), "dsm"]
    return Card(
        name=checkpoint.path.stem,
        title="Discriminator of a DSM enhancer, for training",
        task="discriminator",
        tile=TILE,
        precision="float32",
        provenance=PROVENANCE,
        network=entry,
        discriminator=entry,
        inputs=tuple(map(_input, roles)),
        output=Output("logits", 1),
    )

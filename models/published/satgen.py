"""SatGen-CV: its training checkpoint of nine entries, or the weights of its generator alone."""

from __future__ import annotations

from torch import Tensor

from ..bundle import ModelBundle
from ..errors import RooflineError
from ..imagery.masks import CLASSES
from ..language import tr_noop
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
    Variation,
)
from ..modelfile.provenance import Provenance
from .checkpoint import Checkpoint, build_network, has_kernels, tensors

GENERATOR, DISCRIMINATOR = "generator_state_dict", "discriminator_state_dict"
FIRST, LAST = "initial_down.0.weight", "final.0.weight"
SPECTRAL, PLAIN = "initial.0.weight_orig", "initial.0.weight"


def recognise(checkpoint: Checkpoint) -> bool:
    """Whether the file is a training checkpoint, or holds a generator's weights."""
    content = checkpoint.content
    return (isinstance(content, dict) and GENERATOR in content) or has_kernels(tensors(content), FIRST, LAST)


def read(checkpoint: Checkpoint) -> ModelBundle:
    """The generator, with the discriminator if it is there, and a card that gives the original's raster."""
    content, path = checkpoint.content, checkpoint.path
    whole = isinstance(content, dict) and GENERATOR in content
    weights = tensors(content[GENERATOR] if whole else content)
    if not has_kernels(weights, FIRST, LAST):
        raise RooflineError(
            "{file} holds no SatGen generator (looked for {generator} with {first} and {last}); choose "
            "another file.",
            file=path.name,
            generator=GENERATOR,
            first=FIRST,
            last=LAST,
        )
    card = card_of(path.stem, Network("satgen", _generator_options(weights)))
    network = build_network("satgen", card.network.options, weights, path)
    judge = tensors(content.get(DISCRIMINATOR)) if whole else {}
    if not has_kernels(judge, SPECTRAL) and not has_kernels(judge, PLAIN):
        return ModelBundle(card, network)
    options = _discriminator_options(judge, card.network.options)
    card = card.changed(discriminator=Network("satgen_discriminator", options))
    return ModelBundle(card, network, build_network("satgen_discriminator", options, judge, path))


def _generator_options(weights: dict[str, Tensor]) -> Options:
    """What the shapes say; the checkpoint's own configuration says the same, or would not load."""
    features, inputs = weights[FIRST].shape[:2]
    norm = "batch" if "down1.bn.weight" in weights else "instance"
    outputs = int(weights[LAST].shape[1])
    return {"in_channels": int(inputs), "out_channels": outputs, "features": int(features), "norm": norm}


def _discriminator_options(weights: dict[str, Tensor], generator: Options) -> Options:
    spectral = SPECTRAL in weights
    suffix = "weight_orig" if spectral else "weight"
    widths = [int(weights[f"initial.0.{suffix}"].shape[0])]
    while has_kernels(weights, f"model.{len(widths) - 1}.conv.{suffix}"):
        widths.append(int(weights[f"model.{len(widths) - 1}.conv.{suffix}"].shape[0]))
    return {
        "input_channels": generator["in_channels"],
        "output_channels": generator["out_channels"],
        "features": widths,
        "norm": "instance" if spectral else "batch",
    }


def card_of(name: str, network: Network) -> Card:
    """The card of a generator that gives the original's raster."""
    options = network.options
    mask = Input(
        "mask",
        options["in_channels"],
        classes=CLASSES[: options["in_channels"]],
        normalisation=Normalisation("scale", scale=1 / 127.5, offset=-1.0),
    )
    return Card(
        name=name,
        title=tr_noop("SatGen-CV image generator"),
        task="synthesizeimagery",
        network=network,
        inputs=(mask,),
        output=Output("image", options["out_channels"], scale=127.5, offset=127.5),
        tile=Tiles(256, 64, 256, "stride", "cosine", "reflect"),
        gsd=GsdRange(0.25, 2.0),
        precision="float32",
        variation=Variation(0.5, 0.02),
        compatibility=Compatibility(black_first_row_and_column=True, truncated_tiles=True),
        provenance=Provenance(
            data=("unknown",),
            licence="unknown",
            limits=tr_noop(
                "For masks of roads and buildings at about 1 m per pixel; which band is which differed "
                "between its training sets, so try the other CHANNEL_ORDER where results look wrong."
            ),
        ),
    )

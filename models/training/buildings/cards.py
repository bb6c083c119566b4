"""The card that a finder of buildings is trained by, before its provenance."""

from __future__ import annotations

from ...modelfile.parts import Card, Input, Network, Normalisation, Output, Tiles
from ...modelfile.provenance import Provenance
from ...networks.pix2pix import EPS, MOMENTUM
from ...published.pix2pix import BACKGROUND, BUILDING
from ...tasks import BUILDING_MASK
from .options import TARGETS
from .plan import MaskPlan, fitted, planned_model
from .targets import CLASSES

PIX2PIX_SIDE = 256  # pixels: its deepest level is one pixel then
# What the generator's answer means, by what it makes: interior and contour are the building; red of the
# published picture tells it from grey ground.
OUTPUTS: dict[str, Output] = {
    "classes": Output("mask", CLASSES, "softmax", channel=(1, 2), threshold=0.5),
    "picture": Output(
        "mask",
        bands=3,
        activation="tanh",
        channel=0,
        scale=127.5 / (BUILDING - BACKGROUND),
        offset=(127.5 - BACKGROUND) / (BUILDING - BACKGROUND),
        threshold=0.5,
    ),
    "mask": Output("mask", 1, "tanh", channel=0, scale=0.5, offset=0.5, threshold=0.5),
}


def draft(plan: MaskPlan) -> Card:
    """Inputs, normalisation, network, output and tiles: those of the start model, of the bundled model for a
    fresh compact network, or of the published footprint system.
    """
    if plan.chosen["architecture"] == "pix2pix" and plan.chosen["start"] is None:
        return _pix2pix(plan)
    started = fitted(planned_model(plan.chosen["start"], plan.layers), plan.layers).spec
    card = started.changed(provenance=Provenance(), untrained=())
    if plan.chosen["start"] is None:  # it will know the pixel sizes of its places alone
        card = card.changed(network=Network(card.network.family, {**card.network.options, "twice": False}))
    if plan.chosen["architecture"] == "pix2pix" and card.discriminator is None:
        planes = card.inputs[0].bands + int(card.output.bands)
        judge = Network("patchgan", {"kind": "basic", "input_channels": planes, "norm": "batch"})
        card = card.changed(discriminator=judge)
    return card


def _pix2pix(plan: MaskPlan) -> Card:
    """P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017, in the
    form of TensorFlow's tutorial, which the footprint system took.
    """
    scaled = Normalisation("scale", scale=1 / 127.5, offset=-1.0)
    kind, norm = plan.chosen["target"] or TARGETS[0], plan.chosen["norm"] or "instance"
    output = OUTPUTS[kind]
    sizes = {"output_channels": output.bands, "width": plan.chosen["width"], "norm": norm}
    options = {"variant": "footprint", "input_channels": 3, **sizes}
    judge = {"kind": "basic", "input_channels": 3 + output.bands, "width": plan.chosen["width"], "norm": norm}
    return Card(
        name="trained",
        title="Pix2pix footprints",
        task=BUILDING_MASK.id,
        network=Network("pix2pix", {**options, "tanh": False} if kind == "classes" else options),
        discriminator=Network("patchgan", {**judge, "first_bias": False, "eps": EPS, "momentum": MOMENTUM}),
        inputs=(Input("image", bands=3, first_bands=True, normalisation=scaled),),
        output=output,
        tile=Tiles(PIX2PIX_SIDE, 64, PIX2PIX_SIDE, "shifted"),
        precision="float32",
    )

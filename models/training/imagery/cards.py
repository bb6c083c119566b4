"""The card of a painter: that of the model it starts from or a fresh one, and what a training adds to it."""

from __future__ import annotations

from ...imagery.masks import CLASSES
from ...language import Message, tr_noop
from ...modelfile.card import checked
from ...modelfile.parts import Card, GsdRange, Network, Variation
from ...published import satgen
from ..bundled import paint_card
from ..judging import Judgement
from ..provenance import NAMES, Description, figures, limits_of, listed
from ..start import require_architecture
from .options import FAMILIES
from .plan import Plan
from .start import start_model

OVERLAP = 128  # pixels: half of a tile, as the original's page recommends and its program does not


def draft(plan: Plan) -> Card:
    """The card to train by: input, network, discriminator, output, tiles; provenance comes later."""
    if plan.start:
        card = start_model(plan.start).spec.changed(untrained=(), compatibility=None)
        require_family(card, plan.architecture)
    else:
        card = _spade(plan) if plan.architecture == "spade" else _pix2pix(plan)
    if card.discriminator is None:
        card = card.changed(discriminator=_discriminator(plan, card))
    if plan.architecture == "pix2pix":
        card = card.changed(variation=Variation(dropout=0.5, input_noise=plan.weights.input_noise))
    return checked(card, "The planned model")


def require_family(card: Card, architecture: str) -> None:
    """Refuse a model, or a training that is resumed, whose network is of another architecture."""
    families = {family for family, own in FAMILIES.items() if own == architecture}
    require_architecture(card, architecture, families)


def _spade(plan: Plan) -> Card:
    options = {"classes": len(CLASSES), "bands": 3, "widths": list(plan.values["widths"]), "blocks": 2}
    return paint_card.card(options, "", {})


def _pix2pix(plan: Plan) -> Card:
    options = {"in_channels": len(CLASSES), "out_channels": 3, "features": plan.values["features"]}
    card = satgen.card_of("", Network("satgen", {**options, "norm": "instance"}))
    return card.changed(compatibility=None, tile=card.tile.changed(overlap=OVERLAP))


def _discriminator(plan: Plan, card: Card) -> Network:
    bands = int(card.output.bands)
    if plan.architecture == "spade":
        return Network("multiscale", {"condition": len(CLASSES) + 1, "bands": bands})
    options = {"input_channels": len(CLASSES), "output_channels": bands}
    features = list(plan.values["discriminator_features"])
    norm = card.network.options.get("norm", "instance")
    return Network("satgen_discriminator", {**options, "features": features, "norm": norm})


def description(plan: Plan, judged: Judgement, sizes: list[float]) -> Description:
    """What the card of a trained painter says of it; `sizes`: pixels in metres that it was trained on."""
    names = [region.name for region in plan.regions]
    limits: list[str] = [
        tr_noop("What it paints is made up: no measure and no proof of what is there."),
        Message(
            "For plans of roads and buildings with pixels of {least} to {most} m.",
            least=f"{min(sizes):.3g}",
            most=f"{max(sizes):.3g}",
        ),
    ]
    return Description(
        Message("Images like those of {places}", places=listed(names)),
        names,
        [*limits, *limits_of(judged)],
        figures(judged.metrics, NAMES),
        {"gsd": GsdRange(round(0.8 * min(sizes), 4), round(1.25 * max(sizes), 4))},
    )

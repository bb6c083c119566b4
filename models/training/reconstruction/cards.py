"""The card of a network of occupancy that is trained: a fresh one, or that of the model it starts from."""

from __future__ import annotations

from ...errors import RooflineError
from ...modelfile.card import checked
from ...modelfile.parts import Card
from ...published.implicity import card_of
from ...published.implicity_sections import network_options
from .plan import Plan
from .start import start_model


def draft(plan: Plan, images: int | None = None) -> Card:
    """The card to train by: inputs, normalisation, network, patches; provenance comes later."""
    images = plan.images if images is None else images
    options = network_options(plan.config, images)
    if plan.start is not None:
        started = start_model(plan.start).spec
        options = dict(started.network.options)
        if int(options.get("images", 0)) != images:
            raise RooflineError(
                "Model {name} takes {wanted} images, but {given} were given; give as many guides, or start "
                "from nothing.",
                name=started.label,
                wanted=options.get("images", 0),
                given=images,
            )
    card = card_of("trained", options, plan.config).changed(title="Reconstruction")
    return checked(card, "The planned model")

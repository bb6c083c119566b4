"""The card of a network of occupancy that is trained: a fresh one, or that of the model it starts from."""

from __future__ import annotations

import copy
from typing import Any

from ...errors import RooflineError
from ...modelfile.card import check_card
from ...published.implicity import card_of
from . import configuration
from .plan import Plan
from .start import start_model


def draft(plan: Plan, images: int | None = None) -> dict[str, Any]:
    """The card to train by: inputs, normalisation, network, patches; provenance comes later."""
    images = plan.images if images is None else images
    options = configuration.network_options(plan.config, images)
    if plan.start is not None:
        started = start_model(plan.start).card
        options = copy.deepcopy(started["network"]["options"])
        if int(options.get("images", 0)) != images:
            raise RooflineError(
                "Model {name} takes {wanted} images, but {given} were given; give as many guides, or start "
                "from nothing.",
                name=started.get("name"),
                wanted=options.get("images", 0),
                given=images,
            )
    card = card_of("trained", options, plan.config)
    card["title"] = "Reconstruction"
    check_card(card, "The planned model")
    return card

"""What the card of a trained finder of buildings says of it."""

from __future__ import annotations

from collections.abc import Sequence

from ...buildings.preparation import Preparation
from ...language import Message
from ...modelfile.parts import GsdRange
from ..judging import Judgement
from ..provenance import NAMES, Description, figures, limits_of, listed
from .plan import MaskPlan

NEAR = 1.25  # factor on the pixel size within which the model is meant to be used


def description(plan: MaskPlan, judged: Judgement, gsds: Sequence[float]) -> Description:
    """Title, limits, data, figures and pixel sizes; `gsds`: those of the layers that it was trained on."""
    prepared = Preparation.of(plan.chosen["preparation"])
    if prepared is not None:  # a card speaks of layers as they are given
        gsds = [gsd * prepared.size / prepared.cut for gsd in gsds]
    limit = Message(
        "For layers like those it was trained on, with pixels of about {size} m; judge it on a place of "
        "your own before you rely on it.",
        size=" / ".join(dict.fromkeys(f"{gsd:.3g}" for gsd in sorted(gsds))),
    )
    return Description(
        Message("Buildings like those of {places}", places=listed(plan.names)),
        plan.names,
        [limit, *limits_of(judged)],
        figures(judged.metrics, NAMES),
        {
            "resample": None if prepared is None else prepared.resampling,  # not that of the start model
            "gsd": GsdRange(round(min(gsds) / NEAR, 4), round(max(gsds) * NEAR, 4)),
        },
    )

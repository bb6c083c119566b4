"""From a training to a model file: the best weights with a complete card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...bundle import ModelBundle
from ...engine.device import Device
from ...language import Message, tr_noop
from ...modelfile.parts import Card, GsdRange
from ...progress import Cancel
from ..judging import Judgement, compared
from ..loop.trainer import Outcome
from ..provenance import figures, listed, origin, write_model
from .judging import judge
from .plan import MaskPlan, fitted, start_model
from .preparation import Preparation
from .samples import Samples

NAMES = {"start": "model that it started from", "after": "this model"}
NEAR = 1.25  # factor on the pixel size within which the model is meant to be used


def judged(
    plan: MaskPlan, outcome: Outcome, samples: Samples, where: Device, cancelled: Cancel = None
) -> Judgement:
    """The best weights and those that training started from, on the windows kept aside."""
    start = None if plan.start is None else fitted(start_model(plan.start), plan.layers).network
    return judge(*compared(outcome, start, where), samples, where, cancelled)


def model_file(
    plan: MaskPlan, outcome: Outcome, target: Path, judgement: Judgement, gsds: Sequence[float], licence: str
) -> ModelBundle:
    """Write the best weights of a training with their card."""
    return write_model(
        outcome, target, lambda card: _finished(card, plan, outcome, target.stem, judgement, gsds, licence)
    )


def _finished(
    card: Card,
    plan: MaskPlan,
    outcome: Outcome,
    name: str,
    judgement: Judgement,
    gsds: Sequence[float],
    licence: str,
) -> Card:
    """The card with its name, pixel sizes and provenance; pixel sizes are those of the layers as given."""
    prepared = Preparation.of(plan.preparation)
    if prepared is not None:
        gsds = [gsd * prepared.size / prepared.cut for gsd in gsds]
    title = Message("Buildings like those of {places}", places=listed(plan.names))
    limits: list[str] = [
        Message(
            "For layers like those it was trained on, with pixels of about {size} m; judge it on a place of "
            "your own before you rely on it.",
            size=" / ".join(dict.fromkeys(f"{gsd:.3g}" for gsd in sorted(gsds))),
        )
    ]
    if judgement.is_worse_than_start:
        limits.append(tr_noop("On its validation data the model that it started from does better."))
    if not judgement.metrics:
        limits.append(tr_noop("It has not been judged on validation data."))
    return card.changed(
        name=name,
        title=str(title),
        resample=None if prepared is None else prepared.resampling,  # not that of the start model
        gsd=GsdRange(round(min(gsds) / NEAR, 4), round(max(gsds) * NEAR, 4)),
        provenance=origin(
            title,
            limits,
            data=plan.names,
            licence=licence,
            settings=plan.settings(),
            outcome=outcome,
            metrics=figures(judgement.metrics, NAMES),
        ),
    )

"""Which model suits the rasters at hand, and in which order it takes them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ..errors import RooflineError
from ..options import AUTO
from ..tasks import BUILDING_MASK
from . import store
from .card import require_task
from .parts import Card

if TYPE_CHECKING:
    from .. import bundle

LOGGER = logging.getLogger(__name__)


def choose_model(name: str, given: Mapping[str, str], task: str) -> bundle.ModelBundle:
    """The model of that name or path; "auto": the installed one that uses most of the given roles."""
    from .. import bundle  # what is chosen among needs no PyTorch

    loaded = bundle.load(best(given, task) if name.strip() in ("", AUTO) else name)
    require_task(loaded.spec, task)
    return loaded


def in_order(card: Card, given: Mapping[str, str]) -> list[str | None]:
    """The given rasters (by role) as the card's inputs take them, None for an optional one that is not given;
    what is left over is said in the log.
    """
    roles, called = _assigned(card, given), BUILDING_MASK.parameter
    if roles is None:
        wanted = ", ".join("/".join(map(called, entry.roles)) for entry in card.inputs)
        had = ", ".join(map(called, given))
        raise RooflineError(
            "Model {name} takes {wanted}, but {had} was given; give what it takes, or choose another MODEL.",
            name=card.label,
            wanted=wanted,
            had=had,
        )
    for role in given:
        if role not in roles:
            LOGGER.warning("Model %s does not use %s.", card.label, called(role))
    return [None if role is None else given[role] for role in roles]


def taking(task: str, role: str) -> list[str]:
    """The names of installed models of a task that take an input of a role."""
    found = []
    for name, path in sorted(store.available().items()):
        try:
            card = store.card_in(path)
        except RooflineError:  # a file that is no model takes nothing
            continue
        if card.task == task and any(role in entry.roles for entry in card.inputs):
            found.append(name)
    return found


def best(given: Mapping[str, str], task: str) -> str:
    """Of the models that can run on these rasters the one that uses most of them: people's own before the
    bundled ones, then the first by name.
    """
    fitting: dict[str, tuple[int, bool]] = {}
    for name, path in sorted(store.available().items()):
        try:
            card = store.card_in(path)
        except RooflineError as error:
            LOGGER.warning("%s", error)
            continue
        roles = _assigned(card, given) if card.task == task and not card.untrained else None
        if roles is not None:
            fitting[name] = len(set(roles) - {None}), path.parent != store.BUNDLED
    if not fitting:
        had = ", ".join(map(BUILDING_MASK.parameter, given))
        raise RooflineError(
            "No installed model of this kind works on {had}; name a model file, or import a published one "
            "with roofline:importmodel.",
            had=had,
        )
    best = max(fitting, key=lambda name: fitting[name])
    LOGGER.info("Model %s is used.", best)
    return best


def fits(
    card: Card,
    families: Mapping[str, str] | None = None,
    architecture: str = "",
    given: Collection[str] | None = None,
) -> bool:
    """Whether a model is one of the families of networks that a training goes on with, in the architecture
    that they stand for ("": any), and runs on rasters of the roles that are given.
    """
    if families is not None:
        of_family = families.get(card.network.family)
        if of_family is None or (architecture and of_family and of_family != architecture):
            return False
    return given is None or _assigned(card, dict.fromkeys(given, "")) is not None


def _assigned(card: Card, given: Mapping[str, str]) -> list[str | None] | None:
    """The role that each of the card's inputs takes (None: optional and not given), None where one that must
    be there finds no raster.
    """
    left = list(given)
    roles: list[str | None] = []
    for entry in card.inputs:
        role = next((role for role in entry.roles if role in left), None)
        if role is None and not entry.optional:
            return None
        if role is not None:
            left.remove(role)
        roles.append(role)
    return roles

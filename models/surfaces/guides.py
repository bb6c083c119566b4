"""The rasters of a refinement in the order that a model takes them: DSM, guides, buildings. No PyTorch."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..engine.inputs import Source
from ..errors import RooflineError
from ..modelfile.choice import taking
from ..modelfile.parts import Card
from ..options import FUSIONS
from ..raster.source import RasterPath
from ..tasks import REFINE_DSM

BUILDINGS = "buildings"


def check_fusion(fusion: str) -> None:
    """Refuse a word that is no fusion of the results of several sets of guides."""
    if fusion not in FUSIONS:
        raise RooflineError(
            "The fusion '{fusion}' is unknown; choose one of {known}.",
            fusion=fusion,
            known=", ".join(FUSIONS),
        )


def guide_sets(card: Card, guides: Sequence[RasterPath]) -> list[list[RasterPath]]:
    """The guides in sets of as many as the model takes, in their order; none where all are optional."""
    entries = [entry for entry in card.inputs[1:] if entry.role != BUILDINGS]
    taken, name = len(entries), card.label
    if taken == 0 and guides:
        raise RooflineError("Model {name} works on the DSM alone: leave GUIDES empty.", name=name)
    if taken == 0 or (not guides and all(entry.optional for entry in entries)):
        return [[]]
    if taken == 1 and not guides:
        raise RooflineError("Model {name} needs a guide raster: choose one for GUIDES.", name=name)
    if not guides or len(guides) % taken:
        raise RooflineError(
            "Model {name} takes {taken} guide rasters, {guides} given; give one or more such sets.",
            name=name,
            taken=taken,
            guides=len(guides),
        )
    return [list(guides[start : start + taken]) for start in range(0, len(guides), taken)]


def check_buildings(card: Card) -> None:
    """Refuse buildings for a model that takes none, and name installed ones that do."""
    if any(entry.role == BUILDINGS for entry in card.inputs):
        return
    name, others = card.label, taking(REFINE_DSM.id, BUILDINGS)
    if others:
        raise RooflineError(
            "Model {name} takes no buildings: leave BUILDINGS empty, or choose a MODEL that takes them "
            "({models}).",
            name=name,
            models=", ".join(others),
        )
    raise RooflineError(
        "Model {name} takes no buildings, nor does any other installed model: leave BUILDINGS empty, or give "
        "the model file of one that takes them as MODEL.",
        name=name,
    )


def check_beside(card: Card, guides: Sequence[RasterPath], has_buildings: bool) -> None:
    """Refuse guides and buildings that a model does not take, before the surface is made that it refines."""
    guide_sets(card, guides)
    if has_buildings:
        check_buildings(card)


def in_order(
    card: Card,
    dsm: str | os.PathLike[str],
    guides: Sequence[RasterPath],
    buildings: Source | None,
) -> list[Source | None]:
    """The sources as the card's inputs take them, None for what is not given; too many come last."""
    if buildings is not None:
        check_buildings(card)
    left: list[RasterPath] = list(guides)
    beside = [
        buildings if entry.role == BUILDINGS else left.pop(0) if left else None for entry in card.inputs[1:]
    ]
    while beside and beside[-1] is None:  # of a model that needs it, the run says so
        beside.pop()
    return [dsm, *beside, *left]

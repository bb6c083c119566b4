"""From a training's checkpoint to the model file of `buildings-surface`, with a complete card."""

from __future__ import annotations

from ...bundle import ModelBundle
from ...formats.objects import StateDict
from ...language import tr_noop
from ...modelfile.parts import Card, GsdRange, Input, Normalisation, Options, Output, Tiles
from ...modelfile.provenance import Figures
from . import averages, cards, ledger

TITLE = tr_noop("Find buildings in a DSM, with or without a vegetation index")
DATA = [
    tr_noop(
        "Procedural cities of models/simulation at 0.25 to 2 m GSD, as laser surfaces, matched image pairs "
        "or spoilt by hand-made error models; the vegetation index is simulated"
    ),
    tr_noop(
        "London Covent Garden and Goteborg (Kronhuset, Torgg, Annedal) LiDAR with building masks, CC0-1.0, "
        "Urban Meteorology Reading"
    ),
    tr_noop("Delft AHN3 LiDAR, Dutch open data (CC0)"),
    tr_noop("Small subsets of LiDAR HD, Licence Ouverte 2.0, IGN"),
    tr_noop("Chosen by whole places kept aside: Goteborg Treeplanter, Amsterdam AHN, Zurichsee LiDAR"),
]
LIMITS = [
    tr_noop(
        "Experimental: with a vegetation index on whole metres a rule of height and greenness finds more, "
        "and on drone surfaces groups of trees pass for buildings."
    ),
    tr_noop(
        "Halls that reach from edge to edge of a small surface are missed: the ground around them must be in "
        "view."
    ),
    tr_noop("Smooth, dense crowns can pass for buildings where no vegetation index is given."),
    tr_noop("Courtyards closed on all sides and lower than a storey below their roofs may be filled."),
    tr_noop("Surfaces of satellite stereo show walls metres off; the mask follows the surface."),
    tr_noop("Bridges, stands and greenhouses may be taken for buildings, sheds below 2 m may be missed."),
]
ABOUT = cards.About("buildings-surface", TITLE, "buildingmask", "building_unet", DATA, LIMITS)


def bundle_of(state: StateDict, options: Options, metrics: Figures, earlier: int = 0) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card; `earlier`
    stages are in their mean.
    """
    steps = cards.recipe_after("models/training/bundled/building_masks.py", ledger.of(state))
    recipe = averages.told(f"{steps} on one core", earlier)
    return cards.bundle_of(card(options, recipe, metrics), state["average"])


def card(options: Options, recipe: str, metrics: Figures) -> Card:
    """The card of `buildings-surface`."""
    surface = Input("dsm", 1, Normalisation("local-gsd"), void_mask=True, gsd_plane=True)
    index = Input("ndvi", 1, Normalisation("standardise", std=None), optional=True)
    return cards.card(
        *(ABOUT, options, recipe, metrics),
        inputs=[surface, index],
        output=Output("mask", 2, "sigmoid", channel=0, threshold=0.5),
        # The context holds a block of houses at 0.5 m; 128 divides by all halvings of averaged pixels, so
        # overlaps are multiples of it. Smaller tiles see a third of the pixels twice and more.
        tile=Tiles(1024, 128, 128, "even", "taper"),
        gsd=GsdRange(0.1, 2.0),
    )

"""From a training's checkpoint to the model file of `imagery-demo`, with a complete card."""

from __future__ import annotations

from ...bundle import ModelBundle
from ...formats.objects import StateDict
from ...language import tr_noop
from ...modelfile.parts import Card, GsdRange, Input, Normalisation, Options, Output, Tiles, Variation
from ...modelfile.provenance import Figures
from ...networks.spade import MULTIPLE, REACH
from . import cards

TITLE = tr_noop("Paint aerial images from plans, for demonstration")
LICENCE = tr_noop("GPL-3.0-or-later; attribution of the sources above")
DATA = [
    tr_noop("Procedural cities of models/simulation at 0.3 to 1 m GSD, seen from above under one sun"),
    tr_noop("18 pieces of German towns, MIT licence; who took the images is not named"),
    tr_noop(
        "Massachusetts at 1 m: MassGIS; roads and outlines ODbL, OpenStreetMap contributors; V. Mnih 2013"
    ),
    tr_noop("Baker Lake: contains information licensed under the Open Government Licence - Canada / GeoNB"),
    tr_noop(
        "Looked at and never trained on: five pieces of German towns, two tiles of Massachusetts, a piece of "
        "Baker Lake"
    ),
]
LIMITS = [
    tr_noop("For demonstration, trained for about an hour on one core: train your own on your town."),
    tr_noop(
        "What it paints is made up. It knows roads and buildings; water, railways and fields become lawn."
    ),
    tr_noop(
        "Roofs are alike and smeared, those of closed blocks and courtyards most; there are no cars and few "
        "trees; a fine lattice shows on open ground."
    ),
    tr_noop("Roads are to be drawn with their full width; hairlines become paths or nothing."),
]
ABOUT = cards.About("imagery-demo", TITLE, "synthesizeimagery", "spade", DATA, LIMITS, LICENCE)


def bundle_of(state: StateDict, options: Options, metrics: Figures) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card."""
    recipe = cards.recipe_of("imagery_demo", state, "Adam")
    return cards.bundle_of(card(options, recipe, metrics), state["average"])


def card(options: Options, recipe: str, metrics: Figures) -> Card:
    """The card of `imagery-demo`."""
    mask = Input(
        "mask",
        bands=2,
        classes=("roads", "buildings"),
        normalisation=Normalisation("scale", scale=1 / 127.5, offset=-1.0),
        gsd_plane=True,
    )
    return cards.card(
        *(ABOUT, options, recipe, metrics),
        inputs=[mask],
        output=Output("image", 3, scale=127.5, offset=127.5),
        # Tiles are cut where both know all that has an effect: what a place becomes depends on no tile.
        tile=Tiles(1024, 2 * REACH, MULTIPLE, "even", "none", least=Tiles(512, 2 * REACH)),
        gsd=GsdRange(0.2, 1.5),
        variation=Variation(map_noise=True),
    )

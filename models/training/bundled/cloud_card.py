"""From a training's checkpoint to the model file of `reconstruct-points`, with a complete card."""

from __future__ import annotations

from collections.abc import Iterable

from ...bundle import ModelBundle
from ...formats.objects import StateDict
from ...language import tr_noop
from ...modelfile.parts import Card, GsdRange, Input, Options, Output, Tiles, Uncertainty
from ...modelfile.provenance import Figures
from ...modelfile.reconstruction import CELLS, Reconstruction
from ...networks.cloud_unet import CloudUNet
from ..data.batch import Batch
from . import cards, ledger

TITLE = tr_noop("Make a surface of a point cloud, laser or photogrammetric, thin or noisy")
DATA = [
    tr_noop(
        "Procedural cities of models/simulation at 0.2 to 2 m, under simulated airborne lasers (scan lines, "
        "occlusion, crowns let through) or matched as image pairs, thinned and spoilt"
    ),
    tr_noop(
        "Clouds of Delft AHN3 (Dutch open data, CC0), Goteborg Guldheden (CC0), Nimes, Gard and small "
        "subsets of LiDAR HD (Licence Ouverte 2.0, IGN), thinned and spoilt against their full density"
    ),
    tr_noop(
        "London Covent Garden and Goteborg (Kronhuset, Torgg, Annedal) LiDAR surfaces, CC0-1.0, Urban "
        "Meteorology Reading; Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project"
    ),
    tr_noop(
        "Chosen and calibrated by whole places kept aside: Goteborg Treeplanter, Amsterdam AHN, Zurichsee"
    ),
]
LIMITS = [
    tr_noop("Experimental: trained for a short time."),
    tr_noop(
        "On clean clouds of 10 points per m2 it is hardly better than gridding; in 3 of 18 cases of the test "
        "places another method is better, by up to 4 %."
    ),
    tr_noop("Heights are the upper surface, about the 90th percentile of a full cloud: trees stay trees."),
    tr_noop("Pixels without points for more than 16 pixels around stay void."),
    tr_noop("Colours, intensities, classes and returns are not looked at; leave out noise before."),
]
ABOUT = cards.About("reconstruct-points", TITLE, "reconstructdsm", "cloud_unet", DATA, LIMITS)
TILE = Tiles(512, 64, 32, "even", "taper")


def bundle_of(state: StateDict, options: Options, metrics: Figures, batches: Iterable[Batch]) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card."""
    network = cards.as_stored(CloudUNet(**options), state["average"])
    recipe = (
        cards.recipe_after("models/training/bundled/reconstruct_points.py", ledger.of(state)) + " on one core"
    )
    return ModelBundle(card(options, cards.covering(network, batches), recipe, metrics), network)


def card(options: Options, held: Uncertainty, recipe: str, metrics: Figures) -> Card:
    """The card of `reconstruct-points`."""
    return cards.card(
        *(ABOUT, options, recipe, metrics),
        inputs=[Input("points", 3)],
        output=Output("dsm", 2, uncertainty=held),
        tile=TILE,
        gsd=GsdRange(0.2, 2.5),
        reconstruction=Reconstruction(kind=CELLS, pixel_size=None, reach=16),
    )

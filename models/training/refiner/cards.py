"""The card of a network that is to be trained: that of the model it starts from, or a fresh one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...bundle import ModelBundle
from ...errors import RooflineError
from ...modelfile.card import checked
from ...modelfile.optional import without_roles
from ...modelfile.parts import Card, Network, Tiles, Uncertainty, roles_of
from ...published import dsm_enhancer, resdepth
from ...tasks import REFINE_DSM
from ..bundled import release
from ..data.regions import BUILDINGS
from ..loop.gan import GanConfig
from ..start import require_architecture
from ..start import start_model as start_of
from .architectures import ARCHITECTURES

if TYPE_CHECKING:
    from .plan import Plan

COMPACT_DEFAULTS = {"inputs": "candidates", "head": "blend"}
# As published.
RESDEPTH_DEFAULTS = {"start_kernel": 64, "depth": 5, "bias_conv_layer": True, "outer_skip": True}


class Numbers(NamedTuple):
    """Normalisation values of a training set: spread of heights (m); mean and spread of image values."""

    heights_std: float = 1.0
    image_mean: float | None = None
    image_std: float = 1.0


def draft(plan: Plan, numbers: Numbers | None = None) -> Card:
    """The card to train by: inputs, normalisation, network, output, tiles; provenance comes later."""
    guides, architecture = plan.guides, ARCHITECTURES[plan.architecture]
    if plan.buildings and plan.architecture != "compact":
        raise RooflineError(
            "A network of {architecture} takes no buildings; leave BUILDINGS empty or choose compact.",
            architecture=plan.architecture,
        )
    if plan.start:
        card = _started(plan, guides)
    else:
        card = FRESH[architecture.families[0]](plan, guides, numbers or Numbers())
    if architecture.adversarial and card.discriminator is None:
        card = card.changed(discriminator=_discriminator(plan, card))
    return checked(card.changed(tile=_tile(card.tile, plan.tile_size)), "The planned model")


def start_model(name: str, guides: int = 0, buildings: bool = False) -> ModelBundle:
    """The model that training starts from: a model file, an installed model or a published checkpoint.

    It goes on without the optional inputs that are not there: an image without `guides`, and `buildings`.
    """
    left_out = [role for role, given in (("image", guides), (BUILDINGS, buildings)) if not given]
    return without_roles(start_of(name, REFINE_DSM.id), *left_out)


def start_of_plan(plan: Plan) -> ModelBundle:
    """The model that a plan starts from."""
    return start_model(str(plan.start), plan.guides, plan.buildings)


def require_family(card: Card, architecture: str) -> None:
    """Refuse a model, or a training that is resumed, whose network is of another architecture."""
    require_architecture(card, architecture, ARCHITECTURES[architecture].families)


def _started(plan: Plan, guides: int) -> Card:
    """The start model's card, without what it says of its own training."""
    start = start_of_plan(plan)
    card = start.spec
    require_family(card, plan.architecture)
    roles = roles_of(card.inputs)
    if plan.buildings and BUILDINGS not in roles:
        raise RooflineError(
            "Model {start} takes no buildings; leave BUILDINGS empty, or start from a model that takes them, "
            "or from fresh weights (MODEL=none).",
            start=start.name,
        )
    if len(roles) - 1 - plan.buildings != guides:
        raise RooflineError(
            "Model {start} takes {inputs} guides, but {guides} were given; give as many, or start from fresh "
            "weights (MODEL=none).",
            start=start.name,
            inputs=len(roles) - 1 - plan.buildings,
            guides=guides,
        )
    needed = [  # training leaves buildings out now and then
        each if each.role == BUILDINGS else each.changed(optional=False) for each in card.inputs
    ]
    return card.changed(inputs=tuple(needed), untrained=(), compatibility=None)


def _compact(plan: Plan, guides: int, numbers: Numbers) -> Card:
    if guides > 1:
        raise RooflineError(
            "A compact network takes one guide at most, but {guides} were given; choose resdepth for more.",
            guides=guides,
        )
    told = {"guided": bool(guides), BUILDINGS: plan.buildings}
    options = {**COMPACT_DEFAULTS, **plan.network, **{name: True for name, given in told.items() if given}}
    card = release.card(options, Uncertainty(), "", {})
    needed = [  # training always has the image
        each.changed(optional=False) if each.role == "image" else each for each in card.inputs
    ]
    return card.changed(inputs=tuple(needed))


def _resdepth(plan: Plan, guides: int, numbers: Numbers) -> Card:
    channels = guides + (plan.variant != "stereo")
    options = {**RESDEPTH_DEFAULTS, **plan.network, "n_input_channels": channels}
    if plan.variant == "stereo":
        options["outer_skip"] = False
    return resdepth.card_of(plan.variant, options, guides, *numbers, tile=plan.tile_size or resdepth.TILE)


def _enhancer(plan: Plan, guides: int, numbers: Numbers) -> Card:
    options = {**plan.network, "input_channels": guides + 1, "output_channels": 1}
    return dsm_enhancer.card_in_metres(dsm_enhancer.card_of("enhancer", Network("dsm_enhancer", options)))


FRESH = {"compact": _compact, "resdepth": _resdepth, "dsm_enhancer": _enhancer}  # by family


def _discriminator(plan: Plan, card: Card) -> Network:
    """The PatchGAN that sees all inputs and a surface."""
    options = GanConfig.of(plan.adversarial).judge_options(len(card.inputs))
    return Network("patchgan", options)


def _tile(tile: Tiles, size: int) -> Tiles:
    """A model's tiles as it was made for; larger where the training saw larger windows."""
    if size <= tile.size:
        return tile
    return tile.changed(size=-(-size // tile.multiple) * tile.multiple)

"""What a finder of buildings is to be trained on, and how: places with layers and buildings, and options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Union, cast

from ...buildings.preparation import Preparation
from ...bundle import ModelBundle
from ...errors import RooflineError
from ...formats.checks import refuse
from ...formats.objects import JsonObject
from ...language import Message
from ...modelfile import choice
from ...modelfile.optional import narrowed
from ...options import AUTO
from ...raster.dataset import Raster
from ...raster.shapes import Vector, files_read
from ...raster.source import RasterPath
from ...tasks import BUILDING_MASK
from ..config.common import check_multiple
from ..config.datasets import BOTH, Share, check_share, check_splits
from ..data.regions import sides
from ..start import FRESH, named
from ..start import asked as start_asked
from ..start import start_model as start_of
from .options import FAMILIES, OPTIONS
from .sections import Values

BUNDLED = {"image": "buildings-imagery", "dsm": "buildings-surface"}  # by what is given, imagery first
LEAST_SIDE = 64  # pixels of a raster; of less nothing is learned
RATES = {"compact": 3e-4, "esfpnet": 6e-5, "pix2pix": 2e-4}  # to go on from; fresh ones learn faster
# Compact as its recipe has it, pix2pix as published.
FRESH_RATES = {"compact": 2e-3, "esfpnet": 6e-5, "pix2pix": 2e-4}
FRESH_EPOCHS = 60  # three times those of a model that is adapted
# As the published footprint system trains, but for what is asked for.
PUBLISHED: JsonObject = {
    "architecture": "pix2pix",
    "target": "picture",
    "norm": "batch",
    "epochs": 200,
    "batch_size": 1,
    "clip": 0.0,
}
# Windows in pixels: what the levels halve, what ESFPNet's attention reduces, what pix2pix makes one pixel of.
MULTIPLES = {"compact": 32, "esfpnet": 32, "pix2pix": 256}
# Pixels; how often an epoch covers the place; bounds of its windows, so that it takes minutes.
TILE, ROUNDS, MOST_SAMPLES, LEAST_SAMPLES = 256, 4, 1000, 16
LAYERS = {"dsm": "dsm", "imagery": "image", "ndvi": "ndvi"}  # keys of a data set and their roles
Labels = Union[RasterPath, Vector]


@dataclass(frozen=True)
class Place(Share):
    """A place: its layers by role ("dsm", "image", "ndvi"), its buildings (polygons, or a raster that is 0
    where none stand and nodata where nobody knows), the area in which all of them are drawn (None:
    everywhere), and which part of it trains and validates; `samples`: windows of an epoch.
    """

    layers: Mapping[str, RasterPath]
    labels: Labels
    area: Labels | None = None
    name: str = ""
    area_type: str = BOTH
    strategy: str = AUTO
    test_stripe: int = 0
    samples: int | None = None

    def settings(self) -> JsonObject:
        """As a data set of a configuration."""
        return {
            "name": self.name,
            **{key: str(self.layers[role]) for key, role in LAYERS.items() if role in self.layers},
            "labels": _told(self.labels),
            "labelled_area": _told(self.area),
            **self.share(),
        }


@dataclass(frozen=True)
class MaskPlan:
    """Places that have the same layers; `values` are the checked sections of options."""

    places: tuple[Place, ...]
    values: Mapping[str, Any]

    @cached_property
    def chosen(self) -> Values:
        """The options by their names."""
        return cast(Values, OPTIONS.named(self.values))

    @property
    def layers(self) -> Mapping[str, RasterPath]:
        """The layers of the first place; all have the same roles."""
        return self.places[0].layers

    @property
    def names(self) -> list[str]:
        """What the places are called in words for people: by themselves, or by their layers."""
        named = [
            [p.name] if p.name else [Path(str(path)).stem for path in p.layers.values()] for p in self.places
        ]
        return [name for names in named for name in names]

    def settings(self) -> JsonObject:
        """All that was chosen, as JSON."""
        return {**self.values, "datasets": [place.settings() for place in self.places]}

    def files(self) -> list[RasterPath]:
        """What is read, for the check that nothing replaces it."""
        return [
            file
            for place in self.places
            for file in files_read((*place.layers.values(), place.labels, place.area))
        ]


def _told(labels: Labels | None) -> str:
    return "" if labels is None else labels.name if isinstance(labels, Vector) else str(labels)


def plan_of(
    layers: Mapping[str, RasterPath | None],
    labels: Labels | None,
    area: Labels | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> MaskPlan:
    """The plan of training on one place. `overrides` are values by the names of options; what is left out is
    chosen by the layers. Raises RooflineError where they do not fit together.
    """
    given = {role: path for role, path in layers.items() if path}
    if not given:
        raise RooflineError("There is no layer to find buildings in: give a DSM or IMAGERY.")
    if labels is None:
        raise RooflineError("There are no buildings to learn from: give LABELS, polygons or a mask.")
    return planned((Place(given, labels, area),), dict(overrides or {}))


def planned(places: Sequence[Place], asked: Mapping[str, Any]) -> MaskPlan:
    """The plan of places and of options by their names; layers that no model takes are left out, and said."""
    _check_places(places)
    asked = _published(asked) if asked.get("compatibility") else dict(asked)
    given = places[0].layers
    start = _start(asked.get("start", AUTO), asked.get("architecture"), given)
    architecture = asked.get("architecture") or (family_of(start_model(start)) if start else "compact")
    _check(architecture, start, given, asked)
    places = _with_used_layers(places, architecture, start)
    sizes = [_size(next(iter(place.layers.values()))) for place in places]
    preparation = Preparation.of(asked.get("preparation"))
    least = min(min(size) for size in sizes)
    fitting = preparation.size if preparation else _fitting(least, 64 if architecture == "compact" else 256)
    tile = asked.get("tile_size") or fitting
    if preparation and (tile % MULTIPLES[architecture] or tile != preparation.size):
        same = Message("the size of preparation, a multiple of {multiple}", multiple=MULTIPLES[architecture])
        refuse("training_settings.tile_size", tile, same)
    check_multiple(tile, MULTIPLES[architecture])
    counts = [
        place.samples or asked.get("samples") or (None if preparation else _covering(size, tile))
        for place, size in zip(places, sizes)
    ]
    chosen = {
        "epochs": OPTIONS["epochs"].default if start else FRESH_EPOCHS,
        "samples": max(count or 1 for count in counts),
        "tile_size": tile,
        "batch_size": 1 if architecture == "pix2pix" else OPTIONS["batch_size"].default,
        "learning_rate": (RATES if start else FRESH_RATES)[architecture],
        **({"optimizer_name": "Adam"} if architecture == "pix2pix" else {}),  # as Isola et al.
        **asked,
        "architecture": architecture,
        "start": start,
    }
    settled = tuple(replace(place, samples=count) for place, count in zip(places, counts))
    return MaskPlan(settled, OPTIONS.checked(OPTIONS.configuration(chosen)))


def _published(asked: Mapping[str, Any]) -> JsonObject:
    """What is asked for, with the published system's choices where nothing is."""
    if asked.get("architecture") not in (None, "pix2pix"):
        raise RooflineError("The published footprint system is a pix2pix; choose that ARCHITECTURE, or none.")
    return {**PUBLISHED, **asked}


def _covering(size: tuple[int, int], tile: int) -> int:
    """Windows of an epoch that cover a raster ROUNDS times, within bounds."""
    return max(LEAST_SAMPLES, min(MOST_SAMPLES, ROUNDS * size[0] * size[1] // tile**2))


def _size(path: RasterPath) -> tuple[int, int]:
    """Columns and rows of a raster that is large enough."""
    with Raster.open(path) as raster:
        return sides(raster, LEAST_SIDE)


def _fitting(side: int, multiple: int) -> int:
    """The largest usual window that a raster of a side has room for."""
    return max(multiple, min(TILE, side // multiple * multiple))


def _start(name: str, architecture: str | None, given: Mapping[str, Any]) -> str | None:
    """The model to start from: the one that is named, the bundled one that fits, or none."""
    if named(name) or start_asked(name) == FRESH:
        return named(name)
    if architecture not in (None, "compact"):
        return None
    return BUNDLED["image" if "image" in given else "dsm"]


def _check_places(places: Sequence[Place]) -> None:
    if not places:
        raise RooflineError("There is nothing to learn from; give a place in datasets.")
    for index, place in enumerate(places):
        if set(place.layers) != set(places[0].layers):
            raise RooflineError(
                "datasets[{index}] has other layers than the first; give the same ones for every place.",
                index=index,
            )
        check_share(place.area_type, place.strategy, f"datasets[{index}]")
    check_splits([place.area_type for place in places])


def _check(architecture: str, start: str | None, given: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    if start is not None and family_of(start_model(start)) != architecture:
        raise RooflineError(
            "Model {name} is no {architecture} network; choose another ARCHITECTURE, or another MODEL.",
            name=start,
            architecture=architecture,
        )
    if architecture == "esfpnet" and start is None:
        raise RooflineError(
            "An ESFPNet starts from its encoder: give a mit_b*.pth or an ESFPNet checkpoint as MODEL."
        )
    if architecture == "pix2pix" and set(given) != {"image"}:
        raise RooflineError("A pix2pix network takes IMAGERY alone; leave DSM and NDVI empty.")
    for name in ("target", "norm", "contour"):
        if asked.get(name) and architecture != "pix2pix":
            raise RooflineError(
                "{name} is an option of pix2pix; leave it out, or choose that architecture.", name=name
            )


def start_model(name: str) -> ModelBundle:
    """The model that training starts from: a model file, an installed model or a published checkpoint."""
    return start_of(name, BUILDING_MASK.id)


def planned_model(start: str | None, layers: Mapping[str, Any]) -> ModelBundle:
    """The start model, or the bundled one whose design a fresh compact network takes."""
    return start_model(start or BUNDLED["image" if "image" in layers else "dsm"])


def family_of(model: ModelBundle) -> str:
    """The architecture of a model, in the words of the option."""
    family = model.spec.network.family
    if family not in FAMILIES:
        raise RooflineError(
            "Model {name} cannot be trained here; choose a model that finds buildings.", name=model.name
        )
    return FAMILIES[family]


def _with_used_layers(places: Sequence[Place], architecture: str, start: str | None) -> list[Place]:
    """The places with the layers that the model takes; the log tells once what is left over."""
    if architecture == "pix2pix" and start is None:
        return list(places)
    model = planned_model(start, places[0].layers)
    kept = choice.in_order(model.spec, {role: role for role in places[0].layers})
    return [
        replace(place, layers={role: place.layers[role] for role in kept if role is not None})
        for place in places
    ]


def fitted(model: ModelBundle, layers: Mapping[str, Any]) -> ModelBundle:
    """The model without the optional inputs that there is no layer for."""
    chosen = choice.in_order(model.spec, layers)
    return narrowed(model, [*(role is not None for role in chosen)])

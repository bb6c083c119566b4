"""What a finder of buildings is to be trained on, and how: layers of a place with its buildings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from ...bundle import ModelBundle
from ...errors import RooflineError
from ...language import Message
from ...modelfile import choice
from ...modelfile.optional import narrowed
from ...options import AUTO
from ...raster.dataset import Raster
from ...raster.shapes import Vector
from ...raster.source import RasterPath
from ...tasks import BUILDING_MASK
from ..config.checks import refuse
from ..start import start_model as start_of
from .options import OPTIONS

FRESH = "none"
BUNDLED = {"image": "buildings-imagery", "dsm": "buildings-surface"}  # by what is given, imagery first
LEAST_SIDE = 64  # pixels of a raster; of less nothing is learned
FAMILIES = {"building_unet": "compact", "imagery_unet": "compact", "esfpnet": "esfpnet", "pix2pix": "pix2pix"}
RATES = {"compact": 3e-4, "esfpnet": 6e-5, "pix2pix": 2e-4}  # to go on from; fresh ones learn faster
FRESH_RATES = {"compact": 2e-3, "esfpnet": 6e-5, "pix2pix": 2e-4}
FRESH_EPOCHS = 60
# Windows in pixels: what the levels halve, what ESFPNet's attention reduces, what pix2pix makes one pixel of.
MULTIPLES = {"compact": 32, "esfpnet": 32, "pix2pix": 256}
TILE, ROUNDS, MOST_SAMPLES, LEAST_SAMPLES = 256, 4, 1000, 16
Labels = Union[RasterPath, Vector]


@dataclass(frozen=True)
class MaskPlan:
    """One place: its layers by role ("dsm", "image", "ndvi"), its buildings (polygons, or a raster that is 0
    where none stand and nodata where nobody knows) and the area in which all of them are drawn (None:
    everywhere); `values` are the checked options.
    """

    layers: Mapping[str, RasterPath]
    labels: Labels
    area: Labels | None
    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        """An option by its name."""
        named = OPTIONS.named(object.__getattribute__(self, "values"))
        if name not in named:
            raise AttributeError(name)
        return named[name]

    @property
    def names(self) -> list[str]:
        """What the place is called in words for people: the names of its layers."""
        return [Path(str(path)).stem for path in self.layers.values()]

    def settings(self) -> dict[str, Any]:
        """All that was chosen, as JSON."""
        layers = {role: str(path) for role, path in self.layers.items()}
        return {**self.values, "layers": layers, "labels": _told(self.labels), "area": _told(self.area)}

    def files(self) -> list[RasterPath]:
        """What is read, for the check that nothing replaces it."""
        labels = [each for each in (self.labels, self.area) if each is not None]
        paths = [each.file if isinstance(each, Vector) else each for each in labels]
        return [*self.layers.values(), *(path for path in paths if path)]


def _told(labels: Labels | None) -> str:
    return "" if labels is None else labels.name if isinstance(labels, Vector) else str(labels)


def plan_of(
    layers: Mapping[str, RasterPath | None],
    labels: Labels | None,
    area: Labels | None = None,
    wishes: Mapping[str, Any] | None = None,
) -> MaskPlan:
    """The plan of training on one place. `wishes` are values by the names of options; what is left out is
    chosen by the layers. Raises RooflineError where they do not fit together.
    """
    given = {role: path for role, path in layers.items() if path}
    asked = dict(wishes or {})
    if not given:
        raise RooflineError("There is no layer to find buildings in: give a DSM or IMAGERY.")
    if labels is None:
        raise RooflineError("There are no buildings to learn from: give LABELS, polygons or a mask.")
    start = _start(asked.get("start", AUTO), asked.get("architecture"), given)
    architecture = asked.get("architecture") or (family_of(start_model(start)) if start else "compact")
    _check(architecture, start, given)
    with Raster.open(next(iter(given.values()))) as raster:
        width, height = raster.grid.width, raster.grid.height
        if min(width, height) < LEAST_SIDE:
            raise RooflineError(
                "{raster} has {width} x {height} pixels; give at least {least} a side, better some hundreds.",
                raster=raster.name,
                width=width,
                height=height,
                least=LEAST_SIDE,
            )
    tile = asked.get("tile_size") or _fitting(min(width, height), 64 if architecture == "compact" else 256)
    if tile % MULTIPLES[architecture]:
        refuse(
            "training_settings.tile_size",
            tile,
            Message("a multiple of {multiple}", multiple=MULTIPLES[architecture]),
        )
    samples = max(LEAST_SAMPLES, min(MOST_SAMPLES, ROUNDS * width * height // tile**2))
    chosen = {
        "epochs": OPTIONS["epochs"].default if start else FRESH_EPOCHS,
        "samples": samples,
        "tile_size": tile,
        "batch_size": 1 if architecture == "pix2pix" else OPTIONS["batch_size"].default,
        "learning_rate": (RATES if start else FRESH_RATES)[architecture],
        **asked,
        "architecture": architecture,
        "start": start,
    }
    return MaskPlan(given, labels, area, OPTIONS.checked(OPTIONS.configuration(chosen)))


def _fitting(side: int, multiple: int) -> int:
    """The largest usual window that a raster of a side has room for."""
    return max(multiple, min(TILE, side // multiple * multiple))


def _start(name: str, architecture: str | None, given: Mapping[str, Any]) -> str | None:
    """The model to start from: the one that is named, the bundled one that fits, or none."""
    if name == FRESH:
        return None
    if name not in ("", AUTO):
        return name
    if architecture not in (None, "compact"):
        return None
    return BUNDLED["image" if "image" in given else "dsm"]


def _check(architecture: str, start: str | None, given: Mapping[str, Any]) -> None:
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


def start_model(name: str) -> ModelBundle:
    """The model that training starts from: a model file, an installed model or a published checkpoint."""
    return start_of(name, BUILDING_MASK.id)


def family_of(model: ModelBundle) -> str:
    """The architecture of a model, in the words of the option."""
    family = str(model.card["network"]["family"])
    if family not in FAMILIES:
        raise RooflineError(
            "Model {name} cannot be trained here; choose a model that finds buildings.", name=model.name
        )
    return FAMILIES[family]


def fitted(model: ModelBundle, plan: MaskPlan) -> tuple[ModelBundle, list[RasterPath]]:
    """The model without the optional inputs that the plan has no layer for, and the layers in its order."""
    ordered = choice.in_order(model.card, plan.layers)  # type: ignore[arg-type]
    missing = len(model.card["inputs"]) - len(ordered)
    flags = [path is not None for path in ordered] + [False] * missing
    return narrowed(model, flags), [path for path in ordered if path is not None]

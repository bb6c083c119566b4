"""A painter's training as it was asked for: places with images and masks, network, losses, schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Union, cast

from ...errors import RooflineError
from ...formats.checks import Place, refuse
from ...formats.names import is_there
from ...formats.objects import JsonObject
from ...language import Message
from ...raster.shapes import Vector
from ...raster.source import RasterPath
from ..config.common import check_multiple
from ..config.datasets import BOTH, STRATEGIES, Share, check_share, check_splits, share_of
from ..config.files import read_json
from ..start import FRESH
from ..start import named as named_start
from .options import OPTIONS
from .sections import RegionEntry, Values
from .start import epochs_done, start_model
from .task import Weights

LAST_RATE = 1e-6  # of the page's schedule
BETAS = (0.5, 0.999)  # of Adam, as in pix2pix (Isola et al.)
# What follows from the architecture: pix2pix as its page says, spade as the bundled painter was trained.
USUAL: dict[str, JsonObject] = {
    "pix2pix": {"epochs": 200, "tile_size": 256, "learning_rate": 2e-4, "l1": 10.0, "perceptual": 50.0},
    "spade": {"epochs": 100, "tile_size": 128, "learning_rate": 4e-4, "l1": 6.0, "perceptual": 10.0},
}
# Of discriminator features in place of VGG; 10 as in pix2pixHD (Wang et al. 2018), 4 as the bundled
# painter has.
MATCHING = {"pix2pix": 10.0, "spade": 4.0}
AVERAGE = 0.998  # as the bundled painter was averaged
BLOCK = 8  # pixels: no plan says where a car or a tree stands (spade)
MULTIPLE = {"pix2pix": 256, "spade": 64}  # smaller windows leave the discriminator nothing to compare
Source = Union[RasterPath, Vector]


@dataclass(frozen=True)
class Region(Share):
    """A place: a `folder` of patches in SatGen-CV's layout, or an `image` with masks, {"mask": raster of both
    classes} or "roads" and "buildings", of which one may be missing.
    """

    name: str
    folder: Path | None = None
    image: RasterPath | None = None
    masks: Mapping[str, Source] = field(default_factory=dict)
    channel_order: str = "auto"
    road_width: float = 7.0
    pixel_size: float | None = None
    area_type: str = BOTH
    strategy: str = STRATEGIES[0]
    test_stripe: int = 0
    samples: int | None = None


@dataclass(frozen=True)
class Plan:
    """All that a training needs; `values` are the checked options by name."""

    regions: tuple[Region, ...]
    architecture: str
    weights: Weights
    values: Values
    epochs: int
    tile_size: int
    learning_rate: float
    ema: float
    done: int = 0  # epochs of the original's checkpoint that it goes on from

    @property
    def start(self) -> str | None:
        """The model that it starts from."""
        return named_start(self.values["start"])

    @property
    def compatibility(self) -> bool:
        """Whether all is done as the original does it."""
        return bool(self.values["compatibility"])

    @property
    def metric(self) -> str:
        """What decides: the page's loss, or colours where averages are told apart from chance."""
        return "total" if self.compatibility else "colour"

    def to_dict(self) -> JsonObject:
        """As JSON."""
        named = {name: value for name, value in self.values.items() if value is not None}
        return {**OPTIONS.configuration(named), "datasets": [_as_dict(region) for region in self.regions]}


def _as_dict(region: Region) -> JsonObject:
    masks = {name: str(source) for name, source in region.masks.items()}
    return {
        "name": region.name,
        "folder": str(region.folder) if region.folder else None,
        "image": str(region.image) if region.image is not None else None,
        **masks,
        "channel_order": region.channel_order,
        "road_width": region.road_width,
        "pixel_size": region.pixel_size,
        **region.share(),
    }


def plan_of(regions: tuple[Region, ...], asked: Mapping[str, Any]) -> Plan:
    """The plan of places and of options by their names (as of OPTIONS)."""
    checked = OPTIONS.checked(OPTIONS.configuration({k: v for k, v in asked.items() if v is not None}))
    return _planned(regions, cast(Values, OPTIONS.named(checked)))


def plan_of_file(path: str | Path, asked: Mapping[str, Any]) -> Plan:
    """The plan of a configuration (JSON), with what is asked for besides."""
    path = Path(path)
    checked = OPTIONS.checked(read_json(path))
    regions = tuple(
        _region(entry, index, path.parent) for index, entry in enumerate(checked.get("datasets") or [])
    )
    named = OPTIONS.named(checked)
    for name in ("start", "vgg"):
        if named[name] and is_there(path.parent / named[name]):
            named[name] = str(path.parent / named[name])
    given = {name: value for name, value in asked.items() if value not in (None, "", FRESH)}
    OPTIONS.checked(OPTIONS.configuration(given))
    return _planned(regions, cast(Values, {**named, **given}))


def _region(entry: RegionEntry, index: int, folder: Path) -> Region:
    where = f"datasets[{index}]"
    paths: dict[str, Path] = {}
    given = {**entry}
    for key in ("folder", "image", "mask", "roads", "buildings"):
        if given[key]:
            paths[key] = folder / str(given[key])
            if not is_there(paths[key], Path.exists):
                refuse(f"{where}.{key}", given[key], Message("the path of an existing file or folder"))
    if ("folder" in paths) == ("image" in paths):
        raise RooflineError("{where} needs a folder or an image; give one of them.", where=Place(where))
    masks: dict[str, Source] = {key: paths[key] for key in ("mask", "roads", "buildings") if key in paths}
    return Region(
        name=entry["name"] or (paths.get("folder") or paths["image"]).stem,
        folder=paths.get("folder"),
        image=paths.get("image"),
        masks=masks,
        channel_order=entry["channel_order"],
        road_width=entry["road_width"],
        pixel_size=entry["pixel_size"],
        **share_of(entry),
    )


def _planned(regions: tuple[Region, ...], values: Values) -> Plan:
    _check_regions(regions)
    architecture = values["architecture"] or _architecture_of(values["start"])
    values = {**values, "architecture": architecture}
    usual, compatible = USUAL[architecture], values["compatibility"]
    if compatible and architecture != "pix2pix":
        raise RooflineError("Compatibility is of the network pix2pix; choose that ARCHITECTURE.")
    if values["lambda_perceptual"] and not values["vgg"]:
        raise RooflineError(
            "A weight of VGG-19 features was given without the file of VGG-19; give torchvision's state dict."
        )
    tile = values["tile_size"] or usual["tile_size"]
    check_multiple(tile, MULTIPLE[architecture])
    default_ema = 0.0 if compatible else AVERAGE
    return Plan(
        regions=regions,
        architecture=architecture,
        weights=_weights(values, architecture),
        values=values,
        epochs=values["epochs"] or usual["epochs"],
        tile_size=tile,
        learning_rate=values["learning_rate"] or usual["learning_rate"],
        ema=default_ema if values["ema"] is None else values["ema"],
        done=epochs_done(values["start"]),
    )


def _check_regions(regions: tuple[Region, ...]) -> None:
    if not regions:
        raise RooflineError("There is nothing to learn from; give an image and a mask, or a folder.")
    for index, region in enumerate(regions):
        check_share(region.area_type, region.strategy, f"datasets[{index}]")
        if region.folder is None and not region.masks:
            raise RooflineError(
                "{name} has no mask; give roads, buildings or a mask of both.", name=region.name
            )
        if "mask" in region.masks and len(region.masks) > 1:
            raise RooflineError(
                "{name} has a mask of both classes and others besides; leave one of the two empty.",
                name=region.name,
            )
    check_splits([region.area_type for region in regions])


def _weights(values: Values, architecture: str) -> Weights:
    usual, compatible = USUAL[architecture], values["compatibility"]
    spade = architecture == "spade"

    def chosen(given: float | None, default: float) -> float:
        return default if given is None else float(given)

    has_vgg = bool(values["vgg"])
    weights = Weights(
        mode="lsgan" if spade else "vanilla",
        gan=chosen(values["lambda_gan"], 1.0),
        l1=chosen(values["lambda_l1"], usual["l1"]),
        perceptual=chosen(values["lambda_perceptual"], usual["perceptual"]) if has_vgg else 0.0,
        matching=chosen(values["lambda_matching"], 0.0 if compatible or has_vgg else MATCHING[architecture]),
        real=values["label_real"],
        input_noise=chosen(values["input_noise"], 0.0 if spade else 0.02),
        block=BLOCK if spade else 1,
    )
    return weights if compatible else replace(weights, gan_judged=weights.gan)


def _architecture_of(start: str | None) -> str:
    """That of the start model: the original's checkpoints are pix2pix; a model file says it itself."""
    name = named_start(start)
    if name is None:
        return "spade"
    return "spade" if start_model(name).spec.network.family == "spade" else "pix2pix"

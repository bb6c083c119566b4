"""What is to be trained, on what and how: a plan, from a configuration file or a dictionary.

ResDepth's training configurations are read as they are; keys of our own live in the same sections.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ...errors import RooflineError
from ...formats.checks import Place, refuse
from ...formats.names import is_there
from ...formats.objects import JsonObject
from ...language import Message
from ...modelfile.parts import Options
from ..config.datasets import file_of, share_of
from ..config.files import read_json, resolved
from ..data.image_lists import Pairs, images_of, pairs_of, read_lines
from ..data.regions import Region
from ..loop.records import ScheduleSettings
from . import schema
from .options import OPTIONS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """A whole training. Sizes in pixels, heights in metres, rates in epochs; 0 switches off.

    `loss` weighs "l1", "gradient" and "normal"; `degrade` is the share of samples whose input is the degraded
    reference and `degradation` says of which errors, `misregistration` the largest shift of a guide
    (pixels); `new_positions` draws others each epoch; `all_pairs` joins every position with every pair;
    `accumulate` is the number of batches whose gradients make one step; `compatibility` keeps the
    positions, statistics and loss mask of the original ResDepth. `images` are the guides that the variant
    takes (None = any number). With `freeze_norms` the statistics of batch norms stay those of the model
    that is started from.
    """

    regions: tuple[Region, ...]
    architecture: str = "resdepth"
    network: Options = field(default_factory=dict)
    variant: str = "geom-stereo"
    start: Path | str | None = None
    freeze_encoder: bool = False
    freeze_norms: bool = False
    tile_size: int = 256
    batch_size: int = 20
    epochs: int = 2000
    loss: dict[str, float] = field(default_factory=lambda: {"l1": 1.0})
    optimizer: JsonObject = field(
        default_factory=lambda: {"name": "Adam", "learning_rate": 2e-4, "weight_decay": 1e-5}
    )
    scheduler: ScheduleSettings | None = None
    ema: float = 0.0
    clip: float = 0.0
    accumulate: int = 1
    precision: str = "auto"
    early_stopping: int = 0
    augment: bool = True
    permute: bool = True
    all_pairs: bool = True
    new_positions: bool = True
    degrade: float = 0.0
    degradation: JsonObject = field(default_factory=dict)
    misregistration: float = 0.0
    adversarial: JsonObject = field(default_factory=dict)
    evaluate_rate: int = 1
    save_rate: int = 20
    seed: int = 0
    compatibility: bool = False
    output: JsonObject = field(default_factory=dict)
    images: int | None = None
    further: JsonObject = field(default_factory=dict)  # options without a field here, by their names

    def value(self, name: str) -> object:
        """An option by its name, whether it has a field or not."""
        found: object = self.further[name] if name in self.further else getattr(self, name)
        return found

    @property
    def guides(self) -> int:
        """Guides of a sample; RooflineError where the regions' pairs are not all of that number."""
        counts = {
            len(pair) for region in self.regions for phase in region.phases for pair in region.pairs(phase)
        }
        without = any(not region.pairs(phase) for region in self.regions for phase in region.phases)
        counts |= {0} if without else set()
        if len(counts) > 1 or (self.images is not None and counts != {self.images}):
            wanted = "equally many" if self.images is None else f"{self.images}, as {self.variant} takes,"
            given = " and ".join(str(count) for count in sorted(counts))
            raise RooflineError(
                "The data sets have pairs of {given} images; give {wanted} in every line.",
                given=given,
                wanted=wanted,
            )
        return counts.pop() if counts else 0

    @property
    def buildings(self) -> bool:
        """Whether the network is told of buildings, those of some region at least."""
        return any(region.buildings is not None for region in self.regions)

    def to_dict(self) -> JsonObject:
        """The configuration that `from_dict` makes this plan of; paths as text."""
        return _plan_as_dict(self)


# Fields that are an option's value as it is; the others are made of several.
MADE = {
    "regions",
    "network",
    "variant",
    "start",
    "optimizer",
    "scheduler",
    "adversarial",
    "output",
    "images",
    "further",
}
PLAIN = tuple(each.name for each in fields(Plan) if each.name not in MADE)
# Options that the regions and the images are made of, and one that has no effect here.
ELSEWHERE = {"samples", "allocation_strategy", "test_stripe", "multiview", "workers"}


def read(path: str | os.PathLike[str]) -> Plan:
    """The plan of a configuration file; relative paths count from its folder, then the working folder."""
    path = Path(path)
    return from_dict(read_json(path), path.resolve().parent)


def from_dict(values: Mapping[str, Any], folder: str | os.PathLike[str] = ".") -> Plan:
    """The plan of a configuration; RooflineError names what is unknown or wrong by its path in it."""
    checked = schema.checked(values)
    regions = tuple(
        _region(entry, index, checked, Path(folder)) for index, entry in enumerate(checked["datasets"])
    )
    named = OPTIONS.named({name: checked[name] for name in schema.PLAIN if name != "output"})
    plain = {name: value for name, value in OPTIONS.named(checked).items() if name in PLAIN}
    compatible = plain["compatibility"]
    return Plan(
        **{**plain, "new_positions": plain["new_positions"] and not compatible},
        regions=regions,
        network=schema.network_options(checked["model"]),
        variant=schema.variant(checked, _first_count(regions)),
        start=_start(checked["model"], Path(folder)),
        optimizer=checked["optimizer"],
        scheduler=checked["scheduler"],
        adversarial=checked["adversarial"],
        output={name: value for name, value in checked["output"].items() if value is not None},
        images=schema.images_of(checked),
        further={name: named[name] for name in named.keys() - set(PLAIN) - ELSEWHERE},
    )


def _first_count(regions: tuple[Region, ...]) -> int:
    return next((len(pair) for region in regions for pair in region.pairs_train + region.pairs_val), 0)


def _start(model: JsonObject, folder: Path) -> Path | str | None:
    """The model to start from: a file, or the name of an installed model."""
    name = model["start"] or model["pretrained_path"]
    if name is None:
        return None
    path = resolved(name, folder)
    if is_there(path):
        return path
    if model["start"] is None:
        refuse("model.pretrained_path", name, Message("the path of an existing file"))
    return str(name)


def _region(entry: JsonObject, index: int, checked: JsonObject, folder: Path) -> Region:
    where = f"datasets[{index}]"
    reference = file_of(entry, "raster_gt", where, folder)
    source = file_of(entry, "raster_in", where, folder) if entry["raster_in"] else None
    images, pairs = _guides(entry, where, checked, folder)
    return Region(
        name=entry["name"] or f"dataset_{index}",
        reference=reference,
        source=source,
        guides=images,
        pairs_train=pairs.get("train", ()),
        pairs_val=pairs.get("val", ()),
        building_mask=file_of(entry, "building_mask", where, folder) if entry["building_mask"] else None,
        buildings=file_of(entry, "buildings", where, folder) if entry["buildings"] else None,
        crossval=entry["crossval_training"],
        **share_of(entry),
    )


def _guides(
    entry: JsonObject, where: str, checked: JsonObject, folder: Path
) -> tuple[tuple[Path, ...], dict[str, Pairs]]:
    """The images of a data set and its pairs for each phase that it has a part in."""
    wanted = schema.images_of(checked)
    named = [key for key in ("image_list", "path_image_list") if entry[key]]
    if wanted == 0 or not (wanted or named):
        if named:
            log.warning("%s.%s is not used: the network takes no images.", where, named[0])
        return (), {}
    if not named:
        raise RooflineError("{where}.path_image_list is missing; this variant needs images.", where=where)
    if entry["image_list"]:
        names = list(entry["image_list"])
        images = images_of(names, folder, folder, Place(f"{where}.image_list"))
    else:
        path = file_of(entry, "path_image_list", where, folder)
        names = read_lines(path)
        images = images_of(names, folder, path.parent, Place(f"{where}.path_image_list"))
    phases = entry["area_type"].split("+")
    pairs = {phase: _pairs(entry, phase, where, names, wanted, folder) for phase in phases}
    return images, pairs


def _pairs(
    entry: JsonObject, phase: str, where: str, names: list[str], wanted: int | None, folder: Path
) -> Pairs:
    """The pairs of a phase: as indices, from a list, or of images given here all together (mono: each)."""
    key, listed = {
        "train": ("image_pairs_train", "path_pairlist_training"),
        "val": ("image_pairs_val", "path_pairlist_validation"),
    }[phase]
    if entry[key] is not None:
        pairs = tuple(tuple(pair) for pair in entry[key])
    elif entry[listed]:
        key = listed
        path = file_of(entry, listed, where, folder)
        pairs = pairs_of(read_lines(path), names, path.name)
    elif entry["image_list"]:
        pairs = tuple((i,) for i in range(len(names))) if wanted == 1 else (tuple(range(len(names))),)
    else:
        raise RooflineError(
            "{where}.{listed} is missing; add the list of image pairs.", where=where, listed=listed
        )
    if any(index >= len(names) for pair in pairs for index in pair):
        raise RooflineError(
            "{where}.{key} has an index beyond the {names} images; count from 0.",
            where=where,
            key=key,
            names=len(names),
        )
    return pairs


def _region_as_dict(region: Region) -> JsonObject:
    return {
        "name": region.name,
        "raster_gt": str(region.reference),
        "raster_in": str(region.source) if region.source else None,
        "image_list": [str(path) for path in region.guides],
        "image_pairs_train": [list(pair) for pair in region.pairs_train],
        "image_pairs_val": [list(pair) for pair in region.pairs_val],
        "building_mask": str(region.building_mask) if region.building_mask else None,
        "buildings": str(region.buildings) if region.buildings else None,
        "crossval_training": region.crossval,
        **region.share(),
    }


def _plan_as_dict(plan: Plan) -> JsonObject:
    scheduler = plan.scheduler or {"name": "StepLR", "settings": {}}
    values: JsonObject = {
        "datasets": [_region_as_dict(region) for region in plan.regions],
        "model": dict(plan.network) if plan.architecture == "resdepth" else {"options": plan.network},
        **({"multiview": {"config": f"{plan.images}-view"}} if (plan.images or 0) > 2 else {}),
        "optimizer": dict(plan.optimizer),
        "scheduler": {"enabled": plan.scheduler is not None, **scheduler},
        "adversarial": dict(plan.adversarial),
        "output": dict(plan.output),
    }
    if plan.images is not None:
        values["model"]["input_channels"] = plan.variant
    if plan.start is not None:
        values["model"]["start"] = str(plan.start)
    plain = {**{name: getattr(plan, name) for name in PLAIN}, **plan.further}
    copied = {name: dict(value) if isinstance(value, dict) else value for name, value in plain.items()}
    return OPTIONS.configuration(copied, values)

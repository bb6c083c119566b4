"""The plan of a training: a complete configuration, and the layers that QGIS knows more of than paths."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ...clouds.readers.chunks import INFO
from ...errors import RooflineError
from ...formats.names import is_there
from ...formats.objects import JsonObject
from ...published.implicity_configuration import merged, pair
from ...raster.source import RasterPath
from . import configuration
from .sections import DatasetSection, PlaceEntry, TrainingSection

PARENTS_SEARCHED = 4  # folders above the configuration's, which paths may count from


@dataclass(frozen=True)
class Layers:
    """What QGIS knows of a place's rasters beyond their paths."""

    reference: RasterPath
    guides: tuple[RasterPath, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is trained on what. `config` is complete; `base` is where its relative paths count from.

    `start`: the model to go on with, None for fresh weights; `layers`: by the number of a place.
    """

    config: JsonObject
    base: Path = Path()
    start: str | None = None
    precision: str = "float32"
    layers: dict[int, Layers] = field(default_factory=dict)

    @property
    def training(self) -> TrainingSection:
        """How it is trained."""
        return cast(TrainingSection, self.config["training"])

    @property
    def dataset(self) -> DatasetSection:
        """The original's data set, and how samples are drawn."""
        return cast(DatasetSection, self.config["dataset"])

    @property
    def places(self) -> list[PlaceEntry]:
        """Points with their references; none where the original's chunks are read."""
        return list(self.config["places"])

    @property
    def images(self) -> int:
        """Images that a sample has, by the configuration: bands are counted where they are opened."""
        if self.places:
            return len(self.places[0]["guides"])
        uses_images = configuration.METHODS[self.config["model"]["method"]]
        return len(self.dataset["satellite_image"]["pairs"]) if uses_images else 0

    @property
    def epochs(self) -> int:
        """How often the samples are gone through; the original's training ends only when it is stopped."""
        return int(self.training["epochs"]) or EPOCHS

    @property
    def steps(self) -> int:
        """Steps of the optimiser in an epoch."""
        samples = self.training["random_dataset_length"]
        batches = -(-samples // self.training["batch_size"])
        return -(-batches // self.training["optimize_every"])

    @property
    def val_strip(self) -> tuple[float, float]:
        """How far apart the patches are that judge, in metres along x and y."""
        return pair(self.config, "dataset.sliding_window.val_strip")

    @property
    def save_rate(self) -> int:
        """After how many epochs a checkpoint is kept for good; 0 = never. The last one is always there."""
        return int(self.training["save_every"])

    def files(self) -> list[RasterPath]:
        """What is read."""
        found: list[RasterPath] = []
        for number, place in enumerate(self.places):
            layers = self.layers.get(number)
            given = [place["reference"], *place["guides"]]
            found.append(self.path(place["points"]))
            found += [layers.reference, *layers.guides] if layers else [self.path(name) for name in given]
        if not self.places:
            folder = self.path(str(self.dataset["path"]))
            found += [folder / INFO, *sorted(folder.glob("*/*.npz"))]
        return found

    def path(self, name: str) -> Path:
        """A path of the configuration: from its folder or one above it, else from the working folder."""
        path = Path(name)
        if path.is_absolute():
            return path
        folders = [self.base, *list(self.base.absolute().parents)[:PARENTS_SEARCHED]]
        return next((folder / path for folder in folders if is_there(folder / path, Path.exists)), path)

    def to_dict(self) -> JsonObject:
        """All that was chosen, as JSON."""
        return {**copy.deepcopy(self.config), "start": self.start, "precision": self.precision}


EPOCHS = 100  # of the original's demonstration: 10,000 steps


def of_file(path: str | Path, changes: JsonObject | None = None, start: str | None = None) -> Plan:
    """The plan of a configuration file; `changes` are sections that replace what it says."""
    path = Path(path)
    config = configuration.read(path)
    if changes:
        config = configuration.complete(merged(config, changes))
    resumed = config["training"]["resume_from"]
    plan = Plan(config, path.absolute().parent, start)
    if start is None and resumed:
        found = plan.path(str(resumed))
        if not is_there(found):
            raise RooflineError(
                "training.resume_from names {path}, which is not there; correct or remove it.", path=resumed
            )
        plan = Plan(config, plan.base, str(found))
    return plan


def of_places(places: Sequence[JsonObject], config: JsonObject, **options: Any) -> Plan:
    """The plan of places with references: points, reference, guides; `config` has further sections."""
    return Plan(configuration.complete({**config, "places": list(places)}), **options)

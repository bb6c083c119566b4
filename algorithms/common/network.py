"""Common ground of the algorithms that run a network."""

from __future__ import annotations

import importlib.util
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsRectangle,
)

from ...models import tasks
from ...models.language import tr_noop
from ...models.options import DEVICES, PRECISIONS
from ...models.raster.source import RasterPath
from .base import RooflineAlgorithm
from .bridge import torch_missing, tr
from .crs import crs_of
from .settings import default_model
from .vectors import corners

CLUSTER = tr_noop(
    "Address of a scheduler of dask.distributed, such as tcp://host:8786: its machines do the work. "
    "They must see inputs and output under the same paths; DEVICE and PRECISION are theirs. "
    "Empty: this machine."
)
# By its name: windows alone import it.
CHOOSER = f"{__package__.rsplit('.', 2)[0]}.desktop.modelfield.ModelField"


class NetworkAlgorithm(RooflineAlgorithm):
    """An algorithm with the shared parameters of everything that runs a network; needs PyTorch."""

    def canExecute(self) -> tuple[bool, str]:
        if torch_is_installed():
            return True, ""
        return False, torch_missing()

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        if self.needs_model() and not str(parameters.get("MODEL") or "").strip():
            # QGIS alone would call an empty MODEL incorrect
            parameters = {**parameters, "MODEL": self.model(parameters, context)}
        return super().checkParameterValues(parameters, context)

    def needs_model(self) -> bool:
        """Whether there is a MODEL, which may not be left out."""
        definition = self.parameterDefinition("MODEL")
        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        return definition is not None and not definition.flags() & optional

    def add_network_parameters(self, **words: str) -> None:
        """Add the shared parameters; `words`: what MODEL may be beside models, and what that means."""
        model = default_model(self.NAME) or tasks.of(self.NAME).model
        self.add(
            model_parameter(tr("Model"), model, self.NAME, words),
            "The name of a bundled or installed model, or the path of a model file.",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "Work on this part of the input only.",
            advanced=True,
        )
        self.add_number("TILE_SIZE", "Tile size (pixels)", 0, "0: the model's own.", advanced=True)
        self.add_number("OVERLAP", "Overlap (pixels)", -1, "-1: the model's own.", advanced=True)
        self.add_number("BATCH_SIZE", "Tiles per batch", 0, "0: automatic.", advanced=True)
        self.add_device()
        self.add_creation_options()

    def add_device(self) -> None:
        """Add DEVICE and PRECISION."""
        self.add_enum("DEVICE", "Device", DEVICES, "auto: the GPU if PyTorch has one, else the CPU.")
        self.add_enum(
            "PRECISION",
            "Precision",
            PRECISIONS,
            "auto: numbers of 8 bits or bfloat16 only where the processor is fast at them.",
        )

    def add_uncertainty(self) -> None:
        """Add UNCERTAINTY, a second raster, which is written if it is asked for."""
        self.add(
            QgsProcessingParameterRasterDestination(
                "UNCERTAINTY", tr("Uncertainty"), optional=True, createByDefault=False
            ),
            "Half-width of the 90 % interval in height units, if the model estimates it.",
        )

    def add_cluster(self, help_text: str = CLUSTER) -> None:
        """Add CLUSTER."""
        super().add_cluster(help_text)

    def model(self, parameters: dict, context: QgsProcessingContext) -> str:
        """MODEL; where it is left empty, what people have settled on, else the algorithm's own."""
        given = self.parameterAsString(parameters, "MODEL", context).strip()
        return given or str(self.parameterDefinition("MODEL").defaultValue())

    def network_options(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """The engine's keyword arguments of the shared parameters."""
        return {
            "tile_size": self.parameterAsInt(parameters, "TILE_SIZE", context),
            "overlap": self.parameterAsInt(parameters, "OVERLAP", context),
            "batch_size": self.parameterAsInt(parameters, "BATCH_SIZE", context),
            **self.device_options(parameters, context),
            "creation_options": self.creation_options(parameters, context),
        }

    def device_options(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """DEVICE and PRECISION, as keyword arguments."""
        names = ("DEVICE", "PRECISION")
        return {name.lower(): self.parameterAsEnumString(parameters, name, context) for name in names}

    def extent(
        self, parameters: dict, context: QgsProcessingContext, name: str = "INPUT"
    ) -> QgsRectangle | None:
        """EXTENT in the CRS of a raster parameter, None if it is not given. Main thread only."""
        layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None or not parameters.get("EXTENT"):
            return None
        return self.parameterAsExtent(parameters, "EXTENT", context, crs_of(layer))


def model_parameter(
    label: str,
    default: str,
    task: str,
    words: dict[str, str],
    optional: bool = False,
    name: str = "MODEL",
    **fitting: Any,
) -> QgsProcessingParameterString:
    """MODEL: a string, for which dialogs offer `words` and the installed models of a task.

    `fitting`: which of them, as `fits` of modelfile/choice.py wants it.
    """
    parameter = QgsProcessingParameterString(name, label, default, optional=optional)
    wrapper = {"class": CHOOSER, "task": task, "words": [list(pair) for pair in words.items()], **fitting}
    parameter.setMetadata({"widget_wrapper": wrapper})
    return parameter


def words_of(definition: QgsProcessingParameterDefinition | None) -> set[str]:
    """What MODEL may be beside models."""
    wrapper = {} if definition is None else definition.metadata().get("widget_wrapper", {})
    return {word for word, _ in wrapper.get("words", [])}


def window_of(source: RasterPath, rectangle: QgsRectangle | None) -> Any:
    """The window of `source` that `rectangle` covers; None means all of it."""
    if rectangle is None:
        return None
    from ...models.raster.dataset import Raster

    with Raster.open(source) as raster:
        return raster.grid.window_of_extent(*corners(rectangle))


def torch_is_installed() -> bool:
    """Whether torch can be found, without the seconds that importing it takes."""
    try:
        return importlib.util.find_spec("torch") is not None
    except (ImportError, ValueError):
        return False

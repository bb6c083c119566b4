"""Train building mask: a model that finds buildings, adapted to people's own layers and outlines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterLayer,
)

from ..models.errors import RooflineError
from ..models.options import AUTO
from ..models.tasks import BUILDING_MASK
from ..models.training.buildings.options import FAMILIES, OPTIONS
from .common.bridge import tr
from .common.crs import crs_of
from .common.training import TrainingAlgorithm
from .common.vectors import AREAS, shapes_or_raster

LAYERS = {
    "DSM": ("DSM", "dsm", "Heights with buildings in them, from LiDAR or images."),
    "IMAGERY": ("Imagery", "image", "An orthophoto, red, green and blue."),
    "NDVI": ("NDVI", "ndvi", "A vegetation index, beside a DSM."),
}


class TrainBuildingMask(TrainingAlgorithm):
    OPTIONS = OPTIONS
    FAMILIES = FAMILIES
    FIGURES = {"IOU_BEFORE": ("start", "IOU"), "IOU": ("after", "IOU")}
    NAME = "trainbuildingmask"
    DISPLAY_NAME = "Train building mask"
    SUMMARY = "Trains a model that finds buildings in layers like yours, from outlines of some of them."
    HELP = (
        "Give a DSM, an orthophoto or both, and the outlines of the buildings in them, and run: the bundled "
        "model is adapted to your place. A fifth of the area is kept aside to judge the result, which the "
        "report shows with hits and misses. The model file is MODEL of Building mask then.",
        "Where outlines are drawn in a part of the layers only, give that part as LABELLED_AREA: beyond it "
        "nobody knows. A mask as LABELS is 0 where no building stands, and nodata where nobody knows.",
        "CONFIG takes any number of places from a JSON file, in place of the layers. Numbers that are 0 are "
        "then those of the file.",
        "Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.",
    )
    LIMITS = (
        "On a CPU a training takes from minutes to hours; a GPU is much faster.",
        "Outlines should be of the date of the layers: what was built in between is learnt as an error.",
    )
    EXAMPLE = {
        "DSM": "dsm.tif",
        "LABELS": "houses.gpkg",
        "EPOCHS": 20,
        "OUTPUT": "mine.pt",
        "REPORT": "training.html",
    }
    TAGS = ("building", "footprint", "mask", "segmentation", "train", "fine-tune", "deep learning", "pix2pix")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, (label, _, help_text) in LAYERS.items():
            self.add(QgsProcessingParameterRasterLayer(name, tr(label), optional=True), help_text)
        self.add(
            QgsProcessingParameterMapLayer("LABELS", tr("Buildings"), optional=True, types=AREAS),
            "Outlines, or a mask.",
        )
        self.add(
            QgsProcessingParameterMapLayer("LABELLED_AREA", tr("Labelled area"), optional=True, types=AREAS),
            "Where all buildings are drawn; everywhere if empty.",
        )
        self.add_configuration(
            "A training configuration with any number of places, in place of the layers above."
        )
        self.add_options("architecture")
        words = {AUTO: tr("the bundled model where it fits"), "none": tr("start from nothing")}
        self.add_start(
            BUILDING_MASK.id,
            AUTO,
            words,
            "A bundled or installed model, a model file, or a published checkpoint. auto: the bundled one "
            "where it fits; none: start from nothing.",
        )
        self.add_options()
        self.add_run_parameters()
        self.add_destinations(
            "Its path is MODEL of Building mask.",
            "One page: how the training went, with hits and misses in the part kept aside.",
        )
        self.add_figure("IOU_BEFORE", "IoU of the start model on validation data")
        self.add_figure("IOU", "IoU of the trained model on validation data")

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.layers = {name: self.optional_source(parameters, name, context) for name in LAYERS}
        self.drawn = {
            name: shapes_or_raster(self, parameters, name, context) for name in ("LABELS", "LABELLED_AREA")
        }
        first = next((name for name, layer in self.layers.items() if layer is not None), None)
        layer = None if first is None else self.parameterAsRasterLayer(parameters, first, context)
        self.crs = crs_of(layer)
        return True

    def training(
        self, parameters: dict, context: QgsProcessingContext, files: Any, cancelled: Callable[[], bool]
    ) -> Any:
        from ..models.training.buildings.training import BuildingTraining

        return BuildingTraining(self._plan(parameters, context))

    def _plan(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The plan of the configuration, or of the layers."""
        from ..models.training.buildings.configuration import plan_of_file
        from ..models.training.buildings.plan import plan_of

        asked = self.asked(parameters, context)
        asked["start"] = self.parameterAsString(parameters, "MODEL", context)
        config = self.parameterAsFile(parameters, "CONFIG", context)
        if config:
            if any((*self.layers.values(), *self.drawn.values())):
                raise RooflineError("Layers and CONFIG were given: leave one of the two empty.")
            return plan_of_file(config, asked)
        layers = {LAYERS[name][1]: layer and layer.file() for name, layer in self.layers.items()}
        labels, area = (
            drawn and drawn.areas(self.crs, context.transformContext()) for drawn in self.drawn.values()
        )
        return plan_of(layers, labels, area, asked)

"""Train DSM refiner: a model of one's own from a noisy surface and a reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
)

from ..models.errors import RooflineError
from ..models.options import AUTO
from ..models.tasks import REFINE_DSM
from ..models.training.refiner.architectures import FAMILIES
from ..models.training.refiner.options import OPTIONS
from .common.bridge import tr
from .common.crs import crs_of
from .common.training import TrainingAlgorithm
from .common.vectors import AREAS, shapes_or_raster

RASTERS = {
    "INPUT": (
        "Noisy DSM",
        "A surface such as you want to refine. Without it the reference is degraded by simulation.",
    ),
    "REFERENCE": ("Reference DSM", "A better surface of the same place, such as LiDAR, on any grid."),
}


class TrainDsmRefiner(TrainingAlgorithm):
    OPTIONS = OPTIONS
    FAMILIES = FAMILIES
    ORIGINAL = "RESDEPTH"
    FIGURES = {"MAE_BEFORE": ("before", "MAE"), "MAE": ("after", "MAE")}
    NAME = "traindsmrefiner"
    DISPLAY_NAME = "Train DSM refiner"
    SUMMARY = "Trains a model that refines surfaces like yours, from a noisy DSM and a better one."
    HELP = (
        "Give a noisy DSM and a reference of the same place, and run: the bundled model is adapted to your "
        "data. A fifth of the area is kept aside to judge the result, which the report shows. The model file "
        "is MODEL of Refine DSM then.",
        "CONFIG takes any number of places from a JSON file, also one of ResDepth, in place of the rasters. "
        "Numbers that are 0 are then those of the file.",
        "Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.",
    )
    LIMITS = (
        "On a CPU a training takes from minutes to hours; a GPU is much faster.",
        "The reference should be of the same date: what was built in between is learnt as an error.",
    )
    EXAMPLE = {
        "INPUT": "dsm.tif",
        "REFERENCE": "lidar.tif",
        "EPOCHS": 20,
        "OUTPUT": "mine.pt",
        "REPORT": "training.html",
    }
    TAGS = ("dsm", "train", "fine-tune", "deep learning", "neural network", "resdepth", "lidar", "reference")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, (label, help_text) in RASTERS.items():
            self.add(QgsProcessingParameterRasterLayer(name, tr(label), optional=True), help_text)
        rasters = QgsProcessing.SourceType.TypeRaster
        self.add(
            QgsProcessingParameterMultipleLayers("GUIDES", tr("Guide rasters"), rasters, optional=True),
            "Images of the place, for a network that takes them (resdepth, enhancer or a guided model).",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterMapLayer("BUILDINGS", tr("Buildings"), optional=True, types=AREAS),
            "Polygons, or a mask raster, in any CRS, for a network that is told of buildings (compact). The "
            "model does without them too.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterLayer("BUILDING_MASK", tr("Where windows are drawn"), optional=True),
            "Windows with buildings (any value but 0) are preferred.",
            advanced=True,
        )
        self.add_configuration(
            "A training configuration with any number of places, in place of the rasters above."
        )
        self.add_options("architecture")
        words = {AUTO: tr("the bundled model where it fits"), "none": tr("start from nothing")}
        self.add_start(
            REFINE_DSM.id,
            AUTO,
            words,
            "A bundled or installed model, or a model file. auto: the bundled one where it fits; none: start "
            "from nothing.",
        )
        self.add_options()
        self.add_run_parameters()
        self.add_destinations(
            "Its path is MODEL of Refine DSM.",
            "One page: how the training went, and what the model does to the part kept aside.",
        )
        self.add_folder(
            "RESDEPTH",
            tr("ResDepth results folder"),
            "The results as ResDepth's own training would leave them.",
        )
        self.add_figure("MAE_BEFORE", "Mean absolute error of validation data before (m)")
        self.add_figure("MAE", "Mean absolute error of validation data after (m)")

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.rasters = {
            name: self.optional_source(parameters, name, context) for name in (*RASTERS, "BUILDING_MASK")
        }
        self.guides = self.sources(parameters, "GUIDES", context)
        self.buildings = shapes_or_raster(self, parameters, "BUILDINGS", context)
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        layer = layer or self.parameterAsRasterLayer(parameters, "REFERENCE", context)
        self.crs = crs_of(layer)
        return True

    def training(
        self, parameters: dict, context: QgsProcessingContext, files: Any, cancelled: Callable[[], bool]
    ) -> Any:
        from ..models.training.refiner.training import RefinerTraining

        return RefinerTraining(self._plan(parameters, context))

    def _plan(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The plan of the configuration, or of the rasters."""
        from ..models.training.refiner import defaults

        asked = self.asked(parameters, context)
        asked["start"] = self.parameterAsString(parameters, "MODEL", context)
        config = self.parameterAsFile(parameters, "CONFIG", context)
        paths = {name: source and source.file() for name, source in self.rasters.items()}
        if config:
            if any(paths.values()) or self.guides or self.buildings:
                raise RooflineError("Rasters and CONFIG were given: leave one of the two empty.")
            return defaults.plan_of_file(config, asked)
        guides = [guide.file() for guide in self.guides]
        told = self.buildings and self.buildings.areas(self.crs, context.transformContext())
        layers = paths["INPUT"], paths["REFERENCE"], guides, paths["BUILDING_MASK"]
        return defaults.plan_of(*layers, asked, told)

"""Train imagery: a model of one's own that paints images, from an image and its roads and buildings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterLayer,
)

from ..models.errors import RooflineError
from ..models.options import CHANNEL_ORDERS
from ..models.tasks import SYNTHESIZE_IMAGERY
from ..models.training.imagery.options import FAMILIES, OPTIONS
from .common.bridge import tr
from .common.crs import crs_of
from .common.training import TrainingAlgorithm
from .common.vectors import core_source, shapes_or_raster
from .composemask import KINDS

CLASSES = {
    "ROADS": ("Roads", "Lines or polygons, or a raster. Left out, roads are taken as unknown."),
    "BUILDINGS": ("Buildings", "Polygons, or a raster. Left out, buildings are taken as unknown."),
}
WEIGHTS = "PyTorch (*.pth *.pt);;All files (*)"


class TrainImagery(TrainingAlgorithm):
    OPTIONS = OPTIONS
    FAMILIES = FAMILIES
    FIGURES = {"COLOUR": ("after", "colour")}
    NAME = "trainimagery"
    DISPLAY_NAME = "Train imagery"
    SUMMARY = "Trains a model that paints images like yours from plans of roads and buildings."
    HELP = (
        "Give an image and where its roads and buildings are, as layers or as a mask of both, and run. A "
        "fifth of the area is kept aside; the report shows what is painted there beside what is there. The "
        "model file is MODEL of Synthesize imagery then.",
        "Roads or buildings alone are enough: what is not given is taken as unknown, not as empty.",
        "FOLDER takes patches as SatGen-CV lays them out (images/*.png, gt/*_processed.tiff), CONFIG any "
        "number of places from a JSON file. MODEL goes on from a model, or from SatGen-CV's own checkpoint.",
        "Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.",
    )
    LIMITS = (
        "On a CPU a training takes hours; a GPU is much faster.",
        "What a model paints is made up: it proves nothing about a place.",
    )
    EXAMPLE = {
        "IMAGE": "ortho.tif",
        "ROADS": "roads.gpkg",
        "BUILDINGS": "buildings.gpkg",
        "EPOCHS": 50,
        "OUTPUT": "mine.pt",
        "REPORT": "training.html",
    }
    TAGS = ("imagery", "train", "pix2pix", "spade", "gan", "satgen", "deep learning", "neural network")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self._add_places()
        self.add_options("architecture")
        words = {"none": tr("start from nothing")}
        self.add_start(
            SYNTHESIZE_IMAGERY.id,
            "none",
            words,
            "A bundled or installed model, a model file, or a checkpoint of SatGen-CV (.pth) with its "
            "optimisers; none: start from nothing.",
        )
        vgg = QgsProcessingParameterFile("VGG", tr("VGG-19"), fileFilter=tr(WEIGHTS), optional=True)
        self.add(
            vgg,
            "torchvision's state dict of vgg19, for SatGen-CV's loss; without it the discriminator's "
            "features are compared.",
            advanced=True,
        )
        self.add_options()
        self.add_run_parameters()
        self.add_destinations(
            "Its path is MODEL of Synthesize imagery.",
            "One page: how the training went, and what the model paints on the part kept aside.",
        )
        self.add_figure("COLOUR", "Difference of colours on validation data")

    def _add_places(self) -> None:
        image = QgsProcessingParameterRasterLayer("IMAGE", tr("Image"), optional=True)
        self.add(image, "An orthophoto of 8 bits in colours.")
        for name, (label, help_text) in CLASSES.items():
            self.add(QgsProcessingParameterMapLayer(name, tr(label), optional=True, types=KINDS), help_text)
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask of both"), optional=True),
            "In place of roads and buildings: a raster of both, as of Compose mask.",
        )
        self.add_enum(
            "CHANNEL_ORDER",
            "Order of the bands",
            CHANNEL_ORDERS,
            "Of rasters of both classes; auto: by the bands' descriptions, else roads first.",
        )
        self.add_number(
            "ROAD_WIDTH", "Road width (m)", 7.0, "Of roads that are lines.", minValue=0.01, advanced=True
        )
        folder = QgsProcessingParameterFile(
            "FOLDER", tr("Folder of patches"), QgsProcessingParameterFile.Behavior.Folder, optional=True
        )
        self.add(folder, "As SatGen-CV lays them out, in place of the image.", advanced=True)
        self.add_configuration("A training configuration with any number of places, in place of the above.")

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.image = self.optional_source(parameters, "IMAGE", context)
        layer = self.parameterAsRasterLayer(parameters, "IMAGE", context)
        self.crs = crs_of(layer)
        self.masks = {name.lower(): shapes_or_raster(self, parameters, name, context) for name in CLASSES}
        self.masks["mask"] = self.optional_source(parameters, "MASK", context)
        return True

    def training(
        self, parameters: dict, context: QgsProcessingContext, files: Any, cancelled: Callable[[], bool]
    ) -> Any:
        from ..models.training.imagery.training import ImageryTraining

        return ImageryTraining(self._plan(parameters, context))

    def _plan(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The plan of the configuration, of a folder, or of an image with its masks."""
        from ..models.training.imagery.plan import Region, plan_of, plan_of_file

        asked = self.asked(parameters, context)
        asked["start"] = self.parameterAsString(parameters, "MODEL", context).strip() or None
        asked["vgg"] = self.parameterAsFile(parameters, "VGG", context) or None
        config = self.parameterAsFile(parameters, "CONFIG", context)
        folder = self.parameterAsFile(parameters, "FOLDER", context)
        masks = {name: source for name, source in self.masks.items() if source is not None}
        if sum(map(bool, (config, folder, self.image or masks))) > 1:
            raise RooflineError(
                "Of layers, FOLDER and CONFIG more than one was given: leave the others empty."
            )
        if config:
            return plan_of_file(config, asked)
        order = self.parameterAsEnumString(parameters, "CHANNEL_ORDER", context)
        if folder:
            return plan_of((Region(Path(folder).name, folder=Path(folder), channel_order=order),), asked)
        if self.image is None:
            raise RooflineError("There is nothing to learn from; give an image and a mask, or a folder.")
        image = self.image.file()
        place = Region(
            Path(str(getattr(image, "path", image))).stem,
            image=image,
            masks={name: core_source(source, self.crs, context) for name, source in masks.items()},
            channel_order=order,
            road_width=self.parameterAsDouble(parameters, "ROAD_WIDTH", context),
        )
        return plan_of((place,), asked)

"""Label imagery: roads and buildings that are missing in labels are found in the image by SAM 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..models.errors import RooflineError
from ..models.options import DEVICES
from .common.base import RooflineAlgorithm
from .common.bridge import callbacks, core_run, tr
from .common.crs import crs_of
from .common.styles import style_output
from .common.vectors import core_source, shapes_or_raster
from .composemask import KINDS

CLASSES = {"ROADS": "Roads", "BUILDINGS": "Buildings"}
LABELS = ("buildings", "roads", "none")
LARGEST_TILE = 4096  # pixels


class LabelImagery(RooflineAlgorithm):
    NAME = "labelimagery"
    DISPLAY_NAME = "Label imagery"
    GROUP = "imagery"
    SUMMARY = "Completes masks of roads and buildings: what is missing is found in the image by SAM 3."
    HELP = (
        "Give an image, and roads or buildings if you have them; the rest is found. FOLDER does so for "
        "patches, as Prepare patches makes them: each gets gt/*_processed.tiff, which Train imagery takes. "
        "What is there already stays, so that a run that was cancelled goes on.",
        "SAM is the folder that you have from Hugging Face (facebook/sam3, under a licence of its own): "
        "config.json, vocab.json, merges.txt, model.safetensors. It runs in a Python of its own, which "
        "Raster > Roofline > Set up PyTorch… installs.",
    )
    LIMITS = (
        "SAM 3 is large: it takes 4.5 GB of memory, and a core of a CPU needs a minute for each window.",
        "What it finds has faults: small roofs merge or are missed. Look at the labels before a training.",
    )
    EXAMPLE = {"INPUT": "ortho.tif", "BUILDINGS": "buildings.gpkg", "SAM": "sam3", "OUTPUT": "mask.tif"}
    TAGS = ("label", "mask", "roads", "buildings", "sam", "segment anything", "satgen", "deep learning")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        self.add(
            QgsProcessingParameterRasterLayer("INPUT", tr("Image"), optional=True),
            "An orthophoto of 8 bits in colours.",
        )
        for name, label in CLASSES.items():
            self.add(
                QgsProcessingParameterMapLayer(name, tr(label), optional=True, types=KINDS),
                "A vector layer or a raster, which stays as it is; left out, they are found.",
            )
        kind = QgsProcessingParameterFile.Behavior.Folder
        self.add(QgsProcessingParameterFile("SAM", tr("Folder of SAM 3"), kind), "With config.json.")
        self._add_folder()
        self._add_search()
        self.add_creation_options()
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Mask"), optional=True),
            "Of INPUT; two bands: roads and buildings.",
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Objects found, or patches labelled")))

    def _add_folder(self) -> None:
        folder = QgsProcessingParameterFile(
            "FOLDER", tr("Folder of patches"), QgsProcessingParameterFile.Behavior.Folder, optional=True
        )
        self.add(
            folder, "In place of an image: a folder with images/*.png, or folders with them.", advanced=True
        )
        self.add_enum(
            "LABELS", "Labels of the patches", LABELS, "What gt shows of each patch: the other is found."
        )
        self.add(
            QgsProcessingParameterBoolean("ORIGINAL", tr("Files as SatGen-CV writes them"), False),
            "For FOLDER: a page per row, and what was found before what was known; else two bands, roads and "
            "buildings. Of patches with roads CHANNEL_ORDER of a training is buildings_roads then.",
            advanced=True,
        )

    def _add_search(self) -> None:
        for name, text in (("ROAD_PROMPT", "road"), ("BUILDING_PROMPT", "building")):
            words = tr("Word for roads") if text == "road" else tr("Word for buildings")
            parameter = QgsProcessingParameterString(name, words, text)
            self.add(parameter, "What SAM 3 looks for, in English.", advanced=True)
        share = {"minValue": 0.0, "maxValue": 1.0, "advanced": True}
        self.add_number("SCORE", "Least score", 0.5, "Of an object, 0 to 1; lower finds more.", **share)
        self.add_number(
            "TILE_SIZE",
            "Window size (pixels)",
            0,
            "What SAM 3 sees of INPUT at a time. 0: 256 m, at least 256 and at most 1008 pixels.",
            minValue=0,
            maxValue=LARGEST_TILE,
            advanced=True,
        )
        self.add_number(
            "ROAD_WIDTH", "Road width (m)", 7.0, "Of roads that are lines.", minValue=0.01, advanced=True
        )
        self.add_enum("DEVICE", "Device", DEVICES, "auto: the GPU if there is one, else the CPU.")
        self.add(
            QgsProcessingParameterFile("PYTHON", tr("Python"), optional=True),
            "A Python program with PyTorch and transformers 5 or later, in place of what was installed here.",
            advanced=True,
        )

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.image = self.optional_source(parameters, "INPUT", context)
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        self.crs = crs_of(layer)
        self.given = {name.lower(): shapes_or_raster(self, parameters, name, context) for name in CLASSES}
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        outputs: dict = {}
        with core_run(context, feedback):
            folder = self.parameterAsFile(parameters, "FOLDER", context)
            self._check(folder, parameters)
            run = self._label_folder if folder else self._label_image
            outputs.update(run(parameters, context, callbacks(feedback)))
        return outputs

    def _start(self, parameters: dict, context: QgsProcessingContext, calls: dict[str, Any]) -> Any:
        """A program with SAM 3, which a with statement starts."""
        from ..models.labels import process

        program = self.parameterAsFile(parameters, "PYTHON", context)
        where = process.environment(program, QCoreApplication.applicationDirPath())
        sam = process.Sam(
            Path(self.parameterAsFile(parameters, "SAM", context)),
            self.parameterAsEnumString(parameters, "DEVICE", context),
            self.parameterAsDouble(parameters, "SCORE", context),
        )
        return process.Finder(where, sam, calls["cancelled"])

    def _check(self, folder: str, parameters: dict) -> None:
        known = [name for name, source in self.given.items() if source is not None]
        if folder and (self.image or known):
            raise RooflineError("Layers and FOLDER were given; leave one of them empty.")
        if not folder and self.image is None:
            raise RooflineError("There is nothing to label; give an image or a folder of patches.")
        if len(known) == len(CLASSES):
            raise RooflineError("Nothing is missing: leave ROADS or BUILDINGS empty, or use Compose mask.")
        if not folder and not parameters.get("OUTPUT"):
            raise RooflineError("OUTPUT is missing; name the file of the mask.")

    def _wanted(self, parameters: dict, context: QgsProcessingContext) -> Any:
        from ..models.labels.labelling import Wanted

        names = {"roads": "ROAD_PROMPT", "buildings": "BUILDING_PROMPT"}
        words = {
            key: self.parameterAsString(parameters, name, context).strip() for key, name in names.items()
        }
        for key, name in names.items():
            if not words[key]:
                raise RooflineError("{name} is empty; give a word such as {key}.", name=name, key=key)
        return Wanted(words, self.parameterAsInt(parameters, "TILE_SIZE", context))

    def _label_folder(self, parameters: dict, context: QgsProcessingContext, calls: dict[str, Any]) -> dict:
        from ..models.labels.labelling import label_folder

        labels = self.parameterAsEnumString(parameters, "LABELS", context)
        count = label_folder(
            lambda: self._start(parameters, context, calls),
            Path(self.parameterAsFile(parameters, "FOLDER", context)),
            None if labels == "none" else labels,
            self._wanted(parameters, context),
            original=self.parameterAsBool(parameters, "ORIGINAL", context),
            **calls,
        )
        context.setLayersToLoadOnCompletion({})  # the window asks for a mask that there is none of
        return {"COUNT": count}

    def _label_image(self, parameters: dict, context: QgsProcessingContext, calls: dict[str, Any]) -> dict:
        from ..models.labels.labelling import label_image

        if self.image is None:
            raise TypeError("no image")
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        count = label_image(
            lambda: self._start(parameters, context, calls),
            self.image.file(),
            {
                name: core_source(each, self.crs, context)
                for name, each in self.given.items()
                if each is not None
            },
            target,
            self._wanted(parameters, context),
            road_width=self.parameterAsDouble(parameters, "ROAD_WIDTH", context),
            creation_options=self.creation_options(parameters, context),
            **calls,
        )
        style_output(target, "plan", context)
        return {"OUTPUT": target, "COUNT": count}

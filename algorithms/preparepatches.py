"""Prepare patches: scenes and their labels become the patches that Label imagery and Train imagery take."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
)

from ..models.imagery.patches import MOST_WHITE, Preparation, prepare
from ..models.training.config.common import LARGEST_TILE
from .common.base import RooflineAlgorithm
from .common.bridge import callbacks, core_run, tr

LARGEST_SCENE = 8192  # pixels a side; a scene is held in memory while it is resized
LARGEST_SEED = 2**32 - 1  # of numpy's legacy generator
USUAL = Preparation()


class PreparePatches(RooflineAlgorithm):
    NAME = "preparepatches"
    DISPLAY_NAME = "Prepare patches"
    GROUP = "training"
    SUMMARY = "Cuts scenes and their labels into patches for training, as SatGen-CV prepares its data."
    HELP = (
        "INPUT is a folder with images (images) and labels of one class (gt) of the same names, or a folder "
        "whose folders train, test and val have these. Patches with much white, which is no imagery, and "
        "those without a label are left out.",
        "Label imagery adds the class that is missing; FOLDER of Train imagery takes the patches then.",
        "For Inria's scenes of 5000 pixels give SCENE_SIZE=1500 and TEST_SHARE=0.1, as SatGen-CV has them.",
    )
    LIMITS = ("Images are files of 8 bits; a scene is held in memory as a whole.",)
    EXAMPLE = {"INPUT": "AerialImageDataset", "SCENE_SIZE": 1500, "TEST_SHARE": 0.1, "OUTPUT": "patches"}
    TAGS = ("imagery", "patches", "training", "dataset", "inria", "massachusetts", "satgen")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        kind = QgsProcessingParameterFile.Behavior.Folder
        self.add(
            QgsProcessingParameterFile("INPUT", tr("Folder of scenes"), kind),
            "The folder above images and gt.",
        )
        self.add_number(
            "PATCH_SIZE", "Patch size (pixels)", USUAL.patch, "Of a side.", minValue=8, maxValue=LARGEST_TILE
        )
        self.add(
            QgsProcessingParameterBoolean("OVERLAP", tr("Patches overlap"), USUAL.overlap),
            "By half a patch; what is left over at the right and the lower edge is dropped.",
        )
        self.add_number(
            "SCENE_SIZE",
            "Scene size (pixels)",
            0,
            "Scenes are brought to that many pixels a side first, Inria's to 1500; 0: they stay as they are.",
            minValue=0,
            maxValue=LARGEST_SCENE,
        )
        self._add_filters()
        self.add(
            QgsProcessingParameterFolderDestination("OUTPUT", tr("Folder of patches")),
            "A new or an empty folder: it gets images and gt.",
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Number of patches")))

    def _add_filters(self) -> None:
        share = {"minValue": 0.0, "maxValue": 100.0, "advanced": True}
        words = "A patch of which this much of the image is white, or more, is left out."
        self.add_number("MAX_WHITE", "White in images (%)", MOST_WHITE, words, **share)
        words = "A patch of which no more than this is labelled is left out."
        self.add_number("MIN_LABEL", "Labelled (%)", USUAL.label_white, words, **share)
        self.add_number(
            "TEST_SHARE",
            "Share of test scenes",
            USUAL.test_share,
            "Of the scenes of INPUT, or of train where there is no test: their patches go to test, those of "
            "the others to train. 0: none is set aside.",
            minValue=0.0,
            maxValue=1.0,
        )
        self.add_number(
            "SEED",
            "Seed",
            USUAL.seed,
            "Of the draw of test scenes; 42 is SatGen-CV's.",
            minValue=0,
            maxValue=LARGEST_SEED,
            advanced=True,
        )

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsString(parameters, "OUTPUT", context)
        outputs: dict = {}
        with core_run(context, feedback):
            raw = Path(self.parameterAsFile(parameters, "INPUT", context))
            how = self._preparation(parameters, context)
            outputs["COUNT"] = prepare(raw, Path(target), how, **callbacks(feedback))
            outputs["OUTPUT"] = target
        return outputs

    def _preparation(self, parameters: dict, context: QgsProcessingContext) -> Preparation:
        return Preparation(
            patch=self.parameterAsInt(parameters, "PATCH_SIZE", context),
            overlap=self.parameterAsBool(parameters, "OVERLAP", context),
            size=self.parameterAsInt(parameters, "SCENE_SIZE", context) or None,
            most_white=self.parameterAsDouble(parameters, "MAX_WHITE", context),
            label_white=self.parameterAsDouble(parameters, "MIN_LABEL", context),
            test_share=self.parameterAsDouble(parameters, "TEST_SHARE", context),
            seed=self.parameterAsInt(parameters, "SEED", context),
        )

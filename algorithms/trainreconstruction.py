"""Train reconstruction: a model of one's own that makes surfaces of point clouds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..models.errors import RooflineError
from ..models.options import AUTO, DEVICES, PRECISIONS
from ..models.tasks import RECONSTRUCT_DSM
from .common.bridge import callbacks, core_run, tr
from .common.network import NetworkAlgorithm, model_parameter
from .reconstructdsm import FILES

ARCHITECTURES = (AUTO, "compact", "implicity")
CONFIGURATIONS = "Configurations (*.yaml *.yml *.json);;All files (*)"
NUMBERS: dict[str, tuple[str, float, str, dict[str, Any]]] = {
    "EPOCHS": ("Epochs", 0, "0: 40, or as the configuration says.", {"advanced": False}),
    "SAMPLES": ("Patches per epoch", 0, "0: 256, or as the configuration says.", {}),
    "BATCH_SIZE": ("Patches per batch", 0, "0: 1.", {}),
    "PIXEL_SIZE": ("Pixel size (m)", 0.0, "Of the surfaces to be made. 0: that of the reference.", {}),
    "PATCH_SIZE": ("Patch size (m)", 0.0, "0: 128 pixels, or fewer in small areas.", {}),
    "LEARNING_RATE": ("Learning rate", 0.0, "0: what suits the training.", {"maxValue": 1}),
    "PATIENCE": (
        "Patience (epochs)",
        0,
        "Ends the training when it gets no better for so long. 0: never.",
        {},
    ),
    "SEED": ("Seed", 0, "The same seed gives the same training.", {}),
}
FOLDERS = (
    ("LOGS", "Logs and checkpoints", "A folder; what Resume goes on from. Beside the model if empty."),
    (
        "IMPLICITY",
        "ImpliCity results folder",
        "The results as ImpliCity's own training would leave them.",
    ),
    (
        "DATASET",
        "ImpliCity data set",
        "A new folder for the places as chunks of points and queries, in the original's form.",
    ),
)


class TrainReconstruction(NetworkAlgorithm):
    NAME = "trainreconstruction"
    DISPLAY_NAME = "Train reconstruction"
    GROUP = "training"
    SUMMARY = "Trains a model that makes surfaces of point clouds like yours, from points and a reference."
    HELP = (
        "Give a point cloud and a better surface of the same place, and run: no meshes are needed. The "
        "network learns which places in space are occupied; places to learn from are drawn in space, near "
        "the reference and on its walls. A fifth of the area is kept aside to judge the result, which the "
        "report shows. The model file is MODEL of Reconstruct DSM then.",
        "The chunk_info.yaml of a data set of ImpliCity is taken as POINTS too; it needs no reference.",
        "CONFIG takes ImpliCity's own YAML with what it inherits, or any number of places from a file, in "
        "place of points and reference. Numbers that are 0 are then those of the file.",
        "Cancelling keeps the best model so far. Resume goes on from the last epoch that was finished.",
    )
    LIMITS = (
        "On a CPU a training takes from minutes to hours; a GPU is much faster.",
        "The reference should be of the same date: what was built in between is learnt as an error.",
        "A model trained for a few minutes is no match for gridding: the report says which is better.",
    )
    EXAMPLE = {
        "POINTS": "points.laz",
        "REFERENCE": "lidar.tif",
        "EPOCHS": 40,
        "OUTPUT": "mine.pt",
        "REPORT": "training.html",
    }
    TAGS = ("dsm", "train", "point cloud", "occupancy", "implicity", "deep learning", "neural network")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        points = QgsProcessingParameterFile("POINTS", tr("Point cloud"), fileFilter=tr(FILES), optional=True)
        self.add(points, "LAS, LAZ, COPC, PLY, XYZ, CSV, or the chunk_info.yaml of ImpliCity's data sets.")
        self.add(
            QgsProcessingParameterRasterLayer("REFERENCE", tr("Reference DSM"), optional=True),
            "A better surface of the same place, such as LiDAR, on any grid.",
        )
        rasters = QgsProcessing.SourceType.TypeRaster
        self.add(
            QgsProcessingParameterMultipleLayers("GUIDES", tr("Guide rasters"), rasters, optional=True),
            "Ortho-images that the model shall take besides the points, of one band each.",
            advanced=True,
        )
        config = QgsProcessingParameterFile(
            "CONFIG", tr("Configuration"), fileFilter=tr(CONFIGURATIONS), optional=True
        )
        self.add(
            config,
            "ImpliCity's YAML, or a training configuration with any number of places, in place of the above.",
            advanced=True,
        )
        self._add_model_parameters()
        for name, (label, default, help_text, options) in NUMBERS.items():
            self.add_number(name, label, default, help_text, **{"minValue": 0, "advanced": True, **options})
        self._add_run_parameters()
        self._add_destinations()

    def _add_model_parameters(self) -> None:
        self.add_enum(
            "ARCHITECTURE",
            "Architecture",
            ARCHITECTURES,
            "auto: compact, or what start model or configuration say. implicity: the published network.",
            advanced=False,
        )
        words = {"none": tr("start from nothing")}
        self.add(
            model_parameter(tr("Model to start from"), "none", RECONSTRUCT_DSM.id, words, optional=True),
            "An installed model, a model file or ImpliCity's own checkpoint; none: start from nothing.",
        )

    def _add_run_parameters(self) -> None:
        self.add(
            QgsProcessingParameterCrs("CRS", tr("CRS of the points"), optional=True),
            "For files that do not state it, such as PLY and XYZ.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("RESUME", tr("Resume"), False),
            "Go on with the training in the folder of logs, if there is one.",
            advanced=True,
        )
        self.add_enum("DEVICE", "Device", DEVICES, "auto: the GPU if PyTorch has one, else the CPU.")
        self.add_enum(
            "PRECISION", "Precision", PRECISIONS, "auto: bfloat16 only where the processor is fast at it."
        )
        self.add(
            QgsProcessingParameterString("LICENCE", tr("Licence of the data"), "", optional=True),
            "Written into the model file; unknown if empty.",
            advanced=True,
        )

    def _add_destinations(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Model file"), tr("Model (*.pt)")),
            "Its path is MODEL of Reconstruct DSM.",
        )
        self.add(
            QgsProcessingParameterFileDestination("REPORT", tr("Report"), "HTML (*.html)", optional=True),
            "One page: how the training went, and what the model does to the part kept aside.",
        )
        for name, label, help_text in FOLDERS:
            parameter = QgsProcessingParameterFolderDestination(
                name, tr(label), optional=True, createByDefault=False
            )
            self.add(parameter, help_text, advanced=True)
        for name, label in (
            ("IOU", "IoU of occupancy on validation data"),
            ("MAE", "Mean absolute error of validation data after (m)"),
            ("MAE_GRID", "Mean absolute error of gridded points on validation data (m)"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.reference = self.optional_source(parameters, "REFERENCE", context)
        self.guides = self.sources(parameters, "GUIDES", context)
        given = self.parameterAsCrs(parameters, "CRS", context)
        self.crs = given.toWkt() if given.isValid() else ""
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        outputs: dict[str, Any] = {}
        with core_run(context, feedback, torch=True):
            from ..models.training import run
            from ..models.training.reconstruction.training import ReconstructionTraining

            files, plan = run.Files(**self._files(parameters, context)), self._plan(parameters, context)
            folder = self.parameterAsString(parameters, "DATASET", context)
            if folder:
                from ..models.training.reconstruction.dataset import build

                build(plan, folder, cancelled=callbacks(feedback)["cancelled"])
                outputs["DATASET"] = folder
            result = run.run(
                ReconstructionTraining(plan),
                files,
                resume=self.parameterAsBool(parameters, "RESUME", context),
                device=self.parameterAsEnumString(parameters, "DEVICE", context),
                licence=self.parameterAsString(parameters, "LICENCE", context).strip(),
                **callbacks(feedback),
            )
            outputs |= {"OUTPUT": str(files.model), "LOGS": str(files.folder)}
            given = {"REPORT": files.report, "IMPLICITY": files.original}
            outputs |= {name: str(path) for name, path in given.items() if path}
            if result is not None:
                outputs |= _figures(result.judged.metrics)
        return outputs

    def _files(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Path | None]:
        """Paths of what is written, None for what is not wanted."""
        names = {"logs": "LOGS", "original": "IMPLICITY"}
        given = {key: self.parameterAsString(parameters, name, context) for key, name in names.items()}
        given["model"] = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        given["report"] = self.parameterAsFileOutput(parameters, "REPORT", context)
        return {key: Path(path) if path else None for key, path in given.items()}

    def _plan(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The plan of the configuration, or of points and reference."""
        from ..models.training.reconstruction import defaults

        wishes = self._wishes(parameters, context)
        config = self.parameterAsFile(parameters, "CONFIG", context)
        points = self.parameterAsFile(parameters, "POINTS", context)
        if config:
            if points or self.reference or self.guides:
                raise RooflineError(
                    "CONFIG was given besides POINTS, REFERENCE or GUIDES: leave one of the two empty."
                )
            return defaults.plan_of_file(config, wishes)
        reference = self.reference and self.reference.file()
        return defaults.plan_of(points, reference, [guide.file() for guide in self.guides], wishes)

    def _wishes(self, parameters: dict, context: QgsProcessingContext) -> Any:
        from ..models.training.reconstruction.defaults import Wishes

        def number(name: str) -> Any:
            whole = isinstance(NUMBERS[name][1], int)
            read = self.parameterAsInt if whole else self.parameterAsDouble
            return read(parameters, name, context)

        return Wishes(
            architecture=self.parameterAsEnumString(parameters, "ARCHITECTURE", context),
            start=self.parameterAsString(parameters, "MODEL", context),
            epochs=number("EPOCHS"),
            samples=number("SAMPLES"),
            batch_size=number("BATCH_SIZE"),
            learning_rate=number("LEARNING_RATE"),
            pixel_size=number("PIXEL_SIZE"),
            patch_size=number("PATCH_SIZE"),
            early_stopping=number("PATIENCE"),
            seed=number("SEED"),
            precision=self.parameterAsEnumString(parameters, "PRECISION", context),
            crs=self.crs,
        )


def _figures(metrics: dict[str, dict[str, float]]) -> dict[str, float]:
    """The numbers that are outputs, of those that are known."""
    after, grid = metrics.get("after", {}), metrics.get("grid", {})
    found = {"IOU": after.get("IOU"), "MAE": after.get("MAE"), "MAE_GRID": grid.get("MAE")}
    return {name: value for name, value in found.items() if value is not None}

"""Train DSM refiner: a model of one's own from a noisy surface and a reference."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..models.errors import RooflineError
from ..models.options import AUTO, DEVICES, PRECISIONS
from ..models.tasks import REFINE_DSM
from .common.bridge import callbacks, core_run, tr
from .common.network import NetworkAlgorithm, model_parameter

ARCHITECTURES = (AUTO, "compact", "resdepth", "enhancer")
RASTERS = {
    "INPUT": (
        "Noisy DSM",
        "A surface such as you want to refine. Without it the reference is degraded by simulation.",
    ),
    "REFERENCE": ("Reference DSM", "A better surface of the same place, such as LiDAR, on any grid."),
}
NUMBERS: dict[str, tuple[str, float, str, dict[str, Any]]] = {
    "EPOCHS": ("Epochs", 0, "0: 20 to adapt a model, 100 for a new one.", {"advanced": False}),
    "SAMPLES": ("Windows per epoch", 0, "0: as many as cover the training part four times.", {}),
    "TILE_SIZE": ("Window size (pixels)", 0, "0: 256, or less for small rasters.", {}),
    "BATCH_SIZE": ("Windows per batch", 0, "0: 8; 1 for enhancer.", {}),
    "LEARNING_RATE": ("Learning rate", 0.0, "0: what suits the architecture.", {"maxValue": 1}),
    "GRADIENT_LOSS": ("Weight of height differences", 0.0, "Beside the absolute error, for sharp edges.", {}),
    "NORMAL_LOSS": ("Weight of surface normals", 0.0, "Beside the absolute error, for smooth roofs.", {}),
    "DEGRADE": (
        "Simulated inputs",
        0.0,
        "Share of windows whose input is the reference, degraded.",
        {"maxValue": 1},
    ),
    "MISREGISTRATION": ("Shift of guides (pixels)", 0.0, "Guides are moved at random by up to this.", {}),
    "PATIENCE": (
        "Patience (epochs)",
        0,
        "Ends the training when it gets no better for so long. 0: never.",
        {},
    ),
    "SEED": ("Seed", 0, "The same seed gives the same training.", {}),
}


class TrainDsmRefiner(NetworkAlgorithm):
    NAME = "traindsmrefiner"
    DISPLAY_NAME = "Train DSM refiner"
    GROUP = "training"
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
            QgsProcessingParameterRasterLayer("BUILDING_MASK", tr("Buildings"), optional=True),
            "Windows with buildings (any value but 0) are preferred.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFile("CONFIG", tr("Configuration"), extension="json", optional=True),
            "A training configuration with any number of places, in place of the rasters above.",
            advanced=True,
        )
        self._add_model_parameters()
        for name, (label, default, help_text, options) in NUMBERS.items():
            bounds = {"minValue": 0, "advanced": True, **options}
            self.add_number(name, label, default, help_text, **bounds)
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
        self._add_destinations()

    def _add_model_parameters(self) -> None:
        self.add_enum(
            "ARCHITECTURE",
            "Architecture",
            ARCHITECTURES,
            "auto: compact, or as the start model or the configuration says. compact is quick anywhere; "
            "resdepth takes images; enhancer trains against a discriminator.",
            advanced=False,
        )
        words = {AUTO: tr("the bundled model where it fits"), "none": tr("start from nothing")}
        self.add(
            model_parameter(tr("Model to start from"), AUTO, REFINE_DSM.id, words, optional=True),
            "A bundled or installed model, or a model file. auto: the bundled one where it fits; none: start "
            "from nothing.",
        )
        self.add(
            QgsProcessingParameterBoolean("FREEZE_ENCODER", tr("Freeze the encoder"), False),
            "Train only the later half of the start model.",
            advanced=True,
        )

    def _add_destinations(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Model file"), tr("Model (*.pt)")),
            "Its path is MODEL of Refine DSM.",
        )
        self.add(
            QgsProcessingParameterFileDestination("REPORT", tr("Report"), "HTML (*.html)", optional=True),
            "One page: how the training went, and what the model does to the part kept aside.",
        )
        for name, label, help_text in (
            (
                "LOGS",
                "Logs and checkpoints",
                "A folder; what Resume goes on from. Beside the model if empty.",
            ),
            (
                "RESDEPTH",
                "ResDepth results folder",
                "The results as ResDepth's own training would leave them.",
            ),
        ):
            parameter = QgsProcessingParameterFolderDestination(
                name, tr(label), optional=True, createByDefault=False
            )
            self.add(parameter, help_text, advanced=True)
        for name, label in (
            ("MAE_BEFORE", "Mean absolute error of validation data before (m)"),
            ("MAE", "Mean absolute error of validation data after (m)"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.rasters = {
            name: self.optional_source(parameters, name, context) for name in (*RASTERS, "BUILDING_MASK")
        }
        self.guides = self.sources(parameters, "GUIDES", context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        outputs: dict[str, Any] = {}
        with core_run(context, feedback, torch=True):
            from ..models.training import run
            from ..models.training.config import defaults
            from ..models.training.refiner.training import RefinerTraining

            files = self._files(parameters, context)
            by_file = bool(self.parameterAsFile(parameters, "CONFIG", context))
            with nullcontext() if by_file else defaults.words_of_the_dialog():
                result = run.run(
                    RefinerTraining(self._plan(parameters, context)),
                    run.Files(**files),
                    resume=self.parameterAsBool(parameters, "RESUME", context),
                    device=self.parameterAsEnumString(parameters, "DEVICE", context),
                    licence=self.parameterAsString(parameters, "LICENCE", context).strip(),
                    **callbacks(feedback),
                )
            outputs = {"OUTPUT": str(files["model"]), "LOGS": str(run.Files(**files).folder)}
            outputs |= {
                name: str(files[key])
                for name, key in (("REPORT", "report"), ("RESDEPTH", "original"))
                if files[key]
            }
            if result is not None:
                errors = result.judged.metrics
                for name, key in (("MAE_BEFORE", "before"), ("MAE", "after")):
                    if key in errors:
                        outputs[name] = errors[key]["MAE"]
        return outputs

    def _files(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """Paths of what is written, None for what is not wanted."""
        from pathlib import Path

        names = {"model": "OUTPUT", "report": "REPORT", "logs": "LOGS", "original": "RESDEPTH"}
        given = {key: self.parameterAsString(parameters, name, context) for key, name in names.items()}
        given["model"] = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        given["report"] = self.parameterAsFileOutput(parameters, "REPORT", context)
        return {key: Path(path) if path else None for key, path in given.items()}

    def _plan(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The plan of the configuration, or of the rasters."""
        from ..models.training.config import defaults

        wishes = self._wishes(parameters, context)
        config = self.parameterAsFile(parameters, "CONFIG", context)
        paths = {name: source and source.file() for name, source in self.rasters.items()}
        if config:
            if any(paths.values()) or self.guides:
                raise RooflineError("Rasters and CONFIG were given: leave one of the two empty.")
            return defaults.plan_of_file(config, wishes)
        guides = [guide.file() for guide in self.guides]
        return defaults.plan_of(paths["INPUT"], paths["REFERENCE"], guides, paths["BUILDING_MASK"], wishes)

    def _wishes(self, parameters: dict, context: QgsProcessingContext) -> Any:
        from ..models.training.config.defaults import RefinerOptions

        def number(name: str) -> Any:
            whole = isinstance(NUMBERS[name][1], int)
            read = self.parameterAsInt if whole else self.parameterAsDouble
            return read(parameters, name, context)

        loss = {"gradient": number("GRADIENT_LOSS"), "normal": number("NORMAL_LOSS")}
        return RefinerOptions(
            architecture=self.parameterAsEnumString(parameters, "ARCHITECTURE", context),
            start=self.parameterAsString(parameters, "MODEL", context),
            freeze_encoder=self.parameterAsBool(parameters, "FREEZE_ENCODER", context),
            epochs=number("EPOCHS"),
            samples=number("SAMPLES"),
            tile_size=number("TILE_SIZE"),
            batch_size=number("BATCH_SIZE"),
            learning_rate=number("LEARNING_RATE"),
            loss={name: weight for name, weight in loss.items() if weight},
            degrade=number("DEGRADE"),
            misregistration=number("MISREGISTRATION"),
            early_stopping=number("PATIENCE"),
            seed=number("SEED"),
            precision=self.parameterAsEnumString(parameters, "PRECISION", context),
        )

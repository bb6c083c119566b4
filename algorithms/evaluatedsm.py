"""Evaluate DSM: a surface against a reference."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from .base import RooflineAlgorithm
from .bridge import callbacks, core_run, tr
from .styles import style_output

RASTERS = {
    "INPUT": ("DSM", "The surface to judge."),
    "REFERENCE": ("Reference DSM", "The true surface, on any grid."),
    "BASELINE": (
        "Baseline DSM",
        "A second surface, such as the one before refinement, judged on the same pixels.",
    ),
    "VALID_MASK": ("Valid pixels", "Only pixels other than 0 count."),
    "BUILDING_MASK": ("Buildings", "Adds metrics of buildings, of 2 m around their outlines and of terrain."),
    "WATER_MASK": ("Water", "Left out of terrain; needs a building mask."),
    "FOREST_MASK": ("Forest", "Left out of terrain; needs a building mask."),
}
NUMBERS = ("MAE", "RMSE", "MEDIAN_AE", "NMAD", "BIAS", "LE90")


class EvaluateDsm(RooflineAlgorithm):
    NAME = "evaluatedsm"
    DISPLAY_NAME = "Evaluate DSM"
    GROUP = "surfacemodels"
    SUMMARY = "Measures the height errors of a digital surface model (DSM) against a reference."
    HELP = (
        "Errors are input minus reference, in metres, on the input's grid: mean absolute error, RMSE, "
        "median absolute error, NMAD (1.4826 times the median deviation from the median), bias and LE90.",
        "Masks mark their class with any value but 0.",
    )
    TAGS = ("dsm", "dem", "accuracy", "error", "quality", "nmad", "rmse", "mae", "difference", "validation")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, (label, help_text) in RASTERS.items():
            optional = name not in ("INPUT", "REFERENCE")
            self.add(QgsProcessingParameterRasterLayer(name, tr(label), optional=optional), help_text)
        self.add_number(
            "MAX_ERROR",
            "Largest error (m)",
            None,
            "Adds metrics of the errors up to this.",
            optional=True,
            minValue=0,
        )
        self.add_creation_options()
        self.add(QgsProcessingParameterRasterDestination("ERROR", tr("Error"), optional=True))
        for name, label, file_filter in (
            ("REPORT", "Report", "HTML (*.html)"),
            ("METRICS", "Metrics", "JSON (*.json)"),
        ):
            self.add(QgsProcessingParameterFileDestination(name, tr(label), file_filter, optional=True))
        for name in NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.rasters = {name: self.source(parameters, name, context) for name in RASTERS}
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        error = self.parameterAsOutputLayer(parameters, "ERROR", context) or None
        limited = parameters.get("MAX_ERROR") is not None
        files = {
            name: self.parameterAsFileOutput(parameters, name, context) for name in ("REPORT", "METRICS")
        }
        outputs: dict = {}
        with core_run(context, feedback):
            from ..models.evaluation import evaluate
            from ..models.evaluation.report import surface_report

            paths = {name: source and source.file() for name, source in self.rasters.items()}
            result = evaluate(
                paths.pop("INPUT"),
                paths.pop("REFERENCE"),
                **{name.lower(): path for name, path in paths.items()},
                max_error=self.parameterAsDouble(parameters, "MAX_ERROR", context) if limited else None,
                error_raster=error,
                creation_options=self.creation_options(parameters, context),
                **callbacks(feedback),
            )
            texts = {"REPORT": surface_report(result), "METRICS": json.dumps(result, indent=2)}
            for name, path in files.items():
                if path:
                    Path(path).write_text(texts[name], encoding="utf-8")
                    outputs[name] = path
            outputs.update({name: result["source"]["all"][name] for name in NUMBERS})
            if error:
                outputs["ERROR"] = error
                style_output(error, "error", context)
        return outputs

"""Evaluate DSM: a surface against a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..models.errors import RooflineError
from ..models.formats.atomic import together
from ..models.reports.figures import finite
from .common.base import RooflineAlgorithm
from .common.bridge import callbacks, core_run, tr
from .common.styles import style_output

if TYPE_CHECKING:
    from ..models.evaluation.surface.result import SurfaceResult

RASTERS = {
    "INPUT": ("DSM", "The surface to judge."),
    "REFERENCE": ("Reference DSM", "The true surface, on any grid."),
    "BASELINE": (
        "Baseline DSM",
        "A second surface, such as the one before refinement, judged on the same pixels; the report tells "
        "the improvement, with its interval.",
    ),
    "VALID_MASK": ("Valid pixels", "Only pixels other than 0 count."),
    "BUILDING_MASK": ("Buildings", "Adds metrics of buildings, of 2 m around their outlines and of terrain."),
    "WATER_MASK": ("Water", "Left out of terrain; needs a building mask."),
    "FOREST_MASK": ("Forest", "Left out of terrain; needs a building mask."),
}
FILES = (
    ("REPORT", "Report", "HTML (*.html)", "One page with maps, tables and charts."),
    ("METRICS", "Metrics", "JSON (*.json)", "All numbers, for programs."),
    ("TABLE", "Table", "CSV (*.csv)", "A row per class, for spreadsheets."),
)
NAMES = {"INPUT": "source"}  # of the core's parameters, where they are not those of this one
NUMBERS = ("MAE", "RMSE", "MEDIAN_AE", "NMAD", "BIAS", "LE90")


class EvaluateDsm(RooflineAlgorithm):
    NAME = "evaluatedsm"
    DISPLAY_NAME = "Evaluate DSM"
    GROUP = "surfacemodels"
    SUMMARY = "Measures the height errors of a digital surface model (DSM) against a reference."
    HELP = (
        "Errors are input minus reference, in metres, on the input's grid: mean absolute error, RMSE, "
        "median absolute error, NMAD (1.4826 times the median deviation from the median), bias and LE90, for "
        "all pixels, by slope, and with a building mask for buildings, their outlines and terrain.",
        "The report is one HTML file with maps of the errors, tables by class, distribution, profiles. "
        "The metrics are the same numbers for programs, the table for spreadsheets.",
        "Masks mark their class with any value but 0. Rasters of any size, CRS and height unit will do.",
    )
    LIMITS = (
        "A reference of another date counts what was built meanwhile as an error: mask it by VALID_MASK.",
        "Heights of INPUT and REFERENCE must have the same datum; a difference shows as bias.",
    )
    EXAMPLE = {
        "INPUT": "refined.tif",
        "REFERENCE": "lidar.tif",
        "BASELINE": "dsm.tif",
        "BUILDING_MASK": "buildings.tif",
        "REPORT": "report.html",
        "METRICS": "metrics.json",
    }
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
        self.add(
            QgsProcessingParameterBoolean("COMPATIBILITY", tr("As ResDepth evaluates"), False),
            "Masks mark their class with 1 only, medians are exact at any size, and the metrics hold the "
            "numbers also under ResDepth's names, with its formula of the NMAD.",
            advanced=True,
        )
        self.add_creation_options()
        self.add_cluster()
        self.add(
            QgsProcessingParameterRasterDestination("ERROR", tr("Error"), optional=True),
            "Input minus reference, in metres.",
        )
        self.add_files(FILES)
        for name in NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.rasters = {name: self.optional_source(parameters, name, context) for name in RASTERS}
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        error = self.parameterAsOutputLayer(parameters, "ERROR", context) or None
        files = self.asked_files(FILES, parameters, context)
        limited = parameters.get("MAX_ERROR") not in (None, "")
        outputs: dict = {}
        with core_run(context, feedback):
            from ..models.evaluation import Views
            from ..models.evaluation.surface.written import write_files

            paths = {name: source and source.file() for name, source in self.rasters.items()}
            views = Views() if files["REPORT"] else None
            options = {
                "max_error": self.parameterAsDouble(parameters, "MAX_ERROR", context) if limited else None,
                "error_raster": error,
                "files": [path for path in files.values() if path],
                "creation_options": self.creation_options(parameters, context),
                "views": views,
                **callbacks(feedback),
            }
            with together():
                result = self._evaluated(parameters, context, paths, options)
                outputs.update(write_files(result, views, files))
            outputs.update(finite({name: result["source"]["all"][name] for name in NUMBERS}))
            if error:
                outputs["ERROR"] = error
                style_output(error, "error", context)
        return outputs

    def _evaluated(
        self, parameters: dict, context: QgsProcessingContext, paths: dict, options: dict[str, Any]
    ) -> SurfaceResult:
        """What the comparison has found, here or on a cluster."""
        from ..models.evaluation import evaluate

        inputs = {NAMES.get(name, name.lower()): path for name, path in paths.items()}
        cluster = self.cluster(parameters, context)
        compatibility = self.parameterAsBool(parameters, "COMPATIBILITY", context)
        if not cluster:
            return evaluate(**inputs, **options, compatibility=compatibility)
        if compatibility:
            raise RooflineError(
                "COMPATIBILITY needs exact medians, which one machine finds: leave CLUSTER empty, or "
                "COMPATIBILITY off."
            )
        from ..models.distribute import comparisons

        return comparisons.run(cluster, inputs, **options)

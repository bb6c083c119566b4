"""Evaluate mask: buildings against a reference."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterLayer,
    QgsRectangle,
)

from ..models.errors import RooflineError
from ..models.options import MASK_COMPATIBILITIES
from ..models.reports.figures import finite
from .common.base import RooflineAlgorithm
from .common.bridge import LayerSource, callbacks, core_run, tr
from .common.crs import crs_of, wkt_of
from .common.files import check_files
from .common.vectors import VectorSource, corners, shapes_or_raster, shared_crs

KINDS = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]
SIDES = {
    "INPUT": ("Buildings", "The mask, probability or polygons to judge."),
    "REFERENCE": ("Reference", "The true buildings: polygons or a mask, in any CRS and on any grid."),
}
FILES = (
    ("REPORT", "Report", "HTML (*.html)", "One page with pictures of hits and misses, and tables."),
    ("METRICS", "Metrics", "JSON (*.json)", "All numbers, for programs."),
    ("TABLE", "Table", "CSV (*.csv)", "All pixels, means over tiles and a row per tile, for spreadsheets."),
)
# Outputs by the names of the measures of all pixels together.
NUMBERS = {
    "IOU": "IoU",
    "F1": "F1",
    "PRECISION": "precision",
    "RECALL": "recall",
    "BOUNDARY_IOU": "boundary_IoU_2px",
    "BOUNDARY_F1": "boundary_F1_2px",
}


class EvaluateMask(RooflineAlgorithm):
    NAME = "evaluatemask"
    DISPLAY_NAME = "Evaluate mask"
    GROUP = "buildings"
    SUMMARY = "Measures how well a building mask or footprints agree with a reference."
    HELP = (
        "Both sides may be masks, probabilities or polygons. They are compared on the grid of INPUT, or of "
        "REFERENCE where INPUT is polygons: IoU, F1, precision and recall of pixels, IoU and F1 of "
        "boundaries within 1, 2 and 3 pixels, buildings found at an IoU of one half, and where both sides "
        "are polygons their distance, corners and right angles.",
        "The numbers are those of all pixels together, and means over tiles with and without empty ones. "
        "Pixels count that both sides know. BOUNDARY_IOU and BOUNDARY_F1 are those within 2 pixels.",
    )
    LIMITS = (
        "A reference of another date counts what was built meanwhile as an error: mask it by VALID_MASK.",
        "Buildings that touch in a mask are one building; in polygons each counts.",
    )
    EXAMPLE = {
        "INPUT": "buildings.tif",
        "REFERENCE": "cadastre.gpkg",
        "REPORT": "report.html",
        "METRICS": "metrics.json",
    }
    TAGS = ("building", "footprint", "mask", "accuracy", "iou", "f1", "precision", "recall", "validation")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, (label, text) in SIDES.items():
            self.add(QgsProcessingParameterMapLayer(name, tr(label), types=KINDS), text)
        self.add(
            QgsProcessingParameterRasterLayer("VALID_MASK", tr("Valid pixels"), optional=True),
            "Only pixels other than 0 count.",
        )
        self.add_number(
            "PIXEL_SIZE",
            "Pixel size (m)",
            None,
            "Without it: the raster's own pixels. Two layers of polygons need it.",
            optional=True,
            minValue=0.01,
        )
        self.add_number(
            "TILE_SIZE",
            "Side of tiles (pixels)",
            256,
            "Of the means over tiles.",
            minValue=32,
            maxValue=4096,
            advanced=True,
        )
        self.add_enum(
            "COMPATIBILITY",
            "As published programs evaluate",
            MASK_COMPATIBILITIES,
            "Adds the numbers of dsm_enhancer (means over tiles of MAE, S, E, F, Dice, IoU) or of pix2pix "
            "(accuracies and IoU of both classes, after blurring and Otsu's threshold); bytes are grey.",
        )
        self.add_files(FILES)
        for name in NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.sides = {name: shapes_or_raster(self, parameters, name, context) for name in SIDES}
        self.valid = self.optional_source(parameters, "VALID_MASK", context)
        self.crs, self.around = self._place(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        files = self.asked_files(FILES, parameters, context)
        outputs: dict[str, Any] = {}
        with core_run(context, feedback):
            from ..models.evaluation import MaskViews, evaluate_mask
            from ..models.evaluation.files import as_json, write_wanted
            from ..models.evaluation.masks.numbers import mask_table
            from ..models.evaluation.masks.report import mask_report

            check_files(self, parameters, context, {})
            views = MaskViews() if files["REPORT"] else None
            result = evaluate_mask(
                *(self._side(name, context) for name in ("INPUT", "REFERENCE")),
                valid_mask=None if self.valid is None else self.valid.file(),
                grid=self._grid(parameters, context),
                tile=self.parameterAsInt(parameters, "TILE_SIZE", context),
                compatibility=self.parameterAsEnumString(parameters, "COMPATIBILITY", context),
                files=[path for path in files.values() if path],
                views=views,
                **callbacks(feedback),
            )
            makers = {
                "REPORT": lambda: mask_report(result, views),
                "METRICS": lambda: as_json(result),
                "TABLE": lambda: mask_table(result),
            }
            outputs.update(write_wanted(files, makers))
            outputs.update(finite({name: result["pooled"][key] for name, key in NUMBERS.items()}))
        return outputs

    def _side(self, name: str, context: QgsProcessingContext) -> Any:
        """What the core compares: a raster, or polygons in the CRS of the comparison."""
        side = self.sides[name]
        return side and side.areas(self.crs, context.transformContext())

    def _place(self, parameters: dict, context: QgsProcessingContext) -> tuple[Any, QgsRectangle]:
        """The CRS of the comparison, a raster's first, and the extent of all polygons in it."""
        for name in SIDES:
            if isinstance(self.sides[name], LayerSource):
                layer = self.parameterAsRasterLayer(parameters, name, context)
                return crs_of(layer), QgsRectangle()
        vectors = [side for side in self.sides.values() if isinstance(side, VectorSource)]
        crs = shared_crs(side.crs for side in vectors)
        whole = QgsRectangle()
        whole.setMinimal()
        for side in vectors:
            part = side.extent_in(crs, context.transformContext())
            if not part.isNull():
                whole.combineExtentWith(part)
        return crs, whole

    def _grid(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The grid that PIXEL_SIZE asks for; None: that of a raster."""
        from ..models.imagery.compose import grid_of

        if parameters.get("PIXEL_SIZE") in (None, ""):
            return None
        size = self.parameterAsDouble(parameters, "PIXEL_SIZE", context)
        raster = next((side for side in self.sides.values() if isinstance(side, LayerSource)), None)
        projection = wkt_of(self.crs)
        if raster is None and self.around.isEmpty():
            raise RooflineError("Neither of the two layers has a polygon; choose one that has some.")
        around = None if self.around.isEmpty() else corners(self.around)
        return grid_of(None if raster is None else raster.file(), projection, around, size)

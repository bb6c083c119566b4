"""Building footprints: polygons with right angles and heights from a building mask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

from qgis.core import (
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..models.errors import Cancelled, RooflineError
from .common.base import RooflineAlgorithm
from .common.bridge import callbacks, core_run, tr
from .common.crs import crs_of
from .common.files import check_files
from .common.sinks import LayerWriter, all_or_none, sink_file
from .common.styles import style_output

RASTERS = ("INPUT", "DSM", "DTM")
# Kinds of the layers' shapes, and their styles.
LAYERS = {
    "OUTPUT": (QgsWkbTypes.Type.MultiPolygon, "footprints"),
    "SOLIDS": (QgsWkbTypes.Type.MultiPolygonZ, "solids"),
}


class BuildingFootprints(RooflineAlgorithm):
    NAME = "buildingfootprints"
    DISPLAY_NAME = "Building footprints"
    GROUP = "buildings"
    SUMMARY = "Turns a building mask into polygons with straight walls and, with a DSM, heights and volumes."
    HELP = (
        "Outlines run between the pixels where the probability crosses the threshold; a mask of whole "
        "numbers serves too. Walls take a building's one or two main directions and lie where their pixels "
        "put them; no outline moves by half a pixel on average, nor wins or loses a tenth of its area, else "
        "it is only simplified.",
        "With a DSM each polygon gets its ground, eaves, ridge and mean height above the DSM's datum, its "
        "height above the ground and its volume. The ground is a DTM's, or the lowest ground around.",
    )
    LIMITS = (
        "Buildings that touch in the mask become one polygon unless a DSM steps between them in a line.",
        "Heights of roofs under trees are those of the trees.",
    )
    EXAMPLE = {"INPUT": "probability.tif", "DSM": "dsm.tif", "OUTPUT": "buildings.gpkg"}
    TAGS = ("building", "footprint", "polygon", "vectorize", "regularize", "height", "volume", "LoD1")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, label, text in (
            ("INPUT", "Building mask or probability", "A probability (0 to 1) gives finer outlines."),
            ("DSM", "DSM", "For heights and volumes."),
            ("DTM", "Terrain model", "The ground below buildings; without it the ground around is taken."),
        ):
            self.add(QgsProcessingParameterRasterLayer(name, tr(label), optional=name != "INPUT"), text)
        self.add(
            QgsProcessingParameterBoolean("REGULARIZE", tr("Straight walls and right angles"), True),
            "Off: outlines are only freed of needless points.",
        )
        self.add_number(
            "TOLERANCE",
            "Tolerance (m)",
            0.0,
            "How coarse outlines may be. 0: one pixel, more where the edges of a probability are blurred, "
            "less where it says how much of each pixel is covered.",
            minValue=0.0,
        )
        self.add_number(
            "MIN_AREA",
            "Smallest area (m2)",
            0.0,
            "Smaller buildings and courtyards are left out.",
            minValue=0.0,
        )
        self.add_number(
            "STEP",
            "Step between buildings (m)",
            3.0,
            "With a DSM, buildings that touch are parted where their roofs differ by so much. 0: never.",
            minValue=0.0,
            advanced=True,
        )
        self.add_number(
            "THRESHOLD",
            "Threshold",
            None,
            "Probability at which buildings begin. Empty: the one that the raster names, else one half.",
            optional=True,
            minValue=0.0,
            maxValue=1.0,
            advanced=True,
        )
        self.add_cluster()
        self._add_results()

    def _add_results(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Building footprints"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            "Polygons with area, perimeter, heights, volume and a guess of the roof (flat or pitched).",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "SOLIDS",
                tr("Building blocks"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            ),
            "Blocks (LoD1) from the ground to the mean height, with floor, walls and roof; needs a DSM.",
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Number of buildings")))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.given = {name: self.optional_source(parameters, name, context) for name in RASTERS}
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        self.crs = crs_of(layer)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        outputs: dict[str, Any] = {}
        with core_run(context, feedback):
            check_files(self, parameters, context, {})
            files = {name: source.file() for name, source in self.given.items() if source is not None}
            if parameters.get("SOLIDS") and "DSM" not in files:
                raise RooflineError("SOLIDS are blocks with heights: give a DSM, or leave them out.")
            found = self._found(parameters, context, files, callbacks(feedback))
            if not found:
                feedback.pushWarning(tr("There are no buildings here: the layer is empty."))
            cancelled = callbacks(feedback)["cancelled"]
            outputs.update(COUNT=len(found), **self._written(parameters, context, found, cancelled))
        return outputs

    def _found(
        self, parameters: dict, context: QgsProcessingContext, files: dict, watch: dict[str, Any]
    ) -> list:
        """The footprints, made here or on a cluster."""
        from ..models.buildings.footprints import footprints
        from ..models.distribute import footprints as distributed

        options = {
            "dsm": files.get("DSM"),
            "dtm": files.get("DTM"),
            "regularize": self.parameterAsBool(parameters, "REGULARIZE", context),
            "tolerance": self.parameterAsDouble(parameters, "TOLERANCE", context),
            "min_area": self.parameterAsDouble(parameters, "MIN_AREA", context),
            "threshold": self._threshold(parameters, context),
            "step": self.parameterAsDouble(parameters, "STEP", context),
            **watch,
        }
        cluster = self.cluster(parameters, context)
        if not cluster:
            return footprints(files["INPUT"], **options)
        target = sink_file(parameters.get("OUTPUT"), context)
        if target is None:
            raise RooflineError("With CLUSTER, give OUTPUT a file: the machines work in its folder.")
        return distributed.run(cluster, files["INPUT"], target, **options)

    def _written(
        self, parameters: dict, context: QgsProcessingContext, found: list, cancelled: Callable[[], bool]
    ) -> dict[str, str]:
        """The layers that are asked for, by the names of their outputs; all of them or none."""
        wanted = {name: kind for name, kind in LAYERS.items() if parameters.get(name)}
        writers = {
            name: LayerWriter(self, parameters, name, context, _fields(), kind, self.crs)
            for name, (kind, _) in wanted.items()
        }
        with all_or_none(list(writers.values())):
            for name, writer in writers.items():
                writer.stage(_features(found, name, cancelled))
        for name, writer in writers.items():
            style_output(writer.target, wanted[name][1], context)
        return {name: writer.target for name, writer in writers.items()}

    def _threshold(self, parameters: dict, context: QgsProcessingContext) -> float | None:
        given = parameters.get("THRESHOLD") not in (None, "")
        return self.parameterAsDouble(parameters, "THRESHOLD", context) if given else None


def _fields() -> QgsFields:
    """The columns; a layer in memory makes them, whose names of types are those of every Qt."""
    from ..models.buildings.layer import COLUMNS

    columns = "&".join(f"field={name}:{'string(20)' if is_text else 'double'}" for name, is_text in COLUMNS)
    return QgsVectorLayer(f"Polygon?{columns}", "", "memory").fields()


def _features(found: list, name: str, cancelled: Callable[[], bool]) -> Iterator[QgsFeature]:
    """The features of a layer; a cancel ends them."""
    fields = _fields()
    for each in found:
        if cancelled():
            raise Cancelled("Cancelled.")
        wkb = each.wkb if name == "OUTPUT" else each.solid()
        if wkb is not None:
            yield _feature(each, wkb, fields)


def _feature(building: Any, wkb: bytes, fields: QgsFields) -> QgsFeature:
    from ..models.buildings.layer import row

    feature = QgsFeature(fields)
    geometry = QgsGeometry()
    geometry.fromWkb(wkb)
    geometry.convertToMultiType()
    feature.setGeometry(geometry)
    feature.setAttributes(row(building, tr))
    return feature

"""Compose mask: roads and buildings into the two-band mask that image generators take."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterDestination,
    QgsRectangle,
)

from ..models.errors import RooflineError
from ..models.options import CHANNEL_ORDERS
from ..models.raster.shapes import Vector
from .common.base import RooflineAlgorithm
from .common.bridge import LayerSource, callbacks, core_run, tr
from .common.crs import crs_of, wkt_of
from .common.styles import style_output
from .common.vectors import VectorSource, core_source, corners, shapes_or_raster, shared_crs

KINDS = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorAnyGeometry]
CLASSES = ("ROADS", "BUILDINGS")


class ComposeMask(RooflineAlgorithm):
    NAME = "composemask"
    DISPLAY_NAME = "Compose mask"
    GROUP = "imagery"
    SUMMARY = "Makes a mask of roads (band 1) and buildings (band 2) from vector layers or rasters."
    HELP = (
        "Lines are drawn as wide as the road width, polygons are filled. Rasters may be masks of one class, "
        "or of both: two bands, pictures with roads in pure red and buildings in pure green, or SatGen-CV's "
        "label files with a page per row. A raster of both classes can be given alone.",
        "The values are 0 and 255; those of published labels are kept.",
    )
    LIMITS = (
        "Where a road and a building overlap, both bands are set.",
        "Layers in degrees need a CRS in metres: reproject them first.",
    )
    EXAMPLE = {
        "ROADS": "roads.gpkg",
        "BUILDINGS": "houses.gpkg",
        "PIXEL_SIZE": 0.5,
        "OUTPUT": "mask.tif",
    }
    TAGS = ("mask", "rasterize", "roads", "buildings", "label", "satgen")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for name, label in zip(CLASSES, ("Roads", "Buildings")):
            self.add(
                QgsProcessingParameterMapLayer(name, tr(label), optional=True, types=KINDS),
                "A vector layer or a raster.",
            )
        self.add_number("ROAD_WIDTH", "Road width (m)", 7.0, "Width of drawn lines.", minValue=0.01)
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "Without it: the raster's, or that of all layers.",
        )
        self.add_number(
            "PIXEL_SIZE",
            "Pixel size (m)",
            None,
            "Without it: the raster's own pixels, else 1 m.",
            optional=True,
            minValue=0.01,
        )
        self.add_enum(
            "CHANNEL_ORDER",
            "Order of the bands",
            CHANNEL_ORDERS,
            "Of rasters of both classes; auto: by the bands' descriptions, else roads first.",
        )
        self.add_creation_options()
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Mask")), "Two bands: roads and buildings."
        )

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        self.given: dict[str, LayerSource | VectorSource] = {}
        rasters, shapes = [], []
        for name in CLASSES:
            source = shapes_or_raster(self, parameters, name, context)
            if source is None:
                continue
            self.given[name.lower()] = source
            if isinstance(source, VectorSource):
                shapes.append(source.crs)
            elif (layer := self.parameterAsRasterLayer(parameters, name, context)) is not None:
                rasters.append(crs_of(layer))
        self.crs = shared_crs(rasters or shapes)
        self.is_line = False  # one straight road along an axis
        self.around = self._extent_of(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        sized = parameters.get("PIXEL_SIZE") not in (None, "")
        pixel_size = self.parameterAsDouble(parameters, "PIXEL_SIZE", context) if sized else None
        outputs: dict = {}
        with core_run(context, feedback):
            from ..models.imagery import compose

            sources = {name: core_source(source, self.crs, context) for name, source in self.given.items()}
            if not sources:
                raise RooflineError("There is nothing to compose: choose roads, buildings or both.")
            raster = next((source for source in sources.values() if not isinstance(source, Vector)), None)
            projection = wkt_of(self.crs)
            road_width = self.parameterAsDouble(parameters, "ROAD_WIDTH", context)
            if self.is_line:
                self.around = compose.along_line(self.around, projection, road_width)
            grid = compose.grid_of(raster, projection, self.around, pixel_size)
            compose.compose(
                sources,
                target,
                grid,
                road_width=road_width,
                channel_order=self.parameterAsEnumString(parameters, "CHANNEL_ORDER", context),
                creation_options=self.creation_options(parameters, context),
                **callbacks(feedback),
            )
            outputs["OUTPUT"] = target
            style_output(target, "plan", context)
        return outputs

    def _extent_of(self, parameters: dict, context: QgsProcessingContext) -> tuple | None:
        """EXTENT, else that of all layers where none is a raster, in the mask's CRS."""
        if parameters.get("EXTENT"):
            return corners(self.parameterAsExtent(parameters, "EXTENT", context, self.crs))
        whole = QgsRectangle()
        whole.setMinimal()
        for source in self.given.values():
            if not isinstance(source, VectorSource):
                return None
            # Features that the CRS cannot hold are not drawn either.
            part = source.extent_in(self.crs, context.transformContext())
            if not part.isNull():
                whole.combineExtentWith(part)
        self.is_line = whole.isEmpty() and max(whole.width(), whole.height()) > 0
        return None if whole.isEmpty() and not self.is_line else corners(whole)

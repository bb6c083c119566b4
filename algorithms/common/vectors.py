"""Vector layers as QGIS has them, taken in the main thread: subset, edits, selection and CRS included."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from ...models.errors import RooflineError
from ...models.raster.shapes import Vector, check_crs
from .bridge import LayerSource
from .crs import crs_of
from .rasters import raster_source

# What may say where buildings stand: polygons, or a mask.
AREAS = [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeRaster]


@dataclass(frozen=True)
class VectorSource:
    """A snapshot of a vector layer: its features do not change when the layer does, and need no layer."""

    name: str
    file: str
    crs: QgsCoordinateReferenceSystem
    extent: QgsRectangle
    kind: Any  # of the geometries, QgsWkbTypes.GeometryType
    features: QgsVectorLayerFeatureSource
    wanted: QgsFeatureRequest

    @classmethod
    def of(cls, layer: QgsVectorLayer, given: Any = None) -> VectorSource:
        """Snapshot of a layer; `given` may ask for its selected features only. Main thread only."""
        features, wanted = QgsVectorLayerFeatureSource(layer), _wanted(layer, given)
        # The saved extent knows of no edits, and that of a selection is smaller.
        whole = layer.extent()
        if layer.isModified() or isinstance(given, QgsProcessingFeatureSourceDefinition):
            whole = _extent(features, wanted)
        kind = QgsWkbTypes.geometryType(layer.wkbType())
        return cls(layer.name(), layer_file(layer), crs_of(layer), whole, kind, features, wanted)

    def check(self) -> None:
        """Refuse a layer that nothing can be drawn of."""
        if self.kind == QgsWkbTypes.GeometryType.NullGeometry:
            raise RooflineError('Layer "{name}" has no geometry; choose lines or polygons.', name=self.name)
        if self.kind == QgsWkbTypes.GeometryType.PointGeometry:
            raise RooflineError('Layer "{name}" has points; choose lines or polygons.', name=self.name)

    def areas(self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> Vector:
        """The core's polygons in a CRS; layers of anything else are refused."""
        kinds = QgsWkbTypes.GeometryType
        if self.kind in (kinds.NullGeometry, kinds.PointGeometry, kinds.LineGeometry):
            raise RooflineError('Layer "{name}" has no polygons; choose one that has.', name=self.name)
        around = self.extent_in(crs, transforms)
        known = not around.isNull() and around.isFinite()
        return Vector(self.shapes(crs, transforms), self.file, self.name, corners(around) if known else None)

    def extent_in(
        self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext
    ) -> QgsRectangle:
        """The extent in another CRS, empty where that cannot hold it."""
        try:
            return QgsCoordinateTransform(self.crs, crs, transforms).transformBoundingBox(self.extent)
        except QgsCsException:
            return QgsRectangle()

    def shapes(
        self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext
    ) -> Callable[[tuple], Iterable[bytes]]:
        """What the core asks for shapes: WKB in a CRS of those that touch an extent of that CRS.

        Invalid geometries come as they are: QGIS's own check would throw through Python's iterator.
        """
        check_crs(self.name, self.crs.isValid(), crs.isValid())

        def shapes(extent: tuple) -> Iterable[bytes]:
            request = self._request(crs, transforms, extent).setNoAttributes()
            for feature in self.features.getFeatures(request):
                if feature.hasGeometry():
                    yield bytes(feature.geometry().asWkb())

        return shapes

    def _request(
        self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext, extent: tuple
    ) -> QgsFeatureRequest:
        """For the features that touch an extent of a CRS, in it; as they are where their own is not known."""
        request = QgsFeatureRequest(self.wanted)
        request.setInvalidGeometryCheck(QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck)
        if self.crs.isValid():
            request.setDestinationCrs(crs, transforms)
        return request.setFilterRect(QgsRectangle(*extent))

    def with_heights(
        self, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext, field: str = ""
    ) -> Callable[[tuple], Iterable[tuple[bytes, float | None]]]:
        """As `shapes`, each with the number in a field; without one None, and without the features that have
        no number there.
        """
        names = self.features.fields().names()
        if field and field not in names:
            raise RooflineError(
                'Layer "{name}" has no field {field}; choose one of {known}.',
                name=self.name,
                field=field,
                known=", ".join(names),
            )

        def shapes(extent: tuple) -> Iterable[tuple[bytes, float | None]]:
            for feature in self.features.getFeatures(self._request(crs, transforms, extent)):
                height = _number(feature[field]) if field else None
                if feature.hasGeometry() and (height is not None or not field):
                    yield bytes(feature.geometry().asWkb()), height

        return shapes


def shared_crs(given: Iterable[QgsCoordinateReferenceSystem]) -> QgsCoordinateReferenceSystem:
    """The CRS that several layers are brought to: the first in lengths, else none, else that of degrees."""
    none = QgsCoordinateReferenceSystem()
    return min(given, key=lambda crs: (crs.isGeographic(), not crs.isValid()), default=none)


def _number(value: Any) -> float | None:
    """A field's value as a number, None where it has none (QGIS's NULL, or a text of something else)."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def layer_of(given: Any) -> Any:
    """What names the layer in a parameter's value, also where only its selected features are asked for.

    Qt's NULL, which an empty field of a dialog may be, becomes None: it equals None and is something else.
    """
    if not isinstance(given, QgsProcessingFeatureSourceDefinition):
        return None if given in (None,) else given
    return given.source.staticValue()


def layer_file(layer: QgsMapLayer) -> str:
    """Where a layer is read from, as QGIS tells it: names may hold the | that parts a source."""
    if isinstance(layer, QgsRasterLayer):
        return raster_source(layer).path
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return str(parts.get("path") or layer.source())


def _wanted(layer: QgsVectorLayer, given: Any) -> QgsFeatureRequest:
    request = QgsFeatureRequest()
    if not isinstance(given, QgsProcessingFeatureSourceDefinition):
        return request
    if given.selectedFeaturesOnly:
        request.setFilterFids(layer.selectedFeatureIds())
    if getattr(given, "filterExpression", ""):  # QGIS 3.32
        request.setFilterExpression(given.filterExpression)
    if given.featureLimit > 0:
        request.setLimit(given.featureLimit)
    return request


def _extent(features: QgsVectorLayerFeatureSource, wanted: QgsFeatureRequest) -> QgsRectangle:
    whole = QgsRectangle()
    whole.setMinimal()
    for feature in features.getFeatures(QgsFeatureRequest(wanted).setNoAttributes()):
        if feature.hasGeometry():
            whole.combineExtentWith(feature.geometry().boundingBox())
    return whole


def shapes_or_raster(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> LayerSource | VectorSource | None:
    """A parameter that may be a vector layer or a raster; None if it is not given. Main thread only."""
    given = parameters.get(name)
    if given in (None, "", []):
        return None
    layer = algorithm.parameterAsLayer({name: layer_of(given)}, name, context)
    if isinstance(layer, QgsVectorLayer):
        return VectorSource.of(layer, given)
    return LayerSource.of(layer if isinstance(layer, QgsRasterLayer) else None, given)


def corners(rectangle: QgsRectangle) -> tuple[float, float, float, float]:
    """xmin, ymin, xmax, ymax."""
    return rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum()


def core_source(
    source: LayerSource | VectorSource | None,
    crs: QgsCoordinateReferenceSystem,
    context: QgsProcessingContext,
) -> Any:
    """What the core draws: a raster's file, lines or polygons in a CRS, or None."""
    if not isinstance(source, VectorSource):
        return None if source is None else source.file()
    source.check()
    return Vector(source.shapes(crs, context.transformContext()), source.file, source.name)

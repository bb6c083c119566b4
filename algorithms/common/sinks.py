"""Vector layers that a run writes: whether their format can hold them, and files that appear complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...models.errors import RooflineError
from ...models.formats.scratch import Scratch
from ...models.raster.paths import cannot_write, writable_folder

GEOPACKAGE = ".gpkg"
OF_NO_FILE = ("memory:", "ogr:", "postgres:", "spatialite:")
SLACK = 1e-3  # of the CRS's unit, that a format may round coordinates by


def sink_text(given: Any, context: QgsProcessingContext) -> str:
    """Where a parameter asks for a layer to be written, as people have written it."""
    if isinstance(given, QgsProcessingOutputLayerDefinition):
        given = given.sink
    if isinstance(given, QgsProperty):
        given = given.valueAsString(context.expressionContext())[0]
    return given if isinstance(given, str) else ""


def sink_file(given: Any, context: QgsProcessingContext) -> Path | None:
    """The file that a layer is to be; None for layers in memory, of databases, and for temporary ones.

    QGIS makes a GeoPackage of a name without an extension.
    """
    text = sink_text(given, context)
    if text in ("", QgsProcessing.TEMPORARY_OUTPUT) or text.startswith(OF_NO_FILE) or "://" in text:
        return None
    return Path(text if Path(text).suffix else text + GEOPACKAGE)


class LayerWriter:
    """A layer that a run writes; a file gets its name when it is complete."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict,
        name: str,
        context: QgsProcessingContext,
        fields: QgsFields,
        kind: Any,
        crs: QgsCoordinateReferenceSystem,
    ) -> None:
        """`kind`: QgsWkbTypes.Type of the geometries. `check_files` has said that the format will do."""
        self._algorithm, self._parameters, self._name = algorithm, parameters, name
        self._context, self._fields, self._kind, self._crs = context, fields, kind, crs
        self._file = sink_file(parameters.get(name), context)

    def write(self, features: Iterable[QgsFeature]) -> str:
        """Write all features; the id or path that QGIS loads the layer by."""
        if self._file is None:
            with _written(sink_text(self._parameters.get(self._name), self._context)):
                sink, target = self._algorithm.parameterAsSink(
                    self._parameters, self._name, self._context, self._fields, self._kind, self._crs
                )
                _fill(sink, features)
            return str(target)
        with writable_folder(self._file) as folder, _written(str(self._file)):
            put(folder / self._file.name, features, self._fields, self._kind, self._crs)
            for made in sorted(folder.iterdir()):
                made.replace(self._file.with_name(made.name))
        self._announce(str(self._file))
        return str(self._file)

    def _announce(self, path: str) -> None:
        """Have QGIS load the file if that is asked for, as it does with what it writes itself."""
        given = self._parameters.get(self._name)
        if not isinstance(given, QgsProcessingOutputLayerDefinition) or given.destinationProject is None:
            return
        label = given.destinationName or self._algorithm.parameterDefinition(self._name).description()
        details = QgsProcessingContext.LayerDetails(
            label, given.destinationProject, self._name, QgsProcessingUtils.LayerHint.Vector
        )
        self._context.addLayerToLoadOnCompletion(path, details)


def check_polygons(target: Path) -> None:
    """Refuse names that no layer is written under, and formats that do not give polygons back."""
    extension = target.suffix[1:]
    if not QgsVectorFileWriter.driverForExtension(extension):
        raise RooflineError(
            "Polygons cannot be written as .{extension}; choose a name that ends with .gpkg.",
            extension=extension,
        )
    writable_folder(target).close()
    crs, sample = QgsCoordinateReferenceSystem("EPSG:32631"), _sample()
    with Scratch() as folder:
        path = folder / f"tried{target.suffix}"
        try:
            with cannot_write(target):
                put(path, [sample], sample.fields(), QgsWkbTypes.Type.MultiPolygon, crs)
        except (QgsProcessingException, RooflineError):
            is_given_back = False
        else:
            is_given_back = _is_given_back(QgsVectorLayer(str(path), "", "ogr"), sample, crs)
    if not is_given_back:
        raise RooflineError(
            "A .{extension} file cannot hold these polygons: shapes, columns or the CRS would be changed; "
            "choose a name that ends with .gpkg.",
            extension=extension,
        )


def put(
    path: Path,
    features: Iterable[QgsFeature],
    fields: QgsFields,
    kind: Any,
    crs: QgsCoordinateReferenceSystem,
) -> None:
    """Write a new file of features in the format of its name."""
    sink, _ = QgsProcessingUtils.createFeatureSink(str(path), QgsProcessingContext(), fields, kind, crs)
    _fill(sink, features)


def _sample() -> QgsFeature:
    """A square in UTM with a number and a text."""
    feature = QgsFeature(
        QgsVectorLayer("Polygon?field=area:double&field=roof:string(20)", "", "memory").fields()
    )
    square = QgsGeometry.fromRect(QgsRectangle(500000, 5000000, 500010.25, 5000010.5))
    square.convertToMultiType()
    feature.setGeometry(square)
    feature.setAttributes([107.625, "flat"])
    return feature


def _fill(sink: QgsFeatureSink | None, features: Iterable[QgsFeature]) -> None:
    if sink is None:
        raise QgsProcessingException("")
    for feature in features:
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(sink.lastError())
    if not sink.flushBuffer():
        raise QgsProcessingException(sink.lastError())


def _is_given_back(layer: QgsVectorLayer, sample: QgsFeature, crs: QgsCoordinateReferenceSystem) -> bool:
    """Whether a layer of one feature holds what was written."""
    found = list(layer.getFeatures()) if layer.isValid() else []
    if len(found) != 1 or not found[0].hasGeometry() or (crs.isValid() and layer.crs() != crs):
        return False
    before, after = (each.geometry().boundingBox() for each in (sample, found[0]))
    corners = zip(
        (before.xMinimum(), before.yMinimum(), before.xMaximum(), before.yMaximum()),
        (after.xMinimum(), after.yMinimum(), after.xMaximum(), after.yMaximum()),
    )
    own = [str(value) for value in sample.attributes()]
    return all(abs(one - other) <= SLACK for one, other in corners) and own == [
        str(value) for value in found[0].attributes()[-len(own) :]
    ]


@contextmanager
def _written(target: str) -> Iterator[None]:
    """QGIS's and the system's errors in the block become the sentence of a layer that cannot be written."""
    try:
        yield
    except (QgsProcessingException, OSError) as error:
        raise RooflineError(
            "{file} cannot be written; check that the folder is writable and not full.", file=target
        ) from error

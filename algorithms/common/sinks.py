"""Vector layers that a run writes: whether their format can hold them, and files that appear complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
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
from ...models.formats.atomic import Finished, publish, to_disk, together
from ...models.formats.names import is_there
from ...models.formats.scratch import Scratch, check_room, full_temporary_folder
from ...models.language import tr_noop
from ...models.raster.containers import has_columns, remove_layer
from ...models.raster.paths import cannot_write, check_beside, writable_folder
from .databases import OTHERS, PROVIDERS, UNWRITABLE, drop_table
from .vectors import corners

GEOPACKAGE, SHAPEFILE = ".gpkg", ".shp"
OF_OGR = "ogr:"
OF_NO_FILE = ("memory:", OF_OGR, *(f"{name}:" for name in (*PROVIDERS, *UNWRITABLE, *OTHERS)))
NOT_HELD = tr_noop(
    "A .{extension} file cannot hold these polygons: shapes, columns or the CRS would be changed; "
    "choose a name that ends with .gpkg."
)
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

    QGIS makes a GeoPackage of a name without an extension, and GDAL writes shapefiles in small letters.
    """
    text = sink_text(given, context)
    if text in ("", QgsProcessing.TEMPORARY_OUTPUT) or text.startswith(OF_NO_FILE) or "://" in text:
        return None
    is_folder = text.endswith(("/", "/.", "/.."))  # which is refused as one, and gets no ending
    file = Path(text if Path(text).suffix or is_folder else text + GEOPACKAGE)
    return file.with_suffix(SHAPEFILE) if file.suffix.lower() == SHAPEFILE else file


class LayerWriter:
    """A layer that a run writes; a file gets its name when it is complete, and all layers of a run are."""

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
        self._text = sink_text(parameters.get(name), context)
        self._file = sink_file(parameters.get(name), context)
        self._container = container_of(self._text)
        self._is_new = self._container is not None and not is_there(self._container[0], Path.exists)
        self._folder: Scratch | None = None
        self._held: list[QgsFeatureSink | None] = []  # an error's frames would keep a sink open
        self.target = ""  # the id or path that QGIS loads the layer by

    def stage(self, features: Iterable[QgsFeature]) -> None:
        """Write all features: beside a file's place, or into the database."""
        if self._file is None:
            place = self._container[0] if self._container else self._text
            with _written(place), cannot_write(place):
                sink, self.target = self._algorithm.parameterAsSink(
                    self._parameters, self._name, self._context, self._fields, self._kind, self._crs
                )
                self._held, sink = [sink], None
                _fill(self._held, features)
            return
        self._folder, self.target = writable_folder(self._file), str(self._file)
        made = self._folder.path / self._file.name
        with _written(self.target), cannot_write(self._file):
            count = put(made, features, self._fields, self._kind, self._crs)
        if _count(made) != count:
            with _written(self.target):
                check_room(made.parent)  # some formats' writers say nothing of a full disk
            raise RooflineError(NOT_HELD, extension=self._file.suffix[1:])

    def finish(self) -> None:
        """Give a file its name, with all others of the run."""
        if self._file is not None and self._folder is not None:
            name = self._file.name  # last, after what belongs to it
            with _written(self.target):
                files = sorted(self._folder.path.iterdir(), key=lambda made: made.name == name)
                for made in files:
                    to_disk(made)
            moves = [(made, self._file.with_name(made.name)) for made in files]
            publish(Finished(self._file, moves, self.close))
        else:
            self.close()

    def announce(self) -> None:
        """Have QGIS load a file that has its name."""
        if self._file is not None:
            self._announce(self.target)

    def undo(self) -> None:
        """Take back what `stage` has put into a container of layers, whether it came to its end or not."""
        self.close()
        loaded = self._context.layersToLoadOnCompletion()
        if loaded.pop(self.target, None) is not None:
            self._context.setLayersToLoadOnCompletion(loaded)
        if self._container is not None and self._is_new:
            Path(self._container[0]).unlink(missing_ok=True)
        elif self._container is not None and self.target:
            remove_layer(*self._container)
        elif self.target:
            drop_table(self._text)

    def close(self) -> None:
        """Close what is open and delete what is temporary."""
        self._held.clear()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

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


@contextmanager
def all_or_none(writers: Sequence[LayerWriter]) -> Iterator[None]:
    """Layers that the block stages get their names together when it ends; after an error none is there."""
    try:
        with together():
            yield
            for writer in writers:
                writer.finish()
    except BaseException:
        for writer in writers:
            writer.undo()
        raise
    for writer in writers:
        writer.announce()


def container_of(text: str) -> tuple[str, str] | None:
    """File and layer, where QGIS asks for a layer beside others: ogr:dbname='...' table="..."."""
    uri = QgsDataSourceUri(text[len(OF_OGR) :] if text.startswith(OF_OGR) else "")
    return (uri.database(), uri.table()) if uri.database() and uri.table() else None


def check_polygons(target: Path) -> None:
    """Refuse names that no layer is written under, and formats that do not give polygons back."""
    extension = target.suffix[1:]
    if not has_columns(QgsVectorFileWriter.driverForExtension(extension)):
        raise RooflineError(
            "Polygons cannot be written as .{extension}; choose a name that ends with .gpkg.",
            extension=extension,
        )
    with writable_folder(target) as folder:
        is_given_back = _is_written(folder / target.name)
        made = [each.name for each in folder.iterdir()]
        if not is_given_back:
            with _written(str(target)):
                check_room(folder)
    if is_given_back:
        check_beside(target, made)
        return
    with Scratch() as folder:
        if _is_written(folder / f"tried{target.suffix}"):  # QGIS finds no layer by some names, such as a%20b
            raise RooflineError("{file} cannot be a file's name; choose another name.", file=target)
        _check_temporary(folder)
    raise RooflineError(NOT_HELD, extension=extension)


def _is_written(path: Path) -> bool:
    """Whether a small layer that is written to a new file is given back."""
    crs, samples = QgsCoordinateReferenceSystem("EPSG:32631"), [_sample(107.625, "flat"), _sample(None, None)]
    try:
        with cannot_write(path):
            put(path, samples, samples[0].fields(), QgsWkbTypes.Type.MultiPolygon, crs)
    except (QgsProcessingException, RooflineError):
        return False
    return _are_given_back(QgsVectorLayer(str(path), "", "ogr"), samples, crs)


def put(
    path: Path,
    features: Iterable[QgsFeature],
    fields: QgsFields,
    kind: Any,
    crs: QgsCoordinateReferenceSystem,
) -> int:
    """Write a new file of features in the format of its name; how many there were."""
    context = QgsProcessingContext()  # which a sink asks, and does not own, when a feature cannot be written
    sink, _ = QgsProcessingUtils.createFeatureSink(str(path), context, fields, kind, crs)
    held = [sink]
    del sink
    try:
        return _fill(held, features)
    finally:
        held.clear()  # before the context goes


def _count(path: Path) -> int:
    """How many features a file gives back, -1 where it is none of a layer."""
    layer = QgsVectorLayer(str(path), "", "ogr")
    if not layer.isValid():
        return -1
    found = layer.featureCount()
    return int(found) if found >= 0 else sum(1 for _ in layer.getFeatures())  # some formats do not count


def _sample(area: float | None, roof: str | None) -> QgsFeature:
    """A square in UTM with a number and a text, either of which may be unknown."""
    feature = QgsFeature(
        QgsVectorLayer("Polygon?field=area:double&field=roof:string(20)", "", "memory").fields()
    )
    square = QgsGeometry.fromRect(QgsRectangle(500000, 5000000, 500010.25, 5000010.5))
    square.convertToMultiType()
    feature.setGeometry(square)
    feature.setAttributes([area, roof])
    return feature


def _fill(held: list[QgsFeatureSink | None], features: Iterable[QgsFeature]) -> int:
    if held[0] is None:
        raise QgsProcessingException("")
    count = 0
    for feature in features:
        if not held[0].addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(held[0].lastError())
        count += 1
    if not held[0].flushBuffer():
        raise QgsProcessingException(held[0].lastError())
    return count


def _are_given_back(
    layer: QgsVectorLayer, samples: Sequence[QgsFeature], crs: QgsCoordinateReferenceSystem
) -> bool:
    """Whether a layer holds what was written."""
    found = list(layer.getFeatures()) if layer.isValid() else []
    if len(found) != len(samples) or (crs.isValid() and layer.crs() != crs):
        return False
    return all(map(_is_given_back, samples, found))


def _is_given_back(sample: QgsFeature, found: QgsFeature) -> bool:
    if not found.hasGeometry():
        return False
    before, after = (corners(each.geometry().boundingBox()) for each in (sample, found))
    own = list(map(_told, sample.attributes()))
    same = own == list(map(_told, found.attributes()[-len(own) :]))
    return same and all(abs(one - other) <= SLACK for one, other in zip(before, after))


def _told(value: Any) -> str:
    """A value as a text, an unknown one as none: a 0 in its place would be a height."""
    return "" if value in (None, NULL) else str(value)


@contextmanager
def _written(target: str) -> Iterator[None]:
    """QGIS's and the system's errors in the block become the sentence of a layer that cannot be written."""
    try:
        yield
    except (QgsProcessingException, OSError) as error:
        raise RooflineError(
            "{file} cannot be written; check that the folder is writable and not full.", file=target
        ) from error


def _check_temporary(folder: Path) -> None:
    """Say that the temporary folder is full, where that may be why a trial in it has failed."""
    try:
        check_room(folder)
    except OSError as error:
        raise full_temporary_folder(error) from error

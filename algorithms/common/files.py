"""All files of a run, checked before its work: what its parameters read, and what they write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsProperty,
)

from ...models.errors import RooflineError
from ...models.raster.containers import check_new_layer
from ...models.raster.formats import ANYWHERE, Kind
from ...models.raster.paths import check_apart, check_replaced, writable_folder
from ...models.raster.writer import check_raster
from .databases import check_table
from .sinks import OF_OGR, check_polygons, container_of, sink_file, sink_text
from .translation import translated
from .vectors import layer_file


def check_files(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    context: QgsProcessingContext,
    rasters: Mapping[str, Kind],
) -> None:
    """Refuse a run of several steps whose files cannot be written or are in each other's way.

    `rasters` are outputs by name.
    """
    from ...models.buildings.layer import COLUMNS

    written = _written(algorithm, parameters, context)
    check_apart(sources_of(algorithm, parameters, context), written)
    sinks = [parameters.get(name) for name in _sinks_of(algorithm)]
    new = [file for given in sinks for file, _ in _containers(given, context)]
    layers = [file for file in (sink_file(given, context) for given in sinks) if file is not None]
    check_replaced([file for file in written if file not in [*new, *map(str, layers)]])
    check_replaced(layers, [name for name, _ in COLUMNS])  # all layers that are written are of footprints
    for given in sinks:
        check_table(sink_text(given, context))
    for layer in layers:
        check_polygons(layer)
    for target in _plain_files(algorithm, parameters, context):
        writable_folder(Path(target)).close()
    for name, (dtype, bands, nodata, lossy) in rasters.items():
        for target in _targets(parameters.get(name), context):
            check_raster(target, ANYWHERE, bands, dtype, nodata, (), lossy)


def conflict(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """What of an algorithm's outputs would replace something that was given; "" if nothing would.

    The core's own checks look into the layers that it reads, but know neither which files models and
    configurations came from, nor what was given in vain, such as a layer that the model does not take.
    """
    read = sources_of(
        algorithm, parameters, context, (QgsProcessingParameterString, QgsProcessingParameterFile)
    )
    try:
        given = sources_of(algorithm, parameters, context)
        check_apart(read, _written(algorithm, parameters, context), given)
    except RooflineError as error:
        return translated(error)
    return ""


def sources_of(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    context: QgsProcessingContext,
    kinds: Any = QgsProcessingParameterDefinition,
) -> list[str]:
    """The sources of an algorithm's parameters, of some kinds or of all."""
    definitions = [each for each in algorithm.parameterDefinitions() if not each.isDestination()]
    wanted = [parameters.get(each.name()) for each in definitions if isinstance(each, kinds)]
    return [source for given in wanted for source in _sources(given, context)]


def _written(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> list[str]:
    """The files that an algorithm is to write; the core checks its folders."""
    names = [
        each.name()
        for each in algorithm.destinationParameterDefinitions()
        if not isinstance(each, QgsProcessingParameterFolderDestination)
    ]
    sinks = _sinks_of(algorithm)
    files = [file for name in names if name not in sinks for file in _targets(parameters.get(name), context)]
    layers: set[tuple[str, str]] = set()
    for name in sinks:
        file = sink_file(parameters.get(name), context)
        files += [] if file is None else [str(file)]
        for container, layer in _containers(parameters.get(name), context):
            is_next = (container, layer.lower()) not in layers and container in {each[0] for each in layers}
            files += [] if is_next else [container]  # layers of one new container are in nobody's way
            layers.add((container, layer.lower()))
    return files


def _sources(given: Any, context: QgsProcessingContext) -> Iterator[str]:
    """What a parameter's value may be read from; texts that are no source name no file."""
    if isinstance(given, QgsProcessingFeatureSourceDefinition):
        given = given.source
    if isinstance(given, QgsProperty):
        given = given.valueAsString(context.expressionContext())[0]
    if isinstance(given, (list, tuple)):
        for each in given:
            yield from _sources(each, context)
    elif isinstance(given, QgsMapLayer):
        yield layer_file(given)
    elif isinstance(given, str) and given.strip():
        layer = QgsProcessingUtils.mapLayerFromString(given, context, False)  # none is loaded for it
        yield given if layer is None else layer_file(layer)


def _sinks_of(algorithm: QgsProcessingAlgorithm) -> list[str]:
    """The outputs that are vector layers."""
    definitions = algorithm.destinationParameterDefinitions()
    return [each.name() for each in definitions if isinstance(each, QgsProcessingParameterFeatureSink)]


def _containers(given: Any, context: QgsProcessingContext) -> list[tuple[str, str]]:
    """File and layer, where a layer goes beside others, for QGIS ogr:dbname='...' table="..."."""
    text = sink_text(given, context)
    if not text.startswith(OF_OGR):
        return []
    container = container_of(text)
    if container is None:
        raise RooflineError(
            "{text} names no layer of a file; give the name of a file that ends with .gpkg.", text=text
        )
    check_new_layer(*container)
    return [container]


def _plain_files(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> Iterator[str]:
    """The outputs that are neither rasters nor layers, such as reports."""
    for each in algorithm.destinationParameterDefinitions():
        if isinstance(each, QgsProcessingParameterFileDestination):
            yield from _targets(parameters.get(each.name()), context)


def _targets(given: Any, context: QgsProcessingContext) -> Iterator[str]:
    """The file that an output is to be, unless QGIS names it."""
    text = sink_text(given, context)
    if text and text != QgsProcessing.TEMPORARY_OUTPUT:
        yield text

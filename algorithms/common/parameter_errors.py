"""What is wrong with a parameter's value, in a sentence; QGIS alone would only name the parameter."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameters,
)

from .translation import tr

LARGEST_WHOLE = 2**31 - 1  # QGIS hands on no larger ones


def fault(definition: QgsProcessingParameterDefinition, value: Any, context: QgsProcessingContext) -> str:
    """The sentence on a value that people gave; empty if nothing is wrong, or QGIS has words for it."""
    kinds = (
        (QgsProcessingParameterNumber, _number),
        (QgsProcessingParameterEnum, _choice),
        (QgsProcessingParameterCrs, _crs),
        (QgsProcessingParameterExtent, _extent),
        (QgsProcessingParameterRasterLayer, _raster),
        (QgsProcessingParameterMultipleLayers, _rasters),
        (QgsProcessingParameterMapLayer, _layer),
    )
    given = isinstance(value, (int, float, str, list, QgsMapLayer)) and value not in ("", [])
    check = next((check for kind, check in kinds if isinstance(definition, kind)), None)
    return check(definition, value, context) if given and check is not None else ""


def _number(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    least, most = definition.minimum(), definition.maximum()
    if definition.dataType() == QgsProcessingParameterNumber.Type.Integer:
        most = min(most, LARGEST_WHOLE)
    try:
        number = float(value)
    except ValueError:
        return tr("{} is {}: give a number.").format(definition.name(), value)
    if number < least:
        return tr("{} is {}: give a number of at least {:g}.").format(definition.name(), value, least)
    if not number <= most:
        return tr("{} is {}: give a number of at most {:.10g}.").format(definition.name(), value, most)
    return ""


def _choice(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if definition.checkValueIsAcceptable(value, context):
        return ""
    known = ", ".join(definition.options())
    return tr("{} is {}: choose one of {}.").format(definition.name(), value, known)


def _crs(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    crs = QgsProcessingParameters.parameterAsCrs(definition, {definition.name(): value}, context)
    if crs.isValid():
        return ""
    return tr("{} is {}, which is no known CRS: choose another one, such as EPSG:32631.").format(
        definition.name(), value
    )


def _extent(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if definition.checkValueIsAcceptable(value, context):
        return ""
    return tr("{} is {}: give xmin,xmax,ymin,ymax [CRS], or a layer.").format(definition.name(), value)


def _raster(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if definition.checkValueIsAcceptable(value, context):
        return ""
    if isinstance(value, QgsMapLayer):
        return tr("{} is no raster layer: choose one for {}.").format(value.name(), definition.name())
    return tr("{} cannot be read as a raster: check that the file exists and is whole.").format(value)


def _rasters(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    single = QgsProcessingParameterRasterLayer(definition.name())
    values = value if isinstance(value, list) else [value]
    return next(filter(None, (_raster(single, one, context) for one in values)), "")


def _layer(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if isinstance(value, QgsMapLayer) or definition.checkValueIsAcceptable(value, context):
        return ""
    return tr("{} cannot be read as a layer: check that the file exists and is whole.").format(value)

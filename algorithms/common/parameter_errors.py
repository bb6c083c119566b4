"""What is wrong with a parameter's value, in a sentence; QGIS alone would only name the parameter."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameters,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ...models.formats.names import FOLDER, VIRTUAL_PLACE, is_there
from ...models.language import one_line
from ...models.raster.named_files import opens
from .sinks import OF_NO_FILE, sink_text
from .translation import tr
from .vectors import layer_of

LARGEST_WHOLE = 2**31 - 1  # QGIS hands on no larger ones
# Names of places in files; those of the net are asked for nothing.
OF_GDAL = re.compile(
    r"(/vsi(zip|7z|rar|tar|gzip|mem|subfile)/|vrt://|(GPKG|NETCDF|HDF4|HDF5|GTIFF_DIR|SENTINEL2_L\w+):)(?!.*http)"
)
OF_WEB = re.compile(r"(/vsi(curl|s3|gs|az|adls|oss|swift|webhdfs)(_streaming)?/|https?://|ftp://|s3://)")
SERVICES = (  # providers of QGIS whose layers are no files
    "wms",
    "wcs",
    "WFS",
    "OAPIF",
    "arcgismapserver",
    "arcgisfeatureserver",
    "vectortile",
    "postgres",
    "postgresraster",
    "mssql",
    "oracle",
    "hana",
)
# xmin,xmax,ymin,ymax [CRS], as QGIS writes extents
EXTENT = re.compile(r"[\s\d.,eE+-]+(?:\[\s*(.+?)\s*\]\s*)?")
HALVES = re.compile("[\ud800-\udfff]")  # of characters: Python has them for bytes that are no UTF-8
REACH = 360.0, 90.0  # degrees that an extent can be from 0, east and north
LONGEST = 120  # letters of a value that a sentence repeats
TRUTHS = ("true", "false", "1", "0")  # QGIS takes all else, "no" too, for true

Check = Callable[[Any, Any, QgsProcessingContext], str]


def fault(definition: QgsProcessingParameterDefinition, value: Any, context: QgsProcessingContext) -> str:
    """The sentence, in one line, on a value that people gave; empty if nothing is wrong."""
    if isinstance(value, QgsProperty):
        return _property(definition, value, context)
    value = layer_of(value)
    if _has_nul(value):
        return tr("{} has a NUL character, which no name can have: type it anew.").format(definition.name())
    if _is_unwritable(value):
        return tr("{} has characters that no text can have: type it anew.").format(definition.name())
    if isinstance(value, str) and not value.strip() and _is_needed(definition):
        value = ""
    is_given = value not in (None, "", [])
    words = _check_of(definition)(definition, value, context) if is_given else ""
    if not words and not definition.checkValueIsAcceptable(value, context):
        words = _unacceptable(definition, value, is_given)
    is_named = not words or definition.name() in words
    return one_line(words if is_named else f"{definition.name()}: {words}")


def _property(
    definition: QgsProcessingParameterDefinition, value: QgsProperty, context: QgsProcessingContext
) -> str:
    """What is wrong with an expression or its value; QGIS would go on with the default in silence."""
    if not value.isActive():
        return ""
    found, is_known = value.value(context.expressionContext())
    if is_known and found not in (None,):
        return fault(definition, found, context)
    expression = value.propertyType() == QgsProperty.Type.ExpressionBasedProperty
    if expression and QgsExpression(value.expressionString()).hasParserError():
        return _instead(definition, value.expressionString(), _wanted(definition))
    return ""  # nothing, here: a model or a project may know more


def faults(
    definitions: list[QgsProcessingParameterDefinition], parameters: dict, context: QgsProcessingContext
) -> str:
    """The sentence on the first value of which one is due; empty if nothing is wrong."""
    found = (fault(each, parameters.get(each.name()), context) for each in definitions)
    return next(filter(None, found), "")


def _check_of(definition: QgsProcessingParameterDefinition) -> Check:
    kinds: tuple[tuple[type, Check], ...] = (
        (QgsProcessingParameterNumber, _number),
        (QgsProcessingParameterEnum, _choice),
        (QgsProcessingParameterBoolean, _truth),
        (QgsProcessingParameterCrs, _crs),
        (QgsProcessingParameterExtent, _extent),
        (QgsProcessingParameterRasterLayer, _raster),
        (QgsProcessingParameterMultipleLayers, _rasters),
        (QgsProcessingParameterMapLayer, _layer),
        (QgsProcessingParameterString, _text),
        (QgsProcessingParameterFile, _text),
        (QgsProcessingParameterRasterDestination, _target),
        (QgsProcessingParameterFileDestination, _target),
        (QgsProcessingParameterFeatureSink, _target),
    )
    return next((check for kind, check in kinds if isinstance(definition, kind)), lambda *_: "")


def _unacceptable(definition: QgsProcessingParameterDefinition, value: Any, is_given: bool) -> str:
    if not is_given:
        return tr("{} is missing: give {}.").format(definition.name(), _wanted(definition))
    return _instead(definition, value, _wanted(definition))


def _wanted(definition: QgsProcessingParameterDefinition) -> str:
    """What a parameter takes, for the end of a sentence."""
    if definition.isDestination():
        return tr("the path to write to")
    if isinstance(definition, QgsProcessingParameterFile):
        return _wanted_file(definition)
    words = {
        "number": tr("a number"),
        "enum": tr("one of the choices"),
        "boolean": tr("true or false"),
        "crs": tr("a CRS, such as EPSG:32631"),
        "extent": tr("xmin,xmax,ymin,ymax [CRS], or a layer"),
        "raster": tr("a raster layer or the path of a file"),
        "multilayer": tr("a list of raster layers or of paths of files"),
        "layer": tr("a layer or the path of a file"),
    }
    return words.get(definition.type(), tr("a text"))


def _wanted_file(definition: QgsProcessingParameterFile) -> str:
    if definition.extension():
        return tr("the path of a .{} file").format(definition.extension())
    if definition.behavior() == QgsProcessingParameterFile.Behavior.Folder:
        return tr("the path of a folder")
    return tr("the path of a file")


def _instead(definition: QgsProcessingParameterDefinition, value: Any, wanted: str) -> str:
    return tr("{} is {}: give {}.").format(definition.name(), _shown(value), wanted)


def _shown(value: Any) -> str:
    """A value for a sentence, without Python's marks."""
    if isinstance(value, QgsMapLayer):
        return value.name()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_shown, value)) if value else tr("an empty list")
    if not isinstance(value, (str, int, float, Path)):
        return tr("a value of an unknown kind")
    if isinstance(value, float) and not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else tr("infinite")
    text = str(value) if str(value).strip() else tr("empty")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _is_needed(definition: QgsProcessingParameterDefinition) -> bool:
    """Whether it is an input that a run cannot do without."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return not definition.isDestination() and not definition.flags() & optional


def _has_nul(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(each, str) and "\0" in each for each in values)


def _is_unwritable(value: Any) -> bool:
    """Whether it is a text, or a list with one, of halves of characters, which Qt knows nothing of."""
    values = value if isinstance(value, list) else [value]
    return any(isinstance(each, str) and HALVES.search(each) for each in values)


def _number(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    least, most = definition.minimum(), definition.maximum()
    is_whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
    if is_whole:
        least, most = max(least, -LARGEST_WHOLE), min(most, LARGEST_WHOLE)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        return tr("{} is {}: give a number.").format(definition.name(), _shown(value))
    if number < least:
        return tr("{} is {}: give a number of at least {:.10g}.").format(
            definition.name(), _shown(value), least
        )
    if number > most:
        return tr("{} is {}: give a number of at most {:.10g}.").format(
            definition.name(), _shown(value), most
        )
    read = QgsProcessingParameters.parameterAsInt if is_whole else QgsProcessingParameters.parameterAsDouble
    if read(definition, {definition.name(): value}, context) == number:
        return ""
    wanted = tr("a whole number in digits, such as 1000") if is_whole else tr("a number in digits")
    return _instead(definition, value, wanted)  # QGIS would go on with another number in silence


def _choice(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if definition.checkValueIsAcceptable(value, context):
        return ""
    known = ", ".join(definition.options())
    return tr("{} is {}: choose one of {}.").format(definition.name(), _shown(value), known)


def _truth(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    is_one = str(value).strip().lower() in TRUTHS
    return "" if is_one else _instead(definition, value, _wanted(definition))


def _text(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    is_one = isinstance(value, (str, int, float, Path))
    return "" if is_one else _instead(definition, value, _wanted(definition))


def _target(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    """A folder's name is none of a file, which QGIS would look for under it and not find."""
    text = sink_text(value, context)
    if isinstance(value, str) and not text.strip():
        return tr("{} is missing: give {}.").format(definition.name(), _wanted(definition))
    is_no_file = text.startswith(OF_NO_FILE) or VIRTUAL_PLACE.match(text)
    is_folder = text.endswith(("/", os.sep)) and not is_no_file
    return tr("{file} is a folder; name a file in it.").format(file=text) if is_folder else ""


def _crs(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    crs = QgsProcessingParameters.parameterAsCrs(definition, {definition.name(): value}, context)
    if crs.isValid():
        return ""
    return tr("{} is {}, which is no known CRS: choose another one, such as EPSG:32631.").format(
        definition.name(), _shown(value)
    )


def _extent(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    is_one = not isinstance(value, (list, tuple, dict, int, float))  # which QGIS takes, for nowhere
    if is_one and definition.checkValueIsAcceptable(value, context):
        box = QgsProcessingParameters.parameterAsExtent(definition, {definition.name(): value}, context)
        numbers = EXTENT.fullmatch(value) if isinstance(value, str) else None
        crs = numbers[1] if numbers else None
        if crs and not QgsCoordinateReferenceSystem(crs).isValid():  # QGIS goes on with the input's
            return tr("{} is {}, whose CRS is not known: give another one, such as [EPSG:32631].").format(
                definition.name(), _shown(value)
            )
        if numbers and box.isEmpty():
            return tr("{} is {}, which has no area: give xmin,xmax,ymin,ymax [CRS], or a layer.").format(
                definition.name(), _shown(value)
            )
        in_degrees = bool(crs) and QgsCoordinateReferenceSystem(crs).isGeographic()
        ends = max(-box.xMinimum(), box.xMaximum()), max(-box.yMinimum(), box.yMaximum())
        if in_degrees and (ends[0] > REACH[0] or ends[1] > REACH[1]):  # QGIS takes them as the input's own
            return _instead(definition, value, _wanted(definition))
        if box.isFinite() or isinstance(value, QgsMapLayer):
            return ""
    return _instead(definition, value, _wanted(definition))


def _raster(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    if isinstance(value, (list, tuple, dict)):  # QGIS itself takes them where a raster is optional
        return _instead(definition, value, _wanted(definition))
    if _is_broken(value):
        return _unreadable(value)
    if isinstance(value, QgsMapLayer) and not isinstance(value, QgsRasterLayer):
        return tr("{} is no raster layer: choose one for {}.").format(value.name(), definition.name())
    if definition.checkValueIsAcceptable(value, context):
        return ""
    if isinstance(value, str) and QgsProcessingUtils.mapLayerFromString(value, context) is not None:
        return tr("{} is no raster layer: choose one for {}.").format(_shown(value), definition.name())
    if _is_of_gdal(value):
        return _not_by_name(value, definition)
    return _not_read(value) or tr(
        "{} cannot be read as a raster: check that the file exists and is whole."
    ).format(_shown(value))


def _rasters(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    single = QgsProcessingParameterRasterLayer(definition.name())
    values = value if isinstance(value, list) else [value]
    return next(filter(None, (_raster(single, one, context) for one in values)), "")


def _layer(definition: Any, value: Any, context: QgsProcessingContext) -> str:
    layer = value
    if not isinstance(value, QgsMapLayer):
        layer = QgsProcessingUtils.mapLayerFromString(value, context) if isinstance(value, str) else None
    if layer is None and _is_of_gdal(value):
        return _not_by_name(value, definition)
    if layer is None or not layer.isValid():
        return _unreadable(value)
    if isinstance(layer, (QgsVectorLayer, QgsRasterLayer)):
        return ""
    return tr("{} is no raster and no vector layer: choose one for {}.").format(
        _shown(value), definition.name()
    )


def _is_broken(value: Any) -> bool:
    """Whether it is a layer of a project whose source is not there any more."""
    return isinstance(value, QgsMapLayer) and not value.isValid()


def _is_of_gdal(value: Any) -> bool:
    """Whether GDAL alone knows the name, such as /vsizip/... or vrt://...."""
    # A layer of QGIS would look for the values' range, and GDAL keep it in the very archive.
    return isinstance(value, str) and OF_GDAL.match(value) is not None and opens(value)


def _not_read(value: Any) -> str:
    """Why an address or a folder is no layer; empty for other values."""
    if isinstance(value, str) and OF_WEB.match(value) is not None:
        words = tr("{} cannot be read from the web: check the address, or download it and give the file.")
        return words.format(_shown(value))
    if isinstance(value, str) and is_there(value, Path.is_dir):
        return tr(FOLDER).format(file=_shown(value))
    return ""


def _not_by_name(value: Any, definition: Any) -> str:
    words = tr(
        "QGIS loads no layer by the name {} alone: add it to the project and choose the layer for {}, or "
        "save it as a file of its own."
    )
    return words.format(_shown(value), definition.name())


def _unreadable(value: Any) -> str:
    if isinstance(value, QgsMapLayer) and value.providerType() in SERVICES:
        words = tr("{} cannot be reached: check the connection of the layer, or export it to a file.")
        return words.format(_shown(value))
    return _not_read(value) or tr(
        "{} cannot be read as a layer: check that the file exists and is whole."
    ).format(_shown(value))

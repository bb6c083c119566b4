"""What a model takes beside the selected layers, such as an orthophoto, and the layers that may be it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..algorithms.common.bridge import tr
from ..models import tasks
from ..models.modelfile.parts import Card, Input
from ..models.surfaces.dsm_ndvi_pair import is_picture
from .layers import data_bands, is_shading, is_surface, unusable

LABELS = {"image": "Image", "ndvi": "NDVI", "dsm": "DSM", "mask": "Mask", "buildings": "Buildings"}
# What layers of buildings are often called, in some languages; small letters.
BUILDING_NAMES = (
    *(
        "building",
        "footprint",
        "house",
        "roof",
        "gebäude",
        "gebaeude",
        "haus",
        "dach",
        "bâti",
        "bati",
        "edific",
    ),
    *("pand", "budynk", "bygning", "byggnad", "rakennu"),
)
MOST_NUMBERS = 3  # of bands that are told
BUILDINGS = "buildings"
FLOATS = (Qgis.DataType.Float32, Qgis.DataType.Float64)


@dataclass(frozen=True)
class Guide:
    """A layer that a model takes beside the selected one: a raster, for buildings polygons too."""

    parameter: str  # the algorithm's
    role: str
    label: str
    bands: tuple[int, ...]  # numbers of bands that it may have
    is_optional: bool = False

    def in_words(self) -> str:
        """Its label, with the numbers of bands if they matter."""
        if len(self.bands) > MOST_NUMBERS:
            return self.label
        return tr("{}, bands: {}").format(self.label, " / ".join(map(str, self.bands)))

    def fits(self, layer: QgsMapLayer) -> bool:
        """Whether a layer has as many bands as the model takes; polygons fit where buildings are wanted."""
        if isinstance(layer, QgsVectorLayer):
            polygons = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
            return self.role == BUILDINGS and layer.isValid() and polygons
        return not unusable(layer, 0) and data_bands(layer) in self.bands and not is_shading(layer)

    def likeness(self, layer: QgsMapLayer) -> int:
        """How much a layer looks like what is wanted; 0: rather not."""
        if self.role == BUILDINGS:  # a mask may well have been made of the surface itself
            named = any(word in layer.name().lower() for word in BUILDING_NAMES)
            return named + 2 * isinstance(layer, QgsVectorLayer)
        bands, is_float = data_bands(layer), layer.dataProvider().dataType(1) in FLOATS
        if self.role == "image":
            return 2 if bands >= 3 else int(not is_float)
        if self.role == "ndvi":
            return 2 if "ndvi" in layer.name().lower() else int(bands == 1 and not is_float)
        return int(bands == 1 and is_float)


def input_name(algorithm: str, layer: QgsRasterLayer) -> str:
    """The algorithm's parameter that a selected layer is given as."""
    task = tasks.of(algorithm)
    if len(task.roles) == 1:
        return next(iter(task.roles))
    return task.parameter("dsm" if is_surface(layer) else "image")


def wanted(card: Card, layers: Sequence[QgsRasterLayer]) -> list[Guide]:
    """What a model takes beside these layers, in its order."""
    entries: list[tuple[str, Input]] = []
    pictures = all(is_picture(card, layer.width(), layer.height()) for layer in layers)  # hold their guides
    task = tasks.of(card.task)
    if task.guides and not pictures:
        entries = [
            (task.areas if entry.role == BUILDINGS else task.guides, entry) for entry in card.inputs[1:]
        ]
    elif len(task.roles) > 1:
        entries = _beside(task, card.inputs, {task.roles[input_name(task.id, layer)] for layer in layers})
    roles = [entry.role for _, entry in entries]
    numbers = [
        roles[: place + 1].count(role) if roles.count(role) > 1 else 0 for place, role in enumerate(roles)
    ]
    return [
        Guide(
            parameter,
            entry.role,
            _label(entry.role, number),
            entry.accepted_bands,
            entry.optional,
        )
        for (parameter, entry), number in zip(entries, numbers)
    ]


def _beside(task: tasks.Task, inputs: Sequence[Input], given: set[str]) -> list[tuple[str, Input]]:
    """The inputs of a finder of buildings that layers of these roles do not all fill, and their parameters.

    None at all if the model has no use for one of the layers: the run says so.
    """
    names = {role: name for name, role in task.roles.items()}
    filled = {
        next((place for place, entry in enumerate(inputs) if role in entry.roles), None) for role in given
    }
    if None in filled:
        return []
    left = [entry for place, entry in enumerate(inputs) if filled != {place}]
    return [(names[entry.role], entry) for entry in left if entry.role in names]


def _label(role: str, number: int) -> str:
    label = tr(LABELS[role]) if role in LABELS else role
    return f"{label} {number}" if number else label


def candidates(guide: Guide, layers: Sequence[QgsMapLayer]) -> list[QgsMapLayer]:
    """The project's layers, from the top, that can be a guide of these."""
    own = {layer.id() for layer in layers}
    nodes = QgsProject.instance().layerTreeRoot().findLayers()
    found = {node.layerId(): node.layer() for node in nodes if node.layer() is not None}
    return [layer for name, layer in found.items() if name not in own and guide.fits(layer)]


def suggestion(
    guide: Guide, layers: Sequence[QgsRasterLayer], possible: Sequence[QgsMapLayer], last: str
) -> QgsMapLayer | None:
    """Of the possible ones what people most likely want, if anything: the last one, else the likeliest."""
    shares = {layer.id(): sum(_covered(each, layer) for each in layers) for layer in possible}
    there = [layer for layer in possible if shares[layer.id()] > 0]
    if last in (layer.id() for layer in there):
        return next(layer for layer in there if layer.id() == last)
    likely = [layer for layer in there if guide.likeness(layer)]
    if guide.role == BUILDINGS:  # a layer of the whole country's land is no better than one of its houses
        return max(likely, key=guide.likeness, default=None)
    return max(likely, key=lambda each: (round(shares[each.id()], 1), guide.likeness(each)), default=None)


def _covered(layer: QgsMapLayer, other: QgsMapLayer) -> float:
    """The share of a layer's extent that another one's covers."""
    there = QgsCoordinateTransform(other.crs(), layer.crs(), QgsProject.instance())
    try:
        common = there.transformBoundingBox(other.extent()).intersect(layer.extent())
    except QgsCsException:
        return 0.0
    area = layer.extent().area()
    return common.area() / area if area and not common.isEmpty() else 0.0

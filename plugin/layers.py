"""Layers of the project: which are selected, which can be used, and where results go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsRaster,
    QgsRasterLayer,
)

from ..algorithms.bridge import LayerSource, tr

SOURCE = "roofline/source"  # property of a group of results: the layer that they were made from


def selected(view: Any) -> list[QgsMapLayer]:
    """The layers selected in a layer tree view, those of selected groups too, each once, from the top."""
    found: dict[str, QgsMapLayer] = {}
    for node in view.selectedNodes():
        nodes = node.findLayers() if QgsLayerTree.isGroup(node) else [node]
        found.update((each.layerId(), each.layer()) for each in nodes if each.layer() is not None)
    return list(found.values())


def unusable(layer: QgsMapLayer, most_bands: int) -> str:
    """Why a layer cannot be worked on, in a few words; nothing if it can. `most_bands` of 0: any number."""
    if not isinstance(layer, QgsRasterLayer):
        return tr("no raster")
    if layer.providerType() != "gdal":
        return tr("no raster file: export it first")
    if _is_gone(layer):
        return tr("its file is missing")
    if not layer.isValid():
        return tr("cannot be read")
    bands = data_bands(layer)
    if most_bands and bands > most_bands:
        return tr("{} bands instead of one").format(bands)
    return ""


def data_bands(layer: QgsRasterLayer) -> int:
    """The number of bands without alpha."""
    provider = layer.dataProvider()
    alpha = QgsRaster.ColorInterpretation.AlphaBand
    bands = range(1, provider.bandCount() + 1)
    return sum(provider.colorInterpretation(band) != alpha for band in bands)


def add_results(layers: Iterable[QgsMapLayer], source_id: str, source_name: str) -> None:
    """Put layers into the project, in a group right above the layer that they were made from."""
    group = _group_above(QgsProject.instance().layerTreeRoot(), source_id, source_name)
    for index, layer in enumerate(layers):
        QgsProject.instance().addMapLayer(layer, False)
        group.insertLayer(index, layer)


def _group_above(root: QgsLayerTreeGroup, source_id: str, source_name: str) -> QgsLayerTreeGroup:
    """The group of a source's results, made if there is none; at the top if the source has been removed."""
    node = root.findLayer(source_id)
    parent = root if node is None else node.parent()
    for group in parent.findGroups():
        if group.customProperty(SOURCE) == source_id:
            return group
    place = 0 if node is None else parent.children().index(node)
    group = parent.insertGroup(place, tr("{} (Roofline)").format(source_name))
    group.setCustomProperty(SOURCE, source_id)
    return group


def _is_gone(layer: QgsRasterLayer) -> bool:
    """Whether a layer's file, if it is an ordinary one, is no longer there."""
    source = LayerSource(layer.name(), "gdal", layer.source()).path
    path = QgsProviderRegistry.instance().decodeUri("gdal", source).get("path", "")
    return Path(path).is_absolute() and not path.startswith("/vsi") and not Path(path).exists()

"""Layers of the project: which are selected, which can be used, and where results go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsPointCloudLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsRaster,
    QgsRasterLayer,
)

from ..algorithms.common.bridge import tr
from ..algorithms.common.rasters import raster_source
from ..algorithms.common.styles import SAME_FILE

SOURCE = "roofline/source"  # property of a group of results: the layer that they were made from


def selected(view: Any) -> list[QgsMapLayer]:
    """The layers selected in a layer tree view, those of selected groups too, each once, from the top."""
    chosen: set[str] = set()
    selection = view.selectedNodes()
    for node in selection:
        nodes = _layers_of(node) if QgsLayerTree.isGroup(node) else [node]
        chosen.update(each.layerId() for each in nodes)
    if not selection and view.currentLayer() is not None:
        chosen.add(view.currentLayer().id())  # an entry of its legend is selected
    every = QgsProject.instance().layerTreeRoot().findLayers()
    found = {each.layerId(): each.layer() for each in every if each.layerId() in chosen}
    return _once([layer for layer in found.values() if layer is not None])


def _layers_of(group: QgsLayerTreeGroup) -> list[QgsLayerTreeLayer]:
    """The layers of a group and of those in it, without the results that lie above their sources there."""
    found: list[QgsLayerTreeLayer] = []
    for node in group.children():
        if QgsLayerTree.isGroup(node):
            source = node.customProperty(SOURCE)
            found += [each for each in _layers_of(node) if not source or each.layerId() == source]
        else:
            found.append(node)
    return found


def is_shading(layer: QgsMapLayer) -> bool:
    """Whether a layer shows a result a second time."""
    return layer.source().endswith(SAME_FILE)


def _once(layers: list[QgsMapLayer]) -> list[QgsMapLayer]:
    """Without the shadings of surfaces that are among the layers themselves."""
    surfaces = {layer.source() + SAME_FILE for layer in layers}
    return [layer for layer in layers if layer.source() not in surfaces]


def still_there(ids: Iterable[str]) -> list[QgsMapLayer]:
    """Those layers of the project that have not been removed meanwhile."""
    found = (QgsProject.instance().mapLayer(each) for each in ids)
    return [layer for layer in found if layer is not None]


def unusable(layer: QgsMapLayer, most_bands: int) -> str:
    """Why a layer cannot be worked on, in a few words; nothing if it can. `most_bands` of 0: any number."""
    if not isinstance(layer, QgsRasterLayer):
        are_points = isinstance(layer, QgsPointCloudLayer)
        return tr("points: make a DSM of them first, in the toolbox") if are_points else tr("no raster")
    if layer.providerType() != "gdal":
        return tr("no raster file: export it first")
    if _is_gone(layer):
        return tr("its file is missing")
    if not layer.isValid():
        return tr("cannot be read")
    bands = data_bands(layer)
    if most_bands and bands > most_bands:
        return tr("{} bands instead of one").format(bands)
    if most_bands == 1 and has_palette(layer):
        return tr("colours of a table instead of heights")
    return ""


def data_bands(layer: QgsRasterLayer) -> int:
    """The number of bands without alpha."""
    provider = layer.dataProvider()
    alpha = QgsRaster.ColorInterpretation.AlphaBand
    bands = range(1, provider.bandCount() + 1)
    return sum(provider.colorInterpretation(band) != alpha for band in bands)


def is_surface(layer: QgsRasterLayer) -> bool:
    """Whether a layer is taken for heights: one band that is no picture's.

    8-bit numbers are grey levels or colours of a table, unless QGIS was told that they are an elevation.
    """
    if data_bands(layer) != 1:
        return False
    elevation = layer.elevationProperties()
    told = getattr(elevation, "isEnabled", bool)()  # QGIS 3.26 and later
    is_picture = has_palette(layer) or layer.dataProvider().dataType(1) == Qgis.DataType.Byte
    return bool(told) or not is_picture


def has_palette(layer: QgsRasterLayer) -> bool:
    """Whether a layer's numbers stand for colours or classes."""
    return layer.dataProvider().colorInterpretation(1) == QgsRaster.ColorInterpretation.PaletteIndex


def add_results(layers: Sequence[QgsMapLayer], source_id: str, source_name: str) -> None:
    """Put layers into the project, in a group right above the layer that they were made from."""
    _lie_with(QgsProject.instance().mapLayer(source_id), layers)
    QgsProject.instance().addMapLayers(layers, False)
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(source_id)
    parent = root if node is None else node.parent()  # at the top if the layer is in no tree
    groups = [parent, *parent.findGroups()]  # people may have put the layer in there, too
    group = next((each for each in groups if each.customProperty(SOURCE) == source_id), None)
    if group is not None:
        group.insertChildNodes(0, [QgsLayerTreeLayer(layer) for layer in layers])
    else:
        group = QgsLayerTreeGroup(tr("{} (Roofline)").format(source_name))
        group.setCustomProperty(SOURCE, source_id)
        for layer in layers:
            group.addLayer(layer)
        # With its layers in it: an empty group would be shown collapsed for ever.
        parent.insertChildNode(0 if node is None else parent.children().index(node), group)
    group.setItemVisibilityChecked(True)  # in a group that shows one at a time, the results


def _lie_with(source: QgsMapLayer | None, layers: Sequence[QgsMapLayer]) -> None:
    """Have results lie where their source lies, if people have set another CRS than its file's."""
    for layer in layers:
        if source is not None and layer.crs() == source.dataProvider().crs():
            layer.setCrs(source.crs())


def _is_gone(layer: QgsRasterLayer) -> bool:
    """Whether a layer's file, if it is an ordinary one, is no longer there."""
    source = raster_source(layer).path
    path = QgsProviderRegistry.instance().decodeUri("gdal", source).get("path", "")
    return Path(path).is_absolute() and not path.startswith("/vsi") and not Path(path).exists()

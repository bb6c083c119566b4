"""A plan to draw in: roads and buildings on two layers, and an image of them that is painted as it grows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayerTreeGroup,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.common.base import icon_path
from ..algorithms.common.bridge import tr
from . import actions, planlayers
from .messages import Messages, Standing, button
from .tasks import AlgorithmRun, wait_while

DIVERSITY = 0.5  # another seed is another image then, and no less like a real place (docs/imagery.md)
REST = 1000  # ms after the last edit or move of the map, until it is painted


class Plan:
    """The part of the plugin that makes a plan's layers and paints it; there is one live plan at a time."""

    def load(self, iface: Any) -> None:
        self._iface, self._canvas = iface, iface.mapCanvas()
        self._messages = Messages(iface)
        self._message = Standing(iface, self.close)
        self._ending: list[AlgorithmRun] = []
        self._forget()
        self._action = QAction(QIcon(icon_path("plantoimagery")), tr("Draw a plan"), iface.mainWindow())
        self._action.setObjectName("RooflinePlan")
        self._action.setToolTip(
            tr(
                "<b>Draw a plan</b><br>Makes layers for buildings and roads, and paints an image of them "
                "while you draw."
            )
        )
        self._action.triggered.connect(lambda: self._begin())
        actions.menu(iface).addAction(self._action)
        actions.toolbar(iface).addAction(self._action)
        self._timer = QTimer(iface.mainWindow())
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._paint)
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_go)
        self._canvas.extentsChanged.connect(self._changed)
        QCoreApplication.instance().aboutToQuit.connect(self._stop)

    def unload(self) -> None:
        QgsProject.instance().layersWillBeRemoved.disconnect(self._layers_go)
        self._canvas.extentsChanged.disconnect(self._changed)
        QCoreApplication.instance().aboutToQuit.disconnect(self._stop)
        self._stop()
        self._message.unload()
        self._timer.deleteLater()
        self._action.deleteLater()

    def close(self) -> None:
        """End the painting: the image that was not kept goes, the plan's layers stay."""
        layers, image = self._layers, self._image_id
        self._timer.stop()
        self._cancel()
        self._forget()
        for layer in layers:
            layer.layerModified.disconnect(self._changed)
            layer.afterRollBack.disconnect(self._changed)
        self._message.hide()
        self._remove_image(image)

    def _forget(self) -> None:
        self._layers: list[QgsVectorLayer] = []  # buildings, roads
        self._seed = 0
        self._run: AlgorithmRun | None = None
        self._image_id = ""

    def _stop(self) -> None:
        self.close()
        wait_while(lambda: bool(self._ending))

    def _begin(self) -> None:
        """Two empty layers in a group, ready to draw in."""
        self.close()
        if not self._messages.can_run("synthesizeimagery"):
            return
        crs = planlayers.metric_crs(self._canvas.mapSettings())
        self._layers = [planlayers.buildings(crs), planlayers.roads(crs)]
        group = QgsProject.instance().layerTreeRoot().insertGroup(0, tr("Plan"))
        for layer in reversed(self._layers):
            QgsProject.instance().addMapLayer(layer, False)
            group.insertLayer(0, layer)
            layer.layerModified.connect(self._changed)  # also when an edit is undone
            layer.afterRollBack.connect(self._changed)
            layer.startEditing()
        self._iface.setActiveLayer(self._layers[0])
        self._tell(tr("Draw buildings and roads: what is in view is painted a second later."))

    def _changed(self, *_: object) -> None:
        """Paint again when people have come to rest."""
        if self._layers:
            self._timer.start()

    def _paint(self) -> None:
        """Compose the mask of what is in view, then paint it, in the background."""
        self._cancel()
        if not any(layer.featureCount() for layer in self._layers):
            return
        buildings, lines = self._layers
        area = planlayers.in_view(self._canvas.mapSettings(), buildings.crs())
        if area is None:
            self._tell(tr("Too much is in view to be painted: zoom in to about a kilometre."))
            return
        parameters = {
            "BUILDINGS": buildings,
            "ROADS": planlayers.as_wide_as_said(lines, area.rectangle),
            "EXTENT": QgsReferencedRectangle(area.rectangle, buildings.crs()),
            "PIXEL_SIZE": area.pixel,
            "OUTPUT": QgsProcessingUtils.generateTempFilename("plan.tif"),
        }
        self._run = run = AlgorithmRun("composemask", parameters, tr("Plan: mask"))
        run.start(self._composed, None, self._layers)

    def _composed(self, run: AlgorithmRun) -> None:
        if not self._is_current(run):
            return
        mask = run.results["OUTPUT"]
        target = QgsProcessingUtils.generateTempFilename("image.tif")
        parameters = {"INPUT": mask, "SEED": self._seed, "DIVERSITY": DIVERSITY, "OUTPUT": target}
        self._run = painting = AlgorithmRun("synthesizeimagery", parameters, tr("Plan: image"))
        painting.start(lambda ended: self._painted(ended, mask), None, self._layers)

    def _painted(self, run: AlgorithmRun, mask: str) -> None:
        _delete(mask)
        if not self._is_current(run):
            return
        self._run = None
        former, layer = self._image_id, QgsRasterLayer(run.results["OUTPUT"], tr("Image of the plan"))
        layer.setCrs(self._layers[0].crs())
        QgsProject.instance().addMapLayer(layer, False)
        self._group().addLayer(layer)
        self._image_id = layer.id()
        self._remove_image(former)
        self._tell(
            tr("Painted what is in view. It is made up, and shows no real place."),
            (tr("Another image"), self._another),
            (tr("Keep as layer"), self._keep),
        )

    def _is_current(self, run: AlgorithmRun) -> bool:
        """Whether a run that has ended made what is still wanted; of those that failed, say why."""
        if run is not self._run:
            if run in self._ending:
                self._ending.remove(run)
            _delete(run.results.get("OUTPUT", ""))
            return False
        if not run.results:
            self._run = None
            if run.problem:
                self._messages.failure(run.problem)
            return False
        return True

    def _cancel(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            self._ending.append(run)
            run.cancel()

    def _another(self) -> None:
        """The same plan from the next seed."""
        self._seed += 1
        self._paint()

    def _keep(self) -> None:
        """The image stays as a layer of its own; the next edit makes another one."""
        layer = QgsProject.instance().mapLayer(self._image_id)
        if layer is not None:
            layer.setName(tr("Image of the plan, seed {}").format(self._seed))
        self._image_id = ""
        text = tr("The image stays as a layer; save it to keep it after QGIS is closed.")
        self._tell(text, (tr("Another image"), self._another))

    def _group(self) -> QgsLayerTreeGroup:
        """Where the plan's layers lie now; the root if people have taken them out of all groups."""
        root = QgsProject.instance().layerTreeRoot()
        node = root.findLayer(self._layers[0].id())
        return node.parent() if node is not None else root

    def _remove_image(self, layer_id: str) -> None:
        layer = QgsProject.instance().mapLayer(layer_id) if layer_id else None
        if layer is not None:
            file = layer.source()
            QgsProject.instance().removeMapLayer(layer_id)
            _delete(file)

    def _tell(self, text: str, *buttons: tuple[str, Callable[[], None]]) -> None:
        """One message that stays until the plan's painting is ended, or ends it when it is closed."""
        self._message.show(text, *(button(*each) for each in (*buttons, (tr("End"), self.close))))

    def _layers_go(self, ids: list[str]) -> None:
        """Without one of its layers there is no plan; without its image there is one still."""
        if self._image_id in ids:
            self._image_id = ""
        if any(layer.id() in ids for layer in self._layers):
            self.close()


def _delete(file: str) -> None:
    """Remove a temporary file, with what QGIS has put beside it; one that is open goes with QGIS's folder."""
    for path in (Path(file), Path(f"{file}.aux.xml")) if file else ():
        with suppress(OSError):
            path.unlink()

"""Toolbar, Raster menu and the layers' context menu: the actions on selected layers."""

from __future__ import annotations

from functools import partial
from typing import Any

from qgis.core import QgsApplication, QgsLayerTree, QgsMapLayer, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar

from ..algorithms.base import icon_path
from ..algorithms.bridge import tr
from .layers import selected, unusable
from .messages import Messages, duration, names
from .queue import Queue
from .tasks import Job, Work

MENU = "Roofline"
TOOLBAR = "RooflineToolBar"
WORKS = (
    Work("refinedsm", "{} refined", most_bands=1),
    Work("buildingmask", "{} buildings", needs_model=True),
    Work("synthesizeimagery", "{} imagery", needs_model=True),
)


def toolbar(iface: Any) -> QToolBar:
    """Roofline's toolbar, for the other parts of the plugin."""
    return iface.mainWindow().findChild(QToolBar, TOOLBAR)


class Actions:
    """The actions on selected layers, and the queue of what they have set off."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._messages = Messages(iface)
        self._queue = Queue()
        self._toolbar = iface.addToolBar("Roofline")
        self._toolbar.setObjectName(TOOLBAR)
        self._actions = [self._action(work) for work in WORKS]
        self._view = iface.layerTreeView()
        if hasattr(self._view, "contextMenuAboutToShow"):  # QGIS 3.32 and later
            self._view.contextMenuAboutToShow.connect(self._offer_for_groups)
        QCoreApplication.instance().aboutToQuit.connect(self._queue.stop)

    def unload(self) -> None:
        QCoreApplication.instance().aboutToQuit.disconnect(self._queue.stop)
        if hasattr(self._view, "contextMenuAboutToShow"):
            self._view.contextMenuAboutToShow.disconnect(self._offer_for_groups)
        self._queue.stop()
        for action in self._actions:
            self._iface.removeCustomActionForLayerType(action)
            self._iface.removePluginRasterMenu(MENU, action)
            action.deleteLater()
        self._iface.mainWindow().removeToolBar(self._toolbar)
        self._toolbar.deleteLater()
        self._actions, self._toolbar = [], None

    def _action(self, work: Work) -> QAction:
        algorithm = QgsApplication.processingRegistry().algorithmById(f"roofline:{work.algorithm}")
        icon, title = QIcon(icon_path(work.algorithm)), algorithm.displayName()
        action = QAction(icon, title, self._iface.mainWindow())
        action.setObjectName(f"Roofline-{work.algorithm}")
        action.setToolTip(f"<b>{title}</b><br>{algorithm.shortDescription()}")
        action.triggered.connect(partial(self._run, work))
        self._toolbar.addAction(action)
        self._iface.addPluginToRasterMenu(MENU, action)
        self._iface.addCustomActionForLayerType(action, MENU, QgsRasterLayer().type(), True)
        return action

    def _offer_for_groups(self, menu: QMenu) -> None:
        """QGIS has custom actions for layers alone; groups get theirs here."""
        if any(QgsLayerTree.isGroup(node) for node in self._view.selectedNodes()):
            menu.addSeparator()
            menu.addActions(self._actions)

    def _run(self, work: Work, checked: bool = False) -> None:
        chosen = selected(self._iface.layerTreeView())
        if not chosen:
            self._messages.info(tr("Select one or more raster layers in the Layers panel first."))
            return
        algorithm = QgsApplication.processingRegistry().algorithmById(f"roofline:{work.algorithm}")
        possible, reason = algorithm.canExecute()
        if not possible:
            setup = self._iface.mainWindow().findChild(QAction, "RooflineSetup")
            self._messages.missing(reason, setup.trigger if setup else None)
            return
        usable = self._usable(work, chosen)
        if usable:
            self._start(work, usable, {})

    def _usable(self, work: Work, chosen: list[QgsMapLayer]) -> list[QgsRasterLayer]:
        """The layers that the work can be done on; all others are named in one message."""
        reasons = {layer.id(): unusable(layer, work.most_bands) for layer in chosen}
        refused: dict[str, list[str]] = {}
        for layer in chosen:
            if reasons[layer.id()]:
                refused.setdefault(reasons[layer.id()], []).append(layer.name())
        if refused:
            parts = [f"{names(layers)} ({reason})" for reason, layers in refused.items()]
            self._messages.warning(tr("Left out: {}.").format("; ".join(parts)))
        return [layer for layer in chosen if not reasons[layer.id()]]

    def _start(self, work: Work, layers: list[QgsRasterLayer], options: dict[str, Any]) -> None:
        jobs = [Job(work, layer, options) for layer in layers]
        self._queue.add(jobs, partial(self._ended, jobs))

    def _ended(self, jobs: list[Job], job: Job) -> None:
        """Say at once what failed, and what was made when the last job of a click has ended."""
        if job.problem:
            self._messages.failure(f"“{job.name}”: {job.problem}")
        if all(each.finished for each in jobs):
            made = [each for each in jobs if each.done]
            if made:
                seconds = duration(sum(each.seconds for each in made))
                devices = ", ".join(dict.fromkeys(each.device for each in made))
                self._messages.success(
                    tr("{} made in {} on {}.").format(names(each.result for each in made), seconds, devices)
                )

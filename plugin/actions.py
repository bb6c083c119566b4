"""Toolbar, Raster menu and the layers' context menu: the actions on selected layers."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any

from qgis.core import QgsApplication, QgsLayerTree, QgsMapLayer, QgsProcessingAlgorithm, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar

from ..algorithms.base import icon_path
from ..algorithms.bridge import tr
from .jobs import WORKS, Job, Work
from .layers import selected, still_there, unusable
from .messages import Messages, duration, names
from .modelchoice import ModelDialog, settled_model
from .queue import Queue

MENU = "RooflineMenu"
TOOLBAR = "RooflineToolBar"
SETUP = "RooflineSetup"  # the action that installs PyTorch


def toolbar(iface: Any) -> QToolBar:
    """Roofline's toolbar, for the other parts of the plugin."""
    return iface.mainWindow().findChild(QToolBar, TOOLBAR)


def menu(iface: Any) -> QMenu:
    """Raster > Roofline, for the other parts of the plugin."""
    return iface.rasterMenu().findChild(QMenu, MENU)


class Actions:
    """The actions on selected layers, and the queue of what they have set off."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._messages = Messages(iface)
        self._queue = Queue()
        self._dialog: ModelDialog | None = None
        self._toolbar = iface.addToolBar("Roofline")
        self._toolbar.setObjectName(TOOLBAR)
        self._menu = QMenu("Roofline", iface.rasterMenu())  # QGIS would leave its own behind
        self._menu.setObjectName(MENU)
        self._menu.setIcon(QIcon(icon_path("roofline")))
        iface.rasterMenu().addMenu(self._menu)
        self._actions = [self._action(work) for work in WORKS]
        self._menu.addSeparator()
        self._view = iface.layerTreeView()
        if hasattr(self._view, "contextMenuAboutToShow"):  # QGIS 3.32 and later
            self._view.contextMenuAboutToShow.connect(self._offer_for_groups)
        QCoreApplication.instance().aboutToQuit.connect(self._queue.stop)

    def unload(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        QCoreApplication.instance().aboutToQuit.disconnect(self._queue.stop)
        if hasattr(self._view, "contextMenuAboutToShow"):
            self._view.contextMenuAboutToShow.disconnect(self._offer_for_groups)
        self._queue.stop()
        for action in self._actions:
            self._iface.removeCustomActionForLayerType(action)
            action.deleteLater()
        self._iface.mainWindow().removeToolBar(self._toolbar)
        self._toolbar.deleteLater()
        self._menu.deleteLater()
        gc.unfreeze()  # what `import_torch` froze can be collected again: this module is in it

    def _action(self, work: Work) -> QAction:
        algorithm = _algorithm(work)
        action = QAction(QIcon(icon_path(work.algorithm)), algorithm.displayName(), self._iface.mainWindow())
        action.setObjectName(f"Roofline-{work.algorithm}")
        action.setToolTip(f"<b>{algorithm.displayName()}</b><br>{algorithm.shortDescription()}")
        action.triggered.connect(partial(self._clicked, work))
        self._toolbar.addAction(action)
        self._menu.addAction(action)
        self._iface.addCustomActionForLayerType(action, "Roofline", QgsRasterLayer().type(), True)
        return action

    def _offer_for_groups(self, menu: QMenu) -> None:
        """QGIS has custom actions for layers alone; groups get theirs here."""
        if any(QgsLayerTree.isGroup(node) for node in self._view.selectedNodes()):
            menu.addSeparator()
            menu.addActions(self._actions)

    def _clicked(self, work: Work, checked: bool = False) -> None:
        chosen = selected(self._view)
        if not chosen:
            self._messages.info(tr("Select one or more raster layers in the Layers panel first."))
            return
        possible, reason = _algorithm(work).canExecute()
        if not possible:
            setup = self._iface.mainWindow().findChild(QAction, SETUP)
            self._messages.missing(reason, setup.trigger if setup else None)
            return
        usable = self._usable(work, chosen)
        model = settled_model(work.algorithm)
        if usable and model is None:
            self._ask_for_model(work, [layer.id() for layer in usable])
        elif usable:
            self._start(work, usable, {"MODEL": model} if model else {})

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

    def _ask_for_model(self, work: Work, ids: list[str]) -> None:
        """Start on the layers that are still there when a model has been chosen."""
        title = _algorithm(work).displayName()
        dialog = ModelDialog(self._iface.mainWindow(), work.algorithm, title)

        def answered(result: int) -> None:
            self._dialog = None
            dialog.deleteLater()
            if result:
                self._start(work, still_there(ids), {"MODEL": dialog.model()})

        dialog.finished.connect(answered)
        self._dialog = dialog
        dialog.open()

    def _start(self, work: Work, layers: list[QgsRasterLayer], options: dict[str, Any]) -> None:
        title = _algorithm(work).displayName()
        jobs = [Job(work, layer, title, options) for layer in layers]
        self._queue.add(jobs, partial(self._ended, jobs))

    def _ended(self, jobs: list[Job], job: Job) -> None:
        """Say at once what failed, and what was made when the last job of a click has ended."""
        if job.problem:
            self._messages.failure(tr("“{}”: {}").format(job.name, job.problem))
        made = [each for each in jobs if each.made]
        if made and all(each.has_ended for each in jobs):
            devices = ", ".join(dict.fromkeys(each.device for each in made))
            text = tr("{} made in {} on {}.")
            seconds = sum(each.seconds for each in made)
            self._messages.success(
                text.format(names(each.result for each in made), duration(seconds), devices)
            )


def _algorithm(work: Work) -> QgsProcessingAlgorithm:
    return QgsApplication.processingRegistry().algorithmById(f"roofline:{work.algorithm}")

"""Toolbar, Raster menu and the layers' context menu: the actions on selected layers."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from typing import Any

from qgis.core import QgsApplication, QgsLayerTree, QgsMapLayer, QgsProcessingAlgorithm, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar, QToolButton

from ..algorithms.common.base import icon_path
from ..algorithms.common.bridge import tr
from . import modelcards
from .jobs import AT_ARROW, WORKS, Job, Work
from .layers import selected, unusable
from .messages import Messages, duration, names
from .modelchoice import Choice
from .queue import Queue

MENU = "RooflineMenu"
TOOLBAR = "RooflineToolBar"
MOST_FAILURES = 3  # of one click that are told each by itself


def toolbar(iface: Any) -> QToolBar:
    """Roofline's toolbar, for the other parts of the plugin."""
    return iface.mainWindow().findChild(QToolBar, TOOLBAR)


def menu(iface: Any) -> QMenu:
    """Raster > Roofline, for the other parts of the plugin."""
    return iface.rasterMenu().findChild(QMenu, MENU)


def add(iface: Any, action: QAction, clicked: Callable[[bool], Any]) -> QAction:
    """Put an action into toolbar and menu, with a second one that asks for the model, which is returned.

    That one, "Refine DSM with…", is at the arrow of the button and below the first one in the menu. `clicked`
    is called with whether to ask.
    """
    asking = QAction(action.icon(), tr("{} with…").format(action.text()), iface.mainWindow())
    asking.setObjectName(f"{action.objectName()}-with")
    asking.setToolTip(tr("Choose the model first, and the images that it takes."))
    action.triggered.connect(lambda: clicked(False))
    asking.triggered.connect(lambda: clicked(True))
    menu(iface).addActions([action, asking])
    toolbar(iface).addAction(action)
    button = toolbar(iface).widgetForAction(action)
    drop_down = QMenu(button)
    drop_down.addAction(asking)
    button.setMenu(drop_down)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    return asking


class Actions:
    """The actions on selected layers, and the queue of what they have set off."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._messages = Messages(iface)
        self._queue = Queue()
        self._choice = Choice(iface, self._messages)
        self._toolbar = iface.addToolBar("Roofline")
        self._toolbar.setObjectName(TOOLBAR)
        self._menu = QMenu("Roofline", iface.rasterMenu())  # QGIS would leave its own behind
        self._menu.setObjectName(MENU)
        self._menu.setIcon(QIcon(icon_path("roofline")))
        iface.rasterMenu().addMenu(self._menu)
        self._asking: list[QAction] = []
        self._actions = [self._action(work) for work in WORKS]
        self._menu.addSeparator()
        self._view = iface.layerTreeView()
        if hasattr(self._view, "contextMenuAboutToShow"):  # QGIS 3.32 and later
            self._view.contextMenuAboutToShow.connect(self._offer_for_groups)
        QCoreApplication.instance().aboutToQuit.connect(self._queue.stop)
        modelcards.read_ahead()

    def unload(self) -> None:
        self._choice.cancel()
        QCoreApplication.instance().aboutToQuit.disconnect(self._queue.stop)
        if hasattr(self._view, "contextMenuAboutToShow"):
            self._view.contextMenuAboutToShow.disconnect(self._offer_for_groups)
        self._queue.stop()
        for action in self._actions:
            self._iface.removeCustomActionForLayerType(action)
        for action in (*self._actions, *self._asking):
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
        self._asking.append(add(self._iface, action, partial(self._clicked, work, action)))
        self._iface.addCustomActionForLayerType(action, "Roofline", QgsRasterLayer().type(), True)
        if work.algorithm in AT_ARROW:
            self._asking.append(self._at_arrow(action, *AT_ARROW[work.algorithm]))
        return action

    def _at_arrow(self, beside: QAction, work: Work, text: str) -> QAction:
        """A second thing that an action's button offers, in the menu below the first."""
        algorithm = _algorithm(work)
        action = QAction(QIcon(icon_path(work.algorithm)), tr(text), self._iface.mainWindow())
        action.setObjectName(f"Roofline-{work.algorithm}")
        action.setToolTip(f"<b>{algorithm.displayName()}</b><br>{algorithm.shortDescription()}")
        action.triggered.connect(lambda: self._clicked(work, action, False))
        toolbar(self._iface).widgetForAction(beside).menu().addAction(action)
        self._menu.addAction(action)
        return action

    def _offer_for_groups(self, menu: QMenu) -> None:
        """QGIS has custom actions for layers alone; groups get theirs here."""
        if any(QgsLayerTree.isGroup(node) for node in self._view.selectedNodes()):
            menu.addSeparator()
            menu.addActions(self._actions)

    def _clicked(self, work: Work, action: QAction, ask: bool) -> None:
        """Start, or ask first; who triggers an action can settle the run's parameters as its data."""
        settled = {} if work not in WORKS else action.data()  # chains take the settled models
        action.setData(None)
        chosen = selected(self._view)
        if not chosen:
            self._messages.info(tr("Select one or more raster layers in the Layers panel first."))
            return
        if not self._messages.can_run(work.algorithm):
            return
        usable = self._usable(work, chosen)
        if usable and settled is not None:
            self._start(work, usable, settled)
        elif usable:
            self._choice.make(action.text(), work.algorithm, usable, partial(self._start, work), ask)

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
        title = _algorithm(work).displayName()
        jobs = [Job(work, layer, title, options) for layer in layers]
        self._queue.add(jobs, partial(self._ended, jobs, []))

    def _ended(self, jobs: list[Job], failed: list[Job], job: Job) -> None:
        """Say at once what failed, and what was made when the last job of a click has ended.

        Of many failures the first ones are told at once, the others are named at the end.
        """
        if job.problem:
            failed.append(job)
            if len(failed) <= MOST_FAILURES:
                self._messages.failure(tr("“{}”: {}").format(job.name, job.problem))
        if all(each.has_ended for each in jobs):
            self._tell(jobs, failed[MOST_FAILURES:])

    def _tell(self, jobs: list[Job], failed: list[Job]) -> None:
        """What a click has led to; of the failures those that have not been told."""
        if failed:
            text = tr("Failed as well: {}. The log tells why.")
            self._messages.failure(text.format(names(each.name for each in failed)))
        made = [each for each in jobs if each.made]
        if made:
            devices = ", ".join(dict.fromkeys(each.device for each in made))
            text = tr("{} made in {} on {}.")
            seconds = sum(each.seconds for each in made)
            said = text.format(names(each.result for each in made), duration(seconds), devices)
            self._messages.success(" ".join([said, *_taken(made)]))


def _taken(jobs: list[Job]) -> list[str]:
    """What layers were taken for, where that is not plain."""
    texts = {"dsm": tr("Taken as heights: {}."), "image": tr("Taken as an image: {}.")}
    found = {role: [each.name for each in jobs if each.role == role] for role in texts}
    return [texts[role].format(names(layers)) for role, layers in found.items() if layers]


def _algorithm(work: Work) -> QgsProcessingAlgorithm:
    return QgsApplication.processingRegistry().algorithmById(f"roofline:{work.algorithm}")

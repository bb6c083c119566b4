"""A look at what Refine DSM will do to the part of a layer that is in view, before a long run."""

from __future__ import annotations

import time
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapTool
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon, QImage
from qgis.PyQt.QtWidgets import QAction, QProgressBar

from ..algorithms.common.base import icon_path
from ..algorithms.common.bridge import tr, translated
from ..models.errors import RooflineError
from ..models.formats.scratch import Scratch
from . import actions
from .layers import selected, unusable
from .messages import Messages, Standing, button, duration
from .modelchoice import Choice
from .opening import Opening
from .relief import PARTS, reliefs
from .swipe import Pictures, Swipe, SwipeTool
from .tasks import AlgorithmRun, wait_while

MOST_PIXELS = 1024  # along a side: some seconds on a usual machine
LEAST_PIXELS = 16  # or half of a smaller layer
MOST_LETTERS = 24  # of a layer's name in a message that has buttons, too


class Preview:
    """The part of the plugin that computes and shows the preview; there is one at a time."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._canvas = iface.mapCanvas()
        self._messages = Messages(iface)
        self._message = Standing(iface, self.close)
        self._choice = Choice(iface, self._messages)
        self._forget()
        self._action = QAction(QIcon(icon_path("preview")), tr("Preview refinement"), iface.mainWindow())
        self._action.setObjectName("RooflinePreview")
        self._action.setToolTip(
            tr("<b>Preview refinement</b><br>Refines what is in view, to compare before and after.")
        )
        self._asking = actions.add(iface, self._action, self._pressed)
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_go)
        self._canvas.destinationCrsChanged.connect(self._crs_changes)
        QCoreApplication.instance().aboutToQuit.connect(self._stop)

    def unload(self) -> None:
        QgsProject.instance().layersWillBeRemoved.disconnect(self._layers_go)
        self._canvas.destinationCrsChanged.disconnect(self._crs_changes)
        QCoreApplication.instance().aboutToQuit.disconnect(self._stop)
        self._choice.cancel()
        self._stop()
        self._message.unload()
        self._action.deleteLater()
        self._asking.deleteLater()

    def close(self) -> None:
        """Remove everything that belongs to the preview, whatever state it is in."""
        run, opening, pictures = self._run, self._opening, self._pictures
        swipe, tool = self._swipe, self._tool
        former, folder = self._former_tool, self._folder
        self._forget()
        if pictures is not None:
            pictures.cancel()
        if swipe is not None:
            self._canvas.scene().removeItem(swipe)
        if tool is not None:
            tool.end()
            if self._canvas.mapTool() is tool:
                self._canvas.setMapTool(former) if former is not None else self._canvas.unsetMapTool(tool)
        self._message.hide()
        if run is not None:
            run.cancel()  # _computed clears its folder
            self._ending.append(run)
        elif opening is not None:
            self._ending.append(opening)  # _opened clears its folder
        elif folder is not None:
            folder.close()

    def _forget(self) -> None:
        self._layer_id = self._layer_name = ""
        self._options: dict[str, Any] = {}
        self._run: AlgorithmRun | None = None
        self._opening: Opening | None = None
        self._pictures: Pictures | None = None
        self._swipe: Swipe | None = None
        self._tool: SwipeTool | None = None
        self._former_tool: QgsMapTool | None = None
        self._folder: Scratch | None = None
        self._ending: list[AlgorithmRun] = getattr(self, "_ending", [])

    def _stop(self) -> None:
        """Close, and wait until nothing runs any more."""
        self.close()
        wait_while(lambda: bool(self._ending))

    def _pressed(self, ask: bool) -> None:
        self.close()
        if not self._messages.can_run("refinedsm"):
            return
        layer = self._chosen()
        if layer is None:
            return
        if self._area(layer) is None:
            self._not_in_view(layer)
        else:
            self._choice.make(self._action.text(), "refinedsm", [layer], self._answered, ask)

    def _answered(self, layers: list[QgsRasterLayer], options: dict[str, Any]) -> None:
        (layer,) = layers
        area = self._area(layer)  # people may have moved the map meanwhile
        if area is None:
            self._not_in_view(layer)
        else:
            self._compute(layer, area, options)

    def _not_in_view(self, layer: QgsRasterLayer) -> None:
        text = tr("“{}” is not in view: zoom to it first.")
        if not self._in_view(layer).isEmpty():
            text = tr("Too little of “{}” is in view: zoom out first.")
        self._messages.info(text.format(layer.name()))

    def _chosen(self) -> QgsRasterLayer | None:
        """The selected layer that can be refined; if there is none, people are told why."""
        chosen = selected(self._iface.layerTreeView())
        usable = [layer for layer in chosen if not unusable(layer, most_bands=1)]
        if usable:
            return usable[0]
        if chosen:
            reason = unusable(chosen[0], most_bands=1)
            self._messages.warning(tr("“{}” cannot be refined: {}.").format(chosen[0].name(), reason))
        else:
            self._messages.info(tr("Select a DSM in the Layers panel first."))
        return None

    def _area(self, layer: QgsRasterLayer) -> QgsRectangle | None:
        """What is in view of the layer, in its CRS; of a large area the middle."""
        area = self._in_view(layer)
        columns, rows = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
        least = [min(LEAST_PIXELS, size / 2) for size in (layer.width(), layer.height())]
        if area.width() < least[0] * columns or area.height() < least[1] * rows:
            return None
        width, height = min(area.width(), MOST_PIXELS * columns), min(area.height(), MOST_PIXELS * rows)
        return QgsRectangle.fromCenterAndSize(area.center(), width, height)

    def _in_view(self, layer: QgsRasterLayer) -> QgsRectangle:
        """All that is in view of a layer, in its CRS; empty if there is nothing."""
        try:
            view = self._to_canvas(layer).transformBoundingBox(
                self._canvas.extent(), Qgis.TransformDirection.Reverse
            )
        except QgsCsException:
            return QgsRectangle()
        return view.intersect(layer.extent())

    def _reaches_beyond(self, layer: QgsRasterLayer, area: QgsRectangle) -> bool:
        """Whether more is in view than a preview's area."""
        view = self._in_view(layer)
        return max(view.width() - area.width(), view.height() - area.height()) > layer.rasterUnitsPerPixelX()

    def _to_canvas(self, layer: QgsMapLayer) -> QgsCoordinateTransform:
        crs = self._canvas.mapSettings().destinationCrs()
        return QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance())

    def _compute(self, layer: QgsRasterLayer, area: QgsRectangle, options: dict[str, Any]) -> None:
        try:
            folder = Scratch()
        except RooflineError as error:  # no space, or no folder for temporary files
            self._messages.failure(translated(error))
            return
        parameters = {
            **options,
            "INPUT": layer.id(),
            "EXTENT": QgsReferencedRectangle(area, layer.crs()),
            "OUTPUT": str(folder.path / "after.tif"),
        }
        self._layer_id, self._layer_name, self._folder = layer.id(), elided(layer.name()), folder
        self._options = options
        self._run = run = AlgorithmRun("refinedsm", parameters, tr("Preview: {}").format(layer.name()))
        progress = QProgressBar()
        progress.setRange(0, 100)
        progress.setMaximumWidth(240)
        text = tr("Refining what is in view of “{}”…")
        if self._reaches_beyond(layer, area):
            text = tr("Refining the middle of the view of “{}”; zoom in for less…")
        self._message.show(text.format(self._layer_name), progress, button(tr("Cancel"), self.close))
        began = time.monotonic()
        run.start(
            lambda ended: self._computed(ended, folder, time.monotonic() - began),
            lambda percent: progress.setValue(int(percent)) if self._run is run else None,
            [layer],
        )

    def _computed(self, run: AlgorithmRun, folder: Scratch, seconds: float) -> None:
        if run is not self._run:  # closed meanwhile
            if run in self._ending:
                self._ending.remove(run)
            folder.close()
            return
        self._run = None
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if not run.results or layer is None:
            self.close()
            if run.problem:
                self._messages.failure(run.problem)
            return
        paths, device = [layer.source(), run.results["OUTPUT"]], run.feedback.device
        crs = layer.crs()
        self._opening = opening = Opening(self._layer_name, lambda: reliefs(paths, crs))
        opening.start(lambda _: self._opened(opening, folder, duration(seconds), device))

    def _opened(self, opening: Opening, folder: Scratch, took: str, device: str) -> None:
        if opening is not self._opening:  # closed meanwhile
            self._ending.remove(opening)
            folder.close()
            return
        self._opening, layers = None, opening.take()
        if not layers:
            self.close()
            if not opening.cancelled:  # in QGIS's list of tasks
                self._messages.failure(tr("The result cannot be opened."))
            return
        stacks = [layers[first : first + len(PARTS)] for first in range(0, len(layers), len(PARTS))]
        result = layers[-1]
        extent = self._to_canvas(result).transformBoundingBox(result.extent())
        self._pictures = Pictures(
            self._canvas, stacks, extent, lambda images, shown: self._show(images, shown, took, device)
        )
        self._pictures.start()

    def _show(self, images: list[QImage], extent: QgsRectangle, took: str, device: str) -> None:
        self._pictures = None
        before, after = images
        self._swipe = Swipe(self._canvas, before, after, extent)
        self._former_tool = self._canvas.mapTool()
        self._tool = SwipeTool(self._canvas, self._swipe, self.close)
        self._canvas.setMapTool(self._tool)
        text = tr("Preview of “{}” ({}). Drag the line.")
        buttons = (
            button(tr("Refine the whole layer"), self._refine_all),
            button(tr("Close preview"), self.close),
        )
        shown = self._message.show(text.format(self._layer_name, took), *buttons)
        shown.setToolTip(tr("{} on {}").format(took, device))

    def _refine_all(self) -> None:
        layer, options = QgsProject.instance().mapLayer(self._layer_id), self._options
        self.close()
        if layer is not None:
            self._iface.setActiveLayer(layer)
            action = self._iface.mainWindow().findChild(QAction, "Roofline-refinedsm")
            action.setData(options)
            action.trigger()

    def _crs_changes(self) -> None:
        """The pictures are in the map's former CRS."""
        if self._pictures is not None or self._swipe is not None:
            self.close()

    def _layers_go(self, ids: list[str]) -> None:
        if self._layer_id in ids:
            self.close()


def elided(name: str) -> str:
    """A layer's name, with its middle left out if it is long."""
    half = MOST_LETTERS // 2
    return name if len(name) <= MOST_LETTERS else f"{name[:half].rstrip()}…{name[-half:].lstrip()}"

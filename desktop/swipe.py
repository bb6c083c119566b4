"""Two pictures of one place on the map canvas, and a line between them to drag."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsPointXY, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem, QgsMapMouseEvent, QgsMapToolPan
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QPolygonF, QTransform
from qgis.PyQt.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ..algorithms.common.bridge import tr

REACH = 12  # pixels of the screen around the line that belong to it
HANDLE = 11.0
DARK, LIGHT, LINE = QColor(30, 34, 40, 205), QColor("white"), QColor("#f2a33a")


class Pictures:
    """Draws stacks of layers in the background; `done(images, extent)` gets an image of each.

    The images are in the canvas's CRS, and show only what there is of the last stack.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        stacks: list[list[QgsRasterLayer]],
        extent: QgsRectangle,
        done: Callable[[list[QImage], QgsRectangle], None],
    ) -> None:
        self._done = done
        self._stacks = stacks
        size = _size(stacks[-1][0], extent)
        self._settings = [_settings(canvas, layers, extent, size) for layers in stacks]
        self._jobs = [QgsMapRendererParallelJob(settings) for settings in self._settings]

    def start(self) -> None:
        """Begin to draw."""
        for job in self._jobs:
            job.finished.connect(self._finished)
        for job in self._jobs:
            job.start()

    def cancel(self) -> None:
        """Stop drawing; `done` will not be called."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.finished.disconnect(self._finished)
            job.cancel()
        self._stacks = []

    def _finished(self) -> None:
        if self._jobs and not any(job.isActive() for job in self._jobs):
            images = [job.renderedImage() for job in self._jobs]
            for image in images[:-1]:
                _keep_where(image, images[-1])
            self._jobs, self._stacks = [], []
            self._done(images, self._settings[-1].visibleExtent())


class Swipe(QgsMapCanvasItem):
    """Before on the left of the line, after on its right."""

    def __init__(self, canvas: QgsMapCanvas, before: QImage, after: QImage, extent: QgsRectangle) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._before, self._after, self._extent = before, after, extent
        self._share = 0.5
        self.setZValue(50.0)

    def line(self) -> float:
        """The line's place in pixels from the left of the canvas."""
        return self._share * self._canvas.width()

    def move(self, x: float) -> None:
        """Put the line there."""
        self._share = min(1.0, max(0.0, x / max(1, self._canvas.width())))
        self.update()

    def updatePosition(self) -> None:
        self.update()

    def boundingRect(self) -> QRectF:
        size = self._canvas.size()  # and as much around it: what is panned comes from there
        return QRectF(-size.width(), -size.height(), 3.0 * size.width(), 3.0 * size.height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget) -> None:
        corner = self._canvas.sceneRect().topLeft()
        x, height = self.line() + corner.x(), float(self._canvas.height())
        wide = self.boundingRect()
        left = QRectF(wide.left(), wide.top(), x - wide.left(), wide.height())
        right = QRectF(x, wide.top(), wide.right() - x, wide.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for image, side in ((self._before, left), (self._after, right)):
            painter.save()
            painter.setClipRect(side)
            painter.setTransform(self._placed(image), True)
            painter.drawImage(0, 0, image)
            painter.restore()
        painter.setPen(QPen(DARK, 1.0))
        painter.drawPolygon(self._placed(self._after).map(QPolygonF(QRectF(self._after.rect()))))
        _draw_line(painter, x, corner.y(), height)

    def _placed(self, image: QImage) -> QTransform:
        """From an image's pixels to the canvas's, also where the map is turned."""
        to_canvas = self._canvas.getCoordinateTransform()
        box, width, height = self._extent, image.width(), image.height()
        corners = [(box.xMinimum(), box.yMaximum()), (box.xMaximum(), box.yMaximum())]
        corners.append((box.xMinimum(), box.yMinimum()))
        start, right, down = (to_canvas.transform(QgsPointXY(*corner)) for corner in corners)
        return QTransform(
            (right.x() - start.x()) / width,
            (right.y() - start.y()) / width,
            (down.x() - start.x()) / height,
            (down.y() - start.y()) / height,
            start.x(),
            start.y(),
        )


class SwipeTool(QgsMapToolPan):
    """Drags the line where it is, and the map everywhere else; Escape closes."""

    def __init__(self, canvas: QgsMapCanvas, swipe: Swipe, close: Callable[[], None]) -> None:
        super().__init__(canvas)
        self._swipe: Swipe | None = swipe
        self._close = close
        self._drags = False

    def end(self) -> None:
        """Have nothing to do with the line any more."""
        self._swipe = None

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        self._drags = event.button() == Qt.MouseButton.LeftButton and self._is_near(event)
        if not self._drags:
            super().canvasPressEvent(event)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        if self._drags and self._swipe is not None:
            self._swipe.move(event.pos().x())
            return
        if event.buttons() == Qt.MouseButton.NoButton:
            shape = Qt.CursorShape.SplitHCursor if self._is_near(event) else Qt.CursorShape.OpenHandCursor
            self.canvas().setCursor(shape)
        super().canvasMoveEvent(event)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if not self._drags:
            super().canvasReleaseEvent(event)
        self._drags = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self._close()

    def deactivate(self) -> None:
        super().deactivate()
        self._close()

    def _is_near(self, event: QgsMapMouseEvent) -> bool:
        return self._swipe is not None and abs(event.pos().x() - self._swipe.line()) <= REACH


def _size(layer: QgsRasterLayer, extent: QgsRectangle) -> QSize:
    """The layer's own pixels: shades of heights that are drawn larger would show steps."""
    scale = max(layer.width(), layer.height(), 1) / max(extent.width(), extent.height())
    return QSize(max(1, round(extent.width() * scale)), max(1, round(extent.height() * scale)))


def _settings(
    canvas: QgsMapCanvas, layers: list[QgsRasterLayer], extent: QgsRectangle, size: QSize
) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(canvas.mapSettings().destinationCrs())
    settings.setTransformContext(canvas.mapSettings().transformContext())
    settings.setExtent(extent)
    settings.setOutputSize(size)
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    return settings


def _keep_where(image: QImage, other: QImage) -> None:
    """Clear what lies outside the other image's picture."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, other)
    painter.end()


def _draw_line(painter: QPainter, x: float, top: float, height: float) -> None:
    """The line, its handle in the middle, and what is on either side."""
    painter.setPen(QPen(LINE, 2.0))
    painter.drawLine(QPointF(x, top), QPointF(x, top + height))
    middle = QPointF(x, top + height / 2)
    painter.setBrush(LIGHT)
    painter.drawEllipse(middle, HANDLE, HANDLE)
    painter.setBrush(LINE)
    painter.setPen(Qt.PenStyle.NoPen)
    for side in (-1, 1):
        tip = QPointF(x + side * 8, middle.y())
        base = QPointF(x + side * 3, middle.y())
        painter.drawPolygon(QPolygonF([tip, base + QPointF(0, -4), base + QPointF(0, 4)]))
    bottom = top + height - 14  # at the top QGIS shows its messages
    _draw_label(painter, tr("Before"), x - 8, bottom, to_the_left=True)
    _draw_label(painter, tr("After"), x + 8, bottom, to_the_left=False)


def _draw_label(painter: QPainter, text: str, x: float, bottom: float, to_the_left: bool) -> None:
    size = painter.fontMetrics().size(0, text)
    width, height = size.width() + 16.0, size.height() + 8.0
    box = QRectF(x - width if to_the_left else x, bottom - height, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK)
    painter.drawRoundedRect(box, 4.0, 4.0)
    painter.setPen(LIGHT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

"""Surfaces to be compared: shaded relief over the same colours of heights."""

from __future__ import annotations

from qgis.core import Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsRasterLayer, QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..algorithms.common.bridge import tr, translated
from ..algorithms.common.styles import relief, shade
from . import messages
from .tasks import leave_python_out


class ReliefTask(QgsTask):
    """Opens surfaces to be compared away from the interface: large or remote files take their time."""

    opened = pyqtSignal()

    def __init__(self, name: str, paths: list[str], crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(tr("Loading {}").format(name), QgsTask.Flag.CancelWithoutPrompt)
        leave_python_out(self)
        self.stacks: list[list[QgsRasterLayer]] = []
        self._paths, self._crs = paths, crs

    def run(self) -> bool:
        try:
            stacks = reliefs(self._paths, self._crs)
        except Exception as error:  # a file may be gone meanwhile
            messages.log(translated(error), Qgis.MessageLevel.Warning)
            return False
        for layer in (layer for stack in stacks for layer in stack):
            layer.moveToThread(QgsApplication.instance().thread())
        self.stacks = stacks
        return True

    def finished(self, result: bool) -> None:
        self.opened.emit()


def reliefs(paths: list[str], crs: QgsCoordinateReferenceSystem) -> list[list[QgsRasterLayer]]:
    """For each file its layers from the top; the last file's heights decide on everybody's colours."""
    options = QgsRasterLayer.LayerOptions(False)
    options.skipCrsValidation = True  # nobody is asked about the CRS of a copy
    stacks = [[QgsRasterLayer(path, "", "gdal", options) for _ in ("shades", "colours")] for path in paths]
    for shades, colours in reversed(stacks):
        shades.setCrs(crs)
        colours.setCrs(crs)
        shade(shades)
        if colours is stacks[-1][1]:
            relief(colours)
        else:
            colours.setRenderer(stacks[-1][1].renderer().clone())
    return stacks

"""Runs inside QGIS desktop: refines a large DSM twice while a timer watches the main event loop."""

from __future__ import annotations

from heartbeat import Heartbeat
from qgis.core import QgsProject, QgsRasterLayer
from qgis.utils import iface
from steps import FOLDER, REPORT, idle, messages, press, run, select


def script():
    """Nothing, the first run, which imports PyTorch, and a second one."""
    heart = Heartbeat()
    layer = QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    yield 3.0
    heart.enter("idle")
    yield 3.0
    heart.phase = ""
    for phase in ("first", "second"):
        select("dsm")
        heart.enter(phase)
        press("Roofline-refinedsm")
        yield idle
        yield 1.0
        heart.phase = ""
    REPORT.update(gaps=heart.gaps, busy=heart.busy, messages=messages())


run(script, 280)

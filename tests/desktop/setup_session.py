"""Runs inside QGIS desktop (`qgis --code`): sets PyTorch up as people do, and refines a DSM with it."""

from __future__ import annotations

import importlib.util
import json
import os
import time
import traceback
from pathlib import Path

import processing
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction, QDialog, QMessageBox
from qgis.utils import iface

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
PART = os.environ["ROOFLINE_PART"]
WHEELS = os.environ["ROOFLINE_WHEELS"]


def can_refine() -> list:
    return list(QgsApplication.processingRegistry().algorithmById("roofline:refinedsm").canExecute())


class Session:
    """One sitting at QGIS: what is done, step by step, and what was seen."""

    def __init__(self) -> None:
        self.report: dict = {"gap": 0.0, "progress": 0}
        self.last = time.monotonic()
        self.timer = QTimer()
        self.timer.timeout.connect(self.beat)

    def beat(self) -> None:
        now = time.monotonic()
        self.report["gap"] = max(self.report["gap"], 1000 * (now - self.last))
        self.last = now

    def start(self) -> None:
        provider = QgsApplication.processingRegistry().providerById("roofline")
        self.report.update(listed=len(provider.algorithms()), before=can_refine())
        self.report["numpy"] = importlib.util.find_spec("numpy").origin
        iface.mainWindow().findChild(QAction, "RooflineSetup").trigger()
        self.dialog = iface.mainWindow().findChild(QDialog, "RooflineSetupDialog")
        self.dialog.installer.progress.connect(self.grown)
        self.note("title before")
        QTimer.singleShot(300, guarded(getattr(self, PART)))

    def note(self, key: str) -> None:
        QgsApplication.processEvents()
        self.report[key] = self.dialog.title.text()
        self.dialog.grab().save(str(FOLDER / f"{PART} {key}.png"))

    def grown(self, _: float) -> None:
        self.report["progress"] += 1

    def install_from_wheels(self, then) -> None:
        self.dialog.offline.setChecked(True)
        self.dialog.wheels.setFilePath(WHEELS)
        self.connection = self.dialog.ready.connect(guarded(then))
        self.last = time.monotonic()
        self.timer.start(20)
        self.dialog.main_button.click()

    def install(self) -> None:
        self.install_from_wheels(self.installed)
        QTimer.singleShot(4000, lambda: self.note("title meanwhile"))

    def installed(self, done: bool, told: str) -> None:
        self.timer.stop()
        self.report.update(after=can_refine(), told=told)
        self.note("title after")
        if done:
            self.refine()
        leave(self.report)

    def refine(self) -> None:
        parameters = {
            name: str(FOLDER / file) for name, file in (("INPUT", "dsm.tif"), ("MODEL", "shift.pt"))
        }
        results = processing.run("roofline:refinedsm", {**parameters, "OUTPUT": str(FOLDER / f"{PART}.tif")})
        self.report["mean change"] = results["MEAN_ABSOLUTE_CHANGE"]

    def restart(self) -> None:
        self.refine()
        leave(self.report)

    def damaged(self) -> None:
        """Begin, cancel, begin again, use it, remove it."""
        self.install_from_wheels(self.was_cancelled)
        self.dialog.installer.progress.connect(self.cancel_once)

    def cancel_once(self, size: float) -> None:
        if size > 2e7:
            self.dialog.installer.progress.disconnect(self.cancel_once)
            self.dialog.cancel_button.click()

    def was_cancelled(self, done: bool, told: str) -> None:
        self.dialog.ready.disconnect(self.connection)
        self.report["cancelled"] = [done, told]
        self.note("cancelled title")
        self.install_from_wheels(self.mended)
        self.dialog.close()

    def mended(self, done: bool, told: str) -> None:
        self.dialog.ready.disconnect(self.connection)
        self.report["after"] = can_refine()
        self.report["messages"] = [item.text() for item in iface.messageBar().items()]
        self.dialog.ready.connect(guarded(self.removed))
        QMessageBox.question = lambda *_: QMessageBox.StandardButton.Yes
        self.dialog.remove_button.click()

    def removed(self, done: bool, told: str) -> None:
        self.report["removed"] = can_refine()
        self.note("removed title")
        leave(self.report)


def leave(report: dict) -> None:
    """Write the report and end QGIS at once: what happens at its exit is not the test's business."""
    (FOLDER / "report.json").write_text(json.dumps(report))
    os._exit(0)


def guarded(function):
    """A slot whose exception ends the session with its traceback in the report."""

    def call(*arguments):
        try:
            function(*arguments)
        except Exception:
            leave({"error": traceback.format_exc()})

    return call


session = Session()
QTimer.singleShot(0, guarded(session.start))
QTimer.singleShot(280_000, lambda: leave({"error": "took too long", **session.report}))

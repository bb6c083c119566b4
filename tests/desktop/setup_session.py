"""Runs inside QGIS desktop (`qgis --code`): sets PyTorch up as people do, and refines a DSM with it."""

from __future__ import annotations

import importlib.util
import os

import processing
from heartbeat import Heartbeat
from qgis.core import QgsApplication, QgsProcessingException
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QMessageBox
from steps import FOLDER, REPORT, guarded, messages, press, run, shot
from steps import dialog as window

PART = os.environ["ROOFLINE_PART"]
WHEELS = os.environ["ROOFLINE_WHEELS"]
ENOUGH = 2e7  # bytes of an installation that is cancelled


def script():
    """The session; yields what to wait for."""
    provider = QgsApplication.processingRegistry().providerById("roofline")
    REPORT.update(listed=len(provider.algorithms()), before=can_refine())
    REPORT["numpy"] = importlib.util.find_spec("numpy").origin
    press("RooflineSetup")
    setup = window("RooflineSetupDialog")
    note(setup, "title before")
    yield 0.3
    yield from {"install": install, "restart": restart, "damaged": mend, "points": points, "labels": labels}[
        PART
    ](setup)


def install(setup):
    """From a folder of wheels."""
    sizes: list[float] = []
    setup.installer.progress.connect(sizes.append)
    QTimer.singleShot(4000, guarded(lambda: note(setup, "title meanwhile")))
    beat = Heartbeat()
    beat.enter("install")
    REPORT["told"] = (yield from install_from_wheels(setup))[1]
    beat.enter("")
    REPORT.update(gap=beat.waits["install"], progress=len(sizes), after=can_refine())
    note(setup, "title after")
    refine()


def restart(setup):
    """What was installed is found again."""
    refine()
    yield 0.0


def mend(setup):
    """Begin over what is damaged, cancel, begin again, use it, remove it."""
    yield from cancel(setup)
    yield from install_from_wheels(setup, meanwhile=setup.close)
    REPORT.update(after=can_refine(), messages=messages())
    QMessageBox.question = lambda *_: QMessageBox.StandardButton.Yes
    yield from ended(setup, setup.remove_button)
    REPORT["removed"] = can_refine()
    note(setup, "removed title")


def points(setup):
    """LAZ cannot be read; then it can, without a restart; then no more."""
    box = setup.points
    for step in ("before", "after", "removed"):
        REPORT[f"grid {step}"] = grid()
        note(setup, f"points {step}")
        REPORT[f"label {step}"] = box.label.text()
        if step != "removed":
            if step == "before":
                setup.offline.setChecked(True)
                setup.wheels.setFilePath(WHEELS)
            REPORT[f"told {step}"] = yield from ended(box, box.button)


def labels(setup):
    """What SAM 3 runs with comes and goes; QGIS's own Python never sees it."""
    box = setup.labels
    setup.offline.setChecked(True)
    setup.wheels.setFilePath(WHEELS)
    for step in ("before", "after", "removed"):
        note(setup, f"labels {step}")
        REPORT[f"label {step}"] = box.label.text()
        REPORT[f"packages {step}"] = os.environ.get("ROOFLINE_LABELS", "")
        REPORT[f"run {step}"] = labelled()
        REPORT[f"seen {step}"] = importlib.util.find_spec("transformers") is not None
        if step != "removed":
            REPORT[f"told {step}"] = yield from ended(box, box.button)


def labelled() -> str:
    """What Label imagery says of a folder without a model, or where it has no Python."""
    files = {"INPUT": "rgb.tif", "SAM": "sam", "OUTPUT": "mask.tif"}
    try:
        processing.run("roofline:labelimagery", {key: str(FOLDER / name) for key, name in files.items()})
    except QgsProcessingException as error:
        return str(error)
    return ""


def grid() -> object:
    """The number of points that gridding a LAZ takes, or what it says."""
    files = {"POINTS": str(FOLDER / "cloud.laz"), "OUTPUT": str(FOLDER / "grid.tif")}
    try:
        return processing.run("roofline:reconstructdsm", {**files, "PIXEL_SIZE": 2})["POINT_COUNT"]
    except QgsProcessingException as error:
        return str(error)


def cancel(setup):
    """Half way."""

    def once(size: float) -> None:
        if size > ENOUGH:
            setup.installer.progress.disconnect(once)
            setup.cancel_button.click()

    setup.installer.progress.connect(once)
    REPORT["cancelled"] = yield from install_from_wheels(setup)
    note(setup, "cancelled title")


def install_from_wheels(setup, meanwhile=None):
    """Returns whether it was done, and what was told."""
    setup.offline.setChecked(True)
    setup.wheels.setFilePath(WHEELS)
    return (yield from ended(setup, setup.main_button, meanwhile))


def ended(setup, button, meanwhile=None):
    """Click on a button and wait until what it began has ended."""
    told: list = []

    def hear(*arguments) -> None:
        told.append(list(arguments))

    connection = setup.ready.connect(hear)
    button.click()
    if meanwhile is not None:
        meanwhile()
    yield lambda: told
    setup.ready.disconnect(connection)
    return told[0]


def note(setup, key: str) -> None:
    """What the window says."""
    QgsApplication.processEvents()
    REPORT[key] = setup.title.text()
    shot(f"{PART} {key}", setup)


def can_refine() -> list:
    return list(QgsApplication.processingRegistry().algorithmById("roofline:refinedsm").canExecute())


def refine() -> None:
    files = {"INPUT": "dsm.tif", "MODEL": "shift.pt", "OUTPUT": f"{PART}.tif"}
    results = processing.run("roofline:refinedsm", {key: str(FOLDER / name) for key, name in files.items()})
    REPORT["mean change"] = results["MEAN_ABSOLUTE_CHANGE"]


run(script, most_seconds=280)

"""Runs inside QGIS desktop (`qgis --code`): chains from the toolbox into the Model Designer."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path

from qgis import utils
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
REPORT: dict = {}


def open_them() -> None:
    from processing.gui.ProviderActions import ProviderContextMenuActions
    from processing.modeler.ModelerDialog import ModelerDialog

    provider = QgsApplication.processingRegistry().providerById("roofline")
    (entry,) = [each for each in ProviderContextMenuActions.actions if "copy in the Model" in str(each.name)]
    entry.setData(provider.algorithm("refinedsm"), None)
    REPORT["offered for others"] = entry.isEnabled()
    for chain in [each for each in provider.algorithms() if each.groupId() == "chains"]:
        name = chain.name()
        entry.setData(chain, None)
        entry.execute()
        designer = ModelerDialog.dlgs[-1]
        designer.resize(1500, 900)
        QgsApplication.processEvents()
        designer.grab().save(str(FOLDER / f"{name}.png"))
        model = designer.model()
        REPORT[name] = [model.displayName(), model.sourceFilePath(), len(model.childAlgorithms())]
        designer.setDirty(False)
        designer.close()
    entry = chain = provider = None
    utils.unloadPlugin("roofline")
    REPORT["left"] = [
        str(each.name) for each in ProviderContextMenuActions.actions if "copy in" in str(each.name)
    ]


def run() -> None:
    try:
        open_them()
    except Exception:
        REPORT["error"] = traceback.format_exc()
    (FOLDER / "report.json").write_text(json.dumps(REPORT))
    QgsApplication.instance().quit()


QTimer.singleShot(0, run)
QTimer.singleShot(120_000, lambda: os._exit(3))

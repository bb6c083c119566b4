"""Runs inside QGIS desktop (`qgis --code`): chains from the toolbox into the Model Designer."""

from __future__ import annotations

from processing.gui.ProviderActions import ProviderContextMenuActions
from processing.modeler.ModelerDialog import ModelerDialog
from qgis import utils
from qgis.core import QgsApplication
from steps import REPORT, run, shot


def entries(words: str) -> list:
    """What the toolbox's context menu has with these words."""
    return [each for each in ProviderContextMenuActions.actions if words in str(each.name)]


def script():
    """The session; yields what to wait for."""
    yield 0.0
    open_them()
    utils.unloadPlugin("roofline")
    REPORT["left"] = [str(each.name) for each in entries("copy in")]


def open_them() -> None:
    provider = QgsApplication.processingRegistry().providerById("roofline")
    (entry,) = entries("copy in the Model")
    entry.setData(provider.algorithm("refinedsm"), None)
    REPORT["offered for others"] = entry.isEnabled()
    for chain in [each for each in provider.algorithms() if each.groupId() == "chains"]:
        entry.setData(chain, None)
        entry.execute()
        designer = ModelerDialog.dlgs[-1]
        designer.resize(1500, 900)
        QgsApplication.processEvents()
        shot(chain.name(), designer)
        model = designer.model()
        REPORT[chain.name()] = [model.displayName(), model.sourceFilePath(), len(model.childAlgorithms())]
        designer.setDirty(False)
        designer.close()


run(script, most_seconds=120)

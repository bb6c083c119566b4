"""Runs inside QGIS desktop (`qgis --code`): looks at what the profile loaded, refines a DSM as a task."""

from __future__ import annotations

import os
import sys

import processing
import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsRasterLayer,
)
from steps import FOLDER, REPORT, run, shot

FILES = {"INPUT": "dsm.tif", "MODEL": "shift.pt", "OUTPUT": "refined.tif"}
PARAMETERS = {key: str(FOLDER / name) for key, name in FILES.items()}

DIALOGS: list = []  # that must not be cleared away while their widgets still hear of the project


def script():
    """The session; yields what to wait for."""
    registry = QgsApplication.processingRegistry()
    provider = registry.providerById("roofline")
    REPORT["loaded"] = "roofline" in qgis.utils.plugins
    REPORT["plugin paths"] = os.environ.get("QGIS_PLUGINPATH", "")
    REPORT["algorithms"] = sorted(a.name() for a in provider.algorithms()) if provider else []
    QgsProject.instance().addMapLayer(QgsRasterLayer(PARAMETERS["INPUT"], "DSM"))
    show_dialog()
    REPORT["untouched"] = {each.name(): untouched(each) for each in provider.algorithms()}
    ended: list = []
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    algorithm = registry.createAlgorithmById("roofline:refinedsm")
    task = QgsProcessingAlgRunnerTask(algorithm, PARAMETERS, context, feedback)
    task.executed.connect(lambda ok, results: ended.append((ok, results)))
    QgsApplication.taskManager().addTask(task)
    yield lambda: ended
    REPORT["ok"], REPORT["results"] = ended[0]
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "roofline"]
    REPORT["files"] = sorted(str(module.__file__) for module in modules)


def show_dialog() -> None:
    dialog = processing.createAlgorithmDialog("roofline:refinedsm", PARAMETERS)
    dialog.show()
    QgsApplication.processEvents()
    REPORT["dialog"] = dialog.windowTitle()
    shot("dialog", dialog)


def untouched(algorithm) -> dict[str, str]:
    """What the check of values says to a dialog as it opens, by optional parameter."""
    from roofline.algorithms.common.parameter_errors import fault

    dialog = processing.createAlgorithmDialog(algorithm.id(), {})
    wrappers, said = dialog.mainWidget().wrappers, {}
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    for each in algorithm.parameterDefinitions():
        if each.flags() & optional and each.name() in wrappers:
            wrapper = wrappers[each.name()]
            value = wrapper.parameterValue() if hasattr(wrapper, "parameterValue") else wrapper.value()
            said[each.name()] = fault(each, value, QgsProcessingContext())
    DIALOGS.append(dialog)
    return said


run(script, most_seconds=200)

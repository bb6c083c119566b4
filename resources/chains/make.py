"""Writes the chains' model files: QT_HASH_SEED=0 python resources/chains/make.py (needs QGIS's Python).

The seed keeps the order of the attributes, which means nothing, from changing with every run.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
)
from qgis.PyQt.QtCore import QPointF, QSizeF
from qgis.PyQt.QtGui import QColor
from recipes import RECIPES, Input, Recipe, Step

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BOX, NOTE = QSizeF(200, 34), QSizeF(190, 56)
COLUMN, ROW = 226.0, 132.0
COLOURS = {"input": "#e8b64a", "step": "#f6e3d8", "output": "#a9c797", "note": "#fff4d6"}


def model_of(recipe: Recipe, command: str) -> QgsProcessingModelAlgorithm:
    """The model of a recipe; `command` is its example."""
    model = QgsProcessingModelAlgorithm(recipe.title, "Chains")
    for each in recipe.inputs:
        definition = each.definition.clone()  # recipes share them, and a model takes its own
        definition.setHelp(each.text)
        model.addModelParameter(definition, placed(QgsProcessingModelParameter(), each))
    for step in recipe.steps:
        model.addChildAlgorithm(child_of(step))
    model.setParameterOrder([each.definition.name() for each in recipe.inputs])
    texts = {"ALG_DESC": recipe.summary, "NOTES": recipe.notes, "LIMITS": recipe.limits, "EXAMPLES": command}
    model.setHelpContent({**texts, **{each.definition.name(): each.text for each in recipe.inputs}})
    return model


def placed(component: QgsProcessingModelParameter, each: Input) -> QgsProcessingModelParameter:
    component.setParameterName(each.definition.name())
    put(component, each.place, "input")
    return component


def child_of(step: Step) -> QgsProcessingModelChildAlgorithm:
    """A step with its sources, its final outputs and a note."""
    child = QgsProcessingModelChildAlgorithm(f"roofline:{step.algorithm}")
    child.setChildId(step.id)
    child.setDescription(step.label)
    for parameter in child.algorithm().parameterDefinitions():
        source = step.takes.get(parameter.name())
        if source:
            child.addParameterSources(parameter.name(), [source_of(source)])
            continue
        value = step.fixed.get(parameter.name(), parameter.defaultValue())
        if not parameter.isDestination() and value is not None:
            fixed = QgsProcessingModelChildParameterSource.fromStaticValue(value)
            child.addParameterSources(parameter.name(), [fixed])
    put(child, step.place, "step")
    child.comment().setDescription(step.note)
    child.comment().setSize(NOTE)
    child.comment().setPosition(at(step.place) + QPointF(-COLUMN * 0.94, 8))
    child.comment().setColor(QColor(COLOURS["note"]))
    outputs = {}
    for index, (name, label) in enumerate(step.gives.items()):
        output = QgsProcessingModelOutput(label, label)
        output.setChildId(step.id)
        output.setChildOutputName(name)
        put(output, (step.place[0] + index - (len(step.gives) - 1) / 2, step.place[1] + 0.75), "output")
        outputs[label] = output
    child.setModelOutputs(outputs)
    return child


def source_of(source: str) -> QgsProcessingModelChildParameterSource:
    step, _, output = source.rpartition(":")
    if step:
        return QgsProcessingModelChildParameterSource.fromChildOutput(step, output)
    return QgsProcessingModelChildParameterSource.fromModelParameter(source)


def at(place: tuple[float, float]) -> QPointF:
    return QPointF(140 + COLUMN * place[0], 80 + ROW * place[1])


def put(component: Any, place: tuple[float, float], kind: str) -> None:
    component.setPosition(at(place))
    component.setSize(BOX)
    component.setColor(QColor(COLOURS[kind]))


def main() -> None:
    """Write all files with the provider of this checkout."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    init = ROOT / "__init__.py"
    spec = importlib.util.spec_from_file_location("roofline", init, submodule_search_locations=[str(ROOT)])
    if spec is None or spec.loader is None:
        raise SystemExit(f"{init} cannot be imported.")
    sys.modules["roofline"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["roofline"])
    application = QgsApplication([], False)
    application.initQgis()
    plugin = sys.modules["roofline"].classFactory(None)
    plugin.initProcessing()
    from roofline.algorithms.common.help import command

    for recipe in RECIPES:
        example = command(recipe.name, recipe.example)
        model_of(recipe, example).toFile(str(HERE / f"{recipe.name}.model3"))
    plugin.unload()


if __name__ == "__main__":
    main()

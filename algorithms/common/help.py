"""The help of an algorithm, from its texts: what it does, its parameters, an example, its limits."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from html import escape
from typing import Any

from qgis.core import QgsProcessingParameterDefinition

from .bridge import HELP_URL, tr

# In docs/, as the README's table has them; of all others DESKTOP, which tells of the toolbox and of chains.
PAGES = {
    "reconstructdsm": "clouds.md",
    "evaluatedsm": "evaluation.md",
    "buildingmask": "buildings.md",
    "buildingfootprints": "buildings.md",
    "evaluatemask": "evaluation.md",
    "composemask": "published-weights.md",
    "synthesizeimagery": "imagery.md",
    "labelimagery": "imagery.md#labels-that-lack-a-class",
    "evaluateimagery": "imagery.md#judge-an-image",
    "trainbuildingmask": "training.md#masks-of-buildings",
    "trainreconstruction": "training.md#surfaces-of-point-clouds",
    "trainimagery": "training.md#images-from-plans",
    "preparepatches": "training.md#images-from-plans",
    "traindsmrefiner": "training.md",
    "simulatecity": "simulation.md",
    "importmodel": "published-weights.md",
}
DESKTOP = "desktop.md"


def page_of(algorithm: str) -> str:
    """Where the page of an algorithm lies, which the button Help of its dialog opens."""
    return f"{HELP_URL.partition('#')[0]}/blob/main/docs/{PAGES.get(algorithm, DESKTOP)}"


def help_page(
    texts: Iterable[str],
    parameters: Iterable[QgsProcessingParameterDefinition],
    example: str,
    limits: Iterable[str] = (),
) -> str:
    """HTML of a help panel; texts and limits may hold markup, the example is a command."""
    parts = [f"<p>{text}</p>" for text in texts]
    entries = "".join(_entry(parameter) for parameter in parameters)
    parts.append(f"<h3>{tr('Parameters')}</h3>{entries}")
    if example:
        parts.append(f"<h3>{tr('Example')}</h3><p><code>{escape(example, quote=False)}</code></p>")
    listed = "".join(f"<p>{text}</p>" for text in limits)
    if listed:
        parts.append(f"<h3>{tr('Limits')}</h3>{listed}")
    return "".join(parts)


def command(algorithm: str, parameters: dict[str, Any]) -> str:
    """The qgis_process command that runs an algorithm; lists are given several times."""
    pairs = [
        f"{name}={value}"
        for name, values in parameters.items()
        for value in (values if isinstance(values, (list, tuple)) else (values,))
    ]
    return shlex.join(["qgis_process", "run", f"roofline:{algorithm}", "--", *pairs])


def _entry(parameter: QgsProcessingParameterDefinition) -> str:
    label, name = escape(parameter.description()), escape(parameter.name())
    text = f"<br>{parameter.help()}" if parameter.help() else ""
    return f"<p><b>{label}</b> ({name}){text}</p>"

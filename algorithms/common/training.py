"""Common ground of the algorithms that train a network: options by their table, the run, what is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from ...models.options import DEVICES, PRECISIONS
from .bridge import tr
from .network import NetworkAlgorithm, model_parameter

if TYPE_CHECKING:
    from ...models.training.config.options import Option, Table

LOGS = "A folder; what Resume goes on from. Beside the model if empty."


class TrainingAlgorithm(NetworkAlgorithm):
    """An algorithm that trains; `OPTIONS` is the table of its task.

    `FAMILIES`: the families of networks that it goes on with, and the ARCHITECTURE of each ("": any).
    """

    GROUP = "training"
    OPTIONS: Table
    FAMILIES: Mapping[str, str]

    def add_start(self, task: str, default: str, words: dict[str, str], help_text: str) -> None:
        """Add MODEL, what training starts from; `words`: what it may be beside models of a task."""
        model = model_parameter(
            tr("Model to start from"), default, task, words, optional=True, families=self.FAMILIES
        )
        self.add(model, help_text)

    def add_options(self, *names: str) -> None:
        """Add the dialog's parameters of some options, all that are not there yet if none is named."""
        rows = [self.OPTIONS[name] for name in names] or [
            row for row in self.OPTIONS.dialog if self.parameterDefinition(row.parameter) is None
        ]
        for row in rows:
            self._add_option(row)

    def _add_option(self, row: Option) -> None:
        start = row.left_open
        if isinstance(start, bool):
            self.add(
                QgsProcessingParameterBoolean(row.parameter, tr(row.label), start), row.help, row.advanced
            )
        elif isinstance(start, str):
            self.add_enum(row.parameter, row.label, row.choices, row.help, row.advanced)
        else:
            bounds: dict[str, Any] = (
                {"minValue": 0} if row.most is None else {"minValue": 0, "maxValue": row.most}
            )
            self.add_number(row.parameter, row.label, start, row.help, advanced=row.advanced, **bounds)

    def asked(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """What the dialog asks for, by the options' names; what is left open is left out."""
        made = {}
        for row in self.OPTIONS.dialog:
            if isinstance(row.left_open, bool):
                value: Any = self.parameterAsBool(parameters, row.parameter, context)
            elif isinstance(row.left_open, str):
                value = self.parameterAsEnumString(parameters, row.parameter, context)
            elif isinstance(row.left_open, int):
                value = self.parameterAsInt(parameters, row.parameter, context)
            else:
                value = self.parameterAsDouble(parameters, row.parameter, context)
            if value != row.left_open:
                made[row.name] = value
        precision = self.parameterAsEnumString(parameters, "PRECISION", context)
        return made if precision == PRECISIONS[0] else {**made, "precision": precision}

    def add_run_parameters(self) -> None:
        """Add RESUME, DEVICE, PRECISION and LICENCE."""
        self.add(
            QgsProcessingParameterBoolean("RESUME", tr("Resume"), False),
            "Go on with the training in the folder of logs, if there is one.",
            advanced=True,
        )
        self.add_enum("DEVICE", "Device", DEVICES, "auto: the GPU if PyTorch has one, else the CPU.")
        self.add_enum(
            "PRECISION", "Precision", PRECISIONS, "auto: bfloat16 only where the processor is fast at it."
        )
        self.add(
            QgsProcessingParameterString("LICENCE", tr("Licence of the data"), "", optional=True),
            "Written into the model file; unknown if empty.",
            advanced=True,
        )

    def add_destinations(self, model_help: str, report_help: str) -> None:
        """Add OUTPUT, REPORT and LOGS; the help texts are translated already."""
        model = QgsProcessingParameterFileDestination("OUTPUT", tr("Model file"), tr("Model (*.pt)"))
        self.add(model, model_help)
        report = QgsProcessingParameterFileDestination("REPORT", tr("Report"), "HTML (*.html)", optional=True)
        self.add(report, report_help)
        self.add_folder("LOGS", tr("Logs and checkpoints"), LOGS)

    def add_folder(self, name: str, label: str, help_text: str) -> None:
        """Add a folder to write, which may be left empty; `label` is translated already."""
        folder = QgsProcessingParameterFolderDestination(name, label, optional=True, createByDefault=False)
        self.add(folder, help_text, advanced=True)

    def files(self, parameters: dict, context: QgsProcessingContext, original: str = "") -> Any:
        """What is written (training.run.Files); `original`: the parameter of another system's folder."""
        from ...models.training.run import Files

        names = {"model": "OUTPUT", "report": "REPORT", "logs": "LOGS", "original": original}
        given = {
            key: self.parameterAsFileOutput(parameters, name, context)
            if name in ("OUTPUT", "REPORT")
            else self.parameterAsString(parameters, name, context)
            for key, name in names.items()
            if name
        }
        return Files(**{key: Path(path) for key, path in given.items() if path})

    def run_options(self, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
        """The keyword arguments of a run that stand in parameters."""
        return {
            "resume": self.parameterAsBool(parameters, "RESUME", context),
            "device": self.parameterAsEnumString(parameters, "DEVICE", context),
            "licence": self.parameterAsString(parameters, "LICENCE", context).strip(),
        }

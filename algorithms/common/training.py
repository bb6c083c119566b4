"""Common ground of the algorithms that train a network: options by their table, the run, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from ...models.options import AUTO
from ...models.reports.figures import finite
from .bridge import callbacks, core_run, tr
from .network import NetworkAlgorithm, model_parameter

if TYPE_CHECKING:
    from ...models.training.base import Training
    from ...models.training.config.options import Option, Table
    from ...models.training.run import Files

LOGS = "A folder; what Resume goes on from. Beside the model if empty."


class TrainingAlgorithm(NetworkAlgorithm):
    """An algorithm that trains; `OPTIONS` is the table of its task.

    `FAMILIES`: the families of networks that it goes on with, and the ARCHITECTURE of each ("": any);
    `ORIGINAL`: the parameter of a results folder as of another system, if there is one; `FIGURES`: outputs
    that are numbers, and which metric of which surface or mask of the judgement each is.
    """

    GROUP = "training"
    OPTIONS: Table
    FAMILIES: Mapping[str, str]
    ORIGINAL = ""
    FIGURES: Mapping[str, tuple[str, str]]

    def training(
        self, parameters: dict, context: QgsProcessingContext, files: Files, cancelled: Callable[[], bool]
    ) -> Training:
        """The training that the parameters ask for; it is made with PyTorch at hand, off the main thread."""
        raise NotImplementedError

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        outputs: dict[str, Any] = {}
        self.made: list[Path] = []  # for this run alone
        with core_run(context, feedback, torch=True):
            from ...models.training import run

            files, asked = self.files(parameters, context), callbacks(feedback)
            by_file = bool(self.parameterAsFile(parameters, "CONFIG", context))
            with _without_leftovers(self.made), nullcontext() if by_file else self.OPTIONS.in_dialog():
                training = self.training(parameters, context, files, asked["cancelled"])
                result = run.run(training, files, **self.run_options(parameters, context), **asked)
            written = {"OUTPUT": files.model, "LOGS": files.folder}
            written |= {"REPORT": files.report, self.ORIGINAL: files.original}
            outputs = {name: str(path) for name, path in written.items() if path}
            metrics = {} if result is None else result.judged.metrics
            figures = {
                name: metrics.get(part, {}).get(metric) for name, (part, metric) in self.FIGURES.items()
            }
            outputs.update(finite(figures))
        return outputs

    def add_configuration(self, help_text: str, files: str = "") -> None:
        """Add CONFIG, a file with any number of places; `files`: which ones are offered, JSON if empty."""
        kinds = {"fileFilter": tr(files)} if files else {"extension": "json"}
        config = QgsProcessingParameterFile("CONFIG", tr("Configuration"), optional=True, **kinds)
        self.add(config, help_text, advanced=True)

    def add_figure(self, name: str, label: str) -> None:
        """Add an output that is one of FIGURES."""
        self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

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
        precision = self.device_options(parameters, context)["precision"]
        return made if precision == AUTO else {**made, "precision": precision}

    def add_run_parameters(self) -> None:
        """Add RESUME, DEVICE, PRECISION and LICENCE."""
        self.add(
            QgsProcessingParameterBoolean("RESUME", tr("Resume"), False),
            "Go on with the training in the folder of logs, if there is one.",
            advanced=True,
        )
        self.add_device()
        self.add(
            QgsProcessingParameterString("LICENCE", tr("Licence of the data"), "", optional=True),
            "Written into the model file; unknown if empty.",
            advanced=True,
        )

    def add_destinations(self, model_help: str, report_help: str) -> None:
        """Add OUTPUT, REPORT and LOGS, with a help text of one's own for the first two."""
        model = QgsProcessingParameterFileDestination("OUTPUT", tr("Model file"), tr("Model (*.pt)"))
        self.add(model, model_help)
        report = QgsProcessingParameterFileDestination("REPORT", tr("Report"), "HTML (*.html)", optional=True)
        self.add(report, report_help)
        self.add_folder("LOGS", tr("Logs and checkpoints"), LOGS)

    def add_folder(self, name: str, label: str, help_text: str) -> None:
        """Add a folder to write, which may be left empty; `label` is translated already."""
        folder = QgsProcessingParameterFolderDestination(name, label, optional=True, createByDefault=False)
        self.add(folder, help_text, advanced=True)

    def files(self, parameters: dict, context: QgsProcessingContext) -> Files:
        """What is written."""
        from ...models.training.run import Files

        names = {"model": "OUTPUT", "report": "REPORT", "logs": "LOGS", "original": self.ORIGINAL}
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
            "device": self.device_options(parameters, context)["device"],
            "licence": self.parameterAsString(parameters, "LICENCE", context).strip(),
        }


@contextmanager
def _without_leftovers(made: list[Path]) -> Iterator[None]:
    """What was made for a run goes where the run fails."""
    try:
        yield
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise

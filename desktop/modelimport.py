"""Model files and published checkpoints on their way into the model folder, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from ..algorithms.common.bridge import tr, translated
from ..models.errors import RooflineError
from ..models.formats.scratch import Scratch
from ..models.modelfile import store
from ..models.options import AUTO, FAMILIES
from .tasks import AlgorithmRun, leave_python_out


class Question(QDialog):
    """What a checkpoint does not tell: what it is to be called, whose it is and what its authors allow."""

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineImportQuestion")
        self.setWindowTitle(tr("Import model"))
        self.setMinimumWidth(460)
        self.name = QLineEdit(store.free_name(path.stem), self)
        self.family = QComboBox(self)
        for family in FAMILIES:
            self.family.addItem(tr("found from the file") if family == AUTO else family, family)
        self.licence = QLineEdit(self)
        self.licence.setPlaceholderText(tr("unknown"))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(tr("Import"))
        self.name.textChanged.connect(self._allow)
        self._arrange(path, buttons)

    def answers(self) -> dict[str, Any]:
        """Parameters of the algorithm that imports."""
        return {
            "NAME": self.name.text().strip(),
            "FAMILY": self.family.currentData(),
            "LICENCE": self.licence.text().strip(),
        }

    def _arrange(self, path: Path, buttons: QDialogButtonBox) -> None:
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        checkpoint = QLabel(path.name, self)
        checkpoint.setTextFormat(Qt.TextFormat.PlainText)
        form.addRow(tr("Checkpoint"), checkpoint)
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("System"), self.family)
        form.addRow(tr("Licence"), self.licence)
        self._problem = QLabel(self)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like HTML
        self._problem.setWordWrap(True)
        form.addRow(self._problem)
        form.addRow(buttons)
        self._allow()

    def _allow(self) -> None:
        try:
            store.check_name(self.name.text().strip())
            self._problem.setText("")
        except RooflineError as error:
            self._problem.setText(translated(error))
        self._ok.setEnabled(not self._problem.text())


class Importer:
    """Takes in files; `told(text, is_problem)` after each, `changed()` when there is more or less to do."""

    def __init__(
        self, parent: QWidget, told: Callable[[str, bool], None], changed: Callable[[], None]
    ) -> None:
        self._parent, self._told, self._changed = parent, told, changed
        self._waiting: list[Path] = []
        self._question: Question | None = None
        self._run: AlgorithmRun | None = None
        self._copy: QgsTask | None = None
        self._folder: Scratch | None = None

    @property
    def busy_with(self) -> str:
        """What is being imported, empty if nothing is."""
        if self._copy is not None:
            return self._copy.description()
        return self._run.title if self._run is not None else ""

    def take(self, paths: list[Path]) -> None:
        """Import these files one after the other."""
        self._waiting += paths
        self._next()

    def cancel(self) -> None:
        """Stop what runs, and forget what waits."""
        self._waiting.clear()
        if self._question is not None:
            self._question.reject()
        if self._run is not None:
            self._run.cancel()

    def stop(self) -> None:
        """Cancel, and wait until nothing runs any more."""
        self._told = lambda text, is_problem: None
        self._changed = lambda: None
        self.cancel()
        if self._run is not None:
            self._run.stop()
        if self._copy is not None:
            self._copy.waitForFinished()

    def _next(self) -> None:
        busy = self._run is not None or self._copy is not None or self._question is not None
        if not busy and self._waiting:
            self._begin(self._waiting.pop(0))
        self._changed()

    def _begin(self, path: Path) -> None:
        if path.is_dir():
            self._end(tr("{} is a folder: choose the weights file in it.").format(path.name))
            return
        try:
            store.read_card(path)
        except RooflineError:
            self._ask(path)
        else:
            self._install(path)

    def _install(self, path: Path) -> None:
        """Copy what is a model file already; a large one takes its time."""
        name = store.free_name(path.stem)

        def ended(error: Exception | None, result: Any = None) -> None:
            self._copy = None
            self._end(translated(error)) if error else self._end(name, done=True)

        self._copy = QgsTask.fromFunction(
            tr("Installing {}").format(name),
            lambda task: str(store.install_copy(path, name)),
            on_finished=ended,
        )
        leave_python_out(self._copy)
        QgsApplication.taskManager().addTask(self._copy)

    def _ask(self, path: Path) -> None:
        """Ask what the checkpoint does not tell, then import it."""
        algorithm = QgsApplication.processingRegistry().algorithmById("roofline:importmodel")
        possible, reason = algorithm.canExecute()
        if not possible:
            self._end(reason)
            return
        question = Question(self._parent, path)

        def answered(result: int) -> None:
            self._question = None
            question.deleteLater()
            if result:
                self._import(path, question.answers())
            else:
                self._next()

        question.finished.connect(answered)
        self._question = question
        question.open()

    def _import(self, path: Path, answers: dict[str, Any]) -> None:
        try:
            self._folder = Scratch()
        except RooflineError as error:
            self._end(translated(error))
            return
        parameters = {
            **answers,
            "INPUT": str(path),
            "INSTALL": True,
            "OUTPUT": str(self._folder.path / "model.pt"),
        }
        self._run = AlgorithmRun("importmodel", parameters, tr("Importing {}").format(path.name))
        self._run.start(self._imported)
        self._changed()

    def _imported(self, run: AlgorithmRun) -> None:
        self._run = None
        if self._folder is not None:
            self._folder.close()
        if run.results:
            self._end(str(run.results["MODEL"]), done=True)
        else:
            self._end(run.problem)

    def _end(self, text: str, done: bool = False) -> None:
        if text:
            self._told(text, not done)
        self._next()

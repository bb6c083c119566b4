"""The window in which people see, import, delete and choose models."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from qgis.core import Qgis
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QFont, QIcon
from qgis.PyQt.QtWidgets import (
    QAction,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..algorithms.common.base import icon_path
from ..algorithms.common.bridge import tr, translated
from ..algorithms.common.settings import default_model, set_default_model
from ..models import tasks
from ..models.errors import RooflineError
from ..models.modelfile import store
from . import actions
from .modelcards import BUNDLED, IMPORTED, INSTALLED, RUN_TASKS, Entry, entries, page
from .modelimport import Importer

NAME = Qt.ItemDataRole.UserRole
HEADINGS = {BUNDLED: "With Roofline", INSTALLED: "Installed", IMPORTED: "Imported"}
SECONDS = 8


class ModelManager:
    """The part of the plugin that opens the window."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._dialog: Dialog | None = None
        self._action = QAction(QIcon(icon_path("importmodel")), tr("Models…"), iface.mainWindow())
        self._action.setObjectName("RooflineModels")
        self._action.setToolTip(tr("<b>Models</b><br>See, import, delete and choose models."))
        self._action.triggered.connect(lambda: self.show())
        actions.menu(iface).addAction(self._action)
        actions.toolbar(iface).addAction(self._action)

    def unload(self) -> None:
        if self._dialog is not None:
            self._dialog.stop()
            self._dialog.close()
            self._dialog.deleteLater()
        self._dialog = None
        self._action.deleteLater()

    def show(self) -> Dialog:
        """The window, in front."""
        if self._dialog is None:
            self._dialog = Dialog(self._iface.mainWindow())
        self._dialog.fill()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog


class Dialog(QDialog):
    """Models on the left, the chosen one's card on the right; takes files that are dropped on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineModelManager")
        self.setWindowTitle(tr("Roofline models"))
        self.setAcceptDrops(True)
        self.resize(900, 560)
        self.bar = QgsMessageBar(self)
        self.list = QTreeWidget(self)
        self.card = QTextBrowser(self)
        self.importer = Importer(self, self._told, self._show_progress)
        self._entries: dict[str, Entry] = {}
        self._defaults: dict[str, str] = {}
        self._make_list()
        self._make_buttons()
        self._arrange()
        self._show_progress()

    def fill(self, choose: str = "") -> None:
        """Show what is there now; the chosen model stays chosen unless `choose` names another."""
        choose = choose or self.chosen_name()
        self._entries = {entry.name: entry for entry in entries()}
        self._defaults = {task: default_model(task) for task in RUN_TASKS}
        self.list.clear()
        for kind, heading in HEADINGS.items():
            self._add_group(heading, [each for each in self._entries.values() if each.kind == kind])
        self.list.expandAll()
        items = self._items()
        item = next((item for item in items if item.data(0, NAME) == choose), items[0] if items else None)
        if item is not None:
            self.list.setCurrentItem(item)
        self._show_card()

    def chosen_name(self) -> str:
        """The name of the model that is chosen in the list."""
        item = self.list.currentItem()
        return str(item.data(0, NAME) or "") if item is not None else ""

    def stop(self) -> None:
        """End what runs, without a word."""
        self.importer.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(_files(event))

    def _make_list(self) -> None:
        self.list.setHeaderLabels([tr("Model"), tr("For")])
        self.list.setRootIsDecorated(False)
        self.list.setColumnWidth(0, 210)
        self.list.currentItemChanged.connect(lambda *_: self._show_card())
        self.card.setOpenLinks(False)

    def _make_buttons(self) -> None:
        self.import_button = _button(self, tr("Import…"), self._browse)
        self.delete_button = _button(self, tr("Delete…"), self._ask_to_delete)
        self.default_button = _button(self, tr("Use as default"), self._make_default)
        self.folder_button = _button(self, tr("Open folder"), self._open_folder)
        self.close_button = _button(self, tr("Close"), self.close)
        self._busy = QLabel(self)
        self._busy.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like HTML
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setMaximumHeight(14)
        self.cancel_button = _button(self, tr("Cancel"), self.importer.cancel)

    def _arrange(self) -> None:
        splitter = QSplitter(self)
        splitter.addWidget(self.list)
        splitter.addWidget(self.card)
        splitter.setSizes([370, 530])
        hint = QLabel(tr("Drop model files or published checkpoints (.pt, .pth) on this window."), self)
        hint.setStyleSheet("font-style: italic")
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(splitter, 1)
        layout.addWidget(hint)
        layout.addLayout(_row(self._busy, self._progress, self.cancel_button))
        left = (self.import_button, self.delete_button, self.default_button)
        layout.addLayout(_row(*left, None, self.folder_button, self.close_button))

    def _add_group(self, heading: str, found: list[Entry]) -> None:
        if not found:
            return
        group = QTreeWidgetItem(self.list, [tr(heading)])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        group.setFont(0, _bold(group.font(0)))
        for entry in found:
            is_default = self._is_default(entry)
            task = tr(tasks.of(entry.task).title) if entry.card else tr("Unreadable")
            item = QTreeWidgetItem(group, [entry.name, f"{task} ({tr('default')})" if is_default else task])
            item.setData(0, NAME, entry.name)
            item.setToolTip(0, f"<p>{html.escape(entry.title or entry.problem)}</p>")
            if is_default:
                item.setFont(0, _bold(item.font(0)))
            if entry.card is None:
                item.setForeground(0, self.palette().brush(self.palette().ColorRole.Mid))

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [self.list.topLevelItem(index) for index in range(self.list.topLevelItemCount())]
        return [group.child(index) for group in groups for index in range(group.childCount())]

    def _show_card(self) -> None:
        entry = self._entries.get(self.chosen_name())
        self.card.setHtml(page(entry) if entry else "")
        self.delete_button.setEnabled(entry is not None and entry.kind != BUNDLED)
        can_be_default = entry is not None and entry.can_be_default
        is_default = entry is not None and can_be_default and self._is_default(entry)
        self.default_button.setEnabled(can_be_default)
        self.default_button.setText(tr("No longer default") if is_default else tr("Use as default"))

    def _is_default(self, entry: Entry) -> bool:
        return self._defaults.get(entry.task) == entry.name

    def _make_default(self) -> None:
        entry = self._entries[self.chosen_name()]
        set_default_model(entry.task, "" if self._is_default(entry) else entry.name)
        self.fill()

    def _browse(self) -> None:
        filters = tr("Models and checkpoints (*.pt *.pth *.ckpt *.pth.tar);;All files (*)")
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Import models"), "", filters)
        self._take([Path(path) for path in paths])

    def _take(self, paths: list[Path]) -> None:
        """Import files, after those that have been given before; what is told of all of them stays."""
        if not self.importer.busy_with:
            self.bar.clearWidgets()
        self.importer.take(paths)

    def _open_folder(self) -> None:
        try:
            folder = store.made_folder()
        except RooflineError as error:
            self._told(translated(error), True)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _ask_to_delete(self) -> None:
        name = self.chosen_name()
        box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Delete model"),
            tr("Delete the model “{}” from this computer?").format(name),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            self,
        )
        box.setObjectName("RooflineDeleteModel")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = box.button(QMessageBox.StandardButton.Yes)
        yes.setText(tr("Delete"))
        yes.clicked.connect(lambda: self._delete(name))
        box.open()

    def _delete(self, name: str) -> None:
        try:
            store.remove(name)
        except RooflineError as error:
            self._told(translated(error), True)
        for task, default in self._defaults.items():
            if default == name and name not in store.available():
                set_default_model(task, "")
        self.fill()

    def _told(self, text: str, is_problem: bool) -> None:
        """After an import: the new model's name, or what went wrong, which stays until it is closed."""
        done = Qgis.MessageLevel.Success
        for item in [each for each in self.bar.items() if each.level() == done]:
            self.bar.popWidget(item)
        if is_problem:
            self.bar.pushMessage("", html.escape(text, quote=False), Qgis.MessageLevel.Warning, 0)
        else:
            self.fill(text)
            self.bar.pushMessage("", tr("“{}” is ready.").format(text), done, SECONDS)

    def _show_progress(self) -> None:
        busy = self.importer.busy_with
        self._busy.setText(busy)
        for widget in (self._busy, self._progress, self.cancel_button):
            widget.setVisible(bool(busy))


def _files(event: QDropEvent) -> list[Path]:
    """The local files that are being dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _button(parent: QWidget, text: str, pressed: Any) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: pressed())
    return button


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is a gap."""
    row = QHBoxLayout()
    for widget in widgets:
        row.addStretch(1) if widget is None else row.addWidget(widget)
    return row


def _bold(font: QFont) -> QFont:
    font.setBold(True)
    return font

"""The models that are there, and their cards as people read them. Needs no PyTorch."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ..algorithms.common.bridge import tr, translated
from ..models.errors import RooflineError
from ..models.modelfile import choice, describe, store
from ..models.modelfile.parts import Card
from ..models.modelfile.provenance import Provenance
from ..models.tasks import TASKS

BUNDLED, INSTALLED, IMPORTED = "bundled", "installed", "imported"
RUN_TASKS = [task.id for task in TASKS.values() if task.is_run]  # a default model can be chosen for them
MOST_FIGURES = 6
LARGEST = 1e9  # no error of a surface; whole numbers of a file may be too large for any type


def read_ahead() -> None:
    """Read the cards of all models in the background: no click has to wait for them, they are kept."""
    Thread(target=_read_all, daemon=True).start()


def _read_all() -> None:
    for path in store.available().values():
        with suppress(RooflineError, OSError):  # whoever asks for that one is told
            store.card_in(path)


@dataclass(frozen=True)
class Entry:
    """A model file; `card` is None if it cannot be read, and then `problem` says why."""

    name: str
    path: Path
    size: int  # bytes
    card: Card | None
    problem: str = ""

    @property
    def kind(self) -> str:
        """Whether it came with the plugin, from a published checkpoint, or in some other way."""
        if self.path.parent == store.BUNDLED:
            return BUNDLED
        imported = self.card is not None and self.card.provenance.imported_from
        return IMPORTED if imported else INSTALLED

    @property
    def task(self) -> str:
        """The algorithm it is for."""
        return self.card.task if self.card else ""

    @property
    def title(self) -> str:
        """What it is, in a line and in the language of QGIS."""
        return translated(describe.text_of(self.card, self.card.title)) if self.card else ""

    @property
    def can_be_default(self) -> bool:
        """Whether an algorithm can run it by itself."""
        return self.card is not None and self.task in RUN_TASKS and not self.card.untrained


def entries() -> list[Entry]:
    """All models that can be called by name, in alphabetical order."""
    return [_entry(name, path) for name, path in sorted(store.available().items())]


def installed(task: str, **fitting: Any) -> list[tuple[str, str]]:
    """Name and title of the models that a task can be run with; `fitting`: those that fit, see choice.py."""
    return [
        (each.name, each.title)
        for each in entries()
        if each.task == task and each.can_be_default and each.card and choice.fits(each.card, **fitting)
    ]


def page(entry: Entry) -> str:
    """A model's card as HTML."""
    if entry.card is None:
        return f"<h3>{html.escape(entry.name)}</h3><p>{html.escape(entry.problem)}</p>"
    rows = [_parted(translated(line)) for line in describe.describe(entry.card)[1:]]
    rows += _provenance(entry, entry.card.provenance)
    names = ["", *(name for name, _ in rows)]
    cells = (_cells(name if name != before else "", text) for (name, text), before in zip(rows, names))
    title = html.escape(entry.title or entry.name)
    return f"<h3>{title}</h3><table cellpadding='3'>{''.join(cells)}</table>{_figures(entry.card.provenance)}"


def _entry(name: str, path: Path) -> Entry:
    size = path.stat().st_size
    try:
        return Entry(name, path, size, store.card_in(path))
    except RooflineError as error:
        return Entry(name, path, size, None, translated(error))


def _parted(line: str) -> tuple[str, str]:
    """What a line of a card is about, and what it says."""
    name, _, text = line.rstrip(".").partition(": ")
    return (name, text) if text else ("", line)


def _cells(name: str, text: str) -> str:
    return f"<tr><td><b>{html.escape(name)}</b></td><td>{html.escape(text)}</td></tr>"


def _provenance(entry: Entry, provenance: Provenance) -> list[tuple[str, str]]:
    learnt = "; ".join(tr(each) for each in provenance.data_texts)
    rows = [
        (tr("Learnt from"), learnt),
        (tr("Imported from"), provenance.imported_from),
        (tr("Date"), provenance.date),
        (tr("File"), f"{entry.path} ({QLocale().formattedDataSize(entry.size)})"),
    ]
    return [(name, str(text)) for name, text in rows if text and text != "unknown"]


def _figures(provenance: Provenance) -> str:
    """The first of the figures that the model was judged by: a table of numbers by test."""
    shown = [(name, row) for name, row in provenance.tests.items() if "MAE" in row][:MOST_FIGURES]
    if not shown:
        return ""
    columns = [name for name in ("MAE before", "MAE", "NMAD") if any(name in row for _, row in shown)]
    head = "".join(f"<th align='right'>{html.escape(name)}</th>" for name in ("", *columns))
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td align='right'>{html.escape(_number(row.get(column)))}</td>" for column in columns)
        + "</tr>"
        for name, row in shown
    )
    return f"<h4>{tr('Judged on (metres)')}</h4><table cellpadding='3'><tr>{head}</tr>{rows}</table>"


def _number(value: Any) -> str:
    is_number = isinstance(value, (int, float)) and abs(value) < LARGEST
    return QLocale().toString(float(value), "f", 2) if is_number else ""

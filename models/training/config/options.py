"""What may be asked of a training: one row an option.

A row makes the option's check in a configuration file, its default, its parameter in the dialog, its place in
an error in the words of whoever asked, and its line in the report. `COMMON` (common.py) are the rows that any
task may take. A task adds its own in a file of its folder, without PyTorch, since the toolbox reads it too:

    OPTIONS = table(
        tasks.BUILDING_MASK.id,
        Option(
            "training_settings.jitter",
            number(0, 1),
            0.2,
            parameter="JITTER",
            label="Change of colours",
            help="Images are made brighter or darker by up to this.",
        ),
        usual={"batch_size": 4},
    )

A row whose key is in COMMON stands in its place: `row_of("epochs", help="0: 20.")` is such a row with another
help; `usual` gives rows of COMMON another default. Then
`OPTIONS.configuration(asked)` is the configuration of what a dialog or a caller asks for by the options'
names, `OPTIONS.checked(values)` checks one and fills in defaults, `OPTIONS.named(checked)` are its values by
name, `OPTIONS.in_dialog()` puts errors into the dialog's words, and `OPTIONS.facts(values)` are lines of the
report. The algorithm is a TrainingAlgorithm (algorithms/common/training.py), which adds and reads the
parameters. Texts are found for translation by the name of the call: Option(label=, help=, report=).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

from ...errors import Cancelled, RooflineError
from ...formats.checks import (
    Check,
    Keys,
    Number,
    OneOf,
    Place,
    Whole,
    entries,
    flag,
    mapping,
    section,
)
from ...formats.objects import JsonObject
from ...language import Message, shown, tr
from ...options import AUTO

TASK = "task"  # a configuration's key for the id of the task that it trains


def plain(value: Any) -> str:
    """A value in a line of the report."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Option:
    """One row. `key`: section and key of a configuration, datasets[].key for each data set; `kind`: what the
    value must be, with its bounds; `name`: what code calls it, the key's last part if empty; `required`: must
    be given; `tasks`: the ids of those that have it, none = all.

    `parameter`: the dialog's name for it, "" where the dialog has none; with a `label` the dialog's widget
    follows from the kind, without one the algorithm makes its own. There 0, auto or an unticked box leave the
    choice open. `most`: the dialog's own upper bound. `report`: the label of its line in the report, `shown`:
    how its value is written there.
    """

    key: str
    kind: Check
    default: Any = None
    name: str = ""
    required: bool = False
    parameter: str = ""
    label: str = ""
    help: str = ""
    advanced: bool = True
    most: float | None = None
    report: str = ""
    shown: Callable[[Any], str] = plain
    tasks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.key.rpartition(".")[2])

    @property
    def section(self) -> str:
        """Where the key stands: a section's name, datasets[] or, of a term in braces, the value's path."""
        return self.key.rpartition(".")[0]

    @property
    def left_open(self) -> Any:
        """The dialog's value that leaves the choice open."""
        if isinstance(self.kind, Whole):
            return 0
        if isinstance(self.kind, Number):
            return 0.0
        if isinstance(self.kind, OneOf):
            return self.choices[0]
        return False if self.kind is flag else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What the dialog offers for one of some words."""
        known = self.kind.known if isinstance(self.kind, OneOf) else ()
        return known if AUTO in known else (AUTO, *known)


@dataclass(frozen=True)
class Table:
    """The options of a task, by its id, in the order of its dialog and report."""

    rows: tuple[Option, ...]
    task: str = ""

    def __getitem__(self, name: str) -> Option:
        rows = [row for row in self.rows if "[]" not in row.key]
        found = next((row for row in rows if row.name == name), None)
        if found is None:
            known = ", ".join(row.name for row in rows)
            raise RooflineError("{name} is unknown; choose from {known}.", name=name, known=known)
        return found

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of a configuration's sections, in order."""
        return tuple(dict.fromkeys(row.key.partition(".")[0] for row in self.rows))

    @property
    def dialog(self) -> tuple[Option, ...]:
        """The rows that the dialog shows by their kind."""
        return tuple(row for row in self.rows if row.parameter and row.label)

    def keys(self, name: str) -> Keys:
        """The keys of a section, with what each must be and its default."""
        return {
            row.key.rpartition(".")[2]: (row.kind, row.default) for row in self.rows if row.section == name
        }

    def needed(self, name: str) -> tuple[str, ...]:
        """The keys that a section must have."""
        return tuple(row.key.rpartition(".")[2] for row in self.rows if row.section == name and row.required)

    def checked(self, values: Any) -> JsonObject:
        """All sections of a configuration with their defaults; RooflineError names the first fault by its
        place. Sections of rows such as datasets[].name are lists.
        """
        given = mapping(values, Message("The configuration"))
        self.check_sections(given)
        return {name.removesuffix("[]"): self._section(name, given) for name in self.sections}

    def check_sections(self, given: Mapping[str, Any]) -> None:
        """Refuse a configuration with a section that no option is in, or of another task."""
        given = self.of_task(given)
        known = [name.removesuffix("[]") for name in self.sections]
        unknown = [str(name) for name in given if name not in known]
        if unknown:
            raise RooflineError(
                "{name} is unknown; choose from {known}.", name=shown(unknown[0]), known=", ".join(known)
            )

    def of_task(self, given: Mapping[str, Any]) -> JsonObject:
        """A configuration without its key "task"; one that is made for another task is refused."""
        if given.get(TASK, self.task) != self.task:
            raise RooflineError(
                "The configuration is for {other}, not for {task}; choose the training of that task.",
                other=given[TASK],
                task=self.task,
            )
        return {name: value for name, value in given.items() if name != TASK}

    def known(self, given: Mapping[str, Any]) -> int:
        """How many keys of a configuration are options here; a list of sections counts by its first one."""
        places = {row.key.replace("[]", "") for row in self.rows}
        found = 0
        for name, value in given.items():
            inner = value[0] if isinstance(value, list) and value else value
            keys = inner if isinstance(inner, Mapping) else ()
            found += (name in places) + sum(f"{name}.{key}" in places for key in keys)
        return found

    def _section(self, name: str, given: Mapping[str, Any]) -> Any:
        for row in self.rows:
            if row.key == name:  # a section that is one value
                return row.kind(given[name], name) if name in given else row.default
        keys, needed, word = self.keys(name), self.needed(name), name.removesuffix("[]")
        if word == name:
            return section(given.get(name, {}), keys, name, needed)
        return entries(lambda value, path: section(value, keys, path, needed))(given.get(word, []), word)

    def named(self, checked: Mapping[str, Any]) -> JsonObject:
        """The values of a checked configuration by their options' names; lists of sections are left out."""
        known: JsonObject = {}
        for row in self.rows:
            values, key = checked.get(row.section), row.key.rpartition(".")[2]
            if isinstance(values, Mapping) and key in values:
                known[row.name] = values[key]
        return known

    def configuration(self, named: Mapping[str, Any], into: JsonObject | None = None) -> JsonObject:
        """Values by their options' names as sections of a configuration, put into another one if given."""
        made: JsonObject = {} if into is None else into
        for name, value in named.items():
            row = self[name]
            inner = made
            *parts, last = row.key.split(".")
            for part in parts:
                inner = inner.setdefault(part, {})
            inner[last] = value
        return made

    def facts(self, named: Mapping[str, Any]) -> dict[str, str]:
        """Lines of the report, labels and values, of those options that are named."""
        rows = [row for row in self.rows if row.report and row.name in named]
        labels = map(tr, (row.report for row in rows))
        return {label: row.shown(named[row.name]) for label, row in zip(labels, rows)}

    def word(self, place: str) -> str:
        """A place of a configuration in the dialog's word; as it is where the dialog has none."""
        for row in self.rows:
            pattern = re.escape(row.key).replace(r"\[\]", r"\[0\]") + r"(?![\w])"
            found = re.match(pattern, place)
            if row.parameter and found and place[found.end() : found.end() + 1] != ".":
                return row.parameter + place[found.end() :]
        return place

    @contextmanager
    def in_dialog(self) -> Iterator[None]:
        """Name options in errors inside the block as the dialog does."""
        try:
            yield
        except Cancelled:
            raise
        except RooflineError as error:
            said = error.message.replaced(lambda text: self.word(text) if isinstance(text, Place) else text)
            raise RooflineError(said) from error

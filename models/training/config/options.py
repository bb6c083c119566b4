"""What may be asked of a training: one row an option.

A row makes the option's check in a configuration file, its default, its parameter in the dialog, its place in
an error in the words of whoever asked, and its line in the report. `COMMON` are the rows that any task may
take. A task adds its own in a file of its folder, without PyTorch, since the toolbox reads it too:

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
from dataclasses import dataclass, replace
from pathlib import Path
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
    maybe,
    number,
    one_of,
    pair,
    section,
    some_text,
    whole,
)
from ...formats.objects import JsonObject
from ...language import Message, tr
from ...options import AUTO, PRECISIONS

OPTIMIZERS = ("Adam", "AdamW", "SGD")
SCHEDULERS = (
    "StepLR",
    "ExponentialLR",
    "ReduceLROnPlateau",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "MultiStepLR",
    "OneCycleLR",
    "PolynomialLR",
    "linear",
    "step",
    "plateau",
    "cosine",
)
TASK = "task"  # a configuration's key for the id of the task that it trains
LARGEST_TILE = 2048
MOST_SAMPLES = 10**9


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
                "{name} is unknown; choose from {known}.", name=unknown[0], known=", ".join(known)
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


def table(task: str, *own: Option, usual: Mapping[str, Any] | None = None) -> Table:
    """The options of a task: its own, then the rows of COMMON that it has. `usual`: defaults by name."""
    keys = {row.key for row in own}
    common = [row for row in COMMON if row.key not in keys]
    other = dict(usual or {})
    rows = [replace(row, default=other[row.name]) if row.name in other else row for row in (*own, *common)]
    return Table(tuple(row for row in rows if not row.tasks or task in row.tasks), task)


START = Option(
    "model.start",
    maybe(some_text),
    parameter="MODEL",
    report="Started from",
    shown=lambda start: Path(str(start)).name if start else tr("fresh weights"),
)
COMMON = (
    Option(
        "training_settings.n_epochs",
        whole(1),
        100,
        name="epochs",
        parameter="EPOCHS",
        label="Epochs",
        advanced=False,
    ),
    Option(
        "training_settings.n_training_samples",
        whole(1, MOST_SAMPLES),
        1000,
        name="samples",
        parameter="SAMPLES",
        label="Windows per epoch",
    ),
    Option(
        "training_settings.tile_size",
        whole(8, LARGEST_TILE),
        256,
        parameter="TILE_SIZE",
        label="Window size (pixels)",
    ),
    Option(
        "training_settings.batch_size",
        whole(1),
        8,
        parameter="BATCH_SIZE",
        label="Windows per batch",
    ),
    Option(
        "optimizer.learning_rate",
        number(above=True),
        2e-4,
        parameter="LEARNING_RATE",
        label="Learning rate",
        most=1,
    ),
    Option("training_settings.augment", flag, True),
    Option("training_settings.ema", number(0, 0.99999), 0.0),
    Option("training_settings.gradient_clipping", number(), 0.0, name="clip"),
    Option("training_settings.accumulate", whole(1), 1),
    Option("training_settings.precision", one_of(*PRECISIONS), AUTO),
    Option(
        "training_settings.early_stopping",
        whole(0),
        0,
        parameter="PATIENCE",
        label="Patience (epochs)",
        help="Ends the training when it gets no better for so long. 0: never.",
    ),
    Option(
        "general.random_seed",
        whole(0, 2**32 - 1),
        0,
        name="seed",
        parameter="SEED",
        label="Seed",
        help="The same seed gives the same training.",
        report="Seed",
    ),
    Option("general.save_model_rate", whole(1), 20, name="save_rate"),
    Option("general.evaluate_rate", whole(1), 1),
    Option("optimizer.name", one_of(*OPTIMIZERS), "Adam", name="optimizer_name"),
    Option("optimizer.weight_decay", number()),
    Option("optimizer.betas", pair(number(0, 1))),
    Option("optimizer.momentum", number(0, 1)),
    Option("optimizer.eps", number(above=True)),
    Option("optimizer.nesterov", flag),
    Option("optimizer.amsgrad", flag),
    Option("scheduler.enabled", flag, True, name="scheduler_enabled"),
    Option("scheduler.name", one_of(*SCHEDULERS), name="scheduler_name"),
    Option("scheduler.settings", mapping, name="scheduler_settings"),
)


def row_of(name: str, **changes: Any) -> Option:
    """A row of COMMON as one task has it; `changes` as of Option."""
    return replace(next(row for row in COMMON if row.name == name), **changes)


def common(name: str, key: str, default: Any, **changes: Any) -> Option:
    """A row of COMMON under the key that another system's configuration has; `changes` as of Option."""
    return row_of(name, key=key, default=default, **changes)

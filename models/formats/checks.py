"""Checks of values in a configuration; each names what is wrong by its path there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NoReturn

from ..errors import RooflineError
from ..language import Message, shown
from .objects import JsonObject

LARGEST_WHOLE = 2**31 - 1  # what dialogs hand on; far above any count that a training could finish
LARGEST_NUMBER = 1e30  # float32 ends at 3.4e38, and what is computed with a number needs room
LONGEST_SHOWN = 80  # characters of a value in a sentence
LONGEST_TEXT = 4096  # characters; no path of a file is longer
Check = Callable[[Any, str], Any]
Keys = dict[str, tuple[Check, Any]]  # what a value must be, and its default


class Place(str):
    """Where a value stands in a configuration, such as training_settings.tile_size or datasets[0].name.

    A text of its own kind: who asked by other words, such as a dialog, finds it among an error's values.
    """


def refuse(path: str, value: Any, wanted: Message) -> NoReturn:
    """Raise RooflineError: the value at a path of the configuration is wrong."""
    where = path if isinstance(path, Message) else Place(path)
    raise RooflineError(
        "{path} is {value}; give {wanted} instead.", path=where, value=as_written(value), wanted=wanted
    )


def as_written(value: Any) -> str:
    """A value as configurations have it (null, true, NaN), not as Python does; of long ones the beginning."""
    if isinstance(value, str):
        text = repr(value[:LONGEST_SHOWN])
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}..."


@dataclass(frozen=True)
class Whole:
    """Whole numbers from `least` to `most` (None: LARGEST_WHOLE); true and 3.0 are none."""

    least: int
    most: int | None = None

    def __call__(self, value: Any, path: str) -> Any:
        least, most = self.least, LARGEST_WHOLE if self.most is None else self.most
        is_whole = type(value) is int
        if not is_whole or not least <= value <= most:
            if self.most is not None or (is_whole and value > most):
                refuse(path, value, Message("a whole number from {least} to {most}", least=least, most=most))
            refuse(path, value, Message("a whole number of at least {least}", least=least))
        return value


@dataclass(frozen=True)
class Number:
    """Numbers from `least` (or above it) to `most`."""

    least: float = 0.0
    most: float = LARGEST_NUMBER
    above: bool = False

    def __call__(self, value: Any, path: str) -> Any:
        least, most, above = self.least, self.most, self.above
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not least <= value <= most or (above and value == least):
            if most < LARGEST_NUMBER or (is_number and value > most):
                refuse(path, value, Message("a number from {least:g} to {most:g}", least=least, most=most))
            refuse(
                path,
                value,
                Message("a number above {least:g}", least=least)
                if above
                else Message("a number of at least {least:g}", least=least),
            )
        return float(value)


@dataclass(frozen=True)
class OneOf:
    """One of some words; other names of a word (`aliases`) are taken for it."""

    known: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, value: Any, path: str) -> Any:
        value = self.aliases.get(value, value) if isinstance(value, str) else value
        if value not in self.known:
            refuse(path, value, Message("one of these: {known}", known=", ".join(self.known)))
        return value


def whole(least: int, most: int | None = None) -> Whole:
    """Whole numbers from `least` to `most`; true and 3.0 are none."""
    return Whole(least, most)


def number(least: float = 0.0, most: float = LARGEST_NUMBER, above: bool = False) -> Number:
    """Numbers from `least` (or above it) to `most`."""
    return Number(least, most, above)


def one_of(*known: str) -> OneOf:
    """One of some words."""
    return OneOf(known)


def flag(value: Any, path: str) -> Any:
    """true or false."""
    if not isinstance(value, bool):
        refuse(path, value, Message("true or false"))
    return value


def text(value: Any, path: str) -> Any:
    """Words."""
    if not isinstance(value, str):
        refuse(path, value, Message("some text"))
    if len(value) > LONGEST_TEXT:
        refuse(path, value, Message("a text of at most {most} characters", most=LONGEST_TEXT))
    return value


def some_text(value: Any, path: str) -> Any:
    """Words, at least one letter of them; a path becomes its text."""
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(value, str) or not value.strip():
        refuse(path, value, Message("a text that is not empty"))
    return text(value, path)


def maybe(check: Check) -> Check:
    """null, or what another check takes."""
    return lambda value, path: None if value is None else check(value, path)


def list_file(value: Any, path: str) -> Any:
    """The path of a .txt file."""
    name = some_text(value, path)
    if PurePath(name).suffix != ".txt":
        refuse(path, value, Message("the path of a .txt file"))
    return name


def entries(check: Check) -> Check:
    """A list whose entries pass a check."""

    def checked_list(value: Any, path: str) -> Any:
        if not isinstance(value, (list, tuple)):
            refuse(path, value, Message("a list in brackets"))
        return [check(entry, f"{path}[{index}]") for index, entry in enumerate(value)]

    return checked_list


def pair(check: Check) -> Check:
    """A list of two entries that pass a check."""

    def checked_pair(value: Any, path: str) -> Any:
        checked = entries(check)(value, path)
        if len(checked) != 2:
            refuse(path, value, Message("a list of two"))
        return checked

    return checked_pair


def mapping(value: Any, path: str) -> Any:
    """An object of names and values."""
    if not isinstance(value, Mapping):
        refuse(path, value, Message("names and values in braces"))
    return dict(value)


def anything(value: Any, path: str) -> Any:
    """Whatever the original writes here for itself."""
    return value


def section(values: Any, keys: Keys, path: str, needed: tuple[str, ...] = ()) -> JsonObject:
    """A section's values, checked, with defaults; unknown and missing keys are named."""
    given = mapping(values, path)
    unknown = [str(name) for name in given if name not in keys]
    if unknown:
        raise RooflineError(
            "{path}.{name} is unknown; choose from {known}.",
            path=path,
            name=shown(unknown[0]),
            known=", ".join(keys),
        )
    missing = [name for name in needed if name not in given]
    if missing:
        raise RooflineError("{path}.{name} is missing; add it.", path=path, name=missing[0])
    return {
        name: check(given[name], f"{path}.{name}") if name in given else default
        for name, (check, default) in keys.items()
    }

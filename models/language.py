"""Texts for people: English as they are written, in another language where the program asks for one."""

from __future__ import annotations

import errno
import json
import re
import string
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Callable

Translate = Callable[[str], str]  # an English text or template -> the same in another language
_TRANSLATE: ContextVar[Translate] = ContextVar("translate", default=str)
GAP = re.compile(r"%(?:%|[-+ #0]*\d*(?:\.\d+)?[a-z])", re.I)  # of a record's template
MOST_SHOWN = 1000  # characters of a value in a message: its beginning, and its end, where a file's name is


@contextmanager
def speaking(translate: Translate) -> Iterator[None]:
    """Reports made meanwhile, in this thread, are in the language of `translate`: English text -> text."""
    before = _TRANSLATE.set(translate)
    try:
        yield
    finally:
        _TRANSLATE.reset(before)


def tr(text: str) -> str:
    """A text of a report in the language of the moment, with {} where values are to be put in."""
    return _TRANSLATE.get()(text)


def tr_noop(text: str) -> str:
    """The text as it is; marks for the catalogue what is translated where it is shown."""
    return text


def one_line(text: str) -> str:
    """A text in one line, whatever names of files brought along."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def shown(name: str, most: int = 60) -> str:
    """A name out of a file, fit for a sentence."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name[:most])
    return (plain + ("..." if len(name) > most else "")) if name.strip() else f"'{plain}'"


SAMPLE = tr_noop("1,234.5 m")  # by which a catalogue tells how its language writes numbers


def with_marks(figure: str, translate: Translate) -> str:
    """A number as Python writes it, with the marks of a language for thousands and decimals.

    A German "1.234,5" would be misread with English marks, so they follow the language of the words.
    """
    sample = re.fullmatch(r"1(\D)234(\D)5 m", translate(SAMPLE))
    thousands, decimal = sample.groups() if sample else (",", ".")
    return figure.translate({ord(","): thousands, ord("."): decimal})


class _Sentences(string.Formatter):
    """Puts values into the gaps of a template, numbers with the marks of a language."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def format_field(self, value: Any, format_spec: str) -> str:
        text = format(value, format_spec)
        return with_marks(text, self._translate) if _has_decimals(value) else text


def _has_decimals(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, Integral)


def of_record(template: str, values: Iterable[object], translate: Translate) -> str:
    """A record of a log in another language: what `template % values` is in English."""
    left = iter(values)

    def filled(gap: re.Match[str]) -> str:
        if gap[0] == "%%":
            return "%"
        value = in_language(next(left), translate)
        text = gap[0] % (value,)
        return with_marks(text, translate) if _has_decimals(value) else text

    return GAP.sub(filled, translate(template))


class Message(str):
    """An English text that keeps its template, with gaps such as {name} or {size:g}, and their values.

    So it can be translated later, together with the messages among its values; other values stay as they
    are. Braces have a meaning only where values are given.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        if isinstance(template, Message) and not values:
            return template
        kept = {name: _kept(value) for name, value in values.items()}
        made = super().__new__(cls, template.format(**kept) if kept else template)
        made.template, made.values = str(template), kept
        return made

    def translated(self, translate: Translate) -> str:
        """The text in another language."""
        template = translate(self.template)
        if not self.values:
            return template
        return _Sentences(translate).format(template, **_each(self.values, translate))

    def replaced(self, change: Callable[[str], str]) -> Message:
        """The same message with `change` made to each text among its values."""
        if not self.values:
            return self
        return Message(
            self.template, **{name: _changed(value, change) for name, value in self.values.items()}
        )


def in_language(value: object, translate: Translate) -> object:
    """A value of a message: in another language if it is a message itself, else as it is."""
    value = _kept(value)
    return value.translated(translate) if isinstance(value, Message) else value


def listed(parts: Iterable[str]) -> Message:
    """Texts and messages as a list with commas."""
    return _folded(parts, lambda first, last: Message("{first}, {last}", first=first, last=last))


def all_of(parts: Iterable[str]) -> Message:
    """Texts and messages with "and" between them."""
    return _folded(parts, lambda first, last: Message("{first} and {last}", first=first, last=last))


def any_of(parts: Iterable[str]) -> Message:
    """Texts and messages with "or" between them."""
    return _folded(parts, lambda first, last: Message("{first} or {last}", first=first, last=last))


def _folded(parts: Iterable[str], pair: Callable[[str, str], Message]) -> Message:
    given = list(parts)
    # A text of the caller's is put in as a value, for it must not be looked up in a catalogue.
    first = (
        given[0] if given and isinstance(given[0], Message) else Message("{text}", text="".join(given[:1]))
    )
    return reduce(pair, given[1:], first)


def _kept(value: object) -> object:
    """Of an error its message: errors hold on to all that was in memory where they were raised.

    Names of files may have line breaks, and texts out of files any length; messages have one line.
    """
    if isinstance(value, BaseException):
        value = reason(value)
    if not isinstance(value, (str, Path)) or isinstance(value, Message):
        return value
    text = str(value)
    if len(text) > MOST_SHOWN:
        text = f"{text[: MOST_SHOWN // 2]}...{text[-MOST_SHOWN // 2 :]}"
    return value if text == str(value) and text.isprintable() else one_line(text)


# What the system says of files, in words for people; its own are in the language of whoever started QGIS.
OF_SYSTEM = {
    "ENOENT": Message("there is no such file or folder"),
    "EACCES": Message("access is denied"),
    "EPERM": Message("access is denied"),
    "EROFS": Message("the disk is read-only"),
    "ENOSPC": Message("the disk is full"),
    "EDQUOT": Message("the share of the disk is used up"),
    "EFBIG": Message("the file would be too large for the disk"),
    "EIO": Message("the disk does not answer as it should"),
    "EISDIR": Message("it is a folder"),
    "ENOTDIR": Message("a part of the path is no folder"),
    "EEXIST": Message("it exists already"),
    "ENOTEMPTY": Message("the folder is not empty"),
    "ENAMETOOLONG": Message("the name is too long"),
    "ELOOP": Message("its links lead in a circle"),
    "EBUSY": Message("another program uses it"),
    "ETXTBSY": Message("another program uses it"),
    "EMFILE": Message("too many files are open"),
    "ENFILE": Message("too many files are open"),
    "ENOMEM": Message("memory does not suffice"),
    "ENOEXEC": Message("it is no program"),
    "EINVAL": Message("the system does not allow it"),
    "ECONNREFUSED": Message("nobody answers there"),
    "ETIMEDOUT": Message("nobody has answered in time"),
}
OF_PYTHON: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Message], ...] = (
    (MemoryError, Message("memory does not suffice")),
    (RecursionError, Message("it is nested too deeply")),
    (UnicodeError, Message("it has characters that are no UTF-8")),
    ((zipfile.BadZipFile, zlib.error), Message("it is no whole archive")),
    ((EOFError, struct.error), Message("it ends too early")),
    (TimeoutError, Message("nobody has answered in time")),
)
OF_ARGUMENTS = (  # Python's words where a function is called with settings out of a file
    (re.compile(r"unexpected keyword argument '(\w+)'"), tr_noop("there is no setting '{name}'")),
    (re.compile(r"required .*arguments?: '(\w+)'"), tr_noop("'{name}' is missing")),
)
PROGRAMS = {
    "builtins": "Python",
    "torch": "PyTorch",
    "distributed": "dask",
    "osgeo": "GDAL",
    "numpy": "NumPy",
}


def says(program: str, words: str) -> Message:
    """Another program's own words, marked as such: they are in no language of ours."""
    return Message("{program} says “{words}”", program=program, words=shown(one_line(words).rstrip("."), 300))


def reason(error: BaseException) -> Message:
    """Why something failed, in words for people, without a full stop; what only a library knows is quoted."""
    told = getattr(error, "message", None)
    if isinstance(told, Message):
        return told
    if isinstance(error, OSError) and errno.errorcode.get(error.errno or 0) in OF_SYSTEM:
        return OF_SYSTEM[errno.errorcode[error.errno or 0]]
    if isinstance(error, json.JSONDecodeError):
        return Message("at line {line}, column {column}", line=error.lineno, column=error.colno)
    if isinstance(error, KeyError) and error.args:
        return Message("'{name}' is missing", name=shown(str(error.args[0])))
    for kind, words in OF_PYTHON:
        if isinstance(error, kind):
            return words
    for pattern, template in OF_ARGUMENTS:
        if found := pattern.search(str(error)):
            return Message(template, name=found[1])
    program = type(error).__module__.partition(".")[0]
    program = PROGRAMS.get(program, program)
    lines = (getattr(error, "strerror", None) or str(error)).strip().splitlines()
    return says(program, lines[0]) if lines else Message("{program} does not say why", program=program)


def _each(values: dict[str, object], translate: Translate) -> dict[str, object]:
    return {name: in_language(value, translate) for name, value in values.items()}


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, Message):
        return value.replaced(change)
    return change(value) if isinstance(value, str) else value

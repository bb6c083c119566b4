"""Texts for people: English as they are written, in another language where the program asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from pathlib import Path
from typing import Callable

Translate = Callable[[str], str]  # an English text or template -> the same in another language
_TRANSLATE: ContextVar[Translate] = ContextVar("translate", default=str)
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
    return plain + ("..." if len(name) > most else "")


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
        return template.format(**_each(self.values, translate)) if self.values else template

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
        value = getattr(value, "message", None) or str(value)
    if not isinstance(value, (str, Path)) or isinstance(value, Message):
        return value
    text = str(value)
    if len(text) > MOST_SHOWN:
        text = f"{text[: MOST_SHOWN // 2]}...{text[-MOST_SHOWN // 2 :]}"
    return value if text == str(value) and text.isprintable() else one_line(text)


def _each(values: dict[str, object], translate: Translate) -> dict[str, object]:
    return {name: in_language(value, translate) for name, value in values.items()}


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, Message):
        return value.replaced(change)
    return change(value) if isinstance(value, str) else value

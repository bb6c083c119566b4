"""How a JSON object becomes a frozen object and back, with nothing lost that is not known here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from ..formats.objects import JsonObject

P = TypeVar("P", bound="Part")


@dataclass(frozen=True)
class Part:
    """A JSON object as a frozen object: its keys are the fields. Parts are equal where their fields are.

    `said` is the JSON object that a part was read from, `given` the fields that a new one was made with. Both
    serve `to_json` alone: it writes what stood there as it stood there, in that order, unknown keys too.
    """

    said: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    given: ClassVar[tuple[str, ...]] = ()
    always: ClassVar[tuple[str, ...]] = ()  # fields that every new part tells, before the others

    def __new__(cls: type[P], *values: Any, **named: Any) -> P:
        """A part that remembers which fields it is made with."""
        part = object.__new__(cls)
        names = [each.name for each in fields(cls)][: len(values)]
        object.__setattr__(part, "given", (*names, *named))
        return part

    @classmethod
    def from_json(cls: type[P], values: Mapping[str, Any]) -> P:
        """The part that a JSON object tells of; TypeError where a key that must be there is missing.

        Null is what is not told, where a field has a default.
        """
        known = {each.name: each for each in fields(cls)}
        read = {name: cls._value(known[name], value) for name, value in values.items() if name in known}
        return cls(**read)._remembering(values, ())

    @classmethod
    def _value(cls, field: Field[Any], value: Any) -> Any:
        return _default(field) if value is None else cls._read(field.name, value)

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        """A field's value for what JSON says of it, which is not null."""
        return tuple(value) if isinstance(value, list) else value

    def _remembering(self: P, said: Mapping[str, Any], given: tuple[str, ...]) -> P:
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "given", given)
        return self

    @property
    def further(self) -> JsonObject:
        """Keys that are unknown here, and their values."""
        known = {each.name for each in fields(self)}
        return {name: value for name, value in self.said.items() if name not in known}

    def changed(self: P, **values: Any) -> P:
        """The part with other values of some fields; what is unknown here is kept."""
        known = {each.name: each for each in fields(self)}
        gone = {name for name, value in values.items() if value == _default(known[name])}
        given = tuple(name for name in self.given if name not in gone)
        return replace(self, **values)._remembering(self.said, given)

    def to_json(self) -> JsonObject:
        """The JSON object: what was read or given in its order, then what has changed since."""
        return dict(self._pairs())

    def _pairs(self) -> Iterator[tuple[str, Any]]:
        known = {each.name: each for each in fields(self)}
        for name in dict.fromkeys((*(self.said or self.always), *self.said, *self.given, *known)):
            if name not in known:
                yield name, as_json(self.said[name])
                continue
            value, default = getattr(self, name), _default(known[name])
            if name in self.said and _equal(value, self._value(known[name], self.said[name])):
                yield name, as_json(self.said[name])
            elif value != default or (name not in self.said and name in (*self.always, *self.given)):
                yield name, as_json(value)


def _equal(value: Any, read: Any) -> bool:
    """Whether two values, and all that they would write, are equal."""
    return bool(value == read) and as_json(value) == as_json(read)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def as_json(value: Any) -> Any:
    """A value of a part as JSON has it: objects and lists of their own, and plain values."""
    if isinstance(value, Part):
        return value.to_json()
    if isinstance(value, (tuple, list)):
        return [as_json(each) for each in value]
    return {key: as_json(each) for key, each in value.items()} if isinstance(value, Mapping) else value

"""The parts of a card as objects: what a model takes, how it is normalised, what it gives, in which tiles.

`from_json` reads a part of a card that check_card has passed, `to_json` gives the same JSON back, with what
is not known here. The JSON of a model file stays version 1 (docs/model-file.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, Union

Numbers = Union[float, "tuple[float, ...]"]  # one, or one per band
MOST_BANDS = 16
P = TypeVar("P", bound="Part")


@dataclass(frozen=True)
class Part:
    """A JSON object. `further`: keys that are unknown here; `told`: keys that it was read with.

    Both are kept beside the fields, for `to_json` alone: parts are equal where their fields are.
    """

    further: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    told: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_json(cls: type[P], values: Mapping[str, Any]) -> P:
        """The part that a JSON object tells of; TypeError where a key that must be there is missing."""
        known = {each.name for each in fields(cls)}
        part = cls(**{name: cls._read(name, value) for name, value in values.items() if name in known})
        further = {name: value for name, value in values.items() if name not in known}
        for name, kept in (("further", further), ("told", tuple(values))):
            object.__setattr__(part, name, kept)
        return part

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    def to_json(self) -> dict[str, Any]:
        """The JSON object, its keys in the order that they were read in."""
        made = {**self.further}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name in self.told or value != _default(each):
                made[each.name] = _as_json(value)
        return {name: made[name] for name in sorted(made, key=self._place)}

    def _place(self, name: str) -> int:
        return self.told.index(name) if name in self.told else len(self.told)


def _default(each: Any) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()


def _as_json(value: Any) -> Any:
    if isinstance(value, Part):
        return value.to_json()
    return [_as_json(each) for each in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Normalisation(Part):
    """How values become what the network knows; null means and spreads are the tile's own.

    scale: x * scale + offset after `clip` and `truncate`, about `level` (metres) if there is one, `void`
    where there is no data; mean-std, standardise: less the mean, by the spread; local-gsd: less the median,
    in pixel sizes; `joint`: one mean for all inputs that say so.
    """

    kind: str
    mean: Numbers | None = None
    std: Numbers | None = None
    scale: Numbers = 1.0
    offset: Numbers = 0.0
    joint: bool = False
    truncate: bool = False
    clip: tuple[float, float] | None = None
    void: float = 0.0
    level: float | None = None


@dataclass(frozen=True)
class Input(Part):
    """A raster, or points, that a model takes: its role, bands and normalisation.

    `also`: other roles that will do; `repeat`: one band may stand for all; `first_bands`: further ones are
    left out; `grey`: colours become grey levels; `any_bands`: the mean of bands is taken; `withheld`: serves
    the way back alone; `void_mask`, `gsd_plane`: further planes that the network gets.
    """

    role: str
    bands: int = 1
    normalisation: Normalisation | None = None
    also: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    optional: bool = False
    repeat: bool = False
    first_bands: bool = False
    grey: bool = False
    any_bands: bool = False
    withheld: bool = False
    void_mask: bool = False
    gsd_plane: bool = False

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name == "normalisation":
            return Normalisation.from_json(value) if value else None
        return int(value) if name == "bands" else super()._read(name, value)

    @property
    def rule(self) -> Normalisation:
        """The normalisation, which all but points have."""
        if self.normalisation is None:
            raise KeyError("normalisation")
        return self.normalisation

    @property
    def roles(self) -> tuple[str, ...]:
        """What a raster for this input may be: its role, and others that will do."""
        return (self.role, *self.also)

    @property
    def accepted_bands(self) -> tuple[int, ...]:
        """Numbers of bands that a raster for this input may have."""
        if self.any_bands:
            return tuple(range(1, MOST_BANDS + 1))
        if self.grey:
            return (1, 3)
        numbers = tuple(range(self.bands, MOST_BANDS + 1)) if self.first_bands else (self.bands,)
        return (1, *numbers) if self.repeat and self.bands > 1 else numbers


@dataclass(frozen=True)
class Output(Part):
    """What the network gives: `uncertainty` (its factor) where a second band tells of it; `channel`, `scale`,
    `offset` and `threshold` of masks and pictures; `truncate`: heights are whole numbers.
    """

    role: str = ""
    bands: int = 1
    activation: str | None = None
    uncertainty: Mapping[str, float] | None = None
    truncate: bool = False
    channel: int | tuple[int, ...] = 0
    scale: Numbers = 1.0
    offset: Numbers = 0.0
    threshold: float | None = None


@dataclass(frozen=True)
class Tiles(Part):
    """Tiles in pixels: size, overlap, what both are a multiple of; how they are laid out, blended and padded.

    `least`: size and overlap of the smallest tiles that answer alike.
    """

    size: int
    overlap: int
    multiple: int = 1
    layout: str = "even"
    blend: str = "taper"
    padding: str = "edge"
    least: Tiles | None = None

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name == "least":
            return cls.from_json(value) if value else None
        return int(value) if name in ("size", "overlap", "multiple") else value


@dataclass(frozen=True)
class Network(Part):
    """A family and the options that its network is built with."""

    family: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Card(Part):
    """A whole card. What it says for people alone (provenance, title ...) is in `further`."""

    task: str
    network: Network
    inputs: tuple[Input, ...]
    output: Output
    tile: Tiles
    name: str = ""
    gsd: Mapping[str, float] | None = None

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        kinds: dict[str, type[Part]] = {"network": Network, "output": Output, "tile": Tiles}
        if name == "inputs":
            return inputs_of({"inputs": value})
        return kinds[name].from_json(value) if name in kinds else value

    @property
    def title(self) -> str:
        """The model's name, for messages."""
        return self.name or self.network.family


def inputs_of(card: Mapping[str, Any]) -> tuple[Input, ...]:
    """The inputs of a card."""
    return tuple(Input.from_json(entry) for entry in card["inputs"])


def given_inputs(card: Mapping[str, Any], given: Sequence[bool]) -> dict[str, Any]:
    """A card without the optional inputs that are not given (one flag per input)."""
    entries = zip(inputs_of(card), given)
    return {**card, "inputs": [each.to_json() for each, is_given in entries if is_given or not each.optional]}


def tiles_of(card: Mapping[str, Any]) -> Tiles:
    """The tiles of a card."""
    return Tiles.from_json(card["tile"])


def output_of(card: Mapping[str, Any]) -> Output:
    """The output of a card."""
    return Output.from_json(card["output"])


def roles_of(inputs: Sequence[Input]) -> list[str]:
    """The roles of inputs, in order."""
    return [each.role for each in inputs]

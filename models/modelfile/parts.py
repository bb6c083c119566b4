"""A card and its parts as frozen objects: what a model takes, how it is normalised, what it gives, its tiles.

`from_json` reads what check_card has passed, `to_json` gives the same JSON back, with what is not known here.
The JSON of a model file stays version 1 (docs/model-file.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Union

from .json_part import Part
from .provenance import Provenance
from .reconstruction import Reconstruction

FORMAT = "roofline-model"
VERSION = 1
Numbers = Union[float, "tuple[float, ...]"]  # one, or one per band
Options = Mapping[str, Any]  # keyword arguments of a network: each family has its own
MOST_BANDS = 16  # bands of an image of which a model takes the first


@dataclass(frozen=True)
class Normalisation(Part):
    """How values become what the network knows; null means and spreads are the tile's own.

    scale: x * scale + offset after `clip` and `truncate`, about `level` (metres) if there is one, `void`
    where there is no data; mean-std, standardise: less the mean, by the spread; local-gsd: less the median,
    in pixel sizes; `joint`: one mean for all inputs that say so; patch-height: less `shift` of a patch.
    """

    kind: str = ""
    mean: Numbers | None = None
    std: Numbers | None = None
    scale: Numbers = 1.0
    offset: Numbers = 0.0
    joint: bool = False
    truncate: bool = False
    clip: tuple[float, float] | None = None
    void: float = 0.0
    level: float | None = None
    shift: str | None = None


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
class Uncertainty(Part):
    """A second band tells the log of a Laplace scale; half-widths from it are taken times `factor`, and with
    `finer` they are wider for pixels below TOLD m.
    """

    TOLD: ClassVar[float] = 0.5
    always: ClassVar[tuple[str, ...]] = ("factor",)
    factor: float = 1.0
    finer: float = 0.0

    def at(self, gsd: float) -> float:
        """The factor for pixels of this size in metres."""
        return self.factor * max(1.0, self.TOLD / gsd) ** self.finer


@dataclass(frozen=True)
class Output(Part):
    """What the network gives: `uncertainty` where a second band tells of it; `channel`, `scale`, `offset` and
    `threshold` of masks and pictures; `truncate`: heights are whole numbers.
    """

    role: str = ""
    bands: int = 1
    activation: str | None = None
    uncertainty: Uncertainty | None = None
    truncate: bool = False
    channel: int | tuple[int, ...] = 0
    scale: Numbers = 1.0
    offset: Numbers = 0.0
    threshold: float | None = None

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name == "uncertainty":
            return Uncertainty.from_json(value) if value else None
        return super()._read(name, value)


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


# Pixels of the network by which tiles grow where it sees a layer coarser: fewer would round the factor.
LEAST_UNIT = 32


@dataclass(frozen=True)
class Resampling(Part):
    """How many pixels of a layer, a side, are one of the network, and the filter of GDAL that joins them."""

    factor: float
    filter: str = "average"

    def unit(self, multiple: int) -> tuple[int, int]:
        """Sides in pixels of the least tile that can be resampled: of the layer, of the network."""
        coarse = multiple * -(-LEAST_UNIT // multiple)
        return max(round(coarse * self.factor), 1), coarse

    def tiles(self, tiles: Tiles) -> Tiles:
        """The network's tiles in pixels of the layer."""
        fine, coarse = self.unit(tiles.multiple)
        size = max(round(tiles.size / coarse), 1) * fine
        overlap = min(round(tiles.overlap * self.factor), size // 2)
        return replace(tiles, size=size, overlap=overlap, multiple=fine, least=None)


@dataclass(frozen=True)
class Network(Part):
    """A family and the options (keyword arguments) that its network is built with.

    `ranges`: lowest and highest values of channels that layers take, by their names; with them a processor
    may compute in whole numbers of 8 bits.
    """

    family: str
    options: Options = field(default_factory=dict)
    ranges: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)


@dataclass(frozen=True)
class GsdRange(Part):
    """The pixel sizes (metres) that a model was made for; None: no bound."""

    min: float | None = None
    max: float | None = None

    def holds(self, gsd: float) -> bool:
        """Whether a pixel size is one of them."""
        return float(self.min or 0) <= gsd and (self.max is None or gsd <= float(self.max))


@dataclass(frozen=True)
class Variation(Part):
    """What a painter's answers vary by: dropout (a share), noise on its input, noise of the map's places."""

    dropout: float = 0.0
    input_noise: float = 0.0
    map_noise: bool = False


@dataclass(frozen=True)
class Compatibility(Part):
    """What is kept because a published system's result needs it; words on that for people are `further`."""

    truncated_tiles: bool = False
    black_first_row_and_column: bool = False
    crs_epsg: int | None = None
    heights: str = ""
    registration: str = ""


@dataclass(frozen=True)
class Card(Part):
    """All that a model file says of its network, which check_card has passed."""

    task: str
    network: Network
    inputs: tuple[Input, ...]
    output: Output
    tile: Tiles
    format: str = FORMAT
    version: int = VERSION
    name: str = ""
    title: str = ""
    precision: str | None = None
    gsd: GsdRange | None = None
    resample: Resampling | None = None
    variation: Variation | None = None
    reconstruction: Reconstruction | None = None
    compatibility: Compatibility | None = None
    discriminator: Network | None = None
    untrained: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    always: ClassVar[tuple[str, ...]] = ("format", "version")

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name == "inputs":
            return tuple(Input.from_json(entry) for entry in value)
        if name in OPTIONAL and not value:
            return None
        if name in KINDS:
            return KINDS[name].from_json(value)
        return super()._read(name, value)

    @property
    def label(self) -> str:
        """What the model is called in messages."""
        return self.name or self.network.family

    def network_of(self, entry: str) -> Network:
        """The network of an entry, "network" or "discriminator"; KeyError where the card has none there."""
        found = self.network if entry == "network" else self.discriminator
        if found is None:
            raise KeyError(entry)
        return found

    @property
    def layer_tile(self) -> Tiles:
        """The tiles in pixels of the layer, which the network may see coarser."""
        return self.tile if self.resample is None else self.resample.tiles(self.tile)

    def given_inputs(self, flags: Sequence[bool]) -> Card:
        """The card without the optional inputs that are not given (one flag per input)."""
        kept = (each for each, is_given in zip(self.inputs, flags) if is_given or not each.optional)
        return self.changed(inputs=tuple(kept))


OPTIONAL: dict[str, type[Part]] = {  # an empty object says as little as none
    "gsd": GsdRange,
    "resample": Resampling,
    "variation": Variation,
    "reconstruction": Reconstruction,
    "compatibility": Compatibility,
    "discriminator": Network,
}
KINDS: dict[str, type[Part]] = {
    "network": Network,
    "output": Output,
    "tile": Tiles,
    **OPTIONAL,
    "provenance": Provenance,
}


def roles_of(inputs: Sequence[Input]) -> list[str]:
    """The roles of inputs, in order."""
    return [each.role for each in inputs]

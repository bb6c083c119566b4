"""What any data set of a configuration says: which part of it trains and which validates, and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...errors import RooflineError
from ...formats.checks import maybe, one_of, refuse, whole
from ...formats.names import is_there
from ...formats.objects import JsonObject
from ...language import Message
from .common import MOST_SAMPLES
from .files import resolved
from .options import Option
from .sections import ShareEntry

BOTH = "train+val"
AREA_TYPES = (BOTH, "train", "val")
ENTIRE = "entire"
STRATEGIES = ("5-crossval_vertical", "5-crossval_horizontal", ENTIRE)
SPLITS = ("train", "val")


def share_rows(strategies: Sequence[str] = STRATEGIES) -> tuple[Option, ...]:
    """The options of a data set that are a Share; the first strategy is the default."""
    return (
        Option("datasets[].area_type", one_of(*AREA_TYPES), BOTH),
        Option("datasets[].allocation_strategy", one_of(*strategies), strategies[0]),
        Option("datasets[].test_stripe", whole(0, 4), 0),
        Option("datasets[].n_training_samples", maybe(whole(1, MOST_SAMPLES))),
    )


class Share:
    """A data set's fields that say what of it trains and what validates; `samples`: windows of an epoch."""

    area_type: str
    strategy: str
    test_stripe: int
    samples: int | None

    @property
    def phases(self) -> tuple[str, ...]:
        """The splits that it has a part in."""
        return tuple(self.area_type.split("+"))

    def has(self, split: str) -> bool:
        """Whether it has a part in a split ("train" or "val")."""
        return split in self.phases

    def share(self) -> JsonObject:
        """These fields as a configuration has them."""
        return {
            "area_type": self.area_type,
            "allocation_strategy": self.strategy,
            "test_stripe": self.test_stripe,
            "n_training_samples": self.samples,
        }


def share_of(entry: ShareEntry | JsonObject) -> dict[str, Any]:
    """The fields of a Share, by their names, of a checked data set."""
    return {
        "area_type": entry["area_type"],
        "strategy": entry["allocation_strategy"],
        "test_stripe": entry["test_stripe"],
        "samples": entry["n_training_samples"],
    }


def check_share(area_type: str, strategy: str, where: str) -> None:
    """Refuse a data set that trains and validates on all of itself."""
    if area_type == BOTH and strategy == ENTIRE:
        refuse(f"{where}.area_type", area_type, Message("train or val where allocation_strategy is entire"))


def check_splits(area_types: Sequence[str]) -> None:
    """Refuse data sets of which none trains, or none validates."""
    for phase in SPLITS:
        if not any(phase in area_type.split("+") for area_type in area_types):
            raise RooflineError(
                "No datasets[].area_type contains {phase}; give {phase} or train+val to one.", phase=phase
            )


def file_of(
    entry: Mapping[str, Any], key: str, where: str, folder: Path, kind: Callable[[Path], bool] = Path.is_file
) -> Path:
    """The file (or what `kind` asks for) that a data set names; relative paths count from a folder, else from
    the working folder.
    """
    path = resolved(entry[key], folder)
    if not is_there(path, kind):
        refuse(f"{where}.{key}", entry[key], Message("the path of an existing file"))
    return path

"""Which points of a file are used: by class, by return, and by the flags that LAS files set."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import RooflineError

LOGGER = logging.getLogger(__name__)
ALL_RETURNS, FIRST, LAST = RETURNS = ("all", "first", "last")
NOISE_CLASSES = (7, 18)  # low and high noise of LAS 1.4, table 17
CLASSES = 256  # a class is a byte
OVERLAP_CLASS = 12  # of point formats 0 to 5, which have no flag for it


class Marks(NamedTuple):
    """What a file says of its points, each (n,): class, number of the return and of all returns of the
    pulse, and the flags.
    """

    classes: NDArray[np.integer[Any]]
    number: NDArray[np.integer[Any]]
    returns: NDArray[np.integer[Any]]
    withheld: NDArray[np.bool_]
    synthetic: NDArray[np.bool_]
    overlap: NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """Points to use. `classes` None: all but noise (7 and 18); `returns`: one of RETURNS.

    Withheld points are deleted ones by the LAS specification; they are left out unless they are asked for.
    """

    classes: frozenset[int] | None = None
    returns: str = ALL_RETURNS
    withheld: bool = False
    synthetic: bool = True
    overlap: bool = True

    @classmethod
    def of(cls, classes: str = "", returns: str = ALL_RETURNS, **flags: bool) -> Selection:
        """A selection by the words of parameters; `classes` as "2, 6" or "2-6", empty for all but noise."""
        if returns not in RETURNS:
            raise RooflineError(
                "RETURNS is '{returns}'; choose one of {known}.", returns=returns, known=", ".join(RETURNS)
            )
        return cls(classes_of(classes), returns, **flags)

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> Selection:
        """The selection that entries such as those of `words` tell; other entries have no effect."""
        return cls.of(**{field.name: words[field.name] for field in fields(cls)})

    def words(self) -> dict[str, str | bool]:
        """The selection as words for JSON, under its fields' names."""
        classes = "" if self.classes is None else ", ".join(map(str, sorted(self.classes)))
        return {**{field.name: getattr(self, field.name) for field in fields(self)}, "classes": classes}

    def chosen(self, marks: Marks) -> NDArray[np.bool_]:
        """Which points (n,) are used."""
        if self.classes is None:
            kept = ~np.isin(marks.classes, NOISE_CLASSES)
        else:
            kept = np.isin(marks.classes, sorted(self.classes))
        if self.returns == FIRST:  # 0 of 0 is what photogrammetric programs write: the one there is
            kept &= marks.number <= 1
        elif self.returns == LAST:
            kept &= marks.number >= marks.returns
        for flag, wanted in (
            (marks.withheld, self.withheld),
            (marks.synthetic, self.synthetic),
            (marks.overlap, self.overlap),
        ):
            if not wanted:
                kept &= ~flag
        return np.asarray(kept)


USUAL = Selection()


def classes_of(text: str) -> frozenset[int] | None:
    """Numbers of classes in a list such as "2, 6" or "3-5 17"; None for an empty one."""
    parts = list(filter(None, re.split(r"[,;\s]+", re.sub(r"\s*-\s*", "-", text.strip()))))
    found: set[int] = set()
    for part in parts:
        match = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not first <= last < CLASSES:
            raise RooflineError(
                "CLASSES is '{classes}'; give numbers from 0 to 255, such as 2, 6 or 2-6.", classes=text
            )
        found.update(range(first, last + 1))
    return frozenset(found) if parts else None


class Tally:
    """How many points of a file were used, and what classes there were."""

    def __init__(self) -> None:
        self._classes = np.zeros(CLASSES, np.int64)
        self._used = 0

    def add(self, marks: Marks, chosen: NDArray[np.bool_]) -> None:
        """Count a piece."""
        self._classes += np.bincount(marks.classes, minlength=CLASSES)
        self._used += int(chosen.sum())

    def tell(self, name: str, selection: Selection) -> None:
        """Log what was left out; RooflineError where nothing is left."""
        count = int(self._classes.sum())
        left_out = count - self._used
        if not left_out:
            return
        if not self._used:
            raise self._none_used(name, count)
        if selection == USUAL:
            LOGGER.info(
                "%d point of %s is marked as noise (classes 7 and 18) or withheld; it is left out."
                if left_out == 1
                else "%d points of %s are marked as noise (classes 7 and 18) or withheld; they are left out.",
                left_out,
                name,
            )
        else:
            LOGGER.info(
                "%d point of %s is left out, by its class, return or flags."
                if left_out == 1
                else "%d points of %s are left out, by their classes, returns or flags.",
                left_out,
                name,
            )

    def _none_used(self, name: str, count: int) -> RooflineError:
        classes = ", ".join(map(str, np.nonzero(self._classes)[0]))
        if count == 1:
            return RooflineError(
                "The only point of {file} is not used, by its class ({classes}), return or flags; change "
                "CLASSES, RETURNS or the flags.",
                file=name,
                classes=classes,
            )
        return RooflineError(
            "None of the {count} points of {file} is used, by their classes ({classes}), returns and "
            "flags; change CLASSES, RETURNS or the flags.",
            count=count,
            file=name,
            classes=classes,
        )

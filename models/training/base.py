"""What a task brings to its training. Loop, run and report ask it, and know no task themselves."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from .. import tasks
from ..bundle import ModelBundle
from ..engine.device import Device
from ..errors import RooflineError
from ..formats.objects import JsonObject
from ..modelfile.card import require_task
from ..modelfile.parts import Card
from ..networks.quantised import Ranges
from ..progress import Cancel
from ..raster.named_files import AnyPath
from . import provenance, reporting
from .judging import Judgement
from .loop.task import Task
from .loop.trainer import Data, LoopConfig, Outcome

if TYPE_CHECKING:
    from .config.options import Table

log = logging.getLogger(__name__)


class Training(ABC):
    """A training of one task: its settings, and what follows from them."""

    kind: tasks.Task  # what its models are for
    options: ClassVar[Table]  # what may be asked for
    precision = "auto"
    MEASURES: ClassVar[Mapping[str, str]] = {}  # words for measures whose names are none

    @classmethod
    def of_file(cls, path: Path) -> Training:
        """The training that a configuration file asks for; RooflineError names the first fault in it."""
        raise RooflineError("{task} is not trained from a configuration file.", task=cls.kind.title)

    @property
    @abstractmethod
    def course(self) -> LoopConfig:
        """How long it goes, in what batches."""

    @abstractmethod
    def settings(self) -> JsonObject:
        """All that was chosen, as JSON; it is kept in checkpoints, and a resumed run is held against it."""

    @abstractmethod
    def card(self, cancelled: Cancel = None) -> Card:
        """The card to train by: inputs, normalisation, network, output, tiles; provenance comes later."""

    @abstractmethod
    def samples(
        self, split: str, card: Card, threads: int = 1, cancelled: Cancel = None
    ) -> AbstractContextManager[Data]:
        """The samples of a split ("train" or "val"), made by so many threads.

        `cancelled` is asked while they are opened: clouds are sorted and masks drawn meanwhile.
        """

    @abstractmethod
    def task(self, card: Card, where: Device) -> Task[Any]:
        """The networks of a card with their optimisers, and what a step is."""

    @abstractmethod
    def judge(self, outcome: Outcome, where: Device, held_out: Any, cancelled: Cancel = None) -> Judgement:
        """The best weights, and those that training started from, on the held-out samples, as `samples` gave
        them; cancelled, on a few of them.
        """

    @abstractmethod
    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> provenance.Description:
        """What the model file's card says beyond what the model was trained by: title, limits, data."""

    def export(
        self,
        outcome: Outcome,
        target: Path,
        judged: Judgement,
        licence: str = "unknown",
        ranges: Ranges = MappingProxyType({}),
    ) -> ModelBundle:
        """Write the best weights as a model file with a complete card, with the ranges of their layers."""

        def finished(card: Card) -> Card:
            # Those of the model that training started from are not its own.
            card = card.changed(network=card.network.changed(ranges=dict(ranges)))
            said = self.description(card, outcome, judged)
            return said.on(card, target.stem, provenance.origin(said, outcome, self.settings(), licence))

        return provenance.write_model(outcome, target, finished)

    def accept(self, card: Card) -> None:
        """Refuse to go on with a checkpoint whose card is of another kind than what is to be trained."""
        require_task(card, self.kind.id)

    def paths(self) -> Sequence[AnyPath]:
        """Files that are read, which no result may replace."""
        return ()

    def say(self, judged: Judgement) -> None:
        """Tell the log the figures that matter."""
        after = judged.metrics.get("after")
        if after:
            name = self.MEASURES.get(judged.metric, judged.metric)
            log.info("On the held-out samples: %s %.4g now.", name, after[judged.metric])

    def report(self, outcome: Outcome, target: Path, judged: Judgement) -> None:
        """Write a page about the training, of the sections that it tells."""
        reporting.write(target, self.page(outcome, judged), outcome, judged)

    def page(self, outcome: Outcome, judged: Judgement) -> reporting.Page:
        """What a page about the training tells."""
        raise RooflineError("This training makes no report; leave that output empty.")

    def check_original(self, folder: Path) -> None:
        """Refuse the results folder of an original system where there is none, none for these settings, or
        where this folder is of something else.
        """
        raise RooflineError("This training makes no folder for another system; leave that output empty.")

    def export_original(self, outcome: Outcome, folder: Path) -> None:
        """Write the results as the original system's own training would leave them."""
        self.check_original(folder)

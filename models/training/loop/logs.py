"""A training's log: a CSV file always, and TensorBoard events where `tensorboard` is installed."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from ...formats import atomic
from ...raster.arrays import MaskArray
from ...reports.images import png
from .records import Epoch

LOGGER = logging.getLogger(__name__)
FIRST = ("epoch", "step", "seconds", "learning_rate")


class Log:
    """Writes the history of a training into a folder, epoch by epoch.

    `history` is what an earlier run has left: rows beyond it belong to an epoch that was not finished.
    Without a folder nothing is written. `tags`: other names of entries in TensorBoard's events.
    """

    def __init__(
        self, folder: Path | None, history: list[Epoch], tags: Mapping[str, str] | None = None
    ) -> None:
        self._folder, self._tags = folder, tags or {}
        self._start = len(history) + 1
        self._events: Any = None
        if history:  # a training that fails before its first epoch leaves nothing
            self._write(history)

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._events is not None:
            self._events.close()

    def add(self, history: list[Epoch], pictures: Callable[[], Mapping[str, MaskArray]]) -> None:
        """Write the last entry of a history, whose earlier ones have been written.

        `pictures` (H, W, 3) by name are asked for where TensorBoard will show them.
        """
        self._write(history)
        if self._events is None and self._folder is not None:
            self._events = _events(self._folder, self._start)
        entry = history[-1]
        words = (f"{name} {value:.4g}" for name, value in entry.items() if name not in FIRST)
        LOGGER.info("Epoch %d: %s.", entry["epoch"], ", ".join(words))
        if self._events is not None:
            for name, value in entry.items():
                if name not in ("epoch", "step"):
                    label = self._tags.get(name, f"train/{name}" if name in FIRST else name)
                    self._events.add_scalar(label, value, entry["epoch"])
            _add_pictures(self._events, pictures(), int(entry["epoch"]))
            self._events.flush()

    def _write(self, history: list[Epoch]) -> None:
        """The whole table anew: its columns are known when all kinds of entries are."""
        if self._folder is None:
            return
        columns = list(FIRST) + sorted({name for entry in history for name in entry}.difference(FIRST))
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, columns, restval="")
        table.writeheader()
        table.writerows(history)
        atomic.write_text(self._folder / "log.csv", text.getvalue())


def _events(folder: Path, start: int) -> Any:
    """A writer of TensorBoard events from an epoch on, later ones forgotten; None without tensorboard."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder), purge_step=start)


def _add_pictures(events: Any, pictures: Mapping[str, MaskArray], epoch: int) -> None:
    """Write pictures as our own PNG: torch's writer of images would need Pillow."""
    if not pictures:
        return
    from tensorboard.compat.proto.summary_pb2 import Summary

    for name, picture in pictures.items():
        height, width, bands = picture.shape
        image = Summary.Image(height=height, width=width, colorspace=bands, encoded_image_string=png(picture))
        events.file_writer.add_summary(Summary(value=[Summary.Value(tag=name, image=image)]), epoch)

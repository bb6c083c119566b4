"""A command that a signal stops: one line, nothing half-written, and the same command goes on from there."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from roofline.models.distribute import planning
from roofline.models.distribute.__main__ import main
from support.engine_parts import hills, make
from support.rasters import read
from support.toy_models import shifting_model

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals that one may send oneself")


class Terminal(io.StringIO):
    """A terminal at which somebody stops the run when the bar has grown some times."""

    def __init__(self, number: int, steps: int) -> None:
        super().__init__()
        self._number, self._steps = number, steps

    def isatty(self) -> bool:
        self._steps -= 1
        if self._steps == 0:
            os.kill(os.getpid(), self._number)
        return True


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stopped")
    dsm = make(folder / "dsm.tif", hills(120, 200))
    options = {"device": "cpu", "precision": "float32", "block_size": 100}
    planning.make(
        folder / "job", "refinedsm", str(shifting_model(folder / "m.pt")), {"dsm": [dsm]}, **options
    )
    return folder / "job"


def left(folder: Path) -> list[str]:
    """What a run that is not over leaves."""
    return [path.name for path in folder.rglob("*") if "roofline-" in path.name]


@pytest.mark.parametrize(("number", "steps"), [(signal.SIGINT, 1), (signal.SIGTERM, 2), (signal.SIGTERM, 4)])
def test_a_signal_ends_a_run_that_goes_on_later(
    job: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: signal.Signals,
    steps: int,
) -> None:
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    for path in job.glob("*/*.tif"):
        path.unlink()
    monkeypatch.setattr(sys, "stderr", Terminal(number, steps))
    assert main(["share", str(job), "1/1"]) == 128 + number
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "Stopped: what is done stays; the same command goes on from there."
    ]
    assert left(job) == []
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers
    assert (
        main(["share", str(job), "1/1"]) == 0 and main(["mosaic", str(job), "--tif", str(job / "a.tif")]) == 0
    )
    assert np.isfinite(read(job / "a.tif")).all()
    (job / "a.tif").unlink()

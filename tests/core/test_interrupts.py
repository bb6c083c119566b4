"""Commands that a signal stops: one line, the status of shells, nothing half-written, in every phase."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from roofline.models import bundle, interrupts
from roofline.models.errors import RooflineError
from roofline.models.training import __main__ as training
from support import rasters
from support.paths import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals that one may send oneself")
STOPPED = "Stopped: its checkpoints stay; the same command with --resume goes on from there."
# Python, which is stopped when it begins to import NumPy.
IMPORTING = """
import os, runpy, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Finder())
sys.argv = ["a command", "--help"]
runpy.run_module({module!r}, run_name="__main__")
"""


@pytest.mark.parametrize("number", interrupts.SIGNALS)
@pytest.mark.parametrize("room", ["training", "distribute"])
def test_a_signal_ends_a_command_that_is_still_loaded(
    room: str, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "any_name").symlink_to(ROOT)
    code = IMPORTING.format(number=int(number), module=f"any_name.models.{room}")
    options = {"capture_output": True, "text": True, "timeout": 60}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, **options)
    assert (done.returncode, done.stdout) == (128 + number, "")
    assert done.stderr == "Stopped before the work began.\n"


def test_a_signal_after_the_work_does_not_tell_that_nothing_was_begun(tmp_path: Path) -> None:
    """Its files are there while Python and its libraries still end."""
    (tmp_path / "any_name").symlink_to(ROOT)
    code = (
        "import os, signal\nfrom any_name.models import interrupts\ninterrupts.end_at_once()\n"
        "with interrupts.stoppable():\n    pass\nos.kill(os.getpid(), signal.SIGTERM)\n"
    )
    options = {"capture_output": True, "text": True, "timeout": 60}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, **options)
    assert (done.returncode, done.stderr) == (128 + signal.SIGTERM, "Stopped after the work.\n")


def test_what_swallows_an_error_delays_a_stop_alone() -> None:
    """As GDAL does with those of Python functions that it calls."""
    with interrupts.stoppable() as asked:
        assert asked() is False
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except BaseException as error:
            assert isinstance(error, interrupts.Stopped)
        os.kill(os.getpid(), signal.SIGINT)  # not heeded: what was begun is tidied
        with pytest.raises(interrupts.Stopped) as stopped:
            asked()
    assert stopped.value.status == 128 + signal.SIGTERM


def test_an_error_that_a_stop_was_made_into_is_a_stop() -> None:
    """GDAL calls it one that a file cannot be written, for example."""
    with pytest.raises(interrupts.Stopped) as stopped, interrupts.stoppable():
        with suppress(interrupts.Stopped):
            os.kill(os.getpid(), signal.SIGTERM)
        raise RooflineError("The file cannot be written.")
    assert stopped.value.status == 128 + signal.SIGTERM
    with pytest.raises(RooflineError), interrupts.stoppable():
        raise RooflineError("The file cannot be written.")


class Impatient(logging.Handler):
    """Somebody who stops the run when it has said so much."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__()
        self._number, self._words = number, words

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            os.kill(os.getpid(), self._number)


@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGINT, "Running on"), (signal.SIGTERM, "Epoch 2"), (signal.SIGTERM, "The model of")],
)
def test_a_signal_ends_a_training_that_goes_on_later(
    number: signal.Signals,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    handlers = [signal.getsignal(each) for each in interrupts.SIGNALS]
    heights = rasters.town((96, 120))
    for name, surface in {"truth": heights, "noisy": heights + np.float32(0.3)}.items():
        rasters.write(tmp_path / f"{name}.tif", surface)
    settings = {"n_epochs": 3, "n_training_samples": 2, "tile_size": 16, "batch_size": 2}
    places = [{"raster_gt": "truth.tif", "raster_in": "noisy.tif", "area_type": "train+val"}]
    output = {"output_directory": ".", "tboard_log_dir": "."}
    model = {"input_channels": "geom", "depth": 2, "start_kernel": 4}
    values = {"datasets": places, "model": model, "training_settings": settings, "output": output}
    (tmp_path / "c.json").write_text(json.dumps(values))
    given = [str(tmp_path / "c.json"), "--output", str(tmp_path / "m.pt"), "--device", "cpu"]
    monkeypatch.setattr("sys.argv", ["training", *given])
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    somebody = Impatient(number, words)
    logger = logging.getLogger(interrupts.__name__.rpartition(".")[0])
    logger.addHandler(somebody)
    caplog.set_level(logging.INFO, logger.name)
    try:
        assert training.main() == 128 + number
    finally:
        logger.removeHandler(somebody)
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == [STOPPED]
    assert [signal.getsignal(each) for each in interrupts.SIGNALS] == handlers
    assert not [path for path in tmp_path.rglob("*") if "roofline-" in path.name or path.suffix == ".part"]
    assert (tmp_path / "m.pt").exists() == (words == "The model of")
    monkeypatch.setattr("sys.argv", ["training", *given, "--resume"])
    assert training.main() == 0
    assert bundle.load(tmp_path / "m.pt").card["provenance"]["recipe"]["epochs"] == 3

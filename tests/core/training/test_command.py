"""The training's command trains whatever task a configuration is of."""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from roofline.models import bundle
from roofline.models.errors import RooflineError
from roofline.models.training import __main__ as command
from roofline.models.training.buildings.training import BuildingTraining
from roofline.models.training.imagery.training import ImageryTraining
from roofline.models.training.reconstruction.training import ReconstructionTraining
from roofline.models.training.refiner.training import RefinerTraining
from support import rasters, reconstruction_parts

TRAINING = Path(command.__file__).resolve().parent
HILLS = (8 * np.sin(np.arange(96) / 9)[:, None] * np.cos(np.arange(120) / 7)).astype(np.float32)
OUTPUT = {"output_directory": ".", "tboard_log_dir": "."}
LEAST = {"n_epochs": 1, "n_training_samples": 4, "batch_size": 2}


def refiner(folder: Path) -> dict[str, Any]:
    """ResDepth's own sections."""
    noise = np.random.default_rng(0).normal(0, 1, HILLS.shape).astype(np.float32)
    rasters.write(folder / "truth.tif", HILLS)
    rasters.write(folder / "noisy.tif", HILLS + noise)
    return {
        "datasets": [{"raster_gt": "truth.tif", "raster_in": "noisy.tif", "area_type": "train+val"}],
        "model": {"input_channels": "geom", "depth": 2, "start_kernel": 4},
        "training_settings": {**LEAST, "tile_size": 16, "precision": "float32"},
        "output": OUTPUT,
    }


def finder(folder: Path) -> dict[str, Any]:
    """A finder of buildings in one surface."""
    truth = np.zeros((128, 320), np.uint8)
    for col in range(10, 300, 50):
        truth[20:45, col : col + 25] = truth[70:100, col : col + 20] = 1
    rasters.write(folder / "dsm.tif", (50 + 7.0 * truth).astype(np.float32))
    rasters.write(folder / "houses.tif", truth, nodata=None)
    return {
        "datasets": [{"dsm": "dsm.tif", "labels": "houses.tif"}],
        "training_settings": {**LEAST, "tile_size": 64},
    }


def painter(folder: Path) -> dict[str, Any]:
    """A painter of one place."""
    image = np.random.default_rng(1).integers(0, 255, (3, 96, 160), np.uint8)
    rasters.write(folder / "image.tif", image, nodata=None)
    rasters.write(folder / "mask.tif", np.where(image[:2] > 128, 255, 0).astype(np.uint8), nodata=None)
    return {
        "datasets": [{"image": "image.tif", "mask": "mask.tif"}],
        "model": {"architecture": "spade", "widths": [4, 4, 4, 4]},
        "training_settings": {**LEAST, "tile_size": 64},
    }


def reconstruction(folder: Path) -> dict[str, Any]:
    """A network of occupancy, of points with a reference."""
    training = {"epochs": 1, "random_dataset_length": 2}
    return {**reconstruction_parts.config(folder, **training)}


KINDS = {
    "refinedsm": (refiner, RefinerTraining),
    "buildingmask": (finder, BuildingTraining),
    "synthesizeimagery": (painter, ImageryTraining),
    "reconstructdsm": (reconstruction, ReconstructionTraining),
}


def written(folder: Path, values: dict[str, Any]) -> Path:
    path = folder / "config.json"
    path.write_text(json.dumps(values))
    return path


def test_every_training_can_be_asked_for():
    folders = {path.parent.name for path in TRAINING.glob("*/training.py")}
    assert {each.__module__.split(".")[-2] for each in command.TRAININGS} == folders
    assert {each.options.task for each in command.TRAININGS} == set(KINDS)


@pytest.mark.parametrize("task", KINDS)
def test_a_configuration_is_trained_by_its_task(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make, kind = KINDS[task]
    values = make(tmp_path)
    assert isinstance(command.training_of(written(tmp_path, values)), kind), "by its keys"
    path = written(tmp_path, {"task": task, **values})
    assert isinstance(command.training_of(path), kind), "by its word"
    arguments = ("--output", tmp_path / "m.pt", "--device", "cpu", "--report", tmp_path / "page.html")
    monkeypatch.setattr("sys.argv", ["training", *map(str, (path, *arguments))])
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    assert command.main() == 0
    assert bundle.load(tmp_path / "m.pt").card["task"] == task
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len((tmp_path / "m-training" / "log.csv").read_text().splitlines()) == 2


@pytest.mark.parametrize("task", KINDS)
def test_a_plan_visits_few_modules_on_its_way_to_the_loop(task: str, tmp_path: Path):
    """Whoever follows an option from a configuration to the loop reads ten modules of trainings at most."""
    make, kind = KINDS[task]
    path, visited = written(tmp_path, make(tmp_path)), set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and TRAINING in file.parents and frame.f_code.co_name != "<module>":
            visited.add(file.relative_to(TRAINING).as_posix())

    sys.setprofile(note)
    try:
        training = kind.of_file(path)
        course = training.course
    finally:
        sys.setprofile(None)
    assert course.batch_size > 0 and {"config/options.py", "loop/trainer.py"} < visited
    assert len(visited) <= 10, sorted(visited)


def test_a_configuration_of_another_task_is_refused(tmp_path: Path):
    path = written(tmp_path, {**painter(tmp_path), "task": "refinedsm"})
    with pytest.raises(RooflineError, match=r"model\.widths is unknown"):
        command.training_of(path)
    with pytest.raises(RooflineError, match="is for refinedsm, not for synthesizeimagery"):
        ImageryTraining.of_file(path)
    with pytest.raises(RooflineError, match=r"task is 'houses'; give one of these: refinedsm, buildingmask"):
        command.training_of(written(tmp_path, {"task": "houses"}))
    with pytest.raises(RooflineError, match=r"The configuration is .*; give names and values in braces"):
        command.training_of(written(tmp_path, []))  # type: ignore[arg-type]


def test_yaml_is_implicity_s(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch):
    path = tmp_path / "config.yaml"
    path.write_text("task: refinedsm\n")
    monkeypatch.setattr("sys.argv", ["training", str(path), "--output", str(tmp_path / "m.pt")])
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    with caplog.at_level(logging.ERROR):
        assert command.main() == 1
    assert "is for refinedsm, not for reconstructdsm" in caplog.text


@pytest.mark.parametrize("argument", ["--output", "--report"])
@pytest.mark.parametrize("task", KINDS)
def test_a_configuration_is_not_replaced(task: str, argument: str, tmp_path: Path, caplog, monkeypatch):
    """By its own name, and by a link to it."""
    path = written(tmp_path, KINDS[task][0](tmp_path))
    (tmp_path / "link").symlink_to(path)
    before = path.read_bytes()
    for name in (path, tmp_path / "link"):
        rest = () if argument == "--output" else ("--output", str(tmp_path / "m.pt"))
        monkeypatch.setattr("sys.argv", ["training", str(path), argument, str(name), *rest])
        monkeypatch.setattr("logging.basicConfig", lambda **_: None)
        with caplog.at_level(logging.ERROR):
            assert command.main() == 1
        assert "has the same name as another file of the run; choose another name." in caplog.text
        assert path.read_bytes() == before and not (tmp_path / "m.pt").exists()
        caplog.clear()


@pytest.mark.parametrize("option", ["config", "--output", "--folder", "--report", "--original-folder"])
def test_an_empty_name_is_refused(option: str, tmp_path: Path, capsys, monkeypatch):
    """Such as a variable of a script that was never set; Python's empty path is the folder one stands in."""
    monkeypatch.chdir(tmp_path)
    given = {"config": "c.json", "--output": "m.pt", option: " "}
    words = [word for pair in given.items() for word in pair if word != "config"]
    monkeypatch.setattr("sys.argv", ["training", *words])
    with pytest.raises(SystemExit, match="2"):
        command.main()
    assert f"{option}" in capsys.readouterr().err.splitlines()[-1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["", "c.json", "c.json --output m.pt --minutes x", "--bogus a\nb"])
def test_a_fault_of_the_command_line_is_one_line(words: str, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["training", *words.split(" ")])
    with pytest.raises(SystemExit, match="2"):
        command.main()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("training: ") and line.endswith("; --help tells what may be given.")


@pytest.mark.parametrize("minutes", ["nan", "-1", "inf", "1e300"])
def test_a_time_that_is_none_is_refused(minutes: str, tmp_path: Path, caplog, monkeypatch):
    path = written(tmp_path, refiner(tmp_path))
    arguments = ("--output", str(tmp_path / "m.pt"), f"--minutes={minutes}")
    monkeypatch.setattr("sys.argv", ["training", str(path), *arguments])
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    with caplog.at_level(logging.ERROR):
        assert command.main() == 1
    assert re.search(r"--minutes is \S+; give a number .* instead\.", caplog.text)
    assert not (tmp_path / "m.pt").exists()

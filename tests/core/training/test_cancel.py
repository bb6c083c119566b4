"""A cancel ends a training of any task soon: while its samples are opened, and while its model is judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import ogr
from roofline.models import bundle
from roofline.models.errors import Cancelled
from roofline.models.imagery import compose, masks
from roofline.models.raster.grid import Grid
from roofline.models.raster.shapes import Vector
from roofline.models.training import run
from roofline.models.training.base import Training
from roofline.models.training.buildings import parts
from roofline.models.training.buildings.plan import plan_of as mask_plan
from roofline.models.training.buildings.training import BuildingTraining
from roofline.models.training.imagery.plan import Region, plan_of
from roofline.models.training.imagery.training import ImageryTraining
from roofline.models.training.reconstruction.training import ReconstructionTraining
from roofline.models.training.refiner import defaults
from roofline.models.training.refiner.training import RefinerTraining
from support import rasters, reconstruction_parts

SMALL: dict[str, Any] = {"epochs": 1, "samples": 2, "batch_size": 2, "tile_size": 64}


def painter(folder: Path) -> Training:
    image = np.random.default_rng(0).integers(0, 255, (3, 200, 400)).astype(np.uint8)
    rasters.write(folder / "image.tif", image, nodata=None)
    rasters.write(folder / "mask.tif", (image[:2] > 99).astype(np.uint8), nodata=None)
    place = Region("town", image=folder / "image.tif", masks={"mask": folder / "mask.tif"})
    return ImageryTraining(plan_of((place,), {**SMALL, "architecture": "spade", "widths": [4, 4, 4, 4]}))


def refiner(folder: Path) -> Training:
    heights = rasters.town((200, 400))
    files = [str(rasters.write(folder / f"{n}.tif", heights + n)) for n in (1, 0)]
    return RefinerTraining(defaults.plan_of(*files, overrides=SMALL))


def reconstructor(folder: Path) -> Training:
    return ReconstructionTraining(reconstruction_parts.plan(folder, epochs=1, random_dataset_length=2))


TRAININGS = {"painter": painter, "refiner": refiner, "reconstructor": reconstructor}


@pytest.mark.parametrize("make", TRAININGS.values(), ids=TRAININGS)
def test_a_cancelled_judgement_is_of_the_first_windows(
    make: Callable[[Path], Training], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trained: list[float] = []
    files = run.Files(tmp_path / "m.pt", report=tmp_path / "r.html")
    result = run.run(
        make(tmp_path),
        files,
        device="cpu",
        progress=trained.append,
        cancelled=lambda: bool(trained) and trained[-1] >= run.TRAINING,
    )
    assert result is not None and 1 <= result.judged.windows <= 4
    windows = "window" if result.judged.windows == 1 else "windows"
    assert f"judged on {result.judged.windows} {windows} of" in caplog.text
    assert result.judged.metrics["after"], "something is known of the model"
    assert bundle.load(tmp_path / "m.pt") and (tmp_path / "r.html").is_file()


def test_what_is_held_out_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training, opened = painter(tmp_path), list[str]()
    open_samples = training.samples

    def counted(split: str, *given: Any, **named: Any) -> Any:
        opened.append(split)
        return open_samples(split, *given, **named)

    monkeypatch.setattr(training, "samples", counted)
    run.run(training, run.Files(tmp_path / "m.pt"), device="cpu")
    assert sorted(opened) == ["train", "val"]


def test_labels_are_looked_at_until_the_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which part of a place is kept aside is known when all of its labels are."""
    monkeypatch.setattr(parts, "BLOCK", 10)
    heights = rasters.town((200, 400))
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    mask = rasters.write(tmp_path / "mask.tif", (heights > 50).astype(np.uint8), nodata=None)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 20

    training = BuildingTraining(mask_plan({"dsm": dsm}, mask, overrides={"epochs": 1, "samples": 2}))
    with pytest.raises(Cancelled):
        run.run(training, run.Files(tmp_path / "m.pt"), device="cpu", cancelled=cancelled)
    assert len(asked) == 21 and not (tmp_path / "m.pt").exists()


def test_shapes_are_drawn_until_the_cancel(tmp_path: Path) -> None:
    """Thousands of them may lie in one strip."""
    square = ogr.CreateGeometryFromWkt("POLYGON((1 1,2 1,2 2,1 2,1 1))").ExportToWkb()
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 20

    shapes = Vector(lambda extent: [bytes(square)] * 1000)
    grid = Grid(8, 8, (0.0, 1.0, 0.0, 8.0, 0.0, -1.0))
    with pytest.raises(Cancelled):
        compose.compose({"buildings": shapes}, tmp_path / "a.tif", grid, cancelled=cancelled)
    assert len(asked) == 21 and not (tmp_path / "a.tif").exists()


def test_masks_are_drawn_until_the_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole images are drawn before the first step, strip by strip."""
    monkeypatch.setattr(masks, "CHUNK_PIXELS", 400)  # a row
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 20

    with pytest.raises(Cancelled):
        run.run(painter(tmp_path), run.Files(tmp_path / "m.pt"), device="cpu", cancelled=cancelled)
    assert len(asked) == 21, "not asked again, and not only at the first step"
    assert not (tmp_path / "m.pt").exists()

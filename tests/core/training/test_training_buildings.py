"""Training of building masks without QGIS: interrupted and resumed, what samples are, what losses are of."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal, ogr
from roofline.models import bundle, networks, predict
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster
from roofline.models.raster.shapes import Vector
from roofline.models.training import run
from roofline.models.training.buildings.losses import mask_loss
from roofline.models.training.buildings.places import Labelled
from roofline.models.training.buildings.plan import MaskPlan, plan_of
from roofline.models.training.buildings.training import BuildingTraining
from support import rasters

SHORT = {"epochs": 2, "samples": 4, "tile_size": 64, "batch_size": 2, "precision": "float32", "seed": 3}
DESCENT = {
    "weight_decay": 0.25,
    "betas": [0.6, 0.7],
    "scheduler_name": "StepLR",
    "scheduler_settings": {"step_size": 3},
}


@pytest.fixture
def plan(tmp_path: Path) -> MaskPlan:
    truth = np.zeros((128, 320), np.uint8)
    for col in range(10, 300, 50):
        truth[20:45, col : col + 25] = truth[70:100, col : col + 20] = 1
    heights = 50 + 7.0 * truth + np.random.default_rng(0).normal(0, 0.1, truth.shape)
    heights[60:64, 200:240] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights.astype(np.float32))
    labels = rasters.write(tmp_path / "labels.tif", truth, nodata=None)
    return plan_of({"dsm": dsm}, labels, overrides=SHORT)


def test_labels_whose_zeros_are_declared_void_tell_where_no_building_stands(plan: MaskPlan, tmp_path: Path):
    """As QGIS rasterizes polygons by default; else all that is known would be a building."""
    read = []
    for nodata in (None, 0, 9):
        path = rasters.write(tmp_path / f"{nodata}.tif", rasters.read(plan.places[0].labels).astype(np.uint8))
        dataset = gdal.Open(str(path), gdal.GA_Update)
        band = dataset.GetRasterBand(1)
        if nodata == 9:
            band.WriteArray(np.full((128, 320), 9, np.uint8)[:10])
        band.DeleteNoDataValue() if nodata is None else band.SetNoDataValue(nodata)
        band = dataset = None
        with ExitStack() as stack:
            labelled = Labelled(path, None, Raster.open(path).grid, stack)
            read.append(labelled.read(labelled._grid.window()))
    for (buildings, known), least in zip(read, (0, 0, 10)):
        np.testing.assert_array_equal(buildings, read[0][0])
        assert known[least:].all() and not known[:least].any()


def test_interrupted_and_resumed_it_has_the_same_losses(plan: MaskPlan, tmp_path: Path):
    whole = run.train(BuildingTraining(plan), tmp_path / "whole")
    folder = tmp_path / "parts"

    def one_epoch() -> bool:
        log = folder / "log.csv"
        return log.exists() and len(log.read_text().splitlines()) > 1

    first = run.train(BuildingTraining(plan), folder, cancelled=one_epoch)
    assert first.cancelled and first.epochs == 1
    second = run.train(BuildingTraining(plan), folder, resume=True)
    for one, other in zip(whole.history, second.history):
        assert {k: v for k, v in one.items() if k != "seconds"} == pytest.approx(
            {k: v for k, v in other.items() if k != "seconds"}, rel=1e-6
        )
    assert len(second.history) == 2


@pytest.mark.parametrize(("asked", "kept"), [({}, None), ({"scheduler_enabled": False}, None), (DESCENT, 3)])
def test_optimiser_and_schedule_are_as_asked_for(plan: MaskPlan, asked: dict, kept: int | None):
    (place,) = plan.places
    made = BuildingTraining(plan_of(place.layers, place.labels, overrides={**SHORT, **asked}))
    task = made.task(made.card(), device.choose("cpu", "float32"))
    group = task.optimizers["network"].param_groups[0]
    task.schedule.before_step(1.0)
    is_usual = task.schedule.rate < 0.1 * group["initial_lr"]  # the cosine is at its end
    assert is_usual is (not asked)
    assert [state["step_size"] for state in task.schedule.state_dict()] == ([kept] if kept else [])
    usual = (0.01, (0.9, 0.999))  # of AdamW
    assert (group["weight_decay"], tuple(group["betas"])) == ((0.25, (0.6, 0.7)) if kept else usual)


def test_samples_lie_in_their_own_parts_and_count_no_voids(plan: MaskPlan):
    training = BuildingTraining(plan)
    card = training.card()
    parts = {}
    for split in ("train", "val"):
        with training.samples(split, card) as samples:
            parts[split] = samples.places[0].areas
            batch = samples.batch(range(min(4, len(samples))), 0)
            assert batch.inputs.shape[2:] == (64, 64) and batch.target.shape == batch.mask.shape
            assert set(np.unique(batch.target.numpy())) <= {0.0, 1.0} and batch.mask.any()
            again = samples.batch(range(min(4, len(samples))), 0)
            assert torch.equal(batch.inputs, again.inputs) and torch.equal(batch.mask, again.mask)
    for area in parts["train"]:
        assert all(area.intersection(other) is None for other in parts["val"])


def test_a_polygon_that_was_mended_is_said_once(plan: MaskPlan, tmp_path: Path, caplog):
    """Of outlines and of the area that is labelled, however often both splits read them."""
    with Raster.open(tmp_path / "dsm.tif") as raster:
        x, y = raster.grid.position(0, 0)
        right, bottom = raster.grid.position(320, 128)
    bow = f"POLYGON (({x} {y}, {right} {bottom}, {right} {y}, {x} {bottom}, {x} {y}))"
    wkb = [bytes(ogr.CreateGeometryFromWkt(bow).ExportToWkb())]
    layers = (Vector(lambda _: wkb, name=name) for name in ("houses", "area"))
    training = BuildingTraining(plan_of({"dsm": tmp_path / "dsm.tif"}, *layers, SHORT))
    card = training.card()
    with caplog.at_level(logging.WARNING):
        for split in ("train", "val"):
            with training.samples(split, card) as samples:
                samples.batch(range(2), 0)
    for name in ("houses", "area"):
        said = f"{name}: invalid polygons were mended before they were drawn (1)."
        assert caplog.messages.count(said) == 1


def test_what_is_unknown_has_no_loss():
    torch.manual_seed(0)
    logits, buildings = torch.randn(2, 1, 16, 16), (torch.rand(2, 1, 16, 16) > 0.5).float()
    known = torch.ones(2, 1, 16, 16, dtype=torch.bool)
    known[:, :, :, 8:] = False
    changed = torch.where(known, logits, logits + 5)
    one, other = (mask_loss(each, buildings * known, known)["total"] for each in (logits, changed))
    assert one == pytest.approx(float(other)) and "outlines" not in mask_loss(logits, buildings, known)


PLACE = (900, 1500)  # rows, columns
AREAS = {  # first row and column, rows, columns of what is labelled
    "everywhere": (0, 0, *PLACE),
    "a corner": (0, 0, 300, 300),
    "within a fifth of the place": (300, 620, 220, 220),
    "far from the middle": (20, 20, 250, 400),
    "a column": (100, 1300, 700, 130),
}


def partly(folder: Path, row: int, col: int, rows: int, cols: int) -> MaskPlan:
    """A plan of which a rectangle alone is labelled."""
    truth, area = np.zeros(PLACE, np.uint8), np.zeros(PLACE, np.uint8)
    for top in range(10, PLACE[0] - 40, 60):
        for left in range(10, PLACE[1] - 40, 50):
            truth[top : top + 25, left : left + 25] = 1
    area[row : row + rows, col : col + cols] = 1
    dsm = rasters.write(folder / "dsm.tif", 50 + 7 * truth.astype(np.float32))
    labels, part = (
        rasters.write(folder / name, values, nodata=None)
        for name, values in (("labels.tif", truth), ("area.tif", area))
    )
    return plan_of({"dsm": dsm}, labels, part, {**SHORT, "samples": 24})


@pytest.mark.parametrize("name", AREAS)
def test_what_is_labelled_is_shared_out(tmp_path: Path, name: str):
    """Wherever it lies: a fifth validates, and what trains lies in it."""
    training = BuildingTraining(partly(tmp_path, *AREAS[name]))
    card, pixels = training.card(), {}
    for split in ("train", "val"):
        with training.samples(split, card) as samples:
            pixels[split] = sum(area.width * area.height for area in samples.places[0].areas)
            known = [bool(samples.batch([index], 0).mask.any()) for index in range(len(samples))]
            assert np.mean(known) > 0.9, split
    assert sum(pixels.values()) == AREAS[name][2] * AREAS[name][3]
    assert pixels["val"] / sum(pixels.values()) == pytest.approx(0.2, abs=0.02)


def test_a_single_building_cannot_be_kept_aside(tmp_path: Path):
    plan = partly(tmp_path, 8, 8, 29, 29)
    with pytest.raises(RooflineError, match="outline more of them"):
        truth = np.zeros(PLACE, np.uint8)
        truth[10:14, 10:13] = 1
        rasters.write(tmp_path / "labels.tif", truth, nodata=None)
        training = BuildingTraining(plan)
        training.samples("train", training.card())


@pytest.mark.parametrize(
    ("architecture", "role", "multiple"), [("compact", "dsm", 32), ("pix2pix", "image", 256)]
)
@pytest.mark.parametrize("size", [8, 60, 100, 320 - 8])
def test_windows_that_a_network_cannot_take(
    tmp_path: Path, architecture: str, role: str, multiple: int, size: int
):
    layer = rasters.write(tmp_path / "layer.tif", np.zeros((128, 128), np.float32))
    overrides = {"architecture": architecture, "tile_size": size}
    with pytest.raises(RooflineError, match=f"is {size}; give a multiple of {multiple} instead"):
        plan_of({role: layer}, layer, overrides=overrides)


@pytest.mark.parametrize(("start", "twice"), [(None, False), ("buildings-surface", True)])
def test_a_fresh_network_is_not_asked_about_pixel_sizes_that_it_does_not_know(
    tmp_path: Path, start: str | None, twice: bool
):
    """Bundled ones know many: coarse pixels are looked at in quarters too."""
    training = BuildingTraining(partly(tmp_path, *next(iter(AREAS.values()))))
    training.plan.chosen["start"] = start
    network = networks.build(training.card().network.family, training.card().network.options)
    coarse = torch.zeros(1, len(training.card().inputs) + 2, 64, 64)
    coarse[:, -1] = 1  # octaves above half a metre
    assert network.looks_twice(coarse) is twice


def test_a_part_that_no_layer_shows_is_not_kept_aside(tmp_path: Path):
    """Such as beside a flight: the layers were said to have no valid pixels, though most of them had."""
    truth = np.zeros((128, 320), np.uint8)
    truth[8:120:20, :] = 1  # as much in every part, of which the first would be taken
    heights = np.full(truth.shape, 50, np.float32)
    heights[:, :128] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    labels = rasters.write(tmp_path / "labels.tif", truth, nodata=None)
    plan = plan_of({"dsm": dsm}, labels, overrides=SHORT)
    training = BuildingTraining(plan)
    with training.samples("val", training.card(None), 1, None) as samples:
        (place,) = samples.places
        assert [(area.col, area.width) for area in place.areas] == [(128, 64)]
    rasters.write(tmp_path / "dsm.tif", np.full(truth.shape, np.nan, np.float32))
    with pytest.raises(RooflineError, match="The layers have no valid pixels"):
        run.train(BuildingTraining(plan), tmp_path / "logs")


@pytest.mark.parametrize("start", ["", "buildings-surface"])
def test_a_trained_model_has_ranges_of_its_own(tmp_path: Path, plan: MaskPlan, start: str):
    place = plan.places[0]
    chosen = {**SHORT, "start": start or None, "architecture": "compact"}
    run.run(
        BuildingTraining(plan_of(place.layers, place.labels, overrides=chosen)),
        run.Files(tmp_path / "trained.pt"),
    )
    trained, bundled = (bundle.load(each) for each in (tmp_path / "trained.pt", "buildings-surface"))
    ranges, others = trained.spec.network.ranges, bundled.spec.network.ranges
    assert set(ranges) == set(others) and ranges != others
    found = []
    for precision in ("auto", "float32"):
        chances = tmp_path / f"{precision}.tif"
        sources, target = [*place.layers.values()], tmp_path / "mask.tif"
        predict.predict(trained, sources, target, probability=chances, precision=precision)
        found.append(rasters.read(chances))
    assert np.nanmean(np.abs(found[0] - found[1])) < 0.01

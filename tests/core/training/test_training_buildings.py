"""Training of building masks without QGIS: interrupted and resumed, what samples are, what losses are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models.training import run
from roofline.models.training.buildings.losses import mask_loss
from roofline.models.training.buildings.plan import MaskPlan, plan_of
from roofline.models.training.buildings.training import BuildingTraining
from support import rasters

SHORT = {"epochs": 2, "samples": 4, "tile_size": 64, "batch_size": 2, "precision": "float32", "seed": 3}


@pytest.fixture
def plan(tmp_path: Path) -> MaskPlan:
    truth = np.zeros((128, 320), np.uint8)
    for col in range(10, 300, 50):
        truth[20:45, col : col + 25] = truth[70:100, col : col + 20] = 1
    heights = 50 + 7.0 * truth + np.random.default_rng(0).normal(0, 0.1, truth.shape)
    heights[60:64, 200:240] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights.astype(np.float32))
    labels = rasters.write(tmp_path / "labels.tif", truth, nodata=None)
    return plan_of({"dsm": dsm}, labels, wishes=SHORT)


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


def test_samples_lie_in_their_own_parts_and_count_no_voids(plan: MaskPlan):
    training = BuildingTraining(plan)
    card = training.card()
    parts = {}
    for split in ("train", "val"):
        with training.samples(split, card) as samples:
            parts[split] = samples._areas
            batch = samples.batch(range(min(4, len(samples))), 0)
            assert batch.inputs.shape[2:] == (64, 64) and batch.target.shape == batch.mask.shape
            assert set(np.unique(batch.target.numpy())) <= {0.0, 1.0} and batch.mask.any()
            again = samples.batch(range(min(4, len(samples))), 0)
            assert torch.equal(batch.inputs, again.inputs) and torch.equal(batch.mask, again.mask)
    for area in parts["train"]:
        assert all(area.intersection(other) is None for other in parts["val"])


def test_what_is_unknown_has_no_loss():
    torch.manual_seed(0)
    logits, buildings = torch.randn(2, 1, 16, 16), (torch.rand(2, 1, 16, 16) > 0.5).float()
    known = torch.ones(2, 1, 16, 16, dtype=torch.bool)
    known[:, :, :, 8:] = False
    changed = torch.where(known, logits, logits + 5)
    one, other = (mask_loss(each, buildings * known, known)["total"] for each in (logits, changed))
    assert one == pytest.approx(float(other)) and "outlines" not in mask_loss(logits, buildings, known)

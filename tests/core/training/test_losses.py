"""Masked losses in metres, and what a task makes of them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from roofline.models.training.data.batch import Batch
from roofline.models.training.refiner import losses
from roofline.models.training.refiner.losses import height_terms, relative_loss
from support import paths

PARITY = paths.PARITY / "resdepth" / "functions"


def batch_of(
    target: torch.Tensor, mask: torch.Tensor | None = None, scale: float | list[float] = 1.0, gsd: float = 1.0
) -> Batch:
    """Target (N, 1, H, W) as a batch whose inputs are zero."""
    count = len(target)
    mask = torch.ones_like(target, dtype=torch.bool) if mask is None else mask
    scales = torch.tensor(scale if isinstance(scale, list) else [scale] * count)
    return Batch(
        torch.zeros_like(target), target, mask, torch.zeros(count), scales, torch.full((count,), gsd)
    )


def mean(term: tuple[torch.Tensor, torch.Tensor]) -> float:
    return float(term[0].detach() / term[1])


@pytest.mark.skipif(not PARITY.exists(), reason="the published loss values are not here")
def test_the_mean_absolute_error_is_that_of_resdepth():
    expected = json.loads((PARITY / "loss.json").read_text())["loss"]
    with np.load(PARITY / "loss.npz") as arrays:
        for index, loss in enumerate(expected):
            y, prediction, mask, means, stds = (
                torch.from_numpy(arrays[f"{name}{index}"]) for name in ("y", "pred", "mask", "mean", "std")
            )
            batch = Batch(y, y, mask, means, stds, torch.ones(len(y)))
            terms = height_terms(prediction, batch, ["l1"])
            assert mean(terms["l1"]) == pytest.approx(loss, rel=2e-7)
            assert terms["l1"] == terms["MAE"]


def test_what_is_masked_does_not_count_even_if_it_is_no_number():
    target = torch.zeros(2, 1, 6, 6)
    target[0, 0, 2, 2] = math.nan
    mask = ~target.isnan()
    output = torch.ones_like(target).requires_grad_(True)
    terms = height_terms(output, batch_of(target, mask, gsd=0.5), ["l1", "gradient", "normal"])
    assert mean(terms["l1"]) == 1
    assert mean(terms["gradient"]) == 0
    assert mean(terms["normal"]) == pytest.approx(0, abs=1e-6)
    assert [int(terms[name][1]) for name in ("l1", "gradient", "normal")] == [71, 116, 47]
    sum(total for total, _ in terms.values()).backward()
    assert output.grad.isfinite().all()
    assert output.grad[0, 0, 2, 2] == 0


def test_a_batch_without_a_valid_pixel_has_no_loss():
    target = torch.full((1, 1, 4, 4), math.nan)
    terms = height_terms(torch.ones(1, 1, 4, 4), batch_of(target, ~target.isnan()), ["l1", "gradient"])
    assert [(float(total), int(count)) for total, count in terms.values()] == [(0, 0)] * 3


def test_errors_are_in_metres_sample_by_sample():
    terms = height_terms(torch.ones(2, 1, 4, 4), batch_of(torch.zeros(2, 1, 4, 4), scale=[2.0, 6.0]), ["l1"])
    assert mean(terms["l1"]) == 4


def test_the_gradient_loss_is_the_difference_of_the_error_between_neighbours():
    rng = np.random.default_rng(3)
    error, mask = rng.normal(0, 1, (5, 7)), rng.random((5, 7)) < 0.8
    down = np.abs(np.diff(error, axis=0))[mask[1:] & mask[:-1]]
    right = np.abs(np.diff(error, axis=1))[mask[:, 1:] & mask[:, :-1]]
    target = torch.zeros(1, 1, 5, 7)
    output = torch.from_numpy(error).float()[None, None]
    batch = batch_of(target, torch.from_numpy(mask)[None, None], scale=3.0)
    found = mean(height_terms(output, batch, ["gradient"])["gradient"])
    assert found == pytest.approx(3 * np.concatenate([down, right]).mean(), rel=1e-6)


@pytest.mark.parametrize(("slope", "gsd"), [(1.0, 1.0), (1.0, 0.25), (0.1, 0.5)])
def test_the_normal_loss_is_the_angle_between_surfaces(slope: float, gsd: float):
    columns = torch.arange(8.0).expand(1, 1, 8, 8)
    flat, inclined = torch.full((1, 1, 8, 8), 5.0), slope * columns
    batch = batch_of(flat, scale=2.0, gsd=gsd)
    found = mean(height_terms(inclined, batch, ["normal"])["normal"])
    assert found == pytest.approx(1 - math.cos(math.atan(2 * slope / gsd)), rel=1e-4)
    assert mean(height_terms(inclined, batch_of(inclined + 3, gsd=gsd), ["normal"])["normal"]) < 1e-6


def test_a_second_band_learns_the_scale_of_the_error():
    torch.manual_seed(0)
    error = torch.distributions.Laplace(0.0, 2.0).sample((4, 1, 32, 32))
    scale = torch.zeros(1, requires_grad=True)
    descent = torch.optim.Adam([scale], lr=0.05)
    for _ in range(200):
        output = torch.cat([error, scale.expand_as(error)], dim=1)
        total, count = height_terms(output, batch_of(torch.zeros_like(error)), [])["laplace_nll"]
        descent.zero_grad()
        (total / count).backward()
        descent.step()
    assert math.exp(scale.detach()) == pytest.approx(2.0, rel=0.06)
    output = torch.cat([error, scale.expand_as(error)], dim=1).detach().requires_grad_(True)
    height_terms(output, batch_of(torch.zeros_like(error)), [])["laplace_nll"][0].backward()
    assert not output.grad[:, 0].any(), "it does not change the heights"


def test_every_loss_has_a_name_that_is_known():
    assert set(losses.TERMS) == {"l1", "gradient", "normal"}


def test_good_windows_count_no_more_than_bad_ones_for_what_corrects_an_answer():
    torch.manual_seed(0)
    truth = torch.zeros(1, 1, 64, 64)
    losses = []
    for error in (0.01, 0.1, 10.0):
        answer = (truth + error).requires_grad_(True)
        scale = torch.zeros_like(truth)
        relative_loss(torch.cat([answer, scale, scale], 1), truth)["total"].backward()
        losses.append(float(answer.grad.abs().sum()))
    assert losses[0] < 2.1 and losses[0] > losses[1] > losses[2] > 0.05


def test_what_corrects_an_answer_learns_how_far_it_is_off():
    truth, scale = torch.zeros(1, 1, 64, 64), torch.zeros(1, 1, 64, 64, requires_grad=True)
    relative_loss(torch.cat([truth + 5, scale, scale], 1), truth)["total"].backward()
    assert scale.grad.sum() < 0, "an error of 5 GSD asks for a wider interval than 1"

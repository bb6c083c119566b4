"""Metrics of masks against published numbers and known answers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models.evaluation.masks.metrics import Counts, MaskTally, e_measure, mask_metrics, s_measure
from support import paths

PARITY = paths.PARITY / "dsm_enhancer" / "metrics"
HERE = PARITY.is_dir()
CASES = list(json.loads((PARITY / "values.json").read_text())) if HERE else ["none"]
NAMES = {
    "MAE_stretched": "sod_mae",
    "S": "s_measure",
    "IoU": "iou_thr128",
    "E_adaptive": "e_adaptive",
    "E_dynamic": "e_curve_mean",
    "F_adaptive": "f1_adaptive",
    "F_dynamic": "f1_dynamic_mean",
    "IoU_adaptive": "iou_adaptive",
    "IoU_dynamic": "iou_dynamic_mean",
    "Dice_adaptive": "dice_adaptive",
    "Dice_dynamic": "dice_dynamic_mean",
}
needs_parity = pytest.mark.skipif(
    not HERE, reason="the parity cases lie beside the repository, in ../shared/parity"
)


def pair(case):
    masks = np.load(PARITY / "masks.npz")
    return masks[f"{case}__pred"], masks[f"{case}__gt"]


@needs_parity
@pytest.mark.parametrize("case", CASES)
def test_metrics_as_published(case):
    wanted = json.loads((PARITY / "values.json").read_text())[case]
    found = mask_metrics(*pair(case))
    for ours, theirs in NAMES.items():
        assert found[ours] == pytest.approx(wanted[theirs], abs=1e-12), ours
    assert found["MAE"] == pytest.approx(wanted["mae"], abs=1e-7)  # theirs in float32
    if "dice_f1" in wanted:
        assert found["Dice"] == pytest.approx(wanted["dice_f1"], abs=1e-12)


@needs_parity
@pytest.mark.parametrize("case", CASES)
def test_curves_as_published(case):
    from roofline.models.evaluation.masks import metrics

    predicted, reference = pair(case)
    curve = metrics._curve(metrics._stretched(predicted / 255), reference > 128)
    measures = {"e": metrics.e_measure, "f1": metrics.f_measure, "iou": metrics.iou}
    for index, wanted in json.loads((PARITY / "values.json").read_text())[case]["curves_at"].items():
        for name, measure in measures.items():
            assert measure(curve)[int(index)] == pytest.approx(wanted[name], abs=1e-12), (index, name)


def test_a_perfect_mask():
    mask = np.zeros((40, 50), np.uint8)
    mask[5:20, 10:30] = 1
    found = mask_metrics(mask, mask, largest=1)
    for name in ("IoU", "Dice", "F", "precision", "recall", "IoU_adaptive", "F_adaptive"):
        assert found[name] == 1, name
    assert (
        found["MAE"] == 0
        and found["S"] == pytest.approx(1)
        and found["E_adaptive"] == pytest.approx(1, abs=1e-3)
    )
    same = mask_metrics(255 * mask, 255 * mask)
    assert {name: found[name] for name in same} == same


def test_the_adaptive_threshold_is_no_share_above_1():
    """Twice the mean of a tile that is mostly built would be."""
    mask = np.ones((40, 50), np.uint8)
    mask[:10] = 0
    found = mask_metrics(mask, mask, largest=1)
    assert found["IoU_adaptive"] == 1 and found["F_adaptive"] == 1


def test_counts_decide_the_alignment():
    """The measure by its definition on pixels, and by counts."""
    rng = np.random.default_rng(3)
    b, g = rng.random((30, 40)) > 0.6, rng.random((30, 40)) > 0.3
    a, c = b - b.mean(), g - g.mean()
    expected = ((2 * a * c / (a * a + c * c) + 1) ** 2 / 4).sum() / (b.size - 1)
    assert e_measure(Counts.of(b, g)) == pytest.approx(expected, rel=1e-12)


def test_structure_of_tiny_masks():
    """Single pixels, whose spread and quarters have no numbers of their own."""
    p, mask = np.zeros((3, 3)), np.zeros((3, 3), bool)
    p[2, 2] = mask[2, 2] = True
    assert s_measure(p, mask) == pytest.approx(1)
    assert s_measure(1 - p, mask) < 0.2


@pytest.mark.parametrize(("built", "wanted"), [(True, 0.3), (False, 0.7)])
def test_structure_of_tiles_that_are_all_or_nothing(built, wanted):
    """There is no outline to compare: what counts is how much is told to be building."""
    assert s_measure(np.full((8, 9), 0.3), np.full((8, 9), built)) == pytest.approx(wanted)


def test_mean_over_tiles_is_not_the_pool():
    tally = MaskTally()
    full, small = np.full((10, 10), 255, np.uint8), np.zeros((10, 10), np.uint8)
    small[0, :4] = 255
    missed = np.zeros_like(small)
    missed[0, :1] = 255
    tally.add(full, full)
    tally.add(missed, small)
    result = tally.result()
    assert result["mean"]["IoU"] == pytest.approx((1 + 0.25) / 2)
    assert result["pooled"]["IoU"] == pytest.approx(101 / 104)
    assert result["pooled"]["MAE"] == pytest.approx(3 / 200)
    assert result["pooled"]["E"] == pytest.approx(float(e_measure(Counts(101, 0, 3, 96))))
    assert MaskTally().result() == {"mean": {}, "pooled": {}}

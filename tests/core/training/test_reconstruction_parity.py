"""The training of occupancy against recordings of ImpliCity's own: samples, a step, rates, figures."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import published
from roofline.models.clouds.readers.chunks import chunks_of
from roofline.models.engine import device
from roofline.models.evaluation.occupancy import Tally
from roofline.models.training.loop.optimizers import Schedule
from roofline.models.training.reconstruction import cards, configuration, plan, task
from roofline.models.training.reconstruction.samples import Clouds, Samples, Spot, Turn
from support import implicity_parts as parts

pytestmark = pytest.mark.skipif(not parts.HERE, reason=parts.REASON)
PARITY = parts.PARITY
WHERE = device.choose("cpu", "float32")


def told(name: str) -> plan.Plan:
    return plan.of_file(PARITY / name / "config.yaml")


@pytest.fixture(scope="module")
def training():
    made = told("dataset_items")
    with Samples.open(made, "train", cards.draft(made)) as samples:
        yield samples


@pytest.mark.parametrize("number", range(12))
def test_a_sample_is_the_original_s(training, number):
    recorded = np.load(PARITY / "dataset_items" / "train_items.npz")
    item = {key[4:]: recorded[key] for key in recorded if key.startswith(f"i{number:02}_")}
    spot = Spot(training.places[0], *map(float, item["min_bound"][:2]))
    turn = Turn(int(item["rotate"]), int(item["flip"]))
    made = training.made(spot, turn, np.random.default_rng(0))
    inputs, queries = made.inputs.points, made.places
    assert len(inputs) == item["inputs_n"] and len(queries) == item["query_pts_n"]
    np.testing.assert_allclose(inputs.astype(np.float64).sum(0), item["inputs_sum"], atol=2e-6 * len(inputs))
    np.testing.assert_allclose(
        queries.astype(np.float64).sum(0), item["query_pts_sum"], atol=2e-6 * len(queries)
    )
    for given, head in ((inputs, item["inputs_head"]), (queries, item["query_pts_head"])):
        assert max(np.abs(given - point).max(1).min() for point in head) < 2e-6
    assert (made.queries.occupied > 0).sum() == item["query_occ_sum"]
    for column, mask in enumerate(("gt", "building", "forest", "water")):
        assert made.queries.masks[:, column].sum() == item[f"mask_{mask}_sum"]
    assert made.inputs.z_shift == pytest.approx(item["transform"][2, 3], abs=1e-6)
    step = int(item["image_step"])
    np.testing.assert_allclose(made.inputs.images[:, ::step, ::step], item["image"], atol=1e-5)


def test_the_strips_that_judge_are_the_original_s():
    made = told("dataset_items")
    recorded = np.load(PARITY / "dataset_items" / "test_item1.npz")
    with Samples.open(made, "val", cards.draft(made)) as samples:
        assert [(spot.x, spot.y) for spot in samples.spots] == [tuple(a) for a in recorded["anchors"]]
        item = samples.item(1, 0)
    assert len(item.inputs.points) == len(recorded["inputs"])
    np.testing.assert_allclose(np.sort(item.inputs.points, 0), np.sort(recorded["inputs"], 0), atol=2e-6)
    np.testing.assert_allclose(item.inputs.images, recorded["image"], atol=1e-5)


def test_drawn_patches_lie_on_the_images_pixels(training):
    (_, bounds), *_ = chunks_of(PARITY / "dataset" / "chunk_info.yaml").values()
    for index in range(20):
        spot = training._drawn(index, np.random.default_rng(index))
        offsets = np.array([spot.x, spot.y]) - bounds[:2]
        assert (offsets >= 0).all() and (offsets <= 32).all()
        np.testing.assert_allclose(offsets, np.round(offsets * 2) / 2, atol=1e-6)


def batch_of(number: int) -> Clouds:
    given = np.load(PARITY / "train_step_0" / f"batch_{number}.npz")
    masks = np.stack([given[f"mask_{name}"][0] for name in ("gt", "building", "forest", "water")], 1)
    return Clouds(
        (torch.from_numpy(given["inputs"][0]),),
        (torch.from_numpy(given["query_pts"][0]),),
        (torch.from_numpy(given["query_occ"][0]).long(),),
        (torch.from_numpy(masks),),
        (torch.zeros(masks.shape[0], dtype=torch.uint8),),
    )


def test_a_step_is_the_original_s(tmp_path):
    expected = json.loads((PARITY / "train_step_0" / "expected.json").read_text())
    start = str(parts.checkpoint("model_0", tmp_path))
    config = configuration.published.inherited(PARITY / "train_step_0" / "config.yaml")
    config = configuration.complete({**config, "dataset": {"path": "somewhere"}})
    config["training"]["scheduler"]["type"] = None
    config["training"]["learning_rate"] = expected["lr"]
    own = plan.Plan(config, start=start)
    made = task.task_of(own, cards.draft(own), WHERE)
    batches = [batch_of(number) for number in range(2)]
    for batch, recorded in zip(batches, expected["batches"]):
        judged = made.validate(batch)
        means = {name: total / count for name, (total, count) in judged.items()}
        assert means["total"] == pytest.approx(recorded["eval"]["loss"], abs=1e-5)
        for name in ("building", "forest", "water"):
            assert means[name] == pytest.approx(recorded["eval"][f"loss/{name}"], abs=1e-5)
        assert means["IOU"] == pytest.approx(recorded["eval"]["iou"], abs=1e-4)
        assert means["PRECISION"] == pytest.approx(recorded["eval"]["precision"], abs=1e-4)
    gradients = {}
    step = made.optimizers["network"].step

    def watched(*given):
        gradients.update(
            {n: p.grad.clone() for n, p in made.network.named_parameters() if p.grad is not None}
        )
        return step(*given)

    made.optimizers["network"].step = watched
    for place, batch in enumerate(batches):
        made.in_group(place, 2)
        made.step(batch)
    for name, (norm, total) in expected["grad_norm_and_sum_before_step"].items():
        assert float(gradients[name].norm()) == pytest.approx(norm, rel=1e-3, abs=1e-6)
        # Gradients that differ by a part of their norm differ in sum by that times the root of their count.
        most = 4e-4 * max(norm, 1e-3) * gradients[name].numel() ** 0.5
        assert float(gradients[name].sum()) == pytest.approx(total, rel=1e-2, abs=most)
    for batch, after in zip(batches, expected["loss_after_step"]):
        total, count = made.validate(batch)["total"]
        assert total / count == pytest.approx(after, rel=1e-2)


def test_rates_are_the_original_s():
    recorded = json.loads((PARITY / "schedule" / "cyclic_default.json").read_text())
    made = told("dataset_items")
    own = torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = Schedule(task.schedule_of(made), [own])
    rates = []
    for _ in range(max(map(int, recorded["lr_used_at_iteration"])) + 1):
        rates.append(schedule.rate)
        own.step()
        schedule.after_step()
    for iteration, rate in recorded["lr_used_at_iteration"].items():
        assert rates[int(iteration)] == pytest.approx(rate, rel=1e-6)


@pytest.mark.parametrize("classes", [2, 3])
def test_figures_are_the_original_s(classes):
    recorded = json.loads((PARITY / "metrics" / "metrics.json").read_text())[f"n_class_{classes}"]
    predicted, true = np.array(recorded["pred"]), np.array(recorded["gt"])
    # Of three classes the original takes the means over them; its IoU is of occupancy, any class above 0.
    each = [Tally.of((predicted == one).astype(np.int64), (true == one).astype(np.int64)) for one in range(3)]
    whole = Tally.of(predicted, true)
    each = [whole] if classes == 2 else each
    found = {
        "accuracy": whole.accuracy,
        "precision": float(np.mean([one.precision for one in each])),
        "recall": float(np.mean([one.recall for one in each])),
        "iou": whole.iou,
    }
    assert found == pytest.approx({name: recorded[name] for name in found}, rel=1e-6)


def test_an_imported_checkpoint_is_what_training_starts_from(tmp_path):
    start = parts.checkpoint("model_0", tmp_path)
    bundle = published.load(start)
    assert bundle.spec.network == cards.draft(plan.Plan(told("dsm_0").config, start=str(start))).network

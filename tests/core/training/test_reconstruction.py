"""Networks of occupancy, trained from points with a reference: samples, a whole training, its files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, published
from roofline.models.clouds.readers import Selection
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.formats.yaml_subset import parse
from roofline.models.published.implicity_configuration import merged
from roofline.models.training import run
from roofline.models.training.loop import checkpoints
from roofline.models.training.reconstruction import cards, configuration, defaults
from roofline.models.training.reconstruction.dataset import build
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.queries import KINDS, Surface, drawn, thinned
from roofline.models.training.reconstruction.samples import Samples
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import implicity_parts, las_parts, rasters, reconstruction_run
from support import reconstruction_parts as parts

WALLS, NEAR = KINDS.index("walls"), KINDS.index("surface")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A training of the town that learns, with all its files."""
    folder = tmp_path_factory.mktemp("trained")
    plan = parts.plan(folder, epochs=12, random_dataset_length=32)
    files = run.Files(folder / "town.pt", report=folder / "page.html", original=folder / "original")
    result = run.run(ReconstructionTraining(plan), files, device="cpu", licence="CC0")
    return folder, plan, result


def test_it_learns_and_beats_chance(trained):
    _, _, result = trained
    losses = [entry["train/total"] for entry in result.outcome.history]
    after = result.judged.metrics["after"]
    assert losses[-1] < 0.6 * losses[0] and after["IOU"] > 0.75
    assert {"MAE", "RMSE", "PRECISION", "RECALL"} <= after.keys() and after["MAE"] < 2.0
    assert result.judged.metrics["grid"]["MAE"] < 1.0


def test_the_model_file_reconstructs(trained):
    folder, _, result = trained
    model = bundle.load(folder / "town.pt")
    assert model.card["task"] == "reconstructdsm" and model.card["provenance"]["licence"] == "CC0"
    metrics = model.card["provenance"]["metrics"]
    assert metrics["validation, this model"]["IOU"] == pytest.approx(
        result.judged.metrics["after"]["IOU"], abs=1e-4
    )
    assert {f"validation, queries: {kind}" for kind in ("uniform", "surface", "walls")} <= metrics.keys()
    assert str(folder) not in json.dumps(model.card)
    reconstruct(model, folder / "points.ply", folder / "dsm.tif", device="cpu")
    made = rasters.read(folder / "dsm.tif")
    offset = np.abs(made[: parts.HEIGHT, : parts.WIDTH] - parts.town())
    assert np.median(offset) < 1.0


def test_the_report_tells_kinds_of_queries(trained):
    page = (trained[0] / "page.html").read_text(encoding="utf-8")
    for word in ("on walls", "near the surface", "uniform in space", "Gridded points", "IoU"):
        assert word in page
    assert "<script" not in page and str(trained[0]) not in page


def test_the_original_s_folder_is_read_back(trained):
    folder, _, result = trained
    again = published.load(folder / "original" / "model_best.pt")
    ours = bundle.load(folder / "town.pt")
    for mine, theirs in zip(ours.network.state_dict().values(), again.network.state_dict().values()):
        assert torch.equal(mine, theirs)
    assert again.card["reconstruction"] == ours.card["reconstruction"]
    assert again.card["inputs"] == ours.card["inputs"]
    content = torch.load(folder / "original" / "model.pt", weights_only=True)
    assert set(content) == {
        "model",
        "optimizer",
        "scheduler",
        "n_iter",
        "loss_val_best",
        "training_time",
    }
    assert content["n_iter"] == result.outcome.history[-1]["step"] == 12 * 16


def test_an_original_checkpoint_goes_on(trained, tmp_path):
    folder, plan, _ = trained
    start = str(folder / "original" / "model_best.pt")
    on = Plan(plan.config, plan.base, start)
    config = merged(plan.config, {"training": {"epochs": 1, "learning_rate": 1e-6}})
    on = Plan(configuration.complete(config), plan.base, start)
    result = run.run(ReconstructionTraining(on), run.Files(tmp_path / "on.pt"), device="cpu")
    one, other = (result.judged.metrics[name]["IOU"] for name in ("start", "after"))
    assert abs(one - other) < 0.02


@pytest.mark.parametrize(
    "scheduler",
    [
        {"type": None, "kwargs": {}},
        {"type": "MultiStepLR", "kwargs": {"milestones": [3, 6], "gamma": 0.1}},
        {
            "type": "CyclicLR",
            "kwargs": {"base_lr": 1e-3, "max_lr": 1e-2, "step_size_up": 3, "step_size_down": 5},
        },
    ],
    ids=["constant", "steps", "cyclic"],
)
def test_a_resumed_training_is_the_same(tmp_path: Path, scheduler):
    def losses(folder: Path, epochs: int, resume: bool = False):
        training = ReconstructionTraining(parts.plan(tmp_path, epochs=epochs, scheduler=scheduler))
        outcome = run.train(training, folder, resume=resume, device="cpu")
        state = checkpoints.read(outcome.last).state["modules"]["network"]
        return [
            (entry["train/total"], entry["val/IOU"], entry["learning_rate"]) for entry in outcome.history
        ], state

    straight, one = losses(tmp_path / "straight", 3)
    losses(tmp_path / "parts", 1)
    resumed, other = losses(tmp_path / "parts", 3, resume=True)
    assert straight == resumed
    assert all(torch.equal(one[name], other[name]) for name in one)
    if scheduler["type"] == "MultiStepLR":  # counted in steps of the optimiser, 4 in an epoch
        assert [rate for _, _, rate in straight] == pytest.approx([1e-2, 1e-3, 1e-4])


def test_cancelled_before_an_epoch_nothing_is_written(tmp_path: Path):
    training = ReconstructionTraining(parts.plan(tmp_path))
    with pytest.raises(Cancelled):
        run.run(training, run.Files(tmp_path / "no.pt"), device="cpu", cancelled=lambda: True)
    assert not (tmp_path / "no.pt").exists()


def test_a_large_cloud_is_cancelled_while_it_is_sorted(tmp_path: Path):
    plan, asked = parts.plan(tmp_path), []

    def cancelled() -> bool:
        asked.append(1)
        return True

    with pytest.raises(Cancelled):
        Samples.open(plan, "train", cards.draft(plan), 1, cancelled)
    assert len(asked) == 1


def test_threads_do_not_read_a_raster_at_once(tmp_path: Path):
    """GDAL's datasets serve one thread: two read wrong heights, or find the file damaged, now and then."""
    plan, inside, most = parts.plan(tmp_path), [], []

    def watched(queries):
        def read(*arguments):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.002)
            found = queries(*arguments)
            inside.pop()
            return found

        return read

    with Samples.open(plan, "train", cards.draft(plan), threads=4) as samples:
        samples.places = [replace(place, queries=watched(place.queries)) for place in samples.places]
        samples.batch(list(range(12)), 0)
    assert len(most) >= 12 and max(most) == 1


def test_samples_are_equal_in_every_run_and_differ_by_epoch(tmp_path: Path):
    plan = parts.plan(tmp_path)
    with Samples.open(plan, "train", cards.draft(plan)) as one:
        with Samples.open(plan, "train", cards.draft(plan), threads=2) as other:
            first, second = one.batch([1, 3], 0), other.batch([1, 3], 0)
        later = one.batch([1, 3], 1)
    assert len(first.points[0]) != len(first.points[1])
    for mine, theirs in zip(first.queries, second.queries):
        assert torch.equal(mine, theirs)
    assert not torch.equal(first.queries[0], later.queries[0])
    part = first.part([1])
    assert len(part) == 1 and torch.equal(part.points[0], first.points[1])


def test_what_judges_is_kept_apart(tmp_path: Path):
    plan = parts.plan(tmp_path)
    with Samples.open(plan, "train", cards.draft(plan)) as training:
        spots = [training._drawn(index, np.random.default_rng(index)) for index in range(200)]
    with Samples.open(plan, "val", cards.draft(plan)) as held:
        left = min(spot.x for spot in held.spots)
    assert max(spot.bounds[2] for spot in spots) <= left


def step_surface() -> Surface:
    """A wall of 10 m along x = 8 between two flats, 16 x 16 m of 1 m pixels, with a void."""
    heights = np.zeros((16, 16), np.float32)
    heights[:, 8:] = 10
    heights[0, 0] = np.nan
    return Surface(heights, 0.0, 16.0, 1.0, 1.0)


def test_queries_lie_where_they_should(tmp_path: Path):
    numbers = {"uniform": 4000, "surface": 2000, "walls": 2000, "offset": 0.0}
    queries = drawn(step_surface(), (0.0, 0.0, 16.0, 16.0), numbers, np.random.default_rng(0))
    x, y, z = queries.points.T
    on_walls, near = queries.kinds == WALLS, queries.kinds == NEAR
    assert on_walls.sum() == 2000
    np.testing.assert_allclose(x[on_walls], 8.0)
    assert z[on_walls].min() < 0.1 and z[on_walls].max() > 9.9 and 4.8 < z[on_walls].mean() < 5.2
    assert set(np.unique(z[near])) == {0.0, 10.0}
    known = queries.masks[:, 0]
    assert not known[(x < 1) & (y > 15)].any() and known[x > 1].all()
    truth = z <= np.where(x >= 8, 10.0, 0.0)
    assert (queries.occupied[known] == truth[known]).all()
    uniform = queries.kinds == 0
    assert z[uniform].min() < -9 and z[uniform].max() > 75


def test_queries_without_a_wall_are_near_the_surface():
    flat = Surface(np.zeros((8, 8), np.float32), 0.0, 8.0, 1.0, 1.0)
    numbers = {"uniform": 10, "surface": 20, "walls": 30, "offset": 0.5}
    queries = drawn(flat, (0.0, 0.0, 8.0, 8.0), numbers, np.random.default_rng(0))
    assert (queries.kinds == NEAR).sum() == 50 and (queries.kinds == WALLS).sum() == 0
    nothing = Surface(np.full((8, 8), np.nan, np.float32), 0.0, 8.0, 1.0, 1.0)
    assert not len(drawn(nothing, (0.0, 0.0, 8.0, 8.0), numbers, np.random.default_rng(0)).points)


def test_thinning_keeps_one_point_in_a_cube():
    points = np.random.default_rng(0).random((5000, 3)) * [4, 4, 2]
    kept = points[thinned(points, 1.0)]
    assert len(kept) == 32 and len({tuple(cell) for cell in np.floor(kept - points.min(0))}) == 32
    assert len(thinned(points, 0.0)) == 5000


def test_images_go_with_the_points(tmp_path: Path):
    image = (parts.town() * 10).astype(np.float32)
    grid = (parts.LEFT, 1.0, 0.0, parts.TOP, 0.0, -1.0)
    guide = rasters.write(tmp_path / "image.tif", image, geotransform=grid, epsg=32632)
    made = parts.config(tmp_path, epochs=1)
    made["places"][0]["guides"] = [str(guide)]
    encoder = {"num_stack": 1, "num_hourglass": 1}
    made["model"] = {**parts.SMALL, "method": "implicity_onet", "encoder2_kwargs": encoder}
    plan = Plan(configuration.complete(made), tmp_path)
    run.run(ReconstructionTraining(plan), run.Files(tmp_path / "mono.pt"), device="cpu")
    model = bundle.load(tmp_path / "mono.pt")
    assert len(model.card["inputs"]) == 2
    reconstruct(model, tmp_path / "points.ply", tmp_path / "dsm.tif", guides=[guide], device="cpu")
    assert np.isfinite(rasters.read(tmp_path / "dsm.tif")).all()


def far_reference(folder: Path, made: dict) -> None:
    grid = (600000.0, 1.0, 0.0, parts.TOP, 0.0, -1.0)
    far = rasters.write(folder / "far.tif", parts.town(), geotransform=grid, epsg=32632)
    made["places"][0]["reference"] = str(far)


FAULTS = {
    "no data": (lambda folder, made: made.pop("places"), "names no data"),
    "far": (far_reference, "do not overlap"),
    "absent": (lambda f, made: made["places"][0].update(points="no.ply"), "does not exist"),
    "large patches": (lambda f, made: made["dataset"].update(patch_size=[64, 64]), "smaller patches"),
    "weights": (
        lambda f, made: made["training"].update(loss_weights={"gt": "much"}),
        "training.loss_weights.gt is",
    ),
    "rate": (lambda f, made: made["training"].update(learning_rate=-1), "training.learning_rate"),
    "place": (lambda f, made: made["places"][0].pop("reference"), r"places\[0\].reference is missing"),
    "schedule": (
        lambda f, made: made["training"].update(scheduler={"type": "Often", "kwargs": {}}),
        "training.scheduler.type is",
    ),
    "settings": (
        lambda f, made: made["training"].update(scheduler={"type": "CyclicLR", "kwargs": {"base_lr": "x"}}),
        "they do not fit CyclicLR",
    ),
    "resolution": (
        lambda f, made: made["model"]["encoder_kwargs"].update(plane_resolution=15),
        "does not fit 2 levels",
    ),
    "guides": (lambda f, made: made["places"][0].update(guides=["no.tif"]), "no.tif"),
    "split": (lambda f, made: made["places"][0].update(split="val"), "No place is left for train"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_one_sentence(tmp_path: Path, name: str):
    change, words = FAULTS[name]
    made = json.loads(json.dumps(parts.config(tmp_path)))
    change(tmp_path, made)
    (tmp_path / "config.json").write_text(json.dumps(made))
    with pytest.raises(RooflineError, match=words) as caught:
        training = ReconstructionTraining(defaults.plan_of_file(str(tmp_path / "config.json")))
        run.run(training, run.Files(tmp_path / "no.pt"), device="cpu")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "no.pt").exists()


def test_a_configuration_inherits_and_its_paths_count_from_its_folder(tmp_path: Path, caplog):
    (tmp_path / "configs").mkdir()
    parts.points(tmp_path)
    parts.reference(tmp_path)
    base = tmp_path / "configs" / "base.yaml"
    base.write_text("training: {batch_size: 2, unheard_of: 1}\ndataset: {patch_size: [16, 16]}\n")
    child = tmp_path / "configs" / "child.yaml"
    child.write_text(
        "inherit_from: configs/base.yaml\ntraining:\n  learning_rate: 0.5\n"
        "places:\n  - points: points.ply\n    reference: town.tif\n"
    )
    plan = defaults.plan_of_file(str(child), defaults.Wishes(epochs=3, samples=5))
    assert plan.training["batch_size"] == 2 and plan.training["learning_rate"] == 0.5
    assert plan.epochs == 3 and plan.training["random_dataset_length"] == 5
    assert [path.name for path in plan.files()] == ["points.ply", "town.tif"]
    assert all(path.exists() for path in plan.files())
    assert "training.unheard_of" in caplog.text


def test_the_dialog_chooses_what_fits(tmp_path: Path):
    points, reference = parts.points(tmp_path), parts.reference(tmp_path)
    plan = defaults.plan_of(str(points), str(reference))
    assert plan.config["dataset"]["patch_size"] == [32.0, 32.0]  # two and a half into 96 m
    assert plan.config["dsm_generation"]["pixel_size"] == [1.0, 1.0]
    with Samples.open(plan, "val", cards.draft(plan)) as held:
        assert len(held)
    with pytest.raises(RooflineError, match="no reference surface"):
        defaults.plan_of(str(points), None)
    with pytest.raises(RooflineError, match="no points"):
        defaults.plan_of("", str(reference))


@pytest.mark.skipif(not implicity_parts.HERE, reason=implicity_parts.REASON)
def test_the_original_s_chunks_train(tmp_path: Path):
    wishes = defaults.Wishes(epochs=1, samples=4, patch_size=32)
    plan = defaults.plan_of(implicity_parts.PARITY / "dataset" / "chunk_info.yaml", None, (), wishes)
    result = run.run(ReconstructionTraining(plan), run.Files(tmp_path / "chunk.pt"), device="cpu")
    assert np.isfinite(result.judged.metrics["after"]["IOU"])
    assert "MAE" not in result.judged.metrics["after"]  # no reference is named
    with (tmp_path / "chunk-training" / "log.csv").open() as stream:
        assert {"val/IOU", "train/total", "train/building"} <= set(next(csv.reader(stream)))


def test_a_data_set_is_built_and_trained_on(tmp_path: Path):
    """Points and a reference become chunks of the original's form, which are read as they were written."""
    plan = parts.plan(tmp_path, epochs=1)
    folder = tmp_path / "set"
    assert build(plan, folder) == 2
    told = parse((folder / "chunk_info.yaml").read_text())
    assert [told[number]["name"] for number in (0, 1)] == ["chunk_000", "chunk_001"]
    held = np.load(folder / "chunk_001" / "input_point_cloud.npz")["pts"]
    assert held[:, 0].min() > told[1]["min_bound"][0]
    assert told[1]["min_bound"][0] == pytest.approx(parts.LEFT + 0.8 * parts.WIDTH, abs=0.2)
    for kind in ("uniform", "facade", "terrain"):
        file = np.load(folder / "chunk_000" / f"query--{kind}.npz")
        assert len(file["pts"]) == told[0][f"n_query_pts-{kind}"] > 100
        town = Surface(parts.town(), parts.LEFT, parts.TOP, 1.0, 1.0)
        heights = town.at(file["pts"])
        known = np.isfinite(heights)
        assert (file["mask_gt"] == known).all()
        assert (file["occ"][known] == (file["pts"][known, 2] <= heights[known])).all()
    again = defaults.plan_of_file(str(folder / "config.yaml"))
    result = run.run(ReconstructionTraining(again), run.Files(tmp_path / "again.pt"), device="cpu")
    assert result.judged.metrics["after"]["IOU"] > 0.2
    with pytest.raises(RooflineError, match="holds a data set already"):
        build(plan, folder)
    with pytest.raises(RooflineError, match="has the original's form already"):
        build(again, tmp_path / "other")
    reconstruct(bundle.load(tmp_path / "again.pt"), folder / "chunk_info.yaml", tmp_path / "dsm.tif")


def test_a_killed_training_resumes_to_the_same_losses(tmp_path: Path):
    """Killed without a warning in an epoch's midst, twice; the log and the weights are those of one go."""

    def command(folder: str, *options: str) -> list[str]:
        (tmp_path / folder).mkdir(exist_ok=True)
        return [sys.executable, reconstruction_run.__file__, str(tmp_path), str(tmp_path / folder), *options]

    def rows(folder: str) -> list[dict[str, str]]:
        with (tmp_path / folder / "log.csv").open() as stream:
            return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(stream)]

    subprocess.run(command("whole"), check=True, capture_output=True, timeout=180)
    for done in (1, 3):
        running = subprocess.Popen(command("part", *["--resume"] * (done > 1)), stderr=subprocess.DEVNULL)
        started, log = time.monotonic(), tmp_path / "part" / "log.csv"
        while not log.exists() or len(log.read_text().splitlines()) <= done:
            assert running.poll() is None and time.monotonic() - started < 120, "it was to be killed"
            time.sleep(0.01)
        running.kill()
        running.wait()
    subprocess.run(command("part", "--resume"), check=True, capture_output=True, timeout=180)
    assert rows("part") == rows("whole") and len(rows("whole")) == 5
    one, other = (checkpoints.read(tmp_path / name / "last.ckpt") for name in ("whole", "part"))
    assert all(torch.equal(value, other.weights[name]) for name, value in one.weights.items())


@pytest.mark.skipif(not implicity_parts.HERE, reason=implicity_parts.REASON)
def test_the_original_s_reference_judges_surfaces(tmp_path: Path):
    """The DSM that a configuration names for its own evaluation is what surfaces are compared with."""
    plan = defaults.plan_of_file(
        str(implicity_parts.PARITY / "dsm_0" / "config.yaml"), defaults.Wishes(epochs=1, samples=2)
    )
    assert plan.start is None
    result = run.run(ReconstructionTraining(plan), run.Files(tmp_path / "chunk.pt"), device="cpu")
    assert result.judged.metrics["grid"]["MAE"] < 3 and "MAE" in result.judged.metrics["after"]


def test_a_place_says_which_points_are_used(tmp_path):
    """Half of a LAS file's points are of class 2: they alone are learnt from, by file and by dialog."""
    rng = np.random.default_rng(3)
    corner = np.array([parts.LEFT, parts.TOP - parts.HEIGHT, 100.0])
    cloud = rng.random((4000, 3)) * [parts.WIDTH, parts.HEIGHT, 1.0] + corner
    path = las_parts.write(tmp_path / "cloud.las", cloud, 6, 4, classes=np.arange(4000) % 2 + 1)
    config = parts.config(tmp_path)
    config["places"][0] |= {"points": str(path), "crs": "EPSG:32632", "classes": "2"}
    wishes = defaults.Wishes(crs="EPSG:32632", selection=Selection.of("2"), patch_size=16.0, pixel_size=1.0)
    dialog = defaults.plan_of(path, parts.reference(tmp_path), wishes=wishes)
    for plan in (Plan(configuration.complete(config), tmp_path), dialog):
        assert plan.places[0]["classes"] == "2"
        with Samples.open(plan, "train", cards.draft(plan)) as samples:
            assert samples.places[0].index.count == 2000
    config["places"][0]["classes"] = "roofs"
    with pytest.raises(RooflineError, match="CLASSES is 'roofs'"):
        Samples.open(Plan(configuration.complete(config)), "train", cards.draft(plan))
    config["places"][0]["returns"] = "third"
    with pytest.raises(RooflineError, match=r"places\[0\].returns"):
        configuration.complete(config)

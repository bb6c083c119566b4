"""Training scenes, the pool, their loss and the release of a model file."""

from __future__ import annotations

import argparse
import functools
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.modelfile.optional import narrowed
from roofline.models.networks.compact import Compact
from roofline.models.training.bundled import (
    cards,
    ledger,
    places,
    pool,
    refine_geometry,
    release,
    scenes,
    scenetask,
)
from roofline.models.training.bundled.scenetask import Budget, SceneTask
from roofline.models.training.loop import checkpoints
from roofline.models.training.refiner import losses
from support.toy_scenes import noisy_steps

CPU = device.Device("cpu", "float32", "test")
TINY = {"widths": (8, 12), "blocks": (1, 1), "decoder_blocks": (1,)}


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    folder = tmp_path / "shards"
    folder.mkdir()
    for index in range(2):
        np.save(folder / f"000-{index:05d}.npy", noisy_steps(seed=index))
    return folder


def write(path: Path, heights: np.ndarray, gsd: float) -> None:
    rows, columns = heights.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((0, gsd, 0, 0, 0, -gsd))
    dataset.GetRasterBand(1).WriteArray(heights)


def test_places_are_read_with_and_without_their_trees(tmp_path: Path):
    folder = tmp_path / "surface" / "somewhere"
    folder.mkdir(parents=True)
    heights = np.full((70, 80), 5, np.float32)
    canopy = np.zeros_like(heights)
    canopy[10:20, 10:20] = 7
    write(folder / "dsm.tif", heights, 0.5)
    write(folder / "dem.tif", heights * 0 + 4, 0.5)
    write(folder / "canopy_height.tif", canopy, 0.5)
    bare, wooded = places.load(tmp_path)
    assert (bare.name, bare.gsd, bare.heights.max()) == ("somewhere", 0.5, 5)
    assert wooded.heights[15, 15] == 11
    assert wooded.heights[40, 40] == 5


def test_a_folder_without_surfaces_is_named(tmp_path: Path):
    with pytest.raises(RooflineError, match="No surface was found"):
        places.load(tmp_path)


def test_the_highest_point_of_a_cell_counts():
    surface = places.highest_points(
        np.array([0.1, 0.2, 2.5]), np.array([0.5, 0.6, 1.9]), np.array([3.0, 8.0, 1.0]), 1.0
    )
    assert surface[1, 0] == 8
    assert surface[0, 2] == 1
    assert np.isnan(surface[0, 0])


def test_a_scene_is_a_function_of_its_seed_and_bearable():
    real = [places.Place("slope", np.arange(400 * 400, dtype=np.float32).reshape(400, 400) % 40, 1.0)]
    one, two = (scenes.sample(np.random.default_rng(8), real) for _ in range(2))
    for a, b in zip(one, two):
        assert np.array_equal(a, b)
    assert one.truth.shape == one.noisy.shape == one.void.shape == (scenes.SIZE, scenes.SIZE)
    assert np.abs(one.truth - one.noisy).mean() <= max(scenes.WORST_PIXELS, scenes.WORST_METRES / one.gsd)


def test_shards_are_written_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "SHARD", 1)
    city = functools.partial(scenes.sample, places=[])
    pool.write_shards(tmp_path, 3, 2, city, scenes.packed)
    first = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert sorted(first) == ["003-00000.npy", "003-00001.npy"]
    pool.write_shards(tmp_path, 3, 2, city, scenes.packed)
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == first


def test_batches_pair_input_and_truth_under_the_same_turn(shards: Path):
    held = pool.Pool(shards)
    assert held.refresh() == 32
    assert held.refresh() == 32, "a shard is taken in once"
    inputs, truth = held.batch(np.random.default_rng(0), 6, 64)
    assert inputs.shape == (6, 3, 64, 64)
    error = (inputs[:, :1] - truth).abs().mean(dim=(1, 2, 3))
    assert torch.allclose(error, torch.full((6,), 1.5 * math.sqrt(2 / math.pi)), rtol=0.1)


def test_a_stored_scene_keeps_heights_voids_and_pixel_size():
    rng = np.random.default_rng(1)
    truth = rng.normal(0, 50, (8, 9)).astype(np.float32)
    void = rng.random(truth.shape) < 0.2
    inputs, kept = scenes.unpacked(scenes.packed([scenes.Sample(truth, truth + 1, void, 0.125)]))
    assert np.allclose(kept[0, 0], truth, atol=0.51 / scenes.STEPS)
    assert np.allclose(inputs[0, 0], truth + 1, atol=0.51 / scenes.STEPS)
    assert np.array_equal(inputs[0, 1].numpy() > 0, void)
    assert torch.equal(inputs[0, 2], torch.full((8, 9), -2.0)), "two octaves below half a metre"


def test_a_withheld_void_mask_is_empty(shards: Path):
    scene = scenes.Sample(
        *np.zeros((2, scenes.SIZE, scenes.SIZE), np.float32), np.ones((304, 304), bool), 0.5
    )
    np.save(shards / "000-00000.npy", scenes.packed([scene] * 16))
    (shards / "000-00001.npy").unlink()
    held = pool.Pool(shards)
    held.refresh()
    voids = held.batch(np.random.default_rng(0), 60, 32)[0][:, 1]
    told = [bool(v.all()) for v in voids]
    assert all(bool(v.any()) == t for v, t in zip(voids, told)), "all or nothing"
    assert 25 <= sum(told) <= 55


def test_the_loss_weighs_bad_scenes_no_more_than_good_ones():
    truth = torch.zeros(2, 1, 64, 64)
    noisy = truth + torch.tensor([1.0, 100.0]).reshape(2, 1, 1, 1)
    unchanged = torch.cat([noisy, torch.zeros_like(noisy)], 1)
    total = losses.refinement_loss(unchanged, noisy, truth)["total"]
    assert total < 2
    perfect = torch.cat([truth, torch.full_like(truth, -6)], 1)
    assert losses.refinement_loss(perfect, noisy, truth)["total"] < 0


def test_cells_at_walls_count_double():
    truth = torch.zeros(1, 1, 64, 64)
    truth[..., 32:] = 10
    near = losses.near_walls(truth)
    assert near[0, 0, 20].nonzero().flatten().tolist() == [30, 31, 32, 33]
    off_wall, at_wall = truth.clone(), truth.clone()
    off_wall[..., 20:24] += 1
    at_wall[..., 30:34] += 1
    wrong, costly = (
        losses.refinement_loss(torch.cat([t, torch.zeros_like(t)], 1), truth + 1, truth)["total"]
        for t in (off_wall, at_wall)
    )
    assert costly > 1.3 * wrong


def test_the_calibrated_interval_holds_nine_of_ten_errors(shards: Path):
    class Constant(torch.nn.Module):
        """Answers its input, with a scale that is far too narrow."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.cat([x[:, :1], torch.full_like(x[:, :1], -3)], 1)

    held = release.calibration(Constant(), shards, {})
    half = held.at(1.0) * math.exp(-3) * math.log(10)
    assert half == pytest.approx(1.645 * 1.5, rel=0.05), "nine of ten normal errors lie within 1.645 sigma"


def test_intervals_of_fine_pixels_are_as_wide_as_their_errors():
    rng = np.random.default_rng(3)
    octaves = rng.choice(np.float32([0, 1, 2, 3]), 20_000)
    ratios = np.abs(rng.laplace(0, 1.5 * 1.25**octaves)).astype(np.float32)
    held = cards.held_by(ratios, octaves)
    for octave in range(4):
        within = ratios[octaves == octave] <= held.at(0.5 / 2**octave)
        assert 0.88 < within.mean() < 0.92
    assert held.at(2.0) == held.factor
    assert cards.held_by(ratios[octaves == 0], 0 * octaves[octaves == 0]).finer == 0


def test_a_released_model_loads_with_a_complete_card(tmp_path: Path):
    shards = tmp_path / "validation"
    shards.mkdir()
    np.save(shards / "900-00000.npy", noisy_steps(count=1))
    task = SceneTask(Compact(), Budget(steps=1), CPU)
    checkpoints.write(tmp_path / "x.ckpt", {**task.state(), "seconds": 0.0})
    options = {"inputs": "candidates", "head": "blend"}
    made = release.bundle_of(tmp_path / "x.ckpt", options, shards, {"MAE": 1.0})
    made.save(tmp_path / "m.pt", torch.float16)
    loaded = bundle.load(tmp_path / "m.pt")
    provenance = loaded.card["provenance"]
    assert provenance["data"] and provenance["licence"] and provenance["limits"] and provenance["recipe"]
    assert (tmp_path / "m.pt").stat().st_size < 12e6
    for name, value in loaded.network.state_dict().items():
        assert torch.equal(value, made.network.state_dict()[name]), "what was measured is what is stored"


def guided_checkpoint(folder: Path) -> tuple[Path, dict]:
    """A checkpoint of a network that takes image and buildings, beside a validation scene."""
    options = {"inputs": "candidates", "head": "blend", **dict.fromkeys(refine_geometry.BESIDE, True)}
    validation = folder / "validation"
    validation.mkdir()
    plain = noisy_steps(count=1)
    beside = np.zeros((1, 2, *plain.shape[2:]), np.int16)
    np.save(validation / "900-00000.npy", np.concatenate([plain, beside], axis=1))
    torch.manual_seed(0)
    task = SceneTask(Compact(**options), Budget(steps=1), CPU)
    (folder / "told").mkdir()
    checkpoints.write(folder / "told" / "last.ckpt", {**task.state(), "seconds": 0.0})
    return folder / "told" / "last.ckpt", options


def test_a_guided_training_gives_both_bundled_models(tmp_path: Path):
    checkpoint, options = guided_checkpoint(tmp_path)
    validation = tmp_path / "validation"
    guided = release.bundle_of(checkpoint, options, validation, {})
    alone = release.bundle_of(checkpoint, options, validation, {}, alone=True)
    assert (guided.name, alone.name) == ("refine-guided", "refine-geometry")
    assert [entry["role"] for entry in alone.card["inputs"]] == ["dsm"]
    narrow = narrowed(guided, [True, False, False]).network.state_dict()
    for name, value in alone.network.state_dict().items():
        assert torch.equal(value, narrow[name])


@pytest.mark.parametrize("takes", [(), ("buildings",), ("guided",), ("guided", "buildings")])
def test_an_interval_is_measured_on_the_planes_that_a_network_takes(tmp_path: Path, takes):
    """A plane too few would make the pixel size of voids, which no one would notice."""
    guided_checkpoint(tmp_path)
    seen = []

    class Watched(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            seen.append(x)
            return torch.cat([x[:, :1], torch.zeros_like(x[:, :1])], 1)

    release.calibration(Watched(), tmp_path / "validation", dict.fromkeys(takes, True))
    whole, _ = scenes.unpacked(np.load(next((tmp_path / "validation").glob("*.npy"))))
    assert seen and {x.shape[1] for x in seen} == {3 + len(takes)}
    assert torch.equal(torch.cat(seen)[:, -2:], whole[:, -2:]), "voids and pixel size come last"


def test_a_finished_guided_model_gives_the_one_without_an_image(tmp_path: Path, monkeypatch):
    checkpoint, options = guided_checkpoint(tmp_path)
    release.bundle_of(checkpoint, options, tmp_path / "validation", {"MAE": 1.0}).save(tmp_path / "g.pt")
    whole, target = bundle.load(tmp_path / "g.pt"), tmp_path / "refine-geometry.pt"
    given = ["blind", "--work", str(tmp_path), "--start", str(tmp_path / "g.pt"), "--output", str(target)]
    monkeypatch.setattr(sys, "argv", ["recipe", *given])
    threads = torch.get_num_threads()
    refine_geometry.main()
    torch.set_num_threads(threads)
    blind = bundle.load(target)
    assert blind.name == "refine-geometry" and not blind.card["provenance"].get("metrics")
    assert [entry["role"] for entry in blind.card["inputs"]] == ["dsm", "buildings"]
    assert blind.card["inputs"][1]["optional"]
    x = torch.cat([torch.randn(1, 1, 64, 64), torch.zeros(1, 3, 64, 64), torch.ones(1, 1, 64, 64)], 1)
    with torch.inference_mode():
        told, same = whole.network(x), blind.network(x[:, [0, 2, 3, 4]])
    torch.testing.assert_close(same, told, atol=2e-2, rtol=1e-2)  # stored in half precision


def test_a_mixed_checkpoint_lies_between_a_training_and_its_start(tmp_path: Path):
    checkpoint, _ = guided_checkpoint(tmp_path)
    refine_geometry.mix(argparse.Namespace(work=tmp_path, name="told", start="refine-geometry", share=0.5))
    mixed = checkpoints.read(tmp_path / "told-mixed" / "last.ckpt").weights
    tuned, before = checkpoints.read(checkpoint).weights, bundle.load("refine-geometry").network.state_dict()
    assert torch.allclose(mixed["stem.weight"], (tuned["stem.weight"] + before["stem.weight"]) / 2, atol=1e-6)
    assert torch.equal(mixed["image.tell.2.weight"], tuned["image.tell.2.weight"]), "what the start lacks"


def test_a_card_tells_all_trainings_that_its_weights_come_from(tmp_path: Path, monkeypatch):
    """Each counts once, whatever was mixed with what; older checkpoints know their own alone."""
    first, options = guided_checkpoint(tmp_path)
    state = checkpoints.read(first).state
    begun = {"refine-guided": ledger.Spent(0, 0.0)}
    for name, steps, minutes, before in (
        ("first", 1000, 16, begun),
        ("told", 3871, 64, {**begun, "first": ledger.Spent(1000, 960.0)}),
    ):
        (tmp_path / name).mkdir(exist_ok=True)
        spent = {"step": steps, "seconds": 60.0 * minutes, **ledger.about(name, before)}
        checkpoints.write(tmp_path / name / "last.ckpt", {**state, **spent})
    of = {"told": "first", "told-mixed": "refine-guided", "told-mixed-mixed": "first"}
    for (name, start), share in zip(of.items(), (0.5, 0.5, 0.75)):
        refine_geometry.mix(argparse.Namespace(work=tmp_path, name=name, start=start, share=share))
    last = tmp_path / "told-mixed-mixed-mixed" / "last.ckpt"
    made = release.bundle_of(last, options, tmp_path / "validation", {})
    recipe, begun_with = (
        made.card["provenance"]["recipe"],
        bundle.load("refine-guided").card["provenance"]["recipe"],
    )
    told = (
        f"{begun_with.partition('; trust')[0]}; then 4871 steps of AdamW in 80 minutes, "
        "in 2 trainings of 1000 and 3871 steps, after the weights of refine-guided"
    )
    assert recipe == (
        f"{told}, half of its weights those from before the last, "
        "half of its weights those of refine-guided, 25 % of its weights those from before the last"
    )
    monkeypatch.setattr(cards, "load", lambda name: made)  # which is bundled, then the last training goes on
    further = {
        "step": 2000,
        "seconds": 1800.0,
        **ledger.about("further", ledger.of(checkpoints.read(last).state)),
    }
    checkpoints.write(last, {**state, **further})
    again = release.bundle_of(last, options, tmp_path / "validation", {}).spec.provenance.recipe
    more = told.replace("4871 steps of AdamW in 80 minutes, in 2", "6871 steps of AdamW in 110 minutes, in 3")
    assert again == (
        f"{more.replace('and 3871', 'and 3871 and 2000')}, "
        "after 2 trainings half of its weights those after 1 training, "
        "after 2 trainings half of its weights those of refine-guided, "
        "after 2 trainings 25 % of its weights those after 1 training"
    )
    old = {"step": 7452, "seconds": 5520.0}
    assert ledger.told(ledger.of(old)) == "7452 steps of AdamW in 92 minutes"
    elsewhere = {"step": 10, "seconds": 60.0, **ledger.about("main", {"main": ledger.Spent(5, 60.0)})}
    assert ledger.told(ledger.of(elsewhere)).endswith("in 2 trainings of 5 and 10 steps")


def test_what_a_training_began_with_is_told_as_it_was_then(tmp_path: Path):
    """Also of a file that is named as a bundled one, or as none; the choice of the input is learned again."""
    model = bundle.load("refine-guided")
    for name in ("refine-guided", "elsewhere"):
        origin = model.spec.provenance.changed(recipe="here: 5 steps; trust: 7 steps; then 3 steps")
        spec = model.spec.changed(name=name, provenance=origin)
        bundle.ModelBundle(spec, model.network).save(tmp_path / "file.pt")
        before = scenetask.beginning(tmp_path, str(tmp_path / "file.pt"))[1]
        kept = {"step": 60, "seconds": 120.0, **ledger.about("main", before)}
        told = f"60 steps of AdamW in 2 minutes, after the weights of {name}"
        assert cards.recipe_after("module", ledger.of(kept)) == f"here: 5 steps; then 3 steps; then {told}"

"""Training samples: what they hold, what they depend on, what they cost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.grid import Window
from roofline.models.training.data import raster_cache
from roofline.models.training.refiner import cards, measure
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner import samples as data
from roofline.models.training.refiner.samples import Samples
from support import rasters
from support.peak_memory import forget_peak, peak_megabytes
from support.process_tree import open_files

TILE = 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town of 96 x 128 pixels: reference with a hole, noisy surface with another, images, building mask."""
    truth = rasters.town()
    noisy = truth + np.random.default_rng(1).normal(0, 1, truth.shape).astype(np.float32)
    truth[:20, 100:], noisy[60:70, :30] = np.nan, np.nan
    rasters.write(tmp_path / "gt.tif", truth)
    rasters.write(tmp_path / "in.tif", noisy)
    rasters.write(tmp_path / "buildings.tif", (truth > 45).astype(np.uint8), nodata=None)
    for number, name in enumerate("abc", 1):
        image = np.add.outer(1000.0 * np.arange(96), np.arange(128)) + 1e6 * number
        rasters.write(tmp_path / f"{name}.tif", image.astype(np.float32))
    return tmp_path


def own(folder: Path, variant: str = "geom", dataset: dict | None = None, **training) -> config.Plan:
    """A plan of our own for the town, without augmentation unless asked for."""
    count = {"geom": 0, "geom-mono": 1, "geom-stereo": 2}[variant]
    images = {"image_list": [f"{name}.tif" for name in "abc"[:count]]} if count else {}
    entry = {"raster_gt": "gt.tif", "raster_in": "in.tif", "area_type": "train+val", "n_training_samples": 12}
    values = {
        "datasets": [{**entry, **images, **(dataset or {})}],
        "model": training.pop("model", {"architecture": "resdepth", "input_channels": variant, "depth": 3}),
        "stereopair_settings": {"permute_images_within_pair": False},
        "training_settings": {"tile_size": TILE, "augment": False, **training},
    }
    return config.from_dict(values, folder)


def opened(plan: config.Plan, split: str = "train") -> Samples:
    return Samples.open(plan, split, cards.draft(plan, cards.Numbers(4.0, 1.0, 1.0)))


def metres(batch, field: str) -> np.ndarray:
    """Heights (N, H, W) in metres of the inputs or the target."""
    values = getattr(batch, field)[:, 0].double()
    return (values * batch.scale[:, None, None] + batch.offset[:, None, None]).numpy()


def cut(raster: np.ndarray, window: Window) -> np.ndarray:
    col, row, width, height = window
    return raster[row : row + height, col : col + width]


def test_a_batch_is_what_the_rasters_hold(folder):
    """Heights come back in metres; voids are no number anywhere, and do not count."""
    plan = own(folder, "geom-stereo")
    truth, noisy, image = (rasters.read(folder / f"{name}.tif") for name in ("gt", "in", "a"))
    with opened(plan) as samples:
        positions, batch = samples.positions(2), samples.batch(range(len(samples)), 2)
    assert batch.inputs.shape == (12, 3, TILE, TILE) and batch.inputs.dtype == torch.float32
    assert batch.mask.dtype == torch.bool and set(batch.gsd.tolist()) == {0.5}
    assert all(bool(torch.isfinite(field).all()) for field in batch)
    voids = 0
    for index, position in enumerate(positions):
        there, given = cut(truth, position.window), cut(noisy, position.window)
        known = ~np.isnan(there) & ~np.isnan(given)
        assert np.array_equal(batch.mask[index, 0].numpy(), known)
        np.testing.assert_allclose(metres(batch, "target")[index][known], there[known], atol=1e-4)
        np.testing.assert_allclose(metres(batch, "inputs")[index][known], given[known], atol=1e-4)
        assert float(batch.inputs[index, 1, 0, 0]) == pytest.approx(cut(image, position.window)[0, 0] - 1)
        voids += int((~known).sum())
    assert voids > 0


def test_a_sample_depends_on_seed_epoch_and_index_alone(folder):
    plan = own(folder, "geom-stereo", augment=True, degrade=0.5, misregistration=2)
    with opened(plan) as one, opened(plan) as other:
        one.batch([3, 4], 0)
        together, alone = one.batch([5, 7], 1), other.batch([7], 1)
        assert all(torch.equal(a[1:], b) for a, b in zip(together, alone))
        assert not torch.equal(other.batch([7], 2).inputs, alone.inputs)
        assert one.order(1) == other.order(1) != one.order(2)
        assert sorted(one.order(1)) == list(range(12))
    with opened(config.from_dict({**plan.to_dict(), "general": {"random_seed": 9}})) as reseeded:
        assert not torch.equal(reseeded.batch([7], 1).inputs, alone.inputs)


def test_positions_are_new_each_epoch_unless_told_otherwise(folder):
    with opened(own(folder)) as samples:
        assert samples.positions(0) != samples.positions(1)
    with opened(own(folder, new_positions=False)) as samples:
        assert samples.positions(0) == samples.positions(1)


def test_training_stays_in_its_stripes_and_validation_counts_each_pixel_once(folder):
    plan = own(
        folder,
        dataset={"allocation_strategy": "5-crossval_horizontal", "test_stripe": 2, "n_training_samples": 60},
    )

    def counts(samples: Samples) -> np.ndarray:
        found = np.zeros((96, 128), int)
        for position, mask in zip(samples.positions(), samples.batch(range(len(samples)), 0).mask.numpy()):
            cut(found, position.window)[:] += mask[0]
        return found

    with opened(plan) as train, opened(plan, "val") as val:
        learnt, validated = counts(train), counts(val)
    known = ~np.isnan(rasters.read(folder / "gt.tif")) & ~np.isnan(rasters.read(folder / "in.tif"))
    known[:57], known[76:] = False, False
    assert np.array_equal(validated, known.astype(int))
    assert learnt[:38].any() and learnt[76:].any() and not learnt[38:76].any()


def test_a_raster_smaller_than_a_tile_trains(folder):
    """Its edge is continued for the network; what lies beyond does not count."""
    small = rasters.town((24, 40))
    rasters.write(folder / "in.tif", small + 1)
    rasters.write(folder / "gt.tif", small)
    with opened(own(folder, tile_size=64)) as samples, opened(own(folder, tile_size=64), "val") as val:
        batch, other = samples.batch([0, 1], 0), val.batch(range(len(val)), 0)
    assert batch.inputs.shape == (2, 1, 64, 64) and 0 < int(batch.mask[0].sum()) <= 24 * 24
    assert int(other.mask.sum()) == 24 * 8, "the second stripe of 8 columns"
    error = (batch.inputs - batch.target)[batch.mask] * 4
    assert torch.allclose(error, torch.ones_like(error), atol=1e-4)


def test_a_reference_in_other_units_on_another_grid(folder):
    """Feet become metres, and 1 m pixels those of the surface."""
    coarse = np.full((60, 80), 100, np.float32)
    rasters.write(folder / "gt.tif", coarse, geotransform=(500000.0, 1, 0, 5000000.0, 0, -1), unit="ft")
    with opened(own(folder)) as samples:
        batch = samples.batch([0], 0)
    np.testing.assert_allclose(metres(batch, "target")[0][batch.mask[0, 0].numpy()], 30.48, atol=1e-3)


def test_turns_and_mirrors_move_all_layers_alike(folder):
    """All eight ways occur, and the image stays over its heights."""
    rasters.write(folder / "a.tif", np.nan_to_num(rasters.read(folder / "in.tif")))
    with opened(own(folder, "geom-mono", augment=True, new_positions=False)) as samples:
        seen = set()
        for epoch in range(24):
            batch = samples.batch([0], epoch)
            assert torch.allclose(batch.inputs[0, 0] * 4 + batch.offset[0], batch.inputs[0, 1] + 1, atol=1e-3)
            seen.add(batch.target.numpy().tobytes())
    assert len(seen) == 8


def test_pairs_come_with_every_position_and_may_be_permuted(folder):
    pairs = {"image_list": ["a.tif", "b.tif", "c.tif"]}
    pairs["image_pairs_train"] = pairs["image_pairs_val"] = [[0, 1], [1, 2]]
    plan = own(folder, "geom-stereo", dataset=pairs)
    with opened(plan) as samples, opened(plan, "val") as val:
        assert len(samples) == 24 and [p.pair for p in samples.positions()[:3]] == [(0, 1), (1, 2), (0, 1)]
        assert [p.pair for p in val.positions()] == [(0, 1)] * 3 + [(1, 2)] * 3
        first = samples.batch([0, 1], 0).inputs[:, 1:, 0, 0] // 1e6
    assert first.tolist() == [[1, 2], [2, 3]]
    values = plan.to_dict()
    values["stereopair_settings"] = {"permute_images_within_pair": True, "use_all_stereo_pairs": False}
    with opened(config.from_dict(values)) as samples:
        assert len(samples) == 12
        orders = {tuple(o) for o in (samples.batch(range(12), 0).inputs[:, 1:, 0, 0] // 1e6).tolist()}
    assert orders == {(1, 2), (2, 1), (2, 3), (3, 2)}


def test_guides_lie_askew_by_no_more_than_told(folder):
    """The image counts its columns, and a thousand for each row."""
    plan = own(folder, "geom-mono", misregistration=3, n_training_samples=40)
    with opened(plan) as samples, opened(plan, "val") as val:
        batch, positions = samples.batch(range(12), 0), samples.positions()
        straight = val.batch([0], 0).inputs[0, 1, 5, 5] + 1 - 1e6
        window = val.positions()[0].window
    assert float(straight) == pytest.approx(1000 * (window.row + 5) + window.col + 5, abs=0.1)
    moves = []
    for index, position in enumerate(positions):
        value = float(batch.inputs[index, 1, 16, 16]) + 1 - 1e6
        row = round(value / 1000 - position.window.row - 16, 3)
        moves.append(row)
    assert max(map(abs, moves)) <= 3.2 and min(moves) < -0.5 and max(moves) > 0.5
    assert any(abs(move - round(move)) > 0.2 for move in moves), "by parts of a pixel too"


def test_a_reference_alone_is_enough(folder):
    """It is degraded, anew each epoch for training and always alike for validation; its errors count."""
    plan = own(folder, dataset={"raster_in": None})
    truth = rasters.read(folder / "gt.tif")
    with opened(plan) as samples, opened(plan, "val") as val:
        batch, later, position = (
            samples.batch(range(12), 0),
            samples.batch(range(12), 1),
            samples.positions()[0],
        )
        same = torch.equal(val.batch([0], 0).inputs, val.batch([0], 5).inputs)
    assert same and not torch.equal(batch.inputs, later.inputs)
    assert np.array_equal(batch.mask[0, 0].numpy(), ~np.isnan(cut(truth, position.window)))
    error = np.abs(metres(batch, "inputs") - metres(batch, "target"))[batch.mask[:, 0].numpy()].mean()
    assert 0.05 < error < 5 and bool(torch.isfinite(batch.inputs).all())


def test_a_share_of_the_inputs_may_be_degraded(folder):
    rasters.write(folder / "in.tif", np.nan_to_num(rasters.read(folder / "gt.tif"), nan=40) + 0)
    with opened(own(folder, degrade=0.5, dataset={"n_training_samples": 40})) as samples:
        batch = samples.batch(range(40), 0)
    clean = [float((i - t)[m].abs().max()) < 1e-4 for i, t, m in zip(batch.inputs, batch.target, batch.mask)]
    assert 10 <= sum(clean) <= 30


def test_simulated_inputs_may_have_a_stretched_relief(folder):
    """Heights of reference and input times one factor from 0.6 to what is told; validation stays as it is."""
    reference, factors = rasters.read(folder / "gt.tif"), []
    clean = {"clean": 1.0, "relief": 2.0}
    plan = own(folder, dataset={"raster_in": None}, degradation=clean)
    for split in ("train", "val"):
        with opened(plan, split) as samples:
            count = min(len(samples), 12)
            batch, positions = samples.batch(range(count), 0), samples.positions(0)
        for truth, mask, position in zip(metres(batch, "target"), batch.mask[:, 0], positions):
            ratios = (truth / cut(reference, position.window))[mask.numpy()]
            assert np.ptp(ratios) < 1e-3
            factors.append((split, float(ratios.mean())))
    assert {round(factor, 3) for split, factor in factors if split == "val"} == {1.0}
    drawn = [factor for split, factor in factors if split == "train"]
    assert 0.59 < min(drawn) < 0.95 and 1.2 < max(drawn) < 2.01


def test_windows_without_reference_are_drawn_anew(folder):
    truth = rasters.read(folder / "gt.tif")
    truth[:, 52:104] = np.nan
    rasters.write(folder / "gt.tif", truth)
    with opened(own(folder, dataset={"n_training_samples": 40})) as samples:
        known = samples.batch(range(40), 0).mask.float().mean(dim=(1, 2, 3))
    assert int((known > 0.02).sum()) >= 36, "blind choice would find it in half of the windows"


def test_a_building_mask_draws_windows_to_buildings(folder):
    mask = np.zeros((96, 128), np.uint8)
    mask[84:92, 112:120] = 1
    rasters.write(folder / "buildings.tif", mask, nodata=None)

    def share(**dataset) -> float:
        with opened(own(folder, dataset={"n_training_samples": 80, **dataset})) as samples:
            return float(np.mean([cut(mask, p.window).any() for p in samples.positions()]))

    assert share(building_mask="buildings.tif") > 2 * share() > 0


def test_a_surface_without_a_single_height_counts_nowhere(folder):
    rasters.write(folder / "in.tif", np.full((96, 128), np.nan, np.float32))
    with opened(own(folder)) as samples:
        batch = samples.batch([0], 0)
    assert not batch.mask.any() and all(bool(torch.isfinite(field).all()) for field in batch)
    with pytest.raises(RooflineError, match="no heights in the training area"):
        measure.measure(own(folder))


def test_what_cannot_be_trained_on_is_said(folder):
    with pytest.raises(RooflineError, match=r"takes 0 guides, but .* pairs of 1"):
        Samples.open(own(folder, "geom-mono"), "train", cards.draft(own(folder)))
    with pytest.raises(RooflineError, match=r"training_settings.tile_size is 40; give a multiple of 32"):
        opened(own(folder, model={"architecture": "compact", "start": "refine-geometry"}, tile_size=40))
    values = own(folder, dataset={"n_training_samples": 20_000}).to_dict()
    values["general"]["compatibility"] = True
    with pytest.raises(RooflineError, match="no room for 20000 different windows of 32"):
        opened(config.from_dict(values, folder))
    with pytest.raises(Cancelled):
        measure.measure(own(folder), cancelled=lambda: True)


@pytest.mark.parametrize("architecture", ["compact", "enhancer"])
def test_other_families_are_fed_by_their_own_cards(folder, architecture):
    """In GSD units with a void plane; as a picture of heights with NDVI, as itself or in 8-bit coding."""
    guides = {"image_list": ["ndvi.tif"]} if architecture == "enhancer" else {}
    rasters.write(folder / "ndvi.tif", np.full((96, 128), 0.2, np.float32))
    entry = {"raster_gt": "gt.tif", "raster_in": "in.tif", "area_type": "train+val", **guides}
    plan = config.from_dict({"datasets": [entry], "model": {"architecture": architecture}}, folder)
    with Samples.open(plan, "train", cards.draft(plan, measure.measure(plan))) as samples:
        batch = samples.batch([0], 0)
    difference = (metres(batch, "inputs") - metres(batch, "target"))[batch.mask[:, 0].numpy()]
    assert 0.5 < difference.std() < 1.5
    if architecture == "compact":
        assert float(batch.scale[0]) == 0.5 and set(batch.inputs[0, 1].unique().tolist()) <= {0.0, 1.0}
    else:
        expected = 127.5 * 1.2 / (0.7 * 255) - 1
        assert float(batch.inputs[0, 1].median()) == pytest.approx(expected, abs=1e-5)


def test_many_rasters_need_few_open_files(folder, monkeypatch):
    """Samples are the same whether rasters are held, open, or opened again for each window,
    and by how many threads they are made."""
    plan = own(folder, "geom-stereo", misregistration=1, dataset={"building_mask": "buildings.tif"})
    with opened(plan) as samples:
        expected = samples.batch(range(12), 0)
        assert not open_files(folder), "what memory holds needs no file"
    monkeypatch.setitem(data.MEMORY, "train", 0)
    for most, threads in ((100, 1), (2, 1), (2, 4)):
        monkeypatch.setattr(raster_cache, "MOST_OPEN", most)
        with Samples.open(plan, "train", samples.card, threads) as samples:
            assert all(torch.equal(a, b) for a, b in zip(samples.batch(range(12), 0), expected))
            assert len(open_files(folder)) <= most


def test_guides_of_different_kinds_keep_their_places(folder):
    """NDVI of 0.2 in the whole raster, and an image, for a network that takes both."""
    rasters.write(folder / "ndvi.tif", np.full((96, 128), 0.2, np.float32))
    images = {"image_list": ["ndvi.tif", "a.tif"], "n_training_samples": 8}
    entry = {"raster_gt": "gt.tif", "raster_in": "in.tif", "area_type": "train+val", **images}
    plan = config.from_dict({"datasets": [entry], "model": {"architecture": "enhancer"}}, folder)
    with Samples.open(plan, "train", cards.draft(plan)) as samples:
        ndvi = samples.batch(range(8), 0).inputs[:, 1]
    assert plan.permute and float(ndvi.max() - ndvi.min()) < 1e-6


def large(path: Path, side: int) -> Path:
    """A raster of side x side float32 zeros in tiles, most of which are not stored."""
    options = ["TILED=YES", "SPARSE_OK=TRUE", "BLOCKXSIZE=512", "BLOCKYSIZE=512"]
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), side, side, 1, gdal.GDT_Float32, options)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.SetProjection(rasters.wkt(32631))
    return path


def test_memory_does_not_grow_with_the_rasters(tmp_path):
    """Three rasters of 3.6 GB each are read in less than 200 MB."""
    for name in ("in", "gt", "a"):
        large(tmp_path / f"{name}.tif", 30_000)
    plan = own(tmp_path, "geom-mono", dataset={"n_training_samples": 10**7})
    with opened(plan) as samples:
        samples.batch([0], 0)
        forget_peak()
        before = peak_megabytes()
        for index in range(0, 10**7, 10**5):
            batch = samples.batch([index], 1)
        assert bool(batch.mask.all()) and len(samples) == 10**7
        assert peak_megabytes() - before < 200

"""The recipe of masks from imagery: scenes, pieces of orthoimages, and one short training to a model."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, predict
from roofline.models.errors import RooflineError
from roofline.models.networks.imagery_unet import HALF_METRE, ImageryUNet, resizing
from roofline.models.training.bundled import (
    averages,
    building_images,
    image_augment,
    image_judge,
    image_scenes,
    lite0,
    ortho_labels,
    ortho_places,
    ortho_surfaces,
    pool,
)
from support import rasters

FINE = (500000.0, 0.125, 0.0, 5000000.0, 0.0, -0.125)


@pytest.fixture(scope="module")
def scene():
    return image_scenes.sample(np.random.default_rng(5), [])


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A white house on grey ground, one side of it unknown; another one kept aside, with heights."""
    root = tmp_path_factory.mktemp("data")
    image, mask = np.full((3, 700, 600), 90, np.uint8), np.zeros((700, 600), np.uint8)
    image[:, 200:320, 240:400], mask[200:320, 240:400] = 230, 255
    mask[:, 500:] = 128
    image += np.random.default_rng(0).integers(0, 9, image.shape, dtype=np.uint8)
    for folder, name in (("ortho/hot_oam", "nairobi1"), ("points/zurichsee_lidar_rgb", "")):
        (root / folder).mkdir(parents=True)
        picture = root / folder / (f"{name}_rgb.tif" if name else "rgb_05m.tif")
        rasters.write(picture, image, geotransform=FINE, nodata=None)
        labels = picture.with_name(f"{name}_buildings.tif" if name else "buildings_class6_05m.tif")
        rasters.write(labels, mask, geotransform=FINE, nodata=None)
    heights = (mask == 255).astype(np.float32) * 6
    rasters.write(root / "points/zurichsee_lidar_rgb/dsm_max_05m.tif", heights, geotransform=FINE)
    return root


def test_a_scene_depends_on_its_seed_alone_and_comes_back(scene):
    again = image_scenes.sample(np.random.default_rng(5), [])
    for first, second in zip(scene[:3], again[:3]):
        np.testing.assert_array_equal(first, second)
    assert scene.image.shape == (3, image_scenes.SIZE, image_scenes.SIZE)
    assert image_scenes.GSD[0] <= scene.gsd <= image_scenes.GSD[1] and 0 < scene.buildings.mean() < 255
    back = building_images.unpacked(image_scenes.packed([scene])[0])
    np.testing.assert_allclose(back.image, scene.image, atol=0.51)
    np.testing.assert_allclose(back.heights, scene.heights, atol=0.6 / image_scenes.STEPS)
    np.testing.assert_array_equal(back.buildings > 128, scene.buildings > 128)


def test_windows_of_the_finest_pixels_are_not_averaged(scene):
    """0.175 m is a little less in 32 bits, and one such window had a whole batch halved."""
    back = building_images.unpacked(image_scenes.packed([scene._replace(gsd=image_scenes.FINEST)])[0])
    octaves = float(building_images.batch_of([back]).inputs[:, -1].min())
    assert resizing(HALF_METRE * 2**octaves) == 1


def test_scenes_of_settlements_are_dense_and_finer():
    mixture = image_scenes.MIXTURES["settlement"]
    made = [image_scenes.sample(np.random.default_rng(seed), [], mixture) for seed in range(4)]
    assert 0.15 < np.mean([each.buildings.mean() / 255 for each in made]) < 0.7
    assert all(image_scenes.FINEST <= each.gsd <= image_scenes.GSD[1] for each in made)


class Bright(torch.nn.Module):
    """Takes what is bright for a building."""

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return 8 * (planes[:, :1] - 1)


@pytest.mark.parametrize("name", ["hot_oam/nairobi1", "german_town_mit/1"])
def test_outlines_of_maps_are_moved_on_the_roofs(name):
    """One drawn 1.5 m off, one that no map has and one of which nothing is seen; half a metre at the end of
    the map is not known.
    """
    image, mask = np.full((3, 320, 320), 90, np.uint8), np.zeros((320, 320), np.uint8)
    image[:, 40:120, 60:160], mask[50:130, 68:168] = 230, 255
    image[:, 200:260, 60:120] = 230
    mask[200:260, 220:280] = 255
    mask[-4:] = ortho_places.UNKNOWN
    piece = ortho_places.Piece(name, 0.15, 1.0, ((image, mask), ortho_places.halved(image, mask)))
    made = ortho_labels.mended(piece, Bright())
    values = made.coarser[0][1]
    if not name.startswith("hot"):
        assert made is piece
        return
    np.testing.assert_array_equal(values[30:140, 40:180] == 255, image[0, 30:140, 40:180] == 230)
    assert (values[210:250, 70:110] == ortho_places.UNKNOWN).all()
    assert (values[200:260, 220:280] == ortho_places.UNKNOWN).all()
    assert (values[-4:] == ortho_places.UNKNOWN).all() and (values == 255).sum() == 80 * 100
    assert [level[1].shape for level in made.coarser] == [(320, 320), (160, 160)]


def test_pieces_kept_aside_never_train(data):
    training, aside = ortho_places.load(data), ortho_places.load(data, validation=True)
    assert [piece.name for piece in training] == ["hot_oam/nairobi1_rgb.tif"]
    assert [piece.name for piece in aside] == ["zurichsee_lidar_rgb/rgb_05m.tif"]
    assert training[0].heights is None and aside[0].heights is not None
    assert len(training[0].coarser) == 3 and training[0].coarser[2][1].shape == (175, 150)


def test_sources_left_out_judge_and_do_not_train(data):
    out = ["hot_oam/nairobi1"]
    aside = ortho_places.load(data, True, out)
    assert [piece.name for piece in aside] == ["hot_oam/nairobi1_rgb.tif", "zurichsee_lidar_rgb/rgb_05m.tif"]
    with pytest.raises(RooflineError, match="No orthoimage"):
        ortho_places.load(data, without=out)


def test_a_window_shows_house_and_mask_at_one_place(data):
    (piece,) = ortho_places.load(data)
    for turn, mirrored in ((0.0, False), (0.7, False), (2.0, True)):
        found = ortho_places.cut(piece, (260, 320), turn, 0.3, 96, mirrored)
        house = found.image.mean(axis=0) > 160
        assert (house ^ (found.buildings == 255)).mean() < 0.02
        assert (found.buildings == 255).sum() == pytest.approx(15 * 20 / 0.3**2, rel=0.05)
    beside = ortho_places.cut(piece, (260, 600), 0.0, 0.3, 96)
    assert (beside.buildings[:, 40:] == ortho_places.UNKNOWN).all()


def test_what_is_unknown_does_not_count(data):
    aside = building_images.HeldOut(ortho_places.load(data, validation=True))
    batch = aside.batch(range(len(aside)), 0)
    assert batch.inputs.shape[1] == 5 and set(np.unique(batch.target)) == {0, 1}
    assert not batch.mask[:, :, :, -5:].any() and batch.mask.float().mean() > 0.7
    tall = batch.inputs[:, 3:4] > batch.inputs[:, 3:4].mean()
    assert (tall == (batch.target > 0)).float().mean() > 0.95


@pytest.mark.parametrize(
    "change", [name for name in vars(image_augment) if name.startswith("_") and name[1:2] != "_"]
)
def test_every_change_keeps_the_picture_in_place(change, scene):
    changed = getattr(image_augment, change)(np.random.default_rng(2), scene.image.copy())
    assert changed.shape == scene.image.shape and np.isfinite(changed).all()
    assert np.abs(changed - scene.image).max() > 0.1
    before, after = (np.gradient(each.mean(axis=0))[0].ravel() for each in (scene.image, changed))
    assert abs(np.corrcoef(before, after)[0, 1]) > 0.25


def test_colours_come_from_elsewhere_and_things_stay(scene):
    other = 40 + 0.2 * scene.image[::-1, ::-1]
    for seed in range(6):
        turned = image_augment.recoloured(np.random.default_rng(seed), scene.image, other)
        near = [np.abs(each.mean(axis=(1, 2)) - other.mean(axis=(1, 2))) for each in (scene.image, turned)]
        assert turned.min() >= 0 and turned.max() <= 255 and near[1].sum() < 0.7 * near[0].sum()
        before, after = (np.gradient(each.mean(axis=0))[0].ravel() for each in (scene.image, turned))
        assert np.corrcoef(before, after)[0, 1] > 0.8
    same = image_augment.of_waves(scene.image, scene.image, 0.02)
    np.testing.assert_allclose(same, scene.image, atol=0.05)


def test_roofs_are_painted_and_as_much_elsewhere():
    image, roofs = np.full((3, 96, 96), 100, np.float32), np.zeros((96, 96), bool)
    roofs[10:30, 10:40] = roofs[50:80, 20:40] = True
    made = [image_augment.repainted(np.random.default_rng(seed), image, roofs) for seed in range(12)]
    paint = np.abs(np.mean([np.abs(each - 100) for each in made], axis=(0, 1)))
    assert paint[15:25, 15:35].mean() > 10 and paint[~roofs].mean() > 2
    darkest = min(each[:, 15:25, 15:35].mean() for each in made)
    assert darkest < 70 and np.ptp([each[0, 20, 25] / each[2, 20, 25] for each in made]) > 0.05
    none = image_augment.repainted(np.random.default_rng(0), image, np.zeros_like(roofs))
    np.testing.assert_array_equal(none, image)


def test_a_part_is_of_elsewhere_with_its_buildings(scene):
    other = scene._replace(image=scene.image + 1000, buildings=scene.buildings + 1000)
    made = building_images.mixed(np.random.default_rng(4), scene, other)
    pasted = made.buildings >= 1000
    assert 0.05 < pasted.mean() < 0.4 and (pasted == (made.image >= 1000)).all()
    np.testing.assert_array_equal(made.buildings[~pasted], scene.buildings[~pasted])
    assert scene.image.max() < 1000


def test_sources_are_judged_in_grey_too(data):
    """One that goes by colour alone finds nothing there."""

    class Red(torch.nn.Module):
        def forward(self, planes: torch.Tensor) -> torch.Tensor:
            return planes[:, :1] - planes[:, 2:3] - 1

    pieces = ortho_places.load(data, validation=True)
    batch = building_images.HeldOut(pieces).batch([0], 0)
    batch.inputs[:, 0] = batch.inputs[:, 0].where(batch.target[:, 0] > 0, batch.inputs[:, 2])
    batch.inputs[:, 0] += 4 * batch.target[:, 0]
    found = image_judge.judged(Red(), {"one": batch})
    assert found["mean"] > 0.9 and found["mean in grey"] == 0
    grey = image_judge.in_grey(batch.inputs)
    assert torch.equal(grey[:, 0], grey[:, 2]) and torch.equal(grey[:, 3:], batch.inputs[:, 3:])
    assert float(grey[:, 0].std(correction=0)) == pytest.approx(1, abs=1e-3)


def test_a_surface_tells_the_roofs_of_an_image(tmp_path):
    """Two dark houses are known by their heights; a crown, a lorry and what no height is near are not."""
    rng = np.random.default_rng(3)
    image, heights = rng.uniform(80, 90, (3, 240, 320)), rng.normal(40, 0.03, (240, 320))
    for house in ((slice(40, 80), slice(40, 100)), (slice(150, 180), slice(180, 240))):
        image[:, house[0], house[1]], heights[house] = 70, 47
    heights[160:168, 60:66] = 43.5
    down, right = np.mgrid[-20:20, -20:20] / 20
    crown = np.sqrt(np.clip(1 - down**2 - right**2, 0, None))
    heights[30:70, 200:240] += 9 * crown + rng.normal(0, 0.8, crown.shape) * (crown > 0)
    image[1, 30:70, 200:240][crown > 0] += 40
    heights[200:, :] = np.nan
    (tmp_path / "points" / "autzen_rgb").mkdir(parents=True)
    corner = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
    rasters.write(
        tmp_path / "points/autzen_rgb/rgb_05m.tif", image.astype(np.uint8), geotransform=corner, nodata=None
    )
    rasters.write(
        tmp_path / "points/autzen_rgb/dsm_max_05m.tif", heights.astype(np.float32), geotransform=corner
    )
    (piece,) = ortho_surfaces.load(tmp_path, bundle.load("buildings-surface"))
    mask = piece.coarser[0][1]
    truth = np.nan_to_num(heights, nan=0) == 47
    assert (mask[truth] == 255).mean() > 0.9 and (mask[~truth] == 255).mean() < 0.005
    assert (mask[204:] == ortho_places.UNKNOWN).all() and (mask[100:140, :] == 0).mean() > 0.98
    assert piece.gsd == 0.5 and piece.heights is not None and np.isfinite(piece.heights).all()


def test_no_place_with_a_surface_is_said(tmp_path):
    with pytest.raises(RooflineError, match="No place with colours and heights"):
        ortho_surfaces.load(tmp_path, bundle.load("buildings-surface"))


def test_real_places_are_seen_with_and_without_their_surface(data):
    pieces = [replace(p, share=1.0) for p in ortho_places.load(data, validation=True)]
    scene = ortho_places.window(np.random.default_rng(0), pieces, 64)
    made = [building_images._seen_with(np.random.default_rng(seed), scene) for seed in range(24)]
    told = [bool(each.heights.any()) for each in made]
    assert 0.3 < np.mean(told) < 0.9
    assert any(not np.array_equal(each.image, scene.image) for each in made)


def test_stages_are_averaged():
    states = [{"average": {"w": torch.full((2,), float(n)), "count": torch.tensor(n)}} for n in (0, 3, 6)]
    found = averages.averaged(states)
    assert found["w"].tolist() == [3, 3] and found["count"].dtype == torch.int64


def test_a_surface_may_end_within_a_window(scene):
    for seed in range(8):
        ended = building_images.partial(np.random.default_rng(seed), scene.heights)
        kept = ended == scene.heights
        lines = (
            min(kept.all(axis=0).sum(), kept.all(axis=1).sum()),
            max(kept.all(axis=0).sum(), kept.all(1).sum()),
        )
        assert lines[1] >= 1 and kept.mean() >= lines[1] / len(ended)
        beyond = ended[~kept.all(axis=1)] if kept.all(axis=1).any() else ended[:, ~kept.all(axis=0)].T
        assert len(beyond) < 2 or (beyond == beyond[0]).all()


def test_other_cameras_stay_within_8_bits(scene):
    for seed in range(20):
        seen = image_augment.seen(np.random.default_rng(seed), scene.image)
        assert seen.dtype == np.float32 and seen.min() >= 0 and seen.max() <= 255


def options(folder: Path, data: Path | None, **given: object) -> argparse.Namespace:
    usual = {
        "work": folder,
        "seed": 0,
        "shards": 1,
        "name": "main",
        "metrics": [],
        "encoder": folder,
        "mixture": "even",
        "earlier": [],
        "start": "",
        "rate": None,
        "crop": 64,
        "mend": "",
        "surfaces": "",
        "without": [],
        "steps": 0,
    }
    return argparse.Namespace(**{**usual, "data": data, "minutes": 0.02, "output": folder / "m.pt", **given})


def test_the_commands_make_a_model_that_runs_with_and_without_a_surface(tmp_path, data, monkeypatch):
    small = {"deep": 1, "decoder": [8, 8, 8, 8], "surface": True, "surface_widths": [8, 8, 8, 8]}
    monkeypatch.setattr(pool, "SHARD", 2)
    monkeypatch.setattr(building_images, "OPTIONS", small)
    monkeypatch.setattr(building_images, "BUDGET", building_images.Budget(batch=2, crop=64))
    monkeypatch.setattr(lite0, "beginning", lambda _, options: ImageryUNet(**options))
    building_images.generate(options(tmp_path, None))
    building_images.train(options(tmp_path, data))
    building_images.finish(options(tmp_path, data, earlier=[tmp_path / "main" / "last.ckpt"]))
    made = str(tmp_path / "m.pt")
    building_images.train(options(tmp_path, data, encoder=None, name="onward", start=made, mend=made))
    mean = tmp_path / "mean.pt"
    building_images.finish(options(tmp_path, data, name="onward", earlier=[tmp_path / "m.pt"], output=mean))
    stages = [torch.load(tmp_path / "onward" / "best.ckpt", weights_only=True)["average"]]
    stages.append(bundle.load(made).network.state_dict())
    recipe = str(bundle.load(str(mean)).spec.provenance.recipe)
    assert recipe.count("steps of AdamW") == 2 and recipe.endswith("averaged with 1 earlier stage")
    (one, other), both = (s["head.bias"] for s in stages), bundle.load(str(mean)).network.state_dict()
    torch.testing.assert_close(both["head.bias"], (one + other) / 2, rtol=2e-3, atol=1e-4)
    begun = torch.load(tmp_path / "onward" / "last.ckpt", weights_only=True)
    assert begun["training"] == "onward" and "buildings-imagery" in begun["trainings"]
    model = bundle.load(tmp_path / "m.pt")
    aside = model.card["provenance"]["metrics"]["Pieces kept aside, IoU"]
    assert set(aside) == {"zurichsee_lidar_rgb", "zurichsee_lidar_rgb with its DSM", "mean", "mean in grey"}
    assert model.card["task"] == "buildingmask" and "steps" in model.card["provenance"]["recipe"]
    image = np.random.default_rng(0).integers(1, 255, (4, 140, 150)).astype(np.uint8)
    image[:, :5] = 0
    dsm = rasters.write(tmp_path / "dsm.tif", np.zeros((140, 150), np.float32))
    for bands in (1, 3, 4):
        picture = rasters.write(tmp_path / f"{bands}.tif", image[:bands], nodata=0)
        for sources in ([picture], [picture, dsm]):
            predict.predict(model, sources, tmp_path / "mask.tif")
            mask = rasters.read(tmp_path / "mask.tif")
            assert np.isnan(mask[:5]).all() and set(np.unique(mask[5:])) <= {0, 1}


def test_the_beginning_knows_surfaces(monkeypatch, tmp_path):
    network = ImageryUNet(surface=True)
    published = {f"_conv_stem.{n}": v for n, v in network.image.stem.state_dict().items()}
    torch.save(published, tmp_path / "encoder.pth")
    monkeypatch.setattr(lite0, "renamed", lambda weights: network.image.state_dict())
    begun = lite0.beginning(tmp_path / "encoder.pth", {"surface": True})
    taught = bundle.load("buildings-surface").network.state_dict()
    assert torch.equal(begun.surface.stem.weight, taught["stem.weight"])
    levels = sum(down.out_channels for down in begun.surface.down)
    assert torch.equal(begun.surface.pixel_size[2].bias, taught["pixel_size.2.bias"][:levels])
    assert 0 < levels < len(taught["pixel_size.2.bias"])
    assert torch.equal(begun.image.stem.weight, network.image.stem.weight)


def test_what_sees_surfaces_keeps_its_widths():
    """Those of the finder in surfaces that the weights come from."""
    weights = ImageryUNet(surface=True, surface_widths=(16, 24, 40, 56)).state_dict()
    again = ImageryUNet(**building_images._form(weights))
    again.load_state_dict(weights)
    assert building_images._form({}) == building_images.OPTIONS

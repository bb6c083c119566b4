"""Refiners that see an image: what they are told of it, their training scenes, and the engine's part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import predict
from roofline.models.bundle import ModelBundle
from roofline.models.modelfile.parts import Uncertainty
from roofline.models.networks.compact import Compact
from roofline.models.networks.guidance import box, cells, enlarged, local_contrast
from roofline.models.simulation import cover
from roofline.models.training.bundled import guides, pool, release, scenes
from support import weight_recipe
from support.rasters import GEOTRANSFORM, read, write
from torch import nn
from torch.nn import functional

TINY = {"widths": (8, 12), "blocks": (1, 1), "decoder_blocks": (1,)}


def picture(seed: int = 0, size: int = 96) -> torch.Tensor:
    """Blocks of tones with texture, about zero, (1, 1, size, size)."""
    rng = np.random.default_rng(seed)
    tones = rng.normal(0, 1, (size // 16, size // 16)).repeat(16, 0).repeat(16, 1)
    return torch.from_numpy((tones + rng.normal(0, 0.2, tones.shape)).astype(np.float32))[None, None]


def inputs(image: torch.Tensor | None, seed: int = 3) -> torch.Tensor:
    heights = 5 * picture(seed)
    none = torch.zeros_like(heights)
    return torch.cat([heights, none if image is None else image, none, none], 1)


def taught(seed: int = 0) -> Compact:
    """A guided network whose image features, weights and norms are anything but their start values."""
    torch.manual_seed(seed)
    network = Compact(**TINY, guided=True)
    for layer in network.image.tell:
        nn.init.normal_(layer.weight, 0, 0.5)
    return weight_recipe.used(network)


def test_contrast_does_not_depend_on_brightness_and_little_on_gain():
    image = picture()
    plain = local_contrast(image)
    assert plain.shape == (1, 2, 96, 96)
    assert torch.allclose(plain, local_contrast(image + 7), atol=2e-2)
    assert (plain - local_contrast(2 * image)).abs().mean() < 0.05
    assert torch.allclose(plain, -local_contrast(-image), atol=1e-5)


def test_an_image_that_shows_nothing_says_nothing():
    assert not local_contrast(torch.zeros(1, 1, 64, 64)).any()


def test_before_training_the_image_changes_nothing():
    torch.manual_seed(1)
    guided, plain = Compact(**TINY, guided=True).eval(), Compact(**TINY).eval()
    nn.init.normal_(guided.head.weight, 0, 0.3)
    missing, surplus = plain.load_state_dict(guided.state_dict(), strict=False)
    assert not missing and all(name.startswith("image.") for name in surplus)
    x = inputs(picture())
    with torch.inference_mode():
        assert torch.equal(guided(x), plain(x[:, [0, 2, 3]]))


def test_a_trained_image_is_used_and_its_radiometry_is_not():
    network = taught()
    with torch.inference_mode():
        one, other, none = (network(inputs(image)) for image in (picture(1), picture(2), None))
        brighter = network(inputs(picture(1) + 3))
    assert not torch.allclose(one, other, atol=0.1)
    assert not torch.allclose(one, none, atol=0.1)
    assert torch.allclose(one, brighter, atol=0.05)


def test_the_fused_network_is_the_same_function():
    network, x = taught(), inputs(picture())
    fused = network.fuse()
    assert not any(isinstance(m, nn.BatchNorm2d) for m in fused.modules())
    with torch.inference_mode():
        assert torch.allclose(network(x), fused(x), atol=1e-3)


def test_scenes_come_with_images_that_show_their_walls():
    scene = scenes.sample(np.random.default_rng(4), [], scenes.MIXTURES["guided"])
    assert scene.image is not None and scene.image.shape == scene.truth.shape
    jump = np.abs(np.diff(scene.truth, axis=1)) > 3 / scene.gsd
    edge = np.abs(np.diff(guides.standardised(scene.image), axis=1))
    assert jump.sum() > 50
    assert edge[jump].mean() > 1.5 * edge[~jump].mean()


def test_a_shard_without_images_gets_them():
    truth = np.zeros((scenes.SIZE, scenes.SIZE), np.float32)
    truth[100:200, 100:200] = 30
    scene = scenes.Sample(truth, truth + 1, np.zeros(truth.shape, bool), 0.5)
    plain = scenes.packed([scene])
    shard = scenes.illustrated(np.random.default_rng(0), plain)
    assert shard.shape == (1, 4, scenes.SIZE, scenes.SIZE)
    assert np.array_equal(shard[:, :3], plain)
    tensors, _ = scenes.unpacked(shard)
    assert tensors.shape[1] == 4
    assert abs(float(tensors[0, 1].mean())) < 0.01 and abs(float(tensors[0, 1].std()) - 1) < 0.01
    assert torch.equal(tensors[0, 3], torch.zeros(truth.shape)), "the pixel size stays last"


def test_images_are_withheld_or_moved_by_a_few_pixels():
    rng = np.random.default_rng(0)
    found = [guides.corner(rng, 40, 40, 80) for _ in range(2000)]
    held = [f for f in found if f is not None]
    assert 1 - len(held) / len(found) == pytest.approx(guides.WITHHELD, abs=0.03)
    offset = np.abs(np.array(held) - 40).max(axis=1)
    assert offset.max() == guides.FARTHEST
    assert 0.58 < np.mean(offset == 0) < 0.75
    edge = [guides.corner(rng, 0, 80, 80) for _ in range(500)]
    assert all(0 <= r <= 80 and 0 <= c <= 80 for r, c in filter(None, edge)), "inside the scene"


def test_batches_of_guided_scenes_keep_image_and_surface_together(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(guides, "corner", lambda rng, row, column, last: (row, column))
    rng = np.random.default_rng(0)
    truth = 10 * rng.random((scenes.SIZE, scenes.SIZE), np.float32)
    scene = scenes.Sample(truth, truth, np.zeros(truth.shape, bool), 0.5, truth)
    np.save(tmp_path / "000-00000.npy", scenes.packed([scene] * pool.SHARD))
    held = pool.Pool(tmp_path)
    held.refresh()
    batch, target = held.batch(np.random.default_rng(1), 4, 64)
    assert batch.shape == (4, 4, 64, 64)
    for image, heights in zip(batch[:, 1], target[:, 0]):
        assert np.corrcoef(image.flatten(), heights.flatten())[0, 1] > 0.999


def test_likely_cover_gives_neighbouring_roofs_tones_of_their_own():
    heights = np.zeros((120, 120), np.float32)
    heights[20:50, 20:100] = 12
    heights[70:100, 20:100] = 12
    one, two = (
        np.array([c[25:45, 25:95].mean(), c[75:95, 25:95].mean()])
        for c in (cover.likely_cover(np.random.default_rng(s), heights, 0.5) for s in (1, 2))
    )
    assert abs(one[0] - one[1]) > 0.02
    assert not np.allclose(one, two, atol=0.02)


@pytest.mark.parametrize("bands", [1, 3, 4])
def test_the_engine_takes_any_image_on_any_grid(tmp_path: Path, bands: int):
    card = release.card({**TINY, "guided": True}, Uncertainty(), "test", {})
    assert card.inputs[1].role == "image"
    assert set(card.inputs[1].accepted_bands) >= {1, 3, 4}
    model = ModelBundle(card.changed(tile=card.tile.changed(size=128, least=None)), taught())
    rng = np.random.default_rng(0)
    heights = rng.normal(0, 1, (150, 170)).astype(np.float32) + 50
    dsm = write(tmp_path / "dsm.tif", heights)
    tones = rng.integers(0, 4000, (bands, 100, 100)).astype(np.int16)
    coarse = (GEOTRANSFORM[0], 1.0, 0.0, GEOTRANSFORM[3], 0.0, -1.0)
    results = []
    for name, values in (("a", tones), ("b", tones // 2 + 100), ("c", tones[:, ::-1])):
        image = write(tmp_path / f"{name}.tif", values, geotransform=coarse)
        predict.predict(model, [dsm, image], tmp_path / f"out_{name}.tif", precision="float32")
        results.append(read(tmp_path / f"out_{name}.tif"))
    assert results[0].shape == heights.shape
    assert np.abs(results[0] - results[1]).mean() < 0.1 * np.abs(results[0] - results[2]).mean()


@pytest.mark.parametrize(("size", "radius"), [((9, 20), 1), ((50, 31), 4), ((30, 40), 14)])
def test_means_of_boxes_are_those_of_a_pooling_in_every_bit(size: tuple[int, int], radius: int):
    image = 100 * torch.randn(2, 3, *size, generator=torch.Generator().manual_seed(0))
    rows = functional.avg_pool2d(image, (1, 2 * radius + 1), 1, (0, radius), count_include_pad=False)
    expected = functional.avg_pool2d(rows, (2 * radius + 1, 1), 1, (radius, 0), count_include_pad=False)
    assert torch.equal(box(image, radius), expected)


@pytest.mark.parametrize(("size", "factor"), [((48, 64), 8), ((96, 32), 16), ((45, 64), 8), ((48, 60), 8)])
def test_cells_and_what_is_enlarged_are_those_of_pytorch(size: tuple[int, int], factor: int):
    image = 100 * torch.randn(2, 3, *size, generator=torch.Generator().manual_seed(0))
    few = functional.avg_pool2d(image, 8, ceil_mode=True)
    assert torch.allclose(cells(image), few, atol=1e-4)
    few = functional.avg_pool2d(image, factor, ceil_mode=True)
    expected = functional.interpolate(few, size=size, mode="bilinear", align_corners=False)
    found = enlarged(few, size)
    assert found.shape == image.shape and torch.allclose(found, expected, atol=1e-4)

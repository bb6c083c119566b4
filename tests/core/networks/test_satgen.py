"""SatGen: networks, checkpoints, noise and blending, against the published program and on their own."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, published
from roofline.models.engine.tiles import Axis, BandAccumulator, Tile, TileLayout, _ramp
from roofline.models.errors import RooflineError
from roofline.models.imagery import background
from roofline.models.imagery.output import NEARLY
from roofline.models.raster.grid import Window
from support.satgen_parts import ABSENT, PARITY, checkpoint, scaled

needs_cases = pytest.mark.skipif(not PARITY.exists(), reason=ABSENT)
STRATEGIES = (
    "gaussian_{}",
    'gaussian_{"mean": 5, "std": 30}',
    "uniform_{}",
    'uniform_{"low": 0, "high": 60}',
    "sparse_{}",
    'sparse_{"density": 0.3, "magnitude": 80}',
    "per_channel_{}",
    'per_channel_{"std_range": [20, 50]}',
    "none_{}",
)


@needs_cases
@pytest.mark.parametrize("case", ["f4", "f6"])
def test_published_networks(case):
    model = published.load(PARITY / "net" / f"{case}_checkpoint.pth")
    given, wanted = (np.load(PARITY / "net" / f"{case}_{part}.npz") for part in ("inputs", "outputs"))
    mask, image = scaled(given["seg_u8"]), scaled(given["img_u8"])
    with torch.inference_mode():
        painted = model.network(mask)
        np.testing.assert_allclose(painted.numpy(), wanted["gen"], atol=1e-4)
        for name, picture in (("logits_img", image), ("logits_gen", painted)):
            logits = model.discriminator(mask, picture).numpy()
            np.testing.assert_allclose(logits, wanted[name], atol=1e-3)


@needs_cases
@pytest.mark.skipif(not torch.__version__.startswith("2.13"), reason="another PyTorch draws other numbers")
@pytest.mark.parametrize("case", ["f4", "f6"])
def test_published_dropout(case):
    model = published.load(PARITY / "net" / f"{case}_checkpoint.pth")
    wanted = np.load(PARITY / "net" / f"{case}_dropout.npz")
    for module in model.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.train()
    mask = scaled(np.load(PARITY / "net" / f"{case}_inputs.npz")["seg_u8"][:1])
    with torch.inference_mode(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(wanted["torch_seed"]))
        painted = model.network(mask)[0].numpy()
    np.testing.assert_allclose(painted[:, 64:128, 64:128], wanted["gen_crop"], atol=1e-4)


@needs_cases
@pytest.mark.parametrize("case", STRATEGIES)
def test_published_noise(case):
    cases = np.load(PARITY / "noise" / "strategies.npz")
    name, _, options = case.partition("_{")
    random = np.random.RandomState(int(cases["np_seed"]))
    noisy = background.add_noise(np.moveaxis(cases["base"], 2, 0), name, random, **json.loads("{" + options))
    np.testing.assert_array_equal(noisy, np.moveaxis(cases[case], 2, 0))


@needs_cases
def test_published_empty_tiles():
    for case in json.loads((PARITY / "noise" / "empty_cases.json").read_text()):
        mask = np.zeros((2, 64, 64), np.uint8)
        mask.flat[: case.get("filled_values", 0)] = 255
        mask += np.uint8(case.get("constant", 0))
        if case.get("ch1_full"):
            mask[1] = 255
        assert background.is_empty(mask) == case["empty_default"], case
        if "empty_t005" in case:
            assert background.is_empty(mask, 0.05) == case["empty_t005"], case


@needs_cases
@pytest.mark.skipif(not torch.__version__.startswith("2.13"), reason="another PyTorch draws other numbers")
def test_published_default_path_with_its_chance():
    """Noise in empty tiles, input noise and dropout in the published order, of the published generators."""
    cases = np.load(PARITY / "noise" / "stochastic_generate.npz")
    mask = np.moveaxis(cases["mask"], 2, 0)
    model = published.load(PARITY / "net" / "f4_checkpoint.pth")
    for module in model.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.train()
    random = np.random.RandomState(int(cases["np_seed"]))
    height, width = mask.shape[1:]
    bands = BandAccumulator(width, height, 256, 3, lambda rows, row: image.append(rows.copy()))
    image: list[np.ndarray] = []
    with torch.inference_mode(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(cases["torch_seed"]))
        for tile in TileLayout(width, height, 256, 64, 256, "stride", "cosine"):
            part = mask[:, :, tile.window.col : tile.window.col + 256]
            part = np.pad(part, ((0, 0), (0, 0), (0, 256 - part.shape[2])), mode="reflect")
            if background.is_empty(part):
                part = background.add_noise(part, "gaussian", random)
            pixels = scaled(np.moveaxis(part, 0, 2).copy())  # laid out as there: draws follow the memory
            x = pixels.permute(2, 0, 1)[None]
            x = (x + torch.randn_like(x) * 0.02).clamp(-1, 1)
            bands.add(tile, np.floor((model.network(x)[0].numpy() + 1) * 127.5))
    bands.close()
    levels = np.floor(np.concatenate(image, axis=1) + NEARLY)
    difference = np.abs(np.moveaxis(levels, 0, 2) - cases["out"])[1:, 1:]
    assert difference.max() <= 1 and np.mean(difference > 0) < 0.01


def window(size: int, overlap: int, blend: str) -> np.ndarray:
    """The published window (size, size): the ramp at both ends, the falling one on top."""
    weights, ramp = np.ones(size), _ramp(overlap, blend)
    if overlap:
        weights[:overlap] = ramp
        weights[-overlap:] = 1 - ramp
    return np.outer(weights, weights).astype(np.float32)


@needs_cases
def test_published_windows():
    cases = np.load(PARITY / "blend" / "windows.npz")
    for name in cases.files:
        mode, size, overlap, part = name.split("_")
        weights = window(int(size[1:]), int(overlap[1:]), "cosine" if mode == "cosine" else "ramp")
        found = {"diag": np.diag(weights), "midrow": weights[len(weights) // 2], "row1": weights[1]}[part]
        np.testing.assert_allclose(found, cases[name], atol=1e-7, err_msg=name)


@needs_cases
@pytest.mark.parametrize("mode", ["cosine", "linear"])
def test_inner_tiles_have_the_published_window(mode):
    axis = Axis.plan(1500, 256, 64, 256, "stride", "cosine" if mode == "cosine" else "ramp")
    wanted = np.load(PARITY / "blend" / "windows.npz")[f"{mode}_p256_o64_midrow"]
    np.testing.assert_allclose(axis.weights[3], wanted, atol=1e-6)


@needs_cases
def test_published_grids():
    for case in json.loads((PARITY / "blend" / "grids.json").read_text()):
        size, overlap = case["patch"], case["overlap"]
        layout = TileLayout(case["width"], case["height"], size, overlap, size, "stride", "cosine")
        places = [[tile.window.col, tile.window.row] for tile in layout]
        assert places == case["positions_xy"], case["height"]


@needs_cases
@pytest.mark.parametrize("case", ["case0", "case1", "case2", "case3"])
def test_published_blending(case):
    cases = np.load(PARITY / "blend" / "blend_patches.npz")
    height, width, size, overlap, cosine = cases[f"{case}_meta"].tolist()
    layout = TileLayout(width, height, size, overlap, size, "stride", "cosine" if cosine else "ramp")
    patches = np.moveaxis(cases[f"{case}_patches"], 3, 1).astype(np.float32)
    blended = np.zeros((patches.shape[1], height, width), np.float32)

    def keep(rows, row):
        blended[:, row : row + rows.shape[1]] = rows

    bands = BandAccumulator(width, height, size, len(blended), keep)
    for tile, patch in zip(layout, patches):
        bands.add(tile, patch)
    bands.close()
    wanted = np.moveaxis(cases[f"{case}_out"], 2, 0)
    levels = np.floor(blended + NEARLY)
    np.testing.assert_array_equal(levels[:, 1:, 1:], wanted[:, 1:, 1:])
    assert not wanted[:, 0].any() and not wanted[:, :, 0].any()  # what the card's compatibility brings back


@needs_cases
def test_published_blending_of_scattered_patches():
    cases = np.load(PARITY / "blend" / "blend_patches.npz")
    height, width, size, overlap, _ = cases["off_meta"].tolist()
    weights = np.ones(size)
    weights[:overlap], weights[-overlap:] = _ramp(overlap, "cosine"), 1 - _ramp(overlap, "cosine")
    sums = np.zeros((4, height, width), np.float32)

    def keep(rows, row):
        sums[:, row : row + rows.shape[1]] = rows

    bands = BandAccumulator(width, height, size, 4, keep)
    for (x, y), patch in zip(cases["off_xy"].tolist(), cases["off_patches"]):
        left, top = max(-x, 0), max(-y, 0)
        values = np.concatenate([np.moveaxis(patch, 2, 0), np.ones((1, size, size))]).astype(np.float32)
        place = Window(x + left, y + top, size - left, size - top)
        rows, cols = (weights[first:].astype(np.float32) for first in (top, left))
        bands.add(Tile(place, rows, cols), values[:, top:, left:])
    bands.close()
    levels = np.floor(sums[:3] / np.maximum(sums[3], 1e-8) + 8 * NEARLY)
    np.testing.assert_array_equal(np.moveaxis(levels, 0, 2), cases["off_out"])


@pytest.mark.parametrize("norm", ["instance", "batch"])
def test_checkpoint_becomes_a_model_file(tmp_path, norm):
    path = checkpoint(tmp_path / "best_model.pth", norm=norm)
    model = published.load(path, "satgen")
    model.save(tmp_path / "model.pt")
    again = bundle.load(str(tmp_path / "model.pt"))
    stored = torch.load(path, weights_only=True)
    assert again.card["network"]["options"] == {
        "in_channels": 2,
        "out_channels": 3,
        "features": 4,
        "norm": norm,
    }
    for name, part in (("generator", again.network), ("discriminator", again.discriminator)):
        for key, tensor in stored[f"{name}_state_dict"].items():
            assert torch.equal(part.state_dict()[key], tensor), key
    assert again.card["task"] == "synthesizeimagery"
    assert (again.card["tile"]["size"], again.card["tile"]["overlap"]) == (256, 64)


def test_generator_alone(tmp_path):
    network = networks.build("satgen", {"features": 4})
    torch.save(network.state_dict(), tmp_path / "generator.pth")
    model = published.load(tmp_path / "generator.pth")
    assert model.card["network"]["family"] == "satgen"
    assert model.discriminator is None


def test_a_checkpoint_without_a_generator_is_refused(tmp_path):
    path = checkpoint(tmp_path / "odd.pth", generator_state_dict={"weight": torch.ones(2)})
    with pytest.raises(RooflineError, match=r"odd.pth holds no SatGen generator.*choose another file"):
        published.load(path)


def test_sizes():
    with torch.device("meta"):
        generator = networks.build("satgen", {})
        judge = networks.build("satgen_discriminator", {})
        assert judge(torch.ones(1, 2, 256, 256), torch.ones(1, 3, 256, 256)).shape == (1, 1, 30, 30)
    assert sum(parameter.numel() for parameter in generator.parameters()) == 54_408_579
    assert sum(parameter.numel() for parameter in judge.parameters()) == 2_765_889
    assert sum(values.numel() for values in judge.buffers()) == 16_401


def test_spectral_norm_in_training():
    judge = networks.build("satgen_discriminator", {"features": [4, 8, 16, 32]}).train()
    mask, image = torch.rand(1, 2, 64, 64), torch.rand(1, 3, 64, 64)
    loss = sum(judge(mask, image).mean() for _ in range(2))  # two passes before one step backwards
    loss.backward()
    layer = judge.model[1].conv
    for _ in range(100):
        judge(mask, image)
    largest = torch.linalg.matrix_norm(layer.weight_orig.flatten(1), 2)
    estimate = torch.dot(layer.weight_u, layer.weight_orig.flatten(1) @ layer.weight_v)
    torch.testing.assert_close(estimate, largest, rtol=1e-2, atol=0)


def test_numbers_in_the_input_switch_features_off(rng):
    torch.manual_seed(0)
    network = networks.build("satgen", {"features": 4}).eval()
    mask = torch.from_numpy(rng.choice([-1, 1], (2, 2, 256, 256)).astype(np.float32))
    ones = torch.ones(2, 1, 256, 256)
    chance = torch.from_numpy(2.0 * rng.integers(0, 2, (2, 1, 256, 256))).float()
    with torch.inference_mode():
        plain = network(mask)
        torch.testing.assert_close(network(torch.cat([mask, ones], 1)), plain)
        varied = network(torch.cat([mask, chance], 1))
        assert (varied - plain).abs().mean() > 0.01
        alone = network(torch.cat([mask, chance], 1)[1:])
    torch.testing.assert_close(varied[1:], alone, atol=1e-5, rtol=0)


def test_the_lean_network_paints_the_same(rng):
    torch.manual_seed(0)
    network = networks.build("satgen", {"features": 4}).eval()
    mask = torch.from_numpy(rng.choice([-1, 1], (2, 2, 256, 512)).astype(np.float32))
    chance = torch.from_numpy(2.0 * rng.integers(0, 2, (2, 1, 256, 512))).float()
    lean = network.fuse()
    with torch.inference_mode():
        for x in (mask, torch.cat([mask, chance], 1)):
            torch.testing.assert_close(lean(x), network(x), atol=1e-3, rtol=0)


def test_the_batch_norm_generation(tmp_path):
    """Older checkpoints: BatchNorm with statistics, plain ReLU on the way down, no spectral norm."""
    path = checkpoint(tmp_path / "old.pth", norm="batch")
    content = torch.load(path, weights_only=True)
    random = torch.Generator().manual_seed(1)
    for name, value in content["generator_state_dict"].items():
        if "running" in name:
            value.copy_(torch.rand(value.shape, generator=random) + (0.5 if name.endswith("var") else -0.5))
    torch.save(content, path)
    model = published.load(path)
    assert model.card["network"]["options"]["norm"] == "batch"
    assert model.card["discriminator"]["options"]["norm"] == "batch"
    x = torch.rand(1, 2, 256, 512, generator=random) * 2 - 1
    weights = content["generator_state_dict"]
    with torch.inference_mode():
        painted = model.network(x)
        np.testing.assert_allclose(painted.numpy(), _by_hand(weights, x).numpy(), atol=1e-5)
        np.testing.assert_array_equal(model.network.fuse()(x).numpy(), painted.numpy())
        assert model.discriminator(x, painted).shape == (1, 1, 30, 62)
    model.save(tmp_path / "model.pt")
    again = bundle.load(str(tmp_path / "model.pt"))
    with torch.inference_mode():
        np.testing.assert_array_equal(again.network(x).numpy(), painted.numpy())


def _by_hand(weights, x):
    """The old generator, layer by layer, from its weights alone."""
    functional = torch.nn.functional

    def block(x, name, layer):
        x = layer(x, weights[f"{name}.conv.weight"], weights[f"{name}.conv.bias"], 2, 1)
        numbers = [weights[f"{name}.bn.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        return torch.relu(functional.batch_norm(x, *numbers))

    def plain(x, name, layer):
        return layer(x, weights[f"{name}.0.weight"], weights[f"{name}.0.bias"], 2, 1)

    skips = [torch.relu(plain(x, "initial_down", functional.conv2d))]
    for level in range(1, 7):
        skips.append(block(skips[-1], f"down{level}", functional.conv2d))
    x = torch.relu(plain(skips[-1], "bottleneck", functional.conv2d))
    for level in range(1, 8):
        x = torch.cat([block(x, f"up{level}", functional.conv_transpose2d), skips.pop()], 1)
    return torch.tanh(plain(x, "final", functional.conv_transpose2d))


def test_short_numbers_of_the_lean_generator():
    """bfloat16 and float32 in turns, batches of different sizes; both near the plain network's answer."""
    torch.manual_seed(0)
    network = networks.build("satgen", {"features": 16}).eval()
    lean = network.fuse()
    with torch.inference_mode():
        for batch in (2, 1, 2):
            x = torch.rand(batch, 2, 256, 256) * 2 - 1
            plain = network(x)
            np.testing.assert_allclose(lean(x).numpy(), plain.numpy(), atol=1e-4)
            with torch.autocast("cpu", torch.bfloat16):
                short = lean(x).float()
            assert 0 < (short - plain).abs().mean() < 0.02

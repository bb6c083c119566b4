"""The painter: how far its masks have an effect, that places on the map decide, its sizes and its judge."""

from __future__ import annotations

import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from roofline.models.networks import spade, spade_fused
from roofline.models.networks.multiscale import MultiScaleDiscriminator
from roofline.models.raster.grid import Window

SMALL = {"widths": [8, 8, 12, 12]}


@pytest.fixture
def network():
    torch.manual_seed(5)
    return networks.build("spade", SMALL).eval()


def inputs(rows: int = 320, cols: int = 320) -> torch.Tensor:
    """Random masks, half a metre a pixel, noise."""
    torch.manual_seed(1)
    x = torch.randn(1, 4, rows, cols)
    x[:, :2] = x[:, :2].sign()
    x[:, 2] = 0
    return x


def part(x: torch.Tensor, row: int, col: int, size: int) -> torch.Tensor:
    """A window of inputs, which says where on the map it starts."""
    cut = x[:, :, row : row + size, col : col + size]
    phases = torch.tensor([row % spade.MULTIPLE, col % spade.MULTIPLE], dtype=x.dtype)
    return torch.cat([cut, phases.view(1, 2, 1, 1).expand(1, 2, size, size)], dim=1)


def test_masks_and_noise_have_no_effect_beyond_the_stated_reach():
    torch.manual_seed(5)
    network = networks.build("spade", {}).double().eval()
    farthest = 0
    for at in (208, 215, 223):  # places within the coarsest pixel
        x = inputs(448, 448).double().requires_grad_(True)
        network(x)[0, :, at, at].sum().backward()
        felt = x.grad[0, [0, 1, 3]].abs().sum(0).nonzero()
        farthest = max(farthest, int((felt - at).abs().max()))
    assert 64 < farthest <= spade.REACH


@pytest.mark.parametrize(("row", "col"), [(0, 0), (16, 32), (5, 0), (3, 11)])
def test_a_window_that_starts_elsewhere_gets_the_same_image(network, row, col):
    x = inputs()
    with torch.inference_mode():
        whole = network(x)
        cut = network(part(x, row, col, 288))
    assert cut.shape == (1, 3, 288, 288)
    inner = slice(spade.REACH, 288 - spade.REACH)
    same = whole[:, :, row : row + 288, col : col + 288][:, :, inner, inner]
    torch.testing.assert_close(cut[:, :, inner, inner], same, atol=1e-5, rtol=0)


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_a_part_of_a_tile_is_painted_as_in_the_whole_one(half, blocks):
    torch.manual_seed(5)
    fused = networks.build("spade", {**SMALL, "blocks": blocks}).eval().fuse()
    x = part(inputs(), 5, 11, 300)
    cores = [(96, 96, 110, 120), (0, 96, 200, 204), (7, 33, 101, 99), (250, 0, 50, 300), (0, 0, 300, 300)]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
        whole = fused(x)
        for core in (Window(*numbers) for numbers in cores):
            found = fused(x, core)
            expected = whole[:, :, core.row : core.row + core.height, core.col : core.col + core.width]
            torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_without_the_place_the_same_window_gets_another_image(network):
    x = inputs()
    with torch.inference_mode():
        whole, cut = network(x), network(x[:, :, 5:293, 3:291])
    inner = slice(spade.REACH, 288 - spade.REACH)
    assert (cut[:, :, inner, inner] - whole[:, :, 5:293, 3:291][:, :, inner, inner]).abs().max() > 1e-3


@pytest.mark.parametrize("size", [(1, 1), (17, 40), (64, 48)])
def test_any_size_is_painted_and_levels_stay_in_bounds(network, size):
    with torch.inference_mode():
        image = network(10 * inputs(*size))
    assert image.shape == (1, 3, *size)
    assert image.abs().max() <= 1


def test_pixel_size_and_noise_are_told(network):
    x = inputs(64, 64)
    larger, other = x.clone(), x.clone()
    larger[:, 2] = 1
    other[:, 3] = x[:, 3].flip(-1)
    with torch.inference_mode():
        image = network(x)
        assert (network(larger) - image).abs().max() > 1e-3
        assert (network(other) - image).abs().max() > 1e-3


def test_noise_keeps_its_variance_at_every_level():
    torch.manual_seed(2)
    for noise in spade._noises(torch.randn(1, 1, 512, 512), 4):
        assert noise.shape[1] == spade.NOISE
        assert noise.var().item() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    "options", [{"widths": [8, 8, 8]}, {"classes": 0}, {"blocks": 99}, {"widths": [8, 8, 8, 10**7]}]
)
def test_what_no_painter_has_is_refused(options):
    with pytest.raises(RooflineError, match="do not describe a 'spade' network"):
        networks.build("spade", options)


def test_the_judge_looks_at_condition_and_image_alone():
    torch.manual_seed(3)
    judge = MultiScaleDiscriminator(condition=2, width=8).eval()
    x = torch.randn(2, 8, 64, 64)  # two planes of condition, three of something else, an image
    logits = judge(x)
    x[:, 2:5] = 0
    torch.testing.assert_close(judge(x), logits)
    assert judge.matching().item() == 0
    x[:, 0] += 1
    assert (judge(x) - logits).abs().max() > 1e-3
    assert judge.matching().item() > 0


def test_the_judge_works_in_half_precision():
    judge = MultiScaleDiscriminator(width=8)
    with torch.autocast("cpu", torch.bfloat16):
        logits = judge(torch.randn(1, 6, 64, 64))
    assert torch.isfinite(logits).all()
    assert judge.scales[0][0][0].weight_u.dtype == torch.float32


@pytest.mark.parametrize(
    ("size", "blocks", "strip"), [((64, 96), 2, 64), ((70, 51), 2, 8), ((96, 64), 3, 10)]
)
def test_the_copy_for_inference_paints_the_same(size, blocks, strip, monkeypatch):
    """In float32 to its rounding; in bfloat16 within what that precision changes anyway."""
    monkeypatch.setattr(spade_fused, "STRIP", strip)
    torch.manual_seed(5)
    network = networks.build("spade", {**SMALL, "blocks": blocks}).eval()
    x = part(inputs(160, 160), 5, 3, 128)[:, :, : size[0], : size[1]]
    x = x.contiguous(memory_format=torch.channels_last)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    fused = network.fuse().to(memory_format=torch.channels_last)
    assert (spade_fused.SLOPE, spade_fused.EPSILON) == (spade.SLOPE, spade.EPSILON)
    with torch.inference_mode():
        wanted = network(x)
        torch.testing.assert_close(fused(x), wanted, atol=1e-5, rtol=0)
        with torch.autocast("cpu", torch.bfloat16):
            halved, own = fused(x), network(x)
    assert halved.dtype == torch.float32 and halved.shape == wanted.shape
    assert (halved - wanted).abs().mean() < 1.5 * (own - wanted).abs().mean() < 0.02
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_the_copy_for_inference_takes_pixels_apart_as_the_network_does():
    x = inputs(32, 64).double()
    quarters = spade_fused._unshuffled(x[:, :2], torch.float64).permute(0, 3, 1, 2)
    assert torch.equal(quarters, torch.nn.functional.pixel_unshuffle(x[:, :2], 2))
    found = spade_fused._noises(x[:, -1].float(), 4, torch.float32)
    for own, wanted in zip(found, spade._noises(x[:, -1:].float(), 4)):
        assert torch.equal(own.permute(0, 3, 1, 2), wanted)


def test_the_copy_for_inference_puts_pixels_together_as_the_network_does():
    colours = 3 * torch.randn(2, 12, 8, 16).contiguous(memory_format=torch.channels_last)
    place = slice(3, 14), slice(5, 30)
    torch.testing.assert_close(
        spade_fused._picture(colours, place), spade.picture(colours, place), atol=4e-7, rtol=0
    )

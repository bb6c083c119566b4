"""What a refiner is told beside the heights: buildings, the noise, and how it decides to keep its input."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models.networks import compact, doubt, evidence
from roofline.models.networks.candidates import candidates
from roofline.models.training.bundled.scenetask import enlarged
from torch import nn

TINY = {"widths": (8, 12, 16), "blocks": (1, 1, 1), "decoder_blocks": (1, 1)}
FULL = {**TINY, "guided": True, "buildings": True, "noise": True, "doubt": True}


def surface(seed: int = 0, size: int = 96, sigma: float = 0.3) -> torch.Tensor:
    """Blocks with noise, (1, 1, size, size), in GSD."""
    rng = np.random.default_rng(seed)
    blocks = 15 * rng.random((size // 16, size // 16)).repeat(16, 0).repeat(16, 1)
    return torch.from_numpy((blocks + rng.normal(0, sigma, blocks.shape)).astype(np.float32))[None, None]


def town(size: int = 96, at: int = 8) -> torch.Tensor:
    coverage = torch.zeros(1, 1, size, size)
    coverage[..., at : at + 20, at : at + 20] = 1
    return coverage


def seen(heights: torch.Tensor, image: torch.Tensor | None = None, coverage: torch.Tensor | None = None):
    none = torch.zeros_like(heights)
    return torch.cat([heights, *(none if a is None else a for a in (image, coverage)), none, none], 1)


def taught(**options: object) -> compact.Compact:
    """A network all of whose parts say something."""
    torch.manual_seed(0)
    network = compact.Compact(**{**FULL, **options})
    for parameter in network.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, 0, 0.2)
    nn.init.normal_(network.head.weight, 0, 0.2)
    return network.eval()


def test_a_tuned_network_begins_as_the_one_it_goes_on_from():
    torch.manual_seed(0)
    older = compact.Compact(**TINY)
    nn.init.normal_(older.head.weight, 0, 0.3)
    network = compact.Compact(**FULL)
    network.load_state_dict(enlarged(older.state_dict(), network.state_dict()))
    older.eval(), network.eval()
    network.training = True  # the answer before it is weighed against the input
    x = surface()
    with torch.inference_mode():
        before, after = older(seen(x)[:, [0, 3, 4]]), network(seen(x, surface(1), town()))
    assert after.shape[1] == 3
    assert torch.equal(before, after[:, :2])
    assert after[:, 2].abs().max() < 0.1


def test_buildings_say_nothing_where_none_is_near():
    encoder = taught().buildings
    with torch.inference_mode():
        levels = encoder(town(256))
        assert all(not level.any() for level in encoder(torch.zeros(1, 1, 256, 256)))
    assert all(level.any() for level in levels)
    for level in levels:
        far = level.shape[-1] // 2
        assert not level[..., far:, far:].any(), "more than 80 px beside the building"


def test_image_and_buildings_are_each_optional():
    network, x = taught(), surface()
    with torch.inference_mode():
        answers = [
            network(seen(x, image, coverage))
            for image, coverage in ((None, None), (surface(1), None), (None, town()), (surface(1), town()))
        ]
        together = network(torch.cat([seen(x), seen(x, surface(1), town())]))
    for one in range(4):
        for other in range(one):
            assert not torch.allclose(answers[one], answers[other], atol=1e-3)
    assert torch.allclose(together[:1], answers[0], atol=1e-4), "a neighbour in the batch changes nothing"
    assert torch.allclose(together[1:], answers[3], atol=1e-4)


def test_the_fused_network_is_the_same_function():
    network, x = taught(), seen(surface(), surface(1), town())
    with torch.inference_mode():
        assert torch.allclose(network(x), network.fuse()(x), atol=1e-3)


@pytest.mark.parametrize("sigma", [0.03, 0.1, 0.5])
def test_the_noise_is_measured_beside_walls(sigma: float):
    fine, coarse = evidence.noise_planes(candidates(surface(sigma=sigma)))[0]
    told = float(10 ** fine.median() - 1) * evidence.QUIETEST
    assert told == pytest.approx(0.6745 * sigma, rel=0.35)
    assert coarse.median() < fine.median()


def test_a_surface_without_noise_has_none():
    assert evidence.noise_planes(candidates(surface(sigma=0.0))).median() == 0


def test_the_input_is_kept_where_the_answer_is_no_surer():
    before, after = torch.zeros(1, 1, 1, 3), torch.ones(1, 1, 1, 3)
    expected_before, expected_after = torch.tensor([[[[0.0, 0.0, 3.0]]]]), torch.tensor([[[[3.0, 0.0, 0.0]]]])
    heights, scale = doubt.kept(before, after, expected_before, expected_after, 0.0)
    assert torch.allclose(heights, torch.tensor([0.0, 0.5, 1.0]), atol=1e-3)
    assert torch.allclose(scale, torch.zeros(1), atol=1e-3), "the scale is that of what was taken"
    wary, _ = doubt.kept(before, after, expected_before, expected_after, 1.0)
    assert (wary <= heights).all() and wary[..., 1] < 0.1


def test_good_surroundings_call_for_caution():
    scale = torch.full((1, 1, 512, 512), -3.0)
    scale[..., 256:] = 3.0
    scale[..., 60, 60] = 3.0
    good = doubt.goodness(scale)
    assert good.shape == (1, 1, 64, 64)
    assert good[..., :17].min() > 0.98, "a doubtful cell on a good surface"
    assert good[..., -17:].max() < 0.02


def test_wood_on_a_good_surface_is_good():
    """Trees are doubtful cells as far as a house is long; what lies around them tells that they are real."""
    scale = torch.full((1, 1, 512, 512), -3.0)
    scale[..., 224:288, 224:288] = 1.5
    assert doubt.goodness(scale)[..., 32, 32] > 0.9


def test_the_quietest_place_tells_the_noise():
    torch.manual_seed(0)
    rough = 0.05 * torch.ones(1, 1, 256, 256)
    rough[..., 8:120, :] += 2.0 * torch.rand(112, 256)
    assert doubt.quietest(rough)[..., 8, 8] > 0.8, "nothing quiet is near"
    assert torch.allclose(doubt.quietest(rough)[..., 20:, :], torch.tensor(0.05)), "it is beside a wood"


@pytest.mark.parametrize(
    ("change", "rough", "good", "needed"),
    [
        (10.0, 10.0, True, 1.0 + 2.0),  # a large change of a good but noisy surface: margin and caution
        (200.0, 10.0, False, 1.0),
        (10.0, np.exp(doubt.FAINT - 2), True, 1.0 + 2.0 + 2 * 0.5),  # noise two e-folds below FAINT
        (200.0, np.exp(doubt.FAINT - 2), False, 1.0),
        (np.exp(3 + doubt.SLIGHT - 3), 10.0, False, 1.0 + 3 * 0.25),  # a change three e-folds below SLIGHT
    ],
)
def test_what_an_answer_needs_to_stand(change: float, rough: float, good: bool, needed: float):
    cells = torch.ones(1, 1, 64, 64)
    bounds = doubt.Bounds(margin=1.0, caution=2.0, faint=0.5, slight=0.25)
    scale = cells * (-9.0 if good else 3.0)
    least = bounds.least(change * cells, scale, rough * cells)
    assert torch.allclose(least, torch.tensor(needed), atol=0.03)


def test_a_cautious_network_changes_good_surfaces_less():
    bold, wary = taught(margin=-9.0), taught(margin=-9.0, caution=18.0)
    x = seen(surface(sigma=0.05))
    with torch.inference_mode():
        nn.init.zeros_(bold.head.bias), nn.init.zeros_(wary.head.bias)
        bold.head.bias[-4:] = wary.head.bias[-4:] = -4
        changes = [(network(x)[:, :1] - x[:, :1]).abs().mean() for network in (bold, wary)]
    assert changes[1] < 0.5 * changes[0]

"""Heights of either side are carried to the outlines, and outlines to where heights have their steps."""

from __future__ import annotations

import pytest
import torch
from roofline.models.networks import sides
from roofline.models.networks.compact import Compact
from roofline.models.networks.guidance import box
from roofline.models.networks.trust import Claim

SIDE = 96
OPTIONS = {
    "widths": (8, 12),
    "blocks": (1, 1),
    "decoder_blocks": (1,),
    "buildings": True,
    "doubt": True,
    "sides": True,
}


def block() -> torch.Tensor:
    """Coverage of one building (1, 1, SIDE, SIDE)."""
    coverage = torch.zeros(1, 1, SIDE, SIDE)
    coverage[..., 32:64, 28:68] = 1
    return coverage


def smeared(coverage: torch.Tensor) -> torch.Tensor:
    """A roof of 20 GSD whose walls matching smears over some pixels."""
    return 20 * box(coverage, 3) + 100


def halved(planes: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.avg_pool2d(planes, 2)


def claim_of(surface: torch.Tensor) -> Claim:
    return Claim([surface], surface, 0 * surface, 0 * surface, torch.zeros(1, 1))


def told(network: Compact) -> Compact:
    """The network with a choice that prefers what is carried."""
    torch.nn.init.constant_(network.sides.last.bias, 6)
    return network.eval()


def test_a_smeared_wall_becomes_steep():
    coverage = block()
    surface, truth = smeared(coverage), 20 * coverage + 100
    near = (coverage != box(coverage, 2)) & (box(coverage, 2) != 0)
    before = (surface - truth).abs()[near].mean()
    for choice in sides.carried(*map(halved, (surface, 0 * surface, coverage))):
        heights = torch.nn.functional.interpolate(choice.heights, scale_factor=2, mode="nearest")
        own = torch.where(coverage > 0.5, heights[:, :1], heights[:, 1:])
        assert (own - truth).abs()[near].mean() < 0.6 * before


def test_what_a_refiner_is_sure_of_counts_more():
    coverage = block()
    surface = 20 * coverage
    surface[..., 40:56, 58:66] = 60
    unsure = torch.where(surface == 60, 4.0, 0.0)
    sure, doubted = (
        float(sides.carried(*map(halved, (surface, scale, coverage)))[-1].heights[0, 0, 24, 33])
        for scale in (0 * surface, unsure)
    )
    assert sure > 30 and abs(doubted - 20) < 2


@pytest.mark.parametrize("shift", [(0, 0), (4, 0), (-8, 4), (5, -7)])
def test_outlines_are_moved_to_the_steps(shift):
    surface, given = 20 * block(), block().roll(shift, (2, 3))
    found = sides.offset(halved(surface), halved(given))
    moved = sides.moved(given, found.flow)
    if any(shift):
        assert (moved - block()).abs().mean() < 0.4 * (given - block()).abs().mean()
    assert (2 * found.flow[0, :, 12, 12]).tolist() == pytest.approx([-shift[0], -shift[1]], abs=1.0)
    best, as_given = found.fit[0, :, 12, 12].tolist()
    assert best > as_given + 0.05 if any(shift) else best == pytest.approx(as_given)


def test_nothing_changes_without_an_outline_nearby():
    torch.manual_seed(0)
    choice = told(Compact(**OPTIONS)).sides
    surface = torch.randn(1, 1, SIDE, SIDE)
    with torch.inference_mode():
        found = choice(claim_of(surface), block())
        none = choice(claim_of(surface), 0 * surface)
        whole = choice(claim_of(surface), 0 * surface + 1)
    assert torch.equal(found.refined[..., :8, :], surface[..., :8, :])
    assert not torch.equal(found.refined, surface)
    for same in (none, whole):
        assert torch.equal(same.refined, surface) and torch.equal(same.after, 0 * surface)


@pytest.mark.parametrize(("side", "sign"), [(0, -1), (0, 1), (1, -1)])
def test_one_side_of_an_outline_is_corrected_and_the_other_is_not(side, sign):
    """By no more than what is carried there could change."""
    network, surface, inside = Compact(**OPTIONS).sides, smeared(block()), block() > 0.5
    bias = torch.tensor([*[-60.0] * len(sides.RADII), 0.0, 0.0, 0.0])  # nothing is carried
    bias[len(sides.RADII) + 1 + side] = 60.0 * sign
    network.last.bias = torch.nn.Parameter(bias)
    with torch.inference_mode():
        change = network(claim_of(surface), block()).refined - surface
    corrected, other = (inside, ~inside) if side == 0 else (~inside, inside)
    assert (sign * change[corrected]).max() > 2 and change[other].abs().max() < 0.3
    assert (sign * change).min() > -0.3 and change.abs().max() < 20
    assert change[..., 44:52, 44:52].abs().max() < 0.3, "deep inside nothing is to be carried"


@pytest.mark.parametrize("missing", ["buildings", "doubt"])
def test_nothing_is_carried_without_buildings_or_expected_errors(missing):
    """Else voids, which come next, would count as buildings."""
    network = Compact(**{**OPTIONS, missing: False})
    assert not any(name.startswith("sides") for name in network.state_dict())


def test_heights_above_the_sea_pass_through():
    torch.manual_seed(0)
    choice, surface = told(Compact(**OPTIONS)).sides, smeared(block())
    with torch.inference_mode():
        low, high = (choice(claim_of(each), block()).refined for each in (surface, surface + 1000))
    torch.testing.assert_close(high - 1000, low, atol=2e-3, rtol=0)


def test_folded_networks_carry_alike():
    torch.manual_seed(0)
    network = told(Compact(**OPTIONS))
    x = torch.cat([smeared(block()) - 100 + 0.1 * torch.randn(1, 1, SIDE, SIDE), block()], 1)
    with torch.inference_mode():
        plain, fused = network(x), network.fuse()(x)
        without = network(x * torch.tensor([1.0, 0.0]).view(1, 2, 1, 1))
    torch.testing.assert_close(fused, plain, atol=1e-3, rtol=1e-4)
    assert not torch.allclose(without, plain)

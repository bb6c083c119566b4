"""Convolutions in whole numbers of 8 bits: close to those of floats, by steps that are told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from roofline.models.networks import int8
from roofline.models.networks.fused import conv_relu
from roofline.models.networks.int8 import Int8Conv, Int8Stem, Int8Up, Scale
from roofline.models.networks.quantised import quantised, ranges_of
from torch import nn

SMALL = {
    "compact": {"widths": [8, 8, 8], "blocks": [1, 1, 2], "decoder_blocks": [1, 1], "noise": True},
    "building_unet": {"widths": [8, 8, 8, 8, 8], "ndvi": True},
}
PLANES = {"compact": 3, "building_unet": 4}
TESTS = Path(__file__).parents[2]
computes = pytest.mark.skipif(not int8.is_fast(), reason="this processor has no instructions for 8 bits")


def maps(channels: int, size: int = 16, lowest: float = 0.0) -> torch.Tensor:
    """Features (2, C, size, size) between a lowest value and 3."""
    return torch.rand(2, channels, size, size) * (3 - lowest) + lowest


def scale(lowest: float, highest: float, profile: torch.Tensor) -> Scale:
    """A scale of channels whose values lie between multiples of a profile."""
    return Scale.over(lowest * profile, highest * profile, profile)


def values(scale: Scale, numbers: torch.Tensor) -> torch.Tensor:
    return (numbers.float() - scale.zero) * scale.steps[:, None, None]


def alike(found: torch.Tensor, expected: torch.Tensor) -> bool:
    """Whether values are others but for some steps, of which a scale has 255."""
    return bool((found - expected).abs().max() < 0.02 * expected.max())


@pytest.fixture(autouse=True)
def inference():
    torch.manual_seed(4)
    with torch.inference_mode():
        yield


@pytest.mark.parametrize(("lowest", "highest"), [(0, 3), (-2, 3), (-5, -1), (2, 4), (0, 0)])
def test_a_scale_holds_its_ranges_and_zero(lowest, highest):
    profile = torch.tensor([1.0, 0.1])
    made = scale(lowest, highest, profile)
    given = torch.tensor([0.0, lowest, highest]) * profile[:, None, None]
    back = values(made, made.of(given))
    assert (back[..., 0] == 0).all()
    assert ((back - given).abs() <= 0.5001 * made.steps[:, None, None] + 1e-9).all()


def test_channels_of_other_ranges_fit_into_one_scale():
    made = Scale.over(torch.zeros(3), torch.tensor([4.0, 0.3, 0.1]), torch.tensor([1.0, 0.1, 0.1]))
    assert (255 * made.steps).tolist() == pytest.approx([4, 0.4, 0.4])
    half = Scale.over(torch.zeros(3), torch.tensor([2.0, 0.2, 0.1]), torch.tensor([1.0, 0.1, 0.1]))
    assert made.times(half) == pytest.approx(2)


def test_numbers_are_the_nearest_and_end_where_the_range_does():
    made = scale(0, 255, torch.ones(1))
    given = torch.tensor([-3.0, 0.4, 0.6, 41.49, 41.51, 254.8, 300.0])
    assert made.of(given[None, None]).flatten().tolist() == [0, 0, 1, 41, 42, 255, 255]
    assert made.of(given[None, None].bfloat16()).dtype == torch.uint8


@computes
@pytest.mark.parametrize("lowest", [0.0, -2.0])
@pytest.mark.parametrize(("kernel", "stride", "padding"), [(3, 1, 1), (2, 2, 0), (1, 1, 0)])
def test_a_convolution_is_that_of_floats_but_for_its_steps(kernel, stride, padding, lowest):
    layer, wide = nn.Conv2d(8, 12, kernel, stride, padding), torch.linspace(0.1, 1, 8)
    x, shift = maps(8, lowest=lowest) * wide[:, None, None], torch.randn(2, 12, 1, 1)
    taken, given = scale(lowest, 3, wide), scale(0, 9, torch.linspace(0.5, 1, 12))
    inside, numbers = Int8Conv(layer, taken, given), taken.of(x)
    assert alike(Int8Conv(layer, taken)(numbers), layer(x))
    assert alike(values(given, inside.relu(numbers)), layer(x).relu())
    assert alike(values(given, inside.relu(numbers, shift)), (layer(x) + shift).relu())


@computes
@pytest.mark.parametrize("lowest", [0.0, -2.0])
def test_what_is_added_has_a_scale_of_its_own(lowest):
    layer, wide = nn.Conv2d(8, 8, 3, padding=1), torch.linspace(0.1, 1, 8)
    x, other = maps(8), maps(8, lowest=lowest) * wide[:, None, None]
    taken, added, given = scale(0, 3, torch.ones(8)), scale(lowest, 3, wide), scale(0, 40, wide)
    found = Int8Conv(layer, taken, given, added).add_relu(taken.of(x), added.of(other))
    assert alike(values(given, found), (layer(x) + other).relu())


@computes
def test_a_transposed_convolution_and_its_skip():
    layer, wide = nn.ConvTranspose2d(8, 4, 2, stride=2), torch.linspace(0.2, 1, 4)
    below, skip = maps(8, 6), maps(4, 12) * wide[:, None, None]
    taken, added, given = scale(0, 3, torch.ones(8)), scale(0, 3.5, wide), scale(0, 30, wide)
    kept = added.of(skip)
    found = Int8Up(layer, taken, added, given).add_relu(taken.of(below), kept)
    assert alike(values(given, found), (layer(below) + skip).relu())
    assert torch.equal(kept, added.of(skip))  # a skip goes elsewhere too


@computes
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_stem_answers_with_numbers(dtype):
    layer, x, given = nn.Conv2d(3, 8, 3, padding=1), maps(3), scale(0, 3, torch.linspace(0.5, 1, 8))
    expected = layer(x).relu()
    found = values(given, conv_relu(Int8Stem(layer, given).to(dtype), x.to(dtype)))
    assert (found - expected.minimum(255 * given.steps[:, None, None])).abs().max() < 0.03


@computes
def test_a_processor_that_cuts_sums_off_is_found_out():
    """oneDNN told to do without VNNI computes as older processors do."""
    script = f"import sys; sys.path.insert(0, {str(TESTS)!r}); import conftest\n"
    script += "from roofline.models.networks import int8; print(int8.is_fast())"
    environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2"}
    options = {"capture_output": True, "text": True, "check": True, "env": environment}
    assert subprocess.run([sys.executable, "-c", script], **options).stdout.strip() == "False"


def network(family: str) -> nn.Module:
    """A network with statistics of its own, so that norms do something."""
    made = networks.build(family, SMALL[family])
    for name, values in made.state_dict().items():
        if name.endswith("running_mean"):
            values.normal_(0, 0.1)
        elif name.endswith("running_var"):
            values.uniform_(0.5, 1.5)
        elif name == "head.weight":
            values.normal_(0, 0.1)
    return made.eval()


def given(family: str) -> torch.Tensor:
    x = torch.randn(2, PLANES[family], 128, 128).cumsum(2).cumsum(3) / 50
    x[:, 1:] = 0
    return x


@computes
@pytest.mark.parametrize("family", SMALL)
def test_a_network_answers_alike_in_numbers(family):
    made, x = network(family), given(family)
    plain = made.fuse()(x)
    inside = made.fuse(ranges_of(made, [x]))
    found = inside(x)
    error = (found - plain).abs().mean() / plain.std()
    assert 0 < error < 0.02
    assert torch.equal(found, torch.cat([inside(one) for one in x.split(1)]))
    with torch.autocast("cpu", torch.bfloat16):
        assert (inside(x) - plain).abs().mean() / plain.std() < 0.05


def test_one_of_a_batch_decides_whether_numbers_hold_it():
    numbers = torch.zeros(4, 1, 100, 100, dtype=torch.uint8)
    numbers[2, 0, 0, :2] = 255  # less than may lie there
    assert int8.within(numbers) is numbers
    numbers[2, 0, 0, :4] = 255
    with pytest.raises(int8.BeyondRanges):
        int8.within(numbers)
    assert int8.within(numbers.float()).dtype == torch.float32


@computes
def test_what_ranges_do_not_hold_is_computed_in_floats():
    """Tile by tile: what becomes of one does not depend on those beside it."""
    made, x = network("compact"), given("compact")
    inside, plain = made.fuse(ranges_of(made, [2 * x])), made.fuse()
    x[1, 0] *= 50
    found = inside(x)
    assert not torch.equal(found[:1], plain(x[:1])) and torch.equal(found[1:], plain(x[1:]))
    assert torch.equal(found[:1], inside(x[:1]))


@pytest.mark.parametrize("family", SMALL)
def test_ranges_are_what_layers_take(family):
    made, x = network(family), given(family)
    small = ranges_of(made, [x[:1]])
    both = ranges_of(made, [x[:1], 3 * x])
    assert set(small) == set(both) and "head" in small and "up.0" in small
    ends = {name: tuple(torch.tensor(each[name]) for each in (small, both)) for name in small}
    assert all((b[0] <= a[0]).all() and (a[1] <= b[1]).all() for a, b in ends.values())
    assert all(not a[0].any() and a[1].any() for name, (a, _) in ends.items() if name.endswith("last"))
    assert not any(layer._forward_pre_hooks for layer in made.modules())


def test_single_values_do_not_make_a_range():
    toy, x = nn.Sequential(OrderedDict(head=nn.Conv2d(2, 1, 1))), torch.ones(1, 2, 200, 200)
    x[0, 0, 0, :3], x[0, 1] = 100, -2
    assert ranges_of(toy, [x]) == {"head": [[0.0, -2.0], [1.0, 0.0]]}
    x[0, 0, 0, :9] = 100
    assert ranges_of(toy, [x])["head"][1] == [100.0, 0.0]


def test_ranges_that_do_not_fit_are_told():
    made = network("compact")
    ranges = ranges_of(made, [given("compact")])
    for fault in ({}, {"up.1": [[0.0], [1.0]]}):
        faulty = {name: sides for name, sides in ranges.items() if name != "up.1"} | fault
        with pytest.raises(RooflineError, match=r"no ranges of up\.1 that fit; get a new copy"):
            made.fuse(faulty)
    assert quantised(made, {}) is made

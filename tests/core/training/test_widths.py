"""Finders with other widths: added channels change nothing at first, and those go that do nothing."""

from __future__ import annotations

import pytest
import torch
from roofline.models.networks.building_unet import BuildingUNet
from roofline.models.training.bundled import widths
from roofline.models.training.bundled.scenetask import in_gsd

IDLE = [1, 4]  # channels of the finest level that nothing listens to


def net(*channels: int) -> BuildingUNet:
    """A net whose norms and weights are no fresh ones."""
    torch.manual_seed(3)
    made = BuildingUNet(channels, blocks=(1, 1, 2), ndvi=True).eval()
    for value in made.state_dict().values():
        if value.is_floating_point():
            value.add_(0.2 * torch.rand_like(value))
    return made


@pytest.fixture
def batch():
    torch.manual_seed(5)
    inputs = torch.randn(2, 4, 64, 64) * torch.tensor([5, 1, 0, 0]).view(1, 4, 1, 1)
    return in_gsd(inputs, (inputs[:, :1] > 3).float())


def same(one: BuildingUNet, other: BuildingUNet, inputs: torch.Tensor) -> None:
    with torch.inference_mode():
        torch.testing.assert_close(one(inputs), other(inputs), atol=1e-4, rtol=1e-4)


def fitted(before: BuildingUNet, after: BuildingUNet, batch) -> BuildingUNet:
    after.load_state_dict(widths.fitted(before.state_dict(), after, batch))
    return after.eval()


def test_widths_are_told_by_weights():
    assert widths.of(net(6, 7, 9).state_dict()) == [6, 7, 9]


def test_channels_that_are_added_change_nothing_at_first(batch):
    same(net(6, 7, 9), fitted(net(6, 7, 9), net(8, 7, 12), batch), batch.inputs)


def test_channels_are_left_out_that_nothing_listens_to(batch):
    before = net(6, 7, 9)
    for layer in (before.down[0], before.head, before.encoder[0][0].first, before.decoder[0].first):
        layer.weight.data[:, IDLE] = 0
    before.encoder[0][0].last.weight.data[:, IDLE] = 0
    before.decoder[0].last.weight.data[:, IDLE] = 0
    before.head.weight.data *= 20  # sure of its answer, which is the truth here: what changes it, costs
    with torch.no_grad():
        before.head.bias.data -= before(batch.inputs)[:, 0].median()
        batch = batch._replace(target=(before(batch.inputs)[:, :1] > 0).float())
    assert 0.1 < batch.target.mean() < 0.9
    kept = widths.most_needed(before, batch, 4)
    assert kept == [0, 2, 3, 5]
    same(before, fitted(before, net(4, 7, 9), batch), batch.inputs)


def test_other_levels_are_not_made_narrower(batch):
    with pytest.raises(ValueError, match="cannot be narrower"):
        widths.fitted(net(6, 7, 9).state_dict(), net(6, 6, 9), batch)

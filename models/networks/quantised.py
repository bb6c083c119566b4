"""U-Nets whose trunk computes in whole numbers of 8 bits: which layers do, and in what scales.

A scale is that of what a layer takes: of the layer's `ranges` on a card, the lowest and the highest value of
each channel that it was given in data. What the layer before it answers is in that scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from ..errors import RooflineError
from .int8 import LEAST, Int8Conv, Int8Stem, Int8Up, Scale

# By the layer's name, lowest and highest value of each channel that it takes.
Ranges = Mapping[str, Sequence[Sequence[float]]]
CONVOLUTIONS = (nn.Conv2d, nn.ConvTranspose2d)
TRUNK = ("encoder", "down", "up", "decoder", "head")  # parts of a U-Net that compute in numbers
# Of the values that a layer was given; single ones beyond it would cost all others their precision.
QUANTILE = 0.9999
MOST_VALUES = 50_000  # of a channel in a batch, of which a quantile is taken
LEAST_SHARE = 1 / 64  # of a channel's range in the widest one's: narrower ones would leave nothing to gain


def quantised(network: Any, ranges: Ranges | None, guarded: bool = False) -> Any:
    """A folded U-Net (`encoder`, `down`, `up`, `decoder`), its convolutions exchanged for those of numbers by
    the ranges of what they and its `head` take; without ranges as it is. RooflineError where they do not fit.
    `guarded`: what blocks below the finest level compute must be `within` its ranges.
    """
    if not ranges:
        return network
    known, levels = _known(network, ranges), list(_levels(network))
    taken: dict[nn.Module, Scale] = {}
    for level in levels:  # what is added up has steps of one profile
        taken.update(_scales(known, [*(block.first for block in level.blocks), *level.exits]))
        for block in level.blocks:
            taken.update(_scales(known, [block.last]))
    for number, (down, up) in enumerate(zip(list(network.down), list(network.up))):
        entry, back = taken[levels[number + 1].there[0].first], levels[number].back[0].first
        network.up[number] = Int8Up(up, taken[up], taken[down], taken[back])
        # Where values below 0 are taken no ReLU was before, and in float more is added.
        network.down[number] = Int8Conv(down, taken[down], None if entry.zero else entry)
    for level in levels:
        for blocks, end in level.runs():
            given = [*(taken[block.first] for block in blocks[1:]), taken[end]]
            for block, after in zip(blocks, given):
                entry, middle = taken[block.first], taken[block.last]
                block.first = Int8Conv(block.first, entry, middle)
                block.first.guarded = guarded and level is not levels[0]
                block.last = Int8Conv(block.last, middle, after, added=entry)
    return network


class _Level(NamedTuple):
    """Residual blocks of a level, on the way down and `back`; the layers that take what either gives."""

    there: list[Any]
    back: list[Any]
    exits: list[nn.Module]

    @property
    def blocks(self) -> list[Any]:
        return [*self.there, *self.back]

    def runs(self) -> Iterable[tuple[list[Any], nn.Module]]:
        return [(blocks, end) for blocks, end in zip((self.there, self.back), self.exits) if blocks]


def _levels(network: Any) -> Iterator[_Level]:
    """The levels of a U-Net, the finest first."""
    after = [network.head, *network.up]
    for number, stage in enumerate(network.encoder):
        if number < len(network.down):
            back = _blocks(network.decoder[number])
            yield _Level(_blocks(stage), back, [network.down[number], after[number]])
        else:
            yield _Level(_blocks(stage), [], [after[number]])


def _known(network: nn.Module, ranges: Ranges) -> dict[nn.Module, tuple[Tensor, Tensor]]:
    """Lowest and highest values (C) of what the layers of a network's trunk take."""
    known = {}
    for name, layer in network.named_modules():
        if _in_trunk(name, layer):
            pair = [torch.tensor(side, dtype=torch.float32) for side in ranges.get(name, ())]
            if [len(side) for side in pair] != [layer.in_channels] * 2:
                raise RooflineError(
                    "The model's card has no ranges of {layer} that fit; get a new copy of it.", layer=name
                )
            known[layer] = (pair[0], pair[1])
    return known


def _scales(
    known: Mapping[nn.Module, tuple[Tensor, Tensor]], layers: Sequence[nn.Module]
) -> dict[nn.Module, Scale]:
    """Scales of one profile for what layers take."""
    peaks = torch.stack([torch.maximum(-known[layer][0], known[layer][1]) for layer in layers])
    shares = peaks / peaks.amax(1, keepdim=True).clamp_min(LEAST)
    profile = shares.amax(0).clamp_min(LEAST_SHARE)
    return {layer: Scale.over(*known[layer], profile) for layer in layers}


def stem(layer: nn.Conv2d, after: Any) -> Any:
    """A first convolution with ReLU, for inference, that answers as the stage after it takes maps."""
    first = _blocks(after)[0].first
    return Int8Stem(layer, first.taken) if isinstance(first, Int8Conv) else layer


def head(layer: nn.Conv2d, before: Any) -> Any:
    """A last convolution, for inference, that takes maps as the stage before it gives them."""
    last = _blocks(before)[-1].last
    return Int8Conv(layer, last.given) if isinstance(last, Int8Conv) and last.given else layer


def _blocks(stage: Any) -> list[Any]:
    """The residual blocks of a stage."""
    return list(stage) if isinstance(stage, nn.Sequential) else [stage]


def _in_trunk(name: str, layer: nn.Module) -> bool:
    return isinstance(layer, CONVOLUTIONS) and name.split(".")[0] in TRUNK


def ranges_of(network: nn.Module, batches: Iterable[Tensor]) -> dict[str, list[list[float]]]:
    """What the layers of a network's trunk take when it answers to batches (N, C, H, W), as `Ranges`."""
    found: dict[str, Tensor] = {}

    def seen(name: str, values: Tensor) -> None:
        some = values.detach().float().transpose(0, 1).flatten(1)
        some = some[:, :: some.shape[1] // MOST_VALUES + 1].sort(1).values
        rest = int((1 - QUANTILE) * (some.shape[1] - 1))
        ends = torch.stack([some[:, rest].clamp_max(0), some[:, -1 - rest].clamp_min(0)])
        before = found.get(name, ends)
        found[name] = torch.stack([torch.minimum(before[0], ends[0]), torch.maximum(before[1], ends[1])])

    hooks = [
        layer.register_forward_pre_hook(lambda _, given, name=name: seen(name, given[0]))
        for name, layer in network.named_modules()
        if _in_trunk(name, layer)
    ]
    try:
        with torch.inference_mode():
            for batch in batches:
                network.eval()(batch)
    finally:
        for hook in hooks:
            hook.remove()
    return {
        name: [[_short(value) for value in side] for side in ends.tolist()] for name, ends in found.items()
    }


def _short(value: float) -> float:
    return float(f"{value:.3g}")

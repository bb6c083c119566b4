"""A trained finder in surfaces with other widths, to be trained on: channels are left out, or added.

Of the finest level, which takes most of the time, those channels are left out one after another whose loss
costs least (greedy pruning; Li et al., ICLR 2017, take the norms of their weights for that). Channels that
are added to other levels hear what the others hear, and nothing listens to them yet (Chen et al., ICLR 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import torch
from torch import Tensor, nn

from ...formats.objects import StateDict
from ...networks.building_unet import BuildingUNet
from ..buildings.losses import mask_loss
from ..data.batch import Batch

NEW = -1  # stands for a channel that was not there before
# What channels of a net each one of the new net was, by level.
Levels = Sequence[Sequence[int]]
Origins = Optional[Sequence[int]]  # of a weight's channels; None: as they were


def of(state: StateDict, part: str = "") -> list[int]:
    """The channels of each level of a `BuildingUNet`, by its weights; `part`: how the names begin of one that
    is a part of another network.
    """
    count = sum(name.startswith(f"{part}down.") and name.endswith(".bias") for name in state)
    return [len(state[f"{part}stem.bias"]), *(len(state[f"{part}down.{k}.bias"]) for k in range(count))]


def fitted(state: StateDict, target: Any, batch: Batch) -> StateDict:
    """Weights for a `BuildingUNet` of those of one of other widths.

    A batch tells which channels it can do without. The finest level may be narrower, all others wider alone:
    else ValueError.
    """
    before, after = of(state), of(target.state_dict())
    if any(new < old for old, new in zip(before[1:], after[1:])):
        raise ValueError(f"Levels below the finest cannot be narrower: {before} -> {after}.")
    network = BuildingUNet(before, [len(stage) for stage in target.encoder], target.ndvi is not None)
    network.load_state_dict(state)
    needed = most_needed(network, batch, min(before[0], after[0]))
    levels = [[*needed, *[NEW] * (after[0] - len(needed))]]
    levels += [[*range(old), *[NEW] * (new - old)] for old, new in zip(before[1:], after[1:])]
    return {name: _fitted(name, state[name], fresh, levels) for name, fresh in target.state_dict().items()}


def most_needed(network: BuildingUNet, batch: Batch, count: int) -> list[int]:
    """The `count` channels of the finest level that stay when one after another is left out."""
    network.eval()
    kept = list(range(network.stem.out_channels))
    while len(kept) > count:
        losses = [_loss(network, batch, [k for k in kept if k != channel]) for channel in kept]
        del kept[losses.index(min(losses))]
    return kept


@torch.inference_mode()
def _loss(network: BuildingUNet, batch: Batch, kept: Sequence[int]) -> float:
    """The loss with the channels `kept` of the finest level alone."""
    silent = torch.ones(network.stem.out_channels, dtype=torch.bool)
    silent[list(kept)] = False

    def silence(_module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
        return output.masked_fill(silent[:, None, None], 0.0)

    index = [] if network.ndvi is None else [network.ndvi]
    layers = [network.stem, *index, network.encoder[0], network.up[0], network.decoder[0]]
    hooks = [layer.register_forward_hook(silence) for layer in layers]
    try:
        return float(mask_loss(network(batch.inputs), batch.target, batch.mask)["total"])
    finally:
        for hook in hooks:
            hook.remove()


def _fitted(name: str, old: Tensor, fresh: Tensor, levels: Levels) -> Tensor:
    """Weights, or what a norm has measured, of the channels of `levels`; fresh ones of new channels."""
    to, come = _origins(name, old.dim(), levels)
    turned = name.startswith("up.") and old.dim() > 1  # transposed convolutions have first what they hear
    if turned:
        old, fresh = old.transpose(0, 1), fresh.transpose(0, 1)
    if come is not None:
        heard = torch.tensor(come)
        shape = [1, -1, *[1] * (old.dim() - 2)]
        old = old[:, heard.clamp_min(0)] * (heard != NEW).view(shape)
    if to is not None:
        rows = torch.tensor(to)
        old = torch.where((rows != NEW).view([-1, *[1] * (old.dim() - 1)]), old[rows.clamp_min(0)], fresh)
    return (old.transpose(0, 1) if turned else old).to(fresh.dtype).contiguous()


def _origins(name: str, dimensions: int, levels: Levels) -> tuple[Origins, Origins]:
    """Of what a weight gives and of what it hears."""
    part, _, rest = name.partition(".")
    if part in ("stem", "ndvi"):
        return levels[0], None
    if part == "head":
        return None, levels[0] if dimensions > 1 else None
    if part == "pixel_size":
        return (_joined(levels[1:]) if rest.startswith("2.") else None), None
    if not dimensions:  # how many batches a norm has seen
        return None, None
    level = int(rest.partition(".")[0])
    to, come = {"down": (level + 1, level), "up": (level, level + 1)}.get(part, (level, level))
    return levels[to], levels[come] if dimensions > 1 else None


def _joined(levels: Levels) -> list[int]:
    """Channels of several levels one after another, as one layer gives them."""
    found: list[int] = []
    start = 0
    for channels in levels:
        found += [NEW if channel == NEW else start + channel for channel in channels]
        start += sum(channel != NEW for channel in channels)
    return found

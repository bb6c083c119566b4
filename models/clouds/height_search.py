"""The search for surfaces in an occupancy network: the highest occupied height of every pixel column.

The search starts on coarse levels and refines by a quarter of the step about what it found. It is quantised
as the published one is: heights pass through float32 numbers near 1000.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..engine.device import Device
from ..engine.runner import BatchRunner
from ..networks.implicity import Columns, ImpliCity, occupied
from .patches import PatchSample, Rules

SCHEDULES = ("fast", "original")
BASE = 1000.0  # added to heights and taken off again
FINER = 4  # a refinement's step is this part of the one before
OFFSETS = (3, 2, 1, 0, -1)  # steps about the height found so far, downwards
QUERIES = 300_000  # of the original's schedule, in one pass
CPU_COLUMNS = 16384  # few enough for the caches of a processor, and enough to be worth a call
KEPT = 0.6  # share of columns still open from which leaving the others out costs more than it saves


class PatchRunner(BatchRunner[PatchSample]):
    """Runs patches through the network: normalised heights and whether columns are empty, (N, 2, n, n)."""

    def __init__(
        self, network: ImpliCity, device: Device, batch_size: int, rules: Rules, schedule: str = "fast"
    ) -> None:
        # On the CPU the network is used as it is: a copy would take longer than a patch.
        own = network if device.kind == "cpu" else copy.deepcopy(network).to(device.kind)
        super().__init__(own, device, batch_size)
        self._rules, self._schedule = rules, schedule

    def _forward(self, batch: Sequence[PatchSample]) -> NDArray[np.float32]:
        network = cast(ImpliCity, self._network)
        search = fast_search if self._schedule == "fast" else original_search
        with torch.inference_mode():
            with self._precision():
                planes = encode(network, batch, self.device.kind)
            return search(network, [plane.float() for plane in planes], self._rules).cpu().numpy()


def encode(network: ImpliCity, samples: Sequence[PatchSample], kind: str) -> list[Tensor]:
    """Feature planes of some patches, on a kind of device."""
    counts = torch.tensor([len(sample.points) for sample in samples], device=kind)
    points = torch.from_numpy(np.concatenate([sample.points for sample in samples])).to(kind)
    patches = torch.repeat_interleave(counts)
    images = [sample.images for sample in samples if sample.images is not None]
    stacked = torch.from_numpy(np.stack(images)).to(kind) if images else None
    if stacked is not None:
        stacked = stacked.contiguous(memory_format=torch.channels_last)
    return [network.points.planes(points, patches, len(samples)), *network.image_planes(stacked)]


def positions(shape: tuple[int, int], kind: str) -> Tensor:
    """Normalised positions (h * w, 2) of a patch's pixels, from the north-west, from edge to edge."""
    x, y = np.meshgrid(np.linspace(0, 1, shape[1]), np.linspace(0, 1, shape[0])[::-1])
    return torch.from_numpy(np.stack([x, y], axis=-1).reshape(-1, 2).astype(np.float32)).to(kind)


def fast_search(network: ImpliCity, planes: Sequence[Tensor], rules: Rules) -> Tensor:
    """Heights and emptiness (N, 2, n, n); a column's shared work is done once, and no height too many."""
    shape, kind = rules.shape, planes[0].device.type
    features = network.lattice(planes, shape)
    places = positions(shape, kind)
    block = CPU_COLUMNS if kind == "cpu" else len(places)
    found = []
    for of_patch in features:
        for part, where in zip(of_patch.split(block), places.split(block)):
            found.append(_search_columns(network.decoder.columns(where, part), len(where), rules))
    return torch.cat(found, dim=1).view(2, len(features), *shape).transpose(0, 1)


def _search_columns(columns: Columns, count: int, rules: Rules) -> Tensor:
    """Height and emptiness (2, K) of K columns."""
    start = [torch.full((count,), float(z), device=columns.device) for z in rules.levels[::-1]]
    heights, hit = highest(columns, start, rules.threshold)
    kept = hit.nonzero()[:, 0]
    heights, columns = heights[kept], columns if len(kept) == count else columns.take(kept)
    empty = ~hit
    for step in _steps(rules):
        heights, hit = highest(columns, [heights + offset * step for offset in OFFSETS], rules.threshold)
        empty[kept] |= ~hit  # rounding may leave no occupied height of one that just was, as published
        heights = torch.where(hit, heights, 0.0)
    result = torch.zeros(2, count, device=columns.device)
    result[0, kept] = torch.where(empty[kept], 0.0, heights)
    result[1] = empty.float()
    return result


def _steps(rules: Rules) -> list[float]:
    return [rules.first_step / rules.z_std / FINER**level for level in range(1, rules.refinements + 1)]


def highest(columns: Columns, heights: Sequence[Tensor], threshold: float) -> tuple[Tensor, Tensor]:
    """The first of some falling heights (each (K,)) that is occupied, quantised, and whether there is one."""
    found = torch.zeros_like(heights[0])
    hit = torch.zeros_like(found, dtype=torch.bool)
    open_: Tensor | None = None  # indices of the columns that are still asked; None: all of them
    there, done = found, hit  # of these
    for level in heights:
        z = level if open_ is None else level.index_select(0, open_)
        new = occupied(columns.logits(z), threshold) & ~done
        there, done = torch.where(new, (z + BASE) - BASE, there), done | new
        if int(done.sum()) <= (1 - KEPT) * len(done):
            continue
        found, hit = _put(found, there, open_), _put(hit, done, open_)
        still = (~done).nonzero()[:, 0]
        open_ = still if open_ is None else open_.index_select(0, still)
        if not len(still):
            return found, hit
        columns, there, done = columns.take(still), found.index_select(0, open_), hit.index_select(0, open_)
    return _put(found, there, open_), _put(hit, done, open_)


def _put(whole: Tensor, part: Tensor, indices: Tensor | None) -> Tensor:
    """A tensor with a part of it changed, that of some indices (None: all)."""
    return part if indices is None else whole.index_copy_(0, indices, part)


def original_search(network: ImpliCity, planes: Sequence[Tensor], rules: Rules) -> Tensor:
    """The same by the published schedule: every height of every column, 300 000 queries at a time."""
    shape, kind = rules.shape, planes[0].device.type
    places = positions(shape, kind)
    answers = []
    for index in range(len(planes[0])):
        of_patch = [plane[index : index + 1] for plane in planes]
        levels = torch.from_numpy(rules.levels).to(kind).expand(len(places), -1)
        empty = torch.zeros(len(places), dtype=torch.bool, device=kind)
        heights = torch.zeros(len(places), device=kind)
        for step in [0.0, *_steps(rules)]:
            if step:
                levels = heights[:, None] + torch.tensor(OFFSETS[::-1], device=kind) * step
            answer = _occupancy(network, of_patch, places, levels, rules.threshold)
            heights = ((levels + BASE) * answer - BASE).amax(1)
            empty |= heights <= -BASE
            heights = torch.where(empty, 0.0, heights)
        answers.append(torch.stack([heights, empty.float()]).view(2, *shape))
    return torch.stack(answers)


def _occupancy(
    network: ImpliCity, planes: Sequence[Tensor], places: Tensor, levels: Tensor, threshold: float
) -> Tensor:
    """Occupancy (K, L), 0 or 1, of heights (K, L) above positions (K, 2)."""
    queries = torch.cat([places[:, None].expand(-1, levels.shape[1], -1), levels[..., None]], dim=-1)
    answers = [
        occupied(network.decoder(part[None], network.sample(planes, part[None, :, :2])), threshold)[0]
        for part in queries.reshape(-1, 3).split(QUERIES)
    ]
    return torch.cat(answers).view(levels.shape).float()

"""The refiner `compact` for inference: the same numbers in fewer walks through memory.

The first layer takes and the last one gives what has full resolution as four numbers for each square of
2 x 2 pixels. Two of them are beside each other in a row of the plane and of the features alike, so they are
moved as one number: no plane is taken apart into quarters, and none is put together again. The finest level
goes through its layers in strips: memory that is taken at once is given back to the system after each tile
and taken again, which costs a fifth of the time. ReLU and sums are done inside convolutions. A softmax does
with one logit less, so the first candidate's is 0: with 48 outputs the last layer takes a quarter less time
than with 52.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from .candidates import COUNT, LARGEST_CORRECTION, REFERENCE, candidates, compressed, surroundings
from .evidence import noise_planes
from .fused import conv_relu, up_add_relu
from .inference import InferenceNetwork
from .quantised import head, stem
from .spans import strips
from .trust import Claim

if TYPE_CHECKING:
    from .compact import Compact

STRIP = 96  # rows of the finest level that go through its layers at once
HALO = 4  # rows around them that its layers see: one for each convolution, and an even number
PAIRS = {2: torch.int32, 4: torch.int64}  # whole numbers as long as two of so many bytes


class FusedCompact(InferenceNetwork):
    """`Compact`, every BatchNorm folded, on the same inputs; for inference alone."""

    memory_format = torch.contiguous_format  # of inputs

    network: Compact

    def __init__(self, network: Compact) -> None:
        super().__init__(network)
        self.stem = _stem(network)
        self.alone = stem(_stem(network), network.encoder[0])  # where nothing is added to what it answers
        self.head = head(_head(network), network.decoder[0])

    def keep_float32(self, cast: FusedCompact) -> None:
        cast.network.trust, cast.network.sides = self.network.trust, self.network.sides

    def answer(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        network = self.network
        heights, void, octaves = network.planes(x)
        surfaces = candidates(heights)
        low = surroundings(surfaces)
        told: list[Any] = network.evidence(x)
        if network.noise is not None:
            told.append([None, *network.noise(noise_planes(surfaces).to(dtype))])
        seen = [by_rows(plane) for plane in (*surfaces, low, void)]
        del surfaces[REFERENCE + 1 :], low
        rows = strips(heights.shape[2] // 2, STRIP)
        skip = torch.cat([self._encoded(seen, told, *each, dtype) for each in rows], dim=2)
        below = network.below(skip, octaves.to(dtype), told)
        found = torch.empty((len(x), 2 + network.doubt, *heights.shape[2:]), device=x.device)
        for each in rows:
            self._decoded(below, skip, seen[:COUNT], found, *each)
        if network.doubt:
            refined, scale, doubt = found.split(1, dim=1)
            claim = network.at_walls(Claim(surfaces, refined, doubt, scale, octaves), x)
            return torch.cat(network.settled(claim), dim=1)
        return found

    def _encoded(
        self,
        seen: Sequence[Tensor],
        told: Sequence[Sequence[Tensor | None]],
        first: int,
        last: int,
        dtype: torch.dtype,
    ) -> Tensor:
        """Features (N, C, rows, w) of rows of the finest level, of planes by rows."""
        top, bottom = max(first - HALO, 0), min(last + HALO, seen[0].shape[2])
        *surfaces, low, void = (plane[:, :, top:bottom] for plane in seen)
        reference = surfaces.pop(REFERENCE)
        used = surfaces if self.network.inputs == "candidates" else surfaces[:1]
        differences = (
            surface - other for surface, other in [*((s, reference) for s in used), (reference, low)]
        )
        level = pixelwise([*map(compressed, differences), void], dtype)
        added = [each for each in (levels[0] for levels in told) if each is not None]
        level = self.stem(level) if added else conv_relu(self.alone, level)
        for more in added:
            level.add_(more[:, :, top:bottom])
        level = self.network.encoder[0](level.relu_() if added else level)
        return level[:, :, first - top : last - top]

    def _decoded(
        self, below: Tensor, skip: Tensor, seen: Sequence[Tensor], found: Tensor, first: int, last: int
    ) -> None:
        """Write rows of heights and of log scales into `found` (N, K, H, W), of surfaces by rows."""
        network, rows = self.network, skip.shape[2]
        top, bottom = max(first - HALO, 0), min(last + HALO, rows)
        level = up_add_relu(network.up[0], below[:, :, top // 2 : (bottom + 1) // 2], skip[:, :, top:bottom])
        bands = planewise(self.head(network.decoder[0](level))[:, :, first - top : last - top])
        surfaces = [plane[:, :, first:last] for plane in seen]
        more = network.choices - 1
        correction, *rest = bands[:, more:].unbind(1)
        refined = surfaces[0] + LARGEST_CORRECTION * torch.tanh(correction / LARGEST_CORRECTION)
        if network.head_kind == "blend":
            refined = refined + blended(bands[:, :more], surfaces)
        for k, band in enumerate((refined, *rest)):
            by_rows(found[:, k : k + 1])[:, :, first:last] = band


def by_rows(plane: Tensor) -> Tensor:
    """A plane (N, 1, H, W) as its even rows and its odd ones (N, 2, H / 2, W); the memory stays the same."""
    return plane[:, 0].unflatten(1, (-1, 2)).transpose(1, 2)


def pixelwise(planes: Sequence[Tensor], dtype: torch.dtype) -> Tensor:
    """Planes by rows (N, 2, h, W) as features (N, 4 planes, h, W / 2), those of `pixel_unshuffle`, that lie
    pixel by pixel, as convolutions on processors want them.
    """
    (batch, _, height, width), pair = planes[0].shape, PAIRS[dtype.itemsize]
    rows = torch.empty((batch, len(planes), 2, height, width), dtype=dtype, device=planes[0].device)
    for into, plane in zip(rows.unbind(1), planes):
        into.copy_(plane)
    turned = [each.view(pair).flatten(2).flatten(0, 1).t().contiguous() for each in rows]
    return _stacked(turned).view(dtype).unflatten(1, (height, width // 2)).permute(0, 3, 1, 2)


def planewise(features: Tensor) -> Tensor:
    """Features (N, 4 K, h, w) as planes by rows (N, K, 2, h, 2 w), those of `pixel_shuffle`, in float32."""
    (_, channels, height, width), pair = features.shape, PAIRS[features.dtype.itemsize]
    pixels = features.permute(0, 2, 3, 1).contiguous().flatten(1, 2)  # they lie so where a processor computes
    turned = [each.view(pair).t().contiguous() for each in pixels]
    rows = _stacked(turned).view(features.dtype).float()
    return rows.view(len(features), channels // 4, 2, height, 2 * width)


def _stacked(tensors: list[Tensor]) -> Tensor:
    """Tensors as a batch; one alone, the usual case, is not copied."""
    return torch.stack(tensors) if len(tensors) > 1 else tensors[0][None]


def blended(logits: Tensor, surfaces: Sequence[Tensor]) -> Tensor:
    """What the mean of K surfaces by rows (N, 2, h, W) is above the first one, by the softmax of 0 and of
    logits (N, K - 1, 2, h, W).
    """
    highest = logits.amax(dim=1).clamp_min_(0)
    total, weighted = (-highest).exp_(), torch.zeros_like(highest)
    for logit, surface in zip(logits.unbind(1), surfaces[1:]):
        weight = (logit - highest).exp_()
        total += weight
        weighted.addcmul_(weight, surface - surfaces[0])
    return weighted / total


def _stem(network: Compact) -> nn.Conv2d:
    """The first convolution on quarters of its planes, without that of the reference."""
    weight = network.stem.weight.detach()  # (widths[0], C, 6, 6)
    if network.inputs == "candidates":
        weight = torch.cat([weight[:, :REFERENCE], weight[:, REFERENCE + 1 :]], dim=1)
    return of_quarters(weight, network.stem.bias)


def of_quarters(weight: Tensor, bias: Tensor | None) -> nn.Conv2d:
    """A convolution (K, C, 6, 6) by steps of two with a border of two, on planes that lie in quarters."""
    weight = weight.detach().unflatten(3, (3, 2)).unflatten(2, (3, 2))
    return _convolution(weight.permute(0, 1, 3, 5, 2, 4).flatten(1, 3), bias)


def _head(network: Compact) -> nn.Conv2d:
    """The last convolution without the first candidate's logit, taken from the other ones."""
    parts = []
    for values in network.head.parameters():
        rows = values.detach().unflatten(0, (-1, 4))
        logits = rows[1 : network.choices] - rows[:1]
        parts.append(torch.cat([logits, rows[network.choices :]]).flatten(0, 1))
    return _convolution(*parts)


def _convolution(weight: Tensor, bias: Tensor | None) -> nn.Conv2d:
    """A convolution of 3 x 3 with a border of zeros."""
    made = nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1)
    made.weight = nn.Parameter(weight.clone())
    made.bias = None if bias is None else nn.Parameter(bias.detach().clone())
    return made

"""The refiner `compact` for inference: the same numbers in fewer walks through memory.

What has full resolution lies as four planes of half resolution, (N, 4, h, w), one for each place that a
pixel can have in a square of 2 x 2: so the first layer and the last need no shuffle. The finest level goes
through its layers in strips: memory that is taken at once is given back to the system after each tile and
taken again, which costs a fifth of the time. ReLU and sums are done inside convolutions. A softmax does with
one logit less, so the first candidate's is 0: with 48 outputs the last layer takes a quarter less time than
with 52.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from .candidates import COUNT, LARGEST_CORRECTION, REFERENCE, candidates, compressed, surroundings
from .evidence import noise_planes
from .fused import conv_relu
from .inference import InferenceNetwork
from .spans import strips
from .trust import Claim

if TYPE_CHECKING:
    from .compact import Compact

STRIP = 96  # rows of the finest level that go through its layers at once
HALO = 4  # rows around them that its layers see: one for each convolution, and an even number


class FusedCompact(InferenceNetwork):
    """`Compact`, every BatchNorm folded, on the same inputs; for inference alone."""

    memory_format = torch.contiguous_format  # of inputs

    network: Compact

    def __init__(self, network: Compact) -> None:
        super().__init__(network)
        self.stem, self.head = _stem(network), _head(network)

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
        parts = heights.new_empty(len(x), COUNT, 4, *(side // 2 for side in heights.shape[2:]))
        for k, surface in enumerate(surfaces):
            quarters(surface, parts[:, k])
        beside = quarters(low), quarters(void)
        del surfaces[REFERENCE + 1 :], low
        rows = strips(parts.shape[-2], STRIP)
        skip = torch.cat([self._encoded(parts, beside, told, *each, dtype) for each in rows], dim=2)
        below = network.below(skip, octaves.to(dtype), told)
        found = torch.empty((len(x), 2 + network.doubt, *heights.shape[2:]), device=x.device)
        for each in rows:
            self._decoded(below, skip, parts, found, *each)
        if network.doubt:
            refined, scale, doubt = found.split(1, dim=1)
            claim = network.at_walls(Claim(surfaces, refined, doubt, scale, octaves), x)
            return torch.cat(network.settled(claim), dim=1)
        return found

    def _encoded(
        self,
        parts: Tensor,
        beside: tuple[Tensor, Tensor],
        told: Sequence[Sequence[Tensor | None]],
        first: int,
        last: int,
        dtype: torch.dtype,
    ) -> Tensor:
        """Features (N, C, rows, w) of rows of the finest level."""
        top, bottom = max(first - HALO, 0), min(last + HALO, parts.shape[-2])
        seen = parts[..., top:bottom, :]
        reference = seen[:, REFERENCE]
        low, void = (each[..., top:bottom, :] for each in beside)
        used = [k for k in range(COUNT) if k != REFERENCE] if self.network.inputs == "candidates" else [0]
        planes = [compressed(seen[:, k] - reference).to(dtype) for k in used]
        planes += [compressed(reference - low).to(dtype), void.to(dtype)]
        level = pixelwise(torch.cat(planes, dim=1))
        added = [each for each in (levels[0] for levels in told) if each is not None]
        level = self.stem(level) if added else conv_relu(self.stem, level)
        for more in added:
            level.add_(more[:, :, top:bottom])
        level = self.network.encoder[0](level.relu_() if added else level)
        return level[:, :, first - top : last - top]

    def _decoded(
        self, below: Tensor, skip: Tensor, parts: Tensor, found: Tensor, first: int, last: int
    ) -> None:
        """Write rows of heights and of log scales into `found` (N, K, H, W)."""
        network, rows = self.network, parts.shape[-2]
        top, bottom = max(first - HALO, 0), min(last + HALO, rows)
        level = network.up[0](below[:, :, top // 2 : (bottom + 1) // 2])
        level = level.add_(skip[:, :, top:bottom]).relu_()
        bands = self.head(network.decoder[0](level))[:, :, first - top : last - top]
        bands = planewise(bands).unflatten(1, (-1, 4))
        seen = parts[..., first:last, :]
        more = network.choices - 1
        correction, *rest = bands[:, more:].unbind(1)
        refined = seen[:, 0] + LARGEST_CORRECTION * torch.tanh(correction / LARGEST_CORRECTION)
        if network.head_kind == "blend":
            refined = refined + blended(bands[:, :more], seen)
        target = found.unflatten(3, (-1, 2)).unflatten(2, (-1, 2))[:, :, first:last]
        for k, band in enumerate((refined, *rest)):
            target[:, k] = band.unflatten(1, (2, 2)).permute(0, 3, 1, 4, 2)


def quarters(planes: Tensor, into: Tensor | None = None) -> Tensor:
    """A plane (N, 1, H, W) as four (N, 4, H / 2, W / 2): `pixel_unshuffle` by 2, a third of its time."""
    n, _, height, width = planes.shape
    found = planes.new_empty(n, 4, height // 2, width // 2) if into is None else into
    for row in (0, 1):
        for col in (0, 1):
            found[:, 2 * row + col].copy_(planes[:, 0, row::2, col::2])
    return found


def pixelwise(planes: Tensor) -> Tensor:
    """Planes (N, C, h, w) laid pixel by pixel, as convolutions on processors want them."""
    size = planes.shape[2:]
    turned = [each.flatten(1).t().contiguous().unflatten(0, size) for each in planes]
    return torch.stack(turned).permute(0, 3, 1, 2) if len(turned) > 1 else turned[0][None].permute(0, 3, 1, 2)


def planewise(features: Tensor) -> Tensor:
    """Features (N, C, h, w) that lie pixel by pixel as planes of float32."""
    size = features.shape[2:]
    turned = [each.permute(1, 2, 0).flatten(0, 1).t().contiguous().float() for each in features]
    return torch.stack(turned).unflatten(2, size) if len(turned) > 1 else turned[0][None].unflatten(2, size)


def blended(logits: Tensor, surfaces: Tensor) -> Tensor:
    """What the mean of surfaces (N, K, 4, h, w) is above the first one, by the softmax of 0 and of logits
    (N, K - 1, 4, h, w).
    """
    highest = logits.amax(dim=1).clamp_min_(0)
    total, weighted = (-highest).exp_(), torch.zeros_like(highest)
    for logit, surface in zip(logits.unbind(1), surfaces.unbind(1)[1:]):
        weight = (logit - highest).exp_()
        total += weight
        weighted.addcmul_(weight, surface - surfaces[:, 0])
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

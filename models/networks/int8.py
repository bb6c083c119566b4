"""Convolutions in whole numbers of 8 bits, for inference on processors that multiply them fastest.

Post-training quantisation (Jacob et al., CVPR 2018): features are whole numbers from 0 to 255 with a step for
each channel, as are weights from -127 to 127; sums are exact. Steps of what a layer takes and gives are part
of its weights (cross-layer equalisation, Nagel et al., ICCV 2019). Weights are no parameters here: a change
of type for other layers is none for them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

MOST, LARGEST_WEIGHT = 255, 127
# Of the numbers of a map, those at the end of its range. Of scenes kept aside, which made the ranges, one in
# forty has a map with more; towers of hundreds of pixels, which refiners spoilt in numbers, 0.0004 to 0.01.
LARGEST_SHARE = 3e-4
LEAST = 1e-6  # of steps: a layer that is always given zeros has one too


class Scale(NamedTuple):
    """Values (N, C, h, w) as whole numbers: value = (number - zero) * steps (C)."""

    steps: Tensor
    zero: int

    @classmethod
    def over(cls, lowest: Tensor, highest: Tensor, profile: Tensor) -> Scale:
        """The scale of ranges of channels (C), widened to hold 0, its steps a multiple of a profile (C)."""
        least = float((lowest / profile).min().clamp_max(0))
        step = max((float((highest / profile).max().clamp_min(0)) - least) / MOST, LEAST)
        return cls(step * profile, min(max(round(-least / step), 0), MOST))

    def of(self, values: Tensor) -> Tensor:
        """Values as numbers (uint8), the nearest ones."""
        numbers = (values / self.steps[:, None, None]).add_(self.zero + 0.5)
        return numbers.clamp_(0, MOST).to(torch.uint8)

    def times(self, other: Scale) -> float:
        """How many times as large its steps are as another one's of the same profile."""
        return float(self.steps[0] / other.steps[0])


class BeyondRanges(Exception):  # noqa: N818 - nothing is wrong
    """More of a map than ever in the data of its ranges lies at their end."""


def within(numbers: Tensor) -> Tensor:
    """A map (N, C, h, w), unless so much of one of its batch lies at the end of its ranges that floats must
    answer: BeyondRanges.
    """
    if numbers.dtype == torch.uint8:
        most = int((numbers == MOST).sum((1, 2, 3)).max())
        if most > LARGEST_SHARE * numbers[0].numel():
            raise BeyondRanges
    return numbers


class Kernel:
    """The weights (C, c, h, w) of a convolution on numbers of a scale, in oneDNN's order; `given`: the scale
    of its answers, if these are numbers.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor | None,
        taken: Scale,
        given: Scale | None = None,
        stride: int = 1,
        padding: int = 0,
    ) -> None:
        weight = weight.detach().float() * taken.steps[:, None, None]
        self.bias = torch.zeros(len(weight)) if bias is None else bias.detach().float()
        if given is not None:
            weight, self.bias = weight / given.steps[:, None, None, None], self.bias / given.steps
        steps = weight.abs().flatten(1).amax(1).clamp_min(LEAST) / LARGEST_WEIGHT
        numbers = (weight / steps[:, None, None, None]).round_().to(torch.int8)
        zero, kind = (0, (torch.float32, "none")) if given is None else (given.zero, (torch.uint8, "relu"))
        self._answer = 1.0, zero, *kind
        self._taken, self._shape = (1.0, taken.zero), ([stride] * 2, [padding] * 2, [1, 1], 1)
        packed = torch.ops.onednn.qconv_prepack(numbers, steps, *self._taken, *self._shape)
        self._weights = packed, steps, torch.zeros(len(weight), dtype=torch.int64)

    def __call__(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Values (N, C, h, w), float32, of numbers (N, c, H, W), or the numbers of their ReLU; `bias`: in
        place of its own.
        """
        x, bias = x.contiguous(memory_format=torch.channels_last), self.bias if bias is None else bias
        called = torch.ops.onednn.qconv2d_pointwise
        return called(x, *self._taken, *self._weights, bias, *self._shape, *self._answer, [], "")

    def add_relu(self, x: Tensor, other: Tensor, added: tuple[float, int]) -> Tensor:
        """Numbers of the ReLU of values plus others, which are overwritten; `added`: how many times as large
        the others' steps are, and which of them is zero.
        """
        x, other = (each.contiguous(memory_format=torch.channels_last) for each in (x, other))
        then: tuple[Any, ...] = (*added, "sum", 1.0, "relu", [], "")
        called = torch.ops.onednn.qconv2d_pointwise.binary
        shape, answer = self._shape, self._answer[:3]
        return called(x, *self._taken, *self._weights, other, self.bias, *shape, *answer, *then)


class Int8Conv(nn.Module):
    """A convolution on numbers of a scale `taken`; `given`: the scale of what it answers with a ReLU,
    `added`: of what is added before, of the same profile. `guarded`: numbers must be `within` their ranges.
    """

    def __init__(
        self, layer: nn.Conv2d, taken: Scale, given: Scale | None = None, added: Scale | None = None
    ) -> None:
        super().__init__()
        self.guarded = False
        self.out_channels, self.taken, self.given = layer.out_channels, taken, given
        self._added = None if added is None or given is None else (added.times(given), added.zero)
        stride, padding = layer.stride[0], int(layer.padding[0])
        self._kernel = Kernel(layer.weight, layer.bias, taken, given, stride, padding)

    def forward(self, x: Tensor) -> Tensor:
        """Values (N, C, h, w), float32, where there is no scale for numbers."""
        return self._kernel(x)

    def relu(self, x: Tensor, shift: Tensor | None = None) -> Tensor:
        """Numbers of the ReLU of values plus a shift (N, C, 1, 1)."""
        if self.given is None:
            raise ValueError("This layer answers with values.")
        if shift is None:
            return within(self._kernel(x)) if self.guarded else self._kernel(x)
        # A shift is part of the bias, of which all of a batch have one.
        biases = [self._kernel.bias + each.flatten() / self.given.steps for each in shift]
        parts = [self._kernel(part, bias) for part, bias in zip(x.split(1), biases)]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def add_relu(self, x: Tensor, other: Tensor) -> Tensor:
        """Numbers of the ReLU of values plus other ones, which are overwritten."""
        if self._added is None:
            raise ValueError("This layer adds nothing.")
        return self._kernel.add_relu(x, other, self._added)


class Int8Up(nn.Module):
    """A transposed convolution by steps of two on numbers of a scale, plus a skip of another, with a ReLU."""

    def __init__(self, layer: nn.ConvTranspose2d, taken: Scale, added: Scale, given: Scale) -> None:
        super().__init__()
        self._added = added.times(given), added.zero
        bias = None if layer.bias is None else layer.bias.repeat(2)
        pairs = Scale(given.steps.repeat(2), given.zero)
        # Rows of its answer are those of two convolutions of single pixels, for even and for odd ones.
        weights = [rows.permute(2, 1, 0).flatten(0, 1)[:, :, None, None] for rows in layer.weight.unbind(2)]
        self._kernels = [Kernel(weight, bias, taken, pairs) for weight in weights]

    def add_relu(self, below: Tensor, skip: Tensor) -> Tensor:
        """Numbers (N, c, 2 h, 2 w) of features (N, C, h, w) and a skip (N, c, 2 h, 2 w)."""
        batch, channels, height, width = skip.shape
        pixels, rows = skip.permute(0, 2, 3, 1), []
        for first, kernel in enumerate(self._kernels):
            other = pixels[:, first::2].reshape(batch, height // 2, width // 2, 2 * channels)
            # A copy in any case: it is overwritten.
            other = other.permute(0, 3, 1, 2).clone(memory_format=torch.channels_last)
            rows.append(kernel.add_relu(below, other, self._added).permute(0, 2, 3, 1))
        return torch.stack(rows, 2).reshape(batch, height, width, channels).permute(0, 3, 1, 2)


class Int8Stem(nn.Module):
    """A convolution of values, in their own type, that answers with numbers of its ReLU."""

    def __init__(self, layer: nn.Conv2d, given: Scale) -> None:
        super().__init__()
        bias = torch.zeros(layer.out_channels) if layer.bias is None else layer.bias.detach()
        layer.weight = nn.Parameter(layer.weight.detach() / given.steps[:, None, None, None])
        layer.bias = nn.Parameter(bias / given.steps + 0.5)  # so that whole numbers below are the nearest
        self.layer = layer


@lru_cache(maxsize=1)
def is_fast() -> bool:
    """Whether this processor multiplies whole numbers of 8 bits in instructions of its own (VNNI), and
    oneDNN's convolutions of them are here and do what they should; torch does not promise them.
    """
    avx2 = getattr(torch.cpu, "_is_avx2_supported", None) if hasattr(torch, "cpu") else None
    return bool(callable(avx2) and avx2()) and _is_right()


def _is_right() -> bool:
    """Whether sums of large numbers are right: without VNNI, processors with AVX2 cut them off."""
    layer = nn.Conv2d(16, 16, 3, padding=1).requires_grad_(False)
    layer.weight.copy_(torch.linspace(-1, 1, 16 * 16 * 9).sin().reshape(16, 16, 3, 3))
    values = torch.linspace(-1, 2, 16 * 64).reshape(1, 16, 8, 8)
    one = torch.ones(16)
    plain, taken, given = layer(values), Scale.over(-one, 2 * one, one), Scale.over(0 * one, 80 * one, one)
    numbers = taken.of(values)
    try:
        inside = Int8Conv(layer, taken, given, added=taken)
        sums = inside.relu(numbers), inside.add_relu(numbers, numbers.clone())
        found = [Int8Conv(layer, taken)(numbers), *(each.float() * given.steps[0] for each in sums)]
    except (AttributeError, RuntimeError, TypeError):
        return False
    expected = [plain, plain.relu(), (plain + values).relu()]
    return all(torch.allclose(a, b, atol=0.5) for a, b in zip(found, expected))  # of sums of up to 70

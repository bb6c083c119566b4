"""The finder of buildings in imagery for inference: the same numbers in fewer walks through memory.

The finest level, where most of the memory is, goes through its layers in strips that stay in the caches; ReLU
and sums are done inside convolutions, in the type that autocast asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor
from torch.nn import functional

from .compact_fused import by_rows, planewise
from .fused import conv_relu6
from .inference import InferenceNetwork, with_finer
from .spans import strips

if TYPE_CHECKING:
    from .imagery_unet import Bottleneck, ImageryUNet, Seen, Told

STRIP = 96  # rows of the finest level that go through its layers at once
HALO = 4  # rows around them that the decoder's see: one for each convolution, and an even number


class FusedImagery(InferenceNetwork):
    """`ImageryUNet`, every BatchNorm folded, on the same inputs; for inference alone."""

    memory_format = torch.contiguous_format  # of inputs: planes are cut and resized one by one

    network: ImageryUNet

    def answer(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        network = self.network
        seen = network.seen(x.float())
        logits = self._look(seen, dtype)
        if network.looks_twice(x):
            # One after another: a batch that fits as it is does not in quarters.
            finer = (self._look(seen.quarters(index), dtype) for index in range(len(x)))
            logits = with_finer(logits, finer)
        return network.as_given(logits, seen.factor)

    def _look(self, seen: Seen, dtype: torch.dtype) -> Tensor:
        """Logits (N, 2, H, W) float32 of the pixels that are looked at."""
        network, octaves = self.network, seen.octaves.to(dtype)
        finest, quarter = self._encoded(seen.colours, dtype)
        *levels, deepest = network.image.further(quarter)
        levels = [finest, *levels]
        told, sizes = network.told(seen.heights, octaves), network.sizes(octaves)
        below = network.below(deepest, levels, told, sizes)
        return self._decoded(below, finest, told, sizes)

    def _encoded(self, colours: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Features at 1/2 and 1/4."""
        image = self.network.image
        halving, *rest = cast("Sequence[Bottleneck]", image.stages[1])
        height = colours.shape[2] // 2
        seen = functional.pad(colours, (0, 1, 0, 1)).to(dtype)
        finest, quarter = [], []
        for first, last in strips(height, STRIP):
            # One row above for the filter of the first stage; below one for it and one for the halving.
            top, bottom = max(first - 1, 0), min(last + 2, height)
            part = seen[:, :, 2 * top : 2 * bottom + 1].contiguous(memory_format=torch.channels_last)
            level = image.stages[0](conv_relu6(image.stem, part))
            level = level[:, :, first - top : min(last + 1, height) - top]
            finest.append(level[:, :, : last - first])
            quarter.append(halving.folded(level, last == height))
        below = torch.cat(quarter, dim=2)
        for block in rest:
            below = block(below)
        return torch.cat(finest, dim=2), below

    def _decoded(self, below: Tensor, finest: Tensor, told: Told | None, sizes: Sequence[Tensor]) -> Tensor:
        """Logits (N, 2, H, W) float32."""
        network, height = self.network, finest.shape[2]
        found = torch.empty((len(finest), 2, 2 * height, 2 * finest.shape[3]), device=finest.device)
        for first, last in strips(height, STRIP):
            top, bottom = max(first - HALO, 0), min(last + HALO, height)
            rows = slice(top, bottom)
            part = None if told is None else told.rows(rows)
            level = network.level(0, below[:, :, top // 2 : bottom // 2], finest[:, :, rows], part, sizes)
            bands = planewise(network.head(level)[:, :, first - top : last - top])
            for k, band in enumerate(bands.unbind(1)):
                by_rows(found[:, k : k + 1])[:, :, first:last] = band
        return found

"""Pix2pix's U-Net generators: the published one, and the footprint network trained with reinforced contours.

P. Isola, J.-Y. Zhu, T. Zhou and A. A. Efros, "Image-to-image translation with conditional adversarial
networks", CVPR 2017. The published one (`unet_256`) nests its blocks, and so do its parameter names. The
footprint network is the form of TensorFlow's tutorial: every level but the first is normalised, the
bottleneck too, activations precede the skips, and BatchNorm has that framework's constants. No weights of it
were published.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .patchgan import check_counts, norm_layer

FEWEST_LEVELS, MOST_LEVELS = 5, 10  # the published generator has five at least; ten make one pixel of 1,024
EPS, MOMENTUM = 1e-3, 0.01  # of BatchNorm in Keras


class UnetGenerator(nn.Module):
    """Input (N, input_channels, H, W), output (N, output_channels, H, W) in [-1, 1].

    H and W are multiples of 2 ** levels.
    """

    def __init__(
        self,
        input_channels: int = 3,
        output_channels: int = 3,
        width: int = 64,
        levels: int = 8,
        norm: str = "batch",
        dropout: bool = True,
    ) -> None:
        super().__init__()
        check_counts(input_channels, output_channels, width)
        check_counts(levels, most=MOST_LEVELS)
        if levels < FEWEST_LEVELS:
            raise Unfit("{levels} levels are less than {fewest}", levels=levels, fewest=FEWEST_LEVELS)
        widths = [width * min(2**level, 8) for level in range(levels)]
        block = None
        for level in range(levels - 1, 0, -1):
            block = SkipBlock(
                widths[level - 1], widths[level], norm, block, dropout and 4 <= level < levels - 1
            )
        self.model = Outermost(input_channels, output_channels, width, norm, block)

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


class Outermost(nn.Module):
    """The first and the last convolution, around all the others."""

    def __init__(self, inputs: int, outputs: int, width: int, norm: str, submodule: SkipBlock | None) -> None:
        super().__init__()
        bias = norm_layer(norm)[1]
        inner = [] if submodule is None else [submodule]
        self.model = nn.Sequential(
            nn.Conv2d(inputs, width, 4, 2, 1, bias=bias),
            *inner,
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * width, outputs, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


class SkipBlock(nn.Module):
    """Half the resolution and back, with all that is deeper inside; the result follows the input."""

    def __init__(
        self, outer: int, inner: int, norm: str, submodule: SkipBlock | None, dropout: bool = False
    ) -> None:
        super().__init__()
        make_norm, bias = norm_layer(norm)
        layers: list[nn.Module] = [
            nn.LeakyReLU(0.2, inplace=True),  # in place: the skip is the activated input, as published
            nn.Conv2d(outer, inner, 4, 2, 1, bias=bias),
        ]
        if submodule is not None:
            layers += [make_norm(inner), submodule]
        layers.append(nn.ReLU(inplace=True))
        channels = inner if submodule is None else 2 * inner
        layers += [nn.ConvTranspose2d(channels, outer, 4, 2, 1, bias=bias), make_norm(outer)]
        if dropout:
            layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        answer = self.model(x)
        return torch.cat([x, answer], dim=1)


class FootprintGenerator(nn.Module):
    """Image (N, 3, H, W) to picture of footprints (N, 3, H, W), both in [-1, 1]; multiples of 256 px.

    Without `tanh` the answer is logits, of classes for example.
    """

    def __init__(
        self,
        input_channels: int = 3,
        output_channels: int = 3,
        width: int = 64,
        norm: str = "batch",
        tanh: bool = True,
    ) -> None:
        super().__init__()
        check_counts(input_channels, output_channels, width)
        self.tanh = tanh
        widths = [input_channels, *(width * factor for factor in (1, 2, 4, 8, 8, 8, 8, 8))]
        depth = len(widths) - 1
        self.down = nn.ModuleList()
        for number, (inputs, outputs) in enumerate(zip(widths, widths[1:]), start=1):
            # one value per image has no statistics, so instance norm leaves the bottleneck out
            plain = number == 1 or (number == depth and norm == "instance")
            self.down.append(_keras_down(inputs, outputs, "none" if plain else norm))
        self.up = nn.ModuleList()
        inputs = widths[-1]
        for number, outputs in enumerate(reversed(widths[1:-1]), start=1):
            self.up.append(_keras_up(inputs, outputs, norm, dropout=number <= 3))
            inputs = 2 * outputs
        self.last = nn.ConvTranspose2d(inputs, output_channels, 4, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for down in self.down:
            x = down(x)
            skips.append(x)
        skips.pop()
        for up in self.up:
            x = torch.cat([up(x), skips.pop()], dim=1)
        answer = self.last(x)
        return torch.tanh(answer) if self.tanh else answer


def pix2pix(variant: str = "unet", **options: Any) -> nn.Module:
    """A generator by its variant: "unet", the published one, or "footprint"."""
    if variant not in VARIANTS:
        raise Unfit(
            "{option} '{value}' is none of {known}",
            option="variant",
            value=variant,
            known=", ".join(VARIANTS),
        )
    return VARIANTS[variant](**options)


class SteadyBatchNorm(nn.BatchNorm2d):
    """BatchNorm that falls back on its running statistics where a batch has one value per channel.

    At 1 x 1 px and batch 1 such a value would always be normalised to nothing, and PyTorch refuses it.
    """

    def forward(self, x: Tensor) -> Tensor:
        if self.training and x.numel() == x.shape[1]:
            return functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(x)


def _keras_norm(name: str, channels: int) -> nn.Module:
    if name == "batch":
        return SteadyBatchNorm(channels, EPS, MOMENTUM)
    return norm_layer(name)[0](channels)


def _keras_down(inputs: int, outputs: int, norm: str) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False),
        _keras_norm(norm, outputs),
        nn.LeakyReLU(0.2, inplace=True),
    )


def _keras_up(inputs: int, outputs: int, norm: str, dropout: bool) -> nn.Sequential:
    return nn.Sequential(
        nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False),
        _keras_norm(norm, outputs),
        nn.Dropout(0.5 if dropout else 0.0),
        nn.ReLU(inplace=True),
    )


VARIANTS = {"unet": UnetGenerator, "footprint": FootprintGenerator}

"""SatGen-CV: an image generator for masks of roads and buildings, and its spectrally normalised PatchGAN.

P. Isola, J.-Y. Zhu, T. Zhou and A. Efros, "Image-to-image translation with conditional adversarial networks",
CVPR 2017; T. Miyato, T. Kataoka, M. Koyama and Y. Yoshida, "Spectral normalization for generative adversarial
networks", ICLR 2018. Parameter names are those of the published checkpoints: their weights load. Checkpoints
of the older generation have BatchNorm, plain ReLU in the encoder and no spectral normalisation.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit

NORMS = ("instance", "batch")
MOST_CHANNELS = 4096  # a card that asks for more is hostile
LARGE_MAP = 1024  # pixels
DROPOUT = 0.5  # as published
SLOPE = 0.2  # of leaky rectifiers, as published
WIDTHS = (1, 2, 4, 8, 8, 8, 8, 8)  # of the encoder's levels, in units of `features`


class Generator(nn.Module):
    """U-Net of eight levels: masks (N, in_channels, H, W) to images (N, out_channels, H, W), both in -1..1.

    H and W are multiples of 256. One more input channel holds numbers, 0 or 1 / (1 - rate), by which the
    features that training drops at random are multiplied: dropout that depends on the input alone.
    """

    def __init__(
        self, in_channels: int = 2, out_channels: int = 3, features: int = 64, norm: str = "instance"
    ) -> None:
        super().__init__()
        _check(norm, in_channels, out_channels, features)
        widths = [features * width for width in WIDTHS]
        slope = SLOPE if norm == "instance" else 0.0
        self.in_channels = in_channels
        self.initial_down = nn.Sequential(_halving(in_channels, widths[0]), nn.LeakyReLU(slope, inplace=True))
        for level, (narrow, wide) in enumerate(zip(widths[:-2], widths[1:-1]), start=1):
            self.add_module(f"down{level}", Block(_halving(narrow, wide), wide, norm, slope))
        self.bottleneck = nn.Sequential(_halving(widths[-2], widths[-1]), nn.LeakyReLU(slope, inplace=True))
        inputs = [widths[-1], *(2 * width for width in widths[-2:0:-1])]
        for level, (wide, narrow) in enumerate(zip(inputs, widths[-2::-1]), start=1):
            rate = DROPOUT if level <= 3 else 0.0
            self.add_module(f"up{level}", Block(_doubling(wide, narrow), narrow, norm, 0.0, rate))
        self.final = nn.Sequential(_doubling(2 * widths[0], out_channels), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        x, kept = x[:, : self.in_channels], x[:, self.in_channels :]
        skips = [self.initial_down(x)]
        for level in range(1, 7):
            skips.append(self.get_submodule(f"down{level}")(skips[-1]))
        x = self.bottleneck(skips[-1])
        for level in range(1, 8):
            x = self.get_submodule(f"up{level}")(x)
            if kept.shape[1] and level <= 3:
                x = x * _kept(kept, level, x)
            x = torch.cat((x, skips.pop()), dim=1)
        image: Tensor = self.final(x)
        return image

    def fuse(self) -> nn.Module:
        """An equivalent network for inference: the image in about half the time."""
        norms = [module for module in self.modules() if isinstance(module, nn.InstanceNorm2d)]
        return Lean(self) if norms else copy.deepcopy(self).eval()


class Lean(nn.Module):
    """A generator with instance norm as it runs best: channels last, no biases that the norm takes off again,
    features written where the next level expects them, and a last level that computes each pixel of a
    doubled image as a channel of the small one.
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.in_channels = generator.in_channels
        generator.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # shared, not doubled
        self.first = nn.ParameterList(map(_shared, generator.initial_down[0].parameters()))
        self.bottleneck = nn.ParameterList(map(_shared, generator.bottleneck[0].parameters()))
        self.downs = nn.ParameterList(_shared(_weight(generator, f"down{level}")) for level in range(1, 7))
        self.ups = nn.ParameterList(_shared(_weight(generator, f"up{level}")) for level in range(1, 8))
        self.final = _subpixel(generator.final[0])
        self._short: tuple[list[Tensor], list[Tensor]] | None = None
        self._room: dict[int, Tensor] = {}

    def forward(self, x: Tensor) -> Tensor:
        x, kept = x[:, : self.in_channels], x[:, self.in_channels :]
        downs, ups = self._levels(x.device.type)
        x = functional.leaky_relu_(functional.conv2d(x, self.first[0], self.first[1], 2, 1), SLOPE)
        joined = [self._beside(x, 0)]
        for level, weight in enumerate(downs, start=1):
            x = _normed(functional.conv2d(x, weight, None, 2, 1))
            x = functional.leaky_relu_(x, SLOPE)
            joined.append(self._beside(x, level))
        x = functional.leaky_relu_(functional.conv2d(x, self.bottleneck[0], self.bottleneck[1], 2, 1), SLOPE)
        for level, weight in enumerate(ups, start=1):
            x = _normed(functional.conv_transpose2d(x, weight, None, 2, 1))
            both = joined.pop()
            active = torch.clamp_min(x, 0, out=both[:, : x.shape[1]])
            if kept.shape[1] and level <= 3:
                active.mul_(_kept(kept, level, x))
            x = both
        return torch.tanh(functional.pixel_shuffle(self.final(x), 2))

    def _levels(self, kind: str) -> tuple[Sequence[Tensor], Sequence[Tensor]]:
        """The weights on the way down and up; under autocast on the CPU in its type, made once for all."""
        if kind != "cpu" or not torch.is_autocast_enabled(kind):
            return list(self.downs), list(self.ups)
        dtype = torch.get_autocast_dtype(kind)
        if self._short is None or self._short[0][0].dtype != dtype:
            self._short = [w.to(dtype) for w in self.downs], [w.to(dtype) for w in self.ups]
        return self._short

    def _beside(self, skip: Tensor, level: int) -> Tensor:
        """Room for as many channels again before those of a skip, kept from batch to batch: fresh memory of
        this size costs more than the copy.
        """
        both = self._room.get(level)
        shape = (len(skip), 2 * skip.shape[1], *skip.shape[2:])
        if both is None or both.shape != shape or both.dtype != skip.dtype or both.device != skip.device:
            both = torch.empty(shape, dtype=skip.dtype, device=skip.device, memory_format=torch.channels_last)
            self._room[level] = both
        both[:, skip.shape[1] :] = skip
        return both


class Block(nn.Module):
    """Convolution, normalisation, activation and, in training, dropout."""

    def __init__(
        self, convolution: nn.Module, channels: int, norm: str, slope: float, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.conv = convolution
        self.bn = nn.BatchNorm2d(channels) if norm == "batch" else nn.InstanceNorm2d(channels)
        self.relu = nn.LeakyReLU(slope, inplace=True) if slope else nn.ReLU(inplace=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.dropout(self.relu(self.bn(self.conv(x))))
        return y


class Discriminator(nn.Module):
    """PatchGAN: a mask (N, C, H, W) and an image (N, K, H, W) to logits of patches of 70 px (N, 1, h, w)."""

    def __init__(
        self,
        input_channels: int = 2,
        output_channels: int = 3,
        features: Sequence[int] = (64, 128, 256, 512),
        norm: str = "instance",
    ) -> None:
        super().__init__()
        _check(norm, input_channels, output_channels, *features)
        make = SpectralConv2d if norm == "instance" else _plain
        self.initial = nn.Sequential(
            make(input_channels + output_channels, features[0], 2, True), nn.LeakyReLU(SLOPE, inplace=True)
        )
        layers: list[nn.Module] = []
        for narrow, wide in zip(features, features[1:]):
            stride = 1 if wide == features[-1] else 2
            layers.append(Block(make(narrow, wide, stride, False), wide, norm, SLOPE))
        self.model = nn.Sequential(*layers, make(features[-1], 1, 1, True))

    def forward(self, mask: Tensor, image: Tensor) -> Tensor:
        logits: Tensor = self.model(self.initial(torch.cat((mask, image), dim=1)))
        return logits


class SpectralConv2d(nn.Module):
    """4 x 4 convolution whose weight is divided by its largest singular value (Miyato et al. 2018, eq. 8).

    In training each pass improves the singular vectors by one power iteration; else the stored ones count.
    """

    weight_u: Tensor
    weight_v: Tensor

    def __init__(self, inputs: int, outputs: int, stride: int, bias: bool) -> None:
        super().__init__()
        plain = nn.Conv2d(inputs, outputs, 4, bias=bias)
        self.stride = stride
        self.bias = plain.bias
        self.weight_orig = plain.weight
        self.register_buffer("weight_u", functional.normalize(torch.randn(outputs), dim=0))
        self.register_buffer("weight_v", functional.normalize(torch.randn(inputs * 16), dim=0))

    def forward(self, x: Tensor) -> Tensor:
        kind = "cpu" if x.is_meta else x.device.type
        with torch.autocast(kind, enabled=False):  # singular values need float32
            weight = self._divided()
        return functional.conv2d(x, weight, self.bias, self.stride, padding=1)

    def _divided(self) -> Tensor:
        """The weight by its largest singular value."""
        matrix = self.weight_orig.flatten(1)
        if self.training:
            self._iterate(matrix)
        u, v = self.weight_u.clone(), self.weight_v.clone()  # the next pass changes the buffers in place
        return self.weight_orig / torch.dot(u, matrix @ v)

    @torch.no_grad()
    def _iterate(self, matrix: Tensor) -> None:
        self.weight_v.copy_(functional.normalize(matrix.t() @ self.weight_u, dim=0, eps=1e-12))
        self.weight_u.copy_(functional.normalize(matrix @ self.weight_v, dim=0, eps=1e-12))


def _kept(numbers: Tensor, level: int, x: Tensor) -> Tensor:
    """The factors of a level's features (N, C, h, w), cut from the additional channel (N, 1, H, W)."""
    size = x[0].numel()
    start = size * (4 ** (level - 1) - 1) // (3 * 4 ** (level - 1))  # after the shares of the levels before
    numbers = numbers.flatten(1)
    repeats = -(-(start + size) // numbers.shape[1])
    return numbers.repeat(1, repeats)[:, start : start + size].reshape(x.shape)


def _normed(x: Tensor) -> Tensor:
    """Instance norm; group norm of one channel a group is the same, and faster on large maps."""
    if x.shape[2] * x.shape[3] >= LARGE_MAP:
        return functional.group_norm(x, x.shape[1])
    return functional.instance_norm(x).contiguous(memory_format=torch.channels_last)


def _weight(generator: Generator, name: str) -> Tensor:
    """The weight of a block's convolution."""
    return generator.get_parameter(f"{name}.conv.weight")


def _shared(parameter: Tensor) -> nn.Parameter:
    """A parameter of its own on the same numbers."""
    return nn.Parameter(parameter.detach(), requires_grad=False)


def _subpixel(doubling: nn.Module) -> nn.Conv2d:
    """A 3 x 3 convolution whose four outputs per channel are the four pixels that the doubling one makes."""
    if not isinstance(doubling, nn.ConvTranspose2d):
        raise Unfit("the last level is no transposed convolution")
    inputs, outputs = doubling.weight.shape[:2]
    weight = torch.zeros(outputs, 2, 2, inputs, 3, 3)
    for row, col in ((row, col) for row in range(2) for col in range(2)):
        for y, x in ((y, x) for y in (0, 1) for x in (0, 1)):  # the 2 x 2 inputs that reach this pixel
            taps = doubling.weight.detach()[:, :, 3 - 2 * y - row, 3 - 2 * x - col]
            weight[:, row, col, :, y + row, x + col] = taps.t()
    convolution = nn.Conv2d(inputs, 4 * outputs, 3, padding=1)
    with torch.no_grad():
        convolution.weight.copy_(weight.flatten(0, 2))
        if doubling.bias is not None and convolution.bias is not None:
            convolution.bias.copy_(doubling.bias.repeat_interleave(4))
    return convolution


def _halving(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 4, stride=2, padding=1)


def _doubling(inputs: int, outputs: int) -> nn.ConvTranspose2d:
    return nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1)


def _plain(inputs: int, outputs: int, stride: int, bias: bool) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 4, stride, padding=1, bias=bias)


def _check(norm: str, *channels: int) -> None:
    """Refuse what no published network has, before memory is taken for it."""
    if norm not in NORMS:
        raise Unfit(
            "{option} '{value}' is none of {known}", option="norm", value=norm, known=", ".join(NORMS)
        )
    for value in channels:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_CHANNELS:
            raise Unfit("{value} is not a whole number from 1 to {limit}", value=value, limit=MOST_CHANNELS)

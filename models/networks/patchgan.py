"""PatchGAN discriminators: convolutions that judge every patch of an image on its own.

P. Isola, J.-Y. Zhu, T. Zhou and A. A. Efros, "Image-to-image translation with conditional adversarial
networks", CVPR 2017. Parameter names are those of the published code and of the systems built on it.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

from ..errors import Unfit

NORMS = ("batch", "instance", "none")
MOST_CHANNELS = 4096  # a card that asks for more is hostile
MOST_LAYERS = 8  # each halves the window: 256 pixels are one then


class PatchDiscriminator(nn.Module):
    """Condition and image (N, C, H, W), concatenated, to logits (N, 1, h, w), one per overlapping patch.

    `layers` is the number of convolutions of stride 2; 3 see patches of 70 px. `middle_bias` None: a bias
    only where the norm has none of its own (instance).
    """

    def __init__(
        self,
        input_channels: int = 3,
        width: int = 64,
        layers: int = 3,
        norm: str = "batch",
        middle_bias: bool | None = None,
        first_bias: bool = True,
        eps: float = 1e-5,
        momentum: float = 0.1,
    ) -> None:
        super().__init__()
        check_counts(input_channels, width)
        check_counts(layers, most=MOST_LAYERS)
        make_norm, own_bias = norm_layer(norm, eps, momentum)
        bias = own_bias if middle_bias is None else middle_bias
        parts: list[nn.Module] = [
            nn.Conv2d(input_channels, width, 4, 2, 1, bias=first_bias),
            nn.LeakyReLU(0.2, inplace=True),
        ]
        widths = [width * min(2**level, 8) for level in range(layers + 1)]
        for level, (inputs, outputs) in enumerate(zip(widths, widths[1:]), start=1):
            stride = 2 if level < layers else 1
            parts.append(nn.Conv2d(inputs, outputs, 4, stride, 1, bias=bias))
            parts += [make_norm(outputs), nn.LeakyReLU(0.2, inplace=True)]
        parts.append(nn.Conv2d(widths[-1], 1, 4, 1, 1))
        self.model = nn.Sequential(*parts)

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


class PixelDiscriminator(nn.Module):
    """Condition and image (N, C, H, W), concatenated, to logits (N, 1, H, W), each from one pixel alone."""

    def __init__(self, input_channels: int = 3, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        check_counts(input_channels, width)
        make_norm, bias = norm_layer(norm)
        self.net = nn.Sequential(
            nn.Conv2d(input_channels, width, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(width, 2 * width, 1, bias=bias),
            make_norm(2 * width),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(2 * width, 1, 1, bias=bias),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def discriminator(kind: str = "basic", **options: int | str | bool) -> nn.Module:
    """A discriminator by its published name: basic_rewritten, basic, n_layers, custom or pixel."""
    if kind == "pixel":
        return PixelDiscriminator(**options)  # type: ignore[arg-type]
    if kind in ("basic_rewritten", "custom"):
        options = {"middle_bias": False, **options}
    elif kind not in ("basic", "n_layers"):
        raise Unfit("discriminator '{kind}' is unknown", kind=kind)
    if kind == "custom":
        options["width"] = 32
    return PatchDiscriminator(**options)  # type: ignore[arg-type]


def norm_layer(
    name: str, eps: float = 1e-5, momentum: float = 0.1
) -> tuple[Callable[[int], nn.Module], bool]:
    """A maker of norm layers by channels, and whether convolutions before them keep a bias, as in pix2pix."""
    if name == "batch":
        return lambda channels: nn.BatchNorm2d(channels, eps, momentum), False
    if name == "instance":
        return nn.InstanceNorm2d, True
    if name == "none":
        return lambda _: nn.Identity(), False
    raise Unfit("{option} '{value}' is none of {known}", option="norm", value=name, known=", ".join(NORMS))


def check_counts(*counts: int, most: int = MOST_CHANNELS) -> None:
    """Refuse numbers of channels or layers that no network has, before memory is taken for them."""
    for count in counts:
        if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= most:
            raise Unfit("{count} is not a whole number from 1 to {most}", count=count, most=most)

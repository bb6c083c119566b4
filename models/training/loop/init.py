"""Fresh weights as pix2pix's systems draw them."""

from __future__ import annotations

from torch import nn

SCHEMES = ("normal", "xavier", "kaiming", "orthogonal")
GAIN = 0.02  # standard deviation of fresh weights, as in pix2pix (Isola et al.)
LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def initialise(network: nn.Module, scheme: str = "normal", gain: float = GAIN) -> nn.Module:
    """The network with new weights from torch's random numbers: biases 0, scales of batch norms N(1, gain).

    `gain` is the standard deviation of "normal", the gain of "xavier" and "orthogonal"; "kaiming" has none.
    """
    draw = {
        "normal": lambda weight: nn.init.normal_(weight, 0.0, gain),
        "xavier": lambda weight: nn.init.xavier_normal_(weight, gain),
        "kaiming": lambda weight: nn.init.kaiming_normal_(weight, a=0, mode="fan_in"),
        "orthogonal": lambda weight: nn.init.orthogonal_(weight, gain),
    }[scheme]
    for layer in network.modules():
        if isinstance(layer, LAYERS):
            draw(layer.weight)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, gain)
        else:
            continue
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return network

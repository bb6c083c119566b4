"""The first layers of VGG-19, whose features tell how alike two images look.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015;
as a loss: J. Johnson, A. Alahi and L. Fei-Fei, "Perceptual losses for real-time style transfer and
super-resolution", ECCV 2016. Parameter names are those of torchvision's state dict of vgg19.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ..errors import RooflineError

WIDTHS = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512)  # 0: pool
TAPS = (3, 8, 17, 26, 35)  # relu1_2, relu2_2, relu3_4, relu4_4, relu5_4
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, in 0..1


class Vgg19(nn.Module):
    """Images (N, 3, H, W) in -1..1 to the features of five layers, each computed once."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for width in WIDTHS:
            if not width:
                layers.append(nn.MaxPool2d(2))
                continue
            layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU()]
            inputs = width
        self.features = nn.Sequential(*layers)
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = ((x + 1) / 2 - self.mean) / self.std
        found = []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in TAPS:
                found.append(x)
        return found


def load(path: str | Path) -> Vgg19:
    """The network with the weights of a file, frozen; RooflineError where they are another network's."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # damaged files fail in many ways, and each of them means the same
        raise RooflineError(
            "{path} holds no weights that can be read; give torchvision's state dict of vgg19.", path=path
        ) from error
    with torch.device("meta"):
        wanted = {name: value.shape for name, value in Vgg19().state_dict().items()}
    found = state if isinstance(state, dict) else {}
    for name, shape in wanted.items():
        if not isinstance(found.get(name), Tensor) or found[name].shape != shape:
            raise RooflineError(
                "{path} holds the weights of another network than VGG-19 ({name} is missing or of another "
                "shape); give torchvision's state dict of vgg19.",
                path=path,
                name=name,
            )
    network = Vgg19()
    network.load_state_dict({name: found[name] for name in wanted})
    return network.eval().requires_grad_(False)

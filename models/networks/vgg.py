"""The convolutions of VGG-16 and VGG-19, whose features tell how alike two images look.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015;
as a loss: J. Johnson, A. Alahi and L. Fei-Fei, "Perceptual losses for real-time style transfer and
super-resolution", ECCV 2016; as a distance: R. Zhang et al., "The unreasonable effectiveness of deep features
as a perceptual metric", CVPR 2018. Parameter names are those of torchvision's state dicts.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from ..errors import RooflineError
from ..formats.archives import is_whole_file
from ..language import any_of

CONVOLUTIONS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}  # of 64, 128, 256, 512 and 512 features
TITLES = {"vgg16": "VGG-16", "vgg19": "VGG-19"}
WIDTHS = (64, 128, 256, 512, 512)  # channels of the stages, as published
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, in 0..1


class Vgg(nn.Module):
    """Images (N, 3, H, W) in -1..1 to the features of five layers, each computed once: the last one before
    every pooling, and the last of all.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, kind: str) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        taps: list[int] = []
        inputs = 3
        for count, width in zip(CONVOLUTIONS[kind], WIDTHS):
            if layers:
                layers.append(nn.MaxPool2d(2))
            for _ in range(count):
                layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU()]
                inputs = width
            taps.append(len(layers) - 1)
        self.features = nn.Sequential(*layers)
        self.taps, self.convolutions = tuple(taps), sum(CONVOLUTIONS[kind])
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = ((x + 1) / 2 - self.mean) / self.std
        found = []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in self.taps:
                found.append(x)
        return found


def load(path: str | Path, kinds: Sequence[str] = ("vgg19",)) -> Vgg:
    """The network with the weights of a file, frozen; RooflineError where they are another network's."""
    return network_of(read(path, kinds), path, kinds)


def read(path: str | Path, kinds: Sequence[str]) -> dict[str, Tensor]:
    """The tensors of a file by name; nothing in it is run."""
    damaged = zipfile.is_zipfile(path) and not is_whole_file(path)  # older files are none
    try:
        if damaged:
            raise ValueError("an entry is not what was written")
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # damaged files fail in many ways, and each of them means the same
        raise RooflineError(
            "{path} holds no weights that can be read; give torchvision's state dict of {wanted}.",
            path=path,
            wanted=any_of(kinds),
        ) from error
    found = state if isinstance(state, dict) else {}
    return {name: value for name, value in found.items() if isinstance(value, Tensor)}


def network_of(found: Mapping[str, Tensor], path: str | Path, kinds: Sequence[str]) -> Vgg:
    """The network that tensors belong to, the last of `kinds` that has no more layers than they; frozen."""
    last = max(kinds, key=lambda kind: (_last(kind) in found, sum(CONVOLUTIONS[kind])))
    with torch.device("meta"):
        wanted = {name: value.shape for name, value in Vgg(last).state_dict().items()}
    for name, shape in wanted.items():
        if name not in found or found[name].shape != shape:
            raise RooflineError(
                "{path} holds the weights of another network than {wanted} ({name} is missing or of another "
                "shape); give torchvision's state dict of it.",
                path=path,
                wanted=any_of(TITLES[kind] for kind in kinds),
                name=name,
            )
    network = Vgg(last)
    network.load_state_dict({name: found[name] for name in wanted})
    return network.eval().requires_grad_(False)


def _last(kind: str) -> str:
    """The name of a network's last weights."""
    return f"features.{2 * sum(CONVOLUTIONS[kind]) + 2}.weight"

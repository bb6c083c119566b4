"""What a painter's images are compared by: grey levels, features of VGG-19, features of the discriminator."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...networks.multiscale import MultiScaleDiscriminator
from ..loop.task import Term

# relu1_2 to relu5_4: deep layers, which tell what is seen, count most (as in pix2pixHD's code).
LAYER_WEIGHTS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1.0)


def absolute_error(made: Tensor, target: Tensor, mask: Tensor, block: int = 1) -> Term:
    """Sum and count of absolute differences (N, B, H, W) where `mask` (N, 1, H, W) is True; of mean colours
    of block x block pixels, whose error is then weighed by what is known of each.
    """
    known = mask.float().expand_as(made)
    error = torch.where(mask, made - target, 0)
    if block > 1:
        error, known = functional.avg_pool2d(error, block), functional.avg_pool2d(known, block)
    return error.abs().sum(), known.sum()


def perceptual(network: nn.Module, made: Tensor, target: Tensor) -> Tensor:
    """Weighted mean absolute differences of VGG-19's features of images (N, 3, H, W) in -1..1."""
    with torch.no_grad():
        wanted = network(target)
    pairs = zip(LAYER_WEIGHTS, network(made), wanted)
    return torch.stack([weight * functional.l1_loss(a, b) for weight, a, b in pairs]).sum()


def matching(made: list[Tensor], target: list[Tensor]) -> Tensor:
    """Mean absolute differences of the discriminator's features, summed over its layers (T.-C. Wang et al.,
    CVPR 2018, eq. 4).
    """
    pairs = zip(made, target)
    return torch.stack([functional.l1_loss(a.float(), b.detach().float()) for a, b in pairs]).sum()


def verdict(discriminator: nn.Module, inputs: Tensor, image: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Logits of an image (N, B, H, W) that was painted from inputs (N, C, H, W), and the features before."""
    if isinstance(discriminator, MultiScaleDiscriminator):
        logits: Tensor = discriminator(torch.cat((inputs, image), dim=1))
        return logits.float(), discriminator.seen[-1]
    patches: Any = discriminator  # of the published system: a first layer, and the others in a row
    x = patches.initial(torch.cat((inputs, image), dim=1))
    features = [x]
    for layer in patches.model:
        x = layer(x)
        features.append(x)
    return features.pop().float(), features

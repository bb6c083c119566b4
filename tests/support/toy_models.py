"""Model files that tests can predict by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roofline.models import bundle, networks

TALL = 45.0  # metres; what a model of building masks takes for a building


def shifting_model(path: Path, shift: float = 2.0, guides: int = 0, size: int = 64) -> Path:
    """A model whose result is its input plus `shift` times the GSD: a small U-Net with one bias alone."""
    import torch

    options = {"n_input_channels": 1 + guides, "start_kernel": 8, "depth": 2, "bias_conv_layer": True}
    network = networks.build("resdepth", options)
    with torch.no_grad():
        network.last_layer.weight.zero_()
        network.last_layer.bias.fill_(shift)
    bundle.ModelBundle(_card(path, "resdepth", options, guides, size), network).save(path)
    return path


def uncertain_model(path: Path) -> Path:
    """An untrained compact network, which also estimates an uncertainty."""
    options = {"widths": [8, 8], "blocks": [1, 1], "decoder_blocks": [1]}
    card = _card(path, "compact", options, 0, 64)
    card["inputs"][0]["void_mask"] = True
    card["output"] = {"role": "dsm", "bands": 2, "uncertainty": {"factor": 1.0}}
    bundle.ModelBundle(card, networks.build("compact", options)).save(path)
    return path


def raising_model(path: Path, by: float = 10.0, optional: bool = False) -> Path:
    """A model that raises its heights by `by` times the GSD where buildings stand, in part where in part.

    It cannot run without them, also where they are called optional.
    """
    options = {"n_input_channels": 2, "start_kernel": 8, "depth": 1, "bias_conv_layer": True}
    network = _passing(options, 1, by)
    card = _card(path, "resdepth", options, 0, 64)
    rule = {"kind": "scale", "scale": 1.0, "offset": 0.0}
    card["inputs"].append({"role": "buildings", "bands": 1, "normalisation": rule, "optional": optional})
    bundle.ModelBundle(card, network).save(path)
    return path


def _passing(options: dict, channel: int, factor: float) -> Any:
    """A network whose answer is one of its input channels, where that is not below 0, times a factor."""
    import torch

    network = networks.build("resdepth", options).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        first = network.encoder[0][0]
        first[0].weight[0, channel, 1, 1] = 1.0  # passes the normalised input, BatchNorm is neutral
        first[1].weight.fill_(1.0)
        network.last_layer.weight[0, 0, 1, 1] = factor
    return network


def finding_model(folder: Path, name: str, roles: tuple[str, ...], channel: int = 0) -> Path:
    """A model of building masks that sees one above TALL in one of its inputs: a 1 x 1 convolution."""
    import torch

    options = {"n_input_channels": len(roles), "start_kernel": 8, "depth": 1, "bias_conv_layer": True}
    options["outer_skip"] = False
    network = _passing(options, channel, 100.0)
    with torch.no_grad():
        network.last_layer.bias.fill_(-100.0 * TALL / 255)
    rule = {"kind": "scale", "scale": 1 / 255, "offset": 0.0}
    card = {
        "format": "roofline-model",
        "version": 1,
        "name": name,
        "task": "buildingmask",
        "network": {"family": "resdepth", "options": options},
        "inputs": [{"role": role, "bands": 1, "normalisation": rule} for role in roles],
        "output": {"role": "building", "bands": 1, "activation": "sigmoid", "threshold": 0.5},
        "tile": {"size": 64, "overlap": 16, "multiple": 2, "layout": "even", "blend": "taper"},
        "precision": "float32",
        "provenance": {"licence": "GPL-3.0-or-later"},
    }
    bundle.ModelBundle(card, network).save(folder / f"{name}.pt")
    return folder / f"{name}.pt"


def _card(path: Path, family: str, options: dict, guides: int, size: int) -> dict:
    dsm = {"role": "dsm", "bands": 1, "normalisation": {"kind": "local-gsd"}, "void_mask": False}
    image = {"role": "image", "bands": 1, "normalisation": {"kind": "standardise", "mean": 0.0, "std": 1.0}}
    return {
        "format": "roofline-model",
        "version": 1,
        "name": path.stem,
        "title": "Toy",
        "task": "refinedsm",
        "network": {"family": family, "options": options},
        "inputs": [dsm, *([image] * guides)],
        "output": {"role": "dsm", "bands": 1, "uncertainty": None},
        "tile": {"size": size, "overlap": 16, "multiple": 32, "layout": "even", "blend": "taper"},
        "gsd": {"min": 0.1, "max": 2.0},
        "provenance": {"data": ["none"], "licence": "GPL-3.0-or-later", "limits": "a test"},
    }

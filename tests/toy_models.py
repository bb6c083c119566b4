"""Model files that tests can predict by hand."""

from __future__ import annotations

from pathlib import Path

from roofline.models import bundle, networks


def shifting_model(path: Path, shift: float = 2.0, guides: int = 0, size: int = 64) -> Path:
    """A model whose result is its input plus `shift` times the GSD: a small U-Net with one bias alone."""
    import torch

    options = {"n_input_channels": 1 + guides, "start_kernel": 8, "depth": 2, "bias_conv_layer": True}
    network = networks.build("resdepth", options)
    with torch.no_grad():
        network.last_layer.weight.zero_()
        network.last_layer.bias.fill_(shift)
    dsm = {"role": "dsm", "bands": 1, "normalisation": {"kind": "local-gsd"}, "void_mask": False}
    image = {"role": "image", "bands": 1, "normalisation": {"kind": "standardise", "mean": 0.0, "std": 1.0}}
    card = {
        "format": "roofline-model",
        "version": 1,
        "name": path.stem,
        "title": "Shifting",
        "task": "refinedsm",
        "network": {"family": "resdepth", "options": options},
        "inputs": [dsm, *([image] * guides)],
        "output": {"role": "dsm", "bands": 1, "uncertainty": None},
        "tile": {"size": size, "overlap": 16, "multiple": 32, "layout": "even", "blend": "cosine"},
        "gsd": {"min": 0.1, "max": 2.0},
        "provenance": {"data": ["none"], "licence": "GPL-3.0-or-later", "limits": "a test"},
    }
    bundle.ModelBundle(card, network).save(path)
    return path

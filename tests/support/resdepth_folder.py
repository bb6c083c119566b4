"""Results folders as ResDepth's training writes them, small and made by this project's network."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import torch
from roofline.models import networks

SETTINGS = {"n_input_channels": 3, "start_kernel": 8, "depth": 2, "bias_conv_layer": True}


def make(folder: Path, variant: str = "geom-stereo", old: bool = False, **settings: Any) -> Path:
    """A results folder with random weights; returns its Model_best.pth."""
    settings = {**SETTINGS, **settings}
    torch.manual_seed(7)
    network = networks.build("resdepth", settings)
    with torch.no_grad():
        for _ in range(2):  # gives BatchNorm statistics that are not trivial
            network(torch.randn(2, settings["n_input_channels"], 32, 32))
    (folder / "checkpoints").mkdir(parents=True)
    config = {"name": "UNet", "input_channels": variant, "settings": settings}
    (folder / "model_config.json").write_text(json.dumps(config))
    numbers(folder / "DSM_normalization_parameters.p", None, 4.5)
    numbers(folder / "Image_normalization_parameters.p", 250.0, 80.0)
    path = folder / "checkpoints" / "Model_best.pth"
    save(path, network.state_dict(), old)
    return path


def numbers(path: Path, mean: Any, std: Any) -> None:
    """A normalisation file."""
    path.write_bytes(pickle.dumps({"mean": mean, "std": std}))


def save(path: Path, state: dict[str, Any], old: bool = False) -> None:
    """A checkpoint around these weights."""
    content = {
        "epoch": 3,
        "model_state_dict": state,
        "optimizer_state_dict": {"state": {}, "param_groups": [{"lr": 0.1, "params": [0]}]},
        "loss_train": 0,
        "loss_val": 1.5,
    }
    torch.save(content, path, _use_new_zipfile_serialization=not old)

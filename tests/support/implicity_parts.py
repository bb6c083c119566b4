"""The published fixtures of ImpliCity, and a network whose surface can be told by hand."""

from __future__ import annotations

import json
import lzma
import shutil
import zlib
from pathlib import Path

import numpy as np
import torch
from roofline.models import networks
from roofline.models.bundle import ModelBundle

from support import paths

PARITY = paths.PARITY / "implicity"
HERE = PARITY.exists()
REASON = "the fixtures of ImpliCity lie beside the repository, in ../shared/parity"
MEAN, STD = 1132.664, 487.496
Z_STD = 30.0
SMALL = {
    "hidden_dim": 8,
    "feature_dim": 8,
    "plane_resolution": 16,
    "n_blocks": 2,
    "unet_depth": 2,
    "unet_start": 8,
    "decoder_hidden": 8,
    "decoder_blocks": 2,
}


def checkpoint(case: str, folder: Path) -> Path:
    """A case's checkpoint and configuration, copied to a folder; `full_*` are made by their recipe."""
    target = folder / "weights.pt"
    source = PARITY / case / "weights.pt"
    if (PARITY / case / "recipe.json").exists():
        torch.save({"model": recipe_weights(case), "n_iter": 1}, target)
    elif source.exists():
        shutil.copyfile(source, target)
    else:
        target.write_bytes(lzma.decompress(source.with_suffix(".pt.xz").read_bytes()))
    config = PARITY / ("model_0" if case == "checkpoint_legacy" else case) / "config.yaml"
    shutil.copyfile(config, folder / "config.yaml")
    return target


def recipe_weights(case: str) -> dict[str, torch.Tensor]:
    """Weights of a `full_*` case, by the recipe of the fixtures' README."""
    tag = json.loads((PARITY / case / "recipe.json").read_text())["tag"]
    weights = {}
    for line in (PARITY / case / "state_dict_keys.tsv").read_text().splitlines():
        key, size, _ = line.split("\t")
        shape = tuple(int(number) for number in size.split("x"))
        seed = zlib.crc32(f"{tag}|{key.replace('downsample.0.', 'bn4.')}".encode())
        values = np.random.RandomState(seed).standard_normal(shape)
        if len(shape) >= 2:
            values = values * np.sqrt(1.4 / np.prod(shape[1:]))
        else:
            values = 1 + 0.2 * values if key.endswith(".weight") else 0.1 * values
        weights[key] = torch.from_numpy(values.astype(np.float32))
    return weights


def level_network(above: float = 0.0, **options: object) -> torch.nn.Module:
    """A network that finds its surface `above` normalised units over the patch's reference height."""
    network = networks.build("implicity", {**SMALL, **options})
    decoder = network.decoder
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.zero_()
        decoder.fc_p.weight[0, 2] = -1.0
        decoder.fc_p.bias[0] = 10.0 + above
        decoder.fc_out.weight[0, 0] = 1.0
        decoder.fc_out.bias[0] = -10.0
    return network.eval()


def card(images: int = 0, **changes: object) -> dict:
    """A card for small patches: 16 m, stride 8 m, pixels of 0.5 m; keywords change `reconstruction`."""
    heights = {"kind": "patch-height", "shift": "median", "std": Z_STD}
    image = {"role": "image", "bands": 1, "normalisation": {"kind": "standardise", "mean": 0.0, "std": 1.0}}
    reconstruction = {
        "patch_size": 16.0,
        "stride": 8.0,
        "most_points": None,
        "threshold": 0.5,
        "pixel_size": 0.5,
        "heights": [-100.0, 80.0],
        "first_step": 16.0,
        "refinements": 4,
        "fill_empty": True,
        "blend": 0.5,
    }
    return {
        "format": "roofline-model",
        "version": 1,
        "name": "level",
        "task": "reconstructdsm",
        "network": {"family": "implicity", "options": {**SMALL, "images": images}},
        "inputs": [{"role": "points", "bands": 3, "normalisation": heights}, *[image] * images],
        "output": {"role": "dsm", "bands": 1},
        "tile": {"size": 32, "overlap": 16, "multiple": 1, "layout": "shifted", "blend": "linear"},
        "precision": "float32",
        "reconstruction": {**reconstruction, **changes},
    }


def level_bundle(above: float = 0.0, **changes: object) -> ModelBundle:
    """A model whose surface is the patch's median height plus `above` * Z_STD, less up to 1/16 m."""
    return ModelBundle(card(**changes), level_network(above))


def flat_points(width: float = 40.0, height: float = 24.0, z: float = 100.0, seed: int = 0) -> np.ndarray:
    """Random points (n, 3) at one height in a rectangle whose south-west corner is (500000, 5000000)."""
    rng = np.random.default_rng(seed)
    xy = rng.random((int(width * height * 2), 2)) * [width, height] + [500000, 5000000]
    return np.column_stack([xy, np.full(len(xy), z)])


def write_ply(path: Path, points: np.ndarray) -> Path:
    """Points as a binary PLY of doubles."""
    names = "".join(f"property double {axis}\n" for axis in "xyz")
    header = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n{names}end_header\n"
    path.write_bytes(header.encode() + np.ascontiguousarray(points, "<f8").tobytes())
    return path

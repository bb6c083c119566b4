"""Small SatGen models, and the published reference cases where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from roofline.models import networks
from torch import Tensor, nn

from support import paths

PARITY = paths.PARITY / "satgen"
ABSENT = "the SatGen-CV cases lie beside the repository, in ../shared/parity"


def checkpoint(path: Path, features: int = 4, norm: str = "instance", seed: int = 0, **changes: Any) -> Path:
    """A training checkpoint of nine entries with random weights, as the published program writes it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        generator = networks.build("satgen", {"features": features, "norm": norm})
        widths = [features * width for width in (1, 2, 4, 8)]
        judge = networks.build("satgen_discriminator", {"features": widths, "norm": norm})
    content = {
        "epoch": 3,
        "global_step": 12,
        "generator_state_dict": generator.state_dict(),
        "discriminator_state_dict": judge.state_dict(),
        "optimizer_G_state_dict": torch.optim.Adam(generator.parameters()).state_dict(),
        "optimizer_D_state_dict": torch.optim.Adam(judge.parameters()).state_dict(),
        "scheduler_G_state_dict": {},
        "scheduler_D_state_dict": {},
        "config": {"input_channels": 2, "output_channels": 3, "generator_features": features},
    }
    torch.save({**content, **changes}, path)
    return path


def scaled(levels: np.ndarray) -> Tensor:
    """Grey levels 0..255 (N, C, H, W) as the network takes them."""
    return torch.from_numpy((levels.astype(np.float32) / 255 - 0.5) / 0.5)


def town_mask(height: int, width: int, seed: int = 0) -> np.ndarray:
    """Roads along rows and columns, and houses (2, H, W), 0 or 255."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((2, height, width), np.uint8)
    for line in range(40, max(height, width), 90):
        mask[0, line : line + 7] = 255
        mask[0, :, line : line + 7] = 255
    for _ in range(height * width // 900):
        row, col = rng.integers(0, height), rng.integers(0, width)
        mask[1, row : row + 12, col : col + 15] = 255
    mask[1][mask[0] > 0] = 0
    return mask


class Toy(nn.Module):
    """The per-pixel network of the published blending cases: tanh(A x + b + pattern), for tiles of 256 px."""

    def __init__(self, matrix: np.ndarray, offset: np.ndarray) -> None:
        super().__init__()
        rows, cols = np.indices((256, 256))
        waves = [np.sin(2 * np.pi * ((c + 1) * rows + (2 - c) * cols) / 256) for c in range(3)]
        self.pattern = torch.from_numpy(0.5 * np.stack(waves).astype(np.float32))
        self.matrix = torch.from_numpy(matrix)[:, :, None, None]
        self.offset = torch.from_numpy(offset)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(nn.functional.conv2d(x, self.matrix, self.offset) + self.pattern)

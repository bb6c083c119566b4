"""Why the compact refiner looks as it does: its parts left out one by one, trained alike for a short time.

    python tests/benchmarks/ablation.py --shards WORK/shards --validation WORK/validation [--steps 600]

Every variant sees the same training scenes (made by `refine_geometry generate`) in the same order, for the
same number of steps. Printed per variant: parameters, mean over the validation scenes of output error /
input error (below 1 is a gain; scenes with an input error above 0.3 GSD), the mean error in GSD, and the mean
change of scenes that were clean. The classical surfaces are rows of the same table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.engine import device  # noqa: E402
from roofline.models.networks import candidates  # noqa: E402
from roofline.models.networks.compact import Compact  # noqa: E402
from roofline.models.training.bundled import pool, scenes  # noqa: E402
from roofline.models.training.bundled.scenetask import Budget, HeldOut, SceneTask, Windows, train  # noqa: E402

VARIANTS = {
    "heights alone, residual": {"inputs": "plain", "head": "residual"},
    "candidates seen, residual": {"inputs": "candidates", "head": "residual"},
    "candidates seen and blended": {"inputs": "candidates", "head": "blend"},
}


def validation(folder: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Validation scenes as network inputs (N, 3, SIZE, SIZE) and truth (N, SIZE, SIZE), in GSD."""
    inputs, truth = scenes.unpacked(np.concatenate([np.load(p) for p in sorted(folder.glob("*.npy"))]))
    return inputs, truth[:, 0]


def judge(errors: torch.Tensor, before: torch.Tensor) -> str:
    """Columns of the table from the mean errors per scene (GSD)."""
    noisy, clean = before > 0.3, before < 0.01
    ratio = (errors / before.clamp(min=1e-6))[noisy].mean()
    return f"{ratio:8.3f} {errors[noisy].mean():8.3f} {errors[clean].mean():8.4f}"


def main() -> None:
    """Train and judge every variant."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--scenes", type=int, default=1600)
    options = parser.parse_args()
    (inputs, truth), where = validation(options.validation), device.choose()
    before = (inputs[:, 0] - truth).abs().mean(dim=(1, 2))
    print(f"{'':30s}{'Mpar':>6s} {'ratio':>8s} {'error':>8s} {'harm':>8s}")
    surfaces = torch.cat([torch.cat(candidates.candidates(scene[None, :1]), 1) for scene in inputs])
    for step, k in (
        ("input", 0),
        *((f"median cascade to {s} px", i + 1) for i, s in enumerate((1, 2, 4, 8))),
    ):
        print(f"{step:36s} {judge((surfaces[:, k] - truth).abs().mean(dim=(1, 2)), before)}", flush=True)
    effort = Budget(steps=options.steps, crop=128, average=0.99)
    for name, parts in VARIANTS.items():
        torch.manual_seed(0)
        task = SceneTask(Compact(**parts), effort, where)
        held = pool.Pool(options.shards)
        held.refresh(options.scenes // pool.SHARD)
        held.names.update(p.name for p in options.shards.glob("*.npy"))  # no scene more
        with tempfile.TemporaryDirectory() as folder:
            windows = Windows(held, effort, 0)
            train(task, effort, windows, HeldOut(options.validation), Path(folder))
        with torch.inference_mode():
            output = torch.cat([task.network(scene[None])[:, 0] for scene in inputs])
        size = sum(p.numel() for p in task.network.parameters()) / 1e6
        print(
            f"{name:30s}{size:6.2f} {judge((output - truth).abs().mean(dim=(1, 2)), before)}",
            flush=True,
        )


if __name__ == "__main__":
    main()

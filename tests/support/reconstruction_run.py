"""A training of the town's occupancy in a process of its own, slow enough to be killed in its midst."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import conftest  # noqa: F401  (loads the plugin as the package `roofline`)
from roofline.models.training import run
from roofline.models.training.reconstruction.samples import Clouds, Samples
from roofline.models.training.reconstruction.training import ReconstructionTraining

from support import reconstruction_parts as parts


class Slow(ReconstructionTraining):
    """The same, a while later."""

    def samples(self, split: str, card: dict, threads: int = 1, cancelled: object = None) -> Samples:
        return SlowSamples.open(self.plan, split, card, threads)


class SlowSamples(Samples):
    """Samples that take a moment."""

    def batch(self, indices: list[int], epoch: int) -> Clouds:
        time.sleep(0.05)
        return super().batch(indices, epoch)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    plan = parts.plan(options.data, epochs=options.epochs, ema=0.9)
    run.train(Slow(plan), options.folder, resume=options.resume, device="cpu")


if __name__ == "__main__":
    main()

"""The recipe of the bundled model `refine-geometry`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.refine_geometry"
  $RECIPE generate --work WORK --data DATA --seed 10 --shards 170
  $RECIPE generate --work WORK --data DATA --seed 11 --shards 112 --mixture fine
  $RECIPE generate --work WORK --data DATA --seed 12 --shards 100 --mixture spiky
  $RECIPE generate --work WORK --data DATA --seed 13 --shards 50 --mixture harsh
  $RECIPE generate --work WORK --data DATA --seed 14 --shards 20 --mixture dates
  $RECIPE generate --work WORK --data DATA --seed 15 --shards 40 --mixture speckled
  $RECIPE generate --work WORK --data DATA --seed 16 --shards 86 --mixture grainy
  $RECIPE generate --work WORK --data DATA --seed 17 --shards 40 --mixture coarse
  $RECIPE generate --work WORK --data DATA --seed 900 --shards 6
  $RECIPE generate --work WORK --data DATA --seed 901 --shards 3 --mixture fine
  $RECIPE generate --work WORK --data DATA --seed 902 --shards 2 --mixture spiky
  $RECIPE train --work WORK --minutes 208
  $RECIPE finish --work WORK --output refine-geometry.pt

`generate` writes shards of training scenes; several may run at once with different seeds, and those
from 900 on make the validation scenes. `train` reads whatever is there, also what appears later. `finish`
calibrates the uncertainty on the validation scenes and writes the model file with its card.

The bundled file was made in two parts, of which this is the sum: 110 minutes without the pixel size, on
scenes of the same kinds, then 98 minutes on the scenes above (`--start` with the first part's checkpoint).
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .. import device
from ..networks.compact import Compact
from . import places, pool, release, scenes
from .loop import Run, Schedule, train
from .pool import Pool

log = logging.getLogger(__name__)

FIRST_VALIDATION_SEED = 900
TUNING_RATE = 1e-3


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=("generate", "illustrate", "train", "finish"))
    parser.add_argument(
        "--data", type=Path, help="folder of real surfaces (surface/, points/); none = cities alone"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder of shards and checkpoints")
    parser.add_argument("--output", type=Path, default=Path("refine-geometry.pt"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mixture", default="even", choices=tuple(scenes.MIXTURES))
    parser.add_argument("--shards", type=int, default=800)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--start", default="", help="name of a checkpoint whose weights are tuned further")
    parser.add_argument("--name", default="main", help="name of the checkpoint and its log")
    parser.add_argument("--inputs", default="candidates", choices=("candidates", "plain"))
    parser.add_argument("--head", default="blend", choices=("blend", "residual"))
    parser.add_argument("--guided", action="store_true", help="the network takes an image beside the heights")
    parser.add_argument("--source", type=Path, help="illustrate: work folder of scenes without images")
    parser.add_argument("--metrics", type=Path, nargs="*", default=[], help="JSON figures for the card")
    return parser.parse_args()


def generate(options: argparse.Namespace) -> None:
    """Write shards of training scenes (or of validation scenes, with seeds from 900 on)."""
    surfaces = places.load(options.data) if options.data else []
    folder = options.work / ("validation" if options.seed >= FIRST_VALIDATION_SEED else "shards")
    pool.write_shards(folder, surfaces, options.seed, options.shards, scenes.MIXTURES[options.mixture])


def illustrate(options: argparse.Namespace) -> None:
    """Render an image for every scene of another work folder, whose shards then lie in this one too."""
    for part in ("shards", "validation"):
        pool.illustrate(options.source / part, options.work / part, options.seed)


def network_options(options: argparse.Namespace) -> dict[str, Any]:
    """The network that was asked for."""
    chosen = {"inputs": options.inputs, "head": options.head}
    return {**chosen, "guided": True} if options.guided else chosen


@torch.no_grad()
def validate(network: torch.nn.Module, folder: Path, where: device.Device) -> dict[str, float]:
    """Mean ratio of output to input error over the validation scenes, and the error itself in GSD."""
    ratios, after = [], []
    for path in sorted(folder.glob("*.npy")):
        inputs, truth = scenes.unpacked(np.load(path))
        with torch.autocast(where.kind, dtype=where.dtype, enabled=where.dtype != torch.float32):
            output = network(inputs.to(where.kind, memory_format=torch.channels_last)).cpu()
        before_error = (inputs[:, 0] - truth[:, 0]).abs().mean(dim=(1, 2))
        error = (output[:, 0] - truth[:, 0]).abs().mean(dim=(1, 2))
        after += error.tolist()
        ratios += (error / before_error)[before_error > 0.3].tolist()
    return {"ratio": float(np.mean(ratios)), "error": float(np.mean(after))}


def run_training(options: argparse.Namespace) -> None:
    """Train, resuming from the checkpoint of the same name when there is one."""
    where = device.choose()
    checkpoint = options.work / f"{options.name}.ckpt"
    schedule = Schedule(options.minutes, rate=TUNING_RATE) if options.start else Schedule(options.minutes)
    network = Compact(**network_options(options)).to(where.kind)
    run = Run(network, schedule, options.seed)
    if options.start:
        run.start_from(options.work / f"{options.start}.ckpt")
    if checkpoint.exists():
        run.resume(checkpoint)
    held = Pool(options.work / "shards")
    held.refresh(at_most=10_000)
    log.info("%s %d scenes", where.describe(), len(held.shards) * 16)
    recent: list[dict[str, float]] = []

    def report(run: Run, terms: dict[str, float]) -> None:
        recent.append(terms)
        if run.step % 100 == 0:
            means = {name: np.mean([t[name] for t in recent]) for name in terms}
            recent.clear()
            checked = validate(run.average, options.work / "validation", where) if run.step % 500 == 0 else {}
            log.info(
                "step %d, %.1f min, %d scenes, train %.3f of input, %s %s",
                run.step,
                run.seconds / 60,
                len(held.shards) * 16,
                means["after"] / means["before"],
                " ".join(f"{k} {v:.3f}" for k, v in means.items()),
                checked,
            )

    train(run, held, where, checkpoint, report=report)
    log.info("validation %s", validate(run.average, options.work / "validation", where))


def finish(options: argparse.Namespace) -> None:
    """Write the model file of a checkpoint; `--metrics` puts measured figures on its card."""
    metrics = {k: v for path in options.metrics for k, v in json.loads(path.read_text()).items()}
    checkpoint = options.work / f"{options.name}.ckpt"
    model = release.bundle_of(checkpoint, network_options(options), options.work / "validation", metrics)
    model.save(options.output, torch.float16)
    log.info("%s: uncertainty factor %.3f", options.output, model.card["output"]["uncertainty"]["factor"])


def main() -> None:
    """Command line entry."""
    options = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(torch.get_num_threads() if options.action == "finish" else 1)
    actions = {"generate": generate, "illustrate": illustrate, "train": run_training, "finish": finish}
    actions[options.action](options)


if __name__ == "__main__":
    main()

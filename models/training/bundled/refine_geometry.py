"""The recipes of `refine-geometry` and `refine-guided`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.refine_geometry"
  $RECIPE generate --work WORK --data DATA --seed 10 --shards 170
  $RECIPE generate --work WORK --data DATA --seed 900 --shards 6
  $RECIPE train --work WORK --minutes 208
  $RECIPE finish --work WORK --output refine-geometry.pt

`generate` writes shards of training scenes; several may run at once with different seeds, and those
from 900 on make the validation scenes. `illustrate` renders images for scenes that have none. `train` reads
whatever is there, also what appears later. `mix` averages the weights of two trainings. `finish` calibrates
the uncertainty on the validation scenes and writes the model file with its card; `bound` writes it with new
bounds, `blind` without its image. docs/recipes.md has all commands that made the bundled files.
"""

from __future__ import annotations

import argparse
import functools
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import torch

from ... import bundle
from ...command_line import Arguments, named
from ...engine import device
from ...modelfile.optional import without_roles
from ...modelfile.parts import Options
from ...networks.compact import Compact
from ...networks.doubt import Bounds
from ..loop import checkpoints
from . import cards, cardtexts, command, ledger, places, pool, release, scenes
from .scenetask import Budget, HeldOut, SceneTask, Windows, beginning, begun, checkpoint_of, enlarged, train

log = logging.getLogger(__name__)

TUNING_RATE = 1e-3  # weights that know something already go in smaller steps
BESIDE = ("guided", "buildings", "noise", "doubt")  # options of the network of `refine-guided`


def _arguments() -> Arguments:
    parser = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=tuple(ACTIONS))
    parser.add_argument(
        "--data", type=named, help="folder of real surfaces (surface/, points/); none = cities alone"
    )
    parser.add_argument("--work", type=named, required=True, help="folder of shards and checkpoints")
    parser.add_argument("--output", type=named, default=Path("refine-geometry.pt"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mixture", default="even", choices=tuple(scenes.MIXTURES))
    parser.add_argument("--shards", type=int, default=800)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--start", default="", help="checkpoint or bundled model whose weights are tuned on")
    parser.add_argument("--rate", type=float, default=TUNING_RATE, help="learning rate of tuning")
    parser.add_argument("--beside", type=float, default=5.0, help="the same of what is told beside, in times")
    parser.add_argument("--small", type=float, default=0.0, help="share of steps on small surfaces")
    parser.add_argument("--name", default="main", help="name of the checkpoint and its log")
    parser.add_argument("--inputs", default="candidates", choices=("candidates", "plain"))
    parser.add_argument("--head", default="blend", choices=("blend", "residual"))
    parser.add_argument("--guided", action="store_true", help="the network takes an image beside the heights")
    for bound in Bounds._fields:
        parser.add_argument(
            f"--{bound}", type=float, default=0.0, help="finish, bound: see networks/doubt.py"
        )
    parser.add_argument("--alone", action="store_true", help="finish: without image and buildings")
    parser.add_argument("--share", type=float, default=0.5, help="mix: of the checkpoint in the mean")
    parser.add_argument("--source", type=named, help="illustrate: work folder of scenes without images")
    parser.add_argument("--metrics", type=named, nargs="*", default=[], help="JSON figures for the card")
    return parser


def generate(options: argparse.Namespace) -> None:
    """Write shards of training scenes (or of validation scenes, with seeds from 900 on)."""
    surfaces = places.load(options.data, pool.aside(options.seed)) if options.data else []
    folder = pool.folder_of(options.work, options.seed)
    mixture = scenes.MIXTURES[options.mixture]
    mixture = mixture._replace(guided=mixture.guided or options.guided)
    sample = functools.partial(scenes.sample, places=surfaces, mixture=mixture)
    pool.write_shards(folder, options.seed, options.shards, sample, scenes.packed)


def illustrate(options: argparse.Namespace) -> None:
    """Render an image for every scene of another work folder, whose shards then lie in this one too."""
    for part in ("shards", "validation"):
        pool.illustrate(options.source / part, options.work / part, options.seed)


def network_options(options: argparse.Namespace) -> Options:
    """The network that was asked for."""
    chosen = {"inputs": options.inputs, "head": options.head}
    return {**chosen, **dict.fromkeys(BESIDE, True)} if options.guided else chosen


def run_training(options: argparse.Namespace) -> None:
    """Train, resuming from the checkpoint of the same name when there is one."""
    where = device.choose()
    effort = Budget(options.minutes, small=options.small, image_rate=options.beside)
    if options.start:
        effort = replace(effort, rate=options.rate)
    torch.manual_seed(options.seed)
    task = SceneTask(Compact(**network_options(options)), effort, where)
    before = begun(task, options.work, options.start)
    held = HeldOut(options.work / "validation")
    log.info(where.describe())
    windows = Windows(pool.Pool(options.work / "shards"), effort, options.seed)
    parts = windows, held, options.work / options.name
    outcome = train(task, effort, *parts, seed=options.seed, before=before)
    log.info("validation ratio %.3f", outcome.history[-1]["val/ratio"])


def mix(options: argparse.Namespace) -> None:
    """Write a checkpoint NAME-mixed: `share` of a checkpoint's weights, the rest of those of `start`."""
    state = dict(checkpoints.read(checkpoint_of(options.work, options.name)).state)
    weights, others = beginning(options.work, options.start)
    before = enlarged(weights, state["average"])
    mean = ledger.Mean(options.share, list(others)[-1])
    known = {**others, **ledger.earlier(state)}
    state |= ledger.about(state.get("training", options.name), known, [*ledger.means(state), mean])
    state["average"] = {
        name: torch.lerp(before[name], weight, options.share) if weight.is_floating_point() else weight
        for name, weight in state["average"].items()
    }
    folder = options.work / f"{options.name}-mixed"
    folder.mkdir(exist_ok=True)
    checkpoints.write(folder / "last.ckpt", state)


def finish(options: argparse.Namespace) -> None:
    """Write the model file of a checkpoint; `--metrics` puts measured figures on its card."""
    metrics = command.figures(options)
    checkpoint = checkpoint_of(options.work, options.name)
    network = {**network_options(options), **bounds_of(options)}
    validation = options.work / "validation"
    model = release.bundle_of(checkpoint, network, validation, metrics, options.alone)
    model.save(options.output, torch.float16)
    log.info("%s: %s", options.output, model.spec.output.uncertainty)


def bounds_of(options: argparse.Namespace) -> dict[str, float]:
    """The network's options that say when it keeps its input; what is 0 is left out."""
    asked = {name: getattr(options, name) for name in Bounds._fields}
    return {name: bound for name, bound in asked.items() if bound}


def bound(options: argparse.Namespace) -> None:
    """Write the model file of another one, with the same weights and new bounds, interval and figures.

    It is called as the file to write.
    """
    start = bundle.load(options.start)
    spec = start.spec
    bounds = {**dict.fromkeys(Bounds._fields, 0.0), **bounds_of(options)}
    network = spec.network.changed(options={**spec.network.options, **bounds})
    metrics = command.figures(options) or spec.provenance.metrics
    provenance = spec.provenance.changed(metrics=metrics, date=date.today().isoformat())
    stored = cards.as_stored(Compact(**network.options), start.network.state_dict())
    output, aside = spec.output, options.work / "validation"
    if aside.is_dir():  # else the interval stays as it was
        output = output.changed(uncertainty=release.calibration(stored, aside, network.options))
    log.info("%s: %s", options.output, output.uncertainty)
    card = spec.changed(name=options.output.stem, network=network, output=output, provenance=provenance)
    bundle.ModelBundle(card, stored).save(options.output, torch.float16)


def blind(options: argparse.Namespace) -> None:
    """Write `refine-geometry`: a finished guided model without its image, with an interval of its own."""
    model = without_roles(bundle.load(options.start), "image")
    spec, origin = model.spec, model.spec.provenance
    stored = cards.as_stored(Compact(**spec.network.options), model.network.state_dict())
    held = release.calibration(stored, options.work / "validation", spec.network.options)
    own = release.card(spec.network.options, held, f"{origin.recipe}; then without its image", {})
    limits = (*cardtexts.GEOMETRY_LIMITS, cardtexts.GUIDED_LIMITS[2], *cardtexts.LIMITS)
    provenance = own.provenance.changed(data=origin.data, limits=limits, metrics=command.figures(options))
    bundle.ModelBundle(own.changed(provenance=provenance), stored).save(options.output, torch.float16)


ACTIONS = {
    "generate": generate,
    "illustrate": illustrate,
    "train": run_training,
    "mix": mix,
    "finish": finish,
    "bound": bound,
    "blind": blind,
}


def main() -> None:
    """Command line entry."""
    command.run(_arguments(), ACTIONS)


if __name__ == "__main__":
    main()

"""The recipes of the bundled models, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.refine_geometry"
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

`refine-guided` goes on from it with images, those of a half of the scenes above and of new ones:

  $RECIPE illustrate --work GUIDED --source WORK --seed 30
  $RECIPE generate --work GUIDED --data DATA --seed 20 --shards 90 --mixture guided
  $RECIPE generate --work GUIDED --data DATA --seed 21 --shards 70 --mixture guided_fine
  $RECIPE generate --work GUIDED --data DATA --seed 22 --shards 100 --mixture guided
  $RECIPE generate --work GUIDED --data DATA --seed 920 --shards 3 --mixture guided
  $RECIPE generate --work GUIDED --data DATA --seed 921 --shards 2 --mixture guided_fine
  $RECIPE train --work GUIDED --start geometry --guided --minutes 113
  $RECIPE train --work GUIDED --start main --name further --guided --minutes 92 --seed 5
  $RECIPE finish --work GUIDED --name further --guided --output refine-guided.pt

where GUIDED/geometry.ckpt is a copy of the checkpoint of `refine-geometry`. The bundled file had 18 of the
113 minutes at one learning rate for all of the network, the rest at five times that rate for what sees the
image.

It then went on with buildings beside the image, and with noise alone on true surfaces:

  TELL="$RECIPE generate --guided --work TOLD --data DATA"
  $TELL --seed 41 --shards 60 --mixture quiet
  $TELL --seed 42 --shards 58 --mixture guided
  $TELL --seed 43 --shards 60 --mixture guided_fine
  $TELL --seed 45 --shards 80 --mixture guided
  $TELL --seed 46 --shards 40 --mixture guided
  $TELL --seed 50 --shards 30 --mixture grainy
  $TELL --seed 51 --shards 25 --mixture coarse
  $TELL --seed 52 --shards 25 --mixture spiky
  $TELL --seed 53 --shards 20 --mixture harsh
  $TELL --seed 54 --shards 12 --mixture dates
  $TELL --seed 55 --shards 20 --mixture speckled
  $TELL --seed 56 --shards 35 --mixture spiky
  $TELL --seed 57 --shards 15 --mixture harsh
  $TELL --seed 920 --shards 4 --mixture guided
  $TELL --seed 921 --shards 2 --mixture guided_fine
  $TELL --seed 922 --shards 3 --mixture quiet
  $TELL --seed 923 --shards 1 --mixture grainy
  $TELL --seed 924 --shards 1 --mixture coarse
  $TELL --seed 925 --shards 1 --mixture spiky
  $TELL --seed 926 --shards 1 --mixture harsh
  $RECIPE train --work TOLD --start refine-guided --name first --guided --minutes 16 --seed 8
  $RECIPE mix --work TOLD --start refine-guided --name first
  $RECIPE train --work TOLD --start first-mixed --name told --guided --minutes 64 --rate 7e-4 --seed 9
  $RECIPE mix --work TOLD --start first --name told --share 0.8
  LAST="--start told-mixed --name last --guided --minutes 14"
  $RECIPE train --work TOLD $LAST --rate 2.5e-4 --beside 2 --seed 10
  $RECIPE mix --work TOLD --start told --name last
  $RECIPE mix --work TOLD --start first --name last-mixed --share 0.85
  KEEP="--guided --margin=-0.7 --caution 1.2"
  $RECIPE finish --work TOLD --name last-mixed-mixed $KEEP --output refine-guided.pt
  $RECIPE finish --work TOLD --name last-mixed-mixed $KEEP --alone

The bundled `refine-geometry` is the last line's, told of buildings by `tell_buildings`, with bounds that were
chosen anew (tests/benchmarks/bounds.py has the table; METRICS is what tests/benchmarks/quality.py writes):

  BOUNDS="--margin=-2.4 --caution 2.3 --faint 0.6 --slight 0.13"
  $RECIPE bound --work TOLD --start refine-geometry $BOUNDS --metrics METRICS

The guided model went on, and is bundled as it was then, with the same bounds:

  $RECIPE train --work TOLD --start last-mixed-mixed --name e --guided --minutes 32 --rate 2.5e-4
  $RECIPE train --work TOLD --start e --name g --guided --minutes 62 --rate 6e-4 --beside 2 --seed 21
  $RECIPE finish --work TOLD --name g --guided $BOUNDS --metrics METRICS --output refine-guided.pt

That file, with what `learn_trust` made of it, went on once more, with new scenes:

  $TELL --seed 61 --shards 30 --mixture guided
  $TELL --seed 62 --shards 14 --mixture guided_fine
  $TELL --seed 63 --shards 14 --mixture quiet
  $TELL --seed 64 --shards 10 --mixture grainy
  $TELL --seed 65 --shards 8 --mixture coarse
  $TELL --seed 66 --shards 10 --mixture spiky
  $TELL --seed 67 --shards 8 --mixture harsh
  $TELL --seed 68 --shards 4 --mixture dates
  $TELL --seed 69 --shards 6 --mixture speckled
  $TELL --seed 71 --shards 30 --mixture guided
  $TELL --seed 72 --shards 11 --mixture guided_fine
  AGAIN="--start refine-guided --name h --guided --minutes 98"
  $RECIPE train --work TOLD $AGAIN --rate 6e-4 --beside 2 --seed 31
  $RECIPE finish --work TOLD --name h --guided $BOUNDS --output h.pt

`learn_trust` made a bundled file of h.pt, whose interval was then told apart by the pixel size (`bound`).
It went on with pairs that are matched by grey levels, in a folder GREY with all scenes of TOLD besides:

  $TELL --seed 75 --shards 50 --mixture grey
  $TELL --seed 927 --shards 4 --mixture grey
  AGAIN="--work GREY --guided --beside 2"
  $RECIPE train $AGAIN --start refine-guided --name grey --minutes 32 --rate 4e-4 --seed 41
  $RECIPE train $AGAIN --start grey --name grey2 --minutes 85 --rate 6e-4 --seed 43
  $RECIPE train $AGAIN --start grey2 --name grey3 --minutes 38 --rate 4e-4 --seed 47
  $RECIPE train $AGAIN --start grey3 --name grey4 --minutes 85 --rate 6e-4 --seed 53
  $RECIPE train $AGAIN --start grey4 --name grey5 --minutes 62 --rate 5e-4 --seed 59

and with pairs that OpenCV matched (`library_matching.py`; pip install opencv-python-headless):

  $TELL --seed 76 --shards 40 --mixture semiglobal
  $TELL --seed 77 --shards 40 --mixture semiglobal
  $TELL --seed 928 --shards 4 --mixture semiglobal
  $RECIPE train $AGAIN --start grey5 --name grey6 --minutes 58 --rate 6e-4 --seed 67
  $RECIPE mix --work GREY --start grey5 --name grey6
  $RECIPE finish --work GREY --name grey6-mixed --guided $BOUNDS --output grey6.pt

Then `tell_buildings` taught grey6.pt to carry heights to outlines (walls.pt), and `learn_trust` when to keep
its input. `refine-geometry` is walls.pt without its image, and learned by itself when to keep its input:

  $RECIPE blind --work GREY --start walls.pt --output geometry.pt

The first 16 minutes, of a budget of 82, feared new errors on every scene as on noise alone (`losses.FEAR`),
which made the network timid on stereo; hence the mean with what it began with.
The first 80 minutes had quantised noise half as often.
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

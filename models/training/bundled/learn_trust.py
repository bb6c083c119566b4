"""A bundled refiner learns when to keep its input; all its other weights stay as they are.

  RECIPE="python -m roofline.models.training.bundled.learn_trust"
  $RECIPE finish --work GREY --data TRAIN --metrics METRICS --start walls.pt --output refine-guided.pt
  $RECIPE judge --work GREY --data TRAIN --start refine-guided --aside PLACE PLACE

`networks/trust.py` is fitted to what the model answers, computed once: on the scenes that `refine_geometry`
kept aside for validation, on as many that trained it, and on true surfaces of the places in TRAIN, clean and
with noise alone, as they are, coarser, and with twice their relief; and on small parts of all of these, which
it can tell from large surfaces. After matching the error shall fall, noise shall never grow. What a lost cell
counts (`--lost`) is a choice: with four times as much `refine-geometry` keeps more single false heights of
pixels coarser than a metre, and hardly fewer surfaces with noise alone get worse.
`judge` prints what becomes of surfaces of the places named, when it was fitted to the others.
"""

from __future__ import annotations

import argparse
import itertools
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ... import bundle
from ...command_line import Arguments, named
from ...engine.normalise import gsd_plane
from ...modelfile.parts import Options
from ...networks.compact import Compact
from ...networks.doubt import kept
from ...networks.trust import Claim, Trust, evidence
from ...raster.arrays import Float32Array
from . import augment, cards, cardtexts, command, guides, places, quiet, release, scenes
from .scenetask import LAST_LEARNED, NOTEWORTHY, small_side
from .tell_buildings import ToldHeld

log = logging.getLogger(__name__)

LEAST, MOST, RIM = 96, 304, 16  # px: sides of a surface, and the rim of a scene, cut out of a larger one
SMALL = (32, 80)  # px: sides of parts that stand for small surfaces
DRAWS = 3  # of noise, for each surface
PARTS = 6  # of each surface, each with noise of its own
# Small surfaces are mostly grids of a piece of a cloud, with a few points in a cell and none in others.
THINNED = {**quiet.KINDS, "thinned": 0.6}
CLEAN = 0.1  # how often a surface has no noise
IMAGE = 0.5  # how often it has an image
NO_BUILDINGS = 0.5  # how often it has none
SCENES = 208  # of those kept aside, and of those that the weights were trained on
# Of the fit, which ends within minutes; surfaces of each kind that a step sees.
STEPS, RATE, AT_ONCE = 4000, 3e-3, 2
GROSS = 5.0  # metres; cells that a surface with noise alone must not lose
# What a share of error is worth: after matching; of noise alone; above ENOUGH of the noise; of a lost cell.
MATCHED, NOISE, WORSE, LOST, SPOILT = 20.0, 0.3, 60.0, 6400.0, 20.0
ENOUGH = 0.98  # of the noise: a little below it, so that what holds here holds elsewhere too


class Case(NamedTuple):
    """What a model answers on a surface, and what it decides by: (1, 1, H, W) each, `told` of `evidence`."""

    place: str
    gsd: float
    truth: Tensor
    heights: Tensor
    refined: Tensor
    before: Tensor
    after: Tensor
    least: Tensor
    told: Tensor

    @property
    def noise(self) -> bool:
        """Whether it has noise alone, or nothing."""
        return bool(self.place) or float((self.heights - self.truth).abs().mean()) < NOTEWORTHY

    @property
    def small(self) -> bool:
        """Whether it is a small surface of its own."""
        return min(self.truth.shape[2:]) < LEAST


def surfaces(data: Path, most: int = MOST) -> Iterator[tuple[str, Float32Array, float]]:
    """True heights (H, W) in metres of named places, and their GSD; also coarser, with twice the relief."""
    for place in (*places.load(data, True), *places.load(data, False)):
        for step, relief in ((1, 1.0), (1, 2.0), (2, 1.0), (2, 2.0)):
            heights = place.heights[::step, ::step]
            rows, cols = (min(most, n) // 32 * 32 for n in heights.shape)
            if min(rows, cols) >= LEAST:
                cut = np.ascontiguousarray(heights[:rows, :cols]) * np.float32(relief)
                yield place.name, cut, place.gsd * step


def noisy(data: Path, seed: int) -> Iterator[tuple[str, Tensor, Tensor]]:
    """Place, inputs (1, 5, H, W) as scenes have them and truth (1, 1, H, W) in GSD, with noise alone."""
    rng = np.random.default_rng(seed)
    for place, heights, gsd in surfaces(data):
        truth = (heights - np.median(heights)) / np.float32(gsd)
        image = guides.standardised(guides.rendered(rng, heights, None, gsd))
        for number in range(DRAWS + PARTS):
            if number < DRAWS:
                yield place, *_given(rng, truth, image, gsd, quiet.NOISES)
            else:
                part = _part(rng, truth.shape)
                yield place, *_given(rng, truth[part], image[part], gsd, THINNED)


def _given(
    rng: np.random.Generator, truth: Float32Array, image: Float32Array, gsd: float, kinds: Mapping[str, float]
) -> tuple[Tensor, Tensor]:
    """Inputs and truth of a surface (H, W) in GSD, clean or with noise of some kinds."""
    given = truth if rng.random() < CLEAN else quiet.noise_alone(rng, truth, gsd, kinds)
    seen = image if rng.random() < IMAGE else 0 * image
    size = np.full_like(truth, float(gsd_plane(np.asarray(gsd, np.float32))))
    planes = np.stack([given, seen, 0 * truth, 0 * truth, size])
    return torch.from_numpy(planes[None].astype(np.float32)), torch.from_numpy(truth[None, None])


def _part(rng: np.random.Generator, shape: Sequence[int]) -> tuple[slice, ...]:
    """Where a small part of a surface lies."""
    sides = [small_side(rng, SMALL) for _ in shape]
    firsts = [int(rng.integers(length - side + 1)) for length, side in zip(shape, sides)]
    return tuple(slice(first, first + side) for first, side in zip(firsts, sides))


def scenes_of(folder: Path, most: int, seed: int) -> Iterator[tuple[str, Tensor, Tensor]]:
    """The same of at most so many scenes of a folder, without a name, some without image or buildings, and of
    a small part of each.
    """
    rng = np.random.default_rng(seed)
    held = ToldHeld(folder, list(range(augment.OUTLINED)))
    for index in np.unique(np.linspace(0, len(held) - 1, most, dtype=int)) if len(held) else ():
        batch = held.batch([index], 0)
        for plane, withheld in ((1, release.NO_IMAGE), (2, NO_BUILDINGS)):
            batch.inputs[:, plane] *= float(rng.random() >= withheld)
        yield "", batch.inputs, batch.target
        rows, cols = _part(rng, batch.target.shape[2:])
        yield "", batch.inputs[..., rows, cols], batch.target[..., rows, cols]


def trust_of(network: Compact) -> Trust:
    """What a network has learned, or can learn, of when to keep its input."""
    if network.trust is None:
        raise ValueError("The network has no trust.")
    return network.trust


def cases(network: Compact, planes: list[int], data: Path, work: Path, seed: int) -> list[Case]:
    """What the network answers, and how it decides, on all of them."""
    claims: list[Claim] = []
    hook = trust_of(network).register_forward_hook(lambda module, given, made: claims.append(given[0]))
    found = []
    aside, trained = (scenes_of(work / name, SCENES, seed) for name in ("validation", "shards"))
    for place, inputs, truth in itertools.chain(aside, trained, noisy(data, seed)):
        with torch.no_grad():
            network(inputs[:, planes])
            claim = claims.pop()
            rough = (claim.surfaces[0] - claim.surfaces[1]).abs()
            least = network.bounds.least(claim.change, claim.before, rough)
            gsd = float(0.5 * 2 ** inputs[0, -1, 0, 0])
            refined, before, after = (each.clone() for each in (claim.refined, claim.before, claim.after))
            found.append(
                Case(place, gsd, truth, inputs[:, :1], refined, before, after, least, evidence(claim, True))
            )
    hook.remove()
    return found


def settled(case: Case, trust: Trust) -> Tensor:
    """The heights that the network answers with that trust."""
    asked = trust.asked(case.told, case.refined - case.heights, case.before)
    return kept(case.heights, case.refined, case.before, case.after, case.least + asked)[0]


def ratios(case: Case, heights: Tensor) -> tuple[Tensor, Tensor]:
    """MAE and RMSE over those of the input, without the rim of what is cut out of a larger scene."""
    rim = 0 if case.noise or case.small else RIM
    inner = (..., slice(rim, case.truth.shape[2] - rim), slice(rim, case.truth.shape[3] - rim))
    after, before = ((each - case.truth)[inner] for each in (heights, case.heights))
    squares = after.square().mean() / before.square().mean()
    return after.abs().mean() / before.abs().mean(), squares.sqrt()


def spoilt(case: Case) -> Tensor:
    """Cells that the answer would put off by more than GROSS m and the input does not."""
    after, before = ((each - case.truth).abs() * case.gsd for each in (case.refined, case.heights))
    return (after > GROSS) & (before <= GROSS)


def worth(case: Case, trust: Trust, lost: float = LOST) -> Tensor:
    """What is to be small; `lost` is what a lost cell counts."""
    heights = settled(case, trust)
    if not bool((case.heights != case.truth).any()):
        return SPOILT * (heights - case.truth).abs().mean()
    mean, square = ratios(case, heights)
    if not case.noise:
        return MATCHED * mean + square
    changed = (heights - case.heights).abs() / (case.refined - case.heights).abs().clamp_min(1e-3)
    worse = (mean - ENOUGH).clamp_min(0) + (square - ENOUGH).clamp_min(0)
    return NOISE * (mean + square) + WORSE * worse + lost * (changed * spoilt(case)).mean()


def fitted(trust: Trust, found: list[Case], steps: int, seed: int, lost: float = LOST) -> Trust:
    """The trust, fitted to cases (Adam, Kingma and Ba, ICLR 2015), half of them with noise alone."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    for layer in trust.layers[:-1:2]:
        layer.reset_parameters()
    trust.centred(torch.cat([case.told.flatten(2)[0].T[::17] for case in found])).requires_grad_(True)
    groups = [
        [case for case in found if (case.noise, case.small) == kind]
        for kind in itertools.product((False, True), repeat=2)
    ]
    optimiser = torch.optim.Adam(trust.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    for _ in range(steps):
        drawn = [group[k] for group in groups if group for k in rng.integers(len(group), size=AT_ONCE)]
        optimiser.zero_grad()
        torch.stack([worth(case, trust, lost) for case in drawn]).sum().backward()
        optimiser.step()
        schedule.step()
    return trust.requires_grad_(False)


def told(trust: Trust, found: list[Case]) -> str:
    """Means of MAE and RMSE over the input's, how many are above 1.003, and the share of lost cells."""
    rows, lost = [], []
    for case in found:
        if bool((case.heights != case.truth).any()):
            heights = settled(case, trust)
            rows.append([float(each) for each in ratios(case, heights)])
            off = ((heights - case.truth).abs() * case.gsd > GROSS) & spoilt(case)
            lost.append(float(off.float().mean()))
    means = np.mean(rows, axis=0)
    worse = int((np.max(rows, axis=1) > 1.003).sum())
    return f"MAE {means[0]:.3f} RMSE {means[1]:.3f}, {worse} of {len(rows)} worse, lost {np.mean(lost):.5f}"


def _options(start: bundle.ModelBundle) -> Options:
    """Options of the model's network when it has learned."""
    return {**start.spec.network.options, "trust": True, "small": True}


def _taught(options: argparse.Namespace) -> tuple[bundle.ModelBundle, Compact, list[Case]]:
    """The model that is started from, its network with a trust that knows nothing yet, and the cases."""
    start = bundle.load(options.start)
    network = Compact(**_options(start))
    known = start.network.state_dict().items()
    others = {name: value for name, value in known if not name.startswith(LAST_LEARNED)}
    network.load_state_dict({**network.state_dict(), **others})
    network.eval()
    planes = scenes.planes_of(start.spec.network.options)
    found = cases(network.folded(), planes, options.data, options.work, options.seed)
    return start, network, found


def judge(options: argparse.Namespace) -> None:
    """Print what becomes of the places named before and after trust is fitted to the others."""
    _, network, found = _taught(options)
    trust = trust_of(network)
    aside = [
        case.place.split("+")[0] in options.aside if case.place else index // 2 % 2 == 1
        for index, case in enumerate(found)
    ]
    groups = {
        (seen, noise): [case for case, left in zip(found, aside) if left is not seen and case.noise is noise]
        for seen in (True, False)
        for noise in (False, True)
    }
    for when in ("before", "after"):
        for (seen, noise), group in groups.items():
            name = f"{'fitted' if seen else 'aside'}, {'noise alone' if noise else 'matching'}"
            log.info("%s", f"{when}: {name}: {told(trust, group)}")
        if when == "before":
            seen_in_fit = [case for case, left in zip(found, aside) if not left]
            fitted(trust, seen_in_fit, options.steps, options.seed, options.lost)


def finish(options: argparse.Namespace) -> None:
    """Write the model file with a trust that is fitted to all cases, its interval and its figures anew."""
    start, network, found = _taught(options)
    trust, noise = trust_of(network), [case for case in found if case.noise]
    before = told(trust, noise)
    fitted(trust, found, options.steps, options.seed, options.lost)
    log.info("%s", f"noise alone: {before}; then {told(trust, noise)}")
    spec = start.spec
    stored = cards.as_stored(Compact(**_options(start)), network.state_dict())
    held = release.calibration(stored, options.work / "validation", spec.network.options)
    origin = spec.provenance
    data = [each for each in origin.data if each != cardtexts.TRUST_DATA]
    card = spec.changed(
        network=spec.network.changed(options=_options(start)),
        output=spec.output.changed(uncertainty=held),
        provenance=origin.changed(
            data=(*data, cardtexts.TRUST_DATA),
            date=date.today().isoformat(),
            recipe=cards.without_trust(str(origin.recipe))
            + f"{cardtexts.TRUST}{Path(__file__).name}, {options.steps} steps of Adam",
            metrics={**origin.metrics, **command.figures(options)},
        ),
    )
    bundle.ModelBundle(card, stored).save(options.output, torch.float16)


def main() -> None:
    """Command line entry."""
    arguments = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("action", choices=("finish", "judge"))
    arguments.add_argument("--data", type=named, help="folder of real places (surface/, points/)")
    arguments.add_argument("--work", type=named, required=True, help="folder with the scenes kept aside")
    arguments.add_argument("--start", default="refine-guided", help="bundled model, or a file, that learns")
    arguments.add_argument("--output", type=named, default=Path("refine-guided.pt"))
    arguments.add_argument("--metrics", type=named, nargs="*", default=[], help="JSON figures for the card")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--steps", type=int, default=STEPS, help="of the fit")
    arguments.add_argument("--lost", type=float, default=LOST, help="what a cell counts that noise loses")
    arguments.add_argument("--aside", nargs="*", default=[], help="judge: places that are not fitted to")
    command.run(arguments, {"finish": finish, "judge": judge})


if __name__ == "__main__":
    main()

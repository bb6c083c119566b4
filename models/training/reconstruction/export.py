"""From a training to files that others use: a model file with its card, and the original's own folder."""

from __future__ import annotations

import math
from pathlib import Path

import torch

from ...formats import atomic, folders
from ...formats.objects import JsonObject, StateDict
from ...formats.yaml_subset import text_of
from ...language import Message, tr_noop
from ...modelfile.parts import Card
from ...published.implicity_sections import model_of
from ..judging import Judgement
from ..loop import checkpoints
from ..loop.trainer import Outcome
from ..provenance import NAMES, Description, figures, limits_of, listed
from . import configuration
from .judging import GRID
from .plan import Plan

FIGURES = ("IOU", "PRECISION", "RECALL", "MAE", "RMSE", "NMAD", "BIAS", "count", "pixels")
ByKind = dict[str, dict[str, dict[str, float]]]
CONFIG = "config.yaml"  # of the original


def description(plan: Plan, judged: Judgement, by_kind: ByKind) -> Description:
    """What the card of a trained network says of it; `by_kind`: its figures by kind of query."""
    limits: list[str] = [
        tr_noop(
            "For point clouds like those it was trained on; judge it on a place of your own before you rely "
            "on it."
        ),
        *limits_of(judged),
    ]
    if is_worse_than_grid(judged):
        limits.append(
            tr_noop("On its validation data gridding without a network (MODEL=grid) has the smaller error.")
        )
    metrics = figures(judged.metrics, {GRID: "gridded points", **NAMES}, FIGURES)
    for kind, values in by_kind.get("after", {}).items():
        finite = {key: values[key] for key in FIGURES if math.isfinite(values.get(key, math.nan))}
        metrics |= figures({kind: finite}, {kind: f"queries: {kind}"})
    title = Message("Surfaces of point clouds like {places}", places=listed(names_of(plan)))
    return Description(title, names_of(plan), limits, metrics)


def is_worse_than_grid(judgement: Judgement) -> bool:
    """Whether points that are only gridded make the better surface."""
    errors = [judgement.metrics.get(name, {}).get("MAE", math.nan) for name in (GRID, "after")]
    return errors[0] < errors[1]


def names_of(plan: Plan) -> list[str]:
    """What it is trained on, in words for people."""
    if plan.places:
        return [place["name"] or Path(place["points"]).stem for place in plan.places]
    return [Path(str(plan.config["dataset"].get("name") or plan.dataset["path"])).name]


def original_folder(plan: Plan, outcome: Outcome, folder: Path) -> None:
    """Write a training as ImpliCity's own leaves it: config.yaml, model.pt (the latest), model_best.pt and
    one file for each checkpoint that was kept; Import model reads them back.
    """
    kept = {"model.pt": outcome.last, "model_best.pt": outcome.best}
    for path in sorted(outcome.last.parent.glob("after-*.ckpt")):
        kept[f"model_{checkpoints.read(path).state['step']}.pt"] = path
    card = checkpoints.read(outcome.best).spec
    with folders.writing(folder, is_original_folder) as part:
        for name, path in kept.items():
            checkpoints.write(part / name, _original_state(checkpoints.read(path)))
        atomic.write_text(part / CONFIG, text_of(original_configuration(plan, card)))


def is_original_folder(folder: Path) -> bool:
    """Whether the files are those of a training of ImpliCity, which a later one may replace."""
    return (folder / CONFIG).is_file() and (folder / "model.pt").is_file()


def original_configuration(plan: Plan, card: Card) -> JsonObject:
    """The configuration with the original's keys alone, of the network that was trained."""
    config = configuration.of_original(plan.to_dict())
    return {**config, "model": model_of(card.network.options, config["model"])}


def _original_state(checkpoint: checkpoints.Checkpoint) -> StateDict:
    """A checkpoint with the original's entries."""
    schedule = checkpoint.state.get("schedule") or [{}]
    best = float(checkpoint.state["best"])
    return {
        "model": checkpoint.weights,
        "optimizer": checkpoint.state["optimizers"]["network"],
        "scheduler": schedule[0],
        "n_iter": int(checkpoint.state["step"]),
        "loss_val_best": torch.tensor(best) if math.isfinite(best) else -math.inf,
        "training_time": float(checkpoint.state["seconds"]),
    }

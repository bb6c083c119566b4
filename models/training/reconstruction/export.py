"""From a training to files that others use: a model file with its card, and the original's own folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ... import networks
from ...bundle import ModelBundle
from ...engine.device import Device
from ...formats import atomic, folders
from ...formats.yaml_subset import text_of
from ...language import Message, tr_noop
from ...modelfile.describe import wording
from ..base import Judgement
from ..loop import checkpoints
from ..loop.trainer import Outcome
from ..provenance import without_folders
from .judging import GRID, judge
from .plan import Plan
from .samples import Samples
from .start import start_model

FIGURES = ("IOU", "PRECISION", "RECALL", "MAE", "RMSE", "NMAD", "BIAS", "count", "pixels")
NAMES = {GRID: "gridded points", "start": "model that it started from", "after": "this model"}
ByKind = dict[str, dict[str, dict[str, float]]]
CONFIG = "config.yaml"  # of the original


def judged(
    plan: Plan,
    outcome: Outcome,
    samples: Samples,
    where: Device,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Judgement, ByKind]:
    """The best weights and those that training started from, on the patches kept aside."""
    best = checkpoints.read(outcome.best)
    compared = {"after": network_of(best)}
    if plan.start:
        compared["start"] = start_model(plan.start).network
    compared = {name: network.to(where.kind).eval() for name, network in compared.items()}
    return judge(best.card, compared, samples, where, cancelled)


def network_of(checkpoint: checkpoints.Checkpoint) -> nn.Module:
    """The network of a checkpoint with the weights to be used."""
    entry = checkpoint.card["network"]
    with torch.random.fork_rng(devices=[]):
        network = networks.build(entry["family"], entry.get("options", {}))
    network.load_state_dict(checkpoint.weights)
    return network.eval()


def model_file(
    plan: Plan, outcome: Outcome, target: Path, judgement: Judgement, by_kind: ByKind, licence: str
) -> ModelBundle:
    """Write the best weights of a training with their card."""
    best = checkpoints.read(outcome.best)
    card = finished_card(best.card, plan, outcome, target.stem, judgement, by_kind, licence)
    model = ModelBundle(card, network_of(best))
    model.save(target)
    return model


def finished_card(
    card: dict[str, Any],
    plan: Plan,
    outcome: Outcome,
    name: str,
    judgement: Judgement,
    by_kind: ByKind,
    licence: str,
) -> dict[str, Any]:
    """The card with its name and provenance."""
    title = Message("Surfaces of point clouds like {places}", places=", ".join(names_of(plan)[:6]))
    limits: list[str] = [
        tr_noop(
            "For point clouds like those it was trained on; judge it on a place of your own before you rely "
            "on it."
        )
    ]
    if judgement.is_worse_than_start:
        limits.append(tr_noop("On its validation data the model that it started from does better."))
    if is_worse_than_grid(judgement):
        limits.append(
            tr_noop("On its validation data gridding without a network (MODEL=grid) has the smaller error.")
        )
    last = outcome.history[-1] if outcome.history else {}
    recipe = {
        "configuration": without_folders(plan.to_dict()),
        "epochs": outcome.epochs,
        "steps": last.get("step", 0),
        "seconds": round(outcome.seconds),
        "ended early": outcome.cancelled,
    }
    provenance = {
        "data": names_of(plan),
        "licence": licence or "unknown",
        "recipe": recipe,
        "date": date.today().isoformat(),
        "metrics": figures(judgement, by_kind),
        "limits": [str(limit) for limit in limits],
        "wording": wording(title, *limits),
    }
    return {**card, "name": name, "title": str(title), "provenance": provenance}


def is_worse_than_grid(judgement: Judgement) -> bool:
    """Whether points that are only gridded make the better surface."""
    errors = [judgement.metrics.get(name, {}).get("MAE", math.nan) for name in (GRID, "after")]
    return errors[0] < errors[1]


def figures(judgement: Judgement, by_kind: ByKind) -> dict[str, dict[str, float]]:
    """What the card says of the patches kept aside: shares, metres, numbers of queries and pixels."""
    told = {
        f"validation, {NAMES[name]}": {key: round(values[key], 4) for key in FIGURES if key in values}
        for name, values in judgement.metrics.items()
    }
    for kind, values in by_kind.get("after", {}).items():
        told[f"validation, queries: {kind}"] = {
            key: round(values[key], 4) for key in FIGURES if math.isfinite(values.get(key, math.nan))
        }
    return told


def names_of(plan: Plan) -> list[str]:
    """What it is trained on, in words for people."""
    if plan.places:
        return [place["name"] or Path(place["points"]).stem for place in plan.places]
    return [Path(str(plan.config["dataset"].get("name") or plan.config["dataset"]["path"])).name]


def original_folder(plan: Plan, outcome: Outcome, folder: Path) -> None:
    """Write a training as ImpliCity's own leaves it: config.yaml, model.pt (the latest), model_best.pt and
    one file for each checkpoint that was kept; Import model reads them back.
    """
    kept = {"model.pt": outcome.last, "model_best.pt": outcome.best}
    for path in sorted(outcome.last.parent.glob("after-*.ckpt")):
        kept[f"model_{checkpoints.read(path).state['step']}.pt"] = path
    card = checkpoints.read(outcome.best).card
    with folders.writing(folder, is_original_folder) as part:
        for name, path in kept.items():
            checkpoints.write(part / name, _original_state(checkpoints.read(path)))
        atomic.write_text(part / CONFIG, text_of(original_configuration(plan, card)))


def is_original_folder(folder: Path) -> bool:
    """Whether the files are those of a training of ImpliCity, which a later one may replace."""
    return (folder / CONFIG).is_file() and (folder / "model.pt").is_file()


def original_configuration(plan: Plan, card: dict[str, Any]) -> dict[str, Any]:
    """The configuration with the original's keys alone, of the network that was trained."""
    own = ("places", "queries", "validation", "start", "precision", "inherit_from")
    config = {key: value for key, value in plan.to_dict().items() if key not in own}
    options, model = card["network"]["options"], dict(config["model"])
    encoder = {key: options[key] for key in ("hidden_dim", "feature_dim", "scatter_type", "n_blocks", "unet")}
    model["method"] = "implicity_onet" if options.get("images") else "conv_onet"
    model["multi_label"] = options["out_dim"] == 3
    model["encoder_kwargs"] = {
        **model["encoder_kwargs"],
        **encoder,
        "plane_resolution": options["plane_resolution"],
    }
    config["model"] = model
    return config


def _original_state(checkpoint: checkpoints.Checkpoint) -> dict[str, Any]:
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

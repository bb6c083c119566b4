"""From a training to files that others use: a model file with a complete card, ResDepth's results folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import RooflineError
from ...formats import atomic, folders
from ...formats.objects import StateDict
from ...language import Message, tr_noop
from ...modelfile.parts import Card, GsdRange, Numbers, Uncertainty
from ...published import resdepth
from ...raster.dataset import Raster
from ..judging import Judgement
from ..loop import checkpoints
from ..loop.records import Epoch
from ..provenance import NAMES, Description, figures, limits_of, listed

if TYPE_CHECKING:
    from ..data.regions import Region
    from ..loop.trainer import Outcome
    from .plan import Plan

FIGURES = ("MAE", "RMSE", "NMAD", "BIAS", "share_above_1m", "count")
CHECKPOINTS = "checkpoints"


def description(plan: Plan, card: Card, outcome: Outcome, judged: Judgement) -> Description:
    """What a card says of its model: title, pixel sizes, uncertainty, limits, data and figures."""
    sizes, output = pixel_sizes(plan), card.output
    if output.uncertainty and judged.factor:
        output = output.changed(uncertainty=Uncertainty(judged.factor))
    limits: list[str] = [
        Message(
            "For surfaces like those it was trained on, with pixels of {least} to {most} m; judge it on "
            "a place of your own before you rely on it.",
            least=f"{min(sizes):.3g}",
            most=f"{max(sizes):.3g}",
        )
    ]
    if plan.degrade or any(region.source is None for region in plan.regions):
        limits.append(tr_noop("Some or all of its inputs were simulated: real errors may look different."))
    worse = tr_noop("On its validation data the model that it started from has the smaller error.")
    return Description(
        Message("Refiner of surfaces like {places}", places=listed([r.name for r in plan.regions])),
        [_described(region) for region in plan.regions],
        [*limits, *limits_of(judged, worse)],
        figures(judged.metrics, {"before": "input", **NAMES}, FIGURES),
        {"output": output, "gsd": GsdRange(round(0.9 * min(sizes), 4), round(1.1 * max(sizes), 4))},
        {"best epoch": best_epoch(outcome.history)},
    )


def best_epoch(history: list[Epoch]) -> int | None:
    """The epoch with the smallest error on validation data."""
    judged = [entry for entry in history if "val/MAE" in entry]
    return int(min(judged, key=lambda entry: entry["val/MAE"])["epoch"]) if judged else None


def pixel_sizes(plan: Plan) -> list[float]:
    """Pixel sizes in metres of the regions that train, sorted."""
    sizes = set()
    for region in plan.regions:
        with Raster.open(region.source or region.reference) as raster:
            sizes.add(raster.grid.gsd)
    return sorted(sizes)


def _described(region: Region) -> str:
    source = region.source.name if region.source else "degraded reference"
    guides = f", guides {listed([guide.name for guide in region.guides])}" if region.guides else ""
    told = f", buildings {Path(str(region.buildings)).name}" if region.buildings else ""
    return f"{region.name}: {source}, reference {region.reference.name}{guides}{told}"


def resdepth_folder(plan: Plan, outcome: Outcome, folder: str | os.PathLike[str]) -> None:
    """Write a training of ResDepth as its own results folder; JSON instead of pickles for normalisation.

    Checkpoints have the original's entries and names; Import model reads them back.
    """
    require_resdepth(plan)
    card = checkpoints.read(outcome.best).spec
    files = {
        resdepth.CONFIG: {
            "name": "UNet",
            "input_channels": plan.variant,
            "settings": card.network.options,
        },
        resdepth.TRAINING: plan.to_dict(),
        resdepth.HEIGHTS_JSON: _normalisation(card, "dsm"),
        resdepth.IMAGES_JSON: _normalisation(card, "image"),
    }
    kept = {"Model_best.pth": outcome.best, "Model_last.pth": outcome.last}
    for path in sorted(outcome.last.parent.glob("after-*.ckpt")):
        kept[f"Model_after_{path.stem.partition('-')[2]}_epochs.pth"] = path
    with folders.writing(folder, is_resdepth_folder) as part:
        (part / CHECKPOINTS).mkdir()
        for name, content in files.items():
            if content is not None:
                atomic.write_text(part / name, json.dumps(content, indent=2))
        for name, path in kept.items():
            checkpoints.write(part / CHECKPOINTS / name, _original_state(checkpoints.read(path)))


def require_resdepth(plan: Plan) -> None:
    """Refuse other networks, for which the original has no files."""
    if plan.architecture != "resdepth":
        raise RooflineError(
            "A ResDepth folder is of a resdepth network, not {architecture}; leave that output empty.",
            architecture=plan.architecture,
        )


def is_resdepth_folder(folder: Path) -> bool:
    """Whether a training of Roofline has written the folder: its configuration has Roofline's keys."""
    try:
        found = json.loads((folder / resdepth.TRAINING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and {"datasets", "model"} <= found.keys()


def _normalisation(card: Card, role: str) -> dict[str, Numbers | None] | None:
    rules = [entry.rule for entry in card.inputs if entry.role == role]
    return {"mean": rules[0].mean, "std": rules[0].std} if rules else None


def _original_state(checkpoint: checkpoints.Checkpoint) -> StateDict:
    """A checkpoint with the original's entries; its epochs count from 0."""
    last = checkpoint.history[-1] if checkpoint.history else {}
    state = {
        "epoch": int(last.get("epoch", 1)) - 1,
        "model_state_dict": checkpoint.weights,
        "optimizer_state_dict": checkpoint.state["optimizers"]["network"],
        "loss_train": float(last.get("train/MAE", 0.0)),
        "loss_val": float(last.get("val/MAE", 0.0)),
    }
    schedule = checkpoint.state.get("schedule")
    return {**state, "scheduler_state_dict": schedule[0]} if schedule else state

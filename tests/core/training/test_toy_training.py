"""The house carries another task: trained, resumed, exported and predicted with, in one file of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, tasks
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.training import run
from roofline.models.training.judging import Judgement
from roofline.models.training.loop import checkpoints
from roofline.models.training.loop.trainer import LoopConfig
from support import rasters
from support.paths import ROOT
from support.toy_training import BRIGHT, SCHEDULER, Pictures, ToyTraining

TRAINING = ROOT / "models" / "training"


@pytest.fixture(autouse=True)
def registries():
    """The registries without what a test adds."""
    with pytest.MonkeyPatch.context() as patch:
        for registry, name in ((tasks.TASKS, "toybright"), (networks.FAMILIES, "toy")):
            patch.setitem(registry, name, None)  # what was not there before is taken out again
        yield


def toy(epochs: int = 30, scheduler: dict | None = None, **course) -> ToyTraining:
    return ToyTraining(LoopConfig(epochs, 3, **course), scheduler)


def weights(outcome) -> torch.Tensor:
    state = checkpoints.read(outcome.last).state["modules"]["network"]
    return torch.cat([value.flatten() for value in state.values()])


def test_a_task_is_trained_exported_and_predicted_with(tmp_path: Path):
    files = run.Files(tmp_path / "toy.pt")
    result = run.run(toy(), files, device="cpu", licence="CC0")
    assert result is not None and result.judged.metrics["after"]["accuracy"] > 0.95
    model = bundle.load(str(files.model))
    assert model.card["task"] == "toybright" and model.card["provenance"]["licence"] == "CC0"
    grey = np.random.default_rng(3).integers(0, 256, (40, 50)).astype(np.uint8)
    source = rasters.write(tmp_path / "grey.tif", grey, nodata=None)
    predict(model, [source], tmp_path / "bright.tif", device="cpu")
    found = rasters.read(tmp_path / "bright.tif")
    assert np.mean((found > 0) == (grey > BRIGHT)) > 0.95


def test_the_best_is_the_highest(tmp_path: Path):
    outcome = run.train(toy(12), tmp_path, device="cpu")
    found = [entry["val/accuracy"] for entry in outcome.history]
    best = checkpoints.read(outcome.best).state
    assert best["best"] == max(found) and best["epoch"] == found.index(max(found)) + 1
    assert max(found) > found[0]


@pytest.mark.parametrize("scheduler", [None, SCHEDULER], ids=["constant", "cyclic"])
def test_a_resumed_training_is_the_same(tmp_path: Path, scheduler):
    straight = run.train(toy(4, scheduler, accumulate=2), tmp_path / "straight", device="cpu")
    run.train(toy(2, scheduler, accumulate=2), tmp_path / "parts", device="cpu")
    resumed = run.train(toy(4, scheduler, accumulate=2), tmp_path / "parts", resume=True, device="cpu")
    assert torch.equal(weights(straight), weights(resumed))
    rates = [entry["learning_rate"] for entry in straight.history]
    assert rates == [entry["learning_rate"] for entry in resumed.history]
    assert (max(rates) > min(rates)) == (scheduler is not None)


def test_cyclic_rates_follow_the_steps(tmp_path: Path):
    made = toy(1, SCHEDULER).task(toy().card(), run.devices.choose("cpu", "float32"))
    rates = []
    for _ in range(7):
        rates.append(made.schedule.rate)
        made.optimizers["network"].step()
        made.schedule.after_step()
        made.schedule.after_epoch(0.0)  # changes nothing
    assert rates == pytest.approx([0.05, 0.1, 0.15, 0.2, 0.15, 0.1, 0.05])


def test_accumulated_batches_make_one_step(tmp_path: Path):
    """Two batches of two are a batch of four; seven samples are two whole steps and one of what is left."""
    where = run.devices.choose("cpu", "float32")
    one, parts = (toy().task(toy().card(), where) for _ in range(2))
    one.step(Pictures("train").batch([0, 1, 2, 3], 0))
    for place, indices in enumerate(([0, 1], [2, 3])):
        parts.in_group(place, 2)
        parts.step(Pictures("train").batch(indices, 0))
        assert parts.steps == place
    for whole, summed in zip(one.network.parameters(), parts.network.parameters()):
        torch.testing.assert_close(whole, summed)
    outcome = run.train(ToyTraining(LoopConfig(2, 2, accumulate=2)), tmp_path, device="cpu")
    assert [entry["step"] for entry in outcome.history] == [2, 4]


def test_what_a_task_does_not_make_is_refused(tmp_path: Path):
    with pytest.raises(RooflineError, match="another system"):
        run.run(toy(), run.Files(tmp_path / "toy.pt", original=tmp_path / "folder"), device="cpu")
    with pytest.raises(RooflineError, match="no report"):
        toy().report(None, tmp_path / "page.html", Judgement())
    with pytest.raises(RooflineError, match="refinedsm"):
        toy().accept(toy().card().changed(name="other", task="refinedsm"))


@pytest.mark.parametrize(
    ("higher", "start", "after", "worse"),
    [(False, 1.0, 2.0, True), (False, 2.0, 1.0, False), (True, 1.0, 2.0, False), (True, 2.0, 1.0, True)],
)
def test_worse_is_what_the_metric_says(higher, start, after, worse):
    metrics = {"start": {"m": start}, "after": {"m": after}}
    assert Judgement(metrics, metric="m", higher_is_better=higher).is_worse_than_start == worse


def imported(path: Path) -> list[tuple[str, bool]]:
    """Modules of models/training that a module imports, and whether a function does it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = path.relative_to(TRAINING).with_suffix("").parts[:-1]
    typed = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n.test)]
    left = {id(each) for block in typed for each in ast.walk(block)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level or id(node) in left:
            continue
        if node.level - 1 > len(here):
            found.append(("", node not in tree.body))
            continue
        base = (*here[: len(here) - node.level + 1], *(node.module or "").split("."))
        base = tuple(part for part in base if part)
        names = [(*base, alias.name) for alias in node.names]
        for name in [base, *names]:
            if TRAINING.joinpath(*name).with_suffix(".py").is_file():
                found.append((".".join(name), node not in tree.body))
    return found


def test_modules_of_training_import_each_other_in_no_circle():
    modules = {".".join(p.relative_to(TRAINING).with_suffix("").parts): p for p in TRAINING.rglob("*.py")}
    graph = {name: {each for each, _ in imported(path) if each} for name, path in modules.items()}
    done: set[str] = set()

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for each in graph.get(name, ()):
                walk(each, (*above, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_nothing_of_ours_is_imported_inside_functions_of_training():
    found = [name for name in TRAINING.rglob("*.py") if any(inside for _, inside in imported(name))]
    assert not found


def test_loop_and_run_know_no_task():
    loop = [*(TRAINING / "loop").glob("*.py"), TRAINING / "run.py", TRAINING / "base.py"]
    for path in loop:
        known = {name.partition(".")[0] for name, _ in imported(path)}
        assert not known & {"refiner", "data", "config", "bundled"}, path.name

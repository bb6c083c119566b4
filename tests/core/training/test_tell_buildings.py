"""A bundled refiner is told of buildings: what it was stays as it is, bit by bit."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.bundle import ModelBundle
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Uncertainty
from roofline.models.networks.compact import Compact
from roofline.models.training.bundled import pool, release, scenes, tell_buildings, walls
from roofline.models.training.bundled.scenetask import Budget

SIZE = scenes.SIZE
NETWORK = {
    "widths": (8, 12),
    "blocks": (1, 1),
    "decoder_blocks": (1,),
    "inputs": "candidates",
    "head": "blend",
}


def blocks(seed: int) -> list[scenes.Sample]:
    """Blocks of 8 GSD in a surface that lumps of noise hide, and where they stand."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(pool.SHARD):
        buildings = np.zeros((SIZE, SIZE), np.float32)
        for row, col in rng.integers(0, SIZE - 40, (12, 2)):
            buildings[row : row + 40, col : col + 32] = 1
        lumps = np.kron(rng.normal(0, 6, (SIZE // 16, SIZE // 16)), np.ones((16, 16))).astype(np.float32)
        truth, void = 8 * buildings, np.zeros((SIZE, SIZE), bool)
        image = rng.normal(size=(SIZE, SIZE)).astype(np.float32)
        found.append(scenes.Sample(truth, truth + lumps, void, 0.5, image, buildings))
    return found


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name, seed in (("shards", 1), ("validation", 900)):
        (tmp_path / name).mkdir()
        np.save(
            tmp_path / name / f"{seed:03d}-00000.npy",
            scenes.packed(blocks(seed)[: 2 if seed == 900 else None]),
        )
    return tmp_path


def told(work: Path, monkeypatch: pytest.MonkeyPatch, learns: str, **options: bool) -> list[ModelBundle]:
    """A model and what it becomes when that part is told."""
    monkeypatch.setattr(walls, "WINDOWS", 4)
    begun, target = start(work / "start.pt", **options), work / "told.pt"
    threads = torch.get_num_threads()
    given = ["--work", str(work), "--start", str(begun), "--name", "told", "--output", str(target)]
    for action in ("train", "finish", "finish"):
        monkeypatch.setattr(sys, "argv", ["told", action, *given, "--learns", learns, "--steps", "8"])
        tell_buildings.main()
    torch.set_num_threads(threads)
    return [bundle.load(file) for file in (begun, target)]


def start(path: Path, **options: bool) -> Path:
    torch.manual_seed(0)
    options = {**NETWORK, **options}
    network = Compact(**options).eval()
    for name, weight in network.named_parameters():
        if name.startswith("head"):
            torch.nn.init.normal_(weight, std=0.02)
    ModelBundle(release.card(options, Uncertainty(), "test", {}), network).save(path, torch.float16)
    return path


@pytest.mark.parametrize("guided", [False, True])
def test_the_encoder_alone_is_trained(work: Path, monkeypatch, guided):
    old, new = told(work, monkeypatch, "buildings", guided=guided)
    state = new.network.state_dict()
    for name, value in old.network.state_dict().items():
        assert torch.equal(state[name], value), name
    assert any(value.any() for name, value in state.items() if name.startswith("buildings.tell"))
    roles = [entry["role"] for entry in new.card["inputs"]]
    assert roles == ["dsm", *(["image"] if guided else []), "buildings"]
    assert new.card["inputs"][-1]["optional"]
    assert "8 steps" in new.card["provenance"]["recipe"]
    planes = torch.randn(1, 1 + guided, 64, 64)
    rest = torch.cat([torch.zeros(1, 1, 64, 64), torch.ones(1, 1, 64, 64)], 1)
    without = torch.cat([planes, rest], 1)
    with_none = torch.cat([planes, torch.zeros(1, 1, 64, 64), rest], 1)
    with_one = with_none.clone()
    with_one[:, 1 + guided, 20:40, 20:40] = 1
    with torch.inference_mode():
        assert torch.equal(old.network(without), new.network(with_none))
        assert not torch.equal(new.network(with_none), new.network(with_one))


def test_a_recipe_keeps_what_was_learned_on_an_earlier_state_once():
    """`finish` with another state of the refiner than the one that the lesson began with."""
    refined, again = "refine_geometry.py: 5 steps", "refine_geometry.py: 9 steps"
    one, two = ("tell_buildings.py: 3 steps", "tell_buildings.py: 4 steps")
    earlier = "; then ".join([refined, one, two])
    assert tell_buildings.with_lessons(again, earlier) == "; then ".join([again, one, two])
    assert tell_buildings.with_lessons(earlier, earlier) == earlier
    assert tell_buildings.with_lessons(refined, refined) == refined
    onward = "; then ".join([refined, one, again])
    assert tell_buildings.with_lessons(onward, "; then ".join([refined, one, again, two])) == "; then ".join(
        [onward, two]
    )


def test_what_one_model_was_told_is_given_to_another(work: Path, monkeypatch):
    """Also when the other one's recipe tells of the first, which it began with."""
    _, first = told(work, monkeypatch, "buildings")
    origin = first.spec.provenance.changed(
        recipe=f"{first.spec.provenance.recipe}; trust: learn_trust.py, 3 steps"
    )
    ModelBundle(first.spec.changed(provenance=origin), first.network).save(work / "first.pt", torch.float16)
    for later in ("test", f"{first.spec.provenance.recipe}; then test"):
        other = bundle.load(start(work / "other.pt"))
        with torch.no_grad():
            other.network.head.bias.add_(1.0)
        card = other.spec.changed(provenance=other.spec.provenance.changed(recipe=later))
        ModelBundle(card, other.network).save(work / "other.pt", torch.float16)
        given = ["--work", str(work), "--start", str(work / "other.pt"), "--name", str(work / "first.pt")]
        monkeypatch.setattr(sys, "argv", ["told", "finish", *given, "--output", str(work / "both.pt")])
        tell_buildings.main()
        both = bundle.load(work / "both.pt")
        for name, value in both.network.state_dict().items():
            source = first if name.startswith("buildings.") else other
            assert torch.allclose(value, source.network.state_dict()[name], atol=1e-3), name
        lesson = str(first.spec.provenance.recipe).split("; then ")[-1]
        recipe = str(both.spec.provenance.recipe)
        assert recipe == (later if lesson in later else f"{later}; then {lesson}")
        assert "trust" not in recipe and recipe.count(lesson) == 1


def test_claims_that_are_kept_teach_as_the_whole_network_would(work: Path, monkeypatch):
    """One by one, and again from the file when a training goes on."""
    monkeypatch.setattr(walls, "WINDOWS", 3)
    torch.manual_seed(0)
    options = {**NETWORK, "buildings": True, "doubt": True, "sides": True}
    network = Compact(**options).eval()
    for name, weight in network.named_parameters():
        if name.startswith(("head", "sides.last")):
            torch.nn.init.normal_(weight, std=0.02)
    planes, where = scenes.planes_of(options), device.Device("cpu", "float32", "test")
    windows = tell_buildings.ToldWindows(pool.Pool(work / "shards"), Budget(steps=1), 0, planes)
    held = tell_buildings.ToldHeld(work / "validation", planes)
    lesson = walls.lesson(network, Budget(steps=1), where, (windows, held), work / "new", 0)
    batch, scene = lesson.held.batch([1], 0), held.batch([1], 0)
    network.train()  # which gives what it expects of its errors; norms stay as they are folded
    for part in network.modules():
        part.training = not isinstance(part, torch.nn.BatchNorm2d)
    with torch.inference_mode():
        whole, alone = network(scene.inputs), lesson.task.modules["network"](batch.inputs)
    torch.testing.assert_close(alone, whole, atol=1e-3, rtol=1e-4)
    assert torch.equal(batch.target, scene.target) and torch.equal(batch.inputs[:, :1], scene.inputs[:, :1])
    drawn, again = (lesson.drawn.batch([0, 1, 2, 3], epoch) for epoch in (0, 1))
    assert len(drawn.inputs) == 4 and not torch.equal(drawn.inputs, again.inputs)
    first = np.load(work / "new" / "claims.npy")
    assert len(first) == 3 and (first[:, 4] > 0.5).any((1, 2)).all(), (
        "windows without buildings teach nothing"
    )
    told = walls.lesson(network, Budget(steps=1), where, (windows, held), work / "new", 1)
    assert not list((work / "new").glob("*.part*")) and len(told.held) == len(lesson.held)


def test_a_model_without_buildings_cannot_learn_of_walls(work: Path, monkeypatch, capsys):
    with pytest.raises((RooflineError, SystemExit)) as refused:
        told(work, monkeypatch, "sides", doubt=True)
    assert "takes no buildings" in f"{refused.value}{capsys.readouterr().err}"


def test_walls_alone_are_learned_and_the_rest_stays(work: Path, monkeypatch):
    old, new = told(work, monkeypatch, "sides", buildings=True, doubt=True)
    assert [path.name for path in (work / "told").iterdir() if path.suffix == ".npy"] == [], (
        "what it learned from"
    )
    state = new.network.state_dict()
    for name, value in old.network.state_dict().items():
        assert torch.equal(state[name], value), name
    assert state["sides.last.weight"].any()
    assert new.card["network"]["options"]["sides"]
    assert [entry["role"] for entry in new.card["inputs"]] == ["dsm", "buildings"]
    x = torch.cat([torch.randn(1, 1, 64, 64), torch.zeros(1, 2, 64, 64), torch.ones(1, 1, 64, 64)], 1)
    with torch.inference_mode():
        assert torch.equal(old.network(x), new.network(x))
        x[:, 1, 20:40, 20:40] = 1
        assert not torch.equal(old.network(x), new.network(x))


@pytest.mark.parametrize("learns", tell_buildings.PARTS)
@pytest.mark.parametrize("folder", ["shards", "validation"])
def test_scenes_without_buildings_teach_nothing(work: Path, monkeypatch, learns: str, folder: str):
    """Whether they show none, know of none, or there is no scene at all."""
    shard = next((work / folder).glob("*.npy"))
    scene = np.load(shard)
    for planes in (scene * (np.arange(5) < 4)[:, None, None], scene[:, :4], None):
        shard.unlink() if planes is None else np.save(shard, planes.astype(np.int16))
        with pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:
            said: list[str] = []
            patch.setattr(sys.stderr, "write", said.append)
            told(work, monkeypatch, learns, buildings=True, doubt=True)
        assert f"The scenes in {work / folder} show no buildings" in "".join(said)


def test_windows_near_no_building_are_given_up(work: Path, monkeypatch):
    """Where one of a thousand windows teaches, a training would look for hours."""
    monkeypatch.setattr(walls, "PATIENCE", 3)
    monkeypatch.setattr(tell_buildings, "WITHHELD", 1.0)
    with pytest.raises(SystemExit):
        told(work, monkeypatch, "sides", buildings=True, doubt=True)
    assert not list((work / "told").glob("*.npy"))

"""A bundled refiner learns when to keep its input: all else stays, and noise alone is made worse no more."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.bundle import ModelBundle
from roofline.models.modelfile.parts import Uncertainty
from roofline.models.networks.compact import Compact
from roofline.models.networks.trust import Trust
from roofline.models.training.bundled import learn_trust, places, release, scenes
from support import rasters

SIZE = scenes.SIZE
NETWORK = {"widths": (8, 12), "blocks": (1, 1), "decoder_blocks": (1,), "doubt": True, "buildings": True}


def town(seed: int, size: int) -> np.ndarray:
    """Blocks of 8 m on a plane, (size, size)."""
    heights = np.zeros((size, size), np.float32)
    for row, col in np.random.default_rng(seed).integers(0, size - 20, (12, 2)):
        heights[row : row + 20, col : col + 16] = 8
    return heights


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Path:
    """Two scenes that lumps hide, and two places of which one is kept aside."""
    monkeypatch.setattr(learn_trust, "SCENES", 2)
    monkeypatch.setattr(learn_trust, "DRAWS", 1)
    monkeypatch.setattr(learn_trust, "PARTS", 2)
    monkeypatch.setattr(learn_trust, "RATE", 1e-2)  # for a few dozen steps
    rng, samples = np.random.default_rng(0), []
    for seed in range(2):
        lumps = np.kron(rng.normal(0, 6, (SIZE // 16, SIZE // 16)), np.ones((16, 16))).astype(np.float32)
        truth, nothing = town(seed, SIZE), np.zeros((SIZE, SIZE), np.float32)
        samples.append(scenes.Sample(truth, truth + lumps, nothing > 0, 0.5, nothing, nothing))
    for name in ("validation", "shards"):
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "000-00000.npy", scenes.packed(samples))
    for seed, name in enumerate(("toytown", places.VALIDATION[0])):
        folder = tmp_path / "data" / "surface" / name
        folder.mkdir(parents=True)
        rasters.write(folder / "dsm.tif", town(seed, 128))
    return tmp_path


def start(path: Path, change: float) -> Path:
    """A model that is sure of what is its input, and `change` GSD more."""
    torch.manual_seed(0)
    network = Compact(**NETWORK).eval()
    with torch.no_grad():
        network.head.bias[-12:-8] = change
        network.head.bias[-8:-4], network.head.bias[-4:] = -1.0, 3.0
    ModelBundle(release.card(NETWORK, Uncertainty(), "made by hand", {}), network).save(path, torch.float16)
    return path


def run(monkeypatch, work: Path, action: str, *more: str) -> None:
    given = ["--work", str(work), "--data", str(work / "data"), "--start", str(work / "start.pt"), *more]
    monkeypatch.setattr(sys, "argv", ["learn", action, *given])
    threads = torch.get_num_threads()
    learn_trust.main()
    torch.set_num_threads(threads)


def test_it_learns_to_keep_what_has_noise_alone(work: Path, monkeypatch):
    begun, target = start(work / "start.pt", 2.0), work / "wary.pt"
    run(monkeypatch, work, "finish", "--steps", "80", "--output", str(target))
    old, new = bundle.load(begun), bundle.load(target)
    for name, value in old.network.state_dict().items():
        assert torch.equal(new.network.state_dict()[name], value), name
    assert new.card["network"]["options"] == {
        **old.card["network"]["options"],
        "trust": True,
        "small": True,
    }
    assert "trust: learn_trust.py, 80 steps" in new.card["provenance"]["recipe"]
    truth = torch.from_numpy(town(5, 128))[None, None]
    x = torch.cat([truth + 0.1 * torch.randn_like(truth), *[0 * truth] * 3], 1)
    with torch.inference_mode():
        before, after = ((each.network(x)[:, :1] - truth).abs().mean() for each in (old, new))
    assert after < 0.5 * before, "such changes are no good on such a surface"


def test_a_second_fit_forgets_the_first(work: Path, monkeypatch):
    start(work / "start.pt", 2.0)
    run(monkeypatch, work, "finish", "--steps", "3", "--output", str(work / "start.pt"))
    run(monkeypatch, work, "finish", "--steps", "3", "--output", str(work / "again.pt"))
    first, again = (bundle.load(work / name) for name in ("start.pt", "again.pt"))
    for key in ("recipe", "data"):
        assert again.card["provenance"][key] == first.card["provenance"][key]
    assert first.card["provenance"]["data"][-1].startswith("When to keep the input was learned last")
    for name, value in first.network.state_dict().items():
        assert torch.allclose(again.network.state_dict()[name], value, atol=1e-3), name


def test_places_aside_are_judged_and_not_fitted_to(work: Path, monkeypatch, caplog):
    start(work / "start.pt", 2.0)
    caplog.set_level("INFO")
    run(monkeypatch, work, "judge", "--steps", "30", "--aside", places.VALIDATION[0])
    lines = [record.getMessage() for record in caplog.records]
    maes = [
        float(line.split("MAE ")[1].split()[0])
        for line in lines
        if line.split(": ")[1] == "aside, noise alone"
    ]
    assert len(maes) == 2 and maes[1] < maes[0], lines


def test_a_case_tells_which_cells_would_be_lost():
    plane, sure = torch.zeros(1, 1, 40, 40), torch.full((1, 1, 40, 40), -1.0)
    refined = plane.clone()
    refined[..., 20, 20] = 3.0  # GSD of 2 m: 6 m off
    case = learn_trust.Case("a", 2.0, plane, plane, refined, -sure, sure, plane, torch.zeros(1, 12, 5, 5))
    assert int(learn_trust.spoilt(case).sum()) == 1 and learn_trust.spoilt(case)[..., 20, 20]
    assert case.noise and torch.allclose(learn_trust.settled(case, Trust(True)), refined, atol=1e-2)


def test_small_surfaces_count_to_their_rim_and_parts_of_scenes_do_not():
    for side, rim in ((learn_trust.LEAST - 32, True), (learn_trust.LEAST, False)):
        truth = torch.zeros(1, 1, side, side)
        heights, plane = truth + 2.0, 0 * truth
        told = torch.zeros(1, 12, side // 8, side // 8)
        case = learn_trust.Case("", 1.0, truth, heights, truth, plane, plane, plane, told)
        answer = torch.zeros_like(truth)
        answer[..., 0, :] = 9.0
        assert not case.noise and case.small is rim
        assert bool(learn_trust.ratios(case, answer)[0] > 0) is rim


def test_what_it_is_fitted_to_has_small_surfaces_of_every_kind(work: Path, monkeypatch):
    begun = bundle.load(start(work / "start.pt", 2.0)).network
    network = Compact(**{**NETWORK, "trust": True, "small": True})
    network.load_state_dict({**network.state_dict(), **begun.state_dict()})
    planes = scenes.planes_of(NETWORK)
    found = learn_trust.cases(network.eval().folded(), planes, work / "data", work, 0)
    kinds = {(case.noise, case.small) for case in found}
    assert len(kinds) == 4, "after matching and with noise alone, large and small"
    for case in found:
        assert (case.told[:, -1] < 0).all() if case.small else not case.told[:, -1].any()

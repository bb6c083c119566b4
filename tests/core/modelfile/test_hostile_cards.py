"""Cards with values that cannot be: refused in a sentence before anything computes with them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, predict
from roofline.models.errors import RooflineError
from roofline.models.modelfile import store
from roofline.models.modelfile.describe import describe
from support import rasters, toy_models

ODD = (
    float("nan"),
    float("inf"),
    -1,
    0,
    1.5,
    1e300,
    10**400,
    True,
    "",
    "a\nb",
    None,
    [],
    [1, 2, 3],
    {},
    [[]],
)
ACTING = ["network", "inputs", "output", "tile", "gsd", "task", "untrained", "variation", "precision", "name"]


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The paths of all values in a card."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def changed(card: dict, path: tuple, value: object) -> dict:
    """A copy of the card with another value at a path."""
    copy = json.loads(json.dumps(card))
    owner = copy
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = value
    return copy


@pytest.fixture(scope="module")
def toys(tmp_path_factory) -> tuple[Path, list[tuple[dict, dict]]]:
    """A raster, and cards with weights."""
    folder = tmp_path_factory.mktemp("toys")
    rasters.write(folder / "dsm.tif", rasters.town((40, 48)))
    paths = [toy_models.shifting_model(folder / "shift.pt"), toy_models.uncertain_model(folder / "doubt.pt")]
    paths.append(toy_models.finding_model(folder, "find", ("dsm",)))
    contents = [torch.load(path, weights_only=True) for path in paths]
    return folder, [
        (json.loads(each["card"]) | {"untrained": [], "variation": {}}, each["weights"]) for each in contents
    ]


@pytest.mark.parametrize("seed", range(6))
def test_odd_values_are_refused_or_do_no_harm(toys, tmp_path, seed):
    folder, models = toys
    random, refused = Random(seed), 0
    for _ in range(60):
        card, weights = models[random.randrange(len(models))]
        path = random.choice([each for each in places(card) if each and each[0] in ACTING])
        odd = changed(card, path, random.choice(ODD))
        torch.save({"card": json.dumps(odd), "weights": weights}, tmp_path / "odd.pt")
        try:
            assert describe(store.card_in(tmp_path / "odd.pt"))
            model = bundle.load(tmp_path / "odd.pt")
            predict.predict(model, [folder / "dsm.tif"], tmp_path / "out.tif", device="cpu")
        except RooflineError as error:
            assert str(error) and "\n" not in str(error), (path, error)
            refused += 1
        except Exception as error:
            raise AssertionError(f"{path}: {odd}") from error
        else:
            assert np.isfinite(rasters.read(tmp_path / "out.tif")).any(), (path, odd)
    assert refused > 20


def test_a_flipped_byte_anywhere_is_found(tmp_path):
    whole = toy_models.shifting_model(tmp_path / "whole.pt").read_bytes()
    first = whole.index(b"PK\x03\x04", 4)  # behind the record: weights, most of them
    random = Random(1)
    for place in random.sample(range(first, len(whole) - 200), 40):
        data = bytearray(whole)
        data[place] ^= 1 << random.randrange(8)
        (tmp_path / "flipped.pt").write_bytes(bytes(data))
        try:
            again = bundle.load(tmp_path / "flipped.pt").network.state_dict()
        except RooflineError:
            continue
        before = bundle.load(tmp_path / "whole.pt").network.state_dict()  # padding between the entries
        assert all(torch.equal(before[name], value) for name, value in again.items())


@pytest.mark.parametrize(
    "odd",
    [
        torch.eye(3).to_sparse(),
        torch.quantize_per_tensor(torch.eye(3), 0.1, 0, torch.qint8),
        torch.eye(3, dtype=torch.complex64),
        torch.empty(3, device="meta"),
        torch.eye(3).to(torch.float8_e5m2),
    ],
    ids=lambda tensor: f"{tensor.layout} {tensor.dtype} {tensor.device}",
)
def test_weights_are_plain_tensors(tmp_path, odd):
    path = toy_models.shifting_model(tmp_path / "shift.pt")
    content = torch.load(path, weights_only=True)
    name = next(iter(content["weights"]))
    torch.save({**content, "weights": {**content["weights"], name: odd}}, path)
    with pytest.raises(RooflineError, match=r"sparse, quantised|damaged"):
        bundle.load(path)


def test_options_that_multiply_are_refused_before_they_take_memory():
    many = {"widths": [10_000] * 60, "blocks": [10_000] * 60}
    wide = {"widths": [10_000] * 4, "blocks": [2] * 4}
    for make, options in ((networks.plan, many), (networks.build, many), (networks.build, wide)):
        with pytest.raises(RooflineError, match=r"more than 500 million weights or 20000 tensors; choose"):
            make("compact", options)


def test_a_program_is_no_model(tmp_path):
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(tmp_path / "program.pt"))
    for read in (bundle.load, bundle.read_card):
        with pytest.raises(RooflineError, match=r"program\.pt is a TorchScript program.*state_dict"):
            read(tmp_path / "program.pt")

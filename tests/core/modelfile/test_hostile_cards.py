"""Cards with values that cannot be: refused in a sentence before anything computes with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle, networks, predict, published
from roofline.models.buildings.output import probability
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.errors import RooflineError
from roofline.models.imagery.synthesis import synthesize
from roofline.models.modelfile import store
from roofline.models.modelfile.describe import describe
from roofline.models.modelfile.parts import Output
from support import cloud_parts, implicity_parts, rasters, satgen_parts, toy_models

Run = Callable[[bundle.ModelBundle, Path], Any]

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
OFTEN_LEFT_OUT: dict[str, Any] = {
    "untrained": [],
    "variation": {"dropout": 0.1, "input_noise": 0.1, "map_noise": False},
    "gsd": {"min": 0.01, "max": 9.0},
    "resample": None,
    "precision": "float32",
    "compatibility": {},
}
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


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, tuple[Path, Run]]:
    """By kind of model its file and what is done with it: each task, and each sort of input."""
    folder = tmp_path_factory.mktemp("runs")
    rasters.write(folder / "dsm.tif", rasters.town((40, 48)))
    rasters.write(folder / "mask.tif", satgen_parts.town_mask(64, 64), nodata=None)
    cloud = implicity_parts.write_ply(folder / "cloud.ply", cloud_parts.town(800, 20.0))
    flat = implicity_parts.write_ply(folder / "flat.ply", implicity_parts.flat_points(12, 12))
    published.load(satgen_parts.checkpoint(folder / "checkpoint.pth")).save(folder / "paint.pt")
    cloud_parts.gridding_bundle(0.5).save(folder / "pixels.pt")
    implicity_parts.level_bundle(0.5).save(folder / "points.pt")
    both = [folder / "dsm.tif", folder / "dsm.tif"]
    place = {"crs": "EPSG:32631", "device": "cpu"}
    return {
        "guided": (
            toy_models.shifting_model(folder / "guided.pt", guides=1),
            lambda model, out: predict.predict(model, both, out, device="cpu"),
        ),
        "mask": (
            toy_models.finding_model(folder, "find", ("dsm",)),
            lambda model, out: predict.predict(model, both[:1], out, device="cpu"),
        ),
        "painter": (
            folder / "paint.pt",
            lambda model, out: synthesize(model, folder / "mask.tif", out, device="cpu", diversity=0.5),
        ),
        "pixels": (folder / "pixels.pt", lambda model, out: reconstruct(model, cloud, out, **place)),
        "points": (folder / "points.pt", lambda model, out: reconstruct(model, flat, out, **place)),
    }


@pytest.mark.parametrize("kind", ["guided", "mask", "painter", "pixels", "points"])
def test_every_field_of_every_task_s_card(runs, tmp_path, kind):
    """One odd value in each place of a card in turn, provenance and what is for people too."""
    path, run = runs[kind]
    content = torch.load(path, weights_only=True)
    card = OFTEN_LEFT_OUT | json.loads(content["card"])
    torch.save({**content, "card": json.dumps(card)}, tmp_path / "sound.pt")
    run(bundle.load(tmp_path / "sound.pt"), tmp_path / "out.tif")
    random, refused, fields = Random(3), 0, [each for each in places(card) if each]
    for field in fields:
        value = random.choice((*ODD, "x" * 5000, -1e300, {"a": 1}, [None], False))
        torch.save({**content, "card": json.dumps(changed(card, field, value))}, tmp_path / "odd.pt")
        try:
            assert describe(store.card_in(tmp_path / "odd.pt"))
            run(bundle.load(tmp_path / "odd.pt"), tmp_path / "out.tif")
        except RooflineError as error:
            said, refused = str(error), refused + 1
            assert said.endswith(".") and said.isprintable() and len(said) < 2000, (field, error)
        except Exception as error:
            raise AssertionError(f"{field}: {str(value)[:60]}") from error
        else:
            assert np.isfinite(rasters.read(tmp_path / "out.tif")).any(), (field, value)
    assert len(fields) / 4 < refused < len(fields)


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


@pytest.mark.parametrize(
    "ranges",
    [
        *(
            "wide",
            [],
            [["head", 0, 1]],
            {"head": "wide"},
            {"head": [[1]]},
            {"head": [0, 1]},
            {"head": [[], []]},
        ),
        *({"head": [[0, 0], [1]]}, {"head": [[1], [0]]}, {"head": [[0], [None]]}, {"head": [[0], [1e300]]}),
        *({"head": [[-(10**400)], [0]]}, {"head": [[0] * 5000, [1] * 5000]}),
    ],
    ids=str,
)
def test_ranges_of_layers_are_ranges(tmp_path, ranges):
    path = toy_models.shifting_model(tmp_path / "shift.pt")
    content = torch.load(path, weights_only=True)
    card = json.loads(content["card"])
    card["network"]["ranges"] = ranges
    torch.save({**content, "card": json.dumps(card)}, path)
    with pytest.raises(RooflineError, match="faulty card"):
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


def test_numbers_of_an_output_may_be_told_by_band(runs, tmp_path):
    path, run = runs["painter"]
    content = torch.load(path, weights_only=True)
    card = json.loads(content["card"])
    pictures = []
    for scale, offset in ((100.0, 127.0), ([100.0] * 3, [127.0]), ([100.0, 0.0, 100.0], [127.0, 9.0, 127.0])):
        told = {**card, "output": {**card["output"], "scale": scale, "offset": offset}}
        torch.save({**content, "card": json.dumps(told)}, tmp_path / "told.pt")
        run(bundle.load(tmp_path / "told.pt"), tmp_path / "out.tif")
        pictures.append(gdal.Open(str(tmp_path / "out.tif")).ReadAsArray()[:, 1:, 1:])  # the edge is black
    np.testing.assert_array_equal(pictures[1], pictures[0])
    np.testing.assert_array_equal(pictures[2][[0, 2]], pictures[0][[0, 2]])
    assert (pictures[2][1] == 9).all() and pictures[0].std() > 0
    told["output"]["scale"] = [1.0, 2.0]
    torch.save({**content, "card": json.dumps(told)}, tmp_path / "told.pt")
    with pytest.raises(RooflineError, match=r"faulty card \(its entry 'output scale' is wrong\)"):
        bundle.load(tmp_path / "told.pt")
    answer = np.array([[[0.1]], [[0.2]]], np.float32)
    by_band = Output("mask", 2, activation="none", channel=1, scale=(1.0, 3.0), offset=(0.5, 0.1))
    np.testing.assert_allclose(probability(answer, by_band), [[0.7]], rtol=1e-6)

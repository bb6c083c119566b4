from __future__ import annotations

import json
import os
import pickle
import re
import zipfile
from pathlib import Path

import pytest
import torch
from roofline.models import bundle, networks
from roofline.models.errors import RooflineError
from support.engine_parts import card

OPTIONS = {"start_kernel": 8, "depth": 2}


def unet_card(**changes):
    return card(**{"network": {"family": "resdepth", "options": OPTIONS}, **changes})


@pytest.fixture
def model(tmp_path) -> Path:
    torch.manual_seed(1)
    bundle.ModelBundle(unet_card(), networks.build("resdepth", OPTIONS)).save(tmp_path / "model.pt")
    return tmp_path / "model.pt"


def stored(path: Path, made: object, weights: object) -> Path:
    torch.save({"card": json.dumps(made), "weights": weights}, path)
    return path


def weights(**changes: torch.Tensor) -> dict[str, torch.Tensor]:
    return {**networks.build("resdepth", OPTIONS).state_dict(), **changes}


def refused(path: Path, words: str) -> None:
    """One sentence, without a path's noise or a traceback."""
    with pytest.raises(RooflineError, match=words) as caught:
        bundle.load(path)
    assert (
        "\n" not in str(caught.value)
        and re.search(r"[.)]$", str(caught.value))
        and len(str(caught.value)) < 400
    )


def test_what_is_saved_is_loaded(model):
    first, again = bundle.load(model), bundle.load(str(model))
    assert first.card == unet_card() and not first.network.training
    state = first.network.state_dict()
    assert all(torch.equal(value, again.network.state_dict()[name]) for name, value in state.items())
    x = torch.randn(1, 1, 16, 16)
    torch.manual_seed(1)
    with torch.inference_mode():
        assert torch.equal(first.network(x), networks.build("resdepth", OPTIONS).eval()(x))


def test_numbers_beyond_half_precision_are_kept(model, tmp_path):
    large = bundle.load(model)
    with torch.no_grad():
        next(large.network.parameters())[:] = 1e5
    large.save(tmp_path / "large.pt", torch.float16)
    weight = next(bundle.load(tmp_path / "large.pt").network.parameters())
    assert torch.equal(weight, torch.full_like(weight, 1e5))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_in_the_file_is_float32_in_memory(model, tmp_path, dtype):
    whole = bundle.load(model)
    whole.save(tmp_path / "half.pt", dtype)
    half = bundle.load(tmp_path / "half.pt")
    assert {tensor.dtype for tensor in half.network.parameters()} == {torch.float32}
    assert (tmp_path / "half.pt").stat().st_size < model.stat().st_size
    for name, tensor in half.network.state_dict().items():
        torch.testing.assert_close(tensor, whole.network.state_dict()[name], atol=1e-2, rtol=1e-2)


def test_models_are_found_by_name(model, monkeypatch, tmp_path):
    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path))
    assert bundle.available()["model"] == model
    assert bundle.load("model").name == "test"
    with pytest.raises(RooflineError, match=r"Model 'modell' is neither .*choose a file, or one of .*model"):
        bundle.load("modell")


def test_every_bundled_model_loads():
    paths = list(bundle.BUNDLED.glob("*.pt"))
    assert len(paths) > 5
    for path in paths:
        loaded = bundle.load(path)
        assert loaded.name == path.stem and loaded.card["provenance"]["licence"]


def test_loading_leaves_the_callers_random_numbers(model):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    bundle.load(model)
    assert torch.equal(torch.rand(1), expected)


def test_a_card_must_be_complete():
    network = networks.build("resdepth", OPTIONS)
    faults = [
        ({"format": "other"}, "not a Roofline model"),
        ({"version": 99}, "version 99"),
        ({"inputs": []}, "inputs"),
        ({"inputs": [{"role": "dsm", "normalisation": {"kind": "magic"}}]}, "magic"),
        ({"inputs": [{"role": "dsm", "normalisation": {"kind": "mean-std", "std": 0}}]}, "std"),
        ({"output": {"bands": 1, "uncertainty": {"factor": 1}}}, "uncertainty"),
        ({"tile": {"size": 128, "overlap": 100, "multiple": 8}}, "tile"),
        ({"tile": {"size": 128, "overlap": 32, "blend": "magic"}}, "blend"),
        ({"tile": None}, "faulty"),
        ({"network": {"family": "resdepth", "options": {"start_kernel": 10**12}}}, "start_kernel"),
    ]
    for change, words in faults:
        with pytest.raises(RooflineError, match=words):
            bundle.ModelBundle(unet_card(**change), network)


def test_missing_and_foreign_files(tmp_path):
    (tmp_path / "text.pt").write_text("hello")
    (tmp_path / "empty.pt").write_bytes(b"")
    torch.save([1, 2], tmp_path / "list.pt")
    torch.save(torch.nn.Linear(2, 2), tmp_path / "module.pt")
    torch.save({"model_state_dict": {}, "epoch": 3}, tmp_path / "checkpoint.pt")
    torch.save({"card": "{}", "weights": {}}, tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    with zipfile.ZipFile(tmp_path / "archive.pt", "w") as archive:
        archive.writestr("a.txt", "b")
    for name in ("text", "empty", "list", "module", "checkpoint", "old", "archive"):
        refused(tmp_path / f"{name}.pt", "not a Roofline model")
    refused(tmp_path / "missing.pt", "neither a file nor an installed model")
    refused(tmp_path, "neither a file nor an installed model")


def test_not_all_of_many_models_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path))
    for number in range(50):
        (tmp_path / f"a{number:02}.pt").touch()
    with pytest.raises(RooflineError, match=r"or one of a00, .*, a07, …\.$"):
        bundle.load("missing")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_files(model, share):
    content = model.read_bytes()
    model.write_bytes(content[: int(len(content) * share)])
    refused(model, "get a new copy")


@pytest.mark.parametrize(
    "offset", [4, 8, 20, 24, 28, 36, 38, 42]
)  # versions, flags, sizes, names, attributes
def test_no_bit_of_the_archives_directory_changes_a_weight(model, offset):
    """Of an entry that is marked as a folder (38) PyTorch reads nothing: weights were what lay in memory."""
    content, first = model.read_bytes(), bundle.load(model).network.state_dict()
    for place in [found.start() for found in re.finditer(rb"PK\x01\x02", content)][::8]:
        changed = bytearray(content)
        changed[place + offset] ^= 0x10
        model.write_bytes(changed)
        try:
            found = bundle.load(model).network.state_dict()
        except RooflineError:
            continue
        assert offset != 38 and all(torch.equal(value, first[name]) for name, value in found.items())


def test_damaged_bytes_never_give_a_traceback(model):
    content = model.read_bytes()
    for position in range(0, len(content), max(len(content) // 60, 1)):
        model.write_bytes(content[:position] + b"\xff\x00\x7f" + content[position + 3 :])
        try:
            bundle.load(model)  # most places are weights, which stay numbers
        except RooflineError as error:
            assert "\n" not in str(error)


class Hostile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_a_file_is_never_run(tmp_path, zipped):
    proof = tmp_path / "executed"
    path = tmp_path / "evil.pt"
    content = {"card": json.dumps(unet_card()), "weights": weights(), "extra": Hostile(proof)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    refused(path, "not a Roofline model")
    path.write_bytes(pickle.dumps(Hostile(proof)))
    refused(path, "not a Roofline model")
    assert not proof.exists()


def test_archives_that_grow_are_refused(tmp_path, model):
    with zipfile.ZipFile(tmp_path / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", b"\x80\x02.")
        archive.writestr("bomb/data/0", b"\0" * 50_000_000)
    assert (tmp_path / "bomb.pt").stat().st_size < 100_000
    refused(tmp_path / "bomb.pt", "larger than the file")


def test_tensors_that_claim_more_than_the_file_holds(tmp_path):
    expanded = torch.zeros(1).expand(10**6, 10**6)
    refused(
        stored(tmp_path / "huge.pt", unet_card(), weights(**{"last_layer.weight": expanded})),
        "larger than the file",
    )


def test_tensors_whose_bytes_are_missing(model, tmp_path):
    with zipfile.ZipFile(model) as whole, zipfile.ZipFile(tmp_path / "short.pt", "w") as short:
        for entry in whole.infolist():
            content = whole.read(entry)
            short.writestr(
                entry.filename, content[:16] if re.search(r"data/\d+$", entry.filename) else content
            )
    refused(tmp_path / "short.pt", "damaged|larger than the file")  # by the age of PyTorch


@pytest.mark.parametrize(
    "change", [lambda tensor: tensor.new_zeros(1, 9, 3, 3), lambda tensor: tensor.to(torch.int32)]
)
def test_weights_that_do_not_fit_the_card(tmp_path, change):
    name = "last_layer.weight"
    wrong = stored(tmp_path / "a.pt", unet_card(), weights(**{name: change(weights()[name])}))
    refused(wrong, r"do not fit its card \(first: last_layer.weight\)")
    extra = stored(tmp_path / "b.pt", unet_card(), weights(surplus=torch.zeros(1)))
    refused(extra, "surplus")
    missing = weights()
    del missing["bottleneck.0.weight"]
    refused(stored(tmp_path / "c.pt", unet_card(), missing), "bottleneck")
    refused(stored(tmp_path / "d.pt", unet_card(), {"a": 1}), "no weights")
    refused(stored(tmp_path / "e.pt", unet_card(), {}), "do not fit")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers(tmp_path, value):
    broken = weights()
    broken["encoder.0.0.0.weight"][0, 0, 0, 0] = value
    refused(stored(tmp_path / "nan.pt", unet_card(), broken), "not finite")


def test_cards_that_are_no_cards(tmp_path):
    for index, text in enumerate(["", "[", "[]", "null", "[" * 100_000, 7, "{}"]):
        path = tmp_path / f"{index}.pt"
        torch.save({"card": text, "weights": weights()}, path)
        refused(path, "card|not a Roofline model")


def test_cards_that_ask_for_absurd_networks(tmp_path):
    for options in (
        {"depth": 5000},
        {"start_kernel": 4096, "depth": 12, "max_filter_depth": 4096},
        {"widths": [1] * 99},
    ):
        made = unet_card()
        made["network"] = {"family": "resdepth", "options": options}
        refused(stored(tmp_path / "a.pt", made, weights()), "do not|options|widths")


def test_saving_where_nothing_can_be_written(model, tmp_path):
    with pytest.raises(RooflineError, match="cannot be written"):
        bundle.load(model).save(tmp_path / "missing" / "a.pt")
    assert {path.name for path in tmp_path.iterdir()} == {"model.pt"}

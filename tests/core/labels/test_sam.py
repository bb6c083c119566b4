"""The program with SAM 3: what it refuses, how it ends; and the network itself, in a Python that has it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest
from roofline.models import settings
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.labels import process
from roofline.models.labels.process import Environment, Finder, Sam
from support import sam_parts
from support.sam_parts import PYTHON, real


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sam_parts.pretend(tmp_path / "sam")


def refusal(folder: Path, packages: Path) -> str:
    with pytest.raises(RooflineError) as caught, Finder(Environment(PYTHON, (str(packages),)), Sam(folder)):
        pass
    return str(caught.value)


def test_folders_that_are_no_model_are_refused_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    assert "does not exist; choose the folder with its config.json" in refusal(tmp_path / "gone", tmp_path)
    (folder / "vocab.json").unlink()
    assert (
        refusal(folder, tmp_path) == "sam lacks vocab.json of SAM 3; download all files of the model again."
    )
    (folder / "vocab.json").write_text("{}")
    (folder / "config.json").write_text('{"model_type": "bert"}')
    assert "sam holds another model (bert) than SAM 3" in refusal(folder, tmp_path)
    (folder / "model.safetensors").rename(folder / "sam3.pt")
    assert "sam holds SAM 3 as its authors publish it (.pt)" in refusal(folder, tmp_path)


def test_a_python_without_packages_and_one_that_is_none_are_refused(folder: Path, tmp_path: Path) -> None:
    assert "The Python of SAM 3 lacks torch; install it again" in refusal(folder, tmp_path)
    (tmp_path / "text").write_text("no program")
    finder = Finder(Environment(tmp_path / "text"), Sam(folder))
    with pytest.raises(RooflineError, match=r"text cannot be started \(.*\); check PYTHON\."), finder:
        pass


def test_a_program_that_ends_by_itself_is_told_of(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("import os; print('the end'); os._exit(3)")
    assert "ended unexpectedly (Python says “the end”); close other programs" in refusal(folder, tmp_path)


def test_words_of_libraries_do_not_hide_what_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("import sys; print('50 %', end='', file=sys.stderr, flush=True)")
    (tmp_path / "transformers.py").write_text("__version__ = '4.57.1'")
    assert "has transformers 4.57.1, but 5 or later is needed; update it." in refusal(folder, tmp_path)


def test_cancelling_ends_the_program_at_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("import time; time.sleep(600)")
    finder = Finder(Environment(PYTHON, (str(tmp_path),)), Sam(folder), cancelled=lambda: True)
    began = time.monotonic()
    with pytest.raises(Cancelled), finder:
        pass
    assert time.monotonic() - began < 60 and finder._process.returncode is not None


def test_where_there_is_no_python_people_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(settings.LABELS, raising=False)
    with pytest.raises(RooflineError, match="install it with Raster > Roofline > Set up PyTorch"):
        process.environment()
    with pytest.raises(RooflineError, match="does not exist; check its path"):
        process.environment(str(tmp_path / "python"))
    monkeypatch.setenv(settings.LABELS, os.pathsep.join(["/a", "/b"]))
    found = process.environment()
    assert found.packages == ("/a", "/b") and found.program.name.startswith("python")
    assert process.environment(str(PYTHON)) == Environment(PYTHON)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SAM 3 of random weights that finds something in every image."""
    return sam_parts.make(tmp_path_factory.mktemp("tiny") / "sam")


def here() -> Environment:
    return process.environment(application=os.fspath(PYTHON.parent))


@real
def test_the_network_finds_objects_and_the_same_ones_again(tiny: Path, rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (60, 90, 3)).astype(np.uint8)
    with Finder(here(), Sam(tiny, "cpu", 0.3)) as finder:
        masks, found = finder.find(image, ["road", "building"])
        again, same = finder.find(image, ["road", "building"])
        one, _ = finder.find(image, ["building"])
    assert (
        masks.shape == (2, 60, 90) and set(np.unique(masks)) <= {0, 1} and masks.any() and found == same > 0
    )
    assert np.array_equal(masks, again) and np.array_equal(one[0], masks[1])
    assert not np.array_equal(masks[0], masks[1])  # words count


@real
def test_what_is_settled_for_all_runs_counts(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.THREADS, "3")
    with Finder(here(), Sam(tiny, "cpu")) as finder:
        assert (finder.ready["device"], finder.ready["threads"]) == ("cpu", 3)
    monkeypatch.setenv(settings.DEVICE, "nowhere")
    assert refused(tiny, "auto") == "The Python of SAM 3 sees no device nowhere; choose another DEVICE."


@real
def test_a_score_that_nothing_reaches_finds_nothing(tiny: Path) -> None:
    with Finder(here(), Sam(tiny, "cpu", 1.0)) as finder:
        masks, found = finder.find(np.full((40, 40, 3), 99, np.uint8), ["road"])
    assert found == 0 and masks.shape == (1, 40, 40) and not masks.any()


@real
def test_folders_that_hold_the_tracker_too_are_read(tiny: Path, tmp_path: Path) -> None:
    """As the model is published: its configuration and its weights are parts of those for films."""
    for name in ("vocab.json", "merges.txt"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    part = json.loads((tiny / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "sam3_video", "detector_config": part}))
    renamed(tiny / "model.safetensors", tmp_path / "model.safetensors", "detector_model.")
    find_the_same(tiny, tmp_path)


def find_the_same(*folders: Path) -> None:
    """Two folders hold the same network: each finds something, and the other no other thing."""
    image = np.random.default_rng(1).integers(0, 256, (50, 50, 3)).astype(np.uint8)
    masks = []
    for folder in folders:
        with Finder(here(), Sam(folder, "cpu", 0.3)) as finder:
            masks.append(finder.find(image, ["road"])[0])
    assert masks[0].any() and np.array_equal(*masks)


def renamed(source: Path, target: Path, prefix: str) -> None:
    """A safetensors file with other names: eight bytes of length, JSON, values."""
    content = source.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    names = {name if name == "__metadata__" else prefix + name: value for name, value in header.items()}
    text = json.dumps(names).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(len(text).to_bytes(8, "little") + text + content[8 + size :])


@real
def test_weights_in_several_files_are_read_beside_all_that_is_published_with_them(
    tiny: Path, tmp_path: Path
) -> None:
    for name in ("config.json", "vocab.json", "merges.txt"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    for name in ("processor_config.json", "tokenizer_config.json", "special_tokens_map.json", "sam3.pt"):
        (tmp_path / name).write_text("{}")
    parts = shards(tiny / "model.safetensors", tmp_path)
    find_the_same(tiny, tmp_path)
    parts[1].unlink()  # a download that was cut off
    assert f"{parts[1].name}" in refused(tmp_path)


def shards(source: Path, folder: Path) -> list[Path]:
    """The tensors of a safetensors file in two, with their index, as larger models come."""
    content = source.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    tensors = [(name, value) for name, value in header.items() if name != "__metadata__"]
    files, index = [], {}
    for number, part in enumerate((tensors[::2], tensors[1::2]), 1):
        file = folder / f"model-0000{number}-of-00002.safetensors"
        values, told = b"", {"__metadata__": {"format": "pt"}}
        for name, value in part:
            first, last = (8 + size + offset for offset in value["data_offsets"])
            told[name] = {**value, "data_offsets": [len(values), len(values) + last - first]}
            values += content[first:last]
            index[name] = file.name
        text = json.dumps(told).encode()
        text += b" " * (-len(text) % 8)
        file.write_bytes(len(text).to_bytes(8, "little") + text + values)
        files.append(file)
    text = json.dumps({"metadata": {"total_size": len(content)}, "weight_map": index})
    (folder / "model.safetensors.index.json").write_text(text)
    return files


@real
def test_damaged_and_incomplete_weights_are_refused(tiny: Path, tmp_path: Path) -> None:
    for name in sam_parts.FILES:
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    content = json.loads((tmp_path / "config.json").read_text())
    content["detr_decoder_config"]["num_layers"] = 2  # of which the file has one
    (tmp_path / "config.json").write_text(json.dumps(content))
    assert "of SAM 3; download all files of the model again" in refused(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no weights at all")
    assert "cannot be read as SAM 3" in refused(tmp_path)


def refused(folder: Path, device: str = "cpu") -> str:
    with pytest.raises(RooflineError) as caught, Finder(here(), Sam(folder, device)):
        pass
    return str(caught.value)

"""Broken and hostile files: one sentence each, quickly, in little memory, and nothing in them is run."""

from __future__ import annotations

import re
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch
from roofline.models import published
from roofline.models.errors import RooflineError
from roofline.models.language import Message
from support import hostile
from support.peak_memory import forget_peak, peak_megabytes

MOST_SECONDS = 6.0  # of processor time, on a slow and busy machine
MOST_MEGABYTES = 256


def refused(path):
    """The one sentence that a file is refused with, within the limits."""
    forget_peak()
    memory, start = peak_megabytes(), time.process_time()
    with pytest.raises(RooflineError) as caught:
        published.load(path)
    assert time.process_time() - start < MOST_SECONDS
    assert peak_megabytes() - memory < MOST_MEGABYTES
    sentence = str(caught.value)
    assert re.search(r"[.)]$", sentence) and "\n" not in sentence and len(sentence) < 900
    assert path.name in sentence
    return sentence


@pytest.fixture(autouse=True)
def warm(tmp_path):
    """What the first file of all needs is not counted."""
    with pytest.raises(RooflineError):
        published.load(hostile.of_tensor(tmp_path / "warm.pt", count=4, size=4))


@pytest.mark.parametrize("name", hostile.COMMANDS)
def test_nothing_is_run(name, tmp_path):
    marker = tmp_path / "it-ran"
    refused(hostile.COMMANDS[name](tmp_path / "model.pth", marker))
    assert not marker.exists()


@pytest.mark.parametrize("name", hostile.BOMBS)
def test_claims_cost_nothing(name, tmp_path):
    refused(hostile.BOMBS[name](tmp_path / "model.pth"))


@pytest.mark.parametrize("name", hostile.BROKEN)
def test_broken_files(name, tmp_path):
    refused(hostile.BROKEN[name](tmp_path / "model.pth"))


def test_what_is_no_file(tmp_path):
    assert "is not there" in refused(tmp_path / "model.pth")
    assert "is a folder; choose a file in it" in refused(tmp_path)


@pytest.mark.parametrize("old", [False, True])
def test_damaged_bytes_never_give_a_traceback(tmp_path, old):
    path = tmp_path / "model.pth"
    torch.save({"a": torch.ones(3, 4), "b": [1, 2.5, "c"]}, path, _use_new_zipfile_serialization=not old)
    content = path.read_bytes()
    for position in range(0, len(content), max(len(content) // 150, 1)):
        for value in (0, 255, content[position] ^ 1):
            path.write_bytes(content[:position] + bytes([value]) + content[position + 1 :])
            with pytest.raises(RooflineError):  # whole or damaged, it is of no known system
                published.load(path)


@pytest.mark.parametrize("name", [*hostile.BOMBS, *hostile.BROKEN])
def test_why_a_file_is_refused_is_told_in_german(tmp_path, name):
    """Sentence and reason: a missing translation is a KeyError."""
    catalogue = Path(published.__file__).parents[2] / "resources" / "i18n" / "roofline_de.ts"
    entries = ElementTree.parse(catalogue).iter("message")
    german = {each.findtext("source"): each.findtext("translation") for each in entries}
    path = {**hostile.BOMBS, **hostile.BROKEN}[name](tmp_path / "model.pth")
    with pytest.raises(RooflineError) as caught:
        published.load(path)
    assert caught.value.message.translated(german.__getitem__) != str(caught.value)
    assert isinstance(caught.value.values.get("reason", Message("")), Message)

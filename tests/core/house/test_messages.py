"""Texts for people that keep their templates and values, to be translated where they are shown."""

from __future__ import annotations

import ast
import copy
import errno
import pickle
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from roofline.models.errors import Cancelled, RooflineError, Unfit
from roofline.models.language import Message, all_of, any_of, listed, reason, shown, tr_noop

GERMAN = {
    "{file} has {bands} bands.": "{file} hat {bands} Kanäle.",
    "{what} ({reason}).": "{what} ({reason}).",
    "{share:.1f} % of {area}": "{area}: {share:.1f} %",
    "the city": "die Stadt",
    "{first} or {last}": "{first} oder {last}",
    "{first} and {last}": "{first} und {last}",
}


def german(text: str) -> str:
    return GERMAN.get(text, text)


def test_an_error_is_its_english_sentence_and_keeps_how_it_was_made():
    error = RooflineError("{file} has {bands} bands.", file="the city", bands=3)
    assert str(error) == "the city has 3 bands."
    assert (error.template, error.values) == ("{file} has {bands} bands.", {"file": "the city", "bands": 3})
    assert error.message.translated(german) == "the city hat 3 Kanäle.", "a file's name is no word"


def test_messages_within_messages_are_translated_part_by_part():
    share = Message("{share:.1f} % of {area}", share=12.345, area=Message("the city"))
    assert share == "12.3 % of the city"
    inner = RooflineError("{file} has {bands} bands.", file="a", bands=3)
    error = RooflineError("{what} ({reason}).", what=share, reason=inner)
    assert str(error) == "12.3 % of the city (a has 3 bands.)."
    assert error.message.translated(german) == "die Stadt: 12.3 % (a hat 3 Kanäle.)."


def test_names_out_of_files_are_fit_for_a_sentence():
    assert [shown(name) for name in ("a", "", " ", "a\nb", "x" * 70)] == [
        "a",
        "''",
        "' '",
        "a?b",
        "x" * 60 + "...",
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/a"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "access is denied"),
        (OSError("odd"), "Python says “odd”"),
        (zipfile.BadZipFile("File is not a zip file"), "it is no whole archive"),
        (KeyError("model"), "'model' is missing"),
        (Unfit("{count} levels", count=3), "3 levels"),
        (TypeError("f() got an unexpected keyword argument 'depth'"), "there is no setting 'depth'"),
        (ValueError("odd.\nAnd long.\n"), "Python says “odd”"),
        (np.linalg.LinAlgError("Singular matrix"), "NumPy says “Singular matrix”"),
        (AssertionError(), "Python does not say why"),
    ],
)
def test_reasons_of_others_are_in_words_for_people_or_quoted(error, words):
    assert str(RooflineError("{reason}", reason=error)) == words == reason(error)


@pytest.mark.parametrize("text", ["{", "a {b} c", "100 %", ""])
def test_braces_mean_nothing_without_values(text):
    assert str(RooflineError(text)) == Message(text) == text == tr_noop(text)
    assert Message(text).translated(german) == text


def test_errors_and_messages_pass_between_processes():
    error = RooflineError("{what} ({reason}).", what=Message("the city"), reason=2)
    for passed in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(passed) is RooflineError and str(passed) == str(error)
        assert passed.message.translated(german) == "die Stadt (2)."
    passed = pickle.loads(pickle.dumps(Cancelled()))
    assert isinstance(passed, Cancelled) and str(passed) == "The run was cancelled."


def test_lists_of_texts_and_messages():
    parts = [Message("the city"), "b", "{c}"]
    assert listed(parts) == "the city, b, {c}" and listed([]) == ""
    assert any_of(parts).translated(german) == "die Stadt oder b oder {c}"
    assert all_of(["the city", "b"]).translated(german) == "the city und b"


def test_values_can_be_put_into_other_words():
    what = Message("{file} has {bands} bands.", file="datasets[0]", bands=3)
    said = Message("{what} ({reason}).", what=what, reason="datasets[0]").replaced(
        lambda text: text.replace("datasets[0]", "INPUT")
    )
    assert said == "INPUT has 3 bands. (INPUT)."
    assert said.translated(german) == "INPUT hat 3 Kanäle. (INPUT)."


THINGS = r"(tiles|windows|epochs|images|patches|objects|buildings|outlines|places|seeds|files)"
SEVERAL = {  # never one
    "among {} images of one plan",
    "{} patches of the image, {} of {}",
    "Memory does not suffice for %d tiles at a time; going on with %d.",
    "%d of %d tiles, about %s left.",
    "%d of %d outlines, about %s left.",
    "%d of %d patches, about %s left.",
    "KID needs %d patches of each side; a smaller PATCH_SIZE gives more.",
    "{} buildings",  # whose they are
}


def test_reports_and_logs_know_one_from_several():
    """A count before things that may be one of them is written with a choice between two texts."""
    root = Path(__file__).resolve().parents[3] / "models"
    wrong, chosen = [], 0
    for path in root.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        choices = [node for node in nodes if isinstance(node, ast.IfExp)]
        among = {id(text) for choice in choices for text in (choice.body, choice.orelse)}
        texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for text in texts:
            if re.search(r"(\{\}|%d) " + THINGS + r"\b", text.value):
                chosen += id(text) in among
                wrong += [] if id(text) in among or text.value in SEVERAL else [f"{path.name}: {text.value}"]
    assert not wrong and chosen >= 9

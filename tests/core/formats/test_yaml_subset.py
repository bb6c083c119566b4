"""Configuration files in the spellings that people and programs use: read as they are meant, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from roofline.models.errors import RooflineError
from roofline.models.formats.yaml_subset import parse, read, text_of
from support.peak_memory import forget_peak, peak_megabytes

READ: list[tuple[str, Any]] = [
    ("a: 1e-3\nb: 1.0e-3\nc: 5.e-5\nd: .5\ne: -100\nf: 1_000", [1e-3, 1e-3, 5e-5, 0.5, -100, 1000]),
    ("a: True\nb: FALSE\nc: on\nd: Off\ne: YES\nf: no", [True, False, True, False, True, False]),
    ("a: ~\nb: Null\nc:\nd: []\ne: {}", [None, None, None, [], {}]),
    (
        "a: \"1\"\nb: 'x: y'\nc: \"a # b\"\nd: a#b # told\n'e f': 'it''s'",
        ["1", "x: y", "a # b", "a#b", "it's"],
    ),
    ("a: {x: 1, y: [2, 3]}\nb: [[0, 1],\n\t[2, 3]]", [{"x": 1, "y": [2, 3]}, [[0, 1], [2, 3]]]),
    ("a:\n- 1\n- 2\nb:\n  - x: 1\n    y: 2\n  - 3", [[1, 2], [{"x": 1, "y": 2}, 3]]),
    ("---\na: 1\t# told\nb:\t2\n...", [1, 2]),
    ("\ufeffa: 1\r\nb:\r\n  c: 2\r\n", [1, {"c": 2}]),
    ("a: {x: 1}\nb: [{x: 2}, {x: 3}]", [{"x": 1}, [{"x": 2}, {"x": 3}]]),
    ("a: 1\n\t\nb: 2\n\t# told", [1, 2]),
]
REFUSED = [
    ("a: 1\nb:\n\tc: 2", r"indented with tabs at 'c: 2'; indent with spaces\."),
    ("b:\n  \t- 2", "indented with tabs at '- 2'"),
    ("a: 1\n---\nb: 2", "cannot be read at '---'"),
    ("a: &x {p: 1}\nb: *x", "cannot be read at '&x {p: 1}'"),
    ("a: >\n  x", "cannot be read at '>'"),
    ("a: !!python/object x", "cannot be read at '!!python/object x'"),
    ("a: x\n  y", "cannot be read at 'y'"),
    ("a: 1\nb: 2\na: 3", r"has a more than once in one place; leave one of them\."),
    ("b:\n  - x: 1\n    'x': 2", "has x more than once"),
    ("b: {p: 1, q: {p: 2, p: 2}}", "has p more than once"),
    ("a: [1, 2", r"cannot be read at '\[1, 2'"),
]


@pytest.mark.parametrize(("text", "values"), READ)
def test_spellings_are_read_as_they_are_meant(text: str, values: list[Any]):
    found = list(parse(text).values())
    assert found == values and [type(each) for each in found] == [type(each) for each in values]


@pytest.mark.parametrize("text", [text for text, _ in READ])
def test_what_was_read_is_written_and_read_again(text: str):
    content = parse(text)
    assert parse(text_of(content)) == content


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_would_be_misread_is_refused(text: str, words: str):
    with pytest.raises(RooflineError, match=words) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


def test_a_vast_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    with path.open("wb") as file:
        file.write(b"a: 1\n")
        file.truncate(2**28)
    forget_peak()
    before = peak_megabytes()
    with pytest.raises(RooflineError, match="The configuration file is too large"):
        read(path)
    assert peak_megabytes() - before < 64, "a quarter of what the file has"

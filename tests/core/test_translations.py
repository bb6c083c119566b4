"""Every text that people see has its German, with the same gaps and marks."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)

GERMAN = update.translations(update.HERE / "roofline_de.ts")


def gaps(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}|<[^>]+>|\*\.\w+|^\s|\s$", text))


def test_every_text_has_its_german():
    """A new or changed text: `make translations`, then write its German in resources/i18n/roofline_de.ts."""
    texts = {*update.interface_texts(), *update.core_sentences()}
    assert [text for text in sorted(texts) if not GERMAN.get(text)] == []
    assert [text for text in sorted(GERMAN) if text not in texts] == [], (
        "gone from the code: make translations"
    )


def test_core_sentences_are_listed():
    assert set(json.loads(update.SENTENCES.read_text(encoding="utf-8"))) == set(update.core_sentences())


def test_gaps_and_marks_are_kept():
    assert [text for text, german in GERMAN.items() if gaps(text) != gaps(german)] == []


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('label(tr("Model"))', {"Model"}),
        ('label(tr("One" if a else "Two"))', {"One", "Two"}),
        ('TITLE = "Good day"\nlabel(tr(TITLE))', {"Good day"}),
        ('ROWS = (Row("a", "First row"),)\nfor row in ROWS:\n    tr(row.title)', {"First row"}),
        ('class A:\n    NAME = "a"\n    HELP = ("One.", "Two.")', {"One.", "Two."}),
        ('self.add_number("SEED", "Seed", 1, "Chance.", minValue=0)', {"Seed", "Chance."}),
        ('self.add(X("A", tr("Label")), "Help.")', {"Label", "Help."}),
        ('label("not for people")', set()),
    ],
)
def test_finds_what_people_see(code, texts):
    assert set(update.shown(ast.parse(code))) == texts


def test_refuses_what_can_have_no_translation():
    with pytest.raises(SystemExit, match="f-string"):
        list(update.shown(ast.parse('tr(f"{n} models")')))


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('raise RooflineError(f"{path} has {n} bands; take one.")', {"{} has {} bands; take one."}),
        ('LOGGER.info("%s covers %.1f %% of it.", a, b)', {"{} covers {} % of it."}),
        ('x.join(f"{a}: {b}")', set()),
        ('refuse(path, value, f"a multiple of {n}")', {"a multiple of {}"}),
        ('with gdal_errors(f"{name} cannot be read"):\n    pass', {"{} cannot be read ({})."}),
        (
            'raise RooflineError(f\'It lies {m} m {"above" if m > 0 else "below"} the other.\')',
            {"It lies {} m {} the other.", "above", "below"},
        ),
    ],
)
def test_finds_what_the_core_says(code, texts):
    assert set(update.said(ast.parse(code))) == texts


def test_an_update_keeps_what_is_translated(tmp_path):
    path = tmp_path / "roofline_xx.ts"
    texts = {"One": {"plugin/a.py"}, "Two & <b>": {"plugin/b.py"}}
    update.write(path, "xx", texts, {"One": "Eins", "Gone": "Fort"})
    assert update.translations(path) == {"One": "Eins", "Two & <b>": ""}

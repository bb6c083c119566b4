"""Every text that people see has its German, with the same gaps and marks."""

from __future__ import annotations

import ast
import importlib.util
import re

import pytest
from support import paths

ROOT = paths.ROOT
SPEC = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)

GERMAN = update.translations(update.HERE / "roofline_de.ts")


def gaps(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}|%[-+.\d]*[sdfgr]|<[^>]+>|\*\.\w+|^\s|\s$", text))


def test_every_text_has_its_german():
    """A new or changed text: `make translations`, then write its German in resources/i18n/roofline_de.ts."""
    texts = {*update.interface_texts(), *update.core_sentences()}
    assert [text for text in sorted(texts) if not GERMAN.get(text)] == []
    assert [text for text in sorted(GERMAN) if text not in texts] == [], (
        "gone from the code: make translations"
    )


def texts_of(tree: ast.AST) -> list[str]:
    """What errors, messages and the log say, found without the command that updates the catalogue."""
    spoken = {"RooflineError", "Cancelled", "Message", "info", "warning", "error", "critical", "exception"}
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        said = [call.args[0]] if name in spoken else []
        said += [
            part for first in said if isinstance(first, ast.IfExp) for part in (first.body, first.orelse)
        ]
        assert not any(isinstance(first, (ast.JoinedStr, ast.BinOp)) for first in said), ast.unparse(call)
        found += [first.value for first in said if isinstance(first, ast.Constant)]
    words = re.compile(r"\{[^{}]*\}|%[-+.\d]*[sdfgr]")
    return [text for text in found if re.search(r"[^\W\d_]", words.sub("", str(text)))]


@pytest.mark.parametrize("part", ["models", "algorithms", "plugin"])
def test_nothing_is_said_without_its_german(part):
    """Whatever a logger is called, and in whatever file a sentence stands."""
    said = {path: texts_of(ast.parse(path.read_text("utf-8"))) for path in (ROOT / part).rglob("*.py")}
    assert sum(map(len, said.values())) >= {"models": 250, "algorithms": 5, "plugin": 0}[part]
    missing = [(path.name, text) for path, texts in said.items() for text in texts if not GERMAN.get(text)]
    assert missing == []


def test_values_of_log_records_stay_in_order():
    """They are put in by position."""
    codes = re.compile(r"%[-+.\d]*[sdfgr]")
    assert [text for text, german in GERMAN.items() if codes.findall(text) != codes.findall(german)] == []


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
        (
            'raise RooflineError("{path} has {n} bands; take one.", path=path, n=n)',
            {"{path} has {n} bands; take one."},
        ),
        ('LOGGER.info("%s covers %.1f %% of it.", a, b)', {"%s covers %.1f %% of it."}),
        ('x.join(f"{a}: {b}")', set()),
        ('refuse(path, value, Message("a multiple of {n}", n=n))', {"a multiple of {n}"}),
        (
            'with gdal_errors(Message("{name} cannot be read", name=name)):\n    pass',
            {"{name} cannot be read"},
        ),
        (
            'words = Message("above") if m > 0 else Message("below")\n'
            'raise RooflineError("It lies {m} m {words} the other.", m=m, words=words)',
            {"It lies {m} m {words} the other.", "above", "below"},
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

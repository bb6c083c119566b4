"""Brings the translations up to date with the code: `make translations`.

Reads every text that people see out of the source, keeps in roofline_<language>.ts what is translated
already, marks what is new as unfinished, drops what is gone, and compiles the .qm files that QGIS loads. Edit
the .ts files with Qt Linguist or by hand, then run the command again. A new language:
`python resources/i18n/update.py fr`.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONTEXT = "Roofline"
SHOWN_CONSTANTS = {"DISPLAY_NAME", "SUMMARY", "HELP", "TAGS", "LIMITS", "DESCRIPTION"}
SHOWN_OPTIONS = {"model_name", "model_group", "ALG_DESC", "NOTES", "LIMITS", "description", "help"}
# Which arguments of the algorithms' helpers are shown: their positions and names.
SHOWN_ARGUMENTS = {
    "add": ((1,), ("help_text",)),
    "add_enum": ((1, 3), ("label", "help_text")),
    "add_number": ((1, 3), ("label", "help_text")),
    "add_start": ((3,), ("help_text",)),
    "add_folder": ((2,), ("help_text",)),
    "add_configuration": ((0, 1), ("help_text",)),
    "add_figure": ((1,), ("label",)),
    "add_destinations": ((0, 1), ()),
}
ROWS = dict.fromkeys(
    ("Option", "common", "row_of"), ("label", "help", "report")
)  # tables of the core, and what of a row is shown
# Calls whose first argument is a text for people.
MARKS = {"RooflineError", "Cancelled", "Message", "PickleError", "Unfit", "tr_noop"}
LOGGED = {"info", "warning", "error", "exception", "critical"}  # of loggers, whatever they are called
GAP = re.compile(r"\{[^{}]*\}|%[-+.\d]*[sdfgr]")
LRELEASE = ("lrelease", "/usr/lib/qt6/bin/lrelease", "/usr/lib/qt5/bin/lrelease", "lrelease-qt5")


def interface_texts() -> dict[str, set[str]]:
    """Texts of algorithms, windows, reports and chains that go through tr(), each with the files it is in."""
    paths = [
        *(ROOT / "algorithms").rglob("*.py"),
        *(ROOT / "desktop").rglob("*.py"),
        ROOT / "plugin.py",
        *reports(),
    ]
    found = _collect(paths, lambda path: shown(_tree(path)))
    ours = [path for path in paths if ROOT / "models" not in path.parents]
    for text, files in _collect(ours, lambda path: said(_tree(path))).items():
        found.setdefault(text, set()).update(files)
    for text, files in _collect((ROOT / "resources" / "chains").glob("*.model3"), chain_texts).items():
        found.setdefault(text, set()).update(files)
    return found


def reports() -> Iterator[Path]:
    """The modules of models/ that make reports: they take their words from models/language.py."""
    spoken = re.compile(r"^from \.+language import .*\btr\b", re.MULTILINE)
    return (path for path in (ROOT / "models").rglob("*.py") if spoken.search(path.read_text("utf-8")))


def core_sentences() -> dict[str, set[str]]:
    """What models/ says: templates of errors, messages and log records, and texts marked by tr_noop()."""
    return _collect((ROOT / "models").rglob("*.py"), lambda path: said(_tree(path)))


def chain_texts(path: Path) -> Iterator[str]:
    """Names, labels and help in a model of the graphical modeler."""
    for option in ET.parse(path).iter("Option"):
        if option.get("name") in SHOWN_OPTIONS and option.get("value"):
            yield option.get("value", "")


def shown(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that people see."""
    constants = {name: value for node in tree.body for name, value in _assigned(node)}
    tables = [node.iter for node in ast.walk(tree) if isinstance(node, ast.For)]
    lines = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    tables += [value for line in lines for _, value in _assigned(line)]
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for name, value in (pair for line in node.body for pair in _assigned(line)):
                if name in SHOWN_CONSTANTS:
                    yield from _strings(value)
        if not isinstance(node, ast.Call):
            continue
        positions, keywords = SHOWN_ARGUMENTS.get(_called(node), ((), ()))
        given = [argument for place in positions for argument in node.args[place : place + 1]]
        given += [keyword.value for keyword in node.keywords if keyword.arg in keywords]
        given += node.args[:1] if _called(node) == "tr" else []
        for argument in given:
            if not (isinstance(argument, ast.Call) and _called(argument) == "tr"):
                yield from _of_tr(argument, constants, tables)


def said(tree: ast.Module) -> Iterator[str]:
    """The templates of a module's errors, messages and log records, and its marked texts."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        for keyword in node.keywords:
            if keyword.arg in ROWS.get(_called(node), ()):
                yield from _strings(keyword.value)
        if _called(node) in MARKS:
            if isinstance(node.args[0], ast.JoinedStr):
                raise SystemExit(f"An f-string finds no translation: {ast.unparse(node)}")
            yield from (text for text in _strings(node.args[0]) if says_something(text))
        elif _called(node) in LOGGED and isinstance(node.func, ast.Attribute):
            yield from (text for text in _strings(node.args[0]) if says_something(text))


def _of_tr(argument: ast.expr, constants: dict[str, ast.expr], tables: list[ast.expr]) -> Iterator[str]:
    """What tr() may be given: a text, a constant, or something out of the module's tables."""
    if isinstance(argument, ast.Name) and argument.id in constants:
        yield from _strings(constants[argument.id])
    elif isinstance(argument, (ast.Constant, ast.IfExp, ast.BinOp)):
        yield from _strings(argument)
    elif isinstance(argument, ast.JoinedStr):
        raise SystemExit(f"tr() of an f-string finds no translation: {ast.unparse(argument)}")
    else:
        yield from (text for table in tables for text in _strings(table) if _looks_shown(text))


def _looks_shown(text: str) -> bool:
    """Out of a table: no file filter, no name of an object such as RooflineMenu."""
    if "*." in text or re.match(r"[A-Z]\w*[a-z][A-Z]\w*$", text):
        return False
    return bool(re.match(r"[A-Z{“][^A-Z]", text)) or " " in text


def _strings(*nodes: ast.AST) -> Iterator[str]:
    """The texts in an expression: of tables and choices, not of calls within."""
    for node in nodes:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and re.search(r"[^\W\d_]|“", node.value):
                yield node.value
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            yield from _strings(*node.elts)
        elif isinstance(node, ast.Dict):
            yield from _strings(*node.values)
        elif isinstance(node, ast.IfExp):
            yield from _strings(node.body, node.orelse)
        elif isinstance(node, ast.Call) and _called(node)[:1].isupper():  # a row of a table of objects
            yield from _strings(*node.args, *(keyword.value for keyword in node.keywords))


def says_something(text: str) -> bool:
    """Whether there are words beside the values that are put in."""
    return bool(re.search(r"[^\W\d_]", GAP.sub("", text)))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _assigned(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    """The names that an assignment gives a value to, with the value."""
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return [(node.target.id, node.value)]
    if isinstance(node, ast.Assign):
        return [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
    return []


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _collect(paths: Iterable[Path], read: Callable[[Path], Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(paths):
        for text in read(path):
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return found


def translations(path: Path) -> dict[str, str]:
    """Source and finished translation of a .ts file's messages; empty where there is none."""
    if not path.exists():
        return {}
    pairs = {}
    for message in ET.parse(path).iter("message"):
        done = message.find("translation")
        is_finished = done is not None and done.get("type") is None
        pairs[message.findtext("source", "")] = message.findtext("translation", "") if is_finished else ""
    return pairs


def write(path: Path, language: str, texts: dict[str, set[str]], known: dict[str, str]) -> None:
    """Write the .ts file of a language."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text, files in sorted(texts.items(), key=lambda item: (min(item[1]), item[0])):
        message = ET.SubElement(context, "message")
        for file in sorted(files):
            ET.SubElement(message, "location", filename=f"../../{file}")
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        translation.text = known.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def main() -> int:
    interface, core = interface_texts(), core_sentences()
    texts = {text: interface.get(text, set()) | core.get(text, set()) for text in {*interface, *core}}
    languages = {path.stem.partition("_")[2] for path in HERE.glob("roofline_*.ts")} | set(sys.argv[1:])
    lrelease = next((found for name in LRELEASE if (found := shutil.which(name))), None)
    if lrelease is None:
        print("lrelease is missing: install Qt's tools (Debian: qttools5-dev-tools).")
        return 1
    for language in sorted(languages):
        path = HERE / f"roofline_{language}.ts"
        known = translations(path)
        write(path, language, texts, known)
        subprocess.run([lrelease, "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)
        missing = [text for text in texts if not known.get(text)]
        print(f"{language}: {len(texts) - len(missing)} of {len(texts)} texts are translated.")
        for text in missing:
            print(f"  missing: {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What nobody uses is gone: a name that only its own tests know is work for every reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("models", "desktop", "algorithms")
# The provider finds algorithms by their files, QGIS the factory; translators need the texts of older cards,
# and the sizes and layers that are published or promised are told in full.
FOUND_OTHERWISE = {"EARLIER", "LAYERS", "VARIANTS", "classFactory"}
Use = tuple[str, str]  # a module's last name, "" for any, and a name in it


def program() -> Iterator[Path]:
    """The files of the plugin."""
    yield from (ROOT / "__init__.py", ROOT / "plugin.py")
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def names_of(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and constants of a module."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
            )


def own_uses(tree: ast.Module) -> set[str]:
    """The names that a module itself reads."""
    loads = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in loads if isinstance(node.ctx, ast.Load)}


def uses(tree: ast.Module) -> Iterator[Use]:
    """What a module takes from others: by imports, as their attributes, or by name in a text."""
    called: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for each in node.names:
                called[each.asname or each.name] = each.name
                yield (node.module or "").rpartition(".")[2], each.name
        elif isinstance(node, ast.Constant) and re.fullmatch(r"[\w.]+", str(node.value)):
            yield "", str(node.value).rpartition(".")[2]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = node.value
            name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            yield called.get(name, name), node.attr


def module_name(path: Path) -> str:
    return path.parent.name if path.stem == "__init__" else path.stem


def test_every_name_is_used_beyond_its_tests():
    """Two modules may have a name in common: each of the two is to be used."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in program()}
    used = {use for tree in trees.values() for use in uses(tree)}
    own = {path: own_uses(tree) for path, tree in trees.items()}
    named = [
        (path, name)
        for path, tree in trees.items()
        if path.parent != ROOT / "algorithms"
        for name in names_of(tree)
        if not name.startswith("__") and name not in FOUND_OTHERWISE
    ]
    assert len(named) > 2000
    unused = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in named
        if name not in own[path] and not {(module_name(path), name), ("", name)} & used
    ]
    assert not unused

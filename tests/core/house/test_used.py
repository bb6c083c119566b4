"""What nobody calls is gone: a name that only its own tests know is work for every reader."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("models", "desktop", "algorithms")
# The provider finds algorithms by their files, QGIS the factory; translators need the texts of older cards.
FOUND_OTHERWISE = {"EARLIER", "classFactory"}


def program() -> Iterator[Path]:
    """The files of the plugin."""
    yield from (ROOT / "__init__.py", ROOT / "plugin.py")
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def names_of(path: Path) -> Iterator[str]:
    """Functions, classes and constants of a module."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_every_name_is_used_beyond_its_tests():
    words = Counter(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in program())))
    named = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in program()
        if path.parent != ROOT / "algorithms"
        for name in names_of(path)
    ]
    assert len(named) > 2000
    assert not [each for each in named if words[each[1]] == 1 and each[1] not in FOUND_OTHERWISE]

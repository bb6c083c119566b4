"""Imports point one way, as docs/architecture.md says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from support.paths import ROOT

MODELS = ROOT / "models"
BESIDE = "options"  # takes words from rooms
FLOORS = re.compile(r"^\d\. (`.*)$", re.MULTILINE)


def floors() -> dict[str, int]:
    """The number of each room's line in the list of the page; larger ones are known by smaller ones."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    lines = FLOORS.findall(text.split("## Which way imports point")[1].split("##")[0])
    return {name: i for i, line in enumerate(lines) for name in re.findall(r"`(\w+)(?:/|\.py)`", line)}


def imports(path: Path) -> Iterator[Path]:
    """What a module imports from models/ when it is loaded, not when its functions are called."""
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) or is_for_types_alone(node):
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from (folder.joinpath(*name.split(".")) for name in names)


def is_for_types_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def room(path: Path) -> str:
    """The room of a module, or the module's own name if it lies loose in models/."""
    inside = path.relative_to(MODELS).parts
    return inside[0].removesuffix(".py") if inside else ""


def test_every_room_has_a_floor():
    rooms = {room(path) for path in MODELS.rglob("*.py")} - {"__init__", BESIDE}
    assert rooms == set(floors())


def test_imports_point_downwards():
    known, upwards, count = floors(), [], 0
    for path in sorted(MODELS.rglob("*.py")):
        for target in imports(path):
            assert MODELS in (target, *target.parents), f"{path} imports {target}"
            here, there = room(path), room(target)
            count += here != there
            if known.get(there, 99) < known.get(here, 0):
                upwards.append(f"{path.relative_to(ROOT)}: {target.relative_to(ROOT)}")
    assert count > 100 and not upwards


def test_parts_of_a_training_know_no_task():
    """Loop, data and options serve every training: none of them imports what one task brings."""
    training = MODELS / "training"
    tasks = {path.parent.name for path in training.glob("*/training.py")} | {"bundled"}
    found = [
        f"{path.relative_to(MODELS)}: {target.relative_to(MODELS)}"
        for part in ("loop", "data", "config")
        for path in (training / part).glob("*.py")
        for target in imports(path)
        if training in target.parents and target.relative_to(training).parts[0] in tasks
    ]
    assert (training / "data" / "sampler.py").is_file() and len(tasks) > 4 and found == []


def modules(path: Path) -> set[Path]:
    """The files of the plugin that a module needs to be loaded."""
    tree, found = ast.parse(path.read_text("utf-8")), set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) or is_for_types_alone(node):
            continue
        waiting += ast.iter_child_nodes(node)
        found |= targets(path, node)
    return found - {path}


def targets(path: Path, node: ast.AST) -> set[Path]:
    """The files of the plugin that an import names: modules of a package first, else what they lie in."""
    if not isinstance(node, ast.ImportFrom) or not node.level:
        return set()
    folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
    found = set()
    for alias in node.names:
        choices = (folder / f"{alias.name}.py", folder.with_suffix(".py"), folder / "__init__.py")
        found |= {next((each for each in choices if each.is_file()), folder)}
    return found


def test_nobody_imports_in_a_circle():
    """Modules that are taken away once all that they import is gone: what is left goes round in circles."""
    every = {*MODELS.rglob("*.py"), *(ROOT / "algorithms").rglob("*.py"), *(ROOT / "desktop").rglob("*.py")}
    left = {path: modules(path) & every for path in every}
    while True:
        free = {path for path, needs in left.items() if not needs & left.keys()}
        if not free:
            break
        left = {path: needs for path, needs in left.items() if path not in free}
    assert len(every) > 300 and not left, sorted(str(path.relative_to(ROOT)) for path in left)


def test_trainings_import_nothing_of_their_own_late():
    """No function of a training's code imports the plugin: circles would hide there."""
    late = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (MODELS / "training").rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if targets(path, node)
    ]
    assert late == []

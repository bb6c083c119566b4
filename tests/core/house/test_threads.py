"""What must not be imported in the thread of one of QGIS's tasks; `algorithms/common/early.py` says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support import paths, qt6

ROOT = paths.ROOT
APART = {"trials.py", "worker.py"}  # programs of the set-up, in a Python without Qt
FILES = sorted(
    path
    for path in (*ROOT.glob("*.py"), *(ROOT / "algorithms").rglob("*.py"), *(ROOT / "desktop").rglob("*.py"))
    if path.name not in APART
)
Place = tuple[ast.AST, str, bool]  # a node, the function that it is in, and whether PyTorch is there by then


def places(node: ast.AST, function: str = "", started: bool = False) -> Iterator[Place]:
    """All nodes of a module, from the outside to the inside."""
    for each in ast.iter_child_nodes(node):
        yield each, function, started
        if isinstance(each, ast.FunctionDef):
            yield from places(each, each.name, False)
        else:
            within = isinstance(each, ast.With) and any(starts_torch(item) for item in each.items)
            yield from places(each, function, started or within)


def starts_torch(item: ast.withitem) -> bool:
    """Whether it is `core_run(..., torch=...)`."""
    call = item.context_expr
    if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "core_run":
        return False
    return any(each.arg == "torch" and ast.unparse(each.value) != "False" for each in call.keywords)


def brings_torch(path: Path, node: ast.AST) -> bool:
    """Whether an import of this module makes Python import torch."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return False
    names = qt6.early_imports(ast.unparse(node))
    files = [file for name in names if name.startswith(".") for file in qt6.files(ROOT, path, name)]
    return any(name.partition(".")[0] == "torch" for name in names) or any(map(reaches_torch, files))


@cache
def reaches_torch(path: Path) -> bool:
    return any(name.partition(".")[0] == "torch" for name in qt6.reached(ROOT, path))


def too_early(texts: dict[Path, str]) -> set[str]:
    """Functions that QGIS calls and in which torch is imported before it is started, by what they call too.

    Functions go by their bare names, and those that none of these calls are QGIS's.
    """
    nodes = [(path, *place) for path, text in texts.items() for place in places(ast.parse(text))]
    functions = {node.name for _, node, *_ in nodes if isinstance(node, ast.FunctionDef)}
    found = {own for path, node, own, started in nodes if not started and own and brings_torch(path, node)}
    named = {
        (own, name, started)
        for _, node, own, started in nodes
        if (name := called(node)) in functions and name != own
    }
    while True:
        more = {own for own, name, started in named if name in found and not started} - found
        if not more:
            return found - {name for _, name, _ in named}
        found |= more


def called(node: ast.AST) -> str:
    """The name of what is called, or of what an object has and may call."""
    if isinstance(node, ast.Attribute):
        return node.attr if ast.unparse(node.value) in ("self", "cls", "super()") else ""
    return getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""


def texts() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in FILES}


def test_torch_is_started_before_what_imports_it():
    """`core_run(torch=True)` leaves that to a thread of its own."""
    assert too_early(texts()) == set()


CHAINS = ROOT / "algorithms" / "chains.py"
MASK = ROOT / "algorithms" / "buildingmask.py"
TRAINING = ROOT / "algorithms" / "common" / "training.py"


@pytest.mark.parametrize("path", [CHAINS, MASK, TRAINING], ids=lambda path: path.stem)
def test_finds_torch_before_it_is_started(path):
    """Chains once looked at models outside; PyTorch then ended QGIS 3.40 at the second task of a thread."""
    changed = path.read_text("utf-8").replace("core_run(context, feedback, torch=True)", "nullcontext()")
    assert too_early(texts() | {path: changed}) == {"processAlgorithm"}


def late_bindings(text: str) -> list[str]:
    """Imports of QGIS and Qt inside functions."""
    return [
        ast.unparse(node)
        for node, function, _ in places(ast.parse(text))
        if function and isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0)
        if any(name.partition(".")[0] in BINDINGS for name in qt6.early_imports(ast.unparse(node)))
    ]


BINDINGS = {"qgis", "sip", "PyQt5", "PyQt6"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_qgis_is_imported_at_the_head_of_modules(path):
    """SIP's modules must not be imported while other threads use QGIS."""
    assert late_bindings(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line", ["from qgis import _3d", "import qgis.analysis", "from qgis.PyQt import sip"]
)
def test_finds_qgis_inside_functions(line):
    assert late_bindings(line) == []
    assert late_bindings(f"def f():\n    try:\n        {line}\n    except ImportError:\n        pass") == [
        line
    ]

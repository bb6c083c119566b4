"""Who can be cancelled tells what it calls: else a run goes on for as long as one call takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import roofline

ROOT = Path(roofline.__file__).parent
NAME = "cancelled"


def _trees() -> dict[str, ast.Module]:
    """The modules of the core and the algorithms, by dotted names from the plugin's folder."""
    found = {}
    for room in ("models", "algorithms"):
        for path in (ROOT / room).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def _takes(function: ast.FunctionDef) -> bool:
    return NAME in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


def _cancellable(tree: ast.Module) -> set[str]:
    """Functions and classes of a module that take `cancelled`."""
    found = {each.name for each in tree.body if isinstance(each, ast.FunctionDef) and _takes(each)}
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    makers = {
        each.name: member
        for each in classes
        for member in each.body
        if isinstance(member, ast.FunctionDef) and member.name == "__init__"
    }
    return found | {name for name, maker in makers.items() if _takes(maker)}


def _imported(name: str, tree: ast.Module, is_package: bool) -> dict[str, tuple[str, str]]:
    """What names of a module come from: the module and the name there."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = name.split(".")[: len(name.split(".")) - node.level + is_package]
            source = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            found |= {each.asname or each.name: (source, each.name) for each in node.names}
    return found


def _forgetful() -> Iterator[str]:
    trees = _trees()
    cancellable = {name: _cancellable(tree) for name, tree in trees.items()}
    for name, tree in trees.items():
        is_package = any(other.startswith(f"{name}.") for other in trees)
        imported = _imported(name, tree, is_package)
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or not _takes(function):
                continue
            for call in ast.walk(function):
                target = _target(call, name, imported) if isinstance(call, ast.Call) else None
                if target is not None and target[1] in cancellable.get(target[0], ()) and not _is_told(call):
                    yield f"{name}.{function.name} -> {'.'.join(target)}"


def _target(call: ast.Call, name: str, imported: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Module and name of what is called, where it is a function or a class of the plugin."""
    if isinstance(call.func, ast.Name):
        return imported.get(call.func.id, (name, call.func.id))
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        source = imported.get(call.func.value.id)
        return None if source is None else (".".join(filter(None, source)), call.func.attr)
    return None


def _is_told(call: ast.Call) -> bool:
    given = [*call.args, *(each.value for each in call.keywords)]
    opened = any(isinstance(each, ast.Starred) for each in call.args) or any(
        each.arg is None for each in call.keywords
    )
    return opened or any(NAME in ast.unparse(each) or "check" in ast.unparse(each) for each in given)


def test_what_can_be_cancelled_hands_it_on():
    known = {  # who looks at every window itself
        "models.clouds.gridding.grid_points -> models.raster.windows.strips",
        "models.evaluation.imagery.evaluate.run -> models.raster.windows.squares",
    }
    found = set(_forgetful())
    assert found == known, found ^ known

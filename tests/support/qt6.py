"""Finds in source code what Qt 6 (QGIS 4) would not load, and PyTorch imported too early."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Names that the same qgis.PyQt module has with Qt 5 only, or has moved.
GONE = {
    "QtCore": {"QRegExp", "QTextCodec", "QTextDecoder", "QTextEncoder"},
    "QtGui": {"QAction", "QActionGroup", "QShortcut", "QUndoCommand", "QMatrix", "QRegExpValidator"},
    "QtWidgets": {"QDesktopWidget", "QDirModel", "QOpenGLWidget", "QFileSystemModel"},
    "QtXml": {"QXmlSimpleReader", "QXmlInputSource"},
}  # fmt: skip
GONE_MODULES = {"QtWebKit", "QtWebKitWidgets", "QtXmlPatterns", "QtScript", "QtMultimediaWidgets"}
GONE_METHODS = {
    "exec_": "exec",
    "print_": "print",
    "toTime_t": "toSecsSinceEpoch",
    "setTime_t": "setSecsSinceEpoch",
    "setMargin": "setContentsMargins",
    "desktop": "primaryScreen",
    "globalPos": "globalPosition",
    "localPos": "position",
    "setResizeMode": "setSectionResizeMode",
    "setTabStopWidth": "setTabStopDistance",
    "fromTime_t": "fromSecsSinceEpoch",
}
BINDINGS = {"PyQt4", "PyQt5", "PyQt6", "PySide2", "PySide6", "sip", "distutils", "imp"}
CAMEL = re.compile(r"[A-Z]\w*[a-z]\w*$")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*$")


def problems(text: str) -> list[str]:
    """What Qt 6 minds in a module's text: `line: what`."""
    tree = ast.parse(text)
    found = [*_imports(tree), *_methods(tree), *_enums(tree)]
    return [f"{line}: {what}" for line, what in sorted(found)]


@cache
def early_imports(text: str) -> frozenset[str]:
    """The modules imported when a module is loaded: not those inside functions or only for type checking.

    Relative ones keep their dots, `from ..models import errors` is `..models` and `..models.errors`.
    """
    found: set[str] = set()
    for node in _loaded(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found.add(base)
            found.update(f"{base}{'.' if node.module else ''}{alias.name}" for alias in node.names)
    return frozenset(found)


def reached(root: Path, start: Path) -> dict[str, Path]:
    """The foreign modules that loading `start` imports, by way of the package's modules too, and who does."""
    found: dict[str, Path] = {}
    waiting, seen = [start], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in early_imports(path.read_text()):
            if name.startswith("."):
                waiting.extend(files(root, path, name))
            else:
                found.setdefault(name, path)
    return found


def files(root: Path, path: Path, name: str) -> Iterator[Path]:
    """The files of the package that a relative import loads."""
    steps = len(name) - len(name.lstrip("."))
    folder = path.parent
    for _ in range(steps - 1):
        folder = folder.parent
    parts = name[steps:].split(".") if name[steps:] else []
    for length in range(len(parts) + 1):
        here = folder.joinpath(*parts[:length])
        for file in (here.with_suffix(".py") if length else here, here / "__init__.py"):
            if file.is_file() and root in file.parents:
                yield file


def _loaded(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a module is loaded."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _loaded(node)


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules, names = [alias.name for alias in node.names], []
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules, names = [node.module or ""], [alias.name for alias in node.names]
        else:
            continue
        for module in modules:
            if module.partition(".")[0] in BINDINGS or module.endswith("resources_rc"):
                yield node.lineno, f"import of {module}"
            last = module.rpartition(".")[2] if module.startswith("qgis.PyQt") else ""
            if last in GONE_MODULES:
                yield node.lineno, f"import of {module}"
            for name in names:
                if name in GONE.get(last, ()) or (last == "PyQt" and name in GONE_MODULES):
                    yield node.lineno, f"{module} has no {name} on both Qt 5 and Qt 6"


def _methods(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in GONE_METHODS:
            yield node.lineno, f"{node.attr}(): use {GONE_METHODS[node.attr]}()"


def _enums(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Class.Value where Class.Enum.Value is needed, and values taken from an object."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    modules = _modules(tree)
    qt = _qt_classes(tree)
    aliases = set(_aliases(tree, qt))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        owner, parent = node.value.id, parents.get(node)
        if not CAMEL.match(node.attr) or (isinstance(parent, ast.Call) and parent.func is node):
            continue
        if owner in modules or owner in aliases or owner in own:
            continue
        scoped = isinstance(parent, ast.Attribute) and parent.attr[0].isupper()
        if owner in qt and not scoped and not _is_type(node, parents, aliases):
            yield node.lineno, f"{owner}.{node.attr} names no enumeration"
        elif owner not in qt and not CONSTANT.match(owner) and owner[0].islower():
            yield node.lineno, f"{owner}.{node.attr} takes a value from an object"


def _modules(tree: ast.AST) -> set[str]:
    """Names of imported modules, and of anything imported that is no Qt or QGIS class."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return found - _qt_classes(tree)


def _qt_classes(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "qgis":
            names = (alias.asname or alias.name for alias in node.names)
            found.update(name for name in names if re.match(r"Q[A-Z]?[a-z]", name) or name[:3] == "Qgs")
    return found


def _aliases(tree: ast.AST, qt: set[str]) -> Iterator[str]:
    """`kinds = QgsX.Type`, whose values are then read as `kinds.Integer`."""
    used = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and CAMEL.match(node.attr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            base, target = node.value.value, node.targets[0]
            if isinstance(base, ast.Name) and base.id in qt and getattr(target, "id", "") in used:
                yield target.id


def _is_type(node: ast.AST, parents: dict, aliases: set[str]) -> bool:
    """Whether an attribute stands where a type does: an annotation, or the value of an alias."""
    parent = parents.get(node)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id in aliases
    while parent is not None:
        if isinstance(parent, (ast.arg, ast.AnnAssign)):
            return parent.annotation is not None and node in ast.walk(parent.annotation)
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return parent.returns is not None and node in ast.walk(parent.returns)
        parent = parents.get(parent)
    return False

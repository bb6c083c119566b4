"""The folders of what is installed outside the plugin: what is in them, and which of it counts.

    settings/roofline/torch-cp311-x86_64/   one per Python, so that several versions of QGIS can live together
    settings/roofline/points-cp311-x86_64/  what unpacks LAZ and COPC
    settings/roofline/labels-cp311-x86_64/  what runs SAM 3, in a process of its own
        current                             names the installation that counts; written last, at once
        k3x9/packages, k3x9/first           an installation; whatever is not named in `current` is rubbish

Standard library only: QGIS imports it, and so does the separate Python process that installs.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

CURRENT = "current"
LOCK = "lock"
DIGEST = ".sha256"  # beside a wheel that was fetched: what the page promised
PACKAGES = "packages"
FIRST = "first"  # the few packages that QGIS has too, but too old for PyTorch
LANDMARKS = 40
MODULES = ("torch", "laspy", "lazrs", "transformers")  # without their first file nothing of them works


def base_folder(settings: Path, product: str = "torch") -> Path:
    """The folder of this Python's installations of a product (torch, points, labels) in a settings folder."""
    version = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    return settings / "roofline" / f"{product}-{version}-{platform.machine().lower()}"


def record(base: Path) -> dict[str, Any] | None:
    """What `current` says: folder, version and a few files with their sizes; None if there is nothing."""
    try:
        found = json.loads((base / CURRENT).read_text(encoding="utf-8"))
        return found if Path(found["folder"]).name == found["folder"] and found["version"] else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_whole(base: Path) -> bool:
    """Whether the recorded installation still has its large files, each as large as it was."""
    found = record(base)
    if found is None:
        return False
    folder = base / found["folder"]
    try:
        return all((folder / name).stat().st_size == size for name, size in found["landmarks"].items())
    except (OSError, KeyError, AttributeError, TypeError):
        return False


def paths(base: Path) -> tuple[list[str], list[str]]:
    """What belongs at the front and at the end of sys.path; nothing if no whole installation is there."""
    found = record(base)
    if found is None or not is_whole(base):
        return [], []
    folder = base / found["folder"]
    first = [str(folder / FIRST)] if (folder / FIRST).is_dir() else []
    return first, [str(folder / PACKAGES)]


def activate(base: Path, module: str = "torch") -> bool:
    """Let this Python find the installation of a module, behind all of QGIS's; whether there is one."""
    first, last = paths(base)
    for entry in [each for each in sys.path if _is_inside(each, base)]:
        if entry not in first + last and module not in sys.modules:
            sys.path.remove(entry)
    sys.path[:0] = [entry for entry in first if entry not in sys.path]
    sys.path += [entry for entry in last if entry not in sys.path]
    importlib.invalidate_caches()
    return bool(last)


def finish(base: Path, folder: str, version: str) -> None:
    """From now on the installation in `folder` counts."""
    sizes = {path: path.stat().st_size for path in (base / folder).rglob("*") if path.is_file()}
    largest = sorted(sizes, key=lambda path: -sizes[path])[:LANDMARKS]
    starts = [path for path in sizes if path.name == "__init__.py" and path.parent.name in MODULES]
    content = {
        "folder": folder,
        "version": version,
        "bytes": sum(sizes.values()),
        "landmarks": {path.relative_to(base / folder).as_posix(): sizes[path] for path in largest + starts},
    }
    temporary = base / f"{CURRENT}.new"
    temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    temporary.replace(base / CURRENT)


def forget(base: Path) -> None:
    """No installation counts any more."""
    (base / CURRENT).unlink(missing_ok=True)


def rubbish(base: Path) -> list[Path]:
    """What is left of unfinished, replaced and removed installations."""
    found = record(base)
    kept = {CURRENT, LOCK, found["folder"] if found else ""}
    inside = sorted(path for path in base.iterdir() if path.name not in kept) if base.is_dir() else []
    return inside + [path for path in (scratch(base),) if path.is_dir() and path not in inside]


def scratch(base: Path) -> Path:
    """Where pip unpacks: on the same disk; on Windows by a short path, for those of PyTorch are long."""
    if os.name != "nt":
        return base / "tmp"
    return Path(tempfile.gettempdir()) / f"rl-{base.name.partition('-')[0]}"


def _is_inside(entry: str, base: Path) -> bool:
    return base in Path(entry).parents

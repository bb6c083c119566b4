"""Which program is the Python of QGIS, and the variables that it is run with. Standard library only.

On Windows and macOS `sys.executable` is QGIS itself: run as Python it would open a second QGIS. On Linux it
is the first python3 of the search path, which may be another one than QGIS's. The standard library's place
tells the truth.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Variables that are meant for another Python, or that change where pip installs.
UNWANTED = (
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
)


def candidates(
    system: str, executable: str, prefixes: list[str], application: str, version: tuple[int, int]
) -> list[Path]:
    """Where the Python may be, the likeliest first: `system` as sys.platform, `application` QGIS's folder."""
    if system == "win32":
        names, folders = ["python.exe", "python3.exe"], [*map(Path, prefixes), Path(application)]
    else:
        names = [f"python{version[0]}.{version[1]}", "python3", "python"]
        below = ("bin", ".", "tools/python3") if system == "darwin" else ("bin",)
        tops = [*map(Path, prefixes)]
        if system == "darwin":
            contents = Path(application).parent
            tops = [Path(application), contents / "Frameworks", contents / "Resources" / "python", *tops]
        folders = [top / each for top in tops for each in below]
    given = [Path(executable)] if Path(executable).name.lower().startswith("python") else []
    return list(dict.fromkeys([*(folder / name for folder in folders for name in names), *given]))


def library() -> Path:
    """The folder of QGIS's standard library."""
    return Path(os.__file__).resolve().parent


def home() -> Path:
    """The folder that QGIS's Python lives in."""
    return library().parent if os.name == "nt" else library().parent.parent


def find(application: str) -> Path | None:
    """The Python of this QGIS, None if there is none."""
    prefixes = list(dict.fromkeys([str(home()), sys.base_prefix, sys.base_exec_prefix, sys.prefix]))
    places = candidates(sys.platform, sys.executable or "", prefixes, application, sys.version_info[:2])
    return next((path for path in places if path.is_file() and os.access(path, os.X_OK)), None)


def environment(
    given: Mapping[str, str], program: Path, proxy: str = "", system: str = sys.platform
) -> dict[str, str]:
    """Variables for `program`: QGIS's without those that lead Python or pip elsewhere."""
    variables = {name: value for name, value in given.items() if name.upper() not in UNWANTED}
    if system in ("win32", "darwin") and program != Path(sys.executable or "."):
        variables["PYTHONHOME"] = str(home())  # a Python inside QGIS's folder finds its library by this alone
    variables.update(
        PYTHONUNBUFFERED="1",
        PYTHONIOENCODING="utf-8",
        PYTHONDONTWRITEBYTECODE="1",
        PIP_USER="0",
        PIP_REQUIRE_VIRTUALENV="0",
    )
    if proxy:
        variables.update(HTTP_PROXY=proxy, HTTPS_PROXY=proxy)
    return variables

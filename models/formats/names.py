"""Whether a name that people wrote is that of a file, or can be, whatever they wrote."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import RooflineError
from ..language import tr_noop

VIRTUAL_PLACE = re.compile(r"/vsi[a-z0-9_]+(/|$)")
# Where a system keeps its devices and what it tells of itself; memory that serves as a disk is none of that.
SYSTEM_PLACE = re.compile(r"/(dev(?!/shm/)|proc|sys)/")
FOLDER = tr_noop("{file} is a folder; choose a file in it.")
MOST_LINKS = 40  # as Linux follows
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # of the web; drives of Windows have one letter
DATABASES = ("postgis", "postgres", "spatialite", "mssql", "oracle", "hana")  # as QGIS names them
# What QGIS and GDAL call layers in memory and tables of databases by.
TABLE = re.compile(
    rf"(memory|ogr|gdal|PG|MYSQL|OCI|postgres\w*|{'|'.join(DATABASES)}):",
    re.IGNORECASE,
)


def is_there(name: str | os.PathLike[str], kind: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether there is a file of a name, or what else `kind` asks for; what can be no name is nowhere.

    Python raises errors for names that are too long or hold characters that no name can have.
    """
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        return False


def refuse_folder(name: str | os.PathLike[str]) -> None:
    """Refuse a folder where a file is wanted: systems and libraries call it missing, or damaged.

    No name at all, which stands for the folder that a program works in, is no folder.
    """
    if Path(name) != Path() and is_there(name, Path.is_dir):
        raise RooflineError(FOLDER, file=Path(name))


def is_elsewhere(path: Path) -> bool:
    """Whether a name is an address of the web, of a table, or of GDAL's virtual file systems."""
    text = path.as_posix()
    if VIRTUAL_PLACE.match(text) or TABLE.match(text):
        return True
    return bool(ADDRESS.match(text)) and not is_there(path.parent, Path.is_dir)


def check_place(target: Path) -> None:
    """Refuse names of GDAL's virtual file systems, of tables and of the web, and the system's own folders,
    for what is to be written.
    """
    if is_elsewhere(target) or _is_of_system(target):
        raise RooflineError("{file} is no place on this machine's disks; choose another.", file=target)


def _is_of_system(target: Path) -> bool:
    """Whether a name lies among devices, or is a link that leads there, as /dev/stdout does to any file."""
    name = target
    for _ in range(MOST_LINKS):
        try:
            name = name.parent.resolve() / name.name
            if SYSTEM_PLACE.match(name.as_posix()):
                return True
            name = name.parent / name.readlink()
        except (OSError, ValueError, RuntimeError):  # no link, or what can be no name or leads in a circle
            return False
    return False

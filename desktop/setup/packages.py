"""Packages that were installed beside QGIS's own: which there are, which must go, which come first.

Standard library only, for the process that installs.
"""

from __future__ import annotations

import email.parser
import importlib
import importlib.metadata
import sys
import zipfile
import zlib
from pathlib import Path

folders, store = importlib.import_module("folders"), importlib.import_module("store")

# What QGIS brings and must never come from a second place.
PROTECTED = frozenset(
    [
        "numpy",
        "scipy",
        "gdal",
        "osgeo",
        "pyqt5",
        "pyqt5-sip",
        "pyqt6",
        "pyqt6-sip",
        "sip",
        "qgis",
        "pyproj",
        "shapely",
        "fiona",
        "rasterio",
    ]
)
# What others in QGIS may need as old as it is, and PyTorch at most for building extensions.
NEVER_FIRST = frozenset({"setuptools", "pip", "wheel"})


def distributions(path: list[str]) -> dict[str, importlib.metadata.Distribution]:
    """The packages on a search path by name; the first of each name, as Python would import it."""
    found: dict[str, importlib.metadata.Distribution] = {}
    for each in importlib.metadata.distributions(path=path):
        name = (each.metadata["Name"] or "").replace("_", "-").lower()
        if name:
            found.setdefault(name, each)
    return found


def keep_out(packages: Path) -> None:
    """Take away what must come from QGIS alone, should anything have asked for it."""
    for name, each in distributions([str(packages)]).items():
        if name in PROTECTED:
            sys.stdout.write(f"{name} {each.version} is left out: QGIS has its own.\n")
            folders.clear([packages / top for top in tops(each)])


def put_first(folder: Path, foreign: dict[str, str]) -> None:
    """Move what QGIS has too, but not as PyTorch needs it, to where it is found before QGIS's."""
    installed = distributions([str(folder / store.PACKAGES)])
    for name, each in installed.items():
        if name not in foreign or name in NEVER_FIRST:
            continue
        if name == "torch" or not fits(name, foreign[name], installed):
            (folder / store.FIRST).mkdir(exist_ok=True)
            for top in tops(each):
                source = folder / store.PACKAGES / top
                if source.exists():
                    source.rename(folder / store.FIRST / top)


def fits(name: str, version: str, installed: dict[str, importlib.metadata.Distribution]) -> bool:
    """Whether a version of a package is what all the others ask for."""
    requirements = importlib.import_module("pip._vendor.packaging.requirements")
    for each in installed.values():
        for line in each.requires or []:
            wanted = requirements.Requirement(line)
            concerned = wanted.name.replace("_", "-").lower() == name
            if not concerned or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
                continue
            if not wanted.specifier.contains(version, prereleases=True):
                return False
    return True


def tops(distribution: importlib.metadata.Distribution) -> list[str]:
    """The files and folders that a package alone has."""
    names = {path.parts[0] for path in distribution.files or []}
    return sorted(names - {"..", "bin", "Scripts", "share", "include", "__pycache__", "nvidia"})


def wheels(folder: Path) -> list[Path]:
    """The wheels in a folder."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() == ".whl" and path.is_file())


def address_in(wheel: Path) -> str:
    """A requirement of a wheel that names a file by its address ("name @ address"), "" if there is none."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            told = email.parser.BytesParser().parsebytes(archive.read(name), headersonly=True)
    except (OSError, ValueError, RuntimeError, StopIteration, zipfile.BadZipFile, zlib.error):
        return ""  # no wheel, which pip says when it needs it
    asked = [" ".join(str(line).split()) for line in told.get_all("Requires-Dist", [])]
    return next((line for line in asked if "@" in line.partition(";")[0]), "")

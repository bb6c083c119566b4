"""Whether a name that people wrote is that of a file, or can be, whatever they wrote."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import RooflineError

VIRTUAL_PLACE = re.compile(r"/vsi[a-z0-9_]+(/|$)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # of the web; drives of Windows have one letter


def is_there(name: str | os.PathLike[str], kind: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether there is a file of a name, or what else `kind` asks for; what can be no name is nowhere.

    Python raises errors for names that are too long or hold characters that no name can have.
    """
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        return False


def check_place(target: Path) -> None:
    """Refuse names of GDAL's virtual file systems and addresses of the web for what is to be written."""
    text = target.as_posix()
    if VIRTUAL_PLACE.match(text) or (ADDRESS.match(text) and not target.parent.is_dir()):
        raise RooflineError("{file} is no place on this machine's disks; choose another.", file=target)

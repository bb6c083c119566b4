"""Whether a name that people wrote is that of a file, whatever they wrote."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def is_there(name: str | os.PathLike[str], kind: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether there is a file of a name, or what else `kind` asks for; what can be no name is nowhere.

    Python raises errors for names that are too long or hold characters that no name can have.
    """
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        return False

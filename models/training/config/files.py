"""Configuration files: JSON of any task's training, read before anything in it is believed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ...errors import RooflineError

LARGEST_FILE = 2**24  # bytes


def read_json(path: str | os.PathLike[str]) -> Any:
    """What a configuration file says; RooflineError where it cannot be read or is no JSON."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            values = json.loads(file.read(LARGEST_FILE))
        json.dumps(values, ensure_ascii=False).encode()  # half a character, which no message can show
        return values
    except OSError as error:
        raise RooflineError("The configuration {path} cannot be read; check its path.", path=path) from error
    except (ValueError, RecursionError) as error:
        raise RooflineError(
            "The configuration {file} is no valid JSON ({reason}); correct it.", file=path.name, reason=error
        ) from error

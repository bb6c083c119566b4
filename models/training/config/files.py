"""Configuration files: JSON of any task's training, read before anything in it is believed."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from ...errors import RooflineError
from ...formats.names import is_there, refuse_folder
from ...formats.objects import JsonObject
from ...language import shown

LARGEST_FILE = 2**24  # bytes


def read_json(path: str | os.PathLike[str]) -> Any:
    """What a configuration says; RooflineError where it cannot be read or is no JSON, or has a key twice."""
    path = Path(path)
    refuse_folder(path)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise RooflineError("The configuration {path} cannot be read; check its path.", path=path) from error
    if len(text) > LARGEST_FILE:
        raise RooflineError("The configuration {file} is too large; choose another file.", file=path.name)
    try:
        values = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, path))
        json.dumps(values, ensure_ascii=False).encode()  # half a character, which no message can show
        return values
    except (ValueError, RecursionError) as error:
        raise RooflineError(
            "The configuration {file} is no valid JSON ({reason}); correct it.",
            file=path.name,
            reason=error,
        ) from error


def _once(pairs: list[tuple[str, Any]], path: Path) -> JsonObject:
    """An object of JSON; of a key that is there twice nobody knows which was meant."""
    counts = Counter(key for key, _ in pairs)
    for key, count in counts.items():
        if count > 1:
            raise RooflineError(
                "The configuration {file} has {key} more than once in one place; leave one of them.",
                file=path.name,
                key=shown(key),
            )
    return dict(pairs)


def resolved(name: str, folder: Path) -> Path:
    """The file of a path that counts from a folder, or else from the working folder."""
    path = Path(name).expanduser()
    beside = folder / path
    chosen = path if not is_there(beside, Path.exists) and is_there(path, Path.exists) else beside
    return chosen.resolve() if is_there(chosen, Path.exists) else chosen

"""What the code passes about has a type: objects of anything are named where they are truly raw, and few."""

from __future__ import annotations

import re
from pathlib import Path

MODELS = Path(__file__).resolve().parents[3] / "models"
MOST = 20  # lines; the plan of the house allows 100
MOST_RAW = 130  # lines that name a JSON object as it stands in a file
# Rooms that read or write JSON of files: cards on their way in, configurations, jobs, messages to a worker.
READERS = {"bundle.py", "distribute", "formats", "labels", "modelfile", "published", "training"}


def lines_with(pattern: str) -> list[tuple[str, str]]:
    """The room (or file of models/) and text of each line of code that has it; imports do not count."""
    found = []
    for path in sorted(MODELS.rglob("*.py")):
        for line in path.read_text("utf-8").splitlines():
            if re.search(pattern, line) and not line.startswith(("from ", "import ", "    JsonObject,")):
                found.append((path.relative_to(MODELS).parts[0], line))
    return found


def test_dictionaries_of_anything_are_few():
    assert 0 < len(lines_with(r"dict\[str, Any\]")) <= MOST


def test_json_objects_are_named_where_files_are_read():
    raw = lines_with(r"\bJsonObject\b")
    assert 0 < len(raw) <= MOST_RAW
    assert {room for room, _ in raw} <= READERS


def test_nobody_opens_a_card_by_strings():
    """Cards are read by attribute; only what checks JSON before there is a card opens it by key."""
    opened = [
        (path.relative_to(MODELS).as_posix(), line.strip())
        for path in sorted(MODELS.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\bcard(\[\"|\.get\()", line)
    ]
    assert {path for path, _ in opened} == {"modelfile/card.py", "modelfile/values.py"}, opened

"""The CPU time of processes and of all that they have started."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def spent(*roots: int) -> float:
    """CPU seconds of processes and all below them, of those too that were waited for; Linux."""
    ticks, waiting = 0, list(roots)
    while waiting:
        process = waiting.pop()
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # user and system, its own and those of ended children
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return ticks / os.sysconf("SC_CLK_TCK")

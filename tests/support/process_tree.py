"""What the system tells of processes: the CPU time of them and all that they have started, open files."""

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


def open_files(folder: Path) -> list[str]:
    """A folder's files that this process has open; none where the system does not tell."""
    targets = [os.path.realpath(link) for link in Path("/proc/self/fd").glob("*")]
    return [target for target in targets if target.startswith(str(folder.resolve()))]

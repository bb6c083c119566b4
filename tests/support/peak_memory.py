"""How much memory this process has held at most."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def peak_megabytes() -> float:
    """Peak resident memory of this process; on Linux getrusage would count the parent's, up to the exec."""
    if STATUS.exists():
        (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def forget_peak() -> None:
    """The peak becomes what is held now, so that a test sees its own; Linux alone can do that."""
    if CLEAR.exists():
        CLEAR.write_text("5")

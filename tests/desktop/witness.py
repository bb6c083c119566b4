"""Says when the whole machine stood still: a program of its own that sleeps and looks at the clock.

A virtual machine that is halted for half a second, or a container that has used up its share of the cores,
halts it as well; Python's lock, a busy main thread or a worker do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

NAP, LATE = 0.005, 0.03  # s; a system wakes a sleeper within a few ms, beside busy programs too
PYTHON = sys.executable if "python" in Path(sys.executable).name else "python3"  # QGIS says that it is `qgis`


class Witness:
    """The program; it ends with its parent. `stood_still` waits until it has had time to say what it saw."""

    def __init__(self) -> None:
        self._program = subprocess.Popen([PYTHON, __file__, str(os.getpid())], stdout=subprocess.PIPE)
        assert self._program.stdout is not None
        os.set_blocking(self._program.stdout.fileno(), False)
        self._said = b""

    def stood_still(self, start: float, end: float) -> float:
        """Seconds between two times of `time.monotonic` in which it did not wake up."""
        time.sleep(2 * LATE)
        assert self._program.stdout is not None
        self._said += self._program.stdout.read() or b""
        lines = self._said.decode().rpartition("\n")[0].splitlines()
        gaps = [[float(word) for word in line.split()] for line in lines]
        return sum(max(0.0, min(end, last) - max(start, first)) for first, last in gaps)


def watch(parent: int) -> None:
    """Print the beginning and the end of each time in which this program did not wake up."""
    last = time.monotonic()
    while os.getppid() == parent:
        time.sleep(NAP)
        now = time.monotonic()
        if now - last > LATE:
            print(last, now, flush=True)
        last = now


if __name__ == "__main__":
    watch(int(sys.argv[1]))

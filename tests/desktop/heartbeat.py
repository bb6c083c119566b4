"""How long a main event loop is kept waiting by its own program, on a busy machine as on a quiet one."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import QTimer
from witness import Witness

SYSTEM = Path("/proc")  # Linux alone; elsewhere no other program is left out of account
CORES = os.cpu_count() or 1
LONG = 0.05  # s; shorter waits are not asked after
TICK = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.0  # s, in which the system counts cores


class Clocks(NamedTuple):
    """In seconds, since whenever."""

    now: float
    used: float  # computed by this thread
    threads: dict[str, float]  # computed by each of this program's
    program: float  # by all of them, those that have ended included
    idle: float  # of all cores together
    stolen: list[float]  # by core, what a virtual machine was not given

    @classmethod
    def read(cls) -> Clocks:
        now, used = time.monotonic(), time.thread_time()
        return cls(now, used, _threads(), time.process_time(), *_cores())

    def computed(self, last: Clocks) -> float:
        """Seconds since `last` that the busiest thread of this program computed."""
        computed = [total - last.threads.get(name, 0.0) for name, total in self.threads.items()]
        ended = self.program - last.program - sum(computed)  # by threads that are there no more
        return max([*computed, ended])

    def waited(self, last: Clocks) -> float:
        """Seconds since `last` but those in which other programs had the cores.

        Who waits while a core is idle waits for the program. While none is, for as long as one of its threads
        computed, at most: a system is fair, and a thread that only waits for a core gets as much as others.
        """
        most = self.computed(last)
        stolen = max((after - before for after, before in zip(self.stolen, last.stolen)), default=0.0)
        return max(0.0, min(self.now - last.now - stolen, most + self.idle - last.idle))


def _threads() -> dict[str, float]:
    """Seconds computed by each thread of this program, by its number."""
    found = {}
    for thread in (SYSTEM / "self" / "task").glob("*/schedstat"):
        try:
            found[thread.parent.name] = int(thread.read_text().split()[0]) / 1e9
        except (OSError, IndexError):  # it has just ended
            continue
    return found


def _cores() -> tuple[float, list[float]]:
    """Seconds in which cores were idle, all together, and by core those in which the host computed else."""
    if not (SYSTEM / "stat").exists():
        return time.monotonic() * CORES, []
    lines = (SYSTEM / "stat").read_text().splitlines()
    cores = [line.split() for line in lines if line[:3] == "cpu" and line[3].isdigit()]
    return sum(int(core[4]) for core in cores) * TICK, [int(core[8]) * TICK for core in cores]


class Heartbeat:
    """A timer of 20 ms on the main event loop: the longest time between two beats, in ms by phase.

    `gaps`: as the clock shows; `waits`: without the time in which other programs had the cores or the whole
    machine stood still; `busy`: the most that the main thread itself computed between two beats.
    """

    def __init__(self) -> None:
        self.phase = ""
        self.gaps: dict[str, float] = {}
        self.waits: dict[str, float] = {}
        self.busy: dict[str, float] = {}
        self._witness = Witness()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(20)

    def enter(self, phase: str) -> None:
        """Begin a phase; what lies between phases, of the name "", does not count."""
        self.phase = phase
        self._last = Clocks.read()

    def _beat(self) -> None:
        if not self.phase:
            return
        last, self._last = self._last, Clocks.read()
        now = self._last
        waited = now.waited(last)
        if waited > LONG:
            # The machine has not stood still while a thread computed, however late the witness woke up.
            least = min(waited, now.computed(last))
            waited = max(least, waited - self._witness.stood_still(last.now, now.now))
            self._last = Clocks.read()  # this thread has waited for what the witness says
        for longest, seconds in (
            (self.gaps, now.now - last.now),
            (self.waits, waited),
            (self.busy, now.used - last.used),
        ):
            longest[self.phase] = max(1000 * seconds, longest.get(self.phase, 0.0))

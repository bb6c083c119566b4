"""Runs inside QGIS: one case of cancels_cases.py, first whole, then cancelled at the moments it is told.

`python cancels_session.py SCRATCH JSON`: writes a line of JSON after each run. SCRATCH/whole gets what the
whole run has written; every other cancelled run finds these files in its place, and may not change them.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import shutil
import sys
import threading
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import process_tree
from support.fuzz import worker

STUCK = 2.5  # s after a cancel, and again, at which a run that still works says where it is
LONGEST_STACK = 4000  # characters
BETWEEN = 0.02  # s between two looks at the CPU time
QUIET = 0.05  # CPU s in QUIET_WALL s: nothing is left working
QUIET_WALL, LONGEST = 0.5, 60.0


class Session:
    """A case's folders, and its runs."""

    def __init__(self, scratch: Path, job: dict[str, Any]) -> None:
        self._scratch, self._job = scratch, job
        self._out, self._whole = scratch / "out", scratch / "whole"
        self._stacks = (scratch / "stacks").open("w+")
        shutil.rmtree(self._whole, ignore_errors=True)

    def run(self, moment: float | None, with_files: bool) -> dict[str, Any]:
        """Run it, and cancel it `moment` CPU seconds after its beginning."""
        self._prepare(with_files)
        before, feedback = self._state(), self._feedback()
        told: dict[str, Any] = {}
        ended = threading.Event()
        self._stacks.truncate(0)
        self._stacks.seek(0)
        start, began = self._spent(), time.monotonic()

        def cancel() -> None:
            while self._spent() < start + moment:
                if ended.wait(BETWEEN):
                    return
            said = feedback.textLog().strip().splitlines()[-1:]
            told.update(cancelled=time.monotonic(), progress=round(feedback.progress(), 1), said=said)
            feedback.cancel()
            faulthandler.dump_traceback_later(STUCK, repeat=True, file=self._stacks)

        if moment is not None:
            threading.Thread(target=cancel, daemon=True).start()
        how, message = self._attempt(feedback)
        end, cpu = time.monotonic(), self._spent() - start
        ended.set()
        faulthandler.cancel_dump_traceback_later()
        if moment is None:
            shutil.copytree(self._out, self._whole, symlinks=True)
        self._stacks.seek(0)
        return {
            "began": began, "end": end, "cpu": cpu, "moment": moment, "how": how, "message": message[-300:],
            "wrong": [] if moment is None else self._wrong(before, how), **told,
            "stack": self._stacks.read()[-LONGEST_STACK:], "rest": self._rest(), "left": self._loose(),
        }  # fmt: skip

    def _rest(self) -> float:
        """CPU seconds that are still spent when the run has ended, by what was left to itself."""
        began, end = self._spent(), time.monotonic() + LONGEST
        last = began
        while time.monotonic() < end:
            time.sleep(QUIET_WALL)
            now = self._spent()
            if now - last < QUIET:
                break
            last = now
        return last - began

    def _spent(self) -> float:
        return process_tree.spent(os.getpid(), *self._job["others"])

    def _feedback(self) -> Any:
        from qgis.core import QgsProcessingFeedback

        return QgsProcessingFeedback(False)

    def _attempt(self, feedback: Any) -> tuple[str, str]:
        import processing
        from qgis.core import QgsProcessingContext, QgsProcessingException

        given = {key: self._value(value) for key, value in self._job["parameters"].items()}
        name = f"roofline:{self._job['algorithm']}"
        try:
            processing.run(name, given, context=QgsProcessingContext(), feedback=feedback)
        except QgsProcessingException as error:
            return "refused", str(error)
        except Exception as error:
            return "raised", repr(error)
        return "ended", feedback.textLog()

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(each) for each in value]
        kind, _, name = value.partition(":") if isinstance(value, str) else ("", "", "")
        if kind == "in":
            return str(self._scratch / "inputs" / name)
        if kind == "out":
            return str(self._out / name)
        return self._job["cluster"] if value == "cluster" else value

    def _prepare(self, with_files: bool) -> None:
        shutil.rmtree(self._out, ignore_errors=True)
        if with_files and self._whole.exists():
            shutil.copytree(self._whole, self._out, symlinks=True)
        self._out.mkdir(exist_ok=True)
        if self._job["patches"] and not (self._out / "patches").exists():
            shutil.copytree(self._scratch / "inputs" / "patches", self._out / "patches")

    def _state(self) -> dict[str, tuple[int, int]]:
        files = (path for path in self._out.rglob("*") if not path.is_dir())
        stats = ((path, path.lstat()) for path in files)
        return {str(path.relative_to(self._out)): (stat.st_mtime_ns, stat.st_size) for path, stat in stats}

    def _wrong(self, before: dict[str, tuple[int, int]], how: str) -> list[str]:
        """Files that a cancelled run has made, changed or taken away; none where it came to its end."""
        after = self._state()
        whole = {str(path.relative_to(self._whole)) for path in self._whole.rglob("*") if path.is_file()}
        is_there = whole <= after.keys() and all(after[name] != before.get(name) for name in whole)
        if how == "ended" and is_there:
            return []
        changed = {name for name in after.keys() | before if after.get(name) != before.get(name)}
        kept = {
            name for name in changed & after.keys() if any(fnmatch(name, each) for each in self._job["keeps"])
        }
        kept |= set(self._job["takes"]) & before.keys() - after.keys()
        return sorted(name for name in changed if name not in kept or "roofline-" in name)

    def _loose(self) -> list[str]:
        """What lies among temporary files and folders."""
        loose = [path.name for path in Path(os.environ["TMPDIR"]).iterdir() if "roofline" in path.name]
        return loose + [str(path) for path in self._out.rglob("*roofline-*")]


def main() -> None:
    scratch, job = Path(sys.argv[1]), json.loads(sys.argv[2])
    protocol = os.fdopen(os.dup(1), "w")
    errors = os.open(scratch / "stderr", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    kept = worker.start()  # noqa: F841
    session = Session(scratch, job)
    whole = session.run(None, False)
    worker.tell(protocol, **whole)
    chance = random.Random(job["seed"])
    for number in range(job["moments"]):
        moment = whole["cpu"] * (number + chance.random()) / job["moments"]  # one in each part of it
        worker.tell(protocol, **session.run(moment, number % 2 == 1))
    os._exit(0)  # QGIS's end after PyTorch's threads have run is a known source of crashes


if __name__ == "__main__":
    main()

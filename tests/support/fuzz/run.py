"""Runs cases in child processes, each with a time limit; a child that dies or hangs is replaced."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.fuzz import german

LIMIT = 40.0  # seconds of one run, which is cancelled after twenty
START = 180.0  # seconds until QGIS and PyTorch are there
WORKER = Path(__file__).with_name("worker.py")
CHAINS = (
    "refineandevaluate",
    "dsmtobuildingmask",
    "dsmtofootprints",
    "pointcloudtobuildingmask",
    "pointcloudtofootprints",
    "plantoimagery",
)
QGIS_BEGINS = "Unable to execute algorithm\n"  # where a value is refused before the run
NO_WORDS = ("Incorrect parameter value", "Error encountered while running", "There were errors executing")
UNFINISHED = (".roofline", "roofline")  # as temporary names begin
TRACES = ("Traceback", "Error: ", "Exception", "ist ein Fehler von Roofline")


@dataclass
class Outcome:
    """One case and all that is wrong with how it ended."""

    number: int
    name: str
    changed: dict[str, Any]
    ended: str = ""
    message: str = ""
    wrong: list[str] = field(default_factory=list)
    detail: str = ""

    def __str__(self) -> str:
        what = f"case {self.number}: {self.name} {self.changed}: {', '.join(self.wrong)}"
        return f"{what} {self.message!r} {self.detail}"


def run(inputs: Path, scratch: Path, seed: int, first: int, last: int, seconds: float) -> list[Outcome]:
    """The outcomes of the cases first..last-1, as many as fit into the time."""
    outcomes: list[Outcome] = []
    end = time.monotonic() + seconds
    while first < last and time.monotonic() < end:
        outcomes += _child(inputs, scratch, seed, first, last, end)
        first = outcomes[-1].number + 1
    return outcomes


def _child(inputs: Path, scratch: Path, seed: int, first: int, last: int, end: float) -> list[Outcome]:
    command = [sys.executable, str(WORKER), str(inputs), str(scratch), *map(str, (seed, first, last))]
    outcomes: list[Outcome] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment(scratch)) as child:
        lines = _Lines(child)
        try:
            if lines.next(START) is None:
                raise RuntimeError((scratch / "stderr").read_text(errors="replace")[-2000:])
            while (said := lines.next(LIMIT)) is not None and said["number"] < last:
                outcome = Outcome(said["number"], said["name"], said["changed"])
                outcomes.append(outcome)
                told = lines.next(LIMIT)
                if told is None:
                    outcome.wrong.append("hang" if child.poll() is None else f"crash {child.wait()}")
                    outcome.detail = (scratch / "stderr").read_text(errors="replace")[-1500:]
                    break
                _judge(outcome, told)
                if time.monotonic() > end:
                    break
        finally:
            child.kill()
    return outcomes


def _judge(outcome: Outcome, told: dict[str, Any]) -> None:
    if kept := os.environ.get("ROOFLINE_FUZZ_KEPT"):
        with Path(kept).open("a") as file:
            file.write(json.dumps({**told, "name": outcome.name, "changed": outcome.changed}) + "\n")
    outcome.ended = told["ended"]
    outcome.message = message = told["message"].removeprefix(QGIS_BEGINS)
    refused = outcome.ended != "done"
    wrong = {
        "traceback": outcome.ended == "raised" or "Traceback" in told["printed"],
        "raw error": any(sign in message for sign in TRACES),
        "output missing": not refused and bool(message),
        "empty message": refused and not message.strip(),
        "no own words": any(words in message for words in NO_WORDS),
        "several lines": len(message.splitlines()) > 1,
        "no sentence": refused and bool(message) and not message.strip().endswith("."),
        "English": bool(found := german.strange([message, *told["log"]])),
        "inputs changed": bool(told["changed_files"]),
        # Of a chain the whole outputs of earlier steps stay: they were asked for.
        "left behind": refused and bool(told["left"]) and outcome.name not in CHAINS,
        "unfinished file": any(Path(name).name.startswith(UNFINISHED) for name in told["left"]),
        "memory": told["peak"] > 3000,  # megabytes; PyTorch and QGIS alone take 600
    }
    outcome.wrong = [kind for kind, is_so in wrong.items() if is_so]
    if outcome.wrong:
        outcome.detail = f"{found} {told['changed_files']} {told['left']} {told['printed'][-1500:]}"


class _Lines:
    """The child's lines of JSON, each waited for no longer than a limit; None: it hangs or has ended."""

    def __init__(self, child: subprocess.Popen) -> None:
        assert child.stdout is not None
        self._file, self._rest = child.stdout, b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._file, selectors.EVENT_READ)

    def next(self, limit: float) -> dict[str, Any] | None:
        end = time.monotonic() + limit
        while b"\n" not in self._rest:
            if not self._selector.select(max(end - time.monotonic(), 0)):
                return None
            data = os.read(self._file.fileno(), 65536)
            if not data:
                return None
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)


def _environment(scratch: Path) -> dict[str, str]:
    temporary, profile = scratch / "tmp", scratch / "profile"
    shutil.rmtree(temporary, ignore_errors=True)  # what a killed child has left is the next run's to see
    for folder in (temporary, profile):
        folder.mkdir(exist_ok=True)
    own = {"TMPDIR": temporary, "QGIS_CUSTOM_CONFIG_PATH": profile, "ROOFLINE_MODELS": scratch / "models"}
    own["XDG_CONFIG_HOME"] = profile  # the language too is a setting, and not that of whoever tests
    fixed = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1", "GDAL_HTTP_TIMEOUT": "2"}
    return {**os.environ, **fixed, **{key: str(value) for key, value in own.items()}}

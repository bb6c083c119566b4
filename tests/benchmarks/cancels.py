"""How soon a run ends when somebody cancels it, and what it leaves: every algorithm at random moments.

    python tests/benchmarks/cancels.py [CASE ...] [--moments 20] [--side 3000] [--seed 1]

Each case (cancels_cases.py) runs in the real QGIS, once to its end and then cancelled at random moments, one
in each part of its CPU time, so that other work on the machine matters little. Printed: CPU seconds of the
process and all below it between that moment and the end (`longest`, beside the time by the clock), how much
work went on afterwards in what was left alone (`rest`), and in what phase the longest was. A fault: more than
two CPU seconds, files that were made, changed or left behind, another error. Commands (cancels_commands.py)
are stopped by signals. `labelimagery` needs ROOFLINE_LABELS; the cluster `distributed`. Linux alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from benchmarks import cancels_cases, cancels_commands  # noqa: E402
from support import dask_processes, sam_parts  # noqa: E402

SESSION = Path(__file__).with_name("cancels_session.py")
PATCHES = "patches/*"  # kept by runs that work in a folder of their inputs
ALL = [*cancels_cases.CASES, *cancels_commands.CASES]
MOST = 2.0  # CPU s that a cancel may take


def environment(scratch: Path) -> dict[str, str]:
    """An empty profile and a temporary folder of its own."""
    own = {"TMPDIR": scratch / "tmp", "QGIS_CUSTOM_CONFIG_PATH": scratch / "profile"}
    own["XDG_CONFIG_HOME"] = own["QGIS_CUSTOM_CONFIG_PATH"]
    for folder in {*own.values()}:
        folder.mkdir(exist_ok=True)
    fixed = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    return {**os.environ, **fixed, **{key: str(value) for key, value in own.items()}}


def walk(name: str, scratch: Path, moments: int, seed: int) -> list[str]:
    """Run a case, print a line and give its faults."""
    if name in cancels_commands.CASES:
        runs = cancels_commands.runs(name, scratch, moments, seed, environment(scratch))
        return _judged(name, runs, moments, (scratch / "stderr").read_text(errors="replace"))
    case = cancels_cases.CASES[name]
    job = {
        "algorithm": case.algorithm, "parameters": case.parameters, "keeps": case.keeps, "takes": case.takes,
        "seed": seed,
        "moments": moments, "patches": PATCHES in case.keeps,
    }  # fmt: skip
    with ExitStack() as stack:
        job["others"] = []
        if "CLUSTER" in case.parameters:
            place = scratch / "cluster"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            job["cluster"] = dask_processes.scheduler(dask_processes.package_in(place), stack)
            job["others"] = [dask_processes.worker(place, job["cluster"], stack).pid]
        command = [sys.executable, str(SESSION), str(scratch), json.dumps(job)]
        session = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(scratch), text=True)
        stack.callback(session.wait)
        stack.callback(session.kill)
        assert session.stdout is not None
        runs = [json.loads(line) for line in session.stdout]
    return _judged(name, runs, moments, (scratch / "stderr").read_text(errors="replace"))


def _judged(name: str, runs: list[dict[str, Any]], moments: int, printed: str) -> list[str]:
    faults = []
    if len(runs) <= moments:
        faults.append(f"ended after {len(runs)} runs: {printed[-1500:]}")
    if runs and runs[0]["how"] != "ended":
        return [f"{name}: {runs[0]['message']}"]
    cancelled = [run for run in runs[1:] if "cancelled" in run]
    for run in cancelled:
        run["late"], run["wall"] = run["cpu"] - run["moment"], run["end"] - run["cancelled"]
        where = f"at {run.get('progress')} % {run.get('said')}"
        if run["late"] > MOST:
            faults.append(f"{run['late']:.1f} CPU s {where}\n{run['stack']}")
        if run["wrong"] or run["left"]:
            faults.append(f"{run['wrong']} {run['left']} {where}")
        if run["how"] != "ended":
            faults.append(f"{run['how']} {run['message']!r} {where}")
    if cancelled:
        worst = max(cancelled, key=lambda run: run["late"])
        wall, rest = (max(run[key] for run in cancelled) for key in ("wall", "rest"))
        print(
            f"{name:26} {runs[0]['cpu']:6.1f} CPU s whole, {len(cancelled):2} cancels, longest "
            f"{worst['late']:5.2f} CPU s ({wall:5.2f} s), rest {rest:5.2f} CPU s; "
            f"at {worst.get('progress')} % {worst.get('said')}",
            flush=True,
        )
    return [f"{name}: {fault}" for fault in faults]


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", default=ALL)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--side", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "inputs").mkdir()
        cancels_cases.make(scratch / "inputs", options.side)
        if cancels_commands.CASES.keys() & set(options.cases):
            cancels_commands.make(scratch)
        if any("labelimagery" in name for name in options.cases):
            sam_parts.make(scratch / "inputs" / "sam")
        faults = [
            fault for name in options.cases for fault in walk(name, scratch, options.moments, options.seed)
        ]
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()

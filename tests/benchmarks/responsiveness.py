"""How long QGIS's window is kept waiting while Refine DSM runs in the background.

    python tests/benchmarks/responsiveness.py [--size 1536] [--repeats 3] [--threads 0]

QGIS desktop under Xvfb, in an empty profile with the packaged plugin, the bundled model, a DSM of size x size
pixels; a timer on the main event loop beats every 20 ms. `longest gap`: the longest time between two beats,
the worst of all repeats; `itself busy`: the most that the main thread itself computed between two beats. The
first run of a session imports PyTorch. With --threads 0 PyTorch takes all cores, as people get it. What else
the machine does counts: run it on a quiet one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from support import (  # noqa: E402
    desktop_runs,
    rasters,
)

SESSION = Path(__file__).with_name("responsiveness_session.py")
PHASES = {"idle": "nothing runs", "first": "first run of a session", "second": "second run"}


def measure(size: int, threads: int) -> dict[str, dict[str, float]]:
    """`gaps` and `busy` of one session, in ms by phase."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rasters.write(folder / "dsm.tif", rasters.town((size, size)))
        chosen = {"OMP_NUM_THREADS": str(threads or os.cpu_count())}
        report = desktop_runs.report(folder, SESSION, **chosen)
    if "error" in report or sum("made in" in each for each in report["messages"]) != 2:
        raise SystemExit(f"The session failed: {report}")
    return report


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1536)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    sessions = [measure(options.size, options.threads) for _ in range(options.repeats)]
    print(
        f"{options.size} x {options.size} pixels, {options.repeats} sessions, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':24}{'longest gap':>14}{'itself busy':>14}")
    for phase, title in PHASES.items():
        worst = (max(session[kind][phase] for session in sessions) for kind in ("gaps", "busy"))
        print(f"{title:24}" + "".join(f"{value:11.0f} ms" for value in worst))


if __name__ == "__main__":
    main()

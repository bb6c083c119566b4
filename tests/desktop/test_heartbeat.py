"""The judge of the interface's waits: what others compute is left out, what the program does is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("qgis.PyQt", reason="QGIS's Python is not importable")
pytestmark = pytest.mark.alone

# A main thread that computes, or a worker that computes in one call, which keeps Python's lock.
PROGRAM = """
import json, sys, threading, time
from itertools import repeat
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from heartbeat import Heartbeat

start = time.thread_time()
sum(repeat(1, 1_000_000))
rate = 1_000_000 / (time.thread_time() - start)
used = []

def compute(seconds):
    start = time.thread_time()
    sum(repeat(1, int(rate * seconds)))
    used.append(1000 * (time.thread_time() - start))

def act():
    beat.enter("work")
    if sys.argv[1] == "worker":
        threading.Thread(target=compute, args=(0.3,)).start()
    else:
        compute(0.06)

application = QCoreApplication([])
beat = Heartbeat()
QTimer.singleShot(100, act)
def look():
    QTimer.singleShot(100, application.quit if used else look)

QTimer.singleShot(100, look)
application.exec()
print(json.dumps([used[0], beat.gaps["work"], beat.waits["work"]]))
"""
LOAD = "while True: pass"

# A program that halts for a while with all that it has started, and one that only keeps Python's lock.
HALTED = """
import json, sys, time
from itertools import repeat
from witness import Witness

witness = Witness()
time.sleep(0.5)  # until it has begun
start = time.monotonic()
print("ready", flush=True)
if sys.argv[1] == "machine":
    time.sleep(1.5)
else:
    while time.monotonic() < start + 0.5:
        sum(repeat(1, 5_000_000))
end = time.monotonic()
print(json.dumps([end - start, witness.stood_still(start, end)]))
"""


@pytest.fixture(params=[0, 3], ids=["quiet", "beside others"])
def others(request):
    """So many programs for every core that do nothing but compute."""
    started = [
        subprocess.Popen([sys.executable, "-c", LOAD]) for _ in range(request.param * (os.cpu_count() or 1))
    ]
    yield len(started)
    for each in started:
        each.kill()
        each.wait()


@pytest.mark.parametrize("who", ["worker", "main"])
def test_waits_are_the_programs_own(others, who):
    folder = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, who], cwd=folder, capture_output=True, text=True, check=True
    )
    used, gap, wait = json.loads(done.stdout)
    if who == "worker":
        assert 0.8 * used < wait <= gap
    else:
        assert wait < max(100, used + 30) and (not others or gap > wait)


@pytest.mark.parametrize("who", ["machine", "lock"])
def test_the_witness_tells_a_machine_that_stands_still_from_a_program_that_keeps_pythons_lock(who):
    program = subprocess.Popen(
        [sys.executable, "-c", HALTED, who],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None and program.stdout.readline() == "ready\n"
    if who == "machine":
        os.killpg(program.pid, signal.SIGSTOP)
        time.sleep(0.5)
        os.killpg(program.pid, signal.SIGCONT)
    spent, halted = json.loads(program.communicate(timeout=30)[0])
    assert spent > 0.45
    assert 0.4 < halted < 0.7 if who == "machine" else halted < 0.2

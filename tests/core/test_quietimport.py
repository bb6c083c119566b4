"""What PyTorch costs when it is first needed, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = f"""
import sys, threading, time
sys.path.insert(0, {str(ROOT / "tests")!r})
import conftest
"""
CARDS = """
from roofline.models import modelfiles
for path in modelfiles.available().values():
    print(modelfiles.read_card(path)["name"])
assert "torch" not in sys.modules
"""
COMPILER = """
from roofline.models import bundle
for name in bundle.available():
    bundle.load(name)
assert "torch._dynamo" not in sys.modules
"""
# The longest time another thread is kept waiting, as far as this process itself computed meanwhile, in s.
PAUSES = """
from roofline.models.quietimport import import_torch
worker = threading.Thread(target=import_torch)
worker.start()
longest, then, used = 0.0, time.monotonic(), time.process_time()
while worker.is_alive():
    time.sleep(0.005)
    before, then, used_before, used = then, time.monotonic(), used, time.process_time()
    longest = max(longest, min(then - before, used - used_before))
print(longest)
"""

# A worker's Python state is thrown away after its task, so torch must not be imported in it.
THREAD = """
import sys, threading
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print("by another thread:", threading.current_thread() is not worker)
            print("in short turns:", sys.getswitchinterval() < usual)
sys.meta_path.insert(0, Finder())
usual = sys.getswitchinterval()
from roofline.models.quietimport import import_torch
worker = threading.Thread(target=import_torch)
worker.start()
worker.join()
assert "torch" in sys.modules and sys.getswitchinterval() == usual
"""


def run(code: str) -> str:
    """What `code` prints in a fresh process."""
    done = subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_cards_are_read_without_torch():
    assert "refine-geometry" in run(CARDS)


def test_loading_a_model_does_not_bring_the_compiler():
    run(COMPILER)


def test_importing_torch_lets_other_threads_work():
    assert float(run(PAUSES)) < 0.1


def test_torch_is_imported_by_a_thread_of_its_own():
    assert "by another thread: True" in run(THREAD)


def test_threads_take_short_turns_while_torch_is_imported():
    assert "in short turns: True" in run(THREAD)

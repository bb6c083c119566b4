"""What PyTorch costs when it is first needed, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from support import paths, rasters

ROOT = paths.ROOT
START = f"""
import importlib.machinery, sys, threading, time
sys.path.insert(0, {str(ROOT / "tests")!r})
import conftest
"""
CARDS = """
from roofline.models.modelfile import store
for path in store.available().values():
    print(store.read_card(path)["name"])
assert "torch" not in sys.modules
"""
COMPILER = """
from roofline.models import bundle
for name in bundle.available():
    bundle.load(name)
assert "torch._dynamo" not in sys.modules
"""
# The longest time another thread is kept waiting, as far as this process itself computed meanwhile, in s: not
# the time in which that thread could go on and other programs had the cores.
PAUSES = """
from pathlib import Path
from roofline.algorithms.common.torch_import import import_torch
def clocks():
    schedule = Path("/proc/thread-self/schedstat")
    queued = int(schedule.read_text().split()[1]) / 1e9 if schedule.exists() else 0.0
    return time.monotonic() - queued, time.process_time()
worker = threading.Thread(target=import_torch)
worker.start()
longest, then = 0.0, clocks()
while worker.is_alive():
    time.sleep(0.005)
    before, then = then, clocks()
    longest = max(longest, min(now - past for now, past in zip(then, before)))
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
from roofline.algorithms.common.torch_import import import_torch
worker = threading.Thread(target=import_torch)
worker.start()
worker.join()
assert "torch" in sys.modules and sys.getswitchinterval() == usual
"""

# A chain in a worker's thread, with a model of its own that is no model of masks.
CHAIN = """
import sys, threading
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "torch._C":
            print("by another thread:", threading.current_thread() is not worker)
application = QgsApplication([], False)
application.initQgis()
from roofline import classFactory
plugin = classFactory(None)
plugin.initProcessing()
chain = application.processingRegistry().createAlgorithmById("roofline:dsmtobuildingmask")
files = {"INPUT": DSM, "MASK_MODEL": MODEL, "BUILDING_MASK": DSM + ".mask.tif"}
def work():
    feedback = QgsProcessingFeedback()
    print(chain.run(files, QgsProcessingContext(), feedback)[1], feedback.textLog())
worker = threading.Thread(target=work)
sys.meta_path.insert(0, Finder())
worker.start()
worker.join()
sys.stdout.flush()
import os
os._exit(0)
"""

# An import of a hundred seconds: who cancels has the window back at once, the next run finds that import.
CANCELLED = """
from types import ModuleType
from roofline.algorithms.common import torch_import
from roofline.models.errors import Cancelled
imports = []
def slow():
    imports.append(sys.modules.setdefault("torch", half))
    release.wait(100)
    half.__spec__._initializing = False
half = ModuleType("torch")
half.__spec__ = importlib.machinery.ModuleSpec("torch", None)
half.__spec__._initializing = True
torch_import._import_torch, release = slow, threading.Event()
for _ in range(2):
    began = time.monotonic()
    try:
        torch_import.import_torch(lambda: time.monotonic() > began + 0.3)
        print("went on without torch")
    except Cancelled:
        print("soon:", time.monotonic() - began < 50)
release.set()
torch_import.import_torch(lambda: False)
print("imports:", len(imports), "whole:", torch_import.is_imported())
"""

# A package of torch that tells, as it is imported, what PyTorch says of itself.
BROKEN = """
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from roofline.algorithms.common.bridge import core_run
try:
    with core_run(QgsProcessingContext(), QgsProcessingFeedback(), torch=True):
        print("went on")
except QgsProcessingException as error:
    print(error)
"""
SYSTEM = "libnl-3.so.200: cannot open shared object file: No such file or directory"


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


def test_torch_is_imported_by_a_thread_of_its_own_in_short_turns():
    said = run(THREAD)
    assert "by another thread: True" in said and "in short turns: True" in said


def test_a_cancel_does_not_wait_for_the_import_of_torch():
    assert run(CANCELLED).splitlines() == ["soon: True", "soon: True", "imports: 1 whole: True"]


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (
            f"raise ImportError({SYSTEM!r})",
            "PyTorch is installed but cannot be loaded (Python says “libnl-3.so.200",
        ),
        ("raise OSError(22, 'x', 'c10.dll', 126)", "PyTorch is installed but cannot be loaded ("),
        (
            "import roofline_lacks_this",
            "The Python package roofline_lacks_this is missing: install it beside PyTorch",
        ),
        ("__version__ = '1.13.0a0'", "PyTorch 1.13.0a0 is too old: Roofline needs 2.2 or newer."),
        ("__version__ = '2.6.0'", "went on"),
    ],
)
def test_a_pytorch_that_does_not_work_is_said(tmp_path, package, said):
    (tmp_path / "torch.py").write_text(package)
    assert run(f"sys.path.insert(0, {str(tmp_path)!r})" + BROKEN).startswith(said)


def test_a_chain_that_looks_at_models_leaves_the_import_to_that_thread(tmp_path, monkeypatch):
    """QGIS 3.40 ended with "non-NULL old thread state" at the next run."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    dsm = rasters.write(tmp_path / "dsm.tif", np.full((40, 40), 50, np.float32))
    model = paths.ROOT / "resources" / "models" / "refine-geometry.pt"
    said = run(f"DSM, MODEL = {str(dsm)!r}, {str(model)!r}\n{CHAIN}")
    assert "by another thread: True" in said and "Stopped before running" in said

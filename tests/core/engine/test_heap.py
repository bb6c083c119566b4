"""Memory that is freed after a tile serves the next one."""

import platform
import subprocess
import sys

import pytest
from support.paths import ROOT

SCRIPT = """
import resource, sys
sys.path.insert(0, {tests!r})
import conftest
import numpy as np
from roofline.models.engine.heap import keep_freed

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    tiles = [np.full(3 << 20, 1, np.uint8) for _ in range(8)]  # 24 MiB, as planes of a tile are
    del tiles
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

if {taught}:
    keep_freed()
faults()
print(max(faults() for _ in range(3)))
"""


def pages_fetched(taught: bool) -> int:
    """Pages that a fresh process fetches anew for a tile, after a first one."""
    script = SCRIPT.format(tests=str(ROOT / "tests"), taught=taught)
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return int(found.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library gives memory back so")
def test_freed_memory_stays_for_the_next_tile() -> None:
    assert pages_fetched(taught=False) > 1000
    assert pages_fetched(taught=True) < 100

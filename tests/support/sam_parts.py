"""A SAM 3 of random weights, where there is a Python that has transformers; and what looks like a model.

ROOFLINE_LABELS names the folders with transformers and PyTorch, as the set-up window installs them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from roofline.models import settings

PYTHON = Path(sys.executable)
MAKER = Path(__file__).with_name("tiny_sam.py")
REASON = f"{settings.LABELS} names no folders with transformers and PyTorch"
real = pytest.mark.skipif(not settings.label_packages(), reason=REASON)
FILES = ("config.json", "vocab.json", "merges.txt", "model.safetensors")


def make(folder: Path) -> Path:
    """Write a model that finds something in every image."""
    packages = os.pathsep.join(settings.label_packages())
    arguments = [str(PYTHON), "-s", "-S", str(MAKER), packages, str(folder), "20"]
    run = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return folder


def pretend(folder: Path) -> Path:
    """Write what looks like a converted model at first sight."""
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text('{"model_type": "sam3"}' if name == "config.json" else "{}")
    return folder

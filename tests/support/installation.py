"""Installations by the set-up window's worker: its job in a process, and folders of wheels."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from roofline.desktop.setup import choice, store

SESSION = Path(__file__).parents[1] / "desktop" / "setup_session.py"
WORKER = Path(store.__file__).with_name("worker.py")


def worker_module() -> ModuleType:
    """The worker, which is a program of its own, as a module."""
    spec = importlib.util.spec_from_file_location("setup_worker", WORKER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def work(job: dict) -> subprocess.CompletedProcess[str]:
    """A job done in a process of its own; what was installed is tried in another one."""
    command = [sys.executable, str(WORKER), json.dumps(job)]
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    run = subprocess.run(command, **both, text=True, check=False, timeout=600)
    found = re.search(r'{"done": {"folder": "(\w+)"}}', run.stdout)
    return run if found is None else work({**job, "task": "accept", "folder": found[1]})


def downloaded(folder: Path, *wanted: str) -> Path:
    """The folder with wheels that pip has fetched; the test is skipped where they cannot be had."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--retries", "0", "-d", str(folder), *wanted]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip(f"wheels cannot be had: {run.stderr[-300:]}")
    assert all(zipfile.is_zipfile(path) for path in folder.iterdir())
    return folder


def pytorch_wheels(folder: Path) -> Path:
    """A folder with PyTorch for the CPU and all that it needs."""
    index = "--extra-index-url", choice.SITE + "cpu"
    return downloaded(folder, "--only-binary=:all:", *index, "torch==2.13.0+cpu")


def bare_wheel(folder: Path, name: str, *requirements: str) -> None:
    """A wheel of one empty module."""
    info = f"{name}-1.dist-info"
    needs = "".join(f"Requires-Dist: {each}\n" for each in requirements)
    texts = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as archive:
        for path, content in texts.items():
            archive.writestr(path, content)

"""The shell scripts of docs/scale.md: their syntax, and the job array's own words, run as Slurm would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from roofline.models.distribute import planning
from support.engine_parts import hills, make
from support.paths import ROOT
from support.toy_models import shifting_model

SCRIPTS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.DOTALL)
ARRAYS = [script for script in SCRIPTS if "#SBATCH --array" in script]
SETTLED = {"device": "cpu", "precision": "float32", "block_size": 150}


def has_good_syntax(script: str) -> bool:
    return subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).returncode == 0


@pytest.mark.parametrize("number", range(len(SCRIPTS)))
def test_scripts_have_no_faults_of_syntax(number: int):
    assert has_good_syntax(SCRIPTS[number])
    assert not has_good_syntax(SCRIPTS[number] + "if true; then\n"), "the check can fail"


def test_a_job_array_does_all_blocks(tmp_path: Path):
    """Each task gets the two numbers that Slurm sets; PATH has this Python as `python`."""
    (script,) = ARRAYS
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "roofline").symlink_to(ROOT)
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    dsm = make(tmp_path / "dsm.tif", hills(300, 420), nodata=-9999.0)
    model = str(shifting_model(tmp_path / "toy.pt"))
    job = planning.make(tmp_path / "job", "refinedsm", model, {"dsm": [dsm], "guides": []}, **SETTLED)
    assert "/shared/job" in script
    own = script.replace("/shared/job", str(job.folder))
    for task in (1, 2):
        assert job.missing()
        places = {"HOME": str(tmp_path), "PATH": f"{python.parent}:{os.environ['PATH']}"}
        numbers = {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_COUNT": "2"}
        done = subprocess.run(
            ["bash", "-eu"],
            input=own,
            env={**os.environ, **places, **numbers},
            text=True,
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
    assert job.missing() == []

"""Commands that cancels.py walks: stopped by signals at random moments, as by terminals and schedulers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Set
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from support import process_tree
from support.paths import ROOT

TORCHRUN = ("torch.distributed.run", "--standalone", "--nproc_per_node", "2", "-m")
# Words of `python -m`; "in:" and "out:" as in the cases of algorithms. What may be left, by glob patterns.
CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "training by two processes": (
        (
            *TORCHRUN,
            "roofline.models.training",
            "in:two.json",
            "--output",
            "out:a.pt",
            "--folder",
            "out:logs",
        ),
        ("l/*",),
    ),
    "share of a plan": (("roofline.models.distribute", "share", "out:job", "1/1"), ("job/*",)),
    "joined blocks": (
        ("roofline.models.distribute", "mosaic", "in:job", "--tif", "out:a.tif", "--cog", "out:b.tif"),
        ("a.tif",),  # what is done stays
    ),
}
PLAN = ("plan", "in:job", "refinedsm", "--input", "in:dsm.tif", "--model", "refine-geometry")
SIGNALS = (signal.SIGINT, signal.SIGTERM)
BETWEEN = 0.02  # s between two looks at the CPU time


def make(scratch: Path) -> None:
    """A configuration of a training, and a job whose blocks are done."""
    (scratch / "roofline").symlink_to(ROOT, target_is_directory=True)
    place = {"raster_gt": "lidar.tif", "raster_in": "dsm.tif", "area_type": "train+val"}
    values = {
        "datasets": [{**place, "n_training_samples": 12}],
        "model": {"input_channels": "geom", "depth": 3, "start_kernel": 8},
        "training_settings": {"tile_size": 128, "batch_size": 2, "n_epochs": 3},
        "output": {"output_directory": ".", "tboard_log_dir": "."},
    }
    (scratch / "inputs" / "two.json").write_text(json.dumps(values))
    plan = (*PLAN, "--device", "cpu", "--block-size", "512")
    subprocess.run(_command(scratch, ("roofline.models.distribute", *plan)), cwd=scratch, check=True)
    shutil.copytree(scratch / "inputs" / "job", scratch / "inputs" / "undone")
    share = _command(scratch, ("roofline.models.distribute", "share", "in:job", "1/1"))
    subprocess.run(share, cwd=scratch, check=True)


def runs(
    name: str, scratch: Path, moments: int, seed: int, environment: dict[str, str]
) -> list[dict[str, Any]]:
    """What became of a whole run and of those that were stopped, as cancels_session.py tells it."""
    words, keeps = CASES[name]
    chance = random.Random(seed)
    done = [_run(scratch, words, keeps, None, signal.SIGINT, environment)]
    out = scratch / "out"
    whole = {str(each.relative_to(out)) for each in out.rglob("*") if each.is_file()}
    for number in range(moments):
        moment = done[0]["cpu"] * (number + chance.random()) / moments
        done.append(_run(scratch, words, keeps, moment, SIGNALS[number % 2], environment, whole))
    return done


def _run(
    scratch: Path,
    words: tuple[str, ...],
    keeps: tuple[str, ...],
    moment: float | None,
    number: signal.Signals,
    environment: dict[str, str],
    whole: Set[str] = frozenset({"nothing"}),
) -> dict[str, Any]:
    """One run; one that a signal reaches when all of `whole` is written has come to its end."""
    out = scratch / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    if "out:job" in words:
        shutil.copytree(scratch / "inputs" / "undone", out / "job")
    before = _state(out)
    told: dict[str, Any] = {"began": time.monotonic(), "moment": moment, "stack": "", "rest": 0.0}
    with (scratch / "stderr").open("w") as errors:
        process = subprocess.Popen(
            _command(scratch, words), cwd=scratch, env=environment, stdout=errors, stderr=errors
        )
    while moment is not None and process_tree.spent(process.pid) < moment:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(BETWEEN)
    else:
        if moment is not None:
            told.update(cancelled=time.monotonic(), moment=process_tree.spent(process.pid))
            process.send_signal(number)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for
    said = (scratch / "stderr").read_text(errors="replace").strip().splitlines()[-1:]
    after = _state(out)
    changed = sorted(each for each in after.keys() | before.keys() if after.get(each) != before.get(each))
    is_whole = moment is None or process.returncode == 0 or whole <= after.keys()
    is_torchruns = moment is not None and words[0] == TORCHRUN[0]  # its status after a signal is 1
    is_right = process.returncode == 0 or is_torchruns or process.returncode in (128 + number, -number)
    allowed = [each for each in changed if is_whole or any(fnmatch(each, keep) for keep in keeps)]
    loose = [each.name for each in Path(environment["TMPDIR"]).iterdir() if "roofline" in each.name]
    return {
        **told, "end": time.monotonic(), "cpu": usage.ru_utime + usage.ru_stime, "message": str(said),
        "how": "ended" if is_right else f"status {process.returncode}", "said": said,
        "wrong": [each for each in changed if each not in allowed],
        "left": loose + [each for each in after if "roofline-" in each],
    }  # fmt: skip


def _command(scratch: Path, words: tuple[str, ...]) -> list[str]:
    places = {"in": scratch / "inputs", "out": scratch / "out"}
    parts = [word.partition(":") for word in words]
    return [
        *(sys.executable, "-m"),
        *(str(places[kind] / rest) if colon and kind in places else kind for kind, colon, rest in parts),
    ]


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    stats = {path: path.lstat() for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)): (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}

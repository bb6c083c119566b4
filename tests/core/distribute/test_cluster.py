"""Jobs on dask.distributed: processes that are killed, clients that vanish, and what users are told."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from roofline.models.distribute import cluster, planning
from roofline.models.distribute.job import Job
from roofline.models.errors import Cancelled, RooflineError
from support.dask_processes import MISSING, environment, package_in, scheduler, started, until, worker
from support.engine_parts import hills, make
from support.paths import ROOT
from support.rasters import read
from support.toy_models import uncertain_model

pytest.importorskip("distributed", reason=MISSING)
SETTLED = {"device": "cpu", "precision": "float32", "block_size": 150}
ALL = 25


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the package, a DSM, a model and what one machine makes of them."""
    folder = tmp_path_factory.mktemp("cluster")
    package_in(folder)
    make(folder / "dsm.tif", hills(700, 700), nodata=-9999.0)
    uncertain_model(folder / "model.pt")
    from roofline.models import bundle
    from roofline.models.predict import predict

    options = {"device": "cpu", "precision": "float32", "batch_size": 1}
    predict(bundle.load(folder / "model.pt"), [folder / "dsm.tif"], folder / "plain.tif", **options)
    return folder


def planned(place: Path, name: str) -> Job:
    inputs = {"dsm": [place / "dsm.tif"], "guides": []}
    job = planning.make(place / name, "refinedsm", str(place / "model.pt"), inputs, **SETTLED)
    assert len(job.plan) == ALL
    return job


def client(place: Path, name: str, address: str, stack: ExitStack) -> subprocess.Popen[bytes]:
    return stack.enter_context(
        started(place, "roofline.models.distribute", "run", name, "--scheduler", address)
    )


def done(job: Job) -> dict[str, int]:
    """The blocks that are there, each with its time."""
    return {path.name: path.stat().st_mtime_ns for path in (job.folder / "target").glob("*.tif")}


def is_plain(place: Path, job: Job) -> bool:
    return np.array_equal(read(job.folder / "target.vrt"), read(place / "plain.tif"))


def test_two_processes_give_what_one_machine_gives(place: Path):
    job = planned(place, "local")
    words = "roofline.models.distribute", "run", "local", "--local", "2"
    found = subprocess.run(
        [sys.executable, "-m", *words], cwd=place, env=environment(place), capture_output=True, timeout=200
    )
    assert found.returncode == 0, found.stderr.decode()[-2000:]
    assert job.missing() == [] and is_plain(place, job)


@pytest.mark.parametrize("finished", [1, 3, 5])
def test_a_worker_that_is_killed_costs_its_block_alone(place: Path, finished: int):
    """Whatever it was about: what it has just told is lost with it, though the block is there."""
    name = f"killed {finished}"
    job = planned(place, name)
    with ExitStack() as stack:
        address = scheduler(place, stack)
        first, _ = (worker(place, address, stack) for _ in range(2))
        run = client(place, name, address, stack)
        until(lambda: len(done(job)) >= finished)
        first.send_signal(signal.SIGKILL)
        before = done(job)
        assert len(before) < ALL
        assert run.wait(120) == 0
    assert {name: done(job)[name] for name in before} == before and is_plain(place, job)


def test_a_client_that_is_killed_runs_again_and_does_the_rest(place: Path):
    job = planned(place, "again")
    with ExitStack() as stack:
        address = scheduler(place, stack)
        worker(place, address, stack)
        run = client(place, "again", address, stack)
        until(lambda: len(done(job)) >= 3)
        run.send_signal(signal.SIGKILL)
        run.wait()
        time.sleep(2)  # what was under way is given up, or finished
        before = done(job)
        assert 3 <= len(before) < ALL
        assert client(place, "again", address, stack).wait(120) == 0
    assert {name: done(job)[name] for name in before} == before and is_plain(place, job)


def test_cancelling_ends_the_run_and_keeps_what_is_done(place: Path):
    job = planned(place, "cancelled")
    with ExitStack() as stack:
        address = scheduler(place, stack)
        worker(place, address, stack)
        connected = stack.enter_context(cluster.connected(address))
        shares: list[float] = []
        with pytest.raises(Cancelled):
            cluster.run(job, connected, shares.append, lambda: len(shares) >= 2)
        assert shares[:2] == [1 / ALL, 2 / ALL]
        time.sleep(2)
        assert 2 <= len(done(job)) < ALL
        assert not [path for path in (job.folder / "target").iterdir() if path.suffix != ".tif"]
        before = done(job)
        assert cluster.run(job, connected, shares.append) == ALL - len(before)
        assert shares[-1] == 1.0 and job.missing() == []


def test_a_changed_source_is_refused_by_name_by_the_workers(place: Path):
    source = make(place / "other.tif", hills(200, 200), nodata=-9999.0)
    inputs = {"dsm": [source], "guides": []}
    job = planning.make(place / "changed", "refinedsm", str(place / "model.pt"), inputs, **SETTLED)
    make(source, hills(200, 200, seed=1), nodata=-9999.0)
    with ExitStack() as stack:
        address = scheduler(place, stack)
        worker(place, address, stack)
        connected = stack.enter_context(cluster.connected(address))
        with pytest.raises(RooflineError, match=r"other\.tif has changed since the plan was made"):
            cluster.run(job, connected)


def test_wrong_addresses_are_told():
    with pytest.raises(RooflineError, match="The number of processes is 0"), cluster.connected():
        pass
    nobody = r"The scheduler tcp://127\.0\.0\.1:9 cannot be reached"
    with pytest.raises(RooflineError, match=nobody), cluster.connected("tcp://127.0.0.1:9"):
        pass


def test_jobs_of_slurm_are_asked_for_as_the_file_says(tmp_path: Path):
    """Their script, which needs no Slurm to be written; and files that are none."""
    (tmp_path / "a.json").write_text("{}")
    pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is an extra: pip install dask-jobqueue")
    for name in ("a.json", "nothing.json"):
        with pytest.raises(RooflineError, match="is no file of options for Slurm; it is JSON such as"):
            cluster._slurm(tmp_path / name)
    text = (ROOT / "docs" / "scale.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    options = json.loads(example)
    assert options.pop("jobs") == 20
    from dask_jobqueue import SLURMCluster

    with SLURMCluster(**options) as made:
        script = made.job_script()
    assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0
    for line in ("#SBATCH -p gpu", "#SBATCH -t 04:00:00", "#SBATCH --gres=gpu:1", "--lifetime 225m"):
        assert line in script
    assert "export PYTHONPATH=$HOME/plugins" in script and "--nthreads 1 " in script

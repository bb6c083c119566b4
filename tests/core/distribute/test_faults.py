"""Whatever befalls a job of any task (a block cut off, a source changed, a worker killed), it ends well."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import published
from roofline.models.distribute import blocks, mosaic, planning, works
from roofline.models.distribute.job import Job
from roofline.models.errors import RooflineError
from roofline.models.formats import archive
from support import cloud_parts, implicity_parts
from support.dask_processes import package_in, started, until
from support.rasters import town, write
from support.satgen_parts import checkpoint, town_mask
from support.toy_models import finding_model, uncertain_model

SETTLED = {"device": "cpu", "precision": "float32"}
SIZE = 300, 320


def refined(folder: Path) -> Job:
    inputs = {"dsm": [write(folder / "dsm.tif", town(SIZE))], "guides": []}
    model = str(uncertain_model(folder / "model.pt"))
    return planning.make(
        folder / "job", "refinedsm", model, inputs, block_size=150, uncertainty=True, **SETTLED
    )


def masked(folder: Path) -> Job:
    inputs = {"dsm": [write(folder / "dsm.tif", town(SIZE))], "image": [None], "ndvi": [None]}
    model = str(finding_model(folder, "tall", ("dsm",)))
    return planning.make(
        folder / "job", "buildingmask", model, inputs, block_size=150, min_area=2.0, **SETTLED
    )


def painted(folder: Path) -> Job:
    inputs = {"mask": [write(folder / "mask.tif", town_mask(*SIZE), nodata=None)]}
    model = folder / "model.pt"
    published.load(checkpoint(folder / "published.pth")).save(model)
    own = {"tile_size": 64, "overlap": 16, "block_size": 150}
    return planning.make(folder / "job", "synthesizeimagery", str(model), inputs, **own, **SETTLED)


def reconstructed(folder: Path) -> Job:
    inputs = {"points": [implicity_parts.write_ply(folder / "cloud.ply", cloud_parts.town())], "guides": []}
    cloud_parts.gridding_bundle(0.25).save(folder / "model.pt")
    own = {"crs": "EPSG:32631", "block_size": 50}
    return planning.make(folder / "job", "reconstructdsm", str(folder / "model.pt"), inputs, **own, **SETTLED)


def compared(folder: Path) -> Job:
    surface = town(SIZE)
    noise = np.random.default_rng(1).normal(0, 0.3, SIZE).astype(np.float32)
    inputs = {
        "source": [write(folder / "dsm.tif", surface + noise)],
        "reference": [write(folder / "truth.tif", surface)],
    }
    return planning.make(folder / "job", "evaluatedsm", "", inputs, block_size=150, error=True)


def outlined(folder: Path) -> Job:
    found = np.zeros(SIZE, np.uint8)
    found[10:290:40, 8:310] = found[11:291:40, 8:310] = 1
    found[130:172, 135:170] = 1
    inputs = {
        "mask": [write(folder / "mask.tif", found, nodata=255)],
        "dsm": [write(folder / "dsm.tif", (20 + 6 * found).astype(np.float32))],
    }
    return planning.make(folder / "job", "buildingfootprints", "", inputs, block_size=150)


JOBS: dict[str, Callable[[Path], Job]] = {
    "refinedsm": refined,
    "buildingmask": masked,
    "synthesizeimagery": painted,
    "reconstructdsm": reconstructed,
    "evaluatedsm": compared,
    "buildingfootprints": outlined,
}


def result(job: Job) -> dict[str, Any]:
    """All that a job gives: its rasters, what its blocks have counted, and its numbers."""
    found: dict[str, Any] = {
        name: gdal.Open(str(path)).ReadAsArray() for name, path in mosaic.join(job).items()
    }
    for product in set(job.plan.products) - set(job.rasters):
        for number in range(len(job.plan)):
            for name, values in archive.load(job.file(product, number)).items():
                found[f"{product} {number} {name}"] = values
    return {**found, **mosaic.numbers(job)}


def times(job: Job, numbers: list[int]) -> dict[str, int]:
    return {
        f"{product} {number}": job.file(product, number).stat().st_mtime_ns
        for product in job.plan.products
        for number in numbers
    }


def check_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)


def test_all_tasks_are_tried():
    assert set(JOBS) == set(works.WORKS)


@pytest.mark.parametrize("task", JOBS)
def test_what_is_cut_off_or_lost_is_done_again(tmp_path: Path, task: str):
    job = JOBS[task](tmp_path)
    count = len(job.plan)
    assert count >= 4
    blocks.do_all(job.folder, range(count))
    whole = result(job)
    for number, product in enumerate(job.plan.products):
        cut = job.file(product, number)
        cut.write_bytes(cut.read_bytes()[:-30])
    job.file(job.plan.products[-1], count - 1).unlink()
    lost = sorted({*range(len(job.plan.products)), count - 1})
    kept = [number for number in range(count) if number not in lost]
    before = times(job, kept)
    assert job.missing() == lost
    assert blocks.do_all(job.folder, range(count)) == len(lost)
    assert times(job, kept) == before
    check_equal(result(job), whole)


@pytest.mark.parametrize("task", JOBS)
def test_each_source_that_changes_is_refused_by_name(tmp_path: Path, task: str):
    job = JOBS[task](tmp_path)
    sources = {Path(each.path) for each in job.plan.files}
    assert {path.name for path in sources} == {
        Path(str(source)).name for given in job.plan.inputs.values() for source in given if source is not None
    }
    for path in sources:
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        with pytest.raises(RooflineError, match=f"{path.name} has changed since the plan was made"):
            blocks.do(job.folder, 0)
        path.write_bytes(content)
    assert job.missing() == list(range(len(job.plan)))


@pytest.mark.parametrize("task", JOBS)
def test_a_worker_that_is_killed_leaves_whole_blocks_alone(tmp_path: Path, task: str):
    job = JOBS[task](package_in(tmp_path))
    count = len(job.plan)
    with ExitStack() as stack:
        words = "roofline.models.distribute", "share", str(job.folder), "1/1"
        worker = stack.enter_context(started(tmp_path, *words))
        until(lambda: job.is_done(0) or worker.poll() is not None)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    done = [number for number in range(count) if number not in job.missing()]
    before = times(job, done)
    assert done
    assert blocks.do_all(job.folder, range(count)) == count - len(done)
    assert times(job, done) == before
    found = result(job)
    for product in job.plan.products:
        for number in range(count):
            job.file(product, number).unlink()
    blocks.do_all(job.folder, range(count))
    check_equal(found, result(job))
    endings = {path.suffix for product in job.plan.products for path in (job.folder / product).iterdir()}
    assert endings <= {".tif", ".npz"}


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("refinedsm", "plan.json"),
        ("refinedsm", "target/000000.tif"),
        ("buildingmask", "target-final/000003.tif"),
        ("reconstructdsm", "target.vrt"),
        ("evaluatedsm", "metrics.json"),
        ("buildingfootprints", "footprints.gpkg"),
        ("buildingfootprints", "footprints/000000.npz"),
    ],
)
def test_what_no_job_has_written_is_not_replaced(tmp_path: Path, task: str, name: str):
    theirs = tmp_path / "job" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text('{"format": "somebody\'s"}')
    with pytest.raises(RooflineError, match=f"{theirs.name} is not of a job of Roofline"):
        JOBS[task](tmp_path)
    assert theirs.read_text() == '{"format": "somebody\'s"}'


def test_a_job_keeps_its_blocks_from_other_plans(tmp_path: Path):
    """Nothing is lost by a plan that nobody has begun; by the same one nothing either."""
    job = outlined(tmp_path)
    inputs = {"mask": [tmp_path / "mask.tif"]}
    other = planning.make(job.folder, "buildingfootprints", "", inputs, block_size=200)
    assert Job.open(job.folder).plan == other.plan
    blocks.do(other.folder, 0)
    with pytest.raises(RooflineError, match="job holds what another plan has made"):
        planning.make(job.folder, "buildingfootprints", "", inputs, block_size=150)
    again = planning.make(job.folder, "buildingfootprints", "", inputs, block_size=200)
    assert again.plan == other.plan and again.is_done(0)
    (job.folder / "plan.json").write_text('{"format": "roofline-plan"}')  # damaged: which one is unknown
    with pytest.raises(RooflineError, match="job holds what another plan has made"):
        planning.make(job.folder, "buildingfootprints", "", inputs, block_size=200)


def test_a_job_does_not_write_over_what_it_reads(tmp_path: Path):
    job = masked(tmp_path)
    blocks.do_all(job.folder, range(len(job.plan)))
    (made,) = mosaic.join(job).values()
    before = {path: path.read_bytes() for path in job.folder.rglob("*") if path.is_file()}
    with pytest.raises(RooflineError, match="which the job reads, would be replaced"):
        inputs = {"dsm": [made], "image": [None], "ndvi": [None]}
        planning.make(job.folder, "buildingmask", job.plan.model, inputs, **SETTLED)
    with pytest.raises(RooflineError, match="job holds what another plan has made"):
        planning.make(job.folder, "buildingfootprints", "", {"mask": [made]})
    assert {path: path.read_bytes() for path in job.folder.rglob("*") if path.is_file()} == before

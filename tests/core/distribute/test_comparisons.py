"""Comparisons of surfaces in blocks are those of one machine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from roofline.models.distribute import __main__ as command
from roofline.models.distribute import blocks, mosaic, planning
from roofline.models.distribute.comparisons import result_of
from roofline.models.errors import RooflineError
from roofline.models.evaluation import evaluate
from roofline.models.evaluation.files import as_json
from support.rasters import grid_of, read, write

SIZE = 300, 360


@pytest.fixture
def rasters(tmp_path: Path) -> dict[str, Path]:
    random = np.random.default_rng(5)
    truth = np.cumsum(random.normal(0, 0.2, SIZE), axis=0).astype(np.float32) + 50
    surface = truth + random.normal(0.1, 0.4, SIZE).astype(np.float32)
    surface[20:40, 300:] = np.nan
    buildings = np.zeros(SIZE, np.float32)
    buildings[130:190, 150:230] = 1
    found = {"source": surface, "reference": truth, "building_mask": buildings}
    return {name: write(tmp_path / f"{name}.tif", values) for name, values in found.items()}


def planned(folder: Path, rasters: dict[str, Path], **options):
    inputs = {name: [path] for name, path in rasters.items()}
    return planning.make(folder, "evaluatedsm", "", inputs, block_size=150, **options)


def test_blocks_joined_are_one_machines_comparison(tmp_path: Path, rasters: dict[str, Path]):
    job = planned(tmp_path / "job", rasters, max_error=0.5, error=True)
    count = len(job.plan)
    assert count >= 4 and job.plan.model == job.plan.tiles == ""
    blocks.do_all(job.folder, reversed(range(count)))
    made = mosaic.join(job)
    whole = evaluate(**rasters, max_error=0.5, exact=False, error_raster=tmp_path / "error.tif")
    assert as_json(result_of(job)) == as_json(whole)
    np.testing.assert_array_equal(read(made["target"]), read(tmp_path / "error.tif"))
    assert grid_of(made["target"]) == grid_of(tmp_path / "error.tif") and list(made) == ["target"]
    assert mosaic.numbers(job)["MAE"] == whole["source"]["all"]["MAE"] > 0.1


def test_what_is_damaged_is_measured_again(tmp_path: Path, rasters: dict[str, Path]):
    job = planned(tmp_path / "job", rasters, error=True)
    blocks.do_all(job.folder, range(len(job.plan)))
    whole = as_json(result_of(job))
    for product, number in (("tally", 1), ("target", 2)):
        cut = job.file(product, number)
        cut.write_bytes(cut.read_bytes()[:-50])
    assert job.missing() == [1, 2]
    with pytest.raises(RooflineError, match=r"2 of \d+ blocks are not done yet, the first is 1;"):
        mosaic.join(job)
    assert blocks.do_all(job.folder, range(len(job.plan))) == 2
    assert as_json(result_of(job)) == whole


def test_a_changed_reference_is_refused_by_name(tmp_path: Path, rasters: dict[str, Path]):
    job = planned(tmp_path / "job", rasters)
    write(rasters["reference"], np.full(SIZE, 3, np.float32))
    with pytest.raises(RooflineError, match=r"reference\.tif has changed since the plan was made"):
        blocks.do(job.folder, 0)


def test_the_command_line(tmp_path: Path, rasters: dict[str, Path], monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.chdir(tmp_path)
    words = ["--input", "source.tif", "--reference", "reference.tif", "--building-mask", "building_mask.tif"]
    assert command.main(["plan", "job", "evaluatedsm", *words, "--block-size", "150"]) == 0
    assert command.main(["share", "job", "1/1"]) == 0
    assert command.main(["mosaic", "job"]) == 0
    assert {path.name for path in (tmp_path / "job").iterdir()} == {
        *("plan.json", "tally"),
        *("report.html", "metrics.json", "table.csv"),
    }
    metrics = json.loads((tmp_path / "job" / "metrics.json").read_text())
    assert metrics["source"]["building"]["count"] > 60 * 80
    assert "MAE: 0." in caplog.text and "report.html" in caplog.text
    assert command.main(["mosaic", "job", "--tif", "one.tif"]) == 1
    assert "The job makes no raster" in caplog.text and not (tmp_path / "one.tif").exists()

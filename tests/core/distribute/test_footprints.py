"""Footprints in blocks are those of one machine, a building across four blocks included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.buildings import layer
from roofline.models.buildings.footprints import Shape, footprints
from roofline.models.distribute import blocks, mosaic, planning
from roofline.models.distribute.footprints import found_by
from roofline.models.errors import RooflineError
from support.dask_processes import package_in
from support.rasters import write

SIZE = 300, 320


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """Houses in rows, and one with a courtyard where the blocks of 150 pixels meet."""
    found = np.zeros(SIZE, np.uint8)
    for row in range(10, 270, 40):
        for col in range(8, 290, 35):
            found[row : row + 16, col : col + 20] = 1
    found[130:172, 135:170] = 1
    found[148:153, 147:152] = 0
    return write(tmp_path / "mask.tif", found, nodata=255)


def planned(folder: Path, mask: Path, **options):
    inputs = {"mask": [mask], "dsm": [None], "dtm": [None]}
    return planning.make(folder, "buildingfootprints", "", inputs, block_size=150, **options)


def test_blocks_joined_are_one_machines_footprints(tmp_path: Path, mask: Path):
    job = planned(tmp_path / "job", mask, min_area=5.0)
    assert len(job.plan) == 6 and job.plan.window(3)[:2] == (0, 150)
    blocks.do_all(job.folder, reversed(range(6)))
    assert mosaic.join(job) == {}
    whole = footprints(mask, min_area=5.0)
    assert found_by(job) == whole and mosaic.numbers(job) == {"count": len(whole)}
    assert len(whole) > 40 and max(each.area for each in whole) > 42 * 35 / 4 - 30


def test_a_damaged_block_is_made_again(tmp_path: Path, mask: Path):
    job = planned(tmp_path / "job", mask)
    blocks.do_all(job.folder, range(6))
    whole, cut = found_by(job), job.file("footprints", 4)
    cut.write_bytes(cut.read_bytes()[:-50])
    assert job.missing() == [4]
    with pytest.raises(RooflineError, match="1 of 6 blocks are not done yet, the first is 4;"):
        mosaic.join(job)
    assert blocks.do_all(job.folder, range(6)) == 1 and found_by(job) == whole


def test_wishes_that_cannot_be_met_are_refused_when_planning(tmp_path: Path, mask: Path):
    for overrides, sentence in (
        ({"tolerance": -1.0}, "TOLERANCE is -1.0; give 0 or a positive number"),
        ({"min_area": float("nan")}, "MIN_AREA is nan"),
    ):
        with pytest.raises(RooflineError, match=sentence):
            planned(tmp_path / "job", mask, **overrides)


def test_the_command_line_writes_a_layer(tmp_path: Path, mask: Path):
    package_in(tmp_path)
    words = ["buildingfootprints", "--input", "mask.tif", "--block-size", "150", "--min-area", "5"]
    for verb in (["plan", "job", *words], ["share", "job", "1/1"], ["mosaic", "job"]):
        command = [sys.executable, "-m", "roofline.models.distribute", *verb]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    whole = footprints(mask, min_area=5.0)
    dataset = ogr.Open(str(tmp_path / "job" / "footprints.gpkg"))
    written = dataset.GetLayer(0)
    assert written.GetFeatureCount() == len(whole) and f"count: {len(whole)}" in done.stderr
    assert written.GetSpatialRef().GetAuthorityCode(None) == "32631"
    for feature, building in zip(written, whole):
        assert feature.GetField("area") == building.area and feature.GetField("roof") is None
        assert feature.GetGeometryRef().GetArea() == pytest.approx(building.area)
    assert {path.name for path in (tmp_path / "job").iterdir()} == {
        *("plan.json", "footprints", "footprints.gpkg")
    }


def test_all_that_a_footprint_may_be_made_by_is_planned():
    """A wish that the plan forgot would be the default's on every machine."""
    from roofline.models.distribute.commands import arguments

    words = "plan job buildingfootprints --input a.tif --tolerance 2 --min-area 3 --step 4 --no-regularize"
    given = arguments(words.split(), "")
    assert [getattr(given, name) for name in Shape._fields] == [False, 2.0, 3.0, 4.0]
    assert set(dict(layer.COLUMNS)) >= {"area", "roof"}

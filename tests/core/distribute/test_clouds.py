"""Surfaces of point clouds in blocks are those of one machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from roofline.models import bundle as bundles
from roofline.models.clouds.readers import Selection
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.distribute import __main__ as command
from roofline.models.distribute import blocks, mosaic, planning
from roofline.models.distribute.job import Job
from support import cloud_parts, implicity_parts, las_parts
from support.rasters import grid_of, read

SETTLED = {"device": "cpu", "precision": "float32"}
UTM = "EPSG:32631"
MODELS = {
    "points": lambda: implicity_parts.level_bundle(0.5),
    "pixels": lambda: cloud_parts.gridding_bundle(0.25),
}


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("extent", [None, (500004.0, 5000003.0, 500049.0, 5000052.0)])
def test_blocks_of_a_cloud_are_one_machines_surface(tmp_path: Path, kind: str, extent):
    made = MODELS[kind]()
    made.save(tmp_path / "model.pt")
    cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", cloud_parts.town())
    own = {"crs": UTM, "extent": extent}
    inputs = {"points": [cloud], "guides": []}
    doubt = kind == "pixels"
    job = planning.make(
        tmp_path / "job",
        "reconstructdsm",
        str(tmp_path / "model.pt"),
        inputs,
        block_size=50,
        uncertainty=doubt,
        **own,
        **SETTLED,
    )
    assert len(job.plan) >= 4
    blocks.do_all(job.folder, reversed(range(len(job.plan))))
    joined = mosaic.join(job)
    beside = tmp_path / "b.tif" if doubt else None
    options = {**own, **SETTLED, "uncertainty": beside}
    loaded = bundles.load(tmp_path / "model.pt")
    done = reconstruct(loaded, cloud, tmp_path / "a.tif", batch_size=1, **options)
    assert mosaic.numbers(job) == {"points": done.points} and done.points > 1000
    expected = read(tmp_path / "a.tif")
    np.testing.assert_array_equal(read(joined["target"]), expected)
    assert grid_of(joined["target"]) == grid_of(tmp_path / "a.tif")
    assert np.nanstd(expected) > 1 and len(np.unique(expected)) > 20
    if beside is not None:
        np.testing.assert_array_equal(read(joined["uncertainty"]), read(beside))
        assert np.isnan(expected).any()


def test_blocks_use_the_points_that_are_selected(tmp_path: Path):
    """Points of class 5 stand 30 m above all others, and are left out by each block."""
    points = cloud_parts.town()
    trees = np.arange(len(points)) % 4 == 0
    points[trees, 2] += 30
    cloud = las_parts.write(tmp_path / "cloud.las", points, classes=np.where(trees, 5, 2))
    cloud_parts.gridding_bundle(0.25).save(tmp_path / "model.pt")
    ground = Selection.of("2")
    inputs, own = {"points": [cloud], "guides": []}, {"crs": UTM, **SETTLED}
    words = {"selection": ground.words(), "block_size": 50}
    job = planning.make(
        tmp_path / "job", "reconstructdsm", str(tmp_path / "model.pt"), inputs, **words, **own
    )
    blocks.do_all(job.folder, range(len(job.plan)))
    loaded = bundles.load(tmp_path / "model.pt")
    done = reconstruct(loaded, cloud, tmp_path / "a.tif", selection=ground, batch_size=1, **own)
    np.testing.assert_array_equal(read(mosaic.join(job)["target"]), read(tmp_path / "a.tif"))
    assert mosaic.numbers(job) == {"points": done.points} == {"points": int((~trees).sum())}


@pytest.mark.parametrize(
    ("asked", "selection"),
    [
        ("", Selection()),
        ("--classes 2,6", Selection.of("2, 6")),
        ("--classes 2-6 --returns last", Selection.of("2-6", "last")),
        ("--withheld", Selection(withheld=True)),
        ("--no-synthetic", Selection(synthetic=False)),
        ("--no-overlap-points --overlap 4", Selection(overlap=False)),
    ],
)
def test_the_command_line_tells_a_plan_which_points_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, selection: Selection
):
    monkeypatch.chdir(tmp_path)
    las_parts.write(tmp_path / "cloud.las", cloud_parts.town(), classes=2)
    cloud_parts.gridding_bundle(0.25).save(tmp_path / "model.pt")
    words = f"plan job reconstructdsm --points cloud.las --model model.pt --crs {UTM} {asked}"
    assert command.main(words.split()) == 0
    planned = Job.open(tmp_path / "job").plan.options
    assert Selection.from_words(planned["selection"]) == selection
    assert planned["overlap"] == (4 if "--overlap 4" in asked else -1)


def test_the_command_line_refuses_classes_that_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys
):
    monkeypatch.chdir(tmp_path)
    words = "plan job reconstructdsm --points cloud.las --model model.pt --classes 2,ground"
    assert command.main(words.split()) != 0
    said = caplog.text + "".join(capsys.readouterr())
    assert "CLASSES is '2,ground'; give numbers from 0 to 255" in said
    assert not (tmp_path / "job").exists()

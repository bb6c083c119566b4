"""Train reconstruction through Processing: a first user's path, refusals, resuming, data sets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models import bundle
from support import implicity_parts, rasters
from support import reconstruction_parts as parts

SHORT = {"EPOCHS": 2, "SAMPLES": 8, "PATCH_SIZE": 16, "PRECISION": "float32", "DEVICE": "cpu"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("place")
    return {"POINTS": str(parts.points(folder)), "REFERENCE": str(parts.reference(folder))}


def test_points_and_a_reference_are_enough(run, place, tmp_path):
    outputs = {
        "OUTPUT": str(tmp_path / "mine.pt"),
        "REPORT": str(tmp_path / "page.html"),
        "IMPLICITY": str(tmp_path / "implicity"),
    }
    trained = run("trainreconstruction", **place, **SHORT, **outputs)
    assert set(trained) == {*outputs, "LOGS", "IOU", "MAE", "MAE_GRID"}
    assert 0 < trained["IOU"] <= 1 and trained["MAE_GRID"] < 1
    card = bundle.read_card(trained["OUTPUT"])
    assert card["provenance"]["metrics"]["validation, this model"]["IOU"] == pytest.approx(
        trained["IOU"], abs=1e-3
    )
    assert "Occupancy by kind of query" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert {path.name for path in (tmp_path / "implicity").iterdir()} >= {"config.yaml", "model_best.pt"}
    made = run(
        "reconstructdsm",
        POINTS=place["POINTS"],
        MODEL=trained["OUTPUT"],
        CRS="EPSG:32632",
        OUTPUT=str(tmp_path / "dsm.tif"),
    )
    assert np.isfinite(rasters.read(made["OUTPUT"])).all()
    imported = run(
        "importmodel", INPUT=str(tmp_path / "implicity" / "model_best.pt"), OUTPUT=str(tmp_path / "again.pt")
    )
    again = run(
        "reconstructdsm",
        POINTS=place["POINTS"],
        MODEL=imported["OUTPUT"],
        CRS="EPSG:32632",
        OUTPUT=str(tmp_path / "again.tif"),
    )
    np.testing.assert_array_equal(rasters.read(made["OUTPUT"]), rasters.read(again["OUTPUT"]))


def test_resume_goes_on(run, place, tmp_path):
    output = {"OUTPUT": str(tmp_path / "mine.pt")}
    run("trainreconstruction", **place, **{**SHORT, "EPOCHS": 1}, **output)
    run("trainreconstruction", **place, **SHORT, **output, RESUME=True)
    assert bundle.read_card(output["OUTPUT"])["provenance"]["recipe"]["epochs"] == 2


def test_a_configuration_and_its_numbers(run, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(parts.config(tmp_path)))
    given = {"CONFIG": str(tmp_path / "config.json"), "OUTPUT": str(tmp_path / "mine.pt")}
    run("trainreconstruction", **given, EPOCHS=1, LICENCE="CC0-1.0")
    provenance = bundle.read_card(given["OUTPUT"])["provenance"]
    assert provenance["recipe"]["epochs"] == 1 and provenance["licence"] == "CC0-1.0"


@pytest.mark.skipif(not implicity_parts.HERE, reason=implicity_parts.REASON)
def test_the_original_s_configuration_as_it_is(run, tmp_path):
    """One step of ImpliCity's own configuration of variant 0, on its own data set."""
    config = implicity_parts.PARITY / "dsm_0" / "config.yaml"
    trained = run(
        "trainreconstruction",
        CONFIG=str(config),
        EPOCHS=1,
        SAMPLES=2,
        OUTPUT=str(tmp_path / "mine.pt"),
        DEVICE="cpu",
    )
    assert 0 < trained["IOU"] < 1


def test_places_become_a_data_set(run, place, tmp_path):
    """What DATASET holds is points for Reconstruct DSM and a data set for the training."""
    short = {**SHORT, "EPOCHS": 1}
    made = run(
        "trainreconstruction",
        **place,
        **short,
        DATASET=str(tmp_path / "set"),
        OUTPUT=str(tmp_path / "one.pt"),
    )
    again = run(
        "trainreconstruction",
        POINTS=str(tmp_path / "set" / "chunk_info.yaml"),
        **short,
        OUTPUT=str(tmp_path / "two.pt"),
    )
    assert made["DATASET"] == str(tmp_path / "set") and 0 < again["IOU"] < 1


def test_roofs_with_heights_are_enough(run, place, tmp_path):
    """Blocks of the town as polygons in another CRS, with heights in a field, one feature without."""
    parts.roofs_file(tmp_path / "roofs.gpkg", 25832, unknown=1)
    given = {"POINTS": place["POINTS"], "REFERENCE": str(tmp_path / "roofs.gpkg"), "CRS": "EPSG:32632"}
    given |= {"HEIGHT_FIELD": "eaves", "OUTPUT": str(tmp_path / "mine.pt"), "PIXEL_SIZE": 1}
    trained = run("trainreconstruction", **given, **SHORT)
    made, true = rasters.read(tmp_path / "mine-reference.tif"), parts.town()
    assert (made == 108).sum() == (true == 108).sum() - 90 and 0 < trained["IOU"] <= 1
    assert bundle.read_card(trained["OUTPUT"])["provenance"]["data"] == ["mine-reference"]
    run("trainreconstruction", **given, **{**SHORT, "EPOCHS": 3}, RESUME=True)
    assert bundle.read_card(trained["OUTPUT"])["provenance"]["recipe"]["epochs"] == 3
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="There are no points"):
        run("trainreconstruction", **{**given, "POINTS": ""}, **SHORT)
    for field, words in (
        ("", "name the field"),
        ("storeys", "has no field storeys; choose one of fid, eaves"),
    ):
        with pytest.raises(QgsProcessingException, match=words):
            run("trainreconstruction", **{**given, "HEIGHT_FIELD": field}, **SHORT)


def test_a_refused_run_leaves_neither_data_set_nor_reference(run, place, tmp_path):
    """OUTPUT is a folder: that is told before anything is written; too large patches are told later on."""
    from qgis.core import QgsProcessingException

    parts.roofs_file(tmp_path / "roofs.gpkg", 32632)
    (tmp_path / "a folder.pt").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    roofs = {"REFERENCE": str(tmp_path / "roofs.gpkg"), "HEIGHT_FIELD": "eaves", "CRS": "EPSG:32632"}
    for changes, words in (
        ({"OUTPUT": "a folder.pt", "DATASET": str(tmp_path / "set")}, "is a folder|cannot be"),
        ({"OUTPUT": "same.pt", "DATASET": str(tmp_path / "same.pt")}, "same name"),
        ({"OUTPUT": "mine.pt", **roofs, "PATCH_SIZE": 64}, "smaller patches"),
    ):
        given = {**place, **SHORT, **changes, "OUTPUT": str(tmp_path / changes["OUTPUT"])}
        with pytest.raises(QgsProcessingException, match=words):
            run("trainreconstruction", **given)
        left = {path.name for path in tmp_path.iterdir()}
        assert sorted(left) == before


REFUSED = {
    "nothing": ({}, "There are no points"),
    "no reference": ({"POINTS": "points.ply"}, "no reference surface"),
    "both": ({"POINTS": "points.ply", "CONFIG": "config.json"}, "leave one of the two empty"),
    "chosen": ({"CONFIG": "config.json", "CLASSES": "2"}, "leave CLASSES, RETURNS and the flags"),
    "model": ({"POINTS": "points.ply", "REFERENCE": "town.tif", "MODEL": "refine-geometry"}, "refinedsm"),
    "large patches": ({"POINTS": "points.ply", "REFERENCE": "town.tif", "PATCH_SIZE": 64}, "smaller patches"),
    "pixels": (
        {"POINTS": "points.ply", "REFERENCE": "town.tif", "PATCH_SIZE": 16, "PIXEL_SIZE": 20},
        "PIXEL_SIZE is .*pixels along a patch",
    ),
    "text": ({"POINTS": "notes.xyz", "REFERENCE": "town.tif"}, "has no lines of three numbers"),
    "yaml": ({"CONFIG": "bad.yaml"}, "cannot be read at"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence(qgis, tmp_path, name):
    import processing
    from qgis.core import QgsProcessingException

    parts.config(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "notes.xyz").write_text("hello\n")
    (tmp_path / "bad.yaml").write_text("training: &anchor\n")
    given, words = REFUSED[name]
    paths = {key: str(tmp_path / value) if "." in str(value) else value for key, value in given.items()}
    with pytest.raises(QgsProcessingException, match=words) as caught:
        processing.run("roofline:trainreconstruction", {**paths, "OUTPUT": str(tmp_path / "no.pt")})
    assert "Traceback" not in str(caught.value)
    assert not (tmp_path / "no.pt").exists()

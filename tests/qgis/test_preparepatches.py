"""Prepare patches through Processing: folders in, folders out, the number; refusals."""

from __future__ import annotations

import numpy as np
import pytest
from support import rasters

ALGORITHM = "preparepatches"


@pytest.fixture
def scenes(tmp_path):
    """Four scenes of 64 x 64 pixels; of a, b and c the left half is labelled, of d nothing."""
    folder = tmp_path / "raw"
    for kind in ("images", "gt"):
        (folder / kind).mkdir(parents=True)
    for name in "abcd":
        label = np.zeros((64, 64), np.uint8)
        label[:, :32] = 255 * (name != "d")
        rasters.write(folder / "images" / f"{name}.tif", np.full((3, 64, 64), 90, np.uint8), nodata=None)
        rasters.write(folder / "gt" / f"{name}.tif", label, nodata=None)
    return folder


def test_scenes_become_patches_that_are_counted(run, scenes, tmp_path):
    made = run(INPUT=str(scenes), PATCH_SIZE=32, OVERLAP=False, OUTPUT=str(tmp_path / "out"))
    assert made == {"COUNT": 6, "OUTPUT": str(tmp_path / "out")}
    names = [path.name for path in sorted((tmp_path / "out" / "gt").iterdir())]
    assert names[:2] == ["a_patch_000_x0_y0.png", "a_patch_002_x0_y32.png"]
    assert names == [path.name for path in sorted((tmp_path / "out" / "images").iterdir())]


def test_every_parameter_counts(run, scenes, tmp_path):
    from qgis.core import QgsProcessingException

    small = {"INPUT": str(scenes), "PATCH_SIZE": 32, "OVERLAP": False}
    counts = {
        "overlap": {"OVERLAP": True},
        "size": {"SCENE_SIZE": 32},
        "label": {"MIN_LABEL": 100.0},
        "white": {"MAX_WHITE": 0.0},
    }
    found = {}
    for name, given in counts.items():
        try:
            found[name] = run(**{**small, **given}, OUTPUT=str(tmp_path / name))["COUNT"]
        except QgsProcessingException as error:
            assert "is kept" in str(error)
            found[name] = 0
    assert found == {"overlap": 18, "size": 3, "label": 0, "white": 0}


def test_test_scenes_are_set_aside(run, scenes, tmp_path):
    run(INPUT=str(scenes), PATCH_SIZE=64, TEST_SHARE=0.5, OUTPUT=str(tmp_path / "out"))
    names = {
        name: {path.name[0] for path in (tmp_path / "out" / name / "gt").iterdir()}
        for name in ("train", "test")
    }
    drawn = {"abcd"[index] for index in np.random.RandomState(42).permutation(4)[:2]}
    assert names == {"test": drawn - {"d"}, "train": set("abc") - drawn}


def test_what_cannot_be_is_one_sentence(run, scenes, tmp_path):
    from qgis.core import QgsProcessingException

    def refused(words, **given):
        with pytest.raises(QgsProcessingException, match=words):
            run(**{"INPUT": str(scenes), "PATCH_SIZE": 32, "OUTPUT": str(tmp_path / "new"), **given})
        assert not (tmp_path / "new").exists()

    refused("holds no scenes; choose the folder above images", INPUT=str(tmp_path))
    refused("No patch of .*raw is kept", PATCH_SIZE=128)
    refused("has files of something else; choose a new or an empty one", OUTPUT=str(scenes))
    (scenes / "gt" / "b.tif").unlink()
    refused("The label b is missing; add it or remove its image", PATCH_SIZE=32)

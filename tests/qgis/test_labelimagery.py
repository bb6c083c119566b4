"""Label imagery through Processing: refusals with what to do; masks and patches, where SAM 3 can run."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models import settings
from roofline.models.imagery.masks import open_mask
from support import rasters, sam_parts
from support.sam_parts import real

ALGORITHM = "labelimagery"
PLACE = (500000.0, 1.0, 0.0, 4000000.0, 0.0, -1.0)


@pytest.fixture
def image(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (3, 60, 80)).astype(np.uint8)
    rasters.write(tmp_path / "image.tif", values, geotransform=PLACE, nodata=None)
    return str(tmp_path / "image.tif")


@pytest.fixture
def houses(tmp_path):
    mask = np.zeros((60, 80), np.uint8)
    mask[10:20, 10:40] = 255
    rasters.write(tmp_path / "houses.tif", mask, geotransform=PLACE, nodata=None)
    return str(tmp_path / "houses.tif")


def test_what_cannot_be_is_one_sentence(run, image, houses, tmp_path, monkeypatch):
    from qgis.core import QgsProcessingException

    target = tmp_path / "mask.tif"
    model = sam_parts.pretend(tmp_path / "sam")
    monkeypatch.setenv(settings.LABELS, str(tmp_path))
    sound = {"INPUT": image, "SAM": str(model), "OUTPUT": str(target)}

    def refused(words, **given):
        with pytest.raises(QgsProcessingException, match=words):
            run(**{**sound, **given})
        assert not target.exists()

    refused("nothing to label; give an image or a folder", INPUT=None)
    refused("Layers and FOLDER were given; leave one of them empty", FOLDER=str(tmp_path))
    refused("Nothing is missing: leave ROADS or BUILDINGS empty", ROADS=houses, BUILDINGS=houses)
    refused("OUTPUT is missing; name the file of the mask", OUTPUT=None)
    refused("The folder .*gone of SAM 3 does not exist", SAM=str(tmp_path / "gone"))
    refused("The Python of SAM 3 lacks torch; install it again with Set up PyTorch")
    refused("The Python .*text does not exist; check its path", PYTHON=str(tmp_path / "text"))
    monkeypatch.delenv(settings.LABELS)
    refused("SAM 3 needs transformers: install it with Raster > Roofline > Set up PyTorch")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return str(sam_parts.make(tmp_path_factory.mktemp("tiny") / "sam"))


@real
def test_the_missing_class_is_found_and_the_other_stays(run, image, houses, tiny, tmp_path):
    target = str(tmp_path / "mask.tif")
    common = {"INPUT": image, "BUILDINGS": houses, "SAM": tiny, "DEVICE": "cpu", "OUTPUT": target}
    made = run(**common, SCORE=0.3)
    assert made["OUTPUT"] == target and made["COUNT"] > 0
    mask = open_mask(target)
    roads, buildings = mask.read(mask.grid.window())
    assert tuple(mask.classes) == ("roads", "buildings") and rasters.grid_of(target) == rasters.grid_of(image)
    assert set(np.unique(roads)) == {0, 255} and np.array_equal(buildings, rasters.read(houses))
    assert run(**common, SCORE=1.0)["COUNT"] == 0
    other = run(**common, SCORE=0.3, ROAD_PROMPT="a river", TILE_SIZE=32)["OUTPUT"]
    assert not np.array_equal(rasters.read(other)[0], roads)


@real
def test_patches_are_completed_for_a_training(run, tiny, tmp_path):
    for kind, values in (("images", np.full((3, 32, 32), 99, np.uint8)), ("gt", np.eye(32, dtype=np.uint8))):
        (tmp_path / kind).mkdir()
        rasters.write(tmp_path / kind / "a.png", values, nodata=None)
    common = {"FOLDER": str(tmp_path), "SAM": tiny, "DEVICE": "cpu"}
    assert run(**common, LABELS="roads", ORIGINAL=True)["COUNT"] == 1
    written = tmp_path / "gt" / "a_processed.tiff"
    mask = open_mask(written)
    assert not mask.classes  # pages have no descriptions
    assert np.array_equal(mask.read(mask.grid.window())[1], 255 * np.eye(32))
    assert run(**common, LABELS="roads")["COUNT"] == 0  # what is there stays
    written.unlink()
    assert run(**common, LABELS="none")["COUNT"] == 1
    assert tuple(open_mask(written).classes) == ("roads", "buildings")

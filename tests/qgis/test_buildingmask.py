"""Building mask through Processing: published weights imported and run, and models that can be predicted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from support import paths, rasters, toy_models

PARITY = paths.PARITY / "dsm_enhancer"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
GRID = (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


@pytest.fixture
def models(qgis, tmp_path, monkeypatch):
    """A user's folder with a model of heights, one of imagery, and one of both."""
    folder = tmp_path / "models"
    folder.mkdir()
    toy_models.finding_model(folder, "heights", ("dsm",))
    toy_models.finding_model(folder, "picture", ("image",))
    toy_models.finding_model(folder, "both", ("dsm", "image"), channel=1)
    monkeypatch.setenv("ROOFLINE_MODELS", str(folder))
    return folder


@pytest.fixture
def run(models, tmp_path):
    import processing

    def find(feedback=None, **parameters):
        parameters = {name: str(value) for name, value in parameters.items()}
        parameters.setdefault("OUTPUT", str(tmp_path / "mask.tif"))
        return processing.run("roofline:buildingmask", parameters, feedback=feedback)

    return find


@pytest.fixture
def town(tmp_path) -> Path:
    return rasters.write(tmp_path / "dsm.tif", rasters.town((150, 170)), geotransform=GRID)


@pytest.fixture
def lake(tmp_path) -> Path:
    """A picture, bright in one corner."""
    picture = np.zeros((150, 170), np.uint8)
    picture[:40, :60] = 255
    return rasters.write(tmp_path / "image.tif", picture, geotransform=GRID, nodata=None)


def mask_of(path) -> np.ndarray:
    return gdal.Open(str(path)).ReadAsArray()


def test_the_mask_of_heights(run, town):
    result = run(DSM=town)
    expected = rasters.town((150, 170)) > toy_models.TALL
    np.testing.assert_array_equal(mask_of(result["OUTPUT"]), expected)
    assert rasters.grid_of(result["OUTPUT"])[:4] == rasters.grid_of(town)[:4]
    assert result["BUILDING_AREA"] == expected.sum() and 1000 < expected.sum() < 5000


def test_the_model_is_chosen_by_what_is_given(run, town, lake):
    bright = mask_of(lake) > 0
    np.testing.assert_array_equal(mask_of(run(IMAGERY=lake)["OUTPUT"]), bright)
    np.testing.assert_array_equal(mask_of(run(DSM=town, IMAGERY=lake)["OUTPUT"]), bright)
    heights = run(DSM=town, IMAGERY=lake, MODEL="heights")["OUTPUT"]
    np.testing.assert_array_equal(mask_of(heights), rasters.town((150, 170)) > toy_models.TALL)


def test_what_does_not_go_together_is_said(run, town, tmp_path):
    from qgis.core import QgsProcessingException

    refiner = toy_models.shifting_model(tmp_path / "refiner.pt")
    for parameters, words in (
        ({}, "Nothing to look at"),
        ({"NDVI": town}, "No installed model of this kind works on NDVI"),
        ({"DSM": town, "MODEL": "picture"}, "takes IMAGERY, but DSM was given"),
        ({"DSM": town, "MODEL": refiner}, "roofline:refinedsm"),
        ({"DSM": town, "MODEL": "nothing"}, "neither a file nor an installed model"),
        ({"DSM": tmp_path / "gone.tif"}, "gone.tif"),
    ):
        with pytest.raises(QgsProcessingException, match=words):
            run(**parameters)
    assert not (tmp_path / "mask.tif").exists()


def test_options(run, town, tmp_path):
    """A window, a stricter threshold, small buildings left out, and the probability."""
    whole = mask_of(run(DSM=town)["OUTPUT"])
    probability = tmp_path / "probability.tif"
    extent = "500010,500110,4999880,4999980 [EPSG:32631]"
    result = run(DSM=town, EXTENT=extent, PROBABILITY=probability)
    np.testing.assert_array_equal(mask_of(result["OUTPUT"]), whole[20:120, 10:110])
    np.testing.assert_array_equal(mask_of(probability) > 0.5, whole[20:120, 10:110])
    assert run(DSM=town, THRESHOLD=0.95)["BUILDING_AREA"] < whole.sum()
    large = mask_of(run(DSM=town, MIN_AREA=500)["OUTPUT"])
    assert 800 < large.sum() < whole.sum() and not large[30:50, 80:100].any()


@needs_parity
@pytest.mark.parametrize("bands", [1, 3])
@pytest.mark.parametrize("name", ["ESFPNet_DSM_2021_segmentation.pt", "esfpnet_state_dict.pth"])
def test_published_masks(run, tmp_path, name, bands):
    """esfpnet_tiny_pickled from the file to the mask: imported, run on its picture as a DSM or in colours."""
    import processing

    case = PARITY / "esfpnet_tiny_pickled"
    imported = processing.run(
        "roofline:importmodel", {"INPUT": str(case / name), "OUTPUT": str(tmp_path / "imported.pt")}
    )["OUTPUT"]
    picture = np.load(case / "input.npz")["rgb_uint8"].transpose(2, 0, 1)[:bands]
    source = rasters.write(tmp_path / "picture.tif", picture, nodata=None, geotransform=GRID)
    given = {"DSM" if bands == 1 else "IMAGERY": source}
    result = run(**given, MODEL=imported, PROBABILITY=tmp_path / "p.tif")
    published = np.load(case / "output.npz")
    shares = 1 / (1 + np.exp(-published["logits"][0, 0].astype(np.float64)))
    np.testing.assert_allclose(mask_of(tmp_path / "p.tif"), shares, atol=1e-5)
    sure = np.abs(published["logits"][0, 0]) > json.loads((case / "meta.json").read_text())["suggested_atol"]
    differs = mask_of(result["OUTPUT"]) != published["mask_uint8"] // 255
    assert not differs[sure].any() and differs.mean() < 1e-3


def test_painted_footprints(run, tmp_path):
    """A pix2pix generator's picture becomes a mask where its red passes half-way from ground to building."""
    import processing
    import torch
    from roofline.models import networks
    from support import weight_recipe

    network = networks.build("pix2pix", {"variant": "footprint", "width": 4})
    torch.save(weight_recipe.filled(network, "footprint").state_dict(), tmp_path / "generator.pth")
    imported = processing.run(
        "roofline:importmodel",
        {"INPUT": str(tmp_path / "generator.pth"), "OUTPUT": str(tmp_path / "model.pt")},
    )["OUTPUT"]
    picture = np.random.default_rng(7).integers(0, 256, (3, 256, 256)).astype(np.uint8)
    source = rasters.write(tmp_path / "picture.tif", picture, nodata=None, geotransform=GRID)
    result = run(IMAGERY=source, MODEL=imported, PROBABILITY=tmp_path / "p.tif")
    with torch.inference_mode():
        painted = network.eval()(torch.from_numpy(np.float32(picture) / 127.5 - 1)[None])[0, 0].numpy()
    red = 127.5 * (painted + 1)
    np.testing.assert_allclose(mask_of(tmp_path / "p.tif"), np.clip((red - 40) / 215, 0, 1), atol=1e-4)
    found = mask_of(result["OUTPUT"])
    assert 0.01 < found.mean() < 0.99
    wide = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "wide.tif"), 256, 256, 3, gdal.GDT_UInt16)
    wide.SetGeoTransform(GRID)
    wide.SetProjection(rasters.wkt(32631))
    wide.WriteArray(picture.astype(np.uint16) * 257)  # the same picture in 16 bits
    wide = None
    np.testing.assert_array_equal(
        mask_of(run(IMAGERY=tmp_path / "wide.tif", MODEL=imported)["OUTPUT"]), found
    )


def test_colours_alone_and_with_a_surface_take_the_bundled_model(qgis, tmp_path, monkeypatch, town):
    """A picture finer than the surface: the mask lies on the picture's grid."""
    import processing
    from qgis.core import QgsProcessingFeedback

    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path / "none"))
    rng = np.random.default_rng(0)
    picture = rng.integers(60, 120, (4, 300, 340)).astype(np.uint8)
    source = rasters.write(
        tmp_path / "rgbn.tif", picture, nodata=None, geotransform=(500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
    )
    for given in ({"IMAGERY": str(source)}, {"IMAGERY": str(source), "DSM": str(town)}):
        feedback = QgsProcessingFeedback()
        result = processing.run(
            "roofline:buildingmask", {**given, "OUTPUT": str(tmp_path / "m.tif")}, feedback=feedback
        )
        assert mask_of(result["OUTPUT"]).shape == (300, 340)
        assert "buildings-imagery" in feedback.textLog()


@pytest.mark.parametrize(
    ("given", "said"), [({"NDVI": "pair"}, "pair.tif has 2 bands"), ({"THRESHOLD": 1}, "The threshold is 1")]
)
def test_a_noisy_surface_is_not_refined_in_vain(qgis, tmp_path, given, said):
    """What does not fit is told before the surface is refined, which can take hours."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    noisy = rasters.town((150, 170)) + np.random.default_rng(0).normal(0, 2, (150, 170))
    dsm = rasters.write(tmp_path / "dsm.tif", noisy.astype(np.float32), geotransform=GRID)
    rasters.write(tmp_path / "pair.tif", np.zeros((2, 150, 170), np.float32), geotransform=GRID)
    given = {name: str(tmp_path / f"{each}.tif") if each == "pair" else each for name, each in given.items()}
    parameters = {"DSM": str(dsm), "MODEL": "buildings-surface", "OUTPUT": str(tmp_path / "mask.tif")}
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match=said):
        processing.run("roofline:buildingmask", {**parameters, **given}, feedback=feedback)
    assert "is noisy" not in feedback.textLog() and feedback.progress() == 0
    processing.run("roofline:buildingmask", parameters, feedback=feedback)
    assert "is noisy" in feedback.textLog()  # as this one is

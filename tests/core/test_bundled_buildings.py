"""What people may count on from the bundled models that find buildings, on towns that no training drew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from roofline.models import bundle, predict
from roofline.models.errors import RooflineError
from roofline.models.modelfile import choice
from roofline.models.simulation import city, imaging
from support import paths
from support.rasters import read, write

GSD = 0.3
SURFACE, IMAGERY = "buildings-surface", "buildings-imagery"
GRID = (500000.0, GSD, 0.0, 5000000.0, 0.0, -GSD)
NAIROBI = paths.SHARED / "data/test/ortho/hot_oam"
VEGAS = paths.SHARED / "data/test/ortho/lasvegas_spacenet/vegas_wv3_rgb.tif"
ZURICH = paths.SHARED / "data/train/points/zurichsee_lidar_rgb"


@pytest.fixture(scope="module")
def model() -> bundle.ModelBundle:
    return bundle.load(IMAGERY)


@pytest.fixture(scope="module")
def town():
    """Heights, buildings and an 8-bit picture of red, green, blue and near infrared."""
    rng = np.random.default_rng(20_261)
    scene = city.generate(rng, (384, 384), GSD, "mixed")
    bands = imaging.ortho(np.random.default_rng(5), scene, imaging.Sun(2.5, 0.9))
    picture = 255 * (bands / np.percentile(bands[:3], 99)).clip(0, 1) ** 0.7
    return scene.heights, scene.buildings > 0, picture.astype(np.uint8)


@pytest.fixture
def find(model, tmp_path):
    def found(*layers: np.ndarray, **options: object) -> np.ndarray:
        sources = [
            write(tmp_path / f"{n}.tif", layer, geotransform=GRID, nodata=-9999 if layer.ndim == 2 else None)
            for n, layer in enumerate(layers)
        ]
        predict.predict(model, sources, tmp_path / "mask.tif", **options)
        return read(tmp_path / "mask.tif") == 1

    return found


def overlap(found: np.ndarray, truth: np.ndarray) -> float:
    return float((found & truth).sum() / (found | truth).sum())


@pytest.mark.parametrize("name", [SURFACE, IMAGERY])
def test_the_card_is_complete_and_the_file_small(name: str):
    assert bundle.available()[name].stat().st_size < 5e6
    provenance = bundle.load(name).card["provenance"]
    for entry in ("data", "licence", "recipe", "date", "metrics", "limits"):
        assert provenance[entry], entry


def test_the_card_names_whom_the_encoder_is_from(model):
    told = " ".join([*model.card["provenance"]["data"], model.card["provenance"]["licence"]])
    assert "EfficientNet-Lite0" in told and "Apache-2.0" in told


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (("dsm",), SURFACE),
        (("dsm", "ndvi"), SURFACE),
        (("image",), IMAGERY),
        (("dsm", "image"), IMAGERY),
        (("dsm", "image", "ndvi"), IMAGERY),
    ],
)
def test_what_is_given_decides_the_model(given, name, tmp_path, monkeypatch):
    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path))
    assert choice.choose_model("auto", {role: f"{role}.tif" for role in given}, "buildingmask").name == name


def test_colours_are_enough_and_a_surface_helps(find, town):
    heights, buildings, picture = town
    alone, both = find(picture[:3]), find(picture[:3], heights)
    assert overlap(alone, buildings) > 0.5
    assert overlap(both, buildings) > max(0.8, overlap(alone, buildings))


def test_an_empty_surface_is_none(find, town):
    _, _, picture = town
    nothing = np.full(picture.shape[1:], np.nan, np.float32)
    assert np.mean(find(picture[:3]) != find(picture[:3], nothing)) < 1e-3


def test_a_surface_that_ends_does_not_hide_buildings_beyond(find, town):
    heights, buildings, picture = town
    half = heights.copy()
    half[:, 192:] = np.nan
    beyond = np.s_[:, 200:]
    alone, both = find(picture[:3])[beyond], find(picture[:3], half)[beyond]
    assert overlap(both, buildings[beyond]) > overlap(alone, buildings[beyond]) - 0.05


def test_near_infrared_is_left_out_and_one_band_is_taken_for_all(find, town):
    _, buildings, picture = town
    np.testing.assert_array_equal(find(picture), find(picture[:3]))
    grey = np.ascontiguousarray(picture[1])
    assert overlap(find(grey.astype(np.float32)), buildings) > 0.35


def test_heights_are_no_imagery(find, town, tmp_path):
    """Grey levels of 16 bits, and shares of 1, are; beside a surface any radiometry will do."""
    heights = town[0][:128, :128]
    with pytest.raises(RooflineError, match=r"0\.tif was given as an image.* give it as the DSM"):
        find(heights)
    refiner = bundle.load("refine-guided")
    surface, other = (write(tmp_path / f"{name}.tif", heights, geotransform=GRID) for name in "ab")
    predict.predict(refiner, [surface, other, None], tmp_path / "refined.tif")
    for levels in (town[2][1, :128, :128].astype(np.int16) * 100, town[2][1, :128, :128] / np.float32(255)):
        assert find(levels).shape == levels.shape


def test_where_an_image_is_void_is_its_end(find, town):
    """A collar was one grey for the network: what stood within some pixels of it was missed."""
    picture = town[2][:3].astype(np.float32)
    for voids in (np.s_[:, :, 300:], np.s_[:, 270:]):
        collar = picture.copy()
        collar[voids] = np.nan
        rows, cols = np.isfinite(collar[0]).sum(0).max(), np.isfinite(collar[0]).sum(1).max()
        np.testing.assert_array_equal(find(collar)[:rows, :cols], find(picture[:, :rows, :cols]))


def test_two_bands_are_refused_in_a_sentence(find, town):
    _, _, picture = town
    with pytest.raises(RooflineError, match="has 2 bands, model buildings-imagery takes 3 or more; extract"):
        find(picture[:2])


def test_a_brighter_picture_of_more_bits_gives_the_same_mask(find, town):
    _, _, picture = town
    deeper = (picture[:3].astype(np.int16) * 40) + 300
    assert np.mean(find(picture[:3]) != find(deeper)) < 0.01


def test_smaller_tiles_answer_alike(find, town):
    _, _, picture = town
    assert np.mean(find(picture[:3], tile_size=256) != find(picture[:3])) < 0.1


@pytest.mark.skipif(not NAIROBI.exists(), reason="the shared test data are absent")
def test_a_real_town_that_no_training_saw(model, tmp_path):
    predict.predict(model, [NAIROBI / "nairobi2_rgb.tif"], tmp_path / "mask.tif")
    mask = read(NAIROBI / "nairobi2_buildings.tif")
    known = mask != 128
    assert overlap((read(tmp_path / "mask.tif") == 1) & known, (mask == 255) & known) > 0.5


@pytest.mark.skipif(not ZURICH.exists(), reason="the shared data are absent")
def test_real_colours_and_heights_are_better_than_either(model, tmp_path):
    heights, colours = ZURICH / "dsm_max_05m.tif", ZURICH / "rgb_05m.tif"
    truth = read(ZURICH / "buildings_class6_05m.tif") > 0

    def iou(name: bundle.ModelBundle, *sources: Path) -> float:
        predict.predict(name, list(sources), tmp_path / "mask.tif")
        return overlap(read(tmp_path / "mask.tif") == 1, truth)

    alone = max(iou(bundle.load(SURFACE), heights), iou(model, colours))
    assert iou(model, colours, heights) > alone + 0.03


@pytest.mark.skipif(not VEGAS.exists(), reason="the shared test data are absent")
def test_what_lies_beyond_an_image_is_no_roof(model, tmp_path):
    """Its last pixels, drawn out to stripes, passed for roofs: a third of the last rows and columns."""
    predict.predict(model, [VEGAS], tmp_path / "mask.tif")
    found = read(tmp_path / "mask.tif") == 1
    rim = np.ones_like(found)
    rim[4:-4, 4:-4] = False
    assert found.any() and found[rim].mean() < 0.1

"""Simulate city through Processing."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    def simulate(name="stereo", feedback=None, **parameters):
        targets = {key: str(tmp_path / f"{name}_{key}.tif") for key in ("TRUTH", "STEREO", "BUILDINGS")}
        size = {} if "EXTENT" in parameters else {"WIDTH": 128, "HEIGHT": 96}
        given = {"SEED": 5, **size, **targets, **parameters}
        return processing.run("roofline:simulatecity", given, feedback=feedback)

    return simulate


@pytest.mark.parametrize("errors", ["matched", "handmade"])
def test_truth_stereo_and_buildings_share_a_grid(run, errors):
    result = run(ERROR_MODEL=errors)
    truth, stereo, buildings = (rasters.read(result[key]) for key in ("TRUTH", "STEREO", "BUILDINGS"))
    assert truth.shape == stereo.shape == buildings.shape == (96, 128)
    assert np.isfinite(truth).all()
    assert set(np.unique(buildings)) <= {0, 1}
    assert rasters.grid_of(result["TRUTH"]) == rasters.grid_of(result["STEREO"])
    assert rasters.grid_of(result["TRUTH"])[3] == "32631"
    assert result["MAE"] == pytest.approx(np.nanmean(np.abs(stereo - truth)), rel=1e-3)
    assert 0.02 < result["MAE"] < 5


def test_a_town_has_buildings_or_a_word_about_it(qgis, run, caplog):
    """That of the default seed is the first thing that people see."""
    from roofline.models.simulation import city

    algorithm = qgis.processingRegistry().algorithmById("roofline:simulatecity")
    seed = algorithm.parameterDefinition("SEED").defaultValue()
    for side in (128, 512):
        assert city.generate(np.random.default_rng(seed), (side, side), 0.5).buildings.mean() > 0.2
    told = "% of this town; another SEED or STYLE"
    for seed, is_told in ((2, False), (1, True)):
        caplog.clear()
        run(SEED=seed, ERROR_MODEL="handmade")
        assert (told in caplog.text) == is_told


FACADES = ("stripes", "windows")
EVERYTHING = ("IMAGES", "SECOND_IMAGE", "NDVI", "GROUND", "ROADS", "TREES", "ROOF_PLANES")


def bands(path: str) -> tuple[np.ndarray, list[str], set[str]]:
    """All bands (bands, H, W), their descriptions and types."""
    dataset = gdal.Open(path)
    each = [dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)]
    names = [band.GetDescription() for band in each]
    return np.stack([b.ReadAsArray() for b in each]), names, {gdal.GetDataTypeName(b.DataType) for b in each}


@pytest.fixture
def run_all(run, tmp_path):
    def simulate(**parameters):
        more = {name: str(tmp_path / f"{name}.tif") for name in EVERYTHING}
        return run(WIDTH=160, HEIGHT=128, STYLE="suburb", **more, **parameters)

    return simulate


@pytest.mark.parametrize("errors", ["matched", "handmade"])
def test_images_and_labels(run_all, errors):
    result = run_all(ERROR_MODEL=errors)
    images, names, kinds = bands(result["IMAGES"])
    assert names[:4] == ["Red", "Green", "Blue", "Near infrared"]
    assert names[4] == "Panchromatic, pair 1" and kinds == {"Float32"}
    seconds, views, _ = bands(result["SECOND_IMAGE"])
    assert len(seconds) == len(images) - 4 == (2 if errors == "matched" else 1)
    assert views[0].startswith("Panchromatic, pair 1, seen from the ")
    vegetation, _, _ = bands(result["NDVI"])
    red, infrared = images[0], images[3]
    np.testing.assert_allclose(vegetation[0], (infrared - red) / (infrared + red), atol=1e-3)
    truth, ground, trees, roads, buildings, planes = (
        bands(result[name])[0][0]
        for name in ("TRUTH", "GROUND", "TREES", "ROADS", "BUILDINGS", "ROOF_PLANES")
    )
    assert not (roads & buildings).any() and roads.any() and planes.any()
    assert not planes[buildings == 0].any()
    np.testing.assert_allclose((truth - ground)[trees > 0], trees[trees > 0], atol=1e-3)
    assert np.median(vegetation[0][trees > 0]) > 0.5 > 0.2 > np.median(vegetation[0][planes > 0])
    for name in ("TRUTH", "STEREO", *EVERYTHING):
        assert all(bands(result[name])[1]), f"{name}: QGIS shows what its bands are called"
    for name in EVERYTHING:
        assert rasters.grid_of(result[name])[:4] == rasters.grid_of(result["TRUTH"])[:4]


def test_images_do_not_change_the_surfaces(run, run_all):
    plain = run("plain", WIDTH=160, HEIGHT=128, STYLE="suburb")
    full = run_all()
    for name in ("TRUTH", "STEREO", "BUILDINGS"):
        np.testing.assert_array_equal(rasters.read(plain[name]), rasters.read(full[name]))


def test_the_given_sun_shines_on_all_images(run_all):
    """Roofs that slope to the sun are brighter than those that slope away, in colour and in grey."""
    result = run_all(SUN_AZIMUTH=90, SUN_ELEVATION=35, SEVERITY=0.0)
    images, names, _ = bands(result["IMAGES"])
    truth, planes = (bands(result[name])[0][0] for name in ("TRUTH", "ROOF_PLANES"))
    east = -np.gradient(truth, 0.5, axis=1)
    inside = ndimage.minimum_filter(planes, 3) == ndimage.maximum_filter(planes, 3)
    inside &= planes > 0
    facing, averted = inside & (east > 0.3), inside & (east < -0.3)
    for band, name in zip(images, names):
        assert np.median(band[facing]) > 1.3 * np.median(band[averted]), name


def test_base_to_height_widens_the_parallax(run_all):
    def difference(**parameters):
        result = run_all(SEVERITY=0.0, SUN_ELEVATION=80, SUN_AZIMUTH=0, **parameters)
        first, second = bands(result["IMAGES"])[0][4], bands(result["SECOND_IMAGE"])[0][0]
        return np.abs(first - second).mean()

    assert difference(BASE_TO_HEIGHT=0.8) > 1.2 * difference(BASE_TO_HEIGHT=0.1)


RENDERERS = {
    "IMAGES": "multibandcolor",
    "SECOND_IMAGE": "singlebandgray",
    "NDVI": "singlebandpseudocolor",
    "GROUND": "singlebandpseudocolor",
    "ROADS": "paletted",
    "TREES": "singlebandpseudocolor",
    "ROOF_PLANES": "singlebandpseudocolor",
}


def test_styles(run_all):
    from qgis.core import QgsRasterLayer
    from roofline.algorithms import simulatecity
    from roofline.algorithms.common import styles

    result = run_all(ERROR_MODEL="handmade")
    for name, kind in RENDERERS.items():
        layer = QgsRasterLayer(result[name], name)
        styles.STYLES[simulatecity.OUTPUTS[name][1]](layer)
        renderer = layer.renderer()
        assert renderer.type() == kind
        if name == "IMAGES":
            each = (renderer.redContrastEnhancement(), renderer.greenContrastEnhancement())
            assert each[0].maximumValue() == each[1].maximumValue() > 0.1, "grey stays grey"


def test_facades(run_all):
    """Other walls change what is seen obliquely, and what is matched, but not the view from above."""
    striped, windows = (
        {k: bands(v)[0] for k, v in run_all(FACADES=f).items() if k != "MAE"} for f in FACADES
    )
    np.testing.assert_array_equal(striped["IMAGES"][:4], windows["IMAGES"][:4])
    assert not np.array_equal(striped["SECOND_IMAGE"], windows["SECOND_IMAGE"])
    assert not np.array_equal(striped["STEREO"], windows["STEREO"])


def test_seed_decides(run):
    first, same, other = (rasters.read(run(str(n), SEED=seed)["STEREO"]) for n, seed in enumerate((5, 5, 6)))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_severity_orders_the_errors(run):
    mild, bad = (run(str(s), ERROR_MODEL="handmade", SEVERITY=s)["MAE"] for s in (0.1, 1.5))
    assert mild < 0.5 * bad


def test_extent_and_pixel_size(run):
    result = run(EXTENT="600000,600080,5200000,5200050 [EPSG:32632]", CRS="EPSG:32632", PIXEL_SIZE=1.0)
    assert rasters.grid_of(result["TRUTH"])[:4] == (
        80,
        50,
        (600000.0, 1.0, 0.0, 5200050.0, 0.0, -1.0),
        "32632",
    )


@pytest.mark.parametrize("extent", [{}, {"EXTENT": "0,160,6700000,6700128 [EPSG:3857]"}])
def test_pixels_are_as_long_as_was_asked_for_on_the_ground(run, extent):
    """EPSG:3857's metre is 0.76 m at 41 degrees north, and 0.62 m at 51."""
    result = run(CRS="EPSG:3857", PIXEL_SIZE=1.0, ERROR_MODEL="handmade", **extent)
    with Raster.open(result["TRUTH"]) as raster:
        assert raster.grid.gsd == pytest.approx(1.0, rel=1e-3)
        assert (raster.grid.width, raster.grid.height) == ((100, 80) if extent else (128, 96))


@pytest.mark.parametrize("crs", ["", None])
def test_an_empty_crs_is_the_default(run, crs):
    assert rasters.grid_of(run(CRS=crs)["TRUTH"])[3] == "32631"


def test_offers_the_styles_of_the_core(qgis):
    from qgis.core import QgsApplication
    from roofline.algorithms import simulatecity
    from roofline.models import options
    from roofline.models.simulation import scene_files, styles

    offered = QgsApplication.processingRegistry().algorithmById("roofline:simulatecity")
    kinds = offered.parameterDefinition("STYLE").options()
    assert tuple(kinds) == (simulatecity.ANY_STYLE, *styles.STYLES) and len(kinds) == 11
    assert tuple(offered.parameterDefinition("ERROR_MODEL").options()) == options.ERROR_MODELS
    assert {name.lower() for name in simulatecity.OUTPUTS} == set(scene_files.LAYERS)
    assert tuple(offered.parameterDefinition("FACADES").options()) == options.FACADES == FACADES
    assert scene_files.Recipe().base_to_height == 0.4


QGIS_BEGINS = "Unable to execute algorithm\n"  # where a value is refused before the run
REFUSED = {
    "degrees": ({"CRS": "EPSG:4326"}, "degrees"),
    "feet": ({"CRS": "EPSG:2225"}, "EPSG:2225 is not in metres: choose a projected CRS"),
    "geocentric": ({"CRS": "EPSG:4978"}, "EPSG:4978 is not in metres: choose a projected CRS"),
    "unknown_crs": ({"CRS": "EPSG:999999"}, "CRS is EPSG:999999, which is no known CRS: choose another"),
    "no_crs": ({"CRS": "UTM 31"}, "CRS is UTM 31, which is no known CRS: choose another"),
    "one_file": ({"NDVI": "stereo_TRUTH.tif"}, "same name"),
    "format": ({"NDVI": "ndvi.nonsense"}, "ends with .tif"),
    "heights": ({"NDVI": "ndvi.png"}, r"A \.png file cannot hold this raster: .*ends with \.tif"),
    "number": ({"SEED": 2**40}, "SEED is 1099511627776: give a number of at most 2147483647"),
    "extent": ({"EXTENT": "here"}, "EXTENT is here: give xmin,xmax,ymin,ymax"),
    "choice": ({"ERROR_MODEL": "none"}, "ERROR_MODEL is none: choose one of matched, handmade"),
    "too_large": ({"WIDTH": 5000}, "too large"),
    "too_small": ({"EXTENT": "500000,500000.4,5000000,5000000.4 [EPSG:32631]"}, "too small"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_one_sentence(run, tmp_path, case):
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    parameters, words = REFUSED[case]
    if "NDVI" in parameters:
        parameters = {"NDVI": str(tmp_path / parameters["NDVI"])}
    feedback = QgsProcessingFeedback(False)
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run(feedback=feedback, **parameters)
    assert "\n" not in str(caught.value).replace(QGIS_BEGINS, "")
    assert not list(tmp_path.iterdir())
    assert "City of" not in feedback.textLog()  # it is refused before the work

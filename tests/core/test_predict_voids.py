from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.raster.grid import Window
from roofline.models.raster.voids import REACH, fill_near
from scipy import ndimage
from support.engine_parts import Channel, Detail, Keep, bundle, card, hills, leftovers, make
from support.rasters import read


def holes(shape=(300, 330)) -> np.ndarray:
    """Specks, a lake and a missing corner."""
    voids = np.random.default_rng(4).random(shape) < 0.01
    voids[60:100, 80:140] = True
    voids[-40:, -50:] = True
    return voids


def raw(path) -> np.ndarray:
    return gdal.Open(str(path)).ReadAsArray()


@pytest.mark.parametrize("fill", [True, False])
def test_nothing_leaks_out_of_voids(tmp_path, fill):
    """The same voids told in six ways, with anything stored under them, give one and the same result."""
    heights, voids = hills(300, 330), holes()
    variants = {
        "-9999": {"under": -9999.0, "nodata": -9999.0},
        "0": {"under": 0.0, "nodata": 0.0},
        "nan": {"under": math.nan, "nodata": math.nan},
        "nan without nodata": {"under": math.nan},
        "huge": {"under": -3.4028234663852886e38, "nodata": -3.4028234663852886e38},
        "masked": {"under": 1e6, "mask": ~voids},
    }
    results = []
    for index, (name, options) in enumerate(variants.items()):
        stored = np.where(voids, np.float32(options.pop("under")), heights)
        path = make(tmp_path / f"{index}.tif", stored.astype(np.float32), **options)
        predict(bundle(Detail()), [path], tmp_path / "out.tif", fill_voids=fill, precision="float32")
        results.append(read(tmp_path / "out.tif"))
        np.testing.assert_array_equal(np.isnan(results[-1]), voids & (not fill), err_msg=name)
        np.testing.assert_array_equal(results[-1], results[0], err_msg=name)


def test_filled_and_put_back(tmp_path):
    heights, voids = hills(300, 330), holes()
    path = make(tmp_path / "a.tif", np.where(voids, -32768, heights).astype(np.float32), nodata=-32768)
    filled = predict(bundle(Keep()), [path], tmp_path / "filled.tif", precision="float32")
    kept = predict(bundle(Keep()), [path], tmp_path / "kept.tif", precision="float32", fill_voids=False)
    assert (filled.voids_filled, kept.voids_filled) == (voids.sum(), 0)
    for name in ("filled.tif", "kept.tif"):
        np.testing.assert_allclose(read(tmp_path / name)[~voids], heights[~voids], atol=2e-5)
    assert (raw(tmp_path / "kept.tif")[voids] == -32768).all()
    assert np.ptp(read(tmp_path / "filled.tif")[voids]) <= np.ptp(heights) + 1e-3


@pytest.mark.parametrize(
    ("nodata", "expected"), [(None, -9999), (-1.0, -1), (math.nan, math.nan), (-1e300, -9999)]
)
def test_nodata_of_the_result(tmp_path, nodata, expected):
    heights = hills(40, 50).astype(np.float64)
    heights[3:6, 3:6] = math.nan if nodata is None else nodata
    path = make(tmp_path / "a.tif", heights, nodata=nodata)
    predict(bundle(Keep()), [path], tmp_path / "b.tif", fill_voids=False)
    dataset = gdal.Open(str(tmp_path / "b.tif"))
    stated = dataset.GetRasterBand(1).GetNoDataValue()
    assert stated == expected or (math.isnan(stated) and math.isnan(expected))
    values = raw(tmp_path / "b.tif")[3:6, 3:6]
    assert np.isnan(values).all() if math.isnan(expected) else (values == expected).all()


def test_a_refined_height_is_never_nodata_by_accident(tmp_path):
    path = make(tmp_path / "a.tif", np.full((40, 40), 5, np.float32), nodata=5.5)

    class Half(Keep):
        def forward(self, x):
            return x[:, :1] + 1

    predict(bundle(Half()), [path], tmp_path / "b.tif", precision="float32")
    values = raw(tmp_path / "b.tif")
    assert (values != 5.5).all()
    np.testing.assert_allclose(values, 5.5, atol=1e-5)


def test_the_network_is_told_where_voids_were(tmp_path):
    heights, voids = hills(150, 150), holes((150, 150))
    made = card()
    made["inputs"][0]["void_mask"] = True
    path = make(tmp_path / "a.tif", np.where(voids, 0, heights).astype(np.float32), nodata=0)
    predict(bundle(Keep(), inputs=made["inputs"]), [path], tmp_path / "plain.tif", precision="float32")
    predict(bundle(Channel(1), inputs=made["inputs"]), [path], tmp_path / "told.tif", precision="float32")
    difference = read(tmp_path / "told.tif") - read(tmp_path / "plain.tif")
    np.testing.assert_allclose(difference, 0.5 * voids, atol=1e-4)


def test_the_network_is_told_the_pixel_size(tmp_path):
    made = card()
    made["inputs"][0]["gsd_plane"] = True
    path = make(tmp_path / "a.tif", hills(150, 150))
    predict(bundle(Keep(), inputs=made["inputs"]), [path], tmp_path / "plain.tif", precision="float32")
    octaves = {0.25: -1.0, 2.0: 2.0}
    for gsd, expected in octaves.items():
        target = tmp_path / f"{gsd}.tif"
        predict(bundle(Channel(1), inputs=made["inputs"]), [path], target, precision="float32", gsd=gsd)
        difference = read(target) - read(tmp_path / "plain.tif")
        np.testing.assert_allclose(difference, expected * gsd, atol=1e-4)


def cut_out(shape=(700, 700)) -> np.ndarray:
    """Heights of a corner and of a spot far from it, all else void."""
    heights = np.full(shape, -9999, np.float32)
    heights[:90, :80] = hills(90, 80)
    heights[400:403, 610:612] = 45
    return heights


@pytest.mark.parametrize(("tile", "made"), [(0, Detail()), (64, Detail()), (0, Keep())])
def test_voids_are_filled_as_far_from_heights_in_every_tile(tmp_path, caplog, tile, made):
    """Tiles that are void all over too: where they begin and end shows nowhere."""
    caplog.set_level("INFO", "roofline.models")
    heights = cut_out()
    path = make(tmp_path / "a.tif", heights, nodata=-9999)
    options = {"precision": "float32", "tile_size": tile}
    result = predict(bundle(made), [path], tmp_path / "b.tif", **options)
    refined = read(tmp_path / "b.tif")
    near = ndimage.distance_transform_edt(heights == -9999) <= REACH
    np.testing.assert_array_equal(np.isfinite(refined), near)
    assert result.voids_filled == near.sum() - 90 * 80 - 6
    assert f"{REACH} pixels from any height, which stay void: {(~near).sum()}." in caplog.text
    assert np.nanmin(refined) > 0 and np.nanmax(refined) < 200
    if isinstance(made, Keep):
        np.testing.assert_allclose(refined[near], fill_near(read(path), REACH)[near], atol=2e-5)


def test_an_extent_in_voids_is_filled_from_the_heights_around_it(tmp_path):
    heights = cut_out()
    path, around = make(tmp_path / "a.tif", heights, nodata=-9999), Window(75, 95, 200, 130)
    options = {"precision": "float32", "window": around}
    predict(bundle(Keep()), [path], tmp_path / "b.tif", **options)
    near = ndimage.distance_transform_edt(heights == -9999) <= REACH
    refined = read(tmp_path / "b.tif")
    np.testing.assert_array_equal(np.isfinite(refined), near[95 : 95 + 130, 75 : 75 + 200])
    with pytest.raises(RooflineError, match="has no valid heights here"):
        predict(bundle(Keep()), [path], tmp_path / "c.tif", window=Window(200, 200, 90, 90))
    with pytest.raises(RooflineError, match="has no valid heights here"):
        predict(bundle(Keep()), [path], tmp_path / "c.tif", fill_voids=False, **options)


def test_a_network_is_told_of_voids_that_were_filled_from_beside_their_tile(tmp_path):
    heights = cut_out()
    made = card()
    made["inputs"][0]["void_mask"] = True
    path = make(tmp_path / "a.tif", heights, nodata=-9999)
    predict(bundle(Keep(), inputs=made["inputs"]), [path], tmp_path / "plain.tif", precision="float32")
    predict(bundle(Channel(1), inputs=made["inputs"]), [path], tmp_path / "told.tif", precision="float32")
    difference = read(tmp_path / "told.tif") - read(tmp_path / "plain.tif")
    near = np.isfinite(difference)
    np.testing.assert_allclose(difference[near], 0.5 * (heights == -9999)[near], atol=1e-4)


def test_change_is_counted_over_valid_heights_alone(tmp_path):
    class Lift(Keep):
        def forward(self, x):
            return x[:, :1] + 2

    heights, voids = hills(300, 330), holes()
    path = make(tmp_path / "a.tif", np.where(voids, -9999, heights).astype(np.float32), nodata=-9999)
    result = predict(bundle(Lift()), [path], tmp_path / "b.tif", precision="float32")
    assert result.mean_absolute_change == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("nodata", [-9999.0, math.nan, 0.0])
def test_a_raster_of_voids_is_refused(tmp_path, nodata):
    path = make(tmp_path / "a.tif", np.full((200, 300), nodata, np.float32), nodata=nodata)
    with pytest.raises(RooflineError, match=r"a\.tif has no valid heights"):
        predict(bundle(Keep()), [path], tmp_path / "b.tif")
    assert leftovers(tmp_path) == {"a.tif"}

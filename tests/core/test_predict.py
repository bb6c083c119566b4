"""The engine on rasters of every kind: what comes out is what the network says, pixel by pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.source import RasterSource
from support.engine_parts import Channel, Detail, Keep, bundle, card, hills, image, leftovers, make, wkt
from support.rasters import read
from torch import nn

EXACT = {"precision": "float32", "device": "cpu"}


def run(made, sources, target, **options):
    return predict(made, sources, target, **{**EXACT, **options})


class AddPixel(nn.Module):
    """Heights plus one normalised unit."""

    def forward(self, x):
        return x[:, :1] + 1


@pytest.mark.parametrize("shape", [(200, 260), (128, 128), (37, 500), (1, 300), (300, 1), (1, 1), (7, 5)])
def test_any_size_comes_back_as_it_was(tmp_path, shape):
    heights = hills(*shape)
    result = run(bundle(Keep()), [make(tmp_path / "a.tif", heights)], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), heights, atol=2e-5)
    assert result.mean_absolute_change < 1e-5 and result.voids_filled == 0 and result.device == "cpu"


@pytest.mark.parametrize(
    "geotransform",
    [
        (1000.0, 2.0, 0.0, 500.0, 0.0, -2.0),
        (1000.0, 2.0, 0.0, 500.0, 0.0, 2.0),
        (1000.0, 1.0, 0.0, 500.0, 0.0, -4.0),
        (1000.0, 1.6, 1.2, 500.0, 1.2, -1.6),
        (1000.0, -2.0, 0.0, 500.0, 0.0, -2.0),
    ],
)
def test_heights_are_measured_in_pixels_of_any_grid(tmp_path, geotransform):
    """All these pixels have a geometric mean side of 2 m, so one network unit is 2 m."""
    path = make(tmp_path / "a.tif", hills(60, 70), geotransform=geotransform)
    run(bundle(AddPixel()), [path], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), hills(60, 70) + 2, atol=2e-5)
    before, after = gdal.Open(str(path)), gdal.Open(str(tmp_path / "b.tif"))
    assert Grid.of(before) == Grid.of(after)


@pytest.mark.parametrize(
    ("options", "units"),
    [
        ({"crs": None}, 0.5),
        ({"crs": "EPSG:2263"}, 0.5),
        ({"crs": "EPSG:2263", "unit": "m"}, 0.5 * 1200 / 3937),
        ({"unit": "ft"}, 0.5 / 0.3048),
        ({"geotransform": None, "crs": None}, 1.0),
    ],
)
def test_units_of_crs_and_heights(tmp_path, options, units, caplog):
    path = make(tmp_path / "a.tif", hills(40, 40), **options)
    run(bundle(AddPixel()), [path], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif") - hills(40, 40), units, atol=2e-5)
    assert ("has no CRS; its coordinates and heights are taken to be metres" in caplog.text) == (
        "crs" in options and options["crs"] is None
    )


def test_the_pixel_size_can_be_overridden(tmp_path):
    path = make(tmp_path / "a.tif", hills(40, 40))
    run(bundle(AddPixel()), [path], tmp_path / "b.tif", gsd=3.0)
    np.testing.assert_allclose(read(tmp_path / "b.tif"), hills(40, 40) + 3, atol=2e-5)
    with pytest.raises(RooflineError, match="pixel size is -1"):
        run(bundle(AddPixel()), [path], tmp_path / "c.tif", gsd=-1)


def test_mean_and_standard_deviation_are_those_of_the_card(tmp_path):
    made = card()
    made["inputs"][0]["normalisation"] = {"kind": "mean-std", "mean": None, "std": 4.0}
    path = make(tmp_path / "a.tif", hills(40, 40))
    run(bundle(AddPixel(), inputs=made["inputs"]), [path], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), hills(40, 40) + 4, atol=2e-5)


def test_the_mean_of_the_window_is_taken_off(tmp_path):
    class Zero(nn.Module):
        def forward(self, x):
            return torch.zeros_like(x)

    made = card()
    made["inputs"][0]["normalisation"] = {"kind": "mean-std", "mean": None, "std": 4.0}
    heights = hills(40, 40)
    heights[:10] = np.nan
    run(bundle(Zero(), inputs=made["inputs"]), [make(tmp_path / "a.tif", heights)], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), np.nanmean(heights), atol=1e-4)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float64"])
def test_any_type_of_heights_gives_float32(tmp_path, dtype):
    heights = hills(50, 60).astype(dtype)
    run(bundle(AddPixel()), [make(tmp_path / "a.tif", heights)], tmp_path / "b.tif")
    dataset = gdal.Open(str(tmp_path / "b.tif"))
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Float32
    np.testing.assert_allclose(dataset.ReadAsArray(), heights + 0.5, atol=2e-5)


@pytest.mark.parametrize("offset", [-100.0, 1000.0, 5000.0])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_constant_offset_passes_through_exactly(tmp_path, offset, precision):
    """Heights are multiples of 1/64 m, which float32 adds exactly; what remains is the result's rounding."""
    heights = hills(150, 150)
    low, high = make(tmp_path / "low.tif", heights), make(tmp_path / "high.tif", heights + np.float32(offset))
    run(bundle(Detail()), [low], tmp_path / "a.tif", precision=precision)
    run(bundle(Detail()), [high], tmp_path / "b.tif", precision=precision)
    difference = read(tmp_path / "b.tif").astype(np.float64) - read(tmp_path / "a.tif")
    assert np.abs(difference - offset).max() <= 2 * np.spacing(np.float32(abs(offset) + 100))


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_the_batch_size_does_not_matter(tmp_path, batch_size):
    path = make(tmp_path / "a.tif", hills(300, 260))
    run(bundle(Detail()), [path], tmp_path / "reference.tif", batch_size=4)
    run(bundle(Detail()), [path], tmp_path / "b.tif", batch_size=batch_size)
    np.testing.assert_allclose(read(tmp_path / "b.tif"), read(tmp_path / "reference.tif"), atol=3e-5)


@pytest.mark.parametrize("tile_size", [64, 96, 200, 512, 100_000])
@pytest.mark.parametrize("shape", [(301, 263), (90, 700)])
def test_the_tile_size_does_not_matter(tmp_path, tile_size, shape):
    """The network sees 6 pixels around each; the outer 8 pixels of a tile have no weight."""
    path = make(tmp_path / "a.tif", hills(*shape))
    run(bundle(Detail()), [path], tmp_path / "reference.tif")
    run(
        bundle(Detail()),
        [path],
        tmp_path / "b.tif",
        tile_size=tile_size,
        overlap=-1 if tile_size > 64 else 31,
    )
    np.testing.assert_allclose(read(tmp_path / "b.tif"), read(tmp_path / "reference.tif"), atol=3e-5)


@pytest.mark.parametrize(
    ("tile_size", "overlap", "words"),
    [
        (-5, -1, "tile size is -5"),
        (7, -1, "tile size is 7"),
        (63, -1, "tile size is 63"),
        (128, 64, "overlap is 64"),
        (0, 100, "overlap is 100"),
        (0, -2, "overlap is -2"),
    ],
)
def test_tile_sizes_that_make_no_sense(tmp_path, tile_size, overlap, words):
    path = make(tmp_path / "a.tif", hills(50, 50))
    with pytest.raises(RooflineError, match=words):
        run(bundle(Keep()), [path], tmp_path / "b.tif", tile_size=tile_size, overlap=overlap)
    assert leftovers(tmp_path) == {"a.tif"}


def test_tiles_that_are_too_large_are_cut_and_said(tmp_path, caplog):
    path = make(tmp_path / "a.tif", hills(100, 2300))
    result = run(bundle(Keep()), [path], tmp_path / "b.tif", tile_size=100_000)
    assert result.tiles == 2 and "too large" in caplog.text
    np.testing.assert_allclose(read(tmp_path / "b.tif"), hills(100, 2300), atol=2e-5)


def test_runs_are_deterministic(tmp_path):
    path = make(tmp_path / "a.tif", hills(200, 200))
    for name in ("b.tif", "c.tif"):
        run(bundle(Detail()), [path], tmp_path / name, precision="bfloat16")
    assert (tmp_path / "b.tif").read_bytes() == (tmp_path / "c.tif").read_bytes()


def test_a_window_is_refined_alone_and_placed_right(tmp_path):
    heights = hills(200, 260)
    path = make(tmp_path / "a.tif", heights)
    run(bundle(AddPixel()), [path], tmp_path / "b.tif", window=Window(33, 41, 150, 70))
    np.testing.assert_allclose(read(tmp_path / "b.tif"), heights[41:111, 33:183] + 0.5, atol=2e-5)
    assert gdal.Open(str(tmp_path / "b.tif")).GetGeoTransform()[:4:3] == (
        500000 + 33 * 0.5,
        5000000 - 41 * 0.5,
    )
    with pytest.raises(RooflineError, match="does not overlap the DSM"):
        run(bundle(Keep()), [path], tmp_path / "c.tif", window=Window(900, 900, 5, 5))


def test_guides_in_the_order_of_the_card(tmp_path):
    heights = hills(150, 170)
    ramp = np.tile(np.arange(170, dtype=np.float32), (150, 1))
    dsm, flat = (
        make(tmp_path / "a.tif", heights),
        make(tmp_path / "flat.tif", np.zeros((2, 150, 170), np.uint8)),
    )
    slope = make(tmp_path / "slope.tif", ramp)
    made = bundle(Channel(3), image(2), image(1, mean=10, std=2))
    run(made, [dsm, flat, slope], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), heights + 0.5 * (ramp - 10) / 2, atol=2e-4)


def test_a_guide_in_another_crs_and_resolution(tmp_path):
    """The guide's brightness is its easting in the DSM's zone, so the result shows where pixels came from."""
    from osgeo import osr

    here, there = (osr.SpatialReference(wkt(code)) for code in ("EPSG:32631", "EPSG:32632"))
    x, y, _ = osr.CoordinateTransformation(here, there).TransformPoint(500000, 5000000)
    rows, cols = np.indices((200, 200)) + 0.5
    points = np.stack([(x - 30 + cols).ravel(), (y + 30 - rows).ravel()], axis=1)
    easting = np.array(osr.CoordinateTransformation(there, here).TransformPoints(points))[:, 0].reshape(
        200, 200
    )
    dsm = make(tmp_path / "a.tif", np.zeros((150, 170), np.float32))
    guide = make(
        tmp_path / "g.tif",
        (easting - 500000).astype(np.float32),
        geotransform=(x - 30, 1, 0, y + 30, 0, -1),
        crs="EPSG:32632",
    )
    run(bundle(Channel(1), image()), [dsm, guide], tmp_path / "b.tif")
    expected = 0.5 * np.tile(0.5 * (np.arange(170) + 0.5), (150, 1))
    np.testing.assert_allclose(read(tmp_path / "b.tif"), expected, atol=0.01)


def test_a_guide_that_covers_a_part_counts_as_average_elsewhere(tmp_path, caplog):
    dsm = make(tmp_path / "a.tif", np.zeros((100, 100), np.float32))
    guide = make(tmp_path / "g.tif", np.full((100, 50), 30, np.uint8))
    run(bundle(Channel(1), image(mean=10, std=10)), [dsm, guide], tmp_path / "b.tif")
    result = read(tmp_path / "b.tif")
    np.testing.assert_allclose(result[:, :50], 1, atol=1e-5)
    np.testing.assert_allclose(result[:, 50:], 0, atol=1e-5)
    assert "g.tif covers only 50.0 % of the input" in caplog.text


def test_uncertainty_is_the_half_width_of_the_90_percent_interval(tmp_path):
    class Doubtful(nn.Module):
        def forward(self, x):
            return torch.cat([x[:, :1], torch.full_like(x[:, :1], math.log(0.3))], dim=1)

    heights = hills(150, 150)
    heights[20:30, 20:30] = -9999
    path = make(tmp_path / "a.tif", heights, nodata=-9999)
    made = bundle(Doubtful(), output={"role": "dsm", "bands": 2, "uncertainty": {"factor": 1.5}})
    run(made, [path], tmp_path / "b.tif", uncertainty=tmp_path / "u.tif", fill_voids=False)
    doubt = read(tmp_path / "u.tif")
    np.testing.assert_array_equal(np.isnan(doubt), heights == -9999)
    np.testing.assert_allclose(doubt[heights != -9999], 0.3 * math.log(10) * 1.5 * 0.5, rtol=1e-5)
    with pytest.raises(RooflineError, match="does not estimate uncertainty"):
        run(bundle(Keep()), [path], tmp_path / "c.tif", uncertainty=tmp_path / "v.tif")


def test_a_network_that_breaks_keeps_the_input(tmp_path):
    class Broken(nn.Module):
        def forward(self, x):
            y = x[:, :1] + 1
            y[:, :, ::7] = float("nan")
            y[:, :, 3] = float("inf")
            return y

    heights = hills(100, 100)
    run(bundle(Broken()), [make(tmp_path / "a.tif", heights)], tmp_path / "b.tif")
    change = read(tmp_path / "b.tif") - heights
    assert np.isfinite(change).all() and change.min() > -1e-4 and change.max() < 0.5001
    np.testing.assert_allclose(change[0], 0, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "metres"), [("foot", 0.3048), ("US survey foot", 0.304800609601219), ("cm", 0.01)]
)
def test_the_unit_of_a_vertical_crs_outside_the_register_stays(tmp_path, name, metres):
    """GeoTIFF forgets such a CRS, and heights in feet would be metres from then on."""
    vertical = f'VERT_CS["local",VERT_DATUM["local",2005],UNIT["{name}",{metres}],AXIS["Up",UP]]'
    crs = f'COMPD_CS["local",{wkt("EPSG:32631")},{vertical}]'
    grid = Grid(40, 40, (500000, 0.5, 0, 5000000, 0, -0.5), crs)
    surface = RasterSource(str(make(tmp_path / "a.tif", hills(40, 40))), crs)
    run(bundle(AddPixel()), [surface], tmp_path / "b.tif")
    np.testing.assert_allclose(read(tmp_path / "b.tif") - hills(40, 40), 0.5 / metres, atol=2e-5)
    with Raster.open(tmp_path / "b.tif") as raster:
        assert raster.height_unit == pytest.approx(metres, rel=1e-5) == grid.height_unit
        assert raster.grid.unit_in_metres == 1
    assert Grid(1, 1, projection=wkt("EPSG:2225+6360")).band_unit() == ""  # which GeoTIFF keeps

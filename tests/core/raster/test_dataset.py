from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster, single_band, single_mask
from roofline.models.raster.grid import Window
from roofline.models.raster.warp import Aligned
from support.engine_parts import hills, make


def read_all(path, **options):
    with Raster.open(path) as raster:
        return raster.read(raster.grid.window(), **options)


@pytest.mark.parametrize("nodata", [-9999.0, 0.0, 7.5, math.nan, -3.4028234663852886e38, 1e20, -32768.0])
def test_any_nodata_value_is_a_void(tmp_path, nodata):
    heights = hills(40, 50) + 100
    heights[5:9, 10:20] = nodata
    (values,) = read_all(make(tmp_path / "a.tif", heights, nodata=nodata))
    voids = np.zeros((40, 50), bool)
    voids[5:9, 10:20] = True
    np.testing.assert_array_equal(np.isnan(values), voids)
    np.testing.assert_array_equal(values[~voids], heights[~voids])


def test_nan_and_infinity_are_voids_without_a_nodata_value(tmp_path):
    heights = hills(20, 20)
    heights[0, :3] = np.nan, np.inf, -np.inf
    (values,) = read_all(make(tmp_path / "a.tif", heights))
    assert np.isnan(values[0, :3]).all() and np.isfinite(values[1:]).all()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint32", "float64"])
def test_all_real_types_are_read(tmp_path, dtype):
    heights = (hills(30, 30) * 2).astype(dtype)
    heights[3, 4] = 0
    (values,) = read_all(make(tmp_path / "a.tif", heights, nodata=0))
    assert np.isnan(values[3, 4])
    np.testing.assert_array_equal(np.nan_to_num(values), heights.astype(np.float32))


def test_scale_and_offset_apply_to_heights_and_not_to_nodata(tmp_path):
    stored = np.arange(100, dtype=np.int16).reshape(10, 10)
    (values,) = read_all(make(tmp_path / "a.tif", stored, nodata=5, scale=(0.1, 20)))
    assert np.isnan(values[0, 5])
    assert values[9, 9] == pytest.approx(29.9, abs=1e-5)


def test_masks_hide_what_lies_under_them(tmp_path):
    heights = hills(30, 30)
    mask = np.ones((30, 30), bool)
    mask[4:8, 4:8] = False
    (values,) = read_all(make(tmp_path / "a.tif", np.where(mask, heights, 1e7).astype(np.float32), mask=mask))
    np.testing.assert_array_equal(np.isnan(values), ~mask)


def test_a_trailing_alpha_band_is_a_mask_and_not_a_band(tmp_path):
    stack = np.stack([np.full((20, 20), 9), np.full((20, 20), 255)]).astype(np.uint8)
    stack[1, 3, 3] = 0
    path = make(tmp_path / "a.tif", stack, alpha=True)
    with Raster.open(path) as raster:
        assert single_band(raster).bands == 1
        assert np.isnan(raster.read(Window(3, 3, 1, 1))).all()
        assert raster.read(Window(4, 3, 1, 1)) == 9


@pytest.mark.parametrize(
    ("kind", "bands", "nodata"),
    [
        ("float32", 1, None),
        ("int16", 1, None),
        ("uint8", 2, None),
        ("uint16", 4, None),
        ("uint8", 3, 7),
        ("float32", 1, 7),
    ],
)
def test_alpha_of_any_type_beside_any_bands_and_a_nodata_value_is_a_mask(tmp_path, kind, bands, nodata):
    """GDAL heeds it in files of two and four bands of 8 or 16 bits alone, and beside no nodata value."""
    stack = np.full((bands + 1, 20, 20), 9, kind)
    stack[:, 3, 3] = 0
    stack[0, 5, 5] = 7
    path = make(tmp_path / "a.tif", stack, alpha=True, nodata=nodata)
    with Raster.open(path) as raster:
        values = raster.read(raster.grid.window())
        moved = Aligned(raster, raster.grid.shifted(0.5)).read(Window(0, 0, 10, 10))
    assert values.shape[0] == bands
    assert np.isnan(values[:, 3, 3]).all()
    assert np.isnan(values[0, 5, 5]) == (nodata == 7)
    assert np.isnan(values).sum() == bands + (nodata == 7)
    known = moved[~np.isnan(moved)]
    assert known.size and known.min() >= 7  # nothing of what is hidden is blended in


def test_a_nodata_value_of_all_bands_together_counts(tmp_path):
    stack = np.full((3, 20, 20), 9, np.uint8)
    stack[:, 3, 3], stack[0, 5, 5] = 0, 0
    path = make(tmp_path / "a.tif", stack)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadataItem("NODATA_VALUES", "0 0 0")
    dataset = None
    values = read_all(path)
    assert np.isnan(values[:, 3, 3]).all()
    assert np.isnan(values).sum() == 3


def test_windows_may_exceed_the_raster(tmp_path):
    heights = hills(20, 30)
    with Raster.open(make(tmp_path / "a.tif", heights)) as raster:
        (values,) = raster.read(Window(-4, 15, 50, 10))
        assert np.isnan(values[:, :4]).all() and np.isnan(values[5:]).all() and np.isnan(values[:, 34:]).all()
        np.testing.assert_array_equal(values[:5, 4:34], heights[15:])
        assert np.isnan(raster.read(Window(100, 100, 3, 3))).all()


def test_bands_are_chosen_by_number(tmp_path):
    stack = np.stack([np.full((5, 5), value, np.float32) for value in (1, 2, 3)])
    path = make(tmp_path / "a.tif", stack)
    assert read_all(path, bands=[3, 1])[:, 0, 0].tolist() == [3, 1]
    with Raster.open(path) as raster, pytest.raises(RooflineError, match="3 bands; a DSM has one"):
        single_band(raster)
    with Raster.open(path) as raster, pytest.raises(RooflineError, match="3 bands; a mask has one"):
        single_mask(raster)


@pytest.mark.parametrize(
    ("crs", "unit", "metres"),
    [
        ("EPSG:32631", "", 1.0),
        ("EPSG:32631", "ft", 0.3048),
        ("EPSG:2263", "", 1200 / 3937),
        ("EPSG:2263", "m", 1.0),
        ("EPSG:2263+5703", "", 1.0),
        ("EPSG:32618+6360", "", 1200 / 3937),
        (None, "", 1.0),
    ],
)
def test_unit_of_heights(tmp_path, crs, unit, metres):
    with Raster.open(make(tmp_path / "a.tif", hills(10, 10), crs=crs, unit=unit)) as raster:
        assert raster.height_unit == pytest.approx(metres, rel=1e-9)


def test_what_is_no_raster_gets_one_sentence(tmp_path):
    (tmp_path / "empty.tif").write_bytes(b"")
    (tmp_path / "text.tif").write_text("not a raster")
    for path in (tmp_path / "missing.tif", tmp_path / "empty.tif", tmp_path / "text.tif", ""):
        with pytest.raises(RooflineError, match="check the path and the file"):
            Raster.open(path)
    with pytest.raises(RooflineError, match="is a folder; choose a file in it"):
        Raster.open(tmp_path)


def test_a_file_cut_short_gets_one_sentence(tmp_path):
    path = make(tmp_path / "a.tif", np.random.default_rng(0).normal(size=(600, 600)).astype(np.float32))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(RooflineError, match=r"a\.tif cannot be read"):
        read_all(path)


def test_complex_values_are_refused(tmp_path):
    path = make(tmp_path / "a.tif", np.ones((5, 5), np.complex64))
    with pytest.raises(RooflineError, match="complex values"):
        Raster.open(path)


WMS = """<GDAL_WMS><Service name="TMS"><ServerUrl>http://localhost:9/${z}/${x}/${y}.png</ServerUrl></Service>
<DataWindow><UpperLeftX>-20037508.34</UpperLeftX><UpperLeftY>20037508.34</UpperLeftY>
<LowerRightX>20037508.34</LowerRightX><LowerRightY>-20037508.34</LowerRightY><TileLevel>18</TileLevel>
<TileCountX>1</TileCountX><TileCountY>1</TileCountY></DataWindow><Projection>EPSG:3857</Projection>
<BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY><BandsCount>1</BandsCount></GDAL_WMS>"""


def test_web_layers_are_to_be_exported_first(tmp_path):
    (tmp_path / "layer.xml").write_text(WMS)
    layers = [
        tmp_path / "layer.xml",
        WMS,
        "contextualWMSLegend=0&crs=EPSG:3857&format=image/png&layers=dsm&styles=&url=https://example.org/wms",
        "type=xyz&url=https://tile.example.org/{z}/{x}/{y}.png&zmax=19",
        "WMS:https://example.org/wms?LAYERS=dsm",
    ]
    for layer in layers:
        with pytest.raises(RooflineError, match="export first"):
            Raster.open(layer)


def test_containers_without_bands_are_refused(tmp_path):
    for name in ("one", "two"):
        gdal.Translate(
            str(tmp_path / "a.gpkg"),
            str(make(tmp_path / f"{name}.tif", np.ones((20, 20), np.uint8))),
            format="GPKG",
            creationOptions=[f"RASTER_TABLE={name}", "APPEND_SUBDATASET=YES"],
        )
    with pytest.raises(RooflineError, match="subdatasets"):
        Raster.open(tmp_path / "a.gpkg")


@pytest.mark.parametrize("exceptions", [True, False])
def test_global_switches_of_gdal_stay_as_they_are(tmp_path, exceptions):
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        with pytest.raises(RooflineError):
            Raster.open(tmp_path / "missing.tif")
        read_all(make(tmp_path / "a.tif", hills(10, 10)))
        assert bool(gdal.GetUseExceptions()) == exceptions
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()

"""What people have set for a layer counts wherever a path of a raster is taken; so does what a file says."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.engine.inputs import Layer
from roofline.models.engine.pictures import factor_to_bytes
from roofline.models.errors import RooflineError
from roofline.models.evaluation import evaluate
from roofline.models.modelfile.parts import Card, Input
from roofline.models.raster.bands import Palette
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import NO_GEOTRANSFORM, Grid, Window
from roofline.models.raster.source import RasterSource
from roofline.models.raster.warp import Aligned
from support import engine_parts, rasters

FOOT = 1200 / 3937
HALF = (500000.25, 0.5, 0.0, 4999999.75, 0.0, -0.5)  # half a pixel off


def written(path, array, **options):
    return rasters.write(path, array, **options)


def test_crs_of_the_user(tmp_path):
    path = written(tmp_path / "a.tif", rasters.town(), epsg=None, nodata=None)
    with Raster.open(RasterSource(str(path), crs=rasters.wkt(2225))) as raster:
        assert raster.height_unit == pytest.approx(FOOT)
        assert raster.grid.gsd == pytest.approx(0.5 * FOOT)
    degrees = written(tmp_path / "b.tif", rasters.town(), epsg=4326, nodata=None)
    with Raster.open(RasterSource(str(degrees), crs=rasters.wkt(27700))) as raster:
        assert raster.grid.gsd == 0.5


def test_warped_by_the_crs_of_the_user(tmp_path):
    """The same values on another grid, whether the CRS is the file's or the user's."""
    heights = rasters.town((96, 96))
    own = written(tmp_path / "own.tif", heights)
    bare = written(tmp_path / "bare.tif", heights, epsg=None)
    with Raster.open(own) as first:
        x, y = 500010.0, 4999990.0
        grid = Grid(60, 60, (x + 0.3, 0.4, 0.05, y - 0.2, 0.05, -0.4), first.grid.projection)
        wanted = Aligned(first, grid).read(grid.window())
    with Raster.open(RasterSource(str(bare), crs=rasters.wkt(32631))) as second:
        assert not second.is_as_gdal_reads_it
        np.testing.assert_allclose(Aligned(second, grid).read(grid.window()), wanted, atol=1e-4)


def test_nodata_of_the_user(tmp_path):
    heights = rasters.town((40, 40))
    heights[3, 4], heights[5, 6], heights[7, 8] = -500, 9000, -1
    path = written(tmp_path / "a.tif", heights, nodata=-1.0)
    source = RasterSource(str(path), nodata=(((-600.0, -400.0), (9000.0, 9000.0)),), own_nodata=(False,))
    with Raster.open(source) as raster:
        void = np.isnan(raster.read(raster.grid.window())[0])
        assert np.argwhere(void).tolist() == [[3, 4], [5, 6]] and raster.nodata == 9000
        shifted = Grid(40, 40, HALF, raster.grid.projection)
        assert np.nanmax(Aligned(raster, shifted).read(shifted.window())) < 80


def test_nodata_of_the_user_among_scaled_heights(tmp_path):
    """QGIS tells 7 tenths in double precision; what is read of the file is rounded on another way."""
    stored = np.arange(1000, dtype=np.int16).reshape(25, 40)
    path = written(tmp_path / "a.tif", stored, nodata=None)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.1)
    dataset = None
    ranges = tuple((value * 0.1, value * 0.1) for value in range(1, 1000))
    with Raster.open(RasterSource(str(path), nodata=(ranges,))) as raster:
        read = raster.read(raster.grid.window())[0]
    assert np.isnan(read.flat[1:]).all() and read[0, 0] == 0


def test_a_scale_of_0_is_none(tmp_path):
    """Some programs write it for heights that have no scale."""
    path = written(tmp_path / "a.tif", rasters.town((9, 9)), nodata=None)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.0)
    dataset = None
    with Raster.open(path) as raster:
        np.testing.assert_array_equal(raster.read(raster.grid.window())[0], rasters.town((9, 9)))


def test_nodata_that_does_not_count_is_a_value_on_any_grid(tmp_path):
    """Unticked in the layer's properties: GDAL's own warper would leave such pixels void."""
    path = written(tmp_path / "a.tif", np.zeros((40, 40), np.float32), nodata=0.0)
    with Raster.open(RasterSource(str(path), own_nodata=(False,))) as raster:
        shifted = Grid(38, 38, HALF, raster.grid.projection)
        np.testing.assert_array_equal(Aligned(raster, shifted).read(shifted.window()), 0)


ORDERS = {
    "blue first": ("BlueBand", "GreenBand", "RedBand", "Undefined"),
    "alpha first": ("AlphaBand", "RedBand", "GreenBand", "BlueBand"),
    "infrared first": ("Undefined", "RedBand", "GreenBand", "BlueBand"),
    "untold": ("GrayIndex", "Undefined", "Undefined", "Undefined"),
    "red twice": ("RedBand", "RedBand", "GreenBand", "BlueBand"),
}


@pytest.mark.parametrize("kind", ORDERS)
def test_colours_are_the_bands_that_the_file_says(tmp_path, kind):
    """Each band holds its number in the file; as it is read, warped, and with voids that people have set."""
    path = tmp_path / "a.tif"
    told = [getattr(gdal, f"GCI_{name}") for name in ORDERS[kind]]
    grey = ["PHOTOMETRIC=MINISBLACK", "ALPHA=NO"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 40, 40, 4, gdal.GDT_Byte, grey)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.SetProjection(rasters.wkt(32631))
    for number, colour in enumerate(told, 1):
        dataset.GetRasterBand(number).SetColorInterpretation(colour)
        dataset.GetRasterBand(number).WriteArray(np.full((40, 40), number, np.uint8))
    dataset = None
    wanted = {
        "blue first": [3, 2, 1, 4],
        "alpha first": [2, 3, 4],
        "infrared first": [2, 3, 4, 1],
    }.get(kind, [1, 2, 3, 4])
    with Raster.open(path) as raster:
        shifted = Grid(9, 9, HALF, raster.grid.projection)
        for values in (raster.read(Window(3, 3, 9, 9)), Aligned(raster, shifted).read(Window(1, 1, 5, 5))):
            assert values[:, 2, 2].tolist() == wanted
    ranges = ((), ((2.0, 2.0),), (), ())  # the second band of the file is void
    with Raster.open(RasterSource(str(path), nodata=ranges)) as raster:
        void = np.isnan(raster.read(Window(3, 3, 1, 1))[:, 0, 0])
    assert [number for number, each in zip(wanted, void) if each] == [2]


def test_open_options(tmp_path):
    path = written(tmp_path / "a.tif", rasters.town((20, 20)))
    with Raster.open(RasterSource(str(path), open_options=("GEOREF_SOURCES=NONE",))) as raster:
        assert raster.grid.geotransform == NO_GEOTRANSFORM


def masked(path, values, hidden, side_file, nodata):
    """A raster with a mask, inside or beside it, in which what is hidden is void."""
    made = written(path, values, nodata=nodata)
    dataset = gdal.Open(str(made), gdal.GA_Update)
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "NO" if side_file else "YES")
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(hidden, 0, 255).astype(np.uint8))
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", None)
    return made


@pytest.mark.parametrize("side_file", [False, True])
@pytest.mark.parametrize("nodata", [None, -9999.0])
@pytest.mark.parametrize("place", [rasters.GEOTRANSFORM, HALF])
def test_masks_of_a_reference_count_on_any_grid(tmp_path, side_file, nodata, place):
    slope = (100 + np.indices((64, 64))[0] * 0.1).astype(np.float32)
    dsm = written(tmp_path / "dsm.tif", slope)
    hidden = np.zeros(slope.shape, bool)
    hidden[20:40, 20:40] = True
    holed = np.where(hidden, 12345, slope).astype(np.float32)
    if nodata is not None:
        holed[50:55, 5:10] = nodata
    result = evaluate(dsm, masked(tmp_path / "ref.tif", holed, hidden, side_file, nodata))
    assert result["source"]["all"]["MAE"] <= 0.03  # half a pixel of the slope
    assert (tmp_path / "ref.tif.msk").exists() == side_file


def paletted(path, numbers, colours):
    made = written(path, numbers, nodata=None)
    dataset = gdal.Open(str(made), gdal.GA_Update)
    table = gdal.ColorTable()
    for index, colour in enumerate(colours):
        table.SetColorEntry(index, colour)
    dataset.GetRasterBand(1).SetRasterColorTable(table)
    return made


CARD = engine_parts.card(name="m")
PICTURE = {
    "role": "image",
    "bands": 3,
    "normalisation": {"kind": "scale", "scale": 1 / 127.5, "offset": -1.0},
}


def layer(raster, entry, grid=None):
    entries = [entry] if grid is None else [{"role": "dsm"}, entry]
    card = Card.from_json({**CARD, "inputs": entries})
    return Layer(raster, card, len(entries) - 1, grid or raster.grid)


@pytest.mark.parametrize("place", [rasters.GEOTRANSFORM, HALF])
def test_palettes_become_colours(tmp_path, place):
    numbers = np.random.default_rng(0).integers(0, 4, (32, 32)).astype(np.uint8)
    colours = [(10, 200, 30, 255), (250, 0, 0, 255), (0, 0, 99, 255), (7, 7, 7, 255)]
    rgb = np.moveaxis(np.array(colours, np.uint8)[numbers][..., :3], 2, 0)
    pictures = [
        paletted(tmp_path / "p.tif", numbers, colours),
        written(tmp_path / "rgb.tif", np.ascontiguousarray(rgb), nodata=None),
    ]
    grid = Grid(32, 32, place, rasters.wkt(32631))
    values = []
    for path in pictures:
        with Raster.open(path) as raster:
            values.append(layer(raster, PICTURE, grid).read(grid.window()))
    np.testing.assert_allclose(*values, atol=1e-3)


def test_palettes_of_grey_levels_and_of_masks(tmp_path):
    numbers = np.array([[0, 1], [2, 3]], np.uint8)
    greys = [(9, 9, 9, 255), (50, 50, 50, 255), (200, 200, 200, 255)]
    path = paletted(tmp_path / "p.tif", numbers, greys)
    with Raster.open(path) as raster:
        (values,) = raster.in_colours().read(raster.grid.window())
        np.testing.assert_array_equal(values, [[9, 50], [200, 0]])
        with Raster.open(raster.source) as again:
            np.testing.assert_array_equal(again.read(again.grid.window())[0], values)
    with Raster.open(path) as raster:  # a mask's numbers are classes
        assert raster.read(raster.grid.window())[0].tolist() == numbers.tolist()


def test_numbers_without_a_colour_are_void():
    table = gdal.ColorTable()
    table.SetColorEntry(0, (1, 2, 3, 0))
    table.SetColorEntry(1, (4, 5, 6, 255))
    values = Palette(table).colours(np.array([[0, 1], [2, np.nan]], np.float32))
    np.testing.assert_array_equal(values[:, 0, 1], [4, 5, 6])
    assert np.isnan(values).sum() == 9


def sixteen_bits(path, picture, bits=None):
    options = [f"NBITS={bits}"] if bits else []
    count, height, width = picture.shape
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), width, height, count, gdal.GDT_UInt16, options)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.WriteArray(picture)
    dataset = None
    return path


@pytest.mark.parametrize(("bits", "factor"), [(None, 257), (12, 4095 / 255), (11, 2047 / 255)])
def test_16_bit_pictures_of_a_declared_range(tmp_path, bits, factor):
    picture = np.linspace(0, 255, 3 * 16 * 16).reshape(3, 16, 16)
    path = sixteen_bits(tmp_path / "a.tif", np.rint(picture * factor).astype(np.uint16), bits)
    with Raster.open(path) as raster:
        np.testing.assert_allclose(layer(raster, PICTURE).read(raster.grid.window()), picture, atol=0.1)


def test_pictures_of_other_types(tmp_path):
    ramp = np.linspace(0, 1, 3 * 16 * 16).reshape(3, 16, 16).astype(np.float32)
    with Raster.open(written(tmp_path / "f.tif", ramp, nodata=None)) as raster:
        assert factor_to_bytes(raster, Input.from_json(PICTURE), "m") == 255
    with Raster.open(sixteen_bits(tmp_path / "b.tif", (255 * ramp).astype(np.uint16))) as raster:
        assert factor_to_bytes(raster, Input.from_json(PICTURE), "m") == 1  # 8-bit values in a wider type
    with Raster.open(sixteen_bits(tmp_path / "c.tif", (3000 * ramp).astype(np.uint16))) as raster:
        with pytest.raises(RooflineError, match="values up to 3000 and does not say their range"):
            layer(raster, PICTURE)
        own = {"role": "image", "bands": 3, "normalisation": {"kind": "standardise", "std": None}}
        assert factor_to_bytes(raster, Input.from_json(own), "m") == 1  # counted by its own mean and spread


INDEX = {"role": "ndvi", "normalisation": {"kind": "scale", "scale": 1 / 255, "offset": 0, "clip": [0, 255]}}


@pytest.mark.parametrize(
    ("factor", "dtype", "words"),
    [
        (1, "float32", ""),
        (1.05, "float32", ""),
        (10000, "int16", "a.tif has values from -9999 to 9998, of which the model takes 0 to 255"),
        (10000, "float32", "a.tif has values from -9999 to 9998, of which the model takes 0 to 255"),
        (100, "int16", "a.tif has values from -99 to 99, of which the model takes 0 to 255"),
    ],
)
def test_an_index_in_another_coding_is_not_cut_in_silence(tmp_path, caplog, factor, dtype, words):
    ndvi = np.linspace(-0.9999, 0.9998, 32 * 32).reshape(32, 32) * factor
    with Raster.open(written(tmp_path / "a.tif", ndvi.astype(dtype), nodata=None)) as raster:
        read = layer(raster, INDEX).read(raster.grid.window())[0]
    warned = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert words in " ".join(warned) and bool(words) == bool(warned)
    if not words:
        np.testing.assert_allclose(read, 127.5 * (ndvi + 1), atol=0.01)

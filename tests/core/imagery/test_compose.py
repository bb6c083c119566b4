"""Masks of roads and buildings from rasters in every form and from shapes."""

from __future__ import annotations

import time

import numpy as np
import pytest
from osgeo import gdal, ogr
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.imagery import masks
from roofline.models.imagery.compose import compose, grid_of
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.shapes import Vector
from roofline.models.raster.source import RasterSource
from support import rasters
from support.satgen_parts import ABSENT, PARITY, town_mask

needs_cases = pytest.mark.skipif(not PARITY.exists(), reason=ABSENT)
GRID = (600000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


def write(path, array, **options):
    return rasters.write(path, np.ascontiguousarray(array), nodata=None, geotransform=GRID, **options)


def picture(mask):
    """A mask (2, H, W) as people paint it: red roads, green buildings, grey and nearly red background."""
    painted = np.full((3, *mask.shape[1:]), 30, np.uint8)
    painted[0, ::7] = 254
    for band, values in enumerate(mask):
        for channel in range(3):
            painted[channel][values > 0] = 255 if channel == band else 0
    return painted


def paged(path, mask):
    """A mask (2, H, W) with a page per row, as tifffile writes an array (H, W, 2) that is no RGB."""
    pages = np.moveaxis(mask, 0, 2)
    for index, page in enumerate(pages):
        options = ["APPEND_SUBDATASET=YES"] if index else []
        driver = gdal.GetDriverByName("GTiff")
        dataset = driver.Create(str(path), 2, len(page), 1, gdal.GDT_Byte, options)
        dataset.GetRasterBand(1).WriteArray(page)
        dataset = None
    return path


def square(x, y, size):
    return ogr.CreateGeometryFromWkt(
        f"POLYGON(({x} {y},{x + size} {y},{x + size} {y + size},{x} {y + size},{x} {y}))"
    ).ExportToWkb()


def vector(*shapes):
    return Vector(lambda extent: [bytes(shape) for shape in shapes])


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@needs_cases
@pytest.mark.parametrize("name", ["rgb.png", "rgba.png", "rgb.tif", "lossy.jpg"])
def test_published_pictures(name):
    mask = masks.open_mask(PARITY / "api" / name)
    wanted = np.moveaxis(np.load(PARITY / "api" / "masks.npz")[name], 2, 0)
    np.testing.assert_array_equal(mask.read(mask.grid.window()), wanted)


@needs_cases
@pytest.mark.parametrize("name", ["gray.png", "palette.png"])
def test_published_refusals(name):
    assert masks.open_mask(PARITY / "api" / name).bands == 1  # the generator then asks for two


@needs_cases
def test_published_refusal_of_a_broken_picture():
    with pytest.raises(RooflineError, match=r"broken\.png cannot be read"):
        masks.open_mask(PARITY / "api" / "broken.png")


@needs_cases
def test_published_labels_have_a_page_per_row():
    tensors = np.load(PARITY / "data" / "dataset_tensors.npz")
    paths = sorted((PARITY / "data" / "pairs" / "gt").glob("*.tiff"))
    assert len(paths) > 2
    for path in paths:
        mask = masks.open_mask(path)
        assert (mask.bands, mask.grid.width, mask.grid.height) == (2, 64, 64)
        wanted = (tensors[f"input_{path.name[0]}"] + 1) * 127.5
        values = mask.read(mask.grid.window()).astype(float)
        if path.name[0] == "e":  # 0/1 labels, which the published loader takes as they are
            wanted = tensors["input_e"]
            wanted = (wanted - wanted.min()) / max(np.ptp(wanted), 1e-6)
        np.testing.assert_allclose(values, np.rint(wanted), atol=1e-3, err_msg=path.name)


@pytest.mark.parametrize("form", ["bands", "ones", "picture", "pages", "described", "alpha", "blue"])
def test_every_form_of_mask_is_the_same(tmp_path, form):
    mask = town_mask(90, 130)
    path = tmp_path / "given.tif"
    if form == "pages":
        paged(path, mask)
    elif form == "described":
        write(path, mask[::-1])
        dataset = gdal.Open(str(path), gdal.GA_Update)
        for index, name in enumerate(("buildings", "roads")):
            dataset.GetRasterBand(index + 1).SetDescription(name)
        dataset = None
    elif form in ("alpha", "blue"):  # two classes with alpha; colours from blue to red
        alpha = np.concatenate([mask, np.full_like(mask[:1], 255)])
        write(path, alpha if form == "alpha" else picture(mask)[::-1])
        told = (
            ("Undefined", "Undefined", "AlphaBand")
            if form == "alpha"
            else ("BlueBand", "GreenBand", "RedBand")
        )
        dataset = gdal.Open(str(path), gdal.GA_Update)
        for index, name in enumerate(told):
            dataset.GetRasterBand(index + 1).SetColorInterpretation(getattr(gdal, f"GCI_{name}"))
        dataset = None
    else:
        write(path, {"bands": mask, "ones": mask // 255, "picture": picture(mask)}[form])
    compose({"roads": str(path)}, tmp_path / "mask.tif", grid_of(path, "", None, None))
    np.testing.assert_array_equal(read(tmp_path / "mask.tif"), mask)
    dataset = gdal.Open(str(tmp_path / "mask.tif"))
    assert [dataset.GetRasterBand(i).GetDescription() for i in (1, 2)] == ["roads", "buildings"]
    if form != "pages":
        assert rasters.grid_of(tmp_path / "mask.tif")[2:4] == (GRID, "32631")


def test_bands_in_the_other_order(tmp_path):
    mask = town_mask(64, 64)
    path = write(tmp_path / "given.tif", mask[::-1])
    grid = grid_of(path, "", None, None)
    compose({"buildings": path}, tmp_path / "mask.tif", grid, channel_order="buildings_roads")
    np.testing.assert_array_equal(read(tmp_path / "mask.tif"), mask)


def test_two_rasters_on_different_grids(tmp_path):
    mask = town_mask(100, 120)
    roads = write(tmp_path / "roads.tif", mask[0])
    moved = rasters.write(
        tmp_path / "buildings.tif",
        np.ascontiguousarray(mask[1, 20:, 30:]) // 255,
        nodata=None,
        geotransform=(600030.0, 1.0, 0.0, 4999980.0, 0.0, -1.0),
    )
    compose({"roads": roads, "buildings": moved}, tmp_path / "mask.tif", grid_of(roads, "", None, None))
    wanted = mask.copy()
    wanted[1, :20], wanted[1, :, :30] = 0, 0
    np.testing.assert_array_equal(read(tmp_path / "mask.tif"), wanted)


def test_shapes_are_drawn_in_metres(tmp_path):
    line = ogr.CreateGeometryFromWkt("LINESTRING(600000 4999950,600100 4999950)").ExportToWkb()
    point = ogr.CreateGeometryFromWkt("POINT(600050 4999990)").ExportToWkb()
    grid = Grid(100, 100, GRID, rasters.wkt(32631))
    sources = {"roads": vector(line, point), "buildings": vector(square(600010, 4999980, 12))}
    compose(sources, tmp_path / "mask.tif", grid, road_width=6.0)
    roads, buildings = read(tmp_path / "mask.tif")
    wanted = np.zeros((100, 100), np.uint8)
    wanted[47:53] = 255
    np.testing.assert_array_equal(roads, wanted)
    wanted[:] = 0
    wanted[8:20, 10:22] = 255
    np.testing.assert_array_equal(buildings, wanted)


def test_strips_meet(tmp_path, monkeypatch):
    shapes = [square(600000 + 11 * i, 4999905 + 7 * i, 9) for i in range(9)]
    grid = Grid(100, 100, GRID, rasters.wkt(32631))
    compose({"buildings": vector(*shapes)}, tmp_path / "whole.tif", grid)
    monkeypatch.setattr(masks, "CHUNK_PIXELS", 700)
    seen = []
    compose({"buildings": vector(*shapes)}, tmp_path / "strips.tif", grid, progress=seen.append)
    np.testing.assert_array_equal(read(tmp_path / "strips.tif"), read(tmp_path / "whole.tif"))
    assert len(seen) == 15 and seen[-1] == 1.0


def test_grids(tmp_path):
    raster = write(tmp_path / "given.tif", town_mask(100, 120))
    utm = rasters.wkt(32631)
    assert grid_of(raster, "", None, None).width == 120
    part = grid_of(raster, "", (600010.0, 4999950.0, 600040.0, 4999990.0), None)
    assert (part.width, part.height, part.geotransform[0], part.geotransform[3]) == (30, 40, 600010, 4999990)
    coarse = grid_of(raster, "", None, 2.0)
    assert (coarse.width, coarse.height, coarse.geotransform[1]) == (60, 50, 2.0)
    free = grid_of(None, utm, (600000.0, 4999000.0, 600100.5, 4999050.0), None)
    assert (free.width, free.height, free.geotransform) == (101, 50, (600000, 1, 0, 4999050, 0, -1))
    feet = grid_of(None, rasters.wkt(2263), (0.0, 0.0, 1000.0, 1000.0), 0.3048)
    assert feet.geotransform[1] == pytest.approx(0.3048 * 3937 / 1200)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((None, "", None, None), "extent of the mask is not known"),
        ((None, "", (0.0, 0.0, 10.0, 10.0), -1.0), "pixel size is -1"),
        ((None, "", (0.0, 0.0, 10.0, 10.0), 1e308), "pixel size is 1e\\+308 m; give more than 0 and at most"),
        ((None, "", (0.0, 0.0, 1e9, 1e9), 0.1), "too many pixels"),
        ((None, rasters.wkt(4326), (0.0, 0.0, 1.0, 1.0), 1.0), "degrees"),
    ],
)
def test_grids_that_make_no_sense(arguments, words):
    with pytest.raises(RooflineError, match=words):
        grid_of(*arguments)


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_a_mask_of_nothing_but_nodata_is_empty(tmp_path, kind):
    """0 is the nodata value of many masks."""
    mask = masks.open_mask(rasters.write(tmp_path / "m.tif", np.zeros((2, 20, 30), kind), nodata=0))
    assert mask.bands == 2 and not mask.read(Window(0, 0, 30, 20)).any()


def test_refusals(tmp_path):
    grid = Grid(10, 10, GRID, rasters.wkt(32631))
    with pytest.raises(RooflineError, match="nothing to compose"):
        compose({}, tmp_path / "mask.tif", grid)
    with pytest.raises(RooflineError, match="road width is 0"):
        compose({"roads": vector()}, tmp_path / "mask.tif", grid, road_width=0)
    five = write(tmp_path / "five.tif", np.zeros((5, 10, 10), np.uint8))
    with pytest.raises(RooflineError, match=r"five\.tif has 5 bands; a mask has one or two"):
        compose({"roads": five}, tmp_path / "mask.tif", grid)
    for sources in ({"roads": five}, {"roads": Vector(vector().shapes, str(five))}):
        with pytest.raises(RooflineError, match="same name"):
            compose(sources, five, grid)
    with pytest.raises(Cancelled):
        compose({"roads": vector()}, tmp_path / "mask.tif", grid, cancelled=lambda: True)
    assert not (tmp_path / "mask.tif").exists()


@pytest.mark.parametrize("image", [False, True])
def test_a_picture_of_other_colours_is_no_plan(tmp_path, image):
    """Of which nothing would be drawn; a plan on which nothing is built, black or grey, is one."""
    random = np.random.default_rng(4)
    photo = random.integers(0, 250, (3, 40, 50)).astype(np.uint8)
    grey = np.full((3, 40, 50), 200, np.uint8)
    opened = masks.open_mask(write(tmp_path / "p.tif", photo if image else grey))
    target = tmp_path / "bands.tif"
    if image:
        with pytest.raises(RooflineError, match=r"p\.tif has no pixel in pure red, .* or pure green"):
            masks.write_classes(opened, target, [0, 1])
        assert sorted(path.name for path in tmp_path.iterdir()) == ["p.tif"]
        photo[:, 3, 4] = masks.COLOURS["roads"]
        opened = masks.open_mask(write(tmp_path / "p.tif", photo))
    masks.write_classes(opened, target, [0, 1])
    assert (read(target) > 0).sum() == image


@pytest.mark.parametrize(("value", "said"), [(1, False), (2, True), (32, True), (33, False), (255, False)])
def test_numbers_that_are_no_levels_are_told(tmp_path, caplog, value, said):
    band = np.zeros((2, 600, 700), np.uint8)
    band[:, 299:303, 349:353] = value  # of which a sample sees little
    mask = masks.open_mask(write(tmp_path / "m.tif", band))
    assert mask.read(mask.grid.window()).max() == (255 if value == 1 else value)
    assert ("next to nothing of 255" in caplog.text) == said


@pytest.mark.parametrize(
    ("bands", "value", "nodata"),
    [(2, 0, None), (2, 0, 0), (2, 7, 7), (2, 255, 255), (2, 1, 7), (3, 0, None)],
)
def test_a_mask_without_a_pixel_is_told(tmp_path, caplog, bands, value, nodata):
    """All void, or all zero, or a black picture: it counts as empty, which is seldom what was meant."""
    path = rasters.write(tmp_path / "m.tif", np.full((bands, 40, 50), value, np.uint8), nodata=nodata)
    masks.write_classes(masks.open_mask(path), tmp_path / "bands.tif", [0, 1])
    assert (read(tmp_path / "bands.tif") > 0).any() == (value == 1)
    said = "m.tif has no pixel above 0, so all of it counts as empty: check that it is the right one."
    assert (said in caplog.text) == (value != 1)


def test_a_part_of_a_paged_mask(tmp_path):
    mask = town_mask(80, 60)
    opened = masks.open_mask(paged(tmp_path / "label.tiff", mask))
    np.testing.assert_array_equal(opened.read(Window(20, 30, 25, 40)), mask[:, 30:70, 20:45])


@pytest.mark.parametrize("extent", [(20, 30, 45, 70), (20, -70, 45, -30)])
def test_an_extent_of_a_paged_mask(tmp_path, extent):
    """Columns and rows; QGIS counts those of a raster without a place from 0 to minus."""
    mask = town_mask(80, 60)
    source = paged(tmp_path / "label.tiff", mask)
    grid = grid_of(source, "", extent, None)
    compose({"roads": source}, tmp_path / "part.tif", grid)
    np.testing.assert_array_equal(read(tmp_path / "part.tif"), mask[:, 30:70, 20:45])


def test_what_is_void_in_a_mask_is_nothing(tmp_path):
    """By the user's nodata, and by a mask beside the file."""
    mask = np.full((20, 20), 255, np.uint8)
    mask[:5], mask[5:8] = 7, 0
    path = write(tmp_path / "a.tif", mask)
    compose(
        {"roads": RasterSource(str(path), nodata=(((7.0, 7.0),),))},
        tmp_path / "m.tif",
        grid_of(path, "", None, None),
    )
    assert read(tmp_path / "m.tif")[0].sum() == 255 * 12 * 20
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.where(np.indices(mask.shape)[1] < 10, 0, 255))
    dataset = None
    compose({"roads": path}, tmp_path / "n.tif", grid_of(path, "", None, None))
    found = read(tmp_path / "n.tif")[0]
    assert not found[:, :10].any() and (found[8:, 10:] == 255).all() and (found[:5, 10:] == 7).all()


def test_what_is_transparent_in_a_mask_is_nothing_beside_a_nodata_value_too(tmp_path):
    stack = np.full((2, 20, 20), 255, np.uint8)
    stack[0, :4], stack[1, :, :10] = 9, 0
    path = rasters.write(tmp_path / "a.tif", stack, nodata=9, geotransform=GRID)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(2).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset = None
    compose({"roads": path}, tmp_path / "m.tif", grid_of(path, "", None, None))
    found = read(tmp_path / "m.tif")[0]
    assert (found[4:, 10:] == 255).all() and found.sum() == 255 * 16 * 10


def test_a_vast_mask_is_looked_through_in_strips_and_cancelled(tmp_path):
    """Sparse files claim any size: what is not there costs nothing, and a cancel ends the look at once."""
    path = tmp_path / "vast.tif"
    options = ["SPARSE_OK=TRUE", "COMPRESS=DEFLATE"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 65535, 40000, 1, gdal.GDT_Byte, options)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.GetRasterBand(1).WriteArray(np.ones((8, 8), np.uint8), 60000, 39000)
    dataset = None
    mask = masks.open_mask(path)
    assert mask.read(Window(60004, 39004, 8, 8)).sum() == 255 * 16
    asked = []
    with pytest.raises(Cancelled):
        masks.open_mask(path, lambda: len(asked) > 2 or asked.append(1)).read(Window(0, 0, 8, 8))
    assert len(asked) == 3


def test_the_grid_of_a_mask_is_known_at_once(tmp_path):
    """Without a look at its pixels, which nobody could cancel: this one's are damaged."""
    path = rasters.write(tmp_path / "mask.tif", np.ones((512, 512), np.uint8), nodata=None)
    data = bytearray(path.read_bytes())
    path.write_bytes(data[: len(data) // 2])  # GDAL writes the directory first
    extent = (500000.0, 4999990.0, 500010.0, 5000000.0)
    grid = grid_of(path, "", extent, None)
    assert (grid.width, grid.height) == (20, 20)
    with pytest.raises(RooflineError, match=r"mask\.tif cannot be read"):
        masks.open_mask(path).read(Window(0, 500, 8, 8))


def test_a_small_place_in_a_vast_mask_costs_little(tmp_path):
    """Of 65,535 x 40,000 pixels only those that the grid meets are read, and they are the same."""
    path = tmp_path / "vast.tif"
    options = ["SPARSE_OK=TRUE", "COMPRESS=DEFLATE"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 65535, 40000, 1, gdal.GDT_Byte, options)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.SetProjection(rasters.wkt(32631))
    dataset.GetRasterBand(1).WriteArray(np.ones((8, 8), np.uint8), 60000, 39000)
    dataset = None
    start = time.process_time()
    for size in (0.5, 0.3):
        grid = grid_of(path, "", (530000, 4980490, 530010, 4980500), size)
        compose({"roads": path}, tmp_path / "out.tif", grid)
        found = gdal.Open(str(tmp_path / "out.tif")).ReadAsArray()[0] > 0
        assert found.sum() * size**2 == pytest.approx(16, abs=1.6)
    assert time.process_time() - start < 8
    far = Grid(8, 8, (100000, 1, 0, 100000, 0, -1), rasters.wkt(32631))
    with pytest.raises(RooflineError, match=r"vast\.tif does not overlap"):
        compose({"roads": path}, tmp_path / "far.tif", far)


VAST = """<VRTDataset rasterXSize='{size}' rasterYSize='{size}'><SRS>{crs}</SRS>
<GeoTransform>500000,0.5,0,5000000,0,-0.5</GeoTransform><VRTRasterBand dataType='Byte' band='1'><SimpleSource>
<SourceFilename>{file}</SourceFilename><SourceBand>1</SourceBand>
<SrcRect xOff='0' yOff='0' xSize='64' ySize='48'/>
<DstRect xOff='{col}' yOff='8' xSize='64' ySize='48'/></SimpleSource></VRTRasterBand></VRTDataset>"""


def test_a_mosaic_of_a_country_costs_what_is_wanted_of_it(tmp_path, rng):
    """A table of its tiles would take gigabytes; what cannot be cut is refused by its own name."""
    values = rng.integers(0, 256, (48, 64), dtype=np.uint8)
    file, path, size = rasters.write(tmp_path / "m.tif", values, nodata=None), tmp_path / "vast.vrt", 2**23
    path.write_text(VAST.format(size=size, file=file, col=size - 64, crs="EPSG:32631"))
    opened = masks.open_mask(path)
    made = masks.write_classes(opened, tmp_path / "part.tif", [0], area=Window(size - 32, 0, 90, 20))
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) < 100_000
    found = gdal.Open(str(made))
    assert found.GetGeoTransform() == opened.grid.geotransform and found.RasterXSize == size
    np.testing.assert_array_equal(found.ReadAsArray(size - 32, 8, 32, 12), values[:12, 32:])
    assert not found.ReadAsArray(size - 64, 8, 32, 12).any()
    compose({"roads": path}, tmp_path / "out.tif", opened.grid.subgrid(Window(size - 64, 8, 64, 48)))
    np.testing.assert_array_equal(read(tmp_path / "out.tif")[0], values)
    path.write_text(VAST.format(size=size, file=file, col=0, crs="EPSG:32632"))
    with pytest.raises(RooflineError, match=r"^vast\.vrt has too many pixels; cut it to the place"):
        compose({"roads": path}, tmp_path / "out.tif", Grid(8, 8, rasters.GEOTRANSFORM, rasters.wkt(32631)))
    with pytest.raises(RooflineError, match="The mask would have too many pixels; choose a smaller EXTENT"):
        grid_of(path, "", None, None)

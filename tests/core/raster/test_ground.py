"""True lengths where the CRS stretches them, and units of heights by all their names."""

from __future__ import annotations

import logging
import math

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from roofline.models.engine.inputs import checked_gsd
from roofline.models.errors import RooflineError
from roofline.models.evaluation.surface.classes import pixel_size
from roofline.models.imagery.compose import along_line, compose, grid_of
from roofline.models.modelfile.parts import Card
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Grid
from roofline.models.raster.shapes import Vector
from roofline.models.raster.units import metres_per
from support import rasters
from support.engine_parts import card

US_FOOT = 1200 / 3937


def wkt(code):
    crs = osr.SpatialReference()
    crs.SetFromUserInput(code)
    return crs.ExportToWkt()


def grid(code, x, y, pixel=1.0):
    return Grid(100, 100, (x, pixel, 0.0, y, 0.0, -pixel), wkt(code))


@pytest.mark.parametrize(
    ("code", "x", "y", "columns", "rows"),
    [
        # computed on a sphere as large as the ellipsoid's equator: the factors differ a little
        ("EPSG:3857", 0, 6710000, 0.6238, 0.6222),
        ("EPSG:3857", 19000000, 0, 1.0, 1.0),
        ("EPSG:3857", -20037508, 8399737, 0.5012, 0.5005),  # across the date line
        ("EPSG:3395", 0, 6710000, 0.6213, 0.6213),
        ("EPSG:32662", 0, 5700000, 0.6262, 1.0),  # degrees called metres: 0.6278, on the ellipsoid 0.6247
        ("ESRI:54009", 1000000, 6000000, 0.9337, 1.0796),  # Mollweide keeps areas
        ("EPSG:32631", 500000, 5400000, 1.0, 1.0),
        ("EPSG:32631", 166000, 10, 1.0, 1.0),
        ("EPSG:2154", 700000, 6600000, 1.0, 1.0),
        ("EPSG:27572", 600000, 2400000, 1.0, 1.0),  # in grads from Paris
        ("EPSG:3857", 1e12, 1e12, 1.0, 1.0),  # nowhere
        ("EPSG:2263", 500000, 5000000, 1.0, 1.0),  # far beyond New York, where its scale means nothing
    ],
)
def test_stretch(code, x, y, columns, rows):
    found = grid(code, x, y)
    assert found.stretch == pytest.approx((columns, rows), abs=2e-3)
    unit = found.unit_in_metres
    assert found.gsd == pytest.approx(unit * math.sqrt(columns * rows), abs=2e-3)
    assert pixel_size(found) == pytest.approx((unit * rows, unit * columns), abs=2e-3)


def test_feet_keep_their_exact_size():
    assert grid("EPSG:2263", 984000, 200000, 2.0).gsd == pytest.approx(2 * US_FOOT, rel=1e-12)


def test_the_pixel_size_of_a_run_is_that_on_the_ground(tmp_path, caplog):
    crs = (0.0, 1.0, 0.0, 6710000.0, 0.0, -1.0)
    path = rasters.write(tmp_path / "dsm.tif", rasters.town((64, 64)), geotransform=crs, epsg=3857)
    with Raster.open(path) as raster, caplog.at_level(logging.INFO):
        assert checked_gsd(Card.from_json(card(name="m")), raster) == pytest.approx(0.623, abs=1e-3)
        assert checked_gsd(Card.from_json(card(name="m")), raster, 0.5) == 0.5
        assert raster.height_unit == 1
    assert "its metre is 0.623 m on the ground here" in caplog.text


def test_roads_are_as_wide_on_the_ground(tmp_path):
    place = grid("EPSG:3857", 0, 6710000)
    road = ogr.CreateGeometryFromWkt("LINESTRING(0 6709950,100 6709950)").ExportToIsoWkb()
    compose({"roads": Vector(lambda extent: [bytes(road)])}, tmp_path / "m.tif", place, road_width=10)
    pixels = np.count_nonzero(gdal.Open(str(tmp_path / "m.tif")).ReadAsArray()[0][:, 50])
    assert pixels == pytest.approx(10 / 0.623, abs=1)


@pytest.mark.parametrize(
    ("code", "x", "y", "unit"),
    [
        ("EPSG:3857", 0, 6710000, 0.623),
        ("EPSG:2263", 984000, 200000, US_FOOT),
        ("EPSG:32631", 500000, 5e6, 1),
    ],
)
def test_pixels_of_a_mask_are_as_long_as_was_asked_for_on_the_ground(code, x, y, unit):
    """Whether they are asked for an extent, or for a raster whose own pixels are others."""
    made = grid_of(None, wkt(code), (x, y, x + 100, y + 60), 2.0)
    assert made.gsd == pytest.approx(2.0, rel=1e-3)
    assert (made.width, made.height) == (math.ceil(50 * unit), math.ceil(30 * unit))
    assert grid_of(None, wkt(code), (x, y, x + 100, y + 60), None).gsd == pytest.approx(1.0, rel=1e-3)


def test_a_mask_in_degrees_is_named(tmp_path):
    place = (4.0, 1e-5, 0.0, 45.0, 0.0, -1e-5)
    path = rasters.write(tmp_path / "plan.tif", np.zeros((8, 8), np.uint8), geotransform=place, epsg=4326)
    with pytest.raises(RooflineError, match=r"^The CRS of plan\.tif is in degrees; reproject it"):
        grid_of(path, "", None, 1.0)


def test_the_extent_of_a_straight_road_holds_its_width_on_the_ground():
    left, bottom, right, top = along_line((984000, 2e5, 984100, 2e5), wkt("EPSG:2263"), 7.0)
    assert (top - bottom) * US_FOOT == pytest.approx(14) and right - left == pytest.approx(100 + top - bottom)


@pytest.mark.parametrize(
    ("name", "metres"),
    [
        *(
            (name, US_FOOT)
            for name in ("Foot_US", "sft", "US survey foot (ftUS)", "us-ft", "U.S. Survey Feet")
        ),
        *((name, US_FOOT) for name in ("foot (US survey)", "ftUS", "Foot_US ", "US survey foot")),
        *((name, 0.3048) for name in ("ft", "Feet", "foot", "international foot", "Foot (International)")),
        *((name, 0.01) for name in ("centimetre", "cm", "Centimeters")),
        *((name, 0.1) for name in ("decimetre", "dm")),
        *((name, 0.001) for name in ("mm", "millimetre")),
        *(
            (name, 1.0)
            for name in ("m", "METRE", "metres", "metre (EPSG:9001)", "m a.s.l.", "meters above MSL")
        ),
        *(
            (name, 1.0)
            for name in ("m ü. M.", "Meter über NHN", "m_NAVD88", "masl", "müNN", "mètres", "m+NAP")
        ),
        ("yard", 0.9144),
        ("inch", 0.0254),
        ("fathom", 1.8288),
        ("Clarke's foot", 0.3047972654),
        *((name, 0.0) for name in ("Unknown", "unspecified", "unit-less")),
        ("", 0.0),
        ("furlong", None),
        ("dB", None),
        ("m/s", None),
        ("%", None),
        ("'", None),
    ],
)
def test_units_by_name(name, metres):
    assert metres_per(name) == metres


def test_a_unit_of_something_else_is_refused(tmp_path):
    path = rasters.write(tmp_path / "dsm.tif", rasters.town((16, 16)), unit="dB")
    with (
        Raster.open(path) as raster,
        pytest.raises(RooflineError, match='heights in "dB", which is no known'),
    ):
        _ = raster.height_unit

"""References of roofs: flat and sloping faces, the ground about them, and what the points say between."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.clouds.readers import open_points
from roofline.models.clouds.roofs import Roofs, drawn_roofs, write_reference
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Grid
from roofline.models.training.reconstruction import cards, configuration
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.samples import Samples
from support import las_parts, rasters
from support import reconstruction_parts as parts

UTM = "EPSG:32632"
GRID = Grid(20, 10, (0.0, 1.0, 0.0, 10.0, 0.0, -1.0))


def roofs(*texts, height=None):
    """Polygons by their WKT, each with its own Z or a height."""
    shapes = [(bytes(ogr.CreateGeometryFromWkt(text).ExportToWkb()), height) for text in texts]
    return Roofs(lambda extent: shapes, "houses")


def box(left, bottom, right, top, z=""):
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    return f"POLYGON {'Z ' if z != '' else ''}(({', '.join(f'{x} {y} {z}' for x, y in corners)}))"


def test_a_flat_roof_and_a_gable():
    gable = (
        "POLYGON Z ((8 2 5, 14 2 5, 14 5 8, 8 5 8, 8 2 5))",
        "POLYGON Z ((8 5 8, 14 5 8, 14 8 5, 8 8 5, 8 5 8))",
        "POLYGON Z ((8 2 0, 14 2 0, 14 8 0, 8 8 0, 8 2 0))",  # the ground under it
        "POLYGON Z ((8 2 0, 14 2 0, 14 2 5, 8 2 5, 8 2 0))",  # a wall
    )
    drawn = drawn_roofs(roofs(box(1, 2, 5, 8, 7), *gable), GRID)
    assert (drawn[2:8, 1:5] == 7).all() and np.isfinite(drawn).sum() == 24 + 36
    np.testing.assert_allclose(drawn[2:8, 8], [5.5, 6.5, 7.5, 7.5, 6.5, 5.5], atol=1e-5)


def test_collections_holes_and_odd_faces():
    hole = "POLYGON Z ((0 0 3, 9 0 3, 9 9 3, 0 9 3, 0 0 3), (3 3 3, 6 3 3, 6 6 3, 3 6 3, 3 3 3))"
    solid = (
        "GEOMETRYCOLLECTION Z (MULTIPOLYGON Z (((12 1 2, 15 1 2, 15 4 2, 12 4 2, 12 1 2))), POINT Z (1 1 1))"
    )
    bow = "POLYGON Z ((12 5 4, 18 9 4, 18 5 4, 12 9 4, 12 5 4))"
    drawn = drawn_roofs(roofs(hole, solid, bow), GRID)
    assert np.isfinite(drawn[:, :9]).sum() == 81 - 9 and (drawn[6:9, 12:15] == 2).all()
    assert np.nanmax(drawn[1:5, 12:18]) == 4
    wall = "POLYGON Z ((0 0 0, 9 0 0, 9 0 5, 0 0 5, 0 0 0))"
    mended: set[int] = set()
    for _ in range(2):  # two strips
        drawn_roofs(roofs(hole, solid, bow, wall), GRID, mended)
    assert len(mended) == 1
    outside = drawn_roofs(roofs(box(100, 100, 110, 110, 5)), GRID)
    assert np.isnan(outside).all()


def test_the_town_from_points_and_polygons(tmp_path):
    """Roofs are exact, walls sharp, the ground about them is ground; the points fill the rest."""
    cloud = parts.points(tmp_path, noise=0.02)
    write_reference(cloud, parts.town_roofs(), tmp_path / "reference.tif", pixel_size=1.0, crs=UTM)
    made, true = rasters.read(tmp_path / "reference.tif"), parts.town()
    assert rasters.grid_of(tmp_path / "reference.tif")[3] == "32632"
    assert made.shape == true.shape and (made[true == 108] == 108).all()
    assert np.abs(made[true == 100] - 100).max() < 0.2


def test_pixels_are_as_long_as_was_asked_for_on_the_ground(tmp_path):
    """A town of 96 x 40 m in EPSG:3857, whose metre is 0.63 m there."""
    points = np.vstack(list(open_points(parts.points(tmp_path)).pieces()))
    north, metre = 6621293.7, 0.62976
    corner = np.array([parts.LEFT, parts.TOP - parts.HEIGHT, 0])
    moved = (points - corner) / [metre, metre, 1] + np.array([0, north, 0])
    path = las_parts.write(
        tmp_path / "town.las", moved, records=(las_parts.keys((1024, 0, 1, 1), (3072, 0, 1, 3857)),)
    )
    roof = [(bytes(ogr.CreateGeometryFromWkt(box(0, north, 9, north + 9)).ExportToWkb()), 108.0)]
    target = tmp_path / "reference.tif"
    write_reference(path, Roofs(lambda extent: roof, "houses"), target, pixel_size=1.0)
    with Raster.open(target) as raster:
        assert raster.grid.gsd == pytest.approx(1.0, rel=1e-3)
        assert (raster.grid.width, raster.grid.height) == pytest.approx((parts.WIDTH, parts.HEIGHT), abs=1)


@pytest.mark.parametrize("name", ["cloud.las", "cloud.csv"])
def test_heights_in_feet_stay_in_feet(tmp_path, name):
    """Of points whose coordinates are in metres; a GeoTIFF's own CRS does not tell the unit of heights."""
    points = np.vstack(list(open_points(parts.points(tmp_path)).pieces()))
    feet = points / [1, 1, 0.3048]
    if name.endswith("las"):
        keys = las_parts.keys((1024, 0, 1, 1), (3072, 0, 1, 32632), (4099, 0, 1, 9002))
        las_parts.write(tmp_path / name, feet, records=(keys,))
    else:
        np.savetxt(tmp_path / name, feet, delimiter=",", header="x,y,z (ft)", comments="")
    shapes = [(shape, height / 0.3048) for shape, height in parts.town_roofs().shapes(None)]
    target = tmp_path / "reference.tif"
    write_reference(tmp_path / name, Roofs(lambda extent: shapes, "houses"), target, pixel_size=1.0, crs=UTM)
    with Raster.open(target) as raster:
        assert raster.height_unit == pytest.approx(0.3048)
        assert np.isclose(raster.read(raster.grid.window())[0].max() * 0.3048, 108, atol=0.1)


def test_refusals(tmp_path):
    cloud, target = parts.points(tmp_path), tmp_path / "reference.tif"
    for given, words in (
        (parts.town_roofs(-100), r"houses lie -100 m from the points; .* not above the ground"),
        (roofs(box(0, 0, 9, 9, 100)), "houses and points.ply do not overlap"),
        (roofs(box(parts.LEFT, parts.TOP - 9, parts.LEFT + 9, parts.TOP)), "name the field .* HEIGHT_FIELD"),
    ):
        with pytest.raises(RooflineError, match=words):
            write_reference(cloud, given, target, pixel_size=1.0, crs=UTM)
    with pytest.raises(Cancelled):
        write_reference(cloud, parts.town_roofs(), target, pixel_size=1.0, crs=UTM, cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["points.ply"]


@pytest.mark.parametrize("epsg", [32632, 25832, 4258])
def test_a_configuration_names_a_file_of_roofs(tmp_path, epsg):
    """A place's reference may be polygons in any CRS with a field of heights: its queries are the town's."""
    path = parts.roofs_file(tmp_path / "roofs.gpkg", epsg)
    config = parts.config(tmp_path)
    config["places"][0] |= {"reference": str(path), "height_field": "eaves", "crs": UTM}
    plan = Plan(configuration.complete(config), tmp_path)
    with Samples.open(plan, "train", cards.draft(plan)) as samples:
        (place,) = samples.places
        assert place.name == "roofs"
        surface = place.surface((parts.LEFT, parts.TOP - parts.HEIGHT, parts.LEFT + 40, parts.TOP))
        made, true = surface.heights[2:-2, 2:-2], parts.town()[:, :40]
        assert (made == true)[true == 108].mean() > 0.98 and np.abs(made - true)[true == 100].mean() < 0.2
    config["places"][0]["height_field"] = "storeys"
    plan = Plan(configuration.complete(config), tmp_path)
    with pytest.raises(RooflineError, match="has no field storeys; choose one of eaves"):
        Samples.open(plan, "train", cards.draft(plan))


def test_polygons_without_heights_are_told_before_points_are_gridded(tmp_path):
    """Which takes minutes; a cancel, which is heeded from there on, would come too late."""
    west, south = parts.LEFT, parts.TOP - parts.HEIGHT
    flat = roofs(box(west, south, west + 9, south + 9))
    before = [parts.points(tmp_path)]
    with pytest.raises(RooflineError, match="houses has polygons without heights; name the field"):
        write_reference(before[0], flat, tmp_path / "r.tif", crs=UTM, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        write_reference(before[0], parts.town_roofs(), tmp_path / "r.tif", crs=UTM, cancelled=lambda: True)
    assert [*tmp_path.iterdir()] == before

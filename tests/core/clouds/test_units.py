"""Units of clouds: heights in feet over metres, and all in feet, from the file's keys to the surface."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import pytest
from osgeo import osr
from roofline.models.clouds.cell_source import CellSource
from roofline.models.clouds.gridding import grid_points
from roofline.models.clouds.patches import Rules
from roofline.models.clouds.readers import open_points
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.clouds.source import CloudSource
from roofline.models.engine.device import choose
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Card
from roofline.models.raster.dataset import Raster
from roofline.models.training.reconstruction import cards, configuration, judging
from roofline.models.training.reconstruction.places import parted
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.samples import Samples
from support import cloud_parts, implicity_parts, las_parts, rasters
from support import reconstruction_parts as town

US_FOOT = 1200 / 3937
UTM = ((1024, 0, 1, 1), (3072, 0, 1, 32632))
FEET_UP = (*UTM, (4096, 0, 1, 6360), (4099, 0, 1, 9003))  # NAVD88 heights in US survey feet
WEB = ((1024, 0, 1, 1), (3072, 0, 1, 3857))
NORTH, TRUE = 6621293.7, 0.62976  # of EPSG:3857 near London, and what its metre is there
ALL_FEET = ((1024, 0, 1, 1), (3072, 0, 1, 2263))  # New York Long Island, US survey feet


@pytest.mark.parametrize(
    ("keys", "along", "up"), [(UTM, 1, 1), (FEET_UP, 1, US_FOOT), (ALL_FEET, US_FOOT, US_FOOT)]
)
def test_a_network_sees_metres_and_answers_in_the_files_unit(tmp_path, keys, along, up):
    """The level network's surface is half a z_std above the points, in metres, whatever the units are."""
    points = implicity_parts.flat_points() - np.array([500000, 5000000, 0])
    points = points / [along, along, up] + np.array([300000, 200000, 0])
    path = las_parts.write(tmp_path / "cloud.las", points, records=(las_parts.keys(*keys),))
    reconstruct(implicity_parts.level_bundle(0.5), path, tmp_path / "dsm.tif", device="cpu")
    with Raster.open(tmp_path / "dsm.tif") as raster:
        assert raster.height_unit == pytest.approx(up) and raster.grid.unit_in_metres == pytest.approx(along)
    heights = rasters.read(tmp_path / "dsm.tif") * up
    top = 100 + 0.5 * implicity_parts.Z_STD
    assert heights.min() > top - 1 / 16 - 0.01 and heights.max() < top + 0.01


FOOT, CENTI = 0.3048, 0.01
NAMED = [
    ("x,y,z (ft)", "EPSG:32632", 1, FOOT),
    ("x (m),y (m),z (US survey feet, NAVD88)", "EPSG:32632", 1, US_FOOT),
    ("x,y,z_cm", "EPSG:32632", 1, CENTI),
    ("x_ft,y_ft,z_ft", "EPSG:2263", US_FOOT, US_FOOT),
    ("x,y,z [m]", "EPSG:2263", US_FOOT, 1),
    ("x,y,z", "EPSG:32632", 1, 1),
    ("x (m),y (m),z (m)", "", 1, 1),
    ("xft,yft,zft", "EPSG:2263", US_FOOT, US_FOOT),
    ("EastingUSFt,NorthingUSFt,HeightFeet", "EPSG:2263", US_FOOT, US_FOOT),
    ("x meter,y meter,z_usft", "EPSG:32632", 1, US_FOOT),
]


@pytest.mark.parametrize(("header", "crs", "along", "up"), NAMED)
@pytest.mark.parametrize("network", [False, True])
def test_units_in_the_names_of_columns_count(tmp_path, header, crs, along, up, network):
    points = implicity_parts.flat_points() - np.array([500000, 5000000, 0])
    points = points / [along, along, up] + np.array([300000, 200000, 0])
    path = tmp_path / "cloud.csv"
    np.savetxt(path, points, delimiter=",", header=header, comments="")
    if network:
        reconstruct(implicity_parts.level_bundle(0.5), path, tmp_path / "dsm.tif", device="cpu", crs=crs)
    else:
        grid_points(path, tmp_path / "dsm.tif", pixel_size=2 / along, crs=crs)
    with Raster.open(tmp_path / "dsm.tif") as raster:
        assert raster.height_unit == pytest.approx(up) and raster.grid.unit_in_metres == pytest.approx(along)
    top = 100 + network * 0.5 * implicity_parts.Z_STD
    heights = rasters.read(tmp_path / "dsm.tif") * up
    np.testing.assert_allclose(heights[heights > 0], top, atol=1 / 16 + 0.01)


@pytest.mark.parametrize(
    ("header", "crs"),
    [
        ("x,y,z (ft)", ""),
        ("x (ft),y (ft),z", ""),
        ("x (ft),y (ft),z", "EPSG:32632"),
        ("x,y,z (ft)", "EPSG:32632+5773"),  # heights in metres
        ("x,y,z (km)", "EPSG:32632"),
    ],
)
def test_units_in_the_names_of_columns_that_the_crs_has_not_are_refused(tmp_path, header, crs):
    np.savetxt(
        tmp_path / "cloud.csv", implicity_parts.flat_points(), delimiter=",", header=header, comments=""
    )
    words = "of its CRS are 1 m" if crs else "it has no CRS"
    with pytest.raises(RooflineError, match=f"header of cloud.csv names units .* {words}"):
        grid_points(tmp_path / "cloud.csv", tmp_path / "dsm.tif", pixel_size=1, crs=crs)
    assert not (tmp_path / "dsm.tif").exists()


def test_lengths_are_those_on_the_ground(tmp_path, caplog):
    """EPSG:3857's metre is 0.63 m at 51 degrees north: patches are as wide as they were in training."""
    caplog.set_level("WARNING", "roofline.models")
    points = implicity_parts.flat_points() - np.array([500000, 5000000, 0])
    points = np.vstack(
        [points / [TRUE, TRUE, 1] + np.array([0, NORTH, 0]), [[0, NORTH + 1e6, 100]]]
    )  # one astray
    path = las_parts.write(tmp_path / "cloud.las", points, records=(las_parts.keys(*WEB),))
    model, extent = implicity_parts.level_bundle(0.5), (-1, NORTH - 1, 35, NORTH + 35)
    with ExitStack() as stack:
        source = CloudSource(model, open_points(path), (), stack, 0, extent, "", (0, -1), None)
        ground = [length * TRUE for length in (*source.rules.patch, *source.rules.pixel)]
        said = model.card["reconstruction"]
        assert ground == pytest.approx(2 * [said["patch_size"]] + 2 * [said["pixel_size"]], rel=1e-3)
    assert "its metre is 0.63 m on the ground here" in caplog.text
    reconstruct(model, path, tmp_path / "dsm.tif", device="cpu", extent=extent)
    heights = rasters.read(tmp_path / "dsm.tif")
    top = 100 + 0.5 * implicity_parts.Z_STD
    assert np.nanmin(heights) > top - 1 / 16 - 0.01 and np.nanmax(heights) < top + 0.01


def test_pixels_in_a_stretching_crs_are_as_long_as_on_the_ground(tmp_path):
    """A town in EPSG:3857: what a network is told of it is what it is told of the same town in UTM."""
    points = cloud_parts.town() - np.array([500000, 5000000, 0])
    seen = []
    for keys, unit, corner in ((UTM, 1, (3e5, 2e5, 0)), (WEB, TRUE, (0, NORTH, 0))):
        given = points / [unit, unit, 1] + np.array(corner)
        path = las_parts.write(tmp_path / f"{unit}.las", given, records=(las_parts.keys(*keys),))
        with ExitStack() as stack:
            options = (stack, 0.5 / unit, None, "", (0, -1), None)
            source = CellSource(cloud_parts.gridding_bundle(), open_points(path), *options)
            sample = next(sample for _, sample in source if sample is not None)
        seen.append((sample.scale, float(sample.inputs[-1].max())))
    assert seen[1] == pytest.approx(seen[0], abs=0.01) and seen[0][0] == pytest.approx(0.5)


def test_a_training_in_a_stretching_crs_sees_the_ground(tmp_path):
    """Points in EPSG:3857, the reference in UTM: the place's unit is what a metre of the CRS is there."""
    rng = np.random.default_rng(0)
    xy = rng.random((12000, 2)) * [town.WIDTH, town.HEIGHT]
    rows = (town.HEIGHT - xy[:, 1]).astype(int).clip(0, town.HEIGHT - 1)
    z = town.town()[rows, xy[:, 0].astype(int)]
    config = town.config(tmp_path)
    with Raster.open(tmp_path / config["places"][0]["reference"]) as raster:
        source, target = raster.grid.crs, osr.SpatialReference()
    target.ImportFromEPSG(3857)
    for crs in (source, target):
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    xy += np.array([town.LEFT, town.TOP - town.HEIGHT])
    moved = np.array(osr.CoordinateTransformation(source, target).TransformPoints(xy.tolist()))[:, :2]
    path = las_parts.write(
        tmp_path / "town.las", np.column_stack([moved, z]), records=(las_parts.keys(*WEB),)
    )
    config["places"][0] |= {"points": str(path), "crs": ""}
    plan = Plan(configuration.complete(config), tmp_path)
    with Samples.open(plan, "val", card := cards.draft(plan)) as samples:
        (place,) = samples.places
        side = np.ptp(moved[:, 0]) / np.ptp(xy[:, 0])
        assert place.unit == pytest.approx(1 / side, rel=0.02)
        judged, _ = judging.judge(card, {}, samples, choose("cpu"))
    assert judged.metrics["grid"]["MAE"] < 0.5


def test_a_common_area_that_is_too_small_is_told_in_metres():
    rules = Rules.of(Card.from_json(implicity_parts.card()), US_FOOT, 0.0, -1)
    side = rules.patch[0] * US_FOOT
    said = rf"have {side:.4g} x {side:.4g} m in common; with patches of {side:g} m it takes {2 * side:g} x"
    with pytest.raises(RooflineError, match=said):
        parted((0.0, 0.0, rules.patch[0], rules.patch[1]), rules, "train+val", 0.2, US_FOOT)


@pytest.mark.parametrize("keys", [UTM, FEET_UP])
def test_a_training_brings_points_and_reference_to_one_unit(tmp_path, keys):
    """A scan in feet of a town whose reference is in metres: gridded points meet the reference."""
    up = US_FOOT if keys == FEET_UP else 1.0
    rng = np.random.default_rng(0)
    xy = rng.random((12000, 2)) * [town.WIDTH, town.HEIGHT]
    rows = (town.HEIGHT - xy[:, 1]).astype(int).clip(0, town.HEIGHT - 1)
    z = town.town()[rows, xy[:, 0].astype(int)]
    points = np.column_stack([xy + np.array([town.LEFT, town.TOP - town.HEIGHT]), z / up])
    config = town.config(tmp_path)
    path = las_parts.write(tmp_path / "town.las", points, records=(las_parts.keys(*keys),))
    config["places"][0]["points"] = str(path)
    plan = Plan(configuration.complete(config), tmp_path)
    with Samples.open(plan, "val", card := cards.draft(plan)) as samples:
        judged, _ = judging.judge(card, {}, samples, choose("cpu"))
    assert judged.metrics["grid"]["MAE"] < 0.35

"""Surfaces by a network that looks at pixels, through the one engine; the network chooses as it is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from roofline.models.bundle import ModelBundle
from roofline.models.clouds.gridding import grid_points
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.errors import Cancelled, RooflineError
from support import cloud_parts, rasters
from support import implicity_parts as parts

UTM = "EPSG:32631"
GRIDDED = 1e-3  # metres; float32 in pixel sizes about a tile's median


@pytest.fixture
def cloud(tmp_path):
    return parts.write_ply(tmp_path / "cloud.ply", cloud_parts.town())


def surface(tmp_path, cloud, model: ModelBundle | None = None, name: str = "dsm.tif", **options):
    model = model or cloud_parts.gridding_bundle()
    reconstruct(model, cloud, tmp_path / name, **{"crs": UTM, "pixel_size": 0.5, **options})
    return rasters.read(tmp_path / name)


def gridded(tmp_path, cloud, **options):
    grid_points(cloud, tmp_path / "grid.tif", **{"crs": UTM, "pixel_size": 0.5, **options})
    return rasters.read(tmp_path / "grid.tif")


def test_equals_gridding_where_the_network_says_so(tmp_path, cloud):
    found, expected = surface(tmp_path, cloud), gridded(tmp_path, cloud)
    assert rasters.grid_of(tmp_path / "dsm.tif") == rasters.grid_of(tmp_path / "grid.tif")
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    assert 0 < np.isnan(found).sum() < 1000  # the middle of the hole
    same = (np.abs(found - expected) < GRIDDED) | np.isnan(found)
    assert same.mean() > 0.97  # of two pixels that are as near, either may fill a hole
    assert np.abs(found - expected)[~same].max(initial=0) < 9


@pytest.mark.parametrize(
    ("options", "least"),
    [({"tile_size": 64}, 0.985), ({"batch_size": 1}, 0.9999), ({"overlap": 0}, 0.97)],
    ids=str,
)
def test_tiles_and_batches_change_little(tmp_path, cloud, options, least):
    """At the rim of a tile the next pixel with points may lie beyond; overlaps fade that out."""
    one, other = surface(tmp_path, cloud), surface(tmp_path, cloud, name="other.tif", **options)
    same = (np.abs(one - other) < GRIDDED) | (np.isnan(one) & np.isnan(other))
    assert same.mean() > least


def test_crowded_pixels_are_read_in_parts(tmp_path, monkeypatch):
    """Down to single pixels, of which one's points are not all held either."""
    from roofline.models.clouds import gridding

    pile = np.random.default_rng(4).uniform([500020, 5000020, 50], [500020.5, 5000020.5, 60], (300, 3))
    cloud = parts.write_ply(tmp_path / "cloud.ply", np.concatenate([cloud_parts.town(), pile]))
    whole = surface(tmp_path, cloud)
    monkeypatch.setattr(gridding, "MOST_POINTS", 200)
    monkeypatch.setattr("roofline.models.clouds.cell_source.index_cell", lambda pixel: 4.0)
    np.testing.assert_array_equal(surface(tmp_path, cloud, name="parts.tif"), whole)


def test_an_extent_sees_what_lies_about_it(tmp_path, cloud):
    whole = surface(tmp_path, cloud, tile_size=512)
    part = surface(tmp_path, cloud, name="part.tif", extent=(500010.0, 5000010.0, 500040.0, 5000030.0))
    top = round(rasters.grid_of(tmp_path / "dsm.tif")[2][3] - 5000030) * 2
    inside = whole[top : top + 40, 20:80]
    assert part.shape == (40, 60) and np.nanmax(np.abs(part - inside)) < GRIDDED


def test_an_offset_of_the_heights_changes_the_surface_by_it(tmp_path, cloud):
    moved = cloud_parts.town() + np.array([0, 0, 2500])
    found = surface(tmp_path, parts.write_ply(tmp_path / "high.ply", moved), name="high.tif")
    low = surface(tmp_path, cloud)
    np.testing.assert_allclose(found, low + 2500, atol=2e-3)


def test_the_half_width_of_the_interval(tmp_path, cloud):
    surface(tmp_path, cloud, uncertainty=tmp_path / "width.tif")
    heights, widths = rasters.read(tmp_path / "dsm.tif"), rasters.read(tmp_path / "width.tif")
    known = ~np.isnan(heights)
    np.testing.assert_array_equal(known, ~np.isnan(widths))
    expected = 0.5 * math.log(10) * cloud_parts.FACTOR * math.exp(cloud_parts.LOG_SCALE)
    np.testing.assert_allclose(widths[known], expected, rtol=1e-4)


def test_the_pixel_size_is_given_the_models_or_by_the_density(tmp_path, cloud):
    surface(tmp_path, cloud, cloud_parts.gridding_bundle(2.0), pixel_size=0.0)
    assert rasters.grid_of(tmp_path / "dsm.tif")[2][1] == 2.0
    surface(tmp_path, cloud, pixel_size=0.0)
    gridded(tmp_path, cloud, pixel_size=0.0)
    assert rasters.grid_of(tmp_path / "dsm.tif") == rasters.grid_of(tmp_path / "grid.tif")


def test_answers_that_are_no_numbers_leave_the_simple_surface(tmp_path, cloud):
    broken = cloud_parts.gridding_bundle()
    broken.network.head.bias.data[-12:-8] = math.nan  # of a surface's choice
    found = surface(tmp_path, cloud, broken)
    np.testing.assert_allclose(found, surface(tmp_path, cloud, name="other.tif"), atol=GRIDDED)


@pytest.mark.parametrize(
    ("points", "voids"),
    [([(3.0, 4.0, 7.0)], 0), ([(3.0, 4.0, 7.0)] * 50, 0), ([(0.0, 0.0, 7.0), (40.0, 0.0, 7.0)], 1)],
    ids=["one", "duplicates", "line"],
)
def test_hardly_any_points(tmp_path, points, voids):
    found = surface(tmp_path, parts.write_ply(tmp_path / "few.ply", np.array(points)))
    known = ~np.isnan(found)
    assert known.any() and (~known).any() == bool(voids)
    np.testing.assert_allclose(found[known], 7, atol=GRIDDED)


def test_refusals_are_sentences(tmp_path, cloud):
    guide = rasters.write(tmp_path / "guide.tif", np.zeros((8, 8), np.float32))
    with pytest.raises(RooflineError, match="takes no images"):
        surface(tmp_path, cloud, guides=[guide])
    with pytest.raises(RooflineError, match="PIXEL_SIZE is -1"):
        surface(tmp_path, cloud, pixel_size=-1.0)
    with pytest.raises(RooflineError, match="batch size is -2"):
        surface(tmp_path, cloud, batch_size=-2)
    with pytest.raises(RooflineError, match="degrees"):
        surface(tmp_path, cloud, crs="EPSG:4326")
    without = cloud_parts.gridding_bundle()
    without.card["output"] = {"role": "dsm", "bands": 2}
    with pytest.raises(RooflineError, match="does not estimate uncertainty"):
        surface(tmp_path, cloud, without, uncertainty=tmp_path / "width.tif")
    assert not (tmp_path / "dsm.tif").exists() and not (tmp_path / "width.tif").exists()


@pytest.mark.parametrize(
    "said", [{"kind": "cells"}, {"kind": "cells", "pixel_size": "wide", "reach": 3}], ids=str
)
def test_faulty_cards_are_refused(tmp_path, cloud, said):
    model = cloud_parts.gridding_bundle()
    model.card["reconstruction"] = said
    with pytest.raises(RooflineError, match="does not say how to reconstruct"):
        surface(tmp_path, cloud, model)
    occupancy = parts.level_bundle(0.5)
    occupancy.card["reconstruction"] = {"kind": "cells", "pixel_size": None, "reach": 16}
    with pytest.raises(RooflineError, match="does not say how to reconstruct"):
        surface(tmp_path, cloud, occupancy)


def test_a_cancelled_run_leaves_nothing(tmp_path, cloud):
    with pytest.raises(Cancelled):
        surface(tmp_path, cloud, cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["cloud.ply"]

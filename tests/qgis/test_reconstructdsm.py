"""Reconstruct DSM through Processing: the published surfaces, a network told by hand, and gridding."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models import published
from roofline.models.raster.dataset import Raster
from support import cloud_parts, las_parts, rasters
from support import implicity_parts as parts

UTM = "EPSG:32631"
needs_fixtures = pytest.mark.skipif(not parts.HERE, reason=parts.REASON)


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    def reconstruct(points, **parameters):
        defaults = {"POINTS": str(points), "OUTPUT": str(tmp_path / "surface.tif")}
        return processing.run("roofline:reconstructdsm", {**defaults, **parameters})

    return reconstruct


@needs_fixtures
@pytest.mark.parametrize("case", ["dsm_0", "dsm_stereo"])
def test_a_published_checkpoint_end_to_end(run, tmp_path, case):
    """Imported, run: the raster is the original's."""
    import processing

    checkpoint, model = parts.checkpoint(case, tmp_path), tmp_path / "model.pt"
    processing.run("roofline:importmodel", {"INPUT": str(checkpoint), "OUTPUT": str(model)})
    folder = parts.PARITY / "dataset"
    images = [str(folder / "raster" / name) for name in ("img0.tif", "img1.tif")]
    result = run(
        folder / "chunk_000" / "input_point_cloud.npz",
        GUIDES=images if case == "dsm_stereo" else [],
        MODEL=str(model),
    )
    expected = np.load(parts.PARITY / case / "output.npz")["dsm"]
    assert np.mean(np.abs(rasters.read(result["OUTPUT"]) - expected) <= 1e-3) >= 0.999


@needs_fixtures
def test_other_files_of_the_same_points_with_an_extent(run, tmp_path):
    published.load(parts.checkpoint("dsm_0", tmp_path)).save(tmp_path / "model.pt")
    points = np.load(parts.PARITY / "dataset" / "chunk_000" / "input_point_cloud.npz")["pts"]
    cloud = parts.write_ply(tmp_path / "cloud.ply", points)
    extent = "463948.875,464012.875,5249174.125,5249238.125 [EPSG:32632]"
    result = run(cloud, MODEL=str(tmp_path / "model.pt"), EXTENT=extent, CRS="EPSG:32632")
    expected = np.load(parts.PARITY / "dsm_0" / "output.npz")["dsm"]
    assert np.mean(np.abs(rasters.read(result["OUTPUT"]) - expected) <= 1e-3) >= 0.999
    assert rasters.grid_of(result["OUTPUT"])[3] == "32632"


def test_a_model_file(run, tmp_path):
    model = tmp_path / "level.pt"
    parts.level_bundle(0.5).save(model)
    cloud = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    result = run(cloud, MODEL=str(model), CRS=UTM, PIXEL_SIZE=1.0, SCHEDULE="original", BATCH_SIZE=2)
    heights = rasters.read(result["OUTPUT"])
    assert heights.shape == (24, 40) and result["POINT_COUNT"] == len(parts.flat_points())
    assert 114.9 < heights.min() <= heights.max() < 115.01


def test_gridding(run, tmp_path):
    cloud = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    result = run(cloud, PIXEL_SIZE=1.0, CRS=UTM, EXTENT="500010,500020,5000005,5000010 [EPSG:32631]")
    np.testing.assert_array_equal(rasters.read(result["OUTPUT"]), np.full((5, 10), 100))
    assert rasters.grid_of(result["OUTPUT"])[3] == "32631"


def test_classes_returns_and_flags_choose_points(run, tmp_path):
    """Roofs stand on ground of class 2; noise hangs above all; a strip overlaps, some points are withheld."""
    points = parts.flat_points()
    high, noise = points + np.array([0, 0, 10]), points[:20] + np.array([0, 0, 50])
    classes = np.repeat([2, 6, 7], [len(points), len(high), len(noise)])
    number = np.where(classes == 6, 1, 2) | 2 << 4
    flags = np.where(classes == 6, 8, 0)
    cloud = las_parts.write(
        tmp_path / "cloud.las",
        np.concatenate([points, high, noise]),
        6,
        4,
        classes=classes,
        returns=number,
        flags=flags,
    )
    for chosen, height in (
        ({}, 110),
        ({"CLASSES": "2"}, 100),
        ({"RETURNS": "last"}, 100),
        ({"OVERLAP_POINTS": False}, 100),
        ({"CLASSES": "2-6", "RETURNS": "first"}, 110),
    ):
        result = run(cloud, PIXEL_SIZE=2.0, CRS=UTM, **chosen)
        assert np.median(rasters.read(result["OUTPUT"])) == height
    assert run(cloud, PIXEL_SIZE=2.0, CRS=UTM, CLASSES="7")["POINT_COUNT"] == 20


def test_an_extent_on_a_cloud_with_a_vertical_crs(run, tmp_path):
    """UTM with heights in feet: the extent is told in UTM, and in degrees; the raster keeps the feet."""
    keys = las_parts.keys((1024, 0, 1, 1), (3072, 0, 1, 32631), (4096, 0, 1, 6360), (4099, 0, 1, 9003))
    cloud = las_parts.write(tmp_path / "feet.las", parts.flat_points(), records=(keys,))
    for extent, shape in (
        ("500010,500020,5000005,5000010 [EPSG:32631]", (5, 10)),
        ("3.0001,3.0003,45.1535,45.1536 [EPSG:4326]", (11, 15)),
    ):
        result = run(cloud, PIXEL_SIZE=1.0, EXTENT=extent)
        assert rasters.read(result["OUTPUT"]).shape == shape
        with Raster.open(result["OUTPUT"]) as raster:
            assert raster.height_unit == pytest.approx(1200 / 3937)
            assert raster.grid.unit_in_metres == 1


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"POINTS": "nowhere.ply"}, "nowhere.ply does not exist"),
        ({"POINTS": "nowhere.ply", "EXTENT": "0,1,0,1"}, "nowhere.ply does not exist"),
        ({"CRS": "EPSG:4326"}, "degrees"),
        ({"CLASSES": "roofs"}, "CLASSES is 'roofs'; give numbers"),
        ({"CLASSES": "2"}, "cloud.ply tells no classes"),
        ({"POINTS": "{}/ept.json"}, "Entwine point tiles"),
        ({"CRS": "EPSG:999999"}, "CRS is EPSG:999999, which is no known CRS: choose another"),
        ({"MODEL": "no-such-model"}, "no-such-model"),
        ({"OUTPUT": "{}/cloud.ply"}, "same name as another file"),
    ],
)
def test_errors_are_one_sentence(run, tmp_path, parameters, words):
    from qgis.core import QgsProcessingException

    cloud = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    parameters = {name: value.format(tmp_path) for name, value in parameters.items()}
    with pytest.raises(QgsProcessingException, match=words):
        run(**{"points": cloud, **parameters})
    assert not (tmp_path / "surface.tif").exists()


def test_the_bundled_model_with_its_uncertainty(run, tmp_path):
    cloud = parts.write_ply(tmp_path / "cloud.ply", cloud_parts.town())
    files = {"OUTPUT": str(tmp_path / "dsm.tif"), "UNCERTAINTY": str(tmp_path / "width.tif")}
    result = run(cloud, MODEL="reconstruct-points", PIXEL_SIZE=0.5, CRS=UTM, **files)
    heights, widths = rasters.read(result["OUTPUT"]), rasters.read(result["UNCERTAINTY"])
    assert result["POINT_COUNT"] == len(cloud_parts.town())
    known = ~np.isnan(heights)
    assert 0.9 < known.mean() < 1 and (known == ~np.isnan(widths)).all()
    assert abs(np.median(heights[known]) - 301.6) < 1 and (widths[known] > 0).all()


def test_gridding_tells_no_uncertainty(run, tmp_path):
    cloud = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    with pytest.raises(Exception, match="Model grid does not estimate uncertainty; leave that output empty"):
        run(cloud, CRS=UTM, PIXEL_SIZE=1.0, UNCERTAINTY=str(tmp_path / "width.tif"))

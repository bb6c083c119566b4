"""Surfaces by an occupancy network: the published ones, and those of a network that can be told by hand."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle, published
from roofline.models.clouds.height_search import fast_search, original_search
from roofline.models.clouds.occupancy import labelled
from roofline.models.clouds.patches import Rules
from roofline.models.clouds.readers import open_points
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.clouds.reference import Surface
from roofline.models.clouds.source import CloudSource
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation.surface.classes import dilated
from roofline.models.modelfile.parts import Card
from roofline.models.raster.dataset import Raster
from support import cloud_parts, rasters
from support import implicity_parts as parts

needs_fixtures = pytest.mark.skipif(not parts.HERE, reason=parts.REASON)
FINAL_STEP = 16 / 4**4  # metres
UTM = "EPSG:32631"
MASKS = ("mask_gt", "mask_building", "mask_forest", "mask_water")


@pytest.fixture
def cloud(tmp_path):
    return parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())


def surface(tmp_path, cloud, model=None, name="dsm.tif", **options):
    model = model or parts.level_bundle(0.5)
    reconstruct(model, cloud, tmp_path / name, **{"crs": UTM, **options})
    return rasters.read(tmp_path / name)


@needs_fixtures
@pytest.mark.parametrize("schedule", ["fast", "original"])
@pytest.mark.parametrize("case", ["dsm_0", "dsm_stereo"])
def test_equals_the_published_surface(case, schedule, tmp_path):
    model = published.load(parts.checkpoint(case, tmp_path))
    dataset = parts.PARITY / "dataset"
    images = [dataset / "raster" / name for name in ("img0.tif", "img1.tif")] if case == "dsm_stereo" else []
    cloud = dataset / "chunk_000" / "input_point_cloud.npz"
    done = reconstruct(model, cloud, tmp_path / "dsm.tif", guides=images, schedule=schedule)
    expected = np.load(parts.PARITY / case / "output.npz")
    assert done.patches == len(expected["anchors"])
    assert np.mean(np.abs(rasters.read(tmp_path / "dsm.tif") - expected["dsm"]) <= 1e-3) >= 0.999
    width, height, geotransform, code, nodata = rasters.grid_of(tmp_path / "dsm.tif")
    a, b, c, d, e, f = expected["transform"]
    assert ((height, width), code, nodata) == (expected["dsm"].shape, "32632", -9999.0)
    np.testing.assert_allclose(geotransform, (c, a, b, f, d, e), rtol=1e-12)


@needs_fixtures
def test_rasters_asked_at_points():
    """What trainings ask their reference surface, and how evaluations grow buildings."""
    expected = np.load(parts.PARITY / "raster_query" / "raster_query.npz")
    folder, points = parts.PARITY / "dataset" / "raster", expected["points"]
    for name, told in (("dsm_gt", "dsm"), *((name, name) for name in MASKS)):
        with Raster.open(folder / f"{name}.tif") as raster:
            left, right, _, top, _, down = raster.grid.geotransform
            surface = Surface(raster.read(raster.grid.window(), [1])[0], left, top, right, -down)
        np.testing.assert_array_equal(np.nan_to_num(surface.at(points)), expected[told])
        if told == "dsm":
            made = labelled(surface, points, "uniform")
            known = made.masks[:, 0]
            assert known.mean() > 0.5
            np.testing.assert_array_equal(made.occupied[known] == 1, expected["under_dsm"][known])
    building = rasters.read(folder / "mask_building.tif") > 0
    for pixels in (2, 8):
        grown = dilated(building, list(range(pixels, -1, -1)))
        np.testing.assert_array_equal(grown, expected[f"building_dilate{pixels}"])


def test_heights_grid_and_crs(cloud, tmp_path):
    heights = surface(tmp_path, cloud)
    top = 100 + 0.5 * parts.Z_STD
    assert heights.min() > top - FINAL_STEP - 2e-3 and heights.max() <= top + 2e-3
    width, height, geotransform, code, _ = rasters.grid_of(tmp_path / "dsm.tif")
    assert (width, height, code) == (80, 48, "32631")
    assert geotransform == (500000.0, 0.5, 0.0, 5000024.0, 0.0, -0.5)


def test_a_constant_offset_changes_the_result_by_it(tmp_path):
    points = parts.flat_points()
    points[:, 2] += np.sin(points[:, 0] / 3) + 0.1 * (points[:, 1] - 5000000)
    before = surface(tmp_path, parts.write_ply(tmp_path / "a.ply", points))
    after = surface(tmp_path, parts.write_ply(tmp_path / "b.ply", np.add(points, [0, 0, 1000])))
    np.testing.assert_allclose(after - before, 1000, atol=1e-3)


def test_empty_patches_are_harmless(tmp_path):
    points = parts.flat_points(80, 24)
    points = points[(points[:, 0] < 500016) | (points[:, 0] > 500056)]
    cloud = parts.write_ply(tmp_path / "gap.ply", points)
    done = reconstruct(parts.level_bundle(), cloud, tmp_path / "dsm.tif", crs=UTM)
    heights = rasters.read(tmp_path / "dsm.tif")
    assert done.empty_patches > 0
    assert np.isnan(heights[:, 60:84]).all()
    assert not np.isnan(heights[:, :32]).any() and not np.isnan(heights[:, -32:]).any()
    assert np.nanmin(heights) > 99.9 and np.nanmax(heights) < 100.1


@pytest.mark.parametrize("batch_size", [1, 5])
def test_the_batch_does_not_matter(cloud, tmp_path, batch_size):
    expected = surface(tmp_path, cloud)
    np.testing.assert_allclose(
        surface(tmp_path, cloud, name="b.tif", batch_size=batch_size), expected, atol=1e-5
    )


def test_half_precision_is_for_the_encoders_alone(cloud, tmp_path):
    expected = surface(tmp_path, cloud)
    half = surface(tmp_path, cloud, name="half.tif", precision="bfloat16")
    np.testing.assert_allclose(half, expected, atol=FINAL_STEP)


def test_columns_without_surface(cloud, tmp_path):
    """The surface lies below the search: empty columns take the patch's reference height, or stay void."""
    filled = surface(tmp_path, cloud, parts.level_bundle(-9.0))
    np.testing.assert_allclose(filled, 100, atol=1e-4)
    assert np.isnan(surface(tmp_path, cloud, parts.level_bundle(-9.0, fill_empty=False), "void.tif")).all()


def test_an_extent_smaller_than_a_patch(cloud, tmp_path):
    heights = surface(tmp_path, cloud, extent=(500020, 5000010, 500026, 5000015))
    assert heights.shape == (10, 12) and not np.isnan(heights).any()
    assert rasters.grid_of(tmp_path / "dsm.tif")[2] == (500020.0, 0.5, 0.0, 5000015.0, 0.0, -0.5)


def test_feet(tmp_path):
    """A foreign unit gives the surface of the same points in metres."""
    points = parts.flat_points()
    metres = surface(tmp_path, parts.write_ply(tmp_path / "m.ply", points))
    cloud = parts.write_ply(tmp_path / "ft.ply", points / 0.3048)
    feet = surface(tmp_path, cloud, name="ft.tif", crs="EPSG:2222", pixel_size=0.5 / 0.3048)
    assert abs(feet.shape[0] - metres.shape[0]) <= 1
    assert abs(np.median(feet) * 0.3048 - np.median(metres)) < 0.01


@pytest.mark.parametrize("schedule", ["fast", "original"])
def test_schedules_agree_where_occupancy_is_not_monotone(schedule):
    """Random networks have holes and overhangs in every column."""
    torch.manual_seed(5)
    network = parts.level_network()
    for parameter in network.decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.6)
    rules = Rules.of(Card.from_json(parts.card()), 1.0, 0.0, -1)
    plane = torch.randn(2, 8, 16, 16)
    search = fast_search if schedule == "fast" else original_search
    with torch.inference_mode():
        found, other = search(network, [plane], rules), original_search(network, [plane], rules)
    assert 0.01 < other[:, 1].mean() < 0.99
    assert (torch.abs(found - other) < 1e-6).float().mean() > 0.999


def test_images_on_another_grid(cloud, tmp_path):
    """Images are warped where their pixels do not fit a patch; voids and missing cover do no harm."""
    options = {"images": 1, "image_num_stack": 1, "image_num_hourglass": 1}
    torch.manual_seed(0)
    card = parts.card(1)
    card["network"]["options"].update(options)
    model = bundle.ModelBundle(card, parts.level_network(0.5, **options))
    image = np.random.default_rng(0).random((60, 50)).astype(np.float32)
    image[20:30] = np.nan
    path = rasters.write(tmp_path / "image.tif", image, geotransform=(500003.0, 0.7, 0, 5000024.0, 0, -0.6))
    heights = surface(tmp_path, cloud, model, guides=[path])
    assert 114 < heights.min() <= heights.max() < 115.1


@pytest.mark.parametrize("pixel", [0.5, 0.7])
def test_images_of_rectangular_patches(cloud, tmp_path, pixel):
    """As they are where their pixels fit, else warped."""
    options = {"images": 1, "image_num_stack": 1, "image_num_hourglass": 1}
    card = parts.card(1, patch_size=[16.0, 8.0], stride=[8.0, 8.0], pixel_size=[0.5, 0.25])
    card["network"]["options"].update(options)
    model = bundle.ModelBundle(card, parts.level_network(0.5, **options))
    image = np.random.default_rng(0).random((60, 90)).astype(np.float32)
    grid = (499998.0, pixel, 0, 5000026.0, 0, -pixel)
    heights = surface(
        tmp_path, cloud, model, guides=[rasters.write(tmp_path / "image.tif", image, geotransform=grid)]
    )
    assert heights.shape == (96, 80) and 114 < heights.min() <= heights.max() < 115.1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"crs": "EPSG:4326"}, "degrees"),
        ({"overlap": 32}, "overlap"),
        ({"tile_size": 64}, "tile size"),
        ({"schedule": "slow"}, "Schedule"),
        ({"guides": ["image.tif"]}, "takes no images; leave GUIDES empty"),
        ({"extent": (0, 0, 10, 10)}, "no points"),
        ({"extent": (500020, 5000010, 500020, 5000015)}, "extent"),
        ({"pixel_size": 100.0}, "PIXEL_SIZE"),
    ],
)
def test_refusals(cloud, tmp_path, options, words):
    if "guides" in options:
        options = {"guides": [rasters.write(tmp_path / "image.tif", rasters.town())]}
    with pytest.raises(RooflineError, match=words):
        surface(tmp_path, cloud, **options)
    assert not (tmp_path / "dsm.tif").exists()


@pytest.mark.parametrize("name", ["target", "uncertainty"])
def test_what_cannot_be_written_is_told_before_points_are_sorted(cloud, tmp_path, name):
    targets = {"target": tmp_path / "dsm.tif", name: tmp_path / "dsm.doc"}
    before = sorted(tmp_path.iterdir())
    model = cloud_parts.gridding_bundle(0.5) if name == "uncertainty" else parts.level_bundle(0.5)
    with pytest.raises(RooflineError, match="doc"):
        reconstruct(model, cloud, **targets, crs=UTM, cancelled=lambda: True)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tile_size": 100}, "leave the tile size at 0"),
        ({"overlap": 5000}, "The overlap is 5000"),
        ({"pixel_size": 1e4}, "PIXEL_SIZE is 10000"),
        ({"uncertainty": "spread.tif"}, "does not estimate uncertainty"),
    ],
)
def test_what_a_model_cannot_do_is_told_before_points_are_sorted(cloud, tmp_path, options, words):
    if "uncertainty" in options:
        options = {"uncertainty": tmp_path / options["uncertainty"]}
    with pytest.raises(RooflineError, match=words):
        surface(tmp_path, cloud, cancelled=lambda: True, **options)


def test_a_model_of_another_task_is_refused(cloud, tmp_path):
    card = {**parts.card(), "task": "synthesizeimagery"}
    with pytest.raises(RooflineError, match="roofline:synthesizeimagery"):
        surface(tmp_path, cloud, bundle.ModelBundle(card, parts.level_network()))


def test_cancelling_leaves_no_file(cloud, tmp_path):
    seen = []
    with pytest.raises(Cancelled):
        surface(tmp_path, cloud, batch_size=1, progress=seen.append, cancelled=lambda: len(seen) > 2)
    assert seen and [path.name for path in tmp_path.iterdir()] == ["cloud.ply"]


def test_the_numbers_of_a_palette_are_no_brightness(cloud, tmp_path):
    """A guide with a grey palette is seen as its grey levels; one of colours has three bands."""
    options = {"images": 1, "image_num_stack": 1, "image_num_hourglass": 1}
    card = parts.card(1)
    card["network"]["options"].update(options)
    model = bundle.ModelBundle(card, parts.level_network(0.5, **options))
    numbers = np.random.default_rng(0).integers(0, 4, (60, 60)).astype(np.uint8)
    grid = (499998.0, 0.5, 0, 5000026.0, 0, -0.5)
    levels = np.array([200, 10, 90, 150], np.uint8)
    plain = rasters.write(tmp_path / "plain.tif", levels[numbers], geotransform=grid, nodata=None)

    def with_palette(name, colours):
        path = rasters.write(tmp_path / name, numbers, geotransform=grid, nodata=None)
        dataset, table = gdal.Open(str(path), gdal.GA_Update), gdal.ColorTable()
        for index, colour in enumerate(colours):
            table.SetColorEntry(index, tuple(int(level) for level in colour))
        dataset.GetRasterBand(1).SetRasterColorTable(table)
        return path

    def images(path):
        with ExitStack() as stack:
            source = CloudSource(model, open_points(cloud), [path], stack, 0, None, UTM, (0, -1), None)
            return next(sample.images for _, sample in source if sample is not None)

    grey = with_palette("grey.tif", [(level, level, level, 255) for level in levels])
    np.testing.assert_array_equal(images(grey), images(plain))
    coloured = with_palette("coloured.tif", [(level, 0, 0, 255) for level in levels])
    with pytest.raises(RooflineError, match="takes 1 single-band images, but 3 bands were given"):
        images(coloured)

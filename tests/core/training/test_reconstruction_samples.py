"""What a training of occupancy is fed: patches, queries, images, and which points of a place are used."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.clouds.occupancy import KINDS, drawn, thinned
from roofline.models.clouds.readers import Selection
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.clouds.reference import Surface
from roofline.models.errors import RooflineError
from roofline.models.training import run
from roofline.models.training.reconstruction import cards, configuration, defaults
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.samples import Samples
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import las_parts, rasters
from support import reconstruction_parts as parts

WALLS, NEAR = KINDS.index("walls"), KINDS.index("surface")


def test_threads_do_not_read_a_raster_at_once(tmp_path: Path):
    """GDAL's datasets serve one thread: two read wrong heights, or find the file damaged, now and then."""
    plan, inside, most = parts.plan(tmp_path), [], []

    def watched(queries):
        def read(*arguments):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.002)
            found = queries(*arguments)
            inside.pop()
            return found

        return read

    with Samples.open(plan, "train", cards.draft(plan), threads=4) as samples:
        samples.places = [replace(place, queries=watched(place.queries)) for place in samples.places]
        samples.batch(list(range(12)), 0)
    assert len(most) >= 12 and max(most) == 1


def test_samples_are_equal_in_every_run_and_differ_by_epoch(tmp_path: Path):
    plan = parts.plan(tmp_path)
    with Samples.open(plan, "train", cards.draft(plan)) as one:
        with Samples.open(plan, "train", cards.draft(plan), threads=2) as other:
            first, second = one.batch([1, 3], 0), other.batch([1, 3], 0)
        later = one.batch([1, 3], 1)
    assert len(first.points[0]) != len(first.points[1])
    for mine, theirs in zip(first.queries, second.queries):
        assert torch.equal(mine, theirs)
    assert not torch.equal(first.queries[0], later.queries[0])
    part = first.part([1])
    assert len(part) == 1 and torch.equal(part.points[0], first.points[1])


def test_what_judges_is_kept_apart(tmp_path: Path):
    plan = parts.plan(tmp_path)
    with Samples.open(plan, "train", cards.draft(plan)) as training:
        spots = [training._drawn(index, np.random.default_rng(index)) for index in range(200)]
    with Samples.open(plan, "val", cards.draft(plan)) as held:
        left = min(spot.x for spot in held.spots)
    assert max(spot.bounds[2] for spot in spots) <= left


def step_surface() -> Surface:
    """A wall of 10 m along x = 8 between two flats, 16 x 16 m of 1 m pixels, with a void."""
    heights = np.zeros((16, 16), np.float32)
    heights[:, 8:] = 10
    heights[0, 0] = np.nan
    return Surface(heights, 0.0, 16.0, 1.0, 1.0)


def test_queries_lie_where_they_should(tmp_path: Path):
    numbers = {"uniform": 4000, "surface": 2000, "walls": 2000, "offset": 0.0}
    queries = drawn(step_surface(), (0.0, 0.0, 16.0, 16.0), numbers, np.random.default_rng(0))
    x, y, z = queries.points.T
    on_walls, near = queries.kinds == WALLS, queries.kinds == NEAR
    assert on_walls.sum() == 2000
    np.testing.assert_allclose(x[on_walls], 8.0)
    assert z[on_walls].min() < 0.1 and z[on_walls].max() > 9.9 and 4.8 < z[on_walls].mean() < 5.2
    assert set(np.unique(z[near])) == {0.0, 10.0}
    known = queries.masks[:, 0]
    assert not known[(x < 1) & (y > 15)].any() and known[x > 1].all()
    truth = z <= np.where(x >= 8, 10.0, 0.0)
    assert (queries.occupied[known] == truth[known]).all()
    uniform = queries.kinds == 0
    assert z[uniform].min() < -9 and z[uniform].max() > 75


def test_queries_without_a_wall_are_near_the_surface():
    flat = Surface(np.zeros((8, 8), np.float32), 0.0, 8.0, 1.0, 1.0)
    numbers = {"uniform": 10, "surface": 20, "walls": 30, "offset": 0.5}
    queries = drawn(flat, (0.0, 0.0, 8.0, 8.0), numbers, np.random.default_rng(0))
    assert (queries.kinds == NEAR).sum() == 50 and (queries.kinds == WALLS).sum() == 0
    nothing = Surface(np.full((8, 8), np.nan, np.float32), 0.0, 8.0, 1.0, 1.0)
    assert not len(drawn(nothing, (0.0, 0.0, 8.0, 8.0), numbers, np.random.default_rng(0)).points)


def test_thinning_keeps_one_point_in_a_cube():
    points = np.random.default_rng(0).random((5000, 3)) * [4, 4, 2]
    kept = points[thinned(points, 1.0)]
    assert len(kept) == 32 and len({tuple(cell) for cell in np.floor(kept - points.min(0))}) == 32
    assert len(thinned(points, 0.0)) == 5000


def test_images_go_with_the_points(tmp_path: Path):
    image = (parts.town() * 10).astype(np.float32)
    grid = (parts.LEFT, 1.0, 0.0, parts.TOP, 0.0, -1.0)
    guide = rasters.write(tmp_path / "image.tif", image, geotransform=grid, epsg=32632)
    made = parts.config(tmp_path, epochs=1)
    made["places"][0]["guides"] = [str(guide)]
    encoder = {"num_stack": 1, "num_hourglass": 1}
    made["model"] = {**parts.SMALL, "method": "implicity_onet", "encoder2_kwargs": encoder}
    plan = Plan(configuration.complete(made), tmp_path)
    run.run(ReconstructionTraining(plan), run.Files(tmp_path / "mono.pt"), device="cpu")
    model = bundle.load(tmp_path / "mono.pt")
    assert len(model.card["inputs"]) == 2
    reconstruct(model, tmp_path / "points.ply", tmp_path / "dsm.tif", guides=[guide], device="cpu")
    assert np.isfinite(rasters.read(tmp_path / "dsm.tif")).all()


def test_a_place_says_which_points_are_used(tmp_path):
    """Half of a LAS file's points are of class 2: they alone are learnt from, by file and by dialog."""
    rng = np.random.default_rng(3)
    corner = np.array([parts.LEFT, parts.TOP - parts.HEIGHT, 100.0])
    cloud = rng.random((4000, 3)) * [parts.WIDTH, parts.HEIGHT, 1.0] + corner
    path = las_parts.write(tmp_path / "cloud.las", cloud, 6, 4, classes=np.arange(4000) % 2 + 1)
    config = parts.config(tmp_path)
    config["places"][0] |= {"points": str(path), "crs": "EPSG:32632", "classes": "2"}
    overrides = defaults.Overrides(
        {"patch_size": 16.0, "pixel_size": 1.0}, crs="EPSG:32632", selection=Selection.of("2")
    )
    dialog = defaults.plan_of(path, parts.reference(tmp_path), overrides=overrides)
    for plan in (Plan(configuration.complete(config), tmp_path), dialog):
        assert plan.places[0]["classes"] == "2"
        with Samples.open(plan, "train", cards.draft(plan)) as samples:
            assert samples.places[0].index.count == 2000
    config["places"][0]["classes"] = "roofs"
    with pytest.raises(RooflineError, match="CLASSES is 'roofs'"):
        Samples.open(Plan(configuration.complete(config)), "train", cards.draft(plan))
    config["places"][0]["returns"] = "third"
    with pytest.raises(RooflineError, match=r"places\[0\].returns"):
        configuration.complete(config)

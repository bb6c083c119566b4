"""What people may count on from the bundled model for surfaces of clouds, on a town no training drew."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models import bundle, tasks
from roofline.models.clouds import cells
from roofline.models.clouds.gridding import grid_points
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.simulation import city, scanning
from support import implicity_parts as parts
from support import rasters

NAME, GSD, SIZE = "reconstruct-points", 0.5, 320
UTM = "EPSG:32631"
EXTENT = (500000.0, 5000000.0, 500000.0 + SIZE * GSD, 5000000.0 + SIZE * GSD)
OPTIONS = {"pixel_size": GSD, "extent": EXTENT, "crs": UTM}


@pytest.fixture(scope="module")
def town():
    scene = city.generate(np.random.default_rng(20_262), (SIZE * 2, SIZE * 2), GSD / 2, "mixed")
    truth = scene.heights.reshape(SIZE, 2, SIZE, 2).max(axis=(1, 3))
    points = scanning.scanned(np.random.default_rng(8), scanning.Ground(scene.heights, GSD / 2), 0.25)
    return truth, points * [GSD / 2, -GSD / 2, 1] + [EXTENT[0], EXTENT[3], 0]


def errors(folder, truth: np.ndarray, points: np.ndarray) -> dict[str, float]:
    """Mean absolute errors (m) of the model, of gridding and of triangles."""
    cloud = parts.write_ply(folder / "cloud.ply", points)
    reconstruct(bundle.load(NAME), cloud, folder / "model.tif", uncertainty=folder / "width.tif", **OPTIONS)
    grid_points(cloud, folder / "grid.tif", **OPTIONS)
    found = {name: rasters.read(folder / f"{name}.tif") for name in ("model", "grid")}
    placed = (points - [EXTENT[0], EXTENT[3], 0]) / [GSD, -GSD, 1]
    found["triangles"] = cells.planes(cells.statistics(placed, truth.shape), 0.0, 1.0)[0][1]
    known = ~np.isnan(found["grid"])
    return {name: float(np.abs(each - truth)[known].mean()) for name, each in found.items()}


def test_the_card_is_complete_and_the_file_small():
    assert bundle.available()[NAME].stat().st_size < 3e6
    card = bundle.load(NAME).card
    for entry in ("data", "licence", "recipe", "date", "metrics", "limits"):
        assert card["provenance"][entry], entry
    assert card["task"] == "reconstructdsm" and "test places, 1 per m2" in card["provenance"]["metrics"]


def test_gridding_stays_the_default():
    assert tasks.RECONSTRUCT_DSM.model == "grid"


def test_a_thin_cloud_gives_a_better_surface_than_gridding_and_triangles(town, tmp_path):
    found = errors(tmp_path, *town)
    assert found["model"] < 0.9 * min(found["grid"], found["triangles"])


def test_noise_and_gross_errors_are_taken_out(town, tmp_path):
    truth, points = town
    rng = np.random.default_rng(4)
    noisy = points + rng.normal(0, 0.4, (len(points), 1)) * [0, 0, 1]
    noisy[rng.random(len(points)) < 0.02, 2] += 15
    found = errors(tmp_path, truth, noisy)
    assert found["model"] < 0.75 * min(found["grid"], found["triangles"])


def test_the_interval_holds_most_of_the_errors(town, tmp_path):
    truth, points = town
    errors(tmp_path, truth, points)
    error = np.abs(rasters.read(tmp_path / "model.tif") - truth)
    inside = error <= rasters.read(tmp_path / "width.tif")
    assert 0.8 < inside[~np.isnan(error)].mean() <= 1


def test_an_offset_of_the_heights_changes_the_surface_by_it(town, tmp_path):
    truth, points = town
    errors(tmp_path, truth, points)
    low = rasters.read(tmp_path / "model.tif")
    errors(tmp_path, truth, points + np.array([0, 0, 2048.0]))
    np.testing.assert_allclose(rasters.read(tmp_path / "model.tif"), low + 2048, atol=5e-3)

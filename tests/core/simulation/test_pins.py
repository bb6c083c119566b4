"""A seed's surfaces stay what they are: bundled training recipes name seeds."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.simulation import city, scene_files

# Style, GSD, seed; heights' mean and deviation, one height, ground's mean, albedo's mean, one albedo;
# building pixels; the number that the generator gives next.
SCENES = [
    (("old_town", 0.3, 1), (234.9347, 8.6977, 246.3978, 228.8225, 0.1879, 0.1413), 3886, 0.039928),
    (("suburb", 0.5, 2), (35.7293, 3.558, 34.0104, 34.3509, 0.1842, 0.1617), 870, 0.943821),
    (("highrise", 1.0, 3), (37.9776, 5.8894, 36.0355, 36.1823, 0.2035, 0.1322), 848, 0.406802),
    (("industrial", 0.1, 4), (95.8794, 11.1115, 86.6638, 86.6332, 0.3048, 0.0996), 4689, 0.570789),
    (("settlement", 0.4, 6), (220.6329, 1.7343, 220.3524, 220.0102, 0.3374, 0.4118), 2074, 0.333383),
    ((None, 2.0, 5), (90.3499, 9.7076, 94.0214, 88.0882, 0.1471, 0.1437), 509, 0.937387),
]
# Error model, seed; mean height, mean and median error; void pixels; the generator's next number.
SURFACES = [
    ("matched", 1, (40.4358, 0.2388, 0.1822), 82, 0.251627),
    ("matched", 2, (40.1445, 1.8353, 0.5202), 2077, 0.796408),
    ("handmade", 1, (40.641, 0.1882, 0.1404), 0, 0.702626),
    ("handmade", 2, (41.5816, 0.4394, 0.2005), 508, 0.817166),
]


@pytest.mark.parametrize(("given", "levels", "pixels", "following"), SCENES)
def test_cities(given, levels, pixels, following):
    style, gsd, seed = given
    rng = np.random.default_rng(seed)
    made = city.generate(rng, (96, 120), gsd, style)
    assert rng.random() == pytest.approx(following, abs=1e-6)
    found = (made.heights.mean(), made.heights.std(), made.heights[40, 50], made.ground.mean())
    assert (*found, made.albedo.mean(), made.albedo[60, 70]) == pytest.approx(levels, abs=5e-4)
    # rounding of another platform's matrix products may move a pixel
    assert made.buildings.sum() == pytest.approx(pixels, abs=2)


@pytest.mark.parametrize(("model", "seed", "levels", "voids", "following"), SURFACES)
def test_stereo_surfaces(model, seed, levels, voids, following):
    rng = np.random.default_rng(seed)
    made = city.generate(rng, (96, 120), 0.5)
    dsm = scene_files.survey(rng, made, scene_files.Recipe(seed, None, model, 0.6)).dsm
    error = np.abs(dsm - made.heights)
    assert rng.random() == pytest.approx(following, abs=1e-6)
    assert (np.nanmean(dsm), np.nanmean(error), np.nanmedian(error)) == pytest.approx(levels, abs=0.01)
    assert np.isnan(dsm).sum() == pytest.approx(voids, abs=20)

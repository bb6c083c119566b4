"""Procedural cities: reproducible, consistent, the same physical world at every GSD, and fast."""

from __future__ import annotations

import time

import numpy as np
import pytest
from roofline.models import options
from roofline.models.errors import RooflineError
from roofline.models.simulation import city
from roofline.models.simulation.noise import Dice, smooth_noise
from roofline.models.simulation.plan import Building, Frame, Wing
from roofline.models.simulation.roofs import SURFACES, Pose, draw_building
from roofline.models.simulation.scene import Scene, Sheet
from scipy import ndimage

STYLES = options.STYLES
RASTERS = ("heights", "buildings", "ground", "albedo", "roads", "glass")


def scene(seed: int, gsd: float = 0.5, style: str | None = None, size: tuple[int, int] = (160, 192)) -> Scene:
    return city.generate(np.random.default_rng(seed), size, gsd, style)


def bare_sheet(size: int = 200, gsd: float = 0.25) -> Sheet:
    flat = [np.zeros((size, size), np.float32) for _ in range(5)]
    return Sheet(gsd, (size, size), *flat)


@pytest.mark.parametrize("style", [None, *STYLES])
def test_same_seed_same_city_and_another_seed_another(style: str | None) -> None:
    first, again, other = scene(1, style=style), scene(1, style=style), scene(2, style=style)
    for name in RASTERS:
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert np.abs(first.heights - other.heights).max() > 1


@pytest.mark.parametrize("gsd", [0.1, 0.25, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("style", STYLES)
def test_rasters_are_typed_finite_and_consistent(style: str, gsd: float) -> None:
    made = scene(3, gsd, style)
    for name in ("heights", "ground", "albedo"):
        values = getattr(made, name)
        assert values.shape == (160, 192) and values.dtype == np.float32
        assert np.isfinite(values).all()
    for name in ("buildings", "roads", "glass"):
        values = getattr(made, name)
        assert values.shape == (160, 192) and values.dtype == np.uint8
        assert set(np.unique(values)) <= {0, 1}
    above = made.heights - made.ground
    assert above.min() > -1e-3
    assert above[made.buildings == 1].min(initial=9) > 1.0
    assert not (made.buildings & made.roads).any()
    assert not (made.glass & ~made.buildings & 1).any()
    assert made.albedo.min() >= 0 and made.albedo.max() <= 1
    assert made.gsd == gsd


def test_unknown_style_is_refused() -> None:
    with pytest.raises(RooflineError, match="There is no"):
        scene(1, style="moon base")


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (64, 33)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    assert scene(5, 0.5, None, size).heights.shape == size


def test_every_style_builds_and_styles_differ() -> None:
    """Towns are mostly built up, parks hardly; towers are taller than family houses."""
    share, top = {}, {}
    for style in STYLES:
        made = [scene(s, 1.0, style, (256, 256)) for s in range(4)]
        share[style] = np.mean([m.buildings.mean() for m in made])
        roofs = np.concatenate([(m.heights - m.ground)[m.buildings == 1] for m in made])
        top[style] = np.quantile(roofs, 0.9)
    assert min(share.values()) > 0.005
    assert share["old_town"] > 0.2 > share["park"]
    assert top["highrise"] > 2 * top["suburb"]
    assert 4 < top["suburb"] < 15


def test_physical_sizes_do_not_depend_on_the_gsd() -> None:
    """Walls are as high and buildings as large in metres at 0.25 m as at 1 m."""
    heights, areas = [], []
    for gsd, pixels in ((0.25, 720), (1.0, 180)):
        above, area = [], []
        for seed in range(8):
            made = scene(seed, gsd, "suburb", (pixels, pixels))
            labels, _ = ndimage.label(made.buildings)
            area.extend(np.bincount(labels.ravel())[1:] * gsd * gsd)
            above.append((made.heights - made.ground)[made.buildings == 1])
        heights.append(np.median(np.concatenate(above)))
        areas.append(np.median([a for a in area if a > 25]))
    assert abs(heights[0] / heights[1] - 1) < 0.25
    assert abs(areas[0] / areas[1] - 1) < 0.4


def test_small_sheets_show_a_building() -> None:
    shown = [scene(s, 0.1, "suburb", (352, 352)).buildings.mean() for s in range(24)]
    assert np.mean(np.array(shown) > 0.02) > 0.7


def test_walls_are_sharp() -> None:
    """Of the height jumps along roofs most are made within one pixel."""
    made = scene(4, 0.5, "highrise", (352, 352))
    above = np.where(made.buildings == 1, made.heights - made.ground, 0)
    one = np.abs(np.diff(above, axis=1))
    assert (one > 8).sum() > 100
    two = np.abs(above[:, 3:] - above[:, :-3])
    walls = two > 8
    widest = np.maximum(np.maximum(one[:, :-2], one[:, 1:-1]), one[:, 2:])
    assert np.mean(widest[walls] > 0.8 * two[walls]) > 0.85


def test_water_is_flat() -> None:
    """Scenes with a river have a large level surface below its banks."""
    rng = np.random.default_rng(0)
    for _ in range(60):
        made = city.generate(rng, (200, 200), 2.0, "park")
        dark = ndimage.binary_erosion(made.albedo < 0.08, iterations=4) & (made.roads == 0)
        labels, count = ndimage.label(dark)
        if count and (sizes := np.bincount(labels.ravel())[1:]).max() > 400:
            ground = made.ground[labels == 1 + int(np.argmax(sizes))]
            if np.ptp(ground) < 0.01:
                return
    pytest.fail("no flat water in sixty park scenes")


@pytest.mark.parametrize("roof", sorted(SURFACES))
def test_roofs_start_at_the_eaves_and_keep_to_their_plan(roof: str) -> None:
    sheet = bare_sheet()
    b = Building(0, 0, [Wing(0, 0, 12, 8)], 6.0, roof, 0.7, period=4.0)
    draw_building(sheet, b, Pose(0.0, 0.0, 0.4), b.reach)
    inside = sheet.buildings == 1
    assert abs(inside.sum() * sheet.gsd**2 / (24 * 16) - 1) < 0.02
    assert sheet.heights[~inside].max() == 0
    assert 5.99 < sheet.heights[inside].min() < 6.4
    assert sheet.heights.max() < 6 + 8 * 1.0


def test_gable_has_two_planes_of_its_pitch() -> None:
    sheet = bare_sheet()
    b = Building(0, 0, [Wing(0, 0, 12, 8)], 6.0, "gable", 0.7)
    draw_building(sheet, b, Pose(0.0, 0.0, 0.0), b.reach)
    profile = sheet.heights[:, 100]
    slope = np.diff(profile)[np.abs(np.diff(profile)) < 1] / sheet.gsd
    assert np.isclose(sheet.heights.max(), 6 + 0.7 * 8, atol=0.7 * sheet.gsd)
    assert np.allclose(np.abs(slope[np.abs(slope) > 1e-3]), 0.7, atol=1e-3)


def test_wings_are_joined_by_the_higher_surface() -> None:
    sheet = bare_sheet()
    wings = [Wing(0, -4, 12, 4), Wing(8, 0, 4, 8, False)]
    b = Building(0, 0, wings, 5.0, "gable", 0.8)
    draw_building(sheet, b, Pose(0.0, 0.0, 0.0), b.reach)
    assert sheet.heights[sheet.buildings == 1].min() >= 5
    assert abs((sheet.buildings == 1).sum() * sheet.gsd**2 - (24 * 8 + 8 * 8)) < 4


def test_frame_goes_there_and_back() -> None:
    frame = Frame(0.7, (12.0, -30.0), 0.3, 15.0, 400.0, 1.0)
    u, v = np.array([3.0, -50, 120]), np.array([10.0, 80, -99])
    there = frame.to_plan(*(a.astype(np.float32) for a in frame.to_sheet(u, v)))
    np.testing.assert_allclose(there, (u, v), atol=1e-3)


def test_noise_has_its_wavelength() -> None:
    noise = smooth_noise(np.random.default_rng(0), (400, 400), 20)
    assert abs(np.corrcoef(noise[:, 4:].ravel(), noise[:, :-4].ravel())[0, 1]) > 0.8
    assert abs(np.corrcoef(noise[:, 40:].ravel(), noise[:, :-40].ravel())[0, 1]) < 0.25


def test_dice_weights() -> None:
    dice = Dice(np.random.default_rng(0))
    drawn = [dice.weighted({"a": 3, "b": 1, "c": 0}) for _ in range(4000)]
    assert abs(drawn.count("a") / 4000 - 0.75) < 0.03
    assert "c" not in drawn


@pytest.mark.parametrize("gsd", [0.1, 0.5, 2.0])
def test_fast_enough_to_feed_training(gsd: float) -> None:
    """Generous ceiling: a quarter is usual on one core."""
    start = time.process_time()
    for seed in range(9):
        scene(seed, gsd, STYLES[seed % len(STYLES)], (352, 352))
    assert (time.process_time() - start) / 9 < 0.6

"""What simulated scenes show: colour and near infrared, shadows, trees, roof planes, image pairs."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models import options
from roofline.models.raster.grid import Grid
from roofline.models.simulation import city, colours, facades, imaging, matching, scene_files, stereo
from roofline.models.simulation import plan as m
from roofline.models.simulation.facets import FACETS
from roofline.models.simulation.plan import Building, Wing
from roofline.models.simulation.roofs import SURFACES, Pose, draw_building
from roofline.models.simulation.scene import Scene, Sheet
from scipy import ndimage
from support import rasters

NOON = imaging.Sun(np.radians(180), np.radians(50))


def town(seed: int = 1, gsd: float = 0.5, style: str | None = "suburb", size: int = 192) -> Scene:
    return city.generate(np.random.default_rng(seed), (size, size), gsd, style)


def house(roof: str = "flat", angle: float = 0.0, eaves: float = 10.0, size: int = 160) -> Scene:
    """One house of 24 m x 16 m in the middle of a bare plain, 0.25 m pixels."""
    flat = [np.zeros((size, size), np.float32) for _ in range(5)]
    sheet = Sheet(0.25, (size, size), *flat)
    sheet.albedo += 0.3
    sheet.material[:] = m.CONCRETE
    b = Building(0, 0, [Wing(0, 0, 12, 8)], eaves, roof, 0.7, period=4.0)
    draw_building(sheet, b, Pose(0.0, 0.0, angle), b.reach)
    return sheet.finish()


def picture(scene: Scene, sun: imaging.Sun = NOON, seed: int = 3) -> np.ndarray:
    return imaging.ortho(np.random.default_rng(seed), scene, sun)


@pytest.mark.parametrize("style", options.STYLES)
def test_vegetation_is_green_and_bright_in_the_infrared(style):
    """Medians over several towns, as one may have hardly a tree."""
    seen: dict[str, list] = {"trees": [], "lawn": [], "roofs": [], "asphalt": []}
    for seed in range(4):
        scene = town(seed, 1.0, style)
        index = imaging.ndvi(picture(scene, seed=seed))
        roofs = (scene.buildings == 1) & (scene.trees == 0)
        for name, where in (
            ("trees", scene.trees > 0),
            ("lawn", scene.material == m.LAWN),
            ("roofs", roofs),
            ("asphalt", scene.material == m.ASPHALT),
        ):
            seen[name].append(index[where])
    medians = {name: np.median(np.concatenate(parts)) for name, parts in seen.items()}
    assert medians["trees"] > 0.6
    assert medians["lawn"] > 0.5
    assert abs(medians["roofs"]) < 0.2
    assert abs(medians["asphalt"]) < 0.15


def test_a_pixel_knows_the_paint_of_its_material():
    """Clay tiles are red, asphalt grey, water dark and darkest in the infrared."""
    scene = house()
    scene.material[:] = m.ASPHALT
    scene.material[:40] = m.WATER
    scene.material[40:80] = m.LAWN
    red, green, blue, infrared = colours.reflectance(np.random.default_rng(0), scene)[:, :, 0]
    assert np.ptp([red[-1], green[-1], blue[-1]]) < 0.15 * green[-1]
    assert infrared[0] < 0.5 * green[0] < 0.5 * 0.3
    assert infrared[60] > 3 * red[60] and green[60] > red[60] > blue[60]


def test_tiles_are_red_brown_or_grey_but_never_green():
    scene = house()
    scene.material[:] = m.TILES
    scene.tint[:] = np.arange(160)[:, None]
    for seed in range(8):
        red, green, blue, _ = colours.reflectance(np.random.default_rng(seed), scene)[:, :, 0]
        assert (red > 0.85 * green).all() and (green < 1.1 * (red + blue) / 2 + 0.02).all()
        assert np.mean(red > 1.15 * green) > 0.2


def test_the_same_generator_paints_the_same_and_another_another():
    scene = town()
    first, again, other = (picture(scene, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (4, 192, 192) and first.dtype == np.float32
    assert first.min() >= 0 and np.isfinite(first).all()
    assert np.abs(first - other).mean() > 0.005


@pytest.mark.parametrize(("azimuth", "away"), [(0, (1, 0)), (90, (0, -1)), (180, (-1, 0)), (270, (0, 1))])
def test_shadows_fall_away_from_the_sun(azimuth, away):
    image = picture(house(), imaging.Sun(np.radians(azimuth), np.radians(45)))[1]
    middle, reach = 80, 60  # pixels: outside the house, inside its shadow of 40
    row, column = middle + reach * away[0], middle + reach * away[1]
    lit, dark = image[2 * middle - row, 2 * middle - column], image[row, column]
    assert dark < 0.5 * lit
    assert lit == pytest.approx(0.3, rel=0.1), "level ground in the sun shows its reflectance"


def test_long_shadows_are_not_cut_short():
    """A tower of 60 m under a sun at 45 degrees: 240 pixels of a quarter metre."""
    scene = house(eaves=60.0, size=640)
    image = picture(scene, imaging.Sun(0.0, np.radians(45)))[1][:, 320]
    edge = 320 + 8 * 4
    dark = np.flatnonzero(image[edge + 2 :] < 0.15)
    assert abs(dark.size - 240) < 8


def test_shadows_are_bluish():
    image = picture(house(), imaging.Sun(0.0, np.radians(45)))
    red, _, blue, _ = image[:, 80 + 60, 80]
    assert blue > 1.2 * red


def test_tree_heights():
    scene = town(2)
    crowns = scene.trees
    assert 0.01 < (crowns > 0).mean() < 0.6
    assert 2 < np.median(crowns[crowns > 0]) < 20
    assert not crowns[scene.material == m.ASPHALT].any()


@pytest.mark.parametrize("gsd", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("style", options.STYLES)
def test_every_roof_plane_is_planar_and_on_a_building(style, gsd):
    scene = town(7, gsd, style)
    labels = scene.roof_planes
    assert labels.dtype == np.uint32
    assert not labels[scene.buildings == 0].any()
    assert not labels[scene.trees > 0].any()
    count = int(labels.max())
    assert set(np.unique(labels)) - {0} == set(range(1, count + 1))
    for label, window in enumerate(ndimage.find_objects(labels.astype(np.int32)), start=1):
        row, column = np.nonzero(labels[window] == label)
        if row.size >= 6:
            plane = np.stack([row, column, np.ones(row.size)], 1)
            heights = scene.heights[window][row, column].astype(np.float64)
            fit = plane @ np.linalg.lstsq(plane, heights, rcond=None)[0]
            assert np.abs(fit - heights).max() < 0.02, f"{style}, {gsd} m, plane {label}"


COUNTS = {
    "flat": 1,
    "gable": 2,
    "hip": 4,
    "half_hip": 4,
    "pyramid": 4,
    "mansard": 8,
    "gambrel": 4,
    "shed": 1,
    "sawtooth": 6,
    "barrel": 0,
    "cylinder": 1,
    "dome": 0,
    "cone": 0,
}


@pytest.mark.parametrize("roof", COUNTS)
def test_roofs_have_the_planes_of_their_kind(roof):
    scene = house(roof, angle=0.3)
    labels, roofs = scene.roof_planes, scene.buildings == 1
    assert labels.max() == COUNTS[roof]
    assert (labels[roofs] > 0).all() == (COUNTS[roof] > 0)
    assert set(FACETS) == set(SURFACES)


def test_dormers_and_roof_boxes_are_planes_of_their_own():
    scene = town(3, 0.25, "old_town", 320)
    large = ndimage.label(scene.buildings)[1]
    assert scene.roof_planes.max() > 2 * large


@pytest.mark.parametrize("turn", range(4))
def test_the_sun_of_a_turned_pair_is_that_of_the_map(turn):
    setup = stereo.Setup(azimuth=np.radians(200), elevation=np.radians(40))
    scene = house()
    turned = [np.ascontiguousarray(np.rot90(a, turn)) for a in (scene.heights, scene.albedo)]
    pair = stereo.render_pair(np.random.default_rng(0), *turned, None, scene.gsd, setup, turn).upright()
    assert np.degrees(pair.sun) == pytest.approx((200, 40))
    side = pair.first[80 - 50, 80], pair.first[80 + 50, 80]
    assert side[0] < 0.6 * side[1], "the shadow lies to the north in every frame"


@pytest.mark.parametrize(("turn", "lean"), [(0, (0, 1)), (1, (1, 0)), (2, (0, -1)), (3, (-1, 0))])
def test_roofs_lean_away_from_the_camera(turn, lean):
    scene = house()
    scene.albedo[scene.buildings == 1] = 0.9
    turned = [np.ascontiguousarray(np.rot90(a, turn)) for a in (scene.heights, scene.albedo)]
    setup = stereo.Setup(elevation=np.radians(89), blur=0, noise=0)
    pair = stereo.render_pair(np.random.default_rng(0), *turned, None, scene.gsd, setup, turn).upright()
    moved = 10 * 0.4 / 0.25
    roof = ndimage.center_of_mass(pair.second > 0.9 * np.quantile(pair.second, 0.9))
    assert roof == pytest.approx((79.5 + moved * lean[0], 79.5 + moved * lean[1]), abs=3)
    assert pair.seen_from == ("west", "north", "east", "south")[turn]


def test_walls_have_storeys_and_bays_as_wide_as_they_are():
    """A wall of 31 m seen under B/H 1: ten storeys along the rows of the image, dark windows in them."""
    scene = house(eaves=31.0, size=400)
    setup = stereo.Setup(
        base_to_height=1.0, blur=0, noise=0, windows=True, azimuth=np.radians(270), elevation=0.7
    )
    pair = stereo.render_pair(np.random.default_rng(0), scene.heights, scene.albedo, None, 0.25, setup)
    start = 200 - 12 * 4
    wall = pair.second[200 - 28 : 200 + 28, start : start + 31 * 4]
    assert pair.second[200, start - 4] > 0 and np.ptp(wall) > 0.3 * wall.max()
    dark = wall < 1.3 * wall.min()
    assert 0.1 < dark.mean() < 0.5
    storeys = np.abs(np.diff(dark[dark.any(axis=1)].max(axis=0).astype(int))).sum() / 2
    assert storeys == pytest.approx(10, abs=1)
    seams = np.abs(np.diff(dark.max(axis=1).astype(int))).sum() / 2
    assert seams == pytest.approx(14 / 2.6, abs=1)


def test_without_relief_walls_are_not_needed():
    image = np.random.default_rng(0).random((20, 30), dtype=np.float32)
    level = np.zeros((20, 30), np.float32)
    seen = facades.oblique_view(np.random.default_rng(1), image, level, 0.5, 1.0, 0.5)
    np.testing.assert_allclose(seen, image, atol=2e-3)


def test_a_survey_gives_the_images_that_were_matched():
    scene = town(5, 0.5, "quarter", 128)
    setup = stereo.Setup(blur=0.0, noise=0.002, pairs=2)
    seen = stereo.survey(np.random.default_rng(1), scene.heights, scene.albedo, scene.gsd, setup=setup)
    surfaces = []
    for pair in seen.pairs:
        first, second = (np.ascontiguousarray(np.rot90(i, pair.turn)) for i in (pair.first, pair.second))
        count = int(np.ceil(pair.shift.max())) + 8
        found = matching.match(first, second, -4, count) * np.float32(scene.gsd / 0.4) + scene.heights.min()
        surfaces.append(np.rot90(found, -pair.turn))
    again = stereo.fused(surfaces)
    both = np.isfinite(again) & np.isfinite(seen.dsm)
    # the search range alone differs
    assert both.mean() > 0.9 * np.isfinite(seen.dsm).mean()
    assert np.mean(np.abs(again - seen.dsm)[both] < 0.05) > 0.95


@pytest.mark.parametrize("errors", options.ERROR_MODELS)
def test_what_layers_are_stored_as_is_known_before_they_are_made(errors):
    """Formats are tried by it, so that none turns out to be too small after the work."""
    types = {"f4": "Float32", "u1": "Byte", "u4": "UInt32"}
    grid = Grid(64, 64, (0, 0.5, 0, 0, 0, -0.5), rasters.wkt(32631))
    recipe = scene_files.Recipe(seed=1, error_model=errors)
    made = {layer.name: layer.values for layer in scene_files._steps(grid, recipe, set(scene_files.LAYERS))}
    assert set(made) == set(scene_files.LAYERS)
    for name, values in made.items():
        assert types[values.dtype.str[1:]] == scene_files.STORED.get(name, scene_files.HEIGHTS)[0]
        assert (1 if values.ndim == 2 else len(values)) == scene_files.bands_of(name, recipe)

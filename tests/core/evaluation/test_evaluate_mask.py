"""Buildings against a reference: pixels, boundaries, objects and polygons, known or counted by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation import MaskViews, evaluate_mask
from roofline.models.evaluation.masks import boundary, evaluate, objects, polygons, published
from roofline.models.evaluation.masks.numbers import mask_table
from roofline.models.evaluation.masks.report import mask_report
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.shapes import Vector
from roofline.models.raster.source import RasterSource
from scipy import ndimage
from support import rasters
from support.paths import SHARED

GRID = (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)
PARITY = SHARED / "parity"


def write(folder, name, values, **options):
    return rasters.write(folder / f"{name}.tif", values, geotransform=GRID, **{"nodata": 255, **options})


def blocks(shape=(300, 420), seed=0, count=60):
    """Rectangles of random places and sizes (H, W), and the same moved and changed a little."""
    random = np.random.default_rng(seed)
    both = np.zeros((2, *shape), np.uint8)
    for _ in range(count):
        row, col = random.integers(0, shape[0] - 30), random.integers(0, shape[1] - 30)
        high, wide = random.integers(4, 28, 2)
        both[0, row : row + high, col : col + wide] = 1
        if random.random() < 0.8:
            row, col = max(row + random.integers(-2, 3), 0), max(col + random.integers(-2, 3), 0)
            both[1, row : row + high, col : col + wide] = 1
    return both


def test_pixels_by_hand(tmp_path):
    found, truth = np.zeros((2, 64, 64), np.uint8)
    truth[10:30, 10:30], found[10:30, 15:35] = 1, 1
    result = evaluate_mask(write(tmp_path, "a", found), write(tmp_path, "b", truth), tile=32)
    assert result["counts"] == {"tp": 300, "fp": 100, "fn": 100, "tn": 64 * 64 - 500}
    pooled = result["pooled"]
    assert (pooled["IoU"], pooled["F1"]) == (pytest.approx(0.6), pytest.approx(0.75))
    assert (pooled["precision"], pooled["recall"]) == (pytest.approx(0.75), pytest.approx(0.75))
    means = result["tiles"]
    assert (means["count"], means["count_with_buildings"]) == (4, 1)
    # Of four tiles: one as pooled but for its right neighbour's alarms, which is empty, and two are right.
    assert means["with_buildings"]["IoU"] == pytest.approx(300 / (400 + 40))
    assert means["all"]["IoU"] == pytest.approx((300 / 440 + 0 + 1 + 1) / 4)


@pytest.mark.parametrize("tile", [32, 57, 100])
def test_blocks_do_not_matter(tmp_path, monkeypatch, tile):
    """Boundaries and objects go on where what is read at once ends; all equals the whole in one piece."""
    both = blocks()
    both[0, 200:, 300:] = 255
    paths = [write(tmp_path, name, values) for name, values in zip("ab", both)]
    shares: list[float] = []
    whole = evaluate_mask(*paths, tile=4096, progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1
    monkeypatch.setattr(evaluate, "BLOCK", tile)
    parts = evaluate_mask(*paths, tile=tile)
    for key in ("pooled", "counts", "objects"):
        assert parts[key] == pytest.approx(whole[key], nan_ok=True)
    assert len(parts["tile_table"]) > 4 * len(whole["tile_table"])
    assert sum(row["tp"] for row in parts["tile_table"]) == whole["counts"]["tp"]


def test_boundaries_by_hand():
    """A square of 20 moved by 2: its left side is met within 2 pixels, not within 1."""
    truth = np.zeros((60, 60), bool)
    truth[20:40, 20:40] = True
    moved = np.roll(truth, 2, axis=1)
    known = np.ones_like(truth)
    sums = {name: float(each.sum()) for name, each in boundary.boundary_maps(moved, truth, known).items()}
    assert sums["edge"] == sums["true_edge"] == 4 * 19
    found = boundary.boundary_measures(sums)
    assert found["boundary_F1_2px"] == found["boundary_F1_3px"] == 1
    # Of the 76 all but the two sides' 20, whose ends lie on the other's top and bottom rows.
    assert found["boundary_F1_1px"] < 1
    for d in (1, 2, 3):
        rims = [mask & ~ndimage.binary_erosion(mask, np.ones((3, 3)), d) for mask in (moved, truth)]
        expected = (rims[0] & rims[1]).sum() / (rims[0] | rims[1]).sum()
        assert found[f"boundary_IoU_{d}px"] == pytest.approx(expected)
    same = boundary.boundary_maps(truth, truth, known)
    assert set(boundary.boundary_measures({k: float(v.sum()) for k, v in same.items()}).values()) == {1.0}


def test_edges_of_the_raster_and_of_what_is_known_are_no_boundaries():
    mask = np.zeros((30, 30), bool)
    mask[:, :10] = True
    known = np.ones_like(mask)
    known[20:] = False
    maps = boundary.boundary_maps(mask & known, mask & known, known)
    assert maps["edge"].sum() == 20 and maps["edge"][:20, 9].all()
    assert maps["rim_union_3"].sum() == 60


def test_objects_match_once_at_one_half():
    """One found well, one in two halves, one missed, one that is none."""
    truth, found = np.zeros((2, 40, 80), bool)
    truth[5:15, 5:15] = found[5:15, 6:16] = True
    truth[5:15, 30:50] = True
    found[5:15, 30:41], found[5:15, 42:50] = True, True
    truth[30:35, 5:10], found[30:35, 60:70] = True, True
    counted = objects.Objects(80)
    counted.add(found, truth, (None, None), Window(0, 0, 80, 40))
    matches = counted.matches()
    assert matches.ious.tolist() == pytest.approx([90 / 110, 110 / 200])
    measures = matches.measures()
    assert (measures["objects"], measures["reference_objects"]) == (4, 3)
    assert measures["object_F1"] == pytest.approx(4 / 7)
    assert measures["object_recall"] == pytest.approx(2 / 3)


def test_a_cancel_is_heard_among_many_objects():
    """Of a mask of noise there are as many as pixels, in chains where windows meet."""
    random = np.random.default_rng(0)
    truth, found = random.random((2, 60, 300)) > 0.45
    counted, whole = objects.Objects(300), objects.Objects(300)
    whole.add(found, truth, (None, None), Window(0, 0, 300, 60))
    for row in range(0, 60, 5):
        rows = slice(row, row + 5)
        counted.add(found[rows], truth[rows], (None, None), Window(0, row, 300, 5))
    asked: list[None] = []
    matches = counted.matches(lambda: asked.append(None))
    assert matches.predicted == ndimage.label(found)[1] and matches.measures() == whole.matches().measures()
    for most in range(len(asked)):

        def check(left: list[None] = [None] * most) -> None:
            if not left:
                raise Cancelled
            left.pop()

        with pytest.raises(Cancelled):
            counted.matches(check)
    assert len(asked) >= 5


def vector(*wkts: str) -> Vector:
    wkbs = [bytes(ogr.CreateGeometryFromWkt(wkt).ExportToWkb()) for wkt in wkts]
    return Vector(lambda extent: wkbs, "", "houses")


def square(x, y, side, shift=0.0):
    ends = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return f"POLYGON(({', '.join(f'{500000 + a + shift} {4999900 + b}' for a, b in ends)}))"


def test_touching_polygons_are_two_buildings_and_one_in_a_mask(tmp_path):
    truth = vector(square(10, 10, 20), square(30, 10, 20))
    found = np.zeros((100, 100), np.uint8)
    found[70:90, 10:50] = 1
    path = write(tmp_path, "m", found)
    result = evaluate_mask(path, truth, tile=32)
    assert result["pooled"]["IoU"] == 1
    assert result["objects"]["reference_objects"] == 2 and result["objects"]["objects"] == 1
    assert result["objects"]["object_recall"] == 0.5 and result["polygons"] == {}


def test_polygons_against_polygons(tmp_path):
    """Moved by half a metre: PoLiS is known; a corner more than the reference has."""
    grid = Grid(100, 100, GRID, rasters.wkt(32631))
    moved = evaluate_mask(vector(square(10, 10, 20, 0.5)), vector(square(10, 10, 20)), grid=grid, tile=32)
    found = moved["polygons"]
    # Of four corners two lie 0.5 off, and two on the other's sides: 0.25 both ways.
    assert found["PoLiS"] == pytest.approx(0.25) and found["vertex_ratio"] == 1
    assert found["right_angles"] == found["right_angles_reference"] == 1
    ends = "500010 4999910,500030 4999910,500030 4999925,500025 4999930,500010 4999930,500010 4999910"
    cut = f"POLYGON(({ends}))"
    found = evaluate_mask(vector(cut), vector(square(10, 10, 20)), grid=grid, tile=32)["polygons"]
    assert found["vertex_ratio"] == 1.25 and found["right_angles"] == pytest.approx(0.6)
    with pytest.raises(RooflineError, match="give PIXEL_SIZE"):
        evaluate_mask(vector(cut), vector(cut))


def test_points_on_walls_are_no_corners():
    ring = np.array([[0, 0], [5, 0], [10, 0], [10, 10], [0, 10]], float)
    assert sorted(polygons.turns(ring).tolist()) == pytest.approx([0, 90, 90, 90, 90])
    assert polygons.polis([ring], [ring]) == 0


def test_corners_and_right_angles_are_counted_within_what_a_draughtsman_tolerates():
    """A point on a wall that is 5 degrees off is none; a corner of 83 degrees is no right angle."""

    def shape(*points: tuple[float, float]) -> ogr.Geometry:
        wkt = ", ".join(f"{x} {y}" for x, y in (*points, points[0]))
        return ogr.CreateGeometryFromWkt(f"POLYGON (({wkt}))")

    plain = shape((0, 0), (10, 0), (10, 10), (0, 10))
    bent = shape((0, 0), (5, -0.2), (10, 0), (10, 10), (0, 10))
    slanting = shape((0, 0), (10, 0), (11.2, 10), (0, 10))  # 83.2 and 96.8 degrees at the right
    found = polygons.polygon_measures([(bent, plain)], 1.0)
    assert (found["vertex_ratio"], found["right_angles"]) == (1, 1)
    assert polygons.polygon_measures([(slanting, plain)], 1.0)["right_angles"] == 0.5


def test_bow_ties_and_what_is_no_polygon_are_mended_or_left(tmp_path):
    bow = "POLYGON((500010 4999910, 500030 4999930, 500030 4999910, 500010 4999930, 500010 4999910))"
    found = np.zeros((100, 100), np.uint8)
    found[75:80, 12:14] = 1
    result = evaluate_mask(write(tmp_path, "m", found), vector(bow, "POINT(500001 4999999)"), tile=32)
    assert result["objects"]["reference_objects"] == 1


def test_overlapping_parts_of_one_building_are_filled_once(tmp_path):
    parts = [square(x, 10, 20).removeprefix("POLYGON") for x in (10, 20)]
    found = np.zeros((100, 100), np.uint8)
    found[70:90, 10:40] = 1
    result = evaluate_mask(write(tmp_path, "m", found), vector(f"MULTIPOLYGON({','.join(parts)})"), tile=32)
    assert result["pooled"]["IoU"] == 1


def test_other_grids_nodata_and_a_mask_of_what_counts(tmp_path):
    both = blocks(seed=3)
    coarse = rasters.write(
        tmp_path / "c.tif",
        np.kron(both[1], np.ones((2, 2), np.uint8)),
        geotransform=(500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5),
        nodata=255,
    )
    paths = [write(tmp_path, name, values) for name, values in zip("ab", both)]
    plain, warped = evaluate_mask(*paths), evaluate_mask(paths[0], coarse)
    assert warped["pooled"] == pytest.approx(plain["pooled"])
    left = np.zeros_like(both[0])
    left[:, :200] = 1
    cut = evaluate_mask(*paths, valid_mask=write(tmp_path, "v", left, nodata=None))
    void = both.copy()
    void[0, :, 200:] = 255
    by_nodata = evaluate_mask(write(tmp_path, "w", void[0]), paths[1])
    assert cut["counts"] == by_nodata["counts"] and sum(cut["counts"].values()) == 300 * 200
    assert cut["pooled"] == pytest.approx(by_nodata["pooled"])


@pytest.mark.parametrize("kind", ["uint8", "float32"])
@pytest.mark.parametrize("one", [1, 255])
def test_masks_whose_zeros_are_declared_void_know_where_no_building_stands(tmp_path, caplog, kind, one):
    """QGIS and GDAL rasterize polygons so, by default; then all that is no building would not count."""
    value = 1 if kind == "float32" else one
    found, truth = np.zeros((2, 64, 64), kind)
    truth[10:30, 10:30], found[10:30, 15:35] = value, value
    paths = [write(tmp_path, name, values, nodata=0) for name, values in (("a", found), ("b", truth))]
    with caplog.at_level("INFO", "roofline"):
        result = evaluate_mask(*paths, tile=32)
    assert result["counts"] == {"tp": 300, "fp": 100, "fn": 100, "tn": 64 * 64 - 500}
    assert "a.tif declares 0 as its nodata value, but is a mask: 0 counts as a value." in caplog.text
    set_in_qgis = RasterSource(str(write(tmp_path, "c", truth, nodata=None)), nodata=(((0.0, 0.0),),))
    assert evaluate_mask(paths[0], set_in_qgis, tile=32)["counts"] == result["counts"]


def test_voids_of_shares_stay_unknown_where_they_are_zeros(tmp_path):
    found, truth = np.full((2, 64, 64), 0.25, np.float32)
    found[:32], truth[10:40, 10:30] = 0, 1
    paths = [write(tmp_path, name, values, nodata=0) for name, values in (("a", found), ("b", truth))]
    assert evaluate_mask(*paths, tile=32)["counts"] == {"tp": 0, "fp": 0, "fn": 160, "tn": 32 * 64 - 160}


def test_probabilities_have_a_level(tmp_path):
    values = np.where(blocks(seed=4)[0] == 1, 0.6, 0.3).astype(np.float32)
    path, truth = write(tmp_path, "p", values, nodata=-1), write(tmp_path, "t", blocks(seed=4)[0])
    assert evaluate_mask(path, truth)["pooled"]["IoU"] == 1


def test_nothing_to_compare(tmp_path, caplog):
    found = write(tmp_path, "a", np.full((64, 64), 255, np.uint8))
    with pytest.raises(RooflineError, match="No pixel is known to both sides"):
        evaluate_mask(found, write(tmp_path, "b", np.zeros((64, 64), np.uint8)))
    nothing = write(tmp_path, "c", np.zeros((64, 64), np.uint8))
    caplog.set_level("WARNING", "roofline.models")
    result = evaluate_mask(nothing, nothing, tile=32)
    assert caplog.text.count("Neither mask has a building") == 1 and "The reference has" not in caplog.text
    assert np.isnan(result["pooled"]["IoU"]) and result["tiles"]["all"]["IoU"] == 1
    assert result["tiles"]["with_buildings"] == {} and mask_report(result)
    with pytest.raises(RooflineError, match="TILE_SIZE is 5"):
        evaluate_mask(nothing, nothing, tile=5)
    with pytest.raises(Cancelled):
        evaluate_mask(nothing, nothing, cancelled=lambda: True)
    with pytest.raises(RooflineError, match=r"same name|would replace"):
        evaluate_mask(nothing, nothing, files=[nothing])


def test_report_and_table(tmp_path):
    both = blocks(seed=5)
    views = MaskViews()
    result = evaluate_mask(*(write(tmp_path, n, v) for n, v in zip("ab", both)), tile=64, views=views)
    page = mask_report(result, views)
    assert page.count("data:image/png") == 1 + len(views.places) == 4
    assert f"{result['pooled']['IoU']:.3f}" in page and "<h1>Accuracy of buildings</h1>" in page
    rows = mask_table(result).splitlines()
    assert len(rows) == 4 + len(result["tile_table"]) and rows[1].startswith("pooled,")
    overview = views.overview()
    assert overview.shape == (300, 420, 3)
    hit = (both[0] == 1) & (both[1] == 1)
    assert (overview[hit] == (90, 174, 97)).all()
    assert (overview[(both[0] == 0) & (both[1] == 1)] == (69, 117, 180)).all()


@pytest.mark.parametrize(("found", "said"), [(20, "is matched by another"), (44, "is not matched by any")])
def test_one_building_on_one_tile_is_told_as_one(tmp_path, found, said):
    truth, other = np.zeros((2, 64, 64), np.uint8)
    truth[20:40, 20:40] = other[found : found + 20, 20:40] = 1
    page = mask_report(evaluate_mask(write(tmp_path, "a", other), write(tmp_path, "b", truth), tile=64))
    assert f"The one building {said}" in page
    assert "mean of 1 tile with buildings<" in page and "mean of 1 tile<" in page


@pytest.mark.skipif(not (PARITY / "dsm_enhancer").exists(), reason="needs ../shared/parity/dsm_enhancer")
@pytest.mark.parametrize("case", ["binary", "grey", "empty_gt", "full_gt", "empty_pred", "rect"])
def test_the_numbers_of_dsm_enhancer(tmp_path, case):
    masks = np.load(PARITY / "dsm_enhancer" / "metrics" / "masks.npz")
    expected = json.loads((PARITY / "dsm_enhancer" / "metrics" / "values.json").read_text())[case]
    paths = [write(tmp_path, n, masks[f"{case}__{n}"], nodata=None) for n in ("pred", "gt")]
    mean = evaluate_mask(*paths, compatibility="dsm_enhancer")["published"]["mean"]
    assert mean["MAE"] == pytest.approx(expected["mae"], abs=1e-7)  # which was counted in float32
    names = {"Dice": "dice_f1", "IoU": "iou_thr128", "S": "s_measure", "E_dynamic": "e_curve_mean"}
    told = {ours: expected[theirs] for ours, theirs in names.items() if theirs in expected}
    assert len(told) >= 2 and {name: mean[name] for name in told} == pytest.approx(told, abs=1e-9)


@pytest.mark.skipif(not (PARITY / "footprint_pix2pix").exists(), reason="needs ../shared/parity")
@pytest.mark.parametrize("case", ["s1|s2", "s1|bw1", "s2|empty0", "empty0|s2", "empty40|empty40"])
def test_the_numbers_of_pix2pix(tmp_path, case):
    arrays = np.load(PARITY / "footprint_pix2pix" / "contour_cases.npz")
    expected = json.loads((PARITY / "footprint_pix2pix" / "expected.json").read_text())["metrics"][case]
    greys = {name: arrays[f"gray_{case}_{name}"] for name in ("pred", "gt")}
    paths = [write(tmp_path, name, grey, nodata=None) for name, grey in greys.items()]
    mean = evaluate_mask(*paths, compatibility="pix2pix")["published"]["mean"]
    for name, value in mean.items():
        assert value == pytest.approx(expected[name], abs=1e-9)
    for name, grey in greys.items():
        assert published.otsu(published.blurred(grey)) == expected[f"otsu_{name}"]
        assert np.array_equal(published.binary(grey), arrays[f"bin_{case}_{name}"] > 0)
    both = (arrays[f"bin_{case}_{name}"] > 0 for name in ("pred", "gt"))
    known = {name: expected[name] for name in mean}
    assert published.class_measures(*both) == pytest.approx(known, abs=1e-9)
    assert len(np.unique(arrays[f"bin_{case}_gt"])) == expected["gt_classes"]


def test_measures_of_classes_by_hand():
    truth = np.array([[1, 1, 0, 0]], bool)
    found = np.array([[1, 0, 0, 0]], bool)
    measures = published.class_measures(found, truth)
    assert measures == pytest.approx(
        {"pixel_accuracy": 0.75, "mean_accuracy": 0.75, "mean_iou": (0.5 + 2 / 3) / 2, "fw_iou": 7 / 12}
    )


def rough(count, reach=500.0, shift=0.0):
    """A round polygon with many corners."""
    turn = np.linspace(0, 2 * np.pi, count + 1)[:-1]
    radius = reach * (0.8 + 0.01 * (np.arange(count) % 2))
    return np.column_stack([radius * np.cos(turn) + shift, radius * np.sin(turn)])


def test_outlines_of_many_corners_are_compared_in_parts(monkeypatch):
    """All pairs of 30,000 corners and sides at once would take 14 GB."""
    one, other, asked = [rough(700)], [rough(900, shift=0.5)], list[None]()
    whole = polygons.polis(one, other)
    monkeypatch.setattr(polygons, "MOST_PAIRS", 1000)
    assert polygons.polis(one, other, lambda: asked.append(None)) == pytest.approx(whole, rel=1e-12)
    assert len(asked) == 700 + 900


def test_polygons_are_read_and_compared_until_a_cancel():
    grid = Grid(100, 100, GRID, rasters.wkt(32631))
    many = vector(*(square(col, row, 3) for row in range(10, 90, 8) for col in range(10, 90, 8)))
    looks = dict.fromkeys((50, 150), 0)  # while the first side is read, and while the second is
    for most in looks:

        def cancelled(most=most):
            looks[most] += 1
            return looks[most] > most

        with pytest.raises(Cancelled):
            evaluate_mask(many, many, grid=grid, tile=32, cancelled=cancelled)
        assert looks[most] == most + 1

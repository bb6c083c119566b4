"""Painted images judged: figures known by hand, seams that are there or not, what is refused."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest
import torch
from roofline.models.engine import device as devices
from roofline.models.engine.tiles import Axis
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation.files import as_json
from roofline.models.evaluation.imagery import distances, evaluate, likeness, seams
from roofline.models.evaluation.imagery.evaluate import Settings, Sources, evaluate_imagery
from roofline.models.evaluation.imagery.features import Features
from roofline.models.evaluation.imagery.numbers import imagery_table
from roofline.models.evaluation.imagery.report import imagery_report
from roofline.models.evaluation.imagery.views import ImageryViews
from roofline.models.networks import vgg
from roofline.models.raster.grid import Window
from scipy import ndimage
from support import rasters

HALO = likeness.HALO


def weights(path, kind="vgg16", heads=False):
    """A state dict of random weights under torchvision's names."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        state = dict(vgg.Vgg(kind).state_dict())
    if heads:
        state |= {f"lin{n}.model.1.weight": torch.full((1, w, 1, 1), 2 / w) for n, w in enumerate(vgg.WIDTHS)}
    torch.save(state, path)
    return path


@pytest.fixture
def place(tmp_path):
    """A plan of 288 x 320 pixels of 0.5 m with six houses, an image that shows them, one that does not."""
    plan = np.zeros((2, 288, 320), np.uint8)
    plan[0, 130:145] = 255
    for row in (30, 200):
        for col in (30, 130, 230):
            plan[1, row : row + 40, col : col + 50] = 255
    noise = np.random.default_rng(0).normal(0, 6, (3, *plan.shape[1:]))
    rough = np.random.default_rng(1).normal(0, 60, (3, *plan.shape[1:]))
    ground = ndimage.gaussian_filter(rough, (0, 3, 3))
    colours = np.array([[96, 112, 70], [110, 110, 112], [168, 96, 72]], np.float64)
    kinds = np.where(plan[1] > 0, 2, np.where(plan[0] > 0, 1, 0))
    image = np.moveaxis(colours[kinds], 2, 0) + ground + noise
    files = {"mask": plan, "image": image, "other": image[:, ::-1], "flat": np.full(image.shape, 90.0)}
    bytes_ = {name: each.clip(0, 255).astype(np.uint8) for name, each in files.items()}
    return {name: rasters.write(tmp_path / f"{name}.tif", each, nodata=None) for name, each in bytes_.items()}


def measured(one, other):
    """The likeness of two images (3, H, W), as one window."""
    found = likeness.Likeness()
    wide = [
        np.pad(each.astype(np.float32), ((0, 0), (HALO, HALO), (HALO, HALO)), constant_values=np.nan)
        for each in (one, other)
    ]
    found.add(*wide)
    return found.measures()


def test_differences_by_hand():
    one = np.full((3, 40, 40), 100.0)
    found = measured(one, one + 5)
    assert found["MAE"] == 5 and found["PSNR"] == pytest.approx(10 * math.log10(255**2 / 25))
    # Without structure SSIM is its first factor, and gradients are equal: none.
    means = (2 * 100 * 105 + likeness.C1) / (100**2 + 105**2 + likeness.C1)
    assert found["SSIM"] == pytest.approx(means, abs=1e-6) and found["GMSD"] == pytest.approx(0, abs=1e-6)
    same = measured(one, one)
    assert same["PSNR"] == math.inf and same["SSIM"] == 1 and same["GMSD"] == 0


def test_structure_as_the_papers_define_it():
    """SSIM and GMSD of noise, written out for whole images by their equations."""
    rng = np.random.default_rng(5)
    x = ndimage.gaussian_filter(rng.uniform(0, 255, (60, 64)), 1)
    y = (x + rng.normal(0, 12, x.shape)).clip(0, 255)
    kernel = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    kernel = np.outer(kernel, kernel) / kernel.sum() ** 2

    def mean(values):
        windows = np.lib.stride_tricks.sliding_window_view(values, (11, 11))
        return np.einsum("ijkl,kl->ij", windows, kernel)

    mx, my = mean(x), mean(y)
    vx, vy, cov = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
    c1, c2 = 2.55**2, 7.65**2
    ssim = (2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    half = [each.reshape(30, 2, 32, 2).mean(axis=(1, 3)) for each in (x, y)]
    size = []
    for each in half:
        views = np.lib.stride_tricks.sliding_window_view(each, (3, 3))
        dx = (views[..., 0].sum(axis=2) - views[..., 2].sum(axis=2)) / 3
        dy = (views[..., 0, :].sum(axis=2) - views[..., 2, :].sum(axis=2)) / 3
        size.append(np.hypot(dx, dy))
    similarity = (2 * size[0] * size[1] + 170) / (size[0] ** 2 + size[1] ** 2 + 170)
    found = measured(*(np.stack([each] * 3) for each in (x, y)))
    assert found["SSIM"] == pytest.approx(ssim.mean(), abs=1e-5)
    assert found["GMSD"] == pytest.approx(similarity.std(), abs=1e-5)


def test_seams_are_where_tiles_meet():
    axis = Axis.plan(1000, 256, 64, 1, "stride", "cosine")
    found = seams.borders(axis, 1000)
    # The first of the next tile's weight that counts, the half, and the end of the tile before.
    assert {193, 224, 256} <= set(found.places) and len(found.places) == 3 * 4
    assert found.blended[200] and not found.blended[100]
    cut = seams.borders(Axis.plan(1000, 256, 64, 16, "even", "none"), 1000)
    assert cut.places == (216, 400, 592, 784) and not cut.blended.any()


@pytest.mark.parametrize(("step", "low", "high"), [(0.0, 0.99, 1.01), (30.0, 1.2, 10.0)])
def test_a_step_is_found_and_nothing_else(step, low, high):
    rng = np.random.default_rng(2)
    image = rng.uniform(0, 40, (3, 512, 512)).astype(np.float32)
    axis = Axis.plan(512, 192, 32, 16, "even", "none")
    found = seams.borders(axis, 512)
    for index, place in enumerate(found.places):
        image[:, :, place:] += step * (-1) ** index
        image[:, place:] += step * (-1) ** index
    steps = seams.Steps(512, 512)
    wide = np.pad(image, ((0, 0), (1, 0), (1, 0)), constant_values=np.nan)
    for row, col in ((0, 0), (0, 200), (300, 0), (300, 200)):
        size = (300 if row == 0 else 212), (200 if col == 0 else 312)
        part = wide[:, row : row + size[0] + 1, col : col + size[1] + 1]
        steps.add(Window(col, row, size[1], size[0]), part)
    np.testing.assert_allclose(
        steps.columns()[1:], np.abs(np.diff(image, axis=2)).mean(axis=(0, 1)), rtol=1e-5
    )
    assert np.isnan(steps.columns()[0]) and np.isnan(steps.rows()[0])
    measures = seams.measures((steps.columns(), steps.rows()), (found, found))
    assert low < measures["ratio"] < high
    assert (measures["low"] <= measures["ratio"] <= measures["high"]) == (step == 0)
    assert seams.profile(steps.columns(), found.places).argmax() == seams.NEAR or not step


def test_kid_by_hand_and_its_order():
    rng = np.random.default_rng(1)
    one, other = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))

    def kernel(a, b):
        return (sum(x * y for x, y in zip(a, b)) / 3 + 1) ** 3

    def within(each):
        pairs = [kernel(a, b) for i, a in enumerate(each) for j, b in enumerate(each) if i != j]
        return sum(pairs) / len(pairs)

    across = np.mean([kernel(a, b) for a in one for b in other])
    value, error = distances.kid(one, other)
    assert value == pytest.approx(within(one) + within(other) - 2 * across) and error > 0
    alike, near, far = (rng.normal(shift, 1, (60, 8)) for shift in (0.0, 0.3, 1.0))
    truth = rng.normal(0, 1, (60, 8))
    found = [distances.kid(each, truth)[0] for each in (alike, near, far)]
    assert abs(found[0]) < found[1] < found[2]
    assert np.isnan(distances.kid(one[:3], other)[0])


@pytest.mark.parametrize("kind", ["vgg16", "vgg19"])
def test_features_are_those_of_the_file(tmp_path, kind):
    features = Features(weights(tmp_path / "net.pth", kind), devices.choose("cpu", "float32"))
    assert features.kind == kind and not features.has_heads
    patch = np.random.default_rng(0).uniform(0, 255, (3, 64, 48)).astype(np.float32)
    one, other = features.describe(patch), features.describe(patch[:, ::-1].copy())
    assert one.vector.shape == (512,) and [each.shape[1] for each in one.layers] == list(vgg.WIDTHS)
    assert features.distance(one, one) == 0 and features.distance(one, other) > 0
    headed = Features(weights(tmp_path / "lpips.pth", kind, heads=True), devices.choose("cpu", "float32"))
    # Heads of 2 / C weigh every feature twice as much as their mean does.
    assert headed.has_heads
    assert headed.distance(one, other) == pytest.approx(2 * features.distance(one, other), rel=1e-5)


def test_all_of_it(place, tmp_path):
    views, shares = ImageryViews(), []
    sources = Sources(
        place["image"], place["mask"], place["image"], (place["other"],), (place["other"], place["image"])
    )
    settings = Settings(features=weights(tmp_path / "net.pth"), patch=64, patches=6)
    result = evaluate_imagery(sources, settings, views=views, progress=shares.append)
    assert result["layout"]["image"] == result["layout"]["reference"]
    assert result["layout"]["image"]["IoU"] > 0.5 and result["layout"]["image"]["object_recall"] > 0.5
    assert result["likeness"]["PSNR"] == math.inf and result["likeness"]["SSIM"] == pytest.approx(1)
    assert result["likeness"]["feature_distance"] == 0
    assert result["diversity"]["MAE"] > 5 and result["diversity"]["feature_distance"] > 0
    assert result["realism"]["against"] == "real" and result["realism"]["network"] == "vgg16"
    assert (result["realism"]["patches"], result["realism"]["real_patches"]) == (6, 6)
    assert math.isnan(result["seams"]["ratio"]) and result["seams"]["borders"] == 0
    assert shares == sorted(shares) and shares[-1] == 1
    assert views.places and set(views.places[0].pictures) == {"plan", "image", "reference", "seed 1"}
    assert views.overview().shape == (288, 320, 3)
    assert json.loads(as_json(result))["seams"]["ratio"] is None
    rows = list(csv.DictReader(io.StringIO(imagery_table(result))))
    values = {(row["part"], row["of"], row["measure"]): row["value"] for row in rows}
    assert float(values["layout", "image", "IoU"]) == result["layout"]["image"]["IoU"]
    page = imagery_report(result, views)
    assert "among 2 images of one plan" in page and "imagery-demo; tiles of 320 x 288 pixels: 1" in page
    assert "Borders" not in page and "one tile" in page and page.count("<img") == 2 + 4 * len(views.places)


def test_little_is_needed(place):
    result = evaluate_imagery(Sources(place["flat"], place["mask"]))
    assert result["layout"]["image"]["IoU"] == 0 and set(result["layout"]) == {"image"}
    assert result["likeness"] == result["diversity"] == result["realism"] == {}
    assert "KID" not in imagery_report(result).split("How it was measured")[0]


def test_blocks_do_not_matter(place, monkeypatch):
    sources = Sources(place["image"], place["mask"], place["other"], (place["other"],))
    settings = Settings(tile_size=512)
    whole = evaluate_imagery(sources, settings)
    monkeypatch.setattr(evaluate, "BLOCK", 96)
    parts = evaluate_imagery(sources, settings)
    for part in ("likeness", "diversity"):
        assert parts[part] == pytest.approx(whole[part], rel=1e-9)


def test_refused_in_a_sentence(place, tmp_path):
    heights = rasters.write(tmp_path / "two.tif", np.zeros((2, 64, 64), np.uint8), nodata=None)
    small = rasters.write(tmp_path / "small.tif", np.zeros((3, 20, 20), np.uint8), nodata=None)
    five = rasters.write(tmp_path / "five.tif", np.zeros((5, 64, 64), np.uint8), nodata=None)
    half = np.zeros((2, 288, 320), np.uint8)
    half[:, :9], half[:, 9:20] = 128, 255
    unsure = rasters.write(tmp_path / "unsure.tif", half, nodata=None)
    other = weights(tmp_path / "net.pth")
    torch.save({"features.0.weight": torch.zeros(3)}, tmp_path / "wrong.pth")
    torch.save(
        {**torch.load(other, weights_only=True), "lin0.model.1.weight": torch.zeros(7)}, tmp_path / "h.pth"
    )
    image, mask = place["image"], place["mask"]
    for words, sources, settings in (
        ("has 2 bands; give an image of red", Sources(heights, mask), {}),
        ("has 5 bands; a mask has one or two", Sources(image, five), {}),
        (r"unsure\.tif has more than one value besides 0", Sources(image, unsure), {}),
        ("another network than VGG-16 or VGG-19", Sources(image, mask), {"features": tmp_path / "wrong.pth"}),
        ("LPIPS heads of another network", Sources(image, mask), {"features": tmp_path / "h.pth"}),
        ("holds no weights that can be read", Sources(image, mask), {"features": mask}),
        ("features need 32 x 32", Sources(small, mask), {"features": other}),
        ("give at most 7", Sources(image, mask, None, (image,) * 8), {}),
        ("PATCH_SIZE is 5", Sources(image, mask), {"patch": 5}),
        ("PATCHES is 0", Sources(image, mask), {"patches": 0}),
        ("imagery-demo is not made for this", Sources(image, mask), {"finder": "imagery-demo"}),
        ("buildings-imagery is not made for this", Sources(image, mask), {"painter": "buildings-imagery"}),
    ):
        with pytest.raises(RooflineError, match=words):
            evaluate_imagery(sources, Settings(**settings))
    with pytest.raises(RooflineError, match=r"would replace|same name"):
        evaluate_imagery(Sources(image, mask), files=[image])
    with pytest.raises(Cancelled):
        evaluate_imagery(Sources(image, mask), cancelled=lambda: True)

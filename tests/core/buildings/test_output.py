"""Building masks from probabilities: threshold, voids, small buildings, and runs of the engine."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models.buildings.output import probability
from roofline.models.buildings.sieve import Sieve
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Output as Rule
from roofline.models.predict import predict
from scipy import ndimage
from support.engine_parts import LOCAL, bundle, card, image, leftovers, make
from torch import nn

OUTPUT = {"role": "building", "bands": 1, "activation": "sigmoid", "threshold": 0.5}
BYTES = {"kind": "scale", "scale": [1 / 255], "offset": [0.0]}
PICTURE = {"role": "image", "bands": 1, "normalisation": BYTES}


class Bright(nn.Module):
    """Logits of a picture in 0..1: where it is brighter than half."""

    def forward(self, x):
        return 20 * (x[:, :1] - 0.5)


def model(network=None, **changes):
    settings = {"task": "buildingmask", "inputs": [PICTURE], "output": OUTPUT, "gsd": {}, **changes}
    return bundle(network or Bright(), **settings)


def blobs(shape=(300, 340), seed=2) -> np.ndarray:
    """Buildings of all sizes, true where there is one."""
    noise = np.random.default_rng(seed).normal(size=shape)
    return ndimage.gaussian_filter(noise, 2.5) > 0.08


def without_small(mask: np.ndarray, fewest: int) -> np.ndarray:
    labels, count = ndimage.label(mask)
    return mask & (ndimage.sum_labels(mask, labels, range(count + 1)) >= fewest)[labels]


def bands(path) -> np.ndarray:
    return gdal.Open(str(path)).ReadAsArray()


@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
@pytest.mark.parametrize("fewest", [0, 2, 40, 400, 10**6])
def test_small_buildings_go_whatever_the_chunks(rows, fewest):
    mask = blobs()
    mask[100:103] = True  # one that touches both borders
    given = mask.astype(np.uint8)
    given[-30:, :50] = 255
    taken, starts = [], []
    sieve = Sieve(fewest, lambda values, row: (taken.append(values.copy()), starts.append(row)))
    for first in range(0, len(given), rows):
        sieve.add(given[first : first + rows].copy())
    sieve.close()
    result = np.concatenate(taken)
    assert starts == [sum(map(len, taken[:i])) for i in range(len(taken))]
    expected = np.where(given == 255, 255, without_small(given == 1, fewest))
    np.testing.assert_array_equal(result, expected)


def test_rows_wait_only_while_a_building_may_grow():
    waited = []
    sieve = Sieve(10_000, lambda values, row: waited.append(row + len(values)))
    rows = np.zeros((64, 500), np.uint8)
    rows[10:20, 10:20] = 1
    for _ in range(20):
        sieve.add(rows.copy())
    assert waited[-1] == 20 * 64 - 1  # all but the last row


@pytest.mark.parametrize("rows", [17, 4000])
def test_a_mask_in_voids_is_nodata_and_runs_agree(tmp_path, rows):
    picture = np.where(blobs((260, 300)), 200, 30).astype(np.uint8)
    picture[20:60, 100:180] = 7
    source = make(tmp_path / "a.tif", picture, nodata=7)
    done = predict(model(), [source], tmp_path / "m.tif", probability=tmp_path / "p.tif", batch_size=rows)
    expected = np.where(picture == 7, 255, picture == 200)
    np.testing.assert_array_equal(bands(tmp_path / "m.tif"), expected)
    dataset = gdal.Open(str(tmp_path / "m.tif"))
    written = dataset.GetRasterBand(1)
    assert (gdal.GetDataTypeName(written.DataType), written.GetNoDataValue()) == ("Byte", 255)
    shares = bands(tmp_path / "p.tif")
    assert (shares[picture == 7] == -9999).all() and 0.99 < shares[expected == 1].min() <= 1
    assert done.numbers["building_pixels"] == (expected == 1).sum()
    assert done.numbers["building_area"] == pytest.approx(0.25 * (expected == 1).sum())


def test_min_area_is_in_square_metres(tmp_path):
    found = blobs((260, 300))
    source = make(tmp_path / "a.tif", np.where(found, 255, 0).astype(np.uint8))
    predict(model(), [source], tmp_path / "m.tif", min_area=10.0)  # 40 pixels of 0.5 m
    np.testing.assert_array_equal(bands(tmp_path / "m.tif"), without_small(found, 40))


def test_threshold(tmp_path):
    ramp = np.tile(np.arange(256, dtype=np.uint8), (70, 1))
    source = make(tmp_path / "a.tif", ramp)
    for threshold, first in ((None, 128), (0.9, 156), (0.1, 100)):
        predict(model(), [source], tmp_path / "m.tif", threshold=threshold)
        assert np.argmax(bands(tmp_path / "m.tif")[30]) == first
    for wrong in (1.0, -0.1, float("nan")):
        with pytest.raises(RooflineError, match="The threshold is"):
            predict(model(), [source], tmp_path / "n.tif", threshold=wrong)
    with pytest.raises(RooflineError, match="The smallest area is"):
        predict(model(), [source], tmp_path / "n.tif", min_area=-1)
    assert leftovers(tmp_path) == {"a.tif", "m.tif"}


def test_no_seams_and_no_difference_by_batches(tmp_path):
    """Networks see the end of a tile; the blend hides it: a constant picture has a constant answer."""

    class Edged(nn.Module):
        def forward(self, x):
            blurred = nn.functional.avg_pool2d(x, 9, 1, 4)  # darker towards the tile's end
            return 20 * (blurred - 0.4)

    source = make(tmp_path / "a.tif", np.full((500, 520), 128, np.uint8))
    results = []
    for size in (1, 5):
        predict(model(Edged()), [source], tmp_path / "m.tif", probability=tmp_path / "p.tif", batch_size=size)
        results.append(bands(tmp_path / "p.tif"))
    assert np.ptp(results[0][8:-8, 8:-8]) < 1e-5
    np.testing.assert_array_equal(results[0], results[1])


def test_one_band_for_three_and_heights_for_a_picture(tmp_path):
    """A network of three channels takes a single band for all of them; its truncated bytes are stated."""
    rule = {"kind": "scale", "scale": [0.5, 1.0, 2.0], "offset": [0.0, 1.0, 2.0], "clip": [0, 255]}
    entry = {"role": "dsm", "also": ["image"], "bands": 3, "repeat": True}
    entry["normalisation"] = {**rule, "truncate": True}

    class Probe(nn.Module):
        def forward(self, x):
            assert x.shape[1] == 3
            return x[:, :1] + 10 * x[:, 1:2] + 100 * x[:, 2:]

    output = {**OUTPUT, "activation": "none", "scale": 1e-5}
    made = model(Probe(), inputs=[entry], output=output)
    for bands_given in (1, 3):
        heights = np.full((bands_given, 70, 80), 20.75, np.float32)
        source = make(tmp_path / f"{bands_given}.tif", heights)
        predict(made, [source], tmp_path / "m.tif", probability=tmp_path / "p.tif", precision="float32")
        np.testing.assert_allclose(bands(tmp_path / "p.tif"), 1e-5 * (10 + 210 + 4200), rtol=1e-5)
    with pytest.raises(RooflineError, match="has 2 bands, model test takes 1 or 3"):
        predict(made, [make(tmp_path / "2.tif", np.zeros((2, 70, 80), np.uint8))], tmp_path / "m.tif")


def test_probabilities():
    logits = np.linspace(-200, 200, 30, dtype=np.float32).reshape(2, 3, 5)
    with np.errstate(all="raise"):
        shares = probability(logits[:1], Rule(activation="sigmoid"))
    expected = torch.sigmoid(torch.from_numpy(logits[0])).numpy()
    np.testing.assert_allclose(shares, expected, atol=1e-6)
    softmax = torch.softmax(torch.from_numpy(logits), 0)[1].numpy()
    np.testing.assert_allclose(probability(logits, Rule(activation="softmax", channel=1)), softmax, atol=1e-6)
    several = Rule(activation="softmax", channel=(1, 2))
    three = np.concatenate([logits, logits[:1]]) / 200
    expected = torch.softmax(torch.from_numpy(three), 0)[1:].sum(0).numpy()
    np.testing.assert_allclose(probability(three, several), expected, atol=1e-6)
    painted = np.float32([[[2 * 40 / 255 - 1, 1.0, 2 * 147.5 / 255 - 1]]])
    rule = {"activation": "tanh", "scale": 127.5 / 215, "offset": 87.5 / 215}
    np.testing.assert_allclose(probability(painted, Rule.from_json(rule)), [[0, 1, 0.5]], atol=1e-6)


class Grey(nn.Module):
    """A probability as the picture has it, and no number where that is white."""

    def forward(self, x):
        return torch.where(x[:, :1] >= 1, torch.full_like(x[:, :1], float("nan")), x[:, :1])


def test_what_is_no_number_is_void_and_the_threshold_itself_is_no_building(tmp_path):
    values = np.tile(np.uint8([0, 51, 52, 255]).repeat(20), (70, 1))
    source, mask, shares = make(tmp_path / "a.tif", values), tmp_path / "m.tif", tmp_path / "p.tif"
    rule = {**OUTPUT, "activation": "none", "threshold": float(np.float32(51) * np.float32(1 / 255))}
    with np.errstate(invalid="ignore"):
        predict(model(Grey(), output=rule), [source], mask, probability=shares, precision="float32")
    assert bands(mask)[30, 10::20].tolist() == [0, 0, 1, 255]
    written = gdal.Open(str(shares))
    told = written.GetRasterBand(1).GetMetadataItem("BUILDING_THRESHOLD")
    assert np.float32(float(told)) == np.float32(rule["threshold"])  # in every bit
    assert written.ReadAsArray()[30, 70] == written.GetRasterBand(1).GetNoDataValue()


def test_models_of_other_tasks_and_untrained_ones_are_refused(tmp_path):
    source = make(tmp_path / "a.tif", np.zeros((70, 80), np.uint8))
    cloud = card(task="reconstructdsm", inputs=[{"role": "points"}])
    from roofline.models.bundle import ModelBundle

    with pytest.raises(RooflineError, match="roofline:reconstructdsm"):
        predict(ModelBundle(cloud, Bright()), [source], tmp_path / "m.tif")
    with pytest.raises(RooflineError, match="for training alone"):
        predict(model(untrained=["decoder"]), [source], tmp_path / "m.tif")
    with pytest.raises(RooflineError, match="takes image; 2 rasters were given"):
        predict(model(), [source, source], tmp_path / "m.tif")


def test_all_void(tmp_path):
    source = make(tmp_path / "a.tif", np.zeros((70, 80), np.uint8), nodata=0)
    with pytest.raises(RooflineError, match="no valid pixels here"):
        predict(model(), [source], tmp_path / "m.tif")
    assert leftovers(tmp_path) == {"a.tif"}


def test_guides_on_other_grids(tmp_path):
    """Heights define the grid; the image is warped onto it; both reach the network."""

    class Both(nn.Module):
        def forward(self, x):
            return 20 * (x[:, 1:2] - 0.5) + 0 * x[:, :1]

    heights = make(tmp_path / "dsm.tif", np.full((80, 90), 30, np.float32))
    fine = np.zeros((320, 360), np.uint8)
    fine[80:160, 120:240] = 255
    grid = (500000.0, 0.125, 0.0, 5000000.0, 0.0, -0.125)
    picture = make(tmp_path / "image.tif", fine, geotransform=grid)
    dsm = {"role": "dsm", "bands": 1, "normalisation": LOCAL}
    made = model(Both(), inputs=[dsm, image(1, 0.0, 255.0)])
    predict(made, [heights, picture], tmp_path / "m.tif")
    expected = np.zeros((80, 90))
    expected[20:40, 30:60] = 1
    np.testing.assert_array_equal(bands(tmp_path / "m.tif"), expected)

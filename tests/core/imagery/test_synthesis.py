"""Images painted from masks: blended as published, by seed, by the order of bands, in every form of mask."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import bundle, published
from roofline.models.errors import RooflineError
from roofline.models.imagery import synthesis
from support import rasters
from support.satgen_parts import ABSENT, PARITY, Toy, checkpoint, town_mask

needs_cases = pytest.mark.skipif(not PARITY.exists(), reason=ABSENT)
GRID = (600000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


def write_mask(path, mask):
    return rasters.write(path, np.ascontiguousarray(mask), nodata=None, geotransform=GRID)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return published.load(checkpoint(tmp_path_factory.mktemp("model") / "small.pth"), "satgen")


@pytest.fixture
def paint(model, tmp_path):
    """Paint a small town, or another mask; returns the image (3, H, W)."""

    def run(mask=None, made=model, **options):
        source = mask if mask is not None else town_mask(256, 330)
        if isinstance(source, np.ndarray):
            source = write_mask(tmp_path / "mask.tif", source)
        synthesis.synthesize(made, source, tmp_path / "image.tif", **options)
        return read(tmp_path / "image.tif")

    return run


@needs_cases
@pytest.mark.parametrize("case", range(4))
def test_published_stitching(paint, case):
    cases = np.load(PARITY / "blend" / "stitch.npz")
    toy = np.load(PARITY / "blend" / "toy_net.npz")
    *_, overlap, cosine, is_toy = cases[f"case{case}_meta"].tolist()
    original = published.load(PARITY / "net" / "f4_checkpoint.pth")
    card = dict(original.card, tile={**original.card["tile"], "blend": "cosine" if cosine else "ramp"})
    made = bundle.ModelBundle(card, Toy(toy["A"], toy["b"]) if is_toy else original.network)
    image = paint(np.moveaxis(cases[f"case{case}_mask"], 2, 0), made, overlap=overlap)
    difference = np.moveaxis(image, 0, 2).astype(int) - cases[f"case{case}_out"]
    assert np.abs(difference).max() <= 1
    assert np.mean(difference != 0) < 0.01  # grey levels are cut off: tiny differences tip few over


def test_without_the_published_defects(model, paint):
    card = {name: value for name, value in model.card.items() if name != "compatibility"}
    as_published, better = paint(), paint(made=bundle.ModelBundle(card, model.network))
    assert not as_published[:, 0].any() and not as_published[:, :, 0].any()
    assert better[:, 0].any() and better[:, :, 0].any()
    difference = better[:, 1:, 1:].astype(int) - as_published[:, 1:, 1:]
    assert (np.abs(difference) <= 2).all() and difference.mean() > 0.3  # rounded, not cut off


def test_the_same_at_any_batch_size_and_from_run_to_run(paint):
    options = {"diversity": 1.0, "background": "gaussian", "seed": 5}
    first = paint(batch_size=1, **options).astype(int)
    assert np.abs(paint(batch_size=4, **options) - first).max() <= 1
    assert np.array_equal(paint(batch_size=1, **options), first)


def test_seed_and_diversity(paint):
    plain = paint().astype(int)
    assert np.array_equal(paint(seed=3), plain)  # chance is off
    varied = paint(seed=3, diversity=1.0).astype(int)
    assert np.abs(varied - plain).mean() > np.abs(paint(seed=3, diversity=0.1) - plain).mean() > 0
    assert np.abs(paint(seed=4, diversity=1.0) - varied).mean() > 0.5


def test_background_noise_in_empty_tiles_only(paint):
    mask = np.zeros((2, 256, 640), np.uint8)
    mask[:, :, :256] = town_mask(256, 256)
    plain, noisy = paint(mask), paint(mask, background="gaussian", seed=1)
    assert np.array_equal(noisy[:, :, :192], plain[:, :, :192])
    assert (noisy[:, :, 448:] != plain[:, :, 448:]).mean() > 0.1


def test_channel_order(paint, tmp_path):
    mask = town_mask(256, 256)
    image = paint(mask)
    assert np.array_equal(paint(mask[::-1], channel_order="buildings_roads"), image)
    described = write_mask(tmp_path / "described.tif", mask[::-1])
    dataset = gdal.Open(str(described), gdal.GA_Update)
    for index, name in enumerate(("Buildings", "Roads")):
        dataset.GetRasterBand(index + 1).SetDescription(name)
    dataset = None
    assert np.array_equal(paint(described), image)
    assert not np.array_equal(paint(described, channel_order="roads_buildings"), image)


def test_masks_of_0_and_1_count_as_0_and_255(paint):
    mask = town_mask(256, 256)
    assert np.array_equal(paint(mask // 255), paint(mask))


@pytest.mark.parametrize(("height", "width"), [(7, 300), (100, 90), (257, 513)])
def test_any_size(paint, height, width):
    assert paint(town_mask(height, width)).shape == (3, height, width)


def test_the_grid_is_kept(paint, tmp_path):
    paint()
    image = gdal.Open(str(tmp_path / "image.tif"))
    assert image.GetGeoTransform() == GRID
    assert rasters.grid_of(tmp_path / "image.tif")[3] == "32631"
    assert [image.GetRasterBand(i).GetColorInterpretation() for i in (1, 2, 3)] == [
        gdal.GCI_RedBand,
        gdal.GCI_GreenBand,
        gdal.GCI_BlueBand,
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"background": "loud"}, "Background 'loud' is unknown"),
        ({"diversity": 2.0}, "diversity is 2.0; give a number from 0 to 1"),
        ({"seed": -1}, "seed is -1"),
        ({"channel_order": "odd"}, "Channel order 'odd' is unknown"),
        ({"mask": np.zeros((1, 256, 256), np.uint8)}, "has one band; .*Compose mask"),
    ],
)
def test_refusals(paint, options, words):
    with pytest.raises(RooflineError, match=words):
        paint(**options)


def test_formats_are_refused_before_the_mask_is_copied(tmp_path, caplog):
    """Alone: nothing is said of a mask that is not painted."""
    source = write_mask(tmp_path / "mask.tif", town_mask(64, 64))
    with caplog.at_level("INFO"), pytest.raises(RooflineError, match=r"cannot be written as \.doc") as error:
        synthesis.synthesize(bundle.load("imagery-demo"), source, tmp_path / "image.doc")
    assert not caplog.messages and "choose a name" in str(error.value)
    assert [file.name for file in tmp_path.iterdir()] == ["mask.tif"]

"""Readers of the DSM enhancer's and pix2pix's checkpoints, and rasters through their models."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle, networks, published
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.published import dsm_enhancer
from support import paths, rasters, weight_recipe

PARITY = paths.PARITY / "dsm_enhancer"
CASES = sorted(file.parent.name for file in PARITY.glob("*/latest_net_?.pth")) or ["none"]
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
SIZE = 256


def save(path, family, tag="test", **options):
    """A checkpoint as the original writes it: the ordered weights alone."""
    network = weight_recipe.filled(networks.build(family, options), tag)
    torch.save(network.state_dict(), path)
    return path, network


def tiles(tmp_path, rng, shape=(SIZE, SIZE)):
    """A DSM and an NDVI in 8-bit coding."""
    dsm = rng.integers(20, 90, shape).astype(np.uint8)
    ndvi = rng.integers(90, 200, shape).astype(np.uint8)
    paths = [tmp_path / "dsm.tif", tmp_path / "ndvi.tif"]
    for path, values in zip(paths, (dsm, ndvi)):
        rasters.write(path, values, nodata=None)
    return paths, dsm, ndvi


def original(network, dsm, ndvi):
    """What the original makes of 8-bit pictures, as its specification tells."""
    x = np.stack([(dsm / 255 - 0.5) / 0.5, (ndvi / 255 - 0.7) / 0.7])[None].astype(np.float32)
    with torch.inference_mode():
        return 255 * (network(torch.from_numpy(x))[0, 0].double().numpy() + 1) / 2


@needs_parity
@pytest.mark.parametrize("case", CASES)
def test_published_files(case):
    (file,) = (PARITY / case).glob("latest_net_?.pth")
    loaded = published.load(file)
    x = torch.from_numpy(np.load(PARITY / case / "input.npz")["x"])
    output = np.load(PARITY / case / "output.npz")
    with torch.inference_mode():
        if file.name == "latest_net_G.pth":
            np.testing.assert_allclose(loaded.network(x).numpy(), output["y"], atol=2e-6)
        else:
            np.testing.assert_allclose(loaded.discriminator(x).numpy(), output["y_eval"], atol=1e-5)


@pytest.mark.parametrize(
    ("inputs", "roles"), [(1, ["dsm"]), (2, ["dsm", "ndvi"]), (3, ["dsm", "ndvi", "image"])]
)
def test_generators_of_one_to_three_rasters(tmp_path, inputs, roles):
    path, network = save(tmp_path / "latest_net_G.pth", "dsm_enhancer", input_channels=inputs, width=2)
    loaded = published.load(path)
    assert [entry["role"] for entry in loaded.card["inputs"]] == roles
    assert loaded.card["provenance"]["licence"] == "unknown" and loaded.discriminator is None
    x = torch.rand(1, inputs, SIZE, SIZE)
    with torch.inference_mode():
        assert torch.equal(loaded.network(x), network(x))
    loaded.save(tmp_path / "model.pt")
    again = bundle.load(tmp_path / "model.pt")
    with torch.inference_mode():
        assert torch.equal(again.network(x), network(x)) and again.card == loaded.card


def test_the_discriminator_beside_a_generator(tmp_path):
    save(tmp_path / "200_net_G.pth", "dsm_enhancer", width=2)
    _, judge = save(tmp_path / "200_net_D.pth", "patchgan", kind="n_layers", layers=4, width=2)
    published.load(tmp_path / "200_net_G.pth").save(tmp_path / "model.pt")
    loaded = bundle.load(tmp_path / "model.pt")
    x = torch.rand(1, 3, SIZE, SIZE)
    with torch.inference_mode():
        assert torch.equal(loaded.discriminator(x), judge(x))


def test_a_broken_discriminator_does_not_matter(tmp_path, caplog):
    save(tmp_path / "latest_net_G.pth", "dsm_enhancer", width=2)
    (tmp_path / "latest_net_D.pth").write_bytes(b"PK\x03\x04 and no more")
    assert published.load(tmp_path / "latest_net_G.pth").discriminator is None
    assert "latest_net_D.pth is left out" in caplog.text


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "basic_rewritten", "width": 4},
        {"kind": "custom", "norm": "instance"},
        {"kind": "basic", "width": 4, "norm": "instance"},
        {"kind": "n_layers", "width": 4, "layers": 5},
        {"kind": "n_layers", "width": 4, "layers": 1},
        {"kind": "n_layers", "width": 4, "layers": 4, "norm": "none"},
        {"kind": "pixel", "width": 4},
        {"kind": "pixel", "width": 4, "norm": "instance"},
        {"kind": "pixel", "width": 4, "norm": "none", "input_channels": 4},
    ],
)
def test_discriminators_are_told_by_their_weights(tmp_path, options):
    path, judge = save(tmp_path / "latest_net_D.pth", "patchgan", **options)
    loaded = published.load(path)
    x = torch.rand(1, options.get("input_channels", 3), 128, 128)
    with torch.inference_mode():
        assert torch.equal(loaded.discriminator(x), judge(x))
    with pytest.raises(RooflineError, match="is a discriminator, for training alone"):
        predict(loaded, [tmp_path / "dsm.tif"] * 3, tmp_path / "out.tif")


@pytest.mark.parametrize("norm", ["instance", "none"])
def test_the_options_beside_a_discriminator_tell_its_norm(tmp_path, norm):
    path, judge = save(tmp_path / "latest_net_D.pth", "patchgan", kind="custom", norm=norm)
    (tmp_path / "all_opt.txt").write_text(f"----- Options -----\n      netD: custom\n      norm: {norm}   \n")
    x = torch.rand(1, 3, 128, 128)
    with torch.inference_mode():
        assert torch.equal(published.load(path).discriminator(x), judge(x))


@pytest.mark.parametrize("norm", ["batch", "instance"])
@pytest.mark.parametrize(("channels", "task"), [((2, 1), "refinedsm"), ((3, 3), "buildingmask")])
def test_stock_generators(tmp_path, norm, channels, task):
    options = {"input_channels": channels[0], "output_channels": channels[1], "width": 2, "norm": norm}
    path, network = save(tmp_path / "latest_net_G.pth", "pix2pix", variant="unet", **options)
    loaded = published.load(path)
    x = torch.rand(1, channels[0], SIZE, SIZE)
    with torch.inference_mode():
        assert torch.equal(loaded.network(x), network(x))
    assert loaded.card["task"] == task
    other = published.load(path, "pix2pix" if task == "refinedsm" else "dsm_enhancer")
    assert other.card["task"] != task


def test_footprint_generator_finds_the_edge_of_painted_buildings(tmp_path):
    """Orange within, grey without, and a blurred rim whose red is half-way at the true edge."""
    path, _ = save(tmp_path / "footprints.pth", "pix2pix", variant="footprint", width=2)
    loaded = published.load(path)
    assert loaded.card["task"] == "buildingmask"

    class Painted(torch.nn.Module):
        def forward(self, x):
            red = torch.full_like(x[:, :1], 40.0)
            red[..., 40:100] = torch.tensor([107.0, *[255.0] * 58, 107.0])  # one pixel of rim on each side
            return torch.cat([red, red, red], 1) / 127.5 - 1

    loaded.network = Painted()
    image = rasters.write(tmp_path / "image.tif", np.full((3, 64, 120), 99, np.uint8), nodata=None)
    predict(loaded, [image], tmp_path / "mask.tif", device="cpu")
    mask = rasters.read(tmp_path / "mask.tif")
    assert (mask[:, 41:99] == 1).all() and mask.sum() == 64 * 58


def test_8_bit_rasters_as_the_original(tmp_path, rng):
    """Two tiles side by side, each as if it were alone, and whole metres."""
    path, network = save(tmp_path / "latest_net_G.pth", "dsm_enhancer", width=4)
    sources, dsm, ndvi = tiles(tmp_path, rng, (SIZE, 2 * SIZE))
    predict(published.load(path), sources, tmp_path / "out.tif", device="cpu")
    found = rasters.read(tmp_path / "out.tif")
    halves = [slice(0, SIZE), slice(SIZE, None)]
    expected = np.concatenate([original(network, dsm[:, half], ndvi[:, half]) for half in halves], axis=1)
    clear = np.abs(expected - np.round(expected)) > 1e-3
    np.testing.assert_array_equal(found[clear], np.trunc(expected)[clear])
    np.testing.assert_allclose(found, np.trunc(expected), atol=1)
    assert clear.mean() > 0.99


def test_codings_that_mean_the_same(tmp_path, rng):
    """Fractions of heights are cut off, colours become grey, and NDVI may come as itself."""
    path, _ = save(tmp_path / "latest_net_G.pth", "dsm_enhancer", width=2)
    model = published.load(path)
    (dsm_path, ndvi_path), dsm, ndvi = tiles(tmp_path, rng)
    predict(model, [dsm_path, ndvi_path], tmp_path / "first.tif", device="cpu")
    expected = rasters.read(tmp_path / "first.tif")
    fractions = rasters.write(tmp_path / "fractions.tif", dsm + np.float32(0.75))
    index = rasters.write(tmp_path / "index.tif", (ndvi + np.float32(0.5)) / np.float32(127.5) - 1)
    scaled = rasters.write(tmp_path / "scaled.tif", ndvi.astype(np.int16), nodata=None)
    band = (dataset := gdal.Open(str(scaled), gdal.GA_Update)).GetRasterBand(1)
    band.SetScale(1.0001 / 127.5)  # the numbers are cut off, so a little more
    band.SetOffset(-1.0)
    del band, dataset
    picture = rasters.write(tmp_path / "picture.tif", np.stack([dsm] * 3), nodata=None)
    for sources in ([fractions, ndvi_path], [dsm_path, index], [dsm_path, scaled], [picture, ndvi_path]):
        predict(model, sources, tmp_path / "again.tif", device="cpu")
        np.testing.assert_array_equal(rasters.read(tmp_path / "again.tif"), expected)


def test_metres_at_any_elevation(tmp_path, rng):
    """Fractions stay, an offset of the heights is an offset of the result, and tiles overlap."""
    path, network = save(tmp_path / "latest_net_G.pth", "dsm_enhancer", width=2)
    model = dsm_enhancer.in_metres(published.load(path))
    assert model.card["tile"]["overlap"] > 0 and "compatibility" not in model.card
    (_, ndvi_path), dsm, ndvi = tiles(tmp_path, rng)
    heights = dsm + np.float32(0.25)
    results = []
    for offset in (0, 2000):
        source = rasters.write(tmp_path / f"at{offset}.tif", heights + np.float32(offset))
        predict(model, [source, ndvi_path], tmp_path / "out.tif", device="cpu")
        results.append(rasters.read(tmp_path / "out.tif") - offset)
    np.testing.assert_allclose(results[1], results[0], atol=1e-2)
    middle = np.sort(heights.ravel()[::4])[SIZE * SIZE // 8]
    expected = original(network, heights - middle + dsm_enhancer.LEVEL, ndvi) + middle - dsm_enhancer.LEVEL
    np.testing.assert_allclose(results[0], expected, atol=1e-2)
    assert not np.array_equal(results[0], np.trunc(results[0]))
    with pytest.raises(RooflineError, match="no heights in 8-bit coding"):
        dsm_enhancer.in_metres(model)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda state: state.pop("upblock_4.2.bias"), "1 are missing .*upblock_4.2.bias"),
        (lambda state: state.update(surplus=torch.zeros(2)), "1 are unknown .*surplus"),
        (lambda state: state["downblock_5.1.weight"].fill_(float("nan")), "not finite"),
        (lambda state: state.update({"downblock_7.1.weight": torch.zeros(4, 3, 4, 4)}), "shape"),
        (lambda state: state.pop("upblock_8.1.weight"), "holds no DSM enhancer"),
    ],
)
def test_files_that_are_no_enhancers(tmp_path, change, sentence):
    state = networks.build("dsm_enhancer", {"width": 2}).state_dict()
    change(state)
    torch.save(state, tmp_path / "latest_net_G.pth")
    with pytest.raises(RooflineError, match=sentence):
        published.load(tmp_path / "latest_net_G.pth", "dsm_enhancer")


@pytest.mark.parametrize("family", ["dsm_enhancer", "pix2pix"])
def test_foreign_files(tmp_path, family):
    torch.save({"weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(RooflineError, match=r"other\.pth holds no .* choose"):
        published.load(tmp_path / "other.pth", family)


@needs_parity
def test_metres_and_bytes_round_as_the_original():
    table = json.loads((PARITY / "tensor2im.json").read_text())
    x = np.array(table["x"], np.float32)
    heights = np.trunc(x * np.float32(127.5) + np.float32(127.5))
    np.testing.assert_array_equal(heights, np.array(table["uint8"]))

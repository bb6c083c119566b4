"""How runs go: progress, cancelling, failures, memory, and what they leave behind."""

from __future__ import annotations

import json
import logging
import shutil

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import published
from roofline.models.bundle import load
from roofline.models.engine.device import choose
from roofline.models.engine.runner import Runner
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.predict import predict
from support import rasters, satgen_parts, toy_models
from support.engine_parts import Channel, Keep, bundle, hills, image, leftovers, make
from support.rasters import read
from torch import nn

CUDA_FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB.")
WINDOWS_FULL = (
    "[enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: not enough memory: you tried to"
)
FULL = [
    CUDA_FULL,
    MemoryError(),
    RuntimeError(WINDOWS_FULL),
    RuntimeError("DefaultCPUAllocator: can't allocate memory"),
]


class Counting(Keep):
    """Counts its batches; fails at one of them if told to."""

    def __init__(self, fail_at: int = -1, error: Exception | None = None) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.fail_at, self.error = fail_at, error

    def fuse(self):
        return self

    def forward(self, x):
        self.sizes.append(len(x))
        if len(self.sizes) == self.fail_at:
            raise self.error
        return super().forward(x)


class Greedy(Counting):
    """Runs out of memory with more than `most` tiles at a time."""

    def __init__(self, most: int, error: Exception = CUDA_FULL) -> None:
        super().__init__()
        self.most, self.error = most, error

    def forward(self, x):
        if len(x) > self.most:
            raise self.error
        return super().forward(x)


@pytest.fixture
def dsm(tmp_path):
    return make(tmp_path / "a.tif", hills(400, 420))


def test_progress_rises_to_one(dsm, tmp_path):
    steps: list[float] = []
    result = predict(bundle(Keep()), [dsm], tmp_path / "b.tif", progress=steps.append, batch_size=3)
    assert steps == sorted(steps) and steps[-1] == 1.0 and steps[-2] < 1.0
    assert len(steps) == -(-result.tiles // 3) + 1 and result.tiles == 20 and result.seconds > 0


@pytest.mark.parametrize("batches", [0, 1, 4])
def test_cancelling_takes_effect_within_a_batch_and_leaves_nothing(dsm, tmp_path, batches):
    network = Counting()
    target = make(tmp_path / "b.tif", np.zeros((5, 5), np.float32))
    before = target.read_bytes()
    with pytest.raises(Cancelled):
        predict(
            bundle(network),
            [dsm],
            target,
            cancelled=lambda: len(network.sizes) >= batches,
            batch_size=2,
            device="cpu",
        )
    assert len(network.sizes) == batches
    assert target.read_bytes() == before and leftovers(tmp_path) == {"a.tif", "b.tif"}


def test_cancelling_after_the_last_batch_leaves_nothing(dsm, tmp_path):
    network = Counting()
    with pytest.raises(Cancelled):
        predict(bundle(network), [dsm], tmp_path / "b.tif", cancelled=lambda: sum(network.sizes) == 20)
    assert leftovers(tmp_path) == {"a.tif"}


def test_no_uncertainty_without_the_heights(dsm, tmp_path):
    """The folder of one of two rasters goes while the other is about to be written."""
    (tmp_path / "gone").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir() if path.name != "gone")
    model = load(toy_models.uncertain_model(tmp_path / "uncertain.pt"))

    def tidy(_: float) -> None:
        shutil.rmtree(tmp_path / "gone", ignore_errors=True)

    with pytest.raises(RooflineError, match="cannot be written"):
        target = tmp_path / "gone" / "a.tif"
        predict(model, [dsm], target, uncertainty=tmp_path / "b.tif", device="cpu", progress=tidy)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "uncertain.pt"])


@pytest.mark.parametrize("error", [ValueError("boom"), RuntimeError("shape mismatch"), KeyboardInterrupt()])
def test_a_crash_leaves_the_older_file(dsm, tmp_path, error):
    target = make(tmp_path / "b.tif", np.zeros((5, 5), np.float32))
    before = target.read_bytes()
    with pytest.raises((type(error), RooflineError)) as caught:
        predict(bundle(Counting(3, error)), [dsm], target, batch_size=2, device="cpu")
    if isinstance(error, Exception):
        assert f"network failed on this input (Python says “{error}”)" in str(caught.value)
    assert target.read_bytes() == before and leftovers(tmp_path) == {"a.tif", "b.tif"}


@pytest.mark.parametrize("error", FULL)
def test_batches_shrink_when_memory_runs_out(dsm, tmp_path, caplog, error):
    network = Greedy(3, error)
    predict(bundle(network), [dsm], tmp_path / "b.tif", batch_size=16, precision="float32")
    assert max(network.sizes) == 2 and sum(network.sizes) == 20
    assert "Memory does not suffice for 16 tiles at a time; going on with 8." in caplog.text
    np.testing.assert_allclose(read(tmp_path / "b.tif"), hills(400, 420), atol=2e-5)


@pytest.mark.parametrize("error", FULL)
def test_a_tile_that_does_not_fit_at_all(dsm, tmp_path, error):
    with pytest.raises(RooflineError, match="choose a smaller tile size"):
        predict(bundle(Greedy(0, error)), [dsm], tmp_path / "b.tif", device="cpu")
    assert leftovers(tmp_path) == {"a.tif"}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_without_memory_gives_way_to_the_cpu(dsm, tmp_path, caplog):
    class OnlyOnCpu(Keep):
        def forward(self, x):
            if x.is_cuda:
                raise torch.OutOfMemoryError("CUDA out of memory.")
            return super().forward(x)

    result = predict(bundle(OnlyOnCpu()), [dsm], tmp_path / "b.tif", device="cuda")
    assert result.device == "cpu" and "GPU ran out of memory" in caplog.text


def test_the_log_says_what_runs_where(dsm, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    predict(
        bundle(Keep(), gsd={"min": 1.0, "max": 2.0}),
        [dsm],
        tmp_path / "b.tif",
        precision="float32",
        device="cpu",
    )
    for words in (
        "in float32 (as asked)",
        "Tiles of 112 x 128 pixels: 20",
        "Pixel size 0.5 m",
        "made for pixels of 1.0 to 2.0 m",
    ):
        assert words in caplog.text


@pytest.mark.parametrize("fails", [True, False])
def test_the_host_is_left_as_it_was(dsm, tmp_path, fails):
    """GDAL's and torch's global state, the network of the bundle, and the random numbers."""
    network = nn.Sequential(nn.BatchNorm2d(1), Counting(2 if fails else -1, ValueError("boom")))
    made = bundle(network)
    gdal.SetCacheMax(77 * 2**20)
    threads, exceptions, state = torch.get_num_threads(), gdal.GetUseExceptions(), torch.get_rng_state()
    try:
        predict(made, [dsm], tmp_path / "b.tif")
    except RooflineError:  # what the network raised, in a sentence
        assert fails
    assert gdal.GetCacheMax() == 77 * 2**20
    assert (torch.get_num_threads(), gdal.GetUseExceptions()) == (threads, exceptions)
    assert torch.equal(torch.get_rng_state(), state)
    assert made.network is network and all(parameter.requires_grad for parameter in network.parameters())
    assert next(network.parameters()).device.type == "cpu" and torch.is_grad_enabled()


@pytest.mark.parametrize("exceptions", [True, False])
def test_either_setting_of_gdals_exceptions_works(dsm, tmp_path, exceptions):
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        predict(bundle(Keep()), [dsm], tmp_path / "b.tif")
        with pytest.raises(RooflineError):
            predict(bundle(Keep()), [tmp_path / "none.tif"], tmp_path / "c.tif")
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()
    assert leftovers(tmp_path) == {"a.tif", "b.tif"}


def bad_inputs(folder):
    stack = np.ones((2, 30, 30), np.float32)
    degrees = {"geotransform": (2, 1e-5, 0, 48, 0, -1e-5), "crs": "EPSG:4326"}
    (folder / "text.tif").write_text("no raster")
    return {
        "missing": (folder / "none.tif", "check the path"),
        "text": (folder / "text.tif", "check the path"),
        "two bands": (make(folder / "two.tif", stack), "2 bands; a DSM has one"),
        "complex": (make(folder / "complex.tif", np.ones((30, 30), np.complex64)), "complex values"),
        "degrees": (make(folder / "degrees.tif", stack[0], **degrees), "degrees; reproject"),
    }


@pytest.mark.parametrize("kind", ["missing", "text", "two bands", "complex", "degrees"])
def test_inputs_that_cannot_be_refined(tmp_path, kind):
    path, words = bad_inputs(tmp_path)[kind]
    before = leftovers(tmp_path)
    with pytest.raises(RooflineError, match=words) as caught:
        predict(bundle(Keep()), [path], tmp_path / "b.tif")
    assert "\n" not in str(caught.value) and leftovers(tmp_path) == before


def test_guides_that_do_not_fit_the_model(dsm, tmp_path):
    rgb = make(tmp_path / "rgb.tif", np.ones((3, 50, 50), np.uint8))
    far = make(tmp_path / "far.tif", np.ones((50, 50), np.uint8), geotransform=(0, 1, 0, 0, 0, -1))
    made = bundle(Channel(1), image())
    for sources, words in (
        ([dsm], "takes these guides: image; 0 were given"),
        ([dsm, rgb, rgb], "2 were given"),
        ([dsm, rgb], "rgb.tif has 3 bands, model test takes 1"),
        ([dsm, far], "far.tif does not overlap"),
        ([dsm, tmp_path / "none.tif"], "none.tif cannot be read"),
    ):
        with pytest.raises(RooflineError, match=words):
            predict(made, sources, tmp_path / "b.tif")
    assert leftovers(tmp_path) == {"a.tif", "rgb.tif", "far.tif"}


def test_a_guide_in_degrees_lies_where_it_belongs(dsm, tmp_path):
    """On any CRS; what an image's heights would be measured in is of no matter."""
    grey = hills(160, 200)
    make(tmp_path / "utm.tif", grey, nodata=-9999)
    options = gdal.WarpOptions(dstSRS="EPSG:4326", resampleAlg="bilinear", width=400, height=400)
    gdal.Warp(str(tmp_path / "degrees.tif"), str(tmp_path / "utm.tif"), options=options)
    results = []
    for name in ("utm", "degrees"):
        target = tmp_path / f"by-{name}.tif"
        predict(bundle(Channel(1), image()), [dsm, tmp_path / f"{name}.tif"], target)
        results.append(read(target))
    near = np.abs(results[0] - results[1])[10:-10, 10:-10]
    assert np.median(near) < 0.05


def test_a_guide_that_cannot_be_brought_on_the_grid_is_named(dsm, tmp_path):
    flat = make(
        tmp_path / "flat.tif", np.ones((50, 50), np.uint8), geotransform=(500000, 0, 0, 5000000, 0, 0)
    )
    site = make(tmp_path / "site.tif", np.ones((50, 50), np.uint8), crs='LOCAL_CS["site",UNIT["metre",1]]')
    for guide, words in (
        (flat, r"^flat\.tif has a degenerate geotransform; assign"),
        (site, r"^site\.tif cannot be brought onto the CRS of the input; check the CRS of both"),
    ):
        with pytest.raises(RooflineError, match=words) as caught:
            predict(bundle(Channel(1), image()), [dsm, guide], tmp_path / "b.tif")
        assert "AXIS" not in str(caught.value)


def test_outputs_never_overwrite_inputs(dsm, tmp_path):
    before = dsm.read_bytes()
    with pytest.raises(RooflineError, match="choose another name"):
        predict(bundle(Keep()), [dsm], tmp_path / "." / "a.tif")
    assert dsm.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch_size": -1}, "batch size"),
        ({"device": "x"}, "Device 'x'"),
        ({"precision": "x"}, "Precision 'x'"),
    ],
)
def test_options_that_make_no_sense(dsm, tmp_path, options, words):
    with pytest.raises(RooflineError, match=words):
        predict(bundle(Keep()), [dsm], tmp_path / "b.tif", **options)
    assert leftovers(tmp_path) == {"a.tif"}


def test_batch_normalisation_is_folded_without_touching_the_model():
    torch.manual_seed(0)
    from roofline.models import networks

    network = networks.build("resdepth", {"start_kernel": 8, "depth": 2}).eval()
    inputs = np.random.default_rng(0).normal(size=(5, 1, 32, 32)).astype(np.float32)
    answers = Runner(network, choose("cpu", "float32"), 2)(inputs)
    with torch.inference_mode():
        np.testing.assert_allclose(answers, network(torch.from_numpy(inputs)).numpy(), atol=1e-5)
    assert any(isinstance(module, nn.BatchNorm2d) for module in network.modules())


def test_a_wide_raster_takes_its_rows_from_the_block_cache(tmp_path):
    def caches(cols: int) -> set[int]:
        path = make(tmp_path / "a.tif", np.zeros((200, cols), np.float32))
        model = bundle(Keep(), tile={"size": 2048, "overlap": 32, "multiple": 8})
        seen: list[int] = []
        predict(model, [path], tmp_path / "b.tif", progress=lambda _: seen.append(gdal.GetCacheMax() >> 20))
        return set(seen[:-1])  # the last step comes when all is closed

    before = gdal.GetCacheMax()
    assert caches(100) == {144}
    rows = 200 * 50_000 * 4  # as sums of tiles, and as the heights before
    assert caches(50_000) == {144 - 2 * rows // 2**20}
    assert gdal.GetCacheMax() == before


def test_a_network_that_is_not_as_its_card_says(tmp_path):
    """A card that was changed: other bands than the network gives, tiles that it cannot take."""
    satgen_parts.checkpoint(tmp_path / "c.pth")
    published.load(tmp_path / "c.pth").save(tmp_path / "paint.pt")
    mask = satgen_parts.town_mask(64, 72)[:, :64, :72]
    rasters.write(tmp_path / "plan.tif", mask, nodata=None)
    whole = torch.load(tmp_path / "paint.pt", weights_only=True)
    for section, key, words in (
        ("output", "bands", "gives 3 bands where its card says 1: its file was changed"),
        ("tile", "multiple", "The network failed on this input"),
    ):
        card = json.loads(whole["card"])
        card[section][key] = 1
        torch.save({**whole, "card": json.dumps(card)}, tmp_path / "changed.pt")
        with pytest.raises(RooflineError, match=words):
            predict(load(tmp_path / "changed.pt"), [tmp_path / "plan.tif"], tmp_path / "o.tif", device="cpu")
        assert not (tmp_path / "o.tif").exists()

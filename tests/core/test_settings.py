"""What people have settled for all runs."""

from __future__ import annotations

import pytest
import torch
from osgeo import gdal
from roofline.models import settings
from roofline.models.engine import device, runner
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Card
from roofline.models.raster.gdal_errors import block_cache
from support.engine_parts import card


def test_auto_is_what_has_been_settled(monkeypatch):
    monkeypatch.setenv(settings.DEVICE, "cpu")
    monkeypatch.setenv(settings.PRECISION, "bfloat16")
    assert (device.choose().kind, device.choose().precision) == ("cpu", "bfloat16")
    assert device.choose("auto", "float32").precision == "float32"
    assert device.for_model(Card.from_json(card(precision="float32")), "auto", "auto").precision == "float32"
    monkeypatch.setenv(settings.PRECISION, "float16")
    assert device.choose("cpu").precision in ("float32", "bfloat16")
    monkeypatch.setenv(settings.DEVICE, "tpu")
    with pytest.raises(RooflineError, match="Device 'tpu'"):
        device.choose()


def test_threads_are_settled_and_given_back(monkeypatch):
    before = torch.get_num_threads()
    try:
        monkeypatch.setenv(settings.THREADS, "3")
        assert "with 3 threads" in device.choose("cpu").describe()
        monkeypatch.setenv(settings.THREADS, "0")
        device.choose("cpu")
        assert torch.get_num_threads() == before
    finally:
        torch.set_num_threads(before)
        device._OWN_THREADS.clear()


def test_memory_bounds_batches_and_cache(monkeypatch):
    chosen = device.choose("cpu", "float32")
    usual, cache = runner.automatic_batch(chosen, 128 * 128), gdal.GetCacheMax()
    monkeypatch.setenv(settings.MEMORY, "400")
    assert 1 <= runner.automatic_batch(chosen, 128 * 128) == 300 * 2**20 // 8192 // 128**2 < usual
    with block_cache(256):
        assert gdal.GetCacheMax() == 100 * 2**20
    assert gdal.GetCacheMax() == cache
    assert runner.automatic_batch(chosen, 4096**2) == 1


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "²"])
def test_what_is_no_number(monkeypatch, text):
    monkeypatch.setenv(settings.THREADS, text)
    with pytest.raises(RooflineError, match="ROOFLINE_THREADS"):
        settings.threads()

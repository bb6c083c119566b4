from __future__ import annotations

import pytest
import torch
from roofline.models import settings
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Card, Network, Output, Tiles
from roofline.models.networks import int8


def test_half_precision_only_where_the_processor_computes_in_it():
    chosen = device.choose("cpu")
    flags = [
        getattr(torch.cpu, name, lambda: False)()
        for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    ]
    assert chosen.precision == ("bfloat16" if any(flags) else "float32")
    assert chosen.kind == "cpu" and "CPU" in chosen.describe() and chosen.precision in chosen.describe()


def test_what_the_user_asks_for():
    chosen = device.choose("cpu", "float32")
    assert (chosen.dtype, chosen.reason) == (torch.float32, "as asked")
    assert device.choose("cpu", "bfloat16").dtype == torch.bfloat16


@pytest.mark.parametrize(
    ("kind", "precision", "words"),
    [
        ("tpu", "auto", "Device 'tpu' is unknown"),
        ("cpu", "int4", "Precision 'int4'"),
        ("cpu", "float16", "needs a GPU"),
    ],
)
def test_what_cannot_be_had(kind, precision, words):
    with pytest.raises(RooflineError, match=words):
        device.choose(kind, precision)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there():
    assert device.choose("auto").kind in ("cpu", "mps")
    with pytest.raises(RooflineError, match="not available"):
        device.choose("cuda")


RANGES = {"head": [[0.0], [1.0]]}
in_numbers = pytest.mark.skipif(not int8.is_fast(), reason="this processor has no instructions for 8 bits")


def card(family: str = "compact", ranges: object = RANGES, precision: str | None = None) -> Card:
    return Card("refinedsm", Network(family, ranges=ranges), (), Output(), Tiles(64, 8), precision=precision)


@in_numbers
def test_numbers_of_8_bits_where_a_card_has_ranges():
    chosen = device.for_model(card(), "cpu", "auto")
    assert chosen.precision == device.INT8 and "8 bits" in chosen.describe()
    assert chosen.dtype == device.choose("cpu").dtype
    assert device.for_model(card(), "cpu", "int8") == chosen


@in_numbers
@pytest.mark.parametrize(
    ("which", "asked", "settled"),
    [
        (card(ranges={}), "auto", "auto"),
        (card("resdepth"), "auto", "auto"),  # a network that knows no ranges
        (card("unknown"), "auto", "auto"),
        (card(precision="float32"), "auto", "auto"),
        (card(), "float32", "auto"),
        (card(), "auto", "bfloat16"),
    ],
)
def test_floats_elsewhere(which, asked, settled, monkeypatch):
    monkeypatch.setenv(settings.PRECISION, settled)
    assert device.for_model(which, "cpu", asked).precision in ("float32", "bfloat16")


def test_numbers_of_8_bits_are_refused_where_there_are_none():
    with pytest.raises(RooflineError, match="does not compute resdepth in whole numbers of 8 bits; choose"):
        device.for_model(card("resdepth"), "cpu", "int8")


def test_the_fallback_keeps_float32():
    assert device.Device("cuda", "float32", "").on_cpu("full").precision == "float32"
    fallback = device.Device("cuda", "float16", "").on_cpu("full")
    assert (fallback.kind, fallback.reason) == ("cpu", "full") and fallback.precision != "float16"

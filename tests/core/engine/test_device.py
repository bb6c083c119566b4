from __future__ import annotations

import pytest
import torch
from roofline.models.engine import device
from roofline.models.errors import RooflineError


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


def test_the_fallback_keeps_float32():
    assert device.Device("cuda", "float32", "").on_cpu("full").precision == "float32"
    fallback = device.Device("cuda", "float16", "").on_cpu("full")
    assert (fallback.kind, fallback.reason) == ("cpu", "full") and fallback.precision != "float16"

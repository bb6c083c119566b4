"""ESFPNet and its MiT encoders: the published numbers, names and sizes, and the fast order of computation."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from roofline.models.networks.esfpnet import ESFPNet
from roofline.models.networks.mit import VARIANTS
from support import paths, weight_recipe
from support.esfpnet_schedule import PublishedSchedule

PARITY = paths.PARITY / "dsm_enhancer"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
SMALL = {"embed_dims": [8, 16, 20, 32], "depths": [1, 2, 1, 1]}
PARAMETERS = {  # of the encoder and of the whole network
    "b0": (3_319_392, 3_532_129),
    "b1": (13_151_424, 13_998_785),
    "b2": (24_196_288, 25_043_649),
    "b3": (44_072_128, 44_919_489),
    "b4": (60_842_688, 61_690_049),
    "b5": (81_443_008, 82_290_369),
}


@needs_parity
@pytest.mark.parametrize("case", ["esfpnet_tiny_pickled", "esfpnet_b0_recipe"])
def test_published_logits(case):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    options = VARIANTS["b0"] if case.endswith("b0_recipe") else meta["config"]
    network = weight_recipe.filled(ESFPNet(**options), meta["weight_recipe_tag"])
    with torch.inference_mode():
        network.linear_pred.bias.copy_(torch.tensor(meta["linear_pred_bias"]))
        inputs = torch.from_numpy(np.load(PARITY / case / "input.npz")["x"])
        expected = np.load(PARITY / case / "output.npz")["logits"]
        for variant in (network, network.fuse()):
            np.testing.assert_allclose(variant(inputs).numpy(), expected, atol=meta["suggested_atol"])


@needs_parity
@pytest.mark.parametrize("case", ["ESFPNet_B4", "ESFPNet_tinyA"])
def test_published_names_in_their_order(case):
    published = json.loads((PARITY / "esfpnet_state_dict_keys.json").read_text())[case]
    named = published.items() if isinstance(published, dict) else published
    options = (
        VARIANTS["b4"] if case.endswith("B4") else {"embed_dims": [16, 32, 40, 64], "depths": [2, 2, 3, 2]}
    )
    with torch.device("meta"):
        state = ESFPNet(**options).state_dict()
    assert [(name, tuple(shape)) for name, shape in named] == [(n, tuple(t.shape)) for n, t in state.items()]


@pytest.mark.parametrize("variant", VARIANTS)
def test_sizes_of_the_variants(variant):
    with torch.device("meta"):
        network = ESFPNet(**VARIANTS[variant])
    counts = [sum(p.numel() for p in part.parameters()) for part in (network.backbone, network)]
    assert tuple(counts) == PARAMETERS[variant]


@pytest.mark.parametrize("shape", [(2, 3, 64, 64), (1, 3, 32, 96)])
def test_the_fast_order_of_computation_changes_nothing(shape):
    network = weight_recipe.filled(ESFPNet(**SMALL), "small")
    x = torch.randn(shape, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        expected = PublishedSchedule(network)(x)
        fused = network.fuse().to(memory_format=torch.channels_last)
        torch.testing.assert_close(network(x), expected, atol=2e-5, rtol=0)
        torch.testing.assert_close(
            fused(x.contiguous(memory_format=torch.channels_last)), expected, atol=2e-5, rtol=0
        )
    assert expected.shape == (shape[0], 1, *shape[2:])


def test_stochastic_depth_is_for_training_alone():
    torch.manual_seed(0)
    network, x = ESFPNet(**SMALL), torch.randn(8, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(network.eval()(x), network(x))
        backbone = network.backbone.train()
        assert not torch.equal(backbone(x)[3], backbone(x)[3])


def test_all_weights_learn():
    network = ESFPNet(**SMALL)
    network(torch.randn(2, 3, 32, 32)).square().mean().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in network.parameters())


@pytest.mark.parametrize(
    "options", [{"embed_dims": [8, 16]}, {"embed_dims": [9, 9, 9, 9]}, {"magic": 1}, {"depths": ["a"] * 4}]
)
def test_options_that_are_no_network(options):
    with pytest.raises(RooflineError, match="do not describe a 'esfpnet' network"):
        networks.build("esfpnet", options)

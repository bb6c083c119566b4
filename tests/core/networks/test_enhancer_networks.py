"""The enhancer's generator and its discriminators against the published ones."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from support import paths, weight_recipe

PARITY = paths.PARITY / "dsm_enhancer"
HERE = PARITY.is_dir()
GENERATORS = sorted(folder.name for folder in PARITY.glob("G_*")) if HERE else ["none"]
DISCRIMINATORS = sorted(folder.name for folder in PARITY.glob("D_*")) if HERE else ["none"]
needs_parity = pytest.mark.skipif(
    not HERE, reason="the parity cases lie beside the repository, in ../shared/parity"
)


def shapes(network):
    return {key: list(value.shape) for key, value in network.state_dict().items()}


@needs_parity
@pytest.mark.parametrize("case", GENERATORS)
def test_generator_equals_the_published_one(case):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    options = {"input_channels": meta["input_nc"], "output_channels": meta["output_nc"], "width": meta["ngf"]}
    network = networks.build("dsm_enhancer", {**options, "dropout": meta["use_dropout"]})
    assert sum(parameter.numel() for parameter in network.parameters()) == meta["n_params"]
    weight_recipe.filled(network, meta["weight_recipe_tag"])
    x = torch.from_numpy(np.load(PARITY / case / "input.npz")["x"])
    expected = np.load(PARITY / case / "output.npz")["y"]
    with torch.inference_mode():
        np.testing.assert_allclose(network(x).numpy(), expected, atol=2e-6)
        np.testing.assert_allclose(network.fuse()(x).numpy(), expected, atol=1e-5)


@needs_parity
@pytest.mark.parametrize("case", DISCRIMINATORS)
def test_discriminator_equals_the_published_one(case):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    options = {"input_channels": meta["input_nc"], "width": meta["ndf"], "norm": meta["norm"]}
    if meta["netD"] != "pixel":
        options["layers"] = meta["n_layers"]
    network = networks.build("patchgan", {"kind": meta["netD"], **options})
    assert shapes(network) == meta["keys"] and list(shapes(network)) == list(meta["keys"])
    weight_recipe.filled(network, meta["weight_recipe_tag"])
    x = torch.from_numpy(np.load(PARITY / case / "input.npz")["x"])
    expected = np.load(PARITY / case / "output.npz")
    with torch.no_grad():
        np.testing.assert_allclose(network(x).numpy(), expected["y_eval"], atol=1e-5)
        np.testing.assert_allclose(network.train()(x).numpy(), expected["y_train"], atol=2e-5)
    for name, value in network.state_dict().items():
        if f"after_train__{name}" in expected:
            np.testing.assert_allclose(value.numpy(), expected[f"after_train__{name}"], atol=1e-6)


@needs_parity
def test_names_and_order_of_weights():
    lists = json.loads((PARITY / "pix2pix_state_dict_keys.json").read_text())
    built = {
        "G": networks.build("dsm_enhancer", {}),
        "D": networks.build("patchgan", {"kind": "basic_rewritten"}),
    }
    assert lists
    for name, wanted in lists.items():
        assert list(shapes(built[name[0]]).items()) == list(wanted.items()), name


def test_skips_are_the_activated_features_and_are_added():
    """The published formula, written out with plain functions."""
    from torch.nn import functional as F

    network = weight_recipe.filled(networks.build("dsm_enhancer", {"width": 4}), "formula")
    state = network.state_dict()

    def norm(x, block):
        names = ("running_mean", "running_var", "weight", "bias")
        return F.batch_norm(x, *(state[f"{block}.2.{name}"] for name in names))

    x = torch.randn(1, 2, 256, 256, generator=torch.Generator().manual_seed(1))
    activated = {8: F.leaky_relu(F.conv2d(x, state["downblock_8.0.weight"], stride=2, padding=1), 0.2)}
    for k in range(7, 0, -1):
        bottom = F.conv2d(activated[k + 1], state[f"downblock_{k}.1.weight"], stride=2, padding=1)
        bottom = bottom if k == 1 else norm(bottom, f"downblock_{k}")
        activated[k] = F.leaky_relu(bottom, 0.2)
    up = bottom
    for k in range(1, 8):
        up = F.conv_transpose2d(F.relu(up), state[f"upblock_{k}.1.weight"], stride=2, padding=1)
        up = activated[k + 1] + norm(up, f"upblock_{k}")
    last = [state["upblock_8.1.weight"], state["upblock_8.1.bias"]]
    expected = torch.tanh(F.conv_transpose2d(F.relu(up), *last, stride=2, padding=1))
    with torch.inference_mode():
        torch.testing.assert_close(network(x), expected, atol=1e-6, rtol=1e-5)
        torch.testing.assert_close(network.fuse()(x), expected, atol=1e-5, rtol=1e-5)


def test_three_channels_dropout_and_gradients():
    torch.manual_seed(0)
    network = networks.build("dsm_enhancer", {"input_channels": 3, "width": 2, "dropout": False}).train()
    x = torch.randn(2, 3, 256, 256)
    network(x).square().mean().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    dropping = networks.build("dsm_enhancer", {"input_channels": 3, "width": 2}).train()
    assert shapes(dropping) == shapes(network)
    assert not torch.equal(dropping(x), dropping(x))


def test_heights_keep_their_fractions_in_short_numbers():
    """The last layer computes in float32, whatever the others do."""
    network = weight_recipe.filled(networks.build("dsm_enhancer", {"width": 4}), "short")
    x = torch.rand(1, 2, 256, 256, generator=torch.Generator().manual_seed(2)) - 0.5
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        short = network(x)
    with torch.inference_mode():
        exact = network(x)
    assert short.dtype == torch.float32 and len(short.unique()) > 20_000
    assert not torch.equal(short, exact)
    assert (short - exact).abs().mean() < 0.01


@pytest.mark.parametrize(
    ("options", "biases"),
    [
        ({"kind": "n_layers", "layers": 5, "norm": "instance"}, "model: 0 2 5 8 11 14 17"),
        ({"kind": "n_layers", "layers": 1, "norm": "none"}, "model: 0 5"),
        ({"kind": "basic", "norm": "none"}, "model: 0 11"),
        ({"kind": "basic_rewritten", "norm": "instance"}, "model: 0 11"),
        ({"kind": "custom", "norm": "instance"}, "model: 0 11"),
        ({"kind": "pixel", "norm": "instance"}, "net: 0 2 5"),
        ({"kind": "pixel", "norm": "none"}, "net: 0"),
    ],
)
def test_only_convolutions_without_a_norm_of_their_own_have_a_bias(options, biases):
    network = networks.build("patchgan", {"width": 4, **options}).eval()
    state = shapes(network)
    prefix, numbers = biases.split(": ")
    assert [name for name in state if name.endswith("bias")] == [
        f"{prefix}.{number}.bias" for number in numbers.split()
    ]
    assert not any("running" in name for name in state)
    assert network(torch.zeros(1, 3, 128, 128)).shape[:2] == (1, 1)


def test_the_patch_of_a_discriminator():
    """30 x 30 logits of 256 px; each sees 70 px."""
    network = networks.build("patchgan", {"norm": "none", "width": 4})
    assert sum(p.numel() for p in networks.build("patchgan", {}).parameters()) == 2_765_633
    x = torch.zeros(1, 3, 256, 256, requires_grad=True)
    logits = network(x)
    assert logits.shape == (1, 1, 30, 30)
    logits[0, 0, 15, 15].backward()
    seen = torch.nonzero(x.grad.abs().sum(dim=(0, 1)))
    assert (seen.amax(0) - seen.amin(0) + 1).tolist() == [70, 70]


def test_custom_has_its_own_width():
    assert shapes(networks.build("patchgan", {"kind": "custom", "width": 8}))["model.0.weight"][0] == 32


@pytest.mark.parametrize(
    ("family", "options"),
    [
        ("dsm_enhancer", {"width": 0}),
        ("dsm_enhancer", {"width": 10**7}),
        ("dsm_enhancer", {"skips": "concat"}),
        ("patchgan", {"norm": "layer"}),
        ("patchgan", {"kind": "stylegan"}),
        ("patchgan", {"layers": 99}),
        ("pix2pix", {"variant": "pix2pixHD"}),
        ("pix2pix", {"levels": 40}),
    ],
)
def test_options_that_make_no_network(family, options):
    with pytest.raises(RooflineError, match=f"do not describe a '{family}' network"):
        networks.build(family, options)

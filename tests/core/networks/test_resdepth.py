from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from roofline.models.networks.resdepth import _first
from support import paths, weight_recipe

PARITY = paths.PARITY / "resdepth" / "models"
CASES = sorted(folder.name for folder in PARITY.glob("m*")) if PARITY.is_dir() else []
OPTIONS = [
    {},
    {
        "up_mode": "bilinear",
        "act_fn_encoder": "prelu",
        "act_fn_decoder": "lrelu",
        "act_fn_bottleneck": "prelu",
    },
    {"do_BN": False, "act_fn_encoder": "prelu", "bias_conv_layer": True},
    {"outer_skip": False, "n_input_channels": 3},
    {"outer_skip_BN": True, "max_filter_depth": 16},
]


def build(**options):
    return networks.build("resdepth", {"start_kernel": 8, "depth": 3, **options})


@pytest.mark.skipif(not CASES, reason="the parity cases lie beside the repository, in ../shared/parity")
@pytest.mark.parametrize("case", CASES or ["none"])
def test_forward_equals_the_published_network(case):
    settings = json.loads((PARITY / case / "model_config.json").read_text())["settings"]
    published = torch.load(PARITY / case / "checkpoints" / "Model_best.pth", weights_only=True)[
        "model_state_dict"
    ]
    network = networks.build("resdepth", settings).eval()
    assert list(network.state_dict()) == list(published)
    network.load_state_dict(published)
    x = torch.from_numpy(np.load(PARITY / case / "input.npz")["input"])
    expected = np.load(PARITY / case / "output.npz")["output"]
    with torch.inference_mode():
        np.testing.assert_allclose(network(x).numpy(), expected, atol=2e-4)
        np.testing.assert_allclose(network.fuse()(x).numpy(), expected, atol=2e-4)


def test_size_of_the_published_default():
    network = networks.build("resdepth", {"depth": 5, "bias_conv_layer": True})
    assert sum(parameter.numel() for parameter in network.parameters()) == 12_624_193


def test_names_and_shapes_of_weights():
    state = build(n_input_channels=2, outer_skip_BN=True, act_fn_encoder="prelu").state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    assert shapes["encoder.0.0.0.weight"] == (8, 2, 3, 3)
    assert shapes["encoder.2.0.1.running_var"] == (32,)
    assert shapes["encoder.1.0.2.weight"] == (1,)
    assert shapes["bottleneck.0.weight"] == (32, 32, 3, 3)
    assert shapes["decoder.0.0.weight"] == (32, 32, 2, 2)
    assert shapes["decoder.0.1.0.weight"] == (16, 32, 3, 3)
    assert shapes["decoder.2.weight"] == (8, 8, 2, 2)
    assert shapes["last_layer.weight"] == (1, 8, 3, 3) and "last_layer.bias" not in shapes
    assert shapes["layer_outer_skip.0.weight"] == (1,)
    without = build(do_BN=False, up_mode="bilinear").state_dict()
    assert {"encoder.0.0.0.bias", "decoder.0.0.1.weight", "decoder.2.1.bias", "bottleneck.0.bias"} <= set(
        without
    )


@pytest.mark.parametrize("up_mode", ["transpose", "bilinear"])
def test_weights_are_drawn_in_the_published_order(up_mode):
    torch.manual_seed(11)
    network = build(depth=2, up_mode=up_mode)
    torch.manual_seed(11)
    drawn = {}
    for name, (inputs, outputs) in {
        "encoder.0.0.0": (1, 8),
        "encoder.1.0.0": (8, 16),
        "bottleneck.0": (16, 16),
    }.items():
        drawn[name] = torch.nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    ups = []
    for channels in (16, 8):
        pointwise, transpose = (
            torch.nn.Conv2d(channels, channels, 1),
            torch.nn.ConvTranspose2d(channels, channels, 2, 2),
        )
        ups.append(transpose if up_mode == "transpose" else pointwise)
        if channels == 16:
            drawn["decoder.0.1.0"] = torch.nn.Conv2d(16, 8, 3, padding=1, bias=False)
    drawn["last_layer"] = torch.nn.Conv2d(8, 1, 3, padding=1, bias=False)
    suffix = "" if up_mode == "transpose" else ".1"
    drawn[f"decoder.0.0{suffix}"], drawn[f"decoder.1{suffix}"] = ups
    state = network.state_dict()
    for name, module in drawn.items():
        assert torch.equal(state[f"{name}.weight"], module.weight), name


@pytest.mark.parametrize("options", OPTIONS)
def test_every_option_runs_and_fuses(options):
    torch.manual_seed(0)
    network = build(**options)
    x = torch.randn(2, options.get("n_input_channels", 1), 32, 48)
    with torch.no_grad():
        for _ in range(3):
            network(x)  # gives BatchNorm statistics that are not trivial
    network.eval()
    with torch.inference_mode():
        expected = network(x)
        assert expected.shape == (2, 1, 32, 48)
        torch.testing.assert_close(network.fuse()(x), expected, atol=1e-4, rtol=1e-4)
    assert not network.training and any("running_mean" in name for name in network.state_dict()) != (
        options.get("do_BN") is False
    )


def test_heights_are_not_rounded_under_autocast():
    """bfloat16 holds 1000 only to the next 4; a network that adds nothing must return heights as they are."""
    network = build().eval()
    torch.nn.init.zeros_(network.last_layer.weight)
    x = 1000 + torch.rand(1, 1, 32, 32)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(network(x), x, atol=0, rtol=0)


def test_the_first_convolution_sees_fractions_of_high_heights():
    """A Laplacian of heights around 1000: bfloat16 would give noise of several units, or nothing at all."""
    torch.manual_seed(0)
    block = build(do_BN=False).eval().encoder[0][0]
    laplacian = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]) / 3  # thirds are rounded in bfloat16
    with torch.inference_mode():
        block[0].weight.copy_(laplacian.expand(8, 1, 3, 3))
        x = 1000 + torch.rand(1, 1, 32, 32)
        with torch.autocast("cpu", torch.bfloat16):
            half = _first(block, x).float()
        torch.testing.assert_close(half[..., 1:-1, 1:-1], block(x)[..., 1:-1, 1:-1], atol=0.03, rtol=0.01)


@pytest.mark.parametrize(
    "options",
    [
        {"depth": 0},
        {"depth": 10**9},
        {"start_kernel": -1},
        {"start_kernel": 10**9},
        {"start_kernel": 1024},
        {"depth": 2.5},
        {"act_fn_encoder": "gelu"},
        {"up_mode": "nearest"},
        {"nonsense": 1},
    ],
)
def test_options_that_make_no_network(options):
    with pytest.raises(RooflineError, match="do not describe a 'resdepth' network"):
        build(**options)


def test_unknown_families():
    with pytest.raises(RooflineError, match="family 'vgg' is unknown"):
        networks.build("vgg", {})


LEAN = [
    {"depth": 4},
    {"depth": 1},
    {"depth": 3, "n_input_channels": 3, "act_fn_encoder": "prelu", "outer_skip_BN": True},
    {"depth": 3, "do_BN": False, "outer_skip": False, "bias_conv_layer": True},
    {"depth": 3, "up_mode": "bilinear"},
]


@pytest.mark.parametrize("options", LEAN)
def test_the_network_for_inference_is_equal(options):
    """In several strips; in bfloat16 it is no further from float32 than the plain network."""
    options = {"start_kernel": 8, **options}
    network = weight_recipe.filled(networks.build("resdepth", options), "lean").eval()
    lean = network.fuse()
    random = torch.Generator().manual_seed(0)
    x = torch.randn(3, options.get("n_input_channels", 1), 256, 320, generator=random)
    with torch.inference_mode():
        plain = network(x)
        np.testing.assert_allclose(lean(x).numpy(), plain.numpy(), atol=2e-5)
        with torch.autocast("cpu", torch.bfloat16):
            errors = [float((net(x) - plain).abs().mean()) for net in (network, lean)]
    assert errors[1] < 1.1 * errors[0] < 0.02

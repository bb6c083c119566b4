"""ESFPNet files of every form, sound and broken; nothing in them is run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, published
from roofline.models.errors import RooflineError
from roofline.models.networks.esfpnet import ESFPNet
from roofline.models.predict import predict
from roofline.models.published import dsm_enhancer
from support import paths, rasters, weight_recipe
from support.engine_parts import hills, make

PARITY = paths.PARITY / "dsm_enhancer" / "esfpnet_tiny_pickled"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
OPTIONS = {
    "embed_dims": [8, 16, 20, 32],
    "depths": [1, 2, 3, 1],
    "num_heads": [1, 2, 5, 8],
    "sr_ratios": [8, 4, 2, 1],
    "mlp_ratios": [4, 2, 4, 4],
}


@pytest.fixture
def network() -> ESFPNet:
    return weight_recipe.filled(ESFPNet(**OPTIONS), "file")


def saved(path: Path, content: object) -> Path:
    torch.save(content, path)
    return path


def answer(made: torch.nn.Module, size: int = 64) -> torch.Tensor:
    with torch.inference_mode():
        return made(torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(5)))


@needs_parity
@pytest.mark.parametrize("name", ["ESFPNet_DSM_2021_segmentation.pt", "esfpnet_state_dict.pth"])
def test_published_files(name):
    loaded = published.load(PARITY / name)
    inputs = torch.from_numpy(np.load(PARITY / "input.npz")["x"])
    with torch.inference_mode():
        logits = loaded.network(inputs).numpy()
    np.testing.assert_allclose(logits, np.load(PARITY / "output.npz")["logits"], atol=1e-4)
    assert loaded.card["network"]["options"]["depths"] == [2, 2, 3, 2]


@needs_parity
def test_published_encoder():
    loaded = published.load(PARITY / "mit_tiny.pth")
    stored = torch.load(PARITY / "mit_tiny.pth", weights_only=True)
    encoder = loaded.network.backbone.state_dict()
    assert {name for name in stored if not name.startswith("head.")} == encoder.keys()
    assert all(torch.equal(value, stored[name]) for name, value in encoder.items())
    assert loaded.card["untrained"] == ["decoder"]


@pytest.mark.parametrize("form", ["weights", "several GPUs", "wrapped", "half", "module"])
def test_every_form_gives_the_same_network(network, tmp_path, form):
    state = network.state_dict()
    content = {
        "weights": state,
        "several GPUs": {f"module.{name}": value for name, value in state.items()},
        "wrapped": {"epoch": 3, "state_dict": state},
        "half": {n: v.half() if v.is_floating_point() else v for n, v in state.items()},
        "module": network,
    }[form]
    loaded = published.load(saved(tmp_path / "a.pt", content))
    options = loaded.card["network"]["options"]
    assert {name: options[name] for name in OPTIONS} == OPTIONS and loaded.card["task"] == "buildingmask"
    tolerance = 2e-2 if form == "half" else 0
    torch.testing.assert_close(answer(loaded.network), answer(network), atol=tolerance, rtol=0)
    loaded.save(tmp_path / "model.pt")
    torch.testing.assert_close(answer(bundle.load(tmp_path / "model.pt").network), answer(loaded.network))


def test_heads_are_those_of_the_pickled_module(tmp_path):
    odd = weight_recipe.filled(ESFPNet(**{**OPTIONS, "num_heads": [2, 4, 4, 4]}), "heads")
    for block in odd.backbone.modules():
        if hasattr(block, "heads"):
            block.num_heads = block.heads  # the published attribute
    loaded = published.load(saved(tmp_path / "a.pt", odd))
    assert loaded.card["network"]["options"]["num_heads"] == [2, 4, 4, 4]
    assert torch.equal(answer(loaded.network), answer(odd))


@pytest.mark.parametrize("prefix", ["", "backbone."])
def test_bare_encoders_are_for_training(network, tmp_path, prefix):
    state = {f"{prefix}{name}": value for name, value in network.backbone.state_dict().items()}
    state["head.weight"] = torch.zeros(10, 32)
    first, again = (published.load(saved(tmp_path / "mit_b9.pth", state)) for _ in range(2))
    assert all(
        torch.equal(value, network.backbone.state_dict()[name])
        for name, value in first.network.backbone.state_dict().items()
    )
    assert torch.equal(answer(first.network), answer(again.network))  # the fresh decoder is the same one
    assert first.card["untrained"] == ["decoder"]


def test_heights_at_any_elevation(network, tmp_path, caplog):
    """As published heights are cut at 255 m, which is said; in metres an offset of all heights is nothing."""
    plain = published.load(saved(tmp_path / "a.pt", network))
    metric = dsm_enhancer.in_metres(plain)
    found = {}
    for offset in (0, 1000):
        source = make(tmp_path / f"{offset}.tif", hills(96, 96) + np.float32(offset))
        for name, model in (("plain", plain), ("metric", metric)):
            caplog.clear()
            target = tmp_path / f"{name}{offset}.tif"
            predict(model, [source], tmp_path / "mask.tif", probability=target)
            found[name, offset] = rasters.read(target)
            assert ("cuts others" in caplog.text) == (name == "plain" and offset > 0)
    np.testing.assert_allclose(found["metric", 1000], found["metric", 0], atol=1e-4)
    assert np.abs(found["plain", 1000] - found["plain", 0]).max() > 0.05


def broken(state: dict, form: str) -> dict:
    changed = dict(state)
    name = "backbone.block2.1.attn.kv.weight"
    if form == "missing":
        del changed[name]
    elif form == "surplus":
        changed["backbone.block2.1.attn.extra"] = torch.zeros(3)
    elif form == "shape":
        changed[name] = torch.zeros(5, 5)
    elif form == "nan":
        changed[name] = torch.full_like(changed[name], float("nan"))
    elif form == "no encoder":
        changed = {name: value for name, value in changed.items() if "norm3" not in name}
    elif form == "flat":
        changed["backbone.patch_embed1.proj.weight"] = torch.zeros(7)
    elif form == "heads":
        changed = ESFPNet(
            **{**OPTIONS, "embed_dims": [8, 16, 24, 32], "num_heads": [1, 2, 4, 8]}
        ).state_dict()
    return changed


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("missing", "1 are missing"),
        ("surplus", "1 are unknown"),
        ("shape", "kv.weight of shape"),
        ("nan", "not finite"),
        ("no encoder", "norm3"),
        ("flat", "no whole MiT encoder"),
        ("heads", "do not describe"),
    ],
)
def test_broken_weights_are_one_sentence(network, tmp_path, form, words):
    path = saved(tmp_path / "broken.pth", broken(network.state_dict(), form))
    with pytest.raises(RooflineError, match=words) as caught:
        published.load(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_what_is_no_esfpnet_is_said(tmp_path):
    path = saved(tmp_path / "other.pth", {"conv.weight": torch.zeros(3, 3)})
    with pytest.raises(RooflineError, match=r"holds no ESFPNet .* and no MiT encoder"):
        published.load(path, "esfpnet")

"""ImpliCity's networks and checkpoints: equal to the published ones, and fast forms equal to plain ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, published
from roofline.models.errors import RooflineError
from roofline.models.networks.implicity import occupied
from roofline.models.networks.implicity_images import doubled
from support import implicity_parts as parts
from torch.nn import functional

CASES = ("model_0", "model_mono", "model_stereo", "full_0", "full_stereo")
needs_fixtures = pytest.mark.skipif(not parts.HERE, reason=parts.REASON)
VARIANTS = {
    "mean pooling": {"scatter_type": "mean"},
    "no U-Net": {"unet": False},
    "added skips": {"unet_merge": "add"},
    "upsampling": {"unet_up": "upsample"},
    "nearest": {"sample_mode": "nearest"},
    "three classes, leaky": {"out_dim": 3, "leaky": True},
    "batch norm": {"images": 1, "image_norm": "batch", "image_num_stack": 1, "image_num_hourglass": 1},
    "conv128": {"images": 2, "image_hg_down": "conv128", "image_num_stack": 2, "image_num_hourglass": 1},
    "conv64": {
        "images": 1,
        "image_hg_down": "conv64",
        "image_norm": "batch",
        "image_num_stack": 1,
        "image_num_hourglass": 1,
    },
}


def inputs_of(case):
    data = np.load(parts.PARITY / case / "input.npz")
    points, queries = torch.from_numpy(data["input_pc"]), torch.from_numpy(data["query_pts"])
    if "image" not in data.files:
        return points, queries, None
    grey = (data["image"].astype(np.float64) - parts.MEAN) / parts.STD
    return points, queries, torch.from_numpy(grey.astype(np.float32))


@needs_fixtures
@pytest.mark.parametrize("case", CASES)
def test_equals_the_published_network(case, tmp_path):
    network = published.load(parts.checkpoint(case, tmp_path)).network
    points, queries, images = inputs_of(case)
    expected = np.load(parts.PARITY / case / "output.npz")
    with torch.inference_mode():
        logits = network(points, queries, images)
        plane = network.points(points).numpy()
        image_planes = [image.numpy() for image in network.image_planes(images)]
    np.testing.assert_allclose(logits.numpy(), expected["logits"], atol=1e-4)
    clear = np.abs(expected["logits"][..., 0]) > (1e-3 if case.startswith("full") else 0)
    assert (occupied(logits).numpy() == expected["occ"][..., 0].astype(bool))[clear].all()
    for name, planes, step in (("plane_xy", [plane], 8), ("plane_image", image_planes, 4)):
        for values in planes:
            whole = name in expected.files
            thinned = values if whole else values[:, :, ::step, ::step]
            np.testing.assert_allclose(thinned, expected[name if whole else f"{name}_sub"], atol=1e-4)


@needs_fixtures
def test_reads_files_of_old_gpu_trainings(tmp_path):
    old = published.load(parts.checkpoint("checkpoint_legacy", tmp_path))
    new = published.load(parts.checkpoint("model_0", tmp_path))
    assert old.card["network"] == new.card["network"]
    for name, tensor in new.network.state_dict().items():
        assert old.network.state_dict()[name].device.type == "cpu"
        torch.testing.assert_close(old.network.state_dict()[name], tensor, rtol=0, atol=0)


@needs_fixtures
def test_does_without_a_configuration():
    """The published defaults stand in; the plane's resolution follows from the U-Net's depth."""
    options = published.load(parts.PARITY / "checkpoint_legacy" / "weights.pt").card["network"]["options"]
    assert (options["plane_resolution"], options["unet_depth"]) == (32, 3)


@needs_fixtures
def test_survives_the_model_file(tmp_path):
    imported = published.load(parts.checkpoint("model_stereo", tmp_path))
    imported.save(tmp_path / "model.pt")
    again = bundle.load(tmp_path / "model.pt")
    assert again.card == imported.card
    points, queries, images = inputs_of("model_stereo")
    with torch.inference_mode():
        torch.testing.assert_close(
            again.network(points, queries, images), imported.network(points, queries, images)
        )


def small_inputs(options, seed=0):
    generator = torch.Generator().manual_seed(seed)
    points = torch.rand(2, 300, 3, generator=generator)
    queries = torch.rand(2, 50, 3, generator=generator)
    count = options.get("images", 0)
    return points, queries, torch.randn(2, count, 16, 16, generator=generator) if count else None


@pytest.mark.parametrize("name", VARIANTS)
def test_reads_its_own_checkpoints(name, tmp_path):
    """Options are found again from the weights' shapes; the rest stands in config.yaml."""
    options = {**parts.SMALL, **VARIANTS[name]}
    torch.manual_seed(1)
    network = networks.build("implicity", options).eval()
    torch.save({"model": network.state_dict(), "n_iter": 3}, tmp_path / "model_best.pt")
    (tmp_path / "config.yaml").write_text(
        "model:\n  encoder_kwargs: {plane_resolution: 16, "
        f"scatter_type: {options.get('scatter_type', 'max')}}}\n"
        f"  decoder_kwargs:\n    sample_mode: {options.get('sample_mode', 'bilinear')}\n"
        f"    leaky: {options.get('leaky', False)}\n"
    )
    found = published.load(tmp_path / "model_best.pt")
    arguments = small_inputs(options)
    with torch.inference_mode():
        torch.testing.assert_close(found.network(*arguments), network(*arguments), rtol=0, atol=0)


@pytest.mark.parametrize("name", VARIANTS)
def test_columns_and_lattice_equal_the_decoder(name):
    options = {**parts.SMALL, **VARIANTS[name]}
    torch.manual_seed(2)
    network = networks.build("implicity", options).eval()
    for block in network.decoder.blocks:
        torch.nn.init.normal_(block.fc_1.weight, std=0.3)
    points, _, images = small_inputs(options)
    steps = torch.linspace(0, 1, 6)
    y, x = torch.meshgrid(steps.flip(0), steps, indexing="ij")
    places = torch.stack([x, y], -1).view(-1, 2)
    heights = torch.linspace(-2, 2, len(places))
    queries = torch.cat([places, heights[:, None]], 1).expand(2, -1, -1)
    with torch.inference_mode():
        expected = network(points, queries, images)
        features = network.lattice([network.points(points), *network.image_planes(images)], 6)
        for index in (0, 1):
            columns = network.decoder.columns(places, features[index])
            logits = columns.logits(heights)
            torch.testing.assert_close(logits, expected[index], rtol=1e-4, atol=1e-5)
            few = torch.tensor([5, 0, 17])
            of_few = columns.take(few).logits(heights[few])
            torch.testing.assert_close(of_few, logits[few], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
def test_doubled_maps_are_those_of_pytorch_and_learn_as_they_do(order: torch.memory_format):
    torch.manual_seed(0)
    with torch.inference_mode():  # what is kept of the first call serves trainings too
        doubled(torch.randn(1, 1, 9, 6))
    x = torch.randn(2, 5, 9, 6).contiguous(memory_format=order).requires_grad_()
    expected = functional.interpolate(x, scale_factor=2, mode="bicubic", align_corners=True)
    torch.testing.assert_close(doubled(x), expected, atol=1e-5, rtol=0, check_stride=False)
    weights = torch.randn(expected.shape)
    (wanted,) = torch.autograd.grad((expected * weights).sum(), x)
    (found,) = torch.autograd.grad((doubled(x) * weights).sum(), x)
    torch.testing.assert_close(found, wanted, atol=1e-5, rtol=0, check_stride=False)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert doubled(x.detach().bfloat16()).dtype == torch.bfloat16


def test_points_of_several_patches_at_once():
    """Patches of different numbers of points give the planes they give alone, in any order of points."""
    torch.manual_seed(3)
    encoder = networks.build("implicity", parts.SMALL).eval().points
    first, second = torch.rand(500, 3), torch.rand(90, 3)
    patches = torch.tensor([0] * 500 + [1] * 90)
    order = torch.randperm(590)
    with torch.inference_mode():
        together = encoder.planes(torch.cat([first, second])[order], patches[order], 2)
        torch.testing.assert_close(together[:1], encoder(first[None]), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(together[1:], encoder(second[None]), rtol=1e-4, atol=1e-5)
        nothing = encoder.planes(torch.empty(0, 3), torch.empty(0, dtype=torch.long), 1)
    assert torch.isfinite(nothing).all()


def test_planes_are_differentiable():
    encoder = networks.build("implicity", parts.SMALL).points
    encoder(torch.rand(1, 200, 3)).sum().backward()
    assert all(torch.isfinite(parameter.grad).all() for parameter in encoder.parameters())
    assert encoder.fc_pos.weight.grad.abs().sum() > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"decoder.fc_p.weight": None}, "no known system"),
        ({"decoder.fc_out.bias": None}, "missing"),
        ({"surplus.weight": torch.zeros(3)}, "unknown"),
        ({"decoder.fc_p.bias": torch.zeros(9)}, "shape"),
        ({"encoder.fc_c.bias": torch.full((8,), float("nan"))}, "finite"),
        ({"encoder.fc_pos.weight": torch.zeros(())}, "config.yaml|shape"),
    ],
)
def test_refuses_other_weights(change, words, tmp_path):
    weights = {**networks.build("implicity", parts.SMALL).state_dict(), **change}
    weights = {name: value for name, value in weights.items() if value is not None}
    torch.save({"model": weights}, tmp_path / "model.pt")
    (tmp_path / "config.yaml").write_text("model: {encoder_kwargs: {plane_resolution: 16}}\n")
    with pytest.raises(RooflineError, match=words):
        published.load(tmp_path / "model.pt")


@pytest.mark.parametrize("config", ["- 1\n", "model: 3\n", "dataset: {patch_size: [64, 0]}\n", "a: &b 3\n"])
def test_refuses_other_configurations(config, tmp_path):
    torch.save({"model": networks.build("implicity", parts.SMALL).state_dict()}, tmp_path / "model.pt")
    (tmp_path / "config.yaml").write_text(config)
    with pytest.raises(RooflineError, match="config"):
        published.load(tmp_path / "model.pt")


def test_configurations_inherit(tmp_path):
    torch.save({"model": networks.build("implicity", parts.SMALL).state_dict()}, tmp_path / "model.pt")
    (tmp_path / "base.yaml").write_text(
        "test: {threshold: 0.3}\nmodel: {encoder_kwargs: {plane_resolution: 32}}\n"
    )
    (tmp_path / "config.yaml").write_text(
        "inherit_from: config/train/base.yaml\nmodel:\n  encoder_kwargs:\n    plane_resolution: 16\n"
    )
    card = published.load(tmp_path / "model.pt").card
    assert card["network"]["options"]["plane_resolution"] == 16
    assert card["reconstruction"]["threshold"] == 0.3
    assert card["reconstruction"]["patch_size"] == 64.0

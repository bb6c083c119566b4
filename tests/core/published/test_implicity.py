"""ImpliCity's configuration, key by key: legal values are honoured, others are refused by their name."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from roofline.models import published
from roofline.models.clouds.patches import Rules
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Card
from support import implicity_parts as parts
from support import rasters


def config(**changes):
    """A configuration as the published ones are, for the small network; dotted keys change it."""
    content = {
        "dataset": {
            "normalize": {
                "x_range": [0.0, 1.0],
                "y_range": [0.0, 1.0],
                "z_std": parts.Z_STD,
                "z_shift": "median",
            },
            "patch_size": [16, 16],
            "n_input_points": None,
            "sliding_window": {"val_strip": [8, 8], "vis_strip": [8, 8], "test_strip": [8, 8]},
        },
        "model": {"encoder_kwargs": {"plane_resolution": 16}},
        "dsm_generation": {"crs_epsg": 32631, "pixel_size": [0.5, 0.5], "half_blend_percent": [0.5, 0.5]},
    }
    for key, value in changes.items():
        held = content
        *folders, last = key.split(".")
        for folder in folders:
            held = held.setdefault(folder, {})
        held[last] = value
    return content


def load(folder, network=None, **changes):
    network = network or parts.level_network(0.5)
    torch.save({"model": network.state_dict(), "n_iter": 1}, folder / "weights.pt")
    (folder / "config.yaml").write_text(json.dumps(config(**changes)))
    return published.load(folder / "weights.pt", "implicity")


def surface(folder, model, **options):
    cloud = parts.write_ply(folder / "cloud.ply", parts.flat_points())
    reconstruct(model, cloud, folder / "dsm.tif", crs="EPSG:32631", **options)
    return rasters.read(folder / "dsm.tif"), rasters.grid_of(folder / "dsm.tif")[2]


HONOURED = [
    ("dataset.patch_size", [32, 16], "patch_size", [32.0, 16.0]),
    ("dataset.patch_size", 32, "patch_size", 32.0),
    ("dataset.n_input_points", 500, "most_points", 500),
    ("dataset.n_input_points", None, "most_points", None),
    ("dataset.sliding_window.test_strip", [8, 4], "stride", [8.0, 4.0]),
    ("dataset.sliding_window.test_strip", [4, 4], "stride", 4.0),
    ("dataset.sliding_window.val_strip", [8, 4], "stride", 8.0),
    ("dataset.sliding_window.vis_strip", [3, 1], "stride", 8.0),
    ("dsm_generation.pixel_size", [0.5, 0.25], "pixel_size", [0.5, 0.25]),
    ("dsm_generation.pixel_size", [1, 1], "pixel_size", 1.0),
    ("dsm_generation.h_range", [-50.5, 20], "heights", [-50.5, 20.0]),
    ("dsm_generation.h_resolution_0", 8, "first_step", 8.0),
    ("dsm_generation.h_upsampling_steps", 0, "refinements", 0),
    ("dsm_generation.fill_empty", False, "fill_empty", False),
    ("dsm_generation.half_blend_percent", [0.25, 0.5], "blend", [0.25, 0.5]),
    ("dsm_generation.half_blend_percent", [0, 0], "blend", 0.0),
    ("test.threshold", 0.3, "threshold", 0.3),
    ("dataset.normalize.z_shift", "mean", None, "mean"),
    ("dataset.normalize.z_shift", "20quantile", None, "20quantile"),
]


@pytest.mark.parametrize(("key", "value", "entry", "told"), HONOURED)
def test_what_is_legal_is_honoured(tmp_path, key, value, entry, told):
    model = load(tmp_path, **{key: value})
    if entry is None:
        assert model.card["inputs"][0]["normalisation"]["shift"] == told
    else:
        assert model.card["reconstruction"][entry] == told
    Rules.of(model.spec, 1.0, 0.0, -1)
    threshold = model.card["reconstruction"]["threshold"]
    top = 100 + (0.5 + math.log((1 - threshold) / threshold)) * parts.Z_STD
    step = 16 if key.endswith(("steps", "_0")) else 1 / 16
    heights, _ = surface(tmp_path, model)
    assert heights.min() > top - step - 2e-3 and heights.max() <= top + 2e-3


PASSED_OVER = {
    "dataset.name": "synthetic",
    "dataset.path": "/nowhere",
    "dataset.train_chunks": [0, 3, 4],
    "dataset.val_chunks": [],
    "dataset.test_chunks": [1],
    "dataset.dsm_gt_path": None,
    "dataset.mask_files": {"gt": "a.tif", "building": "b.tif"},
    "dataset.n_query_points": 100,
    "dataset.subsample_val": True,
    "dataset.use_surface": ["roof"],
    "dataset.satellite_image": {"folder": "f", "pairs": ["a.tif"], "normalize": {"mean": 1, "std": 2.5}},
    "dataset": None,
    "dataloader.n_workers": 0,
    "model.encoder_kwargs.unet_kwargs": {"depth": 2, "merge_mode": "concat", "start_filts": 8},
    "model.encoder_kwargs.plane_type": ["xy"],
    "model.decoder_kwargs.sample_mode": "nearest",
    "model.decoder_kwargs.leaky": True,
    "model.encoder_kwargs.scatter_type": "mean",
    "model.data_dim": 3,
    "model.multi_label": False,
    "training.augmentation": {"flip": False, "rotate": True},
    "training.scheduler": {"type": "MultiStepLR", "kwargs": {"gamma": 0.1, "milestones": [10, 20]}},
    "training.loss_weights": {"gt": [0, 1], "land": {"building": [1, 1]}},
    "dsm_generation.crs_epsg": None,
}


@pytest.mark.parametrize("key", PASSED_OVER)
def test_what_is_of_the_training_or_the_weights_is_no_obstacle(tmp_path, key):
    model = load(tmp_path, **{key: PASSED_OVER[key]})
    options = model.card["network"]["options"]
    assert options["scatter_type"] == ("mean" if key.endswith("scatter_type") else "max")
    assert options["sample_mode"] == ("nearest" if key.endswith("sample_mode") else "bilinear")
    assert options["leaky"] == key.endswith("leaky")


REFUSED = {
    "dataset.normalize.x_range": [[-1, 1], None, 5],
    "dataset.normalize.y_range": [[0, 2]],
    "dataset.normalize.z_std": [0, -3, "wide", None],
    "dataset.normalize.z_shift": ["max", 3, None],
    "dataset.patch_size": [[0, 16], [16, 16, 16], "large", [], [16, None], True],
    "dataset.n_input_points": [0, -5, 2.5, "all"],
    "dataset.sliding_window.test_strip": [[8, 0], [-8, 8], None, [8, 8, 8]],
    "dataset.satellite_image.normalize.std": [0, "s"],
    "dataset.satellite_image.normalize.mean": ["m"],
    "model.data_dim": [2],
    "model.multi_label": ["maybe", True],
    "model.encoder_kwargs.plane_type": [["xz"], ["xy", "xz", "yz"], "grid"],
    "model.encoder_kwargs.plane_resolution": [0, 17, 1e9, "fine"],
    "model.encoder_kwargs.scatter_type": ["sum"],
    "model.decoder_kwargs.sample_mode": ["bicubic"],
    "model.decoder_kwargs.leaky": [0.2],
    "test.threshold": [-1, 1.5, None],
    "dsm_generation.crs_epsg": ["WGS84", [1]],
    "dsm_generation.pixel_size": [[0.5, 0], [20, 20], [1e-3, 1e-3], None],
    "dsm_generation.h_range": [[80, -100], [1], 5, [0, "x"]],
    "dsm_generation.fill_empty": ["some"],
    "dsm_generation.h_resolution_0": [0, -1, 1e-4],
    "dsm_generation.h_upsampling_steps": [-1, 2.5, 99],
    "dsm_generation.half_blend_percent": [[0.6, 0.5], [0.5, -0.1], "half"],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in REFUSED.items() for value in values]
)
def test_what_cannot_be_honoured_is_refused_by_its_name(tmp_path, key, value):
    with pytest.raises(RooflineError) as raised:
        load(tmp_path, **{key: value})
    assert str(raised.value).startswith(f"{key} in config.yaml is ") and "incomplete" not in str(raised.value)


@pytest.mark.parametrize("code", [32631, "32631", "EPSG:32631"])
def test_the_crs_of_the_data_set(tmp_path, code):
    assert load(tmp_path, **{"dsm_generation.crs_epsg": code}).card["compatibility"]["crs_epsg"] == 32631


def test_rectangular_strips_pixels_and_patches_give_the_surface_of_their_own(tmp_path):
    """A slope in x and y, seen by a model of small patches, lies where it lies, whatever the rectangles."""
    points = parts.flat_points(60, 48)
    points[:, 2] += np.floor((points[:, 0] - 500000) / 10) * 4 + np.floor((points[:, 1] - 5000000) / 12) * 3
    cloud = parts.write_ply(tmp_path / "cloud.ply", points)
    found = {}
    for name, changes in {
        "strip": {"dataset.sliding_window.test_strip": [4, 8]},
        "pixel": {"dsm_generation.pixel_size": [0.5, 0.25]},
        "patch": {"dataset.patch_size": [16, 8], "dataset.sliding_window.test_strip": [8, 4]},
        "blend": {"dsm_generation.half_blend_percent": [0.5, 0.25]},
        "all": {
            "dataset.patch_size": [8, 16],
            "dataset.sliding_window.test_strip": [4, 16],
            "dsm_generation.pixel_size": [1, 0.5],
        },
    }.items():
        model = load(tmp_path, parts.level_network(0.0), **changes)
        done = reconstruct(model, cloud, tmp_path / f"{name}.tif", crs="EPSG:32631")
        rules = Rules.of(model.spec, 1.0, 0.0, -1)
        expected = math.prod(
            math.ceil(round((side - rules.patch[axis]) / rules.stride[axis], 6)) + 1
            for axis, side in enumerate((60, 48))
        )
        assert done.patches == expected
        heights, grid = rasters.read(tmp_path / f"{name}.tif"), rasters.grid_of(tmp_path / f"{name}.tif")
        assert (grid[2][1], -grid[2][5]) == rules.pixel
        assert heights.shape == (48 / rules.pixel[1], 60 / rules.pixel[0]) and np.isfinite(heights).all()
        rows, cols = (round(24 / rules.pixel[axis]) for axis in (1, 0))
        found[name] = heights[:: round(1 / rules.pixel[1]), :: round(1 / rules.pixel[0])]
        assert heights[: rows // 4].mean() - heights[-rows // 4 :].mean() == pytest.approx(9, abs=2.5)
        assert heights[:, -cols // 4 :].mean() - heights[:, : cols // 4].mean() == pytest.approx(20, abs=4)
    for heights in found.values():
        assert np.abs(heights - found["strip"]).mean() < 2.5


@pytest.mark.parametrize("sample_mode", ["bilinear", "nearest"])
def test_schedules_agree_on_rectangles(sample_mode):
    from roofline.models.clouds.height_search import fast_search, original_search

    torch.manual_seed(5)
    network = parts.level_network(sample_mode=sample_mode)
    for parameter in network.decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.6)
    rules = Rules.of(Card.from_json(parts.card(pixel_size=[0.5, 1.0], blend=[0.5, 0.25])), 1.0, 0.0, -1)
    with torch.inference_mode():
        planes = [torch.randn(2, 8, 16, 16)]
        found, other = fast_search(network, planes, rules), original_search(network, planes, rules)
    assert found.shape == other.shape == (2, 2, 16, 32)
    assert (torch.abs(found - other) < 1e-6).float().mean() > 0.995

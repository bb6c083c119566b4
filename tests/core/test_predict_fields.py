"""No tile pattern: in fields without structure, and on scenes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.predict import predict
from support.engine_parts import Detail, Keep, bundle, card, hills, make
from support.rasters import read


@pytest.mark.parametrize("field", ["constant", "ramp"])
@pytest.mark.parametrize(("network", "layout"), [(Keep, "even"), (Detail, "even"), (Keep, "shifted")])
def test_constant_and_linear_fields_show_no_tiles(tmp_path, field, network, layout):
    rows, cols = np.indices((300, 330))
    heights = np.full((300, 330), 123.456) if field == "constant" else 400 + 0.25 * cols - 0.125 * rows
    path = make(tmp_path / "a.tif", heights.astype(np.float32))
    tile = {**card()["tile"], "layout": layout, "blend": "taper" if layout == "even" else "linear"}
    predict(bundle(network(), tile=tile), [path], tmp_path / "b.tif", precision="float32")
    change = (read(tmp_path / "b.tif") - heights)[8:-8, 8:-8]
    np.testing.assert_allclose(change, np.median(change), atol=1e-4)


def seam_energy_ratio(values: np.ndarray, untiled: np.ndarray, lines: range) -> float:
    """Energy of steps across the given columns, tiled over untiled."""
    tiled, whole = (np.diff(v, axis=1)[:, [line - 1 for line in lines]] for v in (values, untiled))
    return float((tiled**2).sum() / (whole**2).sum())


def random_unet() -> torch.nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        return networks.build("resdepth", {"start_kernel": 8, "depth": 3, "bias_conv_layer": True})


FIXED_MEAN = {"kind": "mean-std", "mean": 60.0, "std": 5.0}


@pytest.mark.parametrize(
    ("network", "normalisation"),
    [(Detail, {"kind": "local-gsd"}), (random_unet, FIXED_MEAN)],
    ids=["detail", "unet"],
)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_random_networks_leave_no_seams_on_a_scene(tmp_path, network, normalisation, precision):
    """Steps across every column, and in the zones where tiles meet, have the energy of a single tile."""
    inputs = [{"role": "dsm", "bands": 1, "normalisation": normalisation}]
    tile = {"size": 192, "overlap": 64, "multiple": 8, "layout": "even", "blend": "taper"}
    model = bundle(network(), inputs=inputs, tile=tile)
    path = make(tmp_path / "a.tif", hills(512, 512))
    predict(model, [path], tmp_path / "tiled.tif", precision=precision)
    predict(model, [path], tmp_path / "whole.tif", precision=precision, tile_size=512)
    tiled, whole = read(tmp_path / "tiled.tif"), read(tmp_path / "whole.tif")
    for lines in (range(8, 504), range(128, 193), range(320, 385), range(144, 153)):
        assert seam_energy_ratio(tiled, whole, lines) == pytest.approx(1, abs=0.02)
        assert seam_energy_ratio(tiled.T, whole.T, lines) == pytest.approx(1, abs=0.02)


PUBLISHED = [("shifted", "linear", 96), ("stride", "cosine", 64), ("shifted", "taper", 64)]


@pytest.mark.parametrize(("layout", "blend", "own"), PUBLISHED)
@pytest.mark.parametrize("overlap", [32, 24])
def test_less_overlap_than_the_model_asks_for_leaves_no_seams(tmp_path, layout, blend, own, overlap):
    """In the layouts of published systems, whose tiles meet in zones of the chosen width."""
    inputs = [{"role": "dsm", "bands": 1, "normalisation": FIXED_MEAN}]
    tile = {"size": 192, "overlap": own, "multiple": 8, "layout": layout, "blend": blend}
    model = bundle(random_unet(), inputs=inputs, tile=tile)
    path = make(tmp_path / "a.tif", hills(512, 512))
    run = predict(model, [path], tmp_path / "tiled.tif", overlap=overlap, precision="float32")
    assert run.tiles == 9
    predict(model, [path], tmp_path / "whole.tif", tile_size=512, overlap=0, precision="float32")
    tiled, whole = read(tmp_path / "tiled.tif"), read(tmp_path / "whole.tif")
    meeting = [
        line for start in (192 - overlap, 2 * (192 - overlap)) for line in range(start, start + overlap)
    ]
    for lines in (range(8, 504), meeting):
        assert seam_energy_ratio(tiled, whole, lines) == pytest.approx(1, abs=0.02)
        assert seam_energy_ratio(tiled.T, whole.T, lines) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("layout", "blend", "own"), PUBLISHED)
@pytest.mark.parametrize("overlap", [0, 1, 31, 32])
def test_fields_stay_as_they_are_with_any_overlap(tmp_path, layout, blend, own, overlap):
    rows, cols = np.indices((300, 330))
    heights = (400 + 0.25 * cols - 0.125 * rows).astype(np.float32)
    tile = {"size": 192, "overlap": own, "multiple": 8, "layout": layout, "blend": blend}
    path = make(tmp_path / "a.tif", heights)
    predict(bundle(Keep(), tile=tile), [path], tmp_path / "b.tif", overlap=overlap, precision="float32")
    np.testing.assert_allclose(read(tmp_path / "b.tif"), heights, atol=1e-4)

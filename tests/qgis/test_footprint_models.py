"""Pix2pix footprint models through Processing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import networks
from support import rasters, weight_recipe


@pytest.mark.parametrize(("variant", "outputs"), [("footprint", 3), ("unet", 3), ("unet", 1)])
def test_red_of_the_picture_is_the_probability(qgis, tmp_path, rng, variant, outputs):
    import processing

    options = {"variant": variant, "output_channels": outputs, "width": 2}
    network = weight_recipe.filled(networks.build("pix2pix", options), variant)
    torch.save(network.state_dict(), tmp_path / "latest_net_G.pth")
    model = {"INPUT": str(tmp_path / "latest_net_G.pth"), "OUTPUT": str(tmp_path / "footprints.pt")}
    processing.run("roofline:importmodel", model)
    colours = rng.integers(0, 256, (3, 256, 256)).astype(np.uint8)
    image = rasters.write(tmp_path / "image.tif", colours, nodata=None)
    targets = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "PROBABILITY")}
    processing.run("roofline:buildingmask", {"IMAGERY": str(image), "MODEL": model["OUTPUT"], **targets})
    with torch.inference_mode():
        picture = network(torch.from_numpy(colours[None] / np.float32(127.5) - 1))[0, 0].numpy()
    level = 127.5 * (picture + 1)
    expected = np.clip((level - 40) / 215, 0, 1) if outputs == 3 else level / 255
    found = rasters.read(targets["PROBABILITY"])
    np.testing.assert_allclose(found, expected, atol=1e-4)
    clear = np.abs(expected - 0.5) > 1e-3
    np.testing.assert_array_equal(rasters.read(targets["OUTPUT"])[clear], (expected > 0.5)[clear])
    assert 0.005 < (expected > 0.5).mean() < 0.995

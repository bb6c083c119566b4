"""Pictures of a DSM and its NDVI side by side, for models that take two grey pictures, and for no others."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.modelfile.parts import Card
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import NO_GEOTRANSFORM
from roofline.models.surfaces.dsm_ndvi_pair import halves
from support import engine_parts, rasters

PICTURE = {"bands": 1, "grey": True, "normalisation": {"kind": "scale", "scale": 1 / 255}}
BOTH = [{"role": "dsm", **PICTURE}, {"role": "ndvi", **PICTURE}]


def card(inputs: list[dict], side: int = 64) -> Card:
    tile = {"size": side, "overlap": 0, "multiple": side}
    return Card.from_json(engine_parts.card(inputs=inputs, tile=tile))


@pytest.mark.parametrize("place", [rasters.GEOTRANSFORM, NO_GEOTRANSFORM])
def test_both_halves_lie_where_the_left_one_does(tmp_path, rng, place):
    """Also where a file says that it has no place: the right half lay elsewhere then."""
    values = rng.integers(0, 256, (64, 128)).astype(np.uint8)
    path = rasters.write(tmp_path / "both.tif", values, geotransform=place, nodata=None)
    found = halves(card(BOTH), path, tmp_path)
    for half, wanted in zip(found, (values[:, :64], values[:, 64:])):
        with Raster.open(half) as raster:
            np.testing.assert_array_equal(raster.read(raster.grid.window())[0], wanted)
            assert raster.grid.geotransform == place
    assert len(found) == 2


@pytest.mark.parametrize(
    ("inputs", "shape"), [(BOTH[:1], (64, 128)), (BOTH, (64, 127)), (BOTH, (128, 64))], ids=str
)
def test_other_models_and_other_sizes_take_a_raster_as_it_is(tmp_path, inputs, shape):
    path = rasters.write(tmp_path / "a.tif", np.zeros(shape, np.uint8), nodata=None)
    assert halves(card(inputs), path, tmp_path) == []

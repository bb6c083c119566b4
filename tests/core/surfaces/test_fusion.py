"""Several sets of guides for one surface."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.modelfile.parts import Card
from roofline.models.raster.grid import Window
from roofline.models.surfaces.fusion import predict_sets
from roofline.models.surfaces.guides import guide_sets
from support import engine_parts

SHAPE = (150, 170)


def scene(tmp_path, *levels):
    """A DSM, and one image per level; the network adds the image to the heights."""
    heights = engine_parts.hills(*SHAPE)
    dsm = engine_parts.make(tmp_path / "dsm.tif", heights)
    images = [
        str(engine_parts.make(tmp_path / f"image{index}.tif", np.full(SHAPE, level, np.float32)))
        for index, level in enumerate(levels)
    ]
    return dsm, heights, images


@pytest.fixture
def model():
    return engine_parts.bundle(engine_parts.Channel(1), engine_parts.image())


def bands(path):
    return np.atleast_3d(gdal.Open(str(path)).ReadAsArray().astype(np.float64).T).T


@pytest.mark.parametrize(
    ("fusion", "shifts"), [("mean", [3.0]), ("median", [2.0]), ("each", [1.0, 2.0, 6.0])]
)
def test_results_of_the_sets(tmp_path, model, fusion, shifts):
    dsm, heights, images = scene(tmp_path, 1, 2, 6)
    seen = []
    done = predict_sets(
        model,
        dsm,
        guide_sets(model.spec, images),
        tmp_path / "out.tif",
        fusion=fusion,
        progress=seen.append,
        tile_size=96,
    )
    gsd = 0.5
    result = bands(tmp_path / "out.tif")
    assert result.shape == (len(shifts), *SHAPE)
    for band, shift in zip(result, shifts):
        np.testing.assert_allclose(band, heights + shift * gsd, atol=2e-3)
    assert done.mean_absolute_change == pytest.approx(np.mean(shifts) * gsd, abs=2e-3)
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert not [name for name in engine_parts.leftovers(tmp_path) if name.startswith(".")]


def test_a_window_and_voids(tmp_path, model):
    dsm, heights, images = scene(tmp_path, 1, 3)
    holes = heights.copy()
    holes[60:64, 50:60] = -9999
    dsm = engine_parts.make(tmp_path / "holes.tif", holes, nodata=-9999)
    window = Window(40, 30, 90, 80)
    predict_sets(
        model, dsm, [[image] for image in images], tmp_path / "out.tif", window=window, fill_voids=False
    )
    result = bands(tmp_path / "out.tif")[0]
    expected = holes[30:110, 40:130] + 1.0
    void = holes[30:110, 40:130] == -9999
    assert (result[void] == -9999).all() and void.sum() == 40
    np.testing.assert_allclose(result[~void], expected[~void], atol=2e-3)


def test_sets_that_do_not_fit(tmp_path, model):
    card = model.card
    with pytest.raises(RooflineError, match="needs a guide raster"):
        guide_sets(Card.from_json(card), [])
    stereo = {**card, "inputs": [*card["inputs"], card["inputs"][1]]}
    assert guide_sets(Card.from_json(stereo), ["a", "b", "c", "d"]) == [["a", "b"], ["c", "d"]]
    with pytest.raises(RooflineError, match="takes 2 guide rasters, 3 given"):
        guide_sets(Card.from_json(stereo), ["a", "b", "c"])
    with pytest.raises(RooflineError, match="works on the DSM alone"):
        guide_sets(Card.from_json({**card, "inputs": card["inputs"][:1]}), ["a"])


def test_an_output_in_the_place_of_a_guide(tmp_path, model):
    dsm, _, images = scene(tmp_path, 1, 2)
    with pytest.raises(RooflineError, match="same name"):
        predict_sets(model, dsm, [[image] for image in images], images[1])
    with pytest.raises(RooflineError, match="fusion 'sum' is unknown"):
        predict_sets(model, dsm, [[image] for image in images], tmp_path / "out.tif", fusion="sum")


def test_cancelling_leaves_nothing(tmp_path, model):
    dsm, _, images = scene(tmp_path, 1, 2)
    before = set(tmp_path.iterdir())
    answers = iter([False] * 5)
    with pytest.raises(Cancelled):
        predict_sets(
            model,
            dsm,
            [[image] for image in images],
            tmp_path / "out.tif",
            cancelled=lambda: next(answers, True),
        )
    assert set(tmp_path.iterdir()) == before

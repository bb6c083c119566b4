"""A refiner that takes buildings: polygons or a mask, with guides and without, given or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from roofline.models import bundle
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.raster.grid import Window
from roofline.models.raster.shapes import Vector
from roofline.models.surfaces import fusion
from roofline.models.surfaces.guides import guide_sets
from support import engine_parts, toy_models
from support.rasters import read, town, write

BUILDINGS = {"role": "buildings", "normalisation": {"kind": "scale", "scale": 1.0, "offset": 0.0}}
RISE = 5.0  # metres: 10 GSD of 0.5 m


def houses(*boxes: tuple[float, float, float, float], **more: str) -> Vector:
    """Boxes in metres from the raster's upper left corner, y downwards."""
    shapes = []
    for left, top, right, bottom in boxes:
        text = "POLYGON(({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))"
        text = text.format(500000 + left, 5000000 - top, 500000 + right, 5000000 - bottom)
        shapes.append(bytes(ogr.CreateGeometryFromWkt(text).ExportToWkb()))
    return Vector(lambda extent: shapes, **more)


@pytest.fixture
def model(tmp_path: Path) -> bundle.ModelBundle:
    return bundle.load(toy_models.raising_model(tmp_path / "raise.pt"))


def test_polygons_and_masks_reach_the_network_alike(model, tmp_path):
    heights = town((150, 170))
    dsm = write(tmp_path / "dsm.tif", heights)
    shares = np.zeros(heights.shape, np.float32)
    shares[20:60, 30:91] = 1
    shares[20:60, 90] = 0.5
    mask = write(tmp_path / "plan.tif", shares, nodata=None)
    for name, given in (("shapes", houses((15, 10, 45.25, 30))), ("mask", mask)):
        done = predict(model, [dsm, given], tmp_path / f"{name}.tif", precision="float32")
        np.testing.assert_allclose(read(tmp_path / f"{name}.tif") - heights, RISE * shares, atol=2e-3)
        assert done.tiles > 4


def test_a_part_of_the_surface_has_its_own_buildings(model, tmp_path):
    heights = town((150, 170))
    dsm = write(tmp_path / "dsm.tif", heights)
    window = Window(40, 30, 70, 66)
    predict(model, [dsm, houses((15, 10, 45, 30))], tmp_path / "out.tif", window=window, precision="float32")
    rise = read(tmp_path / "out.tif") - heights[30:96, 40:110]
    assert rise[:29, :49] == pytest.approx(RISE, abs=2e-3)
    assert np.abs(rise[31:]).max() < 2e-3 and np.abs(rise[:, 51:]).max() < 2e-3


@pytest.mark.parametrize(("house", "nodata"), [(0, None), (255, 255), (255, None)])
def test_a_mask_without_buildings_is_said(model, tmp_path, caplog, house, nodata):
    """255 may be its nodata value by mistake: its buildings are void then, and nothing is raised."""
    dsm = write(tmp_path / "dsm.tif", town((150, 170)))
    plan = np.zeros((150, 170), np.uint8)
    plan[20:60, 30:91] = house
    predict(model, [dsm, write(tmp_path / "plan.tif", plan, nodata=nodata)], tmp_path / "out.tif")
    is_bare = house == 0 or nodata is not None
    assert (
        "plan.tif: no pixel of a building lies on the surface, which is refined" in caplog.text
    ) == is_bare
    assert ("plan.tif has no buildings, but declares 255 as its nodata" in caplog.text) == bool(nodata)


class Sum(engine_parts.Channel):
    """Heights plus the guide's channel plus that of the buildings."""

    def forward(self, x):
        return x[:, :1] + x[:, 1:2] + x[:, 2:3]


def test_each_set_of_guides_gets_the_buildings(tmp_path):
    made = engine_parts.bundle(Sum(1), engine_parts.image(), BUILDINGS)
    heights = town((100, 90))
    dsm = write(tmp_path / "dsm.tif", heights)
    guides = [str(write(tmp_path / f"{k}.tif", np.full_like(heights, k), nodata=None)) for k in (1, 3)]
    given = houses((10, 10, 30, 20))
    sets = guide_sets(made.spec, guides)
    fusion.predict_sets(made, dsm, sets, tmp_path / "out.tif", buildings=given, precision="float32")
    rise = (read(tmp_path / "out.tif") - heights) / 0.5  # in GSD
    assert rise[30, 40] == pytest.approx(2 + 1, abs=4e-3)
    assert rise[5, 5] == pytest.approx(2, abs=4e-3)


def test_a_model_without_buildings_refuses_them(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path / "installed"))
    (tmp_path / "installed").mkdir()
    monkeypatch.setattr("roofline.models.modelfile.store.BUNDLED", tmp_path / "none")
    made = engine_parts.bundle(engine_parts.Keep())
    dsm = write(tmp_path / "dsm.tif", town())
    with pytest.raises(RooflineError) as refused:
        fusion.predict_sets(made, dsm, [[]], tmp_path / "out.tif", buildings=houses((1, 1, 9, 9)))
    assert str(refused.value) == (
        "Model test takes no buildings, nor does any other installed model: leave BUILDINGS empty, or give "
        "the model file of one that takes them as MODEL."
    )
    toy_models.raising_model(tmp_path / "installed" / "mine.pt")
    with pytest.raises(RooflineError, match=r"choose a MODEL that takes them \(mine\)\.$"):
        fusion.predict_sets(made, dsm, [[]], tmp_path / "out.tif", buildings=houses((1, 1, 9, 9)))
    assert not (tmp_path / "out.tif").exists()


def test_polygons_are_neither_the_surface_nor_an_image(model, tmp_path):
    with pytest.raises(RooflineError, match="has polygons; give a raster"):
        predict(model, [houses((1, 1, 9, 9), name="plan"), houses((1, 1, 9, 9))], tmp_path / "out.tif")


def test_the_file_of_the_polygons_is_not_replaced(model, tmp_path):
    dsm = write(tmp_path / "dsm.tif", town())
    plan = tmp_path / "plan.tif"
    plan.write_text("kept")
    with pytest.raises(RooflineError, match="same name as another file"):
        predict(model, [dsm, houses((1, 1, 9, 9), file=str(plan))], plan)
    assert plan.read_text() == "kept"

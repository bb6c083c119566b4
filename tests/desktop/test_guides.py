"""The desktop's actions with models that take images beside the selected layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import desktop_runs, rasters, toy_models

pytestmark = desktop_runs.needs_desktop
SHAPE = (150, 170)
NO_LAYER = (
    "This model also takes a raster of the same place (Image, bands: 1), and the project has none: add one, "
    "or choose another model."
)


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> dict:
    """What a session of QGIS with two DSMs and some images reports."""
    folder = tmp_path_factory.mktemp("guides")
    models = folder / "models"
    models.mkdir()
    heights = rasters.town(SHAPE)
    rng = np.random.default_rng(1)
    grey, colour = rng.integers(0, 255, SHAPE, np.uint8), rng.integers(0, 255, (3, *SHAPE), np.uint8)
    rasters.write(folder / "dsm.tif", heights)
    rasters.write(folder / "second.tif", heights + 1)
    rasters.write(folder / "grey.tif", grey, nodata=None)
    rasters.write(folder / "ortho.tif", colour, nodata=None)
    rasters.write(folder / "far.tif", colour, geotransform=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0), nodata=None)
    toy_models.shifting_model(models / "two.pt", guides=2)
    toy_models.shifting_model(models / "needs.pt", guides=1)
    toy_models.finding_model(models, "both", ("dsm", "image"))
    toy_models.finding_model(models, "heights", ("dsm",))
    toy_models.raising_model(models / "raise.pt", optional=True)
    (models / "broken.pt").write_bytes(b"nothing of any use")
    script = Path(__file__).with_name("guides_session.py")
    report = desktop_runs.report(folder, script, ROOFLINE_MODELS=str(models))
    assert "error" not in report, report["error"]
    return report


def test_without_an_image_in_the_project_it_says_so(session):
    assert session["no image"] == ["needs", [], NO_LAYER, False]
    assert session["no image, another model"] == ["refine-geometry", [], "", True]


def test_a_title_that_the_box_cuts_stands_below_it(session):
    shown, tip, below = session["long title"]
    assert shown == tip == below and shown.endswith("if there are any")
    shown, tip, below = session["short title"]
    assert shown == tip and below is False


def test_a_box_for_each_image_that_the_model_takes(session):
    image = ["Image", ["Without", "far", "grey", "ortho"], "ortho"]
    buildings = ["Buildings", ["Without", "grey"], "Without"]
    assert session["one image"] == ["refine-guided", [image, buildings], "", True]
    name, two, problem, possible = session["two images"]
    assert (name, problem, possible) == ("two", "", False)  # takes images of one band: there is one
    grey = ["Choose a layer", "grey"]
    assert two == [["Image 1", grey, "grey"], ["Image 2", grey, "Choose a layer"]]
    assert session["none chosen"] is False


def test_a_file_that_is_no_model(session):
    _, shown, problem, possible = session["broken file"]
    assert shown == [] and "broken.pt" in problem and possible is False
    asked, ((said),) = session["broken default"]
    assert asked is False and "broken.pt" in said and said.count(".") == 2


def test_all_selected_layers_are_refined_with_the_chosen_image(session):
    names, messages = session["refined"]
    assert {"dsm refined", "second refined"} <= set(names)
    assert len(messages) == 1 and "“dsm refined”" in messages[0] and "“second refined”" in messages[0]
    heights = session["rasters"]
    np.testing.assert_allclose(heights["refined"], heights["expected"], atol=0.01)
    assert np.abs(np.subtract(heights["refined"], heights["input"])).max() > 0.01


def test_layers_are_remembered_in_the_session(session):
    assert session["remembered"][0][2] == "grey"


def test_the_preview_asks_alike_and_the_whole_layer_follows(session):
    assert session["before a preview"][0][::2] == ["Image", "grey"]
    assert session["preview"][0].startswith("Preview of “Old town 202…econd flight”")
    assert session["asked again"] is False and "made in" in session["whole"][0][0]
    heights = session["rasters"]
    np.testing.assert_allclose(heights["whole"], heights["expected"], atol=0.01)


def test_the_arrow_at_the_button_asks_although_a_model_is_settled(session):
    assert session["arrow"] == ["Refine DSM with…"]
    model, shown, _, possible = session["with"]
    assert model == "refine-guided" and shown[0][2] == "grey" and possible
    asked, messages = session["one click"]
    assert asked is False and "made in" in messages[0]


def test_a_building_mask_of_heights_and_an_image(session):
    model, ((label, layers, chosen),), problem, possible = session["mask"]
    assert (model, label, chosen, problem, possible) == ("both", "Image", "grey", "", True)
    assert "second refined" in layers and not {"dsm", "ortho", "second refined: shading"} & set(layers)
    assert session["masked"][0] is True and "made in" in session["masked"][1][0]
    ((label, layers, chosen),) = session["mask of an image"]
    assert label == "DSM" and {"grey", chosen} <= set(layers)
    assert chosen.startswith(("dsm", "Old town", "second"))


def test_polygons_over_the_same_place_are_chosen_already(session):
    ((label, layers, chosen),) = session["houses"]
    assert (label, chosen) == ("Buildings", "houses") and "Without" in layers
    assert "ortho" not in layers
    assert [box[::2] for box in session["houses before a preview"]] == [["Buildings", "houses"]]
    assert session["without houses"] == [{"MODEL": "raise"}, True]
    rise = np.subtract(session["raised"], session["not raised"]).reshape(15, 17)  # every tenth pixel
    wanted = np.zeros((15, 17))
    wanted[4:10, 2:8] = 5  # metres, from 20 m to 50 m down, 10 m to 40 m across
    np.testing.assert_allclose(rise, wanted, atol=0.05)


def test_unloading_closes_the_window(session):
    assert session["unloaded"] == [True, []] and session["log"] == []

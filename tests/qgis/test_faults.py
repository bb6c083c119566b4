"""Values that cannot be, of every kind of parameter: one sentence that says what to give instead."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from support import rasters, toy_models

QGIS_BEGINS = "Unable to execute algorithm\n"  # where a value is refused before the run


@pytest.fixture
def folder(qgis, tmp_path, monkeypatch):
    """Rasters, files that are none, and models; none of them may change."""
    heights = rasters.town()
    rasters.write(tmp_path / "dsm.tif", heights)
    rasters.write(tmp_path / "void.tif", np.full_like(heights, np.nan))
    rasters.write(tmp_path / "turned.tif", heights, geotransform=(500000, 0.3, 0.4, 5000000, 0.4, -0.3))
    rasters.write(tmp_path / "flat.tif", heights, geotransform=(500000, 0, 0, 5000000, 0, 0))
    rasters.write(tmp_path / "polar.tif", heights, epsg=3031, geotransform=(0, 0.5, 0, 0, 0, -0.5))
    rasters.write(tmp_path / "mask.tif", np.zeros((2, 64, 64), np.uint8), nodata=None)
    (tmp_path / "empty.tif").touch()
    (tmp_path / "text.tif").write_text("no raster")
    (tmp_path / "points.xyz").write_text("500000 5000000 7\n500001 5000001 8\n")
    (tmp_path / "folder.d").mkdir()
    toy_models.shifting_model(tmp_path / "shift.pt")
    toy_models.finding_model(tmp_path, "find", ("dsm",))
    return tmp_path


CASES = {
    "evaluatedsm": [
        ({"INPUT": "empty.tif"}, "empty.tif cannot be read as a raster: check that the file"),
        ({"INPUT": "gone.tif"}, "gone.tif cannot be read as a raster: check that the file"),
        ({"INPUT": "folder.d"}, "folder.d is a folder; choose a file in it."),
        ({"INPUT": "  "}, "INPUT is missing: give a raster layer or the path of a file"),
        ({"REPORT": "stra\udcdfe"}, "REPORT has characters that no text can have: type it anew"),
        ({"INPUT": "void.tif"}, "No pixel can be compared: check that"),
        ({"INPUT": "flat.tif"}, "flat.tif has no valid pixel size; assign"),
        ({"REFERENCE": "flat.tif"}, "flat.tif has a degenerate geotransform; assign"),
        ({"REFERENCE": "polar.tif"}, "polar.tif does not overlap the input raster; choose"),
        ({"BUILDING_MASK": "text.tif"}, "text.tif cannot be read as a raster: check that the file"),
        ({"BUILDING_MASK": "mask.tif"}, "mask.tif has 2 bands; a mask has one, so extract it first"),
        ({"VALID_MASK": "mask.tif"}, "mask.tif has 2 bands; a mask has one, so extract it first"),
        ({"INPUT": ["dsm.tif"]}, "give a raster layer or the path of a file"),
        ({"BASELINE": {"a": 1}}, "BASELINE is a value of an unknown kind: give a raster layer"),
    ],
    "buildingmask": [
        ({"DSM": None}, "Nothing to look at: give a DSM"),
        ({"DSM": None, "IMAGERY": "dsm.tif"}, "takes DSM, but IMAGERY was given; give what it takes"),
        ({"DSM": "void.tif"}, "void.tif has no valid heights here; check"),
        ({"MODEL": "shift.pt"}, "Model shift is not made for this: run it with roofline:refinedsm"),
        ({"MODEL": "text.tif"}, "text.tif is not a Roofline model"),
        ({"OUTPUT": "dsm.tif"}, "same name as another file of the run; choose another name"),
        ({"OUTPUT": "gone/out.tif"}, "gone does not exist; create it or choose another"),
        ({"THRESHOLD": 2}, "THRESHOLD is 2: give a number of at most 1"),
        ({"DEVICE": "gpu"}, "DEVICE is gpu: choose one of auto, cpu"),
    ],
    "reconstructdsm": [
        ({"POINTS": "empty.tif"}, "empty.tif is no known point cloud; use LAS"),
        ({"POINTS": "gone.xyz"}, "gone.xyz does not exist; choose another file"),
        ({"POINTS": "folder.d"}, "folder.d is a folder; choose a file in it."),
        ({"MODEL": "find.pt"}, "Model find is not made for this: run it with roofline:buildingmask"),
        ({"GUIDES": ["dsm.tif"]}, "Gridding takes no guides: leave GUIDES empty"),
        ({"GUIDES": ["gone.tif"]}, "gone.tif cannot be read as a raster: check that the file"),
        ({"OUTPUT": "points.xyz"}, "same name as another file of the run; choose another name"),
    ],
    "synthesizeimagery": [
        ({"INPUT": "dsm.tif"}, "Model find is not made for this: run it with"),
        ({"INPUT": "text.tif"}, "text.tif cannot be read as a raster: check that the file"),
        ({"MODEL": "", "INPUT": "dsm.tif"}, "dsm.tif has one band; the model takes 2 (roads, buildings)"),
        ({"EXTENT": "here"}, "EXTENT is here: give xmin,xmax,ymin,ymax"),
        ({"EXTENT": "0,9,0,9 [EPSG:99999]"}, "EXTENT is 0,9,0,9 [EPSG:99999], whose CRS is not known: give"),
        ({"EXTENT": "0,9,0,9 [somewhere]"}, "EXTENT is 0,9,0,9 [somewhere], whose CRS is not known: give"),
        ({"EXTENT": "0,0,0,0"}, "EXTENT is 0,0,0,0, which has no area: give xmin,xmax,ymin,ymax"),
        ({"EXTENT": "3,3,0,9 [EPSG:32631]"}, "which has no area: give xmin,xmax,ymin,ymax [CRS], or a layer"),
        ({"EXTENT": "500000,500010,0,9 [EPSG:4326]"}, "EXTENT is 500000,500010,0,9 [EPSG:4326]: give xmin"),
        ({"EXTENT": [1, 2, 3, 4]}, "EXTENT is 1, 2, 3, 4: give xmin,xmax,ymin,ymax"),
    ],
    "simulatecity": [({"EXTENT": "0,1e308,0,1e308"}, "is too large: stay within 4096 a side")],
    "composemask": [
        ({"BUILDINGS": None}, "There is nothing to compose: choose roads"),
        ({"BUILDINGS": "gone.gpkg"}, "gone.gpkg cannot be read as a layer: check that the file"),
        ({"BUILDINGS": "empty.tif"}, "empty.tif cannot be read as a layer: check that the file"),
        ({"OUTPUT": "mask.tif"}, "same name as another file of the run; choose another name"),
        ({"ROAD_WIDTH": -2}, "ROAD_WIDTH is -2: give a number of at least 0.01"),
        ({"PIXEL_SIZE": "small"}, "PIXEL_SIZE is small: give a number"),
    ],
}
SOUND = {
    "simulatecity": {"STEREO": "out.tif"},
    "evaluatedsm": {"INPUT": "dsm.tif", "REFERENCE": "dsm.tif"},
    "buildingmask": {"DSM": "dsm.tif", "MODEL": "find.pt", "OUTPUT": "out.tif"},
    "reconstructdsm": {"POINTS": "points.xyz", "OUTPUT": "out.tif"},
    "synthesizeimagery": {"INPUT": "mask.tif", "MODEL": "find.pt", "OUTPUT": "out.tif"},
    "composemask": {"BUILDINGS": "mask.tif", "OUTPUT": "out.tif"},
}


def placed(folder, value):
    """Names of files as paths in the folder."""
    if isinstance(value, list):
        return [placed(folder, one) for one in value]
    return str(folder / value) if isinstance(value, str) and "." in value else value


@pytest.mark.parametrize(("name", "number"), [(name, k) for name in CASES for k in range(len(CASES[name]))])
def test_what_cannot_be_is_one_sentence(folder, name, number):
    import processing
    from qgis.core import QgsProcessingException

    given, words = CASES[name][number]
    parameters = {key: placed(folder, value) for key, value in {**SOUND[name], **given}.items()}
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(f"roofline:{name}", parameters)
    message = str(caught.value).replace(QGIS_BEGINS, "")
    assert words in message and "\n" not in message and message.endswith(".")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("expression", "words"),
    [("64+", "PIXEL_SIZE is 64+: give a number"), ("'a'", "PIXEL_SIZE is a: give a number"), ("1 + 1", "")],
)
def test_an_expression_that_gives_no_number_is_not_the_default(qgis, expression, words):
    from qgis.core import QgsProcessingContext, QgsProperty
    from roofline.algorithms.common.parameter_errors import fault

    algorithm = qgis.processingRegistry().algorithmById("roofline:composemask").create()
    definition = algorithm.parameterDefinition("PIXEL_SIZE")
    assert words in fault(definition, QgsProperty.fromExpression(expression), QgsProcessingContext())
    assert words or not fault(definition, QgsProperty.fromExpression(expression), QgsProcessingContext())


def test_a_layer_of_another_kind(folder):
    import processing
    from qgis.core import QgsProcessingException, QgsVectorLayer

    houses = QgsVectorLayer("Polygon?crs=EPSG:32631", "houses", "memory")
    with pytest.raises(QgsProcessingException, match="houses is no raster layer: choose one for REFERENCE"):
        processing.run("roofline:evaluatedsm", {"INPUT": placed(folder, "dsm.tif"), "REFERENCE": houses})


def test_turned_rasters_are_none_of_them(folder):
    import processing

    dsm, turned = placed(folder, ["dsm.tif", "turned.tif"])
    for given in ({"INPUT": dsm, "REFERENCE": turned}, {"INPUT": turned, "REFERENCE": dsm}):
        assert processing.run("roofline:evaluatedsm", given)["MAE"] > 0


def test_a_run_says_the_same_thing_once(qgis):
    """What is opened for each step of a run has said it before; the next run says it anew."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback
    from roofline.algorithms.common.bridge import core_run

    logger = logging.getLogger("roofline.models.raster.bands")
    for _ in range(2):
        feedback = QgsProcessingFeedback(False)
        with core_run(QgsProcessingContext(), feedback):
            for name in ("a.tif", "b.tif", "a.tif"):
                logger.info("%s is read as the colours of its palette.", name)
        said = "a.tif is read as the colours of its palette."
        assert feedback.textLog().splitlines() == [said, said.replace("a.tif", "b.tif")]

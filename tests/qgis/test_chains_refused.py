"""Chains that cannot go on: what is said before the first step, and what stays of steps that had ended."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from support import cloud_parts, las_parts, rasters, toy_models
from support.chain_parts import GRID, failure

HERE = (500000.0, 1.0, 0.0, 5000060.0, 0.0, -1.0)  # where the cloud lies


def test_a_failing_step_says_why(qgis, tmp_path):
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town((150, 170)), geotransform=GRID)
    given = {"INPUT": str(dsm), "MODEL": "no-such-model", "BUILDING_MASK": str(tmp_path / "mask.tif")}
    said = failure("dsmtobuildingmask", given)
    assert "before running Refine DSM" in said and "neither a file nor an installed model" in said
    assert not (tmp_path / "mask.tif").exists()


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("refineandevaluate", {"REFERENCE": "far"}, "far.tif does not overlap the input raster"),
        ("refineandevaluate", {"REFERENCE": "pair"}, "pair.tif has 2 bands; a DSM has one"),
        ("refineandevaluate", {"REFERENCE": "dsm", "BUILDING_MASK": "dsm"}, "dsm.tif"),
        ("dsmtobuildingmask", {"IMAGERY": "far", "MASK_MODEL": ""}, "far.tif does not overlap"),
        ("dsmtofootprints", {"DTM": "far"}, "far.tif does not overlap the input raster"),
    ],
)
def test_what_later_steps_cannot_take_is_told_before_the_first(qgis, models, tmp_path, name, given, said):
    """Refining a surface in vain takes hours."""
    heights = rasters.town()
    rasters.write(tmp_path / "dsm.tif", heights, geotransform=GRID)
    rasters.write(tmp_path / "far.tif", heights, geotransform=(900000, *GRID[1:]))
    rasters.write(tmp_path / "pair.tif", np.stack([heights, heights]), geotransform=GRID)
    paths = {key: str(tmp_path / f"{each}.tif") if each else "" for key, each in given.items()}
    outputs = {"REFINED_DSM": str(tmp_path / "refined.tif")}
    outputs |= {} if name == "refineandevaluate" else {"MASK_MODEL": str(models["MASK_MODEL"])}
    outputs |= {"FOOTPRINTS": str(tmp_path / "f.gpkg")} if name == "dsmtofootprints" else {}
    outputs |= {"BUILDING_MASK": str(tmp_path / "m.tif")} if name == "dsmtobuildingmask" else {}
    parameters = {"INPUT": str(tmp_path / "dsm.tif"), "MODEL": str(models["MODEL"]), **outputs, **paths}
    told = failure(name, parameters)
    assert said in told and "Pixel size" not in told and not (tmp_path / "refined.tif").exists()


@pytest.fixture
def cloud(tmp_path):
    """Points whose header says where they lie, as programs write it."""
    return las_parts.write(tmp_path / "cloud.las", cloud_parts.town(), bounds=True)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("pointcloudtofootprints", {"DTM": "far"}, "far.tif does not overlap the input raster"),
        ("pointcloudtofootprints", {"DTM": "pair"}, "pair.tif has 2 bands"),
        ("pointcloudtobuildingmask", {"BUILDINGS": "far", "MODEL": "buildings"}, "as heights have"),
        ("pointcloudtobuildingmask", {"BUILDINGS": "polygons", "MODEL": "buildings"}, "does not overlap the"),
        ("pointcloudtobuildingmask", {"BUILDINGS": "mask"}, "Model shift takes no buildings"),
        ("pointcloudtobuildingmask", {"REFINE_GUIDES": "far", "MODEL": "refine-guided"}, "does not overlap"),
        ("pointcloudtobuildingmask", {"REFINE_GUIDES": "image"}, "works on the DSM alone"),
        ("pointcloudtobuildingmask", {"REFINE_GUIDES": "image", "MODEL": ""}, "works on the DSM alone"),
        ("pointcloudtobuildingmask", {"MODEL": "guided"}, "needs a guide raster"),
        ("pointcloudtobuildingmask", {"MASK_MODEL": "buildings-imagery"}, "takes IMAGERY"),
        ("dsmtobuildingmask", {"MASK_MODEL": "buildings-imagery"}, "takes IMAGERY"),
    ],
)
def test_what_later_steps_cannot_take_is_told_before_points_are_sorted(
    qgis, models, cloud, tmp_path, name, given, said
):
    """Making a surface and refining it in vain takes hours."""
    heights = rasters.town()
    layers = {
        "far": rasters.write(tmp_path / "far.tif", heights, geotransform=(900000, *HERE[1:])),
        "pair": rasters.write(tmp_path / "pair.tif", np.stack([heights, heights]), geotransform=HERE),
        "image": rasters.write(
            tmp_path / "image.tif", np.full(heights.shape, 9, np.uint8), geotransform=HERE
        ),
        "mask": rasters.write(
            tmp_path / "mask.tif", (heights > 50).astype(np.uint8), geotransform=HERE, nodata=None
        ),
        "polygons": tmp_path / "polygons.geojson",  # at Greenwich and the equator
        "guided": toy_models.shifting_model(tmp_path / "guided.pt", 1.0, guides=1),
        "buildings": toy_models.raising_model(tmp_path / "buildings.pt"),
    }
    corners = [[[0, 0], [0, 1], [1, 1], [0, 0]]]
    layers["polygons"].write_text(json.dumps({"type": "Polygon", "coordinates": corners}))
    asked = {key: str(layers.get(each, each)) for key, each in given.items()}
    if "REFINE_GUIDES" in asked:
        asked["REFINE_GUIDES"] = [asked["REFINE_GUIDES"]]
    dsm = rasters.write(tmp_path / "dsm.tif", heights, geotransform=HERE)
    source = {"INPUT": str(dsm)} if name.startswith("dsm") else {"POINTS": str(cloud), "CRS": "EPSG:32631"}
    target = "FOOTPRINTS" if "footprints" in name else "BUILDING_MASK"
    outputs = {target: str(tmp_path / f"out.{'gpkg' if target == 'FOOTPRINTS' else 'tif'}")}
    told = failure(name, {**source, **{key: str(path) for key, path in models.items()}, **outputs, **asked})
    assert said in told and "points," not in told and "Pixel size" not in told
    assert not [*tmp_path.glob("out.*")]


def test_an_image_that_no_model_takes_may_lie_anywhere(qgis, models, tmp_path):
    import processing

    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town(), geotransform=GRID)
    far = rasters.write(tmp_path / "far.tif", rasters.town(), geotransform=(900000, *GRID[1:]))
    given = {"INPUT": str(dsm), "IMAGERY": str(far), "BUILDING_MASK": str(tmp_path / "mask.tif")}
    given |= {name: str(path) for name, path in models.items()}
    assert Path(processing.run("roofline:dsmtobuildingmask", given)["BUILDING_MASK"]).is_file()


@pytest.mark.parametrize("ending", ["failure", "cancel", "cancel at once"])
def test_what_earlier_steps_have_finished_stays_and_is_said(qgis, models, tmp_path, ending):
    """It is whole and may have taken hours; what was there before and is no part of it is not named."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    said = []

    class Feedback(QgsProcessingFeedback):
        def pushInfo(self, info):
            said.append(info)

        def pushWarning(self, warning):
            said.append(warning)
            if ending == "cancel" and "declares no nodata" in warning:  # the evaluation's first words
                self.cancel()

    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town(), geotransform=GRID)
    heights, nodata = rasters.town(), None
    heights[:8] = -9999
    if ending == "failure":  # that no pixel can be compared turns out when all have been read
        heights[:], nodata = -9999, -9999
    lidar = rasters.write(tmp_path / "lidar.tif", heights, geotransform=GRID, nodata=nodata)
    (tmp_path / "report.html").write_text("of another day")
    refined = tmp_path / "refined.tif"
    given = {"INPUT": str(dsm), "REFERENCE": str(lidar), "MODEL": str(models["MODEL"])}
    given |= {"REFINED_DSM": str(refined), "REPORT": str(tmp_path / "report.html")}
    feedback = Feedback(False)
    if ending == "cancel at once":
        feedback.cancel()
    with pytest.raises(QgsProcessingException) if ending == "failure" else nullcontext():
        processing.run("roofline:refineandevaluate", given, feedback=feedback)
    kept = [f"REFINED_DSM was finished before that and stays: {refined}"]
    assert [text for text in said if "was finished" in text] == ([] if "once" in ending else kept)
    assert said.count("Cancelled: nothing was written.") == ("once" in ending)
    assert refined.exists() == ("once" not in ending)
    assert refined.exists() is False or np.isfinite(rasters.read(refined)).all()
    assert (tmp_path / "report.html").read_text() == "of another day"

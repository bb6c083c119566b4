"""Train DSM refiner through Processing: a first user's path, refusals, cancelling, resuming, model chains."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from roofline.models import bundle
from roofline.models.modelfile.optional import without_roles
from support import rasters


@pytest.fixture(scope="module")
def town(qgis, tmp_path_factory):
    """A simulated surface and its truth."""
    import processing

    folder = tmp_path_factory.mktemp("town")
    paths = {name: str(folder / f"{name}.tif") for name in ("TRUTH", "STEREO")}
    size = {"WIDTH": 192, "HEIGHT": 160, "SEED": 3}
    processing.run("roofline:simulatecity", {**size, **paths})
    return paths


SHORT = {"EPOCHS": 1, "SAMPLES": 4, "TILE_SIZE": 64, "BATCH_SIZE": 2, "PRECISION": "float32"}


def test_two_rasters_are_enough(run, town, tmp_path):
    """Dialog defaults give a model that Refine DSM runs; it is better on parts that it has not seen too."""
    trained = run(
        "traindsmrefiner",
        INPUT=town["STEREO"],
        REFERENCE=town["TRUTH"],
        OUTPUT=str(tmp_path / "mine.pt"),
        REPORT=str(tmp_path / "report.html"),
    )
    assert trained["MAE"] < trained["MAE_BEFORE"]
    refined = run(
        "refinedsm", INPUT=town["STEREO"], MODEL=trained["OUTPUT"], OUTPUT=str(tmp_path / "refined.tif")
    )
    known = np.isfinite(rasters.read(town["STEREO"]))
    before, after = (
        np.abs(rasters.read(path) - rasters.read(town["TRUTH"]))[known].mean()
        for path in (town["STEREO"], refined["OUTPUT"])
    )
    assert after < 0.8 * before
    page = (tmp_path / "report.html").read_text()
    assert "Loss curves" in page and "data:image/png;base64," in page
    card = bundle.read_card(trained["OUTPUT"])
    assert card["name"] == "mine" and card["provenance"]["licence"] == "unknown"
    assert card["provenance"]["metrics"]["validation, this model"]["MAE"] == pytest.approx(
        trained["MAE"], abs=1e-3
    )
    assert (tmp_path / "mine-training" / "log.csv").is_file()


def test_a_reference_alone(run, town, tmp_path):
    trained = run("traindsmrefiner", REFERENCE=town["TRUTH"], OUTPUT=str(tmp_path / "m.pt"), **SHORT)
    assert set(trained) == {"OUTPUT", "LOGS", "MAE", "MAE_BEFORE"}
    assert any("simulated" in text for text in bundle.read_card(trained["OUTPUT"])["provenance"]["limits"])


def test_configuration_and_resdepth_folder(run, town, tmp_path):
    """Several places from a file, a small ResDepth network, its own folder, and back by Import model."""
    dataset = {"raster_in": town["STEREO"], "raster_gt": town["TRUTH"]}
    config = {
        "datasets": [
            {**dataset, "area_type": "train", "allocation_strategy": "entire"},
            {**dataset, "area_type": "val", "allocation_strategy": "entire"},
        ],
        "model": {"architecture": "resdepth", "input_channels": "geom", "depth": 2, "start_kernel": 4},
        "training_settings": {"tile_size": 64, "batch_size": 2, "n_epochs": 5, "n_training_samples": 4},
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    trained = run(
        "traindsmrefiner",
        CONFIG=str(path),
        EPOCHS=1,
        OUTPUT=str(tmp_path / "m.pt"),
        RESDEPTH=str(tmp_path / "folder"),
        LICENCE="CC0-1.0",
    )
    card = bundle.read_card(trained["OUTPUT"])
    assert (card["network"]["family"], card["provenance"]["licence"]) == ("resdepth", "CC0-1.0")
    best = tmp_path / "folder" / "checkpoints" / "Model_best.pth"
    back = run("importmodel", INPUT=str(best), OUTPUT=str(tmp_path / "back.pt"))
    outputs = [
        rasters.read(
            run("refinedsm", INPUT=town["STEREO"], MODEL=model, OUTPUT=str(tmp_path / f"{k}.tif"))["OUTPUT"]
        )
        for k, model in enumerate((trained["OUTPUT"], back["OUTPUT"]))
    ]
    np.testing.assert_allclose(*outputs, atol=1e-3)


def test_resume_goes_on(run, town, tmp_path):
    parameters = {
        "INPUT": town["STEREO"],
        "REFERENCE": town["TRUTH"],
        "LOGS": str(tmp_path / "logs"),
        **SHORT,
    }
    run("traindsmrefiner", OUTPUT=str(tmp_path / "first.pt"), **parameters)
    run("traindsmrefiner", OUTPUT=str(tmp_path / "more.pt"), **{**parameters, "EPOCHS": 2, "RESUME": True})
    with (tmp_path / "logs" / "log.csv").open() as table:
        assert [row["epoch"] for row in csv.DictReader(table)] == ["1", "2"]
    assert bundle.read_card(tmp_path / "more.pt")["provenance"]["recipe"]["epochs"] == 2


def test_cancel_keeps_the_best(qgis, town, tmp_path):
    """Cancelled after its first epoch, a training writes that epoch's model; at once, it writes nothing."""
    import processing
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    class Impatient(QgsProcessingFeedback):
        def pushInfo(self, text):
            super().pushInfo(text)
            if text.startswith("Epoch 1"):
                self.cancel()

    parameters = {**SHORT, "INPUT": town["STEREO"], "REFERENCE": town["TRUTH"], "EPOCHS": 50}
    path = tmp_path / "m.pt"
    processing.run(
        "roofline:traindsmrefiner",
        {**parameters, "OUTPUT": str(path)},
        context=QgsProcessingContext(),
        feedback=Impatient(),
    )
    recipe = bundle.read_card(path)["provenance"]["recipe"]
    assert recipe["ended early"] and 1 <= recipe["epochs"] < 50
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    processing.run(
        "roofline:traindsmrefiner", {**parameters, "OUTPUT": str(tmp_path / "none.pt")}, feedback=feedback
    )
    assert not (tmp_path / "none.pt").exists()


REFUSED = {
    "nothing": ({}, "give REFERENCE"),
    "one_file": ({"INPUT": "TRUTH", "REFERENCE": "TRUTH"}, "one file"),
    "both": ({"INPUT": "STEREO", "REFERENCE": "TRUTH", "CONFIG": "config.json"}, "leave one of the two"),
    "folder": ({"INPUT": "STEREO", "REFERENCE": "TRUTH", "RESDEPTH": "folder"}, "ResDepth folder"),
    "model": ({"INPUT": "STEREO", "REFERENCE": "TRUTH", "MODEL": "no-such-model"}, "neither a file nor"),
    "tile": (
        {"INPUT": "STEREO", "REFERENCE": "TRUTH", "TILE_SIZE": 50},
        "^TILE_SIZE is 50; give a multiple of 32",
    ),
    "shift": (
        {"INPUT": "STEREO", "REFERENCE": "TRUTH", "MISREGISTRATION": 99},
        r"^MISREGISTRATION is 99\.0; give a number from 0 to 64",
    ),
    "network": (
        {"INPUT": "STEREO", "REFERENCE": "TRUTH", "TILE_SIZE": 96, "ARCHITECTURE": "resdepth"},
        "^TILE_SIZE is 96; give a power of two",
    ),
    "pixel": (
        {"INPUT": "TINY", "REFERENCE": "TRUTH"},
        r"^tiny\.tif has 1 x 1 pixels; give at least 16 a side",
    ),
    "report": ({"INPUT": "STEREO", "REFERENCE": "TRUTH", "REPORT": "missing/report.html"}, "does not exist"),
    "rate": (
        {"INPUT": "STEREO", "REFERENCE": "TRUTH", "LEARNING_RATE": 1e30},
        "LEARNING_RATE is 1e.30: give .*at most 1",
    ),
    "key": ({"CONFIG": "config.json"}, "datasets is missing"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_one_sentence(run, town, tmp_path, case):
    from qgis.core import QgsProcessingException

    (tmp_path / "config.json").write_text("{}")
    given, words = REFUSED[case]
    tiny = rasters.write(tmp_path / "tiny.tif", np.full((1, 1), 7, np.float32))
    paths = {key: {**town, "TINY": str(tiny)}.get(value, value) for key, value in given.items()}
    for key in ("CONFIG", "RESDEPTH", "REPORT"):
        if key in paths:
            paths[key] = str(tmp_path / paths[key])
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run("traindsmrefiner", **SHORT | paths, OUTPUT=str(tmp_path / "m.pt"))
    assert "\n" not in str(caught.value).replace("Unable to execute algorithm\n", "")
    assert not (tmp_path / "m.pt").exists()


def test_in_a_model_chain(qgis, town, tmp_path):
    """Training and refining as two steps of a model: the model file goes from one to the other."""
    import processing
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterRasterLayer,
    )

    model = QgsProcessingModelAlgorithm("train and refine")
    source = QgsProcessingModelChildParameterSource
    for name in ("dsm", "lidar"):
        model.addModelParameter(QgsProcessingParameterRasterLayer(name), QgsProcessingModelParameter(name))
    train = QgsProcessingModelChildAlgorithm("roofline:traindsmrefiner")
    train.setChildId("train")
    train.addParameterSources("INPUT", [source.fromModelParameter("dsm")])
    train.addParameterSources("REFERENCE", [source.fromModelParameter("lidar")])
    for name, value in SHORT.items():
        train.addParameterSources(name, [source.fromStaticValue(value)])
    model.addChildAlgorithm(train)
    refine = QgsProcessingModelChildAlgorithm("roofline:refinedsm")
    refine.setChildId("refine")
    refine.addParameterSources("INPUT", [source.fromModelParameter("dsm")])
    refine.addParameterSources("MODEL", [source.fromChildOutput("train", "OUTPUT")])
    output = QgsProcessingModelOutput("refined", "refined")
    output.setChildId("refine")
    output.setChildOutputName("OUTPUT")
    refine.setModelOutputs({"refined": output})
    model.addChildAlgorithm(refine)
    target = str(tmp_path / "refined.tif")
    (refined,) = (each.name() for each in model.destinationParameterDefinitions())  # by the age of QGIS
    result = processing.run(model, {"dsm": town["STEREO"], "lidar": town["TRUTH"], refined: target})
    assert np.isfinite(rasters.read(result[refined])).all()


def test_buildings_of_a_layer_are_told(run, town, tmp_path):
    """Polygons of a layer in another CRS; the model takes buildings in Refine DSM, and does without."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFeature,
        QgsGeometry,
        QgsProject,
        QgsRasterLayer,
        QgsVectorLayer,
    )

    surface = QgsRasterLayer(town["STEREO"], "stereo")
    box = surface.extent()
    box.grow(-30)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    outline = QgsGeometry.fromRect(box)
    outline.transform(QgsCoordinateTransform(surface.crs(), degrees, QgsProject.instance()))
    layer, feature = QgsVectorLayer("Polygon?crs=EPSG:4326", "blocks", "memory"), QgsFeature()
    feature.setGeometry(outline)
    assert layer.dataProvider().addFeature(feature)
    given = {"INPUT": town["STEREO"], "REFERENCE": town["TRUTH"], "BUILDINGS": layer}
    trained = run("traindsmrefiner", **given, **SHORT, MODEL="none", OUTPUT=str(tmp_path / "told.pt"))
    card = bundle.read_card(trained["OUTPUT"])
    assert [entry["role"] for entry in card["inputs"]] == ["dsm", "buildings"]
    for number, buildings in enumerate((layer, None)):
        target = str(tmp_path / f"refined_{number}.tif")
        run("refinedsm", INPUT=town["STEREO"], BUILDINGS=buildings, MODEL=trained["OUTPUT"], OUTPUT=target)
        assert np.isfinite(rasters.read(target)).any()


def test_a_model_that_takes_no_buildings_is_refused(run, town, tmp_path):
    from qgis.core import QgsProcessingException

    given = {"INPUT": town["STEREO"], "REFERENCE": town["TRUTH"], "BUILDINGS": town["TRUTH"]}
    plain = str(tmp_path / "plain.pt")
    without_roles(bundle.load("refine-geometry"), "buildings").save(plain)
    with pytest.raises(QgsProcessingException, match="takes no buildings; leave BUILDINGS empty"):
        run("traindsmrefiner", **given, **SHORT, MODEL=plain, OUTPUT=str(tmp_path / "x.pt"))

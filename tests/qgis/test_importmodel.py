"""Import model and Refine DSM together, as people run them: a downloaded checkpoint in, a raster out."""

from __future__ import annotations

import numpy as np
import pytest
from support import paths, rasters, resdepth_folder

PARITY = paths.PARITY / "resdepth"
SCENE = PARITY / "scene"
TRAINED = sorted(PARITY.glob("train_run/*/checkpoints/Model_best.pth"))
TOLERANCE = 1e-3  # metres
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
STRIPE = "465340,465380,5247650,5247800 [EPSG:32632]"
CASES = {
    "p01_geomstereo_building": ("ab", 128, "", "Stereopair_0_1/dsm_initial_prediction.tif"),
    "p02_geom_allmasks": ("", 128, "", "dsm_initial_prediction.tif"),
    "p03_geommono_nogt": ("a", 128, "", "Image_0/dsm_initial_prediction.tif"),
    "p04_geom_trainstripes": (
        "",
        64,
        "465420,465500,5247650,5247800 [EPSG:32632]",
        "dsm_initial_prediction_1.tif",
    ),
    "p05_trained_multipair_teststripe": ("ab", 32, STRIPE, "Stereopair_0_1/dsm_initial_prediction.tif"),
}


@pytest.fixture
def run(qgis, tmp_path):
    import processing
    from qgis.core import QgsProcessingFeedback

    def start(name, **parameters):
        feedback = QgsProcessingFeedback()
        result = processing.run(f"roofline:{name}", parameters, feedback=feedback)
        return result, feedback.textLog().splitlines()

    return start


def bands(path):
    from osgeo import gdal

    return gdal.Open(str(path)).ReadAsArray().astype(np.float64)


@needs_parity
@pytest.mark.parametrize("case", CASES)
def test_the_published_raster(run, tmp_path, case):
    images, tile, extent, expected = CASES[case]
    folder = PARITY / "pipeline" / case
    checkpoint = folder / "model" / "checkpoints" / "Model_best.pth"
    model, _ = run(
        "importmodel",
        INPUT=str(checkpoint if checkpoint.exists() else TRAINED[0]),
        OUTPUT=str(tmp_path / "model.pt"),
    )
    result, _ = run(
        "refinedsm",
        INPUT=str(SCENE / "dsm_initial.tif"),
        GUIDES=[str(SCENE / f"ortho_{name}.tif") for name in images],
        MODEL=model["MODEL"],
        TILE_SIZE=tile,
        EXTENT=extent,
        OUTPUT=str(tmp_path / "refined.tif"),
    )
    published = folder / "results" / "scene" / expected
    assert rasters.grid_of(result["OUTPUT"])[:3] == rasters.grid_of(published)[:3]
    np.testing.assert_allclose(bands(result["OUTPUT"]), bands(published), atol=TOLERANCE)


@needs_parity
@pytest.mark.parametrize("fusion", ["each", "mean", "median"])
def test_several_pairs(run, tmp_path, fusion):
    """The published program makes one raster per pair."""
    model, _ = run("importmodel", INPUT=str(TRAINED[0]), OUTPUT=str(tmp_path / "model.pt"))
    result, _ = run(
        "refinedsm",
        INPUT=str(SCENE / "dsm_initial.tif"),
        GUIDES=[str(SCENE / f"ortho_{name}.tif") for name in "abbc"],
        GUIDE_SETS=fusion,
        MODEL=model["MODEL"],
        EXTENT=STRIPE,
        OUTPUT=str(tmp_path / "refined.tif"),
    )
    folder = PARITY / "pipeline" / "p05_trained_multipair_teststripe" / "results" / "scene"
    pairs = np.stack([bands(folder / name / "dsm_initial_prediction.tif") for name in PAIRS])
    expected = {"each": pairs, "mean": pairs.mean(axis=0), "median": np.median(pairs, axis=0)}[fusion]
    np.testing.assert_allclose(bands(result["OUTPUT"]), expected, atol=TOLERANCE)
    assert result["MEAN_ABSOLUTE_CHANGE"] > 0


PAIRS = ("Stereopair_0_1", "Stereopair_1_2")


def test_the_card_in_words(run, tmp_path):
    checkpoint = resdepth_folder.make(tmp_path / "run")
    result, lines = run("importmodel", INPUT=str(checkpoint), OUTPUT=str(tmp_path / "model.pt"))
    assert result["MODEL"] == result["OUTPUT"] == str(tmp_path / "model.pt")
    told = "\n".join(lines)
    for words in (
        "Model resdepth-geom-stereo: ResDepth",
        "roofline:refinedsm",
        "Input 1: DSM (heights); less the tile's mean, divided by 4.5",
        "Input 3: image; less 250, divided by 80",
        "Pixel size: not told",
        "Tiles: 256 pixels, overlap 128",
        "Licence: unknown",
        "Limit: For stereo DSMs like those it was trained on",
    ):
        assert words in told
    assert told.index("Input 1") < told.index("Input 2") < told.index("Input 3")


def test_installed_models_are_found_by_name(run, tmp_path, monkeypatch):
    from qgis.core import QgsProcessingException
    from roofline.models import bundle

    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path / "models"))
    overrides = {
        "INPUT": str(resdepth_folder.make(tmp_path / "run", "geom", n_input_channels=1)),
        "FAMILY": "resdepth",
        "NAME": "My town 2026",
        "LICENCE": "CC BY 4.0",
        "INSTALL": True,
        "OUTPUT": str(tmp_path / "model.pt"),
    }
    result, lines = run("importmodel", **overrides)
    assert result["MODEL"] == "My town 2026" and any("Licence: CC BY 4.0" in line for line in lines)
    loaded = bundle.load("My town 2026")
    assert loaded.card["provenance"]["licence"] == "CC BY 4.0"
    assert loaded.card["provenance"]["imported from"] == "Model_best.pth"
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    refined, _ = run("refinedsm", INPUT=str(dsm), MODEL=result["MODEL"], OUTPUT=str(tmp_path / "out.tif"))
    assert np.isfinite(rasters.read(refined["OUTPUT"])).all()
    again = tmp_path / "again.pt"
    with pytest.raises(QgsProcessingException, match="There is a model named 'My town 2026' already"):
        run("importmodel", **{**overrides, "OUTPUT": str(again)})
    assert not again.exists()
    with pytest.raises(QgsProcessingException, match="cannot name a model"):
        run("importmodel", **{**overrides, "NAME": "../elsewhere"})


def test_what_cannot_be_imported(run, tmp_path):
    from qgis.core import QgsProcessingException

    (tmp_path / "page.pth").write_text("<html>")
    with pytest.raises(QgsProcessingException, match=r"page.pth cannot be read: it is no PyTorch file"):
        run("importmodel", INPUT=str(tmp_path / "page.pth"), OUTPUT=str(tmp_path / "model.pt"))
    assert not (tmp_path / "model.pt").exists()
    checkpoint = str(resdepth_folder.make(tmp_path / "run"))
    with pytest.raises(QgsProcessingException, match="has no heights in 8-bit coding"):
        run("importmodel", INPUT=checkpoint, HEIGHTS="metres", OUTPUT=str(tmp_path / "model.pt"))
    with pytest.raises(QgsProcessingException, match="same name as another file"):
        run("importmodel", INPUT=checkpoint, OUTPUT=checkpoint)


def test_families_are_those_of_the_core(qgis):
    from roofline.algorithms import importmodel
    from roofline.models import published

    assert list(importmodel.FAMILIES) == ["auto", *published.FAMILIES]


@pytest.mark.parametrize("name", ["model_config.json", "DSM_normalization_parameters.p"])
def test_what_describes_a_checkpoint_is_not_replaced(run, tmp_path, name):
    from qgis.core import QgsProcessingException

    checkpoint = resdepth_folder.make(tmp_path / "run")
    described = next((tmp_path / "run").rglob(name))
    before = described.read_bytes()
    with pytest.raises(QgsProcessingException, match="choose another name"):
        run("importmodel", INPUT=str(checkpoint), OUTPUT=str(described))
    assert described.read_bytes() == before


@pytest.mark.parametrize("looks", range(4))
def test_a_cancelled_import_writes_nothing(qgis, tmp_path, looks):
    import processing
    from qgis.core import QgsProcessingFeedback

    class Impatient(QgsProcessingFeedback):
        left = looks

        def isCanceled(self) -> bool:
            self.left -= 1
            return self.left < 0

    feedback = Impatient()
    target, checkpoint = tmp_path / "model.pt", resdepth_folder.make(tmp_path / "run")
    given = {"INPUT": str(checkpoint), "OUTPUT": str(target)}
    assert processing.run("roofline:importmodel", given, feedback=feedback) == {}
    assert "nothing was written" in feedback.textLog() and not target.exists()

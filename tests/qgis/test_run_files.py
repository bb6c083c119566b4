"""No run of an algorithm or a chain replaces what it reads, whatever the file is called in the parameter."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from support import rasters, toy_models

APART = r"same name as another file of the run|would replace or change"


@pytest.fixture
def refused(qgis, tmp_path):
    """Run something that has to be refused before its work, all files in the folder staying as they are.

    QGIS itself writes statistics into virtual rasters whose layers it opens.
    """
    import processing
    from qgis.core import QgsProcessingException

    def call(name, words=APART, **parameters):
        def files():
            found = (path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".vrt")
            return {path: path.read_bytes() for path in found}

        before = files()
        given = {key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}
        with pytest.raises(QgsProcessingException, match=words):
            processing.run(f"roofline:{name}", given)
        assert files() == before

    return call


@pytest.fixture
def dsm(tmp_path):
    return rasters.write(tmp_path / "dsm.tif", rasters.town())


@pytest.fixture
def models(tmp_path):
    return {
        "MODEL": toy_models.shifting_model(tmp_path / "shift.pt", 1.0),
        "MASK_MODEL": toy_models.finding_model(tmp_path, "heights", ("dsm",)),
    }


def lines(path: Path) -> Path:
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32631)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("plan", crs, ogr.wkbLineString)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("LINESTRING (500000 5000000, 500064 4999936)"))
    layer.CreateFeature(feature)
    return path


@pytest.mark.parametrize("output", ["BUILDING_MASK", "REFINED_DSM"])
def test_a_chain_keeps_its_dsm(refused, dsm, models, tmp_path, output):
    given = {"INPUT": dsm, **models, "BUILDING_MASK": tmp_path / "mask.tif"}
    refused("dsmtobuildingmask", **{**given, output: dsm})


def test_a_chain_keeps_its_plan(refused, tmp_path):
    for name in ("BUILDINGS", "ROADS"):
        plan = lines(tmp_path / f"{name}.gpkg")
        refused("plantoimagery", **{name: plan, "IMAGE": plan})
        refused("plantoimagery", **{name: f"{plan}|layername=plan", "IMAGE": plan})


@pytest.mark.parametrize("output", ["BUILDING_MASK", "REFINED_DSM"])
def test_a_chain_keeps_its_points(refused, models, tmp_path, output):
    points = tmp_path / "points.xyz"
    points.write_text("".join(f"{500000 + i % 64} {5000000 - i // 64} 10\n" for i in range(4096)))
    given = {"POINTS": points, "CRS": "EPSG:32631", **models, "RECONSTRUCTION_MODEL": "auto"}
    refused("pointcloudtobuildingmask", **{**given, "BUILDING_MASK": tmp_path / "mask.tif", output: points})


@pytest.mark.parametrize("output", ["REFINED_DSM", "ERROR", "REPORT", "METRICS"])
@pytest.mark.parametrize("kept", ["REFERENCE", "INPUT", "BUILDING_MASK", "MODEL"])
def test_a_chain_keeps_its_reference(refused, dsm, models, tmp_path, output, kept):
    given = {
        "INPUT": dsm,
        "REFERENCE": rasters.write(tmp_path / "lidar.tif", rasters.town()),
        "BUILDING_MASK": rasters.write(tmp_path / "mask.tif", rasters.town()),
        "MODEL": models["MODEL"],
        "REFINED_DSM": tmp_path / "refined.tif",
    }
    refused("refineandevaluate", **{**given, output: given[kept]})


def test_outputs_of_a_chain_differ(refused, dsm, models, tmp_path):
    one = tmp_path / "one.tif"
    refused("dsmtobuildingmask", INPUT=dsm, **models, BUILDING_MASK=one, REFINED_DSM=one)


def test_a_chain_run_as_it_is_is_checked_too(qgis, dsm, models, tmp_path):
    """Scripts and models call `run`, which checks no parameters."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    chain = qgis.processingRegistry().algorithmById("roofline:dsmtobuildingmask")
    before = dsm.read_bytes()
    given = {
        "INPUT": str(dsm),
        "BUILDING_MASK": str(dsm),
        **{key: str(value) for key, value in models.items()},
    }
    assert not chain.run(given, QgsProcessingContext(), QgsProcessingFeedback())[1]
    assert dsm.read_bytes() == before


def test_a_layer_keeps_its_file_by_any_name(refused, qgis, dsm, tmp_path):
    from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer

    model = toy_models.shifting_model(tmp_path / "shift.pt", 1.0)
    virtual = tmp_path / "dsm.vrt"
    gdal.Translate(str(virtual), str(dsm), format="VRT")
    os.link(dsm, tmp_path / "hard.tif")
    (tmp_path / "soft.tif").symlink_to(dsm)
    refused("refinedsm", INPUT=virtual, MODEL=model, OUTPUT=dsm)
    refused("refinedsm", INPUT=tmp_path / "hard.tif", MODEL=model, OUTPUT=dsm)
    refused("refinedsm", INPUT=dsm, MODEL=model, OUTPUT=tmp_path / "soft.tif")
    layer = QgsRasterLayer(str(virtual), "a layer")
    refused("refinedsm", INPUT=layer, MODEL=model, OUTPUT=QgsProcessingOutputLayerDefinition(str(dsm)))
    QgsProject.instance().addMapLayer(layer)
    refused("refinedsm", INPUT=layer.id(), MODEL=model, OUTPUT=dsm)
    refused("refinedsm", INPUT=dsm, GUIDES=[layer], MODEL="refine-guided", OUTPUT=dsm)
    QgsProject.instance().removeMapLayer(layer.id())


def test_the_layers_of_a_project_are_kept(refused, dsm, tmp_path):
    """The GeoPackage of a project as an output: its layers would be gone."""
    project = lines(tmp_path / "project.gpkg")
    words = "holds layers that would be lost"
    model = toy_models.shifting_model(tmp_path / "shift.pt", 1.0)
    refused("refinedsm", words, INPUT=dsm, MODEL=model, OUTPUT=project)
    refused("simulatecity", words, TRUTH=project, STEREO=tmp_path / "s.tif", EXTENT="0,64,0,64 [EPSG:32631]")
    refused("composemask", words, ROADS=lines(tmp_path / "roads.gpkg"), OUTPUT=project)
    refused("evaluatedsm", words, INPUT=dsm, REFERENCE=dsm, ERROR=project)


@pytest.mark.parametrize("output", ["OUTPUT", "REPORT"])
def test_a_training_keeps_what_it_reads(refused, dsm, tmp_path, output):
    start = Path(str(toy_models.shifting_model(tmp_path / "shift.pt", 1.0)))
    config = tmp_path / "config.json"
    reference = rasters.write(tmp_path / "lidar.tif", rasters.town())
    config.write_text(json.dumps({"datasets": [{"path_dsm": str(dsm), "path_reference": str(reference)}]}))
    given = {"CONFIG": config, "OUTPUT": tmp_path / "new.pt"}
    refused("traindsmrefiner", **{**given, output: config})
    given = {"INPUT": dsm, "REFERENCE": reference, "MODEL": start, "OUTPUT": tmp_path / "new.pt"}
    for kept in (dsm, reference, start):
        refused("traindsmrefiner", **{**given, output: kept})


def test_a_name_without_a_conflict_runs(qgis, dsm, tmp_path):
    import processing

    model = toy_models.shifting_model(tmp_path / "shift.pt", 1.0)
    given = {"INPUT": str(dsm), "MODEL": str(model), "OUTPUT": str(tmp_path / "dsm_refined.tif")}
    for _ in range(2):  # a second time over its own output
        processing.run("roofline:refinedsm", given)
    assert np.isfinite(rasters.read(tmp_path / "dsm_refined.tif")).all()


@pytest.mark.parametrize("ending", ["png", "jpg", "vrt", "kml", "dem", "mbtiles"])
def test_heights_into_what_cannot_hold_them(refused, dsm, models, tmp_path, ending):
    words = (
        rf"(A \.{ending} file cannot hold this raster: .*|as \.{ending}); choose a name that ends with \.tif"
    )
    given = {"INPUT": dsm, "MODEL": models["MODEL"]}
    refused("refinedsm", words, **given, OUTPUT=tmp_path / f"out.{ending}")
    refused("evaluatedsm", words, INPUT=dsm, REFERENCE=dsm, ERROR=tmp_path / f"out.{ending}")
    chained = {**given, "MASK_MODEL": models["MASK_MODEL"], "BUILDING_MASK": tmp_path / "mask.tif"}
    refused("dsmtobuildingmask", words, **chained, REFINED_DSM=tmp_path / f"out.{ending}")


@pytest.mark.parametrize("ending", ["jpg", "vrt", "kml"])
def test_a_mask_at_the_end_of_a_chain_is_checked_first(refused, dsm, models, tmp_path, ending):
    outputs = {"REFINED_DSM": tmp_path / "refined.tif", "BUILDING_MASK": tmp_path / f"mask.{ending}"}
    refused("dsmtobuildingmask", "cannot hold this raster", INPUT=dsm, **models, **outputs)


def test_every_raster_of_a_chain_is_known(qgis):
    from qgis.core import QgsProcessingParameterRasterDestination
    from roofline.algorithms import chains

    for path in chains.chain_files():
        chain = chains.Chain.of(path)  # its definitions live as long as it does
        for each in chain.destinationParameterDefinitions():
            if isinstance(each, QgsProcessingParameterRasterDestination):
                assert each.name() in chains.STORED

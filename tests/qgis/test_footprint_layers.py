"""Where Building footprints writes: files and layers of others, containers, databases, full disks."""

from __future__ import annotations

import itertools
import sqlite3

import pytest
from support import limits, two_houses
from support.two_houses import layer, run


@pytest.fixture
def scene(tmp_path):
    return two_houses.scene(tmp_path)


def test_no_file_of_others_is_replaced(qgis, scene, tmp_path):
    """Layers of a container stay, an input is no output; a layer made before may be made again."""
    from osgeo import ogr
    from qgis.core import QgsProcessingException

    mask, dsm = scene
    kept = tmp_path / "town.gpkg"
    ogr.GetDriverByName("GPKG").CreateDataSource(str(kept)).CreateLayer("streets")
    for output in (kept, mask, dsm):
        before = output.read_bytes()
        with pytest.raises(QgsProcessingException):
            run(INPUT=mask, DSM=dsm, OUTPUT=output)
        assert output.read_bytes() == before
    for name, smallest in itertools.product(("mine.geojson", "mine.gpkg"), (0, 100)):
        found = layer(run(INPUT=mask, OUTPUT=tmp_path / name, MIN_AREA=smallest))
        assert found.featureCount() == (2 if smallest == 0 else 1)


def change_layer(path):
    """An own column: somebody has worked on with the layer."""
    from osgeo import ogr

    dataset = ogr.Open(str(path), 1)  # newer bindings close it as soon as nobody holds it
    dataset.GetLayer(0).CreateField(ogr.FieldDefn("owner", ogr.OFTString))


def add_layer(path):
    from osgeo import ogr

    dataset = ogr.Open(str(path), 1)
    dataset.CreateLayer("streets")


def open_layer(path):
    """As QGIS does, which writes what changes beside the file first."""
    from qgis.core import QgsVectorLayer

    found = QgsVectorLayer(str(path), "open", "ogr")
    assert found.isValid() and found.startEditing()
    return found


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (change_layer, "layers that would be lost"),
        (add_layer, "layers that would be lost"),
        (open_layer, "is open in QGIS"),
    ],
)
def test_an_own_geopackage_is_kept_where_more_than_a_run_made_it(qgis, scene, tmp_path, happens, words):
    from qgis.core import QgsProcessingException

    target = tmp_path / "mine.gpkg"
    run(INPUT=scene[0], OUTPUT=target)
    held = happens(target)
    before = target.read_bytes()
    with pytest.raises(QgsProcessingException, match=words):
        run(INPUT=scene[0], OUTPUT=target)
    assert target.read_bytes() == before
    del held


def test_a_layer_beside_others_of_a_container(qgis, scene, tmp_path):
    """As the dialog's "Save to GeoPackage" asks for it; a layer that is there already stays as it is."""
    from osgeo import ogr
    from qgis.core import QgsProcessingException

    town = tmp_path / "town.gpkg"
    ogr.GetDriverByName("GPKG").CreateDataSource(str(town)).CreateLayer("streets")
    wanted = "ogr:dbname='{}' table=\"{}\" (geom)"
    run(INPUT=scene[0], OUTPUT=wanted.format(town, "houses"))
    found = ogr.Open(str(town))
    assert {found.GetLayer(index).GetName() for index in range(2)} == {"streets", "houses"}
    assert found.GetLayerByName("houses").GetFeatureCount() == 2
    del found
    before = town.read_bytes()
    for name in ("streets", "Houses"):
        with pytest.raises(QgsProcessingException, match="already, which would be lost"):
            run(INPUT=scene[0], OUTPUT=wanted.format(town, name))
    assert town.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["b.tif", "b.csv", "b.dxf", "b.kml", "b.xlsx", "b.nc", "b.tab", "b.map", "no/b.gpkg"]
)
def test_formats_that_give_no_polygons_back_are_refused_by_name(qgis, scene, tmp_path, name):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=r"ends with \.gpkg|does not exist"):
        run(INPUT=scene[0], OUTPUT=tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dsm.tif", "mask.tif"]


def test_a_name_without_an_extension_is_a_geopackage(qgis, scene, tmp_path):
    result = run(INPUT=scene[0], OUTPUT=tmp_path / "houses")
    assert result["OUTPUT"] == str(tmp_path / "houses.gpkg") and layer(result).featureCount() == 2
    assert not list(tmp_path.glob(".roofline*"))


BESIDE = "ogr:dbname='{}' table=\"{}\" (geom)"


IN_BASE = "spatialite:dbname='{}' table=\"{}\" (geom)"


def database(path):
    """A SpatiaLite database with one table."""
    from osgeo import ogr

    ogr.GetDriverByName("SQLite").CreateDataSource(str(path), ["SPATIALITE=YES"]).CreateLayer("streets")
    return path


def kept(folder):
    return sorted(path.name for path in folder.iterdir())


def layers_of(path):
    from osgeo import ogr

    found = ogr.Open(str(path))
    return {
        layer.GetName(): layer.GetFeatureCount() for layer in (found.GetLayer(i) for i in range(len(found)))
    }


@pytest.mark.parametrize("town", ["town.gpkg", "it's.gpkg"])
def test_both_layers_in_one_container(qgis, scene, tmp_path, town):
    mask, dsm = scene
    name = str(tmp_path / town).replace("'", "\\'")
    given = {"INPUT": mask, "DSM": dsm, "OUTPUT": BESIDE.format(name, "houses")}
    run(**given, SOLIDS=BESIDE.format(name, "blocks"))
    assert layers_of(tmp_path / town) == {"houses": 2, "blocks": 2}


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("no/town.gpkg", "no does not exist; create it or choose another"),
        ("town.shp", r"town\.shp cannot take one more layer; choose a GeoPackage"),
        ("mask.tif", r"mask\.tif cannot take one more layer; choose a GeoPackage"),
    ],
)
def test_a_container_that_takes_no_layer_is_refused_before_the_work(qgis, scene, tmp_path, target, words):
    from qgis.core import QgsProcessingException

    mask, dsm = scene
    with pytest.raises(QgsProcessingException, match=words):
        run(
            INPUT=mask, DSM=dsm, OUTPUT=tmp_path / "a.gpkg", SOLIDS=BESIDE.format(tmp_path / target, "blocks")
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dsm.tif", "mask.tif"]


@pytest.mark.parametrize(
    "output", ["a.gpkg", BESIDE.format("{}/new.gpkg", "a"), BESIDE.format("{}/town.gpkg", "a")]
)
def test_no_layer_stays_when_the_other_cannot_be_written(qgis, scene, tmp_path, output):
    """A database that somebody else writes to is known by the attempt alone, which comes after the work."""
    from osgeo import ogr
    from qgis.core import QgsProcessingException

    mask, dsm = scene
    base = database(tmp_path / "base.sqlite")
    writing = sqlite3.connect(base, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "town.gpkg")).CreateLayer("streets")
    output = output.format(tmp_path) if "{}" in output else tmp_path / output
    with pytest.raises(QgsProcessingException, match="cannot be written"):
        run(INPUT=mask, DSM=dsm, OUTPUT=output, SOLIDS=IN_BASE.format(base, "s"))
    writing.close()
    assert kept(tmp_path) == ["base.sqlite", "dsm.tif", "mask.tif", "town.gpkg"]
    assert layers_of(tmp_path / "town.gpkg") == {"streets": 0}


@pytest.mark.parametrize(
    ("solids", "words"),
    [
        (IN_BASE.format("{}/base.sqlite", "streets"), "has a layer streets already, which would be lost"),
        (IN_BASE.format("{}/base.sqlite", "geometry_columns"), "has a layer geometry_columns already"),
        (IN_BASE.format("{}/gone.sqlite", "s"), "database .*gone.sqlite cannot be reached or read; check"),
        ("spatialite:dbname='{}/base.sqlite'", "names no table of a database; give the name of a file"),
        (
            "postgis:dbname='no' host=localhost port=1 password='hush' table=\"s\" (geom)",
            "database no cannot",
        ),
        ("postgres:dbname='no' host=localhost port=1 password='hush' table=\"s\"", "database no cannot"),
        ("delimitedtext:file:{}/a.csv", "QGIS writes no layers to delimitedtext; give the name of a file"),
    ],
)
def test_a_database_that_takes_no_table_is_refused_before_the_work(qgis, scene, tmp_path, solids, words):
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    base, heard = database(tmp_path / "base.sqlite"), QgsProcessingFeedback(False)
    before = base.read_bytes()
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run(heard, INPUT=scene[0], DSM=scene[1], OUTPUT=tmp_path / "a.gpkg", SOLIDS=solids.format(tmp_path))
    assert "hush" not in str(caught.value) and "outlines" not in heard.textLog()
    assert base.read_bytes() == before and kept(tmp_path) == ["base.sqlite", "dsm.tif", "mask.tif"]


def test_a_table_of_a_database(qgis, scene, tmp_path):
    from qgis.core import QgsVectorLayer

    base = database(tmp_path / "base.sqlite")
    run(INPUT=scene[0], DSM=scene[1], OUTPUT=IN_BASE.format(base, "houses"))
    found = QgsVectorLayer(f"dbname='{base}' table=\"houses\" (geom)", "", "spatialite")
    assert found.featureCount() == 2 and found.crs().isValid()


@pytest.mark.parametrize(
    "output", ["a.gpkg", IN_BASE.format("{}/base.sqlite", "a"), BESIDE.format("{}/town.gpkg", "a")]
)
def test_a_cancel_while_layers_are_written_leaves_none(qgis, scene, tmp_path, output):
    from osgeo import ogr
    from qgis.core import QgsProcessingFeedback

    class Impatient(QgsProcessingFeedback):
        """Cancels when outlines and heights are done."""

        def pushInfo(self, text):
            if "2 buildings of 2 outlines" in text:
                self.cancel()

    ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "town.gpkg")).CreateLayer("streets")
    output = output.format(tmp_path) if "{}" in output else tmp_path / output
    base = database(tmp_path / "base.sqlite")
    run(Impatient(False), INPUT=scene[0], DSM=scene[1], OUTPUT=output, SOLIDS=tmp_path / "b.gpkg")
    assert kept(tmp_path) == ["base.sqlite", "dsm.tif", "mask.tif", "town.gpkg"]
    assert layers_of(base).keys() == {"streets"}
    assert layers_of(tmp_path / "town.gpkg") == {"streets": 0}


@pytest.mark.parametrize("ending", ["/", "/.", "/.."])
def test_a_folder_is_no_layer(qgis, scene, tmp_path, ending):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="is a folder; name a file in it"):
        run(INPUT=scene[0], OUTPUT=f"{tmp_path}{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dsm.tif", "mask.tif"]


@limits.needs_limits
@pytest.mark.parametrize(("name", "size"), [("a.gpkg", 50_000), ("a.shp", 100)])
def test_a_full_disk_is_not_the_formats_fault(qgis, scene, tmp_path, name, size):
    """Polygons are tried beside their place, and QGIS's writer once ended the program where it failed."""
    from qgis.core import QgsProcessingException

    with (
        limits.files_of_at_most(size),
        pytest.raises(QgsProcessingException, match=f"{name} cannot be written; check that the folder"),
    ):
        run(INPUT=scene[0], OUTPUT=tmp_path / name)
    assert kept(tmp_path) == ["dsm.tif", "mask.tif"]


@pytest.mark.parametrize("name", ["a%20b.gpkg", "a:b.gpkg", "a:b.shp", "100%20/b.gpkg"])
def test_a_name_that_qgis_finds_no_layer_by_is_told_before_the_work(qgis, scene, tmp_path, name):
    from qgis.core import QgsProcessingException, QgsVectorLayer

    target = tmp_path / name
    target.parent.mkdir(exist_ok=True)
    try:
        run(INPUT=scene[0], OUTPUT=target)
    except QgsProcessingException as error:
        assert str(error).endswith(f"{target} cannot be a file's name; choose another name.")
        assert not target.exists()
    else:  # newer GDAL and QGIS may find it
        assert QgsVectorLayer(str(target), "", "ogr").featureCount() > 0


def test_tables_and_crs_of_others_are_kept(qgis, scene, tmp_path):
    """A shapefile would take the place of a table, and of what tells a raster's CRS, of its stem."""
    from qgis.core import QgsProcessingException

    for name in ("a.dbf", "a.prj", "a.cpg"):
        (tmp_path / name).write_text("of somebody else")
        with pytest.raises(QgsProcessingException, match=f"{name} would be lost with .*a.shp"):
            run(INPUT=scene[0], OUTPUT=tmp_path / "a.shp")
        assert (tmp_path / name).read_text() == "of somebody else"
        (tmp_path / name).unlink()
    for _ in range(2):  # its own are replaced
        run(INPUT=scene[0], OUTPUT=tmp_path / "a.shp")


@limits.needs_limits
def test_a_writer_that_says_nothing_of_a_full_disk(qgis, scene, tmp_path):
    from qgis.core import QgsProcessingException

    words = "a.geojson cannot be written; check that the folder is writable and not full"
    run(INPUT=scene[0], OUTPUT=tmp_path / "a.geojson")
    needed = (tmp_path / "a.geojson").stat().st_size
    (tmp_path / "a.geojson").unlink()
    with limits.files_of_at_most(needed - 100), pytest.raises(QgsProcessingException, match=words):
        run(INPUT=scene[0], OUTPUT=tmp_path / "a.geojson")
    assert kept(tmp_path) == ["dsm.tif", "mask.tif"]


@limits.needs_limits
@pytest.mark.parametrize("name", ["a.gpkg", "a.shp"])
def test_a_disk_that_fills_up_is_said(qgis, tmp_path, name):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsWkbTypes
    from roofline.algorithms.common import sinks
    from roofline.models.errors import RooflineError
    from roofline.models.raster.paths import cannot_write

    sample, crs = sinks._sample(1.5, "flat"), QgsCoordinateReferenceSystem("EPSG:32631")
    with (
        limits.files_of_at_most(300_000),
        pytest.raises((QgsProcessingException, RooflineError)),
        cannot_write(tmp_path / name),
    ):
        kind = QgsWkbTypes.Type.MultiPolygon
        sinks.put(tmp_path / name, (sample for _ in range(4000)), sample.fields(), kind, crs)

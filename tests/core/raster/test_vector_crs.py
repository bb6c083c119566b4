"""Vector files of configurations whose CRS is not told."""

from __future__ import annotations

import pytest
from osgeo import ogr, osr
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Grid
from roofline.models.raster.vector_files import vector_of, with_heights
from support import rasters


@pytest.mark.parametrize(("own", "others", "count"), [(None, 32631, 0), (32631, None, 1), (32631, 32631, 0)])
@pytest.mark.parametrize("read", [vector_of, with_heights])
def test_shapes_without_a_crs_are_refused_beside_one_and_the_other_way_round_is_said(
    tmp_path, caplog, own, others, count, read
):
    caplog.set_level("WARNING", "roofline.models")
    crs = None if own is None else osr.SpatialReference()
    if crs is not None:
        crs.ImportFromEPSG(own)
    path = tmp_path / "houses.shp"
    data = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(path))
    layer = data.CreateLayer("houses", crs, ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON ((1 1, 2 1, 2 2, 1 2, 1 1))"))
    layer.CreateFeature(feature)
    data = layer = feature = None
    grid = Grid(8, 8, (0, 1, 0, 8, 0, -1), rasters.wkt(others))
    if own is None:
        with pytest.raises(RooflineError, match=r'Layer "houses\.shp" has no CRS'):
            read(path, grid)
        return
    found = read(path, grid)
    assert len(list((found.shapes if read is vector_of else found)((0, 0, 8, 8)))) == 1
    assert (
        caplog.text.count("houses.shp: only one of the layers has a CRS, so both are taken to share") == count
    )


def test_heights_in_a_column_of_texts(tmp_path):
    """A text that is no number is no height of 0."""
    data = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(tmp_path / "houses.shp"))
    layer = data.CreateLayer("houses", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("eaves", ogr.OFTString))
    for text in ("7.5", "0", "12 m", "n/a", "nan", None):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON ((1 1, 2 1, 2 2, 1 2, 1 1))"))
        if text is not None:
            feature["eaves"] = text
        layer.CreateFeature(feature)
    data = layer = feature = None
    shapes = with_heights(tmp_path / "houses.shp", Grid(8, 8, (0, 1, 0, 8, 0, -1)), "eaves")
    assert [height for _, height in shapes((0, 0, 8, 8))] == [7.5, 0.0]

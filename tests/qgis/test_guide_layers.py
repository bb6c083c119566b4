"""Which guides the desktop asks for, and which layers it suggests."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.modelfile.parts import Card
from support import rasters

SHAPE = (40, 50)
NETWORK = {"family": "compact"}
FAR = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


@pytest.fixture
def guides(qgis):
    from qgis.core import QgsProject
    from roofline.desktop import guides

    yield guides
    QgsProject.instance().clear()


@pytest.fixture
def layer(tmp_path, guides):
    """Makes a layer of the project: float heights, or an image of so many bands."""
    from qgis.core import QgsProject, QgsRasterLayer

    def make(name, bands=0, shape=SHAPE, **grid):
        values = np.zeros((bands, *shape), np.uint8) if bands else rasters.town(shape)
        path = rasters.write(tmp_path / f"{name}.tif", values, **grid)
        return QgsProject.instance().addMapLayer(QgsRasterLayer(str(path), name))

    return make


def card(task, *roles, said=None, **tile):
    """A model of a task that takes these roles; `said` of each input besides."""
    entries = [{"role": role, "bands": 1, "any_bands": role == "image", **(said or {})} for role in roles]
    tiles = {"size": 64, "overlap": 0, **tile}
    return Card.from_json({"task": task, "network": NETWORK, "inputs": entries, "output": {}, "tile": tiles})


def asked(guides, of, *layers):
    return [(guide.parameter, guide.label) for guide in guides.wanted(of, layers)]


def test_what_is_asked_for(guides, layer):
    dsm, colour = layer("dsm"), layer("colour", 3)
    assert asked(guides, card("refinedsm", "dsm"), dsm) == []
    assert asked(guides, card("refinedsm", "dsm", "image", "image", "ndvi"), dsm) == [
        ("GUIDES", "Image 1"),
        ("GUIDES", "Image 2"),
        ("GUIDES", "NDVI"),
    ]
    both = card("buildingmask", "dsm", "image")
    assert asked(guides, both, dsm) == [("IMAGERY", "Image")]
    assert asked(guides, both, colour) == [("DSM", "DSM")]
    assert asked(guides, both, dsm, colour) == [("DSM", "DSM"), ("IMAGERY", "Image")]
    assert asked(guides, card("buildingmask", "dsm"), dsm) == []
    assert asked(guides, card("buildingmask", "dsm"), colour) == []  # the run says that it takes a DSM
    assert asked(guides, card("synthesizeimagery", "mask"), colour) == []


def test_a_picture_with_its_guide_beside_it_needs_none(guides, layer):
    of = card("refinedsm", "dsm", "ndvi", said={"grey": True}, size=20)
    dsm, picture = layer("dsm"), layer("picture", shape=(20, 40))
    assert asked(guides, of, picture) == []
    assert asked(guides, of, dsm) == asked(guides, of, picture, dsm) == [("GUIDES", "NDVI")]


def suggested(guides, role, dsm, last=""):
    (guide,) = guides.wanted(card("refinedsm", "dsm", role), [dsm])
    found = guides.suggestion(guide, [dsm], guides.candidates(guide, [dsm]), last)
    return found.name() if found else None


def test_what_is_suggested(guides, layer):
    dsm = layer("dsm")
    layer("other heights")
    far = layer("far", 3, geotransform=FAR)
    assert suggested(guides, "image", dsm) is None
    grey = layer("grey", 1)
    assert suggested(guides, "image", dsm) == "grey"
    layer("colour", 4)
    assert suggested(guides, "image", dsm) == "colour"
    assert suggested(guides, "image", dsm, last=grey.id()) == "grey"
    assert suggested(guides, "image", dsm, last=far.id()) == "colour"
    layer("my NDVI")
    assert suggested(guides, "ndvi", dsm) == "my NDVI"


def test_layers_that_cannot_be_guides(guides, layer, tmp_path):
    from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
    from roofline.algorithms.common.styles import SAME_FILE

    dsm, colour = layer("dsm"), layer("colour", 3)
    others = [
        QgsRasterLayer(colour.source() + SAME_FILE, "shading"),
        QgsRasterLayer(str(tmp_path / "missing.tif"), "missing"),
        QgsVectorLayer("Point?crs=EPSG:32631", "points", "memory"),
    ]
    QgsProject.instance().addMapLayers(others)
    (guide,) = guides.wanted(card("refinedsm", "dsm", "image"), [dsm])
    assert [each.name() for each in guides.candidates(guide, [dsm])] == ["colour"]


def polygons(name, kind="Polygon", box=(0, 0, 20, 15)):
    """A layer of the project with one box, in metres from the rasters' upper left corner."""
    from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRectangle, QgsVectorLayer

    made = QgsVectorLayer(f"{kind}?crs=EPSG:32631", name, "memory")
    feature = QgsFeature()
    left, top, right, bottom = 500000 + box[0], 5000000 - box[1], 500000 + box[2], 5000000 - box[3]
    whole = QgsGeometry.fromRect(QgsRectangle(left, bottom, right, top))
    feature.setGeometry(whole if kind == "Polygon" else whole.centroid())
    assert made.dataProvider().addFeature(feature)
    made.updateExtents()
    return QgsProject.instance().addMapLayer(made)


def test_buildings_are_asked_for_and_may_be_left_out(guides, layer):
    of = card("refinedsm", "dsm", "image", "buildings", said={"optional": True})
    found = guides.wanted(of, [layer("dsm")])
    assert [(each.parameter, each.label, each.is_optional) for each in found] == [
        ("GUIDES", "Image", True),
        ("BUILDINGS", "Buildings", True),
    ]


def test_polygons_over_the_same_place_are_suggested(guides, layer):
    dsm = layer("dsm")
    layer("colour", 3)
    polygons("points", kind="Point")
    assert suggested(guides, "buildings", dsm) is None  # a raster is none unless it is called so
    polygons("houses elsewhere", box=(9000, 9000, 9020, 9020))
    assert suggested(guides, "buildings", dsm) is None
    parcels = polygons("parcels", box=(-100, -100, 100, 100))
    assert suggested(guides, "buildings", dsm) == "parcels"
    polygons("OSM Buildings", box=(0, 0, 4, 4))
    assert suggested(guides, "buildings", dsm) == "OSM Buildings"
    assert suggested(guides, "buildings", dsm, last=parcels.id()) == "parcels"


def test_polygons_are_no_image_and_masks_are_buildings(guides, layer):
    dsm = layer("dsm")
    polygons("buildings")
    assert suggested(guides, "image", dsm) is None
    (guide,) = guides.wanted(card("refinedsm", "dsm", "buildings"), [dsm])
    layer("building mask", 1)
    layer("colour", 3)
    assert suggested(guides, "buildings", dsm) == "buildings"
    found = {each.name() for each in guides.candidates(guide, [dsm])}
    assert found == {"buildings", "building mask"}

"""The layers of a plan: roads as wide as they say, and what of the map is painted in which pixels."""

from __future__ import annotations

import pytest

core = pytest.importorskip("qgis.core", reason="QGIS's Python is not importable")
planlayers = pytest.importorskip("roofline.desktop.planlayers")
QSize = pytest.importorskip("qgis.PyQt.QtCore").QSize

UTM = "EPSG:25832"
WHERE = core.QgsRectangle(691000, 5334000, 691200, 5334100)


@pytest.fixture
def shown(qgis):
    """A map of 400 x 200 pixels."""
    shown = core.QgsMapSettings()
    shown.setOutputSize(QSize(400, 200))
    shown.setDestinationCrs(core.QgsCoordinateReferenceSystem(UTM))
    return shown


def road(layer, width: object, y: float = 50.0) -> None:
    """A road of 100 m, as an edit that is not saved."""
    feature = core.QgsFeature(layer.fields())
    x, y = WHERE.xMinimum() + 50, WHERE.yMinimum() + y
    feature.setGeometry(core.QgsGeometry.fromWkt(f"LineString({x} {y}, {x + 100} {y})"))
    feature.setAttributes([width])
    layer.addFeature(feature)


def roads():
    """An empty layer in editing."""
    layer = planlayers.roads(core.QgsCoordinateReferenceSystem(UTM))
    layer.startEditing()
    return layer


@pytest.mark.parametrize(
    ("said", "width"), [(9.0, 9), (0.5, 0.5), (core.NULL, 7), (-3.0, 7), (0.0, 7), (float("inf"), 7)]
)
def test_roads_are_as_wide_as_they_say(qgis, said, width):
    layer = roads()
    road(layer, said)
    (found,) = planlayers.as_wide_as_said(layer, WHERE).getFeatures()
    box = found.geometry().boundingBox()
    assert box.height() == pytest.approx(width)
    assert box.width() == pytest.approx(100 + width)


def test_without_the_field_of_widths_roads_have_the_usual_one(qgis):
    layer = roads()
    road(layer, 20.0)
    assert layer.deleteAttribute(layer.fields().indexOf(planlayers.WIDTH))
    (found,) = planlayers.as_wide_as_said(layer, WHERE).getFeatures()
    assert found.geometry().boundingBox().height() == pytest.approx(planlayers.USUAL_WIDTH)


def test_a_wide_road_beside_the_view_reaches_into_it_and_one_far_off_is_left_out(qgis):
    layer = roads()
    road(layer, 30.0, y=-14.0)
    road(layer, 4.0, y=-80.0)
    found = list(planlayers.as_wide_as_said(layer, WHERE).getFeatures())
    assert len(found) == 1 and found[0].geometry().intersects(core.QgsGeometry.fromRect(WHERE))


@pytest.mark.parametrize(("width", "pixel"), [(200, 0.3), (300, 0.3), (400, 0.5), (900, 1.0)])
def test_pixels_are_the_smallest_that_are_not_too_many(shown, width, pixel):
    shown.setExtent(core.QgsRectangle(691000.07, 5334000.02, 691000.07 + width, 5334000.02 + width / 2))
    area = planlayers.in_view(shown, core.QgsCoordinateReferenceSystem(UTM))
    assert area is not None and area.pixel == pixel
    assert area.rectangle.contains(shown.visibleExtent())
    for edge in (area.rectangle.xMinimum(), area.rectangle.yMaximum()):
        assert edge / pixel == pytest.approx(round(edge / pixel), abs=1e-6)
    assert max(area.rectangle.width(), area.rectangle.height()) <= (planlayers.MOST_PIXELS + 2) * pixel


def test_what_is_too_large_is_not_painted(shown):
    shown.setExtent(core.QgsRectangle(691000, 5334000, 693000, 5335000))
    assert planlayers.in_view(shown, core.QgsCoordinateReferenceSystem(UTM)) is None


@pytest.mark.parametrize(
    ("crs", "middle", "found"),
    [
        (UTM, (691000, 5334000), UTM),
        ("EPSG:4326", (11.5, 48.1), "EPSG:32632"),
        ("EPSG:4326", (36.8, -1.3), "EPSG:32737"),
        ("EPSG:2225", (6_000_000, 2_000_000), "EPSG:32610"),  # feet, in California
    ],
)
def test_the_plan_counts_in_metres(shown, crs, middle, found):
    shown.setDestinationCrs(core.QgsCoordinateReferenceSystem(crs))
    x, y = middle
    shown.setExtent(core.QgsRectangle(x - 0.01, y - 0.01, x + 0.01, y + 0.01))
    assert planlayers.metric_crs(shown).authid() == found

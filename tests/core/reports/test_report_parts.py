"""The parts of reports: closed pages without scripts, charts where the data are, pictures as they were."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.reports import charts, html, images
from roofline.models.training import reporting
from support import pages

SVG = "{http://www.w3.org/2000/svg}"


def elements(piece: str, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(piece).iter(SVG + kind))


def place(path: ElementTree.Element) -> np.ndarray:
    """Points (n, 2) of a path of absolute positions."""
    numbers = re.findall(r"-?\d+\.?\d*", path.get("d"))
    return np.array(numbers, float).reshape(-1, 2)


def coloured(piece: str, colour: str) -> list[ElementTree.Element]:
    return [path for path in elements(piece, "path") if path.get("stroke") == colour]


def test_a_page_is_closed_escaped_and_alone():
    rows = [["Group"], ["a<b", 1200, 0.25], ["c", 3, float("nan")]]
    page = html.page(
        "Surface <1> & 2",
        html.cards([html.Card("MAE", "0.4 m", "was 0.8 m", "good")]),
        html.section("Curves", "a < b", html.figure(charts.intervals([], "m"), "no & rows")),
        html.table(["Class", "n", "MAE"], rows, caption="All", strong=[1]),
        html.facts({"File": "<x>.tif", "Count": 7}),
        lead="x > y",
    )
    pages.check(page)
    assert "Surface &lt;1&gt; &amp; 2" in page and "a&lt;b" in page and "1,200" in page and "0.250" in page


def test_lines_break_at_voids_and_keep_to_the_frame():
    x, y = [0, 1, 2, 3, 4], [1.0, 2.0, np.nan, 4.0, 5.0]
    piece = charts.line_chart([charts.Series("a<b", x, y, "#123456")], "t", "m", width=400, height=200)
    (line,) = (path for path in coloured(piece, "#123456") if path.get("fill"))
    assert line.get("d").count("M") == 2
    points = place(line)
    assert len(points) == 4
    assert (np.diff(points[:, 0]) > 0).all() and (np.diff(points[:, 1]) < 0).all()
    assert points.min() >= 0 and points[:, 0].max() <= 400 and points[:, 1].max() <= 200
    assert "a<b" in [text.text for text in elements(piece, "text")]


@pytest.mark.parametrize("y", [[], [np.nan, np.nan]])
def test_nothing_is_axes_without_a_line(y):
    piece = charts.line_chart([charts.Series("s", list(range(len(y))), y, "#123456")], "t", "m")
    assert "nan" not in piece and "inf" not in piece
    assert [path.get("d") for path in coloured(piece, "#123456")] == ["M62,14h18"]  # the legend's alone
    words = [text.text for text in elements(piece, "text")]
    assert {"t", "m", "s", "0", "1"} <= set(words)


def test_a_constant_is_a_level_line_within_the_frame():
    piece = charts.line_chart([charts.Series("s", [0, 1], [3.0, 3.0], "#123456")], width=400, height=200)
    (line,) = (place(path) for path in coloured(piece, "#123456") if path.get("fill"))
    assert line[0, 1] == line[1, 1] and 28 < line[0, 1] < 156 and line[1, 0] - line[0, 0] > 300
    assert "3" in [text.text for text in elements(piece, "text")]


def test_an_empty_histogram_lies_on_its_floor():
    piece = charts.histogram({"s": np.zeros(4)}, np.linspace(-1, 1, 5), height=300)
    assert "nan" not in piece and "inf" not in piece
    (line,) = (place(path) for path in elements(piece, "path") if path.get("stroke-width") == "1.5")
    assert set(line[:, 1]) == {300 - 44} and line[:, 0].min() == 62


@pytest.mark.parametrize("count", [1, 3, 8])
def test_legends_break_into_rows_above_the_plot(count):
    names = [f"Validierung: Höhenunterschiede {n}" for n in range(count)]
    series = [charts.Series(name, [0, 1], [0.0, 1.0]) for name in names]
    piece = charts.line_chart(series, width=480, height=200)
    places = [(float(text.get("x")), float(text.get("y"))) for text in elements(piece, "text")[-count:]]
    assert [text.text for text in elements(piece, "text")[-count:]] == names
    assert len(set(places)) == count and max(x + 6.5 * len(names[0]) for x, _ in places) <= 480
    lines = [place(path) for path in elements(piece, "path") if path.get("stroke-linejoin")]
    assert max(y for _, y in places) < min(line[:, 1].min() for line in lines)


def test_a_small_constant_has_an_axis_of_its_size():
    piece = charts.line_chart([charts.Series("rate", [1, 2], [2e-4, 2e-4])])
    assert "0.0002" in [text.text for text in elements(piece, "text")]


@pytest.mark.parametrize("epochs", [1, 2, 3, 40])
def test_epochs_are_counted_in_whole_numbers(epochs):
    history = [{"epoch": epoch + 1, "loss": 0.5 - 0.001 * epoch} for epoch in range(epochs)]
    piece = reporting.chart(history, [("loss", "loss", "")], "loss")
    below = [text for text in elements(piece, "text") if text.get("text-anchor") == "middle"]
    numbers = [text.text for text in below if text.text not in ("epoch", "loss")]
    assert numbers and all(words.isdigit() and 1 <= int(words) <= epochs for words in numbers)


def test_long_lines_are_thinned():
    x = np.arange(100_000)
    assert len(charts.line_chart([charts.Series("s", x, np.sin(x))])) < 60_000


def test_histogram_is_in_shares():
    piece = charts.histogram({"one": [1, 3], "other": [30, 10]}, [-1, 0, 1], "error (m)")
    lines = [place(path) for path in elements(piece, "path") if path.get("stroke-width") == "1.5"]
    assert lines[0][:, 1].min() == pytest.approx(lines[1][:, 1].min())  # both have three quarters in one bin
    assert lines[0][0, 1] > lines[0][-1, 1]


def test_intervals_are_drawn_where_they_are():
    rows = [
        charts.Interval("one", 2.0, 1.0, 3.0),
        charts.Interval("none", float("nan"), float("nan"), float("nan")),
    ]
    piece = charts.intervals(rows, "m")
    (dot,) = elements(piece, "circle")
    (bar,) = (path for path in elements(piece, "path") if path.get("stroke-width") == "2")
    low, high = re.match(r"M([\d.]+),[\d.]+H([\d.]+)", bar.get("d")).groups()
    assert float(dot.get("cx")) == pytest.approx((float(low) + float(high)) / 2, abs=0.2)


def test_a_picture_survives_its_uri(rng, tmp_path):
    image = rng.integers(0, 256, (7, 5, 3), dtype=np.uint8)
    uri = images.data_uri(image)
    (tmp_path / "a.png").write_bytes(base64.b64decode(uri.partition(",")[2]))
    read = gdal.Open(str(tmp_path / "a.png")).ReadAsArray()
    np.testing.assert_array_equal(np.moveaxis(read, 0, 2), image)
    grey = images.enlarged(image[..., 0], 14)
    (tmp_path / "b.png").write_bytes(images.png(grey))
    read = gdal.Open(str(tmp_path / "b.png")).ReadAsArray()
    np.testing.assert_array_equal(read[::2, ::2], image[..., 0])


def test_hillshade_is_lit_from_the_north_west_and_shows_voids():
    rows, cols = np.indices((20, 20), dtype=float)
    lit, dark = images.hillshade(rows + cols, 1.0), images.hillshade(-rows - cols, 1.0)
    assert lit[10, 10, 0] > 200 > 100 > dark[10, 10, 0]
    heights = np.full((5, 5), np.nan)
    assert (images.hillshade(heights, 1.0) == images.VOID).all()
    heights[:3] = 4.0
    assert (images.hillshade(heights, 1.0)[4] == images.VOID).all()


def test_scale_bar_has_a_round_length():
    piece = charts.scale_bar(0.7, width=300)
    (bar,) = elements(piece, "path")
    start, end = re.match(r"M([\d.]+),8v6H([\d.]+)", bar.get("d")).groups()
    (text,) = elements(piece, "text")
    assert text.text == "100 m"
    assert (float(end) - float(start)) * 0.7 == pytest.approx(100, abs=0.1)


def test_colours_around_zero():
    low, zero, high, void = images.diverging(np.array([[-9.0, 0.0, 9.0, np.nan]]), 2.0)[0]
    np.testing.assert_array_equal(low, images.BLUE)
    np.testing.assert_array_equal(zero, images.WHITE)
    np.testing.assert_array_equal(high, images.RED)
    np.testing.assert_array_equal(void, images.VOID)
    assert charts.colour_bar(2.0, "m").count("<rect") > 20


def test_numbers_in_words():
    assert [html.number(value, 2) for value in (1234.5, -0.001, None, float("nan"))][:2] == [
        "1,234.50",
        "0.00",
    ]
    assert html.number(None) == html.number(float("inf")) != ""
    assert html.number(0.5, 1, " m", sign=True) == "+0.5 m"
    assert html.share(0.1234) == "12.3 %"

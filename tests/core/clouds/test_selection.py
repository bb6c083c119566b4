"""Which points of LAS files are used: classes, returns, flags; and what is said where none is left."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from roofline.models.clouds import readers
from roofline.models.clouds.gridding import grid_points
from roofline.models.clouds.readers.selection import USUAL, Selection, classes_of
from roofline.models.errors import RooflineError
from support import implicity_parts as parts
from support import las_parts as las

COUNT = 40
POINTS = np.arange(COUNT)[:, None] * [0.5, 0.25, 1.0] + np.array([5e5, 5e6, 50])
CLASSES = np.arange(COUNT) % 20


def used(path, **words):
    """Numbers of the points that are used: their heights tell them."""
    pieces = readers.open_points(path, Selection.of(**words)).pieces()
    return [round(z - 50) for piece in pieces for z in piece[:, 2]]


@pytest.mark.parametrize(("kind", "minor"), [(0, 0), (1, 2), (3, 4), (6, 4), (10, 4)])
def test_classes(tmp_path, kind, minor):
    path = las.write(tmp_path / "c.las", POINTS, kind, minor, classes=CLASSES)
    assert used(path) == [n for n in range(COUNT) if n % 20 not in (7, 18)]
    assert used(path, classes="2, 6") == [2, 6, 22, 26]
    assert used(path, classes="6-8") == [6, 7, 8, 26, 27, 28]


@pytest.mark.parametrize(("kind", "shift"), [(1, 3), (6, 4)])
def test_returns(tmp_path, kind, shift):
    number, of = np.arange(COUNT) % 4, np.full(COUNT, 3)
    of[number == 0] = 0  # told by nobody, as in photogrammetric clouds: first and last at once
    path = las.write(tmp_path / "c.las", POINTS, kind, 4, classes=2, returns=number | of << shift)
    assert used(path) == [*range(COUNT)]
    assert used(path, returns="first") == [n for n in range(COUNT) if n % 4 in (0, 1)]
    assert used(path, returns="last") == [n for n in range(COUNT) if n % 4 in (0, 3)]


def test_flags(tmp_path):
    """Format 1 has no flag of overlap but class 12; format 6 has one, and class 12 is another thing there."""
    chosen = np.arange(COUNT)
    old = np.where(chosen < 5, 32, 0) | np.where((chosen >= 5) & (chosen < 10), 128, 0)
    new = np.where(chosen < 5, 1, 0) | np.where((chosen >= 5) & (chosen < 10), 4, 0)
    new |= np.where((chosen >= 10) & (chosen < 15), 8, 0)
    one = las.write(
        tmp_path / "1.las", POINTS, 1, 2, classes=np.where((old == 0) & (chosen < 15), 12, 2), flags=old
    )
    six = las.write(tmp_path / "6.las", POINTS, 6, 4, classes=2, flags=new)
    for path in (one, six):
        assert used(path) == [*range(5), *range(10, COUNT)]
        assert used(path, withheld=True) == [*range(COUNT)]
        assert used(path, synthetic=False) == [*range(10, COUNT)]
        assert used(path, overlap=False) == [*range(5), *range(15, COUNT)]
    twelve = las.write(tmp_path / "12.las", POINTS, 6, 4, classes=12)
    assert used(twelve, overlap=False) == [*range(COUNT)]


def test_what_is_left_out_is_said(tmp_path, caplog):
    path = las.write(tmp_path / "c.las", POINTS, 6, 4, classes=CLASSES)
    with caplog.at_level(logging.INFO, "roofline"):
        used(path), used(path, classes="2")
    assert [record.getMessage() for record in caplog.records] == [
        "4 points of c.las are marked as noise (classes 7 and 18) or withheld; they are left out.",
        "38 points of c.las are left out, by their classes, returns or flags.",
    ]


def test_a_single_point_is_told_as_one(tmp_path, caplog):
    one = las.write(tmp_path / "one.las", POINTS[:2], 6, 4, classes=[7, 2])
    with caplog.at_level(logging.INFO, "roofline"):
        used(one), used(one, classes="2")
    assert [record.getMessage() for record in caplog.records] == [
        "1 point of one.las is marked as noise (classes 7 and 18) or withheld; it is left out.",
        "1 point of one.las is left out, by its class, return or flags.",
    ]
    alone = las.write(tmp_path / "alone.las", POINTS[:1], 6, 4, classes=7)
    with pytest.raises(RooflineError, match=r"The only point of alone.las is not used, .* \(7\), return"):
        used(alone)


def test_no_point_left(tmp_path):
    path = las.write(tmp_path / "c.las", POINTS, 6, 4, classes=np.where(np.arange(COUNT) < 9, 7, 18))
    with pytest.raises(RooflineError, match=r"None of the 40 points of c.las .* \(7, 18\)"):
        grid_points(path, tmp_path / "dsm.tif", pixel_size=1)
    assert grid_points(path, tmp_path / "dsm.tif", pixel_size=1, selection=Selection.of("7")) == 9
    with pytest.raises(RooflineError, match="change CLASSES"):
        grid_points(path, tmp_path / "dsm.tif", pixel_size=1, selection=Selection.of("2"))


def test_a_file_without_points_is_told_so(tmp_path):
    path = las.write(tmp_path / "c.las", POINTS[:0], 6, 4)
    with pytest.raises(RooflineError, match="has no points; choose another file"):
        grid_points(path, tmp_path / "dsm.tif", pixel_size=1, selection=Selection.of("2"))


def test_files_without_classes_are_refused_only_where_classes_are_asked_for(tmp_path):
    cloud = parts.write_ply(tmp_path / "cloud.ply", POINTS)
    assert readers.open_points(cloud, USUAL).name == "cloud.ply"
    for words in ({"classes": "2"}, {"returns": "first"}, {"overlap": False}, {"withheld": True}):
        with pytest.raises(RooflineError, match=r"cloud.ply tells no classes.* CLASSES"):
            readers.open_points(cloud, Selection.of(**words))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        (" , ", None),
        ("2", {2}),
        ("2,6", {2, 6}),
        ("3 - 5; 17", {3, 4, 5, 17}),
        ("0 255", {0, 255}),
    ],
)
def test_lists_of_classes(text, found):
    assert classes_of(text) == found


@pytest.mark.parametrize("text", ["ground", "2,x", "-1", "256", "6-2", "2.5", "1-2-3"])
def test_lists_that_are_none(text):
    with pytest.raises(RooflineError, match=r"CLASSES is .* from 0 to 255"):
        classes_of(text)


def test_words_and_back():
    chosen = Selection.of("2, 6", "last", withheld=True, synthetic=False, overlap=False)
    assert Selection.from_words({**chosen.words(), "name": "x"}) == chosen
    assert Selection.from_words(USUAL.words()) == USUAL
    with pytest.raises(RooflineError, match="RETURNS is 'third'; choose one of all, first, last"):
        Selection.of(returns="third")


def test_a_name_that_no_system_knows():
    with pytest.raises(RooflineError, match="does not exist; choose another file"):
        readers.open_points("x" * 5000 + ".las")


def test_tiles_of_entwine_are_refused(tmp_path):
    (tmp_path / "ept.json").write_text("{}")
    for path in (tmp_path / "ept.json", tmp_path, "https://example.org/city/ept.json"):
        with pytest.raises(RooflineError, match=r"\(EPT\), which are not read; export .* LAZ or COPC"):
            readers.open_points(path)


@pytest.mark.parametrize(
    "name",
    ["https://example.org/a.laz", "/vsicurl/https://example.org/a.laz", "/vsizip/a.zip/a.las", "a.zip"],
)
def test_clouds_on_the_web_or_in_archives_are_refused_with_what_to_do(name):
    with pytest.raises(
        RooflineError, match=r"a\.\w+ lies on the web or in an archive; download or unpack it"
    ):
        readers.open_points(name)

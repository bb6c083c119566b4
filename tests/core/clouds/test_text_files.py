"""Text and PLY as people and programs write them: each file beside the points it must give."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import osr
from roofline.models.clouds import readers
from roofline.models.clouds.index import PointIndex
from roofline.models.errors import RooflineError
from support.cloud_parts import read

POINTS = np.array(
    [[500038.218, 5400036.25, 50.773], [500016.5, 5400030.74, -50.5], [500002.0, 5400027.5, 50.0]]
)
COMMA = [[f"{value:.3f}".replace(".", ",") for value in point] for point in POINTS]
POINT = [[f"{value:.3f}" for value in point] for point in POINTS]


def text(rows, separator, header=""):
    return header + "".join(separator.join(row) + "\n" for row in rows)


def moved(order, rows=POINT):
    return [[row[place] if isinstance(place, int) else place for place in order] for row in rows]


GOOD = {
    "comma and tab": text(COMMA, "\t"),
    "comma and blank": text(COMMA, " "),
    "comma and blanks": text(COMMA, "   "),
    "comma and semicolon": text(COMMA, ";", "X;Y;Z\n"),
    "comma in quotes": text([[f'"{field}"' for field in row] for row in COMMA], ",", '"X","Y","Z"\n'),
    "comma after a whole number": text([["500038", "5400036", "50"], *COMMA], "\t"),
    "pipe": text(POINT, "|"),
    "comma with blanks": text(POINT, ", "),
    "blanks before": text([["", *row] for row in POINT], " "),
    "north first": text(moved([1, 0, 2]), ";", "Hochwert;Rechtswert;Höhe\n"),
    "north first, ASCII": text(moved([1, 0, 2]), ";", "HOCHWERT;RECHTSWERT;HOEHE\n"),
    "Ostwert": text(moved([2, 1, 0]), "\t", "Höhe [m]\tNordwert [m]\tOstwert [m]\n"),
    "English": text(moved(["7", 1, 0, 2]), ",", "id,Northing (m),Easting (m),Elevation (m)\n"),
    "letters": text(moved([1, 0, 2]), " ", "N E H\n"),
    "ArcGIS": text(moved(["1", 2, 0, 1]), ",", "OBJECTID,POINT_Z,POINT_X,POINT_Y\n"),
    "UTM": text(moved([1, 0, 2]), ",", "utm_n,utm_e,z\n"),
    "zones and datums": text(moved([1, 2, 0]), ",", "y_UTM32,z_DHHN2016,x_UTM32\n"),
    "units in the words": text(moved([2, 1, 0]), ";", "zm;ym;xm\n"),
    "French": text(moved([1, 0, 2]), ";", "Nord;Est;Altitude\n"),
    "degrees beside": text(moved(["11.1", "48.2", 0, 1, 2]), ",", "lon,lat,x,y,z\n"),
    "text behind": text(moved([0, 1, 2, "roof"]), ",", "x,y,z,class\n"),
    "text before": text(moved(["tree house", 0, 1, 2]), ";", "class;x;y;z\n"),
    "text without a header": text(moved(["P1", 0, 1, 2]), "\t"),
    "empty fields": text(moved([0, 1, 2, "", "5"]), ",", "x,y,z,intensity,class\n"),
    "separators at the end": text(moved([0, 1, 2, ""]), ";"),
    "numbered": text([[number, *point] for number, point in zip(("7", "8", "12"), POINT)], " "),
    "numbered, comma": text([[number, *point, "5"] for number, point in zip("123", COMMA)], ";"),
    "comments between": text(POINT[:1], " ") + "# a note\n" + text(POINT[1:], " "),
    "blank lines": text(POINT[:1], " ") + "\n   \n" + text(POINT[1:], " ") + "\n",
    "Windows": text(POINT, ";", "x;y;z\n").replace("\n", "\r\n"),
    "CloudCompare": text(moved([0, 1, 2, "255", "0.500000"]), " ", "//X Y Z R Scalar_field\n3\n"),
    "CloudCompare with commas": text(moved([0, 1, 2, "255"]), ",", "//X,Y,Z,R\n"),
    "PDAL": text(moved([0, 1, 2, "7.00"]), ",", '"X","Y","Z","Intensity"\n'),
    "ASP": text(moved([0, 1, 2, "0.1"]), ",", "# easting,northing,height above datum (meters),error\n"),
}
CODES = ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-be with mark", "utf-16-le", "utf-16-be"]
CODES += ["utf-32", "utf-32-be with mark", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", GOOD)
def test_text_is_read_whatever_wrote_it(tmp_path, kind, code):
    name, _, mark = code.partition(" with ")
    path = tmp_path / "cloud.txt"
    path.write_bytes((("\ufeff" if mark else "") + GOOD[kind]).encode(name))
    found = read(path)
    wanted = POINTS if kind != "comma after a whole number" else [[500038, 5400036, 50], *POINTS]
    np.testing.assert_array_equal(found, wanted)


def test_blocks_meet_in_every_encoding(tmp_path, monkeypatch):
    monkeypatch.setattr("roofline.models.clouds.readers.text.PIECE", 97)
    points = np.random.default_rng(0).uniform(0, 100, (500, 3)).round(3)
    for code in ("utf-8", "utf-16"):
        body = "Höhe;y;x;Art\n" + "".join(f"{z};{y};{x};Dach\n" for x, y, z in points)
        (tmp_path / "cloud.csv").write_bytes(body.encode(code))
        np.testing.assert_array_equal(read(tmp_path / "cloud.csv"), points)


REFUSED = {
    "degrees": ("lon,lat,height\n11.1,48.2,50\n11.2,48.1,51\n", "longitudes and latitudes; reproject"),
    "degrees in German": ("Länge;Breite;Höhe\n11.1;48.2;50\n", "longitudes and latitudes; reproject"),
    "degrees of ASP": ("# latitude,longitude,height above datum (meters)\n48.2,11.1,50\n", "longitudes"),
    "ESRI": (
        "ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n4 5 6\n",
        "raster .* Refine DSM",
    ),
    "ESRI in capitals": ("NCOLS 3\nNROWS 2\n1 2 3\n4 5 6\n", "raster .* Refine DSM"),
    "Surfer": ("DSAA\n3 2\n0 2\n0 1\n1 6\n1 2 3\n4 5 6\n", "raster .* Refine DSM"),
    "GRASS": ("north: 2\nsouth: 0\neast: 3\nwest: 0\nrows: 2\ncols: 3\n1 2 3\n4 5 6\n", "raster"),
    "unclear": ("x,y,a,b\n1,2,3,4\n", "which columns are x, y and z"),
    "no north": ("easting,height,code\n1,2,3\n", "which columns are x, y and z"),
    "ragged": ("1 2 3\n1 2\n1 2 3\n", "different numbers of fields, such as 1 2; correct"),
    "one field more and one less": (
        "x,y,z,r\n" + "1,2,3,7\n" * 99 + "1,2,,7\n1,2,3,7,9\n",
        "different numbers of fields, such as 1,2,3,7,9; correct",
    ),
    "one blank field more and one less": (
        "1 2 3 7\n" * 99 + "1 2 7\n1 2 3 7 9\n",
        "different numbers of fields, such as 1 2 7; correct",
    ),
    "words": ("x;y;z\n1;2;3\n1;2;roof\n", "y or z is no number, such as 1;2;roof; correct"),
    "a place is missing": (
        "x,y,z,r\n" + "1,2,3,7\n" * 99 + "1,,3,7\n",
        "no number, such as 1,,3,7; correct",
    ),
    "a place is NA": ("x;y;z\n1;2;3\n1;NA;3\n", "no number, such as 1;NA;3; correct"),
    "most heights are missing": (
        "x,y,z,r\n" + "1,2,,7\n" * 51 + "1,2,3,7\n" * 49,
        "^51 of the 100 points of cloud.asc have no height: check which column .* name it z in the first",
    ),
    "all heights are missing": ("x y z\n1 2 NA\n1 2 -\n", "three numbers"),
    "long": ("x;y;z;of\n1;2;3;a\n1;2;roof;" + "far " * 40, r"such as 1;2;roof;(far ){12}far…; correct"),
    "no three numbers": ("a b 1 2 3\na b c 2 3\n", "no number, such as a b c 2 3"),
    "grouped": (
        "x y z\n1,234,567.8 5,400,036.25 50.7\n1,234,568.0 5,400,036.25 50.7\n",
        "grouped digits, such as 1,234,567.8",
    ),
    "grouped by points": ("1.234.567,8;5.400.036,25;50,7\n", "grouped digits"),
    "grouped in quotes": ('"x","y","z"\n"34,567.8","5,400,036","50.7"\n', "grouped digits, such as 34,567.8"),
    "grouped as in Switzerland": ("1\u2019234\u2019567.8\t5'400'036\t50.7\n", "grouped digits"),
    "two numbers": ("1 2\n3 4\n", "three numbers"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_text_is_refused_for_what_it_is(tmp_path, kind):
    content, words = REFUSED[kind]
    (tmp_path / "cloud.asc").write_text(content, encoding="utf-8")
    with pytest.raises(RooflineError, match=words):
        read(tmp_path / "cloud.asc")


MISSING = ["", "NA", "n/a", "#N/A", "NULL", "<Null>", "\\N", "None", "-", "NaN", "-1.#IND"]


@pytest.mark.parametrize("word", MISSING)
@pytest.mark.parametrize("row", [0, 1, 3, 60, 99])
@pytest.mark.parametrize(
    ("separator", "order", "header"),
    [
        (",", [0, 1, 2, "7"], ""),
        (",", [0, 1, 2], "x,y,z\n"),
        (";", ["roof", 2, 1, 0], "art;z;y;x\n"),
        ("\t", [0, 1, 2], ""),
        ("; ", ["7", 0, 1, 2, "255", "9"], ""),
    ],
)
def test_points_without_a_height_are_left_out(tmp_path, caplog, separator, order, header, row, word):
    """Their rows may stand anywhere, also first, where one of two numbers might be words above the others."""
    rows = [["500038.5", "5400036.25", f"{number + 0.5}"] for number in range(100)]
    rows[row][2] = word
    rows = [
        [place if each == "7" else each for each in line] for place, line in enumerate(moved(order, rows))
    ]
    lines = (separator.join(map(str, line)) + "\n" for line in rows)
    (tmp_path / "cloud.txt").write_text(header + "".join(lines))
    with PointIndex(readers.open_points(tmp_path / "cloud.txt"), 10.0) as index:
        heights = index.read((0, 0, 1e7, 1e7))[:, 2]
    np.testing.assert_array_equal(np.sort(heights), np.delete(np.arange(100) + 0.5, row))
    assert "1 point of cloud.txt has no height; it is left out." in caplog.messages
    assert not any("impossible" in message for message in caplog.messages)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_column_behind_is_never_taken_for_heights_that_are_missing(tmp_path, separator):
    rows = [["1", "2", str(number) if number % 3 else "", "255"] for number in range(60)]
    (tmp_path / "cloud.csv").write_text(text(rows, separator))
    heights = read(tmp_path / "cloud.csv")[:, 2]
    np.testing.assert_array_equal(heights, [n if n % 3 else np.nan for n in range(60)])


def test_a_code_before_the_coordinates_that_some_points_lack_is_passed_over(tmp_path):
    rows = [["7" if number % 2 else "", *POINT[number % 3]] for number in range(30)]
    (tmp_path / "cloud.csv").write_text(text(rows, ";"))
    np.testing.assert_array_equal(read(tmp_path / "cloud.csv"), np.tile(POINTS, (10, 1)))


def test_of_several_columns_of_heights_the_one_that_is_used_is_said(tmp_path, caplog):
    (tmp_path / "cloud.csv").write_text(text(moved([1, 0, "99.5", 2]), ",", "N,E,h_ell,H\n"))
    np.testing.assert_array_equal(read(tmp_path / "cloud.csv")[:, 2], [99.5] * 3)
    assert "cloud.csv has several columns of heights; column 3 is used" in caplog.text
    caplog.clear()
    (tmp_path / "cloud.csv").write_text(text(moved([1, 0, 2]), ",", "N,E,H\n"))
    read(tmp_path / "cloud.csv")
    assert not caplog.records


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["500000", "5400000", "50.5", "7"],
            ["500001", "5400000", "50.1", "9"],
            ["500002", "5400000", "51.2", "8"],
        ],
        [["500000", "5400000.5", "50.5", "7.5"], ["500000", "5400001.5", "50.1", "9.5"]],
        [
            ["500003", "5400000.5", "50.5", "7"],
            ["500002", "5400001.5", "50.1", "9"],
            ["500001", "5400002.5", "5.1", "9"],
        ],
        [["1", "2.5", "50.5"], ["2", "3.5", "50.1"], ["3", "4.5", "50.1"]],
    ],
)
def test_whole_metres_are_no_numbers_of_points(tmp_path, rows):
    (tmp_path / "cloud.xyz").write_text(text(rows, " "))
    np.testing.assert_array_equal(read(tmp_path / "cloud.xyz"), np.array(rows, float)[:, :3])


def test_scans_follow_each_other_in_one_file(tmp_path):
    """Each begins with the number of its points, as Cyclone writes PTS."""
    rows = moved([0, 1, 2, "-735", "89", "81", "71"])
    scans = "3\n" + text(rows, " ") + "2\n" + text(rows[:2], " ") + "1\n" + text(rows[2:], " ")
    (tmp_path / "cloud.PTS").write_text(scans)
    np.testing.assert_array_equal(read(tmp_path / "cloud.PTS"), np.concatenate([POINTS, POINTS]))
    (tmp_path / "cloud.xyz").write_text(scans)
    with pytest.raises(RooflineError, match="different numbers of fields, such as 2; correct"):
        read(tmp_path / "cloud.xyz")


def ply(path, form, vertex, values, head="", before="", before_bytes=b"", after=b""):
    """A PLY file of vertices with the properties of a numpy type."""
    names = {"f4": "float", "f8": "double", "u1": "uchar", "i4": "int32"}
    order = ">" if form.endswith("big_endian") else "<"
    kinds = [(name, order + kind) for name, kind in vertex]
    table = np.array([tuple(row) for row in values], kinds)
    lines = "".join(f"property {names[kind]} {name}\n" for name, kind in vertex)
    header = f"ply\nformat {form} 1.0\n{head}{before}element vertex {len(values)}\n{lines}end_header\n"
    body = (
        table.tobytes() if form != "ascii" else text([map(repr, row) for row in table.tolist()], " ").encode()
    )
    path.write_bytes(header.encode() + before_bytes + body + after)
    return path


FORMS = ["ascii", "binary_little_endian", "binary_big_endian"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_ply_with_colours_remarks_and_capitals(tmp_path, form, kind):
    vertex = [("X", kind), ("red", "u1"), ("Y", kind), ("nx", "f4"), ("Z", kind)]
    values = [(x, 7, y, 0.5, z) for x, y, z in np.float32(POINTS) / 1000]
    head = "comment Created by CloudCompare v2.13\nobj_info Generated by CloudCompare!\n"
    path = ply(tmp_path / "cloud.ply", form, vertex, values, head)
    np.testing.assert_array_equal(read(path), np.float32(POINTS) / np.float32(1000))


@pytest.mark.parametrize("form", FORMS)
def test_ply_with_other_elements_first_and_faces_behind(tmp_path, form):
    order = ">" if form.endswith("big_endian") else "<"
    lists = "element part 2\nproperty list uchar int32 members\nproperty double size\nelement none 3\n"
    if form == "ascii":
        first, after = b"3 1 2 3 0.5\n0 0.25\n", b"3 0 1 2\n4 0 1 2 0\n"
    else:
        first = b"\3" + np.array([1, 2, 3], order + "i4").tobytes() + np.array([0.5], order + "f8").tobytes()
        first, after = first + b"\0" + np.array([0.25], order + "f8").tobytes(), b"\3" + bytes(12)
    vertex = [("x", "f8"), ("y", "f8"), ("z", "f8")]
    path = ply(tmp_path / "cloud.ply", form, vertex, POINTS, before=lists, before_bytes=first, after=after)
    np.testing.assert_array_equal(read(path), POINTS)


@pytest.mark.parametrize("form", FORMS)
def test_ply_with_lists_among_the_properties(tmp_path, form, monkeypatch):
    monkeypatch.setattr("roofline.models.clouds.readers.ply.WALKED", 2)
    order = ">" if form.endswith("big_endian") else "<"
    head = f"ply\nformat {form} 1.0\nelement vertex 3\nproperty double x\nproperty list uchar float views\n"
    head += "property double y\nproperty double z\nend_header\n"
    body = b""
    for number, (x, y, z) in enumerate(POINTS):
        if form == "ascii":
            body += f"{x} {number} {'1.5 ' * number}{y} {z}\n".encode()
        else:
            body += np.array([x], order + "f8").tobytes() + bytes([number])
            body += np.full(number, 1.5, order + "f4").tobytes() + np.array([y, z], order + "f8").tobytes()
    (tmp_path / "cloud.ply").write_bytes(head.encode() + body)
    np.testing.assert_array_equal(read(tmp_path / "cloud.ply"), POINTS)
    (tmp_path / "torn.ply").write_bytes((head.encode() + body)[:-9])
    with pytest.raises(RooflineError):
        read(tmp_path / "torn.ply")


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("comment created by S2P\ncomment projection: UTM 31N\n", "32631"),
        ("comment projection: UTM 19S\n", "32719"),
        ("comment projection: CRS EPSG:25832\n", "25832"),
        ("comment crs EPSG:2056\n", "2056"),
        ("comment epsg: 25833\n", "25833"),
        ("comment CRS: " + readers.crs_wkt("EPSG:25832") + "\n", "25832"),
        ("comment projection: none\n", ""),
        ("comment projection: UTM 99N\n", ""),
        ("comment in no CRS at all\n", ""),
    ],
)
def test_ply_tells_its_crs_in_a_remark(tmp_path, remark, code):
    vertex = [("x", "f8"), ("y", "f8"), ("z", "f8")]
    wkt = readers.open_points(ply(tmp_path / "cloud.ply", FORMS[1], vertex, POINTS, remark)).crs
    crs = osr.SpatialReference()
    assert bool(wkt) == bool(code)
    if code:
        crs.ImportFromWkt(wkt)
        assert crs.GetAuthorityCode(None) == code

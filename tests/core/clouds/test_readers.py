"""Point cloud files in every format, and the index that finds the points of a patch."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from roofline.models.clouds import index as points
from roofline.models.clouds import readers
from roofline.models.errors import RooflineError
from support import copc
from support import implicity_parts as parts
from support.cloud_parts import read

POINTS = parts.flat_points(20, 10) + np.random.default_rng(1).normal(0, [0, 0, 3], (400, 3))


def write_text(path, separator=" ", header="", decimal=".", extra=False):
    lines = [separator.join(f"{value:.6f}" for value in point) for point in POINTS]
    lines = [line.replace(".", decimal) + (separator + "255" if extra else "") for line in lines]
    path.write_text(header + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("cloud.xyz", {}),
        ("cloud.txt", {"separator": "\t", "extra": True}),
        ("cloud.csv", {"separator": ",", "header": "x,y,z\n"}),
        ("german.csv", {"separator": ";", "decimal": ",", "header": "X;Y;Z;I\n", "extra": True}),
        ("count.pts", {"header": "400\n"}),
        ("comment.xyz", {"header": "# a comment\n// another\n", "separator": "  "}),
    ],
)
def test_text(tmp_path, name, options):
    np.testing.assert_allclose(read(write_text(tmp_path / name, **options)), POINTS, atol=1e-6)


def test_text_with_named_columns(tmp_path):
    path = tmp_path / "named.csv"
    path.write_text("id,height,northing,easting\n" + "".join(f"7,{z},{y},{x}\n" for x, y, z in POINTS))
    np.testing.assert_array_equal(read(path), POINTS)


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_ply(tmp_path, form):
    kinds = [("x", "f8"), ("red", "u1"), ("y", "f8"), ("z", "f8")]
    names = {"f8": "double", "u1": "uchar"}
    order = ">" if form.endswith("big_endian") else "<"
    vertices = np.zeros(len(POINTS), [(name, order + kind) for name, kind in kinds])
    for axis, name in enumerate("xyz"):
        vertices[name] = POINTS[:, axis]
    properties = "".join(f"property {names[kind]} {name}\n" for name, kind in kinds)
    header = f"ply\nformat {form} 1.0\ncomment x\nelement vertex {len(POINTS)}\n{properties}"
    header += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    faces = b"3 0 1 2\n" if form == "ascii" else b"\3" + np.array([0, 1, 2], f"{order}i4").tobytes()
    lines = "".join(f"{float(v['x'])!r} 0 {float(v['y'])!r} {float(v['z'])!r}\n" for v in vertices)
    body = lines.encode() if form == "ascii" else vertices.tobytes()
    (tmp_path / "cloud.ply").write_bytes(header.encode() + body + faces)
    np.testing.assert_array_equal(read(tmp_path / "cloud.ply"), POINTS)


@pytest.mark.parametrize("name", ["cloud.las", "cloud.laz"])
def test_las(tmp_path, name):
    laspy = pytest.importorskip("laspy", reason="laspy is an optional extra")
    pytest.importorskip("lazrs", reason="lazrs is an optional extra")
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = [1e-4] * 3, [500000, 5000000, 0]
    wkt = readers.crs_wkt("EPSG:32631")
    header.vlrs.append(laspy.vlrs.known.WktCoordinateSystemVlr(wkt))
    cloud = laspy.LasData(header)
    cloud.x, cloud.y, cloud.z = np.concatenate([POINTS, POINTS[:5]]).T
    cloud.classification = np.array([1] * 400 + [7] * 3 + [18] * 2, np.uint8)
    cloud.write(tmp_path / name)
    np.testing.assert_allclose(read(tmp_path / name), POINTS, atol=1e-4)
    assert "UTM zone 31N" in readers.open_points(tmp_path / name).crs


def test_copc(tmp_path):
    """Chunks of different sizes in the octree's order; laspy's own reader of COPC finds the same points."""
    laspy = pytest.importorskip("laspy", reason="laspy is an optional extra")
    pytest.importorskip("lazrs", reason="lazrs is an optional extra")
    made = np.random.default_rng(0).uniform([500000, 5000000, 10], [500080, 5000050, 40], (3000, 3))
    path = copc.write(tmp_path / "cloud.copc.laz", made, readers.crs_wkt("EPSG:32631"))
    with laspy.CopcReader.open(str(path)) as reader:
        whole, coarse = reader.query(), reader.query(level=0)
        found = np.column_stack([whole.x, whole.y, whole.z])
        assert (len(whole), len(coarse)) == (3000, 600)
    mine, theirs, wanted = (np.unique(np.rint(p * 1e4), axis=0) for p in (read(path), found, made))
    np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_allclose(mine, wanted, atol=1)
    assert "UTM zone 31N" in readers.open_points(path).crs


def test_point_chunks(tmp_path):
    for number in (0, 1):
        folder = tmp_path / f"chunk_00{number}"
        folder.mkdir()
        np.savez_compressed(folder / "input_point_cloud.npz", pts=np.add(POINTS, [100 * number, 0, 0]))
    (tmp_path / "chunk_info.yaml").write_text(
        "0:\n  name: chunk_000\n  min_bound: [500000, 5000000, 3]\n  max_bound: [500020, 5000010, 9]\n"
        "1:\n  name: chunk_001\n  min_bound: [500100, 5000000]\n  max_bound: [500120, 5000010]\n"
    )
    one = tmp_path / "chunk_001" / "input_point_cloud.npz"
    np.testing.assert_array_equal(read(one), np.add(POINTS, [100, 0, 0]))
    assert readers.open_points(one).regions == ((500100, 5000000, 500120, 5000010),)
    both = readers.open_points(tmp_path / "chunk_info.yaml")
    assert len(both.regions) == 2 and len(read(tmp_path / "chunk_info.yaml")) == 800


BROKEN = {
    "missing.xyz": None,
    "words.xyz": b"these are no numbers\n" * 5,
    "ragged.csv": b"1,2,3,4\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n",
    "late.xyz": b"1 2 3\n" * 100 + b"1 2 x\n",
    "empty.xyz": b"",
    "cloud.obj": b"v 1 2 3\n",
    "short.ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 99\nproperty float x\n"
    b"property float y\nproperty float z\nend_header\n1234",
    "huge.ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 999999999999\nproperty float x\n"
    b"property float y\nproperty float z\nend_header\n1234",
    "flat.ply": b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\n"
    b"end_header\n1 2\n",
    "lists.ply": b"ply\nformat ascii 1.0\nelement vertex 1\nproperty list uchar int x\nend_header\n1 2\n",
    "torn.ply": b"ply\nformat ascii 1.0\n",
    "torn.las": b"LASF" + b"\0" * 50,
    "torn.laz": b"not a las file at all",
    "torn.npz": b"PK\3\4 torn",
    "info.yaml": b"- 1\n- 2\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_one_sentence(tmp_path, name):
    if name.endswith(("las", "laz")):
        pytest.importorskip("laspy", reason="laspy is an optional extra")
    if BROKEN[name] is not None:
        (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(RooflineError) as raised:
        read(tmp_path / name)
    assert "\n" not in str(raised.value) and str(raised.value).endswith(".")


@pytest.mark.parametrize("array", [np.zeros((4, 2)), np.array(["a"] * 3), np.zeros((3, 3), complex)])
def test_other_arrays_are_refused(tmp_path, array):
    np.savez(tmp_path / "cloud.npz", pts=array)
    with pytest.raises(RooflineError, match="pts"):
        read(tmp_path / "cloud.npz")


def test_pickled_arrays_and_bombs_are_refused(tmp_path):
    np.savez(tmp_path / "objects.npz", pts=np.array([{}] * 3, object))
    np.savez_compressed(tmp_path / "bomb.npz", pts=np.zeros((1_000_000, 3)))
    for name in ("objects.npz", "bomb.npz"):
        with pytest.raises(RooflineError):
            read(tmp_path / name)


@pytest.mark.parametrize("cell", [0.7, 4.0, 1000.0])
def test_the_index_finds_what_lies_inside(tmp_path, cell, monkeypatch):
    monkeypatch.setattr(points, "PIECE", 64)  # many pieces
    cloud = readers.open_points(parts.write_ply(tmp_path / "cloud.ply", POINTS))
    rng = np.random.default_rng(4)
    with points.PointIndex(cloud, cell) as index:
        assert index.count == len(POINTS)
        for _ in range(20):
            left, bottom = rng.uniform([499995, 4999995], [500018, 5000009])
            bounds = (left, bottom, left + rng.uniform(0.1, 9), bottom + rng.uniform(0.1, 9))
            x, y, _ = POINTS.T
            inside = (x > bounds[0]) & (x < bounds[2]) & (y > bounds[1]) & (y < bounds[3])
            found = index.read(bounds)
            assert {tuple(point) for point in found} == {tuple(point) for point in POINTS[inside]}
            assert len(found) == inside.sum()


def test_the_index_leaves_out_what_is_no_place(tmp_path):
    broken = np.concatenate([POINTS, [[np.nan, 1, 2], [500001, np.inf, 2]]])
    cloud = readers.open_points(parts.write_ply(tmp_path / "cloud.ply", broken))
    with points.PointIndex(cloud, 2.0) as index:
        assert index.count == len(POINTS)
    with pytest.raises(RooflineError, match="no points"):
        points.PointIndex(cloud, 2.0, within=(0, 0, 1, 1))


@pytest.mark.parametrize(("offset", "value"), [(6, 178), (8, 1), (10, 99)])
def test_archives_that_python_does_not_know(tmp_path, offset, value):
    """A version, an encryption and a method of packing beyond its own: no fault of Roofline."""
    path = tmp_path / "cloud.npz"
    np.savez(path, pts=POINTS)
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + offset, value)
    path.write_bytes(data)
    with pytest.raises(RooflineError, match=r"cloud\.npz cannot be read as a point cloud .*get a new copy\."):
        read(path)

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.distribute.job import tags_of
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.paths import check_paths
from roofline.models.raster.writer import RasterWriter
from support import limits, paths
from support.engine_parts import hills, leftovers, make, wkt

GRID = Grid(50, 40, (500000, 0.5, 0, 5000000, 0, -0.5), wkt("EPSG:32631"))


def test_a_file_appears_when_it_is_complete(tmp_path):
    heights = hills(40, 50)
    target = tmp_path / "out.tif"
    with RasterWriter(target, GRID, nodata=-9999, descriptions=["Height"]) as writer:
        for row in range(0, 40, 10):
            writer.write(heights[None, row : row + 10], Window(0, row, 50, 10))
            assert not target.exists()
    dataset = gdal.Open(str(target))
    np.testing.assert_array_equal(dataset.ReadAsArray(), heights)
    assert Grid.of(dataset) == GRID
    assert dataset.GetRasterBand(1).GetNoDataValue() == -9999
    assert dataset.GetRasterBand(1).GetDescription() == "Height"
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert dataset.GetRasterBand(1).GetBlockSize() == [256, 256]
    assert leftovers(tmp_path) == {"out.tif"}


@pytest.mark.parametrize("missing", [1, 20, 400])
def test_a_marked_file_that_is_cut_off_has_no_mark(tmp_path, missing):
    """The pixels of a small raster wait in GDAL's cache till the end: the mark comes behind them."""
    target = tmp_path / "out.tif"
    with RasterWriter(target, GRID, nodata=-9999) as writer:
        writer.write(np.random.default_rng(1).random((1, 40, 50)).astype(np.float32), Window(0, 0, 50, 40))
        writer.mark(DONE="yes")
    assert tags_of(target) == {"DONE": "yes"}
    target.write_bytes(target.read_bytes()[:-missing])
    assert tags_of(target) == {}


@pytest.mark.parametrize("error", [Cancelled, ValueError, KeyboardInterrupt])
def test_whatever_goes_wrong_leaves_the_older_file_and_nothing_else(tmp_path, error):
    target = make(tmp_path / "out.tif", np.full((4, 4), 7, np.float32))
    before = target.read_bytes()
    with pytest.raises(error), RasterWriter(target, GRID) as writer:
        writer.write(hills(40, 50)[None], Window(0, 0, 50, 40))
        raise error
    assert target.read_bytes() == before
    assert leftovers(tmp_path) == {"out.tif"}


def test_replacing_a_file_drops_its_old_overviews_and_statistics(tmp_path):
    target = make(tmp_path / "out.tif", np.zeros((40, 50), np.float32))
    for suffix in (".ovr", ".aux.xml"):
        Path(f"{target}{suffix}").write_text("of the older file")
    with RasterWriter(target, GRID) as writer:
        writer.write(hills(40, 50)[None], Window(0, 0, 50, 40))
    assert leftovers(tmp_path) == {"out.tif"}


def test_creation_options_of_the_user_replace_the_defaults(tmp_path):
    with RasterWriter(tmp_path / "a.tif", GRID, creation_options=["COMPRESS=LZW"]) as writer:
        writer.write(hills(40, 50)[None], Window(0, 0, 50, 40))
    dataset = gdal.Open(str(tmp_path / "a.tif"))
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "LZW"


def test_creation_options_that_nobody_knows_are_said(tmp_path, caplog):
    with RasterWriter(tmp_path / "a.tif", GRID, creation_options=["COMPRESS=NOPE"]) as writer:
        writer.write(np.zeros((1, 40, 50), np.float32), Window(0, 0, 50, 40))
    assert "'NOPE' is an unexpected value for COMPRESS" in caplog.text
    caplog.clear()
    with RasterWriter(tmp_path / "b.tif", GRID, creation_options=["COMPRESS=LZW"]) as writer:
        writer.write(np.zeros((1, 40, 50), np.float32), Window(0, 0, 50, 40))
    assert not caplog.records


@pytest.mark.parametrize(("name", "driver"), [("a.img", "HFA"), ("a.tiff", "GTiff"), ("a.asc", "AAIGrid")])
def test_other_formats_by_extension(tmp_path, name, driver):
    heights = hills(40, 50)
    with RasterWriter(tmp_path / name, GRID, nodata=-9999) as writer:
        writer.write(heights[None], Window(0, 0, 50, 40))
    dataset = gdal.Open(str(tmp_path / name))
    assert dataset.GetDriver().ShortName == driver
    np.testing.assert_allclose(dataset.ReadAsArray(), heights, atol=1e-3)
    assert not [entry for entry in leftovers(tmp_path) if entry.startswith(".")]


def test_places_that_cannot_be_written(tmp_path):
    (tmp_path / "folder.tif").mkdir()
    targets = {
        tmp_path / "missing" / "a.tif": "does not exist",
        tmp_path / "folder.tif": "is a folder",
        tmp_path / "a.nonsense": "ends with .tif",
    }
    for target, words in targets.items():
        with pytest.raises(RooflineError, match=words):
            RasterWriter(target, GRID)
    assert leftovers(tmp_path) == {"folder.tif"}


def test_a_folder_that_is_read_only(tmp_path):
    """Root may write everywhere but among the system's own, which are refused by what they are."""
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        with pytest.raises(RooflineError, match="no place on this machine's disks"):
            check_paths([], [Path("/proc/report.html")])
        return
    with pytest.raises(RooflineError, match="writable"):
        RasterWriter(folder / "roofline-test.tif", GRID)
    with pytest.raises(RooflineError, match="writable"):
        check_paths([], [folder / "report.html"])
    with pytest.raises(RooflineError, match="choose another"):
        check_paths([], [], [folder / "logs" / "more"])


def test_paths_are_checked_before_the_work(tmp_path):
    """Files that are read or written twice, and places where nothing can be written; nothing is left."""
    source, target = tmp_path / "in.tif", tmp_path / "out.html"
    source.write_text("")
    check_paths(
        [source, "no file", "<VRTDataset>" * 50],
        [target, tmp_path / "out.json"],
        [tmp_path / "new" / "folder"],
    )
    (tmp_path / "link.tif").symlink_to(source)
    refused = {
        "same name": [
            ([source], [tmp_path / "link.tif"], ()),
            ([], [target, tmp_path / "." / "out.html"], ()),
        ],
        "does not exist; create it": [([], [tmp_path / "missing" / "a.html"], ())],
        "is a folder; name a file": [([], [tmp_path], ())],
        "cannot be written; choose another": [([], [], [source]), ([], [], [source / "logs"])],
    }
    for words, cases in refused.items():
        for case in cases:
            with pytest.raises(RooflineError, match=words):
                check_paths(*case)
    assert leftovers(tmp_path) == {"in.tif", "link.tif"}


def test_a_disk_that_is_full(tmp_path):
    """A limit on file sizes makes every write beyond it fail, as a full disk does."""
    pytest.importorskip("resource", reason="file size limits are a thing of Unix")
    script = f"""
        import resource, signal, sys
        sys.path.insert(0, {str(paths.TESTS)!r})
        import conftest
        import numpy as np
        from roofline.models.errors import RooflineError
        from roofline.models.raster.grid import Grid, Window
        from roofline.models.raster.writer import RasterWriter
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        values = np.random.default_rng(0).normal(size=(1, 512, 512)).astype(np.float32)
        try:
            with RasterWriter({str(tmp_path / "out.tif")!r}, Grid(512, 512)) as writer:
                writer.write(values, Window(0, 0, 512, 512))
        except RooflineError as error:
            print("refused:", error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert "refused:" in done.stdout and "not full" in done.stdout
    assert leftovers(tmp_path) == set()


@limits.needs_limits
@pytest.mark.parametrize("exceptions", [True, False])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # GDAL's own
def test_a_full_disk_gets_its_room_back_whoever_keeps_the_error(tmp_path, exceptions):
    """QGIS keeps errors, and these what their frames hold: files stayed open where GDAL raises exceptions."""
    values = np.random.default_rng(0).normal(size=(1, 512, 512)).astype(np.float32)
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        with (
            limits.files_of_at_most(100_000),
            pytest.raises(RooflineError, match="not full") as kept,
            RasterWriter(tmp_path / "out.tif", Grid(512, 512)) as writer,
        ):
            writer.write(values, Window(0, 0, 512, 512))
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()
    assert kept.value is not None and leftovers(tmp_path) == set()
    links = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert [link for link in links if str(tmp_path) in link] == []

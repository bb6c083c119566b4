"""Jobs on many machines give what one machine gives, and go on where they were stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle as bundles
from roofline.models.distribute import blocks, commands, copying, mosaic, planning
from roofline.models.distribute.__main__ import main
from roofline.models.distribute.cuts import cuts
from roofline.models.distribute.job import Job
from roofline.models.engine.tiles import TileLayout
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Window
from roofline.models.raster.source import RasterSource
from roofline.models.surfaces.fusion import predict_sets
from roofline.models.surfaces.guides import guide_sets
from support.engine_parts import hills, make
from support.paths import ROOT
from support.rasters import grid_of, read
from support.toy_models import shifting_model, uncertain_model

SIZE = (300, 420)


@pytest.fixture
def dsm(tmp_path: Path) -> Path:
    """Hills with a void corner, so that the first tile has no data, and a hole."""
    heights = hills(*SIZE)
    heights[:130, :140] = np.nan
    heights[200:215, 300:340] = np.nan
    return make(tmp_path / "dsm.tif", np.nan_to_num(heights, nan=-9999), nodata=-9999.0)


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> str:
    """A network of random weights in tiles of 64 pixels, which doubts."""
    torch.manual_seed(4)
    path = uncertain_model(tmp_path_factory.mktemp("model") / "random.pt")
    made = bundles.load(path)
    with torch.no_grad():
        for weights in made.network.parameters():
            weights.add_(torch.randn_like(weights) * 0.1)
    made.save(path)
    return str(path)


def planned(folder: Path, dsm: Path, model: str, **options) -> Job:
    guides = options.pop("guides", [])
    settled = {"device": "cpu", "precision": "float32", "block_size": 150, **options}
    return planning.make(folder, "refinedsm", model, {"dsm": [dsm], "guides": guides}, **settled)


def plain(target: Path, dsm: Path, model: str, guides=(), **options):
    """The same on one machine."""
    loaded = bundles.load(model)
    settled = {"device": "cpu", "precision": "float32", "batch_size": 1, **options}
    return predict_sets(loaded, dsm, guide_sets(loaded.spec, guides), target, **settled)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_blocks_joined_are_one_machines_raster(tmp_path: Path, dsm: Path, network: str, precision: str):
    job = planned(tmp_path / "job", dsm, network, precision=precision)
    assert len(job.plan) == 6 and job.missing() == list(range(6))
    blocks.do_all(job.folder, reversed(range(6)))
    made = mosaic.join(job)
    done = plain(tmp_path / "plain.tif", dsm, network, precision=precision)
    np.testing.assert_array_equal(read(made["target"]), read(tmp_path / "plain.tif"))
    assert grid_of(made["target"]) == grid_of(tmp_path / "plain.tif")
    assert mosaic.numbers(job) == pytest.approx(done.numbers, rel=1e-12)
    assert done.voids_filled > 0


def test_one_file_is_as_one_machine_writes_it(tmp_path: Path, dsm: Path, network: str):
    """With its grid, names and layout; and a COG with the same pixels."""
    job = planned(tmp_path / "job", dsm, network, uncertainty=False, fill_voids=False)
    blocks.do_all(job.folder, range(6))
    made = mosaic.join(job)["target"]
    copying.write(made, tmp_path / "one.tif")
    mosaic.write_cog(made, tmp_path / "cog.tif")
    plain(tmp_path / "plain.tif", dsm, network, fill_voids=False)
    np.testing.assert_array_equal(read(tmp_path / "one.tif"), read(tmp_path / "plain.tif"))
    assert grid_of(tmp_path / "one.tif") == grid_of(tmp_path / "plain.tif")
    one, expected = (gdal.Open(str(tmp_path / f"{name}.tif")) for name in ("one", "plain"))
    for said in (
        gdal.Band.GetDescription,
        gdal.Band.GetMetadata,
        gdal.Band.GetUnitType,
        gdal.Band.GetBlockSize,
    ):
        assert said(one.GetRasterBand(1)) == said(expected.GetRasterBand(1))
    assert one.GetMetadata("IMAGE_STRUCTURE") == expected.GetMetadata("IMAGE_STRUCTURE")
    np.testing.assert_array_equal(read(tmp_path / "cog.tif"), read(tmp_path / "plain.tif"))
    assert gdal.Open(str(tmp_path / "cog.tif")).GetMetadata("IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_overviews_of_blocks_are_those_of_the_mosaic(tmp_path: Path, dsm: Path, network: str):
    job = planned(tmp_path / "job", dsm, network, overviews=True)
    blocks.do_all(job.folder, range(6))
    made = mosaic.join(job)["target"]
    plain(tmp_path / "plain.tif", dsm, network)
    expected = read(tmp_path / "plain.tif")
    np.testing.assert_array_equal(read(made), expected)
    dataset, one = gdal.Open(str(made)), gdal.Open(str(job.file("target", 3)))
    assert one.GetRasterBand(1).GetOverviewCount() == 1 and dataset.GetRasterBand(1).GetOverviewCount() == 1
    half = dataset.GetRasterBand(1).GetOverview(0).ReadAsArray()
    means = expected[:300, :420].reshape(150, 2, 210, 2).mean((1, 3))
    assert half.shape == means.shape and np.nanmax(np.abs(half - means)[100:140, 20:60]) < 0.01
    cut = job.file("target", 3)
    cut.write_bytes(cut.read_bytes()[:-200])
    assert job.missing() == [3]


def test_uncertainty_goes_along(tmp_path: Path, dsm: Path, network: str):
    job = planned(tmp_path / "job", dsm, network, uncertainty=True)
    blocks.do_all(job.folder, range(len(job.plan)))
    made = mosaic.join(job)
    plain(tmp_path / "a.tif", dsm, network, uncertainty=tmp_path / "b.tif")
    np.testing.assert_array_equal(read(made["target"]), read(tmp_path / "a.tif"))
    np.testing.assert_array_equal(read(made["uncertainty"]), read(tmp_path / "b.tif"))


@pytest.mark.parametrize("fusion", ["mean", "each"])
def test_sets_of_guides_are_fused_block_by_block(tmp_path: Path, dsm: Path, fusion: str):
    model = str(shifting_model(tmp_path / "guided.pt", guides=1))
    grids = ((500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5), (499990.0, 0.7, 0.0, 5000020.0, 0.0, -0.7))
    guides = [
        make(
            tmp_path / f"{i}.tif", np.random.default_rng(i).random((420, 420)).astype("f4"), geotransform=grid
        )
        for i, grid in enumerate(grids)
    ]
    job = planned(tmp_path / "job", dsm, model, guides=guides, fusion=fusion)
    blocks.do_all(job.folder, range(len(job.plan)))
    made = mosaic.join(job)["target"]
    done = plain(tmp_path / "a.tif", dsm, model, list(map(str, guides)), fusion=fusion)
    joined, one = gdal.Open(str(made)), gdal.Open(str(tmp_path / "a.tif"))
    assert joined.RasterCount == one.RasterCount == (2 if fusion == "each" else 1)
    np.testing.assert_array_equal(joined.ReadAsArray(), one.ReadAsArray())
    assert joined.GetRasterBand(1).GetDescription() == one.GetRasterBand(1).GetDescription() != ""
    assert mosaic.numbers(job) == pytest.approx(done.numbers, rel=1e-12)


def test_a_window_and_what_people_have_set_for_a_raster(tmp_path: Path, dsm: Path, network: str):
    source = RasterSource(str(dsm), nodata=(((0.0, 51.0),),))
    window = (30, 40, 350, 200)
    job = planned(tmp_path / "job", source, network, window=window)
    assert Job.open(job.folder).plan == job.plan and Job.open(job.folder).plan.hash == job.plan.hash
    blocks.do_all(job.folder, range(len(job.plan)))
    plain(tmp_path / "a.tif", source, network, window=Window(*window))
    made = mosaic.join(job)["target"]
    np.testing.assert_array_equal(read(made), read(tmp_path / "a.tif"))
    assert grid_of(made) == grid_of(tmp_path / "a.tif")


def test_what_is_done_is_kept_and_what_is_damaged_is_done_again(tmp_path: Path, dsm: Path):
    model = str(shifting_model(tmp_path / "toy.pt"))
    job = planned(tmp_path / "job", dsm, model)
    assert blocks.do_all(job.folder, range(6)) == 6
    assert planned(tmp_path / "job", dsm, model).plan.hash == job.plan.hash
    assert blocks.do_all(job.folder, range(6)) == 0
    whole = read(mosaic.join(job)["target"])
    cut, other = job.file("target", 2), job.file("target", 4)
    cut.write_bytes(cut.read_bytes()[:-200])
    other.unlink()
    cut.with_name(".roofline-0123456789abcdef.part").write_bytes(b"what a killed worker has left")
    assert job.missing() == [2, 4]
    with pytest.raises(RooflineError, match="2 of 6 blocks are not done yet, the first is 2;"):
        mosaic.join(job)
    kept = {n: job.file("target", n).stat().st_mtime_ns for n in (0, 1, 3, 5)}
    assert blocks.do_all(job.folder, range(6)) == 2
    assert kept == {n: job.file("target", n).stat().st_mtime_ns for n in kept}
    np.testing.assert_array_equal(read(mosaic.join(job)["target"]), whole)
    assert {file.suffix for file in cut.parent.iterdir()} == {".tif"}
    another = planned(tmp_path / "another", dsm, model, fill_voids=False)
    assert another.plan.hash != job.plan.hash and len(another.missing()) == 6


def test_changed_sources_models_and_versions_are_refused(tmp_path: Path, dsm: Path):
    model = shifting_model(tmp_path / "toy.pt")
    job = planned(tmp_path / "job", dsm, str(model))
    blocks.do(job.folder, 0)
    content, times = dsm.read_bytes(), (dsm.stat().st_atime_ns, dsm.stat().st_mtime_ns)
    middle = len(content) // 2
    dsm.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    os.utime(dsm, ns=times)
    with pytest.raises(RooflineError, match=r"dsm\.tif has changed since the plan was made"):
        blocks.do(job.folder, 1)
    dsm.write_bytes(content)  # a small file is known by its content: its new time is no matter
    assert blocks.do(job.folder, 1)
    weights = model.read_bytes()
    shifting_model(model, shift=3.0)
    with pytest.raises(
        RooflineError, match=r"Model .*toy\.pt is another one here than when the plan was made"
    ):
        blocks.do(job.folder, 2)
    model.write_bytes(weights)
    older = Job.make(tmp_path / "older", replace(job.plan, roofline="0.0.1"))
    with pytest.raises(RooflineError, match=r"The plan was made by Roofline 0\.0\.1, this is "):
        blocks.do(older.folder, 2)
    other = Job.make(tmp_path / "other", replace(job.plan, tiles="0" * 16))
    with pytest.raises(RooflineError, match="The tiles are not those of the plan"):
        blocks.do(other.folder, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "plan.json is damaged; plan again"),
        ("[]", "is no plan that this Roofline can read"),
        ('{"format": "roofline-plan", "version": 1}', "is damaged; plan again"),
        ('{"format": "roofline-plan", "version": 2}', "is no plan that this Roofline can read"),
        (None, "has no plan; make one with the verb plan"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str | None, sentence: str):
    if text is not None:
        (tmp_path / "plan.json").write_text(text)
    with pytest.raises(RooflineError, match=sentence):
        Job.open(tmp_path)


def test_a_plan_that_was_changed_anywhere_is_refused(tmp_path: Path, dsm: Path, network: str):
    job = planning.make(tmp_path / "job", "refinedsm", network, {"dsm": [dsm], "guides": []}, device="cpu")
    plan = job.folder / "plan.json"
    content = json.loads(plan.read_text())
    for name in content.keys() - {"format", "version"}:
        for value in ("../../x", 2**40, None, [], float("nan")):
            if content[name] != value:
                plan.write_text(json.dumps({**content, name: value}))
                with pytest.raises(RooflineError, match="is damaged; plan again"):
                    Job.open(job.folder)
    plan.write_text("[" * 10**5)
    with pytest.raises(RooflineError, match="is damaged; plan again"):
        Job.open(job.folder)


def test_a_copy_of_the_result_replaces_nothing_of_the_job(tmp_path: Path, dsm: Path, network: str):
    inputs = {"dsm": [dsm], "guides": []}
    job = planning.make(tmp_path / "job", "refinedsm", network, inputs, device="cpu", precision="float32")
    (tmp_path / "same.tif").symlink_to(dsm)
    before = dsm.read_bytes()
    for target in (
        dsm,
        tmp_path / "same.tif",
        job.file("target", 0),
        job.changed("target", 0),
        job.folder / "target.vrt",
        Path(network),
        job.folder / "plan.json",
    ):
        for option in ("--tif", "--cog"):
            options = commands.arguments(["mosaic", str(job.folder), option, str(target)], "")
            with pytest.raises(RooflineError, match=r"same name as another file|would replace or change"):
                options.run(options, None)
    assert dsm.read_bytes() == before


def test_wishes_that_cannot_be_met_are_refused_when_planning(tmp_path: Path, dsm: Path, network: str):
    for changes, sentence in (
        ({"block_size": 0}, "The block size is 0"),
        ({"model": "nothing"}, "Model 'nothing' is neither a file nor an installed model"),
        ({"guides": [dsm]}, "works on the DSM alone"),
        ({"dsm": "x" * 3000}, "x cannot be read as a raster"),
        ({"overlap": 1000}, "The overlap is 1000"),
        ({"window": (9000, 0, 5, 5)}, "does not overlap the DSM"),
    ):
        with pytest.raises(RooflineError, match=sentence):
            planned(tmp_path / "job", **{"dsm": dsm, "model": network, **changes})
    with pytest.raises(RooflineError, match="Task importmodel cannot be divided"):
        planning.make(tmp_path / "job", "importmodel", network, {"dsm": [dsm]})
    with pytest.raises(RooflineError, match="There is no block 6; the plan has 6, from 0 on"):
        blocks.do(planned(tmp_path / "job", dsm, network).folder, 6)


def test_cuts_lie_where_one_tile_lies_across():
    layout = TileLayout(100_000, 1000, 512, 64, 32)
    edges = cuts(layout.cols, 100_000, 16384)
    assert edges[0] == 0 and edges[-1] == 100_000 and len(edges) == 8
    for edge in edges[1:-1]:
        across = [o for o in layout.cols.origins if o < edge < o + layout.cols.size]
        assert len(across) == 1 and edge % 64 == 0
        (tile,) = across
        assert layout.cols.weights[layout.cols.origins.index(tile)][edge - tile] == 1
    assert cuts(layout.rows, 1000, 16384) == (0, 1000)
    apart = TileLayout(1000, 1000, 100, 0, 1, "stride", "none")
    assert cuts(apart.cols, 1000, 300) == (0, 200, 500, 700, 1000)


def test_the_command_line(tmp_path: Path, dsm: Path, monkeypatch, caplog):
    """As people type it, from the folder that holds the plugin's; some of it here, as that is quicker."""
    (tmp_path / "roofline").symlink_to(ROOT)
    model = shifting_model(tmp_path / "toy.pt")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "roofline.models.distribute", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    monkeypatch.chdir(tmp_path)
    caplog.set_level("INFO", "roofline.models")
    options = ["--model", str(model), "--block-size", "200", "--device", "cpu", "--precision", "float32"]
    assert run("plan", "job", "refinedsm", "--input", str(dsm), *options).returncode == 0
    assert main(["block", "job", "1"]) == 0
    waiting = run("status", "job")
    assert waiting.returncode == 3 and "1 of 6 blocks are done" in waiting.stderr
    assert "Missing: 0 2 3 4 5" in waiting.stderr
    assert main(["mosaic", "job"]) == 1 and "5 of 6 blocks are not done yet" in caplog.text
    assert "Blocks that were not done before: 3." in run("share", "job", "1/2").stderr
    assert main(["share", "job", "2/2"]) == 0
    joined = run("mosaic", "job", "--tif", "one.tif")
    assert joined.returncode == 0 and "mean_absolute_change: 1" in joined.stderr
    plain(tmp_path / "plain.tif", dsm, str(model))
    np.testing.assert_array_equal(read(tmp_path / "one.tif"), read(tmp_path / "plain.tif"))
    assert main(["share", "job", "3/2"]) == 1
    with pytest.raises(SystemExit, match="2"):
        main(["share", "job", "x"])


def test_a_share_is_every_so_many_th_block(tmp_path: Path, dsm: Path, network: str):
    job = planned(tmp_path / "job", dsm, network)
    shares = [list(blocks.share(job, k, 4)) for k in range(1, 5)]
    assert shares == [[0, 4], [1, 5], [2], [3]]


def test_the_bar_is_for_terminals(caplog):
    class Terminal(list):
        write, flush = list.append, lambda self: None
        isatty = staticmethod(lambda: True)

    shown = Terminal()
    with commands.bar(shown) as grow:
        grow(0.5)
        grow(0.501)
    assert len(shown) == 2 and shown[0].endswith(" 50 %") and shown[1] == "\n"
    quiet = Terminal()
    quiet.isatty = lambda: False
    with commands.bar(quiet) as grow:
        grow(0.5)
    assert quiet == []


def test_a_nation_is_planned_in_seconds(tmp_path: Path):
    """10^6 x 10^6 px in a VRT whose first rows are empty, in a process of its own, without PyTorch."""
    (tmp_path / "roofline").symlink_to(ROOT)
    make(tmp_path / "part.tif", hills(256, 256), nodata=-9999.0)
    (tmp_path / "nation.vrt").write_text(
        """<VRTDataset rasterXSize="1000000" rasterYSize="1000000"><SRS>EPSG:32631</SRS>
        <GeoTransform>500000, 0.5, 0, 5000000, 0, -0.5</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1"><NoDataValue>-9999</NoDataValue><SimpleSource>
        <SourceFilename relativeToVRT="1">part.tif</SourceFilename><SourceBand>1</SourceBand>
        <SrcRect xOff="0" yOff="0" xSize="256" ySize="256"/>
        <DstRect xOff="700000" yOff="600000" xSize="256" ySize="256"/>
        </SimpleSource></VRTRasterBand></VRTDataset>"""
    )
    code = (
        "import re, sys, time; from roofline.models.distribute import planning\n"
        "job = planning.make('job', 'refinedsm', 'refine-geometry', {'dsm': ['nation.vrt'], 'guides': []},"
        " device='cuda', precision='bfloat16')\n"
        "print(len(job.plan), job.plan.reference, 'torch' in sys.modules, time.process_time(),"
        " int(re.search('VmHWM:[^0-9]*([0-9]+)', open('/proc/self/status').read())[1]) >> 10)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    count, height, torch_loaded, seconds, megabytes = done.stdout.split()
    assert (int(count), torch_loaded) == (62 * 62, "False") and 40 < float(height) < 80
    assert float(seconds) < 10 and int(megabytes) < 300
    print(f"planned in {float(seconds):.1f} CPU s, {megabytes} MB")

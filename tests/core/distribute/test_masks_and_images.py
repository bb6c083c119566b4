"""Building masks and painted images in blocks are those of one machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import bundle as bundles
from roofline.models import published
from roofline.models.buildings.contours import THRESHOLD
from roofline.models.distribute import blocks, mosaic, planning
from roofline.models.imagery.synthesis import synthesize
from roofline.models.predict import predict
from roofline.models.raster.grid import Window
from support.rasters import read, write
from support.satgen_parts import checkpoint, town_mask
from support.toy_models import finding_model

SETTLED = {"device": "cpu", "precision": "float32"}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Tall things of a few pixels all over, and a hole."""
    random = np.random.default_rng(3)
    heights = np.where(random.random((300, 320)) < 0.35, 60.0, 20.0).astype(np.float32)
    heights[40:60, 40:60] = np.nan
    return write(tmp_path / "town.tif", heights)


def corner(job) -> tuple[int, int]:
    """Where four blocks meet: row and column."""
    return job.plan.rows[1], job.plan.cols[1]


@pytest.mark.parametrize("min_area", [0.0, 0.5, 2.0, 9.0, 9.25])
def test_masks_and_small_buildings_at_borders(tmp_path: Path, town: Path, min_area: float):
    """A pixel has a quarter of a square metre; the building across four blocks has nine square metres."""
    model = str(finding_model(tmp_path, "tall", ("dsm",)))
    inputs = {"dsm": [town], "image": [None], "ndvi": [None]}
    options = {"min_area": min_area, "probability": True, "threshold": None, **SETTLED}

    def plan(name: str):
        return planning.make(tmp_path / name, "buildingmask", model, inputs, block_size=150, **options)

    row, col = corner(plan("first"))
    heights = np.nan_to_num(read(town), nan=-9999)
    heights[row - 9 : row + 9, col - 9 : col + 9] = 20
    heights[row - 3 : row + 3, col - 3 : col + 3] = 60
    write(town, np.where(heights == -9999, np.nan, heights).astype(np.float32))
    job = plan("second")
    assert len(job.plan) == 6 and corner(job) == (row, col)
    blocks.do_all(job.folder, range(6))
    made = mosaic.join(job)
    target, beside = tmp_path / "plain.tif", tmp_path / "probability.tif"
    done = predict(
        bundles.load(model), [town], target, probability=beside, min_area=min_area, batch_size=1, **SETTLED
    )
    np.testing.assert_array_equal(read(made["target"]), read(target))
    np.testing.assert_array_equal(read(made["probability"]), read(beside))
    assert mosaic.numbers(job) == pytest.approx(done.numbers, rel=1e-12)
    assert done.numbers["building_pixels"] > 0
    here = read(made["target"])[row - 3 : row + 3, col - 3 : col + 3]
    assert here.sum() == (0 if min_area > 9 else 36)
    dataset = gdal.Open(str(made["probability"]))
    assert float(dataset.GetRasterBand(1).GetMetadataItem(THRESHOLD)) == 0.5
    changed = list((job.folder / "target-final").glob("*.tif"))
    assert len(changed) == (0 if min_area < 0.5 else 6)
    again = {file: file.stat().st_mtime_ns for file in changed}
    mosaic.join(job)
    assert again == {file: file.stat().st_mtime_ns for file in changed}


def test_a_lost_list_of_specks_makes_its_block_again(tmp_path: Path, town: Path):
    model = str(finding_model(tmp_path, "tall", ("dsm",)))
    inputs = {"dsm": [town], "image": [None], "ndvi": [None]}
    options = {"min_area": 2.0, **SETTLED}
    job = planning.make(tmp_path / "job", "buildingmask", model, inputs, block_size=150, **options)
    blocks.do_all(job.folder, range(6))
    specks = job.file("specks", 3)
    specks.write_bytes(specks.read_bytes()[:-20])
    assert job.missing() == [3] and blocks.do(job.folder, 3) and job.missing() == []


def test_auto_stands_for_an_installed_model(tmp_path: Path, town: Path):
    inputs = {"dsm": [town], "image": [None], "ndvi": [None]}
    job = planning.make(tmp_path / "job", "buildingmask", "auto", inputs, **SETTLED)
    assert job.plan.model == "buildings-surface"


@pytest.mark.parametrize("window", [None, (37, 21, 390, 380)])
def test_painted_images(tmp_path: Path, window):
    model = tmp_path / "painter.pt"
    published.load(checkpoint(tmp_path / "published.pth")).save(model)
    mask = write(tmp_path / "mask.tif", town_mask(420, 440), nodata=None)
    own = {"background": "gaussian", "seed": 5, "tile_size": 64, "overlap": 16}
    job = planning.make(
        tmp_path / "job",
        "synthesizeimagery",
        str(model),
        {"mask": [mask]},
        block_size=130,
        window=window,
        **own,
        **SETTLED,
    )
    assert len(job.plan) >= 4
    blocks.do_all(job.folder, range(len(job.plan)))
    made = mosaic.join(job)["target"]
    part = Window(*window) if window else None
    synthesize(bundles.load(model), mask, tmp_path / "a.tif", window=part, batch_size=1, **own, **SETTLED)
    joined, plain = gdal.Open(str(made)), gdal.Open(str(tmp_path / "a.tif"))
    np.testing.assert_array_equal(joined.ReadAsArray(), plain.ReadAsArray())
    assert joined.GetGeoTransform() == plain.GetGeoTransform() and joined.RasterCount == 3
    assert len(np.unique(joined.ReadAsArray())) > 50

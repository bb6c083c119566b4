"""DSM enhancer models through Processing: the original's file in, the original's raster out."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks
from roofline.models.training.loop.init import initialise
from support import engine_parts, paths, rasters, weight_recipe

PARITY = paths.PARITY / "dsm_enhancer"
CASES = sorted(folder.name for folder in PARITY.glob("e2e_*")) or ["none"]
GRID = (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


@pytest.fixture
def run(qgis, tmp_path):
    """Imports a generator with the weights of a tag, runs it on a DSM and its NDVI; the result's path."""
    import processing

    def enhance(tag, width, dsm, ndvi, heights="original", **parameters):
        network = weight_recipe.filled(networks.build("dsm_enhancer", {"width": width}), tag)
        checkpoint, model = tmp_path / "latest_net_G.pth", str(tmp_path / "enhancer.pt")
        torch.save(network.state_dict(), checkpoint)
        imported = {"INPUT": str(checkpoint), "HEIGHTS": heights, "OUTPUT": model}
        done = processing.run("roofline:importmodel", imported)
        sources = {"INPUT": str(dsm), "GUIDES": [str(ndvi)] if ndvi else [], "MODEL": done["OUTPUT"]}
        target = {"OUTPUT": str(tmp_path / "refined.tif")}
        return processing.run("roofline:refinedsm", {**sources, **target, **parameters})["OUTPUT"]

    return enhance


@pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
@pytest.mark.parametrize("colours", [1, 3])
@pytest.mark.parametrize("case", CASES)
def test_file_to_file_as_the_original(run, tmp_path, case, colours):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    picture = read_all(PARITY / case / "input_tile.tif")[:colours]
    half = picture.shape[2] // 2
    dsm = rasters.write(tmp_path / "dsm.tif", picture[..., :half], geotransform=GRID, nodata=None)
    ndvi = rasters.write(tmp_path / "ndvi.tif", picture[..., half:], geotransform=GRID, nodata=None)
    result = run(meta["weight_recipe_tag"], meta["ngf"], dsm, ndvi)
    expected = read_all(PARITY / case / "output_tile.tif")[0].astype(np.float32)
    difference = np.abs(rasters.read(result) - expected)
    assert difference.max() <= 1
    assert np.count_nonzero(difference) <= meta["pixels_within_1e3_of_integer"]
    assert rasters.grid_of(result)[2] == GRID


@pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
@pytest.mark.parametrize("case", CASES)
def test_the_original_picture_of_dsm_and_ndvi_side_by_side(run, case):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    result = run(meta["weight_recipe_tag"], meta["ngf"], PARITY / case / "input_tile.tif", None)
    expected = read_all(PARITY / case / "output_tile.tif")[0].astype(np.float32)
    difference = np.abs(rasters.read(result) - expected)
    assert difference.max() <= 1
    assert np.count_nonzero(difference) <= meta["pixels_within_1e3_of_integer"]


@pytest.mark.parametrize("place", [None, GRID])
def test_a_picture_of_both_is_its_two_halves(run, tmp_path, rng, place):
    both = rng.integers(20, 200, (256, 512)).astype(np.uint8)
    crs = None if place is None else "EPSG:32631"
    picture, *parts = (
        engine_parts.make(tmp_path / f"{name}.tif", array, geotransform=place, crs=crs)
        for name, array in (("both", both), ("dsm", both[:, :256]), ("ndvi", both[:, 256:]))
    )
    result = run("halves", 2, picture, None)
    together, grid = rasters.read(result), rasters.grid_of(result)
    result = run("halves", 2, *parts)
    np.testing.assert_array_equal(together, rasters.read(result))
    assert grid == rasters.grid_of(result) and together.shape == (256, 256)


def test_other_sizes_still_need_the_guide(run, tmp_path, rng):
    from qgis.core import QgsProcessingException

    wide = rng.integers(20, 200, (256, 500)).astype(np.uint8)
    dsm = rasters.write(tmp_path / "wide.tif", wide, nodata=None)
    with pytest.raises(QgsProcessingException, match="needs a guide raster"):
        run("wide", 2, dsm, None)


def test_voids_and_extent(run, tmp_path, rng):
    """Voids are interpolated for the network and put back when asked."""
    heights = rng.uniform(20, 60, (256, 256)).astype(np.float32)
    heights[30:40, 50:60] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    ndvi = rasters.write(
        tmp_path / "ndvi.tif", rng.integers(90, 200, (256, 256)).astype(np.uint8), nodata=None
    )
    refined = rasters.read(run("voids", 2, dsm, ndvi, FILL_VOIDS=False))
    np.testing.assert_array_equal(np.isnan(refined), np.isnan(heights))
    valid = refined[~np.isnan(refined)]
    assert (valid == np.trunc(valid)).all() and 0 <= valid.min() <= valid.max() <= 255


def test_heights_in_metres(run, tmp_path, rng):
    """Fractions, far above 255 m, without nodata where tiles meet."""
    heights = rng.uniform(1020, 1060, (256, 400)).astype(np.float32)
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    index = rasters.write(tmp_path / "ndvi.tif", rng.uniform(-0.2, 0.6, (256, 400)).astype(np.float32))
    refined = rasters.read(run("metres", 2, dsm, index, heights="metres"))
    assert not np.isnan(refined).any() and (refined != np.trunc(refined)).mean() > 0.9
    assert 1040 - 50 <= refined.min() <= refined.max() <= 1040 + 205 + 20


def test_published_weights_are_tuned(qgis, tmp_path):
    """Simulated city, imported generator, training, refinement: the error on the place gets smaller."""
    import processing

    def run(name, **parameters):
        return processing.run(f"roofline:{name}", parameters)

    paths = {name: str(tmp_path / f"{name}.tif") for name in ("TRUTH", "STEREO", "NDVI")}
    run("simulatecity", WIDTH=300, HEIGHT=260, SEED=3, **paths)
    for letter, family in (("G", "dsm_enhancer"), ("D", "patchgan")):
        network = initialise(networks.build(family, {"width": 4}))
        torch.save(network.state_dict(), tmp_path / f"latest_net_{letter}.pth")
    model = str(tmp_path / "start.pt")
    run("importmodel", INPUT=str(tmp_path / "latest_net_G.pth"), HEIGHTS="metres", OUTPUT=model)
    surface = {"INPUT": paths["STEREO"], "GUIDES": [paths["NDVI"]]}
    settings = {"ARCHITECTURE": "enhancer", "EPOCHS": 2, "SAMPLES": 16, "LEARNING_RATE": 0.01}
    wanted = {"REFERENCE": paths["TRUTH"], "MODEL": model, "OUTPUT": str(tmp_path / "tuned.pt")}
    tuned = run("traindsmrefiner", **surface, **settings, **wanted)
    truth = rasters.read(paths["TRUTH"])
    errors = []
    for name in (model, tuned["OUTPUT"]):
        done = run("refinedsm", **surface, MODEL=name, OUTPUT=str(tmp_path / "refined.tif"))
        errors.append(float(np.nanmean(np.abs(rasters.read(done["OUTPUT"]) - truth))))
    assert errors[1] < 0.5 * errors[0]
    assert bundle.load(tuned["OUTPUT"]).discriminator is not None


def read_all(path):
    from osgeo import gdal

    return gdal.Open(str(path)).ReadAsArray()

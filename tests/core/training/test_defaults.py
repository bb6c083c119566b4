"""From rasters to a plan: what is chosen for a first training, and what is refused in a sentence."""

from __future__ import annotations

import json
import logging
from contextlib import nullcontext

import numpy as np
import pytest
from osgeo import gdal, osr
from roofline.models.errors import RooflineError
from roofline.models.training.refiner import cards, defaults
from roofline.models.training.refiner.defaults import plan_of
from support import rasters, toy_models

TRUTH = rasters.town((160, 224), seed=1)


@pytest.fixture
def pair(tmp_path):
    noisy = TRUTH + np.random.default_rng(2).normal(0, 1, TRUTH.shape).astype(np.float32)
    return tuple(
        str(rasters.write(tmp_path / f"{name}.tif", heights))
        for name, heights in (("noisy", noisy), ("lidar", TRUTH))
    )


def test_two_rasters_adapt_the_bundled_model(pair):
    plan = plan_of(*pair)
    (region,) = plan.regions
    assert (plan.architecture, plan.start, plan.freeze_norms) == ("compact", "refine-geometry", True)
    assert (region.name, region.source.name, region.reference.name) == ("noisy", "noisy.tif", "lidar.tif")
    assert region.crossval and region.strategy == "5-crossval_vertical" and region.test_stripe in (0, 4)
    assert plan.tile_size == 160  # fits the shorter side
    assert 32 <= region.samples <= 1000
    assert plan.epochs > 1 and plan.scheduler["name"] == "CosineAnnealingLR"
    assert cards.draft(plan).network.family == "compact"


def test_a_tall_raster_is_cut_across(tmp_path):
    tall = [str(rasters.write(tmp_path / f"{n}.tif", TRUTH.T + n)) for n in (0, 1)]
    assert plan_of(*tall).regions[0].strategy == "5-crossval_horizontal"


def test_a_reference_alone_is_degraded(pair):
    plan = plan_of(None, pair[1])
    assert plan.regions[0].source is None
    assert plan.degradation["stereo"] > 0 and plan.degradation["relief"] > 1
    assert plan_of(*pair).degradation == {}


def test_guides_decide_the_variant(pair, tmp_path):
    image = str(rasters.write(tmp_path / "ortho.tif", TRUTH))
    for count, variant in ((0, "geom"), (1, "geom-mono"), (2, "geom-stereo"), (3, "geom-multiview")):
        guides = [image] * count
        if count > 1:
            guides = [str(rasters.write(tmp_path / f"ortho{k}.tif", TRUTH)) for k in range(count)]
        plan = plan_of(*pair, guides, overrides={"architecture": "resdepth"})
        assert (plan.variant, plan.guides, plan.start) == (variant, count, None)
    guided = plan_of(*pair, [image], overrides={"start": "none"})
    card = cards.draft(guided)
    assert card.network.options["guided"] and len(card.inputs) == 2


def test_more_guides_than_resdepth_takes(pair, tmp_path):
    images = [str(rasters.write(tmp_path / f"ortho{k}.tif", TRUTH)) for k in range(6)]
    with pytest.raises(RooflineError, match="resdepth takes 5 guides at most, 6 were given; leave some out"):
        plan_of(*pair, images, overrides={"architecture": "resdepth"})


def test_the_stripe_that_validates_is_like_the_whole(tmp_path):
    """Of the first and the last fifth, the one without the town's relief, or without heights, trains."""
    flat = TRUTH.copy()
    flat[:, :60] = 40
    void = TRUTH.copy()
    void[:, 150:] = np.nan
    for heights, stripe in ((flat, 4), (void, 0)):
        path = str(rasters.write(tmp_path / "truth.tif", heights))
        noisy = str(rasters.write(tmp_path / "noisy.tif", heights + np.float32(0.1)))
        assert plan_of(noisy, path).regions[0].test_stripe == stripe


def test_overrides_come_first(pair):
    overrides = {
        "architecture": "resdepth",
        "start": "none",
        "epochs": 3,
        "samples": 5,
        "tile_size": 128,
        "batch_size": 2,
        "learning_rate": 0.01,
        "gradient": 0.5,
        "degrade": 0.25,
        "misregistration": 1.5,
        "early_stopping": 4,
        "seed": 9,
        "precision": "float32",
    }
    plan = plan_of(*pair, overrides=overrides)
    assert (plan.epochs, plan.regions[0].samples, plan.tile_size, plan.batch_size) == (3, 5, 128, 2)
    assert (plan.optimizer["learning_rate"], plan.loss) == (0.01, {"l1": 1.0, "gradient": 0.5})
    assert (plan.degrade, plan.misregistration, plan.early_stopping, plan.seed) == (0.25, 1.5, 4, 9)
    assert (plan.start, plan.precision) == (None, "float32")


def test_the_start_model_tells_its_architecture(pair, tmp_path):
    start = toy_models.shifting_model(tmp_path / "start.pt")
    plan = plan_of(*pair, overrides={"start": str(start)})
    assert (plan.architecture, plan.start, plan.freeze_norms) == ("resdepth", start, True)
    assert cards.draft(plan).network.options["depth"] == 2


def test_a_file_says_all_that_is_left_open(pair, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(plan_of(*pair, overrides={"epochs": 7, "seed": 3}).to_dict()))
    same = defaults.plan_of_file(str(path))
    assert (same.epochs, same.seed, same.start) == (7, 3, "refine-geometry")
    other = defaults.plan_of_file(
        str(path), {"start": "none", "epochs": 2, "samples": 11, "learning_rate": 0.1}
    )
    assert (other.epochs, other.seed, other.start, other.regions[0].samples) == (2, 3, None, 11)
    assert other.optimizer["learning_rate"] == 0.1
    changed = defaults.plan_of_file(str(path), {"architecture": "resdepth", "tile_size": 128})
    assert (changed.architecture, changed.start) == ("resdepth", None)


def _written(folder, name, heights, **options):
    return str(rasters.write(folder / f"{name}.tif", heights, **options))


def _cases(folder):
    noisy, truth = _written(folder, "noisy", TRUTH + 1), _written(folder, "truth", TRUTH)
    far = _written(folder, "far", TRUTH, geotransform=(9e5, 0.5, 0, 5e6, 0, -0.5))
    degrees = _written(folder, "degrees", TRUTH, geotransform=(2, 1e-5, 0, 48, 0, -1e-5), epsg=4326)
    void = _written(folder, "void", np.full_like(TRUTH, np.nan))
    left, right = TRUTH.copy(), TRUTH.copy()
    left[:, 100:], right[:, :110] = np.nan, np.nan
    apart = _written(folder, "left", left), _written(folder, "right", right)
    bands = _written(folder, "bands", np.stack([TRUTH, TRUTH]))
    return {
        "no reference": ((noisy, None), "give REFERENCE"),
        "one file": ((noisy, noisy), "one file"),
        "elsewhere": ((noisy, far), "does not overlap"),
        "degrees": ((degrees, truth), "degrees"),
        "void input": ((void, truth), "INPUT has no valid heights"),
        "void reference": ((noisy, void), "REFERENCE has no valid heights"),
        "apart": (apart, "different parts"),
        "ellipsoid": ((_written(folder, "high", TRUTH + 47), truth), r"\+47\.0 m .* vertical reference"),
        "bands": ((bands, truth), "2 bands"),
        "missing": ((str(folder / "none.tif"), truth), "cannot be read"),
    }


CASES = "no reference,one file,elsewhere,degrees,void input,void reference,apart,ellipsoid,bands,missing"


@pytest.mark.parametrize("case", CASES.split(","))
def test_what_does_not_fit_is_refused_in_a_sentence(tmp_path, case):
    (source, reference), words = _cases(tmp_path)[case]
    with pytest.raises(RooflineError, match=words) as caught:
        plan_of(source, reference)
    assert "\n" not in str(caught.value)


def test_a_small_offset_is_said(pair, tmp_path, caplog):
    lifted = _written(tmp_path, "lifted", TRUTH + 2)
    with caplog.at_level(logging.WARNING):
        plan_of(lifted, pair[1])
    assert "+2.00 m from REFERENCE" in caplog.text


@pytest.mark.parametrize(("spread", "is_level"), [(0.8, True), (3.0, False)])
def test_another_level_shows_beside_the_spread(spread: float, is_level: bool):
    """Six metres are another level where windows agree on them, and noise where they do not."""
    around = np.where(np.indices((10, 10)).sum(0) % 2, 6 + spread, 6 - spread)
    survey = defaults.Survey(*(np.ones((10, 10)) for _ in range(3)), around, np.ones((10, 10)))
    expected = pytest.raises(RooflineError, match="different levels") if is_level else nullcontext()
    with expected:
        defaults.check(survey)


def test_feet_and_another_crs_are_one_place(tmp_path):
    """Heights in feet against metres; the reference in the neighbouring zone, as large as needed."""
    noisy = _written(tmp_path, "feet", TRUTH / np.float32(0.3048), unit="ft")
    assert plan_of(noisy, _written(tmp_path, "truth", TRUTH)).regions
    here, there = (osr.SpatialReference(rasters.wkt(code)) for code in (32631, 32632))
    x, y, _ = osr.CoordinateTransformation(here, there).TransformPoint(500000, 5000000)
    wide = _written(
        tmp_path,
        "zone32",
        np.full((300, 300), 40, np.float32),
        geotransform=(x - 200, 2, 0, y + 200, 0, -2),
        epsg=32632,
    )
    assert plan_of(_written(tmp_path, "flat", np.full_like(TRUTH, 40)), wide).regions


def test_a_reference_in_degrees_is_one_place_too(pair, tmp_path):
    degrees = str(tmp_path / "degrees.tif")
    gdal.Warp(degrees, pair[1], dstSRS="EPSG:4326")
    assert plan_of(pair[0], degrees).regions
    with pytest.raises(RooflineError, match=r"CRS of degrees\.tif is in degrees; reproject"):
        plan_of(degrees, pair[1])


def test_samples_cover_the_part_that_trains():
    assert defaults.sample_count((100, 100), 96) == 32
    assert defaults.sample_count((2000, 2000), 256) == 195
    assert defaults.sample_count((20_000, 20_000), 256) == 1000
    assert defaults.sample_count((20_000, 20_000), 256, defaults.MOST_SIMULATED) == 200


@pytest.mark.parametrize(
    ("name", "architecture", "guides", "start"),
    [
        ("auto", "compact", 0, "refine-geometry"),
        ("auto", "compact", 1, "refine-guided"),
        ("auto", "compact", 2, None),
        ("auto", "resdepth", 0, None),
        ("none", "compact", 0, None),
        ("mine.pt", "compact", 1, "mine.pt"),
    ],
)
def test_training_starts_from_the_bundled_model_that_fits(name, architecture, guides, start):
    assert defaults.starting_model(name, architecture, guides) == start

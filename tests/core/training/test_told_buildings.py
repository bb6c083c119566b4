"""Training a refiner with buildings beside the surface: what the samples hold, and what the model can do."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr, osr
from roofline.models import bundle, predict
from roofline.models.errors import RooflineError
from roofline.models.modelfile.optional import without_roles
from roofline.models.raster.shapes import Vector
from roofline.models.training import run as training_run
from roofline.models.training.refiner import cards, defaults
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner.samples import Samples
from roofline.models.training.refiner.training import RefinerTraining
from scipy import ndimage
from support import rasters

SIZE = 96, 128
HOUSES = [(20, 20, 30, 24), (60, 30, 20, 40), (30, 90, 40, 25)]  # row, column, height, width


def squares(shape: tuple[int, int] = SIZE) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    for row, col, high, wide in HOUSES:
        mask[row : row + high, col : col + wide] = 1
    return mask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Flat roofs on flat ground under lumps that hide them, and their polygons in degrees."""
    truth = 100 + 6 * squares().astype(np.float32)
    rasters.write(tmp_path / "gt.tif", truth)
    lumps = ndimage.gaussian_filter(np.random.default_rng(1).normal(0, 1, SIZE), 6)
    noisy = ndimage.gaussian_filter(truth, 4) + 2 * lumps / lumps.std()
    rasters.write(tmp_path / "in.tif", noisy.astype(np.float32))
    rasters.write(tmp_path / "mask.tif", squares(), nodata=None)
    source, target = osr.SpatialReference(), osr.SpatialReference()
    for crs, code in ((source, 32631), (target, 4326)):
        crs.ImportFromEPSG(code)
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    moved = osr.CoordinateTransformation(source, target)
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "houses.gpkg"))
    layer = dataset.CreateLayer("houses", target, ogr.wkbPolygon)
    for house in HOUSES:
        shape = ogr.CreateGeometryFromWkt(outline(*house))
        shape.Transform(moved)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)
    return tmp_path


def outline(row: int, col: int, high: int, wide: int) -> str:
    """A house as WKT on the grid of the rasters: 0.5 m, its corner at 500000, 5000000."""
    left, top = 500_000 + col / 2, 5_000_000 - row / 2
    right, bottom = left + wide / 2, top - high / 2
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return "POLYGON ((" + ", ".join(f"{x} {y}" for x, y in corners) + "))"


def drawn() -> Vector:
    """The houses as QGIS hands them over: shapes of the surface's CRS without a file."""
    return Vector(
        lambda extent: [bytes(ogr.CreateGeometryFromWkt(outline(*h)).ExportToWkb()) for h in HOUSES],
        name="houses",
    )


def plan(folder: Path, *datasets: dict, **training) -> config.Plan:
    shared = {
        "raster_gt": "gt.tif",
        "raster_in": "in.tif",
        "area_type": "train+val",
        "n_training_samples": 16,
    }
    values = {
        "datasets": [{**shared, **each} for each in datasets],
        "model": training.pop("model", {"architecture": "compact"}),
        "training_settings": {"tile_size": 32, "augment": False, **training},
    }
    return config.from_dict(values, folder)


def samples(wanted: config.Plan, split: str = "val") -> Samples:
    return Samples.open(wanted, split, cards.draft(wanted))


@pytest.mark.parametrize("source", ["mask.tif", "houses.gpkg"])
def test_the_last_input_is_what_buildings_cover(folder, source):
    with samples(plan(folder, {"buildings": source})) as opened:
        positions, batch = opened.positions(), opened.batch(range(len(opened)), 0)
        for position, inputs in zip(positions, batch.inputs.numpy()):
            col, row, wide, high = position.window
            # Beyond the raster its edge is continued, where no house stands.
            expected = np.pad(squares(), 64)[row + 64 : row + 64 + high, col + 64 : col + 64 + wide]
            np.testing.assert_allclose(inputs[1], expected, atol=0.13)
            assert np.abs(inputs[1] - expected).mean() < 0.02
        assert batch.inputs[:, 1].any()


def test_a_polygon_that_was_mended_is_said_once(folder, caplog):
    bow = "POLYGON ((500000 5000000, 500100 4999900, 500100 5000000, 500000 4999900, 500000 5000000))"
    wkb = [bytes(ogr.CreateGeometryFromWkt(bow).ExportToWkb())]
    overrides = {"start": "none", "tile_size": 32, "samples": 8}
    told = defaults.plan_of(
        folder / "in.tif",
        folder / "gt.tif",
        overrides=overrides,
        buildings=Vector(lambda _: wkb, name="houses"),
    )
    with caplog.at_level(logging.WARNING):
        for split in ("train", "val"):
            with samples(told, split) as opened:
                opened.batch([0], 0)
    assert caplog.messages.count("houses: invalid polygons were mended before they were drawn (1).") == 1


def test_a_place_without_buildings_has_none(folder):
    both = plan(folder, {"buildings": "mask.tif"}, {})
    with samples(both) as opened:
        batch = opened.batch(range(len(opened)), 0).inputs.numpy()
        which = np.array([position.region for position in opened.positions()])
        assert batch[which == 0, 1].any() and not batch[which == 1, 1].any()


def test_now_and_then_training_goes_without(folder):
    told = plan(folder, {"buildings": "mask.tif", "building_mask": "mask.tif"})
    with samples(told, "train") as opened:
        shown = [
            opened.batch([index], epoch).inputs[0, 1].any().item()
            for epoch in range(8)
            for index in range(16)
        ]
    assert 0.6 < np.mean(shown) < 0.95


def test_buildings_are_displaced_as_guides_are(folder):
    still, moved = (plan(folder, {"buildings": "mask.tif"}, misregistration=reach) for reach in (0.0, 6.0))
    with samples(still, "train") as here, samples(moved, "train") as there:
        pairs = [(here.batch([i], 0).inputs[0], there.batch([i], 0).inputs[0]) for i in range(16)]
    assert all((a[0] == b[0]).all() for a, b in pairs), "the surface stays"
    assert any((a[1] != b[1]).any() for a, b in pairs)


def test_a_model_learns_to_use_buildings_and_does_without(folder, tmp_path):
    overrides = {
        "start": "none",
        "epochs": 16,
        "samples": 48,
        "tile_size": 64,
        "batch_size": 8,
        "precision": "float32",
    }
    told = defaults.plan_of(folder / "in.tif", folder / "gt.tif", overrides=overrides, buildings=drawn())
    target = tmp_path / "told.pt"
    training_run.run(RefinerTraining(told), training_run.Files(target, tmp_path / "logs"))
    model = bundle.load(target)
    assert [(entry["role"], entry.get("optional", False)) for entry in model.card["inputs"]] == [
        ("dsm", False),
        ("buildings", True),
    ]
    errors = []
    for beside in (drawn(), None):
        predict.predict(model, [folder / "in.tif", beside], tmp_path / "out.tif", precision="float32")
        errors.append(np.abs(rasters.read(tmp_path / "out.tif") - rasters.read(folder / "gt.tif")).mean())
    before = np.abs(rasters.read(folder / "in.tif") - rasters.read(folder / "gt.tif")).mean()
    assert errors[1] < before, "it does without"
    assert errors[0] < 0.95 * errors[1], "and better with"
    again = defaults.plan_of(
        folder / "in.tif",
        folder / "gt.tif",
        overrides={**overrides, "start": str(target)},
        buildings=folder / "mask.tif",
    )
    assert cards.draft(again).inputs[1].role == "buildings"
    without = defaults.plan_of(
        folder / "in.tif", folder / "gt.tif", overrides={**overrides, "start": str(target)}
    )
    assert [entry.role for entry in cards.draft(without).inputs] == ["dsm"]


def test_what_takes_no_buildings_says_so(folder):
    with pytest.raises(RooflineError, match=r"resdepth takes no buildings; .* choose compact"):
        cards.draft(
            plan(
                folder,
                {"buildings": "mask.tif"},
                model={"architecture": "resdepth", "input_channels": "geom", "depth": 3},
            )
        )
    without_roles(bundle.load("refine-geometry"), "buildings").save(folder / "plain.pt")
    started = {"architecture": "compact", "start": str(folder / "plain.pt")}
    with pytest.raises(RooflineError, match="refine-geometry takes no buildings; leave BUILDINGS empty"):
        cards.draft(plan(folder, {"buildings": "mask.tif"}, model=started))
    with pytest.raises(RooflineError, match=r"datasets\[0\].buildings is 'none.tif'"):
        plan(folder, {"buildings": "none.tif"})
    rasters.write(folder / "floats.tif", 20 * np.random.default_rng(0).random(SIZE).astype(np.float32))
    with pytest.raises(RooflineError, match="give a building mask or a probability"):
        samples(plan(folder, {"buildings": "floats.tif"})).close()


def test_the_configuration_tells_of_buildings(folder):
    told = plan(folder, {"buildings": "houses.gpkg"})
    assert config.from_dict(told.to_dict(), folder) == told
    assert folder / "houses.gpkg" in RefinerTraining(told).paths()

"""The published footprint system in training: preparation, targets, what the discriminator sees, places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle
from roofline.models.buildings import reinforced
from roofline.models.buildings.output import probability
from roofline.models.buildings.preparation import Preparation
from roofline.models.engine import device as devices
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.raster.grid import Grid
from roofline.models.training import run
from roofline.models.training.buildings import targets
from roofline.models.training.buildings.configuration import plan_of_file
from roofline.models.training.buildings.plan import MaskPlan, plan_of
from roofline.models.training.buildings.training import BuildingTraining
from support import rasters

TINY = {"architecture": "pix2pix", "width": 4, "epochs": 1, "samples": 2, "precision": "float32", "seed": 1}
PUBLISHED = Preparation(cut=675, size=256)


def town(folder: Path, name: str = "town", size: tuple[int, int] = (320, 600), **how: Any) -> dict[str, Path]:
    """An image whose houses are bright, and their mask."""
    truth = np.zeros(size, np.uint8)
    for row in range(20, size[0] - 40, 60):
        for col in range(15, size[1] - 40, 50):
            truth[row : row + 30, col : col + 28] = 1
    noise = np.random.default_rng(0).normal(0, 4, (3, *size))
    image = np.array([80, 90, 60])[:, None, None] + 110.0 * truth + noise
    return {
        "image": rasters.write(
            folder / f"{name}.tif", image.clip(0, 255).astype(np.uint8), nodata=None, **how
        ),
        "labels": rasters.write(folder / f"{name}_mask.tif", truth, nodata=None, **how),
    }


def planned(folder: Path, **asked: Any) -> MaskPlan:
    made = town(folder)
    return plan_of({"image": made["image"]}, made["labels"], overrides={**TINY, **asked})


def test_the_published_preparation():
    """4053 pixels: 3 are trimmed, 36 squares row by row, each 256 pixels wide afterwards."""
    crops = PUBLISHED.crops(4053, 4053)
    assert len(crops) == 36 and PUBLISHED.squares(4053, 4053) == (6, 6)
    assert [(c.col // 675, c.row // 675) for c in crops] == [(k % 6, k // 6) for k in range(36)]
    assert max(c.col + c.width for c in crops) == 4050 == max(c.row + c.height for c in crops)
    windows = PUBLISHED.windows(Grid(1536, 1536))
    assert [(w.col // 256, w.row // 256) for w in windows] == [(k % 6, k // 6) for k in range(36)]
    assert Preparation(675, 256, trim=2000).squares(4053, 900) == (2, 1)
    with pytest.raises(RooflineError, match=r"holds no square of 675; lower preparation\.cut"):
        PUBLISHED.squares(4053, 600)


@pytest.mark.parametrize("placed", [True, False])
def test_prepared_pixels_are_means_of_what_they_cover(tmp_path: Path, placed: bool):
    values = np.random.default_rng(0).integers(0, 255, (3, 95, 130), np.uint8)
    path = rasters.write(tmp_path / "a.tif", values, nodata=None, epsg=32631 if placed else None)
    if not placed:
        gdal.Translate(str(tmp_path / "b.png"), str(path), format="PNG")
        (tmp_path / "b.png.aux.xml").unlink(missing_ok=True)
        path = tmp_path / "b.png"
    made = Preparation(cut=30, size=10).prepared(path, tmp_path / "made.vrt")
    dataset = gdal.Open(str(made))
    expected = values[:, :90, :120].reshape(3, 30, 3, 40, 3).mean((2, 4))
    assert np.abs(dataset.ReadAsArray() - expected).max() <= 0.5 + 1e-6
    assert dataset.GetGeoTransform()[1] == pytest.approx(1.5 if placed else 3.0)


@pytest.mark.parametrize("placed", [True, False])
def test_a_prepared_place_trains_on_its_squares(tmp_path: Path, placed: bool):
    """Two rows of five squares; the fifth that is kept aside, one column, validates."""
    made = town(tmp_path, size=(1090, 2720))
    if not placed:
        for name, path in made.items():
            made[name] = path.with_suffix(".png")
            gdal.Translate(str(made[name]), str(path), format="PNG")
            made[name].with_suffix(".png.aux.xml").unlink(missing_ok=True)
    asked = {**TINY, "preparation": {"cut": 540, "size": 256}}
    asked.pop("samples")
    plan = plan_of({"image": made["image"]}, made["labels"], overrides=asked)
    training = BuildingTraining(plan)
    card, seen = training.card(), {}
    for split in ("train", "val"):
        with training.samples(split, card) as samples:
            batch = samples.batch(range(len(samples)), 0)
            assert batch.inputs.shape[2:] == (256, 256) and sorted(samples.order(0)) == [*range(len(samples))]
            seen[split] = int(batch.mask.sum())
            gsd = 0.5 if placed else 1.0
            assert batch.gsd[0] == pytest.approx(gsd * 540 / 256)
    assert sum(seen.values()) == 10 * 256**2 and seen["val"] == pytest.approx(2 * 256**2, rel=0.01)


def test_a_model_of_prepared_pixels_takes_the_layer_s_own(tmp_path: Path):
    """Its card says how pixels are joined, in tiles of the layer, and the layer's pixel size."""
    made = town(tmp_path, size=(1090, 2720))
    overrides = {**TINY, "preparation": {"cut": 540, "size": 256, "filter": "bilinear"}}
    overrides.pop("samples")
    plan = plan_of({"image": made["image"]}, made["labels"], overrides=overrides)
    run.run(BuildingTraining(plan), run.Files(tmp_path / "model.pt"), device="cpu")
    model = bundle.load(tmp_path / "model.pt")
    assert model.card["resample"] == {"factor": 540 / 256, "filter": "bilinear"}
    assert model.card["gsd"]["min"] < 0.5 < model.card["gsd"]["max"] < 0.7
    assert "about 0.5 m" in model.card["provenance"]["limits"][0]
    assert model.spec.layer_tile.size == 540
    assert not model.spec.network.ranges  # networks of this family know none
    predict(model, [made["image"]], tmp_path / "mask.tif", device="cpu")
    mask, image = gdal.Open(str(tmp_path / "mask.tif")), gdal.Open(str(made["image"]))
    assert (mask.RasterXSize, mask.RasterYSize) == (image.RasterXSize, image.RasterYSize)


def both(values: str) -> Any:
    """Labels of a picture in words: # building, ? unknown."""
    rows = np.array([list(row) for row in values.split()])

    def read(window):
        inside = np.pad(rows, 40, constant_values="?")
        part = inside[
            window.row + 40 : window.row + 40 + window.height,
            window.col + 40 : window.col + 40 + window.width,
        ]
        return part == "#", part != "?"

    return read


def test_classes_are_lines_within_buildings():
    read = both("........ .#####.. .#####.. .#####.. ........")
    planes, known = targets.Classes(thickness=1).of(read, Grid(8, 5).window())
    assert known.all() and planes[0].sum() == 15
    assert planes[1].sum() == 12 and not planes[1][2, 2:5].any()
    cut, _ = targets.Classes(thickness=1).of(both("####### ####### #######"), Grid(7, 3).window())
    assert not cut[1].any(), "beyond what is known no building ends"


def test_pictures_have_no_frame_but_the_original_s():
    empty = both(" ".join(["." * 32] * 32))
    window = Grid(32, 32).window()
    plain, framed = (targets.Picture(frame=frame).of(empty, window)[0] for frame in (False, True))
    ground = np.array(reinforced.GROUND, np.float32) / np.float32(127.5) - np.float32(1)
    assert np.array_equal(plain[1:], np.broadcast_to(ground[:, None, None], (3, 32, 32)))
    assert framed[2, 0].min() > 0.9
    building = both(" ".join(["#" * 96] * 96))
    inner = Grid(96, 96).window()._replace(col=32, row=32, width=32, height=32)
    cut = targets.Picture().of(building, inner)[0]
    assert (cut[2] < 0).all(), "a building that goes on beyond the window has no line there"


@pytest.mark.parametrize("kind", ["mask", "classes", "picture"])
def test_what_is_unknown_reaches_neither_loss_nor_discriminator(tmp_path: Path, kind: str):
    plan = planned(tmp_path, target=kind)
    training = BuildingTraining(plan)
    card = training.card()
    where = devices.choose("cpu", "float32")
    with training.samples("train", card) as samples:
        batch = samples.batch([0], 0)
    batch.mask[..., :100] = False
    other = batch._replace(target=torch.where(batch.mask, batch.target, 1 - batch.target))
    weights = []
    for each in (batch, other):
        task = training.task(card, where)
        torch.manual_seed(0)
        losses = task.step(each)
        weights.append({k: v for m in task.modules.values() for k, v in m.state_dict().items()})
        assert all(np.isfinite(value) for value in losses.values())
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    target = targets.target_of(card, None, False)
    assert (target.painted(batch.target, batch.mask)[..., :100] == 0).all()
    assert target.painted(batch.target, batch.mask)[..., 100:].abs().sum() > 0


@pytest.mark.parametrize("norm", ["instance", "batch"])
@pytest.mark.parametrize("kind", ["classes", "picture", "mask"])
def test_every_kind_in_both_norms_makes_a_model_that_predicts(tmp_path: Path, kind: str, norm: str):
    plan = planned(tmp_path, target=kind, norm=norm)
    result = run.run(BuildingTraining(plan), run.Files(tmp_path / "m.pt"), device="cpu")
    assert result is not None and 0 <= result.judged.metrics["after"]["IOU"] <= 1
    model = bundle.load(tmp_path / "m.pt")
    options = model.card["network"]["options"]
    assert (options["variant"], options["norm"]) == ("footprint", norm)
    assert model.discriminator is not None
    found = tmp_path / "found.tif"
    predict(model, [next(iter(plan.layers.values()))], found)
    assert set(np.unique(gdal.Open(str(found)).ReadAsArray())) <= {0, 1}


def test_predictions_have_no_seams_as_the_original_s(tmp_path: Path):
    """The original runs square after square: beside one run over all, it jumps where they meet."""
    made = town(tmp_path, size=(256, 1024))
    asked = {**TINY, "samples": 20, "learning_rate": 2e-3}
    plan = plan_of({"image": made["image"]}, made["labels"], overrides=asked)
    run.run(BuildingTraining(plan), run.Files(tmp_path / "m.pt"), device="cpu")
    model = bundle.load(tmp_path / "m.pt")
    image = gdal.Open(str(made["image"])).ReadAsArray().astype(np.float32) / 127.5 - 1
    rule = model.spec.output

    def answered(part: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return probability(model.network(torch.from_numpy(part.copy())[None])[0].numpy(), rule)

    whole = answered(image)
    squares = np.concatenate([answered(image[..., col : col + 256]) for col in range(0, 1024, 256)], axis=1)
    predict(model, [made["image"]], tmp_path / "o.tif", probability=tmp_path / "p.tif")
    blended = gdal.Open(str(tmp_path / "p.tif")).ReadAsArray()

    def jumps(values: np.ndarray) -> np.ndarray:
        steps = np.abs(np.diff(values - whole, axis=1)).mean(0)
        return steps / steps.mean()

    borders = [255, 511, 767]
    assert jumps(squares)[borders].mean() > 5
    assert jumps(blended)[borders].mean() < 1.5 and jumps(blended).max() < 5


def test_shares_of_interior_and_contour_are_the_building(tmp_path: Path):
    """As the card says, so the judgement and the mask."""
    plan = planned(tmp_path, target="classes")
    card = BuildingTraining(plan).card()
    assert card.to_json()["output"]["channel"] == [1, 2] and card.output.activation == "softmax"
    answer = np.log(np.array([0.4, 0.35, 0.25], np.float32))[:, None, None]
    assert probability(answer, card.output)[0, 0] == pytest.approx(0.6)
    assert targets.Classes().found(torch.from_numpy(answer)[None]).all()


def test_as_the_published_system(tmp_path: Path):
    made = town(tmp_path)
    plan = plan_of({"image": made["image"]}, made["labels"], overrides={"compatibility": True, "width": 4})
    published = {"architecture": "pix2pix", "target": "picture", "norm": "batch", "epochs": 200, "clip": 0.0}
    assert {**plan.chosen, **published, "batch_size": 1, "l1_weight": 100.0} == plan.chosen
    training = BuildingTraining(plan)
    card = training.card()
    task = training.task(card, devices.choose("cpu", "float32"))
    assert {each.defaults["betas"] for each in task.optimizers.values()} == {(0.5, 0.999)}
    rate = task.schedule.rate
    task.schedule.before_step(0.9)
    assert task.schedule.rate == rate == pytest.approx(2e-4)
    drawn = torch.cat([w.flatten() for n, w in task.modules["network"].named_parameters() if w.ndim == 4])
    assert float(drawn.detach().std()) == pytest.approx(0.02, rel=0.05)
    with training.samples("train", card) as samples:
        turns = {samples._turn(samples._random(1, 0, index)) for index in range(20)}
    assert turns == {(0, False), (2, False)}
    with pytest.raises(RooflineError, match="published footprint system is a pix2pix"):
        plan_of(
            {"image": made["image"]},
            made["labels"],
            overrides={"compatibility": True, "architecture": "compact"},
        )


def test_the_published_sizes(tmp_path: Path):
    made = town(tmp_path)
    plan = plan_of({"image": made["image"]}, made["labels"], overrides={"compatibility": True})
    task = BuildingTraining(plan).task(BuildingTraining(plan).card(), devices.choose("cpu", "float32"))
    counts = {name: sum(p.numel() for p in module.parameters()) for name, module in task.modules.items()}
    assert counts == {"network": 54_414_979, "discriminator": 2_768_641}


def configured(folder: Path, *changes: dict[str, Any], **sections: Any) -> Path:
    """A configuration of two places of different pixel sizes."""
    fine = (500000.0, 0.25, 0.0, 5000000.0, 0.0, -0.25)
    one, other = town(folder, "one", (256, 300)), town(folder, "two", (256, 256), geotransform=fine)
    places = [
        {"imagery": each["image"].name, "labels": each["labels"].name, "area_type": split}
        for each, split in ((one, "train"), (other, "train+val"))
    ]
    for place, change in zip(places, changes):
        place.update(change)
    options = {"training_settings": {"n_epochs": 1, "n_training_samples": 3, "tile_size": 64}, **sections}
    path = folder / "places.json"
    path.write_text(json.dumps({"datasets": places, **options}))
    return path


def test_several_places_from_a_configuration(tmp_path: Path):
    plan = plan_of_file(configured(tmp_path, {}, {"n_training_samples": 5}), {"seed": 4, "start": "auto"})
    assert (
        [place.name for place in plan.places] == ["one", "two"]
        and plan.chosen["seed"] == 4
        and plan.chosen["epochs"] == 1
    )
    training = BuildingTraining(plan)
    card = training.card()
    with training.samples("train", card) as samples:
        assert [len(place) for place in samples.places] == [3, 5]
        assert sorted(samples.order(0)) == [*range(8)] and samples.order(0) != samples.order(1)
        sizes = samples.batch(range(8), 0).gsd
        assert sizes.tolist() == [0.5] * 3 + [0.25] * 5
        assert np.sum([each.width * each.height for each in samples.places[0].areas]) > 200 * 250
    with training.samples("val", card) as samples:
        assert [place.place.name for place in samples.places] == ["two"]
    result = run.run(training, run.Files(tmp_path / "m.pt"), device="cpu")
    assert result is not None
    done = bundle.load(tmp_path / "m.pt").card
    assert done["provenance"]["data"] == ["one", "two"]
    assert done["gsd"] == {"min": 0.2, "max": 0.625}
    assert str(tmp_path) not in json.dumps(done)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"labels": "nowhere.gpkg"}, r"datasets\[0\].labels is 'nowhere.gpkg'; give the path of an existing"),
        ({"labels": None}, r"datasets\[0\].labels is null; give a text that is not empty"),
        ({"imagery": None}, r"datasets\[0\] has no layer"),
        ({"dsm": "one.tif"}, r"datasets\[1\] has other layers than the first"),
        ({"area_type": "val", "colour": 1}, r"datasets\[0\].colour is unknown; choose from"),
        ({"area_type": "train+val", "allocation_strategy": "entire"}, "give train or val where"),
    ],
)
def test_faults_of_a_configuration(tmp_path: Path, change: dict[str, Any], sentence: str):
    with pytest.raises(RooflineError, match=sentence):
        plan_of_file(configured(tmp_path, change), {})


def test_places_without_a_building_are_lessons_too(tmp_path: Path):
    """Where some place has buildings; else there is nothing to learn."""
    path = configured(tmp_path)
    empty = np.zeros((256, 300), np.uint8)
    rasters.write(tmp_path / "one_mask.tif", empty, nodata=None)
    training = BuildingTraining(plan_of_file(path, {}))
    with training.samples("train", training.card()) as samples:
        batch = samples.batch(range(len(samples)), 0)
        assert batch.mask[:3].all() and not batch.target[:3].any() and batch.target[3:].any()
    rasters.write(tmp_path / "two_mask.tif", empty[:, :256], nodata=None)
    training = BuildingTraining(plan_of_file(configured(tmp_path, {}, {"area_type": "val"}), {}))
    rasters.write(tmp_path / "one_mask.tif", empty, nodata=None)
    with pytest.raises(RooflineError, match="LABELS show no building"):
        training.samples("train", training.card())


def test_a_split_without_a_place(tmp_path: Path):
    path = configured(tmp_path, {}, {"area_type": "train"})
    with pytest.raises(RooflineError, match=r"No datasets\[\].area_type contains val"):
        plan_of_file(path, {})


def test_layers_that_are_not_used_are_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    made = town(tmp_path)
    ndvi = rasters.write(tmp_path / "ndvi.tif", np.zeros((320, 600), np.float32))
    asked = {"tile_size": 64, "epochs": 1, "samples": 2, "batch_size": 2, "precision": "float32"}
    plan = plan_of({"image": made["image"], "ndvi": ndvi}, made["labels"], overrides=asked)
    run.run(BuildingTraining(plan), run.Files(tmp_path / "m.pt"), device="cpu")
    said = [record.getMessage() for record in caplog.records if "does not use" in record.getMessage()]
    assert said == ["Model buildings-imagery does not use NDVI."]


def test_a_judgement_can_be_cancelled(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """One window is judged; what was trained is written."""
    made = town(tmp_path, size=(900, 1000))
    asked = {"tile_size": 64, "epochs": 1, "samples": 2, "batch_size": 2, "precision": "float32"}
    training = BuildingTraining(plan_of({"image": made["image"]}, made["labels"], overrides=asked))
    trained: list[float] = []
    result = run.run(
        training,
        run.Files(tmp_path / "m.pt"),
        device="cpu",
        progress=trained.append,
        cancelled=lambda: bool(trained) and trained[-1] >= run.TRAINING,
    )
    assert result is not None and result.judged.windows == 1 == len(result.judged.views)
    assert "judged on 1 window of" in caplog.text and "IOU" in result.judged.metrics["after"]
    assert (tmp_path / "m.pt").is_file()

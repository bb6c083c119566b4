"""Painters of images are trained: on rasters and on folders, resumed exactly, partly labelled, judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models import bundle
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.imagery.synthesis import synthesize
from roofline.models.raster.dataset import Raster
from roofline.models.training import run
from roofline.models.training.bundled import paint_card
from roofline.models.training.imagery.plan import Region, plan_of, plan_of_file
from roofline.models.training.imagery.samples import Samples
from roofline.models.training.imagery.training import ImageryTraining
from support import rasters

PLACE = (500000.0, 0.5, 0.0, 4000000.0, 0.0, -0.5)
UNPLACED = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
PAINTER = paint_card.card({}, "", {})
SPADE: dict[str, Any] = {
    "architecture": "spade", "epochs": 2, "samples": 6, "tile_size": 64, "batch_size": 2,
    "widths": [4, 4, 4, 4], "seed": 3,
}  # fmt: skip
PIX2PIX: dict[str, Any] = {
    "architecture": "pix2pix", "epochs": 2, "batch_size": 2, "features": 2, "seed": 3, "tile_size": 256,
    "discriminator_features": [4, 8, 16, 32],
}  # fmt: skip


def write(path: Path, values: np.ndarray, place: tuple[float, ...] = PLACE) -> None:
    epsg = 32631 if place is PLACE else None
    rasters.write(path, values, geotransform=place, epsg=epsg, nodata=None)


@pytest.fixture
def town(tmp_path: Path) -> dict[str, Path]:
    """Grey roads and red roofs on green, 160 x 96 pixels of 0.5 m."""
    rng = np.random.default_rng(0)
    roads, houses = np.zeros((2, 96, 160), np.uint8)
    roads[40:48] = 255
    for _ in range(20):
        row, col = rng.integers(0, 80), rng.integers(0, 150)
        houses[row : row + 10, col : col + 8] = 255
    image = np.full((3, 96, 160), 40, np.float64)
    image[1] += 60
    image[:, roads > 0] = 110
    image[:, houses > 0] = np.array((180, 60, 50))[:, None]
    image = np.clip(image + rng.normal(0, 5, image.shape), 0, 255).astype(np.uint8)
    paths = {name: tmp_path / f"{name}.tif" for name in ("image", "mask", "roads", "buildings")}
    write(paths["image"], image)
    write(paths["mask"], np.stack([roads, houses]))
    write(paths["roads"], roads[None])
    write(paths["buildings"], houses[None])
    return paths


def folder_of(root: Path, count: int = 6) -> Path:
    """Patches as SatGen-CV lays them out."""
    rng = np.random.default_rng(1)
    for name in ("images", "gt"):
        (root / name).mkdir(parents=True)
    for index in range(count):
        mask = 255 * (rng.random((2, 16, 16)) < 0.3).repeat(16, 1).repeat(16, 2)
        image = np.clip(np.stack([mask[1], mask[0], 0 * mask[0]]) * 0.5 + 50, 0, 255).astype(np.uint8)
        stem = f"s{index}_patch_000_x0_y0"
        memory = gdal.GetDriverByName("MEM").Create("", 256, 256, 3)
        memory.WriteArray(image)
        gdal.GetDriverByName("PNG").CreateCopy(str(root / f"images/{stem}.png"), memory)
        write(root / f"gt/{stem}_processed.tiff", mask.astype(np.uint8), UNPLACED)
    return root


def region(town: dict[str, Path], *masks: str) -> Region:
    return Region("town", image=town["image"], masks={name: town[name] for name in masks or ("mask",)})


def trained(asked: dict[str, Any], place: Region, folder: Path, **options: Any) -> run.Result:
    folder.mkdir(exist_ok=True)
    files = run.Files(folder / "m.pt", folder / "logs", folder / "r.html")
    result = run.run(ImageryTraining(plan_of((place,), asked)), files, device="cpu", **options)
    assert result is not None
    return result


def test_a_painter_of_rasters_is_trained_and_paints(town: dict[str, Path], tmp_path: Path) -> None:
    result = trained({**SPADE, "epochs": 6, "samples": 24, "learning_rate": 4e-3}, region(town), tmp_path)
    first, last = result.outcome.history[0], result.outcome.history[-1]
    assert last["val/colour"] < 0.6 * first["val/colour"]
    model = bundle.load(tmp_path / "m.pt")
    assert model.card["gsd"] == {"min": 0.4, "max": 0.625}
    assert model.discriminator is not None
    synthesize(model, town["mask"], tmp_path / "painted.tif", device="cpu")
    with Raster.open(tmp_path / "painted.tif") as raster:
        assert (raster.bands, raster.grid.width, raster.grid.height) == (3, 160, 96)
        assert raster.read(raster.grid.window()).std() > 1
    page = (tmp_path / "r.html").read_text()
    assert "Training on town" in page
    assert page.count("data:image/png") >= 3
    assert result.judged.metrics["after"]["colour"] == pytest.approx(
        min(e["val/colour"] for e in result.outcome.history)
    )


@pytest.mark.parametrize("compatible", [False, True])
def test_pix2pix_learns_from_a_folder(tmp_path: Path, compatible: bool) -> None:
    place = Region("data", folder=folder_of(tmp_path / "data"))
    result = trained({**PIX2PIX, "compatibility": compatible}, place, tmp_path)
    # the original leaves out an epoch
    assert result.outcome.epochs == (1 if compatible else 2)
    entry = result.outcome.history[0]
    assert entry["step"] == 2  # five patches in pairs, the fifth is left out
    assert ("train/matching" in entry) is not compatible
    card = bundle.load(tmp_path / "m.pt").card
    assert card["variation"] == {"dropout": 0.5, "input_noise": 0.02}


def test_a_training_that_was_interrupted_goes_on_exactly(town: dict[str, Path], tmp_path: Path) -> None:
    whole = trained({**SPADE, "epochs": 3}, region(town), tmp_path / "whole")
    calls = iter(range(10**6))
    trained({**SPADE, "epochs": 3}, region(town), tmp_path / "cut", cancelled=lambda: next(calls) > 12)
    cut = json.loads(
        json.dumps(
            trained({**SPADE, "epochs": 3}, region(town), tmp_path / "cut", resume=True).outcome.history
        )
    )
    losses = [
        [{k: v for k, v in e.items() if k != "seconds"} for e in h] for h in (whole.outcome.history, cut)
    ]
    assert losses[0] == losses[1]


def test_an_epoch_covers_what_trains_four_times(town: dict[str, Path]) -> None:
    plan = plan_of((region(town),), {name: value for name, value in SPADE.items() if name != "samples"})
    with Samples.open(plan, "train", PAINTER) as samples:
        assert len(samples) == 4 * (160 * 4 // 5) * 96 // 64**2  # of a vertical stripe less


def test_the_optimiser_is_as_asked_for(town: dict[str, Path]) -> None:
    asked = {**SPADE, "weight_decay": 0.25, "eps": 1e-6}
    training = ImageryTraining(plan_of((region(town),), asked))
    task = training.task(training.card(), device.choose("cpu", "float32"))
    for each in task.optimizers.values():
        group = each.param_groups[0]
        assert (group["weight_decay"], group["eps"], tuple(group["betas"])) == (0.25, 1e-6, (0.5, 0.999))


def test_what_is_not_labelled_is_unknown_and_not_empty(town: dict[str, Path]) -> None:
    plan = plan_of((region(town, "buildings"),), SPADE)
    with Samples.open(plan, "train", PAINTER) as samples:
        batch = samples.batch(range(6), 0)
    assert (batch.inputs[:, 0] == 0).all()
    assert set(np.unique(batch.inputs[:, 1])) == {-1.0, 1.0}
    assert batch.mask.all()
    plan = plan_of((region(town, "mask"),), SPADE)
    with Samples.open(plan, "train", PAINTER) as samples:
        assert set(np.unique(samples.batch(range(6), 0).inputs[:, 0])) == {-1.0, 1.0}


def test_configurations_name_many_places(town: dict[str, Path], tmp_path: Path) -> None:
    folder_of(tmp_path / "patches", 3)
    config = {
        "datasets": [
            {"image": "image.tif", "mask": "mask.tif", "area_type": "train"},
            {"folder": "patches", "area_type": "val", "pixel_size": 0.5},
        ],
        "model": {"architecture": "spade"},
        "training_settings": {"tile_size": 64},
    }
    (tmp_path / "c.json").write_text(json.dumps(config))
    plan = plan_of_file(tmp_path / "c.json", {"epochs": 4})
    assert (plan.epochs, plan.tile_size, [r.name for r in plan.regions]) == (4, 64, ["image", "patches"])
    with Samples.open(plan, "val", PAINTER) as samples:
        assert samples.batch([0, 2], 0).inputs.shape == (2, 4, 64, 64)


def test_the_originals_checkpoint_goes_on(tmp_path: Path) -> None:
    place = Region("data", folder=folder_of(tmp_path / "data"))
    training = ImageryTraining(plan_of((place,), PIX2PIX))
    task = training.task(training.card(), device.choose("cpu", "float32"))
    with training.samples("train", training.card()) as samples:
        task.step(samples.batch([0, 1], 0))
    state = task.state()
    original = {
        "epoch": 4,
        "global_step": 9,
        "generator_state_dict": state["modules"]["network"],
        "discriminator_state_dict": state["modules"]["discriminator"],
        "optimizer_G_state_dict": state["optimizers"]["network"],
        "optimizer_D_state_dict": state["optimizers"]["discriminator"],
        "scheduler_G_state_dict": state["schedule"][0],
        "scheduler_D_state_dict": state["schedule"][1],
        "config": {"generator_features": 2},
    }
    torch.save(original, tmp_path / "best_model.pth")
    asked = {**PIX2PIX, "architecture": None, "start": str(tmp_path / "best_model.pth"), "epochs": 7}
    later = ImageryTraining(plan_of((place,), asked))
    assert (later.plan.architecture, later.course.epochs) == ("pix2pix", 2)
    on = later.task(later.card(), device.choose("cpu", "float32"))
    for name in ("network", "discriminator"):
        moments = on.optimizers[name].state_dict()["state"]
        assert moments.keys() == state["optimizers"][name]["state"].keys()
        for key, value in moments.items():
            assert torch.equal(value["exp_avg"], state["optimizers"][name]["state"][key]["exp_avg"])
    with pytest.raises(RooflineError, match="has had 5 of 5 epochs; ask for more EPOCHS"):
        _ = ImageryTraining(plan_of((place,), {**asked, "epochs": 5})).course


def test_what_cannot_be_trained_is_told_in_a_sentence(town: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty = Region("x", folder=tmp_path / "empty")
    with pytest.raises(RooflineError, match="holds no images"):
        Samples.open(plan_of((empty,), SPADE), "train", PAINTER)
    write(tmp_path / "small.tif", np.zeros((2, 20, 20), np.uint8), UNPLACED)
    other = Region("x", image=town["image"], masks={"mask": tmp_path / "small.tif"})
    with pytest.raises(RooflineError, match="other columns and rows than"):
        Samples.open(plan_of((other,), SPADE), "train", PAINTER)
    for side in (1, 8, 15):
        write(tmp_path / "tiny.tif", np.zeros((3, side, 40), np.uint8))
        tiny = Region("x", image=tmp_path / "tiny.tif", masks={"mask": town["mask"]})
        with pytest.raises(RooflineError, match=f"has 40 x {side} pixels; give at least 16 a side"):
            Samples.open(plan_of((tiny,), SPADE), "train", PAINTER)
    torch.save({"features.0.weight": torch.zeros(3)}, tmp_path / "vgg.pth")
    asked = {**SPADE, "vgg": str(tmp_path / "vgg.pth")}
    with pytest.raises(RooflineError, match="another network than VGG-19"):
        trained(asked, region(town), tmp_path)
    with pytest.raises(RooflineError, match="without the file of VGG-19"):
        plan_of((region(town),), {**SPADE, "lambda_perceptual": 1.0})
    with pytest.raises(RooflineError, match="a multiple of 256"):
        plan_of((region(town),), {**PIX2PIX, "tile_size": 100})
    with pytest.raises(RooflineError, match="has no mask"):
        plan_of((Region("x", image=town["image"]),), SPADE)
    (tmp_path / "c.json").write_text(
        json.dumps({"datasets": [{"folder": "empty", "allocation_strategy": "entire"}]})
    )
    with pytest.raises(RooflineError, match=r"datasets\[0\]\.area_type.*give train or val where"):
        plan_of_file(tmp_path / "c.json", {})


def test_events_have_the_names_of_the_original(town: dict[str, Path], tmp_path: Path) -> None:
    event = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    trained({**SPADE, "epochs": 1, "samples": 2}, region(town), tmp_path)
    found = event.EventAccumulator(str(tmp_path / "logs"))
    found.Reload()
    names = {
        f"{split}/{term}_Loss"
        for split in ("Train", "Val")
        for term in ("Generator", "Discriminator", "L1", "GAN")
    }
    assert names | {"LR/Generator"} <= set(found.Tags()["scalars"])
    kinds = ("Input_Buildings", "Input_Roads", "Generated", "Target")
    tags = {f"Val_{region(town).name}/{kind}" for kind in kinds}
    assert set(found.Tags()["images"]) == tags
    for tag in tags:
        (image,) = found.Images(tag)
        assert image.step == 1 and image.width % image.height == 0
        assert image.encoded_image_string.startswith(b"\x89PNG")


@pytest.mark.parametrize(("columns", "said"), [((0, 40), "held out"), ((32, 160), "trained on")])
def test_a_part_of_voids_alone_is_refused(town: dict[str, Path], columns: tuple[int, int], said: str):
    """Such as beside a flight: every model paints nothing without a fault, so the first one was best."""
    dataset = gdal.Open(str(town["image"]), gdal.GA_Update)
    values = dataset.ReadAsArray()
    values[:, :, slice(*columns)] = 0
    dataset.WriteArray(values)
    for band in (1, 2, 3):
        dataset.GetRasterBand(band).SetNoDataValue(0)
    dataset = None
    plan, split = plan_of((region(town),), SPADE), "val" if said == "held out" else "train"
    with pytest.raises(RooflineError, match=f"town that is {said}"):
        Samples.open(plan, split, PAINTER)
    with Samples.open(plan, "train" if split == "val" else "val", PAINTER) as samples:
        assert samples.batch([0], 0).mask.any()

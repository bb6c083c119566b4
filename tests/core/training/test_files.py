"""What a training leaves: model file and card, report, ResDepth's folder; the original's configuration."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, predict, published
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.published import resdepth
from roofline.models.published.checkpoint import Checkpoint
from roofline.models.training import provenance, run
from roofline.models.training.judging import evenly
from roofline.models.training.refiner import defaults
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner.training import RefinerTraining
from support import paths, rasters, toy_models

PARITY = paths.PARITY / "resdepth"
TINY = {"widths": [8, 8], "blocks": [1, 1], "decoder_blocks": [1]}


def configuration(folder, architecture="compact", **sections):
    """A small training on one place."""
    truth = rasters.town((96, 160), seed=1)
    noise = np.random.default_rng(5).normal(0, 1, truth.shape).astype(np.float32)
    for name, heights in (("noisy", truth + noise), ("lidar", truth)):
        rasters.write(folder / f"{name}.tif", heights)
    models = {
        "compact": {"architecture": "compact", "options": TINY},
        "resdepth": {"architecture": "resdepth", "input_channels": "geom", "depth": 2, "start_kernel": 4},
    }
    return {
        "datasets": [
            {
                "name": "Old town",
                "raster_in": str(folder / "noisy.tif"),
                "raster_gt": str(folder / "lidar.tif"),
                "area_type": "train+val",
                "n_training_samples": 6,
            }
        ],
        "model": models[architecture],
        "training_settings": {"tile_size": 64, "batch_size": 2, "n_epochs": 2, "precision": "float32"},
        "general": {"save_model_rate": 1},
        **sections,
    }


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A finished training of a compact network with all its files."""
    folder = tmp_path_factory.mktemp("training")
    plan = config.from_dict(configuration(folder))
    files = run.Files(folder / "mine.pt", report=folder / "report.html")
    return folder, plan, run.run(RefinerTraining(plan), files, licence="CC BY 4.0")


def test_the_card_is_complete(trained):
    folder, _, result = trained
    card = bundle.load(folder / "mine.pt").card
    provenance = card["provenance"]
    assert (card["name"], card["title"]) == ("mine", "Refiner of surfaces like Old town")
    assert card["gsd"] == {"min": 0.45, "max": 0.55}
    assert card["network"]["options"]["widths"] == [8, 8]
    assert card["output"]["uncertainty"]["factor"] == pytest.approx(result.judged.factor)
    assert provenance["data"] == ["Old town: noisy.tif, reference lidar.tif"]
    assert provenance["licence"] == "CC BY 4.0"
    assert provenance["recipe"]["epochs"] == 2 and provenance["recipe"]["steps"] == 6
    assert provenance["recipe"]["configuration"]["datasets"][0]["raster_gt"] == "lidar.tif"
    assert str(folder) not in json.dumps(card)
    metrics = provenance["metrics"]
    assert metrics["validation, input"]["MAE"] == pytest.approx(
        result.judged.metrics["before"]["MAE"], abs=1e-4
    )
    assert set(metrics) == {"validation, input", "validation, this model"}


def test_the_figures_are_those_of_the_engine(trained):
    """The judged error of the validation stripe is that of the refined raster there."""
    folder, _, result = trained
    refined = folder / "refined.tif"
    predict.predict(bundle.load(folder / "mine.pt"), [folder / "noisy.tif"], refined, precision="float32")
    stripe = slice(32, 64)  # the second of five vertical stripes of 160 columns
    error = np.abs(rasters.read(refined) - rasters.read(folder / "lidar.tif"))[:, stripe].mean()
    assert result.judged.metrics["after"]["MAE"] == pytest.approx(error, abs=0.02)
    assert result.judged.metrics["after"]["count"] == 96 * 32


def test_the_report_stands_alone(trained):
    folder, _, result = trained
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert "<script" not in page and "@import" not in page and "url(" not in page
    for words in ("Loss curves", "Old town", "Validation windows", "Reference", "MAE"):
        assert words in page
    assert page.count("data:image/png;base64,") >= 3
    after = result.judged.metrics["after"]["MAE"]
    assert f"{after:.3f} m" in page


def test_the_files_appear_whole(trained):
    folder, _, _ = trained
    assert not list(folder.glob(".*")) and not list((folder / "mine-training").glob(".*.part"))
    assert {"best.ckpt", "last.ckpt", "log.csv"} <= {
        path.name for path in (folder / "mine-training").iterdir()
    }


def test_resdepth_folder(tmp_path):
    """The original's names and entries, without pickles; read back it is the same network."""
    plan = config.from_dict(configuration(tmp_path, "resdepth"))
    folder = tmp_path / "folder"
    run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt", original=folder))
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names == {
        *("model_config.json", "config.json", "DSM_normalization_parameters.json"),
        *(f"checkpoints/Model_{name}.pth" for name in ("best", "last", "after_1_epochs", "after_2_epochs")),
    }
    settings = json.loads((folder / "model_config.json").read_text())
    assert (settings["name"], settings["input_channels"]) == ("UNet", "geom")
    assert settings["settings"]["n_input_channels"] == 1
    last = torch.load(folder / "checkpoints" / "Model_last.pth", weights_only=True)
    assert last["epoch"] == 1 and {"optimizer_state_dict", "loss_train", "loss_val"} <= last.keys()
    back, mine = published.load(folder / "checkpoints" / "Model_best.pth"), bundle.load(tmp_path / "m.pt")
    assert back.card["inputs"] == mine.card["inputs"] and back.card["tile"] == mine.card["tile"]
    x = torch.randn(1, 1, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(back.network(x), mine.network(x))


def test_a_resdepth_folder_is_written_again_but_no_other(tmp_path):
    plan = config.from_dict(configuration(tmp_path, "resdepth"))
    files = run.Files(tmp_path / "m.pt", original=tmp_path / "folder")
    for _ in range(2):
        run.run(RefinerTraining(plan), files)
    (tmp_path / "folder" / "config.json").write_text('{"of": "others"}')
    with pytest.raises(RooflineError, match="folder has files of something else"):
        run.run(RefinerTraining(plan), files)


def test_only_resdepth_has_its_folder(tmp_path):
    plan = config.from_dict(configuration(tmp_path))
    with pytest.raises(RooflineError, match="resdepth network"):
        run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt", original=tmp_path / "folder"))
    assert not (tmp_path / "m-training").exists()


@pytest.mark.parametrize("name", ["noisy.tif", "lidar.tif", "m.pt", ""])
def test_no_input_and_no_folder_is_written_over(tmp_path, name):
    """What cannot be written is refused before the training."""
    plan = config.from_dict(configuration(tmp_path))
    with pytest.raises(RooflineError, match=r"same name|is a folder"):
        run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt", report=tmp_path / name))
    assert not (tmp_path / "m-training").exists()


def test_outputs_that_cannot_be_written_are_refused_before_the_training(tmp_path):
    plan = config.from_dict(configuration(tmp_path, "resdepth"))
    (tmp_path / "file").write_text("")
    cases = {
        "missing does not exist": {"model": tmp_path / "missing" / "m.pt"},
        "does not exist; create it": {"report": tmp_path / "missing" / "report.html"},
        "cannot be written; choose another": {"original": tmp_path / "file" / "results"},
        "file cannot be written": {"logs": tmp_path / "file"},
    }
    for words, given in cases.items():
        with pytest.raises(RooflineError, match=words):
            run.run(RefinerTraining(plan), run.Files(**{"model": tmp_path / "m.pt", **given}))
    assert not (tmp_path / "m-training").exists() and not (tmp_path / "missing").exists()


def test_another_architecture_cannot_resume(tmp_path):
    values = configuration(tmp_path)
    files = run.Files(tmp_path / "m.pt")
    run.run(RefinerTraining(config.from_dict(values)), files)
    values["model"] = configuration(tmp_path, "resdepth")["model"]
    with pytest.raises(RooflineError, match="is a compact network, not resdepth"):
        run.run(RefinerTraining(config.from_dict(values)), files, resume=True)


def test_a_worse_model_is_said(tmp_path, caplog):
    """Noise in the training parts alone: a start model that changes nothing is perfect on the others."""
    values = configuration(tmp_path, "resdepth")
    noisy, truth = rasters.read(tmp_path / "noisy.tif"), rasters.read(tmp_path / "lidar.tif")
    noisy[:, 32:64] = truth[:, 32:64]
    rasters.write(tmp_path / "noisy.tif", noisy)
    start = toy_models.shifting_model(tmp_path / "start.pt", shift=0.0)
    values["model"] |= {"start_kernel": 8, "start": str(start)}
    values["optimizer"] = {"name": "Adam", "learning_rate": 0.01}
    plan = config.from_dict(values)
    result = run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt", report=tmp_path / "r.html"))
    assert result.judged.metrics["start"]["MAE"] == pytest.approx(0, abs=1e-4)
    assert result.judged.is_worse_than_start
    assert "does better here" in caplog.text
    assert "is better: keep that one" in (tmp_path / "r.html").read_text()
    assert any(
        "smaller error" in text for text in bundle.read_card(tmp_path / "m.pt")["provenance"]["limits"]
    )


def test_cancelled_before_the_first_epoch(tmp_path):
    plan = config.from_dict(configuration(tmp_path))
    with pytest.raises(Cancelled):
        run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt"), cancelled=lambda: True)
    assert not (tmp_path / "m.pt").exists()


def test_a_raster_smaller_than_a_window(tmp_path):
    truth = rasters.town()[:40, :50]
    source, reference = (rasters.write(tmp_path / f"{n}.tif", truth + n) for n in (1, 0))
    overrides = {"epochs": 1, "samples": 2}
    plan = defaults.plan_of(str(source), str(reference), overrides=overrides)
    result = run.run(RefinerTraining(plan), run.Files(tmp_path / "m.pt", report=tmp_path / "r.html"))
    assert result.judged.metrics["after"]["count"] == 400  # a fifth of the columns
    assert result.judged.metrics["before"]["MAE"] == pytest.approx(1.0)


def test_windows_are_spread_evenly():
    assert evenly(3, 5) == [0, 1, 2]
    assert evenly(10, 5) == [1, 3, 5, 7, 9]


@pytest.mark.skipif(not PARITY.is_dir(), reason="the parity cases lie in ../shared/parity")
def test_the_original_configuration_from_end_to_end(tmp_path):
    """Its statistics in compatibility mode, its files, and a model that the engine runs."""
    plan = defaults.plan_of_file(str(PARITY / "train_config.json"), {"epochs": 1})
    assert (plan.architecture, plan.variant, plan.seed) == ("resdepth", "geom-stereo", 7)
    values = plan.to_dict()
    values["general"]["compatibility"] = True
    plan = config.from_dict(values)
    files = run.Files(tmp_path / "m.pt", report=tmp_path / "r.html", original=tmp_path / "folder")
    run.run(RefinerTraining(plan), files, device="cpu")
    (original,) = (PARITY / "train_run").glob("*_fixture")
    for name, tolerance in ((resdepth.HEIGHTS, 1e-6), (resdepth.IMAGES, 1e-4)):
        wanted = Checkpoint.open(original / name).content
        found = json.loads((tmp_path / "folder" / name.replace(".p", ".json")).read_text())
        assert found["std"] == pytest.approx(wanted["std"], rel=tolerance)
        assert (
            found["mean"] == pytest.approx(wanted["mean"], rel=tolerance)
            if wanted["mean"]
            else not found["mean"]
        )
    written = json.loads((tmp_path / "folder" / "model_config.json").read_text())
    assert written == json.loads((original / "model_config.json").read_text())
    scene = PARITY / "scene"
    model = bundle.load(tmp_path / "m.pt")
    predict.predict(
        model,
        [scene / "dsm_initial.tif", scene / "ortho_a.tif", scene / "ortho_b.tif"],
        tmp_path / "refined.tif",
    )
    assert np.isfinite(rasters.read(tmp_path / "refined.tif")).all()


def test_folders_are_not_told():
    told = provenance.without_folders(
        {"a": ["/home/me/x.tif", "C:\\data\\y.tif", "plain"], "b": Path("/c/d.pt")}
    )
    assert told == {"a": ["x.tif", "y.tif", "plain"], "b": "d.pt"}

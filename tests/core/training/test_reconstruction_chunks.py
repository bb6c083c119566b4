"""Data sets in the original's form: trained on, built, and judged by their reference."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from roofline.models import bundle
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.clouds.reference import Surface
from roofline.models.errors import RooflineError
from roofline.models.formats.yaml_subset import parse
from roofline.models.training import run
from roofline.models.training.reconstruction import defaults
from roofline.models.training.reconstruction.dataset import build
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import implicity_parts
from support import reconstruction_parts as parts


@pytest.mark.skipif(not implicity_parts.HERE, reason=implicity_parts.REASON)
def test_the_original_s_chunks_train(tmp_path: Path):
    overrides = defaults.Overrides({"epochs": 1, "samples": 4, "patch_size": 32})
    plan = defaults.plan_of(implicity_parts.PARITY / "dataset" / "chunk_info.yaml", None, (), overrides)
    result = run.run(ReconstructionTraining(plan), run.Files(tmp_path / "chunk.pt"), device="cpu")
    assert np.isfinite(result.judged.metrics["after"]["IOU"])
    assert "MAE" not in result.judged.metrics["after"]  # no reference is named
    with (tmp_path / "chunk-training" / "log.csv").open() as stream:
        assert {"val/IOU", "train/total", "train/building"} <= set(next(csv.reader(stream)))


def test_a_data_set_is_built_and_trained_on(tmp_path: Path):
    """Points and a reference become chunks of the original's form, which are read as they were written."""
    plan = parts.plan(tmp_path, epochs=1)
    folder = tmp_path / "set"
    assert build(plan, folder) == 2
    told = parse((folder / "chunk_info.yaml").read_text())
    assert [told[number]["name"] for number in (0, 1)] == ["chunk_000", "chunk_001"]
    held = np.load(folder / "chunk_001" / "input_point_cloud.npz")["pts"]
    assert held[:, 0].min() > told[1]["min_bound"][0]
    assert told[1]["min_bound"][0] == pytest.approx(parts.LEFT + 0.8 * parts.WIDTH, abs=0.2)
    for kind in ("uniform", "facade", "terrain"):
        file = np.load(folder / "chunk_000" / f"query--{kind}.npz")
        assert len(file["pts"]) == told[0][f"n_query_pts-{kind}"] > 100
        town = Surface(parts.town(), parts.LEFT, parts.TOP, 1.0, 1.0)
        heights = town.at(file["pts"])
        known = np.isfinite(heights)
        assert (file["mask_gt"] == known).all()
        assert (file["occ"][known] == (file["pts"][known, 2] <= heights[known])).all()
    again = defaults.plan_of_file(str(folder / "config.yaml"))
    result = run.run(ReconstructionTraining(again), run.Files(tmp_path / "again.pt"), device="cpu")
    assert result.judged.metrics["after"]["IOU"] > 0.2
    with pytest.raises(RooflineError, match="holds a data set already"):
        build(plan, folder)
    with pytest.raises(RooflineError, match="has the original's form already"):
        build(again, tmp_path / "other")
    reconstruct(bundle.load(tmp_path / "again.pt"), folder / "chunk_info.yaml", tmp_path / "dsm.tif")


@pytest.mark.skipif(not implicity_parts.HERE, reason=implicity_parts.REASON)
def test_the_original_s_reference_judges_surfaces(tmp_path: Path):
    """The DSM that a configuration names for its own evaluation is what surfaces are compared with."""
    plan = defaults.plan_of_file(
        str(implicity_parts.PARITY / "dsm_0" / "config.yaml"), defaults.Overrides({"epochs": 1, "samples": 2})
    )
    assert plan.start is None
    result = run.run(ReconstructionTraining(plan), run.Files(tmp_path / "chunk.pt"), device="cpu")
    assert result.judged.metrics["grid"]["MAE"] < 3 and "MAE" in result.judged.metrics["after"]

"""Scenes become patches as SatGen-CV's preparation makes them, against its recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster
from roofline.models.training.imagery import preparation
from support.paths import PARITY

FOLDER = PARITY / "satgen" / "preprocess"
recorded = pytest.mark.skipif(not FOLDER.is_dir(), reason="recordings of SatGen-CV are not here")


@recorded
def test_patches_lie_as_recorded() -> None:
    grids = json.loads((FOLDER / "crop_grids.json").read_text())
    assert len(grids) > 3
    for grid in grids:
        found = preparation.corners(grid["height"], grid["width"], grid["patch"], grid["overlap"])
        assert len(found) == grid["count"]
        assert [list(each) for each in found[: len(grid["coords_xy"])]] == grid["coords_xy"]
        assert (list(found[-1]) if found else None) == grid["last"]


@recorded
def test_scenes_are_kept_aside_as_recorded() -> None:
    for split in json.loads((FOLDER / "split_indices.json").read_text()):
        assert preparation.kept_aside(split["n"], split["ratio"], split["seed"]) == split["test"]


@recorded
@pytest.mark.parametrize(("name", "size"), [("noresize", None), ("resize120", 120)])
def test_patches_are_those_recorded(tmp_path: Path, name: str, size: int | None) -> None:
    kept = json.loads((FOLDER / "kept_files.json").read_text())
    wanted: dict[str, Any] = kept[name]
    output = tmp_path / "patches"
    count = preparation.prepare(
        FOLDER / "raw", output, patch=kept["patch"], size=size, label_white=wanted["label_min_white"]
    )
    files = sorted(path.name for path in (output / "images").iterdir())
    assert files == wanted["files"] == sorted(path.name for path in (output / "gt").iterdir())
    assert count == len(files)
    arrays = np.load(FOLDER / f"{name}_patches.npz")
    for kind, folder in (("img", "images"), ("lab", "gt")):
        for key in [key for key in arrays if key.startswith(f"{kind}_")]:
            path = next(
                path for path in (output / folder).iterdir() if path.stem in key or key.endswith(path.stem)
            )
            with Raster.open(path) as raster:
                found = raster.read(raster.grid.window())
            expected = np.moveaxis(np.atleast_3d(arrays[key]), 2, 0).astype(np.float32)
            assert np.abs(found - expected).max() <= (1 if kind == "img" and size else 0)


def test_folders_without_scenes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RooflineError, match="holds no scenes"):
        preparation.prepare(tmp_path, tmp_path / "patches")
    assert not (tmp_path / "patches").exists()

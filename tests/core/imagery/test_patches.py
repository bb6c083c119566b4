"""Scenes become patches as SatGen-CV's preparation makes them, against its recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import progress
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.imagery import patches
from roofline.models.imagery.folders import read_label
from roofline.models.imagery.patches import Preparation
from roofline.models.labels.labelling import one_class
from roofline.models.raster.dataset import Raster
from roofline.models.training.imagery.places import Patches
from roofline.models.training.imagery.plan import Region
from support import rasters
from support.paths import PARITY

FOLDER = PARITY / "satgen" / "preprocess"
recorded = pytest.mark.skipif(not FOLDER.is_dir(), reason="recordings of SatGen-CV are not here")


@recorded
def test_patches_lie_as_recorded() -> None:
    grids = json.loads((FOLDER / "crop_grids.json").read_text())
    assert len(grids) > 3
    for grid in grids:
        found = patches.corners(grid["height"], grid["width"], grid["patch"], grid["overlap"])
        assert len(found) == grid["count"]
        assert [list(each) for each in found[: len(grid["coords_xy"])]] == grid["coords_xy"]
        assert (list(found[-1]) if found else None) == grid["last"]


@recorded
def test_scenes_are_kept_aside_as_recorded() -> None:
    for split in json.loads((FOLDER / "split_indices.json").read_text()):
        assert patches.kept_aside(split["n"], split["ratio"], split["seed"]) == split["test"]


@recorded
@pytest.mark.parametrize(("name", "size"), [("noresize", None), ("resize120", 120)])
def test_patches_are_those_recorded(tmp_path: Path, name: str, size: int | None) -> None:
    kept = json.loads((FOLDER / "kept_files.json").read_text())
    wanted: dict[str, Any] = kept[name]
    output = tmp_path / "patches"
    how = Preparation(patch=kept["patch"], size=size, label_white=wanted["label_min_white"])
    count = patches.prepare(FOLDER / "raw", output, how)
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
        patches.prepare(tmp_path, tmp_path / "patches", Preparation())
    assert not (tmp_path / "patches").exists()


def scenes(folder: Path, names: str, label: int = 255) -> None:
    """Grey scenes of 64 x 64 pixels, of which the left half is labelled."""
    for name in names.split():
        for kind in ("images", "gt"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        rasters.write(folder / "images" / f"{name}.tif", np.full((3, 64, 64), 90, np.uint8), nodata=None)
        half = np.zeros((64, 64), np.uint8)
        half[:, :32] = label
        rasters.write(folder / "gt" / f"{name}.tif", half, nodata=None)


def names(folder: Path) -> list[str]:
    return sorted(path.name.partition("_patch")[0] for path in (folder / "gt").iterdir())


def test_a_share_of_scenes_goes_to_a_folder_of_its_own(tmp_path: Path) -> None:
    scenes(tmp_path / "raw", "a b c d")
    how = Preparation(patch=64, test_share=0.25, seed=3)
    aside = ["abcd"[index] for index in patches.kept_aside(4, 0.25, 3)]
    assert patches.prepare(tmp_path / "raw", tmp_path / "out", how) == 4
    assert names(tmp_path / "out" / "test") == aside and len(aside) == 1
    assert names(tmp_path / "out" / "train") == [name for name in "abcd" if name not in aside]


def test_what_is_left_is_told_in_scenes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_ESTIMATES", -1)
    scenes(tmp_path / "raw", "a b")
    with caplog.at_level("INFO", "roofline"):
        patches.prepare(tmp_path / "raw", tmp_path / "out", Preparation(patch=64))
    assert next(text for text in caplog.messages if "about" in text).startswith("1 of 2 scenes, about ")


def test_folders_of_splits_stay_what_they_are(tmp_path: Path) -> None:
    scenes(tmp_path / "raw" / "train", "a b")
    scenes(tmp_path / "raw" / "val", "c")
    done: list[float] = []
    how = Preparation(patch=32, overlap=False)
    assert patches.prepare(tmp_path / "raw", tmp_path / "out", how, done.append) == 6  # the labelled half
    assert names(tmp_path / "out" / "train") == ["a", "a", "b", "b"]
    assert names(tmp_path / "out" / "val") == ["c", "c"]
    assert done == [0.25, 0.5, 0.75]


def test_labels_of_0_and_1_are_as_good_as_those_of_255(tmp_path: Path) -> None:
    scenes(tmp_path / "raw", "a", label=1)
    assert patches.prepare(tmp_path / "raw", tmp_path / "out", Preparation(patch=64)) == 1
    with Raster.open(next((tmp_path / "out" / "gt").iterdir())) as raster:
        assert set(np.unique(raster.read(raster.grid.window()))) == {0, 255}


def test_what_passes_no_filter_and_what_is_no_image_is_refused(tmp_path: Path) -> None:
    scenes(tmp_path / "raw", "a", label=0)
    out = tmp_path / "out"
    with pytest.raises(RooflineError, match=r"No patch of .*raw is kept"):
        patches.prepare(tmp_path / "raw", out, Preparation(patch=64))
    rasters.write(tmp_path / "raw" / "images" / "a.tif", np.ones((64, 64), np.float32), nodata=None)
    with pytest.raises(RooflineError, match=r"a\.tif is no image of 8 bits"):
        patches.prepare(tmp_path / "raw", out, Preparation(patch=64))
    with pytest.raises(Cancelled):
        patches.prepare(tmp_path / "raw", out, Preparation(patch=64), cancelled=lambda: True)
    assert not out.exists()


def vast(path: Path, bands: int) -> None:
    """A file of a few bytes that says it has 900 million pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = ["SPARSE_OK=TRUE", "TILED=YES"]
    gdal.GetDriverByName("GTiff").Create(str(path), 30000, 30000, bands, gdal.GDT_Byte, options)


def test_a_vast_scene_is_read_patch_by_patch(tmp_path: Path) -> None:
    vast(tmp_path / "raw" / "images" / "a.tif", 3)
    vast(tmp_path / "raw" / "gt" / "a.tif", 1)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 20

    with pytest.raises(Cancelled):
        patches.prepare(tmp_path / "raw", tmp_path / "out", Preparation(label_white=-1), cancelled=cancelled)
    assert len(asked) == 21 and not (tmp_path / "out").exists()
    with pytest.raises(RooflineError, match=r"a\.tif has 30000 x 30000 pixels, too many to be read at once"):
        patches.prepare(tmp_path / "raw", tmp_path / "out", Preparation(size=64))


def test_a_vast_patch_is_refused_before_it_is_read(tmp_path: Path) -> None:
    vast(tmp_path / "images" / "a.png", 3)  # GDAL goes by what is in a file
    vast(tmp_path / "gt" / "a_processed.tiff", 2)
    place = Region("town", folder=tmp_path)
    with pytest.raises(RooflineError, match=r"a\.png has 30000 x 30000 pixels, too many"):
        Patches(place, "train").read(0)
    with pytest.raises(RooflineError, match=r"a_processed\.tiff has 30000 x 30000 pixels, too many"):
        read_label(tmp_path / "gt" / "a_processed.tiff", "auto")
    with pytest.raises(RooflineError, match=r"a_processed\.tiff has 30000 x 30000 pixels, too many"):
        one_class(tmp_path / "gt" / "a_processed.tiff")


def test_a_label_file_has_two_bands(tmp_path: Path) -> None:
    path = rasters.write(tmp_path / "a_processed.tiff", np.zeros((1, 8, 8), np.uint8), nodata=None)
    with pytest.raises(RooflineError, match=r"has one band; a label file has two, roads and buildings"):
        read_label(path, "auto")


def test_a_scene_is_resized_strip_by_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    image = np.random.default_rng(5).integers(0, 256, (3, 61, 47)).astype(np.uint8)
    sizes = ((20, 30), (90, 80), (47, 61))
    whole = [patches.lanczos(image, *size) for size in sizes]
    monkeypatch.setattr(patches, "STRIP", 300)
    for size, expected in zip(sizes, whole):
        np.testing.assert_array_equal(patches.lanczos(image, *size), expected)


@pytest.mark.parametrize("looks", [3, 8, 15, 25])
def test_a_cancel_ends_while_a_scene_is_read_and_resized(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    """A scene of 5000 pixels a side took 13 s of work to 8192 before anybody looked."""
    raw = tmp_path / "raw"
    for kind, bands in (("images", 3), ("gt", 1)):
        (raw / kind).mkdir(parents=True)
        rasters.write(
            raw / kind / "a.tif", np.full((bands, 64, 64), 255 * (bands == 1), np.uint8), nodata=None
        )
    monkeypatch.setattr(patches, "STRIP", 640)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > looks

    with pytest.raises(Cancelled):
        patches.prepare(raw, tmp_path / "out", Preparation(patch=60, size=64), cancelled=cancelled)
    assert len(asked) == looks + 1 and not (tmp_path / "out").exists()
    assert patches.prepare(raw, tmp_path / "out", Preparation(patch=60, size=64)) == 1

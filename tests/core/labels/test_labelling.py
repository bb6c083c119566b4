"""Labels of images and of folders: bands, order, what is known and what exists stays; recordings."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import numpy as np
import pytest
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation.masks.evaluate import evaluate_mask
from roofline.models.imagery.masks import open_mask
from roofline.models.labels import labelling
from roofline.models.labels.labelling import Wanted
from roofline.models.labels.pages import write_pages
from roofline.models.raster.dataset import Raster
from support import rasters
from support.paths import PARITY
from support.process_tree import open_files

RECORDED_FIGURES = PARITY / "satgen" / "preprocess"
PLACE = (500000, 1, 0, 5000000, 0, -1)
PAIRS = PARITY / "satgen" / "data" / "pairs"
recorded = pytest.mark.skipif(not PAIRS.is_dir(), reason="recordings of SatGen-CV are not here")


class Colours:
    """Finds what is red for "road" and what is green for "building"; counts windows."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, ...]] = []

    def find(self, image: np.ndarray, prompts: Sequence[str]) -> tuple[np.ndarray, int]:
        self.sizes.append(image.shape)
        bands = [{"road": 0, "building": 1}[prompt] for prompt in prompts]
        masks = np.stack([image[..., band] > 200 for band in bands]).astype(np.uint8)
        return masks, int(masks.any(axis=(1, 2)).sum())


def started(finder: labelling.Finder) -> labelling.Start:
    return lambda: nullcontext(finder)


def never() -> AbstractContextManager[labelling.Finder]:
    raise AssertionError("the network is started for nothing")


@pytest.fixture
def town(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """An image of 1 m pixels with red roads and green buildings, and where they are."""
    truth = (np.random.default_rng(3).random((2, 40, 50)) < 0.2).repeat(16, 1).repeat(16, 2)
    image = np.full((3, 640, 800), 60, np.uint8)
    image[:2][truth] = 255
    rasters.write(tmp_path / "town.tif", image, geotransform=(500000, 1, 0, 5000000, 0, -1), nodata=None)
    return tmp_path / "town.tif", truth


def read(path: Path) -> np.ndarray:
    with Raster.open(path) as raster:
        return raster.read(raster.grid.window())


def test_an_image_of_any_size_is_labelled_in_windows(town: tuple[Path, np.ndarray], tmp_path: Path) -> None:
    image, truth = town
    finder, done = Colours(), list[float]()
    target = tmp_path / "mask.tif"
    labelling.label_image(started(finder), image, {}, target, Wanted(), progress=done.append)
    assert len(finder.sizes) == len(done) > 8 and max(finder.sizes)[0] <= 256
    assert np.array_equal(read(target), 255 * truth)
    mask = open_mask(target)
    assert tuple(mask.classes) == ("roads", "buildings") and mask.grid == Raster.open(image).grid


def test_what_is_known_stays(town: tuple[Path, np.ndarray], tmp_path: Path) -> None:
    image, truth = town
    known = np.zeros((640, 800), np.uint8)
    known[:100] = 255
    rasters.write(tmp_path / "houses.tif", known, geotransform=(500000, 1, 0, 5000000, 0, -1), nodata=None)
    target = tmp_path / "mask.tif"
    found = labelling.label_image(
        started(Colours()), image, {"buildings": tmp_path / "houses.tif"}, target, Wanted(tile=640)
    )
    roads, buildings = read(target)
    assert np.array_equal(buildings, known) and np.array_equal(roads, 255 * truth[0])
    assert found == 2  # a window has one object of this finder


def test_no_temporary_file_is_open_when_it_is_deleted(
    town: tuple[Path, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows deletes none that is."""
    left: list[list[str]] = []

    class Watched(labelling.Scratch):
        def close(self) -> None:
            left.append(open_files(self.path))
            super().close()

    monkeypatch.setattr(labelling, "Scratch", Watched)
    given = {"buildings": town[0].with_name("houses.tif")}
    rasters.write(given["buildings"], np.zeros((640, 800), np.uint8), geotransform=PLACE, nodata=None)
    labelling.label_image(started(Colours()), town[0], given, tmp_path / "mask.tif", Wanted(tile=640))
    assert left == [[]]


def test_voids_are_nothing_and_windows_of_voids_are_not_looked_at(tmp_path: Path) -> None:
    image = np.full((3, 100, 900), 255, np.uint8)
    image[:, :, :400] = 0
    rasters.write(tmp_path / "a.tif", image, geotransform=(0, 1, 0, 0, 0, -1), nodata=0)
    finder = Colours()
    labelling.label_image(started(finder), tmp_path / "a.tif", {}, tmp_path / "mask.tif", Wanted(tile=100))
    mask = read(tmp_path / "mask.tif")
    assert not mask[:, :, :400].any() and (mask[:, :, 400:] == 255).all()
    assert 0 < len(finder.sizes) < 8


def test_a_window_shows_256_metres_if_it_can() -> None:
    def window(pixel: float) -> int:
        dataset = rasters.gdal.GetDriverByName("MEM").Create("", 10, 10)
        dataset.SetProjection(rasters.wkt(32631))
        dataset.SetGeoTransform((500000, pixel, 0, 5000000, 0, -pixel))
        return labelling.window_of(labelling.Grid.of(dataset, "image"))

    assert [window(pixel) for pixel in (2.0, 1.0, 0.5, 0.1)] == [256, 256, 512, 1008]


@pytest.fixture
def patches(tmp_path: Path) -> Path:
    """Three patches with a label of buildings each: a PNG of 255, a TIFF of 0 and 1, one of 3 bands."""
    folder = tmp_path / "set"
    for kind in ("images", "gt"):
        (folder / kind).mkdir(parents=True)
    label = np.zeros((32, 48), np.uint8)
    label[:8] = 255
    image = np.zeros((3, 32, 48), np.uint8)
    image[0, :, :5] = 255
    bands = np.stack([label, label // 2, label * 0])
    for name, ending, values in (("a", "png", label), ("b", "tif", label // 255), ("c", "tif", bands)):
        rasters.write(folder / "images" / f"{name}.png", image, nodata=None)
        rasters.write(folder / "gt" / f"{name}.{ending}", values, nodata=None)
    return folder


def test_patches_get_the_class_that_is_missing(patches: Path) -> None:
    assert labelling.label_folder(started(Colours()), patches, "buildings", Wanted()) == 3
    for name in "abc":
        mask = open_mask(patches / "gt" / f"{name}_processed.tiff")
        assert tuple(mask.classes) == ("roads", "buildings")
        roads, buildings = mask.read(mask.grid.window())
        assert (roads[:, :5] == 255).all() and not roads[:, 5:].any()
        assert (buildings[:8] == 255).all() and not buildings[8:].any()


def test_what_exists_is_left_alone_and_a_cancelled_run_goes_on(
    patches: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finder = Colours()
    with pytest.raises(Cancelled):
        labelling.label_folder(
            started(finder), patches, None, Wanted(), cancelled=lambda: len(finder.sizes) == 1
        )
    first = patches / "gt" / "a_processed.tiff"
    content, others = first.read_bytes(), Colours()
    with caplog.at_level(logging.INFO):
        assert labelling.label_folder(started(others), patches, None, Wanted()) == 2
    assert first.read_bytes() == content and len(others.sizes) == 2
    assert "2 patches were labelled, 1 had been before." in caplog.text
    assert labelling.label_folder(never, patches, None, Wanted()) == 0


def test_a_patch_that_does_not_fit_is_told_of_and_left_out(
    patches: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (patches / "images" / "a.png").write_bytes(b"no image")
    rasters.write(patches / "gt" / "b.tif", np.zeros((9, 9), np.uint8), nodata=None)
    assert labelling.label_folder(started(Colours()), patches, "buildings", Wanted()) == 1
    assert "a.png is left out: a.png cannot be read as a raster" in caplog.text
    assert "b.png is left out: b.tif has other columns and rows than b.png" in caplog.text


def test_folders_that_hold_nothing_to_label_are_refused(patches: Path, tmp_path: Path) -> None:
    with pytest.raises(RooflineError, match=r"holds no images/\*\.png"):
        labelling.label_folder(never, tmp_path / "nowhere", None, Wanted())
    (patches / "gt" / "c.tif").unlink()
    with pytest.raises(RooflineError, match=r"The label .*c\.png is missing; add it or remove its image\."):
        labelling.label_folder(never, patches, "buildings", Wanted())
    rasters.write(tmp_path / "heights.tif", np.ones((9, 9), np.float32))
    with pytest.raises(RooflineError, match=r"heights\.tif is no image of 8 bits"):
        labelling.label_image(never, tmp_path / "heights.tif", {}, tmp_path / "mask.tif", Wanted())
    assert not (tmp_path / "mask.tif").exists()


def test_pages_are_read_back(tmp_path: Path, rng: np.random.Generator) -> None:
    mask = rng.integers(0, 256, (2, 17, 23)).astype(np.uint8)
    write_pages(tmp_path / "a.tiff", mask)
    again = open_mask(tmp_path / "a.tiff")
    assert np.array_equal(again.read(again.grid.window()), mask)


class Recorded:
    """Gives the objects that SAM 3 had found in a recorded patch, merged as the page says."""

    def __init__(self, folder: Path) -> None:
        self.waiting = sorted(folder.glob("*.npz"))

    def find(self, image: np.ndarray, prompts: Sequence[str]) -> tuple[np.ndarray, int]:
        objects = np.load(self.waiting.pop(0))["masks"]
        return objects.any(axis=0)[None].astype(np.uint8), len(objects)


@recorded
def test_files_are_those_that_satgen_cv_wrote(tmp_path: Path) -> None:
    for kind, source in (("images", "images"), ("gt", "label_in")):
        (tmp_path / kind).mkdir()
        for path in (PAIRS / source).glob("[a-d]*.png"):
            (tmp_path / kind / path.name).write_bytes(path.read_bytes())
    finder = Recorded(PAIRS / "label_in")
    assert labelling.label_folder(started(finder), tmp_path, "roads", Wanted(), original=True) == 4
    for path in sorted((PAIRS / "gt").glob("[a-d]*")):
        theirs, ours = open_mask(path), open_mask(tmp_path / "gt" / path.name)
        assert type(ours) is type(theirs)
        window = theirs.grid.window()
        assert np.array_equal(ours.read(window), theirs.read(window)), path.name


@pytest.mark.skipif(not RECORDED_FIGURES.is_dir(), reason="recordings of SatGen-CV are not here")
def test_labels_are_judged_as_recorded_without_the_truth_that_leaked_in(tmp_path: Path) -> None:
    """SatGen-CV compares the sum of both bands, one of which is the truth; a band alone tells the worth."""
    figures = json.loads((RECORDED_FIGURES / "eval.json").read_text())
    mask = open_mask(RECORDED_FIGURES / "eval_pred_processed.tiff")
    both = mask.read(mask.grid.window()).astype(int).sum(axis=0).clip(0, 255).astype(np.uint8)
    rasters.write(tmp_path / "both.tif", both, geotransform=PLACE, nodata=None)
    rasters.write(tmp_path / "found.tif", mask.read(mask.grid.window())[0], geotransform=PLACE, nodata=None)
    truth = labelling.one_class(RECORDED_FIGURES / "eval_true.png")
    rasters.write(tmp_path / "truth.tif", truth, geotransform=PLACE, nodata=None)
    for name, figure in (("both", "iou_original_pathmode"), ("found", "iou_channel0_only")):
        judged = evaluate_mask(tmp_path / f"{name}.tif", tmp_path / "truth.tif")
        assert judged["pooled"]["IoU"] == pytest.approx(figures[figure], abs=1e-6)

"""A comparison measured in parts is that of one machine, in every bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation import Views, evaluate
from roofline.models.evaluation.surface import comparison, parts
from roofline.models.evaluation.surface.report import surface_report
from roofline.models.raster.grid import Window
from support.rasters import read, write

SIZE = 330, 410


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch) -> dict[str, Path]:
    """Two surfaces with voids and gross errors, a reference on another grid, and masks; small windows."""
    monkeypatch.setattr(comparison, "WINDOW_PIXELS", 3000)
    monkeypatch.setattr(comparison, "WINDOW_WIDTH", 150)
    random = np.random.default_rng(2)
    truth = np.cumsum(random.normal(0, 0.3, SIZE), axis=1).astype(np.float32) + 100
    after, before = (truth + random.normal(0.02, size, SIZE).astype(np.float32) for size in (0.3, 0.7))
    after[random.random(SIZE) < 0.001] += 40  # beyond the distribution's array
    before[100:140, 200:260] = after[5:9, 300:] = np.nan
    buildings = np.zeros(SIZE, np.float32)
    buildings[40:90, 60:130] = buildings[200:260, 180:300] = 1
    water = np.zeros(SIZE, np.float32)
    water[300:, :100] = 1
    found = {"source": after, "reference": truth, "baseline": before, "building_mask": buildings}
    found |= {"water_mask": water, "forest_mask": np.zeros(SIZE, np.float32)}
    grids = {"reference": (500000.13, 0.5, 0.0, 5000000.21, 0.0, -0.5)}
    return {
        name: write(
            tmp_path / f"{name}.tif", values, **({"geotransform": grids[name]} if name in grids else {})
        )
        for name, values in found.items()
    }


def edges(length: int, block: int, every: int) -> list[int]:
    return [*range(0, length, block * every), length]


def measured(inputs: dict[str, Path], folder: Path, every: tuple[int, int], **options) -> list[Path]:
    """The archives of parts of so many blocks of the bootstrap each, the last parts first."""
    grid, blocks = parts.measures(inputs)
    rows = edges(grid.height, blocks.height, every[0])
    cols = edges(grid.width, blocks.width, every[1])
    windows = [
        Window(left, top, right - left, bottom - top)
        for top, bottom in zip(rows, rows[1:])
        for left, right in zip(cols, cols[1:])
    ]
    assert len(windows) > 3
    files = []
    for number, window in reversed(list(enumerate(windows))):
        errors = folder / f"{number}.tif"
        parts.measure(inputs, window, folder / f"{number}.npz", error_raster=errors, **options)
        files.append(folder / f"{number}.npz")
        row, col = window.row, window.col
        whole = read(folder / "error.tif")[row : row + window.height, col : col + window.width]
        np.testing.assert_array_equal(read(errors), whole)
    return files


@pytest.mark.parametrize("max_error", [None, 0.5])
def test_parts_are_one_machines(tmp_path: Path, inputs: dict[str, Path], max_error):
    """However they are cut: the one machine's comparison, of which there is one, is held against each."""
    one, error = Views(), tmp_path / "error.tif"
    whole = evaluate(**inputs, max_error=max_error, exact=False, views=one, error_raster=error)
    told, page = json.dumps(whole, sort_keys=True), surface_report(whole, one)
    assert whole["quantile_bound_m"] == 0.0005 and len(one.places) == 3
    for every in ((3, 4), (5, 2), (1, 100)):
        other, files = Views(), measured(inputs, tmp_path, every, max_error=max_error)
        joined = parts.joined(inputs, files, max_error=max_error, views=other)
        assert json.dumps(joined, sort_keys=True) == told, every
        assert surface_report(joined, other) == page, every


def test_medians_are_right_to_the_stated_bound(tmp_path: Path, inputs: dict[str, Path]):
    exact = evaluate(**inputs, exact=True, error_raster=tmp_path / "error.tif")
    joined = parts.joined(inputs, measured(inputs, tmp_path, (4, 4)))
    for surface in ("source", "baseline"):
        for category, expected in exact[surface].items():
            found = joined[surface][category]
            for name in ("count", "MAE", "RMSE", "BIAS", "LOWEST", "HIGHEST", "share_above_1m"):
                assert found[name] == expected[name] or np.isnan(expected[name])
            for name, bound in (("MEDIAN", 1), ("MEDIAN_AE", 1), ("LE90", 1), ("NMAD", 3)):
                away = abs(found[name] - expected[name])
                assert np.isnan(away) or away <= bound * joined["quantile_bound_m"] * 1.4827 + 1e-12


def test_doubts_are_told_as_by_one_machine(tmp_path: Path, inputs: dict[str, Path], caplog):
    """The forest's mask marks nothing anywhere; the water's marks nothing in most parts."""
    evaluate(**inputs, exact=False, error_raster=tmp_path / "error.tif")
    alone = [record.getMessage() for record in caplog.records if "marks no pixel" in record.getMessage()]
    files = measured(inputs, tmp_path, (4, 4))
    caplog.clear()
    parts.joined(inputs, files)
    told = [record.getMessage() for record in caplog.records if "marks no pixel" in record.getMessage()]
    assert told == alone and len(alone) == 1 and "forest" in alone[0]


def test_parts_of_nothing_are_refused_when_they_are_joined(tmp_path: Path, inputs: dict[str, Path]):
    inputs["valid_mask"] = write(tmp_path / "valid.tif", np.zeros(SIZE, np.float32))
    grid, _ = parts.measures(inputs)
    parts.measure(inputs, grid.window(), tmp_path / "0.npz")
    with pytest.raises(RooflineError, match="The valid mask marks no pixel here"):
        parts.joined(inputs, [tmp_path / "0.npz"])


def test_a_cancelled_part_leaves_no_file(tmp_path: Path, inputs: dict[str, Path]):
    grid, _ = parts.measures(inputs)
    shares: list[float] = []
    files = {"error_raster": tmp_path / "0.tif"}
    with pytest.raises(Cancelled):
        parts.measure(
            inputs,
            grid.window(),
            tmp_path / "0.npz",
            **files,
            progress=shares.append,
            cancelled=lambda: len(shares) > 2,
        )
    assert len(shares) == 3 and not (tmp_path / "0.npz").exists() and not (tmp_path / "0.tif").exists()
    assert not list(tmp_path.glob(".*"))

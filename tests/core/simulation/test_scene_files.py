"""A city is generated, matched and drawn until a cancel."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.grid import Grid
from roofline.models.simulation import scene_files
from support import rasters

GRID = Grid(400, 300, (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5), rasters.wkt(32631))
SMALL = Grid(64, 64, GRID.geotransform, GRID.projection)
RECIPE = scene_files.Recipe(seed=3)


class Watch:
    """Is asked whether to cancel, and counts; `longest`: CPU seconds between two questions."""

    def __init__(self, most: int = 10**9) -> None:
        self.most, self.asked, self.longest, self._last = most, 0, 0.0, time.process_time()

    def __call__(self) -> bool:
        now = time.process_time()
        self.longest, self._last, self.asked = max(self.longest, now - self._last), now, self.asked + 1
        return self.asked > self.most


def simulate(folder: Path, watch: Watch) -> None:
    targets = {"stereo": folder / "a.tif", "images": folder / "i.tif"}
    scene_files.simulate(GRID, RECIPE, targets, cancelled=watch)


def test_a_city_is_asked_for_a_cancel_all_along(tmp_path: Path) -> None:
    whole, started = Watch(), time.process_time()
    simulate(tmp_path, whole)
    seconds = time.process_time() - started
    assert whole.asked > 1000 and whole.longest < max(0.5, seconds / 8)
    for share in (0.02, 0.2, 0.5, 0.9):
        (tmp_path / str(share)).mkdir()
        watch = Watch(int(share * whole.asked))
        with pytest.raises(Cancelled):
            simulate(tmp_path / str(share), watch)
        assert watch.asked == watch.most + 1 and not list((tmp_path / str(share)).iterdir())


def test_no_raster_of_a_city_without_the_others(tmp_path: Path) -> None:
    """The folder of the first goes when it is begun: the second, which is whole before, gets no name."""
    (tmp_path / "gone").mkdir()
    targets = {"stereo": tmp_path / "gone" / "a.tif", "truth": tmp_path / "b.tif"}

    def tidy() -> bool:
        if list(tmp_path.glob("gone/*")):
            shutil.rmtree(tmp_path / "gone")
        return False

    with pytest.raises(RooflineError, match="cannot be written"):
        scene_files.simulate(SMALL, RECIPE, targets, cancelled=tidy)
    assert not list(tmp_path.iterdir())

"""The program behind `make demo`."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT
from osgeo import gdal
from roofline.resources.demo import picture
from support import processes, rasters, toy_models


@pytest.mark.skipif(processes.QGIS_PROCESS is None, reason="qgis_process is not installed")
def test_refines_a_file_and_draws_it(tmp_path):
    dsm = rasters.write(tmp_path / "my town.tif", rasters.town())
    model = toy_models.shifting_model(tmp_path / "shift.pt")
    program = str(ROOT / "resources" / "demo" / "run.py")
    options = ["--dsm", str(dsm), "--model", str(model), "--folder", str(tmp_path / "demo")]
    run = subprocess.run(
        [sys.executable, program, *options],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path)},
    )
    assert run.returncode == 0, run.stderr
    assert "mean absolute change  1.000" in run.stdout
    refined = rasters.read(tmp_path / "demo" / "my town_refined.tif")
    np.testing.assert_allclose(refined, rasters.town() + 1, atol=2e-3)
    assert gdal.Open(str(tmp_path / "demo" / "demo.png")).RasterXSize > 1000


def test_draws_without_matplotlib(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    heights = rasters.town()
    heights[:10] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    picture.save(picture.comparison(dsm, dsm, dsm), tmp_path / "plain.png")
    image = gdal.Open(str(tmp_path / "plain.png"))
    assert (image.RasterXSize, image.RasterYSize) == (3 * (128 + picture.GAP), 2 * (96 + picture.GAP))


def test_hillshade_is_lit_from_the_north_west():
    rows, cols = np.indices((40, 40), dtype=float)
    facing_light, facing_away = rows + cols, -(rows + cols)
    light, dark = (picture.hillshade(plane, 1.0)[20, 20, 0] for plane in (facing_light, facing_away))
    assert light > dark + 50


def test_errors_are_white_at_zero_and_red_above():
    image = picture.diverging(np.array([[0.0, 3.0, -3.0, np.nan]]), 3.0)[0]
    assert image.tolist() == [[250, 250, 250], [178, 24, 43], [33, 102, 172], list(picture.VOID)]

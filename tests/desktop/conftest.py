"""One session of QGIS for the tests of options, models and preview."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage
from support import desktop_runs, installation, rasters, resdepth_folder, toy_models


def town() -> np.ndarray:
    """Some streets of houses with gable roofs, blurred walls and much noise, float32 metres."""
    rows, columns = np.indices((300, 400))
    across, along = rows % 60 - 30, columns % 90 - 45
    roofs = 9 - np.abs(across) / 4 + (columns // 90 + rows // 60) % 3
    houses = np.where((np.abs(across) < 16) & (np.abs(along) < 34), roofs, 0)
    noise = np.random.default_rng(1).normal(0, 0.5, rows.shape)
    heights = 40 + 0.01 * columns + ndimage.gaussian_filter(houses, 1.0) + noise
    return heights.astype(np.float32)


@pytest.fixture(scope="module")
def worker():
    """The set-up's program that runs pip, as a module."""
    return installation.worker_module()


@pytest.fixture(scope="session")
def models_session(tmp_path_factory) -> dict:
    """What the session reports; its pictures are in the folder under the key "folder"."""
    folder = tmp_path_factory.mktemp("models")
    rasters.write(folder / "dsm.tif", town())
    toy_models.shifting_model(folder / "mine.pt")
    checkpoint = resdepth_folder.make(folder / "run", "geom", n_input_channels=1)
    (folder / "broken.pth").write_bytes(b"nothing of any use")
    script = Path(__file__).with_name("models_session.py")
    report = desktop_runs.report(folder, script, CHECKPOINT=str(checkpoint), ROOFLINE_MEMORY="4096")
    assert "error" not in report, report["error"]
    return {**report, "folder": folder}


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    """A folder with PyTorch for the CPU and all that it needs, fetched once."""
    from support.installation import pytorch_wheels  # needs QGIS's Python

    return pytorch_wheels(tmp_path_factory.mktemp("wheels"))

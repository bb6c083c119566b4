"""Two houses on a plain, and Building footprints run over them through Processing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from support import rasters

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)


def scene(folder: Path) -> tuple[Path, Path]:
    """Two houses of 20 x 12 and 10 x 8 m, 6 and 9 m high: their mask and DSM."""
    mask, surface = np.zeros((80, 100), np.uint8), np.full((80, 100), 50, np.float32)
    for rows, cols, height in ((slice(10, 34), slice(10, 50), 6), (slice(50, 66), slice(60, 80), 9)):
        mask[rows, cols] = 1
        surface[rows, cols] += height
    return (
        rasters.write(folder / "mask.tif", mask, geotransform=GRID, nodata=255),
        rasters.write(folder / "dsm.tif", surface, geotransform=GRID),
    )


def run(feedback: object = None, **parameters: object) -> dict:
    """Building footprints through Processing."""
    import processing

    given = {name: value if isinstance(value, bool) else str(value) for name, value in parameters.items()}
    return processing.run("roofline:buildingfootprints", given, feedback=feedback)


def layer(result: dict) -> QgsVectorLayer:
    """The layer that a run has written."""
    from qgis.core import QgsVectorLayer

    found = QgsVectorLayer(result["OUTPUT"], "found", "ogr")
    assert found.isValid()
    return found

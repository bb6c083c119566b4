"""Hillshades and error maps side by side, as a PNG."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from osgeo import gdal

LARGEST = 448  # pixels a side; of larger rasters the middle is shown
GAP = 8


def _core_images() -> ModuleType:
    """The core's pictures, by their path: this program runs without the package."""
    path = Path(__file__).resolve().parents[2] / "models" / "reports" / "images.py"
    spec = importlib.util.spec_from_file_location("roofline_images", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_IMAGES = _core_images()
VOID, hillshade, diverging = _IMAGES.VOID, _IMAGES.hillshade, _IMAGES.diverging


class Panel(NamedTuple):
    """A titled RGB image (H, W, 3) uint8."""

    title: str
    image: np.ndarray


def comparison(before: Path, after: Path, reference: Path) -> list[Panel]:
    """Hillshades of three surfaces and the errors of the first two."""
    (first, pixel), (second, _), (truth, _) = (middle(path) for path in (before, after, reference))
    limit = 3.0
    return [
        Panel("before", hillshade(first, pixel)),
        Panel("after", hillshade(second, pixel)),
        Panel("reference", hillshade(truth, pixel)),
        Panel(f"error before (±{limit:g} m)", diverging(first - truth, limit)),
        Panel(f"error after (±{limit:g} m)", diverging(second - truth, limit)),
        Panel(f"change (±{limit:g} m)", diverging(second - first, limit)),
    ]


def change(before: Path, after: Path) -> list[Panel]:
    """Hillshades before and after, and the change."""
    (first, pixel), (second, _) = middle(before), middle(after)
    limit = 3.0
    return [
        Panel("before", hillshade(first, pixel)),
        Panel("after", hillshade(second, pixel)),
        Panel(f"change (±{limit:g} units of height)", diverging(second - first, limit)),
    ]


def middle(path: Path) -> tuple[np.ndarray, float]:
    """The middle of a raster (float32, NaN = void) and its pixel size in units of the CRS."""
    dataset = gdal.Open(str(path))
    width, height = (min(LARGEST, size) for size in (dataset.RasterXSize, dataset.RasterYSize))
    left, top = (dataset.RasterXSize - width) // 2, (dataset.RasterYSize - height) // 2
    band = dataset.GetRasterBand(1)
    values = band.ReadAsArray(left, top, width, height).astype(np.float32)
    nodata = band.GetNoDataValue()
    if nodata is not None:
        values[values == np.float32(nodata)] = np.nan
    _, a, b, _, c, d = dataset.GetGeoTransform()
    return values, math.sqrt(math.hypot(a, c) * math.hypot(b, d))


def save(panels: list[Panel], path: Path) -> None:
    """Write the panels in rows of three, with titles where matplotlib is there."""
    try:
        import matplotlib
    except ImportError:
        _save_plain(panels, path)
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = math.ceil(len(panels) / 3)
    figure, axes = pyplot.subplots(rows, 3, figsize=(15, 5.3 * rows), squeeze=False, layout="constrained")
    for axis, panel in zip(axes.flat, panels):
        axis.imshow(panel.image, interpolation="nearest")
        axis.set_title(panel.title, fontsize=15)
        axis.set_axis_off()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def _save_plain(panels: list[Panel], path: Path) -> None:
    height, width = panels[0].image.shape[:2]
    rows = math.ceil(len(panels) / 3)
    sheet = np.full((rows * (height + GAP), 3 * (width + GAP), 3), 255, np.uint8)
    for index, panel in enumerate(panels):
        top, left = (index // 3) * (height + GAP), (index % 3) * (width + GAP)
        sheet[top : top + height, left : left + width] = panel.image
    memory = gdal.GetDriverByName("MEM").Create("", sheet.shape[1], sheet.shape[0], 3)
    for band in range(3):
        memory.GetRasterBand(band + 1).WriteArray(sheet[..., band])
    gdal.GetDriverByName("PNG").CreateCopy(str(path), memory)

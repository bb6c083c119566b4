"""Networks and cards whose results tests can predict, and rasters of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from osgeo import gdal, osr
from roofline.models.bundle import ModelBundle
from torch import Tensor, nn

from support.rasters import GEOTRANSFORM

LOCAL = {"kind": "local-gsd"}


def card(**changes: Any) -> dict[str, Any]:
    """A complete card of a DSM-only model; keyword arguments replace its entries."""
    dsm = {"role": "dsm", "bands": 1, "normalisation": LOCAL, "void_mask": False}
    return {
        "format": "roofline-model",
        "version": 1,
        "name": "test",
        "task": "refinedsm",
        "network": {"family": "resdepth", "options": {}},
        "inputs": [dsm],
        "output": {"role": "dsm", "bands": 1, "uncertainty": None},
        "tile": {"size": 128, "overlap": 32, "multiple": 8, "layout": "even", "blend": "taper"},
        "gsd": {"min": 0.01, "max": 100.0},
        **changes,
    }


def image(bands: int = 1, mean: float = 0.0, std: float = 1.0) -> dict[str, Any]:
    """A card's entry of a guide."""
    return {
        "role": "image",
        "bands": bands,
        "normalisation": {"kind": "standardise", "mean": mean, "std": std},
    }


def bundle(network: nn.Module, *guides: dict[str, Any], **changes: Any) -> ModelBundle:
    """A bundle of a network and a test card with guides."""
    made = card(**changes)
    made["inputs"] = [*made["inputs"], *guides]
    return ModelBundle(made, network)


class Keep(nn.Module):
    """Returns the heights as they are."""

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :1]


class Channel(nn.Module):
    """Heights plus one of the input channels."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :1] + x[:, self.index : self.index + 1]


class Detail(nn.Module):
    """Random convolutions over height differences: blind to constant offsets; reaches 6 pixels."""

    def __init__(self, layers: int = 4, channels: int = 8, seed: int = 3) -> None:
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            widths = [1, *[channels] * (layers - 1), 1]
            self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))

    def forward(self, x: Tensor) -> Tensor:
        heights = x[:, :1].float()
        mean = nn.functional.avg_pool2d(heights, 5, 1, 2, count_include_pad=False)
        y = heights - mean
        for layer in self.layers[:-1]:
            y = torch.relu(layer(y))
        return heights + self.layers[-1](y)


def make(path: Path | str, array: np.ndarray, **options: Any) -> Path:
    """A GeoTIFF of any type from (H, W) or (bands, H, W).

    Options: geotransform, crs (anything osr takes, None = none), nodata, unit, mask (H, W), scale, alpha.
    """
    bands = array[None] if array.ndim == 2 else array
    count, height, width = bands.shape
    code = gdal.GetDataTypeByName({"uint8": "Byte"}.get(str(bands.dtype), str(bands.dtype).capitalize()))
    code = {"uint16": gdal.GDT_UInt16, "uint32": gdal.GDT_UInt32, "complex64": gdal.GDT_CFloat32}.get(
        str(bands.dtype), code
    )
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, code, ["TILED=YES"])
    if options.get("geotransform", GEOTRANSFORM) is not None:
        dataset.SetGeoTransform(options.get("geotransform", GEOTRANSFORM))
    if options.get("crs", "EPSG:32631"):
        dataset.SetProjection(wkt(options.get("crs", "EPSG:32631")))
    for index, values in enumerate(bands):
        band = dataset.GetRasterBand(index + 1)
        if options.get("nodata") is not None:
            band.SetNoDataValue(options["nodata"])
        if options.get("unit"):
            band.SetUnitType(options["unit"])
        if options.get("scale"):
            band.SetScale(options["scale"][0])
            band.SetOffset(options["scale"][1])
        band.WriteArray(values)
    if options.get("alpha"):
        dataset.GetRasterBand(count).SetColorInterpretation(gdal.GCI_AlphaBand)
    if options.get("mask") is not None:
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", None)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(options["mask"].astype(np.uint8) * 255)
    dataset.FlushCache()
    return Path(path)


def wkt(crs: str) -> str:
    """WKT of anything osr understands."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    return reference.ExportToWkt()


def hills(rows: int = 200, cols: int = 260, seed: int = 0) -> np.ndarray:
    """Blocks on a slope with noise, float32 metres in 64ths, so that float32 adds offsets exactly."""
    rng = np.random.default_rng(seed)
    y, x = np.indices((rows, cols))
    heights = 50 + 0.05 * x + 0.02 * y + rng.normal(0, 0.4, (rows, cols))
    for _ in range(max(rows * cols // 2500, 1)):
        row, col, size = rng.integers(0, rows), rng.integers(0, cols), rng.integers(6, 30)
        heights[row : row + size, col : col + size] += rng.uniform(3, 20)
    return (np.round(heights * 64) / 64).astype(np.float32)


def leftovers(folder: Path) -> set[str]:
    """Names of all files in a folder, hidden ones too."""
    return {entry.name for entry in folder.iterdir()}

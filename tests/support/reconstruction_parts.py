"""A small town as a reference surface, with points that a noisy scan of it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import ogr, osr
from roofline.models.clouds.roofs import Roofs
from roofline.models.training.reconstruction import defaults
from roofline.models.training.reconstruction.plan import Plan

from support import implicity_parts, rasters

LEFT, TOP = 500000.0, 5000040.0
WIDTH, HEIGHT = 96, 40  # metres, and pixels
SMALL = {
    "encoder_kwargs": {
        "hidden_dim": 8,
        "feature_dim": 8,
        "plane_resolution": 16,
        "n_blocks": 2,
        "unet_kwargs": {"depth": 2, "start_filts": 8},
    },
    "decoder_kwargs": {"feature_dim": 8, "hidden_size": 16, "n_blocks": 2},
}


def town() -> np.ndarray:
    """Heights (HEIGHT, WIDTH) in metres: ground at 100 m with blocks of 8 m."""
    heights = np.full((HEIGHT, WIDTH), 100.0, np.float32)
    for col in range(4, WIDTH - 8, 16):
        heights[6:16, col : col + 9] += 8
        heights[24:34, col + 3 : col + 12] += 8
    return heights


def reference(folder: Path) -> Path:
    """The town as a raster of 1 m pixels."""
    return rasters.write(
        folder / "town.tif", town(), geotransform=(LEFT, 1.0, 0.0, TOP, 0.0, -1.0), epsg=32632
    )


def points(folder: Path, density: float = 4.0, noise: float = 0.1, seed: int = 0) -> Path:
    """Points of the town's surface."""
    rng = np.random.default_rng(seed)
    xy = rng.random((int(density * WIDTH * HEIGHT), 2)) * [WIDTH, HEIGHT]
    z = town()[(HEIGHT - xy[:, 1]).astype(int).clip(0, HEIGHT - 1), xy[:, 0].astype(int)]
    z = z + rng.normal(0, noise, len(z))
    corner = np.array([LEFT, TOP - HEIGHT])
    places = np.column_stack([xy + corner, z])
    return implicity_parts.write_ply(folder / "points.ply", places)


def config(folder: Path, **training: object) -> dict:
    """A configuration of the town for a tiny network: patches of 16 m, pixels of 1 m."""
    return {
        "dataset": {
            "patch_size": [16, 16],
            "normalize": {"z_std": 8.0},
            "sliding_window": {"val_strip": [8, 8], "test_strip": [8, 8]},
        },
        "model": SMALL,
        "training": {
            "epochs": 2,
            "random_dataset_length": 8,
            "optimize_every": 2,
            "validate_every": 1,
            "learning_rate": 0.01,
            "scheduler": {"type": None, "kwargs": {}},
            **training,
        },
        "queries": {"uniform": 256, "surface": 256, "walls": 256},
        "dsm_generation": {"pixel_size": [1, 1], "h_range": [-20, 20], "h_resolution_0": 4},
        "places": [{"points": str(points(folder)), "reference": str(reference(folder))}],
    }


def plan(folder: Path, **training: object) -> Plan:
    """The plan of that configuration."""
    made = defaults.plan.configuration.complete(config(folder, **training))
    return Plan(made, folder)


def town_roofs(lift: float = 0.0) -> Roofs:
    """The blocks of the town as polygons with their height, moved up by `lift`."""
    found = []
    for col in range(4, WIDTH - 8, 16):
        for first, left in ((6, col), (24, col + 3)):
            west, north = LEFT + left, TOP - first
            ring = [(west, north - 10), (west + 9, north - 10), (west + 9, north), (west, north)]
            text = ", ".join(f"{x} {y}" for x, y in [*ring, ring[0]])
            shape = ogr.CreateGeometryFromWkt(f"POLYGON (({text}))")
            found.append((bytes(shape.ExportToWkb()), 108.0 + lift))
    return Roofs(lambda extent: found, "houses")


def roofs_file(path: Path, epsg: int, unknown: int = 0) -> Path:
    """Those polygons in a file of any CRS, with their height in the field eaves; `unknown` have none."""
    utm, crs = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32632)
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("roofs", crs)
    layer.CreateField(ogr.FieldDefn("eaves", ogr.OFTReal))
    for number, (wkb, height) in enumerate(town_roofs().shapes((0.0, 0.0, 0.0, 0.0))):
        shape, feature = ogr.CreateGeometryFromWkb(wkb), ogr.Feature(layer.GetLayerDefn())
        shape.Transform(osr.CoordinateTransformation(utm, crs))
        feature.SetGeometry(shape)
        if number >= unknown:
            feature["eaves"] = height
        layer.CreateFeature(feature)
    return path

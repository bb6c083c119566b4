"""The test places of the building masks: surfaces, orthoimages and one place with both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal
from roofline.models.simulation import city, imaging, stereo
from support import paths

TEST = paths.SHARED / "data" / "test"
SURFACES, ORTHOS = TEST / "surface", TEST / "ortho"
# Trains nothing, but models are chosen by it.
ZURICH = paths.SHARED / "data" / "train" / "points" / "zurichsee_lidar_rgb"
# The pixel size of Brussels is not known; streets are as wide as elsewhere at about this one.
BRUSSELS = 0.6
UNKNOWN = 128
TOWN_GSD = 0.3
# Folder, files, name and pixel size (metres) of the orthoimages; sizes of those without a map are estimates.
IMAGES = (
    ("hot_oam", "nairobi2", "Nairobi 2, 0.15 m", 0.149),
    ("banepa_oam", "banepa3", "Banepa, 0.13 m", 0.132),
    ("dronedeploy_sample", "*", "DroneDeploy, 0.1 m", 0.1),
    ("yangon_uav", "*", "Yangon, 0.1 m", 0.1),
    ("joplin_xbd", "*", "Joplin, 0.6 m", 0.6),
    ("lasvegas_spacenet", "vegas_wv3", "Las Vegas, 0.27 m", 0.272),
)


@dataclass(frozen=True)
class Place:
    """A pixel size and buildings (H, W), with what there is of a DSM (H, W) in metres (NaN: unknown), an
    8-bit index and an image (bands, H, W); `known` (H, W) is what counts, None: all.
    """

    name: str
    gsd: float
    buildings: np.ndarray
    heights: np.ndarray | None = None
    ndvi: np.ndarray | None = None
    image: np.ndarray | None = None
    known: np.ndarray | None = None


def read(path: Path) -> np.ndarray:
    """All bands (bands, H, W), or the only one (H, W)."""
    return gdal.Open(str(path)).ReadAsArray()


def places() -> Iterator[Place]:
    """The test places."""
    yield from surfaces()
    yield from orthos()
    yield from towns()
    heights = read(ZURICH / "dsm_max_05m.tif").astype(np.float32)
    heights[heights == -9999] = np.nan
    buildings = read(ZURICH / "buildings_class6_05m.tif") > 0
    yield Place(
        "Lake Zurich, 0.5 m (kept aside)", 0.5, buildings, heights, image=read(ZURICH / "rgb_05m.tif")
    )


def surfaces() -> Iterator[Place]:
    """Those with a DSM."""
    folder = SURFACES / "london_barbican"
    heights, buildings = read(folder / "dsm.tif").astype(np.float32), read(folder / "buildings_mask.tif") > 0
    yield Place("Barbican, LiDAR 1 m", 1.0, buildings, heights)
    crowns = np.nan_to_num(read(folder / "dem.tif")) + np.nan_to_num(read(folder / "canopy_height.tif"))
    yield Place("Barbican with trees", 1.0, buildings, np.maximum(heights, crowns).astype(np.float32))
    folder = SURFACES / "brussels_8bit"
    heights = read(folder / "stripA_dsm_m_uint8.tif").astype(np.float32)
    heights[heights == 0] = np.nan
    buildings, ndvi = read(folder / "stripA_buildings.tif") > 0, read(folder / "stripA_ndvi_uint8.tif")
    yield Place("Brussels, whole metres", BRUSSELS, buildings, heights)
    yield Place("Brussels with NDVI", BRUSSELS, buildings, heights, ndvi)
    for path in sorted((SURFACES / "vietnam_uav_dsm").glob("*_dsm.tif")):
        heights = read(path).astype(np.float32)
        heights[heights == -9999] = np.nan
        mask = read(path.with_name(path.name.replace("_dsm", "_buildings"))) > 0
        yield Place("Vietnam, drone 0.21 m", 0.209, mask, heights)


def orthos() -> Iterator[Place]:
    """Those with an image."""
    for folder, pattern, name, gsd in IMAGES:
        for path in sorted((ORTHOS / folder).glob(f"{pattern}_rgb.*")):
            found = list(path.parent.glob(path.stem.replace("_rgb", "_buildings") + ".*"))
            if found:
                mask = read(found[0])
                known = mask != UNKNOWN
                yield Place(name, gsd, (mask > 0) & known, image=read(path)[:3], known=known)
    folder = ORTHOS / "spacenet_atlanta_pan"
    yield Place("Atlanta, panchromatic 0.5 m", 0.5, atlanta(folder), image=read(folder / "pan_05m.tif"))


def towns() -> Iterator[Place]:
    """Simulated ones with image and surface, by laser and by stereo, of seeds that no training draws."""
    for kind in ("laser", "stereo"):
        for seed in range(4):
            rng = np.random.default_rng([77_000, seed])
            town = city.generate(rng, (512, 512), TOWN_GSD)
            bands = imaging.ortho(rng, town, imaging.Sun.random(rng))[:3]
            picture = (255 * (bands / np.percentile(bands, 99)).clip(0, 1) ** 0.7).astype(np.uint8)
            heights = town.heights + rng.normal(0, 0.05, town.heights.shape).astype(np.float32)
            if kind == "stereo":
                heights = stereo.stereo_dsm(rng, town.heights, town.albedo, TOWN_GSD, glass=town.glass)
            name = f"Simulated towns, {TOWN_GSD} m, {kind}"
            yield Place(name, TOWN_GSD, town.buildings > 0, heights, image=picture)


def atlanta(folder: Path) -> np.ndarray:
    """Its polygons drawn on its grid (H, W)."""
    image = gdal.Open(str(folder / "pan_05m.tif"))
    drawn = gdal.GetDriverByName("MEM").Create("", image.RasterXSize, image.RasterYSize, 1, gdal.GDT_Byte)
    drawn.SetGeoTransform(image.GetGeoTransform())
    drawn.SetProjection(image.GetProjection())
    (outlines,) = [path for path in folder.iterdir() if path.suffix in (".geojson", ".gpkg")]
    gdal.Rasterize(drawn, str(outlines), burnValues=[1])
    return drawn.ReadAsArray() > 0

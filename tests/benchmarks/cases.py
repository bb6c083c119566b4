"""Test surfaces of the quality benchmark: real stereo, simulated stereo on a real city, clean LiDAR."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from osgeo import gdal
from roofline.models.raster.voids import fill_voids
from roofline.models.simulation import imaging, matching, stereo
from roofline.models.training.bundled import guides, library_matching
from scipy import ndimage
from support import error_models as spoilt


@dataclass(frozen=True)
class Case:
    """A DSM to refine: noisy (NaN = void) and truth (H, W) in metres; outlines = within 2 m of a wall;
    image (H, W) and buildings (H, W) 0..1 for models that take them."""

    name: str
    noisy: np.ndarray
    truth: np.ndarray
    gsd: float
    image: np.ndarray
    outlines: np.ndarray | None = None
    buildings: np.ndarray | None = None

    def displaced(self, metres: float) -> Case:
        """The case with its building layer moved this far to the north-east."""
        cells = metres / np.sqrt(2) / self.gsd
        return replace(self, buildings=ndimage.shift(self.buildings, (-cells, cells), order=1))


def read(path: Path) -> np.ndarray:
    """First band as float32 with NaN for nodata."""
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    heights = band.ReadAsArray().astype(np.float32)
    nodata = band.GetNoDataValue()
    return heights if nodata is None else np.where(heights == np.float32(nodata), np.float32(np.nan), heights)


def dublin(data: Path) -> Iterator[Case]:
    """Real photogrammetric DSMs, raw and left-right checked, with LiDAR; the vertical scale is nominal."""
    folder = data / "surface" / "dublin_stereo_lidar"
    for kind in ("raw", "lrcheck"):
        for mm in (136, 68):
            noisy = read(folder / f"stereo_{kind}_{mm:03d}mm.tif")
            truth = read(folder / f"ref_lidar_{mm:03d}mm.tif")
            image = gdal.Open(str(folder / f"rgb_{mm:03d}mm.tif")).ReadAsArray()[:3].mean(axis=0)
            yield Case(f"Dublin {kind} {mm} mm", noisy, truth, mm / 1000, image)


def rendered(truth: np.ndarray, gsd: float) -> np.ndarray:
    """The image of a surface of which only the heights are known, as training renders them."""
    return guides.rendered(np.random.default_rng(4712), truth, None, gsd)


def barbican(data: Path, gsd: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Barbican's true DSM, the band of cells within 2 m of a building outline, and its buildings 0..1,
    resampled to a GSD."""
    folder = data / "surface" / "london_barbican"
    truth = fill_voids(read(folder / "dsm.tif"))
    mask = read(folder / "buildings_mask.tif") > 0
    if gsd < 1:
        truth = ndimage.zoom(truth, 1 / gsd, order=1, grid_mode=True, mode="nearest")
        mask = mask.repeat(round(1 / gsd), 0).repeat(round(1 / gsd), 1)
    elif gsd > 1:
        step = round(gsd)
        truth, mask = truth[::step, ::step], mask[::step, ::step]
    outline = mask ^ ndimage.binary_erosion(mask)
    band = ndimage.distance_transform_edt(~outline) * gsd <= 2
    return np.ascontiguousarray(truth, np.float32), band, mask.astype(np.float32)


def _census(rng: np.random.Generator, truth: np.ndarray, gsd: float, **changes: object) -> np.ndarray:
    relief = float(np.ptp(truth)) / gsd
    common = {"base_to_height": min(0.45, 70 / relief), "blur": 0.7, "noise": 0.012, "window": (9, 7)}
    setup = stereo.Setup(**{**common, "penalties": matching.Penalties(7, 45), "change": 0.4, **changes})
    return stereo.stereo_dsm(rng, truth, None, gsd, setup=setup)


def _opencv(
    rng: np.random.Generator,
    truth: np.ndarray,
    gsd: float,
    matcher: stereo.Matcher = library_matching.matched,
) -> np.ndarray:
    """OpenCV's semi-global matcher, which has matched other places for the training, or another one."""
    base = min(0.5, 80 / (float(np.ptp(truth)) / gsd))
    penalties = matching.Penalties(200, 800)
    setup = stereo.Setup(base, blur=0.6, noise=0.01, window=(5, 5), penalties=penalties, speckle=50)
    albedo = imaging.procedural_albedo(rng, truth, gsd)
    pair = stereo.render_pair(rng, truth, albedo, None, gsd, setup)
    return matcher(pair, float(truth.min()), gsd, setup, 4)


def _blocks(pair: stereo.Pair, lowest: float, gsd: float, setup: stereo.Setup, margin: int) -> np.ndarray:
    """Each pixel matched by itself (OpenCV's StereoBM): no training has seen such surfaces."""
    import cv2

    def matcher(count: int) -> cv2.StereoMatcher:
        blocks = cv2.StereoBM_create(count, 2 * max(setup.window) - 1)
        blocks.setMinDisparity(-margin)
        blocks.setSpeckleWindowSize(setup.speckle)
        blocks.setSpeckleRange(2 * library_matching.STEP)
        blocks.setUniquenessRatio(5)
        return blocks

    return library_matching.surface(pair, lowest, gsd, setup, margin, matcher)


def error_models() -> dict:
    """Error models of the benchmark: settings and combinations that the training mixture does not draw."""
    models = {
        "census pair, raw": lambda r, t, g: _census(r, t, g, check=False),
        "census pair, checked": lambda r, t, g: _census(r, t, g, check=True, speckle=30),
        "census, four pairs fused": lambda r, t, g: _census(r, t, g, check=True, pairs=4),
        "fattening and smears": spoilt.fattening_and_smears,
        "Nex and Gerke": spoilt.nex_gerke,
    }
    if importlib.util.find_spec("cv2"):
        models["OpenCV semi-global"] = _opencv
    return models


def simulated(data: Path, gsd: float, seed: int = 4711) -> Iterator[Case]:
    """Barbican under every error model."""
    truth, outlines, buildings = barbican(data, gsd)
    image = rendered(truth, gsd)
    for index, (name, model) in enumerate(error_models().items()):
        noisy = model(np.random.default_rng([seed, index]), truth, gsd)
        yield Case(f"Barbican {gsd:g} m, {name}", noisy, truth, gsd, image, outlines, buildings)


def unseen(data: Path, gsd: float = 1.0, seed: int = 4712) -> Iterator[Case]:
    """Barbican by a matcher that is of none of the kinds that training knows; nothing without OpenCV."""
    if importlib.util.find_spec("cv2"):
        truth, outlines, buildings = barbican(data, gsd)
        noisy = _opencv(np.random.default_rng(seed), truth, gsd, _blocks)
        name = f"Barbican {gsd:g} m, OpenCV block matching"
        yield Case(name, noisy, truth, gsd, rendered(truth, gsd), outlines, buildings)


def clean(data: Path) -> Iterator[Case]:
    """LiDAR surfaces that need no refinement."""
    for place in ("london_barbican", "vermont_houses"):
        truth = fill_voids(read(data / "surface" / place / "dsm.tif"))
        buildings = barbican(data)[2] if place == "london_barbican" else None
        yield Case(f"clean {place}", truth, truth, 1.0, rendered(truth, 1.0), buildings=buildings)


def noisy(data: Path, seed: int = 4711) -> Iterator[Case]:
    """The clean surfaces with white, correlated or quantised noise alone, in metres."""
    for case in clean(data):
        for kind, error in NOISES.items():
            for index, size in enumerate(NOISE_METRES):
                rng = np.random.default_rng([seed, index, len(kind)])
                heights = (case.truth + error(rng, case.truth, size)).astype(np.float32)
                name = f"{case.name.removeprefix('clean ')} + {kind} {size:g} m"
                yield replace(case, name=name, noisy=heights)


def _white(rng: np.random.Generator, truth: np.ndarray, size: float) -> np.ndarray:
    return size * rng.standard_normal(truth.shape)


def _correlated(rng: np.random.Generator, truth: np.ndarray, size: float) -> np.ndarray:
    """Noise that hangs together over some 2 px."""
    smooth = ndimage.gaussian_filter(rng.standard_normal(truth.shape), 2)
    return size * smooth / smooth.std()


def _quantised(rng: np.random.Generator, truth: np.ndarray, size: float) -> np.ndarray:
    """Heights in steps of this size."""
    return np.rint(truth / size) * size - truth


NOISE_METRES = (0.02, 0.05, 0.1, 0.3, 1.0)
NOISES = {"white": _white, "correlated": _correlated, "quantised": _quantised}

"""Clouds that are not as they should be, through Processing: a usable surface or one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support import implicity_parts as parts
from support import rasters

UTM, DEGREES = "EPSG:32631", "EPSG:4326"
MODELS = ("grid", "reconstruct-points")
CORNER = (500000.0, 5000000.0, 100.0)


def town(seed: int = 0) -> np.ndarray:
    """Points (n, 3) of a roof of 10 m on level ground, 4 per m2."""
    rng = np.random.default_rng(seed)
    points = rng.random((4 * 40 * 30, 3)) * (40, 30, 0.1)
    points[:, 2] += 10 * ((abs(points[:, 0] - 20) < 8) & (abs(points[:, 1] - 15) < 6))
    return points + CORNER


def with_outliers(points: np.ndarray) -> np.ndarray:
    """Birds and multipath, and a few points far from all others."""
    points = points.copy()
    points[::500, 2] += 300
    points[7::500, 2] -= 80
    return np.vstack([points, points[:2] + np.array([4e5, -3e5, 0])])


def with_a_hole(points: np.ndarray) -> np.ndarray:
    """No points in a third of the area."""
    return points[np.abs(points[:, 0] - CORNER[0] - 33) > 5]


# What is given, which surface comes of it: least share of pixels with heights, range of their median (m).
USABLE: dict[str, tuple[Callable[[np.ndarray], np.ndarray], float, tuple[float, float]]] = {
    "outliers": (with_outliers, 0.9, (100.0, 100.6)),
    "a hole": (with_a_hole, 0.6, (100.0, 100.6)),
    "duplicates": (lambda points: np.repeat(points, 5, axis=0), 0.9, (100.0, 100.6)),
    "all in one place": (lambda points: np.repeat(points[:1], 50, axis=0), 0.0, (99.0, 112.0)),
    "one point": (lambda points: points[:1], 0.0, (99.0, 112.0)),
}


@pytest.fixture
def run(qgis: object, tmp_path: Path) -> Callable[..., np.ndarray]:
    import processing

    def reconstruct(points: Path, model: str, **parameters: object) -> np.ndarray:
        fixed = {"MODEL": model, "PIXEL_SIZE": 0.5, "OUTPUT": str(tmp_path / "dsm.tif")}
        done = processing.run("roofline:reconstructdsm", {"POINTS": str(points), **fixed, **parameters})
        return rasters.read(done["OUTPUT"])

    return reconstruct


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("case", USABLE)
def test_a_usable_surface(run, tmp_path, case, model):
    change, share, (low, high) = USABLE[case]
    heights = run(parts.write_ply(tmp_path / "cloud.ply", change(town())), model, CRS=UTM)
    known = np.isfinite(heights)
    assert known.any() and known.mean() >= share
    assert low <= np.median(heights[known]) <= high
    assert heights.size < 40000  # points far from all others stretch nothing


@pytest.mark.parametrize("model", MODELS)
def test_no_crs_is_a_surface_without_one(run, tmp_path, model):
    heights = run(parts.write_ply(tmp_path / "cloud.ply", town()), model)
    assert np.isfinite(heights).mean() > 0.9
    assert not rasters.grid_of(tmp_path / "dsm.tif")[3]


def truncated(path: Path) -> Path:
    parts.write_ply(path, town())
    path.write_bytes(path.read_bytes()[:-1000])
    return path


def declaring_too_many(path: Path) -> Path:
    """A file that says to hold 10^9 points, and holds a few."""
    parts.write_ply(path, town())
    content = path.read_bytes()
    path.write_bytes(content.replace(b"vertex 4800", b"vertex 1000000000"))
    return path


def in_degrees(path: Path) -> Path:
    return parts.write_ply(path, (town() - CORNER) / (1e5, 1e5, 1) + (8.5, 47.3, 400))


BROKEN: dict[str, tuple[Callable[[Path], Path], dict[str, str], str]] = {
    "zero points": (lambda path: parts.write_ply(path, town()[:0]), {"CRS": UTM}, "no points"),
    "an empty file": (lambda path: (path.write_bytes(b"") and path) or path, {"CRS": UTM}, "cloud.ply"),
    "truncated": (truncated, {"CRS": UTM}, "cloud.ply"),
    "10^9 declared": (declaring_too_many, {"CRS": UTM}, "cloud.ply"),
    "degrees": (in_degrees, {"CRS": DEGREES}, "degrees"),
    "not finite": (lambda path: parts.write_ply(path, town() * np.nan), {"CRS": UTM}, "no points"),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("case", BROKEN)
def test_one_sentence(run, tmp_path, case, model):
    from qgis.core import QgsProcessingException

    make, parameters, words = BROKEN[case]
    cloud = make(tmp_path / "cloud.ply")
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run(cloud, model, **parameters)
    assert "\n" not in str(caught.value) and not (tmp_path / "dsm.tif").exists()

"""Surfaces of thin and of noisy clouds against those of the full clouds, by network and by other means.

    python tests/benchmarks/clouds.py [--model reconstruct-points] [--json means.json]
        [--throughput | --coverage]

LiDAR clouds of the test places, and of those kept aside in training, are thinned to 1, 4 and 10 points per
m2, clean and with noise (0.3 m, and 2 % of the points up to 10 m off), and become surfaces of 0.5 m: by the
model, by gridding, by gridding and refine-geometry, and by interpolation in triangles of all points or of the
heights of pixels. The truth is the full cloud, gridded; the mean absolute error (m) is over its pixels with
points. The last column is the model's error over the least of the others; means over places follow. The
heights of the test places are to a nominal scale. With --throughput: time and memory of 1 km2 at 0.5 m with
10 points per m2. With --coverage: how much of the truth lies in the model's 90 % interval, and by
what its half-width had to be multiplied to hold 90 % of every group of places; only that of those kept aside
may calibrate a model.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
import numpy as np  # noqa: E402
from osgeo import gdal  # noqa: E402
from roofline.models import bundle  # noqa: E402
from roofline.models.clouds import cells  # noqa: E402
from roofline.models.clouds.gridding import grid_points  # noqa: E402
from roofline.models.clouds.reconstruct import reconstruct  # noqa: E402
from roofline.models.predict import predict  # noqa: E402
from roofline.models.training.bundled import cloud_places  # noqa: E402
from roofline.models.training.bundled.cards import CONFIDENCE  # noqa: E402
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator  # noqa: E402
from support import implicity_parts as parts  # noqa: E402
from support import rasters  # noqa: E402
from support.paths import SHARED  # noqa: E402
from support.peak_memory import peak_megabytes  # noqa: E402

PIXEL = 0.5
DENSITIES = (1, 4, 10)
NOISE, WRONG, FAR = 0.3, 0.02, 10.0
BASE_TO_HEIGHT = 0.25  # nominal
UTM = "EPSG:32631"
CORNER = (500000.0, 5000000.0, 0.0)
PAIRS = {"dublincity_2": 0.034, "toulouse-metropole_1": 0.05}  # GSD of the images that points lie in


def clouds(data: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Full clouds (n, 3) in metres by name, those of the test places first."""
    for name, gsd in PAIRS.items():
        path = data / "test" / "points" / "guided_sparse_lidar" / f"{name}_lidar_disp256.png"
        disparity = gdal.Open(str(path)).ReadAsArray() / 256.0
        row, col = np.nonzero(disparity)
        heights = disparity[row, col] * gsd / BASE_TO_HEIGHT
        yield f"test: {name}", np.column_stack([col * gsd, -row * gsd, heights])
    dublin = rasters.read(data / "test" / "surface" / "dublin_stereo_lidar" / "ref_lidar_068mm.tif")
    row, col = np.nonzero(~np.isnan(dublin))
    yield "test: dublin_stereo_lidar", np.column_stack([col * 0.068, -row * 0.068, dublin[row, col]])
    for cloud in cloud_places.load(data / "train", validation=True):
        yield f"aside: {cloud.name}", cloud.points * [1, -1, 1]


def thinned(rng: np.random.Generator, points: np.ndarray, density: float, noisy: bool) -> np.ndarray:
    """So many points per m2, with noise and gross errors or as they are."""
    share = density / cloud_places.density(points[:, :2])
    chosen = points[rng.random(len(points)) < share]
    if noisy:
        chosen = chosen + rng.normal(0, NOISE, (len(chosen), 1)) * [0, 0, 1]
        wrong = rng.random(len(chosen)) < WRONG
        chosen[wrong, 2] += rng.uniform(-FAR, FAR, wrong.sum())
    return chosen


def in_triangles(points: np.ndarray, shape: tuple[int, int], left: float, top: float) -> np.ndarray:
    """Heights (H, W) at the middles of pixels, linear between the points, beyond them the nearest."""
    row, col = np.indices(shape) + 0.5
    places = left + col * PIXEL, top - row * PIXEL
    between = LinearNDInterpolator(points[:, :2], points[:, 2])(*places)
    return np.where(np.isnan(between), NearestNDInterpolator(points[:, :2], points[:, 2])(*places), between)


def surfaces(folder: Path, points: np.ndarray, extent: tuple, model: bundle.ModelBundle) -> dict:
    """The surfaces (H, W) of thinned points by the name of what made them."""
    cloud = parts.write_ply(folder / "thin.ply", points)
    options = {"pixel_size": PIXEL, "extent": extent, "crs": UTM}
    reconstruct(model, cloud, folder / "model.tif", **options)
    grid_points(cloud, folder / "grid.tif", **options)
    predict(bundle.load("refine-geometry"), [folder / "grid.tif"], folder / "refined.tif")
    named = {"model": "model.tif", "grid": "grid.tif", "grid + refine-geometry": "refined.tif"}
    found = {name: rasters.read(folder / file) for name, file in named.items()}
    shape, (left, _, _, top) = found["grid"].shape, extent
    placed = np.column_stack([(points[:, 0] - left) / PIXEL, (top - points[:, 1]) / PIXEL, points[:, 2]])
    planes, _ = cells.planes(cells.statistics(placed, shape), 0.0, 1.0)
    return {**found, "TIN": in_triangles(points, shape, left, top), "TIN of pixels": planes[1]}


class Full(NamedTuple):
    """A full cloud (n, 3), moved to CORNER, its extent, its surface (H, W), and which pixels have points."""

    points: np.ndarray
    extent: tuple[float, float, float, float]
    truth: np.ndarray
    known: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray, folder: Path) -> Full:
        """The full cloud of some points."""
        points = points - points.min(axis=0) * [1, 1, 0] + CORNER
        low, high = points[:, :2].min(axis=0), np.ceil(np.ptp(points[:, :2], axis=0) / PIXEL) * PIXEL
        extent = (low[0], low[1], low[0] + high[0], low[1] + high[1])
        full = parts.write_ply(folder / "full.ply", points)
        grid_points(full, folder / "truth.tif", pixel_size=PIXEL, extent=extent, crs=UTM)
        truth = rasters.read(folder / "truth.tif")
        placed = np.column_stack([(points[:, 0] - extent[0]) / PIXEL, (extent[3] - points[:, 1]) / PIXEL])
        counts = cells.statistics(np.column_stack([placed, points[:, 2]]), truth.shape)[cells.COUNT]
        return cls(points, extent, truth, counts > 0)

    def cases(self) -> Iterator[tuple[int, bool, np.ndarray]]:
        """The cloud at every density, clean and noisy."""
        for density in DENSITIES:
            for noisy in (False, True):
                rng = np.random.default_rng([density, noisy])
                yield density, noisy, thinned(rng, self.points, density, noisy)


def compare(points: np.ndarray, model: bundle.ModelBundle) -> Iterator[tuple[int, bool, dict[str, float]]]:
    """Mean absolute errors of a cloud's surfaces by the density and whether there was noise."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        full = Full.of(points, folder)
        for density, noisy, thin in full.cases():
            found = surfaces(folder, thin, full.extent, model)
            counted = full.known & ~np.isnan(found["grid"])
            errors = {k: float(np.abs(each - full.truth)[counted].mean()) for k, each in found.items()}
            yield density, noisy, errors


def coverage(points: np.ndarray, model: bundle.ModelBundle) -> Iterator[tuple[int, bool, np.ndarray, float]]:
    """Errors (n,) as parts of the half-width of the model's interval, and its median (m), case by case."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        full = Full.of(points, folder)
        for density, noisy, thin in full.cases():
            cloud = parts.write_ply(folder / "thin.ply", thin)
            options = {"pixel_size": PIXEL, "extent": full.extent, "crs": UTM}
            reconstruct(model, cloud, folder / "model.tif", uncertainty=folder / "width.tif", **options)
            found, width = (rasters.read(folder / name) for name in ("model.tif", "width.tif"))
            counted = full.known & ~np.isnan(found)
            ratios = np.abs(found - full.truth)[counted] / width[counted]
            yield density, noisy, ratios, float(np.median(width[counted]))


def print_coverage(data: Path, model: bundle.ModelBundle) -> None:
    """The coverage of every case, and of the test places and those kept aside together."""
    groups: dict[str, list[np.ndarray]] = {}
    for name, points in clouds(data):
        for density, noisy, ratios, width in coverage(points, model):
            share = np.mean(ratios <= 1)
            groups.setdefault(name.partition(":")[0], []).append(ratios)
            case = f"{name}, {density} per m2{', noisy' if noisy else ''}"
            print(f"{case} | {share:.3f} in the interval | half-width {width:.2f} m", flush=True)
    for group, cases in groups.items():
        shares = [np.mean(ratios <= 1) for ratios in cases]
        alike = [np.quantile(ratios, np.linspace(0, 1, 1001)) for ratios in cases]  # cases count the same
        factor = np.quantile(np.concatenate(alike), CONFIDENCE)
        print(
            f"{group} places | {min(shares):.3f} to {max(shares):.3f}, mean {np.mean(shares):.3f}"
            f" | times {factor:.3f}: {CONFIDENCE:.0%}"
        )


def averages(figures: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Mean errors over the test places, and over those kept aside, by density and noise, and their ratio."""
    groups: dict[str, list[dict[str, float]]] = {}
    for case, errors in figures.items():
        name, _, rest = case.partition(", ")
        groups.setdefault(f"{name.partition(':')[0]} places, {rest}", []).append(errors)
    found = {}
    for group, rows in groups.items():
        mean = {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}
        mean["ratio"] = round(
            mean["model"] / min(mean[key] for key in mean if key not in ("model", "ratio")), 3
        )
        found[group] = mean
    return found


def throughput(model: bundle.ModelBundle) -> None:
    """Time and memory of a square kilometre."""
    rng = np.random.default_rng(0)
    points = np.column_stack([rng.random((10**7, 2)) * 1000, rng.random(10**7)])
    blocks = (np.floor(points[:, 0] / 20) + np.floor(points[:, 1] / 20)) % 2
    points[:, 2] += 10 * blocks
    with tempfile.TemporaryDirectory() as temporary:
        cloud = parts.write_ply(Path(temporary) / "cloud.ply", points)
        del points, blocks
        begun, clock = time.process_time(), time.monotonic()
        reconstruct(model, cloud, Path(temporary) / "dsm.tif", pixel_size=PIXEL, crs=UTM)
        seconds = time.process_time() - begun, time.monotonic() - clock
    print(f"1 km2: {seconds[0]:.0f} s of CPU, {seconds[1]:.0f} s, peak {peak_megabytes():.0f} MB")


def main() -> None:
    """Print the table, or the time and memory."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--model", default="reconstruct-points")
    arguments.add_argument("--data", type=Path, default=SHARED / "data")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--throughput", action="store_true")
    arguments.add_argument("--coverage", action="store_true")
    options = arguments.parse_args()
    model = bundle.load(options.model)
    if options.coverage:
        print_coverage(options.data, model)
        return
    if options.throughput:
        throughput(model)
        return
    figures: dict[str, dict[str, float]] = {}
    for name, points in clouds(options.data):
        for density, noisy, errors in compare(points, model):
            case = f"{name}, {density} per m2{', noisy' if noisy else ''}"
            ratio = errors["model"] / min(error for key, error in errors.items() if key != "model")
            figures[case] = {
                **{key: round(error, 4) for key, error in errors.items()},
                "ratio": round(ratio, 3),
            }
            print(
                case,
                *(f"{key} {error:.3f}" for key, error in errors.items()),
                f"ratio {ratio:.2f}",
                sep=" | ",
            )
    means = averages(figures)
    for case, errors in means.items():
        print(case, *(f"{key} {error:.3f}" for key, error in errors.items()), sep=" | ")
    if options.json:
        options.json.write_text(json.dumps(means, indent=1))


if __name__ == "__main__":
    main()

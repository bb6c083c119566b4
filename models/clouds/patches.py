"""Square patches of a point cloud: where they lie, and what an occupancy network is given of them."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError, Unfit
from ..modelfile.parts import Card, Normalisation
from ..modelfile.reconstruction import Reconstruction
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from ..raster.warp import Aligned
from .index import PointIndex
from .readers import Bounds

LOGGER = logging.getLogger(__name__)
Pair = tuple[float, float]  # along x and along y
SHIFTS = ("median", "mean", "20quantile")
MOST_QUERIES = 4096  # heights of a column
MOST_PIXELS = 4096  # along a patch's side
MOST_ALONG = 2**21  # pixels along a raster's side: some rows of it must fit into memory
ALMOST = 1e-6  # of a pixel: extents meet pixel edges only nearly


@dataclass(frozen=True)
class Rules:
    """What a card says of patches and of the search for heights; lengths in the units of the coordinates.

    Patches, strides, pixels and fading are told along x and along y.
    """

    patch: Pair
    stride: Pair
    pixel: Pair
    z_std: float
    shift: str
    lowest: float
    highest: float
    first_step: float
    refinements: int
    threshold: float
    fill_empty: bool
    fade: Pair
    most_points: int | None

    @classmethod
    def of(cls, card: Card, unit: float, pixel: float, overlap: int, height_unit: float = 0.0) -> Rules:
        """Rules for coordinates whose unit is `unit` metres, and heights in `height_unit` (0: the same);
        pixel 0 and overlap -1 mean the model's own.
        """
        try:
            rules = cls._read(card, unit, height_unit or unit)
            rules._check()
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise RooflineError(
                "Model {name} does not say how to reconstruct ({reason}); get a new copy.",
                name=card.label,
                reason=error,
            ) from error
        if pixel:
            rules = rules._with_pixel(pixel)
        return rules if overlap == -1 else rules._with_overlap(overlap)

    @classmethod
    def _read(cls, card: Card, unit: float, up: float) -> Rules:
        said, heights = card.reconstruction or Reconstruction(), card.inputs[0].rule
        points, levels = said.most_points, said.needed("heights")
        return cls(
            patch=_pair(said.needed("patch_size"), unit),
            stride=_pair(said.needed("stride"), unit),
            pixel=_pair(said.needed("pixel_size"), unit),
            z_std=_number(heights.std) / up,
            shift=str(heights.shift),
            lowest=float(levels[0]) / up,
            highest=float(levels[1]) / up,
            first_step=float(said.needed("first_step")) / up,
            refinements=int(said.needed("refinements")),
            threshold=float(said.needed("threshold")),
            fill_empty=bool(said.needed("fill_empty")),
            fade=_pair(said.needed("blend")),
            most_points=None if points is None else int(points),
        )

    def _check(self) -> None:
        lengths = (*self.patch, *self.stride, *self.pixel, self.z_std, self.first_step)
        sizes_fit = all(0 < length < 1e6 for length in lengths) and all(
            2 <= size <= MOST_PIXELS for size in self.shape
        )
        if not sizes_fit:
            raise Unfit("its entry '{entry}' is wrong", entry="patch, stride, pixel and step")
        if not (self.highest - self.lowest) / self.first_step <= MOST_QUERIES or not len(self.levels):
            raise Unfit("its entry '{entry}' is wrong", entry="heights")
        fades = all(0 <= fade <= 0.5 for fade in self.fade)
        if not 0 <= self.refinements <= 16 or not fades or self.shift not in SHIFTS:
            raise Unfit("its entry '{entry}' is wrong", entry="refinements, blend and shift")
        if self.most_points is not None and self.most_points < 1:
            raise Unfit("its entry '{entry}' is wrong", entry="most_points")

    def _with_pixel(self, pixel: float) -> Rules:
        least, most = max(self.patch) / MOST_PIXELS, min(self.patch) / 2
        if not least <= pixel <= most:
            raise RooflineError(
                "PIXEL_SIZE is {pixel:g}, but the model's patches are {patch:g} wide; give 0 or a size from "
                "{least:.2g} to {most:g}.",
                pixel=pixel,
                patch=min(self.patch),
                least=least,
                most=most,
            )
        return replace(self, pixel=(pixel, pixel))

    def _with_overlap(self, overlap: int) -> Rules:
        if not 0 <= overlap < min(self.shape):
            raise RooflineError(
                "The overlap is {overlap}; give -1 (the model's own) or fewer than {size} pixels.",
                overlap=overlap,
                size=min(self.shape),
            )
        rows, cols = self.shape
        x, y = self.patch
        return replace(self, stride=(x * (cols - overlap) / cols, y * (rows - overlap) / rows))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of a patch."""
        return round(self.patch[1] / self.pixel[1]), round(self.patch[0] / self.pixel[0])

    @property
    def levels(self) -> Float32Array:
        """Normalised heights where the search begins, upwards."""
        return (np.arange(self.lowest, self.highest, self.first_step) / self.z_std).astype(np.float32)

    @property
    def ramps(self) -> tuple[Float32Array, Float32Array]:
        """Blending weights of a patch's rows and of its columns: rising, 1, falling; never 0."""
        return _ramp(self.shape[0], self.fade[1]), _ramp(self.shape[1], self.fade[0])


def _pair(value: Any, unit: float = 1.0) -> Pair:
    """A number for both axes, or a list of one for each."""
    x, y = value if isinstance(value, (list, tuple)) else (value, value)
    return float(x) / unit, float(y) / unit


def _number(value: Any) -> float:
    """A number of a normalisation, which must be there and one for all bands."""
    if value is None:
        raise Unfit("its entry '{entry}' is wrong", entry="normalisation")
    return float(value)


def _ramp(size: int, fade: float) -> Float32Array:
    weights = np.ones(size)
    length = int(size * fade)
    if length:
        weights[:length] = np.linspace(1e-3, 1, length)
        weights[-length:] = np.linspace(1, 1e-3, length)
    return weights.astype(np.float32)


@dataclass(frozen=True)
class Patch:
    """A patch by its south-west corner and its pixels; the window may reach beyond the raster."""

    x: float
    y: float
    window: Window
    number: int


def grid_of(regions: Sequence[Bounds], pixel: Pair, projection: str) -> Grid:
    """The north-up grid over all regions, from their north-west corner."""
    left, bottom, right, top = _hull(regions)
    cols = math.floor((right - left) / pixel[0] + ALMOST)
    rows = math.floor((top - bottom) / pixel[1] + ALMOST)
    if cols < 1 or rows < 1:
        raise RooflineError(
            "The area is smaller than one pixel; choose a smaller PIXEL_SIZE or another extent."
        )
    if cols * rows > 2**40 or max(cols, rows) > MOST_ALONG:
        raise RooflineError("The area has too many pixels; choose a larger PIXEL_SIZE or a smaller extent.")
    return Grid(cols, rows, (left, pixel[0], 0.0, top, 0.0, -pixel[1]), projection)


def _hull(regions: Sequence[Bounds]) -> Bounds:
    lefts, bottoms, rights, tops = zip(*regions)
    return min(lefts), min(bottoms), max(rights), max(tops)


def snapped(bounds: Bounds, pixel: Pair) -> Bounds:
    """Bounds moved outwards to whole multiples of the pixel size."""
    left, bottom, right, top = (value / size for value, size in zip(bounds, (*pixel, *pixel)))
    edges = math.floor(left), math.floor(bottom), math.floor(right) + 1, math.floor(top) + 1
    return edges[0] * pixel[0], edges[1] * pixel[1], edges[2] * pixel[0], edges[3] * pixel[1]


def plan(regions: Sequence[Bounds], rules: Rules, grid: Grid) -> list[Patch]:
    """Patches over all regions, from north to south, so that finished rows can be written."""
    patches: list[Patch] = []
    for left, bottom, right, top in regions:
        for y in anchors(bottom, top, rules, 1):
            for x in anchors(left, right, rules, 0):
                patches.append(Patch(x, y, _window(x, y, rules.shape, grid), len(patches)))
    return sorted(patches, key=lambda patch: (patch.window.row, patch.window.col))


def anchors(low: float, high: float, rules: Rules, axis: int, stride: float = 0.0) -> list[float]:
    """Lower ends of patches along an axis, the rules' stride apart if none is given; the last patch ends
    where the region does.
    """
    stride = stride or rules.stride[axis]
    if (high - low) / stride > 2**20:
        raise RooflineError("The area is too large for patches this small; choose a smaller extent.")
    last = high - rules.patch[axis]
    inner = np.arange(low, last, stride)
    return [*(float(anchor) for anchor in inner if last - anchor > ALMOST * rules.pixel[axis]), last]


def _window(x: float, y: float, shape: tuple[int, int], grid: Grid) -> Window:
    """Pixels of a patch whose south-west corner is (x, y): the corner's pixel is the lower left one."""
    rows, cols = shape
    col, row = grid.pixel(x + grid.geotransform[1] / 2, y - grid.geotransform[5] / 2)
    return Window(math.floor(col), math.floor(row) - rows + 1, cols, rows)


@dataclass(frozen=True)
class PatchSample:
    """A patch's normalised points (n, 3) and images (k, h, w); a normalised height is z * z_std + z_shift."""

    points: Float32Array
    z_shift: float
    images: Float32Array | None = None

    @property
    def inputs(self) -> PatchSample:
        """The network gets all of it."""
        return self


def sample(patch: Patch, index: PointIndex, rules: Rules) -> PatchSample | None:
    """The points of a patch in its own coordinates; None where there are none."""
    points = index.read((patch.x, patch.y, patch.x + rules.patch[0], patch.y + rules.patch[1]))
    if not len(points):
        return None
    z_shift = _reference(points[:, 2], rules.shift)
    scale = np.array([*rules.patch, rules.z_std])
    normalised = ((points - [patch.x, patch.y, z_shift]) / scale).astype(np.float32)
    x, y = normalised[:, 0], normalised[:, 1]
    normalised = normalised[(x > 0) & (x < 1) & (y > 0) & (y < 1)]  # float32 may round onto the edge
    if rules.most_points is not None and len(normalised) > rules.most_points:
        chosen = np.random.default_rng(patch.number).integers(len(normalised), size=rules.most_points)
        normalised = normalised[chosen]
    return PatchSample(normalised, z_shift) if len(normalised) else None


def _reference(heights: NDArray[np.float64], how: str) -> float:
    """The height a patch is measured from; the median is one of the heights, the lower of the middle two."""
    if how == "median":
        middle = (len(heights) - 1) // 2
        return float(np.partition(heights, middle)[middle])
    return float(np.mean(heights) if how == "mean" else np.quantile(heights, 0.2))


class PatchImages:
    """Images as squares of a patch: read as they are where their pixels fit the patch, else warped.

    Bands of all rasters in order; `rules` are the images' normalisations (mean and std), one per band.
    """

    def __init__(
        self,
        rasters: Sequence[Raster],
        rules: Sequence[Normalisation],
        patch: Pair,
        multiple: int,
        grid: Grid,
    ) -> None:
        lattice, self._shape = _lattice(rasters[0], patch, multiple, grid)
        self._lattice = lattice
        self._images = [Aligned(raster, lattice) for raster in rasters]
        self._mean = np.array([_number(rule.mean) for rule in rules])[:, None, None]
        self._std = np.array([_number(rule.std) for rule in rules])[:, None, None]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Images, rows and columns of a patch."""
        return (len(self._mean), *self._shape)

    def snapped(self, x: float, y: float) -> Pair:
        """The corner of the images' pixel that holds a place."""
        left, right, _, top, _, down = self._lattice.geotransform
        cols, rows = math.floor((x - left) / right + ALMOST), math.floor((y - top) / -down + ALMOST)
        return left + cols * right, top - rows * down

    def read(self, patch: Patch) -> Float32Array:
        """Normalised images (k, h, w) of a patch, row 0 = north; voids are 0, the mean."""
        window = _window(patch.x, patch.y, self._shape, self._lattice)
        values = np.concatenate([image.read(window) for image in self._images]).astype(np.float64)
        return np.nan_to_num((values - self._mean) / self._std).astype(np.float32)


def _lattice(raster: Raster, patch: Pair, multiple: int, grid: Grid) -> tuple[Grid, tuple[int, int]]:
    """The grid that images are read on, and a patch's rows and columns on it."""
    _, a, b, _, c, d = raster.grid.geotransform
    upright = b == c == 0 and a > 0 and math.isclose(a, -d, rel_tol=1e-9)
    sides = [length / a for length in patch] if upright else [0.0, 0.0]
    whole = all(abs(side - round(side)) < 1e-6 and round(side) > 0 for side in sides)
    if whole and all(round(side) % multiple == 0 for side in sides) and raster.grid.same_crs(grid):
        return raster.grid, (round(sides[1]), round(sides[0]))
    corners = [(0, 0), (grid.width, grid.height)]
    (left, top), (right, bottom) = (grid.position(*corner) for corner in corners)
    own = raster.grid.gsd / grid.ground_unit
    across, up = (max(round(length / own / multiple), 1) * multiple for length in patch)
    x, y = patch[0] / across, patch[1] / up
    LOGGER.info("%s is resampled to pixels of %.4g, of which a patch has %d.", raster.name, x, across)
    cols, rows = math.ceil((right - left) / x), math.ceil((top - bottom) / y)
    return Grid(cols, rows, (left, x, 0.0, top, 0.0, -y), grid.projection), (up, across)


def check_images(rasters: Sequence[Raster], wanted: int, name: str) -> None:
    """Refuse a number of image bands that the model cannot use."""
    given = sum(raster.bands for raster in rasters)
    if given != wanted:
        if not wanted:
            raise RooflineError(
                "Model {name} takes no images; leave GUIDES empty or choose another MODEL.", name=name
            )
        raise RooflineError(
            "Model {name} takes {wanted} single-band images, but {given} bands were given; change GUIDES or "
            "choose another MODEL.",
            name=name,
            wanted=wanted,
            given=given,
        )

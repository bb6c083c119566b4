"""What is compared: surfaces in metres on the judged one's grid, categories of pixels, and their tally."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import cast

import numpy as np

from ...errors import RooflineError
from ...progress import Cancel, Progress
from ...raster.dataset import Raster, single_band, single_mask
from ...raster.grid import Grid, Window
from ...raster.ground import say_stretch
from ...raster.named_files import AnyPath
from ...raster.plausible import checked_heights, checked_mask, say_other_level
from ...raster.source import RasterPath
from ...raster.voids import NODATA
from ...raster.warp import Aligned
from ...raster.windows import strips
from ...raster.writer import RasterWriter
from .blocks import Blocks
from .classes import SLOPE_HALO, CategoryMasks, Mask
from .distribution import STEP
from .result import Facts, SurfaceResult
from .tally import Tally
from .views import Views

WINDOW_PIXELS = 500_000  # 4 MB of errors in float64
WINDOW_WIDTH = 4096  # pixels, of very wide rasters: strips of few rows would read blocks again and again
MASKS = ("valid", "building", "water", "forest")
Write = Callable[[np.ndarray, Window], None]


def windows_of(
    grid: Grid,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> Iterator[Window]:
    """The windows of one round, from the top: whole rows unless the grid is very wide."""
    return strips(grid.window(), WINDOW_PIXELS, progress, cancelled, WINDOW_WIDTH)


class Surfaces:
    """The judged surfaces and the reference, all in metres on the source's grid."""

    def __init__(
        self, stack: ExitStack, source: RasterPath, reference: RasterPath, baseline: RasterPath | None
    ) -> None:
        raster = stack.enter_context(Raster.open(source))
        self.grid = single_band(raster).grid
        _ = self.grid.gsd  # refuses degrees
        checked_heights(raster)
        say_stretch(self.grid)
        self._source = raster
        self._read: dict[str, tuple[Raster | Aligned, float]] = {"source": (raster, raster.height_unit)}
        if baseline:
            self._read["baseline"] = self._aligned(stack, baseline)
        self._read["reference"] = self._aligned(stack, reference)
        self.judged = [name for name in self._read if name != "reference"]

    def heights(self, window: Window) -> dict[str, np.ndarray]:
        """Name -> (H, W) float64 heights in metres of all surfaces, NaN where void or outside."""
        return {name: self._metres(name, window) for name in self._read}

    def errors(self, window: Window) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Errors (H, W) by surface, NaN wherever any surface has no height; the reference (H + 2, W + 2)."""
        halo = SLOPE_HALO
        wide = window.grown(halo)
        truth = self._metres("reference", wide)
        inner = truth[halo:-halo, halo:-halo]
        errors = {name: self._metres(name, window) - inner for name in self.judged}
        if len(errors) > 1:
            void = np.logical_or.reduce([np.isnan(error) for error in errors.values()])
            for error in errors.values():
                error[void] = np.nan
        return errors, truth

    def description(self) -> Facts:
        """Metres per unit of height, and whether a surface had to be resampled."""
        units = {name: unit for name, (_, unit) in self._read.items()}
        warped = [
            name
            for name, (raster, _) in self._read.items()
            if isinstance(raster, Aligned) and self.grid.offset_in(raster.raster.grid) is None
        ]
        return {"metres_per_unit": units, "resampled": warped}

    def _aligned(self, stack: ExitStack, path: RasterPath) -> tuple[Aligned, float]:
        raster = stack.enter_context(Raster.open(path))
        checked_heights(single_band(raster))
        say_other_level(self._source, raster)
        return Aligned(raster, self.grid, "bilinear"), raster.height_unit

    def _metres(self, name: str, window: Window) -> np.ndarray:
        raster, unit = self._read[name]
        return np.asarray(raster.read(window)[0].astype(np.float64) * unit)


class Comparison:
    """Surfaces against their reference, window by window.

    `masks`: "valid", "building", "water" and "forest", those that there are; with `ones_only` they mark their
    class with 1 alone. `limit` in metres: of the truncated twins.
    """

    def __init__(
        self,
        stack: ExitStack,
        source: RasterPath,
        reference: RasterPath,
        baseline: RasterPath | None,
        masks: Mapping[str, RasterPath | None],
        limit: float | None,
        ones_only: bool = False,
    ) -> None:
        self._surfaces = Surfaces(stack, source, reference, baseline)
        self.grid = self._surfaces.grid
        opened = {key: _mask(stack, path, self.grid, ones_only) for key, path in masks.items() if path}
        self.categories = CategoryMasks(self.grid, opened)
        self.blocks = Blocks.over(self.grid, self.categories.pixel)
        self._pixel_area = math.prod(self.categories.pixel)
        self.tally = Tally(self._surfaces.judged, self.blocks, limit or None)

    def first_round(self, windows: Iterable[Window], write: Write, views: Views | None) -> None:
        """Sums, distributions, error raster and maps."""
        if views is not None:
            views.begin(self.grid)
        for window in windows:
            errors, truth = self._surfaces.errors(window)
            categories = self.categories.read(window, truth)
            self.tally.add(errors, categories, self.blocks.numbers(window))
            write(errors["source"], window)
            if views is not None:
                halo = SLOPE_HALO
                views.add(window, errors, truth[halo:-halo, halo:-halo], categories["all"])

    def second_round(self, windows: Iterable[Window]) -> None:
        """The values that exact medians and percentiles need."""
        for window in windows:
            errors, truth = self._surfaces.errors(window)
            self.tally.add_again(errors, self.categories.read(window, truth))

    def check(self) -> None:
        """Refuse a comparison of nothing."""
        if not self.tally.count and "valid" in self.categories.empty:
            raise RooflineError("The valid mask marks no pixel here: check it, and where it lies.")
        if not self.tally.count:
            raise RooflineError(
                "No pixel can be compared: check that surfaces and valid mask overlap and are not void."
            )

    def result(self, exact: bool, views: Views | None) -> SurfaceResult:
        """The metrics, what was compared, and how exactly; then `views` looks at a few places."""
        if views is not None:
            views.visit(self._surfaces.heights, self.blocks, *self.tally.block_means())
        result, grid = self.tally.result(), self.grid
        facts: Facts = {
            "gsd": grid.gsd,
            "area_km2": self.tally.count * self._pixel_area / 1e6,
            "size": [grid.width, grid.height],
            "crs": grid.crs.GetName() if grid.crs is not None else "",
            "quantile_bound_m": 0.0 if exact else STEP / 2,
            **self._surfaces.description(),
        }
        result.update(cast(SurfaceResult, facts))
        return result


def _mask(stack: ExitStack, path: RasterPath, grid: Grid, ones_only: bool) -> Mask:
    raster = checked_mask(single_mask(stack.enter_context(Raster.open(path))))
    return Mask(Aligned(raster, grid, "nearest"), zero_is_void=raster.nodata == 0, ones_only=ones_only)


def error_writer(
    stack: ExitStack, path: AnyPath | None, grid: Grid, creation_options: Sequence[str]
) -> tuple[Write, Callable[[Mapping[str, str]], None]]:
    """What writes a window's errors into a raster, and what marks it with texts when all are written."""
    if not path:
        return lambda error, window: None, lambda tags: None
    writer = stack.enter_context(
        RasterWriter(path, grid, 1, "Float32", NODATA, creation_options, ["Error"], "m")
    )

    def write(error: np.ndarray, window: Window) -> None:
        writer.write(np.where(np.isnan(error), NODATA, error).astype(np.float32)[None], window)

    return write, lambda tags: writer.mark(**tags)

"""Point clouds as a source of samples: patch by patch, with their images."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import cast

from ..bundle import ModelBundle
from ..engine.tiles import Axis, Tile
from ..errors import RooflineError
from ..networks.implicity import ImpliCity
from ..progress import Cancel
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from .gridding import area_of, chosen_crs, height_unit, true_unit
from .index import PointIndex
from .patches import Patch, PatchImages, PatchSample, Rules, check_images, plan, sample
from .readers import Bounds, PointCloud

LOGGER = logging.getLogger(__name__)
# A patch lies in four or five cells a side: it reads a quarter more a side than its own.
CELLS_PER_PATCH = 4


class CloudSource:
    """The patches of a point cloud and its images, over the grid of the surface: a `Source`."""

    def __init__(
        self,
        bundle: ModelBundle,
        cloud: PointCloud,
        guides: Sequence[str | os.PathLike[str]],
        stack: ExitStack,
        pixel_size: float,
        extent: Bounds | None,
        crs: str,
        tile: tuple[int, int],
        cancelled: Cancel,
    ) -> None:
        self._name = cloud.name
        rasters = [stack.enter_context(Raster.open(guide)).in_colours() for guide in guides]
        check_images(rasters, len(bundle.spec.inputs) - 1, bundle.name)
        projection = chosen_crs(cloud, crs, rasters, _own_crs(bundle, cloud))
        unit = true_unit(cloud, projection)
        heights = height_unit(projection)
        self.rules = Rules.of(bundle.spec, unit, pixel_size, tile[1], heights)
        _check_size(self.rules, tile[0])
        cell = min(self.rules.patch) / CELLS_PER_PATCH
        within = _reach(extent, self.rules)
        self.index = stack.enter_context(PointIndex(cloud, cell, within, cancelled, heights))
        self.grid, regions = area_of(cloud, self.index, extent, self.rules.pixel, projection)
        self._patches = plan(regions, self.rules, self.grid)
        self._images = _images(bundle, rasters, self.rules, self.grid)
        LOGGER.info(
            "%s, %d patch of %.4g x %.4g." if len(self._patches) == 1 else "%s, %d patches of %.4g x %.4g.",
            *(self.index.told, len(self._patches), *self.rules.patch),
        )

    def __len__(self) -> int:
        return len(self._patches)

    def __iter__(self) -> Iterator[tuple[Tile, PatchSample | None]]:
        rows, cols = self.rules.ramps
        for patch in self._patches:
            yield Tile(patch.window, rows, cols), self._read(patch)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """Where patches lie along columns and rows."""
        sides = zip(*((patch.window.col, patch.window.row) for patch in self._patches))
        cols, rows = (tuple(sorted(set(side))) for side in sides)
        (row_weights, col_weights), (height, width) = self.rules.ramps, self.rules.shape
        return Axis(width, cols, (col_weights,)), Axis(height, rows, (row_weights,))

    def only(self, window: Window) -> None:
        """Leave out all patches but those that reach into a window."""
        self._patches = [each for each in self._patches if each.window.intersection(window)]

    def no_data(self) -> RooflineError:
        """What to say when no patch has points."""
        return RooflineError(
            "{cloud} has no points in the chosen extent; check the file and the extent.", cloud=self._name
        )

    def _read(self, patch: Patch) -> PatchSample | None:
        points = sample(patch, self.index, self.rules)
        if points is None or self._images is None:
            return points
        return replace(points, images=self._images.read(patch))


def _own_crs(bundle: ModelBundle, cloud: PointCloud) -> str:
    """The CRS that a published configuration gives to its own data set."""
    compatibility = bundle.spec.compatibility
    code = compatibility.crs_epsg if compatibility else None
    return f"EPSG:{int(code)}" if code and cloud.regions else ""


def _reach(extent: Bounds | None, rules: Rules) -> Bounds | None:
    """The area whose points can matter: patches may begin before an extent that is smaller than they are."""
    if extent is None:
        return None
    left, bottom, right, top = extent
    return left - rules.patch[0], bottom - rules.patch[1], right, top


def _images(bundle: ModelBundle, rasters: Sequence[Raster], rules: Rules, grid: Grid) -> PatchImages | None:
    if not rasters:
        return None
    network = cast(ImpliCity, bundle.network)
    normalisations = [entry.rule for entry in bundle.spec.inputs[1:]]
    return PatchImages(rasters, normalisations, rules.patch, network.image_encoder.multiple, grid)


def _check_size(rules: Rules, tile_size: int) -> None:
    if tile_size not in (0, *rules.shape):
        raise RooflineError(
            "The model's patches are {patch:g} wide, {size} pixels; leave the tile size at 0.",
            patch=rules.patch[0],
            size=rules.shape[1],
        )

"""The published footprint system's preparation: places are trimmed, cut into squares and made smaller.

There a picture of 4053 x 4053 pixels is trimmed to 4050, cut into 6 x 6 squares of 675 pixels, and each is
made 256 pixels wide. Here that is {"cut": 675, "size": 256} for pictures of any size: what is no whole
square at the right and at the bottom is trimmed, or what lies beyond `trim` pixels a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osgeo import gdal

from ..errors import RooflineError
from ..language import Message
from ..modelfile.parts import Resampling
from ..raster.dataset import Raster
from ..raster.gdal_errors import gdal_errors
from ..raster.grid import NO_GEOTRANSFORM, Grid, Window
from ..raster.source import RasterPath, RasterSource
from ..raster.windows import squares


@dataclass(frozen=True)
class Preparation:
    """Squares of `cut` pixels a side that become `size` pixels wide by a `filter` of GDAL; `trim`: pixels a
    side that are used at most.
    """

    cut: int
    size: int
    trim: int | None = None
    filter: str = "average"

    @classmethod
    def of(cls, values: Mapping[str, Any] | None) -> Preparation | None:
        """That of a checked configuration."""
        return cls(**values) if values else None

    @property
    def resampling(self) -> Resampling:
        """What a card says of it, so that the model takes layers as they are: `resample`."""
        return Resampling(factor=self.cut / self.size, filter=self.filter)

    def squares(self, width: int, height: int) -> tuple[int, int]:
        """Columns and rows of squares in a raster; RooflineError where there is none."""
        sides = [min(side, self.trim or side) // self.cut for side in (width, height)]
        if min(sides) < 1:
            raise RooflineError(
                "A raster of {width} x {height} pixels holds no square of {cut}; lower preparation.cut.",
                width=width,
                height=height,
                cut=self.cut,
            )
        return sides[0], sides[1]

    def crops(self, width: int, height: int) -> list[Window]:
        """The squares of a raster, row by row, in its own pixels."""
        cols, rows = self.squares(width, height)
        return list(squares(Window(0, 0, cols * self.cut, rows * self.cut), self.cut))

    def windows(self, grid: Grid) -> list[Window]:
        """The squares of a prepared raster, row by row."""
        return list(squares(grid.window(), self.size))

    def prepared(self, source: RasterPath, path: Path) -> RasterSource:
        """A raster trimmed and resampled as a virtual one at `path`, on whose windows the squares lie."""
        with Raster.open(source) as raster:
            cols, rows = self.squares(raster.grid.width, raster.grid.height)
            with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=raster.name)):
                made = gdal.Translate(
                    str(path),
                    raster.dataset,
                    format="VRT",
                    srcWin=[0, 0, cols * self.cut, rows * self.cut],
                    width=cols * self.size,
                    height=rows * self.size,
                    resampleAlg=self.filter,
                )
                if raster.grid.geotransform == NO_GEOTRANSFORM:
                    scale = self.cut / self.size
                    made.SetGeoTransform((0.0, scale, 0.0, 0.0, 0.0, scale))
                made = None
        return RasterSource.of(source).at(path)

"""A raster as people have set it up: its path with what a program such as QGIS knows beyond the file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Union

Range = tuple[float, float]  # lowest and highest value, both included


@dataclass(frozen=True)
class RasterSource(os.PathLike[str]):
    """The path that GDAL opens, and what counts instead of what the file says.

    `crs`: WKT, "" for the file's own. `nodata`: by band, ranges of values that are void besides,
    of scaled ones where a band has a scale, as QGIS shows them.
    `own_nodata`: by band, whether the file's nodata value counts; left out, it does.
    `in_colours`: numbers of a palette are read as its colours. Wherever a path of a
    raster is taken, this may be given as well.
    """

    path: str
    crs: str = ""
    nodata: tuple[tuple[Range, ...], ...] = ()
    own_nodata: tuple[bool, ...] = ()
    open_options: tuple[str, ...] = ()
    in_colours: bool = False

    @classmethod
    def of(cls, given: RasterPath) -> RasterSource:
        """The source itself, or that of a path."""
        return given if isinstance(given, RasterSource) else cls(os.fspath(given))

    def __fspath__(self) -> str:
        return self.path

    def __str__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name

    @property
    def is_plain(self) -> bool:
        """Whether the path says it all."""
        return self == RasterSource(self.path)

    def ranges(self, band: int) -> tuple[Range, ...]:
        """Values that are void in a band (from 0), besides the file's own nodata."""
        return self.nodata[band] if band < len(self.nodata) else ()

    def heeds_nodata(self, band: int) -> bool:
        """Whether the file's own nodata value counts in a band (from 0)."""
        return self.own_nodata[band] if band < len(self.own_nodata) else True

    def at(self, path: str | os.PathLike[str]) -> RasterSource:
        """What people have set, for another file of the same raster."""
        return replace(self, path=os.fspath(path), open_options=())


RasterPath = Union[str, "os.PathLike[str]", RasterSource]

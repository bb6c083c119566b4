"""The plan of a job: all that a machine must know to give a block the pixels that one run would give it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import RooflineError
from ..formats.names import is_there
from ..formats.objects import JsonObject
from ..raster.grid import Grid, Window
from ..raster.source import RasterPath, RasterSource
from .fingerprints import Fingerprint

FORMAT, VERSION = "roofline-plan", 1
DIGEST = "digest"
Inputs = Mapping[str, Sequence["RasterSource | None"]]


@dataclass(frozen=True)
class Plan:
    """What is done, with what, and how it is cut.

    `inputs` are rasters by parameter; `options` keyword arguments of the task's own function, as JSON knows
    them; `products` what a block writes; `grid` the result's; `tiles` a digest of the layout of the whole
    raster; `cols` and `rows` the edges of the blocks; `reference` the height that surfaces are summed about;
    `overviews`: blocks have some.
    """

    task: str
    model: str
    model_digest: str
    inputs: Inputs
    options: Mapping[str, Any]
    products: tuple[str, ...]
    grid: Grid
    tiles: str
    cols: tuple[int, ...]
    rows: tuple[int, ...]
    reference: float | None
    files: tuple[Fingerprint, ...]
    roofline: str
    overviews: bool = False

    @cached_property
    def hash(self) -> str:
        """The job's name: equal for equal work. The times of files are no part of it."""
        content = self.to_json()
        content["files"] = [each.identity for each in self.files]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def __len__(self) -> int:
        return (len(self.cols) - 1) * (len(self.rows) - 1)

    def window(self, number: int) -> Window:
        """The pixels of a block, on the result's grid; blocks are numbered row by row from 0."""
        if not 0 <= number < len(self):
            raise RooflineError(
                "There is no block {number}; the plan has {count}, from 0 on.", number=number, count=len(self)
            )
        row, col = divmod(number, len(self.cols) - 1)
        left, top = self.cols[col], self.rows[row]
        return Window(left, top, self.cols[col + 1] - left, self.rows[row + 1] - top)

    def to_json(self) -> JsonObject:
        """As JSON keeps it."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            "format": FORMAT,
            "version": VERSION,
            **found,
            "inputs": {
                name: [_source_to_json(each) for each in given] for name, given in self.inputs.items()
            },
            "grid": {
                "width": self.grid.width,
                "height": self.grid.height,
                "geotransform": list(self.grid.geotransform),
                "projection": self.grid.projection,
            },
            "files": [each.to_json() for each in self.files],
        }

    def to_file(self) -> JsonObject:
        """As a file keeps it: with a digest, by which damage to anything in it is found."""
        content = self.to_json()
        return {**content, DIGEST: _digest(content)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any], name: str) -> Plan:
        """A plan out of a file of that name; RooflineError where it is none."""
        if content.get("format") != FORMAT or content.get("version") != VERSION:
            raise RooflineError(
                "{file} is no plan that this Roofline can read; plan again with this one.", file=name
            )
        if content.get(DIGEST) != _digest(content):
            raise RooflineError("{file} is damaged; plan again.", file=name)
        try:
            known = {field.name: content[field.name] for field in fields(cls)}
            known["inputs"] = {
                key: [_source_of(each) for each in given] for key, given in content["inputs"].items()
            }
            grid = content["grid"]
            known["grid"] = Grid(**{**grid, "geotransform": tuple(grid["geotransform"])})
            known["files"] = tuple(Fingerprint(**each) for each in content["files"])
            for key in ("products", "cols", "rows"):
                known[key] = tuple(content[key])
            if not all(name.isidentifier() for name in known["products"]):  # they name folders of the job
                raise ValueError
            return cls(**known)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RooflineError("{file} is damaged; plan again.", file=name) from error


def _digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of all that a plan's file says."""
    told = {name: value for name, value in content.items() if name != DIGEST}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def own_version() -> str:
    """The version of this Roofline."""
    text = (Path(__file__).resolve().parents[2] / "metadata.txt").read_text("utf-8")
    found = re.search(r"^version=(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _source_to_json(source: RasterSource | None) -> Any:
    """A path, or an object with what counts besides."""
    if source is None or source.is_plain:
        return source and source.path
    return {field.name: getattr(source, field.name) for field in fields(source)}


def _source_of(content: Any) -> RasterSource | None:
    if content is None:
        return None
    if isinstance(content, str):
        return RasterSource(content)
    nodata = tuple(tuple((low, high) for low, high in band) for band in content["nodata"])
    lists = {name: tuple(content[name]) for name in ("own_nodata", "open_options")}
    return RasterSource(**{**content, **lists, "nodata": nodata})


def settled_source(given: RasterPath | None) -> RasterSource | None:
    """A raster with its full path, as other machines see it."""
    if given is None:
        return None
    source = RasterSource.of(given)
    path = Path(source.path)
    return replace(source, path=str(path.absolute())) if is_there(path, Path.exists) else source

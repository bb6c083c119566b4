"""What files were when a plan was made, to refuse work on changed ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from osgeo import gdal

from ..errors import RooflineError
from ..formats.objects import JsonObject
from ..raster.named_files import files_of

WHOLE = 2**26  # bytes up to which all of a file is read; of a larger one pieces, and its time counts
PIECES, PIECE = 64, 2**16  # of 64 KB each: 4 MB of any file
MOST_READ = 64  # files of one source that are read; of the others, as of a VRT's thousands, the time counts
PASSING = (".aux.xml", ".ovr")  # statistics and overviews come and go without a change of the pixels


@dataclass(frozen=True)
class Fingerprint:
    """A file's path, size (bytes), time of change (seconds since 1970) and SHA-256, "" if it was not read."""

    path: str
    size: int
    modified: int
    digest: str

    @classmethod
    def of(cls, path: str, read: bool = True) -> Fingerprint:
        """That of a file as it is now; RooflineError where it cannot be read."""
        state = gdal.VSIStatL(path)
        if state is None:
            raise RooflineError("{file} is not there or cannot be read; check the path.", file=path)
        size = int(state.size)
        return cls(path, size, int(state.mtime), _digest(path, size) if read else "")

    @property
    def identity(self) -> tuple[int, str]:
        """What stays when a file is copied."""
        return self.size, self.digest

    def check(self) -> None:
        """Refuse the file by its name if it is no longer what it was."""
        now = Fingerprint.of(self.path, bool(self.digest))
        timed = not self.digest or self.size > WHOLE
        if now.identity == self.identity and (not timed or now.modified == self.modified):
            return
        raise RooflineError(
            "{file} has changed since the plan was made; make a new plan, or bring the old file back with "
            "its time (cp -p, rsync -t).",
            file=self.path,
        )

    def to_json(self) -> JsonObject:
        """As an object of the plan."""
        return asdict(self)


def taken(sources: Iterable[str]) -> tuple[Fingerprint, ...]:
    """Those of all files that rasters or clouds are read from, side files with statistics left out."""
    paths: dict[str, bool] = {}
    for source in sources:
        found = sorted(files_of(source)) or [source]
        kept = [os.path.realpath(path) if Path(path).exists() else path for path in found]
        kept = [path for path in kept if not path.endswith(PASSING)]
        paths.update((path, i < MOST_READ) for i, path in enumerate(kept))
    return tuple(Fingerprint.of(path, read) for path, read in paths.items())


def check(files: Sequence[Fingerprint]) -> None:
    """Refuse the first file that has changed."""
    for each in files:
        each.check()


def _digest(path: str, size: int) -> str:
    """SHA-256 (hex) of a file, of a large one that of pieces spread from its first to its last byte."""
    found = hashlib.sha256()
    step, length = (PIECE, PIECE) if size <= WHOLE else ((size - PIECE) // (PIECES - 1), PIECE)
    handle = gdal.VSIFOpenL(path, "rb")
    if handle is None:
        raise RooflineError("{file} is not there or cannot be read; check the path.", file=path)
    try:
        for start in range(0, size, step):
            gdal.VSIFSeekL(handle, start, 0)
            found.update(gdal.VSIFReadL(1, min(length, size - start), handle) or b"")
    finally:
        gdal.VSIFCloseL(handle)
    return found.hexdigest()

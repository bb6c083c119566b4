"""A job on disk: a folder with the plan and the blocks' files. What is there with the plan's hash is done."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal

from ..buildings.specks import SPECKS
from ..engine.part import SUMS
from ..errors import RooflineError
from ..formats import archive, atomic
from ..raster.gdal_errors import metadata_of, quiet_gdal
from .plan import FORMAT, Plan

PLAN, BLOCK = "ROOFLINE_PLAN", "ROOFLINE_BLOCK"  # metadata of a block's rasters
NAME = "plan.json"
TALLY = "tally"  # what a block of a comparison has counted
FOOTPRINTS = "footprints"  # the buildings that begin in a block
ARCHIVES = (SPECKS, TALLY, FOOTPRINTS)


@dataclass(frozen=True)
class Job:
    """A plan and the folder that its blocks are written to; the folder may be moved."""

    folder: Path
    plan: Plan

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Job:
        """The job of a folder, or of a plan's path."""
        path = Path(folder)
        path = path if path.suffix == ".json" else path / NAME
        try:
            content = json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise RooflineError(
                "{folder} has no plan; make one with the verb plan.", folder=path.parent
            ) from error
        except (ValueError, RecursionError) as error:
            raise RooflineError("{file} is damaged; plan again.", file=path) from error
        return cls(path.parent, Plan.from_json(content if isinstance(content, dict) else {}, str(path)))

    @classmethod
    def make(cls, folder: str | os.PathLike[str], plan: Plan, results: Sequence[str] = ()) -> Job:
        """Write a plan into a folder, which is made; blocks of the same plan that are there stay good.

        `results`: what the task writes there beside rasters. RooflineError where something else lies under
        the names of the job's files: what it reads, another plan's blocks, files that no job has written.
        """
        job = cls(Path(folder), plan)
        try:
            job._check_folder(results)
            for product in plan.products:
                (job.folder / product).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise atomic.cannot_write(job.folder, error) from error
        atomic.write_text(job.folder / NAME, json.dumps(plan.to_file(), indent=1) + "\n")
        return job

    def _check_folder(self, results: Sequence[str]) -> None:
        mosaics = [f"{product}.vrt" for product in self.rasters]
        single = [self.folder / name for name in (NAME, *mosaics, *results)]
        folders = [self.folder / product for product in self.plan.products]
        folders += [self.changed(product, 0).parent for product in self.rasters]
        own = {os.path.realpath(path) for path in (*single, *folders)}
        for read in (each.path for each in self.plan.files):
            if {os.path.realpath(read), os.path.realpath(Path(read).parent)} & own:
                raise RooflineError(
                    "{file}, which the job reads, would be replaced by what it writes into {folder}; choose "
                    "another folder for the job.",
                    file=read,
                    folder=self.folder,
                )
        there = [path for path in single if os.path.lexists(path)]
        there += [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("??????.*"))]
        known = _hash_in(self.folder / NAME)
        if not there or known == self.plan.hash:
            return
        if known is None:
            raise RooflineError(
                "{file} is not of a job of Roofline and would be replaced; choose a new folder.",
                file=there[0],
            )
        if any(path.suffix in (".tif", ".npz") for path in self.folder.glob("*/??????.???")):
            raise RooflineError(
                "{folder} holds what another plan has made, which would be replaced; choose a new folder, or "
                "delete this one.",
                folder=self.folder,
            )

    def file(self, product: str, number: int) -> Path:
        """What a block writes: a raster, or of ARCHIVES one of NumPy's."""
        suffix = ".npz" if product in ARCHIVES else ".tif"
        return self.folder / product / f"{number:06d}{suffix}"

    def final(self, product: str, number: int) -> Path:
        """The raster of a block that is shown: if there is one, that which was changed in the end."""
        changed = self.changed(product, number)
        return (
            changed if self.tags(number).items() <= tags_of(changed).items() else self.file(product, number)
        )

    def changed(self, product: str, number: int) -> Path:
        """Where a block's raster goes that is changed when all are done."""
        return self.folder / f"{product}-final" / f"{number:06d}.tif"

    @property
    def rasters(self) -> list[str]:
        """The products that become rasters."""
        return [product for product in self.plan.products if product not in ARCHIVES]

    def targets(self, number: int) -> dict[str, Path]:
        """All files of a block."""
        return {product: self.file(product, number) for product in self.plan.products}

    def tags(self, number: int) -> dict[str, str]:
        """What marks a block's rasters as done."""
        return {PLAN: self.plan.hash, BLOCK: str(number)}

    def is_done(self, number: int) -> bool:
        """Whether all of a block's rasters are there, whole, and of this plan.

        The tags are written last, at the end of a file: a file that was cut off has none.
        """
        wanted = self.tags(number).items()
        return all(wanted <= tags_of(file).items() for file in self.targets(number).values())

    def missing(self) -> list[int]:
        """The blocks that are not done."""
        return [number for number in range(len(self.plan)) if not self.is_done(number)]

    def remove(self) -> None:
        """Delete the job's files, and its folders where nothing else is in them."""
        files = [path for number in range(len(self.plan)) for path in self.targets(number).values()]
        files += [self.changed(product, n) for product in self.rasters for n in range(len(self.plan))]
        files += [self.folder / f"{product}.vrt" for product in self.rasters]
        for path in [*files, self.folder / NAME]:
            path.unlink(missing_ok=True)
        for folder in {*(path.parent for path in files if path.parent != self.folder)}:
            with suppress(OSError):  # not there, or not empty
                folder.rmdir()
        with suppress(OSError):
            self.folder.rmdir()

    def sums(self) -> dict[str, float]:
        """What was counted in all blocks."""
        found: dict[str, float] = {}
        for number in range(len(self.plan)):
            counted: Mapping[str, float] = json.loads(tags_of(self.final("target", number)).get(SUMS, "{}"))
            for name, value in counted.items():
                found[name] = found.get(name, 0) + value
        return found


def _hash_in(file: Path) -> str | None:
    """The hash of the plan in a file, "" of a damaged one; None where there is none of Roofline's."""
    try:
        content = json.loads(file.read_text("utf-8"))
        return Plan.from_json(content, str(file)).hash
    except RooflineError:
        return "" if content.get("format") == FORMAT else None
    except (OSError, ValueError, RecursionError, AttributeError):
        return None


def tags_of(file: Path) -> dict[str, str]:
    """The metadata of a raster's first band; none of what is not there or damaged."""
    if not file.is_file():
        return {}
    if file.suffix == ".npz":
        return archive.tags_of(file)
    with quiet_gdal():
        dataset = gdal.Open(os.fspath(file))
        return metadata_of(dataset.GetRasterBand(1)) if dataset is not None else {}
    return {}

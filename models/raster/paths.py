"""Which files a run reads and writes: no output replaces or changes an input or what is not its own.

Files are known by what they are on the disk, not by how they are called (`named_files.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from osgeo import gdal

from ..errors import RooflineError
from ..formats.atomic import check_replaceable
from ..formats.names import check_place, is_there
from ..formats.scratch import Scratch, shown
from ..language import Message
from .gdal_errors import gdal_errors, metadata_of, quiet_gdal
from .named_files import LONGEST_NAME, NOT_OPENED, AnyPath, driver_of, files_of, is_named, listed_by_gdal

SIDE_FILES = (".aux.xml", ".ovr", ".msk")  # GDAL's own, after the whole name of a file of any format
# What programs read beside a raster or a shapefile of the same stem; world files come to these.
COMPANIONS: tuple[str, ...] = (".wld", ".prj", ".qpj", ".hdr", ".clr", ".stx", ".aux", ".rrd", ".rpb", ".imd")
COMPANIONS += (".cpg", ".qml", ".sbn", ".sbx", ".qix", ".idm", ".ind", ".csvt", ".xsd", ".gfs")
DATABASE = ("-wal", "-shm", "-journal")  # what SQLite has not yet put into a GeoPackage, after its whole name
SQLITE = b"SQLite format 3\0"


def check_paths(
    sources: Sequence[AnyPath], targets: Sequence[AnyPath], folders: Sequence[AnyPath] = ()
) -> None:
    """Refuse a run before its work: targets that are one of its files or each other, or cannot be written.

    `folders` are made when they are needed, with those above them.
    """
    check_apart(sources, targets)
    check_replaced(targets)
    for target in targets:
        writable_folder(Path(target)).close()
    for folder in folders:
        _check_folder(Path(folder))


def check_apart(
    sources: Iterable[AnyPath], targets: Sequence[AnyPath], besides: Iterable[AnyPath] = ()
) -> None:
    """Refuse targets that would replace or change what a run reads, or each other.

    `besides`: more of what it reads, into which nobody needs to look here.
    """
    sources = list(sources)
    named = _known([*sources, *besides])
    read = _known(name for source in sources for name in files_of(source))
    for index, target in enumerate(map(Path, targets)):
        others = _known([*targets[:index], *targets[index + 1 :]])
        if _keys(target) & (named.keys() | others.keys()):
            raise RooflineError(
                "{file} has the same name as another file of the run; choose another name.", file=target
            )
        _check_one(target, {**others, **read})


def check_replaced(targets: Iterable[AnyPath], columns: Sequence[str] = ()) -> None:
    """Refuse targets in whose place there is more than one raster, or what is no file.

    `columns`: those of the layer that is to be written; a GeoPackage of such a layer alone, by its own name,
    is what an earlier run made, and is replaced as other files are.
    """
    for target in map(Path, targets):
        check_replaceable(target)
        _check_container(target, columns)


def check_beside(target: Path, made: Iterable[str] = ()) -> None:
    """Refuse a raster with which files would go that are not its own: side files, and those it is made of."""
    sides = [file.name for file in side_files(target)]
    own = {target.name}
    if target.exists():  # what an older raster of this name has
        own.update(sides, (Path(name).name for name in listed_by_gdal(os.fspath(target))))
    for name in {*made, *sides} - own:
        if os.path.lexists(target.with_name(name)):
            raise RooflineError(
                "{other} would be lost with {file}, but is no part of it; choose another name.",
                other=target.with_name(name),
                file=target,
            )


def side_files(target: AnyPath) -> list[Path]:
    """The files that GDAL keeps beside a raster for its statistics, overviews and mask."""
    return [Path(f"{os.fspath(target)}{suffix}") for suffix in SIDE_FILES]


def writable_folder(target: Path) -> Scratch:
    """A temporary folder beside a file that is to be written."""
    check_place(target)
    if not target.parent.is_dir():
        raise RooflineError(
            "The folder {parent} does not exist; create it or choose another.", parent=target.parent
        )
    check_replaceable(target)
    with cannot_write(target):
        return Scratch(target.parent)


def cannot_write(target: AnyPath, say_warnings: bool = False) -> AbstractContextManager[None]:
    """GDAL's and the system's errors inside the block become a sentence that names the target."""
    return gdal_errors(
        Message(
            "{file} cannot be written; check that the folder is writable and not full", file=shown(target)
        ),
        say_warnings,
    )


def _check_container(target: Path, columns: Sequence[str] = ()) -> None:
    """Refuse to replace a file that holds other layers, such as a GeoPackage of a project."""
    text = os.fspath(target)
    if not target.is_file() or driver_of(text) in NOT_OPENED - {None}:
        return
    found = False
    with quiet_gdal():  # what it tells of a damaged file counts as nothing, here and in _holds_layers
        dataset = gdal.OpenEx(text, gdal.OF_VECTOR | gdal.OF_RASTER | gdal.OF_READONLY)
        found = dataset is not None
        if found and columns and _is_made_before(dataset, target.stem, columns):
            _check_open(target)
        elif found and _holds_layers(dataset):
            raise RooflineError(
                "{file} holds layers that would be lost; choose the name of a new file.", file=target
            )
    if not found:
        _check_database(target)


def _holds_layers(dataset: gdal.Dataset) -> bool:
    """Whether a dataset has more than what one output would replace."""
    driver, layers = dataset.GetDriver(), dataset.GetLayerCount()
    rasters = len(metadata_of(dataset, "SUBDATASETS")) // 2
    is_container = all(driver.GetMetadataItem(f"DCAP_{kind}") == "YES" for kind in ("RASTER", "VECTOR"))
    return bool(layers + rasters > 1 or (is_container and layers))


def _is_made_before(dataset: gdal.Dataset, name: str, columns: Sequence[str]) -> bool:
    """Whether a dataset holds nothing but one layer of a name with these columns."""
    if dataset.GetLayerCount() != 1 or metadata_of(dataset, "SUBDATASETS"):
        return False
    layer = dataset.GetLayer(0)
    found = layer.GetLayerDefn()
    names = [found.GetFieldDefn(index).GetName() for index in range(found.GetFieldCount())]
    return bool(layer.GetName() == name and names == list(columns))


def _check_open(target: Path) -> None:
    """Refuse a database that a program has open: what it has not yet put into it would spoil the new one."""
    if any(is_there(Path(f"{target}{suffix}")) for suffix in DATABASE):
        raise RooflineError(
            "{file} is open in QGIS or another program; remove its layer there, or choose the name of a new "
            "file.",
            file=target,
        )


def _check_database(target: Path) -> None:
    """Refuse to replace a database that GDAL finds no layers in, whatever its tables hold."""
    with suppress(OSError), target.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            return
        raise RooflineError(
            "{file} is a database whose contents would be lost; choose the name of a new file.", file=target
        )


def _check_folder(folder: Path) -> None:
    check_place(folder)
    try:
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        Scratch(there).close()
    except (OSError, ValueError) as error:
        raise RooflineError(
            "The folder {folder} cannot be written; choose another.", folder=folder
        ) from error


def _check_one(target: Path, others: dict[object, AnyPath]) -> None:
    """Neither is the target, or what goes with it, another file of the run, nor a part of one."""
    own = {key for path in (target, *side_files(target)) for key in _keys(path)}
    touched = [others[key] for key in own & others.keys()]
    names = {Path(other) for other in others.values()}
    names |= {Path(os.path.realpath(name)) for name in names if is_named(str(name), Path.is_symlink)}
    beside = (name for name in names if target.name.startswith(name.stem))
    touched += [other for other in beside if _keys(target) & _known(_companions(other)).keys()]
    if touched:
        raise RooflineError(
            "{file} would replace or change {other}, which belongs to this run; choose another name.",
            file=target,
            other=_as_named(touched[0]),
        )


def _as_named(name: AnyPath) -> str:
    """A file by its whole name: of /vsizip//a.zip/b.tif the part //a.zip was found, or one seen from here."""
    return re.sub(r"^/+", "/", str(Path(name).absolute()))


def _known(names: Iterable[AnyPath]) -> dict[object, AnyPath]:
    """The names by what their files are known by."""
    return {key: name for name in names for key in _keys(name)}


def _keys(name: AnyPath) -> set[object]:
    """What a file is known by: its real path, whether it exists or not, and its number on the disk."""
    text = os.fspath(name)
    if len(text) > LONGEST_NAME or "\0" in text:
        return set()
    keys: set[object] = set()
    try:
        keys.add(os.path.normcase(os.path.realpath(text)))
        found = Path(text).stat()
    except (OSError, ValueError):  # it is not there, or can be no name
        return keys
    return keys | {(found.st_dev, found.st_ino)}


def _companions(file: Path) -> Iterator[Path]:
    """Names that programs would read along with a file, whether they exist or not."""
    yield from side_files(file)
    yield from (Path(f"{file}{suffix}") for suffix in DATABASE)
    ending = file.suffix[1:]
    for suffix in (*COMPANIONS, f".{ending}w", f".{ending[:1]}{ending[-1:]}w"):
        if ending and suffix != file.suffix:
            yield file.with_suffix(suffix)

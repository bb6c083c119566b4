"""Model files on disk: where they are, and the cards in them. Needs no PyTorch."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import Any

from ..errors import RooflineError
from ..formats import atomic
from ..formats.archives import is_whole_file
from ..formats.names import is_there, refuse_folder
from ..formats.objects import JsonObject
from ..formats.safe_pickle import PickleError, read_pickle
from ..language import shown, tr_noop
from .card import check_card
from .parts import Card

BUNDLED = Path(__file__).resolve().parents[2] / "resources" / "models"
MOST_NAMES, LONGEST_NAME = 8, 200  # that a message tells, of models; and letters of one
FOLDER = "ROOFLINE_MODELS"  # the environment variable that names another folder
# How zipfile tells of damage: encrypted entries, packings and versions that it does not know among it.
UNREADABLE = (OSError, zipfile.BadZipFile, ValueError, RuntimeError, EOFError)
LARGEST_FILE = 4 * 2**30  # bytes
LARGEST_RECORD = 2**26  # bytes, of everything but the weights
TORCHSCRIPT = tr_noop(
    "{file} is a TorchScript program, of which nothing is run; save the model's state_dict by torch.save and "
    "run Import model on that."
)
DAMAGED = tr_noop("{file} is damaged or not a Roofline model; get a new copy (code in it was not run).")


def available() -> dict[str, Path]:
    """Model files by name: the bundled ones, and the installed ones, which take precedence."""
    found = (path for folder in (BUNDLED, user_folder()) for path in sorted(folder.glob("*.pt")))
    return {path.stem: path for path in found if path.is_file()}  # links may lead nowhere


def file_of(name: str) -> Path:
    """The file of a bundled or installed model, or of a path; RooflineError where there is neither."""
    installed = available()
    if name in installed:
        return installed[name]
    if is_there(name):
        return Path(name)
    names = sorted(installed)
    more = ", …" if len(names) > MOST_NAMES else ""
    raise RooflineError(
        "Model '{name}' is neither a file nor an installed model; choose a file, or one of {known}.",
        name=shown(name, LONGEST_NAME),
        known=", ".join(names[:MOST_NAMES]) + more,
    )


def user_folder() -> Path:
    """Where users install models: $ROOFLINE_MODELS, else the platform's data folder."""
    chosen = os.environ.get(FOLDER)
    return Path(chosen) if chosen else usual_folder()


def usual_folder() -> Path:
    """Where users install models unless they have chosen a folder: in the platform's data folder."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "roofline" / "models"


def place_for(name: str) -> Path:
    """The path of a model to be installed, its folder made; no other model is replaced."""
    check_name(name)
    return made_folder() / f"{name}.pt"


def made_folder() -> Path:
    """The folder that users install models in, made if need be."""
    folder = user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RooflineError(
            "The folder {folder} cannot be made; choose another by {setting}.", folder=folder, setting=FOLDER
        ) from error
    return folder


def check_name(name: str) -> None:
    """Raise RooflineError unless a new model can be called so."""
    if not name.strip(" .") or name != name.strip() or any(not _is_plain(letter) for letter in name):
        raise RooflineError(
            "'{name}' cannot name a model; use letters, digits, spaces, full stops, - and _ alone.", name=name
        )
    if name in available():
        raise RooflineError(
            "There is a model named '{name}' already; choose another name or remove it.", name=name
        )


def free_name(wish: str) -> str:
    """A name like the wished one that a new model can have."""
    plain = "".join(letter if _is_plain(letter) else "-" for letter in wish).strip(" .") or "model"
    taken = available()
    return next(name for name in chain([plain], (f"{plain}-{i}" for i in count(2))) if name not in taken)


def install_copy(path: str | os.PathLike[str], name: str) -> Path:
    """Copy a model file into the user's folder, complete or not at all."""
    read_card(path)
    target = place_for(name)
    atomic.copy(path, target)
    return target


def remove(name: str) -> None:
    """Delete an installed model's file; a bundled one stays."""
    path = available().get(name)
    if path is None or path.parent == BUNDLED:
        raise RooflineError("Model '{name}' is not one that you have installed; choose another.", name=name)
    try:
        path.unlink()
    except OSError as error:
        raise RooflineError(
            "{path} cannot be deleted; close what uses it and try again.", path=path
        ) from error


def _is_plain(letter: str) -> bool:
    return letter.isalnum() or letter in " .-_"


def read_card(path: str | os.PathLike[str]) -> JsonObject:
    """The card of a model file as its JSON tells it; the weights stay in the file."""
    return card_in(path).to_json()


def card_in(path: str | os.PathLike[str]) -> Card:
    """The card of a model file; its weights stay in the file."""
    path = Path(path)
    try:
        state = path.stat()
    except OSError:
        check_archive(path)  # has the sentence for a file that is not there
        raise
    return _read_card(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _read_card(path: Path, size: int, changed: int) -> Card:
    """A file is read again when it has changed: windows ask for cards at every click."""
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            record = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
            if archive.getinfo(record).file_size > LARGEST_RECORD:
                raise PickleError("the record is too large")
            content = read_pickle(io.BytesIO(archive.read(record)), persistent=lambda _: None)
    except (StopIteration, PickleError, *UNREADABLE) as error:
        raise RooflineError(DAMAGED, file=path.name) from error
    return check_card(card_of(content, path), path.name)


def card_of(content: Any, path: Path) -> JsonObject:
    """The card in what a model file holds."""
    if not isinstance(content, dict) or not {"card", "weights"} <= content.keys():
        raise RooflineError(
            "{file} is not a Roofline model; run Import model on other systems' files.", file=path.name
        )
    try:
        card: JsonObject = json.loads(content["card"])
    except (TypeError, ValueError, RecursionError) as error:
        raise RooflineError("{file} has no readable model card; get a new copy.", file=path.name) from error
    return card


def check_archive(path: Path) -> None:
    """Refuse what is no zip archive or would grow when unpacked: torch stores tensors uncompressed."""
    refuse_folder(path)
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except UNREADABLE as error:
        raise RooflineError(
            "{file} is not a Roofline model, or only a part of one; get a new copy.", file=path.name
        ) from error
    if any(entry.filename.endswith("/constants.pkl") for entry in entries):
        raise RooflineError(TORCHSCRIPT, file=path.name)
    packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if packed or size > LARGEST_FILE or sum(entry.file_size for entry in entries) > size:
        raise RooflineError(
            "{file} is not a Roofline model: its contents are larger than the file; get a new copy.",
            file=path.name,
        )


def check_sums(path: Path) -> None:
    """Refuse a file of which an entry is not what was written: each has a checksum. Reads all of it once."""
    if not is_whole_file(path):
        raise RooflineError(DAMAGED, file=path.name)

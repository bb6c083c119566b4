"""A configuration file of a training of building masks: any number of places, with any options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import RooflineError
from ...formats.names import is_there
from ...options import AUTO
from ..config.datasets import file_of, share_of
from ..config.files import read_json, resolved
from ..start import asked as start_asked
from ..start import named as named_start
from .options import OPTIONS
from .plan import LAYERS, MaskPlan, Place, planned
from .sections import PlaceEntry


def plan_of_file(path: str | Path, asked: Mapping[str, Any]) -> MaskPlan:
    """The plan of a configuration (JSON) of any number of places; what is asked for besides, by the names of
    options, counts before what the file says. Paths count from the file's folder.
    """
    path = Path(path)
    values = read_json(path)
    checked = OPTIONS.checked(values)
    folder = path.resolve().parent
    places = tuple(_place(entry, index, folder) for index, entry in enumerate(checked["datasets"]))
    named = OPTIONS.named(checked)
    told = {name: named[name] for name in OPTIONS.named(values) if named[name] is not None}
    start = named_start(told.get("start"))
    if start is not None and is_there(resolved(start, folder)):
        told["start"] = str(resolved(start, folder))
    own = {name: value for name, value in asked.items() if name != "start" or start_asked(value) != AUTO}
    return planned(places, {**told, **own})


def _place(entry: PlaceEntry, index: int, folder: Path) -> Place:
    where = f"datasets[{index}]"
    given = {**entry}
    named = [key for key in (*LAYERS, "labels", "labelled_area") if given[key]]
    paths = {key: file_of(given, key, where, folder, Path.exists) for key in named}
    layers = {role: paths[key] for key, role in LAYERS.items() if key in paths}
    if not layers:
        raise RooflineError("{where} has no layer; give it a dsm or imagery.", where=where)
    return Place(
        layers,
        paths["labels"],
        paths.get("labelled_area"),
        name=entry["name"] or next(iter(layers.values())).stem,
        **share_of(entry),
    )

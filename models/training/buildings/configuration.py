"""A configuration file of a training of building masks: any number of places, with any options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import RooflineError
from ...formats.checks import refuse
from ...formats.names import is_there
from ...language import Message
from ...options import AUTO
from ..config.files import read_json
from ..data.image_lists import resolved
from .options import OPTIONS
from .plan import FRESH, LAYERS, MaskPlan, Place, planned


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
    start = told.get("start", AUTO)
    if start not in (AUTO, FRESH) and is_there(resolved(start, folder)):
        told["start"] = str(resolved(start, folder))
    own = {name: value for name, value in asked.items() if name != "start" or value not in ("", AUTO)}
    return planned(places, {**told, **own})


def _place(entry: Mapping[str, Any], index: int, folder: Path) -> Place:
    where = f"datasets[{index}]"
    paths = {}
    for key in (*LAYERS, "labels", "labelled_area"):
        if entry[key]:
            paths[key] = resolved(entry[key], folder)
            if not is_there(paths[key], Path.exists):
                refuse(f"{where}.{key}", entry[key], Message("the path of an existing file"))
    layers = {role: paths[key] for key, role in LAYERS.items() if key in paths}
    if not layers:
        raise RooflineError("{where} has no layer; give it a dsm or imagery.", where=where)
    return Place(
        layers,
        paths["labels"],
        paths.get("labelled_area"),
        name=entry["name"] or next(iter(layers.values())).stem,
        area_type=entry["area_type"],
        strategy=entry["allocation_strategy"],
        test_stripe=entry["test_stripe"],
        samples=entry["n_training_samples"],
    )

"""Texts that can be no path, where a configuration asks for one: refused as any other that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from roofline.models.errors import RooflineError
from roofline.models.formats.names import is_there
from roofline.models.training.__main__ import training_of

NO_NAMES = ["x" * 5000, "a\0b", "x" * 300 + "/y.tif"]
PLACES: dict[str, dict[str, Any]] = {
    "refinedsm": {
        "raster_in": "a.tif",
        "raster_gt": "b.tif",
        "building_mask": "c.tif",
        "buildings": "d.tif",
        "area_type": "train+val",
    },
    "buildingmask": {"imagery": "a.tif", "dsm": "b.tif", "labels": "c.tif"},
    "synthesizeimagery": {"image": "a.tif", "mask": "b.tif"},
}
SECTIONS = {"refinedsm": {"model": {"architecture": "compact"}}}


def read(folder: Path, task: str, place: dict[str, Any], **sections: Any) -> None:
    (folder / "c.json").write_text(json.dumps({"task": task, "datasets": [place], **sections}))
    training_of(folder / "c.json")


@pytest.mark.parametrize("name", NO_NAMES, ids=["too long", "NUL", "too long a folder"])
@pytest.mark.parametrize(
    ("task", "key"), [(task, key) for task, place in PLACES.items() for key in place if key != "area_type"]
)
def test_what_can_be_no_path_is_refused_by_its_key(tmp_path: Path, task: str, key: str, name: str) -> None:
    place = PLACES[task]
    for file in (each for each in place.values() if each.endswith(".tif")):
        (tmp_path / file).touch()
    with pytest.raises(RooflineError, match=rf"datasets\[0\]\.{key}"):
        read(tmp_path, task, {**place, key: name}, **SECTIONS.get(task, {}))


@pytest.mark.parametrize("task", PLACES)
def test_half_a_character_is_no_json(tmp_path: Path, task: str) -> None:
    with pytest.raises(RooflineError, match=r"c\.json is no valid JSON .*no UTF-8.*correct it\.$"):
        read(tmp_path, task, {"name": "\ud800"})


def test_names_of_all_kinds(tmp_path: Path) -> None:
    (tmp_path / "ä |b.tif").touch()
    assert is_there(tmp_path / "ä |b.tif") and is_there(tmp_path, Path.is_dir)
    assert not any(
        is_there(name, kind) for name in (*NO_NAMES, "\ud800") for kind in (Path.is_file, Path.exists)
    )

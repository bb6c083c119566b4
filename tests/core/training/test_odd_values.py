"""Values that cannot be, at every place of the configurations of all trainings: refused by their place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from roofline.models.errors import RooflineError
from roofline.models.training import __main__ as command
from roofline.models.training.config.files import read_json
from roofline.models.training.reconstruction import configuration
from support import rasters, reconstruction_parts

TASKS = {each.kind.id: each for each in command.TRAININGS}
HUGE = 10**400
ODD: tuple[Any, ...] = (
    *(float("nan"), float("inf"), -1, 0, 1.5, 1e300, HUGE, -HUGE, 2**63, True, None),
    *("", "a\nb", "a\0b", "ä😀", "x" * 5000, "1e3"),
    *([], [[[]]], [None], [HUGE], [float("nan")], {}, {"a": 1}),
)
CASES = 250
NEEDED = {"optimizer": {"name": "Adam"}, "scheduler": {"name": "StepLR", "enabled": True}}
KeyPath = tuple[Any, ...]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """A folder, and a small configuration of each task that is read without a fault."""
    folder = tmp_path_factory.mktemp("odd")
    for name in ("a", "b"):
        rasters.write(folder / f"{name}.tif", rasters.town((96, 160)))
    outputs = {"output_directory": ".", "tboard_log_dir": "."}
    return folder, {
        "refinedsm": {
            "datasets": [{"raster_gt": "a.tif", "raster_in": "b.tif", "area_type": "train+val"}],
            "model": {"input_channels": "geom"},
            "output": outputs,
        },
        "buildingmask": {"datasets": [{"dsm": "a.tif", "labels": "b.tif"}], "model": {"start": "none"}},
        "synthesizeimagery": {"datasets": [{"image": "a.tif", "mask": "b.tif"}]},
        "reconstructdsm": reconstruction_parts.config(folder),
    }


def places(task: str) -> Iterator[KeyPath]:
    """Where the options of a task stand, and the sections that hold them."""
    keys = {row.key for row in TASKS[task].options.rows}
    if task == "reconstructdsm":
        keys |= {*configuration.KEYS, *(f"places[].{key}" for key in configuration.PLACE)}
    if task == "refinedsm":
        gan = ("mode", "penalty", "discriminator", "discriminator.width", "initialisation.gain")
        keys |= {f"adversarial.{key}" for key in gan} | {"training_settings.degradation.severity"}
    found = {tuple(key.replace("[]", ".0").split(".")) for key in keys}
    found |= {path[:count] for path in found for count in range(1, len(path))}
    yield from sorted(found)


def put(values: dict[str, Any], path: KeyPath, odd: Any) -> None:
    """Another value at a place of a configuration, which is made as far as it is not there."""
    for name, needed in NEEDED.items():
        if path[0] == name and len(path) > 1:
            values.setdefault(name, dict(needed))
    held: Any = values
    for key in path[:-1]:
        held = held[0] if key == "0" else held.setdefault(key, {})
    if path[-1] == "0":
        held[0] = odd
    else:
        held[path[-1]] = odd


@pytest.mark.parametrize("task", TASKS)
def test_odd_values_are_taken_or_refused_in_a_sentence(plain: Any, task: str):
    folder, configurations = plain
    random, refused, known = Random(7), 0, list(places(task))
    config = folder / f"{task}.json"
    for number in range(CASES):
        path = known[number % len(known)]
        odd = random.choice(ODD)
        values = json.loads(json.dumps({"task": task, **configurations[task]}))
        put(values, path, odd)
        config.write_text(json.dumps(values))
        try:
            training = command.training_of(config)
            assert training.course.epochs > 0 and json.dumps(training.settings())
        except RooflineError as error:
            refused += 1
            said = str(error)
            assert said.endswith(".") and said.isprintable() and len(said) < 2000, (path, odd)
        except Exception as error:
            raise AssertionError(f"{path}: {str(odd)[:40]}") from error
    assert CASES / 2 < refused < CASES


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"datasets": 1, "datasets": 2}', "has datasets more than once in one place; leave one of them"),
        ('{"a": [{"b": {"x\\n": 1, "x\\n": 1}}]}', r"has x\? more than once in one place; leave one of them"),
        ("{'datasets': 1}", r"is no valid JSON \(at line 1, column 2\); correct it"),
        # Python 3.13 tells where the comma stands, earlier ones what follows it.
        ('{"a": 1,\n}', r"is no valid JSON \(at line (1, column 8|2, column 1)\); correct it"),
        ('{"a": ' + "[" * 100_000, r"is no valid JSON \(it is nested too deeply\); correct it"),
        (b'{"a": "\xe4"}', r"is no valid JSON \(it has characters that are no UTF-8\); correct it"),
        (b'{"a": ' + b" " * 2**24 + b"1}", "is too large; choose another file"),
    ],
    ids=["twice", "twice within", "quotes", "comma", "deep", "letters", "large"],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, task: str, text: str | bytes, words: str):
    path = tmp_path / "c.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(RooflineError, match=rf"^The configuration c\.json {words}\.$"):
        TASKS[task].of_file(path) if task != "refinedsm" else command.training_of(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32-le"])
def test_files_of_windows_editors_are_read(tmp_path: Path, encoding: str):
    (tmp_path / "c.json").write_text('{"name": "Höhe"}', encoding=encoding)
    assert read_json(tmp_path / "c.json") == {"name": "Höhe"}

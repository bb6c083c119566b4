"""One row an option: check, default, dialog, place in an error, line of the report; a task adds its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.formats.checks import flag, number, refuse, some_text, whole
from roofline.models.language import Message, speaking
from roofline.models.training.buildings import plan as masks
from roofline.models.training.buildings.sections import PlaceEntry, Values
from roofline.models.training.config.common import COMMON, table
from roofline.models.training.config.options import Option, Table
from roofline.models.training.imagery import sections as painting
from roofline.models.training.imagery.options import OPTIONS as PAINTING
from roofline.models.training.reconstruction import configuration, defaults
from roofline.models.training.refiner import plan, schema
from roofline.models.training.refiner.options import OPTIONS

JITTER = Option(
    "training_settings.jitter",
    number(0, 1),
    0.2,
    parameter="JITTER",
    label="Change of colours",
    report="Colours",
)
TOY = table(
    "toy",
    JITTER,
    Option("training_settings.batch_size", whole(2), 4, parameter="BATCH_SIZE", label="Pictures per batch"),
    Option("places[].path", some_text, required=True, parameter="PLACES"),
    Option("training_settings.others", flag, tasks=("others",)),
    usual={"epochs": 7},
)


def test_a_task_adds_rows_to_those_that_all_have():
    checked = TOY.checked({"places": [{"path": "a.tif"}], "training_settings": {"jitter": 0.5}})
    assert checked["places"] == [{"path": "a.tif"}]
    named = TOY.named(checked)
    assert (named["jitter"], named["batch_size"], named["epochs"]) == (0.5, 4, 7)
    assert TOY["batch_size"].label == "Pictures per batch" and "others" not in named
    assert {row.name for row in COMMON} <= {row.name for row in TOY.rows}
    assert [row.parameter for row in TOY.dialog][:3] == ["JITTER", "BATCH_SIZE", "EPOCHS"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"training_settings": {"jitter": 2}}, "training_settings.jitter is 2; give a number from 0 to 1"),
        ({"training_settings": {"others": True}}, "training_settings.others is unknown"),
        ({"places": [{}]}, r"places\[0\].path is missing"),
        ({"places": 3}, "places is 3; give a list"),
        ({"toys": {}}, "toys is unknown; choose from training_settings, places"),
        ([], "The configuration is"),
    ],
)
def test_faults_are_named_by_their_place(values, words):
    with pytest.raises(RooflineError, match=words):
        TOY.checked(values)


def test_what_is_asked_for_becomes_a_configuration():
    made = TOY.configuration({"jitter": 0.1, "epochs": 2, "seed": 5})
    assert made == {"training_settings": {"jitter": 0.1, "n_epochs": 2}, "general": {"random_seed": 5}}
    named = TOY.named(TOY.checked(made))
    assert (named["jitter"], named["epochs"], named["seed"]) == (0.1, 2, 5)
    with pytest.raises(RooflineError, match=r"^unheard is unknown; choose from jitter, batch_size"):
        TOY.configuration({"unheard": 1})


def test_places_are_named_as_the_dialog_does():
    for place, word in {
        "training_settings.tile_size": "TILE_SIZE",
        "training_settings.loss.normal": "NORMAL_LOSS",
        "training_settings.loss": "training_settings.loss",
        "datasets[0].image_list[2]": "GUIDES[2]",
        "datasets[0].building_mask": "BUILDING_MASK",
        "datasets[1].image_list": "datasets[1].image_list",
        "datasets[0].image_lists": "datasets[0].image_lists",
        "model.start": "MODEL",
    }.items():
        assert OPTIONS.word(place) == word


def test_places_alone_are_put_into_other_words():
    """A file that is called like an option keeps its name; a sentence stays translatable."""
    with pytest.raises(RooflineError) as caught, OPTIONS.in_dialog():
        refuse("training_settings.tile_size", "training_settings.tile_size", Message("some text"))
    assert str(caught.value) == "TILE_SIZE is 'training_settings.tile_size'; give some text instead."
    german = {"{path} is {value}; give {wanted} instead.": "{path} ist {value}", "some text": "Text"}
    assert caught.value.message.translated(lambda text: german.get(text, text)).startswith("TILE_SIZE ist")
    with pytest.raises(RooflineError, match=r"^training_settings\.tile_size is"), OPTIONS.in_dialog():
        raise RooflineError("{file} is a folder.", file="training_settings.tile_size")
    with pytest.raises(Cancelled), OPTIONS.in_dialog():
        raise Cancelled


def test_rows_make_lines_of_the_report():
    assert TOY.facts({"jitter": 0.25, "epochs": 3}) == {"Colours": "0.25"}
    assert OPTIONS.facts({"seed": 3, "ema": 0.0, "start": None}) == {
        "Started from": "fresh weights",
        "Averaged weights": "no",
        "Seed": "3",
    }
    with speaking(lambda text: text.upper()):
        assert TOY.facts({"jitter": 1.0}) == {"COLOURS": "1"}


def test_names_and_parameters_are_there_once():
    """Names of a data set's own keys may repeat those of sections, whose value they replace."""
    for options in (TOY, OPTIONS):
        names = [row.name for row in options.rows if "[]" not in row.key]
        parameters = [row.parameter for row in options.rows if row.parameter]
        assert len(set(names)) == len(names) and len(set(parameters)) == len(parameters)
        assert len({row.key for row in options.rows}) == len(options.rows)


@pytest.mark.parametrize(
    ("options", "values", "entry"),
    [(masks.OPTIONS, Values, PlaceEntry), (PAINTING, painting.Values, painting.RegionEntry)],
)
def test_types_of_options_have_their_names(options: Table, values: type, entry: type) -> None:
    names = {row.name for row in options.rows if "[]" not in row.key}
    assert set(values.__annotations__) == names
    assert set(entry.__annotations__) == {row.name for row in options.rows if "[]" in row.key}


def test_an_option_is_one_row_whatever_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row more is checked, read by its name where the training asks, and kept among its settings."""

    def with_a_row(options: Table, key: str) -> Table:
        row = Option(f"{key}.shine", number(0, 1), 0.5, parameter="SHINE", label="Shine")
        return replace(options, rows=(*options.rows, row))

    given = {"training_settings": {"shine": 0.25}}
    refining = with_a_row(OPTIONS, "training_settings")
    monkeypatch.setattr(plan, "OPTIONS", refining)
    monkeypatch.setattr(schema, "OPTIONS", refining)
    for name in ("in.tif", "gt.tif"):
        (tmp_path / name).touch()
    place = {"raster_gt": "gt.tif", "raster_in": "in.tif", "area_type": "train+val", "n_training_samples": 4}
    made = plan.from_dict({"datasets": [place], "model": {"architecture": "compact"}, **given}, tmp_path)
    assert made.value("shine") == 0.25 and made.to_dict()["training_settings"]["shine"] == 0.25
    assert plan.from_dict(made.to_dict()) == made

    monkeypatch.setattr(masks, "OPTIONS", with_a_row(masks.OPTIONS, "training_settings"))
    mask_plan = masks.MaskPlan((), masks.OPTIONS.checked(given))
    assert mask_plan.chosen["shine"] == 0.25 and mask_plan.settings()["training_settings"]["shine"] == 0.25

    painters = with_a_row(PAINTING, "training_settings")
    assert painters.named(painters.checked(given))["shine"] == 0.25

    clouds = with_a_row(configuration.OPTIONS, "training")
    monkeypatch.setattr(configuration, "OPTIONS", clouds)
    monkeypatch.setattr(defaults, "OPTIONS", clouds)
    assert defaults.changes_of(defaults.Overrides({"shine": 0.25}))["training"]["shine"] == 0.25
    whole = configuration.complete({"dataset": {"path": "here"}, "training": {"shine": 0.25}})
    assert whole["training"]["shine"] == 0.25
    with pytest.raises(RooflineError, match=r"^training\.shine is 2"):
        configuration.complete({"dataset": {"path": "here"}, "training": {"shine": 2}})

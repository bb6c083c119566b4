"""QGIS desktop in German: every window of Roofline speaks it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from conftest import ROOT
from support import desktop_runs, rasters

pytestmark = desktop_runs.needs_desktop
SPEC = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)
# Standard buttons in the dialogs of QGIS, whose German is in a package of its own.
QTS_OWN = {"Close", "Cancel"}
GERMAN = update.translations(update.HERE / "roofline_de.ts")


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> dict:
    """What the session reports; its pictures are in the folder under the key "folder"."""
    folder = tmp_path_factory.mktemp("german")
    rasters.write(folder / "dsm.tif", rasters.town())
    locale = "[locale]\noverrideFlag=true\nuserLocale=de\n"
    report = desktop_runs.report(folder, Path(__file__).with_name("german_session.py"), settings=locale)
    assert "error" not in report, report["error"]
    return {**report, "folder": folder}


def english(texts: list[str]) -> list[str]:
    """The texts that have a German but are shown in English."""
    ours = [text for text in texts if text not in QTS_OWN]
    return [text for text in ours if GERMAN.get(text.strip(), text) not in (text, text.strip())]


def test_actions_are_german(session):
    shown = [text for pair in session["actions"].values() for text in pair]
    assert "DOM verfeinern" in shown
    assert english(shown) == []


def test_windows_are_german(session):
    windows = session["texts"]
    assert {"refinedsm", "RooflineModelManager", "RooflineSetupDialog", "options"} <= set(windows)
    assert "DSM" not in windows["refinedsm"]
    assert {name: english(texts) for name, texts in windows.items() if english(texts)} == {}


def test_labels_have_room(session):
    """German is longer than English."""
    assert "options" in session["clipped"]
    assert {name: texts for name, texts in session["clipped"].items() if texts} == {}


def test_messages_are_german(session):
    assert "Bitte zuerst im Layerbedienfeld" in " ".join(session["messages"])

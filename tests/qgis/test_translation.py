"""QGIS in German: what algorithms, parameters, errors and the log say."""

from __future__ import annotations

import importlib.util
import logging
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def german(qgis, monkeypatch):
    """The translator of an Austrian QGIS."""
    from qgis.core import QgsSettings
    from roofline.algorithms import translation

    settings = QgsSettings()
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "de_AT")
    translator = translation.install()
    yield translator
    translation.remove(translator)
    settings.remove("locale/overrideFlag")
    settings.remove("locale/userLocale")


def sources() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    return update.translations(update.HERE / "roofline_de.ts")


def test_the_compiled_file_holds_everything(german):
    from roofline.algorithms.translation import tr

    assert german is not None
    finished = {text: translation for text, translation in sources().items() if translation}
    assert len(finished) > 600
    assert {text: tr(text) for text in finished} == finished


def test_english_without_a_translation(qgis):
    from roofline.algorithms.translation import sentence, tr

    assert tr("Refine DSM") == "Refine DSM"
    assert sentence("a.tif has no weights; get a new copy.") == "a.tif has no weights; get a new copy."


def test_algorithms_speak_german(german, qgis):
    """Names, labels, help are all among the translations: nothing bypasses tr()."""
    translated = set(sources().values())
    for algorithm in qgis.roofline.provider.algorithms():
        fresh = algorithm.create()
        shown = [fresh.displayName(), fresh.group(), fresh.shortDescription(), *fresh.tags()]
        for parameter in fresh.parameterDefinitions():
            shown += [parameter.description(), parameter.help()]
        shown += [output.description() for output in fresh.outputDefinitions()]
        words = [text for text in shown if re.search("[a-z]", text)]  # others are codes such as LE90
        assert [text for text in words if text not in translated] == [], algorithm.id()
        for kind in ("parameterDefinitions", "outputDefinitions"):  # what scripts and models call them stays
            names = [[each.name() for each in getattr(made, kind)()] for made in (algorithm, fresh)]
            assert names[0] == names[1]


def test_errors_and_log_of_the_core_are_translated(german, qgis):
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
    from roofline.algorithms.bridge import CORE_LOGGER, core_run
    from roofline.models.errors import RooflineError

    feedback = QgsProcessingFeedback()
    with (
        pytest.raises(QgsProcessingException, match=r"^dsm\.tif hat 3 Kanäle; ein DOM hat einen"),
        core_run(QgsProcessingContext(), feedback),
    ):
        logging.getLogger(f"{CORE_LOGGER.name}.x").info("Model %s is used.", "refine-geometry")
        raise RooflineError("dsm.tif has 3 bands; a DSM has one, so extract the band of heights first.")
    assert "Das Modell refine-geometry wird verwendet." in feedback.textLog()


def test_values_in_sentences_are_translated_too(german):
    from roofline.algorithms.translation import sentence

    said = (
        "The surface lies 41 m below the reference nearly everywhere: "
        "check that both have the same height system and unit."
    )
    assert sentence(said).startswith("Die Oberfläche liegt fast überall 41 m unter der Referenz")
    assert sentence("Nothing that anybody says.") == "Nothing that anybody says."


def test_model_cards_are_read_in_german(german):
    from roofline.algorithms.translation import sentence

    said = (
        "Input 1: DSM (heights), 3 bands, or one band for all of them; "
        "less the tile's median, in pixel sizes."
    )
    assert sentence(said) == (
        "Eingabe 1: DOM (Höhen), 3 Kanäle, oder ein Kanal für alle; "
        "abzüglich des Medians der Kachel, in Pixelgrößen."
    )
    assert sentence("Model Roads is used.") == "Das Modell Roads wird verwendet.", "names are no words"

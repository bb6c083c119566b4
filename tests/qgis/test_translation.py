"""QGIS in German: what algorithms, parameters, errors and the log say."""

from __future__ import annotations

import html
import importlib.util
import json
import logging
import re
from pathlib import Path

import pytest
import rasters
import report_pages

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


def update():
    spec = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources() -> dict[str, str]:
    module = update()
    return module.translations(module.HERE / "roofline_de.ts")


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


def test_reports_are_in_german(german, tmp_path):
    """Pages of all that reports can say: German words throughout, and none of the English ones."""
    from roofline.algorithms.translation import tr
    from roofline.models.language import speaking

    module, translated = update(), sources()
    reports = {path.relative_to(ROOT).as_posix() for path in module.reports()}
    texts = [text for text, files in module.interface_texts().items() if files & reports]
    with speaking(tr):
        makers = [*report_pages.evaluations(tmp_path), *report_pages.trainings(tmp_path)]
        pages = [report_pages.Words(make()) for make in makers]
    assert {page.language for page in pages} == {"de"}
    said = "\n".join(text for page in pages for text in page.found)
    for text in texts:
        parts = [part.strip(" .,:;()") for part in text.split("{}")]
        english = [part for part in parts if len(part) > 5 and part not in translated[text]]
        assert [part for part in english if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", said)] == [], text
        if "{}" not in text and text not in ("en", "1,234.5 m"):
            assert translated[text] in said, text
    assert not re.search(r"\d\.\d\d? (m|mm|%)", said), "a decimal point"
    assert re.search(r"\d,\d\d\d m", said)


def test_an_evaluation_in_german(german, qgis, tmp_path):
    """The report is in the language of QGIS; what programs read is not."""
    import processing

    truth = rasters.town()
    files = {
        "INPUT": rasters.write(tmp_path / "dsm.tif", truth + 1.5),
        "REFERENCE": rasters.write(tmp_path / "truth.tif", truth),
        "REPORT": tmp_path / "report.html",
        "METRICS": tmp_path / "metrics.json",
        "TABLE": tmp_path / "table.csv",
    }
    processing.run("roofline:evaluatedsm", {name: str(path) for name, path in files.items()})
    page = files["REPORT"].read_text(encoding="utf-8")
    assert '<html lang="de">' in page and "Genauigkeit eines Oberflächenmodells" in page
    assert "1,500 m" in page and "1.500 m" not in page
    assert json.loads(files["METRICS"].read_text())["source"]["slope_0_5"]["BIAS"] == pytest.approx(1.5)
    assert "source,,all,12288.0,1.5," in files["TABLE"].read_text()


def test_the_cards_of_bundled_models_are_german(german):
    from roofline.models import modelfiles
    from roofline.plugin import modelcards

    for entry in modelcards.entries():
        if entry.path.parent != modelfiles.BUNDLED:
            continue
        page, provenance = modelcards.page(entry), entry.card["provenance"]
        assert "<b>Grenze</b>" in page and page.count("<b>Grenze</b>") == 1
        for text in (entry.card["title"], provenance["licence"], *provenance["limits"], *provenance["data"]):
            assert html.escape(text.rstrip(".")) not in page, text

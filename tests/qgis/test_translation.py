"""QGIS in German: what algorithms, parameters, errors and the log say."""

from __future__ import annotations

import html
import importlib.util
import json
import logging
import re
from pathlib import Path

import pytest
from support import rasters, report_pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def german(qgis, monkeypatch):
    """The translator of an Austrian QGIS."""
    from qgis.core import QgsSettings
    from roofline.algorithms.common import translation

    settings = QgsSettings()
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "de_AT")
    translator = translation.install()
    yield translator
    translation.remove(translator)
    settings.remove("locale/overrideFlag")
    settings.remove("locale/userLocale")


NO_WEIGHTS = "a.tif has no weights; get a new copy."


def update():
    spec = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources() -> dict[str, str]:
    module = update()
    return module.translations(module.HERE / "roofline_de.ts")


def test_the_compiled_file_holds_everything(german):
    from roofline.algorithms.common.translation import tr

    assert german is not None
    finished = {text: translation for text, translation in sources().items() if translation}
    assert len(finished) > 600
    assert {text: tr(text) for text in finished} == finished


def test_english_without_a_translation(qgis):
    from roofline.algorithms.common.translation import tr, translated

    assert tr("Refine DSM") == "Refine DSM"
    assert translated(NO_WEIGHTS) == "a.tif has no weights; get a new copy."


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
    from roofline.algorithms.common.bridge import CORE_LOGGER, core_run
    from roofline.models.errors import RooflineError

    feedback = QgsProcessingFeedback()
    with (
        pytest.raises(QgsProcessingException, match=r"^dsm\.tif hat 3 Kanäle; ein DOM hat einen"),
        core_run(QgsProcessingContext(), feedback),
    ):
        logging.getLogger(f"{CORE_LOGGER.name}.x").info("Model %s is used.", "refine-geometry")
        raise RooflineError(
            "{raster} has {bands} bands; a DSM has one, so extract the band of heights first.",
            raster="dsm.tif",
            bands=3,
        )
    assert "Das Modell refine-geometry wird verwendet." in feedback.textLog()


def test_values_in_sentences_are_translated_too(german):
    from roofline.algorithms.common.translation import translated, translated_record
    from roofline.models.errors import RooflineError
    from roofline.models.language import Message

    said = (
        "The surface lies %.2f m %s the reference nearly everywhere: "
        "check that both have the same height system and unit."
    )
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, said, (41.0, Message("below")), None)
    assert record.getMessage().startswith("The surface lies 41.00 m below the reference")
    assert translated_record(record).startswith(
        "Die Oberfläche liegt fast überall 41,00 m unter der Referenz"
    )
    assert translated("Nothing that anybody says.") == "Nothing that anybody says."
    what = Message("{file} cannot be read; the file seems damaged", file="below")
    assert translated(RooflineError("{what} ({reason}).", what=what, reason="EOF")) == (
        "below lässt sich nicht lesen; die Datei scheint beschädigt zu sein (EOF)."
    ), "a file's name is no word"
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, "%s", (RooflineError(what),), None)
    assert translated_record(record) == "below lässt sich nicht lesen; die Datei scheint beschädigt zu sein"


def test_model_cards_are_read_in_german(german):
    from roofline.algorithms.common.translation import translated, translated_record
    from roofline.models.modelfile import describe, store
    from roofline.models.modelfile.parts import Card

    said = (
        "Input 1: DSM (heights), 3 bands, or one band for all of them; "
        "less the tile's median, in pixel sizes."
    )
    entry = {"role": "dsm", "bands": 3, "repeat": True, "normalisation": {"kind": "local-gsd"}}
    card = {**store.read_card(store.BUNDLED / "refine-geometry.pt"), "inputs": [entry]}
    line = next(line for line in describe.describe(Card.from_json(card)) if line.startswith("Input"))
    assert line == said
    assert translated(line) == (
        "Eingabe 1: DOM (Höhen), 3 Kanäle, oder ein Kanal für alle; "
        "abzüglich des Medians der Kachel, in Pixelgrößen."
    )
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "Model %s is used.", ("Roads",), None)
    assert translated_record(record) == "Das Modell Roads wird verwendet.", "names are no words"


def test_what_a_trained_model_says_of_itself_is_german(german):
    """Its card keeps the values that its texts were made with; a file that misuses this shows its text."""
    from roofline.algorithms.common.translation import translated
    from roofline.models.language import Message
    from roofline.models.modelfile import describe, store
    from roofline.models.modelfile.parts import Card

    title = Message("Refiner of surfaces like {places}", places="A, B")
    told = json.loads(json.dumps({"title": title, "provenance": {"wording": describe.wording(title)}}))
    card = {**store.read_card(store.BUNDLED / "refine-geometry.pt"), **told}
    assert (
        translated(describe.text_of(Card.from_json(card), card["title"])) == "Verbessert Oberflächen wie A, B"
    )
    for template in ("{places:>999999999}", "{places.__class__}", "{0}", "{", "another text", None, 5):
        card["provenance"]["wording"] = {str(title): {"template": template, "values": {"places": "A, B"}}}
        assert translated(describe.text_of(Card.from_json(card), str(title))) == str(title)


def test_errors_of_a_run_arrive_in_german(german, qgis, tmp_path):
    """Sentences within sentences, the settings of a configuration and the log, through Processing."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    broken = tmp_path / "dsm.tif"
    rasters.write(broken, rasters.town())
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"datasets": [], "model": {"architecture": "compact"}}), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=r"datasets ist \[\]; .*mindestens einem Datensatz"):
        processing.run("roofline:traindsmrefiner", {"CONFIG": str(plan), "OUTPUT": str(tmp_path / "m.pt")})
    feedback = QgsProcessingFeedback()
    truth = {"INPUT": str(broken), "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "refine-geometry"}
    processing.run("roofline:refinedsm", truth, feedback=feedback)
    log = feedback.textLog()
    assert re.search(r"Pixelgröße .* m, Höheneinheit", log) and "Pixel size" not in log
    assert "Gerechnet wird auf der CPU" in log and "Running on" not in log


def test_numbers_in_sentences_are_german(german):
    """Records, errors and windows alike; whole numbers, names and versions stay as they are."""
    import numpy as np
    from roofline.algorithms.common.translation import figure, translated, translated_record
    from roofline.models.errors import RooflineError

    def record(template, *values):
        return translated_record(logging.LogRecord("core", logging.INFO, "", 0, template, values, None))

    said = record("Pixel size %.4g m, height unit %.4g m.", np.float32(0.25), 0.3048)
    assert said == "Pixelgröße 0,25 m, Höheneinheit 0,3048 m."
    assert record("Tiles of %d x %d pixels: %d.", 12345, 2, 7).count("12345") == 1
    assert (
        record("no sentence of ours: %s, %s, 100 %%", "2.1.0", 1e-05)
        == "no sentence of ours: 2.1.0, 1e-05, 100 %"
    )
    error = RooflineError("PATCHES is {count}; give 1 to {most}.", count=2.5, most=10000)
    assert translated(error) == "PATCHES ist 2,5; bitte 1 bis 10000 angeben."
    assert str(error) == "PATCHES is 2.5; give 1 to 10000."
    assert [figure(0.2), figure(1234.5, ",.2f")] == ["0,2", "1.234,50"]


def test_reports_are_in_german(german, tmp_path):
    """Pages of all that reports can say: German words throughout, and none of the English ones."""
    from roofline.algorithms.common.translation import tr
    from roofline.models.language import speaking

    module, translated = update(), sources()
    reports = {path.relative_to(ROOT).as_posix() for path in module.reports()}
    texts = [text for text, files in module.interface_texts().items() if files & reports]
    with speaking(tr):
        makers = [*report_pages.evaluations(tmp_path), *report_pages.trainings(tmp_path)]
        makers += [*report_pages.reconstructions(tmp_path), *report_pages.masks(tmp_path)]
        makers += [*report_pages.mask_evaluations(tmp_path), *report_pages.imagery(tmp_path)]
        makers += report_pages.image_evaluations(tmp_path)
        pages = [report_pages.Words(make()) for make in makers]
    assert {page.language for page in pages} == {"de"}
    said = "\n".join(text for page in pages for text in page.found)
    figures = ("precision", "recall")  # as published programs call theirs, beside which ours stand
    for text in texts:
        parts = [part.strip(" .,:;()") for part in text.split("{}")]
        english = [p for p in parts if len(p) > 5 and p not in translated[text] and p not in figures]
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
    from roofline.desktop import modelcards
    from roofline.models.modelfile import store

    for entry in modelcards.entries():
        if entry.path.parent != store.BUNDLED:
            continue
        page, provenance = modelcards.page(entry), entry.card.provenance
        assert "<b>Grenze</b>" in page and page.count("<b>Grenze</b>") == 1
        for text in (entry.card.title, provenance.licence, *provenance.limits, *provenance.data):
            assert html.escape(text.rstrip(".")) not in page, text

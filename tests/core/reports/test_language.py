"""Reports in another language: no word bypasses the translation, and all are found in the source."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from roofline.models.language import Message, speaking, tr
from roofline.models.reports import html
from support import pages, paths, report_pages

ROOT = paths.ROOT
SPEC = importlib.util.spec_from_file_location("update", ROOT / "resources" / "i18n" / "update.py")
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)

REPORTS = {path.relative_to(ROOT).as_posix() for path in update.reports()}
TEXTS = set(update.translations(ROOT / "resources" / "i18n" / "roofline_de.ts"))  # labels of options too
SOURCES = {text for text, files in update.interface_texts().items() if files & REPORTS}
# Names of figures and of places, units and what configurations call their settings: alike in any language.
KEPT = (
    r"MAE_stretched|MAE|RMSE|NMAD\*?|LE\d\d|Place \d|resdepth geom-stereo|resdepth|compact|refine-geometry|"
    r"WGS 84 / UTM zone 31N|name Adam, learning_rate 0\.0002, weight_decay 1e-05|1 x l1|"
    r"(IoU|Dice|[EF])_(adaptive|dynamic)|IoU|Dice|PoLiS|precision|recall|"
    r"F1|KID|SSIM|GMSD|vgg16|ImpliCity|spade|\d (m|px|min|s|km²)\b|[/\w.-]+\.(tif|pth?)|Town|dsm"
)


def outside(text: str) -> str:
    """What of a text stands in no ⟦marks⟧."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
        pass
    return text


@pytest.fixture(scope="module")
def makers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    masks = report_pages.mask_evaluations(folder) + report_pages.image_evaluations(folder)
    trainings = [
        *report_pages.trainings(folder),
        *report_pages.masks(folder),
        *report_pages.imagery(folder),
    ]
    return [*report_pages.evaluations(folder), *masks, *trainings, *report_pages.reconstructions(folder)]


def test_every_word_of_a_page_is_translated_and_found_in_the_source(makers):
    seen = set()

    def marked(text: str) -> str:
        seen.add(text)
        return f"⟦{text}⟧"

    with speaking(marked):
        words = [text for make in makers for text in report_pages.Words(pages.check(make())).found]
    left = [re.sub(KEPT, "", outside(text)) for text in words]
    assert [text for text in left if re.search(r"[^\W\d_]{2,}", text)] == []
    assert [text for text in sorted(seen) if text not in TEXTS and re.search("[a-z]", text)] == []
    assert sorted(SOURCES - seen) == [], "the pages of this test do not say it"


def test_english_alone(makers):
    for make in makers:
        words = report_pages.Words(make())
        assert words.language == "en"
        assert not re.search("⟦|{}", "".join(words.found))


def test_a_language_ends_with_its_time():
    with pytest.raises(ZeroDivisionError), speaking(str.upper):
        assert tr("a") == "A"
        with speaking(str.title):
            assert tr("a b") == "A B"
        assert tr("a b") == "A B"
        raise ZeroDivisionError
    assert tr("a") == "a"


def test_numbers_have_the_marks_of_the_language():
    with speaking({"1,234.5 m": "1.234,5 m"}.get):
        assert html.number(-1234.5, 2, " m") == f"{html.MINUS}1.234,50 m"
        assert html.share(0.1234) == "12,3 %"
        assert [html.brief(value) for value in (0.25, 8.943, 999.9, 12345.6)] == [
            "0,25",
            "8,94",
            "1.000",
            "12.346",
        ]
    with speaking({"1,234.5 m": "1 234,5 m"}.get):
        assert html.number(1234.5, 1) == "1 234,5"
    with speaking(lambda text: "anything else"):
        assert html.number(1234.5, 1) == "1,234.5"


def test_values_of_any_length_make_no_endless_message():
    """Texts out of files; of a path the beginning and the file's name stay."""
    said = Message(
        "{file} is wrong: {wanted}.", file=f"/data/{'x' * 5000}/roofs.tif", wanted=Message("y" * 1500)
    )
    assert said.startswith("/data/xxx") and "xxx.../" not in said and "/roofs.tif is wrong: yyy" in said
    assert len(said) == 1003 + 1500 + len(" is wrong: .")
    assert Message("{a}", a="b" * 1000) == "b" * 1000 and Message("{a}", a=Path("c\nd")) == "c d"

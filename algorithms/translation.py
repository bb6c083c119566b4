"""The language of QGIS: loads the translation, and finds that of the core's sentences, which know no Qt."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "i18n"
CONTEXT = "Roofline"


def tr(text: str) -> str:
    """Translate a text people see."""
    return QCoreApplication.translate(CONTEXT, text)


def install() -> QTranslator | None:
    """Load the language of QGIS, de for de_AT too; keep what is returned. None: there is no translation."""
    translator = QTranslator()
    locale = QgsApplication.locale().replace("-", "_")
    for name in (locale, locale.partition("_")[0]):
        if name and translator.load(str(FOLDER / f"roofline_{name}.qm")):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def remove(translator: QTranslator | None) -> None:
    if translator is not None:
        QCoreApplication.removeTranslator(translator)


def sentence(text: str) -> str:
    """A sentence of the core in the language of QGIS: found by its form, as the values in it vary."""
    words, forms = _sentences()
    if text in words:
        return tr(text)
    for source in forms:
        translated = tr(source)
        if translated != source and (match := _pattern(source).fullmatch(text)):
            return translated.format(*(sentence(value) for value in match.groups()))
    mark = next((mark for mark in ("; ", ", ") if mark in text), "")
    return mark.join(sentence(part) for part in text.split(mark)) if mark else text


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """What a text with gaps looks like when values are in them."""
    return re.compile("(.+?)".join(map(re.escape, source.split("{}"))), re.DOTALL)


@lru_cache(maxsize=1)
def _sentences() -> tuple[set[str], list[str]]:
    """The core's texts without gaps, and those with gaps, those that say most first."""
    path = FOLDER / "sentences.json"
    sources = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    sources.sort(key=lambda source: -len(source.replace("{}", "")))
    gapped = [source for source in sources if "{}" in source]
    return set(sources) - set(gapped), gapped

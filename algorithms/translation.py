"""The language of QGIS: loads the translation, and finds that of the core's sentences, which know no Qt."""

from __future__ import annotations

import json
import re
from functools import lru_cache
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
    if tr(text) != text:
        return tr(text)
    for pattern, source in _forms():
        translated = tr(source)
        if translated != source and (match := pattern.fullmatch(text)):
            return translated.format(*(sentence(value) for value in match.groups()))
    return text


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], str]]:
    """The core's sentences with gaps, those that say most first."""
    path = FOLDER / "sentences.json"
    sources = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    sources = sorted(
        (source for source in sources if "{}" in source), key=lambda s: -len(s.replace("{}", ""))
    )
    parts = [(map(re.escape, source.split("{}")), source) for source in sources]
    return [(re.compile("(.+?)".join(escaped), re.DOTALL), source) for escaped, source in parts]

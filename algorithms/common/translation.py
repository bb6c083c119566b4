"""The language of QGIS: loads the translation, and applies it to what the core says, which knows no Qt."""

from __future__ import annotations

import logging
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from ...models.language import Message, of_record, with_marks

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "i18n"
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


def translated(said: str | Exception) -> str:
    """What the core says (a message, an error, a text of a card) in the language of QGIS."""
    message = getattr(said, "message", said)
    return message.translated(tr) if isinstance(message, Message) else tr(str(message))


def translated_record(record: logging.LogRecord) -> str:
    """A record of the core's log in the language of QGIS."""
    if not record.args:
        return translated(record.msg)
    return of_record(str(record.msg), record.args if isinstance(record.args, tuple) else (record.args,), tr)


def figure(value: float, form: str = "g") -> str:
    """A number as a text of a window has it; `form` as in Python: "g", ".2f"."""
    return with_marks(format(value, form), tr)

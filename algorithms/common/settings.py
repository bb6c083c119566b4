"""What people have settled in QGIS for all runs, and how it reaches the core. Needs no window."""

from __future__ import annotations

import os
from dataclasses import dataclass

from qgis.core import QgsSettings

from ...models import settings
from ...models.modelfile import store as modelfiles


@dataclass(frozen=True)
class Setting:
    """A value of QgsSettings that reaches the core as an environment variable."""

    key: str
    variable: str

    def stored(self) -> str:
        """The value as text; empty if people have not chosen any."""
        return str(QgsSettings().value(f"roofline/{self.key}", "", str))

    def store(self, value: str) -> None:
        """Keep a value; empty or automatic ones leave no trace."""
        _store(f"roofline/{self.key}", "" if value in ("auto", "0") else value)


DEVICE = Setting("device", settings.DEVICE)
PRECISION = Setting("precision", settings.PRECISION)
THREADS = Setting("threads", settings.THREADS)
MEMORY = Setting("memory", settings.MEMORY)
FOLDER = Setting("model_folder", modelfiles.FOLDER)
SETTINGS = (DEVICE, PRECISION, THREADS, MEMORY, FOLDER)
_OURS: set[str] = set()  # variables set here; those that were there before us stay as they are


def is_ours(setting: Setting) -> bool:
    """Whether QGIS's settings decide, and not a variable of the environment that QGIS was started in."""
    return setting.variable in _OURS or not os.environ.get(setting.variable)


def reach_the_core() -> None:
    """Have runs that begin from now on follow the settings."""
    for setting in filter(is_ours, SETTINGS):
        value = setting.stored()
        if value:
            os.environ[setting.variable] = value
            _OURS.add(setting.variable)
        else:
            os.environ.pop(setting.variable, None)
            _OURS.discard(setting.variable)


def leave_the_core() -> None:
    """Leave the environment as it was found."""
    while _OURS:
        os.environ.pop(_OURS.pop(), None)


def default_model(task: str) -> str:
    """The model that people have settled on for a task; "" if there is none, or none any more."""
    model = str(QgsSettings().value(_default_key(task), "", str))
    return model if model in modelfiles.available() else ""


def set_default_model(task: str, model: str) -> None:
    """Have runs of a task use this model unless another is chosen; "": the algorithm's own choice."""
    _store(_default_key(task), model)


def _default_key(task: str) -> str:
    return f"roofline/default_model/{task}"


def _store(key: str, value: str) -> None:
    if value:
        QgsSettings().setValue(key, value)
    else:
        QgsSettings().remove(key)

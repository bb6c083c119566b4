"""From QGIS to the core and back: feedback, log records, errors and layer sources."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...models import torch_release
from ...models.errors import Cancelled, RooflineError
from ...models.language import one_line, reason, speaking, tr_noop
from ...models.raster.source import RasterPath, RasterSource
from .rasters import raster_source
from .torch_import import import_torch, is_imported
from .translation import tr as tr  # handed on: whoever talks with QGIS needs both
from .translation import translated as translated
from .translation import translated_record

HELP_URL = "https://github.com/roofline-qgis/roofline#readme"
TORCH_MISSING = tr_noop(
    "PyTorch is missing: the menu Raster > Roofline > Set up PyTorch installs it; without QGIS's window, "
    "install the Python package torch as {url} tells."
)
STARTING = tr_noop("Starting PyTorch; the first time this takes some seconds.")
NOTHING_WRITTEN = tr_noop("Cancelled: nothing was written.")
CORE_LOGGER = logging.getLogger(f"{__package__.rsplit('.', 2)[0]}.models")


def callbacks(feedback: QgsProcessingFeedback) -> dict[str, Callable]:
    """The core's two plain callables: progress(fraction) and cancelled() -> bool."""
    return {
        "progress": lambda fraction: feedback.setProgress(100.0 * fraction),
        "cancelled": lambda: _is_cancelled(feedback),
    }


def _is_cancelled(feedback: QgsProcessingFeedback) -> bool:
    if QgsApplication.platform() == "qgis_process":
        QCoreApplication.processEvents()  # Ctrl+C arrives in its event loop, which the run holds up
    return feedback.isCanceled()


def load_torch(feedback: QgsProcessingFeedback) -> None:
    """Import PyTorch, say so, and raise Cancelled as soon as the user has cancelled."""
    if not is_imported():
        feedback.pushInfo(tr(STARTING))
        try:
            import_torch(lambda: _is_cancelled(feedback))
        except ModuleNotFoundError:
            raise
        except (ImportError, OSError) as error:  # such as of a library that it lacks
            raise QgsProcessingException(_torch_broken(error)) from None
    torch_release.refuse_older(str(sys.modules["torch"].__version__))


@contextmanager
def core_run(
    context: QgsProcessingContext, feedback: QgsProcessingFeedback, torch: bool = False
) -> Iterator[None]:
    """Run core code: its log goes to `feedback`, its errors become one sentence, a cancel stops quietly.

    All of it, and the reports that are made meanwhile, are in the language of QGIS.
    `torch`: the code needs PyTorch, which is imported first if it has not been.
    """
    handler = _FeedbackHandler(feedback)
    CORE_LOGGER.addHandler(handler)
    CORE_LOGGER.setLevel(logging.INFO)
    try:
        if torch:
            load_torch(feedback)
        with speaking(tr):
            yield
    except Cancelled:
        # Without this QGIS would complain that the outputs of a cancelled run cannot be loaded.
        context.setLayersToLoadOnCompletion({})
        feedback.pushInfo(tr(NOTHING_WRITTEN))
    except RooflineError as error:
        raise QgsProcessingException(one_line(translated(error))) from None
    except QgsProcessingException:
        raise
    except MemoryError:
        message = tr("Not enough memory: choose a smaller TILE_SIZE or BATCH_SIZE, or close other programs.")
        raise QgsProcessingException(message) from None
    except (ImportError, OSError) as error:
        raise QgsProcessingException(_environment_error(error)) from None
    except Exception as error:  # QGIS would show the bare words of Python
        feedback.pushDebugInfo(traceback.format_exc())
        raise QgsProcessingException(_own_fault(error)) from None
    finally:
        CORE_LOGGER.removeHandler(handler)


@dataclass(frozen=True)
class LayerSource:
    """What a raster layer is, read in the main thread so that the worker needs no layer."""

    name: str
    provider: str
    source: RasterSource

    @classmethod
    def of(cls, layer: QgsRasterLayer | None, given: Any) -> LayerSource:
        """The source of a layer; `given` names it if it could not be loaded."""
        if layer is None or not layer.isValid():
            return cls(str(given), "", RasterSource(""))
        return cls(layer.name(), layer.providerType(), raster_source(layer))

    def file(self) -> RasterPath:
        """What the core opens; web layers and what is no raster are refused."""
        if not self.provider:
            raise RooflineError(
                "{name} cannot be read as a raster: check that the file exists and is whole.", name=self.name
            )
        if self.provider != "gdal":
            raise RooflineError(
                'Layer "{name}" is not a raster file: export first (Export > Save As).', name=self.name
            )
        return self.source.path if self.source.is_plain else self.source

    def areas(self, *_: Any) -> RasterPath:
        """What the core opens, as `VectorSource.areas` is for polygons."""
        return self.file()


def torch_missing() -> str:
    """That PyTorch is not installed, and how to get it."""
    return tr(TORCH_MISSING).format(url=HELP_URL)


def _environment_error(error: Exception) -> str:
    why = translated(reason(error))
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("torch."):
        words = tr("The Python package {name} is missing: install it beside PyTorch, as {url} tells.")
        return torch_missing() if error.name == "torch" else words.format(name=error.name, url=HELP_URL)
    if "torch" in str(error).lower():
        return _torch_broken(error)
    if name := getattr(error, "filename", None):
        words = tr("{} cannot be used ({}): check its path, its permissions and the free space.")
        return words.format(one_line(str(name)), why)
    return tr("The system refused ({}): close other programs and try again.").format(why)


def _torch_broken(error: Exception) -> str:
    why = translated(reason(error))
    return tr("PyTorch is installed but cannot be loaded ({}): reinstall it.").format(why)


def _own_fault(error: Exception) -> str:
    words = tr("{} ({}) is a fault of Roofline: please report it together with what was given.")
    return words.format(type(error).__name__, one_line(str(error)).rstrip("."))


class _FeedbackHandler(logging.Handler):
    """Pushes the core's log records of one run to that run's feedback, each sentence once: files that are
    opened again, as for each step of a run, have nothing new to say.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._push = {
            logging.ERROR: feedback.reportError,
            logging.WARNING: feedback.pushWarning,
            logging.INFO: feedback.pushInfo,
        }
        self._debug = feedback.pushDebugInfo
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        # Two algorithms may run at once, each in its thread: no run shows the other's messages.
        if record.thread == self._thread:
            level, text = min(record.levelno, logging.ERROR), translated_record(record)
            if text not in self._said:
                self._said.add(text)
                self._push.get(level, self._debug)(text)

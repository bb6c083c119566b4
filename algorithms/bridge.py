"""From QGIS to the core and back: feedback, log records, errors and layer sources."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..models.errors import Cancelled, RooflineError

CORE_LOGGER = logging.getLogger(f"{__package__.rpartition('.')[0]}.models")


def tr(text: str) -> str:
    """Translate a text people see."""
    return QCoreApplication.translate("Roofline", text)


def callbacks(feedback: QgsProcessingFeedback) -> dict[str, Callable]:
    """The core's two plain callables: progress(fraction) and cancelled() -> bool."""
    return {
        "progress": lambda fraction: feedback.setProgress(100.0 * fraction),
        "cancelled": feedback.isCanceled,
    }


@contextmanager
def core_run(context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Iterator[None]:
    """Run core code: its log goes to `feedback`, its errors become one sentence, a cancel stops quietly."""
    handler = _FeedbackHandler(feedback)
    CORE_LOGGER.addHandler(handler)
    CORE_LOGGER.setLevel(logging.INFO)
    try:
        yield
    except Cancelled:
        # Without this QGIS would complain that the outputs of a cancelled run cannot be loaded.
        context.setLayersToLoadOnCompletion({})
        feedback.pushInfo(tr("Cancelled: nothing was written."))
    except RooflineError as error:
        raise QgsProcessingException(str(error)) from None
    except MemoryError:
        message = tr("Not enough memory: choose a smaller TILE_SIZE or BATCH_SIZE, or close other programs.")
        raise QgsProcessingException(message) from None
    except (ImportError, OSError) as error:
        raise QgsProcessingException(_environment_error(error)) from None
    finally:
        CORE_LOGGER.removeHandler(handler)


def raster_source(layer: QgsRasterLayer | None, given: Any) -> str:
    """The path GDAL can open of a raster layer; `given` names it in the error."""
    name = layer.name() if layer is not None else str(given)
    if layer is None or not layer.isValid():
        raise QgsProcessingException(
            tr("{} cannot be read as a raster: check that the file exists and is complete.").format(name)
        )
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            tr('Layer "{}" does not come from a raster file: export first (Export > Save As...).').format(
                name
            )
        )
    return layer.source().split("|")[0]


def _environment_error(error: Exception) -> str:
    if "torch" in str(error).lower():
        return tr("PyTorch is installed but cannot be loaded ({}): reinstall it.").format(_one_line(error))
    return tr("The system refused: {}.").format(_one_line(error))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


class _FeedbackHandler(logging.Handler):
    """Pushes the core's log records of one run to that run's feedback."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._push = {
            logging.ERROR: feedback.reportError,
            logging.WARNING: feedback.pushWarning,
            logging.INFO: feedback.pushInfo,
        }
        self._debug = feedback.pushDebugInfo

    def emit(self, record: logging.LogRecord) -> None:
        # Two algorithms may run at once, each in its thread: no run shows the other's messages.
        if record.thread == self._thread:
            level = min(record.levelno, logging.ERROR)
            self._push.get(level, self._debug)(record.getMessage())

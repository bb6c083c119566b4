"""GDAL with errors as exceptions and a bounded block cache, without leaving its global switches changed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from osgeo import gdal

from .. import settings
from ..errors import RooflineError

LOGGER = logging.getLogger(__name__)


@contextmanager
def gdal_errors(what: str, say_warnings: bool = False) -> Iterator[None]:
    """Raise RooflineError("<what> (<GDAL's words>).") when GDAL or the system fails inside the block.

    `what`: a sentence without its full stop, a Message so that it can be translated.

    Error handlers belong to a thread; gdal.UseExceptions() changes the whole process that hosts the plugin.
    """
    failures: list[str] = []

    def collect(level: int, number: int, message: str) -> None:
        if level >= gdal.CE_Failure:
            failures.append(message)
        elif say_warnings:
            LOGGER.warning("GDAL says: %s.", _one_line(message))
        else:
            LOGGER.debug("GDAL: %s", message)

    gdal.PushErrorHandler(collect)
    try:
        yield
    except RuntimeError as error:  # the host has switched GDAL's exceptions on
        failures.append(str(error))
    except OSError as error:
        failures.append(error.strerror or str(error))
    finally:
        gdal.PopErrorHandler()
    if failures:
        raise RooflineError("{what} ({reason}).", what=what, reason=_one_line(failures[0]))


def _one_line(message: str) -> str:
    """GDAL's words, of a CRS in WKT only the kind."""
    return re.sub(r"\[.*?\]'", "'", " ".join(message.split())).rstrip(".")[:300]


@contextmanager
def silent_gdal() -> Iterator[None]:
    """GDAL says nothing inside the block; it still raises, where the host has switched its exceptions on."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


@contextmanager
def quiet_gdal() -> Iterator[None]:
    """What GDAL cannot do in the block counts as no answer, whether its exceptions are on or not."""
    with silent_gdal(), suppress(RuntimeError):
        yield


@contextmanager
def block_cache(megabytes: int = 128) -> Iterator[None]:
    """Bound GDAL's block cache inside the block; its default is 5 % of the machine's memory."""
    before = gdal.GetCacheMax()
    gdal.SetCacheMax(settings.cache(megabytes) * 2**20)
    try:
        yield
    finally:
        gdal.SetCacheMax(before)

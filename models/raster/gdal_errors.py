"""GDAL with errors as exceptions and a bounded block cache, without leaving its global switches changed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from traceback import clear_frames

from osgeo import gdal

from .. import settings
from ..errors import RooflineError
from ..formats.scratch import without_scratch
from ..language import Message, says

LOGGER = logging.getLogger(__name__)
USUAL = tuple(  # what GDAL says most often; its own words are English and name its functions
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        ("no space left", Message("the disk is full")),
        ("permission denied", Message("access is denied")),
        ("not recognized as (being in )?a supported file format", Message("GDAL knows no such format")),
        (
            "^[`'\"]?(?P<file>[^`'\"]+?)['\"]? does not exist in the file system",
            Message("there is no file {file}"),
        ),
        ("file too large", Message("the raster has too many pixels")),
        ("out of memory|cannot allocate", Message("memory does not suffice")),
    )
)


@contextmanager
def gdal_errors(what: str, say_warnings: bool = False) -> Iterator[None]:
    """Raise RooflineError("<what> (<GDAL's words>).") when GDAL or the system fails inside the block.

    `what`: a sentence without its full stop, a Message so that it can be translated.
    `say_warnings`: tell what GDAL thinks of the creation options that people gave.

    Error handlers belong to a thread; gdal.UseExceptions() changes the whole process that hosts the plugin.
    """
    failures: list[str | Exception] = []

    def collect(level: int, number: int, message: str) -> None:
        if level >= gdal.CE_Failure:
            failures.append(message)
        elif say_warnings:
            LOGGER.warning("CREATION_OPTIONS: %s; check these options.", gdal_reason(message))
        else:
            LOGGER.debug("GDAL: %s", message)

    gdal.PushErrorHandler(collect)
    try:
        yield
    except RuntimeError as error:  # the host has switched GDAL's exceptions on
        failures.append(str(error))
        clear_frames(error.__traceback__)  # whoever keeps the error would keep GDAL's files open
    except OSError as error:
        failures.append(error)
    finally:
        gdal.PopErrorHandler()
    if failures:
        first = failures[0]
        reason = gdal_reason(first) if isinstance(first, str) else first
        raise RooflineError("{what} ({reason}).", what=what, reason=reason)


def gdal_reason(words: str) -> Message:
    """Why GDAL has failed in words for people, else its own, of a CRS in WKT only the kind."""
    for pattern, message in USUAL:
        if found := pattern.search(words):
            return Message(message, **found.groupdict())
    return says("GDAL", without_scratch(re.sub(r"\[.*?\]'", "'", words)))


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


def metadata_of(told: gdal.MajorObject, domain: str = "") -> dict[str, str]:
    """What a dataset or a band says of itself in a domain of names and values; nothing where that is damaged.

    GDAL reads it late. Its Python of 3.6 crashes where that fails while exceptions are on and not kept quiet.
    """
    with quiet_gdal():
        return dict(told.GetMetadata(domain) or {})
    return {}


@contextmanager
def block_cache(megabytes: int = 128) -> Iterator[None]:
    """Bound GDAL's block cache inside the block; its default is 5 % of the machine's memory."""
    before = gdal.GetCacheMax()
    gdal.SetCacheMax(settings.cache(megabytes) * 2**20)
    try:
        yield
    finally:
        gdal.SetCacheMax(before)

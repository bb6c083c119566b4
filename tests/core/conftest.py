"""The core prints nothing: what GDAL and GEOS would say on a terminal fails the test that let them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from osgeo import gdal

HEARD: list[str] = []


def _hear(level: int, number: int, message: str) -> None:
    if level >= gdal.CE_Warning:
        HEARD.append(message)


@pytest.fixture(autouse=True, scope="session")
def _listener() -> Iterator[None]:
    gdal.SetErrorHandler(_hear)
    yield
    gdal.SetErrorHandler("CPLDefaultErrorHandler")


@pytest.fixture(autouse=True)
def nothing_is_printed() -> Iterator[None]:
    HEARD.clear()
    yield
    assert not HEARD, f"GDAL would have printed: {HEARD[:3]}"

"""The core prints nothing: what GDAL and GEOS would say on a terminal fails the test that let them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from osgeo import gdal


@pytest.fixture(autouse=True)
def nothing_is_printed() -> Iterator[None]:
    """The handler of all threads, for this test alone: QGIS would call it while it takes down its layers."""
    heard: list[str] = []

    def hear(level: int, number: int, message: str) -> None:
        if level >= gdal.CE_Warning:
            heard.append(message)

    gdal.SetErrorHandler(hear)
    yield
    gdal.SetErrorHandler("CPLDefaultErrorHandler")
    assert not heard, f"GDAL would have printed: {heard[:3]}"

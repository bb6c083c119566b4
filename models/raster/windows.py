"""Walks over rasters in windows of bounded memory, from the top."""

from __future__ import annotations

from collections.abc import Iterator

from ..progress import Cancel, Progress, stop_if
from .grid import Window

LOOKED_AT = 2**21  # pixels of a sample that are read whole
SIDE, ALONG = 256, 5  # windows of larger ones: pixels, and how many along each axis


def strips(
    whole: Window,
    pixels: int,
    progress: Progress = None,
    cancelled: Cancel = None,
    widest: int | None = None,
) -> Iterator[Window]:
    """Cut a window into whole rows, of about `pixels` pixels and at least one row at a time.

    Raises Cancelled before a strip when the user has asked for it, and tells the share that is done after it.
    A window that is more than twice as wide as `widest` pixels is cut into columns too.
    """
    parts = -(-whole.width // widest) if widest is not None and whole.width > 2 * widest else 1
    width = -(-whole.width // parts)
    height = max(pixels // width, 1)
    done = 0
    for row in range(0, whole.height, height):
        for col in range(0, whole.width, width):
            stop_if(cancelled)
            size = min(width, whole.width - col), min(height, whole.height - row)
            yield Window(whole.col + col, whole.row + row, *size)
            done += size[0] * size[1]
            if progress is not None:
                progress(done / (whole.width * whole.height))


def spread(whole: Window) -> Iterator[Window]:
    """All of a small window, else smaller ones spread over it, with its corners: a sample of bounded size."""
    if whole.width * whole.height <= LOOKED_AT:
        yield whole
        return
    size = min(SIDE, whole.width), min(SIDE, whole.height)
    for row in range(ALONG):
        for col in range(ALONG):
            left, top = ((n - m) * k // (ALONG - 1) for n, m, k in zip(whole[2:], size, (col, row)))
            yield Window(whole.col + left, whole.row + top, *size)


def squares(whole: Window, side: int, cancelled: Cancel = None) -> Iterator[Window]:
    """Cut a window into squares, smaller ones at its far edges, row by row from the left, until a cancel."""
    for row in range(0, whole.height, side):
        for col in range(0, whole.width, side):
            stop_if(cancelled)
            size = min(side, whole.width - col), min(side, whole.height - row)
            yield Window(whole.col + col, whole.row + row, *size)

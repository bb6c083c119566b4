"""What the levels of a decoder have to compute for a part of the image, so that no pixel of it changes.

Tiles overlap so that networks see enough around what is kept of them. The coarse levels need all of that; the
fine ones, where most of the work is, need hardly any.
"""

from __future__ import annotations

from collections.abc import Sequence


def spans(wanted: slice, length: int, reaches: Sequence[int]) -> list[slice]:
    """Along one axis, the pixels of every level, the finest first, that decide `wanted` ones of the finest.

    A level's layers see `reaches` pixels around one; each level has half as many pixels as the finer one.
    Spans begin and end at even places, so that they are the next level's doubled; `length` is the finest's.
    """
    found = []
    for reach in reaches:
        first, last = max(wanted.start - reach, 0) // 2 * 2, min(wanted.stop + reach, length)
        last = min(last + last % 2, length)
        found.append(slice(first, last))
        wanted, length = slice(first // 2, -(-last // 2)), -(-length // 2)
    return found


def inside(level: slice, finer: slice) -> slice:
    """Which pixels of a level's span lie under the finer one's."""
    return slice(finer.start // 2 - level.start, -(-finer.stop // 2) - level.start)


def part(whole: slice, first: int, count: int) -> slice:
    """So many pixels of a span, from one of it on."""
    return slice(whole.start + first, whole.start + first + count)


def halved(span: slice) -> slice:
    """The pixels of the next level that cover a span."""
    return slice(span.start // 2, -(-span.stop // 2))


def since(span: slice, first: int) -> slice:
    """A span, counted from another pixel."""
    return slice(span.start - first, span.stop - first)


def strips(rows: int, height: int) -> list[tuple[int, int]]:
    """First and last rows of strips of about a height, even ones."""
    count = max(1, round(rows / height))
    edges = [round(rows / 2 * k / count) * 2 for k in range(count)]
    return list(zip(edges, [*edges[1:], rows]))

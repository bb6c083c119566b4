"""Charts as inline SVG: lines (curves, profiles, QQ plots), histograms, values with intervals, colours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import numpy as np

from ..language import tr
from .html import Piece, localised
from .images import BLUE, RED, WHITE

PALETTE = ("#1f77b4", "#d1495b", "#3a7d44", "#8d5fb0", "#d98b19", "#4a4e57")
GRID, INK, FAINT = "#e3e6ea", "#24292f", "#57606a"
FONT = 'font-family="Segoe UI, Noto Sans, DejaVu Sans, Helvetica, Arial, sans-serif" font-size="12"'
Span = tuple[float, float]
Entry = tuple[str, str, str]  # of a legend: name, colour, dash
MOST_POINTS = 1500  # of a line; more cannot be told apart


class Series(NamedTuple):
    """A line: name, x and y (n,), NaN breaks it; colour "" is the palette's next, dash is SVG's, as "5 4"."""

    name: str
    x: Sequence[float] | np.ndarray
    y: Sequence[float] | np.ndarray
    colour: str = ""
    dash: str = ""
    width: float = 1.8


class Interval(NamedTuple):
    """A value with its interval, NaN where there is none."""

    label: str
    value: float
    low: float
    high: float


def line_chart(
    series: Sequence[Series],
    x_label: str = "",
    y_label: str = "",
    *,
    width: int = 640,
    height: int = 280,
    marks: Sequence[float] = (),
    least_step: float = 0.0,
) -> Piece:
    """Lines over shared axes with a legend; `marks` are thin vertical lines at positions of x, and numbers
    along x are `least_step` apart or more.
    """
    lines = [(_thinned(one), one.colour or PALETTE[i % len(PALETTE)]) for i, one in enumerate(series)]
    x_span = _limits([x for (x, _), _ in lines], 0.0)
    y_span = _limits([y for (_, y), _ in lines], 0.05)
    names = [(one.name, colour, one.dash) for one, (_, colour) in zip(series, lines) if one.name]
    frame = _Frame.below(names, width, height, x_span, y_span)
    parts = [frame.axes(x_label, y_label, least_step=least_step)]
    parts += [frame.vertical(mark) for mark in marks]
    for ((x, y), colour), one in zip(lines, series):
        parts.append(frame.polyline(x, y, colour, one.dash, one.width))
    return frame.svg([*parts, frame.legend(names)])


def histogram(
    counts: Mapping[str, Sequence[float] | np.ndarray],
    edges: Sequence[float] | np.ndarray,
    x_label: str = "",
    y_label: str = "",
    *,
    totals: Mapping[str, float] | None = None,
    curve: Series | None = None,
    width: int = 540,
    height: int = 300,
) -> Piece:
    """Histograms (n) by name over the same edges (n + 1), as shares of `totals` (or of their sums)."""
    bounds = np.asarray(edges, dtype=np.float64)
    sums = totals or {name: float(np.sum(values)) for name, values in counts.items()}
    shares = {name: np.asarray(values, float) / max(sums[name], 1.0) for name, values in counts.items()}
    top = max(max(float(values.max(initial=0.0)) for values in shares.values()), 1e-9)
    if curve is not None:
        top = max(top, float(np.max(curve.y)))
    names = [(name, PALETTE[index % len(PALETTE)], "") for index, name in enumerate(shares)]
    names += [(curve.name, curve.colour or FAINT, "5 4")] if curve is not None else []
    frame = _Frame.below(names, width, height, (bounds[0], bounds[-1]), (0.0, 1.06 * top))
    parts = [frame.axes(x_label, y_label or tr("share of pixels"), percent=True)]
    for index, (values, (_, colour, _)) in enumerate(zip(shares.values(), names)):
        x, y = np.repeat(bounds, 2)[1:-1], np.repeat(values, 2)
        if index == 0:
            parts.append(frame.area(x, y, colour))
        parts.append(frame.polyline(x, y, colour, "", 1.5))
    if curve is not None:
        parts.append(
            frame.polyline(np.asarray(curve.x), np.asarray(curve.y), curve.colour or FAINT, "5 4", 1.3)
        )
    return frame.svg([*parts, frame.legend(names)])


def qq_plot(series: Sequence[Series], y_label: str, *, width: int = 400, height: int = 300) -> Piece:
    """Quantiles of the series (y) over those of a standard normal distribution (x)."""
    return line_chart(series, tr("standard normal quantile"), y_label, width=width, height=height)


def intervals(rows: Sequence[Interval], x_label: str, *, width: int = 640) -> Piece:
    """Values as dots with their intervals as bars, one row each, and a line at zero."""
    values = np.array([number for row in rows for number in row[1:] if math.isfinite(number)] or [0.0])
    limits, colour = _limits([np.append(values, 0.0)], 0.06), PALETTE[0]
    left = 24 + int(6.4 * max((len(row.label) for row in rows), default=0))
    frame = _Frame(width, 28 * len(rows) + 62, limits, (0.0, max(len(rows), 1.0)), left, 10)
    parts = [frame.axes(x_label, "", rows=True), frame.vertical(0.0)]
    for index, row in enumerate(rows):
        y = frame.y(len(rows) - index - 0.5)
        parts.append(_text(left - 8, y + 4, row.label, "end"))
        if math.isfinite(row.low) and math.isfinite(row.high):
            low, high = frame.x(row.low), frame.x(row.high)
            bar = f"M{low:.1f},{y:.1f}H{high:.1f}M{low:.1f},{y - 5:.1f}v10M{high:.1f},{y - 5:.1f}v10"
            parts.append(f'<path d="{bar}" stroke="{colour}" stroke-width="2" fill="none"/>')
        if math.isfinite(row.value):
            parts.append(f'<circle cx="{frame.x(row.value):.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>')
    return frame.svg(parts)


def colour_bar(limit: float, label: str, *, width: int = 300) -> Piece:
    """The colours of `images.diverging` from -limit to +limit."""
    steps = np.linspace(-1, 1, 61)
    cell = (width - 40) / len(steps)
    boxes = "".join(
        f'<rect x="{20 + i * cell:.2f}" y="2" width="{cell + 0.5:.2f}" height="12" fill="{_hex(step)}"/>'
        for i, step in enumerate(steps)
    )
    places = ((20, f"≤ {_tick(-limit)}"), (width / 2, "0"), (width - 20, f"≥ {_tick(limit)}"))
    words = "".join(_text(x, 28, word, "middle") for x, word in places)
    return _svg(width, 46, boxes + words + _text(width / 2, 42, label, "middle", FAINT))


def scale_bar(metres_per_pixel: float, *, width: int = 300) -> Piece:
    """A bar of a round length for a picture whose CSS pixels are so many metres wide."""
    length = _ticks(0.0, 0.6 * width * metres_per_pixel, most=2)[-1]
    end = 20 + length / metres_per_pixel
    bar = f'<path d="M20,8v6H{end:.1f}v-6" stroke="{INK}" stroke-width="1.5" fill="none"/>'
    return _svg(width, 34, bar + _text((20 + end) / 2, 28, f"{_tick(length)} m", "middle"))


@dataclass(frozen=True)
class _Frame:
    """A plot's place on its sheet: size, limits of the axes, margins left and top."""

    width: int
    height: int
    x_limits: Span
    y_limits: Span
    left: int = 62
    top: int = 28
    bottom: int = 44

    @classmethod
    def below(cls, names: Sequence[Entry], width: int, height: int, x_limits: Span, y_limits: Span) -> _Frame:
        """A plot of its usual height, with a legend of as many rows as it needs above it."""
        more = 18 * max((row for _, row in _placed(names, cls.left, width)), default=0)
        return cls(width, height + more, x_limits, y_limits, top=cls.top + more)

    def x(self, value: Any) -> Any:
        """Position on the sheet of a value or an array of them."""
        low, high = self.x_limits
        return self.left + (np.asarray(value) - low) / (high - low) * (self.width - self.left - 14)

    def y(self, value: Any) -> Any:
        """Position on the sheet of a value or an array of them."""
        low, high = self.y_limits
        return self._floor - (np.asarray(value) - low) / (high - low) * (self._floor - self.top)

    @property
    def _floor(self) -> int:
        return self.height - self.bottom

    def svg(self, parts: Sequence[str]) -> Piece:
        return _svg(self.width, self.height, "".join(parts))

    def axes(
        self, x_label: str, y_label: str, percent: bool = False, rows: bool = False, least_step: float = 0.0
    ) -> str:
        parts = []
        for value in [] if rows else _ticks(*self.y_limits):
            place = float(self.y(value))
            parts.append(f'<path d="M{self.left},{place:.1f}H{self.width - 14}" stroke="{GRID}"/>')
            parts.append(_text(self.left - 7, place + 4, _word(value, percent), "end", FAINT))
        for value in _ticks(*self.x_limits, most=7, least=least_step):
            place = float(self.x(value))
            parts.append(f'<path d="M{place:.1f},{self.top}V{self._floor}" stroke="{GRID}"/>')
            parts.append(_text(place, self._floor + 16, _tick(value), "middle", FAINT))
        parts.append(f'<path d="M{self.left},{self._floor}H{self.width - 14}" stroke="{FAINT}"/>')
        parts.append(_text((self.left + self.width - 14) / 2, self.height - 8, x_label, "middle"))
        if y_label:
            middle = (self.top + self._floor) / 2
            turn = f' transform="rotate(-90 13 {middle:.0f})"'
            parts.append(_text(13, middle, y_label, "middle", INK, turn))
        return "".join(parts)

    def vertical(self, value: float) -> str:
        if not self.x_limits[0] <= value <= self.x_limits[1]:
            return ""
        place = f"M{float(self.x(value)):.1f},{self.top}V{self._floor}"
        return f'<path d="{place}" stroke="{FAINT}" stroke-dasharray="3 3"/>'

    def polyline(self, x: np.ndarray, y: np.ndarray, colour: str, dash: str, width: float) -> str:
        finite = np.isfinite(x) & np.isfinite(y)
        runs = np.split(np.arange(len(x)), np.flatnonzero(np.diff(finite.astype(int))) + 1) if len(x) else []
        path = "".join("M" + self._points(x[run], y[run]) for run in runs if finite[run[0]])
        style = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            f'stroke-linejoin="round"{style}/>'
            if path
            else ""
        )

    def area(self, x: np.ndarray, y: np.ndarray, colour: str) -> str:
        ends = f"M{float(self.x(x[0])):.1f},{self._floor}L"
        close = f"L{float(self.x(x[-1])):.1f},{self._floor}Z"
        return f'<path d="{ends}{self._points(x, y)}{close}" fill="{colour}" fill-opacity="0.22"/>'

    def legend(self, names: Sequence[Entry]) -> str:
        parts = []
        for (name, colour, dash), (x, row) in zip(names, _placed(names, self.left, self.width)):
            style, y = f' stroke-dasharray="{dash}"' if dash else "", 14 + 18 * row
            parts.append(f'<path d="M{x:.0f},{y}h18" stroke="{colour}" stroke-width="2.5"{style}/>')
            parts.append(_text(x + 23, y + 4, name, "start"))
        return "".join(parts)

    def _points(self, x: np.ndarray, y: np.ndarray) -> str:
        rows = np.clip(self.y(y), self.top - 2, self._floor + 2)
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(self.x(x), rows))


def _placed(names: Sequence[Entry], left: int, width: int) -> list[tuple[float, int]]:
    """Where a legend's entries stand: x and row, a new one where an entry would leave the sheet."""
    places, x, row = [], float(left), 0
    for name, _, _ in names:
        wide = 23 + 6.9 * len(name)
        if x + wide > width and x > left:
            x, row = float(left), row + 1
        places.append((x, row))
        x += wide + 17
    return places


def _thinned(series: Series) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.asarray(series.x, dtype=np.float64), np.asarray(series.y, dtype=np.float64)
    step = max(1, -(-len(x) // MOST_POINTS))
    return x[::step], y[::step]


def _limits(values: Sequence[np.ndarray], margin: float) -> Span:
    """Lowest and highest finite value with a margin, never an empty span."""
    every = np.concatenate([np.asarray(one, float).ravel() for one in values]) if values else np.zeros(1)
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if every.size else (0.0, 1.0)
    if high - low <= 1e-12 * abs(high):
        around = min(0.5, 0.5 * abs(high)) or 0.5  # a learning rate is far below 1
        low, high = low - around, high + around
    space = margin * (high - low)
    return low - space, high + space


def _ticks(low: float, high: float, most: int = 6, least: float = 0.0) -> list[float]:
    """Round numbers (1, 2, 5 times a power of ten) between two limits, `least` apart or more."""
    step = round_limit(max((high - low) / most, least))
    first = math.ceil(low / step - 1e-9)
    return [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]


def round_limit(value: float) -> float:
    """The next of 1, 2 and 5 times a power of ten; but for rounding, what is one of them is its own."""
    power = 10.0 ** math.floor(math.log10(value))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= 0.999 * value))


def _word(value: float, percent: bool) -> str:
    return localised(f"{100 * value:.3g} %") if percent else _tick(value)


def _tick(value: float) -> str:
    return localised(f"{value:,.0f}" if abs(value) >= 10000 else f"{value:.6g}")


def swatches(colours: Sequence[tuple[tuple[int, int, int], str]], *, width: int = 640) -> Piece:
    """What colours (red, green, blue) mean, side by side."""
    cell = width / max(len(colours), 1)
    parts = []
    for index, ((red, green, blue), words) in enumerate(colours):
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        box = f'<rect x="{index * cell:.1f}" y="3" width="16" height="12" fill="{colour}" stroke="{FAINT}"/>'
        parts.append(box + _text(index * cell + 22, 14, words, "start"))
    return _svg(width, 20, "".join(parts))


def _text(x: float, y: float, words: str, anchor: str, colour: str = INK, extra: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" {FONT}{extra}>{escape(words)}</text>'


def _svg(width: int, height: int, body: str) -> Piece:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return Piece(f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">{body}</svg>')


def _hex(step: float) -> str:
    colour = WHITE + abs(step) * ((RED if step > 0 else BLUE) - WHITE)
    return "#" + "".join(f"{round(channel):02x}" for channel in colour)

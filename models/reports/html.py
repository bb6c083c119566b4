"""Pages that stand alone: headings, tables, facts and figures without scripts, fonts or files from elsewhere.

`page` takes the title and the pieces that the other functions make; plain text is escaped, pieces are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple, Union

import numpy as np

from ..language import tr, with_marks
from .images import data_uri

MINUS = "\u2212"
STYLE = """
html { background: #fff }
body { font: 14px/1.45 "Segoe UI", "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; color: #24292f;
  max-width: 1040px; margin: 0 auto; padding: 2em 1.5em 3em }
header { border-bottom: 3px solid #2c5c8a; margin-bottom: 1.2em }
h1 { font-size: 26px; font-weight: 600; margin: 0 0 .15em }
h2 { font-size: 18px; font-weight: 600; margin: 1.9em 0 .5em; color: #1f4468 }
h3 { font-size: 14px; font-weight: 600; margin: 1.2em 0 .3em }
p { margin: .35em 0 .8em; max-width: 60em }
.lead, .note, figcaption, caption { color: #57606a }
.lead { margin-bottom: .9em }
.note, figcaption, caption { font-size: 12.5px }
table { border-collapse: collapse; margin: .4em 0 .9em; font-size: 12.5px;
  font-variant-numeric: tabular-nums }
caption { text-align: left; padding-bottom: .35em }
th, td { padding: .28em .5em; text-align: right; white-space: nowrap }
th { font-weight: 600; border-bottom: 1.5px solid #57606a; vertical-align: bottom }
td { border-bottom: 1px solid #e3e6ea }
th:first-child, td:first-child { text-align: left; padding-left: .3em }
table.dense { font-size: 11.5px } .dense th, .dense td { padding: .22em .42em }
tr.strong td { font-weight: 600 }
tr.group td { background: #f3f6f9; color: #1f4468; font-weight: 600 }
.facts td { text-align: left; white-space: normal; word-break: break-word }
.facts td:first-child { color: #57606a; white-space: nowrap; padding-right: 1.6em }
.cards { margin: .8em 0 .3em }
.card { display: inline-block; vertical-align: top; min-width: 8.6em; margin: 0 .7em .7em 0;
  padding: .6em 1em; border: 1px solid #d0d7de; border-top: 3px solid #2c5c8a; border-radius: 3px }
.card b { display: block; font-size: 22px; font-weight: 600; line-height: 1.25; white-space: nowrap }
.card span { display: block; font-size: 12.5px; color: #57606a }
.good { color: #1a7f37 } .bad { color: #b42318 }
.row { margin: .3em -0.5em }
figure { display: inline-block; vertical-align: top; margin: .3em .5em .9em }
figure img, figure svg { display: block; max-width: 100%; height: auto }
figure img { border: 1px solid #d0d7de; image-rendering: auto }
figcaption { padding-top: .35em; max-width: 52em }
footer { margin-top: 2.5em; padding-top: .6em; border-top: 1px solid #d0d7de; font-size: 12.5px;
  color: #57606a }
@media print {
  @page { size: A4; margin: 12mm }
  body { zoom: 0.68; max-width: none; padding: 0; -webkit-print-color-adjust: exact;
    print-color-adjust: exact }
  h2, h3 { page-break-after: avoid } section, figure, .card, tr { page-break-inside: avoid }
}
"""
SKELETON = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head>\n<body><header><h1>{title}</h1>"
    '<p class="lead">{lead}</p></header>\n{body}\n<footer>{footer}</footer></body></html>\n'
)


class Piece(str):
    """Text that is HTML already."""


Content = Union[str, Piece]
Cell = Union[str, Piece, float, int, None]


class Card(NamedTuple):
    """A figure to be seen first: its name, its value as text, a remark; mood is "", "good" or "bad"."""

    label: str
    value: str
    note: str = ""
    mood: str = ""


def page(title: str, *pieces: Content, lead: str = "", footer: str = "") -> str:
    """The whole document."""
    body = "\n".join(_kept(piece) for piece in pieces)
    parts = {"title": escape(title), "lead": _kept(lead), "footer": _kept(footer)}
    language = tr("en")  # translated as the code of the language: it is right wherever the texts are
    return SKELETON.format(language=language, style=STYLE, body=body, **parts)


def section(title: str, *pieces: Content, level: int = 2) -> Piece:
    """A heading and what belongs under it; plain text becomes paragraphs."""
    body = "\n".join(piece if isinstance(piece, Piece) else text(piece) for piece in pieces if piece)
    return Piece(f"<section><h{level}>{escape(title)}</h{level}>\n{body}</section>")


def text(content: Content, note: bool = False) -> Piece:
    """A paragraph, small and grey as a note."""
    return Piece(f"<p{' class=note' if note else ''}>{_kept(content)}</p>")


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    caption: str = "",
    strong: Sequence[int] = (),
    dense: bool = False,
) -> Piece:
    """A table; numbers get three decimals, a row of one cell is a group's heading, `strong` rows are bold.

    `dense`: smaller, for many columns.
    """
    lines = [_row(row, len(head), index in strong) for index, row in enumerate(rows)]
    headings = "".join(f"<th>{_kept(label)}</th>" for label in head)
    title = f"<caption>{_kept(caption)}</caption>" if caption else ""
    kind = ' class="dense"' if dense else ""
    return Piece(
        f"<table{kind}>{title}<thead><tr>{headings}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def facts(values: Mapping[str, Cell]) -> Piece:
    """Names and values in two columns."""
    rows = "".join(f"<tr><td>{escape(key)}</td><td>{_cell(value)}</td></tr>" for key, value in values.items())
    return Piece(f'<table class="facts"><tbody>{rows}</tbody></table>')


def cards(values: Sequence[Card]) -> Piece:
    """The figures to be seen first, side by side."""
    made = (
        f'<div class="card"><span>{escape(card.label)}</span><b class="{card.mood}">{escape(card.value)}</b>'
        f"<span>{escape(card.note)}</span></div>"
        for card in values
    )
    return Piece(f'<div class="cards">{"".join(made)}</div>')


def figure(content: Content, caption: str = "", width: int | None = None) -> Piece:
    """A chart or a picture with its caption, which is broken at `width` CSS pixels."""
    below = f"<figcaption>{_kept(caption)}</figcaption>" if caption else ""
    limit = f' style="max-width:{width}px"' if width else ""
    return Piece(f"<figure{limit}>{_kept(content)}{below}</figure>")


def figures(*made: Piece) -> Piece:
    """Figures side by side as far as there is room."""
    return Piece(f'<div class="row">{"".join(made)}</div>')


def picture(image: np.ndarray, width: int | None = None, description: str = "") -> Piece:
    """An image (H, W, 3) or (H, W) uint8 as <img>, shown `width` CSS pixels wide."""
    shown = width or image.shape[1]
    return Piece(f'<img src="{data_uri(image)}" width="{shown}" alt="{escape(description, quote=True)}">')


def number(value: float | None, digits: int = 3, unit: str = "", sign: bool = False) -> str:
    """A number as text; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "\u2013"
    rounded = round(value, digits) + 0.0
    return localised(f"{rounded:{'+' if sign else ''},.{digits}f}") + unit


def brief(value: float, digits: int = 3) -> str:
    """A number as text, of so many digits that count, without zeros at its end."""
    short = f"{value:,.{digits}g}"
    return localised(short if abs(float(short.replace(",", ""))) < 10**digits else f"{value:,.0f}")


def localised(figure: str) -> str:
    """A number as Python writes it, with a true minus and the reader's marks."""
    return with_marks(figure, tr).replace("-", MINUS)


def share(value: float | None, digits: int = 1, sign: bool = False) -> str:
    """A fraction of one as per cent."""
    return number(None if value is None else 100.0 * value, digits, " %", sign)


def _row(cells: Sequence[Cell], columns: int, strong: bool) -> str:
    if len(cells) == 1:
        return f'<tr class="group"><td colspan="{columns}">{_cell(cells[0])}</td></tr>'
    style = ' class="strong"' if strong else ""
    return f"<tr{style}>{''.join(f'<td>{_cell(cell)}</td>' for cell in cells)}</tr>"


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return _kept(value)
    if isinstance(value, (int, np.integer)):
        return localised(f"{value:,}")
    return number(value)


def _kept(content: Content) -> str:
    return content if isinstance(content, Piece) else escape(content)

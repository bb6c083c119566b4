"""A model's card in words, for people who want to know what they have."""

from __future__ import annotations

import re
from typing import Any

from .. import tasks
from ..language import Message, all_of, any_of, listed, tr_noop
from .parts import Card, Compatibility, GsdRange, Input, Normalisation

ROLES = {
    "dsm": Message("DSM (heights)"),
    "image": Message("image"),
    "ndvi": Message("NDVI"),
    "mask": Message("mask"),
    "buildings": Message("buildings"),
    "points": Message("point cloud (x, y, z)"),
}
KEPT = {  # of Compatibility, with the value where it is a number or a word
    "truncated_tiles": tr_noop("grey levels are cut off instead of rounded"),
    "black_first_row_and_column": tr_noop("the first row and column are black"),
    "crs_epsg": tr_noop("CRS EPSG:{value}"),
    "heights": tr_noop("heights ({value})"),
    "registration": tr_noop("place of the pixels ({value})"),
}
PLAIN_GAPS = re.compile(r"(?:[^{}]|\{[a-z]\w{0,30}\})*")  # no format that a hostile file could blow up


def describe(card: Card, weights: int = 0) -> list[Message]:
    """Sentences on task, inputs in order, pixel size, tiles, number of `weights`, licence and limits."""
    tile, provenance, family = card.tile, card.provenance, card.network.family
    title = text_of(card, card.title) if card.title else family
    lines = [Message("Model {name}: {title}.", name=card.name or None, title=title)]
    lines.append(Message("Task: {task}.", task=tasks.of(card.task).does))
    lines += [
        Message("Input {number}: {input}.", number=number, input=_input(entry))
        for number, entry in enumerate(card.inputs, 1)
    ]
    lines.append(Message("Pixel size: {size}.", size=_gsd(card.gsd or GsdRange())))
    lines.append(
        Message(
            "Tiles: {size} pixels, overlap {overlap}, unless you choose others.",
            size=tile.size,
            overlap=tile.overlap,
        )
    )
    if weights:
        lines.append(
            Message(
                "Network: {family}, {weights} weights.",
                family=family,
                weights=f"{weights:,}".replace(",", " "),
            )
        )
    if card.untrained:
        parts = all_of(card.untrained)
        lines.append(Message("For training alone: its {parts} has learnt nothing yet.", parts=parts))
    if card.compatibility:
        lines.append(Message("Kept as in the original: {flags}.", flags=listed(_kept(card.compatibility))))
    lines.append(Message("Licence: {licence}.", licence=Message(str(provenance.licence or "unknown"))))
    limits = provenance.limit_texts
    return lines + [Message("Limit: {limit}", limit=text_of(card, limit)) for limit in limits]


def wording(*texts: str) -> dict[str, dict[str, Any]]:
    """Of texts with values the templates and the values, for a card to keep: so they can be translated."""
    told = [text for text in texts if isinstance(text, Message) and text.values]
    return {
        str(text): {
            "template": text.template,
            "values": {key: str(value) for key, value in text.values.items()},
        }
        for text in told
    }


def text_of(card: Card, text: Any) -> Message:
    """A text of a card, with what the card keeps of its making; a file may claim anything there."""
    kept: Any = card.provenance.wording
    made = kept.get(text) if isinstance(kept, dict) and isinstance(text, str) else None
    template, values = (made.get("template"), made.get("values")) if isinstance(made, dict) else ("", {})
    if isinstance(template, str) and isinstance(values, dict) and PLAIN_GAPS.fullmatch(template):
        try:
            message = Message(template, **{str(key): str(value) for key, value in values.items()})
        except (KeyError, IndexError, ValueError):
            return Message(str(text))
        if message == text:
            return message
    return Message(str(text))


def _input(entry: Input) -> Message:
    words = [_role(entry.role)]
    if entry.bands > 1 and entry.role != "points":
        words.append(Message("{bands} bands", bands=entry.bands))
    if entry.repeat:
        words.append(Message("or one band for all of them"))
    if entry.first_bands:
        words.append(Message("further bands are left out"))
    if entry.also:
        words.append(Message("or {roles}", roles=any_of(map(_role, entry.also))))
    if entry.optional:
        words.append(Message("may be left out"))
    said = listed(words)
    if entry.classes:
        said = Message("{input} ({classes})", input=said, classes=", ".join(entry.classes))
    if entry.normalisation is not None:
        said = Message("{input}; {rule}", input=said, rule=_normalisation(entry.normalisation))
    return said


def _role(role: str) -> Message:
    return ROLES.get(role) or Message(role)


def _normalisation(rule: Normalisation) -> Message:
    if rule.kind == "scale":
        scale, offset = _number(rule.scale), _number(rule.offset)
        words = Message("taken times {scale} plus {offset}", scale=scale, offset=offset)
        if rule.level is not None:
            level = _number(rule.level)
            words = Message("{rule} with the tile's median at {level} m", rule=words, level=level)
        return Message("{rule} as whole numbers", rule=words) if rule.truncate else words
    if rule.kind == "local-gsd":
        return Message("less the tile's median, in pixel sizes")
    mean = Message("the tile's mean") if rule.mean is None else _number(rule.mean)
    if rule.kind == "patch-height":
        mean = Message("the patch's median")
    spread = Message("the tile's spread") if rule.std is None else _number(rule.std)
    return Message("less {mean}, divided by {spread}", mean=mean, spread=spread)


def _number(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(_number(entry) for entry in value) + ")"
    return f"{float(value):.6g}"


def _gsd(gsd: GsdRange) -> Message:
    if gsd.min is not None and gsd.max is not None:
        least, most = _number(gsd.min), _number(gsd.max)
        if least == most:
            return Message("{size} m", size=least)
        return Message("{least} to {most} m", least=least, most=most)
    return Message("not told by the file; use data like those it was trained on")


def _kept(compatibility: Compatibility) -> list[str]:
    """What the card names, in words where they are known: it may say more, in words of its own."""
    return [
        Message(KEPT.get(name, "{name} {value}"), name=name.replace("_", " "), value=Message(str(value)))
        for name, value in compatibility.to_json().items()
        if value not in (False, None, "")
    ]

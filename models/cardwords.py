"""A model's card in words, for people who want to know what they have."""

from __future__ import annotations

from typing import Any

ROLES = {
    "dsm": "DSM (heights)",
    "image": "image",
    "ndvi": "NDVI",
    "mask": "mask",
    "points": "point cloud (x, y, z)",
}
TASKS = {
    "refinedsm": "refines surface models (roofline:refinedsm)",
    "buildingmask": "finds buildings (roofline:buildingmask)",
    "synthesizeimagery": "paints imagery from masks (roofline:synthesizeimagery)",
    "reconstructdsm": "makes surface models of point clouds (roofline:reconstructdsm)",
    "discriminator": "a discriminator, for training alone",
}


def describe(card: dict[str, Any], weights: int = 0) -> list[str]:
    """Sentences on task, inputs in order, pixel size, tiles, number of `weights`, licence and limits."""
    tile, provenance = card["tile"], card.get("provenance") or {}
    lines = [f"Model {card.get('name')}: {card.get('title') or card['network']['family']}."]
    lines.append(f"Task: {TASKS[card['task']]}.")
    lines += [f"Input {number}: {_input(entry)}." for number, entry in enumerate(card["inputs"], 1)]
    lines.append(f"Pixel size: {_gsd(card.get('gsd') or {})}.")
    lines.append(f"Tiles: {tile['size']} pixels, overlap {tile['overlap']}, unless you choose others.")
    if weights:
        lines.append(f"Network: {card['network']['family']}, {weights:,} weights.")
    if card.get("untrained"):
        lines.append(f"For training alone: its {' and '.join(card['untrained'])} has learnt nothing yet.")
    if card.get("compatibility"):
        lines.append(f"Kept as in the original: {'; '.join(_compatibility(card['compatibility']))}.")
    lines.append(f"Licence: {provenance.get('licence') or 'unknown'}.")
    limits = provenance.get("limits") or ()
    lines += [f"Limit: {limit}" for limit in ([limits] if isinstance(limits, str) else limits)]
    return lines


def _input(entry: dict[str, Any]) -> str:
    bands = int(entry.get("bands", 1))
    words = ROLES.get(entry["role"], entry["role"])
    if bands > 1 and entry["role"] != "points":
        words += f", {bands} bands"
    if entry.get("repeat"):
        words += ", or one band for all of them"
    if entry.get("also"):
        words += ", or " + " or ".join(ROLES.get(role, role) for role in entry["also"])
    if entry.get("classes"):
        words += f" ({', '.join(entry['classes'])})"
    return f"{words}; {_normalisation(entry['normalisation'])}" if entry.get("normalisation") else words


def _normalisation(rule: dict[str, Any]) -> str:
    kind = rule["kind"]
    if kind == "scale":
        words = f"taken times {_number(rule['scale'])} plus {_number(rule['offset'])}"
        words += f" with the tile's median at {_number(rule['level'])} m" if "level" in rule else ""
        return words + (" as whole numbers" if rule.get("truncate") else "")
    if kind == "local-gsd":
        return "less the tile's median, in pixel sizes"
    mean = "the tile's mean" if rule.get("mean") is None else _number(rule["mean"])
    if kind == "patch-height":
        mean = "the patch's median"
    spread = "the tile's spread" if rule.get("std") is None else _number(rule["std"])
    return f"less {mean}, divided by {spread}"


def _number(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(_number(entry) for entry in value) + ")"
    return f"{float(value):.6g}"


def _gsd(gsd: dict[str, Any]) -> str:
    if "min" in gsd and "max" in gsd:
        least, most = _number(gsd["min"]), _number(gsd["max"])
        return f"{least} m" if least == most else f"{least} to {most} m"
    return "not told by the file; use data like those it was trained on"


def _compatibility(flags: dict[str, Any]) -> list[str]:
    return [
        name.replace("_", " ") if value is True else f"{name.replace('_', ' ')} {value}"
        for name, value in flags.items()
        if value is not False
    ]

"""The plain part of YAML that configuration files use: mappings, sequences, scalars; block and flow style."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import RooflineError

LARGEST_TEXT = 2**20  # characters
DEEPEST = 32  # levels; published configurations have four, and Python stops at a thousand calls
WORDS = {"": None, "~": None, "null": None, "true": True, "yes": True, "false": False, "no": False}
WORDS |= {"on": True, "off": False}  # of YAML 1.1, which the published programs read
NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?")
FLOW = re.compile(
    r"""\s*([\[\]{},:]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\[\]{},"'\s](?:[^\[\]{},:]|:(?=\S))*)"""
)
KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s\[\]{},"'#&*!|>%@`-][^#:]*?|-?[\w.-]+?)\s*:(?:\s+(.*)|)$""")


class _Line(NamedTuple):
    indent: int
    text: str


def read(path: Path) -> Any:
    """The content of a file, as `parse` gives it; of one that is too large no more is read than tells it."""
    with path.open(encoding="utf-8") as file:
        return parse(file.read(LARGEST_TEXT + 1))


def parse(text: str) -> Any:
    """The content of a plain YAML text; what is beyond the plain part is refused."""
    if len(text) > LARGEST_TEXT:
        raise RooflineError("The configuration file is too large; choose the one beside the checkpoint.")
    lines = _logical_lines(text.removeprefix("\ufeff"))  # the mark that Windows' editor begins with
    if not lines:
        return {}
    value, rest = _block(lines, 0, lines[0].indent, 0)
    if rest < len(lines):
        raise _fault(lines[rest].text)
    return value


def text_of(content: Mapping[Any, Any], indent: int = 0) -> str:
    """Plain YAML of nested mappings of lists and scalars, which `parse` reads back."""
    lines = []
    for key, value in content.items():
        head = f"{'  ' * indent}{key}:"
        if isinstance(value, dict) and value:
            lines.append(f"{head}\n{text_of(value, indent + 1)}")
        else:  # JSON's scalars and lists are YAML, but 1e-05 would be text
            lines.append(f"{head} {_flowing(value)}\n")
    return "".join(lines)


def _flowing(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_flowing, value))}]"
    if isinstance(value, float):
        return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
    return json.dumps(value)


def _fault(text: str) -> RooflineError:
    return RooflineError(
        "The configuration file cannot be read at '{text}'; write it as plain YAML.", text=text[:60]
    )


def _new(key: Any, content: Mapping[Any, Any]) -> Any:
    """The key itself; of one that is there already nobody knows which was meant."""
    if key in content:
        raise RooflineError(
            "The configuration file has {key} more than once in one place; leave one of them.", key=str(key)
        )
    return key


def _logical_lines(text: str) -> list[_Line]:
    """Lines without comments; a flow collection that runs over several lines becomes one."""
    lines: list[_Line] = []
    open_brackets = 0
    for raw in text.splitlines():
        line = _without_comment(raw).rstrip()
        if line == "---" and lines:  # a second document, whose keys would get mixed with the first one's
            raise _fault(line)
        if not line.strip() or line in ("---", "..."):
            continue
        if open_brackets:
            lines[-1] = _Line(lines[-1].indent, f"{lines[-1].text} {line.strip()}")
        elif "\t" in line[: len(line) - len(line.lstrip())]:  # how deep a tab reaches nobody knows
            raise RooflineError(
                "The configuration file is indented with tabs at '{text}'; indent with spaces.",
                text=line.strip()[:60],
            )
        else:
            lines.append(_Line(len(line) - len(line.lstrip(" ")), line.strip()))
        open_brackets = _open_brackets(lines[-1].text)
    return lines


def _without_comment(line: str) -> str:
    quote = ""
    for place, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#" and (place == 0 or line[place - 1] in " \t"):
            return line[:place]
    return line


def _open_brackets(text: str) -> int:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return sum(bare.count(letter) for letter in "[{") - sum(bare.count(letter) for letter in "]}")


def _block(lines: list[_Line], place: int, indent: int, depth: int) -> tuple[Any, int]:
    """The block that starts at `place` with this indent, and the line after it."""
    if depth > DEEPEST:
        raise _fault(lines[place].text)
    if _is_item(lines[place].text):
        return _sequence(lines, place, indent, depth)
    if KEY.match(lines[place].text):
        return _mapping(lines, place, indent, depth)
    return _scalar_or_flow(lines[place].text), place + 1


def _is_item(text: str) -> bool:
    return text == "-" or text.startswith("- ")


def _mapping(lines: list[_Line], place: int, indent: int, depth: int) -> tuple[dict[Any, Any], int]:
    content: dict[Any, Any] = {}
    while place < len(lines) and lines[place].indent == indent and not _is_item(lines[place].text):
        match = KEY.match(lines[place].text)
        if match is None:
            raise _fault(lines[place].text)
        key = _new(_scalar(match[1]), content)
        place += 1
        if match[2]:
            content[key] = _scalar_or_flow(match[2].strip())
        else:
            content[key], place = _nested(lines, place, indent, depth)
    if place < len(lines) and lines[place].indent > indent:
        raise _fault(lines[place].text)
    return content, place


def _nested(lines: list[_Line], place: int, indent: int, depth: int) -> tuple[Any, int]:
    """What belongs to a key without a value on its line; a sequence may start at the key's own indent."""
    if place == len(lines):
        return None, place
    following = lines[place]
    if following.indent > indent or (following.indent == indent and _is_item(following.text)):
        return _block(lines, place, following.indent, depth + 1)
    return None, place


def _sequence(lines: list[_Line], place: int, indent: int, depth: int) -> tuple[list[Any], int]:
    content: list[Any] = []
    while place < len(lines) and lines[place].indent == indent and _is_item(lines[place].text):
        rest = lines[place].text[1:].lstrip()
        if not rest:
            item, place = _nested(lines, place + 1, indent, depth)
        else:
            inner = indent + len(lines[place].text) - len(rest)
            lines[place] = _Line(inner, rest)
            item, place = _block(lines, place, inner, depth + 1)
        content.append(item)
    return content, place


def _scalar_or_flow(text: str) -> Any:
    if text[0] not in "[{":
        if text[0] in "&*!|>%@`":
            raise _fault(text)
        return _scalar(text)
    tokens = FLOW.findall(text)
    value, place = _flow(tokens, 0, text, 0)
    if place != len(tokens):
        raise _fault(text)
    return value


def _flow(tokens: list[str], place: int, text: str, depth: int) -> tuple[Any, int]:
    """The flow value that starts at a token, and the token after it."""
    if place >= len(tokens) or depth > DEEPEST:
        raise _fault(text)
    opening = tokens[place]
    if opening not in "[{":
        if opening in "]},:":
            raise _fault(text)
        return _scalar(opening), place + 1
    items: list[Any] = []
    pairs: dict[Any, Any] = {}
    place += 1
    while place < len(tokens) and tokens[place] not in "]}":
        value, place = _flow(tokens, place, text, depth + 1)
        if opening == "{":
            if place >= len(tokens) or tokens[place] != ":":
                raise _fault(text)
            if isinstance(value, (list, dict)):
                raise _fault(text)
            _new(value, pairs)
            pairs[value], place = _flow(tokens, place + 1, text, depth + 1)
        else:
            items.append(value)
        if place < len(tokens) and tokens[place] == ",":
            place += 1
    if place >= len(tokens) or tokens[place] != {"[": "]", "{": "}"}[opening]:
        raise _fault(text)
    return (pairs if opening == "{" else items), place + 1


def _scalar(text: str) -> Any:
    text = text.strip()
    if text[:1] in ("'", '"') and text[-1:] == text[:1] and len(text) > 1:
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1].replace('\\"', '"')
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if NUMBER.fullmatch(text):
        digits = text.replace("_", "")
        return float(digits) if re.search(r"[.eE]", digits) else int(digits)
    if text.lower() in (".inf", "-.inf", ".nan"):
        return float(text.lower().replace(".", ""))
    return text

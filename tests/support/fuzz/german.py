"""Whether what a run says is German: each line out of a translated text, and nothing English within."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from functools import cache

from support import paths

QGIS_SAYS = (  # its own words stay English in these sessions
    "Unable to execute algorithm", "Model processed OK", "Results: ", "Prepare algorithm: ", "Running ",
    "Input Parameters:", "Execution completed", "Traceback",
)  # fmt: skip
GAP = re.compile(r"\\\{.*?\\\}|%(?:\\.|[-+\d])*[sdfg]")  # of a text that re.escape has passed
QUOTED = re.compile(r"„[^“]*“|'[^']*'|/\S*")  # names, paths, and other programs' words
ENGLISH = re.compile(
    r"\b(the|is|are|of|and|cannot|has|have|with|from|that|this|which|does|be|failed|invalid|expected|not)\b"
)
LEAST = 5  # letters of a text beside its gaps: "{} ({})" would fit anything


def strange(lines: Iterable[str]) -> list[str]:
    """The lines that are of no German text, or have English words beside names and quotations."""
    ours = (line.strip() for line in lines)
    return [line for line in ours if line and not line.startswith(QGIS_SAYS) and not _is_german(line)]


def _is_german(line: str) -> bool:
    plain = re.sub(r"^[A-Z_]+: ", "", line)  # the parameter, before a sentence that does not name it
    bare = re.sub(r" \(.*\)\.$", "", line)  # the reason, after one that is told without it
    is_ours = any(text.fullmatch(part) for text in _texts() for part in (line, plain, bare))
    return is_ours and not ENGLISH.search(QUOTED.sub("", line))


@cache
def _texts() -> list[re.Pattern[str]]:
    spec = importlib.util.spec_from_file_location("update", paths.ROOT / "resources" / "i18n" / "update.py")
    assert spec is not None and spec.loader is not None
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    german = update.translations(update.HERE / "roofline_de.ts").values()
    long = [text for text in german if len(re.findall(r"[^\W\d_]", re.sub(r"\{.*?\}", "", text))) >= LEAST]
    escaped = (re.escape(text).replace("%%", "%") for text in long)
    return [re.compile(GAP.sub(".*", text), re.DOTALL) for text in escaped]

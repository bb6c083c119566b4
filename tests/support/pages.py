"""Checks of pages that must stand alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Balance(HTMLParser):
    """Collects elements that were never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        pass


def check(page: str) -> str:
    """The page, if every element is closed, there are no scripts and nothing comes from elsewhere."""
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    assert "<script" not in page
    assert set(re.findall(r"https?://[^\"' ]+", page)) <= {"http://www.w3.org/2000/svg"}
    return page

"""What is learned of one article while Markdown works on it."""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic, Fault, Span
from generator.markup.body import Heading, Reference
from generator.markup.source import Source

_EDGE_BEFORE = r"(?<![\w/.#%-])"
_EDGE_AFTER = r"(?![\w/%-])"


class Notes:
    """The notebook that the extensions of one Markdown instance share; emptied by `begin`."""

    def __init__(self) -> None:
        self.begin(Source("", ""))

    def begin(self, source: Source) -> None:
        """Start on another article."""
        self.source = source
        self.findings: list[Diagnostic] = []
        self.links: list[Reference] = []
        self.images: list[Reference] = []
        self.headings: list[Heading] = []
        self.texts: list[str] = []
        self.excerpt = ""
        self._seen: dict[str, int] = {}

    def report(self, fault: Fault, span: Span, **values: object) -> None:
        self.findings.append(fault.at("", span, **values))

    def locate(self, needle: str) -> Span:
        """Where the writer wrote this: each call for the same words finds the next place, and
        keeps to the last one when there are no more (a reference used twice)."""
        start = self._seen.get(needle, -1)
        found = self._find(needle, start + 1)
        if found < 0:
            found = max(start, 0)
        self._seen[needle] = found
        return self.source.span(found)

    def _find(self, needle: str, start: int) -> int:
        if not needle:
            return -1
        text = self.source.masked
        pattern = re.compile(_EDGE_BEFORE + re.escape(needle) + _EDGE_AFTER)
        match = pattern.search(text, start)
        return match.start() if match else text.find(needle, start)

"""What is learned of one article while Markdown works on it."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Fault, Span
from generator.markup.body import Heading, Reference
from generator.markup.source import Source


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
        """The next place where the needle stands as a whole, or else the next one at all."""
        text = self.source.masked
        first = found = text.find(needle, start) if needle else -1
        while found >= 0:
            if not (_goes_on(text, found - 1) or _goes_on(text, found + len(needle))):
                return found
            found = text.find(needle, found + 1)
        return first


def _goes_on(text: str, index: int) -> bool:
    """Whether the sign at the index would make a longer address or word of its neighbour."""
    return 0 <= index < len(text) and (text[index].isalnum() or text[index] in "/._%-")

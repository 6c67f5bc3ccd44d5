"""The text of an article on its way into Markdown, and places in it.

What would harm the page or hide a Markdown sign is taken out here (faults.md rows 15, 106), and
every offset of the cleaned text can still be told as line and column of the writer's own. Articles
come here with plain line ends and without control characters (`content` saw to that, and warned);
from any other caller they are taken out without a word, for Python-Markdown marks places by them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.arabic import direction
from generator.diagnostics import Diagnostic, Fault, Severity, Span

BIDI = Fault(
    code="W-BIDI",
    severity=Severity.WARNING,
    ar="محرف اتجاه خفي في غير محله: {name}",
    en="a hidden direction character is out of place: {name}",
    hint_ar="احذفه؛ يضبط المولّد الاتجاه وحده، وعند الحاجة اكتب <bdi>…</bdi>",
    hint_en="delete it; directions are set for you, and <bdi>…</bdi> is there where they are not",
)

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_OVERRIDES = "\u202d\u202e"
_MARKS = "\ufeff\u200e\u200f\u061c"
_REMOVED = re.compile(rf"[{_CONTROLS}{_OVERRIDES}]|^[{_MARKS}]+", re.MULTILINE)
_EMBEDDING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NEWLINE = re.compile("\n")
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
"""Lines without an empty one between them."""


@dataclass(frozen=True, slots=True)
class Source:
    """raw: the writer's text with `\\n` newlines. text: what Markdown gets. shifts: for each
    character that text lacks, the offset in text where it is missing."""

    raw: str
    text: str
    shifts: tuple[int, ...] = ()
    _masked: list[str] = field(default_factory=list, compare=False, repr=False)
    _lines: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def masked(self) -> str:
        """The text with code and comments blanked: offsets are those of the text."""
        if not self._masked:
            self._masked.append(_without_code(self.text))
        return self._masked[0]

    def span(self, offset: int) -> Span:
        """The place in the writer's text of an offset in `text`."""
        if not self._lines:  # looked up once: a text may have ten thousand findings
            self._lines.extend(_line_starts(self.raw))
        return _span_in(self._lines, offset + bisect_right(self.shifts, offset))


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _NEWLINE.finditer(text))]


def _span_in(starts: Sequence[int], offset: int) -> Span:
    """Line and column of an offset, both from 1."""
    line = bisect_right(starts, offset)
    return Span(line, offset - starts[line - 1] + 1)


def prepare(written: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Newlines made alike, controls and overrides out, marks at line starts out."""
    raw = written.replace("\r\n", "\n").replace("\r", "\n") if "\r" in written else written
    if raw.replace("\n", "").isprintable():
        return Source(raw, raw), ()
    matches = tuple(_REMOVED.finditer(raw))
    findings = tuple(_bidi_findings(raw))
    if not matches:
        return Source(raw, raw), findings
    return Source(raw, _REMOVED.sub("", raw), tuple(_shifts(matches))), findings


def _shifts(matches: Iterable[re.Match[str]]) -> Iterator[int]:
    count = 0
    for match in matches:
        for _ in match.group():
            yield match.start() - count
        count += len(match.group())


def _bidi_findings(raw: str) -> Iterator[Diagnostic]:
    """Embeddings and overrides always; isolates where a paragraph leaves them open."""
    if not _EMBEDDING.search(raw):
        return
    starts = _line_starts(raw)
    for paragraph in PARAGRAPH.finditer(raw):
        text = paragraph.group()
        controls = tuple(c for c in direction.bidi_controls(text) if _EMBEDDING.match(text[c[0]]))
        balanced = direction.is_balanced(text)
        for offset, name in controls:
            if not balanced or text[offset] <= "\u202e":
                yield BIDI.at("", _span_in(starts, paragraph.start() + offset), name=name)


_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}|\t)")
_CONTAINER = re.compile(r" {0,3}(?:[*+-] |\d+\. |!!!|:[ \t]|\[\^|\*\[)")
_VISIBLE = re.compile(r"[^\n]")


def _without_code(text: str) -> str:
    if ("~" in text and "~~~" in text) or ("`" in text and "```" in text):
        text = _FENCE.sub(_blank, text)
    if "<" in text and "<!--" in text:
        # None begins behind the last end; looked for there, each would be sought to the end.
        end = text.rfind("-->") + 1
        text = _COMMENT.sub(_blank, text[: end + 2]) + text[end + 2 :] if end else text
    if "`" in text:
        text = PARAGRAPH.sub(lambda block: _CODE_SPAN.sub(_blank, block.group()), text)
    if ("\n    " in text or "\n\t" in text) and _INDENTED.search(text):
        text = "".join(_without_indented(text))
    return text


def _blank(match: re.Match[str]) -> str:
    return _VISIBLE.sub(" ", match.group())


def _without_indented(text: str) -> Iterator[str]:
    """Lines, with those of indented code blanked. Indented lines under a list item, a note or a
    box are text."""
    contained = code = False
    after_blank = True
    for line in text.splitlines(keepends=True):
        is_blank = not line.strip()
        if line.startswith(("    ", "\t")):
            code = not contained and (code or after_blank)
        elif not is_blank:
            contained = bool(_CONTAINER.match(line)) or (contained and not after_blank)
            code = False
        after_blank = is_blank
        yield _VISIBLE.sub(" ", line) if code else line

"""Footnotes of a post: those that WordPress keeps beside the text since 6.3, and those that Word
left in it as anchors.

While HTML becomes Markdown, a mark of two private letters and a number stands for each reference:
nothing on the way takes it for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import msgspec

from generator.importers.soup import words_of

BEGIN, END = "\ue000", "\ue001"
ANY_MARK = re.compile(f"{BEGIN}[h0-9]*{END}")
_MARK = re.compile(f"{BEGIN}([0-9]{{1,6}}){END}")
_CODED = re.compile(r"&#(?:0{0,9}5734[45]|[xX]0{0,9}[eE]00[01]);?")
"""A mark's letters as a text would smuggle them in."""
_OPEN, _HREF = r"\b[^<>]{0,400}", r'href="[^"<>]{0,400}#_'
"""As many signs as such a tag has at most: what nothing closes is not followed to the end."""
_REFERENCE = re.compile(
    rf'<sup{_OPEN}\bdata-fn="(?P<id>[^"<>]{{0,400}})"[^<>]{{0,400}}>(?P<words>.{{0,400}}?)</sup>'
    rf'|(?:<sup{_OPEN}>\s*)?<a{_OPEN}\b{_HREF}(?P<word>(?:ftn|edn)[0-9]+)"[^<>]{{0,400}}>.{{0,400}}?</a>'
    r"(?:\s*</sup>)?",
    re.DOTALL,
)
_MET = re.compile(r'#_((?:ftn|edn)[0-9]+)"')
_BACK = (
    rf'(?:<sup{_OPEN}>\s*)?<a{_OPEN}\b{_HREF}(ftn|edn)ref([0-9]+)"[^<>]{{0,400}}>.{{0,400}}?</a>'
    r"(?:\s*</sup>)?"
)
_IN_PARAGRAPH = re.compile(rf"<p{_OPEN}>\s*{_BACK}((?:[^<]|<(?!/?p\b))*)</p>", re.DOTALL)
_ON_LINE = re.compile(rf"^{_BACK}(.*)$", re.MULTILINE)


_HOLDER = re.compile(r"<(figcaption|table)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_LONGEST = 500
"""Letters of a note that stands in brackets."""


class _Stored(msgspec.Struct):
    id: str
    content: str


class Footnotes:
    """The footnotes of one text. stored: what WordPress keeps of them, as JSON."""

    def __init__(self, stored: str) -> None:
        self.lost: list[str] = []
        """Notes that nothing refers to, and references (`footnote 3`) whose note is not there."""
        self._texts = _read(stored)
        self._said: set[str] = set()
        """Ids of those whose words stand in a caption or table."""
        self._numbers: dict[str, int] = {}
        """By id, as they are met."""

    def marked(self, html: str) -> str:
        """The HTML with marks for references, without the notes of Word."""
        html = re.sub(f"[{BEGIN}{END}]", "", ANY_MARK.sub("", _CODED.sub("", html)))
        if "_ftnref" in html or "_ednref" in html:
            html = self._without_words(self._without_words(html, _IN_PARAGRAPH), _ON_LINE)
        if "data-fn" in html or "#_" in html:
            html = _REFERENCE.sub(self._mark, _HOLDER.sub(self._with_words, html))
        return html

    def _without_words(self, html: str, pattern: re.Pattern[str]) -> str:
        met = set(_MET.findall(html))

        def taken(note: re.Match[str]) -> str:
            id = note[1] + note[2]
            if id not in met or id in self._texts or not note[3].strip():
                return note[0]
            self._texts[id] = note[3]
            return ""

        return pattern.sub(taken, html)

    def _with_words(self, holder: re.Match[str]) -> str:
        """A caption or table with the words of its notes in brackets: no reference works in a
        caption, nor in a table that stays HTML."""
        return _REFERENCE.sub(self._in_brackets, holder[0])

    def _in_brackets(self, reference: re.Match[str]) -> str:
        id = reference["id"] or reference["word"]
        if id not in self._texts:
            return reference[0]
        if id in self._said:
            return ""
        self._said.add(id)
        words = words_of(self._texts[id])
        return f" ({escape(words[:_LONGEST])}{'…' if len(words) > _LONGEST else ''})"

    def _mark(self, reference: re.Match[str]) -> str:
        id = reference["id"] or reference["word"]
        if id in self._texts:
            return f"{BEGIN}{self._numbers.setdefault(id, len(self._numbers) + 1)}{END}"
        if not reference["word"]:
            words = re.sub(r"<[^<>]*>", "", reference["words"])
            self.lost.append(f"footnote {words}")
        return reference[0]

    def written(self, body: str, to_markdown: Callable[[str], str]) -> str:
        """The Markdown with references for marks, and the notes below that it refers to."""
        met = {int(mark[1]) for mark in _MARK.finditer(body)}
        shown = [_MARK.sub(r"[^\1]", body)]
        for id, html in self._texts.items():
            number = self._numbers.get(id, 0)
            if number in met:
                text = to_markdown(html.strip()) or "…"
                shown.append(re.sub(r"\n(?=.)", "\n    ", f"[^{number}]: {text}"))
            elif id not in self._said:
                self.lost.append(words_of(html))
        return "\n\n".join(shown)


def _read(stored: str) -> dict[str, str]:
    """The texts of notes by their ids; nothing of what is damaged."""
    try:
        notes = msgspec.json.decode(stored or "[]", type=list[_Stored])
    except msgspec.DecodeError:
        return {}
    return {note.id: note.content for note in notes if note.content.strip()}

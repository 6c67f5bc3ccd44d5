"""Direction of text (UAX #9): what to isolate, what to refuse, what to show escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

_NAMES = {
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
_CLOSERS = {"LRE": "PDF", "RLE": "PDF", "LRI": "PDI", "RLI": "PDI", "FSI": "PDI"}
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STRONG = ("L", "R", "AL")
_ARABIC_AND_SPACES = re.compile("[\u0620-\u064a ]+")
_NOT_SHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff"
_WORD = rf"[@#]?[{_LATIN}](?:[{_LATIN}0-9_.'’&/@:-]*[{_LATIN}0-9_])?"
# A full stop belongs to the word in U.S. and p.m., not in "BBC." at the end of a sentence.
_INITIALS = rf"(?:[{_LATIN}]\.){{2,}}(?![{_LATIN}0-9])"
_TOKEN = rf"(?:{_INITIALS}|{_WORD}[+#]*)"
_PHRASE = rf"(?P<phrase>{_TOKEN}(?: (?:{_TOKEN}|[0-9]+\b))*)"
_PHONE = r"(?P<phone>(?:\+|00)[0-9](?:[ .()-]{0,2}[0-9]){6,14}|0[0-9]{2,3}(?:[ -][0-9]{2,4}){2,3})"
_SIGNED = r"(?P<signed>[-+−][0-9]+(?:[.,:/][0-9]+)*(?:°[CF]?)?)"
_CANDIDATE = re.compile(rf"(?<![^\W\u0640])(?<![+\-−.])(?:{_PHONE}|{_SIGNED}|{_PHRASE})(?![0-9])")
_BEGINNING = re.compile(rf"[@#{_LATIN}+−0-]")
_WORTH_LOOKING = re.compile(rf"[@#{_LATIN}]|[-+−][0-9]")
_FIRST_SIGN = re.compile(rf"[@#{_LATIN}+−-]")
_SIGN = re.compile("[A-Za-z\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff@#+−-]")
_ZERO = re.compile(r"0(?<![0-9]0)[0-9]")
_BREAKS_AT_ITS_END = re.compile(rf"[+#]\Z|\A[@#]|(?:[{_LATIN}]\.){{2,}}\Z")


def isolate(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a text of a right-to-left block into pieces; True marks one that must stand in `<bdi>`.

    Marked are only the runs that were seen to break (arabic.md section 5): a left-to-right phrase
    with a sign at its edge (U.S., OPEC+, C++, @user), because UAX #9 gives the sign the direction
    of the paragraph; a telephone number; a signed number. The joined pieces equal the text.
    """
    start = _start(text)
    return (tuple(_pieces(text, start)) if start >= 0 else ()) or ((text, False),)


def is_plain(text: str) -> bool:
    """Tell at once that `isolate` would find nothing and that a text has no letter of Latin, Greek
    or Cyrillic. A no only calls for a closer look."""
    return not (_SIGN.search(text) or ("0" in text and _ZERO.search(text)))


def _start(text: str) -> int:
    """Where the first candidate may begin; -1 when there can be none, as in most text."""
    # A class is found three times as fast as alternatives.
    first = _FIRST_SIGN.search(text)
    sign = _WORTH_LOOKING.search(text, first.start()) if first else None
    zero = _ZERO.search(text) if "0" in text else None
    if sign and zero:
        return min(sign.start(), zero.start())
    found = sign or zero
    return found.start() if found else -1


def _pieces(text: str, start: int) -> Iterator[tuple[str, bool]]:
    end = 0
    for match in _candidates(text, start):
        if not _breaks(match):
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def _candidates(text: str, start: int) -> Iterator[re.Match[str]]:
    """All matches of _CANDIDATE. It is tried only where one may begin: at each sign of a text it
    takes ten times as long."""
    while first := _BEGINNING.search(text, start):
        match = _CANDIDATE.match(text, first.start())
        if match:
            yield match
        start = (match or first).end()


def _breaks(match: re.Match[str]) -> bool:
    phrase = match["phrase"]
    if phrase is not None:
        return _BREAKS_AT_ITS_END.search(phrase) is not None
    # A number written in one piece without a sign is right as it is.
    return not match[0].isdigit()


def direction(text: str) -> Literal["rtl", "ltr"]:
    """Return the direction of most strong letters (UAX #9: L, R, AL); rtl if none or even, and if
    the first is of that direction (rule P2): a sentence that begins in Arabic is an Arabic one,
    whatever it quotes."""
    # Arabic letters (AL) and spaces (WS) are not looked up one by one.
    others = _ARABIC_AND_SPACES.sub("", text)
    arabic = len(text) - len(others) - text.count(" ")
    if len(others) <= arabic:
        return "rtl"
    classes = [unicodedata.bidirectional(letter) for letter in others]
    right = classes.count("R") + classes.count("AL") + arabic
    if classes.count("L") <= right:
        return "rtl"
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return "ltr" if next(filter(_STRONG.__contains__, strong)) == "L" else "rtl"


def bidi_controls(text: str) -> tuple[tuple[int, str], ...]:
    """Return offset and UAX #9 name (RLO, PDI) of each embedding, override and isolate sign."""
    return tuple((found.start(), _NAMES[found[0]]) for found in _CONTROLS.finditer(text))


def is_balanced(text: str) -> bool:
    """Tell whether each embedding and isolate is closed, in order, and none is an override."""
    waiting: list[str] = []
    for _, name in bidi_controls(text):
        if name in _CLOSERS:
            waiting.append(_CLOSERS[name])
        elif not waiting or waiting.pop() != name:
            return False
    return not waiting


def escape_controls(text: str) -> str:
    r"""Show control signs as `\u202e`, so that no text can reorder, clear or split a message.

    Shown: C0 and C1 (a line break too: a message is one line), line and paragraph separators, the
    byte order mark and Unicode's Bidi_Control signs.
    """
    return _NOT_SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

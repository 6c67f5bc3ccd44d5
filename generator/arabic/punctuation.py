"""Commas, semicolons, question marks, and the spaces around them.

Source: arabic.md section 5. The question is always whose a sign is: the Arabic sentence's, or
that of a Latin phrase or a number inside it. The text is a block whose runs are joined by TAG.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from generator.arabic.letters import INVISIBLE, LETTERS, MARKS, TATWEEL

TAG = "\x00"
"""Stands for a tag between two runs of a block."""

OPAQUE = "\x01"
"""Stands for what must not be read: an address, an entity, a placeholder of the Markdown parser."""

LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
ARABIC_DIGITS = "٠-٩۰-۹"
_OPENING = "([{«‹“‘"
_CLOSING = ")]}»›”’"
_DASHES = "-–—/"

_STOPS = re.compile("[,;?!،؛؟]+")
_LATIN_COMMA = re.compile(r",(?:(?<![0-9],)|(?![0-9]))")
_COMMA_AND_NO_SPACE, _SEMICOLON_AND_NO_SPACE = re.compile("،(?![ \n])"), re.compile("؛(?![ \n])")
_WRONG_SPACE = re.compile(" [ ،؛؟!]")
_LATIN_STOPS = frozenset(",;?")
_TO_ARABIC = str.maketrans(",;?", "،؛؟")
_GLUED = re.compile(
    rf"[،؛](?<=[{LETTERS}{MARKS}{LATIN}0-9{ARABIC_DIGITS}{re.escape(_CLOSING)}\x00].)"
    rf"(?=\x00*[{LETTERS}{LATIN}])"
)
_ARABIC_SIDE = re.compile(f"[{LETTERS}{MARKS}{TATWEEL}{ARABIC_DIGITS}٪]")
_STRONG = re.compile(f"(?P<arabic>[{LETTERS}])|[{LATIN}{OPAQUE}]")
_WORD = re.compile(rf"[^\s{TAG}{INVISIBLE},;?!،؛؟]")
_GLUES_TO = re.compile("[0-9A-Za-z=&]")

# How far back a letter still speaks for a sign; without a bound a long row of signs takes minutes.
_REACH = 500

Script = Literal["arabic", "latin"]


def set_stops(text: str) -> str:
    """Write `,;?` of the Arabic sentence as ،؛؟, and mend the spaces around ،؛؟!"""
    if (
        "," in text or ";" in text or "?" in text
        or " ،" in text or ("؛" in text and " ؛" in text)
        or ("؟" in text and " ؟" in text) or ("!" in text and " !" in text)
    ):  # fmt: skip
        text = mended(text, stop_mends(text))
    # Counting is ten times faster than the search, and good text has a space after each.
    if ("،" in text and text.count("،") > text.count("، ")) or (
        "؛" in text and text.count("؛") > text.count("؛ ")
    ):
        text = _GLUED.sub(r"\g<0> ", text)
    return text


class Mend(NamedTuple):
    """What stands from `start` to `end` of a text, and what is to stand there."""

    start: int
    end: int
    instead: str


def mended(text: str, mends: Iterable[Mend]) -> str:
    """The text with mends made, which come in order and do not overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, instead in mends:
        pieces += text[done:start], instead
        done = end
    return "".join((*pieces, text[done:]))


def stop_mends(text: str) -> Iterator[Mend]:
    """What `set_stops` changes but for missing spaces: signs, and spaces before them that go."""
    for match in _STOPS.finditer(text):
        start, end = match.span()
        if not text.endswith(" ", 0, start) and _LATIN_STOPS.isdisjoint(match[0]):
            continue
        spaces = start
        while text.endswith(" ", 0, spaces):
            spaces -= 1
        signs = match[0]
        if _is_arabic(text, spaces, start, end):
            signs = signs.translate(_TO_ARABIC)
        wrong = start > spaces and _space_is_wrong(text, spaces, end, signs)
        if wrong or signs != match[0]:
            yield Mend(spaces if wrong else start, end, signs)


def glued_stops(text: str) -> Iterator[Mend]:
    """The commas and semicolons that a space lacks behind, with the space."""
    return (Mend(m.start(), m.end(), f"{m[0]} ") for m in _GLUED.finditer(text))


def stops_are_set(text: str) -> bool:
    """Tell that `set_stops` would change nothing; it may be denied of a text that stays as it is,
    and is of one with two spaces in a row. A comma between two digits is the number's own."""
    return not (
        ";" in text or "?" in text or ("," in text and _LATIN_COMMA.search(text))
        or ("،" in text and _COMMA_AND_NO_SPACE.search(text))
        or ("؛" in text and _SEMICOLON_AND_NO_SPACE.search(text))
        or _WRONG_SPACE.search(text)
    )  # fmt: skip


def within_latin(match: re.Match[str]) -> bool:
    """Tell whether the nearest letters on both sides of the match are Latin."""
    before = script_before(match.string, match.start())
    return before == "latin" == script_after(match.string, match.end())


def script_before(text: str, end: int) -> Script | None:
    """Return the script of the nearest letter before an offset; None if there is none."""
    found = _STRONG.search(_backwards(text, end))
    return _script(found[0]) if found else None


def script_after(text: str, start: int) -> Script | None:
    """Return the script of the nearest letter from an offset on; None if there is none."""
    found = _STRONG.search(text, start)
    return _script(found[0]) if found else None


def _script(sign: str) -> Script | None:
    found = _STRONG.match(sign)
    if found is None:
        return None
    return "arabic" if found["arabic"] else "latin"


def _is_arabic(text: str, spaces: int, start: int, end: int) -> bool:
    """Decide whose the signs are, by what stands before them (skipping spaces and tags)."""
    before = _word_before(text, spaces)
    if not before or _is_inside(text, start, end):
        return False
    if _ARABIC_SIDE.match(before):
        return True
    following = _word_after(text, end)
    if before in _CLOSING:
        return not (_script(following) == "latin" == script_before(text, start))
    if "?" not in text[start:end] and _script(following) == "arabic":
        return True
    if _script(before) == "latin":
        return False
    return (script_before(text, start) or script_after(text, end)) == "arabic"


def _is_inside(text: str, start: int, end: int) -> bool:
    """Tell whether the sign is part of a number (1,000) or of an address (?id=5)."""
    sign, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
    if sign == ",":
        return before.isdecimal() and after.isdecimal()
    return sign[-1] in "?;" and _GLUES_TO.match(after) is not None


def _space_is_wrong(text: str, start: int, end: int, signs: str) -> bool:
    """Tell whether the space, from `start` on, does not belong before the signs."""
    if signs[0] not in "،؛؟!":
        return False
    neighbour = text[start - 1 : start]
    if neighbour.isspace() or neighbour in _OPENING + _DASHES or not _word_before(text, start):
        return False
    if signs[0] in "،؛":
        return True
    # Without the space the sign would glue two words, or be no stop at all (x != y).
    while text.startswith(TAG, end):
        end += 1
    after = text[end : end + 1]
    if after.isalnum() or after in tuple("=(["):
        return False
    return signs[0] == "؟" or _script(_word_before(text, start)) != "latin"


def _word_before(text: str, end: int) -> str:
    """Return the last sign before an offset that is no space, no tag and no stop, or ""."""
    found = _WORD.match(text, end - 1) if end else None
    found = found or _WORD.search(_backwards(text, end))
    return found[0] if found else ""


def _word_after(text: str, start: int) -> str:
    found = _WORD.search(text, start)
    return found[0] if found else ""


def _backwards(text: str, end: int) -> str:
    return text[max(end - _REACH, 0) : end][::-1]

"""Letters that look right and are not: tatweel in words, Persian yeh and kaf, presentation forms.

Sources: the Unicode blocks Arabic and Arabic Presentation Forms A and B (UAX #15, NFKC); arabic.md
section 1. A word with a letter that Arabic does not have is a word of another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arabic.letters import LETTERS, MARKS, TATWEEL, compose
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

STRETCHED = Fault(
    code="W-TATWEEL",
    severity=Severity.WARNING,
    ar="تطويل داخل كلمة: {word}",
    en="tatweel inside a word: {word}",
    hint_ar="اكتبها من غير تطويل: {instead}",
    hint_en="write it without: {instead}",
)
PERSIAN = Fault(
    code="W-PERSIAN",
    severity=Severity.WARNING,
    ar="ياء أو كاف فارسية في كلمة عربية: {word}",
    en="a Persian yeh or kaf in an Arabic word: {word}",
    hint_ar="اكتبها: {instead}",
    hint_en="write it: {instead}",
)
PERSIAN_END = Fault(
    code="W-PERSIAN",
    severity=Severity.WARNING,
    ar="ياء فارسية في آخر كلمة عربية: {word}",
    en="a Persian yeh at the end of an Arabic word: {word}",
    hint_ar="اكتبها {yeh} أو {alef}: لا يعرف أيهما المقصود إلا من كتبها",
    hint_en="write {yeh} or {alef}: which is meant only its writer knows",
)
PRESENTATION = Fault(
    code="W-PRESENTATION",
    severity=Severity.WARNING,
    ar="أشكال حروف لُصقت من ملف PDF: {word}",
    en="presentation forms pasted from a PDF: {word}",
    hint_ar="لا يجدها البحث؛ أعد كتابتها: {instead}",
    hint_en="no search finds them; type it again: {instead}",
)

_WORD = f"[{LETTERS}{MARKS}{TATWEEL}]"
_STRETCHED = re.compile(f"(?<=[{LETTERS}])[{MARKS}]*{TATWEEL}[{MARKS}{TATWEEL}]*(?=[{LETTERS}])")
_PERSIAN_WORD = re.compile(f"{_WORD}*[یک]{_WORD}*")
_FOREIGN = re.compile("[پچژگڤۆێڵڕەھہۀیٔںڈٹ]".replace("ی", ""))
_FORMS = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufe72\ufe74\ufe76-\ufefc"
"""But for the ligatures that stand for a phrase, such as ﷺ."""
_PRESENTATION = re.compile(f"[{_FORMS}]+(?:{_WORD}*[{_FORMS}])*")
_WITH_ALEF = frozenset(
    ("علی", "الی", "إلی", "حتی", "متی", "لدی", "مدی", "سوی", "وعلی", "وإلی", "والی")
)
_TO_ARABIC = str.maketrans("یک", "يك")
_NEIGHBOURHOOD = 24
"""How far is looked around: no word is longer."""
_HEAD, _TAIL = re.compile(f"{_WORD}*$"), re.compile(f"{_WORD}*")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    view = prose.view
    if TATWEEL in view:
        yield from _stretched(prose)
    if "ی" in view or "ک" in view:
        yield from _persian(prose)
    for match in _PRESENTATION.finditer(view):
        instead = compose(match[0])
        values = {"word": match[0], "instead": instead}
        yield Slip(PRESENTATION, match.start(), match.end(), instead, values)


def _stretched(prose: Prose) -> Iterator[Slip]:
    """The tatweel after a lone ه or ب (هـ, بـ) holds it apart from a number, and stays."""
    for match in _STRETCHED.finditer(prose.view):
        word = _word_around(prose.view, match)
        instead = match[0].replace(TATWEEL, "")
        values = {"word": word, "instead": word.replace(TATWEEL, "")}
        yield Slip(STRETCHED, match.start(), match.end(), instead, values)


def _word_around(view: str, match: re.Match[str]) -> str:
    before = _HEAD.search(view, max(0, match.start() - _NEIGHBOURHOOD), match.start())
    after = _TAIL.match(view, match.end(), match.end() + _NEIGHBOURHOOD)
    return (before[0] if before else "") + match[0] + (after[0] if after else "")


def _persian(prose: Prose) -> Iterator[Slip]:
    for match in _PERSIAN_WORD.finditer(prose.view):
        near = prose.view[max(0, match.start() - _NEIGHBOURHOOD) : match.end() + _NEIGHBOURHOOD]
        if not _FOREIGN.search(near):
            yield _in_arabic(match[0], match)


def _in_arabic(word: str, match: re.Match[str]) -> Slip:
    """The word in Arabic letters. A ی at its end may be either of two."""
    yeh, alef = word.translate(_TO_ARABIC), f"{word[:-1].translate(_TO_ARABIC)}ى"
    if word.endswith("ی") and word not in _WITH_ALEF:
        values = {"word": word, "yeh": yeh, "alef": alef}
        return Slip(PERSIAN_END, *match.span(), None, values)
    instead = alef if word in _WITH_ALEF else yeh
    return Slip(PERSIAN, *match.span(), instead, {"word": word, "instead": instead})

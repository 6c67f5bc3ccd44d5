"""Readings: what word a written word may be, for searching.

Readers type without hamza, with the article or without, with و ف ب ك ل in front, in any plural. A
word is folded further than a name (`letters.fold`), then its article and endings come off. Where
letters may be a particle or the word's own (وزارة, لبنان), both readings are given, the surest one
first.

The rules are tables of patterns and what takes their place, which Python and JavaScript read alike:
the script of the search page is given them with the index, and a test compares the two over every
word. Sources: arabic.md section 1, measured there against Snowball and light10; UAX #15 (NFKD).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from generator.arabic.digits import ARABIC_INDIC_DIGITS, PERSIAN_DIGITS, WESTERN_DIGITS

Rules = Sequence[tuple[str, str]]
"""Patterns and what takes their place, in order: classes, groups, look-around; no escapes."""

_HAMZAS: Final = "\u0654\u0655"
"""Above and below its seat, once a letter is decomposed."""
_DIGITS = zip(ARABIC_INDIC_DIGITS, PERSIAN_DIGITS, WESTERN_DIGITS, strict=True)

_SEATS: Rules = (
    # What is spelled أل or إل holds no article: there, and only there, the hamza stays.
    (f"ا(?=[{_HAMZAS}]ل)", "أ"),
    # مسئول, مسؤول and مسوول; شئون and شؤون.
    (f"ي(?=[{_HAMZAS}][وي])", ""),
    (f"[{_HAMZAS}]", ""),
)
_LETTERS: Rules = (
    *(("ٱ", "ا"), ("[ىیێ]", "ي"), ("[کگ]", "ك"), ("[ةەھہ]", "ه"), ("چ", "ج"), ("پ", "ب")),
    *(("ڤ", "ف"), ("ۆ", "و"), ("ڵ", "ل"), ("ڕ", "ر")),
    *((f"[{indic}{persian}]", western) for indic, persian, western in _DIGITS),
)
_LOOSE: Rules = (
    # At the end, after alef, it tells that the alef is no ending: رؤساء has not the stem of روسيا.
    ("(?<!ا)ء|ء(?=[ء-ي])", ""),
    ("و(?=و)|ي(?=ي)", ""),
)
FOLDING: Rules = (*_SEATS, *_LETTERS, *_LOOSE)
_ARTICLE = "[وف]?(?:[بك]?ا|ل)ل"
BASES: Rules = (
    # An article, or none: its ل may belong to the word (للجنة), or all of it (المانيا).
    (f"^{_ARTICLE}(?=..)", ""),
    ("^[وف]?لل(?=..)", "ل"),
    ("^[وف]?(?=[بك]?ال..)", ""),
    # No article: the word as it is, or with a particle in front, or two.
    (f"^(?!{_ARTICLE}..)", ""),
    (f"^(?!{_ARTICLE}..)[وفبكل](?=...)", ""),
    (f"^(?!{_ARTICLE}..)[وف][بكل](?=...)", ""),
)
ENDINGS: Rules = (
    ("(?<=...)(?:هما|هم|ها)$|(?<=....)(?:كما|كم|كن|هن|نا)$", ""),
    # All of them, so that قانونية comes to the same as قانون, whose last letters look like one.
    ("(?<=...)(?:تان|تين|ات|ون|ين|[هتيا])+$", ""),
    # Of ماء it is a letter: without it, it would be every ما.
    ("(?<=...)ء", ""),
)
_LETTER_BY_LETTER = str.maketrans(
    {letter: instead for letters, instead in _LETTERS for letter in letters.strip("[]")}
)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def fold(text: str) -> str:
    """The text without what readers leave out or write otherwise: marks, hamza, tatweel, signs of
    no width, ة as ه, ى as ي, Persian and Kurdish letters, digit sets, case, accents."""
    letters = filter(_counts, unicodedata.normalize("NFKD", text))
    seated = _rewritten("".join(letters).lower(), _SEATS)
    return _rewritten(seated.translate(_LETTER_BY_LETTER), _LOOSE)


def words(text: str) -> list[str]:
    """The folded words and numbers of a text; F16 is a word and a number, like F-16."""
    return _WORD.findall(fold(text))


def bases(word: str) -> list[str]:
    """A folded word without its particles, for each way in which it may have some; the surest
    first. Two letters stay after an article, three after a particle."""
    found = (pattern.subn(instead, word, 1) for pattern, instead in _compiled(BASES))
    return [base.replace("أ", "ا") for base, number in found if number]


def bare(base: str) -> str:
    """The letters of a base alone."""
    return base.replace("ء", "")


def readings(word: str) -> tuple[str, ...]:
    """The stems that a folded word may have, each once, the surest first: its bases without a
    pronoun and endings, while three letters stay."""
    return tuple(dict.fromkeys(_rewritten(base, ENDINGS) for base in bases(word)))


@functools.lru_cache(maxsize=4096)
def _counts(sign: str) -> bool:
    """Whether a sign counts: marks (M), formatting signs (Cf) and the tatweel do not, but for the
    hamzas, which rules look at."""
    category = unicodedata.category(sign)
    return sign in _HAMZAS or not (category[0] == "M" or category == "Cf" or sign == "ـ")


def _rewritten(text: str, rules: Rules) -> str:
    for pattern, instead in _compiled(rules):
        text = pattern.sub(instead, text)
    return text


@functools.cache
def _compiled(rules: Rules) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), instead) for pattern, instead in rules]

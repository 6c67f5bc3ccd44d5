"""Readings: what word a written word may be, for searching.

Readers type without hamza, with the article or without, with و ف ب ك ل in front, in any plural. A
word is folded further than a name (`letters.fold`), then its article and endings come off. Where
letters may be a particle or the word's own (وزارة, لبنان), both readings are given, the surest first.

The script of the search page does the same (`assets/search.js`); a test holds the two together.
Rules: arabic.md section 1, measured there against Snowball and light10; UAX #15 (NFKD).
"""

from __future__ import annotations

import functools
import re
import unicodedata

from generator.arabic.digits import ARABIC_INDIC_DIGITS, PERSIAN_DIGITS, WESTERN_DIGITS

_SAME = dict(zip("ٱىیێکگةەھہچپڤۆڵڕ", "ايييككههههجبفولر", strict=True)) | dict(
    zip(ARABIC_INDIC_DIGITS + PERSIAN_DIGITS, WESTERN_DIGITS * 2, strict=True)
)
_LETTERS = str.maketrans(_SAME)

# Decomposed, a hamza on a seat is a mark (U+0654 above, U+0655 below). مسئول, مسؤول and مسوول are
# one; what is spelled أل or إل holds no article, so there, and only there, the hamza stays: أ.
_MARK = "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]*"
_OWN_ALEF = re.compile(f"ا(?={_MARK}[\u0654\u0655]{_MARK}ل)")
_SEAT = re.compile(f"ي(?={_MARK}\u0654{_MARK}[وي])")
# At the end, after an alef, it tells that the alef is no ending: رؤساء is not of the stem of روسيا.
_LOOSE = re.compile(r"(?<!ا)ء|ء(?=[^\W\d_])")
_DOUBLE = re.compile(r"([وي])\1+")
_WORD = re.compile(r"[^\W\d_]+|\d+")

_ARTICLE = re.compile("([وف]?)((?:[بك]?ا|ل)ل)(?=..)")
_PARTICLES = (re.compile("[وفبكلس](?=...)"), re.compile("[وف][بكلس](?=...)"))
_PRONOUN = re.compile("(?<=...)(?:هما|هم|ها)$|(?<=....)(?:كما|كم|كن|هن|نا)$")
_ENDINGS = re.compile("(?<=...)(?:تان|تين|ات|ون|ين|[هتيا])+$")


def fold(text: str) -> str:
    """The text without what readers leave out or write otherwise: marks, hamza, tatweel, signs of
    no width, ة as ه, ى as ي, Persian and Kurdish letters, digit sets, case, accents."""
    text = _OWN_ALEF.sub("أ", unicodedata.normalize("NFKD", text))
    text = "".join(filter(_counts, _SEAT.sub("", text)))
    return _DOUBLE.sub(r"\1", _LOOSE.sub("", text.lower().translate(_LETTERS)))


@functools.lru_cache(maxsize=4096)
def _counts(letter: str) -> bool:
    """Whether a sign counts: marks (M), formatting signs (Cf) and the tatweel do not."""
    category = unicodedata.category(letter)
    return category[0] != "M" and category != "Cf" and letter != "ـ"


def words(text: str) -> list[str]:
    """The folded words and numbers of a text; F16 is a word and a number, like F-16."""
    return _WORD.findall(fold(text))


def bases(word: str) -> tuple[str, ...]:
    """A folded word without its particles, for each way in which it may have some; the surest
    first. An article is taken to be one, but its ل may belong to the word (للجنة, المانيا); other
    particles are only possible. Two letters stay after an article, three after a particle.
    """
    article = _ARTICLE.match(word)
    if article:
        rest = word[article.end() :]
        own = f"ل{rest}" if article[2] == "لل" else word[article.end(1) :]
        found = [rest, own]
    else:
        heads = (particle.match(word) for particle in _PARTICLES)
        found = [word, *(word[head.end() :] for head in heads if head)]
    return tuple(base.replace("أ", "ا") for base in found)


def stem(base: str) -> str:
    """A word without a pronoun and without endings, while three letters stay. All endings go, so
    that قانونية comes to the same as قانون, whose last letters look like one."""
    return bare(_ENDINGS.sub("", _PRONOUN.sub("", base)))


def bare(base: str) -> str:
    """The letters of a base alone."""
    return base.replace("ء", "")


def readings(word: str) -> tuple[str, ...]:
    """The stems that a folded word may have, each once, the surest first."""
    return tuple(dict.fromkeys(map(stem, bases(word))))

"""Arabic letters: which signs carry the identity of a word, and which only its looks.

Sources: the Unicode blocks Arabic, Arabic Supplement, Arabic Extended-A and Arabic Presentation
Forms A and B; the list of marks is arabic.md section 1; which letters are one is publication.md.
"""

from __future__ import annotations

import re
import unicodedata

from generator.arabic.digits import WESTERN

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
"""Body of a regex class: harakat, tanween, Quranic signs (none is a letter of a name)."""

LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe80-\ufefc"
)
"""Body of a regex class: Arabic letters of every language; no tatweel, no marks, no digits."""

TATWEEL = "\u0640"

INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Body of a regex class: bidi controls, joiners, and the other signs of no width."""

# Spacing marks decompose (NFKC) to a space or a tatweel and a mark, which would split the word.
_SPACING_MARKS = re.compile("[\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]")
_MARKS_AND_TATWEEL = re.compile(f"[{MARKS}{TATWEEL}]+")
_NOT_VISIBLE = re.compile(f"[{INVISIBLE}]+")
_NOT_IDENTITY = re.compile(f"[{MARKS}{TATWEEL}{INVISIBLE}]+")
_ARABIC = re.compile(f"[{LETTERS}]")
_SEPARATORS = "–—…،؛"
_WORD = re.compile(rf"[^\W_][^\s{_SEPARATORS}]*")
_NO_WORD = re.compile(r" [^\w ]*+(?= )")

_SAME_LETTERS = str.maketrans("أإآٱیک", "اااايك") | WESTERN
_TWINS = str.maketrans("ىة", "يه")

# Words whose first two letters are their own although their alef bears no hamza.
# fmt: off
_OWN_ALEF_LAM = frozenset((
    "الله", "الذي", "التي", "الذين", "اللذان", "اللتان", "اللواتي", "اللاتي", "التزام",
    "التزامات", "التقاء", "التحاق", "التهاب", "التهابات", "التفاف", "التباس", "التئام", "التقى",
    "التزم", "التحق", "البرت", "اليزابيث", "الكسندر", "الياس", "المانيا", "البانيا",
    "الكترون", "الكتروني", "الكترونية", "الغاء",
))
# fmt: on
_ARTICLE = re.compile(f"ال(?=[{LETTERS}]{{2}})")


def compose(text: str) -> str:
    """Return the text in NFKC: presentation forms become letters, spacing marks vanish."""
    return unicodedata.normalize("NFKC", _SPACING_MARKS.sub("", text))


def strip_invisible(text: str) -> str:
    """Drop bidi controls, joiners and the other signs of no width."""
    return _NOT_VISIBLE.sub("", text)


def strip_marks(text: str) -> str:
    """Drop harakat and tatweel only; the text comes back in NFC.

    NFC first, because a decomposed hamza (U+0654) is part of its letter and not a haraka.
    """
    return _MARKS_AND_TATWEEL.sub("", unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Return the identity of a name: two names are one when their folded forms are equal.

    Folded (publication.md, arabic.md section 1): presentation forms, harakat, tatweel, bidi and
    zero-width signs, alef forms, Persian yeh and kaf, both digit sets, Latin case, white space.
    Kept apart: ي and ى, ه and ة (see `fold_twins`).
    """
    folded = _NOT_IDENTITY.sub("", compose(text)).translate(_SAME_LETTERS).casefold()
    # Dropping a joiner or folding case may bring a letter and its accent together again.
    recomposed = unicodedata.normalize("NFKC", folded).translate(_SAME_LETTERS)
    return " ".join(_NOT_IDENTITY.sub("", recomposed).split())


def fold_twins(text: str) -> str:
    """Return `fold`, with ى as ي and ة as ه besides: equal for names that only look like twins."""
    return fold(text).translate(_TWINS)


def has_arabic(text: str) -> bool:
    """Tell whether the text holds an Arabic letter (a digit, a mark or a comma is none)."""
    return _ARABIC.search(text) is not None


def count_words(text: str) -> int:
    """Count the words: what stands between spaces, dashes and commas and has a letter or digit."""
    spaced = text.replace("\n", " ").replace("_", "-")
    if not spaced.isprintable():
        # It holds other white space than these, or signs of no width.
        return len(_WORD.findall(text))
    for sign in _SEPARATORS:
        if sign in spaced:
            spaced = spaced.replace(sign, " ")
    # Counting the spaces, and what is no word between two, is twice as fast as finding the words.
    framed = f" {spaced} "
    return framed.count(" ") - 1 - len(_NO_WORD.findall(framed))


def without_article(text: str) -> str:
    """Return the text without the article ال at its start.

    A word spelled with أل or إل never starts with the article (arabic.md section 1), nor does one
    of fewer than two letters after ال; a short list holds the common words whose bare ال is theirs.
    """
    bare = strip_marks(strip_invisible(compose(text))).lstrip()
    first = bare.split(maxsplit=1)[0] if bare else ""
    if first in _OWN_ALEF_LAM:
        return bare
    return _ARTICLE.sub("", bare, count=1) if first.startswith("ال") else bare

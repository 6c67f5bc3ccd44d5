"""Words as they stand in sentences: with و ف ب ك ل and the article in front, with endings behind.

For patterns that look for a word in whatever form it has. Source of the particles and endings:
arabic.md section 1, as for `readings`, which folds what here must be found as it was typed.
"""

from __future__ import annotations

import re

from generator.arabic.letters import LETTERS, MARKS, TATWEEL

_INSIDE = f"[{MARKS}{TATWEEL}]*"
WORD_START = f"(?<![{LETTERS}{MARKS}{TATWEEL}])"
WORD_END = f"(?![{LETTERS}{MARKS}{TATWEEL}])"
PREFIXES = f"(?:[وفأ]{_INSIDE})?(?:[بك]?{_INSIDE}ال|لل|[بكلس])?{_INSIDE}"
"""What may stand before a word as one with it."""
ENDINGS = (
    f"{_INSIDE}(?:يتان|يتين|يان|يين|يون|يات|يت|ية|يه|ي|يا|ا|ات|ان|ين|ون|ت|ة|ه|ى)?"
    f"{_INSIDE}(?:هما|هم|ها|ه|نا|كم)?{_INSIDE}ا?{_INSIDE}"
)
"""What may stand behind a stem: relation, number, case, a pronoun."""

_ANY = {
    **dict.fromkeys("اأإآٱ", "[اأإآٱ]"),
    **dict.fromkeys("يی", "[يی]"),
    **dict.fromkeys("كک", "[كک]"),
}
_LOOSE_END = "اةهىي"
_SHORTEST_STEM = 4


def stems_of(one: str, other: str) -> tuple[str, str]:
    """Two spellings without the last letter that endings take the place of, so that أميركا and
    أمريكا stand for أميركي and أمريكية too. Too short words, or those that end otherwise, stay."""
    bare = one[:-1], other[:-1]
    is_loose = one[-1] in _LOOSE_END and other[-1] in _LOOSE_END
    return bare if is_loose and min(map(len, bare)) >= _SHORTEST_STEM else (one, other)


def any_form(words: str) -> str:
    """A pattern for words, whatever alef, yeh, marks and white space they were typed with."""
    parts = (
        _INSIDE.join(_ANY.get(letter, re.escape(letter)) for letter in word)
        for word in words.split()
    )
    return r"\s+".join(parts)

"""Arabic alphabetical order, as a reader of an index expects it.

Source: the Unicode collation algorithm with CLDR's order for `ar` (compat): hamza sorts with its
seat, ة with ت, ى with ي, Arabic before Latin. Ours besides: ال at the start is ignored
(publication.md), and numbers sort by value, before letters, as CLDR's numeric order does.
"""

from __future__ import annotations

import re
import unicodedata

from generator.arabic.letters import fold, without_article

SortKey = tuple[tuple[tuple[int, int], ...], str]

_SPACE, _NUMBER, _ARABIC, _LATIN, _OTHER = range(5)

# Persian and Kurdish letters stand after the Arabic letter whose shape they vary.
_ALPHABET = "ءابپتثجچحخدذرڕزژسشصضطظعغفڤقكگلڵمنهەوۆيێ"
_SAME_RANK = {"ة": "ت", "ى": "ي"}
_RANKS = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_RANKS |= {letter: _RANKS[seat] for letter, seat in _SAME_RANK.items()}

# Longer runs would be cut, and their order is of no use: no number of a headline has 18 digits.
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
_UNIT = re.compile(r"\d{1,18}|[^\W\d_]|[\W_]+")


def sort_key(text: str) -> SortKey:
    """Return the key that orders texts for an index; the order is total (the text itself ends it).

    Harakat, tatweel, invisible signs, Latin case and accents, and quotes around the text do not
    count. Shorter first: a space sorts before everything ("علي حسن" before "عليا").
    """
    letters = _seats(fold(without_article(_EDGES.sub("", text))))
    return tuple(_rank(unit) for unit in _UNIT.findall(_EDGES.sub("", letters))), text


def _seats(folded: str) -> str:
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _rank(unit: str) -> tuple[int, int]:
    if unit[0].isdecimal():
        return _NUMBER, int(unit)
    if not unit[0].isalnum():
        return _SPACE, 0
    rank = _RANKS.get(unit)
    if rank is not None:
        return _ARABIC, rank
    return _script(unit), ord(unit)


def _script(letter: str) -> int:
    if unicodedata.bidirectional(letter) == "AL":
        return _ARABIC
    return _LATIN if unicodedata.name(letter, "").startswith("LATIN") else _OTHER

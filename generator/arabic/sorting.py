"""Arabic alphabetical order, as a reader of an index expects it."""

from __future__ import annotations

import re
import unicodedata

from generator.arabic.letters import fold, without_article

SortKey = tuple[tuple[tuple[int, int], ...], str]

_ALPHABET = "ءاةبپتثجچحخدذرڕزژسشصضطظعغفڤقكگلڵمنهەوۆيێى"


def sort_key(text: str) -> SortKey:
    return ((), text)

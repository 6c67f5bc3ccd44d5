"""Names of pages in addresses: Arabic by default, ASCII for hosts that choke.

Rules: arabic.md section 5 (strip marks before splitting, NFC, at most 140 bytes cut at a word);
faults.md row 108 (a cut slug ends in a short stable hash, so that two long titles stay two).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from generator.arabic.digits import to_western
from generator.arabic.letters import compose, strip_invisible, strip_marks, without_article

_HASH_LETTERS = 6
_SEPARATORS = re.compile(r"[\W_]+")
# Nothing of this composes or decomposes, and of its signs only the harakat belong to a word.
_PLAIN = re.compile("[ -~ء-ْ،؛؟«»“”–]*")
_HARAKAT = re.compile("[ـً-ْ]+")
_NOT_ASCII = re.compile(r"[^a-z0-9]+")
_ARABIC_WORD = re.compile(r"[^\W\d_]+")

_LETTERS = (
    "اa أa إi آa ٱa ىa ةa ء ؤu ئi بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq "
    "كk کk لl مm نn هh وu يi یi پp چch ژzh گg ڤv ڕr ڵl ۆo ێe ەe ßss øo Øo łl Łl đd Đd æae Æae ıi"
)
_LATIN = str.maketrans({pair[0]: pair[1:] for pair in _LETTERS.split()})
# At the start of a word and before a long vowel و and ي are consonants: وزارة wzara, سوريا suria.
_CONSONANT_WAW = re.compile(r"\bو|و(?=[اآىةي])")
_CONSONANT_YEH = re.compile(r"\bي|ي(?=[و])")


def slug(text: str, *, limit: int = 140) -> str:
    """Return the Arabic slug of a title: NFC, lower case, words joined by `-`.

    At most `limit` bytes of UTF-8. A slug that is cut, at a word, ends in six hexadecimal digits of
    BLAKE2b of the whole slug. The slug of a text without letter or digit is "".
    """
    return _cut(_joined(text), limit)


def romanize(text: str) -> str:
    """Write Arabic letters in Latin ones by a plain table: العراق is al-araq.

    Vowels that are not written cannot be known, so this names a page and teaches nobody to read.
    """
    bare = to_western(strip_marks(strip_invisible(compose(text))))
    words = _ARABIC_WORD.sub(lambda match: _romanize_word(match[0]), bare)
    decomposed = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def ascii_slug(text: str, *, limit: int = 140) -> str:
    """Return the slug in `a-z0-9-`; "" when the text has no letter that the table knows."""
    return _cut(_NOT_ASCII.sub("-", romanize(text).lower()).strip("-"), limit)


def anchor(text: str) -> str:
    """Return the id of a heading, from its words alone and never from its position.

    Never empty, as an HTML id may not be: a heading of signs only gets its hash.
    """
    return _joined(text) or f"h-{_hash(compose(text))}"


def _joined(text: str) -> str:
    letters = _HARAKAT.sub("", text).lower() if _PLAIN.fullmatch(text) else _letters(text)
    return _SEPARATORS.sub("-", letters).strip("-")


def _letters(text: str) -> str:
    bare = strip_marks(strip_invisible(compose(text)))
    letters = unicodedata.normalize("NFC", to_western(bare).lower())
    if letters.replace(" ", "").isalnum():
        return letters
    # What NFC could not compose has no letter of its own: it is dropped, and splits no word.
    return "".join(s for s in letters if not unicodedata.category(s).startswith("M"))


def _cut(whole: str, limit: int) -> str:
    if len(whole.encode()) <= limit:
        return whole
    tail = _hash(whole)
    room = limit - len(tail) - 1
    if room <= 0:
        return tail[:limit]
    return f"{_at_word(whole, room)}-{tail}"


def _at_word(whole: str, room: int) -> str:
    head = whole.encode()[:room].decode(errors="ignore")
    if whole[len(head)] != "-" and "-" in head:
        head = head[: head.rindex("-")]
    return head.rstrip("-")


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_HASH_LETTERS // 2).hexdigest()


def _romanize_word(word: str) -> str:
    stem = without_article(word)
    article = "al-" if stem != word else ""
    letters = _CONSONANT_YEH.sub("y", _CONSONANT_WAW.sub("w", stem))
    return article + letters.translate(_LATIN)

"""The parts of an article that newsrooms write into its text: labels, kind, dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from generator.arabic.letters import fold_twins
from generator.config import SiteConfig


class Names(msgspec.Struct, frozen=True):
    """The names that a publication knows, as site.yaml spells them."""

    categories: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, config: SiteConfig) -> Names:
        return cls(
            tuple(entry.name for entry in config.categories),
            tuple(kind.name for kind in config.kinds),
        )


_BETWEEN = re.compile(r"[\s،,؛|/•·>»_-]+")


def split_labels(line: str, categories: Iterable[str]) -> tuple[str, ...]:
    """The categories that a line consists of, and nothing else: `تحليلات، خاص`, or glued as a
    copied page leaves them, `تحليلاتخاص`. () for any other line."""
    known = {_BETWEEN.sub("", fold_twins(name)): name for name in categories}
    return tuple(dict.fromkeys(_spelled(_BETWEEN.sub("", fold_twins(line)), known) or ()))


def _spelled(text: str, known: dict[str, str]) -> list[str] | None:
    """The names whose letters, end to end, are the text; of two ways the one of longer names."""
    ways: dict[int, list[str]] = {len(text): []}
    for start in range(len(text) - 1, -1, -1):
        for letters, name in sorted(known.items(), key=lambda pair: len(pair[0])):
            rest = ways.get(start + len(letters))
            if rest is not None and letters and text.startswith(letters, start):
                ways[start] = [name, *rest]
    return ways.get(0) if text else None


_BRACKETED = r"[(\[](?P<inside>[^()\[\]]+)[)\]]"
_KIND_LAST = re.compile(rf"^(?P<rest>.*\S)\s*(?:{_BRACKETED}|\|(?P<bar>[^|]+))$")
_KIND_FIRST = re.compile(rf"^(?:{_BRACKETED}|(?P<bar>[^|]+)\|)\s*(?P<rest>\S.*)$")


def split_kind(headline: str, kinds: Iterable[str]) -> tuple[str, str]:
    """A headline without the kind that stands at its end or beginning in brackets or behind a
    bar, and that kind as it is declared: `عنوان (تحليل)` → `عنوان`, `تحليل`. The kind is "" when
    there is none that is known."""
    text = headline.strip()
    known = {fold_twins(kind): kind for kind in kinds}
    for pattern in (_KIND_LAST, _KIND_FIRST):
        found = pattern.match(text)
        if found and (kind := known.get(fold_twins(found["inside"] or found["bar"]))):
            return found["rest"].strip(), kind
    return text, ""


_WORD = r"[^\W\d_][\w'’ـ\u064b-\u0652-]*"
_PLACE = rf"{_WORD}(?: {_WORD}){{0,2}}"
_AGENCY = rf"{_WORD}(?: {_WORD}){{0,3}}"
_END = r"\s*(?::\s|\s[-–—]\s|\.{2,}\s)"
_DATELINES = (
    re.compile(rf"(?P<place>{_PLACE})\s?[/\\]\s?(?P<agency>{_AGENCY})(?:{_END}|\s*$)"),
    re.compile(rf"(?P<place>{_PLACE})\s?\((?P<agency>{_AGENCY})\){_END}"),
)


def split_dateline(paragraph: str) -> tuple[str, str]:
    """A dateline and the rest of a paragraph that begins with one: `بغداد/ عراق أوبزيرفر` alone,
    `بغداد/ الوكالة - قال`, `بغداد (الوكالة) - قال` → `بغداد/ الوكالة`, `قال`. ("", the paragraph)
    when there is none: a place without an agency cannot be told from the beginning of a
    sentence."""
    text = paragraph.strip()
    for pattern in _DATELINES:
        found = pattern.match(text)
        if found and found["agency"]:
            return f"{found['place']}/ {found['agency']}", text[found.end() :].strip()
    return "", text

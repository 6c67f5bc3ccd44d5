"""Names spelled in two ways, in one article or across the publication: رومانوسكي and رومانسكي.

Arabic writes foreign names as each writer hears them, and differs in the long vowels (ا و ي) and in
the letters that stand for g. What is compared are long words without article and endings, for these
are nearly all such names: the words of Arabic itself are shorter, or begin and end in known ways.
Of each file only these words are kept, and they are compared by what is left without vowels, so
that ten thousand articles cost no more than their words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import msgspec

from generator.arabic.letters import LETTERS, MARKS, TATWEEL, fold
from generator.check.prose import Prose
from generator.diagnostics import Diagnostic, Fault, Severity, Span

TWO_WAYS = Fault(
    code="W-NAMES",
    severity=Severity.WARNING,
    ar="لعله اسم واحد بصورتين: «{name}» هنا ({count})، و«{other}» ({others}) وأولها في {place}",
    en="perhaps one name in two spellings: “{name}” here ({count}), and “{other}” ({others}), "
    "first in {place}",
    hint_ar="وحّد الكتابة. وإن كانا اسمين فاذكرهما معاً تحت distinct في style في site.yaml",
    hint_en="spell it one way; if they are two, name both under distinct in style in site.yaml",
)

_SHORTEST = 7
_WORD = re.compile(f"[{LETTERS}][{LETTERS}{MARKS}{TATWEEL}]{{{_SHORTEST - 1},}}")
_NATIVE = re.compile(
    "^[وف]?(?:ال|بال|كال|لل|سي|ست|سن|است|لاست|باست|كاست|مست|لمست|بمست|يست|تست|نست|انت|انف|انس|انط|"
    "متح|متف|مته|يت|تت|نت[^ن]|[بلك]?ا.ت)|"
    "(?:ات|ون|ين|وا|تم|هم|ها|هن|كم|نا|ته|تها|تهم|يه|ية|ة|ه|ان)$"
)
_WEAK = "اوي"
_ALIKE = str.maketrans({"ج": "غ", "ق": "غ", "ط": "ت", "ص": "س", "ى": "ي"})
_VOWELS = re.compile(f"(?<!^)[{_WEAK}](?!$)")
_PARTICLES = "وفبكل"


class Name(msgspec.Struct, frozen=True, array_like=True):
    """A word that may be a foreign name: folded, as typed, how often one file has it, and where
    first."""

    form: str
    word: str
    count: int
    span: Span


class Use(msgspec.Struct):
    """A spelling across the publication: as typed first, in which file, where, and how often."""

    word: str
    path: str
    span: Span
    count: int


def names_in(prose: Prose) -> tuple[Name, ...]:
    """The words of a file that may be foreign names, in order of place."""
    first: dict[str, int] = {}
    counts: dict[str, int] = {}
    words: dict[str, str] = {}
    for match in _WORD.finditer(prose.view):
        form = _form(match[0])
        if form:
            first.setdefault(form, match.start())
            words.setdefault(form, match[0])
            counts[form] = counts.get(form, 0) + 1
    return tuple(Name(f, words[f], counts[f], prose.span(first[f])) for f in first)


@functools.lru_cache(maxsize=1 << 16)
def _form(word: str) -> str:
    """The folded word; "" for one that is no such name."""
    folded = fold(word)
    return "" if len(folded) < _SHORTEST or _NATIVE.search(folded) else folded


def two_ways(
    files: Iterable[tuple[str, tuple[Name, ...]]], distinct: tuple[tuple[str, ...], ...]
) -> Iterator[Diagnostic]:
    """One warning for each pair of spellings, at the first place of the rarer."""
    uses = _uses(files)
    apart = {frozenset(map(fold, pair)) for group in distinct for pair in combinations(group, 2)}
    for one, other in _alike(uses):
        if frozenset((one, other)) in apart:
            continue
        kept, slip = sorted((uses[one], uses[other]), key=_preference)
        yield TWO_WAYS.at(
            slip.path,
            slip.span,
            name=slip.word,
            count=slip.count,
            other=kept.word,
            others=kept.count,
            place=f"{kept.path}:{kept.span.line}:{kept.span.column}",
        )


def _preference(use: Use) -> tuple[int, str, Span]:
    return (-use.count, use.path, use.span)


def _uses(files: Iterable[tuple[str, tuple[Name, ...]]]) -> dict[str, Use]:
    """Every spelling. What is another with a particle in front counts as that other."""
    uses: dict[str, Use] = {}
    for path, names in files:
        for name in names:
            use = uses.get(name.form)
            if use is None:
                uses[name.form] = Use(name.word, path, name.span, name.count)
            else:
                use.count += name.count
    for form in sorted(uses, key=len, reverse=True):
        bare = _bare(form, uses)
        if bare:
            _join(uses[bare], uses.pop(form))
    return uses


def _bare(form: str, uses: Mapping[str, Use]) -> str:
    for taken in (1, 2):
        rest = form[taken:]
        if set(form[:taken]) <= set(_PARTICLES) and rest in uses:
            return rest
    return ""


def _join(use: Use, other: Use) -> None:
    use.count += other.count
    if (other.path, other.span) < (use.path, use.span):
        use.path, use.span = other.path, other.span


def _alike(uses: Mapping[str, Use]) -> list[tuple[str, str]]:
    """Pairs that differ by one long vowel, or by letters that stand for one foreign sound."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for form in uses:
        for name in _names(form):
            groups.setdefault(_VOWELS.sub("", name.translate(_ALIKE)), []).append((name, form))
    pairs = {
        (min(form, other), max(form, other))
        for group in groups.values()
        for (name, form), (like, other) in combinations(group, 2)
        if form != other and _is_near(name, like)
    }
    return sorted(pairs)


def _names(form: str) -> tuple[str, ...]:
    """What name a form may be: itself, or what stands behind an "and"."""
    behind = form[0] in "وف" and len(form) > _SHORTEST
    return (form, form[1:]) if behind else (form,)


def _is_near(one: str, other: str) -> bool:
    """Whether one long vowel more, less or other, or one pair of letters that sound alike, is all
    that is between two forms."""
    if one.translate(_ALIKE) == other.translate(_ALIKE):
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(longer) == len(shorter):
        apart = [(a, b) for a, b in zip(longer, shorter, strict=True) if a != b]
        return len(apart) == 1 and set(apart[0]) <= set(_WEAK)
    if len(longer) != len(shorter) + 1:
        return False
    place = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), -1)
    inner = 0 < place < len(longer) - 1
    return inner and longer[place] in _WEAK and longer[place + 1 :] == shorter[place:]

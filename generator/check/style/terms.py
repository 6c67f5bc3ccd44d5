"""Terms that the house does not use, each with what it writes instead. They are told and not
mended: another word may want another gender around it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from generator.arabic.inflection import PREFIXES, WORD_END, WORD_START, any_form
from generator.arabic.letters import strip_marks
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

TERM = Fault(
    code="W-TERM",
    severity=Severity.WARNING,
    ar="تعبير لا تستعمله النشرة: {term}",
    en="a term that the house does not use: {term}",
    hint_ar="{advice_ar}",
    hint_en="{advice_en}",
)


def rule(prose: Prose, house: House) -> Iterator[Slip]:
    if not house.style.terms:
        return
    pattern, instead = _pattern(house.style.terms)
    for match in pattern.finditer(prose.view):
        if prose.block_at(match.start()) and match.lastgroup:
            word = instead[match.lastgroup]
            before = strip_marks(match[0][: match.start(match.lastgroup) - match.start()])
            if word and before.endswith(("ال", "لل")):  # the article stays
                word = f"ال{word}"
            values = {
                "term": " ".join(match[0].split()),
                "advice_ar": f"اكتب: {word}" if word else "اكتب الجملة من دونه",
                "advice_en": f"write: {word}" if word else "write the sentence without it",
            }
            yield Slip(TERM, *match.span(), None, values)


@functools.lru_cache(maxsize=4)
def _pattern(terms: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all, and what stands instead by the name of the group."""
    longest_first = sorted(terms, key=lambda pair: -len(pair[0]))
    groups = {f"t{number}": pair for number, pair in enumerate(longest_first)}
    choices = "|".join(f"(?P<{name}>{any_form(term)})" for name, (term, _) in groups.items())
    pattern = re.compile(f"{WORD_START}{PREFIXES}(?:{choices}){WORD_END}")
    return pattern, {name: instead for name, (_, instead) in groups.items()}

"""Words that have several spellings, of which the house has one: أميركي and not أمريكي."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from generator.arabic.inflection import ENDINGS, PREFIXES, WORD_END, WORD_START, any_form, stems_of
from generator.arabic.letters import fold
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

SPELLING = Fault(
    code="W-SPELLING",
    severity=Severity.WARNING,
    ar="صيغة غير معتمدة: {word}",
    en="not the house's spelling: {word}",
    hint_ar="اكتب: {instead}",
    hint_en="write: {instead}",
)

Groups = tuple[tuple[str, ...], ...]


def rule(prose: Prose, house: House) -> Iterator[Slip]:
    if not house.style.spellings:
        return
    pattern, stems = _pattern(house.style.spellings)
    for match in pattern.finditer(prose.view):
        name = match.lastgroup
        if name is None or prose.block_at(match.start()) is None:
            continue
        stem = stems[name]
        if match[name] != stem:
            word = match[0]
            start, end = match.span(name)
            instead = word[: start - match.start()] + stem + word[end - match.start() :]
            yield Slip(SPELLING, *match.span(), instead, {"word": word, "instead": instead})


@functools.lru_cache(maxsize=4)
def _pattern(groups: Groups) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for every spelling that is not the house's, and the house's stem by the name of
    the group."""
    pairs = [(other, house) for house, *others in groups for other in others]
    choices: list[str] = []
    stems: dict[str, str] = {}
    for number, (other, house) in enumerate(sorted(pairs, key=lambda pair: -len(pair[0]))):
        name = f"s{number}"
        stems[name], variant = stems_of(house, other)
        # Where only the hamza tells them apart, every letter counts.
        form = variant if fold(variant) == fold(stems[name]) else any_form(variant)
        choices.append(f"(?P<{name}>{form})")
    pattern = f"{WORD_START}{PREFIXES}(?:{'|'.join(choices) or '(?!)'}){ENDINGS}{WORD_END}"
    return re.compile(pattern), stems

"""The house style: what a copy editor would mend in a file, and nothing more. One file per rule.

Each rule is a pure function of a file's prose and the house's settings. What it finds is a `Slip`;
one that can be mended without a thought carries what is to stand in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.check.prose import Prose
from generator.check.style import (
    breaks,
    digits,
    hidden,
    letters,
    outlets,
    pictures,
    quotes,
    shortcodes,
    spaces,
    spellings,
    stops,
    tanwin,
    terms,
)
from generator.check.style.slip import House, Slip

RULES: tuple[Callable[[Prose, House], Iterator[Slip]], ...] = (
    stops.rule,
    spaces.rule,
    quotes.rule,
    letters.rule,
    hidden.rule,
    digits.rule,
    tanwin.rule,
    breaks.rule,
    spellings.rule,
    terms.rule,
    outlets.rule,
    pictures.rule,
    shortcodes.rule,
)


def slips_in(prose: Prose, house: House) -> list[Slip]:
    """What is against the house style, in order of place."""
    found = [slip for rule in RULES for slip in rule(prose, house)]
    return sorted(found, key=lambda slip: (slip.start, slip.end))

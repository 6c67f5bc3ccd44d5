"""Typography."""
from __future__ import annotations
from collections.abc import Sequence


def typeset(runs: Sequence[str], *, quotes: tuple[str, str] = ("“", "”")) -> tuple[str, ...]:
    return tuple(runs)


def unpaired_quotes(runs: Sequence[str]) -> bool:
    return False

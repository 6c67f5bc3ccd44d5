"""A slip: one place that is against the house style."""

from __future__ import annotations

from typing import Any

import msgspec

from generator.check.prose import Prose
from generator.config import HouseStyle
from generator.diagnostics import Diagnostic, Fault


class House(msgspec.Struct, frozen=True):
    """The settings that the rules look at. quotes: the two signs of the house."""

    style: HouseStyle = HouseStyle()
    quotes: tuple[str, str] = ("“", "”")


class Slip(msgspec.Struct, frozen=True):
    """What stands from `start` to `end` of a file, and what should (None: only a person can tell).
    One that is not told belongs to the slip before it, such as the end of a quotation."""

    fault: Fault
    start: int
    end: int
    instead: str | None = None
    values: dict[str, Any] = {}
    is_told: bool = True

    def at(self, prose: Prose) -> Diagnostic:
        return self.fault.at(prose.path, prose.span(self.start), **self.values)

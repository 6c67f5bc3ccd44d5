"""The six Arabic plural forms (CLDR plural rules for `ar`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec
from babel import Locale

from generator.arabic.digits import format_number


class MissingPluralForm(ValueError):
    """A table of plurals lacks forms; `forms` names every one of them, in CLDR's order."""

    def __init__(self, forms: tuple[str, ...]) -> None:
        super().__init__(f"missing plural forms: {', '.join(forms)}")
        self.forms = forms


class PluralForms(msgspec.Struct, frozen=True):
    """What is printed for each CLDR category; `{n}` stands for the number."""

    zero: str
    one: str
    two: str
    few: str
    many: str
    other: str

    @classmethod
    def of(cls, mapping: Mapping[str, str]) -> PluralForms:
        """Read the six forms of a table. Raises MissingPluralForm naming all that lack."""
        missing = tuple(name for name in cls.__struct_fields__ if not mapping.get(name))
        if missing:
            raise MissingPluralForm(missing)
        return cls(**{name: mapping[name] for name in cls.__struct_fields__})

    def format(self, n: int, *, arabic_indic: bool = False) -> str:
        """Return the form for `n` with the number filled in."""
        form: str = getattr(self, category(n))
        return form.replace("{n}", format_number(n, arabic_indic=arabic_indic))


@cache
def _locale() -> Locale:
    return Locale("ar")


def category(n: int | float) -> str:
    """Return the CLDR category of a number: zero, one, two, few, many or other."""
    return str(_locale().plural_form(n))

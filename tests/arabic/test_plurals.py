"""The six plural forms."""

from __future__ import annotations

import pytest

from generator.arabic.plurals import MissingPluralForm, PluralForms, category

TABLE = {
    "zero": "لا مقالات",
    "one": "مقال واحد",
    "two": "مقالان",
    "few": "{n} مقالات",
    "many": "{n} مقالًا",
    "other": "{n} مقال",
}

# CLDR plural rules for ar: n % 100 = 3..10 few, 11..99 many; arabic.md 4 lists the numbers.
NUMBERS = [
    (0, "zero", "لا مقالات"),
    (1, "one", "مقال واحد"),
    (2, "two", "مقالان"),
    (3, "few", "3 مقالات"),
    (10, "few", "10 مقالات"),
    (11, "many", "11 مقالًا"),
    (26, "many", "26 مقالًا"),
    (99, "many", "99 مقالًا"),
    (100, "other", "100 مقال"),
    (101, "other", "101 مقال"),
    (102, "other", "102 مقال"),
    (103, "few", "103 مقالات"),
    (111, "many", "111 مقالًا"),
    (1000, "other", "1,000 مقال"),
]


@pytest.mark.parametrize(("n", "name", "text"), NUMBERS)
def test_format(n: int, name: str, text: str) -> None:
    assert category(n) == name
    assert PluralForms.of(TABLE).format(n) == text


def test_a_fraction_is_other() -> None:
    """CLDR: 1.5 is other, not one."""
    assert category(1.5) == "other"


def test_arabic_indic_digits_change_the_separator_too() -> None:
    assert PluralForms.of(TABLE).format(1103, arabic_indic=True) == "١٬١٠٣ مقالات"


def test_every_missing_form_is_named_at_once() -> None:
    with pytest.raises(MissingPluralForm) as caught:
        PluralForms.of({"one": "مقال", "other": "{n} مقال", "many": ""})
    assert caught.value.forms == ("zero", "two", "few", "many")
    assert isinstance(caught.value, ValueError)


def test_braces_that_are_not_the_number_stay() -> None:
    forms = PluralForms.of(TABLE | {"few": "{n} {مقالات} {0}"})
    assert forms.format(3) == "3 {مقالات} {0}"

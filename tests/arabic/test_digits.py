"""Digits and numbers."""

from __future__ import annotations

import pytest

from generator.arabic.digits import format_number, to_arabic_indic, to_western

WESTERN = [
    ("٠١٢٣٤٥٦٧٨٩", "0123456789", "Unicode U+0660-0669"),
    ("۰۱۲۳۴۵۶۷۸۹", "0123456789", "Unicode U+06F0-06F9, a Persian keyboard"),
    ("عام ٢٠۲٦، ٣٫٥٪", "عام 2026، 3٫5٪", "separators and signs are not digits"),
    ("²", "²", "a superscript is no digit of a number"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), WESTERN)
def test_to_western(text: str, expected: str, rule: str) -> None:
    assert to_western(text) == expected, rule


ARABIC_INDIC = [
    ("22 أيلول 2024", "٢٢ أيلول ٢٠٢٤", "arabic.md 4"),
    ("۲۰۲۶", "٢٠٢٦", "Persian digits are not Arabic-Indic ones"),
    ("3.5", "٣.٥", "separators are the number's matter"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ARABIC_INDIC)
def test_to_arabic_indic(text: str, expected: str, rule: str) -> None:
    assert to_arabic_indic(text) == expected, rule


NUMBERS = [
    (1234567.5, "1,234,567.5", "١٬٢٣٤٬٥٦٧٫٥", "CLDR ar_IQ, arabic.md 4"),
    (0, "0", "٠", "CLDR"),
    (999, "999", "٩٩٩", "no group under a thousand"),
    (1000, "1,000", "١٬٠٠٠", "CLDR: minimumGroupingDigits 1"),
    (0.12345, "0.123", "٠٫١٢٣", "CLDR decimal pattern #,##0.###"),
]


@pytest.mark.parametrize(("number", "western", "arabic_indic", "rule"), NUMBERS)
def test_format_number(number: float, western: str, arabic_indic: str, rule: str) -> None:
    assert format_number(number) == western, rule
    assert format_number(number, arabic_indic=True) == arabic_indic, rule


def test_a_negative_number_carries_the_direction_mark_of_its_digits() -> None:
    """CLDR: LRM before the Western minus, ALM before the Arabic-Indic one."""
    assert format_number(-5) == "\u200e-5"
    assert format_number(-5, arabic_indic=True) == "\u061c-٥"

"""Letters: which names are one, and what counts as a word."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic.letters import (
    count_words,
    fold,
    fold_twins,
    has_arabic,
    strip_marks,
    without_article,
)

SAME_NAME = [
    ("إيران", "ايران", "publication.md: alef forms folded"),
    ("أمن", "امن", "publication.md: alef forms folded"),
    ("آسيا", "اسيا", "publication.md: alef forms folded"),
    ("ٱلعراق", "العراق", "arabic.md 1: ٱ is ا"),
    ("مُحتوى", "محتوى", "arabic.md 1: harakat U+064B-065F"),
    ("هٰذا", "هذا", "arabic.md 1: superscript alef U+0670"),
    ("الرحمنۖ", "الرحمن", "arabic.md 1: Quranic signs U+06D6-06ED"),
    ("العـــراق", "العراق", "arabic.md 1: tatweel"),
    ("العراق\u200f", "العراق", "arabic.md 1: an invisible RLM makes no other name"),
    ("می\u200cرود", "ميرود", "arabic.md 1: zero-width marks"),
    ("کردستان", "كردستان", "arabic.md 1: Persian kaf is the same key"),
    ("علی", "علي", "arabic.md 1: Persian yeh is the same key"),
    ("ﺍﻟﻤﻴﺰﺍﻧﻴﺔ", "الميزانية", "Presentation Forms B, pasted from a PDF (NFKC)"),
    ("ﻻ", "لا", "Presentation Forms B: lam-alef"),
    ("مح\ufe77مد", "محمد", "Presentation Forms B: spacing fatha splits no word"),
    ("عام ٢٠٢٦", "عام 2026", "arabic.md 1: Arabic-Indic digits"),
    ("عام ۲۰۲۶", "عام 2026", "arabic.md 1: Persian digits"),
    ("BBC", "bbc", "casefold"),
    ("Straße", "STRASSE", "casefold, not lower"),
    ("عراق\u00a0 أوبزيرفر\n", " عراق اوبزيرفر", "white space collapsed"),
    (unicodedata.normalize("NFD", "أربيل"), "أربيل", "Unicode NFC: decomposed hamza"),
]


@pytest.mark.fault(105)
@pytest.mark.parametrize(("one", "other", "rule"), SAME_NAME)
def test_one_name(one: str, other: str, rule: str) -> None:
    assert fold(one) == fold(other), rule


TWO_NAMES = [
    ("علي", "على", "publication.md: ي and ى stay two"),
    ("فاطمة", "فاطمه", "publication.md: ه and ة stay two"),
]


@pytest.mark.fault(105)
@pytest.mark.parametrize(("one", "other", "rule"), TWO_NAMES)
def test_twins_stay_two_names_that_can_be_reported(one: str, other: str, rule: str) -> None:
    assert fold(one) != fold(other), rule
    assert fold_twins(one) == fold_twins(other), rule


NOT_EVEN_TWINS = [
    ("مسؤول", "مسول", "arabic.md 1: hamza carriers are search's matter, not identity's"),
    ("خط", "خطة", "a letter more is another word"),
    ("عراق أوبزيرفر", "عراقأوبزيرفر", "a space is part of a name"),
]


@pytest.mark.parametrize(("one", "other", "rule"), NOT_EVEN_TWINS)
def test_different_names(one: str, other: str, rule: str) -> None:
    assert fold_twins(one) != fold_twins(other), rule


MARKS = [
    ("القوّات", "القوات", "U+0651 shadda"),
    ("قائماً", "قائما", "U+064B tanween"),
    ("العـــراق", "العراق", "U+0640 tatweel"),
    ("إيران وأمريكا", "إيران وأمريكا", "hamza is a letter and stays"),
    (unicodedata.normalize("NFD", "أربيل"), "أربيل", "a decomposed hamza (U+0654) is no haraka"),
    ("café ٢", "café ٢", "nothing else changes"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), MARKS)
def test_strip_marks(text: str, expected: str, rule: str) -> None:
    assert strip_marks(text) == expected, rule


ARABIC = [
    ("OPEC وافقت", True, "block Arabic"),
    ("ﻻ", True, "Presentation Forms B"),
    ("ڤ", True, "Persian and Kurdish letters"),
    ("1,000 BBC", False, "Latin"),
    ("٢٠٢٦", False, "Arabic-Indic digits are no letters"),
    ("، ؟ ـ", False, "Arabic punctuation and tatweel are no letters"),
    ("\ufe77", False, "nor are their presentation forms"),
    ("\u200f\u064b", False, "marks are no letters"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ARABIC)
def test_has_arabic(text: str, expected: bool, rule: str) -> None:
    assert has_arabic(text) is expected, rule


WORDS = [
    ("قال المسؤول إن الخطة جاهزة", 5, "words stand between spaces"),
    ("واشنطن – بغداد", 2, "a dash alone is no word"),
    ("واشنطن–بغداد", 2, "a dash joins no words"),
    ("قال،ثم مضى", 3, "a forgotten space"),
    ("عام 2026\nو22/9/2024", 3, "numbers are words, a date is one"),
    ("مُحَمَّد", 1, "harakat split no word"),
    ("« … »", 0, "signs are no words"),
    ("", 0, "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), WORDS)
def test_count_words(text: str, expected: int, rule: str) -> None:
    assert count_words(text) == expected, rule


ARTICLES = [
    ("العراق", "عراق", "the article"),
    ("الْعِراق", "عراق", "the article with harakat"),
    ("ألمانيا", "ألمانيا", "arabic.md 1: أل is never the article"),
    ("إلكتروني", "إلكتروني", "arabic.md 1: إل is never the article"),
    ("آلاء", "آلاء", "آل is never the article"),
    ("الله", "الله", "the listed exception"),
    ("التزام", "التزام", "the alef and lam are the word's own"),
    ("التزامن", "تزامن", "a word that only starts like an exception"),
    ("الف", "الف", "one letter is no word"),
    ("الشرق الأوسط", "شرق الأوسط", "only the first word"),
    ("وقال", "وقال", "no article"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ARTICLES)
def test_without_article(text: str, expected: str, rule: str) -> None:
    assert without_article(text) == expected, rule


@given(st.text())
@settings(database=None, derandomize=True)
def test_fold_is_its_own_fold(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.fault(105)
@given(st.text(alphabet="اأإآبتىيیكک ـ\u064b\u0654\u200c\u200f٢2۲Aéﻻ\ufe77"))
@settings(database=None, derandomize=True)
def test_normal_forms_have_one_fold(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="اكت 5٣_-–—…،؛.“”\u064b\u200f\u00a0\u2028\t\n") | st.text())
@settings(max_examples=500, deadline=None)
def test_words_are_counted_as_they_are_found(text: str) -> None:
    assert count_words(text) == len(re.findall(r"[^\W_][^\s–—…،؛]*", text))

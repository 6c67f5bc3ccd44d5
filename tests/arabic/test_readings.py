"""Readings: rows of arabic.md section 1, the classes of typing that it measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arabic.readings import fold, readings, words

MET = [
    # hamza left out, or on another seat
    *(("ايران", "إيران"), ("شئون", "شؤون"), ("مسئول", "مسؤول"), ("مسوول", "مسؤول")),
    *(("رييس", "رئيس"), ("الامن", "الأمن")),
    # taa marbuta, alef maqsura
    *(("القاهره", "القاهرة"), ("مستشفي", "مستشفى")),
    # article and particles
    *(("تحالف", "التحالف"), ("والتحالف", "تحالف"), ("بالعراق", "العراق"), ("للقوات", "قوات")),
    *(("لإيران", "إيران"), ("وإيران", "ايران"), ("وزارة", "والوزارة"), ("للجنة", "اللجنة")),
    # marks, tatweel, digits, Persian letters, presentation forms
    *(("مُحتوى", "محتوى"), ("العـــراق", "العراق"), ("٢٠٢٦", "2026"), ("۲۰۲۶", "2026")),
    *(("کردستان", "كردستان"), ("ﺍﻟﻤﻴﺰﺍﻧﻴﺔ", "الميزانية")),
    # regular plurals, pronouns, nisba; nouns whose last letters look like an ending
    *(("مسؤول", "مسؤولين"), ("تحدي", "تحديات"), ("حكومة", "حكومتها"), ("أمريكا", "الأمريكية")),
    *(
        ("قانون", "القانونية"),
        ("فلسطين", "فلسطينيين"),
        ("التأمين", "التأمينات"),
        ("مليون", "مليونين"),
    ),
    # an article that is none
    *(("المانيا", "ألمانيا"), ("وألمانيا", "ألمانيا")),
    # Latin
    *(("OPEC", "opec"), ("café", "Cafe")),
]
APART = [("روسيا", "رؤساء"), ("ألمانيا", "مانع"), ("قوات", "قول"), ("وزارة", "زور")]


def _stems(word: str) -> set[str]:
    (read,) = words(word)
    return set(readings(read))


@pytest.mark.parametrize(("typed", "written"), MET)
def test_what_is_typed_meets_what_is_written(typed: str, written: str) -> None:
    assert _stems(typed) & _stems(written)


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert not _stems(one) & _stems(other)


def test_the_surest_reading_stands_first() -> None:
    assert readings("وزاره") == ("وزار", "زار")
    assert readings("العراق")[0] == "عراق"
    assert readings("وبغداد") == ("وبغداد", "بغداد", "غداد")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("F-16 وإف-16", ["f", "16", "واف", "16"]),
        ("pm10", ["pm", "10"]),
        ("«3.5%»، نعم", ["3", "5", "نعم"]),
        ("", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(alphabet=st.characters(categories=("L", "M", "N", "Cf")), max_size=12))
def test_folding_twice_changes_nothing_but_the_kept_hamza(text: str) -> None:
    once = fold(text).replace("أ", "ا")
    assert fold(once) == once


@given(st.text(alphabet="ابتلونيهكمفسء", min_size=1, max_size=12))
def test_every_word_has_a_reading_and_keeps_letters(word: str) -> None:
    for read in words(word):
        stems = readings(read)
        assert stems
        assert all(len(stem) >= min(2, len(read.replace("ء", ""))) for stem in stems)

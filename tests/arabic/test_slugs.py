"""Slugs: readable, safe in a file name, never two for one title."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic import slugs
from generator.arabic.slugs import anchor, ascii_slug, romanize, slug

SLUGS = [
    ("ما مستقبل النفط؟ (تحليل)", "ما-مستقبل-النفط-تحليل", "arabic.md 5: words joined by -"),
    ("القوّات", "القوات", "arabic.md 5: marks are stripped before splitting"),
    ("العـــراق", "العراق", "tatweel"),
    ("می\u200cرود", "میرود", "zero-width signs split no word"),
    ("\u200fالعراق\u202c", "العراق", "faults.md 106: no bidi sign in an address"),
    ("ﺍﻟﻌﺮﺍﻕ", "العراق", "Presentation Forms B (NFKC)"),
    (unicodedata.normalize("NFD", "أربيل"), "أربيل", "faults.md 104: one NFC address"),
    ("عام ٢٠٢٦ و۲۰۲۷", "عام-2026-و2027", "digits are Western"),
    ("OPEC+ وBrent", "opec-وbrent", "Latin in lower case"),
    ("İstanbul", "istanbul", "a lower case that leaves a mark behind"),
    ("snake_case", "snake-case", "an underscore is no letter"),
    ("../../etc/passwd", "etc-passwd", "no path in a name"),
    ("«..»", "", "the caller reports an empty slug"),
    ("", "", "the caller reports an empty slug"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), SLUGS)
def test_slug(text: str, expected: str, rule: str) -> None:
    assert slug(text) == expected, rule


@pytest.mark.fault(108)
def test_a_long_title_is_cut_at_a_word_and_ends_in_its_hash() -> None:
    title = "كلمة " * 40
    result = slug(title)
    assert len(result.encode()) <= 140
    assert re.fullmatch(r"(كلمة-)+[0-9a-f]{6}", result)


@pytest.mark.fault(108)
def test_two_titles_that_differ_after_the_cut_have_two_slugs() -> None:
    """faults.md 108."""
    same = "تحليل طويل " * 12
    assert slug(same + "أول") != slug(same + "ثان")


@pytest.mark.fault(108)
def test_the_hash_of_a_cut_slug_is_stable() -> None:
    """A published address must not move with a release: this one was printed on 2026-11-23."""
    assert slug("كلمة " * 40, limit=30) == "كلمة-كلمة-45a9cd"


def test_a_slug_that_fits_exactly_is_not_cut() -> None:
    assert slug("ب" * 70) == "ب" * 70
    assert slug("ب" * 71) != "ب" * 71


def test_one_endless_word_is_cut_between_letters() -> None:
    result = slug("ب" * 200)
    assert len(result.encode()) <= 140
    assert re.fullmatch(r"ب+-[0-9a-f]{6}", result)


@pytest.mark.fault(108, 109)
@given(st.text(), st.integers(min_value=1, max_value=60))
@settings(database=None, derandomize=True)
def test_every_slug_is_a_safe_name(text: str, limit: int) -> None:
    for result in (slug(text, limit=limit), ascii_slug(text, limit=limit)):
        assert len(result.encode()) <= limit
        assert result == result.strip("-")
        assert "--" not in result
        assert unicodedata.is_normalized("NFC", result)
        assert all(letter.isalnum() or letter == "-" for letter in result)


@pytest.mark.fault(105)
@given(st.text())
@settings(database=None, derandomize=True)
def test_a_slug_is_its_own_slug(text: str) -> None:
    assert slug(slug(text)) == slug(text)


ROMAN = [
    ("العراق", "al-araq", "the article stands apart"),
    ("ألمانيا", "almania", "أل is never the article"),
    ("وزارة", "wzara", "و before a vowel is a consonant"),
    ("محمود", "mhmud", "و between consonants is a vowel"),
    ("يوم", "yum", "ي at the start of a word"),
    ("پێشمەرگە", "peshmerge", "Persian and Kurdish letters"),
    ("مُحَمَّد ٢٠٢٦", "mhmd 2026", "marks fall, digits are Western"),
    ("Zürich BBC", "Zurich BBC", "Latin loses its accents only"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ROMAN)
def test_romanize(text: str, expected: str, rule: str) -> None:
    assert romanize(text) == expected, rule


ASCII = [
    ("مستقبل العراق (تحليل)", "mstqbl-al-araq-thlil", "arabic.md 5: slugs: ascii"),
    ("OPEC+ و«النفط»", "opec-w-al-nft", "signs are separators"),
    ("北京", "", "a letter that the table does not know"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ASCII)
def test_ascii_slug(text: str, expected: str, rule: str) -> None:
    assert ascii_slug(text) == expected, rule


def test_the_letter_table_names_every_letter_of_the_alphabet() -> None:
    for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئ":
        assert re.fullmatch("[a-z]+", ascii_slug(letter)), letter


ANCHORS = [
    ("تباين في المواقف", "تباين-في-المواقف", "arabic.md 5: toc"),
    ("دورٌ محوريّ", "دور-محوري", "arabic.md 5: toc drops tashkeel"),
    ("ﺩﻭﺭ", "دور", "arabic.md 5: NFKC first"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ANCHORS)
def test_anchor(text: str, expected: str, rule: str) -> None:
    assert anchor(text) == expected, rule


def test_an_anchor_is_never_empty_and_never_cut() -> None:
    assert re.fullmatch("h-[0-9a-f]{6}", anchor("؟!"))
    assert anchor("؟!") != anchor("..")
    assert anchor("كلمة " * 100) == "-".join(["كلمة"] * 100)


PLAIN = "".join(chr(code) for code in range(0x3000) if slugs._PLAIN.fullmatch(chr(code)))


@given(st.text(alphabet=PLAIN))
@settings(max_examples=500, deadline=None)
def test_plain_letters_need_no_composing(text: str) -> None:
    """The short way of most titles leads where the long way does."""
    assert slugs._joined(text) == slugs._SEPARATORS.sub("-", slugs._letters(text)).strip("-")


@pytest.mark.parametrize("sign", PLAIN)
def test_every_plain_sign_is_plain(sign: str) -> None:
    text = f"ا{sign}ي {sign}"
    assert slugs._joined(text) == slugs._SEPARATORS.sub("-", slugs._letters(text)).strip("-")

"""Alphabetical order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic.sorting import sort_key

# Each row stands in the right order.
ORDERS = [
    (("اقتصاد", "الأمن", "السياسة", "مجتمع"), "publication.md: ال is ignored"),
    (("باب", "الباب الكبير", "بابل"), "ال is ignored, a space sorts before letters"),
    (("الله", "ألمانيا", "الطاقة", "لبنان"), "an alef and lam of the word's own count"),
    (("إيران", "إيطاليا", "بغداد"), "hamza sorts with its seat (CLDR ar compat)"),
    (("آثار", "أجل", "إحصاء", "اخبار"), "hamza sorts with its seat (CLDR ar compat)"),
    (("سؤال", "سور", "سيف"), "ؤ sorts as و (CLDR ar compat)"),
    (("بئر", "بيروت"), "ئ sorts as ي (CLDR ar compat)"),
    (("سماء", "سماء الليل", "سماح"), "ء is the first letter (CLDR)"),
    (("نسبة", "نسبةً الى", "نسبت ن", "نسج"), "ة sorts as ت (CLDR ar)"),
    (("على", "علي حسن", "عليا"), "ى sorts as ي (CLDR ar)"),
    (("مُدُن", "مدير", "مَدينة"), "harakat do not count"),
    (("قناة", "كـــردستان", "گولان", "لبنان"), "tatweel does not count; گ after ك"),
    (("إلغاء", "ألمانيا", "بغداد", "الغاز"), "arabic.md 1: أل is a word's own"),
    (("2 دينار", "10 دنانير", "١١ يوماً"), "CLDR numeric order, whatever the digit set"),
    (("2026", "أربيل", "يوم", "BBC", "cnn", "Élysée", "Fox"), "digits, Arabic, Latin; no case"),
    (("أمل", "«الأمن» أولا", "اميرة"), "signs at the edges do not count, nor ال behind them"),
    (("باب", "\u200fالتين", "ثوب"), "an invisible mark hides no article"),
    (("يوم", "ټوپک", "AP"), "letters of other Arabic scripts after the alphabet"),
    (("ياسر", "ZDF", "北京"), "other scripts last"),
]


@pytest.mark.parametrize(("texts", "rule"), ORDERS)
def test_order(texts: tuple[str, ...], rule: str) -> None:
    assert sorted([*texts[1::2], *texts[::2]], key=sort_key) == list(texts), rule


@given(st.text(), st.text())
@settings(database=None, derandomize=True)
def test_the_order_is_total(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert sort_key(one) <= sort_key(other) or sort_key(other) <= sort_key(one)

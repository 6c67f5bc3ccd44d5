"""Spellings that are one name become one; names that only look alike stay two (publication.md)."""

from __future__ import annotations

import random
from typing import Any

import pytest
from msgspec.structs import replace

from generator.config import Synonym, TermEntry
from generator.content.header import Dateline
from generator.diagnostics import Severity
from generator.graph.model import Taxonomy
from generator.graph.names import Names
from tests.graph.manuscripts import CONFIG, manuscript, terms, woven
from tests.sites.publication import places

ONE_NAME = [
    ("إيران", "ايران", "alef with and without hamza"),
    ("أنقرة", "انقرة", "alef with and without hamza"),
    ("آسيا", "اسيا", "alef madda"),
    ("ٱلرحمن", "الرحمن", "alef wasla"),
    ("بَغداد", "بغداد", "harakat"),
    ("العـــراق", "العراق", "tatweel"),
    ("ﺑﻐﺪاﺩ", "بغداد", "presentation forms"),
    ("کردستان", "كردستان", "Persian kaf"),
    ("سوریا", "سوريا", "Persian yeh"),
    ("إيران", "إيران", "NFD: the hamza apart from its alef"),
    ("مجلس\u200cالأمن", "مجلسالأمن", "zero width non-joiner"),
    ("مجلس  الأمن", "مجلس الأمن", "white space"),
    ("رؤية ٢٠٣٠", "رؤية 2030", "both sets of digits"),
    ("OPEC", "opec", "Latin case"),
]


@pytest.mark.fault(105)
@pytest.mark.parametrize(("one", "other", "rule"), ONE_NAME)
def test_spellings_that_are_one_name(one: str, other: str, rule: str) -> None:
    names = Names.of([one, other])
    assert names[one] == names[other]
    assert names[one] == names[other]


TWO_NAMES = [
    ("علي", "على", "ي and ى"),
    ("سورية", "سوريه", "ة and ه"),
    ("مصطفى", "مصطفي", "ى and ي at the end"),
    ("سؤال", "سوال", "hamza on waw is a letter of the name"),
    ("العراق", "عراق", "the article is part of the name"),
]


@pytest.mark.fault(105)
@pytest.mark.parametrize(("one", "other", "rule"), TWO_NAMES)
def test_spellings_that_stay_two_names(one: str, other: str, rule: str) -> None:
    assert [Names.of([one, other])[name] for name in (one, other)] == [one, other]


SHOWN = [
    (["إيران", "ايران", "إيران"], "إيران", "the commonest"),
    (["إيران", "ايران", "ايران"], "ايران", "the commonest, though it lacks the hamza"),
    (["ايران", "إيران"], "إيران", "as often as each other: the first by code point"),
    (["أيران", "إيران", "ايران"], "أيران", "as often as each other: the first by code point"),
]


@pytest.mark.parametrize(("written", "shown", "rule"), SHOWN)
def test_which_spelling_is_shown(written: list[str], shown: str, rule: str) -> None:
    for seed in range(5):
        shuffled = random.Random(seed).sample(written, len(written))
        assert Names.of(shuffled)["ايران"] == shown


def test_the_spelling_of_site_yaml_wins_over_the_commonest() -> None:
    names = Names.of(["ايران"] * 9, [TermEntry("إيران")])
    assert names["ايران"] == "إيران"


def test_a_synonym_is_shown_as_the_name_it_stands_for() -> None:
    names = Names.of(["أمريكا", "امريكا", "أمريكا"], synonyms=[Synonym("أمريكا", "أميركا")])
    assert {names[name] for name in ("أمريكا", "امريكا", "أميركا", "اميركا")} == {"أميركا"}


def test_a_synonym_of_a_declared_name_is_shown_as_declared() -> None:
    names = Names.of([], [TermEntry("الولايات المتحدة")], [Synonym("أمريكا", "الولايات المتّحدة")])
    assert names["أمريكا"] == "الولايات المتحدة"


def test_an_unknown_name_is_itself() -> None:
    assert Names.of([])["بغداد"] == "بغداد"


@pytest.mark.fault(105)
def test_one_name_has_one_page_with_all_its_articles() -> None:
    result = woven(
        manuscript("a", tags=("إيران", "ايران")),
        manuscript("b", tags=("إيران",)),
        manuscript("c", tags=("ايرانـ",)),
    )
    assert terms(result, Taxonomy.TAG) == {"إيران": 3}
    (tag,) = result.graph.terms[Taxonomy.TAG]
    assert tag.path == "tag/إيران/"
    assert [len(article.tags) for article in result.graph.articles] == [1, 1, 1]
    assert result.findings == ()


@pytest.mark.parametrize(
    ("taxonomy", "one", "other"),
    [
        (Taxonomy.AUTHOR, {"authors": ("سارة إبراهيم",)}, {"authors": ("سارة ابراهيم",)}),
        (Taxonomy.PLACE, {"dateline": Dateline("أربيل")}, {"dateline": Dateline("اربيل", "وكالة")}),
        (Taxonomy.SERIES, {"series": "ملف الأنهار"}, {"series": "ملف الانهار"}),
        (Taxonomy.CATEGORY, {"categories": ("سياسة",)}, {"categories": ("سِياسة",)}),
    ],
)
def test_names_of_every_kind_are_unified(
    taxonomy: Taxonomy, one: dict[str, Any], other: dict[str, Any]
) -> None:
    result = woven(manuscript("a", **one), manuscript("b", **other))
    assert [count for count in terms(result, taxonomy).values() if count] == [2]


# -- twins, faults row 105 ---------------------------------------------------------------------


@pytest.mark.fault(105)
def test_twins_stay_two_and_warn_at_the_rarer_with_the_place_of_the_other() -> None:
    result = woven(
        manuscript("a", tags=("القاهره",)),
        manuscript("b", tags=("القاهرة",)),
        manuscript("c", tags=("النيل", "القاهرة")),
    )
    assert terms(result, Taxonomy.TAG) == {"القاهرة": 2, "القاهره": 1, "النيل": 1}
    (twin,) = result.findings
    assert places([twin]) == [("W-TWIN", "content/articles/a.md", 2, 7)]
    assert twin.severity is Severity.WARNING
    assert "القاهره" in twin.text.ar
    assert "content/articles/b.md:2:7" in twin.text.ar


@pytest.mark.fault(105)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"tags": ("مصطفى",)}, {"tags": ("مصطفي",)}),
        ({"authors": ("مصطفى علي",)}, {"authors": ("مصطفي علي",)}),
        ({"dateline": Dateline("البصرة")}, {"dateline": Dateline("البصره")}),
        ({"series": "ماء البصرة"}, {"series": "ماء البصره"}),
    ],
)
def test_twins_are_found_among_all_names_that_are_typed_freely(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    result = woven(manuscript("a", **one), manuscript("b", **other))
    assert places(result.findings) == [("W-TWIN", "content/articles/b.md", 2, 7)]


def test_the_warning_of_a_twin_is_answered_in_site_yaml() -> None:
    articles = [manuscript("a", tags=("على",)), manuscript("b", tags=("علي",))]
    one = replace(CONFIG, synonyms=(Synonym("على", "علي"),))
    assert woven(*articles, config=one).findings == ()
    two = replace(CONFIG, tags=(TermEntry("على"), TermEntry("علي")))
    assert woven(*articles, config=two).findings == ()
    half = replace(CONFIG, tags=(TermEntry("علي"),))
    assert places(woven(*articles, config=half).findings)[0][1] == "content/articles/a.md"


def test_a_twin_that_is_not_public_is_not_mentioned() -> None:
    result = woven(manuscript("a", tags=("علي",)), manuscript("b", tags=("على",), draft=True))
    assert result.findings == ()


# -- names within a letter or two, faults row 11 -----------------------------------------------

NEAR = [
    ("سارة الجبوري", "سارة الجبوريي", "a letter more"),
    ("سارة الجبوري", "سارة الجبور", "a letter less"),
    ("سارة الجبوري", "سارة الجبوزي", "another letter"),
    ("سارة الجبوري", "سارة الجوبري", "two letters exchanged"),
    ("سارة الجبوري", "سارةالجبوري", "a space forgotten"),
]


@pytest.mark.fault(11)
@pytest.mark.parametrize(("known", "slip", "rule"), NEAR)
@pytest.mark.parametrize("field", ["authors", "series"])
def test_an_author_or_series_like_a_known_one_warns_with_both_places(
    known: str, slip: str, rule: str, field: str
) -> None:
    def given(name: str) -> dict[str, Any]:
        return {field: (name,) if field == "authors" else name}

    result = woven(
        manuscript("a", **given(slip)),
        manuscript("b", **given(known)),
        manuscript("c", **given(known)),
    )
    (near,) = result.findings
    assert places([near]) == [("W-NEAR", "content/articles/a.md", 2, 7)]
    assert "content/articles/b.md:2:7" in near.text.en
    assert field in near.hint.en


FAR = [
    ("سارة الجبوري", "سارة الجنابي", "another family"),
    ("الحلقة 1", "الحلقة 2", "another number"),
    ("علي", "عليا", "too short to tell"),
]


@pytest.mark.fault(11)
@pytest.mark.parametrize(("one", "other", "rule"), FAR)
def test_names_that_are_far_enough_apart(one: str, other: str, rule: str) -> None:
    for field in ("authors", "series"):
        values: list[Any] = [(name,) if field == "authors" else name for name in (one, other)]
        result = woven(*(manuscript(f"m{i}", **{field: v}) for i, v in enumerate(values)))
        assert result.findings == ()


def test_declared_names_are_no_slips() -> None:
    articles = [manuscript("a", authors=("علي حسن",)), manuscript("b", authors=("علي حسين",))]
    assert [f.code for f in woven(*articles).findings] == ["W-NEAR"]
    both = replace(CONFIG, authors=(TermEntry("علي حسن"), TermEntry("علي حسين")))
    assert woven(*articles, config=both).findings == ()
    first = replace(CONFIG, authors=(TermEntry("علي حسن"),))
    assert places(woven(*articles, config=first).findings)[0][1] == "content/articles/b.md"


def test_tags_that_are_near_are_two_subjects() -> None:
    assert (
        woven(manuscript("a", tags=("القطارات",)), manuscript("b", tags=("القطرات",))).findings
        == ()
    )

"""The house style: what is told, where exactly, and what good text is left alone."""

from __future__ import annotations

import pytest

from generator.check import levels
from generator.config import StyleRules
from generator.diagnostics import Span
from tests.check.files import FIRST, HEADER, article, codes, findings, told

SPELLINGS = (("أميركا", "أمريكا"), ("مسؤول", "مسئول"), ("إنترنت", "انترنت"))
TERMS = (("تواجد", "وجود"), ("خاصة وأن", "ولا سيما أن"), ("للأسف", ""))

SLIPS = [
    # what is written, its code, column in the line
    ("وصل الوزير, ثم مضى.", "W-SIGN", 11),
    ("هل وصل الوزير?", "W-SIGN", 14),
    ("وصل الوزير؛ ثم مضى; وعاد.", "W-SIGN", 19),
    ("وصل الوزير ، ثم مضى.", "W-SPACE-BEFORE", 11),
    ("وقال : نعم.", "W-SPACE-BEFORE", 5),
    ("وصل الوزير .", "W-SPACE-BEFORE", 11),
    ("وصل الوزير .وعاد ليلاً.", "W-SPACE-BEFORE", 11),
    ("وصل  الوزير.", "W-SPACES", 4),
    ("وصل الوزير،ثم مضى.", "W-GLUED", 11),
    ("وصل الوزير.ثم مضى.", "W-GLUED", 11),
    ('وقال "نعم" ومضى.', "W-STRAIGHT", 6),
    ("وقال “نعم ومضى.", "W-UNPAIRED", 6),
    ("وقال نعم» ومضى.", "W-UNPAIRED", 9),
    ("زار العـــراق أمس.", "W-TATWEEL", 8),
    ("وصل إلى کركوك أمس.", "W-PERSIAN", 9),
    ("وصل وزیر أمس.", "W-PERSIAN", 5),
    ("بحث ﺍﻟﻤﻴﺰﺍﻧﻴﺔ أمس.", "W-PRESENTATION", 5),
    ("وصل\u200f الوزير.", "W-HIDDEN", 4),
    ("بين 2024 و2025 و٢٠٢٦.", "W-DIGITS", 17),
    ("كان كتاباً وكان كتابًا وقلماً.", "W-TANWIN", 21),
    (r'كلام \[chart id="44" title="منسوب, أول"\] بعده.', "W-SHORTCODE", 6),
    ("[su_note color='#fff' id=4]", "W-SHORTCODE", 1),
    ("نص الملاحظة.[/su_note]", "W-SHORTCODE", 13),
]


@pytest.mark.parametrize(("line", "code", "column"), SLIPS)
def test_a_slip_is_told_at_its_place(line: str, code: str, column: int) -> None:
    assert told(article(f"سطر أول.\n\n{line}\n")) == [(code, FIRST + 2, column)]


def test_a_short_code_is_named_once_with_its_end_and_not_in_code() -> None:
    """What stands between the two is the writer's, and read as such."""
    text = article('[su_note id="4"]نص, وبعده[/su_note] ثم `[chart id="1"]` في سطر.\n')
    assert told(text) == [("W-SHORTCODE", FIRST, 1), ("W-SIGN", FIRST, 19)]
    (first, _) = findings(text)
    assert first.text.ar.endswith("[su_note]")


GOOD = [
    # brackets that are no short codes
    "قال [المتحدث] إن [x = 1](a.md)، و[see note] صحيحان.",
    # Latin phrases, numbers, addresses and code keep their signs
    "بلغ 1,000.5 دولار، و3.5% منها نقداً.",
    "The paper, as ever, said: what now?",
    "انظر https://example.org/a,b;c?d=e في الصفحة.",
    "راسل editor@example.org، أو @example على المنصة.",
    "اكتب `code, with  two; spaces?` ثم احفظ.",
    "    code, indented;  as it is?",
    "```\nfenced, code;  here?\n```",
    "<div>\nraw, html;  here?\n</div>",
    "<!-- تعليق, لا يُنشر ? -->",
    '[نص](https://example.org/a,b "عنوان الرابط") وبعده كلام.',
    "انظر [المقال](al-ghubar.md)، ثم عد.",
    '![وصف الصورة](../images/a.svg "تعليق تحت الصورة."){: credit="رسم: قسم البيانات" }',
    # quotes in order, one in another, an inch
    "قال: “نعم”، ثم قال: «لا»، ثم “قال فلان «كذا» ومضى”.",
    'شاشة قياسها 5" أو أكثر.',
    # a lone letter stretched before a number; the dateline's Hijri year
    "في عام 1446هـ، وبـ 2026، والـ“نص” كما هو.",
    # another language is another language
    "كتب بالكردية پێشمەرگە و ڕێککەوتن، وبالفارسية گفتگوی خبری.",
    "صلى الله عليه وسلم ﷺ، والريال ﷼.",
    # a non-joiner has its use; codes keep their digits
    "المقاتلة F-16 وPM2.5 عام ٢٠٢٤.",
    "| البند  |  القيمة |\n|:---|---:|\n| الأول  |  10 |",
    "سطر ينتهي بفاصل  \nوهذا بعده.",
    "1. **المنشأ.** من نشرها أولاً؟ ثم سكت.\n2. **الزمن.** متى؟",
    "القاسم\n:   العدد الذي تُقسم عليه الأصوات.",
    '!!! تعريف "ما الحوض المشترك؟"\n    كل أرض ينتهي ماؤها السطحي إلى مجرى تعبره دولتان فأكثر.',
    "كلمة[^1] وأخرى.\n\n[^1]: نص الحاشية، وفيه كلام.",
    "*[PM10]: جسيمات عالقة في الهواء",
    "الخطط جاهزة.. ما مستقبل العراق؟",
    "في الساعة 10:30، أي بين 2003-2024.",
    "وصل د.محمد إلى م.م. الكرخ.",
    "> قال الشاعر بيتاً\n> ثم سكت طويلاً حتى ظن الناس أنه لن يعود إلى الكلام في ذلك المجلس قط.",
]


@pytest.mark.parametrize("body", GOOD)
def test_good_text_is_left_alone(body: str) -> None:
    assert findings(article(f"{body}\n"), spellings=SPELLINGS, terms=TERMS) == []


PARAGRAPH = (
    "والمباحثات كانت تتم منذ أشهر عبر اللجنة العسكرية العليا التي جرى الإعلان عنها في أغسطس 2023."
)
LONG = (
    "وقال مستشار رئيس الوزراء إن بلاده عملت مع الولايات المتحدة من خلال اللجنة العسكرية العليا "
    "على استكمال الاتفاق."
)
WRAPPED = """\
والمباحثات كانت تتم منذ أشهر عبر اللجنة
العسكرية العليا. وقال مستشار رئيس.
الوزراءالعراقيللشؤونالخارجيةكلها إن بلاده
عملت مع الولايات المتحدة على ذلك.
"""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"{PARAGRAPH}\n{LONG}\n", FIRST + 1),
        (f"{LONG} {PARAGRAPH}\nثم سكت.\n", FIRST + 1),
        (f"تباين في المواقف\n{LONG}\n", FIRST),
    ],
)
def test_a_lost_paragraph_or_subhead_is_told(body: str, line: int) -> None:
    assert told(article(body)) == [("W-BREAK", line, 1)]


@pytest.mark.parametrize(
    "body", [WRAPPED, "سطر من الشعر\nوسطر بعده\nوثالث\n", f"{PARAGRAPH}\n\n{LONG}\n"]
)
def test_lines_broken_at_a_width_are_one_paragraph(body: str) -> None:
    assert codes(article(body)) == []


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("أمريكا", "أميركا"),
        ("امريكا", "أميركا"),
        ("الأمريكية", "الأميركية"),
        ("والأمريكيون", "والأميركيون"),
        ("بالأمريكيين", "بالأميركيين"),
        ("لأمريكا", "لأميركا"),
        ("أمريكياً", "أميركياً"),
        ("المسئولين", "المسؤولين"),
        ("مسئوليتها", "مسؤوليتها"),
        ("الانترنت", "الإنترنت"),
    ],
)
def test_the_house_has_one_spelling_in_every_form(word: str, instead: str) -> None:
    (found,) = findings(article(f"كلام عن {word} هنا.\n"), spellings=SPELLINGS)
    assert (found.code, found.span) == ("W-SPELLING", Span(FIRST, 9))
    assert found.text.en.endswith(word)
    assert found.hint.en.endswith(instead)


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("والتواجد", "write: الوجود"),
        ("خاصة\nوأن", "write: ولا سيما أن"),
        ("للأسف", "write the sentence without it"),
    ],
)
def test_a_term_of_others_is_told(term: str, hint: str) -> None:
    (found,) = findings(article(f"كلام فيه {term} هنا.\n"), terms=TERMS)
    assert (found.code, found.hint.en) == ("W-TERM", hint)


def test_tanween_follows_the_house() -> None:
    body = article("كان كتاباً.\n")
    assert codes(body) == []
    assert codes(body, tanwin="before") == ["W-TANWIN"]


@pytest.mark.parametrize(
    ("header", "code", "line", "column"),
    [
        ("title: وصل الوزير, ثم مضى\n", "W-SIGN", 2, 18),
        ("summary: 'وصل  الوزير'\n", "W-SPACES", 2, 14),
        ("points:\n  - أولى\n  - زار العـــراق\n", "W-TATWEEL", 4, 12),
        ("image: {src: a.svg, alt: بحث ﺍﻟﻤﻴﺰﺍﻧﻴﺔ}\n", "W-PRESENTATION", 2, 30),
        (
            "التصحيحات:\n  - {date: 2026-01-01, kind: تصحيح, text: قال ، نعم}\n",
            "W-SPACE-BEFORE",
            3,
            46,
        ),
    ],
)
def test_sentences_of_the_header_are_read_at_their_place(
    header: str, code: str, line: int, column: int
) -> None:
    assert told(article("نص.\n", header.rstrip("\n"))) == [(code, line, column)]


@pytest.mark.parametrize(
    "header", ["tags: نفط,غاز", "slug: a,b", "dateline: بغداد/ وكالة", "source: رويترز"]
)
def test_other_values_of_the_header_are_nobodys_sentences(header: str) -> None:
    assert told(article("نص.\n", f"{HEADER}\n{header}")) == []


OUTLETS = ("بلومبرغ", "وول ستريت جورنال", "الغارديان")


@pytest.mark.parametrize(
    ("body", "source", "names"),
    [
        ("نقلت “بلومبرغ” عن مسؤول.", "", ["بلومبرغ"]),
        ("نقلت «بلومبرغ» ثم “بلومبرغ”.", "", ["بلومبرغ"]),
        ("نقلت “غارديان” عن مسؤول.", "", ["الغارديان"]),
        ("نقلت “بلومبرغ” عن مسؤول.", "source: وكالة بلومبرغ", []),
        ("نقلت “بلومبرغ”.", "المصدر:\n  - {name: بلومبرغ, url: https://example.org}", []),
        ("نقلت بلومبرغ عن مسؤول، وقال “نعم”.", "", []),
        ('نقلت "وول ستريت جورنال" عنه.', "source: رويترز", ["وول ستريت جورنال"]),
    ],
)
def test_a_quoted_outlet_belongs_among_the_sources(
    body: str, source: str, names: list[str]
) -> None:
    found = findings(article(f"{body}\n", f"{HEADER}\n{source}".rstrip()), outlets=OUTLETS)
    outlets = [each for each in found if each.code == "W-OUTLET"]
    assert [each.text.en.rpartition(": ")[2] for each in outlets] == names


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("![](a.svg)\n", 1),
        ("![ ](a.svg)\n", 1),
        ('<img src="a.svg">\n', 1),
        ('<img src="a.svg" alt="">\n', 1),
        ("![وصف](a.svg)\n", 0),
        ('<img src="a.svg" alt="وصف">\n', 0),
        ("اكتب `![](a.svg)` هكذا.\n", 0),
    ],
)
def test_a_picture_has_a_description(body: str, count: int) -> None:
    assert codes(article(body)).count("E-ALT") == count


def test_the_lead_picture_has_one_too() -> None:
    for image, count in (("a.svg", 1), ("{src: a.svg}", 1), ("{src: a.svg, alt: وصف}", 0)):
        assert codes(article("نص.\n", f"{HEADER}\nimage: {image}")).count("E-ALT") == count


def test_the_house_says_how_grave_a_slip_is() -> None:
    found = findings(article("وصل الوزير, ثم  مضى.\n![](a.svg)\n"))
    rules = StyleRules(signs="error", spaces="off", alt="warning")
    assert [each.code for each in levels.graded(found, rules)] == ["E-SIGN", "W-ALT"]


def test_every_setting_has_a_code_and_every_code_a_setting() -> None:
    assert set(levels.RULES.values()) == set(StyleRules.__struct_fields__)

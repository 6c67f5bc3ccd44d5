"""`--fix`: what is mended, what is never touched, and that a second run finds nothing to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.check.mend import mend
from generator.config import HouseStyle, MarkupOptions, SiteConfig, StyleRules, TermEntry
from generator.content.document import read_article
from generator.markup.convert import convert
from tests.check.files import HEADER, PATH, article, house, mended, mended_body
from tests.project import CHECKOUT

SPELLINGS = (("أميركا", "أمريكا"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("وصل الوزير, ثم مضى; هل عاد?", "وصل الوزير، ثم مضى؛ هل عاد؟"),
        ("وصل الوزير  ، ثم مضى .", "وصل الوزير، ثم مضى."),
        ("وصل،ثم مضى.انتهى.", "وصل، ثم مضى. انتهى."),
        ('قال "نعم" ومضى.', "قال “نعم” ومضى."),
        ("زار العـــراق أمس.", "زار العراق أمس."),
        ("وصل إلى کركوك علی وزیر.", "وصل إلى كركوك على وزير."),
        ("بحث ﺍﻟﻤﻴﺰﺍﻧﻴﺔ أمس.", "بحث الميزانية أمس."),
        ("وصل\u200f الوزير.", "وصل الوزير."),
        ("بين 2024 و2025 و٢٠٢٦.", "بين 2024 و2025 و2026."),
        ("كتاباً وقلماً وكتابًا.", "كتاباً وقلماً وكتاباً."),
        ("القوات الأمريكية.", "القوات الأميركية."),
        ("**وصل** , ثم *مضى*  هو.", "**وصل**، ثم *مضى* هو."),
        ("- نقطة , أولى\n- نقطة  ثانية", "- نقطة، أولى\n- نقطة ثانية"),
        ("| أ ، ب | ج |\n|---|---|\n| د,  هـ | و |", "| أ، ب | ج |\n|---|---|\n| د،  هـ | و |"),
    ],
)
def test_what_is_safe_is_mended(before: str, after: str) -> None:
    assert mended_body(f"{before}\n", spellings=SPELLINGS) == f"{after}\n"


UNTOUCHED = [
    r'انظر \[chart id="44" title="منسوب, أول"\] في الصفحة.',
    '[su_note color="#fff" title="ملاحظة"]نص.[/su_note]',
    "`code, x;  y?`",
    "```\ncode, x;  y?\n```",
    "    code, x;  y?",
    "<div>\nنص , خام  هنا?\n</div>",
    '[نص](https://example.org/a,b;c?d=1 "x")',
    "<https://example.org/أ,ب>",
    "> نقل , عن  غيرنا?",
    "قال “وصل , ثم  مضى الأمريكي?” وسكت.",
    "قال «وصل , ثم  مضى» وسكت.",
    "وصل وزير في المستشفی.",
    "بلغ السعر \u200f-5 درجات.",
    "كلام عن التواجد هنا.",
    "دور محوري\nومنذ تشكيله في 2014، لعب التحالف الدولي دوراً في تدريب القوات العراقية وتسليحها.",
    "## العراق والأمريكيون",
    "## کركوك",
]


@pytest.mark.parametrize("body", UNTOUCHED)
def test_what_is_not_ours_to_mend_stays(body: str) -> None:
    terms = (("تواجد", "وجود"),)
    assert mended_body(f"{body}\n", spellings=SPELLINGS, terms=terms) == f"{body}\n"


def test_a_subhead_is_mended_where_its_anchor_stays() -> None:
    assert mended_body("## العـــراق , اليوم\n") == "## العراق، اليوم\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: العراق , اليوم", "title: العراق، اليوم"),
        ("title: کركوك", "title: کركوك"),
        ("title: کركوك\nslug: karkuk", "title: كركوك\nslug: karkuk"),
        ("title: س\nsummary: 'قال \"نعم\" , ومضى'", "title: س\nsummary: 'قال “نعم”، ومضى'"),
        ("title: س\nsummary: قال كذا:ومضى هكذا", "title: س\nsummary: قال كذا:ومضى هكذا"),
        ("title: س\ntags: نفط ,غاز", "title: س\ntags: نفط ,غاز"),
        ("title: س\nsource: أمريكا  اليوم", "title: س\nsource: أمريكا  اليوم"),
        ("title: س\nimage: {src: a , b.svg, alt: قال : نعم}", None),
    ],
)
def test_of_the_header_only_sentences_are_mended(before: str, after: str | None) -> None:
    text = article("نص.\n", f"{before}\ncategory: تحليلات\ndate: 2026-01-01")
    done = mended(text, spellings=SPELLINGS)
    if after is not None:
        assert done == article("نص.\n", f"{after}\ncategory: تحليلات\ndate: 2026-01-01")


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + article("وصل , ثم مضى.\n\nوعاد  أمس.").replace("\n", "\r\n")
    assert mended(text) == text.replace(" ,", "،").replace("  ", " ")


def test_a_rule_that_is_off_mends_nothing() -> None:
    text = article("وصل , ثم  مضى.\n")
    rules = StyleRules(signs="off", space_before="off")
    assert mended(text, rules=rules) == article("وصل , ثم مضى.\n")


# -- properties ------------------------------------------------------------------------------------

WORDS = [
    *("وصل", "العـــراق", "الأمريكية", "کتاب", "علی", "ﺍﻟﻤﻴﺰﺍﻧﻴﺔ", "كتاباً", "كتابًا", "وقال"),
    *("2026", "٢٠٢٦", "۲۰", "F-16", "x,y", "https://a.b/c,d", "a@b.c", "&nbsp;"),
]
SIGNS = [*",;?،.:!؟-“”«»`*_|\\\u200f\ufeff", '"', "..", "``", "**"]
MARKDOWN = ["[", "](a.md)", '](b "ت")', "![", "{: .x}", "[^1]", "[^1]: "]
HTML = ["<b>", "</b>", "<div>", "<!-- ", "-->", "<br>"]
LINES = ["\n", "\n\n", "\n> ", "\n- ", "\n1. ", "\n## ", "\n    ", "\n\n    ", "\n~~~\n", "\n| "]
PIECES = st.sampled_from(
    [*WORDS, *SIGNS, *MARKDOWN, *HTML, *LINES, *(" " for _ in range(20)), "  "]
)
BODIES = st.lists(PIECES, max_size=40).map("".join)
CONFIG = SiteConfig(
    title="x",
    base_url="https://example.org/",
    categories=(TermEntry("تحليلات"),),
    style=HouseStyle(spellings=SPELLINGS),
)


def done(text: str) -> str:
    found = mend(PATH, text.encode(), house(spellings=SPELLINGS), CONFIG)
    return found.data.decode() if found else text


@settings(deadline=None, max_examples=300)
@given(BODIES)
def test_a_second_run_finds_nothing_to_do(body: str) -> None:
    once = done(article(body))
    assert done(once) == once


_NOT_OURS = re.compile(
    r"<code[^>]*>.*?</code>|<(?:a|img)[^>]*>|<blockquote>.*?</blockquote>", re.DOTALL
)


def shape(text: str) -> tuple[list[str], list[str]]:
    """The tags of an article's HTML, and what of it is not the writer's prose."""
    conversion = convert(text, MarkupOptions(typography=False))
    html = re.sub(r"</?bdi[^>]*>", "", conversion.html)
    tags = re.findall(r"</?([a-z0-9]+)", html)
    shown = re.compile(r' (?:alt|title)="[^"]*"')
    return tags, [shown.sub("", piece) for piece in _NOT_OURS.findall(html)]


@settings(deadline=None, max_examples=300)
@given(BODIES)
def test_the_article_stays_the_same_but_for_the_mended_letters(body: str) -> None:
    """The same elements in the same order; the same code, links and block quotes."""
    after = done(article(body)).removeprefix(article(""))
    assert shape(after) == shape(body)


def test_the_demo_has_nothing_to_mend() -> None:
    for path in sorted((CHECKOUT / "content").rglob("*.md")):
        if path.name != "README.md":
            text = path.read_text(encoding="utf-8")
            assert done(text) == text, path


def test_the_header_reads_as_before() -> None:
    header = f"{HEADER}\nsummary: وصل , ثم  مضى\npoints:\n  - أولى , كذا\n  - ثانية"
    text = article("نص.\n", header)
    before, _ = read_article(PATH, text.encode(), CONFIG)
    after, _ = read_article(PATH, done(text).encode(), CONFIG)
    assert before is not None
    assert after is not None
    assert after.header.summary == "وصل، ثم مضى"
    assert after.header.date == before.header.date
    assert Path(after.path) == Path(before.path)

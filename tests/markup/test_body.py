"""What a Body tells of its article, and the laws of converting."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from generator import keys
from generator.config import MarkupOptions
from generator.engine.patience import within
from generator.markup.body import Heading
from generator.markup.convert import convert
from generator.markup.extensions.headings import shorten
from generator.markup.source import prepare
from generator.plaintext import MAX_BYTES
from generator.recipes import PREPARE

OPTIONS = MarkupOptions()

WITH_EVERYTHING = """
تتواصل *التقارير* بشأن [الخطة](ب.md)[^١] في "بغداد".

## تباين

جدول: أرقام

| أ | ب |
|---|---|
| 1 | 2 |

!!! ملاحظة
    متن

[المرجع][م] وOPEC

[م]: ج.md
[^١]: هامش
*[OPEC]: منظمة
"""

PROSE = """تتواصل التقارير الأمريكية من كبريات المؤسسات الإعلامية هناك، بشأن خطة الانسحاب.

وقال مسؤولون أميركيون، إن الولايات المتحدة والعراق توصلتا إلى اتفاق “سيتم الإعلان عنه الأسبوع
المقبل”، لانسحاب مئات من القوات (الأميركية) بنهاية عام 2026؛ أي بعد 3.5% من المدة.. ماذا بعد؟

والمباحثات الأميركية – العراقية كانت تتم منذ 22/9/2024 عبر اللجنة هـ. وقال: “وعراق 2024 ليس عراق
2014”…"""


def test_body() -> None:
    text = "مقدمة **أولى**[^أ].\n\n## قرار *محوري* & أثر\n\n![](أ.png)\n\n[^أ]: هامش"
    conversion = convert(text, OPTIONS)
    body = conversion.body
    assert body.html_digest == keys.digest(conversion.html)
    assert body.excerpt == "مقدمة أولى."
    assert body.words == 6
    assert body.headings == (Heading(2, "قرار محوري & أثر", "قرار-محوري-أثر"),)
    assert [image.path for image in body.images] == ["أ.png"]
    assert body.anchors == ("fnref-أ", "قرار-محوري-أثر", "fn-أ")
    assert body.findings == ()


def test_excerpt_is_the_first_paragraph_with_words() -> None:
    text = "![](أ.png)\n\n> اقتباس\n\n<i></i>\n\nمن &laquo;بغداد&raquo; و<b>البصرة</b> إلى C++ `x`"
    assert convert(text, OPTIONS).body.excerpt == "من «بغداد» والبصرة إلى C++ x"


def test_excerpt_is_cut_at_a_word() -> None:
    assert shorten("واحد اثنان، ثلاثة", 17) == "واحد اثنان، ثلاثة"
    assert shorten("واحد اثنان، ثلاثة", 16) == "واحد اثنان…"
    assert shorten("واحد اثنان", 5) == "واحد…"
    assert len(shorten("كلمة " * 100)) <= 220


def test_good_prose_is_left_byte_for_byte() -> None:
    plain = "\n".join(f"<p>{block}</p>" for block in PROSE.split("\n\n"))
    assert convert(PROSE, OPTIONS).html == plain


def test_nothing_of_one_article_reaches_the_next() -> None:
    alone = convert("[المرجع][م] وOPEC [^١]", OPTIONS)
    first = convert(WITH_EVERYTHING, OPTIONS)
    assert convert("[المرجع][م] وOPEC [^١]", OPTIONS) == alone
    assert convert("- > " * 300, OPTIONS).html == ""
    assert convert(WITH_EVERYTHING, OPTIONS) == first


def test_every_process_gives_the_same_bytes() -> None:
    here = convert(WITH_EVERYTHING, OPTIONS)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(convert, WITH_EVERYTHING, OPTIONS).result()
    assert there == here
    assert pickle.loads(pickle.dumps(here)) == here


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    "twin",
    ["\ufeff{}", "{}\x85", "{}\n\n"],
)
def test_twins_give_the_same_bytes(twin: str) -> None:
    """faults.md row 14."""
    assert convert(twin.format(WITH_EVERYTHING.strip()), OPTIONS).html == _html(WITH_EVERYTHING)


@pytest.mark.fault(14)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_every_system(newline: str) -> None:
    """faults.md row 14."""
    assert _html(WITH_EVERYTHING.replace("\n", newline)) == _html(WITH_EVERYTHING)


def _html(text: str) -> str:
    return convert(text, OPTIONS).html


@pytest.mark.fault(17)
@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    ["سطر من النص\n" * 100_000, 'فقرة فيها **كلام** عن "النفط" في 2024.\n\n' * 80_000],
    ids=["100,000 lines", "5 MB of paragraphs"],
)
def test_the_largest_text_that_is_read_is_converted_in_time(text: str) -> None:
    assert len(text.encode()) <= MAX_BYTES
    body = within(PREPARE.limit, lambda: convert(text, OPTIONS)).body
    assert body.words >= 240_000
    assert body.findings == ()


QUADRATIC_ONCE = ("<!--", "<b>", "[^ا]\n\n", "\u202e")
"""What our own code once took the square of its length for; each goes a few lines a call now."""


@pytest.mark.fault(18)
@pytest.mark.no_cover
@pytest.mark.parametrize("sign", QUADRATIC_ONCE, ids=ascii)
def test_our_own_part_of_a_row_of_signs_is_quick(sign: str) -> None:
    """250 KB of it: found places are looked up, and what is closed nowhere is not looked for."""
    source, _ = within(10, lambda: prepare(sign * (250_000 // len(sign))))
    assert within(10, lambda: len(source.masked)) == len(source.text)
    places = range(0, len(source.text), 10)
    assert len(within(10, lambda: [source.span(n) for n in places])) == len(places)

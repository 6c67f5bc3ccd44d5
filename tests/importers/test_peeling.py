"""What an import takes off a text: what newsrooms put between paragraphs, and not a word more."""

from __future__ import annotations

import pytest

from generator.importers.peeling import Shown, peel, shown_once
from generator.intake.parts import Names

NAMES = Names()

TEXTS = [
    *("## 2003", "## 1", "12", "٣", "20 دقيقة", "## منذ البداية", "منذ ساعتين"),
    *("## فيسبوك", "فيسبوك", "## إعلان", "## من نحن", "من نحن", "## تعليق واحد", "الرئيسية"),
    "انضم إلى حزب البعث عام 1957.",
    "اشترك في ثورة العشرين وهو في السابعة عشرة.",
    "## اقرأ أيضاً\n\nوأهم بنود الاتفاق:\n\n- انسحاب القوات\n- رفع العقوبات",
    "اقرأ أيضاً: كتاب «الأمير» لمكيافيلي.",
    "اقرأ أيضاً: [رابط](x.md)  \nوقال الوزير إن السد لم يكتمل.",
    "اقرأ المزيد. فالقراءة [كما قال](x.md) حياة الناس وعقولهم.",
    "## مقالات ذات صلة\n\n- كتاب الغبار، دار الساقي 1999",
    "تابعنا على مدى عشرة أيام محاكمة المتهمين في بغداد.",
    "تابعنا في العدد الماضي مسار المفاوضات.",
    "اشترك في تأسيس موقعنا ثلاثة صحفيين.",
    "انضم إلى فريق موقعنا ثلاثة صحفيين جدد.",
    "```\nاقرأ أيضاً\n\n- [أ](a.md)\n```",
    "***",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_may_be_the_articles_own_stays(text: str) -> None:
    body = f"فقرة أولى.\n\n{text}\n\nفقرة أخيرة."
    peeled = peel("عنوان", body, NAMES)
    assert (peeled.body, peeled.dropped) == (body, ())


FURNITURE = [
    "## مقالات ذات صلة\n\n- [عنوان آخر](c.md)\n- [ثان](d.md)",
    "**اقرأ أيضاً**\n\n[مقال](a.md)\n\n[آخر](b.md)",
    "اقرأ أيضاً: [مقال](a.md)",
    *("شارك على فيسبوك", "[فيسبوك](https://facebook.com/x)", "إعلان"),
    *("تابعونا على تلغرام", "انضم إلى قناتنا على تلغرام", "اشترك في النشرة البريدية"),
]


@pytest.mark.parametrize("text", FURNITURE)
def test_what_newsrooms_put_between_paragraphs_goes_and_is_told(text: str) -> None:
    peeled = peel("عنوان", f"فقرة أولى.\n\n{text}\n\nفقرة أخيرة.", NAMES)
    assert peeled.body == "فقرة أولى.\n\nفقرة أخيرة."
    assert " ".join(piece for piece, _ in peeled.dropped) == " ".join(text.split())


def test_a_box_ends_at_the_first_words_that_are_no_link() -> None:
    box = "**اقرأ أيضاً**\n\n[مقال](a.md)"
    rest = "وأهم بنود الاتفاق:\n\n- رفع العقوبات\n\nووقع عليه:\n\n[النص](https://e.org/)"
    assert peel("عنوان", f"أول.\n\n{box}\n\n{rest}", NAMES).body == f"أول.\n\n{rest}"


def test_code_that_holds_a_fence_is_one_piece() -> None:
    body = "أول.\n\n````\n```\n\n\nاقرأ أيضاً\n```\n````\n\nآخر."
    assert peel("عنوان", body, NAMES).body == body


@pytest.mark.parametrize("first", ["[![و](a.jpg)](https://e.org/)", "![و](a.jpg)"])
def test_a_lead_picture_is_shown_once_also_where_it_was_a_link(first: str) -> None:
    assert shown_once(f"{first}\n\nنص.", ("a.jpg", "", "")) == Shown("نص.", ("a.jpg", "و", ""))


@pytest.mark.parametrize(
    "head", ["<table>\n<tr><td>بغداد/ الوكالة</td></tr>\n</table>", "[بغداد/ خبر](a.md)"]
)
def test_what_is_no_paragraph_has_no_dateline(head: str) -> None:
    peeled = peel("عنوان", f"{head}\n\nنص.", NAMES)
    assert (peeled.dateline, peeled.body) == ("", f"{head}\n\nنص.")

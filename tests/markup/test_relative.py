"""Relative days in the text of an article: marked where they count, dated where they are shown."""

from __future__ import annotations

from datetime import date

import pytest

from generator.config import MarkupOptions
from generator.markup.convert import convert
from generator.markup.relative import Calendar, dated

SUNDAY = Calendar(date(2024, 9, 22))


def shown(markdown: str, calendar: Calendar | None = SUNDAY, *, on: bool = True) -> str:
    html = convert(markdown, MarkupOptions(relative_days=on)).html
    return dated(html, calendar).strip()


def test_a_day_gets_its_date_and_the_date_in_full() -> None:
    assert shown("قالت السفيرة، السبت، إن") == (
        '<p>قالت السفيرة، <time datetime="2024-09-21" title="السبت، 21 سبتمبر 2024">السبت</time>،'
        " إن</p>"
    )


@pytest.mark.parametrize(
    ("calendar", "title"),
    [
        (Calendar(date(2024, 9, 22), "levant"), "الثلاثاء، 17 أيلول 2024"),
        (Calendar(date(2024, 9, 22), "both", True), "الثلاثاء، ١٧ أيلول/سبتمبر ٢٠٢٤"),
    ],
)
def test_titles_are_in_the_months_and_digits_of_the_publication(
    calendar: Calendar, title: str
) -> None:
    assert f'title="{title}"' in shown("والثلاثاء الماضي، قال", calendar)


@pytest.mark.parametrize(
    ("markdown", "element"),
    [
        (
            "الأسبوع المقبل",
            '<time datetime="2024-W40" title="من 28 سبتمبر 2024 إلى 4 أكتوبر 2024">الأسبوع المقبل',
        ),
        ("الشهر الماضي", '<time datetime="2024-08" title="أغسطس 2024">الشهر الماضي'),
        ("العام الماضي", '<time datetime="2023" title="2023">العام الماضي'),
        ("وأمس، قال", 'و<time datetime="2024-09-21" title="السبت، 21 سبتمبر 2024">أمس</time>،'),
        ("- أمس\n- بند", '<li><time datetime="2024-09-21"'),
        ("قال **أمس** إن", '<strong><time datetime="2024-09-21"'),
        ("> نص\n\nوصل أمس.", 'وصل <time datetime="2024-09-21"'),
        ("نص[^1]\n\n[^1]: وصل أمس.", 'وصل <time datetime="2024-09-21"'),
    ],
)
def test_each_unit_has_its_form(markdown: str, element: str) -> None:
    assert element in shown(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "## ماذا جرى الثلاثاء الماضي؟",
        "[بيان الثلاثاء الماضي](https://example.org/)",
        "`الثلاثاء الماضي`",
        "    الثلاثاء الماضي",
        "> وصل أمس",
        '"نلتقي الثلاثاء الماضي" قال',
        "“نلتقي **الثلاثاء الماضي**” قال",
        "<time datetime='2024-01-01'>أمس</time>",
        "ستجتمع اللجنة الخميس",
        "أمس **الجمعة** وصل",
        "سوق الثلاثاء",
    ],
)
def test_what_is_left_alone(markdown: str) -> None:
    assert shown(markdown) == shown(markdown, on=False)


def test_without_a_day_the_words_stand_as_they_were_written() -> None:
    text = "وصل أمس، ويعود الأسبوع المقبل."
    assert shown(text, None) == shown(text, on=False) == f"<p>{text}</p>"


def test_a_writer_cannot_forge_a_mark() -> None:
    html = shown('<time datetime="relative:day x">كلمة</time> ثم أمس')
    assert "relative:" not in html
    assert ">كلمة" in html

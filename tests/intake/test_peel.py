"""A copied page becomes an article, and nothing of it is lost unseen."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.config import MarkupOptions
from generator.intake.furniture import Reason
from generator.intake.parts import Names
from generator.intake.peel import Line, Peeled, escaped, lines_of, peel
from generator.markup.convert import convert
from tests.intake.pages import COPIED

NAMES = Names(("تحليلات", "خاص", "سياسة"), ("تحليل", "خبر"))


def peeled(text: str) -> Peeled:
    return peel(lines_of(text), NAMES)


def paragraphs(text: str) -> list[str]:
    return [block.text for block in peeled(f"عنوان المقال\n\n{text}").blocks]


def test_a_copied_page_comes_apart() -> None:
    found = peeled(COPIED)
    assert found.title == "الجسر على وشك.. ماذا بعد اكتمال المعبر الجديد؟"
    assert (found.kind, found.categories) == ("تحليل", ("تحليلات", "خاص"))
    assert (found.dateline, found.date) == ("بغداد/ مرصد الفرات", "2024-09-22")
    assert [block.text for block in found.blocks if block.level] == [
        "تباين في التقديرات",
        "دور محوري",
        "سيناريوهات ما بعد الافتتاح",
    ]
    assert len(found.blocks) == 9
    assert found.text.startswith("تقترب ورش العمل")
    assert "\n\n## دور محوري\n\nومنذ أن أُغلق" in found.text


DATES = {
    "22 سبتمبر 2024 - 10:30": "2024-09-22 10:30",
    "22 سبتمبر، 2024": "2024-09-22",
    "22/9/2024": "2024-09-22",
    "٢٢/٩/٢٠٢٤ - 10:30 م": "2024-09-22 22:30",
    "نُشر في 22 أيلول 2024 | 5:05 م": "2024-09-22 17:05",
    "22 سبتمبر 2024 الساعة 10:30": "2024-09-22 10:30",
    "السبت، 21 نوفمبر 2026": "2026-11-21",
}


@pytest.mark.parametrize("line", DATES)
def test_a_date_stands_in_the_head_in_any_of_these_forms(line: str) -> None:
    found = peeled(f"عنوان المقال\n{line}\nبقلم: هدى ناصر\n\nبغداد/ الوكالة - قالت الوزارة.")
    assert (found.date, found.author) == (DATES[line], "هدى ناصر")
    assert found.dateline == "بغداد/ الوكالة"
    assert [block.text for block in found.blocks] == ["قالت الوزارة."]


def test_every_line_that_was_dropped_is_told_with_its_reason() -> None:
    lines = COPIED.splitlines()
    dropped = peeled(COPIED).dropped
    assert [(each.line, each.reason) for each in dropped] == [
        (1, Reason.NAVIGATION),
        (7, Reason.COUNTERS),
        (8, Reason.SHARE),
        (26, Reason.RELATED),
        (27, Reason.RELATED),
        (28, Reason.COUNTERS),
        (29, Reason.RELATED),
        (31, Reason.COMMENTS),
        (33, Reason.COMMENTS),
        (35, Reason.TOP),
    ]
    assert [lines[each.line - 1] for each in dropped] == [each.text for each in dropped]


def test_the_headline_again_above_the_text_is_dropped() -> None:
    found = peeled("عنوان المقال (تحليل)\n\nعنوان المقال\n\nنص المقال الذي يأتي بعده.")
    assert [(each.line, each.reason) for each in found.dropped] == [(3, Reason.REPEATED)]
    assert found.text == "نص المقال الذي يأتي بعده.\n"


def test_a_text_without_a_headline_has_none() -> None:
    prose = "وقال مشرف على الأعمال إن الركائز الثماني عشرة اجتازت اختبار الحمل كلها قبل أسبوعين."
    found = peeled(prose)
    assert (found.title, found.text) == ("", f"{prose}\n")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("22 سبتمبر 2024", "2024-09-22"),
        ("الأحد، 22 أيلول 2024", "2024-09-22"),
        ("سبتمبر 22, 2024", "2024-09-22"),
        ("٢٢ سبتمبر ٢٠٢٤", "2024-09-22"),
        ("2024-09-22 17:05", "2024-09-22 17:05"),
        ("نُشر في: 22 سبتمبر 2024 5:05 م", "2024-09-22 17:05"),
    ],
)
def test_a_line_that_is_a_date_is_the_date(line: str, date: str) -> None:
    found = peeled(f"عنوان المقال\n{line}\n\nنص المقال.")
    assert (found.date, found.text) == (date, "نص المقال.\n")


def test_broken_lines_are_joined() -> None:
    text = (
        "تقترب ورش العمل من إغلاق الفجوة الأخيرة في جسر طال\n"
        "انتظاره، فيما تتفاوت تقديرات المهندسين لموعد مرور\n"
        "أول سيارة عليه.\n"
        "\n"
        "دور محوري\n"
        "ومنذ أن أُغلق المعبر القديم صار الجسر الوحيد القائم\n"
        "يحمل ضعف ما صُمم له."
    )
    first, subhead, second = paragraphs(text)
    assert first == " ".join(text.splitlines()[:3])
    assert subhead == "دور محوري"
    assert second == " ".join(text.splitlines()[5:])


def test_a_line_that_ends_with_a_comma_goes_on() -> None:
    assert paragraphs("قال المشرف على الأعمال،\nإن الجسر لم يكتمل.") == [
        "قال المشرف على الأعمال، إن الجسر لم يكتمل."
    ]


def test_lines_of_whole_sentences_are_paragraphs() -> None:
    long = "كلمة " * 40
    assert paragraphs(f"{long}أولى.\nوقال آخر {long}ثانية.") == [
        f"{long}أولى.",
        f"وقال آخر {long}ثانية.",
    ]


def test_short_lines_in_a_row_are_no_subheads() -> None:
    found = peeled("عنوان\n\nفقرة كاملة من النص.\n\nشطر أول\n\nشطر ثان\n\nفقرة أخيرة من النص.")
    assert [block.level for block in found.blocks] == [0, 0, 0, 0]


def test_signs_of_lists_become_lists() -> None:
    assert paragraphs("فقرة من النص.\n• أول\n• ثان\n\n1) واحد\n2) اثنان\n\nخاتمة.") == [
        "فقرة من النص.",
        "- أول\n- ثان\n1. واحد\n1. اثنان",
        "خاتمة.",
    ]


def test_headings_of_a_document_keep_their_order() -> None:
    lines = (
        Line(1, "عنوان", level=1),
        Line(2, "فصل", level=2),
        Line(3, "نص.", markdown="نص**.**"),
        Line(4, "باب في الفصل", level=3),
        Line(5, "نص آخر."),
    )
    found = peel(lines, NAMES)
    assert found.title == "عنوان"
    assert found.text == "## فصل\n\nنص**.**\n\n### باب في الفصل\n\nنص آخر.\n"


SIGNS = st.text(alphabet="اب ج*_`[]()<>&#!~:{}|\\-+=.1٢^؟،\"'/", min_size=1, max_size=40)


@given(SIGNS)
@example("- 1")
@example("-- -")
def test_a_plain_text_reads_the_same_as_markdown(text: str) -> None:
    """Whatever signs it holds. Spaces and what the typography mends are not looked at."""
    wanted = text.strip()
    written = convert(escaped(wanted) + "\n", MarkupOptions(typography=False))
    shown = html.unescape(re.sub("<[^>]*>", "", written.html))
    assert shown.split() == wanted.split()


LABELS = st.sampled_from(["تحليلاتخاص", "سياسة", "خاص، سياسة"])
WORDS = st.lists(
    st.sampled_from(["قال", "الوزير", "إن", "الجسر", "لم", "يكتمل", "ثم"]), max_size=20
)
ENDS = st.sampled_from([".", "؟", "", "،", ":", "..", " *"])
TEXTS = st.builds(lambda words, end: " ".join([*words, "{mark}"]) + end, WORDS, ENDS)
POINTS = st.sampled_from(["- {mark}", "٣. {mark} بند", "مقالات ذات صلة", "عنوان {mark} (تحليل)"])
OTHERS = st.sampled_from([*COPIED.splitlines(), "***", ""])


@given(st.lists(TEXTS | POINTS | OTHERS | LABELS))
def test_nothing_is_lost_unseen(templates: list[str]) -> None:
    """Each line of the input is in the article, in its header, or in the list of what was left."""
    lines = [line.replace("{mark}", f"كلمة{at}") for at, line in enumerate(templates)]
    found = peeled("\n".join(lines))
    dropped = {each.line for each in found.dropped}
    shown = re.sub(r"\\(?=\W)", "", f"{found.title} {found.text}")
    for number, (template, line) in enumerate(zip(templates, lines, strict=True), start=1):
        if "{mark}" in template and number not in dropped:
            words = line.removeprefix("- ").removeprefix("٣. ").removesuffix(" (تحليل)")
            assert words in shown
        for label in ("خاص", "سياسة"):
            assert line != label or number in dropped or label in found.categories or label in shown


@given(st.text(max_size=300))
def test_any_text_can_be_peeled(text: str) -> None:
    found = peeled(text)
    assert found.text == "" or found.text.endswith("\n")

"""What belongs to a theme, and what to an article."""

from __future__ import annotations

import pytest

from generator.intake.furniture import Reason, furniture, reason_of

PROSE = "وقال مشرف على الأعمال إن الركائز الثماني عشرة اجتازت اختبار الحمل كلها قبل أسبوعين."


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("مقالات ذات صلة", Reason.RELATED),
        ("مقالات ذات صله:", Reason.RELATED),
        ("اقرأ أيضاً", Reason.RELATED),
        ("إقرأ ايضا: كم تكلف ضفة بلا جسر", Reason.RELATED),
        ("شاهد أيضًا", Reason.RELATED),
        ("اترك تعليقاً", Reason.COMMENTS),
        ("اترك تعليقًا", Reason.COMMENTS),
        ("3 تعليقات", Reason.COMMENTS),
        ("5 تعليقات على “الجسر على وشك”", Reason.COMMENTS),
        ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", Reason.COMMENTS),
        ("زر الذهاب إلى الأعلى", Reason.TOP),
        ("العودة إلى الأعلى ↑", Reason.TOP),
        ("شاركها", Reason.SHARE),
        ("فيسبوك تويتر واتساب تيلقرام", Reason.SHARE),
        ("Facebook X WhatsApp", Reason.SHARE),
        ("الرئيسية/سياسة/الجسر على وشك", Reason.NAVIGATION),
        ("الرئيسية » تحليلات", Reason.NAVIGATION),
        ("منذ 3 أيام", Reason.COUNTERS),
        ("منذ ساعتين", Reason.COUNTERS),
        ("1,204", Reason.COUNTERS),
        ("٥ دقائق قراءة", Reason.COUNTERS),
        ("آخر تحديث: سبتمبر 22, 2024", Reason.COUNTERS),
        ("تابعنا على أخبار جوجل", Reason.FOLLOW),
        ("انضم إلى قناتنا على تلغرام", Reason.FOLLOW),
        ("إعلان", Reason.ADVERTISEMENT),
        ("© 2024 جميع الحقوق محفوظة", Reason.FOOTER),
        ("* * *", Reason.RULE),
        ("—————", Reason.RULE),
    ],
)
def test_furniture_is_known_by_its_words(line: str, reason: Reason) -> None:
    assert reason_of(line) is reason


@pytest.mark.parametrize(
    "line",
    [
        "",
        PROSE,
        "دور محوري",
        "سيناريوهات ما بعد الانسحاب",
        "منذ تشكيل اللجنة قبل عام وهي تجتمع في بغداد",
        "مقالات ذات صلة بالملف نشرتها ثلاث صحف",
        "التعليقات التي وصلت إلى اللجنة",
        "شارك المهندسون في الاجتماع",
        "إعلان بغداد",
        "2024 عام مختلف",
        "الرئيسية في هذا كله أن الجسر لم يكتمل",
        "- بند",
        "منذ البداية",
        "انضم إلى حزب البعث عام 1957.",
        "اشترك في ثورة العشرين وهو في السابعة عشرة.",
    ],
)
def test_what_an_article_may_say_is_none(line: str) -> None:
    assert reason_of(line) is None


def test_a_related_box_ends_where_the_article_goes_on() -> None:
    lines = [PROSE, "مقالات ذات صلة", "إغلاق المعبر القديم", "منذ 3 أيام", "", PROSE, "خاتمة"]
    assert list(furniture(lines)) == [1, 2, 3]


def test_after_the_form_nothing_is_the_article() -> None:
    lines = [PROSE, "اترك تعليقاً", "لن يتم نشر عنوان بريدك الإلكتروني.", "الاسم *", PROSE]
    found = furniture(lines)
    assert list(found) == [1, 2, 3, 4]
    assert set(found.values()) == {Reason.COMMENTS}


def test_comments_of_readers_are_none_of_the_article() -> None:
    assert list(furniture([PROSE, "3 تعليقات على “الجسر”", "قارئ", PROSE])) == [1, 2, 3]

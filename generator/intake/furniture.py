"""The furniture of themes: lines of a copied page that are no part of its article.

The words are those that WordPress and its Arabic themes print (their `ar` translations), and what
newsrooms put between paragraphs. Lines compare without hamza, harakat and the punctuation around
them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from enum import Enum

from generator.arabic.letters import fold_twins
from generator.diagnostics import Bilingual


class Reason(Enum):
    """Why a line was dropped."""

    NAVIGATION = Bilingual("شريط التنقل", "navigation")
    COUNTERS = Bilingual("أوقات القالب وعداداته", "times and counters of the theme")
    SHARE = Bilingual("أزرار المشاركة", "share buttons")
    RELATED = Bilingual("مقالات ذات صلة", "related articles")
    COMMENTS = Bilingual("التعليقات ونموذجها", "comments and their form")
    TOP = Bilingual("زر العودة إلى الأعلى", "back to top")
    FOLLOW = Bilingual("دعوة إلى المتابعة أو الاشتراك", "a call to follow or subscribe")
    ADVERTISEMENT = Bilingual("إعلان", "an advertisement")
    FOOTER = Bilingual("ذيل الصفحة", "the foot of the page")
    REPEATED = Bilingual("مكرر", "repeated")
    RULE = Bilingual("خط فاصل", "a dividing line")
    PICTURE = Bilingual("صورة بصيغة لا تُنشر", "a picture in a form that no browser shows")


def furniture(lines: Sequence[str]) -> dict[int, Reason]:
    """The lines that are furniture, by index. A heading such as `مقالات ذات صلة` takes what
    follows it along, up to the next sentence that is long enough to be the article's."""
    found: dict[int, Reason] = {}
    box: Reason | None = None
    is_end = False
    for index, line in enumerate(lines):
        reason = reason_of(line)
        if reason in _BOXES and _opens(line):
            box, is_end = reason, is_end or bool(_TO_THE_END.search(_bare(line)))
        elif reason is None and box and not is_end and is_prose(line):
            box = None
        if line.strip() and (reason or box):
            found[index] = reason or box or Reason.RELATED
    return found


def reason_of(line: str) -> Reason | None:
    """Why a line is furniture whatever stands around it; None when it may be text."""
    if _RULE.fullmatch(line.strip()):
        return Reason.RULE
    bare = _bare(line)
    if not bare:
        return None
    known = _whole_lines().get(bare)
    if known:
        return known
    if all(word in _sharers() for word in bare.split()):
        return Reason.SHARE
    return next((reason for reason, pattern in _PATTERNS if pattern.match(bare)), None)


def is_prose(line: str) -> bool:
    """Whether a line is long and whole enough to be a paragraph of an article."""
    return len(line.split()) >= _PROSE and ends_sentence(line)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does; a teaser that breaks off (`...`) does not."""
    text = line.rstrip().rstrip("”»\"')]")
    return text.endswith((".", "؟", "?", "!", "۔")) and not text.endswith(("..", "…"))


_PROSE = 12
"""Words. A headline may have as many, but then it has no full stop."""
_RULE = re.compile(r"[-–—_=*~•·.ـ\s]{3,}")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _bare(line: str) -> str:
    """A line as it is compared: folded, without the punctuation and signs around it."""
    return _EDGES.sub("", fold_twins(line))


_WHOLE: dict[Reason, tuple[str, ...]] = {
    Reason.NAVIGATION: (
        *("الرئيسية", "القائمة", "بحث عن", "السابق", "التالي", "المقال السابق", "المقال التالي"),
        *("الخبر السابق", "الخبر التالي", "تخطى إلى المحتوى", "التجاوز إلى المحتوى"),
        *("انتقل إلى المحتوى", "الانتقال إلى المحتوى", "مقال عشوائي", "تسجيل الدخول"),
        *("إضافة عمود جانبي", "القائمة الرئيسية", "الوضع المظلم"),
    ),
    Reason.RELATED: (
        *("مقالات ذات صلة", "مواضيع ذات صلة", "موضوعات ذات صلة", "أخبار ذات صلة", "ذات صلة"),
        *("مقالات مشابهة", "مواضيع مشابهة", "مقالات متعلقة", "أخبار متعلقة", "مواضيع متعلقة"),
        *("قد يعجبك أيضاً", "قد يعجبك", "ربما يعجبك أيضاً", "اقرأ أيضاً", "اقرأ المزيد"),
        *("إقرأ أيضاً", "شاهد أيضاً", "المزيد من المقالات", "أحدث المقالات", "الأكثر قراءة"),
    ),
    Reason.COMMENTS: (
        *("اترك تعليقاً", "اترك تعليق", "اترك رداً", "اترك رد", "أضف تعليقاً", "أضف تعليق"),
        *("إلغاء الرد", "لا توجد تعليقات", "لا تعليقات", "إرسال التعليق", "تعليق واحد"),
        "تعليقان",
    ),
    Reason.TOP: (
        *("زر الذهاب إلى الأعلى", "العودة إلى الأعلى", "الرجوع إلى الأعلى", "إلى الأعلى"),
        "الذهاب إلى الأعلى",
    ),
    Reason.SHARE: (
        *("شاركها", "شارك المقال", "شارك الخبر", "شارك هذا المقال", "شارك هذا الموضوع"),
        *("مشاركة عبر البريد", "نسخ الرابط", "انسخ الرابط", "مشاركة المقال", "معجب بهذه"),
    ),
    Reason.FOLLOW: ("اشترك الآن", "اشترك في النشرة البريدية", "اشترك في نشرتنا البريدية"),
    Reason.ADVERTISEMENT: ("إعلان", "إعلانات", "مساحة إعلانية", "advertisement"),
    Reason.FOOTER: ("سياسة الخصوصية", "شروط الاستخدام", "من نحن", "اتصل بنا"),
    Reason.COUNTERS: (
        *("أقل من دقيقة", "دقيقة واحدة", "دقيقتان", "أرسل بريدا إلكترونيا", "آخر تحديث"),
    ),
}
_SHARERS = (
    *(
        "شارك",
        "مشاركة",
        "على",
        "عبر",
        "فيسبوك",
        "تويتر",
        "إكس",
        "واتساب",
        "تلغرام",
        "تيلقرام",
        "تيليجرام",
    ),
    *("لينكدإن", "بينتيريست", "ماسنجر", "ڤايبر", "فايبر", "طباعة", "سناب", "شات", "ريديت"),
    *("facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit"),
    *("messenger", "viber", "print", "tumblr", "odnoklassniki", "vkontakte", "pocket", "email"),
)
_NUMBER = r"\d[\d,.٬]*"
_SPAN = (
    r"(?:ثانيه|ثانيتين|ثوان|ثواني|دقيقه|دقيقتين|دقائق|ساعه|ساعتين|ساعات|يوم|يومين|ايام|اسبوع"
    r"|اسبوعين|اسابيع|شهر|شهرين|اشهر|شهور|سنه|سنتين|سنوات|عام|عامين|اعوام|لحظات|قليل)"
)
"""What themes count the age of an article in."""
_OURS = (
    r"(?:قناتنا|قنواتنا|صفحتنا|صفحاتنا|نشرتنا|مجموعتنا|حسابنا|حساباتنا|خدمتنا|موقعنا|تطبيقنا"
    r"|النشره (?:البريديه|الاخباريه))"
)
"""What a reader is asked to join; what somebody else joined is history."""
_NETWORKS = (
    r"(?:فيسبوك|تويتر|اكس|يوتيوب|انستغرام|انستقرام|تلغرام|تيليغرام|تيليجرام|تيلقرام|واتساب|تيك توك"
    r"|(?:مواقع|وسائل|منصات|شبكات) التواصل|(?:اخبار )?(?:جوجل|غوغل)|google|facebook|telegram)"
)
"""Where one is asked to follow; `تابعنا` is also what reporters did."""
_PATTERNS = (
    (Reason.NAVIGATION, re.compile(r"الرئيسيه\s*[/»>›|]")),
    (Reason.RELATED, re.compile(r"(?:اقرا|شاهد|طالع) (?:ايضا|المزيد)\s*[:：.]")),
    (
        Reason.COMMENTS,
        re.compile(
            r"لن يتم نشر عنوان بريدك|الحقول الالزاميه مشار|احفظ اسمي|يجب (?:ان|انت) تكون مسجل"
            rf"|(?:{_NUMBER} (?:تعليق|تعليقا|تعليقات)|تعليق واحد|تعليقان)(?: علي .*)?$"
        ),
    ),
    (
        Reason.COUNTERS,
        re.compile(
            rf"منذ (?:{_NUMBER} )?{_SPAN}(?: واحده?)?$|{_NUMBER}$|اخر تحديث\b|وقت القراءه\b"
            rf"|{_NUMBER} (?:دقيقه|دقائق|مشاهده|مشاهدات|قراءه|قراءات|زياره)"
            r"(?: قراءه| للقراءه| واحده)?$"
        ),
    ),
    (
        Reason.FOLLOW,
        re.compile(
            rf"(?:تابعنا|تابعونا) (?:علي|عبر|في) (?:{_OURS}|{_NETWORKS})\b.{{,40}}$"
            rf"|(?:انضم|انضموا|اشترك|اشتركوا) (?:علي|عبر|الي|في) {_OURS}\b.{{,40}}$"
        ),
    ),
    (Reason.FOOTER, re.compile(r".{,40}(?:جميع|كافه|كل) الحقوق محفوظه|copyright\b|©")),
)
_BOXES = frozenset({Reason.RELATED, Reason.COMMENTS})
_TO_THE_END = re.compile(r"^لن يتم نشر|(?:تعليقا?ت?|واحد|تعليقان) علي ")
"""After these stand comments, which may be as long as an article, and their form."""


def _opens(line: str) -> bool:
    """Whether a line heads a box; `اقرأ أيضاً: عنوان` is one by itself."""
    bare = _bare(line)
    return bare in _whole_lines() or bool(_TO_THE_END.search(bare))


@functools.cache
def _whole_lines() -> dict[str, Reason]:
    return {_bare(line): reason for reason, lines in _WHOLE.items() for line in lines}


@functools.cache
def _sharers() -> frozenset[str]:
    return frozenset(fold_twins(word) for word in _SHARERS)

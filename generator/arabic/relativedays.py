"""Relative days: `السبت`, `أمس`, `الأسبوع المقبل`, and the dates that they mean in an article.

What they mean hangs on the day on which the article was written (its *day*). Finding them is apart
from placing them, so that a text is read once and its day may change. In doubt a word is left
alone. The rules, from what Arabic newsrooms write (wishes.md, idea 9):

- A weekday counts with a word that says when (`الثلاثاء الماضي`), or with a sign that it is a time:
  between commas, after `يوم`, `مساء` and their like, after a word with the article, or after a verb
  of telling. `سوق الثلاثاء`, `صلاة الجمعة`, `الجمعة العظيمة`, `الأحد 22 سبتمبر` are none.
- `الماضي` means the last such day before the article's, `المقبل` the first after it; bare, the
  weekday is the article's own day or the last such day before it. Where the sentence speaks of
  the future before it (`ستجتمع اللجنة الخميس`), a bare weekday cannot be placed.
- Weeks begin as the country has it (CLDR), and are named by their ISO 8601 number, which is what
  `<time datetime>` takes: that of the ISO week in which most of their days lie.
- What stands in quotation marks was said on another day, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

import msgspec

from generator.arabic.dates import Months, month_name

WEEKDAYS = {
    "الاثنين": 0,
    "الإثنين": 0,
    "الثلاثاء": 1,
    "الأربعاء": 2,
    "الاربعاء": 2,
    "الخميس": 3,
    "الجمعة": 4,
    "السبت": 5,
    "الأحد": 6,
    "الاحد": 6,
}
"""As `date.weekday` counts them."""

_PAST = "الماضي|الماضية|الفائت|الفائتة|المنصرم|المنصرمة"
_NEXT = "المقبل|المقبلة|القادم|القادمة"
_THIS = "الجاري|الجارية|الحالي|الحالية"
_STEPS = {
    **dict.fromkeys(_PAST.split("|"), -1),
    **dict.fromkeys(_NEXT.split("|"), 1),
    **dict.fromkeys(_THIS.split("|"), 0),
}
_DAYS = {
    **dict.fromkeys(("أول من أمس", "أول أمس", "أمس الأول"), -2),
    **dict.fromkeys(("أمس", "البارحة"), -1),
    **dict.fromkeys(("اليوم",), 0),
    **dict.fromkeys(("يوم غد", "غداً", "غدًا", "غدا"), 1),
    **dict.fromkeys(("بعد غد",), 2),
}
_SURE = frozenset({"أول من أمس", "أول أمس", "أمس الأول", "أمس", "البارحة", "يوم غد", "غداً", "غدًا"})
"""Words of _DAYS that mean a day also without its name."""
_COMMAS = "،,–—("
"""What a time may stand behind."""
_SPANS = {"الأسبوع": "week", "الاسبوع": "week", "الشهر": "month", "العام": "year", "السنة": "year"}


class Mention(msgspec.Struct, frozen=True):
    """A relative day in a text, from `start` to `end`. `meaning` is for `place`."""

    start: int
    end: int
    meaning: str


class Placed(msgspec.Struct, frozen=True):
    """What a relative day means: its first and last day, and its ISO 8601 form for `datetime`: a
    date, a week, a month or a year (HTML, "dates and times")."""

    first: date
    last: date
    iso: str


# -- finding ---------------------------------------------------------------------------------------


def find(text: str) -> Iterator[Mention]:
    """The relative days in a paragraph, from its beginning on."""
    quoted: list[tuple[int, int]] | None = None
    for found in _pattern().finditer(text):
        meaning = _meaning(found, text)
        if not meaning:
            continue
        quoted = _quotations(text) if quoted is None else quoted
        if not any(start < found.start() < end for start, end in quoted):
            yield Mention(found.start("phrase"), found.end("phrase"), meaning)


def hints(text: str) -> tuple[str, ...]:
    """Pieces of the text, one of which is in each of its mentions: () says quickly that there are
    none."""
    found = [needle for needle in _NEEDLES if needle in text]
    if _TODAY in text:
        found += (needle for needle in _TODAYS if needle in text)
    return tuple(found)


_TODAY = "اليوم"
_TODAYS = tuple(f"{sign}{blank}{_TODAY}" for sign in _COMMAS for blank in ("", " "))
_NEEDLES = (
    *WEEKDAYS,
    *(w for w in _DAYS if w not in (_TODAY, "غدا", "أول أمس", "أول من أمس", "أمس الأول")),
    *(f" {word}" for word in _STEPS if not word.endswith("ة")),
)
"""One of these or of `_TODAYS` is in every mention."""


@cache
def _pattern() -> re.Pattern[str]:
    """A word that may begin a mention, and perhaps the one that goes with it."""
    heads = _alternatives([*WEEKDAYS, *_DAYS, *_SPANS, *_month_numbers()])
    tails = _alternatives([*_STEPS, *WEEKDAYS])
    return re.compile(
        rf"(?<!\w)(?P<prefix>[وف]?)(?P<phrase>(?P<head>{heads})(?: (?P<tail>{tails}))?)"
        r"(?![\w\u064b-\u0652])"
    )


def _alternatives(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest that fits; letter by letter, which is several
    times faster than one after the other."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    is_end = by_letter.pop("", None) is not None
    ways = "|".join(re.escape(each) + _alternatives(by_letter[each]) for each in by_letter)
    return f"(?:{ways}){'?' if is_end else ''}" if ways else ""


@cache
def _month_numbers() -> dict[str, int]:
    traditions: tuple[Months, ...] = ("gregorian", "levant", "both")
    return {month_name(month, each): month for each in traditions for month in range(1, 13)}


def _meaning(found: re.Match[str], text: str) -> str:
    """What a match means, "" for nothing."""
    head, tail = found["head"], found["tail"]
    if head in WEEKDAYS:
        return _weekday(found, text)
    if head in _DAYS:
        return _day(found, text)
    if tail not in _STEPS:
        return ""
    if head in _SPANS:
        is_rank = head == "العام" and _word_before(found, text).startswith("ال")
        return "" if is_rank else f"{_SPANS[head]} {_STEPS[tail]}"  # الأمين العام الحالي
    return f"month {_month_numbers()[head]} {_STEPS[tail]}"


def _weekday(found: re.Match[str], text: str) -> str:
    number, tail = WEEKDAYS[found["head"]], found["tail"]
    if tail in _STEPS:
        return f"weekday {number} {_STEPS[tail] or 'unsure'}"
    if tail or not _is_time(found, text):
        return ""
    sentence = text[_sentence_start(text, found.start()) : found.start()]
    return f"weekday {number} {'unsure' if _FUTURE.search(sentence) else 'bare'}"


def _day(found: re.Match[str], text: str) -> str:
    word, tail = found["head"], found["tail"]
    if tail:
        return f"day {_DAYS[word]} {WEEKDAYS[tail]}" if tail in WEEKDAYS else ""
    if word == "اليوم":
        return f"day {_DAYS[word]}" if _between_commas(found, text) else ""
    return f"day {_DAYS[word]}" if word in _SURE else ""


_TIMES = frozenset(
    ("يوم", "مساء", "صباح", "فجر", "ظهر", "عصر", "ليل", "ليلة", "نهار", "ضحى", "ظهيرة", "منذ")
)
_TELLING = re.compile(
    r"[وف]?(?:قال|أعلن|أكد|ذكر|كشف|أفاد|أوضح|أضاف|وصل|التقى|بحث|نقل|نشر|صرح|شدد|حذر|دعا|أصدر"
    r"|وقع|افتتح|استقبل|عقد|شهد|اندلع|انطلق|بدأ|انتهى|غادر|زار|اتهم|نفى|قرر|أقر|صوت|قتل|أصيب)"
    r"(?:ت|وا|ا|تا)?"
)
_GOES_ON = re.compile(rf"/| (?:ال|\(?[\d٠-٩]|من كل|و(?:{'|'.join(WEEKDAYS)}))")
"""What follows a weekday that is part of a name, a date in full or a range."""
_FUTURE = re.compile(
    r"(?<!\w)[وف]?(?:سوف|المقرر|المنتظر|المزمع|المرتقب|[يت]عتزم\w*|[يت]ستعد\w*"
    r"|س(?!ياس|ياد|يار|يطر|ينار|ينم|يناء|يد|يول|يرة|تة|تون|تين|تراتيج)[يت]\w{2,})(?!\w)"
)
"""Words that turn a sentence to the future: the prefix سـ on a verb, and what announces."""


def _is_time(found: re.Match[str], text: str) -> bool:
    """Whether a bare weekday is a time, and no part of a name, a range or a date in full."""
    after = text[found.end() : found.end() + 16]
    if _GOES_ON.match(after):
        return False
    before = text[: found.start()].rstrip(" ")
    if found["prefix"] and not re.match(r"[،,]", after):
        return False
    if not before:
        return after[:1] in ("،", ",")
    if before[-1] in _COMMAS:
        return not before[:-1].rstrip(" ").endswith(tuple(WEEKDAYS))
    word = _word_before(found, text)
    if word in WEEKDAYS:
        return False
    return word in _TIMES or word.startswith("ال") or bool(_TELLING.fullmatch(word))


def _between_commas(found: re.Match[str], text: str) -> bool:
    before, after = text[: found.start()].rstrip(" "), text[found.end() :].lstrip(" ")
    return before.endswith(tuple(_COMMAS)) and after.startswith((*_COMMAS, ")", "."))


def _word_before(found: re.Match[str], text: str) -> str:
    """The word just before a match, "" when a sign stands between."""
    before = text[max(0, found.start() - 40) : found.start()]
    word = re.search(r"(?:^|\s)([\w\u064b-\u0652]+) $", before)
    return word[1] if word else ""


def _sentence_start(text: str, end: int) -> int:
    return max(text.rfind(sign, 0, end) for sign in ".؟!؛…\n") + 1


_QUOTATION = re.compile('“[^”]*”?|«[^»]*»?|"[^"]*"?|&quot;.*?(?:&quot;|$)', re.DOTALL)


def _quotations(text: str) -> list[tuple[int, int]]:
    """What stands in quotation marks; one that is not closed goes to the end."""
    return [found.span() for found in _QUOTATION.finditer(text)]


# -- placing ---------------------------------------------------------------------------------------


def place(meaning: str, day: date, first_weekday: int = 5) -> Placed | None:
    """What a mention means in an article of a day; None when it cannot be said. `first_weekday`:
    on which a week begins, as `date.weekday` counts."""
    unit, *arguments = meaning.split(" ")
    try:
        return _PLACES[unit](day, first_weekday, *arguments)
    except (KeyError, ValueError, TypeError, OverflowError):  # of another program's making
        return None


def _place_weekday(day: date, _: int, number: str, when: str) -> Placed | None:
    back = (day.weekday() - int(number)) % 7
    if when == "unsure":
        return None
    if when == "bare":
        return _one(day - timedelta(days=back))
    step = -(back or 7) if int(when) < 0 else 7 - back
    return _one(day + timedelta(days=step))


def _place_day(day: date, _: int, step: str, weekday: str = "") -> Placed | None:
    """None when the weekday that stands beside it is another."""
    found = day + timedelta(days=int(step))
    return _one(found) if not weekday or found.weekday() == int(weekday) else None


def _place_week(day: date, first_weekday: int, step: str) -> Placed:
    first = day - timedelta(days=(day.weekday() - first_weekday) % 7) + timedelta(weeks=int(step))
    year, week, _ = (first + timedelta(days=3)).isocalendar()
    return Placed(first, first + timedelta(days=6), f"{year:04d}-W{week:02d}")


def _place_month(day: date, _: int, number_or_step: str, when: str = "") -> Placed | None:
    """The last, this or next month; with two arguments the named one, before or after this."""
    months = day.year * 12 + day.month - 1
    if not when:
        return _month(months + int(number_or_step))
    ahead = (int(number_or_step) - day.month) % 12
    if int(when) == 0:
        return None if ahead else _month(months)
    return _month(months + (ahead or 12 if int(when) > 0 else ahead - 12))


def _place_year(day: date, _: int, step: str) -> Placed:
    year = day.year + int(step)
    return Placed(date(year, 1, 1), date(year, 12, 31), f"{year:04d}")


_PLACES: dict[str, Callable[..., Placed | None]] = {
    "weekday": _place_weekday,
    "day": _place_day,
    "week": _place_week,
    "month": _place_month,
    "year": _place_year,
}


def _one(day: date) -> Placed:
    return Placed(day, day, day.isoformat())


def _month(months: int) -> Placed:
    """The month that is so many after the first of year 0."""
    first = date(months // 12, months % 12 + 1, 1)
    after = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return Placed(first, after - timedelta(days=1), f"{first:%Y-%m}")

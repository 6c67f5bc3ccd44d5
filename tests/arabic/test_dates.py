"""Dates as printed and as typed."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic.dates import (
    Months,
    NotADate,
    format_date,
    format_hijri,
    format_month,
    format_time,
    month_name,
    parse_moment,
)

BAGHDAD = ZoneInfo("Asia/Baghdad")
SUNDAY = date(2024, 9, 22)

MONTHS = [
    ("كانون الثاني", "يناير"),
    ("شباط", "فبراير"),
    ("آذار", "مارس"),
    ("نيسان", "أبريل"),
    ("أيار", "مايو"),
    ("حزيران", "يونيو"),
    ("تموز", "يوليو"),
    ("آب", "أغسطس"),
    ("أيلول", "سبتمبر"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الأول", "ديسمبر"),
]


@pytest.mark.parametrize(("month", "names"), list(enumerate(MONTHS, start=1)))
def test_month_names(month: int, names: tuple[str, str]) -> None:
    """arabic.md 4: CLDR ar_IQ and ar_EG."""
    levant, gregorian = names
    assert month_name(month, "levant") == levant
    assert month_name(month, "gregorian") == gregorian
    assert month_name(month, "both") == f"{levant}/{gregorian}"


DATES: list[tuple[Months, bool, bool, str]] = [
    ("gregorian", False, False, "22 سبتمبر 2024"),
    ("levant", False, False, "22 أيلول 2024"),
    ("both", False, False, "22 أيلول/سبتمبر 2024"),
    ("levant", False, True, "الأحد، 22 أيلول 2024"),
    ("gregorian", True, True, "الأحد، ٢٢ سبتمبر ٢٠٢٤"),
]


@pytest.mark.parametrize(("months", "arabic_indic", "weekday", "expected"), DATES)
def test_format_date(months: Months, arabic_indic: bool, weekday: bool, expected: str) -> None:
    """arabic.md 4; no invisible mark may stand in a date (the short CLDR pattern has U+200F)."""
    text = format_date(SUNDAY, months=months, arabic_indic=arabic_indic, weekday=weekday)
    assert text == expected


def test_every_weekday_has_its_name() -> None:
    days = [format_date(SUNDAY + timedelta(days=n), weekday=True).split("،")[0] for n in range(7)]
    assert days == ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"]


def test_format_month() -> None:
    assert format_month(2024, 9, months="levant", arabic_indic=False) == "أيلول 2024"
    assert format_month(2024, 9, months="both", arabic_indic=True) == "أيلول/سبتمبر ٢٠٢٤"


TIMES = [
    (17, 5, "5:05 م", "arabic.md 4"),
    (0, 0, "12:00 ص", "CLDR h: midnight"),
    (0, 59, "12:59 ص", "CLDR h: midnight"),
    (11, 59, "11:59 ص", "CLDR a"),
    (12, 0, "12:00 م", "CLDR h: noon"),
    (23, 30, "11:30 م", "CLDR h"),
]


@pytest.mark.parametrize(("hour", "minute", "expected", "rule"), TIMES)
def test_format_time(hour: int, minute: int, expected: str, rule: str) -> None:
    assert format_time(datetime(2024, 9, 22, hour, minute, tzinfo=BAGHDAD)) == expected, rule


def test_format_time_in_arabic_indic_digits() -> None:
    moment = datetime(2024, 9, 22, 17, 5, tzinfo=BAGHDAD)
    assert format_time(moment, arabic_indic=True) == "٥:٠٥ م"


HIJRI = [
    (SUNDAY, "19 ربيع الأول 1446 هـ", "arabic.md 4"),
    (date(1924, 8, 1), "1 محرم 1343 هـ", "first day of the tables"),
    (date(1924, 7, 31), None, "before the tables"),
    (date(2077, 11, 16), "30 ذو الحجة 1500 هـ", "last day of the tables"),
    (date(2077, 11, 17), None, "after the tables"),
]


@pytest.mark.parametrize(("day", "expected", "rule"), HIJRI)
def test_format_hijri(day: date, expected: str | None, rule: str) -> None:
    assert format_hijri(day) == expected, rule


def test_format_hijri_in_arabic_indic_digits() -> None:
    assert format_hijri(SUNDAY, arabic_indic=True) == "١٩ ربيع الأول ١٤٤٦ هـ"


DAYS = [
    ("2026-11-23", "ISO 8601"),
    ("2026/11/23", "as Iraqi forms print it"),
    ("  ٢٠٢٦-١١-٢٣ ", "Arabic-Indic digits"),
    ("۲۰۲۶/۱۱/۲۳", "Persian digits"),
    ("\u200f2026-11-23", "an invisible mark, pasted"),
    ("23 تشرين الثاني 2026", "CLDR ar_IQ"),
    ("23 نوفمبر 2026", "CLDR ar_EG"),
    ("٢٣ تشرين  الثاني ٢٠٢٦", "digits and spaces"),
    ("23 تشرين الثاني/نوفمبر 2026", "as format_date prints both"),
]


@pytest.mark.parametrize(("text", "rule"), DAYS)
def test_a_day_is_a_date_without_time(text: str, rule: str) -> None:
    result = parse_moment(text, BAGHDAD)
    assert (type(result), result) == (date, date(2026, 11, 23)), rule


def test_a_month_spelled_without_hamza_is_understood() -> None:
    assert parse_moment("1 اب 2026", BAGHDAD) == date(2026, 8, 1)
    assert parse_moment("1 ابريل 2026", BAGHDAD) == date(2026, 4, 1)


MOMENTS = [
    ("2026-11-23 14:30", "2026-11-23T14:30:00+03:00", "the site's zone"),
    ("2026-11-23T14:30:15", "2026-11-23T14:30:15+03:00", "ISO 8601"),
    ("2026-11-23T14:30:15Z", "2026-11-23T14:30:15+00:00", "RFC 3339"),
    ("2026-11-23 14:30 +03:30", "2026-11-23T14:30:00+03:30", "YAML 1.1 timestamp"),
    ("2026-11-23T14:30:15.250-0500", "2026-11-23T14:30:15-05:00", "ISO 8601 basic offset"),
    ("٢٠٢٦/١١/٢٣ ٩:٠٥", "2026-11-23T09:05:00+03:00", "Arabic-Indic digits"),
    ("23 نوفمبر 2026، 14:30", "2026-11-23T14:30:00+03:00", "an Arabic comma before the time"),
    ("23 نوفمبر 2026، 2:30 م", "2026-11-23T14:30:00+03:00", "as format_time prints it"),
    ("2026-11-23 12:05 صباحًا", "2026-11-23T00:05:00+03:00", "midnight, spelled out with tanween"),
    ("2026-11-23 12:05 مساءً", "2026-11-23T12:05:00+03:00", "noon"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), MOMENTS)
def test_a_day_with_a_time_is_an_aware_moment(text: str, expected: str, rule: str) -> None:
    result = parse_moment(text, BAGHDAD)
    assert isinstance(result, datetime), rule
    assert result.isoformat() == expected, rule


def test_the_zone_is_kept_as_a_zone() -> None:
    """Half the year another offset may hold, so the zone must not be frozen to +03:00."""
    result = parse_moment("2026-11-23 14:30", BAGHDAD)
    assert isinstance(result, datetime)
    assert result.tzinfo is BAGHDAD


IMPOSSIBLE = [
    ("2026-02-30", "no such day"),
    ("2025-02-29", "no leap year"),
    ("2026-13-01", "no such month"),
    ("2026-11-23 25:61", "no such hour"),
    ("2026-11-23 24:00", "no such hour"),
    ("2026-11-23 14:30 م", "an hour after noon has no half"),
    ("2026-11-23 0:30 ص", "the twelve-hour clock has no hour 0"),
    ("2026-11-23 14:30 +99:00", "no such offset"),
    ("2026-11-23 14:30 +03:75", "no such offset"),
    ("0000-01-01", "no year 0"),
    ("2026-11/23", "two separators"),
    ("23/11/2026", "day and month could be read either way"),
    ("23 نوفنبر 2026", "no such month name"),
    ("2026-11-23 مساء", "no time"),
    ("2026-11-23\u0660", "a digit more"),
    ("غدا", "no date"),
    ("", "no date"),
]


@pytest.mark.parametrize(("text", "rule"), IMPOSSIBLE)
def test_what_is_no_date(text: str, rule: str) -> None:
    with pytest.raises(NotADate) as caught:
        parse_moment(text, BAGHDAD)
    assert isinstance(caught.value, ValueError), rule
    assert caught.value.text == text


@given(st.dates(), st.sampled_from(["gregorian", "levant", "both"]), st.booleans())
@settings(database=None, derandomize=True)
def test_what_is_printed_can_be_typed(day: date, months: Months, arabic_indic: bool) -> None:
    if day.year < 1000:
        return
    text = format_date(day, months=months, arabic_indic=arabic_indic)
    assert parse_moment(text, UTC) == day


@given(st.text(alphabet="0123456789٢-/: TZ+نوفمبر،"))
@settings(database=None, derandomize=True)
def test_nothing_else_is_raised(text: str) -> None:
    with contextlib.suppress(NotADate):
        parse_moment(text, BAGHDAD)

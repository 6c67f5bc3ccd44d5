"""Dates of a newspaper: CLDR months of both traditions, Umm al-Qura, and what writers type.

Sources: CLDR ar_EG (يناير) and ar_IQ (كانون الثاني), arabic.md section 4; hijridate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from hijridate import Gregorian

from generator.arabic.digits import to_arabic_indic, to_western
from generator.arabic.letters import fold, strip_invisible, strip_marks

Months = Literal["gregorian", "levant", "both"]
"""gregorian: يناير (CLDR ar_EG); levant: كانون الثاني (CLDR ar_IQ); both: كانون الثاني/يناير."""


class NotADate(ValueError):
    """The text is no date, or one that no calendar has; `text` is what was read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a date: {text!r}")
        self.text = text


def month_name(month: int, months: Months) -> str:
    """Return the name of month 1 to 12; in "both" the Levantine name stands first."""
    if months == "both":
        return f"{_names('IQ')[month]}/{_names('EG')[month]}"
    return _names("IQ" if months == "levant" else "EG")[month]


def format_date(
    day: date, *, months: Months = "gregorian", arabic_indic: bool = False, weekday: bool = False
) -> str:
    """Return "22 سبتمبر 2024", with `weekday` "الأحد، 22 سبتمبر 2024" (CLDR long and full)."""
    text = f"{day.day} {month_name(day.month, months)} {day.year}"
    if weekday:
        text = f"{_weekdays()[day.weekday()]}، {text}"
    return _in_digits(text, arabic_indic)


def format_month(
    year: int, month: int, *, months: Months = "gregorian", arabic_indic: bool = False
) -> str:
    """Return "سبتمبر 2024", the heading of a month's archive."""
    return _in_digits(f"{month_name(month, months)} {year}", arabic_indic)


def format_time(moment: datetime, *, arabic_indic: bool = False) -> str:
    """Return "5:05 م" (CLDR ar_IQ, pattern `h:mm a`); noon is 12:00 م and midnight 12:00 ص."""
    half = _halves()["am" if moment.hour < 12 else "pm"]
    return _in_digits(f"{moment.hour % 12 or 12}:{moment.minute:02} {half}", arabic_indic)


def format_hijri(day: date, *, arabic_indic: bool = False) -> str | None:
    """Return the Umm al-Qura date, "19 ربيع الأول 1446 هـ"; None outside 1924-08-01 to 2077-11-16.

    Iraq's sighting of the moon may differ by a day, so a page should name the calendar.
    """
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    text = f"{hijri.day} {hijri.month_name('ar')} {hijri.year} {hijri.notation('ar')}"
    return _in_digits(text, arabic_indic)


@cache
def first_weekday(locale: str) -> int:
    """The day on which a week begins in a country (CLDR; Saturday in Iraq), 0 for Monday; where
    the locale is not known, Saturday."""
    try:
        return Locale.parse(locale).first_week_day
    except (UnknownLocaleError, ValueError):
        return 5


def parse_moment(text: str, zone: tzinfo) -> datetime | date:
    """Read what a writer types as a date, in any of the three digit sets.

    `2026-11-23`, `2026/11/23`, `23 نوفمبر 2026` or `23 تشرين الثاني 2026`, then perhaps a time
    (`14:30`, `14:30:15`, `2:30 م`, after a space, a comma or `T`) and an offset (`+03:00`, `Z`).
    Without a time the result is a `date`; with one it is an aware datetime, in `zone` when no
    offset is given. Raises NotADate.
    """
    plain = " ".join(to_western(strip_marks(strip_invisible(text))).split())
    match = _ISO.fullmatch(plain) or _NAMED.fullmatch(plain)
    if match is None:
        raise NotADate(text)
    try:
        return _moment(match, zone)
    except (ValueError, KeyError):
        raise NotADate(text) from None


_TIME = (
    r"(?:(?:[ Tt]|، ?|, ?)(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?: (?P<half>صباحا|مساء|ص|م)| ?(?P<offset>[Zz]|[+-]\d\d(?::?\d\d)?))?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)" + _TIME, re.ASCII
)
_NAMED = re.compile(r"(?P<day>\d\d?) (?P<name>[^\d]+?) (?P<year>\d{4})" + _TIME, re.ASCII)


def _moment(match: re.Match[str], zone: tzinfo) -> datetime | date:
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else _months_by_name()[fold(parts["name"])]
    day = date(int(parts["year"]), month, int(parts["day"]))
    if parts["hour"] is None:
        return day
    second = int(parts["second"] or 0)
    where = _offset(parts["offset"]) if parts["offset"] else zone
    hour, minute = _hour(int(parts["hour"]), parts["half"]), int(parts["minute"])
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=where)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.startswith("م") else 0)


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if minutes > 59:
        raise ValueError(text)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if text[0] == "+" else -ahead)


def _in_digits(text: str, arabic_indic: bool) -> str:
    return to_arabic_indic(text) if arabic_indic else text


@cache
def _names(territory: str) -> Mapping[int, str]:
    return dict(Locale("ar", territory).months["format"]["wide"])


@cache
def _weekdays() -> Mapping[int, str]:
    return dict(Locale("ar", "IQ").days["format"]["wide"])


@cache
def _halves() -> Mapping[str, str]:
    return dict(Locale("ar", "IQ").day_periods["format"]["abbreviated"])


@cache
def _months_by_name() -> Mapping[str, int]:
    traditions: tuple[Months, ...] = ("gregorian", "levant", "both")
    return {
        fold(month_name(month, months)): month for months in traditions for month in range(1, 13)
    }

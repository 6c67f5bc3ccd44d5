"""Dates that can be read and are probably not meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from generator.check.desk import Desk, Look, update_date
from generator.diagnostics import Diagnostic, Fault, Severity
from generator.graph.synopsis import Synopsis

FAR = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="تاريخ النشر بعد أكثر من سنة: {date}",
    en="the date of publication is more than a year ahead: {date}",
    hint_ar="راجع السنة؛ ولن يظهر المقال قبل هذا التاريخ",
    hint_en="look at the year; the article will not appear before",
)
OLD = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="تاريخ النشر قديم جداً: {date}",
    en="the date of publication is very long ago: {date}",
    hint_ar="راجع السنة، واكتبها ميلادية: 2026-03-14",
    hint_en="look at the year, and give it in the Gregorian calendar: 2026-03-14",
)
BEFORE = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="وقت التحديث قبل وقت النشر: {date}",
    en="it was updated before it was published: {date}",
    hint_ar="صحّح أحد التاريخين",
    hint_en="mend one of the two dates",
)
AHEAD = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="تاريخ هذا التصحيح أو التحديث لم يأت بعد: {date}",
    en="this correction or update is dated later than now: {date}",
    hint_ar="راجع التاريخ؛ فهو يظهر للقراء منذ الآن",
    hint_en="look at the date; readers see it from now on",
)
TOO_EARLY = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="تاريخ هذا التصحيح أو التحديث قبل نشر المقال: {date}",
    en="this correction or update is dated before the article was published: {date}",
    hint_ar="صحّح أحد التاريخين",
    hint_en="mend one of the two dates",
)
NEVER = Fault(
    code="W-DATE",
    severity=Severity.WARNING,
    ar="ينتهي المقال قبل أن يُنشر، فلن يراه أحد: {date}",
    en="the article expires before it is published, so nobody will see it: {date}",
    hint_ar="صحّح تاريخ الانتهاء أو تاريخ النشر",
    hint_en="mend the date of expiry or that of publication",
)

_AHEAD = timedelta(days=366)
_OLDEST = 1900
"""Before it, a year is a slip or of the Hijri calendar."""


def rule(desk: Desk) -> Iterator[Diagnostic]:
    latest = desk.run.request.now + _AHEAD
    for path, synopsis, look in desk.articles():
        shown = f"{synopsis.published:%Y-%m-%d}"
        if synopsis.published > latest:
            yield FAR.at(path, look.place("date"), date=shown)
        if synopsis.published.year < _OLDEST:
            yield OLD.at(path, look.place("date"), date=shown)
        yield from _against_each_other(path, synopsis, look)
        if synopsis.corrected:
            yield from _of_updates(desk, path, synopsis, look)


def _against_each_other(path: str, synopsis: Synopsis, look: Look) -> Iterator[Diagnostic]:
    out = max(synopsis.published, synopsis.embargo or synopsis.published)
    if synopsis.updated and synopsis.updated < synopsis.published:
        yield BEFORE.at(path, look.place("updated"), date=f"{synopsis.updated:%Y-%m-%d %H:%M}")
    if synopsis.expires and synopsis.expires <= out:
        yield NEVER.at(path, look.place("expires"), date=f"{synopsis.expires:%Y-%m-%d %H:%M}")


def _of_updates(desk: Desk, path: str, synopsis: Synopsis, look: Look) -> Iterator[Diagnostic]:
    zone = ZoneInfo(desk.config.timezone)
    published = synopsis.published.astimezone(zone)
    for number, date in enumerate(desk.updates(path)):
        local = date.astimezone(zone)
        fault = AHEAD if date > desk.run.request.now else TOO_EARLY
        if fault is AHEAD or _is_before(local, published):
            place = look.place(update_date(number)) or look.place("updates")
            yield fault.at(path, place, date=f"{local:%Y-%m-%d}")


def _is_before(local: datetime, published: datetime) -> bool:
    """A day without an hour is read as its first instant, and means no more than the day."""
    return local < published and (local.time() != time() or local.date() < published.date())

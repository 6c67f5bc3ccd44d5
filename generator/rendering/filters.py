"""What layouts may do with the values of a view: addresses, dates, numbers, direction.

Every filter that depends on the page or on the publication's formats reads them from the context of
the template (`root`, `masthead.formats`), so a value means the same on every page.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Protocol

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from generator.arabic import dates, digits, direction

_COMPLETE = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
"""Addresses that are whole already; every other text is a path in the site."""

_BDI = Markup("<bdi>{}</bdi>")
_UNSAFE = str.maketrans({c: f"%{ord(c):02X}" for c in ' "<>\\^`{|}%\t\n\r'})
"""ASCII that a URL may not hold (RFC 3987 section 2.2); Arabic stays as it is."""


class Formats(Protocol):
    """How the publication writes dates and numbers (`masthead.formats`)."""

    @property
    def months(self) -> dates.Months: ...
    @property
    def digits(self) -> str: ...
    @property
    def hijri(self) -> bool: ...


def _formats(context: Context) -> Formats:
    formats: Formats = context["masthead"].formats
    return formats


def arabic_indic(context: Context) -> bool:
    """Whether numbers are written ٠١٢٣ in this publication."""
    return _formats(context).digits == "arabic"


@pass_context
def url(context: Context, path: str) -> str:
    """The address of a path of the site, as seen from the page being rendered."""
    return path if _COMPLETE.match(path) else address(str(context["root"]), path)


def address(root: str, path: str) -> str:
    """Joins the way to the root (`""`, `../../` or `/site/`) and a path. What comes out is never
    read as a scheme (`a:b/`) or a host (`//host`)."""
    joined = root + path.lstrip("/").translate(_UNSAFE)
    first = joined.partition("/")[0]
    return f"./{joined}" if not joined or ":" in first or joined.startswith("#") else joined


@pass_context
def date_text(context: Context, day: date, weekday: bool = False) -> str:
    """`الأحد، 22 أيلول 2024` in the months and digits of the publication."""
    return dates.format_date(
        day,
        months=_formats(context).months,
        arabic_indic=arabic_indic(context),
        weekday=weekday,
    )


@pass_context
def hijri_text(context: Context, day: date) -> str:
    """The hijri date; "" when the publication does not show it, or outside its known range."""
    if not _formats(context).hijri:
        return ""
    return dates.format_hijri(day, arabic_indic=arabic_indic(context)) or ""


@pass_context
def month_text(context: Context, day: date) -> str:
    """The month of a day: `أيلول 2024`."""
    months, indic = _formats(context).months, arabic_indic(context)
    return dates.format_month(day.year, day.month, months=months, arabic_indic=indic)


@pass_context
def time_text(context: Context, moment: datetime) -> str:
    """The time of day of an instant, in the zone that it carries."""
    return dates.format_time(moment, arabic_indic=arabic_indic(context))


def iso(moment: date) -> str:
    """For `<time datetime>`: a date, or an instant with its offset (RFC 3339)."""
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else str(moment)


@pass_context
def number(context: Context, value: float) -> str:
    """A number in the digits of the publication."""
    return digits.format_number(value, arabic_indic=arabic_indic(context))


@pass_context
def year_text(context: Context, year: int) -> str:
    """A year: no thousands separator."""
    return digits.to_arabic_indic(str(year)) if arabic_indic(context) else str(year)


def isolate(text: str) -> Markup:
    """Text as HTML: what would break the line's direction stands in `<bdi>`, all is escaped."""
    pieces = direction.isolate(text)
    if len(pieces) == 1 and not pieces[0][1]:
        return escape(text)
    return Markup("").join(_BDI.format(p) if apart else escape(p) for p, apart in pieces)


FILTERS: dict[str, Any] = {
    "url": url,
    "date": date_text,
    "hijri": hijri_text,
    "month": month_text,
    "time": time_text,
    "iso": iso,
    "number": number,
    "year": year_text,
    "isolate": isolate,
}

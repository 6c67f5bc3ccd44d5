"""Addresses as Jekyll makes them ("Permalinks" in its documentation, and Jekyll 4.3 itself)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from generator.importers import sources

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")


class Addresses:
    """The addresses of one site. below: the path of its base address."""

    def __init__(self, settings: Mapping[str, Any], below: str) -> None:
        self.below = below
        style = sources.text(settings, "permalink") or "date"
        self._pattern = STYLES.get(style, style)

    @property
    def _end(self) -> str:
        """How the addresses of all but posts end."""
        return next((end for end in ("/", ":output_ext") if self._pattern.endswith(end)), "")

    def of_post(
        self, fields: Mapping[str, Any], categories: Iterable[str], name: str, date: datetime | None
    ) -> str:
        given = sources.text(fields, "permalink")
        pattern = STYLES.get(given, given) if given else self._pattern
        return self._filled(pattern, _values(fields, categories, name, date))

    def of_page(self, fields: Mapping[str, Any], path: str) -> str:
        """The address of a page, by its path without extension."""
        folder, file = posixpath.split(path)
        end = "/" if file == "index" else self._end
        pattern = f"/:path/{'' if file == 'index' else ':basename'}{end}"
        given = sources.text(fields, "permalink")
        pattern = STYLES.get(given, given) if given else pattern
        values = {"path": folder, "basename": file, "categories": "", "output_ext": ".html"}
        return self._filled(pattern, {**values, "title": file})

    def of_document(
        self, fields: Mapping[str, Any], collection: str, pattern: str, path: str,
        date: datetime | None,
    ) -> str:  # fmt: skip
        """The address of a document of a collection, by its path in it without extension."""
        given = sources.text(fields, "permalink") or pattern
        pattern = STYLES.get(given, given) or f"/:collection/:path{self._end}"
        values = _values(fields, (), posixpath.basename(path), date)
        return self._filled(pattern, {**values, "collection": collection, "path": path})

    def earlier(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(
            f"{self.below}/{old.lstrip('/')}" if "://" not in old else old
            for old in sources.texts(fields, "redirect_from")
        )

    def _filled(self, pattern: str, values: Mapping[str, str]) -> str:
        path = _TOKEN.sub(lambda token: values.get(token[1], token[0]), pattern)
        whole = posixpath.normpath(f"/{path}").replace("//", "/")
        end = "/" if path.endswith("/") and whole != "/" else ""
        return f"{self.below}{whole}{end}"


def _values(
    fields: Mapping[str, Any], categories: Iterable[str], name: str, date: datetime | None
) -> dict[str, str]:
    """What the tokens of a pattern stand for."""
    slug = sources.text(fields, "slug") or name
    below = dict.fromkeys(category.lower() for category in categories)
    return {
        **(_dates(date) if date else {}),
        "title": slugified(slug, kept="._~!$&'()+,;=@"),
        "slug": slugified(slug).lower(),
        "name": slugified(name).lower(),
        "categories": "/".join(below),
        "slugified_categories": "/".join(dict.fromkeys(slugified(name) for name in below)),
        "output_ext": ".html",
    }


def _dates(date: datetime) -> dict[str, str]:
    year, week, weekday = date.isocalendar()
    return {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "w_year": str(year),
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "short_month": f"{date:%b}",
        "long_month": f"{date:%B}",
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "week": f"{week:02d}",
        "short_day": f"{date:%a}",
        "long_day": f"{date:%A}",
        "w_day": str(weekday),
        "hour": f"{date:%H}",
        "minute": f"{date:%M}",
        "second": f"{date:%S}",
    }


def slugified(text: str, kept: str = "") -> str:
    """Letters, their marks and digits, and of other signs those kept; the rest becomes `-`."""
    signs = [s if s in kept or _is_kept(s) else " " for s in text.replace(" ", "-")]
    return "-".join("".join(signs).split()).strip("-")


def _is_kept(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"

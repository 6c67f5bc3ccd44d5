"""Addresses as Hugo makes them ("URL management" in its documentation, and Hugo 0.168 itself).

`url`, else the pattern of the section, else the path; `slug` or the file's name at the end, letters
small unless `disablePathToLower`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from generator.importers import sources
from generator.importers.addresses import parts_of

_TOKEN = re.compile(r":(\w+)(?:\[([^\]]*)\])?")
_LAYOUT = re.compile("2006|January|Jan|Monday|Mon|01|02|06|15|04|05|1|2")
"""Parts of Go's reference moment, by which a pattern may write dates."""
_LAYOUT_CODES = {
    "2006": "%Y", "06": "%y", "January": "%B", "Jan": "%b", "01": "%m", "1": "%-m", "02": "%d",
    "2": "%-d", "Monday": "%A", "Mon": "%a", "15": "%H", "04": "%M", "05": "%S",
}  # fmt: skip
_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


class Spot(msgspec.Struct, frozen=True):
    """Where a file of content lies. folder: below the content folder, without that of its own
    bundle; file: without extension and language; sections: the folders that are sections."""

    folder: str
    file: str
    language: str = ""
    sections: tuple[str, ...] = ()
    is_list: bool = False

    @property
    def section(self) -> str:
        return self.folder.partition("/")[0]


class Addresses:
    """The addresses of one site. root: the path of its base address."""

    def __init__(self, settings: Mapping[str, Any], root: str) -> None:
        self.root = root
        self.own = sources.text(settings, "defaultcontentlanguage") or "en"
        self._in_folder = sources.flag(settings, "defaultcontentlanguageinsubdir")
        self._keeps_case = sources.flag(settings, "disablepathtolower")
        self._drops_marks = sources.flag(settings, "removepathaccents")
        self._ugly = sources.first(settings, "uglyurls")
        patterns = sources.first(settings, "permalinks")
        self._patterns = patterns if isinstance(patterns, dict) else {}

    def start(self, language: str) -> str:
        """The path below which a language lives."""
        is_own = language in ("", self.own)
        below = "" if is_own and not self._in_folder else f"/{language or self.own}"
        return self.root + below

    def of_page(self, spot: Spot, fields: Mapping[str, Any], date: datetime | None) -> str:
        name = sources.text(fields, "slug") or spot.file
        values = _values(spot, fields, name, date or _UNDATED)
        if url := sources.text(fields, "url"):
            return self._given(url, spot.language, values)
        pattern = self._pattern("page", spot.section or "/")
        path = _filled(pattern, values) if pattern else posixpath.join(spot.folder, name)
        return self._finished(path, spot.language, is_ugly=self._is_ugly(spot.section))

    def of_list(self, spot: Spot, fields: Mapping[str, Any]) -> str:
        """The address of a section, or of a taxonomy or term, whose folders are named alike."""
        values = _values(spot, fields, spot.folder, _UNDATED)
        if url := sources.text(fields, "url"):
            return self._given(url, spot.language, values)
        pattern = self._pattern("section", spot.folder) if spot.folder else ""
        return self._finished(_filled(pattern, values) or spot.folder, spot.language)

    def of_term(self, taxonomy: str, term: str, language: str) -> str:
        spot = Spot(taxonomy, term, language, (taxonomy,))
        pattern = self._pattern("term", taxonomy)
        values = _values(spot, {"title": term}, term, _UNDATED)
        return self._finished(_filled(pattern, values) or f"{taxonomy}/{term}", language)

    def earlier(self, spot: Spot, fields: Mapping[str, Any], address: str) -> tuple[str, ...]:
        """What `aliases` stand for: below the language, or beside the page."""
        return tuple(
            self._alias(alias, spot, address) for alias in sources.texts(fields, "aliases")
        )

    def _alias(self, alias: str, spot: Spot, address: str) -> str:
        if "://" in alias or "?" in alias:
            return alias
        start = self.start(spot.language)
        base = start if alias.startswith("/") else posixpath.dirname(address.rstrip("/"))
        path = posixpath.normpath(f"/{base}/{alias}").replace("//", "/")
        if path.endswith((".html", ".htm")):
            return path
        return f"{path}.html" if self._is_ugly(spot.section) else f"{path}/"

    def _given(self, url: str, language: str, values: Mapping[str, str]) -> str:
        """A written address: from the root, or else below its language."""
        if "://" in url:
            return parts_of(url).path
        start = self.root if url.startswith("/") else self.start(language)
        path = _filled(url, values)
        is_whole = path.endswith("/") or posixpath.splitext(path)[1] != ""
        return posixpath.normpath(f"{start}/{path.strip('/')}") + (
            "/" if path.endswith("/") or not is_whole else ""
        )

    def _finished(self, path: str, language: str, *, is_ugly: bool = False) -> str:
        inner = posixpath.normpath(f"/{self.written(path)}").strip("/")
        start = self.start(language)
        if not inner:
            return f"{start}/"
        return f"{start}/{inner}.html" if is_ugly else f"{start}/{inner}/"

    def _pattern(self, kind: str, name: str) -> str:
        """Patterns stand by kind of page; older sites have those of pages alone."""
        inner = self._patterns.get(kind)
        if kind == "page" and not isinstance(inner, dict):
            inner = self._patterns
        return str(inner.get(name, "")) if isinstance(inner, dict) else ""

    def _is_ugly(self, section: str) -> bool:
        if isinstance(self._ugly, dict):
            return sources.flag(self._ugly, section)
        return str(self._ugly).lower() == "true"

    def written(self, path: str) -> str:
        """A path as Hugo writes it: letters, digits and some signs, words joined by `-`, which
        stays double where it was written so."""
        path = path if self._keeps_case else path.lower()
        path = _without_marks(path) if self._drops_marks else path
        kept = "".join(sign if _is_kept(sign) else " " if sign.isspace() else "" for sign in path)
        return re.sub("(?<!-) (?!-)", "-", " ".join(kept.split())).replace(" ", "")


def _without_marks(path: str) -> str:
    """Without what stands above and below letters: even the hamza above an alif goes."""
    parts = unicodedata.normalize("NFD", path)
    return unicodedata.normalize(
        "NFC", "".join(s for s in parts if unicodedata.category(s) != "Mn")
    )


def _is_kept(sign: str) -> bool:
    return sign in "./_-#+~@" or unicodedata.category(sign)[0] in "LMN"


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    def one(token: re.Match[str]) -> str:
        name, wanted = token[1], token[2]
        if wanted is not None:
            return "/".join(_sliced(values.get(name, "").split("/"), wanted))
        if name in values:
            return values[name]
        return _dated(name, values["moment"])

    return _TOKEN.sub(one, pattern)


def _sliced(parts: list[str], wanted: str) -> list[str]:
    """`[1:]`, `[:2]`, `[0]` and `[last]` of the sections."""
    first, colon, last = wanted.replace("last", str(len(parts) - 1)).partition(":")
    try:
        if not colon:
            return parts[int(first) : int(first) + 1]
        return parts[int(first or 0) : int(last) if last else None]
    except ValueError:
        return parts


def _dated(layout: str, moment: str) -> str:
    date = datetime.fromisoformat(moment)

    def one(part: re.Match[str]) -> str:
        code = _LAYOUT_CODES[part[0]]
        return date.strftime(code.replace("-", "")).lstrip("0" if "-" in code else "")

    return _LAYOUT.sub(one, layout)


def _values(spot: Spot, fields: Mapping[str, Any], name: str, date: datetime) -> Mapping[str, str]:
    """What the tokens of a pattern stand for."""
    title = sources.text(fields, "title")
    return {
        "moment": date.isoformat(),
        "year": str(date.year),
        "month": f"{date:%m}",
        "monthname": f"{date:%B}",
        "day": f"{date:%d}",
        "weekday": f"{date:%w}",
        "weekdayname": f"{date:%A}",
        "yearday": str(date.timetuple().tm_yday),
        "section": spot.section,
        "sections": "/".join(spot.sections),
        "title": title,
        "slug": sources.text(fields, "slug") or title,
        "slugorfilename": name,
        "slugorcontentbasename": name,
        "filename": spot.file,
        "contentbasename": spot.file,
    }

"""A site of Hugo: `content/`, its settings, its permalinks and its short codes.

Addresses are worked out as Hugo's documentation gives them ("URL management"): `url`, else the
pattern of the section, else the path; `slug` or the file's name at the end, letters small unless
`disablePathToLower`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from generator import files
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.importers import sources
from generator.importers.addresses import parts_of
from generator.importers.folders import found_in, unread
from generator.importers.sources import NO_SITE, Directory, Source

_LIST = Bilingual("صفحة قائمة، يصنعها المولّد هنا", "a page of a list, which is made here")
_SETTINGS = tuple(
    f"{folder}{name}.{extension}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for extension in ("toml", "yaml", "yml", "json")
)
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_TOKEN = re.compile(r":(\w+)(?:\[[^\]]*\])?")
_CODE = re.compile(
    r"\{\{[<%]\s*/\*(?P<literal>.*?)\*/\s*[>%]\}\}"
    r"|\{\{(?P<sign>[<%])-?\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<given>.*?)/?\s*-?[>%]\}\}",
    re.DOTALL,
)
_GIVEN = re.compile(r"""(?:(\w+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))""")


class Hugo:
    """The site in a folder (`sources.Past`). Raises Failed when there is none."""

    name = "hugo"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Diagnostic] = []
        found = next((name for name in _SETTINGS if files.stamp_at(root / name)), "")
        if not found or not files.is_folder(root / "content"):
            raise Failed([NO_SITE.at(root.name, name="Hugo", wanted="hugo.toml, content/")])
        self._settings = sources.settings(found, files.read(root / found))
        base = parts_of(sources.text(self._settings, "baseurl"))
        self.base = f"{base.scheme}://{base.netloc}" if base.netloc else ""
        self._below = base.path.rstrip("/") if base.netloc else ""
        languages = sources.first(self._settings, "languages")
        self._languages = tuple(languages) if isinstance(languages, dict) else ()
        self._own = sources.text(self._settings, "defaultcontentlanguage") or "en"

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        """Every Markdown file of `content/`."""
        for path in sources.documents(self.root, "content"):
            try:
                fields, body = sources.split(path, files.read(self.root / path))
            except Failed as failed:
                self.findings += failed.diagnostics
                yield unread(path)
                continue
            yield self._source(path, fields, body, zone)

    def _source(self, path: str, fields: dict[str, Any], body: str, zone: ZoneInfo) -> Source:
        inner = re.sub(r"\.(?:md|markdown)$", "", path.removeprefix("content/"))
        inner, language = self._language(inner)
        folder, file = posixpath.split(inner)
        is_bundle = file == "index"
        if is_bundle:
            folder, file = posixpath.split(folder)
        dated = _DATED.match(file)
        names = ("publishdate", "date", "pubdate", "published", "lastmod")
        date = sources.moment(fields, zone, *names)
        if date is None and dated:
            date = sources.moment({"date": dated[1]}, zone, "date")
        is_list = file == "_index" or not file
        name = "" if is_list else sources.text(fields, "slug") or file
        return Source(
            path=path,
            fields=fields,
            body=body,
            address=self._address(fields, folder, file, name, None if is_list else date, language),
            name=name or file,
            date=date,
            is_page=not folder or date is None,
            is_draft=sources.flag(fields, "draft"),
            categories=sources.texts(fields, "categories", "category"),
            why=_LIST if is_list else None,
        )

    def _language(self, inner: str) -> tuple[str, str]:
        stem, _, code = inner.rpartition(".")
        return (stem, code) if stem and code in (*self._languages, self._own) else (inner, "")

    def _address(
        self,
        fields: dict[str, Any],
        folder: str,
        file: str,
        name: str,
        date: datetime | None,
        language: str,
    ) -> str:
        start = self._below + (f"/{language}" if language not in ("", self._own) else "")
        url = sources.text(fields, "url")
        if url:
            return parts_of(url).path if "://" in url else f"{start}/{url.lstrip('/')}"
        section = folder.partition("/")[0]
        pattern = self._pattern(section)
        if pattern and date:
            values = _values(fields, folder, section, file, name, date)
            path = _TOKEN.sub(lambda token: values.get(token[1], token[0]), pattern)
        else:
            path = posixpath.join(folder, name)
        path = self._written(path.strip("/"))
        if sources.flag(self._settings, "uglyurls"):
            return f"{start}/{path}.html"
        return f"{start}/{path}/" if path else f"{start}/"

    def _pattern(self, section: str) -> str:
        patterns = sources.first(self._settings, "permalinks")
        if not isinstance(patterns, dict):
            return ""
        pages = patterns.get("page")
        patterns = pages if isinstance(pages, dict) else patterns
        return str(patterns.get(section or "/", ""))

    def _written(self, path: str) -> str:
        """A path as Hugo writes it: letters, digits and some signs; small, words joined by `-`."""
        if not sources.flag(self._settings, "disablepathtolower"):
            path = path.lower()
        kept = "".join(sign if _is_kept(sign) else " " if sign.isspace() else "" for sign in path)
        return re.sub("-{2,}", "-", "-".join(kept.split()))

    # -- texts -------------------------------------------------------------------------------------

    def plain_text(
        self, source: Source, directory: Directory, unknown: Callable[[str], None]
    ) -> str:
        """The text with the short codes that Hugo brings along as Markdown."""

        def one(code: re.Match[str]) -> str:
            if code["literal"]:
                return f"{{{{&lt;{code['literal']}&gt;}}}}"
            name = code["name"]
            given = _given(code["given"])
            if name in ("ref", "relref"):
                return directory.address_of(given.get("0", "").partition("#")[0])
            if name == "highlight":
                return "```" if code["end"] else f"```{given.get('0', '')}"
            if made := _made(name, given):
                return made
            if not code["end"]:
                unknown(name)
            return code[0].replace("<", "&lt;")

        text = re.sub(r"<!--\s*more\s*-->", "", source.body)
        return _CODE.sub(one, text)

    def picture(self, source: Source, written: str) -> str:
        path = parts_of(written).path
        folder = posixpath.dirname(source.path)
        beside = [] if path.startswith("/") else [posixpath.join(folder, path)]
        whole = path.removeprefix(f"{self._below}/") if self._below else path
        return found_in(
            self.root,
            [
                *beside,
                *(
                    posixpath.join(top, whole.lstrip("/"))
                    for top in ("static", "assets", "content")
                ),
            ],
        )


def _is_kept(sign: str) -> bool:
    return sign in "./_-#+~@" or unicodedata.category(sign)[0] in "LMN"


def _values(
    fields: dict[str, Any], folder: str, section: str, file: str, name: str, date: datetime
) -> dict[str, str]:
    """What the tokens of a permalink stand for."""
    title = sources.text(fields, "title") or file
    return {
        "year": f"{date:%Y}",
        "month": f"{date:%m}",
        "monthname": f"{date:%B}",
        "day": f"{date:%d}",
        "yearday": f"{date.timetuple().tm_yday}",
        "section": section,
        "sections": folder,
        "title": title,
        "slug": sources.text(fields, "slug") or title,
        "slugorfilename": name,
        "slugorcontentbasename": name,
        "filename": file,
        "contentbasename": file,
    }


def _given(text: str) -> dict[str, str]:
    """The arguments of a short code, by name or position."""
    found: dict[str, str] = {}
    for position, match in enumerate(_GIVEN.finditer(text)):
        name, quoted, raw, bare = match.groups()
        found[name or str(position)] = quoted or raw or bare or ""
    return found


def _made(name: str, given: dict[str, str]) -> str:
    id = given.get("id") or given.get("0") or ""
    if name == "figure":
        words = given.get("caption") or given.get("title") or ""
        title = ' "{}"'.format(words.replace('"', "”")) if words else ""
        return f"\n\n![{given.get('alt', '')}]({given.get('src', '')}{title})\n\n"
    addresses = {
        "youtube": f"https://www.youtube.com/watch?v={id}",
        "vimeo": f"https://vimeo.com/{id}",
        "x": f"https://x.com/{given.get('user', 'i')}/status/{id}",
        "tweet": f"https://x.com/{given.get('user', 'i')}/status/{id}",
        "instagram": f"https://www.instagram.com/p/{id}/",
    }
    address = addresses.get(name, "") if id else ""
    return f"[{address}]({address})" if address else ""

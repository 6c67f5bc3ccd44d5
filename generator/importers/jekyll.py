"""A site of Jekyll: `_posts/`, `_drafts/`, its pages, its permalinks and its Liquid.

Addresses are worked out as Jekyll's documentation gives them ("Permalinks"): `permalink` of the
file, else the pattern of `_config.yml`, else `/:categories/:year/:month/:day/:title.html`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from generator import files
from generator.diagnostics import Diagnostic, Failed
from generator.importers import sources
from generator.importers.addresses import parts_of
from generator.importers.folders import found_in, unread
from generator.importers.sources import NO_SITE, Directory, Source

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_POST = re.compile(r"(?:^|/)_posts/(?:.*/)?(\d{4}-\d{1,2}-\d{1,2})-([^/]+)\.\w+$")
_DRAFT = re.compile(r"(?:^|/)_drafts/(?:.*/)?([^/]+)\.\w+$")
_TOKEN = re.compile(r":([a-z_]+)")
_LIQUID = re.compile(
    r"\{%-?\s*(?P<tag>\w+)(?P<given>.*?)-?%\}|\{\{-?\s*(?P<value>.*?)\s*-?\}\}", re.DOTALL
)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_LITERAL = re.compile(r"""["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url)""")
_NOT_IN_TITLE = re.compile(r"[^\w.~!$&'()+,;=@-]+|_")
_NOT_IN_SLUG = re.compile(r"[\W_]+")


class Jekyll:
    """The site in a folder (`sources.Past`). Raises Failed when there is none."""

    name = "jekyll"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Diagnostic] = []
        if not files.stamp_at(root / "_config.yml") and not files.is_folder(root / "_posts"):
            raise Failed([NO_SITE.at(root.name, name="Jekyll", wanted="_config.yml, _posts/")])
        self._settings = {}
        if files.stamp_at(root / "_config.yml"):
            self._settings = sources.settings("_config.yml", files.read(root / "_config.yml"))
        parts = parts_of(sources.text(self._settings, "url"))
        self.base = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self._below = sources.text(self._settings, "baseurl").rstrip("/")
        style = sources.text(self._settings, "permalink") or "date"
        self._pattern = _STYLES.get(style, style)

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        """Posts, drafts and pages; what a folder of layouts or a built site holds is none."""
        for path in sources.documents(self.root, ""):
            post, draft = _POST.search(path), _DRAFT.search(path)
            if not (post or draft) and re.search(
                r"(?:^|/)[_.]|(?:^|/)node_modules/|^vendor/", path
            ):
                continue
            try:
                fields, body = sources.split(path, files.read(self.root / path))
            except Failed as failed:
                self.findings += failed.diagnostics
                yield unread(path)
                continue
            if post or draft:
                yield self._post(path, fields, body, zone)
            elif fields:
                yield self._page(path, fields, body)

    def _post(self, path: str, fields: dict[str, Any], body: str, zone: ZoneInfo) -> Source:
        post, draft = _POST.search(path), _DRAFT.search(path)
        own = sources.text(self._settings, "timezone")
        zone = ZoneInfo(own) if own else zone
        date = sources.moment(fields, zone, "date")
        if date is None and post:
            day = "-".join(part.zfill(2) for part in post[1].split("-"))
            date = sources.moment({"date": day}, zone, "date")
        name = post[2] if post else draft[1] if draft else path
        above = re.split(r"/?_(?:posts|drafts)/", path)[0]
        categories = (*filter(None, above.split("/")), *_categories(fields))
        is_draft = post is None or sources.text(fields, "published").lower() == "false"
        return Source(
            path=path,
            fields=fields,
            body=body,
            address="" if is_draft else self._address(fields, categories, name, date),
            name=sources.text(fields, "slug") or name,
            date=date or datetime(1970, 1, 1, tzinfo=zone),
            is_draft=is_draft,
            categories=categories,
        )

    def _page(self, path: str, fields: dict[str, Any], body: str) -> Source:
        folder, file = posixpath.split(re.sub(r"\.\w+$", "", path))
        given = sources.text(fields, "permalink")
        if given:
            address = f"{self._below}/{given.lstrip('/')}"
        elif file.lower() in ("index", "readme"):
            address = f"{self._below}/{folder}/".replace("//", "/")
        else:
            end = "/" if self._pattern.endswith("/") else ".html"
            address = f"{self._below}/{posixpath.join(folder, file)}{end}"
        return Source(
            path=path,
            fields=fields,
            body=body,
            address=address,
            name=file if file != "index" else posixpath.basename(folder) or "home",
            is_page=True,
            is_draft=sources.text(fields, "published").lower() == "false",
        )

    def _address(
        self,
        fields: dict[str, Any],
        categories: tuple[str, ...],
        name: str,
        date: datetime | None,
    ) -> str:
        given = sources.text(fields, "permalink")
        pattern = _STYLES.get(given, given) if given else self._pattern
        values = _values(fields, categories, name, date) if date else {}
        path = _TOKEN.sub(lambda token: values.get(token[1], token[0]), pattern)
        return f"{self._below}{re.sub('/{2,}', '/', f'/{path}')}"

    # -- texts -------------------------------------------------------------------------------------

    def plain_text(
        self, source: Source, directory: Directory, unknown: Callable[[str], None]
    ) -> str:
        """The text with what Liquid says of addresses and code as Markdown."""

        def one(found: re.Match[str]) -> str:
            if found["tag"] is None:
                return self._value(found, unknown)
            tag, given = found["tag"], found["given"].strip()
            if tag in ("highlight", "endhighlight"):
                return f"```{given.split()[0] if given else ''}"
            if tag in ("raw", "endraw"):
                return ""
            if tag == "post_url":
                return directory.address_of(posixpath.join("_posts", given))
            if tag == "link":
                return directory.address_of(given)
            unknown(tag)
            return found[0].replace("<", "&lt;")

        text = re.sub(r"<!--\s*more\s*-->", "", source.body)
        return _LIQUID.sub(one, _COMMENT.sub("", text))

    def _value(self, found: re.Match[str], unknown: Callable[[str], None]) -> str:
        value = found["value"]
        if value in ("site.baseurl", "site.url"):
            return self._below if value == "site.baseurl" else self.base
        if literal := _LITERAL.fullmatch(value):
            return f"{self._below}/{literal[1].lstrip('/')}"
        unknown(value)
        return found[0].replace("<", "&lt;")

    def picture(self, source: Source, written: str) -> str:
        path = parts_of(written).path
        whole = path.removeprefix(self._below) if self._below else path
        folder = posixpath.dirname(source.path)
        beside = [] if path.startswith("/") else [posixpath.join(folder, path)]
        return found_in(self.root, [*beside, whole.lstrip("/")])


def _categories(fields: dict[str, Any]) -> tuple[str, ...]:
    """`category` is one name; `categories` is a list, or names parted by spaces."""
    one = sources.text(fields, "category")
    many = sources.first(fields, "categories")
    if isinstance(many, str):
        parts = re.split("[،,]", many) if re.search("[،,]", many) else many.split()
        return (*([one] if one else []), *(part.strip() for part in parts if part.strip()))
    return (*([one] if one else []), *sources.texts(fields, "categories"))


def _values(
    fields: dict[str, Any], categories: tuple[str, ...], name: str, date: datetime
) -> dict[str, str]:
    """What the tokens of a permalink stand for."""
    slug = sources.text(fields, "slug") or name
    _, week, weekday = date.isocalendar()
    return {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "week": f"{week:02d}",
        "short_day": f"{date:%a}",
        "w_day": str(weekday),
        "hour": f"{date:%H}",
        "minute": f"{date:%M}",
        "second": f"{date:%S}",
        "title": _NOT_IN_TITLE.sub("-", slug).strip("-"),
        "slug": _NOT_IN_SLUG.sub("-", slug).strip("-").lower(),
        "name": name,
        "categories": "/".join(category.lower() for category in categories),
        "slugified_categories": "/".join(
            _NOT_IN_SLUG.sub("-", category).strip("-").lower() for category in categories
        ),
        "output_ext": ".html",
    }

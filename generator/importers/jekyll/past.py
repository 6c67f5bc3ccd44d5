"""A site of Jekyll: posts, drafts, pages, collections, and the files that it copies."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from generator import files
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.importers import sources
from generator.importers.addresses import parts_of
from generator.importers.jekyll import liquid
from generator.importers.jekyll.addresses import Addresses
from generator.importers.sources import (
    HTML,
    LIST,
    MARKDOWN,
    NO_PAGE,
    NO_SITE,
    Directory,
    Source,
    copied,
    documents,
    found_in,
    unread,
)  # fmt: skip

_LED_ON = Bilingual("كانت تحيل إلى عنوان آخر: {to}", "it only led on to another address: {to}")
_ERROR_PAGE = Bilingual("صفحة الخطأ، ويصنعها المولّد هنا", "the page for errors, which is made here")
_POST = re.compile(r"(?:^|/)_posts/(?:.*/)?(\d{4}-\d{1,2}-\d{1,2})-([^/]+)\.\w+$")
_DRAFT = re.compile(r"(?:^|/)_drafts/(?:.*/)?([^/]+)\.\w+$")
_MARKDOWN = (*MARKDOWN, ".mkd", ".mkdn", ".mkdown")
_STYLES = (".scss", ".sass", ".coffee")
_EXCLUDED = (
    "Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle", "vendor/cache", "vendor/gems",
    "vendor/ruby",
)  # fmt: skip


class Jekyll:
    """The site in a folder (`sources.Past`). Raises Failed when there is none."""

    name = "jekyll"
    content = ""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Diagnostic] = []
        if not files.stamp_at(root / "_config.yml") and not files.is_folder(root / "_posts"):
            raise Failed([NO_SITE.at(root.name, name="Jekyll", wanted="_config.yml, _posts/")])
        self._settings: dict[str, Any] = {}
        if files.stamp_at(root / "_config.yml"):
            self._settings = sources.settings("_config.yml", files.read(root / "_config.yml"))
        parts = parts_of(sources.text(self._settings, "url"))
        self.base = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        below = sources.text(self._settings, "baseurl").strip("/")
        self._below = f"/{below}" if below else ""
        self._addresses = Addresses(self._settings, self._below)
        self._collections = _collections(self._settings)
        self._authors = _authors(root)
        self._included = sources.texts(self._settings, "include")
        self._excluded = (*_EXCLUDED, *sources.texts(self._settings, "exclude"))

    # -- what is there -----------------------------------------------------------------------------

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        zone = self._zone() or zone
        others = []
        for path in documents(self.root, "", ("",)):
            if not self._is_read(path):
                continue
            is_text = path.endswith((*_MARKDOWN, *HTML))
            if not is_text or not (source := self._text(path, zone)):
                others.append(path)
            else:
                yield source
        for path in others:
            if not path.endswith(_STYLES):
                yield copied(path, f"{self._below}/{self._public(path)}")

    def _zone(self) -> ZoneInfo | None:
        own = sources.text(self._settings, "timezone")
        return ZoneInfo(own) if own in available_timezones() else None

    def _is_read(self, path: str) -> bool:
        """Whether Jekyll reads a file at all: what begins with `_` or `.` only by name."""
        chain = [path[: match.start()] for match in re.finditer("/", path)] + [path]
        for above in chain:
            if any(_matches(above, one) for one in self._excluded):
                return False
            part = posixpath.basename(above)
            known = part in ("_posts", "_drafts") or part[1:] in self._collections
            if part.startswith(("_", ".")) and not known and not self._is_included(above):
                return False
        return True

    def _is_included(self, path: str) -> bool:
        return any(_matches(path, one) for one in self._included)

    def _public(self, path: str) -> str:
        top, _, inner = path.partition("/")
        return f"{top[1:]}/{inner}" if top[1:] in self._collections and top[0] == "_" else path

    def _text(self, path: str, zone: ZoneInfo) -> Source | None:
        """The source of a text; None for a file that is copied as it is."""
        is_post = bool(_POST.search(path) or _DRAFT.search(path))
        try:
            data = files.read(self.root / path)
            if not is_post and not data.lstrip(b"\xef\xbb\xbf").startswith(b"---"):
                return None
            own, body = sources.split(path, data)
        except Failed as failed:
            self.findings += failed.diagnostics
            return unread(path)
        collection = self._collection(path)
        kind = "posts" if is_post else collection or "pages"
        fields = {**self._defaults(path, kind), **{key.lower(): own[key] for key in own}}
        if is_post:
            return self._post(path, fields, body, zone)
        if collection:
            return self._document(path, fields, body, collection, zone)
        return self._page(path, fields, body) if not re.search(r"(?:^|/)_posts/", path) else None

    def _collection(self, path: str) -> str:
        name = path.partition("/")[0].removeprefix("_")
        return name if path.startswith("_") and name in self._collections else ""

    def _defaults(self, path: str, kind: str) -> dict[str, Any]:
        """What `defaults` gives a file: the narrower the scope, the stronger."""
        given = sources.first(self._settings, "defaults")
        scopes: list[tuple[int, bool, dict[str, Any]]] = []
        for entry in given if isinstance(given, list) else []:
            scope = sources.first(entry, "scope") if isinstance(entry, dict) else None
            values = sources.first(entry, "values") if scope else None
            if not isinstance(scope, dict) or not isinstance(values, dict):
                continue
            place, wanted = sources.text(scope, "path").strip("/"), sources.text(scope, "type")
            if wanted in ("", kind) and (not place or _matches_below(path, place)):
                lowered = {str(key).lower(): value for key, value in values.items()}
                scopes.append((len(place), bool(wanted), lowered))
        found: dict[str, Any] = {}
        for _, _, values in sorted(scopes, key=lambda scope: scope[:2]):
            found |= values
        return found

    # -- kinds of texts ----------------------------------------------------------------------------

    def _post(self, path: str, fields: dict[str, Any], body: str, zone: ZoneInfo) -> Source:
        post, draft = _POST.search(path), _DRAFT.search(path)
        date = sources.moment(fields, zone, "date")
        if date is None and post:
            day = "-".join(part.zfill(2) for part in post[1].split("-"))
            date = sources.moment({"date": day}, zone, "date")
        name = post[2] if post else draft[1] if draft else path
        above = re.split(r"/?_(?:posts|drafts)/", path)[0]
        categories = tuple(dict.fromkeys((*filter(None, above.split("/")), *_categories(fields))))
        is_draft = post is None or _is_unpublished(fields)
        address = "" if is_draft else self._addresses.of_post(fields, categories, name, date)
        return self._made(
            path, fields, body, address,
            name=sources.text(fields, "slug") or name,
            date=date or datetime(1970, 1, 1, tzinfo=zone),
            is_draft=is_draft,
            categories=categories,
        )  # fmt: skip

    def _page(self, path: str, fields: dict[str, Any], body: str) -> Source:
        inner = posixpath.splitext(path)[0]
        file = posixpath.basename(inner)
        address = self._addresses.of_page(fields, inner)
        why = LIST if liquid.makes_lists(body) or address == f"{self._below}/" else None
        why = _ERROR_PAGE if address.endswith("/404.html") else why
        return self._made(
            path, fields, body, address,
            name=file if file != "index" else posixpath.basename(posixpath.dirname(path)) or "home",
            is_page=True,
            is_draft=_is_unpublished(fields),
            why=why,
        )  # fmt: skip

    def _document(
        self, path: str, fields: dict[str, Any], body: str, collection: str, zone: ZoneInfo
    ) -> Source:
        """What lies in a collection: an article where it has a date, else a page."""
        values = self._collections[collection]
        inner = posixpath.splitext(path.removeprefix(f"_{collection}/"))[0]
        date = sources.moment(fields, zone, "date")
        pattern = sources.text(values, "permalink")
        address = self._addresses.of_document(fields, collection, pattern, inner, date)
        is_public = sources.flag(values, "output")
        return self._made(
            path, fields, body, address if is_public else "",
            name=posixpath.basename(inner),
            date=date,
            is_page=date is None,
            is_draft=_is_unpublished(fields),
            categories=_categories(fields),
            why=None if is_public else NO_PAGE,
        )  # fmt: skip

    def _made(
        self, path: str, fields: dict[str, Any], body: str, address: str,
        why: Bilingual | None = None, **known: Any,
    ) -> Source:  # fmt: skip
        if to := sources.text(fields, "redirect_to"):
            why = Bilingual(_LED_ON.ar.format(to=to), _LED_ON.en.format(to=to))
        return Source(
            path=path,
            fields=fields,
            body=body,
            address=address,
            earlier=self._addresses.earlier(fields) if address else (),
            authors=tuple(
                self._authors.get(author, author)
                for author in sources.texts(fields, *sources.AUTHORS)
            ),
            tags=_words(fields, "tags") or _words(fields, "tag"),
            why=why,
            kind="list" if why is LIST else "",
            **known,
        )

    # -- texts -------------------------------------------------------------------------------------

    def plain_text(
        self, source: Source, directory: Directory, unknown: Callable[[str], None]
    ) -> str:
        site = liquid.Site(self._settings, self._below, self.base)
        return liquid.plain_text(source, directory, unknown, site)

    def picture(self, source: Source, written: str) -> str:
        path = parts_of(written).path
        whole = path.removeprefix(self._below) if self._below else path
        folder = posixpath.dirname(source.path)
        beside = [] if path.startswith("/") else [posixpath.join(folder, path)]
        return found_in(self.root, [*beside, whole.lstrip("/")])


def _collections(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The collections besides posts, and what is said of each."""
    given = sources.first(settings, "collections")
    if isinstance(given, list):
        given = {str(name): {} for name in given}
    pairs = given.items() if isinstance(given, dict) else ()
    return {
        str(name): values if isinstance(values, dict) else {}
        for name, values in pairs
        if name not in ("posts", "drafts")
    }


def _authors(root: Path) -> dict[str, str]:
    """The names of authors by their keys, where themes look them up."""
    found = (f"_data/authors.{end}" for end in ("yml", "yaml", "json"))
    path = next((path for path in found if files.stamp_at(root / path)), "")
    known = sources.settings(path, files.read(root / path)) if path else {}
    names = {key: sources.text(values, "name") for key, values in known.items()
             if isinstance(values, dict)}  # fmt: skip
    return {key: name for key, name in names.items() if name}


def _matches(path: str, pattern: str) -> bool:
    """Whether an entry of `include` or `exclude` names a path, or a folder above it."""
    pattern = pattern.strip("/")
    return fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(posixpath.basename(path), pattern)


def _matches_below(path: str, place: str) -> bool:
    return path.startswith(f"{place}/") or path == place or fnmatch.fnmatch(path, place)


def _is_unpublished(fields: Mapping[str, Any]) -> bool:
    return sources.text(fields, "published").lower() == "false"


def _categories(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """`category` is one name; `categories` is a list, or names parted by spaces."""
    one = sources.text(fields, "category")
    arabic = sources.texts(fields, *sources.CATEGORIES[2:])
    return (*([one] if one else []), *(_words(fields, "categories") or arabic))


def _words(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list, or names parted by commas or else by spaces."""
    value = sources.first(fields, name)
    if isinstance(value, str) and not re.search("[،,]", value):
        return tuple(value.split())
    return sources.texts(fields, name)

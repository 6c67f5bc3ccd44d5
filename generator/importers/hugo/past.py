"""A site of Hugo: its settings, its content in one language or several, lists and static files."""

from __future__ import annotations

import fnmatch
import functools
import itertools
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import filenames, files
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.importers import sources
from generator.importers.addresses import parts_of
from generator.importers.hugo import codes
from generator.importers.hugo.addresses import Addresses, Spot
from generator.importers.pictures import is_picture
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

_FORMAT = Bilingual(
    "نصه بصيغة لا تُقرأ هنا (مثل AsciiDoc)", "its text is in a form not read here (as AsciiDoc)"
)
_FEED = Bilingual(
    "خلاصة: يصنعها المولّد هنا بعنوان آخر، فحوّله في خادمك",
    "a feed: made here at another address, redirect it on your server",
)
_ENDS = ("toml", "yaml", "yml", "json")
_OTHER_FORMATS = (".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc")
_LEAD = re.compile("feature|cover|thumbnail", re.IGNORECASE)
"""How Hugo's own templates for shared links find the picture of a bundle."""
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_LIKES = {
    "category": sources.CATEGORIES,
    "tag": sources.TAGS,
    "author": sources.AUTHORS,
    "series": sources.SERIES,
}
"""Taxonomies that have their like here, by the names that sites give them."""


class _File(msgspec.Struct, frozen=True):
    """A file of content as it was read."""

    path: str
    spot: Spot
    fields: Mapping[str, Any]
    body: str


class Hugo:
    """The site in a folder (`sources.Past`). Raises Failed when there is none."""

    name = "hugo"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Diagnostic] = []
        self._settings = _settings(root)
        base = parts_of(sources.text(self._settings, "baseurl"))
        self.base = f"{base.scheme}://{base.netloc}" if base.netloc else ""
        self._below = base.path.rstrip("/") if base.netloc else ""
        self._addresses = Addresses(self._settings, self._below)
        languages = sources.first(self._settings, "languages")
        self._languages = languages if isinstance(languages, dict) else {}
        self.content = sources.text(self._settings, "contentdir") or "content"
        self._folders = self._content_folders()
        if not any(files.is_folder(root / folder) for folder in self._folders):
            raise Failed([NO_SITE.at(root.name, name="Hugo", wanted="hugo.toml, content/")])

    def _content_folders(self) -> dict[str, str]:
        """The folders of content inside of the site, and the language of each."""
        own = {
            sources.text(values, "contentdir").strip("/"): str(code)
            for code, values in self._languages.items()
            if isinstance(values, dict) and sources.text(values, "contentdir")
        }
        whole = own if self._addresses.own in own.values() else {self.content: "", **own}
        return {folder: code for folder, code in whole.items() if not filenames.escapes(folder)}

    # -- what is there -----------------------------------------------------------------------------

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        found: list[Source] = []
        pages: list[tuple[_File, Source]] = []
        for folder, language in self._folders.items():
            read, unreadable = self._read(folder, language)
            found += unreadable
            inside = _Content(read)
            pages += [(file, self._source(file, inside, zone)) for file in read]
        found += [source for _, source in pages]
        public = [(f, s) for f, s in pages if not s.why and not s.is_draft]
        lists = {s.address: s for _, s in pages if s.kind == "list"}
        named = {(f.spot.folder, f.spot.language or self._addresses.own) for f, s in pages
                 if s.kind == "list"}  # fmt: skip
        likes = list(self._lists(public, named))
        twins = {one.address: one for one in likes if one.address in lists}
        for source in found:
            twin = twins.get(source.address, source) if source.kind == "list" else source
            lists[source.address] = replace(source, new=twin.new, term=_titled(source, twin))
            yield lists[source.address]
        yield from (one for one in likes if one.address not in lists)
        if not self._is_off("rss"):
            written = [one for one in lists.values() if one.kind == "list"]
            every = {one.address: one for one in (*likes, *written)}.values()
            yield from (self._feed_of(one) for one in every if one.name != self._addresses.own)
        yield from self._copied(pages)

    def _is_off(self, kind: str) -> bool:
        return kind in {k.lower() for k in sources.texts(self._settings, "disablekinds")}

    def _feed_of(self, source: Source) -> Source:
        """The feed that lies beside a list."""
        address = f"{source.address.rstrip('/')}/index.xml"
        new = "/feed.xml" if source.new == "/" else ""
        return replace(
            source, path=address, address=address, fields={}, earlier=(), why=_FEED, new=new
        )

    def _read(self, folder: str, language: str) -> tuple[list[_File], list[Source]]:
        read: list[_File] = []
        unreadable: list[Source] = []
        for path in documents(self.root, folder, (*MARKDOWN, *HTML, *_OTHER_FORMATS)):
            if path.endswith(_OTHER_FORMATS):
                unreadable.append(replace(unread(path), why=_FORMAT))
                continue
            try:
                fields, body = sources.split(path, files.read(self.root / path))
            except Failed as failed:
                self.findings += failed.diagnostics
                unreadable.append(unread(path))
                continue
            read.append(_File(path, self._spot(path, folder, language), fields, body))
        return read, unreadable

    def _spot(self, path: str, folder: str, language: str) -> Spot:
        inner = posixpath.splitext(path.removeprefix(f"{folder}/"))[0]
        stem, _, code = inner.rpartition(".")
        if stem and code in (*self._languages, self._addresses.own):
            inner, language = stem, code
        above, file = posixpath.split(inner.replace(" ", "-"))
        if file == "index":
            above, file = posixpath.split(above)
        return Spot(above, file, language, is_list=file == "_index" or not file)

    def _source(self, file: _File, content: _Content, zone: ZoneInfo) -> Source:
        fields = content.fields_of(file)
        spot = replace(file.spot, sections=content.sections_of(file.spot))
        if spot.is_list:
            address = self._addresses.of_list(spot, fields)
            earlier = self._addresses.earlier(spot, fields, address)
            return Source(
                path=file.path, fields=fields, address=address, earlier=earlier,
                name=spot.folder or "home", kind="list", why=LIST,
                term=("category", sources.text(fields, "title")) if spot.folder else None,
            )  # fmt: skip
        if content.is_part(file) or not _has_page(fields):
            return Source(path=file.path, address="", name=spot.file, why=NO_PAGE)
        names = ("date", "publishdate", "pubdate", "published", "lastmod")
        date = sources.moment(fields, zone, *names)
        dated = _DATED.match(spot.file)
        shown = date or (sources.moment({"date": dated[1]}, zone, "date") if dated else None)
        address = self._addresses.of_page(spot, fields, date)
        names_of = functools.partial(self._names_of, content, fields, spot.language)
        return Source(
            path=file.path,
            fields=self._pictured(file.path, fields),
            body=file.body,
            address=address,
            earlier=self._addresses.earlier(spot, fields, address),
            name=sources.text(fields, "slug") or spot.file,
            date=shown,
            embargo=sources.moment(fields, zone, "publishdate"),
            is_page=not spot.folder or shown is None,
            is_draft=sources.flag(fields, "draft"),
            categories=names_of(sources.CATEGORIES) or content.title_of(spot),
            authors=names_of(sources.AUTHORS),
            tags=(*names_of(sources.TAGS), *self._other_terms(content, fields, spot.language)),
        )

    # -- lists -------------------------------------------------------------------------------------

    def _taxonomies(self) -> tuple[str, ...]:
        given = sources.first(self._settings, "taxonomies")
        names = given.values() if isinstance(given, dict) else ("categories", "tags")
        return tuple(str(name) for name in names)

    def _names_of(
        self, content: _Content, fields: Mapping[str, Any], language: str, keys: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The terms under the first of these keys that has any, as they call themselves."""
        key = next((key for key in keys if sources.first(fields, key)), "")
        return tuple(
            content.term_title(key, self._addresses.written(term.replace(" ", "-")), language)
            or term
            for term in sources.texts(fields, key)
        )

    def _other_terms(
        self, content: _Content, fields: Mapping[str, Any], language: str
    ) -> tuple[str, ...]:
        """Terms of taxonomies that have no like here."""
        others = [name.lower() for name in self._taxonomies() if not _like(name)]
        found = (self._names_of(content, fields, language, (name,)) for name in others)
        return tuple(itertools.chain.from_iterable(found))

    def _pictured(self, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The front matter, and where it names no picture, that of its bundle which Hugo itself
        would show elsewhere."""
        if not _is_bundle(path) or sources.first(fields, *sources.PICTURES):
            return fields
        beside = sorted(files.names_in(self.root / posixpath.dirname(path)))
        lead = (n for n in beside if _LEAD.search(n) and is_picture(n))
        return {**fields, "image": next(lead, "")}

    def _lists(
        self, pages: list[tuple[_File, Source]], named: set[tuple[str, str]]
    ) -> Iterator[Source]:
        """What Hugo makes of itself: home pages, sections, taxonomies and their terms. named: what
        has a file of its own, by folder and language."""
        by_language: dict[str, list[tuple[_File, Source]]] = {
            code: [] for code in (self._addresses.own, *self._languages)
        }
        for file, source in pages:
            by_language.setdefault(file.spot.language or self._addresses.own, []).append(
                (file, source)
            )
        seen = set[str]()
        for language, inside in by_language.items():
            for kind, one in self._lists_of(language, inside):
                is_named = kind == "section" and (one.name, language) in named
                if not self._is_off(kind) and one.address not in seen and not is_named:
                    seen.add(one.address)
                    yield one

    def _lists_of(
        self, language: str, pages: list[tuple[_File, Source]]
    ) -> Iterator[tuple[str, Source]]:
        start = self._addresses.start(language)
        yield "home", _list(f"{start}/", "home", "/")
        if language == self._addresses.own and len(self._languages) > 1:
            yield "home", _list(f"{self._below}/{language}/", language, "/")
        for section in dict.fromkeys(f.spot.section for f, _ in pages if f.spot.folder):
            address = self._addresses.of_list(Spot(section, "", language, (section,)), {})
            yield "section", _list(address, section)
        for taxonomy in self._taxonomies():
            address = self._addresses.of_list(Spot(taxonomy, "", language, (taxonomy,)), {})
            yield "taxonomy", _list(address, taxonomy)
            like = _like(taxonomy) or "tag"
            terms = [t for _, s in pages for t in sources.texts(s.fields, taxonomy.lower())]
            for term in dict.fromkeys(terms):
                address = self._addresses.of_term(taxonomy, term, language)
                yield "term", _list(address, term, term=(like, term))

    # -- files -------------------------------------------------------------------------------------

    def _copied(self, pages: list[tuple[_File, Source]]) -> Iterator[Source]:
        """Static files, and those that lie beside pages."""
        given = sources.first(self._settings, "staticdir") or "static"
        for folder in given if isinstance(given, list) else [given]:
            top = str(folder).strip("/")
            for path in documents(self.root, top, ("",)) if top else ():
                yield copied(path, f"{self._below}/{path.removeprefix(f'{top}/')}")
        holders = _holders(pages, self._addresses.own)
        for folder in self._folders:
            for path in documents(self.root, folder, ("",)):
                if not path.endswith((*MARKDOWN, *HTML, *_OTHER_FORMATS)):
                    yield from _beside(path, folder, holders)

    # -- texts -------------------------------------------------------------------------------------

    def plain_text(
        self, source: Source, directory: Directory, unknown: Callable[[str], None]
    ) -> str:
        return codes.plain_text(source, directory, unknown)

    def picture(self, source: Source, written: str) -> str:
        path = parts_of(written).path
        folder = posixpath.dirname(source.path)
        beside = [] if path.startswith("/") else [posixpath.join(folder, path)]
        whole = path.removeprefix(f"{self._below}/") if self._below else path
        tops = ("static", "assets", self.content)
        return found_in(
            self.root, [*beside, *(posixpath.join(top, whole.lstrip("/")) for top in tops)]
        )


class _Content:
    """What the files of one folder of content say of each other."""

    def __init__(self, read: list[_File]) -> None:
        self._lists = {(f.spot.folder, f.spot.language): f.fields for f in read if f.spot.is_list}
        self._term_titles = {
            (folder.lower(), language): sources.text(fields, "title")
            for (folder, language), fields in self._lists.items()
        }
        self._list_folders = {folder for folder, _ in self._lists}
        self._bundles = {posixpath.dirname(f.path) for f in read if _is_bundle(f.path)}

    def fields_of(self, file: _File) -> Mapping[str, Any]:
        """The front matter of a file, over what lists above it hand down and its own `params`."""
        kind = "section" if file.spot.is_list else "page"
        handed: dict[str, Any] = {}
        for folder in _chain(file.spot.folder):
            above = self._lists.get((folder, file.spot.language), {})
            for values in _cascades(above, kind, f"/{file.spot.folder}/{file.spot.file}"):
                handed |= _lowered(values)
        params = sources.first(file.fields, "params")
        own = _lowered({**(params if isinstance(params, dict) else {}), **file.fields})
        for names in _LIKES.values():
            if sources.first(own, *names):
                handed = {key: value for key, value in handed.items() if key not in names}
        return {**handed, **own}

    def sections_of(self, spot: Spot) -> tuple[str, ...]:
        """The folders above a file that are sections: the first, and those with an `_index`."""
        return tuple(
            posixpath.basename(folder)
            for at, folder in enumerate(_chain(spot.folder)[1:])
            if at == 0 or folder in self._list_folders
        )

    def is_part(self, file: _File) -> bool:
        """Whether a file lies in the bundle of another."""
        if _is_bundle(file.path):
            return False
        return any(folder in self._bundles for folder in _chain(posixpath.dirname(file.path)))

    def term_title(self, taxonomy: str, term: str, language: str) -> str:
        """What the page of a term calls it."""
        return self._term_titles.get((f"{taxonomy}/{term}".lower(), language), "")

    def title_of(self, spot: Spot) -> tuple[str, ...]:
        """The title of the section, where it has one."""
        title = sources.text(self._lists.get((spot.section, spot.language), {}), "title")
        return (title,) if title and spot.section else ()


def _settings(root: Path) -> dict[str, Any]:
    """The settings, which may be parted into files named for their tables. Raises Failed."""
    names = [f"{name}.{end}" for name in ("hugo", "config") for end in _ENDS]
    candidates = [f"{folder}{name}" for folder in ("", "config/_default/") for name in names]
    found = [name for name in candidates if files.stamp_at(root / name)]
    if not found:
        raise Failed([NO_SITE.at(root.name, name="Hugo", wanted="hugo.toml, content/")])
    whole = sources.settings(found[0], files.read(root / found[0]))
    for table in ("languages", "permalinks", "taxonomies"):
        for name in (f"config/_default/{table}.{end}" for end in _ENDS):
            if files.stamp_at(root / name):
                whole[table] = sources.settings(name, files.read(root / name))
    return whole


def _lowered(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same by keys in small letters, as Hugo reads them."""
    return {str(key).lower(): value for key, value in fields.items()}


def _is_bundle(path: str) -> bool:
    return re.search(r"/index(?:\.[\w-]+)?\.\w+$", path) is not None


def _chain(folder: str) -> list[str]:
    """A folder and those above it, the outermost first, which is ""."""
    parts = folder.split("/") if folder else []
    return ["", *("/".join(parts[: at + 1]) for at in range(len(parts)))]


def _cascades(fields: Mapping[str, Any], kind: str, path: str) -> Iterator[Mapping[str, Any]]:
    """What a list hands down to a page of this kind at this path."""
    given = sources.first(fields, "cascade")
    for entry in given if isinstance(given, list) else [given]:
        if not isinstance(entry, dict):
            continue
        target = sources.first(entry, "target", "_target") or {}
        if sources.text(target, "kind") not in ("", kind):
            continue
        if not fnmatch.fnmatch(path, sources.text(target, "path").replace("**", "*") or "*"):
            continue
        yield {key: value for key, value in entry.items() if key not in ("target", "_target")}


def _has_page(fields: Mapping[str, Any]) -> bool:
    if sources.flag(fields, "headless"):
        return False
    build = sources.first(fields, "build", "_build")
    rendered = sources.text(build, "render").lower() if isinstance(build, dict) else ""
    return rendered not in ("never", "link", "false")


def _like(taxonomy: str) -> str:
    return next((like for like, names in _LIKES.items() if taxonomy.lower() in names), "")


def _titled(source: Source, twin: Source) -> tuple[str, str] | None:
    """What a list of a term gathers here, where articles go by the title that it gave itself."""
    title = sources.text(source.fields, "title")
    return (twin.term[0], title or twin.term[1]) if twin.term else None


def _list(
    address: str,
    name: str,
    new: str = "",
    why: Bilingual = LIST,
    term: tuple[str, str] | None = None,
) -> Source:
    return Source(
        path=address, address=address, name=name, kind="list", why=why, new=new, term=term
    )


def _holders(pages: list[tuple[_File, Source]], own: str) -> dict[str, str]:
    """The address beside which the files of a folder were copied; of several languages, the own
    one's."""
    found: dict[str, str] = {}
    for file, source in sorted(pages, key=lambda pair: pair[0].spot.language not in ("", own)):
        is_bundle = _is_bundle(file.path) and not source.why
        if (is_bundle or source.kind == "list") and not source.is_draft:
            found.setdefault(posixpath.dirname(file.path), source.address)
    return found


def _beside(path: str, top: str, holders: Mapping[str, str]) -> Iterator[Source]:
    folder = posixpath.dirname(path)
    while folder.startswith(top) and folder not in holders and folder != top:
        folder = posixpath.dirname(folder)
    address = holders.get(folder, "")
    if address.endswith("/"):
        yield copied(path, address + path.removeprefix(f"{folder}/"))

"""Importing a folder of Markdown that another generator built: what Hugo and Jekyll have in common.

Texts stay as they are but for what leads somewhere: links between articles become links by file,
pictures are copied beside the article, and every link that would be dead keeps its old address.
"""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from generator import files
from generator.arabic import slugs
from generator.config import SiteConfig
from generator.diagnostics import Bilingual
from generator.engine import lock
from generator.filenames import MAX_NAME
from generator.graph.addresses import identity, permalink, portable, slug_of
from generator.graph.model import FED, Taxonomy
from generator.importers import codes, ledger, sources, standing
from generator.importers.addresses import (
    CASE,
    PATTERNS,
    Answer,
    Register,
    better_pattern,
    decoded,
    host_of,
    joined,
    parts_of,
    place_of,
)
from generator.importers.attic import Attic
from generator.importers.fetch import Refused
from generator.importers.frontmatter import Article, plain, text_of
from generator.importers.ledger import Note, Notes, Receipt, Row
from generator.importers.markdown import anchors, dialect, led_on
from generator.importers.peeling import TWO_CAPTIONS, Image, peel, shown_once
from generator.importers.pictures import Pictures, is_attachment, is_media
from generator.importers.shelf import Filed, Shelf
from generator.importers.site import (
    OF_DRAFTS,
    UNCATEGORISED,
    Section,
    declare,
    declared_in,
    lines_for,
    parted,
)
from generator.importers.sources import Past, Source
from generator.intake.parts import Names
from generator.keys import digest
from generator.request import ARTICLES, PAGES, Progress, Request
from generator.schema import fold_key
from generator.settings.site import config_of

_UNDATED = Bilingual(
    "لا تاريخ له فصار صفحة، بلا تصنيف ولا وسوم",
    "it has no date and became a page, without categories and tags",
)
_EXPIRED = Bilingual("انتهى أجله: رُفع من الموقع القديم", "expired: withdrawn from the old site")

_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[a-zA-Z]+)?(?=\.\w+$)")
"""The language in a file's name, which references leave out."""


def import_folder(request: Request, past: Past, progress: Progress | None = None) -> Receipt:
    """Import the site in a folder into a project. Raises Failed where nothing could be begun."""
    with lock.held(request.cache_folder, request.now.isoformat()):
        return _Import(request, past, progress).run()


class _Import:
    """One import under way."""

    def __init__(self, request: Request, past: Past, progress: Progress | None) -> None:
        self.past = past
        self.progress = progress
        self.project = request.project
        self.config = config_of(self.project)
        self.folder = f"imports/{past.name}"
        attic = Attic()
        self.shelf = Shelf(self.project, f"{self.folder}/record.json", attic)
        self.pictures = Pictures(self.project, _getter(past.root), attic, beside=True)
        self.register = Register(attic, self.config.base_path)
        self.now = request.now
        self.declared: frozenset[str] = frozenset()
        self.kept: Counter[str] = Counter()
        """Addresses that would stay under each pattern of a permalink."""
        self.rows: list[Row] = []
        self.notes = Notes(attic)
        self.sources: list[Source] = []
        self.places: dict[str, tuple[str, str, str]] = {}
        """File, slug and new address by the path of the source."""
        self._by_address: dict[str, Source] = {}
        self._by_path: dict[str, Source] = {}
        self._by_name: dict[str, list[str]] = {}
        """Such paths by their last part."""

    def run(self) -> Receipt:
        self._phase("index", 0)
        self.sources = list(self.past.sources(ZoneInfo(self.config.timezone)))
        standing.claim(self.project, self.shelf.own, self.config, self.register)
        for source in self.sources:
            self._place(source)
        for source in self.sources:
            for address in source.earlier:
                self._by_address.setdefault(place_of(address), source)
        sections: list[Section] = []
        for source in self.sources:
            if source.why is None and not (source.is_page or source.is_draft):
                sections += map(Section, _categories(source))
        lines = lines_for(sections, self.config)
        if lines:
            self.config = declare(self.project, lines, self.past.name)
        self.declared = declared_in(self.config)
        self._phase("import", len(self.sources))
        try:
            for source in self.sources:
                self._take(source)
                if self.progress:
                    self.progress.advance(1)
        finally:
            self.shelf.keep_record()
        return self._receipt(lines)

    def _phase(self, name: str, total: int) -> None:
        if self.progress:
            self.progress.phase(name, total)

    # -- names and places --------------------------------------------------------------------------

    def _place(self, source: Source) -> None:
        for path in dict.fromkeys((source.path, _LANGUAGE.sub("", source.path))):
            if self._by_path.setdefault(_bare(path), source) is source:
                self._by_name.setdefault(posixpath.basename(_bare(path)), []).append(_bare(path))
        if source.address:
            self._by_address.setdefault(place_of(source.address), source)
        if source.why is not None:
            return
        names = self._names(source)
        stem = portable(slugs.slug(names[0], limit=100)) or digest(source.path)[:8]
        month = f"{source.date:%Y/%m}/" if source.date else ""
        wanted = f"{PAGES}{stem}.md" if source.is_page else f"{ARTICLES}{month}{stem}.md"
        file = self.shelf.place_for(self._mark(source), wanted)
        before = ""
        for slug in itertools.chain(names, (f"{names[0]}-{n}" for n in itertools.count(2))):
            path = self._permalink(source, slug, self.config)
            taken = self._is_twin(source, path) or self.register.claim(path, file) != file
            if path == before or not taken:
                break  # a pattern without the slug has one address only
            before = path
        self.places[source.path] = file, slug, path
        if not source.is_page and not self._unseen(source):
            self._try_patterns(source, slug)

    def _is_twin(self, source: Source, path: str) -> bool:
        """Whether the old address differs from a new one in capitals or the like, so that nothing
        could lead from one to the other."""
        old = decoded(parts_of(source.address).path) or ""
        return old.strip("/") != path.strip("/") and identity(old.strip("/")) == identity(
            path.strip("/")
        )

    def _try_patterns(self, source: Source, slug: str) -> None:
        old = (decoded(source.address) or "").strip("/")
        for pattern in {*PATTERNS, self.config.permalink}:
            path = self._permalink(source, slug, replace(self.config, permalink=pattern))
            self.kept[pattern] += path.strip("/") == old

    def _mark(self, source: Source) -> str:
        path = source.path.encode(errors="backslashreplace").decode()
        return f"{self.past.name} {plain(path)}"

    def _names(self, source: Source) -> tuple[str, ...]:
        """What the new address may end in: the end of the old one, where that says something, or
        the name of the file."""
        end = source.address.rstrip("/").rpartition("/")[2].removesuffix(".html")
        found = [self._slug(name, source) for name in (end, source.name) if not name.isdigit()]
        return tuple(dict.fromkeys(filter(None, found))) or (digest(source.path)[:8],)

    def _slug(self, name: str, source: Source) -> str:
        written = slugs.slug(name, limit=1_000_000)
        if written and self.config.slugs == "arabic" and len(written.encode()) <= MAX_NAME:
            return portable(written)
        title = sources.text(source.fields, "title")
        return slug_of(name, self.config.slugs) or slug_of(title, self.config.slugs)

    def _permalink(self, source: Source, slug: str, config: SiteConfig) -> str:
        if source.is_page or source.date is None:
            return f"{slug}/"
        return permalink(
            config,
            moment=source.date.astimezone(ZoneInfo(self.config.timezone)),
            slug=slug,
            id=digest(self._mark(source))[:8],
            category=_categories(source)[0],
        )

    # -- articles ----------------------------------------------------------------------------------

    def _take(self, source: Source) -> None:
        title = plain(sources.text(source.fields, "title")) or source.name
        row = functools.partial(Row, source.sort, source.path, title, self._full(source.address))
        if source.why is not None:
            self._take_other(source, row)
            return
        file, _, new = self.places[source.path]
        aliases: tuple[str, ...] = ()
        verdict = self.register.judge(source.address, new, file)
        if not source.is_draft:
            aliases = self._aliases(source, verdict.alias, new, file)
        filed = self.shelf.put(self._mark(source), text_of(self._article(source, title, aliases)))
        if filed is Filed.LEFT_OUT:
            self.rows.append(row(Answer.REASON, why=ledger.REMOVED_HERE))
        elif why := self._unseen(source):
            self.rows.append(row(Answer.REASON, "", file, why))
        else:
            self.rows.append(row(verdict.answer, f"/{new}", file, verdict.why))

    def _take_other(self, source: Source, row: Any) -> None:
        """What is no article: its row, and one for each address that led to it."""
        answer = Answer.MISSING if source.is_lost else Answer.REASON
        file = self.pictures.path_of(f"/{source.path}") if source.kind == "file" else ""
        self.rows.append(row(answer, self._stead(source), file, source.why))
        self.rows += [
            Row("renamed", source.path, "", self._full(old), answer, why=source.why)
            for old in source.earlier
        ]

    def _full(self, address: str) -> str:
        return f"{self.past.base}{address}" if address.startswith("/") else address

    def _unseen(self, source: Source) -> Bilingual | None:
        """Why an article was not to be seen on the old site."""
        expires = self._expires(source)
        if source.is_draft:
            return ledger.DRAFT
        if any(moment and moment > self.now for moment in (source.date, source.embargo)):
            return ledger.SCHEDULED
        return _EXPIRED if expires and expires <= self.now else None

    def _expires(self, source: Source) -> datetime | None:
        return sources.moment(source.fields, ZoneInfo(self.config.timezone), "expirydate")

    def _stead(self, source: Source) -> str:
        """What stands here in place of an old list."""
        if source.term is None:
            return source.new
        taxonomy, name = source.term
        known = {fold_key(entry.name): entry.slug for entry in self.config.categories}
        if taxonomy == "category" and fold_key(name) not in known:
            return ""
        own = known.get(fold_key(name), "") if taxonomy == "category" else ""
        path = f"/{taxonomy}/{own or slug_of(name, self.config.slugs)}/"
        if not source.address.endswith(".xml"):
            return path
        return f"{path}feed.xml" if Taxonomy(taxonomy) in FED else ""

    def _aliases(self, source: Source, alias: str, new: str, file: str) -> tuple[str, ...]:
        """The old address, where that must lead on, and those that the file had before."""
        given = {identity(alias.strip("/")): alias} if alias else {}
        for old in source.earlier:
            verdict = self.register.judge(old, new, file)
            answer, why = verdict.answer, verdict.why
            if verdict.alias:
                first = given.setdefault(identity(verdict.alias.strip("/")), verdict.alias)
                if first.strip("/") != verdict.alias.strip("/"):
                    answer, why = Answer.MISSING, CASE
            self.rows.append(
                Row("renamed", source.path, "", self._full(old), answer, f"/{new}", file, why)
            )
        return tuple(given.values())

    def _article(self, source: Source, title: str, aliases: tuple[str, ...]) -> Article:
        fields, zone = source.fields, ZoneInfo(self.config.timezone)
        file, slug, _ = self.places[source.path]
        peeled = peel(title, self._body(source, file), Names.of(self.config))
        for words, reason in peeled.dropped:
            self._note("furniture", words, source, reason.value)
        if source.is_page and (source.categories or source.tags):
            self._note("undated", title, source, _UNDATED)
        shown = shown_once(peeled.body, None if source.is_page else self._lead(source, file))
        if shown.caption:
            self._note("removed", shown.caption, source, TWO_CAPTIONS)
        categories, hidden = parted(_categories(source), self.declared, self.config)
        for name in () if source.is_page else hidden:
            self._note("category", name, source, OF_DRAFTS)
        updated = sources.moment(fields, zone, "lastmod", "last_modified_at", "updated")
        later = updated if updated and source.date and updated > source.date else None
        return Article(
            mark=self._mark(source),
            is_page=source.is_page,
            title=peeled.title,
            body=shown.body,
            kind=peeled.kind,
            dateline=peeled.dateline,
            date=source.date,
            embargo=self._embargo(source),
            updated=later,
            expires=self._expires(source),
            categories=categories,
            hidden_categories=hidden,
            tags=_plain(source.tags),
            authors=_plain(source.authors),
            series=next(iter(_plain(sources.texts(fields, *sources.SERIES))), ""),
            summary=plain(sources.text(fields, "summary", "description", "excerpt")),
            image=shown.image,
            slug=slug,
            id=digest(self._mark(source))[:8],
            aliases=aliases,
            draft=source.is_draft,
            featured=sources.flag(fields, "featured"),
        )

    def _embargo(self, source: Source) -> datetime | None:
        later = source.embargo is not None and source.embargo > self.now
        return source.embargo if later else None

    def _lead(self, source: Source, file: str) -> Image | None:
        written, words, caption = _picture_of(source)
        foreign = not written or self._is_foreign(written)
        path = "" if foreign else self._picture(source, written, file)
        return (path, words, caption) if path else None

    # -- texts -------------------------------------------------------------------------------------

    def _body(self, source: Source, file: str) -> str:
        text = self.past.plain_text(
            source, self, lambda name: self._note("shortcode", name, source, codes.UNKNOWN)
        )
        return self._prose(text, source, file).strip("\n")

    def _prose(self, text: str, source: Source, file: str) -> str:
        text = text if source.is_html else dialect(text)
        own = anchors(text)

        def link(written: str) -> str:
            if written.startswith("#"):
                return own.get(unquote(written), "")
            return self._target(source, written, file)

        def picture(written: str) -> str:
            foreign = self._is_foreign(written)
            return written if foreign else self._picture(source, written, file)

        return led_on(text, link, picture)

    def _is_foreign(self, address: str) -> bool:
        return _is_full(address) and host_of(address) != host_of(self.past.base)

    def address_of(self, path: str, source: Source) -> str:
        """The old address of a source (`sources.Directory`), by its path or the end of it."""
        bare = _bare(path).lstrip("/")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), bare))
        found = self._by_path.get(bare) or self._by_path.get(beside)
        if found is None:
            alike = self._by_name.get(posixpath.basename(bare), [])
            ends = [path for path in alike if path.endswith(f"/{bare}")]
            found = self._by_path[ends[0]] if len(ends) == 1 else None
        if found is None or not found.address:
            self._note("link", path, source)
            return ""
        return found.address

    def _picture(self, source: Source, written: str, file: str) -> str:
        path = self.past.picture(source, written)
        if path:
            self.pictures.gather([f"/{path}"], file)
            found = self.pictures.path_of(f"/{path}")
            return posixpath.relpath(found, posixpath.dirname(file)) if found else ""
        self._note("picture", written, source)
        return ""

    def _target(self, source: Source, written: str, file: str) -> str:
        """Where a link leads now."""
        if self._is_foreign(written):
            return written
        path = parts_of(written).path
        address = joined(source.address or "/", path)
        known = (
            self._by_path.get(self._inside(source, unquote(path)))
            or self._by_address.get(place_of(address))
            or self._by_address.get(place_of(f"{address}.html"))
        )
        if known is not None and known.path in self.places:
            other = self.places[known.path][0]
            if not self.shelf.is_left_out(other):
                return posixpath.relpath(other, posixpath.dirname(file))
        if not is_media(path):
            self._note("link", written, source)
        elif media := self._picture(source, path, file):
            anchor = parts_of(written).fragment if is_attachment(path) else ""
            return f"{media}#{anchor}" if anchor else media
        return f"{self.past.base}{address}" if self.past.base else ""

    def _inside(self, source: Source, path: str) -> str:
        """The path in the old folder that a link by file means."""
        folder = self.past.content if path.startswith("/") else posixpath.dirname(source.path)
        return _bare(posixpath.normpath(posixpath.join(folder, path.lstrip("/"))))

    def _base_path(self) -> str:
        return self.config.base_path.strip("/") and self.config.base_path

    def _note(self, kind: str, name: str, source: Source, why: Bilingual | None = None) -> None:
        file = self.places[source.path][0]
        self.notes.append(Note(kind, name, source.path, file, why))

    # -- the receipt -------------------------------------------------------------------------------

    def _receipt(self, lines: list[str]) -> Receipt:
        pattern = better_pattern(self.config, self.kept)
        receipt = Receipt(
            origin=self.past.name,
            folder=self.folder,
            expected=dict(Counter(source.sort for source in self.sources)),
            rows=tuple(self.rows),
            notes=ledger.all_notes(self.notes, self.pictures, self.shelf),
            filed=dict(self.shelf.counts),
            pictures=self.pictures.stored,
            remarks=0,
            declared=tuple(lines),
            findings=tuple(self.past.findings),
            base=self._base_path() if self.register.outside else "",
            pattern=(pattern, self.kept[pattern]),
        )
        ledger.write(self.project, receipt)
        return receipt


def _getter(root: Path) -> Callable[[str], bytes]:
    """The pictures of the old folder, by their path in it after a slash."""

    def get(address: str) -> bytes:
        try:
            return files.read(root / address.lstrip("/"))
        except OSError as error:
            raise Refused("لا تُقرأ", f"cannot be read: {error.strerror}") from error

    return get


def _categories(source: Source) -> tuple[str, ...]:
    return _plain(source.categories) or (UNCATEGORISED,)


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(plain, names) if name))


def _picture_of(source: Source) -> tuple[str, str, str]:
    """The lead picture that a file names, under the names that themes give it; what it shows, and
    what is said below it."""
    value = sources.first(source.fields, *sources.PICTURES)
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        path = sources.text(value, "image", "src", "path", "teaser", "url")
        return path, sources.text(value, "alt"), sources.text(value, "caption")
    return value if isinstance(value, str) else "", "", ""


def _is_full(address: str) -> bool:
    return re.match(r"[a-zA-Z][\w+.-]*:|//", address) is not None


def _bare(path: str) -> str:
    """The path of a source as references name it: without its extension, nor `index`."""
    bare = re.sub(r"\.(?:md|markdown|html?)$", "", path)
    return bare.removesuffix("/index").removesuffix("/_index")

"""Importing a folder of Markdown that another generator built: what Hugo and Jekyll have in common.

Texts stay as they are but for what leads somewhere: links between articles become links by file,
pictures are copied beside the article, and every link that would be dead keeps its old address.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from generator import files
from generator.arabic import slugs
from generator.diagnostics import Bilingual
from generator.engine import lock
from generator.filenames import MAX_NAME
from generator.graph.addresses import permalink, portable, slug_of
from generator.importers import ledger, sources, standing
from generator.importers.addresses import Answer, Register, host_of, joined, parts_of, place_of
from generator.importers.fetch import Refused
from generator.importers.frontmatter import Article, plain, text_of
from generator.importers.ledger import Note, Receipt, Row
from generator.importers.peeling import peel
from generator.importers.pictures import Pictures, is_picture
from generator.importers.shelf import PAGES, Filed, Shelf
from generator.importers.site import UNCATEGORISED, Section, declare, lines_for
from generator.importers.sources import Past, Source
from generator.intake.parts import Names
from generator.keys import digest
from generator.request import ARTICLES, Progress, Request
from generator.settings.site import config_of

_DRAFT = Bilingual("مسودة: لم يكن لها عنوان عام", "a draft: it had no public address")
_REMOVED_HERE = Bilingual(
    "استُورد من قبل ثم حُذف هنا", "it was imported before and has been removed here"
)
_UNREAD = Bilingual("ترويسته لا تُقرأ", "its front matter cannot be read")

_FENCE = re.compile(
    r"(^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ ]*$)", re.MULTILINE | re.DOTALL
)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]]|!?\[[^\]]*\])*)\]\(\s*<?([^)\s>]+)>?(\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_REFERENCE = re.compile(r"^( {0,3}\[[^\]^]+\]:\s*)<?(\S+?)>?(?=\s|$)", re.MULTILINE)
_TAG = re.compile(r"(<(a|img)\b[^>]*?\s(?:href|src)\s*=\s*)([\"'])([^\"']*)\3", re.IGNORECASE)
_ITEM = r"(?:[-*+]|\d+\.) "
_HEADLINE = re.compile(r"^# ", re.MULTILINE)


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
        self.shelf = Shelf(self.project, f"{self.folder}/record.json")
        self.pictures = Pictures(self.project, _getter(past.root), beside=True)
        self.register = Register(self.config.base_path)
        self.rows: list[Row] = []
        self.notes: list[Note] = []
        self.sources: list[Source] = []
        self.places: dict[str, tuple[str, str, str]] = {}
        """File, slug and new address by the path of the source."""
        self._by_address: dict[str, Source] = {}
        self._by_path: dict[str, Source] = {}

    def run(self) -> Receipt:
        self._phase("index", 0)
        self.sources = list(self.past.sources(ZoneInfo(self.config.timezone)))
        standing.claim(self.project, self.shelf.own, self.config, self.register)
        for source in self.sources:
            self._place(source)
        sections = [
            Section(name) for source in self.sources if source.why is None and not source.is_page
            for name in _categories(source)
        ]  # fmt: skip
        lines = lines_for(sections, self.config)
        if lines:
            self.config = declare(self.project, lines, self.past.name)
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
        self._by_path[_bare(source.path)] = source
        if source.address:
            self._by_address.setdefault(place_of(source.address), source)
        if source.why is not None:
            return
        slug = self._slug(source)
        stem = portable(slugs.slug(slug, limit=100)) or digest(source.path)[:8]
        month = f"{source.date:%Y/%m}/" if source.date else ""
        wanted = f"{PAGES}{stem}.md" if source.is_page else f"{ARTICLES}{month}{stem}.md"
        file = self.shelf.place_for(self._mark(source), wanted)
        unique, before = slug, ""
        for number in itertools.count(2):
            path = self._permalink(source, unique)
            if path == before or self.register.claim(path, file) == file:
                break  # a pattern without the slug has one address only
            unique, before = f"{slug}-{number}", path
        self.places[source.path] = file, unique, path

    def _mark(self, source: Source) -> str:
        return f"{self.past.name} {plain(source.path)}"

    def _slug(self, source: Source) -> str:
        written = slugs.slug(source.name, limit=1_000_000)
        if written and self.config.slugs == "arabic" and len(written.encode()) <= MAX_NAME:
            return portable(written)
        title = sources.text(source.fields, "title")
        style = self.config.slugs
        return slug_of(source.name, style) or slug_of(title, style) or digest(source.path)[:8]

    def _permalink(self, source: Source, slug: str) -> str:
        if source.is_page or source.date is None:
            return f"{slug}/"
        return permalink(
            self.config,
            moment=source.date.astimezone(ZoneInfo(self.config.timezone)),
            slug=slug,
            id=digest(self._mark(source))[:8],
            category=_categories(source)[0],
        )

    # -- articles ----------------------------------------------------------------------------------

    def _take(self, source: Source) -> None:
        title = plain(sources.text(source.fields, "title")) or source.name
        kind = "page" if source.is_page else "article"
        old = f"{self.past.base}{source.address}" if source.address else ""
        if source.why is not None:
            answer = Answer.MISSING if source.why == _UNREAD else Answer.REASON
            self.rows.append(Row(kind, source.path, title, old, answer, why=source.why))
            return
        file, _, new = self.places[source.path]
        aliases = []
        verdict = self.register.judge(source.address, new, file)
        if not source.is_draft:
            aliases += [verdict.alias] if verdict.alias else []
            aliases += self._older(source, new, file)
        filed = self.shelf.put(self._mark(source), text_of(self._article(source, title, aliases)))
        if filed is Filed.LEFT_OUT:
            row = Row(kind, source.path, title, old, Answer.REASON, why=_REMOVED_HERE)
        elif source.is_draft:
            row = Row(kind, source.path, title, old, Answer.REASON, file=file, why=_DRAFT)
        else:
            row = Row(
                kind, source.path, title, old, verdict.answer, f"/{new}", file, verdict.why
            )  # fmt: skip
        self.rows.append(row)

    def _older(self, source: Source, new: str, file: str) -> list[str]:
        """The addresses that the file says it had before."""
        found = []
        for alias in sources.texts(source.fields, "aliases", "redirect_from"):
            old = joined(source.address or "/", alias)
            verdict = self.register.judge(old, new, file)
            row = Row("renamed", source.path, "", old, verdict.answer, f"/{new}", file, verdict.why)
            self.rows.append(row)
            found += [verdict.alias] if verdict.alias else []
        return found

    def _article(self, source: Source, title: str, aliases: list[str]) -> Article:
        fields, zone = source.fields, ZoneInfo(self.config.timezone)
        file, slug, _ = self.places[source.path]
        peeled = peel(title, self._body(source, file), Names.of(self.config))
        for words, reason in peeled.dropped:
            self._note("furniture", words, source, reason.value)
        updated = sources.moment(fields, zone, "lastmod", "last_modified_at", "updated")
        later = updated if updated and source.date and updated > source.date else None
        return Article(
            mark=self._mark(source),
            is_page=source.is_page,
            title=peeled.title,
            body=peeled.body,
            kind=peeled.kind,
            dateline=peeled.dateline,
            date=source.date,
            updated=later,
            expires=sources.moment(fields, zone, "expirydate"),
            categories=_categories(source),
            tags=_plain(sources.texts(fields, "tags", "tag")),
            authors=_plain(sources.texts(fields, "authors", "author")),
            series=next(iter(_plain(sources.texts(fields, "series"))), ""),
            summary=plain(sources.text(fields, "summary", "description", "excerpt")),
            image=self._lead(source, file),
            slug=slug,
            id=digest(self._mark(source))[:8],
            aliases=tuple(aliases),
            draft=source.is_draft,
            featured=sources.flag(fields, "featured"),
        )

    def _lead(self, source: Source, file: str) -> tuple[str, str, str] | None:
        written = _picture_of(source)
        path = self._picture(source, written, file) if written else ""
        return (path, "", "") if path else None

    # -- texts -------------------------------------------------------------------------------------

    def _body(self, source: Source, file: str) -> str:
        text = self.past.plain_text(
            source, self, lambda name: self._note("shortcode", name, source)
        )
        parts = _FENCE.split(text)
        # Each fence comes with its sign as a part of its own.
        prose = [self._prose(part, source, file) for part in parts[::3]]
        fences = [*parts[1::3], ""]
        return "".join(f"{one}{fence}" for one, fence in zip(prose, fences, strict=True)).strip(
            "\n"
        )

    def _prose(self, text: str, source: Source, file: str) -> str:
        def image(match: re.Match[str]) -> str:
            alt, written, title = match[1], match[2], match[3] or ""
            if _is_full(written):
                return match[0]
            path = self._picture(source, written, file)
            return f"![{alt}]({path}{title})" if path else alt

        def link(match: re.Match[str]) -> str:
            target = self._target(source, match[2], file)
            return f"[{match[1]}]({target}{match[3] or ''})" if target else match[1]

        def tag(match: re.Match[str]) -> str:
            find = self._picture if match[2].lower() == "img" else self._target
            target = match[4] if _is_full(match[4]) else find(source, match[4], file)
            return f"{match[1]}{match[3]}{target}{match[3]}"

        text = _TAG.sub(tag, _LINK.sub(link, _IMAGE.sub(image, text)))
        text = _REFERENCE.sub(lambda m: f"{m[1]}{self._target(source, m[2], file)}", text)
        return _HEADLINE.sub("## ", _nested(text))

    def address_of(self, path: str) -> str:
        """The old address of a source (`sources.Directory`), by its path or the end of it."""
        bare = _bare(path).lstrip("/")
        found = self._by_path.get(bare)
        if found is None:
            ends = [p for p in self._by_path if p.endswith(f"/{bare}")]
            found = self._by_path[ends[0]] if len(ends) == 1 else None
        return found.address if found else ""

    def _picture(self, source: Source, written: str, file: str) -> str:
        path = self.past.picture(source, written)
        if path:
            self.pictures.gather([f"/{path}"], file)
            found = self.pictures.path_of(f"/{path}")
            return posixpath.relpath(found, posixpath.dirname(file)) if found else ""
        self._note("picture", written, source)
        return ""

    def _target(self, source: Source, written: str, file: str) -> str:
        """Where a link leads now; "" for an anchor of the same page, whose name may be another."""
        if written.startswith("#"):
            return ""
        if _is_full(written) and host_of(written) != host_of(self.past.base):
            return written
        path = parts_of(written).path
        known = self._by_path.get(_bare(posixpath.normpath(
            posixpath.join(posixpath.dirname(source.path), unquote(path)))))  # fmt: skip
        address = joined(source.address or "/", path)
        known = known or self._by_address.get(place_of(address))
        if known is not None and known.path in self.places:
            other = self.places[known.path][0]
            if not self.shelf.is_left_out(other):
                return posixpath.relpath(other, posixpath.dirname(file))
        if is_picture(path) and (picture := self._picture(source, path, file)):
            return picture
        self._note("link", written, source)
        return f"{self.past.base}{address}" if self.past.base else ""

    def _note(self, kind: str, name: str, source: Source, why: Bilingual | None = None) -> None:
        file = self.places[source.path][0]
        note = Note(kind, name, source.path, file, why)
        if note not in self.notes[-20:]:
            self.notes.append(note)

    # -- the receipt -------------------------------------------------------------------------------

    def _receipt(self, lines: list[str]) -> Receipt:
        missing = [Note("picture", m.address, "", m.holder, m.why) for m in self.pictures.missing]
        receipt = Receipt(
            origin=self.past.name,
            folder=self.folder,
            expected=dict(Counter("page" if s.is_page else "article" for s in self.sources)),
            rows=tuple(self.rows),
            notes=(*self.notes, *missing),
            filed=dict(self.shelf.counts),
            pictures=self.pictures.stored,
            remarks=0,
            declared=tuple(lines),
            findings=tuple(self.past.findings),
            base=self.config.base_path if self.register.outside else "",
        )
        ledger.write(self.project, receipt)
        return receipt


def _nested(text: str) -> str:
    """Lists in lists by four columns, as our Markdown wants them; others are content with two."""
    if not re.search(rf"^ {{2,3}}{_ITEM}", text, re.MULTILINE):
        return text
    return re.sub(rf"^( {{2,8}})(?={_ITEM})", lambda found: found[1] * 2, text, flags=re.MULTILINE)


def unread(path: str) -> Source:
    """The source of a file whose front matter cannot be read."""
    return Source(path=path, fields={}, body="", address="", name=path, why=_UNREAD)


def _getter(root: Path) -> Callable[[str], bytes]:
    """The pictures of the old folder, by their path in it after a slash."""

    def get(address: str) -> bytes:
        try:
            return files.read(root / address.lstrip("/"))
        except OSError as error:
            raise Refused("لا تُقرأ", f"cannot be read: {error.strerror}") from error

    return get


def found_in(root: Path, candidates: list[str]) -> str:
    """The first of these paths that is an ordinary file inside the folder, or ""."""
    for candidate in candidates:
        path = posixpath.normpath(unquote(candidate)).lstrip("/")
        inside = not path.startswith("..") and root.resolve() in (root / path).resolve().parents
        if inside and files.stamp_at(root / path):
            return path
    return ""


def _categories(source: Source) -> tuple[str, ...]:
    return _plain(source.categories) or (UNCATEGORISED,)


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(plain, names) if name))


def _picture_of(source: Source) -> str:
    """The lead picture that a file names, under the names that themes give it."""
    value = sources.first(
        source.fields, "image", "featured_image", "featuredimage", "cover", "thumbnail", "images",
        "header", "feature_image",
    )  # fmt: skip
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = sources.first(value, "image", "src", "path", "teaser", "url")
    return value if isinstance(value, str) and not _is_full(value) else ""


def _is_full(address: str) -> bool:
    return re.match(r"[a-zA-Z][\w+.-]*:|//", address) is not None


def _bare(path: str) -> str:
    """The path of a source as references name it: without its extension, nor `index`."""
    bare = re.sub(r"\.(?:md|markdown)$", "", path)
    return bare.removesuffix("/index").removesuffix("/_index")

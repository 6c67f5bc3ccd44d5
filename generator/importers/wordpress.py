"""`tahlil import wordpress`: an export of WordPress becomes articles, pages, pictures and comments.

The export is read twice. First everything is counted, named and placed, so that a link to an article
that comes later is known; then each item is written as it comes by, so that memory holds the index
and one item at a time. What is written depends on the export and site.yaml alone.

`comments.json` beside the ledger is a file as `tahlil comments export` writes it ("tahlil comments
1"): threads by the `id` of their article, in each its comments with `id` and `parent` (numbers of the
old site), `created` (GMT, RFC 3339), `author`, `text` (Markdown) and `state`, approved or waiting.
Spam, the bin and pingbacks are left out; e-mail, network address and site of who wrote are in no file.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import files
from generator.arabic import slugs
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.engine import lock
from generator.filenames import MAX_NAME
from generator.graph.addresses import (
    ARCHIVE,
    CORRECTIONS,
    NOT_FOUND,
    SEARCH,
    permalink,
    portable,
    slug_of,
)
from generator.importers import ledger, shortcodes
from generator.importers.addresses import (
    PATTERNS,
    Answer,
    Register,
    better_pattern,
    decoded,
    host_of,
    place_of,
)
from generator.importers.fetch import Fetcher
from generator.importers.frontmatter import Article, plain, text_of
from generator.importers.ledger import Note, Receipt, Row
from generator.importers.peeling import peel
from generator.importers.pictures import Getter, Pictures, from_folder, is_picture, whole
from generator.importers.prose import Surroundings, pictures_in, to_markdown, words_of
from generator.importers.shelf import PAGES, Filed, Shelf
from generator.importers.site import UNCATEGORISED, Section, declare, lines_for, settings_of
from generator.importers.wxr import Channel, Item, Remark, read
from generator.intake.parts import Names
from generator.request import ARTICLES, Progress, Request
from generator.schema import fold_key

_TWICE = "twice"
"""The status of an item that the exports hold a second time."""
_GONE = {
    "trash": Bilingual("في سلة المحذوفات", "it was in the bin"),
    "auto-draft": Bilingual("مسودة تلقائية فارغة", "an empty automatic draft"),
    _TWICE: Bilingual("مكرر في ملفات التصدير", "the exports hold it twice"),
}
_INNER = Bilingual("من شؤون WordPress الداخلية", "one of WordPress's own things")
_DRAFT = Bilingual("مسودة: لم يكن لها عنوان عام", "a draft: it had no public address")
_PRIVATE = Bilingual(
    "خاص أو بكلمة سر: حُفظ مسودة ولا يُنشر", "private or behind a password: kept as a draft"
)
_SCHEDULED = Bilingual("مجدول: لم يظهر بعد", "scheduled: not out yet")
_ATTACHMENT = Bilingual(
    "صفحة مرفق: صورته مع مقالاتها", "the page of an attachment: its file goes with its articles"
)
_NO_PICTURE = Bilingual(
    "ملف غير صورة: لا يُستورد، فانقله بنفسك",
    "a file that is no picture: not imported, move it yourself",
)
_REMOVED_HERE = Bilingual(
    "استُورد من قبل ثم حُذف هنا", "it was imported before and has been removed here"
)
_TOO_LARGE = Bilingual("نصه فوق خمسة ملايين حرف", "its text is longer than five million characters")

_RESERVED = ("a", "assets", "cards", "category", "tag", "author", "place", "series", "images")
"""Folders of the site that no page may be."""

_OWN_TYPES = frozenset(["nav_menu_item", "revision", "custom_css", "wp_block", "oembed_cache"])
_DYNAMIC = re.compile(r"<!--\s*wp:([a-z][\w/-]*)\s+(\{.*?\}\s+)?/-->", re.DOTALL)
_REFERENCE = re.compile(r'"ref"\s*:\s*(\d+)')
_SILENT = frozenset(["more", "nextpage", "spacer", "separator"])
_PHOTON = re.compile(r"^https?://i\d\.wp\.com/", re.IGNORECASE)


class Known(msgspec.Struct, gc=False):
    """What the first reading keeps of an item. state: see `_state_of`. file: where its article will
    lie, or the address of an attachment's file. words, caption: of a picture."""

    type: str
    state: str
    link: str = ""
    file: str = ""
    slug: str = ""
    path: str = ""
    """The new address, as a path in the site."""
    moment: datetime | None = None
    section: str = ""
    words: str = ""
    caption: str = ""


class Index(msgspec.Struct):
    """What the first reading keeps of an export."""

    channel: Channel = msgspec.field(default_factory=Channel)
    items: dict[str, Known] = msgspec.field(default_factory=dict)
    places: dict[str, str] = msgspec.field(default_factory=dict)
    """Id by old address, as `place_of`."""
    files: dict[str, str] = msgspec.field(default_factory=dict)
    """Id of an attachment by the path of its file."""
    blocks: dict[str, str] = msgspec.field(default_factory=dict)
    """Texts of reusable blocks."""
    counts: Counter[str] = msgspec.field(default_factory=Counter)
    """Items of each type."""
    sections: dict[str, Section] = msgspec.field(default_factory=dict)
    kept: Counter[str] = msgspec.field(default_factory=Counter)
    """Addresses that would stay under each pattern of a permalink."""
    latest: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    findings: list[Diagnostic] = msgspec.field(default_factory=list)


def import_wordpress(
    request: Request,
    exports: Sequence[Path],
    media: Path | None = None,
    progress: Progress | None = None,
    getter: Getter | None = None,
) -> Receipt:
    """Import exports into a project. media: an uploads folder to take pictures from; else they are
    fetched from the export's own host, by `getter` if one is given. Raises Failed where nothing
    could be begun; what a broken export gave is in the receipt, with the fault."""
    with lock.held(request.cache_folder, request.now.isoformat()):
        return _Import(request, exports, media, progress, getter).run()


class _Import:
    """One import under way."""

    def __init__(
        self,
        request: Request,
        exports: Sequence[Path],
        media: Path | None,
        progress: Progress | None,
        getter: Getter | None,
    ) -> None:
        self.project = request.project
        self.exports = exports
        self.progress = progress
        self.config = settings_of(self.project)
        self.index = Index()
        self.register = Register()
        self.rows: list[Row] = []
        self.notes: list[Note] = []
        self.threads: list[bytes] = []
        self.remarks = 0
        self._media = media
        self._getter = getter
        self.names = Names()
        self.shelf: Shelf
        self.pictures: Pictures
        self.folder = ""

    def run(self) -> Receipt:
        self._phase("index", 0)
        self._count()
        if self.index.findings and not self.index.items:
            raise Failed(self.index.findings)
        origin = host_of(self.index.channel.blog or self.index.channel.site) or "wordpress"
        self.folder = f"imports/{slugs.ascii_slug(origin.replace('.', '-'), limit=80) or 'site'}"
        self.shelf = Shelf(self.project, f"{self.folder}/record.json")
        self.pictures = Pictures(self.project, self._getter or self._own_getter())
        self._place()
        lines = lines_for(list(self.index.sections.values()), self.config)
        if lines:
            self.config = declare(self.project, lines, origin)
        self.names = Names.of(self.config)
        self._phase("import", sum(self.index.counts.values()))
        try:
            self._write()
        finally:
            self.shelf.keep_record()
        return self._receipt(origin, lines)

    def _phase(self, name: str, total: int) -> None:
        if self.progress:
            self.progress.phase(name, total)

    def _own_getter(self) -> Getter:
        if self._media is not None:
            return from_folder(self._media)
        channel = self.index.channel
        named = {_host_and_port(address) for address in (channel.site, channel.blog)} - {""}
        twins = {name.removeprefix("www.") for name in named}
        return Fetcher(frozenset(twins | {f"www.{name}" for name in twins})).get

    def _items(self, findings: list[Diagnostic]) -> Iterator[Item]:
        """Every item of every export; of an export that is broken, those before the break. No two
        have one id."""
        seen: dict[str, tuple[str, int]] = {}
        for export in self.exports:
            try:
                for item in read(export, export.name, self.index.channel):
                    yield _told_apart(item, seen)
            except Failed as failed:
                findings += failed.diagnostics

    # -- the first reading -------------------------------------------------------------------------

    def _count(self) -> None:
        index = self.index
        for item in self._items(index.findings):
            index.counts[item.type] += 1
            known = index.items[item.id] = Known(item.type, _state_of(item), item.link)
            if item.type == "attachment":
                self._note_attachment(item, known)
            elif item.type == "wp_block":
                index.blocks[item.id] = item.content
            elif known.state not in ("inner", "gone"):
                self._note_article(item, known)
            if item.link:
                index.places.setdefault(place_of(item.link), item.id)
            index.places[f"?{item.id}"] = item.id

    def _note_attachment(self, item: Item, known: Known) -> None:
        known.file = item.file
        known.words = plain(next(iter(item.meta.get("_wp_attachment_image_alt", ())), ""))
        known.caption = plain(words_of(item.excerpt))
        for address in (item.file, whole(item.file)):
            self.index.files.setdefault(_file_key(address), item.id)

    def _note_article(self, item: Item, known: Known) -> None:
        """An article with no moment of its own is dated in `_place`, when the newest is known."""
        known.slug = slug_for(item, self.config)
        known.file = _wanted(item, known.slug)
        known.moment = moment_of(item, ZoneInfo(self.config.timezone))
        if known.moment is not None:
            self.index.latest = max(self.index.latest, known.moment)
        if item.type != "page":
            sections = _sections_of(item)
            known.section = sections[0].name
            for section in sections:
                self.index.sections.setdefault(fold_key(section.name), section)

    def _place(self) -> None:
        """Give each article its file and its address; no two get one."""
        for reserved in (ARCHIVE, CORRECTIONS, SEARCH, NOT_FOUND, *_RESERVED):
            self.register.claim(reserved, "")
        for id, known in self.index.items.items():
            if not known.slug:
                continue
            known.file = self.shelf.place_for(f"wordpress {id}", known.file)
            known.moment = known.moment or self.index.latest
            slug, number = known.slug, 1
            known.path = self._permalink(id, known, self.config)
            while self.register.claim(known.path, known.file) != known.file:
                number += 1
                known.slug = f"{slug}-{number}"
                known.path = self._permalink(id, known, self.config)
            if known.state == "public" and known.type != "page":
                self._try_patterns(id, known)

    def _permalink(self, id: str, known: Known, config: SiteConfig) -> str:
        if known.type == "page":
            return f"{known.slug}/"
        moment = known.moment or self.index.latest
        return permalink(
            config,
            moment=moment.astimezone(ZoneInfo(config.timezone)),
            slug=known.slug,
            id=id_of(id),
            category=known.section,
        )

    def _try_patterns(self, id: str, known: Known) -> None:
        old = (decoded(urlsplit(known.link).path) or "").strip("/")
        for pattern in {*PATTERNS, self.config.permalink}:
            path = self._permalink(id, known, replace(self.config, permalink=pattern))
            self.index.kept[pattern] += path.strip("/") == old

    # -- the second reading ------------------------------------------------------------------------

    def _write(self) -> None:
        for item in self._items([]):
            self._take(item)
            if self.progress:
                self.progress.advance(1)

    def _take(self, item: Item) -> None:
        known = self.index.items[item.id]
        title = plain(unescape(item.title))
        row = functools.partial(Row, item.type, item.id, title, item.link)
        if known.state == "inner":
            self.rows.append(row(Answer.REASON, why=_INNER))
        elif known.state == "gone":
            self.rows.append(row(Answer.REASON, why=_GONE[item.status]))
        elif item.type == "attachment":
            why = _ATTACHMENT if is_picture(item.file) else _NO_PICTURE
            self.rows.append(row(Answer.REASON, file=item.file, why=why))
        elif item.oversized:
            self.rows.append(row(Answer.MISSING, why=_TOO_LARGE))
        else:
            self._take_article(item, known, row)

    def _take_article(self, item: Item, known: Known, row: Any) -> None:
        new = known.path
        aliases: list[str] = []
        if known.state == "public":
            verdict = self.register.judge(item.link, new, known.file)
            aliases += [verdict.alias] if verdict.alias else []
            aliases += self._old_slugs(item, new, known.file)
        article = _Writer(self, item, known).article(tuple(aliases))
        filed = self.shelf.put(article.mark, text_of(article))
        self._keep_remarks(item, article)
        if filed is Filed.LEFT_OUT:
            self.rows.append(row(Answer.REASON, why=_REMOVED_HERE))
        elif known.state == "public":
            self.rows.append(row(verdict.answer, f"/{new}", known.file, verdict.why))
        else:
            why = {"draft": _DRAFT, "private": _PRIVATE, "future": _SCHEDULED}[known.state]
            self.rows.append(row(Answer.REASON, "", known.file, why))

    def _old_slugs(self, item: Item, new: str, holder: str) -> Iterator[str]:
        """Aliases for the slugs that the post had before, which WordPress itself redirects."""
        for old in dict.fromkeys(item.meta.get("_wp_old_slug", ())):
            if not old or old == item.slug or f"/{item.slug}" not in item.link:
                continue
            address = item.link.replace(f"/{item.slug}", f"/{old}")
            verdict = self.register.judge(address, new, holder)
            self.rows.append(
                Row("renamed", item.id, "", address, verdict.answer, f"/{new}", holder, verdict.why)
            )
            if verdict.alias:
                yield verdict.alias

    def _keep_remarks(self, item: Item, article: Article) -> None:
        kept = [_remark(r, article) for r in item.remarks if _is_comment(r)]
        if kept:
            thread = {"id": article.id, "title": article.title, "comments": kept}
            self.threads.append(msgspec.json.encode(thread))
            self.remarks += len(kept)

    # -- the receipt -------------------------------------------------------------------------------

    def _receipt(self, origin: str, lines: list[str]) -> Receipt:
        pattern = better_pattern(self.config, self.index.kept)
        missing = sorted(self.pictures.missing, key=lambda one: (one.holder, one.address))
        notes = [Note("picture", m.address, "", m.holder, m.why) for m in missing]
        rows = [
            replace(row, file=self.pictures.path_of(row.file)) if row.kind == "attachment" else row
            for row in self.rows
        ]
        receipt = Receipt(
            origin=origin,
            folder=self.folder,
            expected=dict(self.index.counts),
            rows=tuple(rows),
            notes=(*self.notes, *notes),
            filed=dict(self.shelf.counts),
            pictures=self.pictures.stored,
            remarks=self.remarks,
            declared=tuple(lines),
            findings=tuple(self.index.findings),
            pattern=(pattern, self.index.kept[pattern]) if pattern else ("", 0),
        )
        ledger.write(self.project, receipt)
        if self.threads:
            path = f"{self.folder}/comments.json"
            with files.writing(path):
                files.write_atomically(self.project / path, _THREADS % b",\n".join(self.threads))
        return receipt


class _Writer:
    """Makes the article of one item."""

    def __init__(self, work: _Import, item: Item, known: Known) -> None:
        self._work = work
        self._item = item
        self._known = known
        self._base = item.link or work.index.channel.blog
        self._mark = f"wordpress {item.id}"

    def article(self, aliases: tuple[str, ...]) -> Article:
        """The article. Its pictures are had on the way."""
        item, work = self._item, self._work
        html = self._html(item.content)
        lead = self._lead_address()
        wanted = [found for a in pictures_in(html) if (found := self._picture_address(a))]
        work.pictures.gather([*wanted, *([lead] if lead else [])], self._known.file)
        is_classic = "<!-- wp:" not in item.content
        body = to_markdown(html, self._around(), is_classic=is_classic)
        peeled = peel(plain(unescape(item.title)), body, work.names)
        for words, reason in peeled.dropped:
            self._note("furniture", words, reason.value)
        return Article(
            mark=self._mark,
            is_page=item.type == "page",
            title=peeled.title or id_of(item.id),
            body=peeled.body,
            kind=peeled.kind,
            dateline=peeled.dateline,
            slug=self._known.slug,
            summary=self._summary(),
            aliases=aliases,
            draft=self._known.state in ("draft", "private"),
            id=id_of(item.id),
            categories=tuple(section.name for section in _sections_of(item)),
            tags=_names(item, "post_tag"),
            series=next(iter(_names(item, "series")), ""),
            authors=_names(item, "author") or self._author(),
            date=self._known.moment,
            image=self._lead(lead),
            featured=item.sticky,
        )

    def _html(self, content: str) -> str:
        return shortcodes.rendered(self._with_blocks(content, 3), self, self._unknown)

    def _with_blocks(self, content: str, depth: int) -> str:
        """Blocks that WordPress fills in itself: reusable ones are put in; others are listed."""

        def filled(block: re.Match[str]) -> str:
            name = block[1]
            reference = _REFERENCE.search(block[2] or "")
            if name == "block" and reference and depth:
                inner = self._work.index.blocks.get(reference[1], "")
                return self._with_blocks(inner, depth - 1)
            if name not in _SILENT:
                self._note("block", name)
            return ""

        return _DYNAMIC.sub(filled, content)

    def figure(self, id: str) -> str:
        """A picture of the library (`shortcodes.Library`)."""
        known = self._work.index.items.get(id)
        if known is None or known.type != "attachment" or not known.file:
            return ""
        caption = f"<figcaption>{escape(known.caption)}</figcaption>" if known.caption else ""
        return f'<figure><img src="{escape(known.file)}" alt="{escape(known.words)}">{caption}</figure>'

    def _unknown(self, name: str) -> None:
        self._note("shortcode", name)

    def _note(self, kind: str, name: str, why: Bilingual | None = None) -> None:
        note = Note(kind, name, self._item.id, self._known.file, why)
        if note not in self._work.notes[-20:]:
            self._work.notes.append(note)

    def _around(self) -> Surroundings:
        return Surroundings(self._link, self._picture, lambda name: self._note("removed", f"<{name}>"))

    # -- pictures ----------------------------------------------------------------------------------

    def _picture_address(self, written: str) -> str:
        """The full address of the picture that is to be had for a written one; "" for what is none
        of ours. Of a smaller form the attachment itself is wanted, when there is one."""
        address = _joined(self._base, unescape(written))
        if _PHOTON.match(address):
            address = f"https://{_PHOTON.sub('', address).partition('?')[0]}"
        if not is_picture(address):
            return ""
        index = self._work.index
        id = index.files.get(_file_key(address)) or index.files.get(_file_key(whole(address)))
        return index.items[id].file if id else address.partition("?")[0]

    def _picture(self, written: str) -> str:
        address = self._picture_address(written)
        path = self._work.pictures.path_of(address) if address else ""
        return self._relative(path) if path else ""

    def _relative(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self._known.file))

    def _lead_address(self) -> str:
        id = next(iter(self._item.meta.get("_thumbnail_id", ())), "").strip()
        known = self._work.index.items.get(id)
        return known.file if known is not None and known.type == "attachment" else ""

    def _lead(self, address: str) -> tuple[str, str, str] | None:
        path = self._work.pictures.path_of(address) if address else ""
        if not path:
            return None
        id = self._work.index.files.get(_file_key(address), "")
        known = self._work.index.items.get(id)
        words = (known.words, known.caption) if known is not None else ("", "")
        return self._relative(path), *words

    # -- links -------------------------------------------------------------------------------------

    def _link(self, href: str) -> str:
        """Where a link of the text leads now: to a file of ours, out, or nowhere ("")."""
        href = unescape(href).strip()
        if href.startswith(("mailto:", "tel:")):
            return href
        address = _joined(self._base, href)
        if href.startswith("#") or not address.startswith(("http://", "https://")):
            return ""
        index = self._work.index
        if host_of(address) not in {host_of(index.channel.site), host_of(index.channel.blog)} - {""}:
            return address
        known = index.items.get(index.places.get(_asked(address), ""))
        if known is None:
            return self._picture(address) or self._elsewhere(address)
        if known.type == "attachment":
            return self._attached(known.file) or address
        if not known.slug or self._work.shelf.is_left_out(known.file):
            return address
        return self._relative(known.file)

    def _elsewhere(self, address: str) -> str:
        """An address of the old site that is no item of the export."""
        id = self._work.index.files.get(_file_key(address), "")
        return self._attached(self._work.index.items[id].file) if id else address

    def _attached(self, file: str) -> str:
        """A picture's file here; any other stays where it is, and is told."""
        if is_picture(file):
            return self._picture(file) or file
        self._note("file", file)
        return file

    # -- names -------------------------------------------------------------------------------------

    def _author(self) -> tuple[str, ...]:
        login = self._item.author.strip()
        name = plain(self._work.index.channel.authors.get(login, login))
        return (name.partition("@")[0],) if name else ()

    def _summary(self) -> str:
        described = next(iter(self._item.meta.get("_yoast_wpseo_metadesc", ())), "")
        return plain(words_of(self._item.excerpt) or unescape(described))


def _told_apart(item: Item, seen: dict[str, tuple[str, int]]) -> Item:
    """The item, its id made its own: of two with one id the second is the same again, or, in a
    damaged export, another one."""
    id = item.id or f"line{item.line}"
    if id not in seen:
        seen[id] = item.link, 1
        return item if item.id else replace(item, id=id)
    link, times = seen[id]
    seen[id] = link, times + 1
    status = _TWICE if link == item.link else item.status
    return replace(item, id=f"{id}-{times + 1}", status=status)


# -- what an item is -------------------------------------------------------------------------------


def _wanted(item: Item, slug: str) -> str:
    """Where the article of an item would lie if nothing else did."""
    stem = portable(slugs.slug(slug, limit=100))
    if item.type == "page":
        return f"{PAGES}{stem}.md"
    month = re.match(r"(\d{4})-(\d{2})", item.date)
    folder = f"{month[1]}/{month[2]}/" if month and month[1] != "0000" else ""
    return f"{ARTICLES}{folder}{stem}.md"


def _state_of(item: Item) -> str:
    """public, future, draft, private, gone (bin, empty drafts) or inner (WordPress's own). A type
    that a theme added is an article when its items have public addresses."""
    if item.type in _OWN_TYPES or not _may_be_article(item):
        return "inner"
    if item.status in _GONE:
        return "gone"
    if item.status == "private" or item.password:
        return "private"
    if item.type == "attachment" or item.status == "publish":
        return "public"
    return "future" if item.status == "future" else "draft"


def _may_be_article(item: Item) -> bool:
    if item.type in ("post", "page", "attachment"):
        return True
    return bool(item.link) and "?" not in item.link


def id_of(id: str) -> str:
    """The id of an article: the code of its short link, and its thread of comments."""
    return f"w{re.sub('[^0-9a-z-]', '', id.lower())[:30]}"


def slug_for(item: Item, config: SiteConfig) -> str:
    """The slug as it stands in the new address: the old one where it can stay, else one from the
    headline; never empty."""
    written = unquote(item.slug, errors="replace").replace("\ufffd", "")
    whole_slug = slugs.slug(written, limit=1_000_000)
    if whole_slug and config.slugs == "arabic" and len(whole_slug.encode()) <= MAX_NAME:
        return portable(whole_slug)
    title = unescape(item.title)
    return slug_of(written, config.slugs) or slug_of(title, config.slugs) or id_of(item.id)


def moment_of(item: Item, zone: ZoneInfo) -> datetime | None:
    """When an item was published, in the zone in which it was written: the export has the local
    time and GMT, and their difference is the zone. None for a draft that was never dated."""
    local, gmt = _parsed(item.date), _parsed(item.date_gmt)
    if local is None:
        return None
    if gmt is None or abs(local - gmt) > timedelta(hours=15):
        return local.replace(tzinfo=zone)
    minutes = round((local - gmt).total_seconds() / 60)
    return local.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def _sections_of(item: Item) -> list[Section]:
    """The categories of a post; never none."""
    found = {
        fold_key(plain(unescape(term.name))): Section(
            plain(unescape(term.name)), slugs.slug(unquote(term.slug))
        )
        for term in item.terms
        if term.taxonomy == "category" and plain(unescape(term.name))
    }
    return list(found.values()) or [Section(UNCATEGORISED)]


def _names(item: Item, taxonomy: str) -> tuple[str, ...]:
    names = (plain(unescape(term.name)) for term in item.terms if term.taxonomy == taxonomy)
    return tuple(dict.fromkeys(name for name in names if name))


def _is_comment(remark: Remark) -> bool:
    return (
        remark.status in ("0", "1") and remark.type in ("", "comment") and remark.id.isdecimal()
    )


def _remark(remark: Remark, article: Article) -> dict[str, Any]:
    time = _parsed(remark.time)
    created = time.replace(tzinfo=UTC) if time else article.date
    return {
        "id": int(remark.id),
        "parent": int(remark.parent) if remark.parent.isdecimal() and int(remark.parent) else None,
        "created": created,
        "author": plain(unescape(remark.author)).partition("@")[0],
        "text": to_markdown(remark.text, _NOWHERE, is_classic=True),
        "state": "approved" if remark.status == "1" else "waiting",
    }


_NOWHERE = Surroundings(lambda href: href, lambda _: "", lambda _: None)
_THREADS = b'{"format": "tahlil comments 1", "threads": [\n%s\n]}\n'


def _parsed(text: str) -> datetime | None:
    """A date as WordPress stores it; None for `0000-00-00 00:00:00`, which is none."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _file_key(address: str) -> str:
    return unquote(urlsplit(address).path).strip("/")


def _asked(address: str) -> str:
    """The key of an address in the index: a query that asks for an id counts alone."""
    place = place_of(address)
    return place[place.index("?") :] if "?" in place else place


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _host_and_port(address: str) -> str:
    try:
        parts = urlsplit(address)
        return parts.netloc.rpartition("@")[2].lower() if parts.hostname else ""
    except ValueError:
        return ""



"""`tahlil import wordpress`: exports become articles, pages, pictures and comments.

The export is read twice. First everything is counted, named and placed, so that a link to an
article that comes later is known; then each item is written as it comes by, so that memory holds
the index and one item at a time. What is written depends on the export and site.yaml alone. Old
addresses of articles become aliases; those of lists, which have no file of their own, become
redirects in site.yaml.

`comments.json` beside the ledger is a file as `tahlil comments export` writes it: threads by the id
of their article, in each its comments with the numbers that they had (see `remarks`).
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator import files
from generator.arabic import slugs
from generator.comments.source import KeptThread
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Diagnostic, Failed
from generator.engine import lock
from generator.feeds import rss
from generator.graph.addresses import identity, permalink
from generator.graph.directory import Directory
from generator.graph.model import Taxonomy
from generator.importers import ledger, standing
from generator.importers.addresses import (
    PATTERNS,
    SITE,
    Answer,
    Register,
    better_pattern,
    decoded,
    host_of,
    parts_of,
    place_of,
)
from generator.importers.attic import Attic, Drawer, Pile
from generator.importers.fetch import Fetcher
from generator.importers.frontmatter import Article, plain, text_of
from generator.importers.ledger import (
    DRAFT,
    NOT_BROUGHT,
    REMOVED_HERE,
    SCHEDULED,
    Note,
    Notes,
    Receipt,
    Row,
)
from generator.importers.pictures import Getter, Pictures, from_folder, is_media, whole
from generator.importers.shelf import Filed, Shelf, in_row
from generator.importers.site import declare, declared_in, lines_for, redirect, undecoded
from generator.importers.soup import words_of
from generator.importers.wordpress.anchors import places_in
from generator.importers.wordpress.items import (
    GONE,
    Index,
    Known,
    dated,
    display_name,
    file_key,
    headline,
    id_of,
    lists_of,
    note_guest,
    old_list,
    slug_for,
    state_of,
    told_apart,
    wanted_file,
)
from generator.importers.wordpress.posts import Writer
from generator.importers.wordpress.remarks import kept
from generator.importers.wordpress.wxr import Item, read
from generator.intake.parts import Names
from generator.request import SETTINGS, Progress, Request
from generator.schema import fold_key
from generator.settings.site import config_of

_INNER = Bilingual("من شؤون WordPress الداخلية", "one of WordPress's own things")
_PRIVATE = Bilingual(
    "خاص أو بكلمة سر: حُفظ مسودة ولا يُنشر", "private or behind a password: kept as a draft"
)
_ATTACHMENT = Bilingual(
    "صفحة مرفق: صورته مع مقالاتها", "the page of an attachment: its file goes with its articles"
)
_NOT_SHOWN = Bilingual(
    "لا يعرض صورته مقال، فلم تُجلب", "no article shows it, so its file was not brought"
)
_TWIN = Bilingual(
    "اسمه اسم تصنيف آخر ({slug})، فأضيف إليه ما يميزه: سمّه باسم من عندك في site.yaml ومقالاته",
    "it had the name of another ({slug}), so its slug was added: name it as you like in site.yaml"
    " and its articles",
)
_NO_LIST = Bilingual("لا مقال من مقالاته هنا", "none of its articles is here")
_TOO_LARGE = Bilingual("نصه فوق خمسة ملايين حرف", "its text is longer than five million characters")


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
        self.now = request.now
        self.exports = exports
        self.progress = progress
        self.config = config_of(self.project)
        self.attic = Attic()
        self.index = Index(self.attic)
        self.register = Register(self.attic, self.config.base_path)
        self.rows = Pile[Row](self.attic)
        self.notes = Notes(self.attic)
        self.threads = Pile[bytes](self.attic)
        self.remarks = 0
        self._media = media
        self._getter = getter
        self.names = Names()
        self.shelf: Shelf
        self.pictures: Pictures
        self.folder = ""
        self.declared: frozenset[str] = frozenset()
        self.spellings = {taxonomy: Counter[str]() for taxonomy in Taxonomy}
        self.sent_on = {identity(old.strip("/")): new for old, new in self.config.redirects}
        """What site.yaml sends on, by identity of the old path."""
        self.redirects: list[tuple[str, str]] = []
        """What it does not yet."""

    def run(self) -> Receipt:
        self._phase("index", 0)
        self._count()
        if self.index.findings and not self.index.counts:
            raise Failed(self.index.findings)
        origin = host_of(self.index.channel.blog or self.index.channel.site) or "wordpress"
        self.folder = f"imports/{slugs.ascii_slug(origin.replace('.', '-'), limit=80) or 'site'}"
        self.shelf = Shelf(self.project, f"{self.folder}/record.json", self.attic)
        getter = self._getter or self._own_getter()
        self.pictures = Pictures(self.project, getter, self.attic)
        self._place()
        lines = lines_for(self.index.sections.values(), self.config)
        if lines:
            self.config = declare(self.project, lines, origin)
        self.declared = declared_in(self.config)
        self.names = Names.of(self.config)
        self._phase("import", sum(self.index.counts.values()))
        try:
            self._write()
        finally:
            self.shelf.keep_record()
        self._take_lists()
        if self.redirects:
            self.config = redirect(self.project, self.redirects, origin)
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
        seen = Drawer[tuple[str, int]](self.attic)
        for export in self.exports:
            try:
                for item in read(export, export.name, self.index.channel, findings):
                    yield told_apart(item, seen)
            except Failed as failed:
                findings += failed.diagnostics

    # -- the first reading -------------------------------------------------------------------------

    def _count(self) -> None:
        index = self.index
        for item in self._items(index.findings):
            index.counts[item.type] += 1
            known = Known(item.type, state_of(item), item.link)
            if item.type == "guest-author":
                note_guest(item, index.channel)
            elif item.type == "attachment":
                self._note_attachment(item, known)
            elif item.type == "wp_block":
                index.blocks[item.id] = item.content
            elif known.state not in ("inner", "gone"):
                self._note_article(item, known)
            index.items[item.id] = known
            if item.link:
                index.places.setdefault(place_of(item.link), item.id)
            index.places[f"?{item.id}"] = item.id

    def _note_attachment(self, item: Item, known: Known) -> None:
        known.file = item.file
        known.words = plain(next(iter(item.meta.get("_wp_attachment_image_alt", ())), ""))
        known.caption = plain(words_of(item.excerpt))
        if known.state == "public":
            self.index.note_upload(item)
        for address in (item.file, whole(item.file)):
            self.index.files.setdefault(file_key(address), item.id)

    def _note_article(self, item: Item, known: Known) -> None:
        """An article with no moment of its own is dated in `_place`, when the newest is known."""
        known.slug = slug_for(item, self.config)
        known.file = wanted_file(item, known.slug)
        known.moment = dated(item, ZoneInfo(self.config.timezone))
        if known.moment is not None and known.moment <= self.now:
            self.index.latest = max(self.index.latest, known.moment)
        for place in places_in(item.content, headline(item)):
            self.index.subheads[f"{item.id}#{place.name}"] = True
        if item.type != "page":
            sections = self.index.sections_of(item)
            known.section = sections[0].name
            if known.state in ("public", "future"):
                for section in sections:
                    self.index.sections.setdefault(fold_key(section.name), section)
        if item.type != "page" and known.state == "public":
            for one, name in lists_of(item, self.index):
                self.index.lists.setdefault(one, name)

    def _place(self) -> None:
        """Give each article its file and its address; no two get one."""
        standing.claim(self.project, self.shelf.own, self.config, self.register)
        for id, known in self.index.items.items():
            if not known.slug:
                continue
            known.file = self.shelf.place_for(f"wordpress {id}", known.file)
            known.moment = known.moment or self.index.latest
            self._give_address(id, known)
            if known.state == "public" and known.type != "page":
                self._try_patterns(id, known)
            self.index.items[id] = known

    def _give_address(self, id: str, known: Known) -> None:
        """The address of the slug, or of the slug with a number. A pattern without the slug has one
        only: where that is taken, the build will name both."""
        slug = known.slug
        for number in itertools.count(2):
            path = self._permalink(id, known, self.config)
            if path == known.path or self.register.claim(path, known.file) == known.file:
                known.path = path
                return
            known.path, known.slug = path, f"{slug}-{number}"

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
        old = (decoded(parts_of(known.link).path) or "").strip("/")
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
        row = functools.partial(Row, known.type, item.id, headline(item), known.link)
        if known.state == "inner":
            self.rows.append(row(Answer.REASON, why=_INNER))
        elif known.state == "gone":
            self.rows.append(row(Answer.REASON, why=GONE[item.status]))
        elif item.type == "attachment":
            why = _ATTACHMENT if is_media(item.file) else NOT_BROUGHT
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
            aliases += [undecoded(verdict.alias)] if verdict.alias else []
            aliases += self._old_slugs(item, new, known.file)
        article = Writer(self, item, known).article(tuple(aliases))
        filed = self.shelf.put(article.mark, text_of(article))
        self._keep_remarks(item, known, article)
        if filed is Filed.LEFT_OUT:
            self.rows.append(row(Answer.REASON, why=REMOVED_HERE))
        elif known.state == "public":
            self.rows.append(row(verdict.answer, f"/{new}", known.file, verdict.why))
            self._note_spellings(article)
        else:
            why = {"draft": DRAFT, "private": _PRIVATE, "future": SCHEDULED}[known.state]
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
                yield undecoded(verdict.alias)

    def _keep_remarks(self, item: Item, known: Known, article: Article) -> None:
        moment = known.moment or self.index.latest
        comments = kept(item.remarks, ZoneInfo(self.config.timezone), moment)
        if comments:
            thread = KeptThread(article.id, article.title, comments)
            self.threads.append(msgspec.json.encode(thread))
            self.remarks += len(comments)

    def _note_spellings(self, article: Article) -> None:
        if not article.is_page:
            self.spellings[Taxonomy.CATEGORY].update(article.categories)
            self.spellings[Taxonomy.TAG].update(article.tags)
            self.spellings[Taxonomy.AUTHOR].update(article.authors)

    # -- lists and the feed ------------------------------------------------------------------------

    def _take_lists(self) -> None:
        """What becomes of the lists of the old site and of its feed. The addresses of lists are
        taken first: a redirect may not stand where a page does."""
        self._note_twins()
        directory = Directory(self.config, self.spellings)
        paths = self._paths_of_lists(directory)
        for path in sorted(paths):
            self.register.claim(path, SITE)
        channel = self.index.channel
        for one, stored in self.index.lists.items():
            is_author = one.taxonomy is Taxonomy.AUTHOR
            name = display_name(stored, channel) if is_author else stored
            new = directory.link(one.taxonomy, name).path
            old, kind = old_list(channel, one), one.taxonomy.value
            row = Row(kind, one.nicename, name, old, Answer.REASON, why=_NO_LIST)
            self.rows.append(self._judged(row, new) if new in paths else row)
        feed = Row("feed", "feed", "RSS", f"{channel.blog.rstrip('/')}/feed/", Answer.REASON)
        self.rows.append(self._judged(feed, rss.FILE))

    def _note_twins(self) -> None:
        for section, first in self.index.twins():
            why = Bilingual(_TWIN.ar.format(slug=first), _TWIN.en.format(slug=first))
            self.notes.append(Note("category", section.name, "", SETTINGS, why))

    def _paths_of_lists(self, directory: Directory) -> set[str]:
        names = [(taxonomy, name) for taxonomy in Taxonomy for name in self.spellings[taxonomy]]
        names += [(Taxonomy.CATEGORY, entry.name) for entry in self.config.categories]
        return {directory.link(taxonomy, name).path for taxonomy, name in names}

    def _judged(self, row: Row, new: str) -> Row:
        """The row of what stands at the path `new` now."""
        verdict = self.register.judge(row.old, new, SETTINGS)
        row = replace(row, answer=verdict.answer, new=f"/{new}", why=verdict.why)
        if not verdict.alias:
            return row
        key = identity(verdict.alias.strip("/"))
        if key not in self.sent_on:
            self.sent_on[key] = row.new
            self.redirects.append((verdict.alias, row.new))
        return replace(row, file=SETTINGS, new=self.sent_on[key])

    # -- the receipt -------------------------------------------------------------------------------

    def _expected(self) -> Counter[str]:
        """What the old site gave: items, lists, and one feed."""
        lists = Counter(one.taxonomy.value for one in self.index.lists)
        return self.index.counts + lists + Counter(["feed"])

    def _receipt(self, origin: str, lines: list[str]) -> Receipt:
        pattern = better_pattern(self.config, self.index.kept)
        receipt = Receipt(
            origin=origin,
            folder=self.folder,
            expected=dict(self._expected()),
            rows=self._all_rows(),
            notes=ledger.all_notes(self.notes, self.pictures, self.shelf),
            filed=dict(self.shelf.counts),
            pictures=self.pictures.stored,
            remarks=self.remarks,
            declared=tuple(lines),
            redirects=len(self.redirects),
            findings=tuple(self.index.findings),
            base=self.config.base_path if self.register.outside else "",
            pattern=(pattern, self.index.kept[pattern]) if pattern else ("", 0),
        )
        ledger.write(self.project, receipt)
        if self.threads:
            path = f"{self.folder}/comments.json"
            with files.writing(path):
                files.write_atomically(
                    self.project / path, in_row(_THREADS, self.threads, b",\n", b"\n]}\n")
                )
        return receipt

    def _all_rows(self) -> Pile[Row]:
        """The rows, those of pictures with what is known once all articles are written."""
        reasons = Drawer[Bilingual](self.attic)
        for one in self.pictures.missing:
            reasons[one.address] = one.why
        rows = Pile[Row](self.attic)
        for row in self.rows:
            rows.append(self._with_file(row, reasons) if row.kind == "attachment" else row)
        return rows

    def _with_file(self, row: Row, reasons: Drawer[Bilingual]) -> Row:
        path = self.pictures.path_of(row.file)
        is_missed = row.why == _ATTACHMENT and not path
        why = reasons.get(row.file, _NOT_SHOWN) if is_missed else row.why
        return replace(row, file=path, why=why)


_THREADS = b'{"format": "tahlil comments 1", "threads": [\n'


def _host_and_port(address: str) -> str:
    parts = parts_of(address)
    return parts.netloc.rpartition("@")[2].lower() if parts.hostname else ""

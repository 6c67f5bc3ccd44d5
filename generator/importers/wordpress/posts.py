"""One post of WordPress becomes an article: its text, its pictures, its links, its names."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from html import escape, unescape
from typing import Protocol
from zoneinfo import ZoneInfo

from generator.config import SiteConfig
from generator.diagnostics import Bilingual
from generator.importers import codes
from generator.importers.addresses import host_of, joined, place_of
from generator.importers.frontmatter import Article, plain
from generator.importers.ledger import Note, Notes
from generator.importers.peeling import TWO_CAPTIONS, Image, peel, shown_once
from generator.importers.pictures import Pictures, is_attachment, is_media, is_picture, whole
from generator.importers.prose import Surroundings, to_markdown
from generator.importers.shelf import Shelf
from generator.importers.site import OF_DRAFTS, parted
from generator.importers.soup import pictures_in, words_of
from generator.importers.wordpress import blocks, shortcodes
from generator.importers.wordpress.anchors import Anchors, name_of
from generator.importers.wordpress.footnotes import ANY_MARK, Footnotes
from generator.importers.wordpress.items import (
    Index,
    Known,
    authors_of,
    file_key,
    headline,
    id_of,
    names_in,
    tags_of,
    updated_of,
)
from generator.importers.wordpress.wxr import MAX_TEXT, Item
from generator.intake.parts import Names

_DYNAMIC = re.compile(r"<!--\s*wp:([a-z][\w/-]*)\s+(\{(?:(?!-->|<!--).)*\}\s+)?/-->", re.DOTALL)
_REFERENCE = re.compile(r'"ref"\s*:\s*(\d+)')
_SILENT = frozenset(["footnotes", "more", "nextpage", "spacer", "separator"])
_HEADLINE = 8
"""Words of a text that become its headline where it has none."""
_NO_HEADLINE = Bilingual(
    "بلا عنوان: أُخذ من أول كلماته", "it had no headline: its first words became one"
)
_TO_LIST = Bilingual(
    "رابط إلى قائمة من قوائم الموقع القديم: اجعله إلى صفحتها هنا، ففي السجل عنوانها الجديد",
    "a link to a list of the old site: let it lead to its page here, whose address the ledger has",
)
_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_genesis_description",
)
"""Post meta in which plug-ins keep what search engines show."""
_TEMPLATE = re.compile(r"%[a-z_]+%|#[a-z]+_[a-z_]+")
"""What those plug-ins fill in (`%excerpt%`, `#post_excerpt`)."""
_PHOTON = re.compile(r"^https?://i\d\.wp\.com/", re.IGNORECASE)


class Work(Protocol):
    """The import that a post is part of."""

    config: SiteConfig
    names: Names
    index: Index
    shelf: Shelf
    pictures: Pictures
    notes: Notes
    declared: frozenset[str]
    """Folded names of the categories of site.yaml."""


class Writer:
    """Makes the article of one item."""

    def __init__(self, work: Work, item: Item, known: Known) -> None:
        self._work = work
        self._item = item
        self._known = known
        self._base = item.link or work.index.channel.blog
        self._mark = f"wordpress {item.id}"
        self._shown_uploads: set[str] = set()
        self._filled = 0
        """Letters that reusable blocks have brought so far."""

    def article(self, aliases: tuple[str, ...]) -> Article:
        """The article. Its pictures are had on the way."""
        item, work = self._item, self._work
        footnotes = Footnotes(next(iter(item.meta.get("footnotes", ())), ""))
        anchors = Anchors(headline(item))
        html = anchors.marked(footnotes.marked(self._html(item.content)))
        lead = self._lead_address()
        wanted = [found for a in pictures_in(html) if (found := self._media_address(a))]
        work.pictures.gather([*wanted, *([lead] if lead else [])], self._known.file)
        is_classic = "<!-- wp:" not in item.content
        body = to_markdown(html, self._around(), is_classic=is_classic)
        peeled = peel(headline(item), anchors.written(body), work.names)
        for words, reason in peeled.dropped:
            self._note("furniture", words, reason.value)
        shown = shown_once(peeled.body, None if item.type == "page" else self._lead(lead))
        if shown.caption:
            self._note("removed", shown.caption, TWO_CAPTIONS)
        text = footnotes.written(shown.body, self._note_text)
        for words in footnotes.lost:
            self._note("removed", words)
        names = [section.name for section in work.index.sections_of(item)]
        categories, hidden = parted(names, work.declared, work.config)
        for name in hidden:
            self._note("category", name, OF_DRAFTS)
        return Article(
            mark=self._mark,
            is_page=item.type == "page",
            title=peeled.title or self._first_words(html),
            body=text,
            kind=peeled.kind,
            dateline=peeled.dateline,
            slug=self._known.slug,
            summary=self._summary(),
            aliases=aliases,
            draft=self._known.state in ("draft", "private"),
            id=id_of(item.id),
            categories=categories,
            hidden_categories=hidden,
            tags=tags_of(item),
            series=next(iter(names_in(item, "series")), ""),
            authors=authors_of(item, work.index.channel),
            date=self._known.moment,
            updated=self._updated(),
            image=shown.image,
            featured=item.sticky,
            closed=item.closed,
        )

    def _first_words(self, html: str) -> str:
        """A headline for an article that has none."""
        words = words_of(ANY_MARK.sub("", html)).split()
        shown = " ".join(words[:_HEADLINE]) + ("…" if len(words) > _HEADLINE else "")
        title = plain(shown) or id_of(self._item.id)
        self._note("headline", title, _NO_HEADLINE)
        return title

    def _note_text(self, html: str) -> str:
        return to_markdown(html, self._around(), is_classic=False)

    def _updated(self) -> datetime | None:
        """The last change of what readers have seen; a draft is dated when it comes out."""
        zone = ZoneInfo(self._work.config.timezone)
        return updated_of(self._item, zone) if self._known.state == "public" else None

    def _html(self, content: str) -> str:
        return shortcodes.rendered(self._with_blocks(content, 3), self, self._unknown)

    def _with_blocks(self, content: str, depth: int) -> str:
        """Blocks that WordPress fills in itself: reusable ones are put in; others are listed."""

        def filled(block: re.Match[str]) -> str:
            name = block[1]
            reference = _REFERENCE.search(block[2] or "")
            if name == "block" and reference and depth:
                inner = self._work.index.blocks.get(reference[1], "")
                self._filled += len(inner)
                return self._with_blocks(inner, depth - 1) if self._filled < MAX_TEXT else ""
            given = blocks.attributes(block[2])
            if name.startswith(("embed", "core-embed/")) and (address := blocks.address(given)):
                return f"\n\n<p>{escape(address)}</p>\n\n"
            if name not in _SILENT:
                self._note("block", blocks.described(name, given))
            return ""

        return _DYNAMIC.sub(filled, content)

    def figure(self, id: str) -> str:
        """A picture of the library (`shortcodes.Library`)."""
        known = self._work.index.items.get(id, None)
        if known is None or known.type != "attachment" or not known.file:
            return ""
        caption = f"<figcaption>{escape(known.caption)}</figcaption>" if known.caption else ""
        image = f'<img src="{escape(known.file)}" alt="{escape(known.words)}">'
        return f"<figure>{image}{caption}</figure>"

    def uploads(self, id: str) -> list[str]:
        """Pictures that were uploaded to an article (`shortcodes.Library`)."""
        id = id.strip() or self._item.id
        if id in self._shown_uploads:  # once is enough, and a thousand times too much
            return []
        self._shown_uploads.add(id)
        return self._work.index.uploads_of(id)

    def _unknown(self, name: str) -> None:
        self._note("shortcode", name, codes.UNKNOWN)

    def _note(self, kind: str, name: str, why: Bilingual | None = None) -> None:
        self._work.notes.append(Note(kind, name, self._item.id, self._known.file, why))

    def _around(self) -> Surroundings:
        return Surroundings(
            self._link,
            lambda written: self._media(written) if is_picture(written) else "",
            lambda name: self._note("removed", f"<{name}>"),
        )

    # -- pictures and papers -----------------------------------------------------------------------

    def _media_address(self, written: str) -> str:
        """The full address of what is to be had for a written one; "" for what is not: papers of
        other hosts stay there. Of a smaller form the attachment itself is wanted, when there is
        one."""
        address = self._file_of_page(joined(self._base, unescape(written)))
        if _PHOTON.match(address):
            address = f"https://{_PHOTON.sub('', address).partition('?')[0]}"
        if not is_media(address) or (is_attachment(address) and not self._is_ours(address)):
            return ""
        index = self._work.index
        id = index.files.get(file_key(address), "") or index.files.get(file_key(whole(address)), "")
        return index.items[id].file if id else address.partition("?")[0]

    def _file_of_page(self, address: str) -> str:
        """The file of the attachment whose page this is; any other address as it is."""
        index = self._work.index
        id = index.places.get(_asked(address), "") if self._is_ours(address) else ""
        known = index.items.get(id, None)
        if known is None or known.type != "attachment":
            return address
        return known.file or address

    def _media(self, written: str) -> str:
        """Where a picture or paper lies now, as this article names it, or ""."""
        address = self._media_address(written)
        path = self._work.pictures.path_of(address) if address else ""
        return self._relative(path) if path else ""

    def _is_ours(self, address: str) -> bool:
        """Whether an address is one of the old site."""
        channel = self._work.index.channel
        return host_of(address) in {host_of(channel.site), host_of(channel.blog)} - {""}

    def _relative(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self._known.file))

    def _lead_address(self) -> str:
        id = next(iter(self._item.meta.get("_thumbnail_id", ())), "").strip()
        known = self._work.index.items.get(id, None)
        return known.file if known is not None and known.type == "attachment" else ""

    def _lead(self, address: str) -> Image | None:
        path = self._work.pictures.path_of(address) if address else ""
        if not path:
            return None
        id = self._work.index.files.get(file_key(address), "")
        known = self._work.index.items.get(id, None)
        words = (known.words, known.caption) if known is not None else ("", "")
        return self._relative(path), *words

    # -- links -------------------------------------------------------------------------------------

    def _link(self, href: str) -> str:
        """Where a link of the text leads now: to a file of ours, out, or nowhere ("")."""
        href = unescape(href).strip()
        if href.startswith(("mailto:", "tel:")):
            return href
        address = joined(self._base, href)
        if href.startswith("#"):
            return self._place(self._item.id, href)
        if not address.startswith(("http://", "https://")):
            return ""
        index = self._work.index
        if not self._is_ours(address):
            return address
        id = index.places.get(_asked(address), "")
        known = index.items.get(id, None)
        if known is None:
            return self._with_page(self._media(address), address) or self._elsewhere(address)
        if known.type == "attachment":
            return self._attached(known.file) or address
        if not known.slug or self._work.shelf.is_left_out(known.file):
            return address
        return self._relative(known.file) + self._place(id, address)

    @staticmethod
    def _with_page(path: str, address: str) -> str:
        """A paper with the place in it that an address asks for (`#page=3`)."""
        page = address.partition("#")[2] if path and is_attachment(path) else ""
        return f"{path}#{page}" if page else path

    def _place(self, id: str, address: str) -> str:
        """The fragment of an address, where the article with this id has such a subhead."""
        name = name_of(address.partition("#")[2])
        return f"#{name}" if name and f"{id}#{name}" in self._work.index.subheads else ""

    def _elsewhere(self, address: str) -> str:
        """An address of the old site that is no item of the export."""
        index = self._work.index
        if id := index.files.get(file_key(address), ""):
            return self._attached(index.items[id].file)
        is_moved = host_of(address) != host_of(self._work.config.base_url)
        if is_moved and place_of(address).partition("?")[0] in index.places_of_lists:
            self._note("link", address, _TO_LIST)
        return address

    def _attached(self, file: str) -> str:
        """The file of a picture or paper here; any other stays where it is, and is told."""
        if not is_media(file):
            self._note("file", file)
            return file
        return self._media(file) or file

    # -- names -------------------------------------------------------------------------------------

    def _summary(self) -> str:
        meta = self._item.meta
        described = [text for key in _DESCRIPTIONS for text in meta.get(key, ())]
        finished = (unescape(text) for text in described if not _TEMPLATE.search(text))
        return next(filter(None, map(plain, [words_of(self._item.excerpt), *finished])), "")


def _asked(address: str) -> str:
    """The key of an address in the index: a query that asks for an id counts alone."""
    place = place_of(address)
    return place[place.index("?") :] if "?" in place else place

"""What the items of an export are: articles or not, public or not, and under which names.

`Index` is what the first reading of an export keeps; the second looks everything up in it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from generator.arabic import slugs
from generator.config import SiteConfig
from generator.diagnostics import Bilingual, Diagnostic
from generator.filenames import MAX_NAME
from generator.graph.addresses import portable, slug_of
from generator.graph.model import Taxonomy
from generator.importers.addresses import parts_of, place_of
from generator.importers.attic import Attic, Drawer
from generator.importers.frontmatter import YEARS, plain
from generator.importers.pictures import is_picture
from generator.importers.site import UNCATEGORISED, Section
from generator.importers.wordpress.wxr import Channel, Item, Term
from generator.request import ARTICLES, PAGES
from generator.schema import fold_key

_TWICE = "twice"
"""The status of an item that the exports hold a second time."""
GONE = {
    "trash": Bilingual("في سلة المحذوفات", "it was in the bin"),
    "auto-draft": Bilingual("مسودة تلقائية فارغة", "an empty automatic draft"),
    _TWICE: Bilingual("مكرر في ملفات التصدير", "the exports hold it twice"),
}
_OWN_TYPES = frozenset(
    [
        *("nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache"),
        *("user_request", "guest-author", "elementor_library", "et_pb_layout", "fusion_template"),
        *("acf-field-group", "acf-field", "acf-post-type", "acf-taxonomy", "wpcf7_contact_form"),
        *("mc4wp-form", "wpforms", "shop_order", "shop_coupon", "amp_validated_url"),
    ]
)
"""What WordPress and its plug-ins keep beside texts; so is every type that begins with `wp_`."""


class Known(msgspec.Struct, gc=False):
    """What the first reading keeps of an item. state: see `state_of`. file: where its article will
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


class Index:
    """What the first reading keeps of an export."""

    def __init__(self, attic: Attic) -> None:
        self.channel = Channel()
        self.items = Drawer[Known](attic)
        """By id."""
        self.places = Drawer[str](attic)
        """Id by old address, as `place_of`."""
        self.files = Drawer[str](attic)
        """Id of an attachment by the path of its file."""
        self._uploads = Drawer[tuple[int, int, str]](attic)
        """Order, number and id of each picture, by the article to which it was uploaded."""
        self._upload_counts = Drawer[int](attic)
        self.subheads = Drawer[bool](attic)
        """Places that links lead to: id of an article, `#`, id of a subhead."""
        self.blocks = Drawer[str](attic)
        """Texts of reusable blocks."""
        self.counts: Counter[str] = Counter()
        """Items of each type."""
        self.sections: dict[str, Section] = {}
        """Categories of what is public or will be, by folded name."""
        self.named: dict[str, str] = {}
        """Slugs of the categories that had their names first, by folded name."""
        self.lists: dict[List, str] = {}
        """Names of the lists that public articles stood in."""
        self.kept: Counter[str] = Counter()
        """Addresses that would stay under each pattern of a permalink."""
        self.latest = datetime(1970, 1, 1, tzinfo=UTC)
        self.findings: list[Diagnostic] = []

    @functools.cached_property
    def places_of_lists(self) -> frozenset[str]:
        """The addresses of lists, as `place_of`; once all of them are known."""
        return frozenset(place_of(old_list(self.channel, one)) for one in self.lists)

    def sections_of(self, item: Item) -> list[Section]:
        """The categories of a post; never none."""
        terms = [term for term in item.terms if term.taxonomy == "category" and _name(term)]
        found = {fold_key(one.name): one for one in map(self.section_of, terms)}
        return list(found.values()) or [Section(UNCATEGORISED)]

    def section_of(self, term: Term) -> Section:
        """A category; of two with one name the second has its slug in its name."""
        name, slug = _name(term), slugs.slug(unquote(term.slug))
        is_twin = slug and slug != self.named.setdefault(fold_key(name), slug)
        return Section(f"{name} ({slug})" if is_twin else name, slug)

    def twins(self) -> Iterator[tuple[Section, str]]:
        """The categories whose names were another's, and the slug of that."""
        for section in self.sections.values():
            name = section.name.removesuffix(f" ({section.slug})")
            if name != section.name and (first := self.named.get(fold_key(name))):
                yield section, first

    def note_upload(self, item: Item) -> None:
        """Keep of a picture to which article it was uploaded, if to any."""
        if item.parent.strip("0") and is_picture(item.file):
            place = (_number(item.order), _number(item.id), item.id)
            number = self._upload_counts.get(item.parent, 0)
            self._uploads[f"{item.parent} {number}"] = place
            self._upload_counts[item.parent] = number + 1

    def uploads_of(self, id: str) -> list[str]:
        """The pictures that were uploaded to an article, by their ids, in their order."""
        numbers = range(self._upload_counts.get(id, 0))
        return [id for _, _, id in sorted(self._uploads[f"{id} {number}"] for number in numbers)]


def _number(text: str) -> int:
    return int(text) if _ID.fullmatch(text.strip()) else 0


_ID = re.compile(r"-?[0-9]{1,20}")


def told_apart(item: Item, seen: Drawer[tuple[str, int]]) -> Item:
    """The item, its id made its own: of two with one id the second is the same again, or, in a
    damaged export, another one. What is no number goes by the line of its item."""
    id = item.id if _ID.fullmatch(item.id) else f"line{item.line}"
    link, times = seen.get(id, ("", 0))
    if not times:
        seen[id] = item.link, 1
        return item if item.id == id else replace(item, id=id)
    seen[id] = link, times + 1
    status = _TWICE if link == item.link else item.status
    return replace(item, id=f"{id}-{times + 1}", status=status)


def wanted_file(item: Item, slug: str) -> str:
    """Where the article of an item would lie if nothing else did."""
    stem = portable(slugs.slug(slug, limit=100))
    if item.type == "page":
        return f"{PAGES}{stem}.md"
    month = re.match(r"(\d{4})-(\d{2})", item.date)
    folder = f"{month[1]}/{month[2]}/" if month and month[1] != "0000" else ""
    return f"{ARTICLES}{folder}{stem}.md"


def state_of(item: Item) -> str:
    """public, future, draft, private, gone (bin, empty drafts) or inner (WordPress's own). A type
    that a theme added is an article when its items have public addresses."""
    if item.type in _OWN_TYPES or item.type.startswith("wp_") or not _may_be_article(item):
        return "inner"
    if item.status in GONE:
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


_INLINE = re.compile(r"</?(?:a|b|br|em|font|i|mark|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)


def headline(item: Item) -> str:
    """The headline in letters only: WordPress lets it hold tags, and shows entities as signs."""
    return plain(unescape(_INLINE.sub("", item.title)))


def slug_for(item: Item, config: SiteConfig) -> str:
    """The slug as it stands in the new address: the old one where it can stay, else one from the
    headline; never empty."""
    written = unquote(item.slug, errors="replace").replace("\ufffd", "")
    whole_slug = slugs.slug(written, limit=1_000_000)
    if whole_slug and config.slugs == "arabic" and len(whole_slug.encode()) <= MAX_NAME:
        return portable(whole_slug)
    title = headline(item)
    return slug_of(written, config.slugs) or slug_of(title, config.slugs) or id_of(item.id)


def moment_of(item: Item, zone: ZoneInfo) -> datetime | None:
    """When an item was published. None for a draft that was never dated."""
    return _moment(item.date, item.date_gmt, zone)


def dated(item: Item, zone: ZoneInfo) -> datetime | None:
    """When an item was published or, of what was not, last changed."""
    return moment_of(item, zone) or _moment(item.modified, item.modified_gmt, zone)


def updated_of(item: Item, zone: ZoneInfo) -> datetime | None:
    """When an item was changed after it had been out for a while: what is mended within the hour is
    no update. None for one that was not."""
    published = moment_of(item, zone)
    changed = _moment(item.modified, item.modified_gmt, zone)
    is_update = published and changed and changed - published > _MENDED
    return changed if is_update else None


def _moment(written: str, written_gmt: str, zone: ZoneInfo) -> datetime | None:
    """A date in the zone in which it was written: the export has the local time and GMT, and their
    difference is the zone."""
    local, gmt = parsed(written), parsed(written_gmt)
    if local is None:
        return None
    if gmt is None or abs(local - gmt) > timedelta(hours=15):
        return local.replace(tzinfo=zone)
    minutes = round((local - gmt).total_seconds() / 60)
    return local.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def tags_of(item: Item) -> tuple[str, ...]:
    """The tags of an item, and its terms in taxonomies that somebody added."""
    return _names(term for term in item.terms if _taxonomy_of(term) is Taxonomy.TAG)


def names_in(item: Item, taxonomy: str) -> tuple[str, ...]:
    return _names(term for term in item.terms if term.taxonomy == taxonomy)


def _names(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_name, terms))))


def _name(term: Term) -> str:
    return plain(unescape(term.name))


def authors_of(item: Item, channel: Channel) -> tuple[str, ...]:
    """The names of who wrote an item; the terms of co-authors stand instead of the login."""
    logins = names_in(item, "author") or (item.author,)
    names = (display_name(login, channel) for login in logins)
    return tuple(dict.fromkeys(name for name in names if name))


def display_name(login: str, channel: Channel) -> str:
    """The name that goes with a login, or what is no login of anybody; never an e-mail address."""
    login = login.strip()
    name = channel.authors.get(login) or channel.authors.get(unquote(login), login)
    return plain(name).partition("@")[0]


def note_guest(item: Item, channel: Channel) -> None:
    """Keep the name of an author who has no account, as the plug-in of co-authors exports it."""
    name = next(iter(item.meta.get("cap-display_name", ())), "") or headline(item)
    logins = (*item.meta.get("cap-user_login", ()), item.slug.removeprefix("cap-"))
    for login in filter(None, logins):
        channel.authors.setdefault(unquote(login.strip()), name)


class List(msgspec.Struct, frozen=True):
    """A list of the old site: its taxonomy here and there, and its nicename as it is stored."""

    taxonomy: Taxonomy
    domain: str
    nicename: str


_LISTED = {"category": Taxonomy.CATEGORY, "author": Taxonomy.AUTHOR}
_NOT_LISTED = frozenset(
    [
        *("series", "post_format", "nav_menu", "link_category", "wp_theme", "product_type"),
        *("language", "post_translations", "term_language", "elementor_library_type"),
        *("product_visibility", "translation_priority", "yst_prominent_words"),
    ]
)
"""Taxonomies whose terms are no tags; those of any other are."""


def _taxonomy_of(term: Term) -> Taxonomy | None:
    is_tag = term.taxonomy not in _NOT_LISTED
    return _LISTED.get(term.taxonomy, Taxonomy.TAG if is_tag else None)


def lists_of(item: Item, index: Index) -> Iterator[tuple[List, str]]:
    """The lists that an article stood in, and their names; of an author the login, for the names of
    some come later in the export."""
    for term in item.terms:
        name, nicename, taxonomy = _name(term), term.slug.strip(), _taxonomy_of(term)
        if name and nicename and taxonomy:
            if taxonomy is Taxonomy.AUTHOR:
                nicename = nicename.removeprefix(_COAUTHOR)
            elif taxonomy is Taxonomy.CATEGORY:
                name = index.section_of(term).name
            yield List(taxonomy, term.taxonomy, nicename), name
    if not names_in(item, "author") and display_name(item.author, index.channel):
        yield List(Taxonomy.AUTHOR, "author", _nicename(item.author)), item.author


_COAUTHOR = "cap-"
"""What the plug-in of co-authors puts before nicenames, and not into addresses."""


def _nicename(login: str) -> str:
    """An author's part of an address, as WordPress makes it of a login (`sanitize_title`)."""
    kept = re.sub(r"[^\w\s-]", "", login.strip().lower().replace(".", "-"))
    return quote(re.sub(r"[\s-]+", "-", kept).strip("-")).lower()


def old_list(channel: Channel, one: List) -> str:
    """The address of a list of the old site; that of a category holds those above it."""
    parts = [one.nicename]
    if one.taxonomy is Taxonomy.CATEGORY:
        while (above := channel.parents.get(parts[0], "")) and above not in parts:
            parts.insert(0, above)
    folder = "tag" if one.domain == "post_tag" else one.domain
    return f"{channel.blog.rstrip('/')}/{folder}/{'/'.join(parts)}/"


_MENDED = timedelta(hours=1)


def parsed(text: str) -> datetime | None:
    """A date as WordPress stores it; None for `0000-00-00 00:00:00`, which is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if moment.year in YEARS else None


def file_key(address: str) -> str:
    return unquote(parts_of(address).path).strip("/")

"""Old addresses: where something stood, byte for byte, and whether anything will answer there.

WordPress stores a slug percent-encoded in small letters, cut at 200 bytes: about 33 Arabic letters.
Browsers send capitals. An alias holds the decoded form, from which every host's redirects are made
in both (`feeds/hosts`); what cannot be decoded and encoded again to the same bytes is not promised.
"""

from __future__ import annotations

import enum
import unicodedata
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit

import msgspec

from generator import filenames
from generator.config import SiteConfig
from generator.diagnostics import Bilingual
from generator.graph.addresses import ARCHIVE, CORRECTIONS, NOT_FOUND, SEARCH, identity
from generator.importers.attic import Attic, Drawer


class Answer(enum.Enum):
    """What a reader finds at an old address."""

    KEPT = "kept"
    """The page itself: its address did not change."""
    REDIRECT = "redirect"
    REASON = "reason"
    """Nothing, and rightly so."""
    MISSING = "missing"
    """Nothing, although something public stood there."""


class Verdict(msgspec.Struct, frozen=True):
    """What becomes of one old address. alias: what front matter must say, or "". why: the reason
    where there is no page."""

    answer: Answer
    alias: str = ""
    why: Bilingual | None = None


QUERY = Bilingual(
    "عنوان بعلامة استفهام (?p=…) لا يميزه خادم ملفات",
    "an address with a query (?p=…), which no server of files tells apart",
)
UNREADABLE = Bilingual(
    "فيه نصف حرف: قُطع عند حد البايتات", "it holds half a letter: it was cut at a limit of bytes"
)
UNFIT = Bilingual(
    "لا يصلح اسمَ ملف: طويل أو فيه رموز ممنوعة",
    "it cannot be the name of a file: too long, or with forbidden signs",
)
CASE = Bilingual(
    "يختلف عن العنوان الجديد في حالة الحروف أو صورة ترميزها وحدها",
    "it differs from the new address in capitals or in the form of its letters only",
)
TAKEN = Bilingual("سبقه إليه غيره: {holder}", "something else has it already: {holder}")
SITE = "الموقع نفسه (the site itself)"
HOME = Bilingual("الصفحة الأولى، ويصنعها المولّد هنا", "the home page, which is made here")
NO_ADDRESS = Bilingual("لا عنوان له في التصدير", "the export gives it no address")


_RESERVED = (
    *(ARCHIVE, CORRECTIONS, NOT_FOUND, SEARCH, "a", "assets", "cards", "files", "images"),
    *("category", "tag", "author", "place", "series"),
)
"""Addresses of the site itself."""


class Register:
    """Who holds which address of the new site, so that no two get one. Feed it the new addresses
    first, then ask for the old ones."""

    def __init__(self, attic: Attic, base: str = "/") -> None:
        """base: path under which the new site lives."""
        self.outside = 0
        """How many old addresses were judged that are not below the base, and will answer once the
        site is moved up."""
        self._base = base
        self._holders = Drawer[str](attic)
        """By identity of the path."""
        self._standing = {SITE}
        """Holders that were here before the import: what they answer is not missing."""
        for path in _RESERVED:
            self.claim(path, SITE)

    def claim(self, path: str, holder: str) -> str:
        """Take an address unless another has it; who has it now."""
        return self._holders.setdefault(identity(path.strip("/")), holder)

    def claim_standing(self, path: str, holder: str) -> None:
        """Take an address for a file of the project's own."""
        self._standing.add(holder)
        self.claim(path, holder)

    def judge(self, old: str, new: str, holder: str) -> Verdict:
        """What becomes of the full old address of `holder`, whose page is now at the path `new`."""
        if not old:
            return Verdict(Answer.REASON, why=NO_ADDRESS)
        parts = parts_of(old)
        raw = parts.path or "/"
        if parts.query:
            return Verdict(Answer.MISSING, why=QUERY)
        if raw.startswith(self._base):
            raw = f"/{raw.removeprefix(self._base)}"
        else:
            self.outside += 1
        path = decoded(raw)
        if path is None:
            return Verdict(Answer.MISSING, why=UNREADABLE)
        if not path.strip("/"):
            return Verdict(Answer.REASON, why=HOME)
        if path.strip("/") == new.strip("/"):
            return Verdict(Answer.KEPT)
        return self._redirected(raw, path, new, holder)

    def _redirected(self, raw: str, path: str, new: str, holder: str) -> Verdict:
        if not _fits(raw, path):
            return Verdict(Answer.MISSING, why=UNFIT)
        if identity(path.strip("/")) == identity(new.strip("/")):
            return Verdict(Answer.MISSING, why=CASE)
        other = self.claim(path, holder)
        if other != holder:
            why = Bilingual(TAKEN.ar.format(holder=other), TAKEN.en.format(holder=other))
            return Verdict(Answer.REASON if other in self._standing else Answer.MISSING, why=why)
        return Verdict(Answer.REDIRECT, alias=path)


def decoded(raw: str) -> str | None:
    """The path that percent codes stand for, when encoding it again gives the same bytes; else
    None."""
    try:
        path = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return None
    if unicodedata.normalize("NFC", path) != path:
        return None
    return path if unquote_to_bytes(raw) == unquote_to_bytes(quote(path)) else None


def _fits(raw: str, path: str) -> bool:
    """Whether front matter takes the path as an alias (`content.schema`)."""
    bare = path.removesuffix("/")
    return (
        path.startswith("/")
        and path != "/"
        and not filenames.escapes(raw)
        and not filenames.escapes(path)
        and path.isprintable()
        and not any(sign in path for sign in "?#")
        and filenames.is_portable(bare)
        and filenames.longest_part(bare) <= filenames.MAX_NAME
        and len(bare) <= filenames.MAX_PATH
    )


def parts_of(address: str) -> SplitResult:
    """The parts of an address; all empty for what can be read as none."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def joined(base: str, address: str) -> str:
    """The full address of a written one; "" for what can be read as none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def place_of(address: str) -> str:
    """What makes two writings of an address one, to look links up: the decoded path, NFC, without
    slashes at its ends, and of a query only what WordPress asks by (`p`, `page_id`)."""
    parts = parts_of(address)
    path = unicodedata.normalize("NFC", unquote(parts.path)).strip("/")
    asked = [pair for pair in parts.query.split("&") if _asks(pair)]
    return f"{path}?{asked[0].partition('=')[2]}" if asked else path


def _asks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name in ("p", "page_id", "attachment_id") and value.isdigit()


def host_of(address: str) -> str:
    """The host of an address, without `www.`; empty where it has none or cannot be read."""
    return (parts_of(address).hostname or "").removeprefix("www.")


PATTERNS = (
    "/{slug}/",
    "/{year}/{month}/{slug}/",
    "/{year}/{month}/{day}/{slug}/",
    "/{year}/{slug}/",
    "/{category}/{slug}/",
)
"""What WordPress offers by name, and what newsrooms set."""


def better_pattern(config: SiteConfig, kept: dict[str, int]) -> str:
    """The pattern under which more old addresses stay than under that of site.yaml, or ""."""
    best = max(kept, key=lambda pattern: kept[pattern], default="")
    return best if kept.get(best, 0) > kept.get(config.permalink, 0) else ""

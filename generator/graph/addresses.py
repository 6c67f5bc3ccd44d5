"""Addresses: paths in the site, and the full addresses that leave it.

A path has no leading slash, is NFC and not percent-encoded: `2026/11/عنوان/`. Only what leaves the
site (feeds, sitemaps, canonical links, redirects) is percent-encoded, always from the same NFC
bytes (RFC 3987 section 3.1).
"""

from __future__ import annotations

import functools
import unicodedata
from datetime import datetime
from urllib.parse import quote

from generator.arabic import slugs
from generator.config import SiteConfig, Slugs
from generator.filenames import is_portable
from generator.keys import digest

ARCHIVE = "archive/"
CORRECTIONS = "corrections/"
NOT_FOUND = "404.html"
SEARCH = "search/"

_KEPT = "/-._~!$&'()*+,;=:@"
"""What RFC 3986 allows in a path unencoded."""


@functools.lru_cache(maxsize=1 << 15)
def encode(path: str) -> str:
    """The percent-encoded form of a path."""
    return quote(unicodedata.normalize("NFC", path), safe=_KEPT)


SHORT_LINKS = "a/"
"""Where every article has one."""


def short_path(id: str) -> str:
    """The path of the short link of an article, which outlives a change of its headline."""
    return f"{SHORT_LINKS}{id}/"


def full_url(base_url: str, path: str) -> str:
    """The full address of a path in the site; `base_url` ends with `/`."""
    return base_url + encode(path)


def file_of(path: str) -> str:
    """The file that holds a page: a directory address means its `index.html`."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def root_of(path: str) -> str:
    """The prefix that leads from a page back to the root of the site: `../../` or ``."""
    return "../" * path.count("/")


@functools.lru_cache(maxsize=4096)
def slug_of(text: str, style: Slugs) -> str:
    """A name or headline as one component of an address, in the style that site.yaml asks for."""
    return portable(slugs.ascii_slug(text) if style == "ascii" else slugs.slug(text))


def portable(slug: str) -> str:
    """The slug, told apart from the devices of some systems: no folder there can be called `con`,
    nor a file `con.png` (faults row 109)."""
    return slug if is_portable(slug) else f"{slug}-{digest(slug)[:6]}"


def permalink(config: SiteConfig, *, moment: datetime, slug: str, id: str, category: str) -> str:
    """The path of an article, from the pattern of site.yaml."""
    values = {
        "year": f"{moment.year:04d}",
        "month": f"{moment.month:02d}",
        "day": f"{moment.day:02d}",
        "slug": slug,
        "id": id,
        "category": slug_of(category, config.slugs),
    }
    return config.permalink.format(**values).strip("/") + "/"


def identity(path: str) -> str:
    """What makes two paths one on hosts that ignore case or Unicode form (faults row 27)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())

"""Addresses for paper: nobody can press a link there, so the stylesheet prints where it leads."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote, urlsplit

ATTRIBUTE = "data-print"

_OUTWARD = re.compile(r'<a(?![^>]* dir="ltr")(?: [a-z-]+="[^"]*")*? href="(https?://[^"]+)"')
_MOST = 40
"""Letters of an address that still reads as one; of a longer one the host is given."""


def with_addresses(cleaned: str) -> str:
    """The HTML with a short address on every link that leaves the site, but for those whose text
    is their address."""
    return _OUTWARD.sub(_told, cleaned) if ' href="http' in cleaned else cleaned


def short_address(url: str) -> str:
    """An address without scheme, `www.`, query and fragment, its path in plain letters:
    `https://www.imf.org/ar/x/?y=1` is `imf.org/ar/x`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    plain = not any(unicodedata.category(sign)[0] in "CZ" or sign == "\ufffd" for sign in path)
    if plain and len(host + path) <= _MOST:
        return host + path
    return f"{host}/…"


def _told(link: re.Match[str]) -> str:
    address = short_address(html.unescape(link[1]))
    return f'{link[0]} {ATTRIBUTE}="{html.escape(address)}"'

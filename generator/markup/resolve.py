"""From a Body's HTML to a page's: symbolic links become addresses, images get their sizes.

Regular expressions are enough here, and ten times faster than a parser, because the HTML is our own
(`sanitise.clean`): every `<` begins a tag, attributes are lower-case and in double quotes, and
within quotes `"`, `<`, `>` and `&` are written as entities.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urljoin

import msgspec

from generator.markup import printed
from generator.markup.body import SYMBOLIC

_ATTRIBUTES = r'((?: [a-z-]+="[^"]*")*)'
_LINKING = re.compile(rf"<(a|img){_ATTRIBUTES}>")
_REFERRING = re.compile(r' (href|src)="([^"]*)"')
_SYMBOLIC = re.compile(rf' (href|src)="{SYMBOLIC}([^"#]*)(#[^"]*)?"')
_BLOCKS = (
    *("p", "li", "ul", "ol", "blockquote", "h2", "h3", "h4", "h5", "h6", "table", "caption", "td"),
    *("th", "figure", "figcaption", "aside", "section", "dl", "dt", "dd", "div", "details"),
    "summary",
)
_BLOCK = re.compile(rf"""<({"|".join(_BLOCKS)})((?: [a-z-]+="[^"]*")+)>""")
"""A block that says something of itself; most say nothing, and need no such look."""
_PRINTED = re.compile(rf' {printed.ATTRIBUTE}="[^"]*"')
_DIRECTED = re.compile(r' dir="')
_URL_SIGNS = "%/:?#[]@!$&'()*+,;=~"

TEXT_SIZES = "(min-width: 39.2rem) 36rem, 92vw"
"""How wide a picture in a text is shown: the measure of `assets/css/10-tokens.css`, or the window
without its margins. A browser test holds it true."""


class Picture(msgspec.Struct, frozen=True):
    """A picture in a text: size in pixels; `tone`, the colour of its place until it arrives, as
    `r2 g3 b1` or ""; `srcsets`: for each lean format, best first, its media type and its files,
    each an address with a width in pixels."""

    width: int
    height: int
    tone: str = ""
    srcsets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()


_NONE: Mapping[str, str] = {}


def resolve(
    body: str,
    addresses: Mapping[str, str],
    pictures: Mapping[str, Picture],
    shorts: Mapping[str, str] = _NONE,
) -> str:
    """Put addresses and pictures in. Keys are paths as the writer wrote them, without the fragment.
    Where there is no address, or an empty one (an article that is not public), the words stay and
    lead nowhere: `<a>` without `href` is a placeholder. `shorts` are for paper, see `printed`."""
    if SYMBOLIC not in body:
        return body
    return _LINKING.sub(lambda tag: _resolved(tag, addresses, pictures, shorts), body)


def _resolved(
    tag: re.Match[str],
    addresses: Mapping[str, str],
    pictures: Mapping[str, Picture],
    shorts: Mapping[str, str],
) -> str:
    found = _SYMBOLIC.search(tag.group(2))
    if not found:
        return tag.group()
    name, written, fragment = found.groups(default="")
    path = html.unescape(written)
    address = addresses.get(path, "")
    place = f' {name}="{html.escape(address)}{fragment}"' if address else ""
    if path in shorts:
        place += f' {printed.ATTRIBUTE}="{html.escape(shorts[path])}"'
    attributes = tag.group(2).replace(found.group(), place)
    picture = pictures.get(path)
    if tag.group(1) != "img" or picture is None:
        return f"<{tag.group(1)}{attributes}>"
    return _in_formats(f"<img{attributes}{_size(tag, picture)}{_tone(picture)}>", picture)


def _size(tag: re.Match[str], picture: Picture) -> str:
    if ' width="' in tag.group(2):
        return ""
    return f' width="{picture.width}" height="{picture.height}"'


def _tone(picture: Picture) -> str:
    return f' data-tone="{picture.tone}"' if picture.tone else ""


def _in_formats(image: str, picture: Picture) -> str:
    """The `<img>`, with the lean formats before it that a browser may take in its place."""
    if not picture.srcsets:
        return image
    sources = "".join(
        f'<source type="{media_type}" srcset="{_srcset(files)}" sizes="{TEXT_SIZES}">'
        for media_type, files in picture.srcsets
    )
    return f"<picture>{sources}{image}</picture>"


def _srcset(files: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{html.escape(address)} {width}w" for address, width in files)


def absolute(body: str, page_url: str) -> str:
    """A resolved Body for a feed: every address in full, every block told its direction, since
    feed readers know neither the page nor the publication's style."""
    body = _PRINTED.sub("", body) if printed.ATTRIBUTE in body else body
    body = _LINKING.sub(lambda tag: _with_full_addresses(tag, page_url), body)
    body = _BLOCK.sub(_with_direction, body)
    for block in _BLOCKS:
        body = body.replace(f"<{block}>", f'<{block} dir="rtl">')
    return body


def _with_full_addresses(tag: re.Match[str], page_url: str) -> str:
    def full(found: re.Match[str]) -> str:
        return f' {found.group(1)}="{_full(found.group(2), page_url)}"'

    return f"<{tag.group(1)}{_REFERRING.sub(full, tag.group(2))}>"


def _full(written: str, page_url: str) -> str:
    address = html.unescape(written)
    if not address.startswith(("https://", "http://")):
        address = urljoin(page_url, address)
    return html.escape(quote(address, safe=_URL_SIGNS))


def _with_direction(tag: re.Match[str]) -> str:
    if _DIRECTED.search(tag.group(2)):
        return tag.group()
    return f'<{tag.group(1)}{tag.group(2)} dir="rtl">'

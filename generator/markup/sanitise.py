"""The one place where HTML is made safe: an allow list over the finished HTML of an article.

Whatever Markdown, an extension or the writer's own tags produced, nothing leaves the room but these
elements and attributes, well formed, with attributes in double quotes and `<`, `>`, `&` escaped
in text and values (`resolve` rests on that). faults.md rows 29 to 31.
"""

from __future__ import annotations

import functools
import re

import nh3

from generator.markup.addresses import IMAGE_SCHEMES, LINK_SCHEMES, judge
from generator.markup.body import SYMBOLIC

TAGS = frozenset({
    "a", "abbr", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
EVERYWHERE = frozenset({"class", "dir", "id", "lang", "title"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": EVERYWHERE,
    "a": frozenset({"aria-label", "href", "hreflang", "rel"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "decoding", "height", "loading", "src", "width"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "section": frozenset({"aria-label"}),
    "td": frozenset({"colspan", "headers", "rowspan"}),
    "th": frozenset({"abbr", "colspan", "headers", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
}
FIXED_VALUES = {"aside": {"role": {"note"}}, "section": {"tabindex": {"0"}}}
"""Attributes that may have these values and no other."""

REMOVED_WHOLE = frozenset({
    "applet", "audio", "canvas", "embed", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp",
})  # fmt: skip
"""Elements that go with all they contain; of any other unknown element the text stays."""

_CLASS = re.compile(r"[\w-]+")
_NOT_IN_ID = re.compile(r"[^\w-]+")
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})


def allowed(tag: str, attribute: str, value: str | None) -> bool:
    """Whether an attribute of an element may stay; its address, if it is one, is not judged."""
    return (
        attribute in EVERYWHERE
        or attribute in ATTRIBUTES.get(tag, ())
        or value in FIXED_VALUES.get(tag, {}).get(attribute, ())
    )


def clean(html: str) -> str:
    """The HTML with everything gone that the lists above do not name."""
    return _cleaner().clean(html)


@functools.cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(REMOVED_WHOLE),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        tag_attribute_values=FIXED_VALUES,
        attribute_filter=_value,
        link_rel=None,
        url_schemes=set(LINK_SCHEMES) | {SYMBOLIC.rstrip(":")},
    )


@functools.lru_cache(maxsize=4096)
def _value(_tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value as it may stand, or None."""
    if attribute == "class":
        return " ".join(name for name in value.split() if _CLASS.fullmatch(name)) or None
    if attribute == "id":
        return safe_id(value) or None
    if attribute == "href":
        return _address(value, LINK_SCHEMES)
    if attribute == "src":
        return _address(value, IMAGE_SCHEMES)
    if attribute == "dir":
        return value if value in _DIRECTIONS else None
    return value


def _address(value: str, schemes: frozenset[str]) -> str | None:
    return value if value.startswith(SYMBOLIC) else judge(value, schemes).value or None


def safe_id(written: str) -> str:
    """An id of letters, digits, `-` and `_`, and not one of those that pages keep for themselves
    (`page--…`)."""
    return _NOT_IN_ID.sub("-", written).strip("-").replace("page--", "page-")

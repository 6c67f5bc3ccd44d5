"""Readers of single settings: each turns a node of site.yaml into a value, or reports it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, available_timezones

from generator import filenames
from generator.arabic import slugs
from generator.diagnostics import Span, listed
from generator.schema import (
    SCALAR,
    Reader,
    Reading,
    is_web_address,
    items_of,
    nearest,
    read_name,
    wrong_type,
)
from generator.settings.faults import (
    BAD_BASE_URL,
    BAD_LOCALE,
    BAD_MAIL,
    BAD_PAIR,
    BAD_PERMALINK,
    BAD_SERVER,
    UNKNOWN_PLACE,
    UNKNOWN_ZONE,
)
from generator.yamltext import Node, Scalar


@dataclass(slots=True)
class Mentions:
    """Names that site.yaml uses, to be looked up when all of it has been read."""

    categories: list[tuple[str, Span]] = field(default_factory=list)
    kinds: list[tuple[str, Span]] = field(default_factory=list)
    targets: list[tuple[str, Span]] = field(default_factory=list)


Settings = Reading[Mentions]


def read_base_url(node: Node, reading: Settings) -> str | None:
    """A full address without query or fragment, ending with `/`."""
    text = read_name(node, reading)
    if text is None:
        return None
    if not is_web_address(text) or re.search(r"[?#]|/\.\.?(/|$)|[^:]//", text):
        reading.report(BAD_BASE_URL, node.span, value=text)
        return None
    return text if text.endswith("/") else text + "/"


SERVER = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~-]+)*/?")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def read_server(node: Node, reading: Settings) -> str | None:
    """The full address of a server, which goes into the policy of pages; no slash at its end."""
    text = read_name(node, reading)
    if text is None or SERVER.fullmatch(text):
        return text and text.rstrip("/")
    reading.report(BAD_SERVER, node.span, value=text)
    return None


def read_mail(node: Node, reading: Settings) -> str | None:
    """An address of electronic mail, in plain letters."""
    text = read_name(node, reading)
    if text is None or _MAIL.fullmatch(text):
        return text
    reading.report(BAD_MAIL, node.span, value=text)
    return None


def read_zone(node: Node, reading: Settings) -> str | None:
    """The IANA name of a time zone."""
    text = read_name(node, reading)
    if text is None:
        return None
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = nearest(text, sorted(available_timezones())) or "Asia/Baghdad"
        reading.report(UNKNOWN_ZONE, node.span, value=text, near=near)
        return None
    return text


def code(pattern: str, example: str) -> Reader:
    """A code of letters, such as `ar` or `ar_IQ`."""

    def read(node: Node, reading: Settings) -> str | None:
        text = read_name(node, reading)
        if text is None or re.fullmatch(pattern, text):
            return text
        reading.report(BAD_LOCALE, node.span, value=text, example=example)
        return None

    return Reader(read, {"type": "string", "pattern": f"^{pattern}$"})


_PLACES = ("year", "month", "day", "slug", "id", "category")


def read_permalink(node: Node, reading: Settings) -> str | None:
    """A pattern such as `/{year}/{month}/{slug}/`, slashes at both ends."""
    text = read_name(node, reading)
    if text is None:
        return None
    unknown = [name for name in re.findall(r"\{([^{}]*)\}", text) if name not in _PLACES]
    for name in unknown:
        reading.report(UNKNOWN_PLACE, node.span, name=name, known=listed(_PLACES))
    if unknown:
        return None
    rest = re.sub(r"\{[a-z]+\}", "x", text)
    hostile = filenames.escapes(rest) or not filenames.is_portable(rest.rstrip("/"))
    odd = hostile or re.search(r"[{}#%\s]|/\.", rest)
    if not text.startswith("/") or odd or not re.search(r"\{(slug|id)\}", text):
        reading.report(BAD_PERMALINK, node.span, value=text)
        return None
    return text if text.endswith("/") else text + "/"


def read_term_slug(node: Node, reading: Settings) -> str | None:
    """A slug, in the form in which it stands in the address."""
    text = read_name(node, reading)
    if text is None:
        return None
    slug = slugs.slug(text)
    if not slug or not filenames.is_portable(slug) or re.search(r'[/\\%.:*?"<>|]', text):
        wrong_type(node, reading, "كلمات تصلها شرطة", "words joined by hyphens")
        return None
    return slug


def read_quotes(node: Node, reading: Settings) -> tuple[str, str] | None:
    """Two signs, as a list or written together."""
    if isinstance(node, Scalar) and len(node.text) == 2:
        return node.text[0], node.text[1]
    texts = [read_name(item, reading) for item in items_of(node)]
    if len(texts) != 2 or not texts[0] or not texts[1]:
        reading.report(BAD_PAIR, node.span)
        return None
    return texts[0], texts[1]


def _is_address(target: str) -> bool:
    path = target.startswith("/") and not re.search(r"^//|[\\\s]|/\.\.?(/|$)", target)
    page = target.endswith(".md") and not re.search(r"[\\:]|(^|/)\.\.?/", target)
    return path or page or is_web_address(target)


def read_target(node: Node, reading: Settings) -> str | None:
    """A category, a page, a path or a full address; categories are looked up at the end."""
    text = read_name(node, reading)
    if text is not None and not _is_address(text):
        reading.context.targets.append((text, node.span))
    return text


def mention(read_where: str) -> Reader:
    """A name to be looked up when all has been read, in the list of `Mentions` so called."""

    def read(node: Node, reading: Settings) -> str | None:
        text = read_name(node, reading)
        if text is not None:
            getattr(reading.context, read_where).append((text, node.span))
        return text

    return Reader(read, SCALAR)

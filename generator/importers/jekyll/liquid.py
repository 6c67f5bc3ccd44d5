"""Liquid in the texts of Jekyll: what it says of addresses and code becomes Markdown, the rest
stays in sight. And what kramdown alone understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from generator.importers import codes, sources
from generator.importers.sources import Directory, Source

_RAW = r"\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}"
_LIQUID = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}"
    rf"|{_RAW}"
    r"|\{%-?\s*highlight\s+(?P<language>\S+)[^%]*%\}(?P<code>.*?)\{%-?\s*endhighlight\s*-?%\}"
    r"|\{%-?\s*(?P<tag>\w+)(?P<given>(?:(?!\{%).)*?)-?%\}"
    r"|\{\{-?\s*(?P<value>(?:(?!\{\{).)*?)\s*-?\}\}",
    re.DOTALL,
)
_PARTS = frozenset(["else", "elsif", "when"])
"""Tags inside of others, which are listed with those."""
_LITERAL = re.compile(
    r"""["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:base)?url)"""
    r"""(?:\s*\|\s*prepend:\s*site\.url)?"""
)
_REFERS = re.compile(r"\{%-?\s*(?:post_url|link)\s")
"""What gives a whole path by itself."""
_NAMED = re.compile(r"(page|site)\.(\w+)")
_LISTS = re.compile(r"\{%-?\s*for\s+\w+\s+in\s+(?:site|paginator)\.")
_BRACKET = re.compile(r"[{}]")
_MORE = re.compile(r"<!--\s*more\s*-->")

_CONTENTS = re.compile(
    r"^[*+-] .*\n\{:\s*toc[^}\n]*\}[ \t]*$|^\{:\s*toc[^}\n]*\}[ \t]*$", re.MULTILINE
)
_ABOVE = re.compile(r"^\{:[^}\n]*\}[ \t]*\n(?=\S)|^\{::[^}\n]*/?\}[ \t]*$", re.MULTILINE)
"""Attributes of the block that follows, and kramdown's own options: no one else's."""
_FOLLOWS = re.compile(r"(?<=\))\{:[^}\n]*\}")
"""Attributes of a link or an image: of sizes and classes that no style here knows."""


def makes_lists(text: str) -> bool:
    """Whether a text is there to list others."""
    return _LISTS.search(text) is not None


class Site(msgspec.Struct, frozen=True):
    """What texts say of their site: its settings, and the path and host of its address."""

    settings: Mapping[str, Any]
    below: str
    base: str


def plain_text(
    source: Source, directory: Directory, unknown: Callable[[str], None], site: Site
) -> str:
    """The text of a source (`sources.Past`)."""
    separator = sources.text(site.settings, "excerpt_separator")
    text = _MORE.sub("", source.body)
    text = text.replace(separator, "", 1) if separator.startswith("<!--") else text
    text = _LIQUID.sub(_Reader(text, source, directory, unknown, site).read, text)
    return text if source.is_html else _without_attributes(text)


class _Reader:
    """Reads the Liquid of one text."""

    def __init__(
        self,
        text: str,
        source: Source,
        directory: Directory,
        unknown: Callable[[str], None],
        site: Site,
    ) -> None:
        self._text = text
        self._source = source
        self._directory = directory
        self._unknown = unknown
        self._site = site
        self._is_code = codes.in_code(text)

    def read(self, found: re.Match[str]) -> str:
        if found["raw"] is not None:
            return _raw(found["raw"], is_code=self._is_code(found.start()))
        if found["code"] is not None:
            return codes.fenced(found["language"], re.sub(_RAW, r"\g<raw>", found["code"]))
        if found["value"] is not None:
            said = self._value(found)
            return self._in_sight(found, found["value"]) if said is None else said
        return self._tag(found, found["tag"]) if found["tag"] else ""  # or a comment

    def _tag(self, found: re.Match[str], tag: str) -> str:
        if tag not in ("post_url", "link"):
            return self._in_sight(found, tag)
        folder = "_posts/" if tag == "post_url" else ""
        return self._directory.address_of(f"{folder}{found['given'].strip()}", self._source)

    def _value(self, found: re.Match[str]) -> str | None:
        """What `{{ … }}` said, where that is known without running the site."""
        value, site = found["value"], self._site
        if value == "site.baseurl":
            return "" if _REFERS.match(self._text, found.end()) else site.below
        if value == "site.url":
            return site.base
        if literal := _LITERAL.fullmatch(value):
            return f"{site.below}/{literal[1].lstrip('/')}"
        if named := _NAMED.fullmatch(value):
            fields = self._source.fields if named[1] == "page" else site.settings
            return sources.text(fields, named[2].lower()) or None
        return None

    def _in_sight(self, found: re.Match[str], name: str) -> str:
        if not name.startswith("end") and name not in _PARTS:
            self._unknown(name)
        if self._is_code(found.start()):
            return found[0]
        before = self._text[max(0, found.start() - 3) : found.start()]
        return codes.in_sight(found[0], before, is_html=self._source.is_html)


def _raw(text: str, *, is_code: bool) -> str:
    """What Liquid was not to read. Outside of code, its brackets would be read as attributes."""
    inner = text.strip("\n")
    return inner if is_code else codes.sub(_BRACKET, lambda found: f"\\{found[0]}", inner)


def _without_attributes(text: str) -> str:
    text = codes.sub(_CONTENTS, lambda _: "", text)
    text = codes.sub(_FOLLOWS, lambda _: "", text)
    return codes.sub(_ABOVE, lambda _: "", text)

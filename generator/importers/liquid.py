"""Liquid in the texts of Jekyll: what it says of addresses and code becomes Markdown, the rest
stays in sight. And what kramdown alone understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

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
_LITERAL = re.compile(r"""["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url)""")
_NAMED = re.compile(r"(page|site)\.(\w+)")
_LISTS = re.compile(r"\{%-?\s*for\s+\w+\s+in\s+(?:site|paginator)\.")
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


def plain_text(
    source: Source,
    directory: Directory,
    unknown: Callable[[str], None],
    *,
    settings: Mapping[str, Any],
    below: str,
    base: str,
) -> str:
    """The text of a source (`sources.Past`). below, base: path and host of the old site."""
    separator = sources.text(settings, "excerpt_separator")
    text = _MORE.sub("", source.body)
    text = text.replace(separator, "", 1) if separator.startswith("<!--") else text
    is_code = codes.in_code(text)

    def in_sight(found: re.Match[str], name: str) -> str:
        if name and not name.startswith("end") and name not in _PARTS:
            unknown(name)
        if is_code(found.start()):
            return found[0]
        return codes.in_sight(found[0], text[: found.start()][-3:], is_html=source.is_html)

    def one(found: re.Match[str]) -> str:
        if found["raw"] is not None:
            return _raw(found["raw"], is_code=is_code(found.start()))
        if found["code"] is not None:
            return codes.fenced(found["language"], re.sub(_RAW, r"\g<raw>", found["code"]))
        if found["value"] is not None:
            said = _value(found["value"], source, settings, below, base)
            return in_sight(found, found["value"]) if said is None else said
        tag = found["tag"]
        if tag is None:  # a comment
            return ""
        if tag in ("post_url", "link"):
            path = found["given"].strip()
            folder = "_posts/" if tag == "post_url" else ""
            return directory.address_of(f"{folder}{path}", source)
        return in_sight(found, tag)

    text = _LIQUID.sub(one, text)
    return text if source.is_html else _without_attributes(text)


def _raw(text: str, *, is_code: bool) -> str:
    """What Liquid was not to read. Outside of code, its brackets would be read as attributes."""
    inner = text.strip("\n")
    return inner if is_code else codes.sub(re.compile(r"[{}]"), lambda m: f"\\{m[0]}", inner)


def _value(
    value: str, source: Source, settings: Mapping[str, Any], below: str, base: str
) -> str | None:
    """What `{{ … }}` said, where that is known without running the site."""
    if value in ("site.baseurl", "site.url"):
        return below if value == "site.baseurl" else base
    if literal := _LITERAL.fullmatch(value):
        return f"{below}/{literal[1].lstrip('/')}"
    if named := _NAMED.fullmatch(value):
        fields = source.fields if named[1] == "page" else settings
        return sources.text(fields, named[2].lower()) or None
    return None


def _without_attributes(text: str) -> str:
    text = codes.sub(_CONTENTS, lambda _: "", text)
    text = codes.sub(_FOLLOWS, lambda _: "", text)
    return codes.sub(_ABOVE, lambda _: "", text)

"""Blocks that hold no HTML: WordPress would have made it of the attributes in their comment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from generator.importers.frontmatter import plain

_LONGEST = 200
_LOOKS = ("className", "style", "align", "layout")
"""Attributes whose words no reader sees."""


def attributes(written: str | None) -> dict[str, object]:
    """The attributes of a block; none of what is damaged."""
    try:
        return msgspec.json.decode(written or "{}", type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return {}


def address(given: dict[str, object]) -> str:
    """What a block embeds, or ""."""
    written = given.get("url")
    is_address = isinstance(written, str) and written.startswith(("http://", "https://"))
    return str(written).strip() if is_address else ""


def described(name: str, given: dict[str, object]) -> str:
    """The name of a block with the texts that it showed, as far as its attributes have them."""
    with contextlib.suppress(RecursionError):
        if texts := " · ".join(_texts(given)):
            return f"{name}: {texts}"[:_LONGEST]
    return name


def _texts(value: object) -> Iterator[str]:
    """Words: what has spaces or letters beyond those of names in code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LOOKS:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and (" " in value.strip() or not value.isascii()):
        yield plain(value)

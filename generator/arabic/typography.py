"""Arabic typography: what a copy editor would mend in a paragraph, and nothing more.

Source of every rule: arabic.md section 5, measured on real pages. Two promises stand above the
rules: good text comes back byte for byte, and a second pass changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from generator.arabic.letters import LETTERS, MARKS, TATWEEL, has_arabic
from generator.arabic.punctuation import (
    ARABIC_DIGITS,
    LATIN,
    OPAQUE,
    TAG,
    set_stops,
    stops_are_set,
    within_latin,
)
from generator.arabic.quotation import CURLY, read_quotes, set_quotes

_ADDRESS = (
    rf"(?:https?://|www\.)[^\s{TAG}\"“”«»<>]*[^\s{TAG}\"“”«»<>.,:;?!،؛؟…)\]}}]"
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_VALUES = r"""(?:"[^"\n\x02\x03]*"|[^\[\]"“”«»\n\x02\x03])*+"""
_SHORTCODE = (
    rf"\\?\[(?:/[A-Za-z][\w-]*+\\?\]|[A-Za-z][\w-]*+[ ]+[A-Za-z][\w-]*+={_VALUES}\](?![(\[:]))"
)
SHORTCODE = re.compile(_SHORTCODE)
"""The short code of a WordPress plugin, or its end, escaped for Markdown or not: `[name key="…"]`,
`[/name]`."""
UNREAD = re.compile(
    rf"{_ADDRESS}|(?:&|\x02amp\x03)#?[A-Za-z0-9]+;|\x02[^\x02\x03]*\x03|{_SHORTCODE}"
)
"""What typography does not read: addresses, entities, placeholders of the Markdown parser, short
codes."""

_SPACES = re.compile(" {2,}")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_TATWEEL = re.compile(f"(?<=[{LETTERS}])[{MARKS}{TATWEEL}]+(?=[{LETTERS}])")
# What stands before is looked at last: a search for a plain sign is ten times faster.
_DASH = re.compile(r"-(?<=\S -)-?(?=[ \n])")
_PERCENT = re.compile(f"%(?<=[{ARABIC_DIGITS}]%)")

_YEAR = "(?:(?:1[0-9]|2[01])[0-9]{2}|(?:[١۱][٠-٩۰-۹]|[٢۲][٠١۰۱])[٠-٩۰-۹]{2})"
_NUMERIC = rf"0-9{ARABIC_DIGITS}{LATIN}_/+:\-"
_YEARS = re.compile(
    rf"(?<![{_NUMERIC}.])({_YEAR})-({_YEAR})(?![{_NUMERIC}]|[.,][0-9{ARABIC_DIGITS}])"
)

_HYPHEN = re.compile(
    rf"-(?:(?<=\S -)-?(?=[ \n])|(?<=[0-9{ARABIC_DIGITS}]-)(?=[0-9{ARABIC_DIGITS}]))"
)
"""What _DASH or _YEARS may take; found as fast as a plain sign."""


def typeset(runs: Sequence[str], *, quotes: tuple[str, str] = CURLY) -> tuple[str, ...]:
    """Mend the typography of one block and return as many runs as came in.

    `runs` are the text pieces of the block in reading order; a tag lies between two of them. The
    rules look across tags, but nothing is removed across one: it may hold an image or code. A
    block without Arabic letters, and one with control signs of our own, comes back as it is.
    """
    block = TAG.join(runs)
    if not has_arabic(block) or block.count(TAG) >= max(len(runs), 1) or OPAQUE in block:
        return tuple(runs)
    if (
        "@" in block or "&" in block or "\x02" in block or "[" in block
        or ("/" in block and "://" in block) or ("w" in block and "www." in block)
    ):  # fmt: skip
        block = _around_unread(block, quotes)
    else:
        block = _set(block, quotes)
    return tuple(block.split(TAG))


def is_settled(blocks: str) -> bool:
    """Tell at once of many blocks, joined by line ends, that `typeset` would change none of them.

    The runs of a block are joined by TAG. A no only calls for a look at each of the blocks.
    """
    return not (
        '"' in blocks or "..." in blocks or TATWEEL in blocks
        or "@" in blocks or "&" in blocks or "\x02" in blocks
        or ("/" in blocks and "://" in blocks) or ("w" in blocks and "www." in blocks)
        or ("-" in blocks and _HYPHEN.search(blocks))
        or ("%" in blocks and _PERCENT.search(blocks))
        or not stops_are_set(blocks)
    )  # fmt: skip


def unpaired_quotes(runs: Sequence[str], quotes: tuple[str, str] = CURLY) -> bool:
    """Tell whether a quote of the block is never closed or never opened (a matter for `check`)."""
    read = read_quotes(UNREAD.sub(OPAQUE, TAG.join(runs)), quotes)
    roles = [quote.role for quote in read]
    return "stray" in roles or roles.count("opens") != roles.count("closes")


def _around_unread(block: str, quotes: tuple[str, str]) -> str:
    unread = iter(UNREAD.findall(block))
    block = _set(UNREAD.sub(OPAQUE, block), quotes)
    return re.sub(OPAQUE, lambda _: next(unread), block)


def _set(block: str, quotes: tuple[str, str]) -> str:
    """Apply the rules; each is tried only on a block that holds its sign."""
    if "  " in block:
        block = _SPACES.sub(" ", block)
    if '"' in block:
        block = set_quotes(block, quotes)
    if "..." in block:
        block = _ELLIPSIS.sub(_unless_latin("…"), block)
    if TATWEEL in block:
        block = _TATWEEL.sub(lambda match: match[0].replace(TATWEEL, ""), block)
    if "-" in block:
        block = _set_dashes(block)
    if "%" in block:
        block = _PERCENT.sub("٪", block)
    return set_stops(block)


def _unless_latin(template: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match[0] if within_latin(match) else match.expand(template)


def _set_dashes(block: str) -> str:
    block = _DASH.sub(_unless_latin("–"), block)
    return _YEARS.sub(_unless_latin(r"\1–\2"), block)

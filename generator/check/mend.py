"""`check --fix`: the slips that can be mended without a thought, in the writer's own files.

Mended is what changes no word, no structure and no address. So nothing is touched in code,
addresses and HTML, in a quotation (whose words are somebody else's: there slips are told, and
left), in a value of the front matter that is no sentence, and in a headline or subhead whose
address or anchor would move with it. Line ends and a byte order mark stay as the writer's editor
left them.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from generator.arabic.direction import escape_controls
from generator.check import levels
from generator.check.prose import Prose, quoted, read_prose
from generator.check.style import slips_in
from generator.check.style.slip import House, Slip
from generator.config import MarkupOptions, SiteConfig
from generator.diagnostics import Diagnostic
from generator.graph.addresses import slug_of
from generator.markup.convert import convert
from generator.plaintext import decode

_PASSES = 8
"""A mend may bring out another slip beside it; after a few rounds none is left."""
_LINE_END = re.compile("\r\n|\r|\n|\x85")


class Mended(msgspec.Struct, frozen=True):
    """A file before and after, as text with plain line ends; its bytes, and those to write; how
    many slips went."""

    path: str
    before: str
    after: str
    was: bytes
    data: bytes
    count: int

    def diff(self) -> str:
        """What changes, as a unified diff, in which hidden signs are seen (faults row 106)."""
        before, after = self.before.split("\n"), self.after.split("\n")
        names = f"a/{self.path}", f"b/{self.path}"
        lines = difflib.unified_diff(before, after, *names, lineterm="")
        return "\n".join(map(escape_controls, lines))


def mend(path: str, data: bytes, house: House, config: SiteConfig) -> Mended | None:
    """The file with all mended that can be; None when there is nothing."""
    before = decode(path, data)
    if isinstance(before, Diagnostic):
        return None
    after, count = before, 0
    for _ in range(_PASSES):
        prose = read_prose(path, after)
        chosen = _chosen(prose, house, config) if prose else []
        if not chosen:
            break
        count += sum(slip.is_told for slip in chosen)
        after = _applied(after, chosen)
    if after == before:
        return None
    return Mended(path, before, after, data, _as_it_was(data, before, after), count)


def _chosen(prose: Prose, house: House, config: SiteConfig) -> list[Slip]:
    """Slips to mend in one pass, none over another, in order of place."""
    quotations = quoted(prose)
    free = [
        slip
        for slip in slips_in(prose, house)
        if slip.instead is not None
        and slip.instead != prose.text[slip.start : slip.end]
        and not levels.is_off(slip.fault.code, config.style.rules)
        and prose.block_at(slip.start) is not None
        and not _is_inside(slip, quotations)
    ]
    apart = [slip for slip in _apart(free) if not _moves_the_page(slip, prose, config)]
    return apart if _is_same_article(prose, apart) else _one_by_one(prose, apart)


def _one_by_one(prose: Prose, slips: Iterable[Slip]) -> list[Slip]:
    """Without those that would change more than letters."""
    kept: list[Slip] = []
    for slip in slips:
        if _is_same_article(prose, [*kept, slip]):
            kept.append(slip)
    return kept


def _is_inside(slip: Slip, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= slip.start and slip.end <= end for start, end in ranges)


def _apart(slips: Iterable[Slip]) -> Iterator[Slip]:
    done = -1
    for slip in slips:
        if slip.start >= done:
            done = max(slip.end, slip.start + 1)
            yield slip


def _moves_the_page(slip: Slip, prose: Prose, config: SiteConfig) -> bool:
    """Whether a headline would get another address by it."""
    block = prose.block_at(slip.start)
    if block is None or block.kind != "title" or "slug" in prose.fields:
        return False
    before = prose.text[block.start : block.end]
    start, end = slip.start - block.start, slip.end - block.start
    after = f"{before[:start]}{slip.instead}{before[end:]}"
    return slug_of(before, config.slugs) != slug_of(after, config.slugs)


def _is_same_article(prose: Prose, slips: list[Slip]) -> bool:
    """Whether the article is the same with these mends, but for letters: the same fields in the
    header, and in the page the same elements, anchors, addresses, code and block quotes. What a
    sign means to YAML and Markdown, they say best themselves."""
    after = read_prose(prose.path, _applied(prose.text, slips))
    if after is None or list(after.fields) != list(prose.fields):
        return False
    return _sentences_of(after) == _sentences_of(prose) and _skeleton(after) == _skeleton(prose)


def _sentences_of(prose: Prose) -> list[str]:
    """The fields of the header that are read, in order."""
    return [block.kind for block in prose.blocks if block.kind in ("title", "field")]


@functools.lru_cache(maxsize=4)
def _skeleton_of(markdown: str) -> tuple[str, ...]:
    html = convert(markdown, MarkupOptions(typography=False)).html
    return tuple(_SHOWN_WORDS.sub("", piece) for piece in _NOT_WORDS.findall(html))


def _skeleton(prose: Prose) -> tuple[str, ...]:
    """What of an article's HTML is not the writer's words."""
    return _skeleton_of("\n".join(prose.text.split("\n")[prose.head :]))


_NOT_WORDS = re.compile(
    r"<code[^>]*>.*?</code>|<blockquote>.*?</blockquote>|<(?!/?bdi)[^>]*>", re.DOTALL
)
_SHOWN_WORDS = re.compile(r' (?:alt|title)="[^"]*"')


def _applied(text: str, slips: Iterable[Slip]) -> str:
    pieces: list[str] = []
    done = 0
    for slip in slips:
        pieces += text[done : slip.start], slip.instead or ""
        done = slip.end
    return "".join((*pieces, text[done:]))


def _as_it_was(data: bytes, before: str, after: str) -> bytes:
    """The bytes to write: mends stay within lines, so each line keeps the end that it had."""
    raw = data.decode("utf-8")
    ends = [match[0] for match in _LINE_END.finditer(raw)]
    mark = "\ufeff" if raw.startswith("\ufeff") and not before.startswith("\ufeff") else ""
    lines = after.split("\n")
    joined = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    return (mark + joined).encode()

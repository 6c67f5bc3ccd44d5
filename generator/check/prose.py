"""The prose of a content file: which of its signs are the writer's words, and where they stand.

The *view* has as many signs as the file, so that every offset is one in both. What is no prose is
hidden in it by the signs of `arabic.punctuation`: TAG for what words stand beside as if it were not
there (emphasis, a link's address), OPAQUE for what stands in a sentence as a word that is not to be
read (code, addresses, HTML) and for everything outside of sentences.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

import msgspec

from generator.arabic.punctuation import OPAQUE, TAG
from generator.arabic.quotation import CURLY, Quote, read_quotes
from generator.arabic.typography import UNREAD
from generator.content.document import Parts, split
from generator.content.schema import FIELDS, PICTURE_FIELDS, UPDATE_FIELDS
from generator.diagnostics import Fault, Span
from generator.markup.source import Source
from generator.plaintext import CONTROLS
from generator.schema import Table, fold_key
from generator.yamltext import Mapping, Node, Scalar, Sequence, parse

Kind = Literal["title", "field", "text", "heading", "item", "cell", "quotation"]


class Block(msgspec.Struct, frozen=True):
    """A run of sentences that belong together: a paragraph, a heading, a cell, a field of the front
    matter. Offsets in the file; `quotation` is what stands behind `>`."""

    kind: Kind
    start: int
    end: int


class Prose(msgspec.Struct, frozen=True):
    """A file with plain line ends, its view, and the blocks of its prose in order. `fields`: what
    the front matter holds, by the English name of the key."""

    path: str
    text: str
    view: str
    blocks: tuple[Block, ...]
    fields: dict[str, Node]
    lines: tuple[int, ...]
    """Where each line begins."""
    head: int
    """How many lines stand above the Markdown."""

    def span(self, offset: int) -> Span:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.lines, offset)
        return Span(line, offset - self.lines[line - 1] + 1)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds an offset; None between blocks."""
        place = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        block = self.blocks[place] if place >= 0 else None
        return block if block and offset < block.end else None

    def shown(self, block: Block) -> str:
        return self.view[block.start : block.end]


def read_prose(path: str, text: str) -> Prose | None:
    """The prose of a file, as `plaintext.decode` gave it; None where there is no front matter,
    which the build tells."""
    parts = split(text)
    if isinstance(parts, Fault):
        return None
    lines = (0, *(match.end() for match in _LINE_END.finditer(text)))
    head = lines[min(parts.text_line, len(lines) - 1)]
    fields = _fields(path, parts)
    blocks = [*_field_blocks(text, lines, fields), *_body_blocks(text, head)]
    blocks.sort(key=lambda block: block.start)
    shown = _OUTSIDE.sub(OPAQUE, text[:head])
    for block in blocks:
        if block.end <= head:
            shown = shown[: block.start] + text[block.start : block.end] + shown[block.end :]
    view = shown + _view(text[head:])
    return Prose(path, text, view, tuple(blocks), fields, lines, parts.text_line)


_LINE_END = re.compile("\n")
_OUTSIDE = re.compile("[^\n]")

# -- front matter ----------------------------------------------------------------------------------


def _fields(path: str, parts: Parts) -> dict[str, Node]:
    mapping, _ = parse(parts.front_matter, path, parts.front_matter_line + 1)
    return _by_name(mapping, FIELDS) if mapping else {}


def by_field(node: Node, table: Table) -> dict[str, Node]:
    """The values of a mapping by the English names of its keys; none where there is no mapping."""
    return _by_name(node, table) if isinstance(node, Mapping) else {}


def updates_in(prose: Prose) -> tuple[dict[str, Node], ...]:
    """The corrections and updates of a header, in the order of the file."""
    return tuple(by_field(each, UPDATE_FIELDS) for each in _items(prose.fields.get("updates")))


def _by_name(mapping: Mapping, table: Table) -> dict[str, Node]:
    names = _names(table)
    found: dict[str, Node] = {}
    for key, value in mapping.entries:
        name = names.get(fold_key(key.text))
        if name:
            found.setdefault(name, value)
    return found


@functools.cache
def _names(table: Table) -> dict[str, str]:
    return {fold_key(key): field.name for field in table.fields for key in (field.name, field.twin)}


def _field_blocks(text: str, lines: tuple[int, ...], fields: dict[str, Node]) -> Iterator[Block]:
    """The fields that hold sentences. One that is not written as it reads (over several lines, with
    escapes) is passed over."""
    for kind, scalar in _sentences(fields):
        if scalar.inset is None or not scalar.text:
            continue
        start = lines[scalar.span.line - 1] + scalar.span.column - 1 + scalar.inset
        if text.startswith(scalar.text, start):
            yield Block(kind, start, start + len(scalar.text))


def _sentences(fields: dict[str, Node]) -> Iterator[tuple[Kind, Scalar]]:
    if isinstance(title := fields.get("title"), Scalar):
        yield "title", title
    if "summary" in fields:
        yield from _scalars(fields["summary"])
    if "points" in fields:
        yield from _scalars(fields["points"])
    if "image" in fields:
        image = by_field(fields["image"], PICTURE_FIELDS)
        for name in ("alt", "caption", "credit"):
            if name in image:
                yield from _scalars(image[name])
    for update in _items(fields.get("updates")):
        said = by_field(update, UPDATE_FIELDS).get("text")
        if said is not None:
            yield from _scalars(said)


def _scalars(node: Node) -> Iterator[tuple[Kind, Scalar]]:
    if isinstance(node, Scalar):
        yield "field", node
    else:
        for item in _items(node):
            if isinstance(item, Scalar):
                yield "field", item


def _items(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.items
    return (node,) if isinstance(node, Mapping) else ()


# -- Markdown --------------------------------------------------------------------------------------

_INLINE = (
    "a|abbr|b|bdi|bdo|br|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time"
)
_HTML_BLOCK = re.compile(
    rf"^ {{0,3}}</?(?!(?:{_INLINE})\b)[A-Za-z][A-Za-z0-9-]*[\s/>][^\n]*(?:\n[^\n]*\S[^\n]*)*",
    re.MULTILINE,
)
_UNREAD_ELEMENT = re.compile(
    r"<(code|kbd|samp|var|bdi|bdo|cite|q)\b[^<>]*>.{0,1000}?</\1\s*>", re.DOTALL | re.IGNORECASE
)
"""Bounded, or a row of tags that never close would take minutes."""
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S[^\n]*", re.MULTILINE)
_PATH = r"\]\((?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
_TARGET_AND_TITLE = re.compile(rf'({_PATH}\s+")([^"\n]*)("\s*\))')
_TARGET = re.compile(rf"{_PATH}\s*\)|\]\[[^\]\n]*\]")
_NOTE = re.compile(r"\[\^[^\]\n]+\](?!:)")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{[ ]*[#.][^{}\n]*\}")
_IMAGE = re.compile(r"!\[")
_EMPHASIS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*+|(?<![^\W_])_+|_+(?![^\W_])")
_HANDLE = re.compile(r"(?<![\w/])[@#][\w.]+", re.ASCII)

_LINE = re.compile(
    r"(?P<quote>[ \t]*(?:>[ \t]?)+)?"
    r"(?P<indent>[ \t]*)"
    r"(?P<mark>\#{1,6}[ \t]+|(?:[-+*][ \t]+)+|[0-9٠-٩۰-۹]{1,9}\.[ \t]+|:[ \t]+"
    r"|\[\^[^\]\n]+\]:[ \t]*|\*\[[^\]\n]+\]:[ \t]*|!!![ \t]*\S+[ \t]*\"?)?"
)
_RULE = re.compile(r"[ \t|:*_=-]*$")
_BREAK = re.compile("[^\n]")


def _hidden(sign: str, match: re.Match[str]) -> str:
    return _BREAK.sub(sign, match[0])


_as_tag = functools.partial(_hidden, TAG)
_as_opaque = functools.partial(_hidden, OPAQUE)


@functools.lru_cache(maxsize=2)
def _view(body: str) -> str:
    """The Markdown with all that is no prose hidden; line starts too."""
    view = _without_code(CONTROLS.sub(OPAQUE, body))
    if "<" in view:
        view = _HTML_BLOCK.sub(_as_opaque, view)
        view = _UNREAD_ELEMENT.sub(_as_opaque, view)
        view = _AUTOLINK.sub(_as_opaque, view)
        view = _TAG.sub(_as_tag, view)
    if "[" in view:
        view = _DEFINITION.sub(_as_opaque, view)
        view = _TARGET_AND_TITLE.sub(_with_title, view)
        view = _TARGET.sub(_as_tag, view)
        view = _NOTE.sub(_as_tag, view)
        view = _IMAGE.sub(_as_tag, view)
    view = UNREAD.sub(_as_opaque, view)
    view = _HANDLE.sub(_as_opaque, view)
    if "{" in view:
        view = _ATTRIBUTES.sub(_as_tag, view)
    view = "\n".join(map(_line, view.split("\n")))
    return _EMPHASIS.sub(_as_tag, view)


def _with_title(match: re.Match[str]) -> str:
    return OPAQUE * len(match[1]) + match[2] + OPAQUE * len(match[3])


def _without_code(text: str) -> str:
    # An empty line above, so that code on the first line is told from text.
    framed = f"\n\n{text}"
    masked = Source(framed, framed).masked[2:]
    if masked == text:
        return text
    signs = (OPAQUE if here != there else here for here, there in zip(text, masked, strict=True))
    return _CODE_SPACE.sub(_as_opaque, "".join(signs))


_CODE_SPACE = re.compile(r"(?<=\x01)[ \t]+(?=\x01)")


def _line(line: str) -> str:
    """A line without the signs that say what it is."""
    if not line.strip():
        return line
    if _RULE.match(line):
        return OPAQUE * len(line)
    start = _LINE.match(line)
    taken = start.end() if start else 0
    words = line[taken:]
    if start and (start["mark"] or "").startswith("!!!") and words.endswith('"'):
        words = words[:-1] + TAG
    if words.startswith("|"):
        words = words.replace("|", OPAQUE)
    return TAG * taken + words


def _body_blocks(text: str, head: int) -> list[Block]:
    """Paragraphs, items, headings and cells, by how their lines begin."""
    body = text[head:]
    blocks: list[Block] = []
    is_open = in_quotation = False
    start = head
    for line, shown in zip(body.split("\n"), _view(body).split("\n"), strict=True):
        end = start + len(line)
        # A quotation goes on until an empty line, whatever its lines begin with.
        in_quotation = bool(line.strip()) and (in_quotation or _kind(line) == "quotation")
        if not shown.strip(_NOT_WORDS):
            is_open = False
        elif (kind := "quotation" if in_quotation else _kind(line)) == "cell":
            blocks += _cells(shown, start)
            is_open = False
        elif is_open and (kind == "text" or kind == blocks[-1].kind == "quotation"):
            blocks[-1] = Block(blocks[-1].kind, blocks[-1].start, end)
        else:
            blocks.append(Block(kind, start, end))
            is_open = kind != "heading"
        start = end + 1
    return blocks


_NOT_WORDS = f" \t{TAG}{OPAQUE}"


def _kind(line: str) -> Kind:
    if line.lstrip(" ").startswith("|"):
        return "cell"
    start = _LINE.match(line)
    if start and start["quote"]:
        return "quotation"
    mark = (start["mark"] or "") if start else ""
    if mark.startswith(("#", "!!!")):
        return "heading"
    return "item" if mark else "text"


def _cells(words: str, start: int) -> Iterator[Block]:
    for cell in re.finditer(r"[^\x01]+", words):
        if cell[0].strip():
            yield Block("cell", start + cell.start(), start + cell.end())


# -- quotations ------------------------------------------------------------------------------------


def quotes_of(shown: str) -> tuple[Quote, ...]:
    """Every double quote of a block, by its offset in it."""
    return read_quotes(shown, CURLY) if _QUOTE.search(shown) else ()


_QUOTE = re.compile('["“”«»]')


def quoted(prose: Prose) -> tuple[tuple[int, int], ...]:
    """Where somebody else speaks: what stands behind `>`, and between two quotation marks."""
    found: list[tuple[int, int]] = []
    for block in prose.blocks:
        if block.kind == "quotation":
            found.append((block.start, block.end))
            continue
        opened: list[int] = []
        for quote in quotes_of(prose.shown(block)):
            if quote.role == "opens":
                opened.append(block.start + quote.offset)
            elif quote.role == "closes" and opened:
                found.append((opened.pop() + 1, block.start + quote.offset))
    return tuple(sorted(found))

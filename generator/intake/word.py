"""Word documents: what stands in a .docx, as the lines that `peel` takes.

mammoth reads the document into a small HTML: paragraphs, headings, lists, tables, bold, links,
notes and pictures. Here that becomes Markdown. It is an extra (`pip install 'tahlil[docx]'`), and
imported only when a document comes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import msgspec

from generator.diagnostics import Diagnostic, Exit, Fault
from generator.intake.peel import Line, escaped_opening, escaped_signs

LACKING = Fault(
    code="E-NEW",
    ar="لا تُقرأ ملفات Word إلا بمكتبة mammoth، وهي غير مثبتة.",
    en="Reading Word documents needs the library mammoth, which is not installed.",
    hint_ar="ثبّتها: pip install 'tahlil[docx]'، أو احفظ الملف نصاً.",
    hint_en="Install it: pip install 'tahlil[docx]', or save the document as text.",
    exit_code=Exit.USAGE,
)
NO_WORD = Fault(
    code="E-NEW",
    ar="ليس هذا ملف Word سليماً: {reason}.",
    en="This is no sound Word document: {reason}.",
    hint_ar="افتحه في Word واحفظه من جديد بصيغة docx، أو احفظه نصاً.",
    hint_en="Open it in Word and save it anew as docx, or save it as text.",
    exit_code=Exit.USAGE,
)

PICTURE = "word-picture-"
"""How pictures are called in the Markdown, before their number and suffix."""
_LARGEST = 200_000_000
"""Bytes, unpacked: a bound for what calls itself a document."""
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


class Picture(msgspec.Struct, frozen=True):
    """A picture of a document: its name as in the Markdown, and its bytes."""

    name: str
    data: bytes


class Word(msgspec.Struct, frozen=True):
    """A document as read. `lost`: pictures in forms that no browser shows, by their types."""

    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...]
    lost: tuple[str, ...]


def is_word(data: bytes) -> bool:
    """Whether the bytes are a package, as .docx is (ECMA-376, part 2)."""
    return data.startswith(b"PK\x03\x04")


def read_word(name: str, data: bytes) -> Word | Diagnostic:
    """The lines and pictures of a document, or why it cannot be read."""
    try:
        import mammoth
    except ImportError:
        return LACKING.at(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                return NO_WORD.at(name, reason="too large")
        album = _Album()
        images = mammoth.images.img_element(album.take)
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=images
        ).value
    except Exception as error:  # noqa: BLE001 - a foreign file may be wrong in any way
        return NO_WORD.at(name, reason=type(error).__name__)
    lines = tuple(_lines(_tree(html)))
    return Word(lines, tuple(album.pictures), tuple(album.lost))


class _Album:
    """The pictures of a document, numbered as they come."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.lost: list[str] = []

    def take(self, image: Any) -> dict[str, str]:
        """What the `src` of a picture is: its name, or "" for one that nobody can show."""
        suffix = _SUFFIXES.get(image.content_type)
        if suffix is None:
            self.lost.append(image.content_type)
            return {"src": ""}
        with image.open() as file:
            data = file.read()
        name = f"{PICTURE}{len(self.pictures) + 1}{suffix}"
        self.pictures.append(Picture(name, data))
        return {"src": name}


# -- the tree --------------------------------------------------------------------------------------


class _Node:
    """An element, or with the tag "" a text."""

    def __init__(self, tag: str, attributes: dict[str, str], text: str = "") -> None:
        self.tag = tag
        self.attributes = attributes
        self.text = text
        self.children: list[_Node] = []

    @property
    def plain(self) -> str:
        """Its text without marks, white space as one space."""
        return " ".join(self.whole.split())

    @property
    def whole(self) -> str:
        return "\n" if self.tag == "br" else self.text + "".join(c.whole for c in self.children)

    def all(self, *tags: str) -> Iterator[_Node]:
        """Its elements of these tags, in order; what lies in one of them is not looked at."""
        for child in self.children:
            if child.tag in tags:
                yield child
            else:
                yield from child.all(*tags)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in ("br", "img"):
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(_Node("", {}, data))


def _tree(html: str) -> _Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


# -- lines -----------------------------------------------------------------------------------------

_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def _lines(document: _Node) -> Iterator[Line]:
    """A line for each block, numbered from 1, a blank one after each."""
    number = 0
    for block in document.children:
        for line in _of_block(block):
            number += 1
            yield msgspec.structs.replace(line, number=number)
            yield Line(number, "")


def _of_block(block: _Node) -> Iterator[Line]:
    if block.tag in _HEADINGS:
        yield Line(0, block.plain, level=_HEADINGS[block.tag])
    elif block.tag in ("ul", "ol"):
        notes = [item for item in block.children if _is_note(item)]
        for note in notes:
            yield Line(
                0, note.plain, markdown=f"[^{_note(note.attributes['id'])}]: {_joined(note)}"
            )
        if not notes:
            yield Line(0, block.plain, markdown="\n".join(_items(block, "")))
    elif block.tag == "table":
        yield Line(0, block.plain, markdown=_table(block))
    elif block.plain or next(block.all("img"), None):
        yield from _of_paragraph(block)


def _of_paragraph(block: _Node) -> Iterator[Line]:
    """A paragraph whose letters are all of one look says nothing by it: its line is plain, and may
    be the headline, a dateline or a subhead. Pictures stand in paragraphs of their own."""
    pictures = [image for image in block.all("img") if image.attributes.get("src")]
    markdown = _inline(block).strip()
    if block.plain:
        yield Line(0, block.plain, markdown="" if _is_plain(block) else escaped_opening(markdown))
    for image in pictures:
        alt = image.attributes.get("alt", "")
        picture = f"![{escaped_signs(' '.join(alt.split()))}]({image.attributes['src']})"
        yield Line(0, alt or image.attributes["src"], markdown=picture)


def _is_plain(block: _Node) -> bool:
    looks = {look for look, text in _looks(block, ()) if text.strip()}
    return len(looks) < 2 and not any({"a", "sup", "sub"} & set(look) for look in looks)


def _looks(node: _Node, look: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for child in node.children:
        if child.tag == "":
            yield look, child.text
        else:
            yield from _looks(child, (*look, child.tag))


_MARKS = {"strong": "**", "em": "*"}
_WEB = re.compile(r"(?:https?://|mailto:)\S+$")


def _inline(node: _Node) -> str:
    return "".join(_inline_of(child) for child in node.children)


def _inline_of(node: _Node) -> str:
    inside = escaped_signs(node.text) if node.tag == "" else _inline(node)
    if node.tag in _MARKS:
        return _around(inside, _MARKS[node.tag])
    if node.tag == "br":
        return "  \n"
    if node.tag == "a":
        return _link(node, inside)
    if node.tag in ("sup", "sub"):
        return inside if inside.startswith("[^") else f"<{node.tag}>{inside}</{node.tag}>"
    return inside


def _around(inside: str, mark: str) -> str:
    """Marks stand at the letters: Markdown knows none beside a blank."""
    text = inside.strip()
    if not text:
        return inside
    start = inside.index(text)
    return f"{inside[:start]}{mark}{text}{mark}{inside[start + len(text) :]}"


def _link(node: _Node, inside: str) -> str:
    target = node.attributes.get("href", "")
    if re.match("#(?:foot|end)note-ref-", target):  # the way back, which we make ourselves
        return ""
    if re.match("#(?:foot|end)note-", target):
        return f"[^{_note(target[1:])}]"
    text = inside.strip()
    return f"[{text}]({target})" if text and _WEB.match(target) else inside


def _is_note(item: _Node) -> bool:
    return bool(re.match("(?:foot|end)note-", item.attributes.get("id", "")))


def _note(name: str) -> str:
    """`footnote-2` → `2`, `endnote-2` → `e2`."""
    kind, _, number = name.partition("-")
    return number if kind == "footnote" else f"e{number}"


def _joined(node: _Node) -> str:
    """The paragraphs of an item or a cell, in one."""
    paragraphs = [_inline(each).strip() for each in node.all("p")] or [_inline(node).strip()]
    return "<br>".join(text.replace("  \n", "<br>") for text in paragraphs if text)


def _items(block: _Node, indent: str) -> Iterator[str]:
    """The items of a list; a list in one of them stands four columns deeper."""
    mark = "1." if block.tag == "ol" else "-"
    for item in block.children:
        own = _Node("li", {})
        own.children = [child for child in item.children if child.tag not in ("ul", "ol")]
        yield f"{indent}{mark} {_joined(own)}"
        for inner in item.children:
            if inner.tag in ("ul", "ol"):
                yield from _items(inner, f"{indent}    ")


def _table(block: _Node) -> str:
    """A table, its first row the heading. A cell over several columns is followed by empty ones."""
    rows = [list(_cells(row)) for row in block.all("tr")]
    width = max((len(row) for row in rows), default=0)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]])


def _cells(row: _Node) -> Iterator[str]:
    for cell in row.all("td", "th"):
        yield _joined(cell).replace("|", "\\|")
        yield from [""] * (int(cell.attributes.get("colspan", "1") or 1) - 1)

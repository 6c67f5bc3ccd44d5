"""HTML to the Markdown of this publication, by markdownify, told what our Markdown means.

A picture is a paragraph of its own, its caption in quotes; quotations, lists, headings and plain
tables are Markdown; a table without a head or with joined cells stays HTML; what another site would
have shown in a frame becomes a link to it. Letters that Markdown would take for signs are escaped.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import msgspec
from bs4.element import Tag
from markdownify import MarkdownConverter

from generator.importers.soup import (
    before,
    is_tangled,
    one_line,
    prepared,
    watched,
    without_tags,
    words_in,
)


class Surroundings(msgspec.Struct, frozen=True):
    """What a text refers to. link: where an address of the old site leads now. picture: the path
    of a picture, or "" when it is not to be had. removed: told the name of what cannot stay."""

    link: Callable[[str], str]
    picture: Callable[[str], str]
    removed: Callable[[str], None]


_SIGNS = re.compile(r"[\\`*\[\]{}]|(?<!\w)_|_(?!\w)")
_TAG_OR_ENTITY = re.compile(r"<(?=[a-zA-Z/!?])|&(?=#?\w+;)")
_LINE_SIGN = re.compile(
    r"^([ \t]*)(#{1,6}|>|[-+](?=\s|$)|-{3,}|={3,}|~{3,}|:(?=\s)|!!!)", re.MULTILINE
)
_LINE_NUMBER = re.compile(r"^([ \t]*\d+)\.(?=\s|$)", re.MULTILINE)
_ENTITY = {"<": "&lt;", "&": "&amp;", "=": "&#61;", "~": "&#126;", ":": "&#58;", "|": "&#124;"}
_INDENTED = frozenset(["li", "blockquote"])
"""Where our Markdown knows neither fences nor elements, and reads signs also between tags."""
_IN_HTML = ("href", "src", "alt", "colspan", "rowspan", "scope")


def to_markdown(html: str, around: Surroundings, *, is_classic: bool) -> str:
    """The Markdown of a piece of HTML. is_classic: blank lines part paragraphs, as WordPress held
    it before blocks (`wpautop`), and single line ends are line breaks."""
    html = html.replace("\r\n", "\n").replace("\xa0", " ")
    converter = _Converter(around)
    with contextlib.suppress(RecursionError):
        if not is_tangled(html):
            tree = prepared(html, around.removed, is_classic=is_classic)
            return _tidy(converter.convert_soup(tree))
    around.removed("nesting")
    return _tidy(converter.escape(without_tags(html), set()))


class _Converter(MarkdownConverter):
    """markdownify with our dialect. Its methods are named for the elements they convert."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        newline_style = "spaces"
        table_infer_header = True
        autolinks = False

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """The text with all that our Markdown would read as a sign escaped."""
        text = _SIGNS.sub(r"\\\g<0>", text)
        text = _TAG_OR_ENTITY.sub(lambda sign: _ENTITY[sign[0]], text)
        text = _LINE_NUMBER.sub(r"\1\\.", text)
        text = _LINE_SIGN.sub(lambda found: found[1] + _escaped(found[2]), text)
        return text.replace("|", "&#124;") if parent_tags & {"td", "th"} else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = str(el.get("href") or "").strip()
        words = text.strip()
        if not words or not href or "_noformat" in parent_tags:
            return text
        before = " " if text[:1].isspace() else ""
        after = " " if text[-1:].isspace() else ""
        if words.startswith("![") and self._around.picture(href):
            return text  # the picture leads to itself in full size
        address = self._around.link(href)
        if not address or words.endswith(f"]({destination(address)})"):
            return text
        return f"{before}[{words}]({destination(address)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._image(
            el, "", is_inline=bool(parent_tags & {"td", "th", "li"}) or _in_heading(parent_tags)
        )

    def _image(self, el: Tag, caption: str, *, is_inline: bool = False) -> str:
        source = _source_of(el)
        if not source or source.startswith("data:"):
            return ""
        alt = one_line(str(el.get("alt") or ""))
        path = self._around.picture(source)
        words = self.escape(alt, set())
        if not path:
            said = self.escape(caption, set())
            address = self._around.link(source)
            shown = words or said or "صورة"
            link = f"[{shown}]({destination(address)})" if address else shown
            below = f"\n\n*{said}*" if words and said else ""  # the caption stays with the link
            return link if is_inline else f"\n\n{link}{below}\n\n"
        title = f' "{_title(caption)}"' if caption else ""
        image = f"![{words}]({destination(path)}{title})"
        return image if is_inline else f"\n\n{image}\n\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        caption = el.find("figcaption", recursive=False)
        words = words_in(caption) if isinstance(caption, Tag) else ""
        images = el.find_all("img")
        table = el.find("table")
        if isinstance(table, Tag):
            return f"\n\n{self._captioned(text.strip(), words)}\n\n"
        if "wp-block-pullquote" in (el.get("class") or []):
            inner = "\n".join(f"    {line}" if line else "" for line in _unquoted(text))
            return f"\n\n!!! اقتباس\n{inner}\n\n"
        if len(images) == 1 and el.find("figure") is None and _is_all_said(el, words):
            return self._leading(images[0], self._image(images[0], words))
        tail = f"\n\n{self.escape(words, set())}" if words and images else ""
        return f"\n\n{text.strip()}{tail}\n\n"

    def _leading(self, image: Tag, shown: str) -> str:
        """A picture as the link it was, if that led elsewhere than to the picture itself."""
        path = self._around.picture(_source_of(image))
        link = image.find_parent("a", href=True)
        href = str(link["href"]).strip() if link is not None else ""
        if not path or not href or self._around.picture(href):
            return shown
        address = self._around.link(href)
        if address in ("", path):
            return shown
        return f"\n\n[{shown.strip()}]({destination(address)})\n\n"

    def _captioned(self, table: str, words: str) -> str:
        """A table with its caption: as an element of one that stays HTML, else as the line above
        it that our Markdown takes for one."""
        if words and table.startswith("<table>") and "<caption>" not in table:
            said = escape(words, quote=False)
            return table.replace("<table>", f"<table><caption>{said}</caption>", 1)
        return f"جدول: {self.escape(words, set())}\n\n{table}" if words else table

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """What a figure with one picture says of it itself; else the words below an embed."""
        holder = el.parent
        if holder is not None and (holder.find("img") or holder.find("table")):
            return ""
        return f"\n\n{text.strip()}\n\n"

    def convert_cite(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n— {text.strip()}\n\n" if "blockquote" in parent_tags else text

    def _embedded(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not (address := self._address_of(el)):
            return ""
        return f"\n\n[{self.escape(address, set())}]({destination(self._around.link(address))})\n\n"

    convert_iframe = convert_video = convert_audio = _embedded

    def _address_of(self, frame: Tag) -> str:
        """Where what a frame would have shown is watched; "" if nowhere, which is told."""
        address = watched(_source(frame).strip())
        if address.startswith(("http://", "https://")):
            return address
        self._around.removed(frame.name)
        return ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Four columns for each level, as Python-Markdown counts."""
        text = text.strip()
        if not text:
            return "\n"
        sign = f"{el.get('value')}. " if el.parent is not None and el.parent.name == "ol" else "- "
        lines = text.split("\n")
        inner = [f"    {line}" if line.strip() else "" for line in lines[1:]]
        end = "\n\n" if "" in inner else "\n"  # or the next item would go on with the paragraph
        return "\n".join([f"{sign}{lines[0]}", *inner]) + end

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code: fenced; indented where our Markdown knows no fence."""
        for line_break in el.find_all("br"):
            line_break.append("\n")
        code = el.get_text().strip("\n")
        if not code.strip():
            return ""
        if parent_tags & _INDENTED:
            indented = re.sub(r"^(?=.)", "    ", code, flags=re.MULTILINE)
            return f"\n\n{'' if before(el) else _NOTHING}{indented}\n\n"
        longest = max(map(len, re.findall(r"`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not _is_plain_table(el):
            html = self._bare(el)
            return f"\n\n{_escaped_in(html) if parent_tags & _INDENTED else html}\n\n"
        above, _, rows = text.strip().rpartition("\n\n")
        head, rest = rows.split("\n", 1)
        return f"\n\n{above}\n\n{head}\n{_line_below_head(el)}\n{rest}\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"|{text}\n"

    def _bare(self, table: Tag) -> str:
        """A table as HTML without looks; no blank line, at which Markdown would take over again."""
        for element in table.find_all("a"):
            self._lead(element)
        for element in table.find_all("img"):
            self._show(element)
        for element in table.find_all(["iframe", "video", "audio"]):
            self._watch(element)
        for element in table.find_all("h1"):
            element.name = "h2"
        for element in [table, *table.find_all(True)]:
            element.attrs = {n: value for n, value in element.attrs.items() if n in _IN_HTML}
        return re.sub(r"\n\s*\n+", "\n", str(table))

    def _lead(self, link: Tag) -> None:
        """Let a link lead to where its address is now; where that is nowhere its words stay."""
        if address := self._around.link(str(link.get("href") or "").strip()):
            link["href"] = address
        else:
            link.unwrap()

    def _show(self, image: Tag) -> None:
        """Let a picture show its file here; a link to it stands for one that is not to be had."""
        source = _source_of(image)
        if path := self._around.picture(source):
            image["src"] = path
            return
        words = str(image.get("alt") or "صورة")
        if image.find_parent("a"):
            image.replace_with(words)  # a link holds no other link
            return
        image.string = words
        image.name, image.attrs = "a", {"href": source}
        self._lead(image)

    def _watch(self, frame: Tag) -> None:
        """Let a link stand for what another site would have shown."""
        address = self._address_of(frame)
        frame.string = address
        frame.name, frame.attrs = "a", {"href": address}
        self._lead(frame)

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """The page has its headline; what called itself one is a subhead."""
        if not text.strip():
            return ""
        return str(super().convert_hN(max(n, 2), el, text, parent_tags))  # type: ignore[misc]

    def _tagged(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<{el.name}>{text}</{el.name}>" if text.strip() else text

    convert_sub = convert_sup = convert_del = convert_ins = convert_mark = convert_kbd = _tagged

    def convert_s(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<del>{text}</del>" if text.strip() else text

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"“{text}”"


def _unquoted(text: str) -> list[str]:
    """The lines of a quotation without its signs."""
    return [re.sub(r"^> ?", "", line).strip() for line in text.strip().split("\n")]


def _is_all_said(figure: Tag, caption: str) -> bool:
    """Whether a figure has no other words than its caption."""
    return "".join(figure.get_text().split()) == "".join(caption.split())


def _escaped(sign: str) -> str:
    return _ENTITY[sign[0]] + sign[1:] if sign[0] in _ENTITY else f"\\{sign}"


def _escaped_in(html: str) -> str:
    parts = re.split("(<[^<>]*>)", html)
    return "".join(p if p.startswith("<") else _SIGNS.sub(r"\\\g<0>", p) for p in parts)


def _in_heading(parent_tags: set[str]) -> bool:
    return bool(parent_tags & {"h1", "h2", "h3", "h4", "h5", "h6"})


def _title(text: str) -> str:
    """A caption between straight quotes: the quotes in it become curled ones."""
    return re.sub(r'"([^"]*)"', r"“\1”", text).replace('"', "”").replace("\\", "\\\\")


def destination(address: str) -> str:
    """An address as it may stand between round brackets."""
    return (
        quote(address, safe="%/:?#[]@!$&'*+,;=~")
        if re.search(r"[\s()<>\"\\]", address)
        else address
    )


_NOTHING = "&nbsp;\n\n"
"""A line for indented code to stand below: at the head of an item or a quotation it is none."""


def _source_of(image: Tag) -> str:
    """The address of a picture, also of one that a script would have brought in later."""
    names = ("data-src", "data-lazy-src", "src")
    return str(next(filter(None, map(image.get, names)), "")).strip()


def _source(el: Tag) -> str:
    source = el.find("source")
    written = el.get("src") or el.get("data-src")
    return str(written or (source.get("src") if isinstance(source, Tag) else "") or "")


def _is_plain_table(table: Tag) -> bool:
    """Whether Markdown can hold a table: a head and rows of the same length below it, no joined
    cells, no blocks in cells. Without a head it would make one of what is none."""
    rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
    if len(rows) < 2 or not _is_head(rows[0]) or len({len(row) for row in rows}) > 1:
        return False
    cells = [cell for row in rows for cell in row]
    joined = any(
        cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in cells
    )
    blocks = table.find(["ul", "ol", "table", "blockquote", "pre"])
    return not joined and blocks is None


def _is_head(cells: list[Tag]) -> bool:
    return bool(cells) and (
        all(cell.name == "th" for cell in cells) or cells[0].find_parent("thead") is not None
    )


_SIDES = {"right": ":---", "center": ":---:", "left": "---:"}
"""Our Markdown has the start of a line on the left; an Arabic line starts on the right."""


def _line_below_head(table: Tag) -> str:
    """The line that makes a table of rows; it says the side of each column whose cells agree."""
    columns = zip(*(row.find_all(["td", "th"]) for row in table.find_all("tr")), strict=True)
    sides = [{_side_of(cell) for cell in column} for column in columns]
    lines = [_SIDES.get(side.pop(), "---") if len(side) == 1 else "---" for side in sides]
    return f"| {' | '.join(lines)} |"


def _side_of(cell: Tag) -> str:
    """Where the words of a cell stand, as the editor of WordPress notes it."""
    found = (
        str(name) for name in cell.get("class") or [] if str(name).startswith("has-text-align-")
    )
    return next(found, "").rpartition("-")[2]


_LINE_BREAKS = re.compile(r"(?:[ ]*\n){3,}")


def _tidy(text: str) -> str:
    """No empty line twice, no white space that says nothing, no line break before an empty line."""
    lines = [
        line.rstrip() + ("  " if line.endswith("  ") and line.strip() else "")
        for line in text.split("\n")
    ]
    text = "\n".join(lines)
    text = re.sub(r"(?:[ ]{2}\n[ ]*){2,}", "\n\n", text)
    text = re.sub(r"(?<=\n\n) (?=\S)", "", text)
    text = re.sub(r"[ ]{2}(?=\n(?:\n|\Z))|[ ]{2}\Z", "", text)
    return _LINE_BREAKS.sub("\n\n", text).strip("\n")

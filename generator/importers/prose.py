"""HTML to the Markdown of this publication, by markdownify, told what our Markdown means.

A picture is a paragraph of its own, its caption in quotes; quotations, lists, headings and plain
tables are Markdown; a table with joined cells stays HTML; what another site would have shown in a
frame becomes a link to it. Letters that Markdown would take for signs are escaped.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter


class Surroundings(msgspec.Struct, frozen=True):
    """What a text refers to. link: where an address of the old site leads now. picture: the path
    of a picture, or "" when it is not to be had. removed: told the name of what cannot stay."""

    link: Callable[[str], str]
    picture: Callable[[str], str]
    removed: Callable[[str], None]


BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "iframe",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
        "video",
        "audio",
    ]
)
_HOLDERS = ("[document]", "div", "section", "article", "center", "blockquote", "main", "aside")
_UNWRAPPED = ("center", "main", "section", "article")
_REMOVED = (
    "script", "style", "form", "object", "embed", "noscript", "input", "button", "select",
    "textarea", "svg", "canvas", "template", "link", "meta", "title", "head", "base",
)  # fmt: skip
_INLINE = (
    "a", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
    "source", "strong", "sub", "summary", "sup", "video", "audio",
)  # fmt: skip
_IN_TABLES = ("caption", "tbody", "td", "tfoot", "th", "thead", "tr")
_ATTRIBUTES = {
    "a": ("href",),
    "audio": ("src",),
    "iframe": ("src", "data-src"),
    "img": ("src", "alt", "data-src", "data-lazy-src"),
    "ol": ("start",),
    "source": ("src",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
    "video": ("src",),
}
_IN_HTML = ("href", "src", "alt", "colspan", "rowspan", "scope")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CODE = re.compile(r"<(script|style)\b.*?(?:</\1[^<>]*>?|\Z)", re.IGNORECASE | re.DOTALL)
_CLOSED_BY_ITSELF = frozenset(
    [
        *("p", "li", "td", "th", "tr", "dt", "dd", "option"),
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    ]
)
"""Elements that the next of their kind closes, or that hold nothing (HTML, void elements)."""
_KEPT = frozenset({*BLOCKS, *_INLINE, *_IN_TABLES} - {*_REMOVED})
"""Elements that are in the tree when it is converted."""
_FORMATTING = frozenset(["big", "font", "nobr", "small", "strike", "tt", "u"])
"""Elements that are not kept, and yet the parser repeats an open one in each paragraph that follows
(HTML, active formatting elements)."""
_DEEPEST = 200
_TANGLE = 1_000_000
_OTHERS = 100_000_000
"""Depth times tags that a text may have: of what costs a part of the tree each time, and of what
the parser passes by."""
_GALLERY = ("blocks-gallery-grid", "blocks-gallery-item")
_BARE_ADDRESS = re.compile(r"^\s*https?://\S+\s*$")
_BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")


def to_markdown(html: str, around: Surroundings, *, is_classic: bool) -> str:
    """The Markdown of a piece of HTML. is_classic: blank lines part paragraphs, as WordPress held
    it before blocks (`wpautop`), and single line ends are line breaks."""
    html = html.replace("\r\n", "\n").replace("\xa0", " ")
    converter = _Converter(around)
    with contextlib.suppress(RecursionError):
        if not _is_tangled(html):
            return _tidy(converter.convert_soup(_prepared(html, around, is_classic)))
    around.removed("nesting")
    return _tidy(converter.escape(_without_tags(html), set()))


def _prepared(html: str, around: Surroundings, is_classic: bool) -> BeautifulSoup:
    """The tree without what cannot stay, its paragraphs set."""
    soup = _soup(html)
    _strip(soup, around)
    if is_classic:
        for holder in [soup, *soup.find_all(_HOLDERS[1:])]:
            _set_paragraphs(soup, holder)
        for element in soup.find_all("p", string=_BARE_ADDRESS):
            _link_bare(soup, element)
    return soup


def _soup(html: str) -> BeautifulSoup:
    """The tree as a browser has it: what old pages left open is closed by the rules of HTML. A text
    without any tag makes Beautiful Soup warn that it looks like an address."""
    soup = BeautifulSoup(f"{_browser().clean(html)}<!---->", "html.parser")
    soup.contents[-1].extract()
    return soup


def _is_tangled(html: str) -> bool:
    """Whether elements lie so deep in each other that no writer can have meant it: to take such a
    text apart would cost time and memory without measure. What is thrown away or unwrapped may lie
    deeper."""
    tags = [(tag[2].lower(), bool(tag[1])) for tag in _TAG.finditer(html)]
    count = len(tags)
    return count > _DEEPEST and (
        (depth := _depth(tag for tag in tags if tag[0] in _KEPT)) > _DEEPEST
        or (depth + _depth(tag for tag in tags if tag[0] in _FORMATTING)) * count > _TANGLE
        or _depth(tags) * count > _OTHERS
    )


def _depth(tags: Iterable[tuple[str, bool]]) -> int:
    """How many elements are open at most; of each tag: its name, and whether it closes."""
    open_now: Counter[str] = Counter()
    depth = deepest = 0
    for name, closes in tags:
        step = 0 if name in _CLOSED_BY_ITSELF else -1 if closes else 1
        if open_now[name] + step >= 0:
            open_now[name] += step
            depth += step
        deepest = max(deepest, depth)
    return deepest


def _without_tags(html: str) -> str:
    """The words of a tangle, on one line."""
    return _one_line(unescape(re.sub(r"<[^<>]*>", " ", _CODE.sub(" ", html))))


@functools.cache
def _browser() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*BLOCKS, *_INLINE, *_IN_TABLES, *_REMOVED},
        clean_content_tags=set(),
        attributes={"*": {"class"}, **{name: set(kept) for name, kept in _ATTRIBUTES.items()}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _strip(soup: BeautifulSoup, around: Surroundings) -> None:
    """Take out what no article may hold, and wrappers that say nothing."""
    for element in soup.find_all(_REMOVED):
        if not element.decomposed:
            around.removed(element.name)
            element.decompose()
    for element in [*soup.find_all(_UNWRAPPED), *soup.find_all(["ul", "li"], class_=_GALLERY)]:
        element.unwrap()
    soup.smooth()
    for element in soup.find_all(["p", "div"], string=_BARE_ADDRESS):
        _link_bare(soup, element)


def _link_bare(soup: BeautifulSoup, element: Tag) -> None:
    """An address alone in its paragraph is what WordPress embeds; here it is a link."""
    address = watched(element.get_text().strip())
    link = soup.new_tag("a", href=address)
    link.string = address
    element.clear()
    element.append(link)


# -- paragraphs that are only blank lines ----------------------------------------------------------


def _set_paragraphs(soup: BeautifulSoup, holder: Tag) -> None:
    """Put each run of words between blocks and blank lines into a paragraph."""
    loose: list[PageElement] = []
    for child in [*_pieces(soup, holder), None]:
        ends = child is None or _is_block(child) or _is_break(child)
        if not ends and child is not None:
            loose.append(child)
            continue
        if any(_says_something(piece) for piece in loose):
            paragraph = soup.new_tag("p")
            loose[0].insert_before(paragraph)
            for piece in loose:
                paragraph.append(piece.extract())
            _set_line_breaks(soup, paragraph)
        loose = []


def _pieces(soup: BeautifulSoup, holder: Tag) -> list[PageElement]:
    """The children of a holder, its texts split where a blank line stands (that is a piece too)."""
    for child in list(holder.children):
        if type(child) is NavigableString and _BLANK_LINE.search(child):
            parts = re.split(f"({_BLANK_LINE.pattern})", str(child))
            child.replace_with(*(soup.new_string(part) for part in parts if part))
    return list(holder.children)


def _is_block(child: PageElement) -> bool:
    return isinstance(child, Tag) and child.name in BLOCKS


def _is_break(child: PageElement) -> bool:
    return type(child) is NavigableString and _BLANK_LINE.fullmatch(child) is not None


def _says_something(piece: PageElement) -> bool:
    return isinstance(piece, Tag) or bool(str(piece).strip())


def _set_line_breaks(soup: BeautifulSoup, paragraph: Tag) -> None:
    for text in list(paragraph.find_all(string=re.compile(r"\S[^\n]*\n|\n[^\n]*\S"))):
        if text.find_parent(["pre", "code"]):
            continue
        lines = str(text).split("\n")
        parts: list[str | Tag] = []
        for number, line in enumerate(lines):
            if number and (line.strip() or number < len(lines) - 1):
                parts.append(soup.new_tag("br"))
            parts.append(line)
        text.replace_with(*(p if isinstance(p, Tag) else soup.new_string(p) for p in parts if p))


# -- Markdown --------------------------------------------------------------------------------------

_SIGNS = re.compile(r"[\\`*\[\]{}]|(?<!\w)_|_(?!\w)")
_TAG_OR_ENTITY = re.compile(r"<(?=[a-zA-Z/!?])|&(?=#?\w+;)")
_LINE_SIGN = re.compile(
    r"^([ \t]*)(#{1,6}|>|[-+](?=\s|$)|-{3,}|={3,}|~{3,}|:(?=\s)|!!!)", re.MULTILINE
)
_LINE_NUMBER = re.compile(r"^([ \t]*\d+)\.(?=\s|$)", re.MULTILINE)
_ENTITY = {"<": "&lt;", "&": "&amp;", "=": "&#61;", "~": "&#126;", ":": "&#58;", "|": "&#124;"}


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
        if not address:
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
        alt = _one_line(str(el.get("alt") or ""))
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
        words = _one_line(caption.get_text(" ")) if isinstance(caption, Tag) else ""
        images = el.find_all("img")
        table = el.find("table")
        if isinstance(table, Tag):
            return f"\n\n{self._captioned(text.strip(), words)}\n\n"
        if "wp-block-pullquote" in (el.get("class") or []):
            inner = "\n".join(f"    {line}" if line else "" for line in _unquoted(text))
            return f"\n\n!!! اقتباس\n{inner}\n\n"
        if len(images) == 1:
            return self._image(images[0], words)
        tail = f"\n\n{self.escape(words, set())}" if words and images else ""
        return f"\n\n{text.strip()}{tail}\n\n"

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

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._embedded(str(el.get("src") or el.get("data-src") or ""), "iframe")

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._embedded(_source(el), el.name)

    convert_audio = convert_video

    def _embedded(self, address: str, name: str) -> str:
        address = watched(address.strip())
        if not address.startswith(("http://", "https://")):
            self._around.removed(name)
            return ""
        return f"\n\n[{self.escape(address, set())}]({destination(self._around.link(address))})\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Four columns for each level, as Python-Markdown counts."""
        text = text.strip()
        if not text:
            return "\n"
        sign = f"{_number(el)}. " if el.parent is not None and el.parent.name == "ol" else "- "
        lines = text.split("\n")
        inner = [f"    {line}" if line.strip() else "" for line in lines[1:]]
        return "\n".join([f"{sign}{lines[0]}", *inner]) + "\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Verse is quoted in `pre` by WordPress: lines matter there, and no letter is code."""
        if "wp-block-verse" in (el.get("class") or []):
            lines = [line.strip() for line in el.get_text().split("\n")]
            return "\n\n" + "  \n".join(self.escape(line, set()) for line in lines) + "\n\n"
        return f"\n\n```\n{el.get_text().strip(chr(10))}\n```\n\n" if el.get_text().strip() else ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if _is_plain_table(el):
            return str(super().convert_table(el, text, parent_tags))  # type: ignore[misc]
        return f"\n\n{self._bare(el)}\n\n"

    def _bare(self, table: Tag) -> str:
        """A table as HTML without looks; no blank line, at which Markdown would take over again."""
        for element in table.find_all("a"):
            self._lead(element)
        for element in table.find_all("img"):
            self._show(element)
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

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """The page has its headline; what called itself one is a subhead."""
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


def _escaped(sign: str) -> str:
    return _ENTITY[sign[0]] + sign[1:] if sign[0] in _ENTITY else f"\\{sign}"


def _in_heading(parent_tags: set[str]) -> bool:
    return bool(parent_tags & {"h1", "h2", "h3", "h4", "h5", "h6"})


def _one_line(text: str) -> str:
    return " ".join(text.split())


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


def _number(el: Tag) -> int:
    """The number of an item of a numbered list."""
    parent = el.parent
    start = str(parent.get("start") or "1") if parent is not None else "1"
    before = sum(1 for item in el.previous_siblings if isinstance(item, Tag) and item.name == "li")
    return (int(start) if start.isascii() and start.isdigit() else 1) + before


def _source_of(image: Tag) -> str:
    """The address of a picture, also of one that a script would have brought in later."""
    names = ("data-src", "data-lazy-src", "src")
    return str(next(filter(None, map(image.get, names)), "")).strip()


def _source(el: Tag) -> str:
    source = el.find("source")
    return str(el.get("src") or (source.get("src") if isinstance(source, Tag) else "") or "")


_YOUTUBE = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com$")


def watched(address: str) -> str:
    """Where a frame of a known service is watched as a page; else the address itself."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if _YOUTUBE.match(host) and parts.path.startswith("/embed/"):
        return f"https://www.youtube.com/watch?v={parts.path.split('/')[2]}"
    if host == "www.facebook.com" and parts.path.startswith("/plugins/"):
        return parse_qs(parts.query).get("href", [address])[0]
    if host == "player.vimeo.com" and parts.path.startswith("/video/"):
        return f"https://vimeo.com/{parts.path.split('/')[2]}"
    return address


def _is_plain_table(table: Tag) -> bool:
    """Whether Markdown can hold a table: no joined cells, no blocks in cells."""
    cells = table.find_all(["td", "th"])
    joined = any(
        cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in cells
    )
    blocks = table.find(["ul", "ol", "table", "blockquote", "pre"])
    return bool(cells) and not joined and (blocks is None or blocks is table)


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


def words_of(html: str) -> str:
    """The words of a piece of HTML on one line, as for an excerpt."""
    return _without_tags(html) if _is_tangled(html) else _one_line(_soup(html).get_text(" "))


def pictures_in(html: str) -> Iterator[str]:
    """The addresses of the pictures of a piece of HTML, and of those that it links to."""
    for match in _SOURCES.finditer(html):
        yield match[1] or match[2]


_SOURCES = re.compile(r"""\b(?:src|data-src|data-lazy-src|href)\s*=\s*(?:"([^"]+)"|'([^']+)')""")

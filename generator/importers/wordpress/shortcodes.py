"""The codes of WordPress in square brackets: those that mean something become HTML, the rest stay.

What a plugin would have put in place of `[slider id="3"]` nobody knows here, so it stays in sight
as text, for the editor to decide, and its name is listed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Protocol

_CODE = re.compile(
    r"\[\[(?P<literal>[^\[\]]+)\]\]|\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<given>(?:\s[^\[\]]*)?)/?\]"
)
_DEPTH = 8
"""Codes in codes that are looked into."""
_PAIR = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|(\S+)""")
_IMAGE = re.compile(
    r"(?:<a\b[^<>]{0,2000}>\s{0,99})?<img\b[^<>]{0,4000}>(?:\s{0,99}</a>)?", re.IGNORECASE
)
_MEDIA = ("mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "src")


class Library(Protocol):
    """What is known of the attachments of a site."""

    def figure(self, id: str) -> str:
        """The picture with this id as HTML; empty where there is none."""
        ...

    def uploads(self, id: str) -> list[str]:
        """The ids of the pictures that were uploaded to the article with this id, or to the one
        whose text this is, in their order."""
        ...


def rendered(
    text: str, library: Library, unknown: Callable[[str], None], depth: int = _DEPTH
) -> str:
    """The text with its known codes as HTML; `unknown` is told the names of the others."""
    if "[" not in text or not depth:
        return text
    codes = list(_CODE.finditer(text))
    ends = _ends(codes)
    made: list[str] = []
    at = 0
    for index, code in enumerate(codes):
        if code.start() < at:
            continue
        made.append(text[at : code.start()])
        at = code.end()
        between = _WRAPPERS.get((code["name"] or "").lower())
        if between is not None:
            made.append(between)
            continue
        if code["literal"] or code["end"]:
            made.append(f"[{code['literal']}]" if code["literal"] else code[0])
            continue
        end = codes[ends[index]] if index in ends else None
        inner = text[code.end() : end.start()] if end else ""
        name = code["name"].lower()
        if maker := _MAKERS.get(name):
            made.append(maker(_given(code["given"]), inner, library))
            at = end.end() if end else at
            continue
        unknown(code["name"])
        made.append(code[0])
        if end:
            made += rendered(inner, library, unknown, depth - 1), end[0]
            at = end.end()
    return "".join((*made, text[at:]))


def _ends(codes: list[re.Match[str]]) -> dict[int, int]:
    """Which code closes which: the next end of the same name, as WordPress has it. In one walk from
    the last to the first, so that a text of brackets takes no longer than another."""
    found: dict[int, int] = {}
    nearest: dict[str, int] = {}
    for index in range(len(codes) - 1, -1, -1):
        code = codes[index]
        if code["literal"]:
            continue
        if code["end"]:
            nearest[code["name"]] = index
        elif code["name"] in nearest and not code[0].endswith("/]"):
            found[index] = nearest[code["name"]]
    return found


def _given(text: str) -> dict[str, str]:
    """The attributes of a code; one without a name is named by its position."""
    found: dict[str, str] = {}
    for position, match in enumerate(_PAIR.finditer(html.unescape(text))):
        name, double, single, bare, alone = match.groups()
        found[name or str(position)] = double or single or bare or alone or ""
    return found


def _caption(given: dict[str, str], inner: str, _: Library) -> str:
    """`[caption]<img …> words[/caption]`; before WordPress 3.4 the words were an attribute."""
    image = _IMAGE.search(inner)
    if image is None:
        return inner
    words = given.get("caption", "") or inner[image.end() :].strip()
    return f"\n\n<figure>{image[0]}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(given: dict[str, str], _inner: str, library: Library) -> str:
    """`[gallery]`: the pictures that it names, or those that were uploaded to its article."""
    named = re.findall(r"\d+", given.get("ids", "") or given.get("include", ""))
    without = re.findall(r"\d+", given.get("exclude", ""))
    ids = named or [id for id in library.uploads(given.get("id", "")) if id not in without]
    return "\n\n" + "\n\n".join(filter(None, map(library.figure, ids))) + "\n\n"


def _single_image(given: dict[str, str], _inner: str, library: Library) -> str:
    return f"\n\n{library.figure(given.get('image', '').strip())}\n\n"


def _image(given: dict[str, str], _inner: str, _library: Library) -> str:
    source, words = (html.escape(given.get(name, "")) for name in ("src", "alt"))
    return f'\n\n<figure><img src="{source}" alt="{words}"></figure>\n\n' if source else ""


def _embed(given: dict[str, str], inner: str, _: Library) -> str:
    address = inner.strip() or given.get("src", "") or given.get("0", "")
    return _link(address)


def _media(given: dict[str, str], _inner: str, _library: Library) -> str:
    return _link(next((given[name] for name in _MEDIA if given.get(name)), ""))


def _link(address: str) -> str:
    if not address:
        return ""
    shown = html.escape(html.unescape(address))
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


_MAKERS: dict[str, Callable[[dict[str, str], str, Library], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    "audio": _media,
    "video": _media,
    "youtube": _embed,
    "vc_single_image": _single_image,
    "et_pb_image": _image,
}
_WRAPPERS = {
    "dropcap": "",
    **dict.fromkeys(
        [
            *("vc_section", "vc_row", "vc_row_inner", "vc_column", "vc_column_inner"),
            *("vc_column_text", "et_pb_section", "et_pb_row", "et_pb_row_inner", "et_pb_column"),
            *("et_pb_column_inner", "et_pb_text", "fusion_builder_container"),
            *("fusion_builder_row", "fusion_builder_row_inner", "fusion_builder_column"),
            *("fusion_builder_column_inner", "fusion_text", "av_section", "av_textblock"),
            *("av_one_full", "av_one_half", "av_one_third", "av_two_third"),
        ],
        "\n\n",
    ),
}
"""Codes of page builders that say how their text is set and nothing else, and what stands between
it and what is around it."""

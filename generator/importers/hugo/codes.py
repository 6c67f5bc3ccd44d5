"""The short codes of Hugo: those that it brings along become Markdown, the rest stay in sight."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.importers import codes, sources
from generator.importers.sources import Directory, Source

_OPEN, _CLOSE = r"\{\{[<%]-?\s*", r"\s*-?[>%]\}\}"
_LITERAL = r"(?P<left>\{\{[<%])\s*/\*(?P<literal>.*?)\*/\s*(?P<right>[>%]\}\})"
_CODE = re.compile(
    rf"{_LITERAL}"
    rf"|{_OPEN}highlight(?P<language>\s[^>%]*?|){_CLOSE}(?P<code>.*?){_OPEN}/\s*highlight{_CLOSE}"
    rf"|{_OPEN}comment{_CLOSE}.*?{_OPEN}/\s*comment{_CLOSE}"
    rf"|{_OPEN}(?P<end>/?)\s*(?P<name>[\w.-]+(?:/[\w.-]+)*)"
    rf"(?P<given>(?:(?!{_OPEN}).)*?)/?{_CLOSE}",
    re.DOTALL,
)
_GIVEN = re.compile(r"""(?:(\w+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))""")
_BARE = re.compile(
    r"!?\[[^\]]{0,1000}\]\([^)]{0,1000}\)|^ {0,3}\[[^\]\n]+\]:[^\n]*$"
    r"|<a\b(?:(?!<a\b).)*?</a>|<[^>]*>"
    r"|(?<![\w/])(?P<address>https?://[^\s<>()\[\]\"'`،؛»“”]*[^\s<>()\[\]\"'`،؛»“”.,:;!?*_])",
    re.MULTILINE | re.DOTALL,
)
"""An address that is no part of a link: Hugo makes it one."""
_MORE = re.compile(r"<!--\s*more\s*-->")


def plain_text(source: Source, directory: Directory, unknown: Callable[[str], None]) -> str:
    """The text of a source (`sources.Past`)."""
    text = _MORE.sub("", source.body)
    is_code = codes.in_code(text)

    def in_sight(code: re.Match[str], words: str) -> str:
        if is_code(code.start()):
            return words
        before = text[max(0, code.start() - 3) : code.start()]
        return codes.in_sight(words, before, is_html=source.is_html)

    def one(code: re.Match[str]) -> str:
        if code["literal"] is not None:
            return in_sight(code, f"{code['left']}{code['literal']}{code['right']}")
        if code["code"] is not None:
            language = next(iter(_given(code["language"]).values()), "")
            shown = re.sub(_LITERAL, r"\g<left>\g<literal>\g<right>", code["code"])
            return codes.fenced(language, shown)
        name = code["name"]
        if name is None:  # a comment
            return ""
        given = _given(code["given"])
        if name in ("ref", "relref"):
            path = given.get("path") or given.get("0", "")
            return directory.address_of(path.partition("#")[0], source)
        if made := _made(name, given) or _parameter(name, given, source):
            return made
        if not code["end"]:
            unknown(name)
        return in_sight(code, code[0])

    text = _CODE.sub(one, text)
    return text if source.is_html else codes.sub(_BARE, _linked, text)


def _linked(found: re.Match[str]) -> str:
    return f"<{found['address']}>" if found["address"] else found[0]


def _given(text: str) -> dict[str, str]:
    """The arguments of a short code, by name or position."""
    found: dict[str, str] = {}
    for position, match in enumerate(_GIVEN.finditer(text)):
        name, quoted, raw, bare = match.groups()
        found[name or str(position)] = quoted or raw or bare or ""
    return found


def _parameter(name: str, given: dict[str, str], source: Source) -> str:
    return sources.text(source.fields, given.get("0", "").lower()) if name == "param" else ""


def _made(name: str, given: dict[str, str]) -> str:
    id = given.get("id") or given.get("0") or ""
    if name == "figure":
        caption = _caption(given)
        title = f' "{caption}"' if caption else ""
        words = given.get("alt") or caption
        path = given.get("src", "").replace(" ", "%20")
        return f"\n\n![{words}]({path}{title})\n\n"
    addresses = {
        "youtube": f"https://www.youtube.com/watch?v={id}",
        "vimeo": f"https://vimeo.com/{id}",
        "x": f"https://x.com/{given.get('user', 'i')}/status/{id}",
        "tweet": f"https://x.com/{given.get('user', 'i')}/status/{id}",
        "instagram": f"https://www.instagram.com/p/{id}/",
        "gist": f"https://gist.github.com/{id}/{given.get('1', '')}",
    }
    address = addresses.get(name, "") if id else ""
    return f"[{address}]({address})" if address else ""


def _caption(given: dict[str, str]) -> str:
    """What stands below a picture: its title, its words, and whose it is. A caption here is plain,
    so the signs of Markdown go."""
    said = ": ".join(filter(None, (given.get("title"), given.get("caption"))))
    whose = f" ({given['attr']})" if given.get("attr") else ""
    words = f"{said}{whose}".strip().replace('\\"', '"').replace('"', "”")
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("*", "").replace("\\", "")

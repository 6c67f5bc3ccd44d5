"""The stylesheet: the files of `assets/css/` as one, with the addresses of the fonts filled in; and
the script of the search page, without what only its authors need."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.config import TypefaceRole
from generator.diagnostics import Diagnostic, Failed, Fault, Span
from generator.keys import Digest, digest_bytes

FONTS = "assets/fonts/"
FIRST_SCREEN: Mapping[TypefaceRole, tuple[str, str]] = {
    "serif": ("news-sans-700.woff2", "news-naskh-400.woff2"),
    "sans": ("news-sans-700.woff2", "news-sans-400.woff2"),
}
"""The two files that an article's first screen needs: of headlines, and of the face of its text."""

UNKNOWN_FONT = Fault(
    code="E-CSS-FONT",
    ar="لا ملف باسم {font} في assets/fonts.",
    en="There is no file called {font} in assets/fonts.",
    hint_ar="صحّح الاسم، أو ضع الملف هناك. الموجود: {known}",
    hint_en="Mend the name, or put the file there. There are: {known}",
)

_FONT = re.compile(r"""url\(\s*["']?\.\./fonts/([^"')]+?)["']?\s*\)""")
_TOKEN = re.compile(r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
_LINE = re.compile(r"[ \t]*\n\s*")
# Words, texts, regular expressions (a division has a space behind its sign), and single signs.
_JS_TOKEN = re.compile(
    r"""//[^\n]*|\s+|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|[\w$]+
    |/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/|.""",
    re.VERBOSE,
)
_JS_WORD = re.compile(r"[\w$]")


def hashed_name(name: str, data: bytes) -> str:
    """`site.css` -> `site.1f0c3a9e.css`: a name that changes with the content."""
    return with_digest(name, digest_bytes(data))


def with_digest(name: str, digest: Digest) -> str:
    """The name that changes with the content, whose digest is known."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest[:8]}.{suffix}" if dot else f"{name}.{digest[:8]}"


def bundle_css(files: Mapping[str, str], fonts: Mapping[str, str]) -> str:
    """One stylesheet from files by name (`assets/css/10-tokens.css`), in the order of their names.

    `fonts`: the address of each font, relative to the stylesheet, by its path in the project; with
    it `url("../fonts/…")` is filled. Comments and indentation go; nothing else is touched. Raises
    Failed for a font that is not there.
    """
    faults = [fault for name in sorted(files) for fault in _faults(name, files[name], fonts)]
    if faults:
        raise Failed(faults)
    return "".join(_bundled(files[name], fonts) for name in sorted(files))


def _faults(name: str, css: str, fonts: Mapping[str, str]) -> list[Diagnostic]:
    known = ", ".join(sorted(font.removeprefix(FONTS) for font in fonts)) or "—"
    return [
        UNKNOWN_FONT.at(name, _span(css, use.start(1)), font=use[1], known=known)
        for use in _FONT.finditer(css)
        if FONTS + use[1] not in fonts
    ]


def _span(text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset)
    return Span(line + 1, offset - text.rfind("\n", 0, offset))


def _bundled(css: str, fonts: Mapping[str, str]) -> str:
    filled = _FONT.sub(lambda use: f'url("{fonts[FONTS + use[1]]}")', css)
    bare = _TOKEN.sub(lambda token: token["string"] or "", filled)
    return _LINE.sub("\n", bare).strip() + "\n"


def terse_js(script: str) -> str:
    """A script of ours without comments and spaces. Its lines must not rely on their ends: every
    statement has its semicolon."""
    written: list[str] = []
    apart = False
    for token in _JS_TOKEN.findall(script):
        if token.isspace() or token.startswith("//"):
            apart = True
            continue
        if apart and written and _JS_WORD.match(token) and _JS_WORD.match(written[-1][-1]):
            written.append(" ")
        written.append(token)
        apart = False
    return "".join(written)

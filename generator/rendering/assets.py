"""The stylesheet: the files of `assets/css/` as one, with the addresses of the fonts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.diagnostics import Diagnostic, Failed, Fault, Span
from generator.keys import digest_bytes

UNKNOWN_FONT = Fault(
    code="E-CSS-FONT",
    ar="لا خط باسم {font} في الموقع.",
    en="The site has no font called {font}.",
    hint_ar="الأسماء المعروفة: {known}.",
    hint_en="Known names: {known}.",
)

_FONT = re.compile(r"url\(\s*font:([\w-]+)\s*\)")
_TOKEN = re.compile(r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
_LINE = re.compile(r"[ \t]*\n\s*")


def hashed_name(name: str, data: bytes) -> str:
    """`site.css` -> `site.1f0c3a9e.css`: a name that changes with the content."""
    stem, dot, suffix = name.rpartition(".")
    return (
        f"{stem}.{digest_bytes(data)[:8]}.{suffix}" if dot else f"{name}.{digest_bytes(data)[:8]}"
    )


def bundle_css(files: Mapping[str, str], fonts: Mapping[str, str]) -> str:
    """One stylesheet from files by name (`assets/css/10-tokens.css`), in the order of their names.

    `url(font:sans-700)` becomes the address in `fonts`, relative to the stylesheet. Comments and
    indentation go; nothing else is touched. Raises Failed for a font that is not there.
    """
    faults = [fault for name in sorted(files) for fault in _faults(name, files[name], fonts)]
    if faults:
        raise Failed(faults)
    return "".join(_bundled(files[name], fonts) for name in sorted(files))


def _faults(name: str, css: str, fonts: Mapping[str, str]) -> list[Diagnostic]:
    return [
        UNKNOWN_FONT.at(name, _span(css, use.start(1)), font=use[1], known=", ".join(sorted(fonts)))
        for use in _FONT.finditer(css)
        if use[1] not in fonts
    ]


def _span(text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset)
    return Span(line + 1, offset - text.rfind("\n", 0, offset))


def _bundled(css: str, fonts: Mapping[str, str]) -> str:
    filled = _FONT.sub(lambda use: f'url("{fonts[use[1]]}")', css)
    bare = _TOKEN.sub(lambda token: token["string"] or "", filled)
    return _LINE.sub("\n", bare).strip() + "\n"

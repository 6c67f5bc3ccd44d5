"""Text files as they come from any editor: decoded, line ends made plain, places counted.

Whatever an editor adds (byte order mark, CRLF, NEL) leaves no trace, so that the same words give
the same site. What is not text is refused with the byte that shows it; an encoding is never
guessed.
"""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic, Fault, Span

MAX_BYTES = 5_000_000
"""Largest content file."""

NOT_UTF8 = Fault(
    code="E-ENC",
    ar="ليس الملف نص UTF-8: البايت رقم {offset} (0x{byte}) في السطر {line}",
    en="the file is not UTF-8 text: byte {offset} (0x{byte}) on line {line}",
    hint_ar="احفظه من المحرر بترميز UTF-8 (وقد يكون محفوظاً بترميز Windows-1256)",
    hint_en="save it from the editor as UTF-8 (it may have been saved as Windows-1256)",
)
UTF16 = Fault(
    code="E-ENC",
    ar="الملف محفوظ بترميز UTF-16 لا UTF-8: البايت رقم {offset} في السطر {line}",
    en="the file is saved as UTF-16, not UTF-8: byte {offset} on line {line}",
    hint_ar="احفظه من المحرر بترميز UTF-8 (في المفكرة: حفظ باسم، ثم الترميز UTF-8)",
    hint_en="save it from the editor as UTF-8 (in Notepad: Save as, Encoding: UTF-8)",
)
NUL = Fault(
    code="E-ENC",
    ar="في الملف بايت صفري لا يكون في نص: البايت رقم {offset} في السطر {line}",
    en="the file holds a zero byte, which no text does: byte {offset} on line {line}",
    hint_ar="لعله ملف تالف أو ليس نصاً: افتحه في محرر واحفظه بترميز UTF-8",
    hint_en="it may be damaged or no text at all: open it in an editor and save it as UTF-8",
)
TOO_LARGE = Fault(
    code="E-SIZE",
    ar="حجم الملف {size} بايت، والحد {limit}",
    en="the file is {size} bytes long; the limit is {limit}",
    hint_ar="قسمه مقالات، وانقل ما فيه من صور إلى ملفات",
    hint_en="split it into several articles, and move embedded pictures into files",
)

_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF)
)
CONTROLS = re.compile(f"[{_FORBIDDEN}]")
"""What no text may hold: C0 but tab and line ends, C1, surrogates and noncharacters. XML 1.0 or
HTML forbid each of them."""
CONTROLS_AND_BREAKS = re.compile(f"[{_FORBIDDEN}\u2028\u2029]")
"""The same, and the line and paragraph separators, which would split a value in two."""


_ORDINARY = re.compile("[\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*+")


def is_ordinary(text: str) -> bool:
    """Whether a text plainly holds nothing to refuse. A no only calls for a closer look: the search
    for `CONTROLS` takes thirty times as long, and nearly every article is spared it."""
    run = _ORDINARY.match(text)
    return run is not None and run.end() == len(text)


def decode(path: str, data: bytes) -> str | Diagnostic:
    """The text of a file, with `\\n` line ends and no byte order mark; a fault when it is too large
    or not UTF-8. The encoding is never guessed."""
    if len(data) > MAX_BYTES:
        return TOO_LARGE.at(path, Span(1), size=len(data), limit=MAX_BYTES)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return UTF16.at(path, Span(1), offset=0, line=1)
    nul = data.find(b"\0")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = len(data) - len(error.object) + error.start
        if nul < 0 or offset < nul:
            span = _place_of_byte(data, offset)
            byte = f"{data[offset]:02X}"
            return NOT_UTF8.at(path, span, offset=offset, byte=byte, line=span.line)
    if nul >= 0:
        span = _place_of_byte(data, nul)
        return NUL.at(path, span, offset=nul, line=span.line)
    return _with_plain_line_ends(text)


def _place_of_byte(data: bytes, offset: int) -> Span:
    before = data[:offset].decode("utf-8-sig", errors="replace")
    text = _with_plain_line_ends(before)
    return place_in(text, len(text))


def _with_plain_line_ends(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x85", "\n")


def place_in(text: str, offset: int) -> Span:
    """Line and column of the character at `offset` of a text with `\\n` line ends."""
    return Span(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))

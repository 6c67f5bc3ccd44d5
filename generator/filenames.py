"""Names of files: what stays in its folder, and what every disk can hold.

Checked on every system alike, so that a site that builds here builds everywhere. Sources: Windows
naming rules (learn.microsoft.com, "Naming Files, Paths, and Namespaces"); eCryptfs, which leaves
143 of 255 bytes to a name.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

MAX_NAME = 140
"""Longest part of a path, in bytes of UTF-8: seventy Arabic letters."""
MAX_PATH = 240
"""Longest path, in characters."""

_ESCAPES = re.compile(
    r"(?:^|/)\.{1,2}(?:/|$)|\\|//|^[A-Za-z]:|%(?:2e|2f|5c|00)|[\x00-\x1f\x7f]", re.IGNORECASE
)
_UNSAFE = re.compile(r'[:*?"<>|]|[. ](?:/|$)')
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


def escapes(path: str) -> bool:
    r"""Whether a path could lead out of its folder: dot parts, empty parts, `\`, a drive, control
    characters, or any of these percent-encoded."""
    return _ESCAPES.search(path) is not None


def site_path(written: str) -> str:
    """An address within a site as its path: decoded, NFC, beginning with `/`; "" for the root, for
    what leads out, and for what is no path."""
    if not written.startswith("/") or re.search("[?#]", written):
        return ""
    try:
        path = unicodedata.normalize("NFC", unquote(written, errors="strict"))
    except UnicodeDecodeError:
        return ""
    hostile = escapes(written) or escapes(path) or path == "/"
    return "" if hostile or not path.isprintable() else path


def is_portable(path: str) -> bool:
    """Whether every part of a path can be a file on every system."""
    if _UNSAFE.search(path):
        return False
    return not any(part.partition(".")[0].lower() in _DEVICES for part in path.split("/"))


def longest_part(path: str) -> int:
    """Bytes of UTF-8 in the longest part of a path."""
    return max(len(part.encode()) for part in path.split("/"))

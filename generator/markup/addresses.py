"""Addresses as writers write them: which may stand in a page, and which are files of ours."""

from __future__ import annotations

import enum
import re
import unicodedata
from urllib.parse import unquote

import msgspec

from generator.diagnostics import Fault, Severity, Span
from generator.markup.body import SYMBOLIC, Reference

SCHEME_REFUSED = Fault(
    code="W-LINK-SCHEME",
    severity=Severity.WARNING,
    ar="عنوان لا يُسمح به في رابط أو صورة، فحُذف: {address}",
    en="an address that may not stand in a link or image was dropped: {address}",
    hint_ar="اكتب عنواناً يبدأ بـ https:// أو mailto: أو tel:، أو مسار ملف من ملفات الموقع",
    hint_en="write https://, mailto: or tel:, or the path of a file of this site",
)
LINK_EMPTY = Fault(
    code="W-LINK-EMPTY",
    severity=Severity.WARNING,
    ar="رابط أو صورة بلا عنوان",
    en="a link or image without an address",
    hint_ar="اكتب العنوان بين القوسين: [النص](العنوان)",
    hint_en="write the address between the brackets: [text](address)",
)
IMAGE_REMOTE = Fault(
    code="W-IMG-REMOTE",
    severity=Severity.WARNING,
    ar="صورة من موقع آخر لن يعرضها المتصفح: {address}",
    en="an image on another site, which browsers will not show here: {address}",
    hint_ar="احفظ الصورة في content/images واكتب مسارها",
    hint_en="save the image in content/images and write its path",
)

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
IMAGE_SCHEMES = frozenset({"http", "https"})

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED = re.compile("[\t\n\r\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class Place(enum.Enum):
    """Where an address leads."""

    OUTSIDE = "outside"
    FILE = "file"
    HERE = "here"
    NOWHERE = "nowhere"
    REFUSED = "refused"


class Address(msgspec.Struct, frozen=True):
    """An address judged. `value` may stand in HTML; `path` and `anchor` as in Reference."""

    place: Place
    value: str
    path: str = ""
    anchor: str = ""

    def reference(self, span: Span) -> Reference:
        return Reference(self.path, self.anchor, span)


def judge(written: str, schemes: frozenset[str]) -> Address:
    """Judge an address as browsers would read it (WHATWG URL: outer spaces, tabs and newlines do
    not count, a backslash is a slash). `written` has its entities already resolved."""
    address = _IGNORED.sub("", written).strip(" \x00\x01\x02\x03")
    if not address:
        return Address(Place.NOWHERE, "")
    if _CONTROL.search(address) or address.replace("\\", "/").startswith("//"):
        return Address(Place.REFUSED, "")
    if scheme := _SCHEME.match(address):
        allowed = scheme.group(1).lower() in schemes
        return Address(Place.OUTSIDE, address) if allowed else Address(Place.REFUSED, "")
    return _inside(address)


def _inside(address: str) -> Address:
    path, sign, fragment = address.partition("#")
    anchor = unicodedata.normalize("NFC", unquote(fragment))
    if path:
        return Address(Place.FILE, f"{SYMBOLIC}{path}{sign}{anchor}", path, anchor)
    if anchor:
        return Address(Place.HERE, f"#{anchor}", "", anchor)
    return Address(Place.NOWHERE, "")

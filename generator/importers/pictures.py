"""Pictures of an old site, and papers that its texts link to: fetched or found, looked at, and
stored beside the articles.

What the press would refuse (animations, HTML that calls itself a picture, a bomb) is refused here,
by the press's own eyes, so that what was imported can be built.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import msgspec
from PIL import Image

from generator import filenames, files
from generator.arabic.slugs import ascii_slug
from generator.diagnostics import Bilingual, Failed
from generator.graph import attachments
from generator.graph.addresses import portable
from generator.images.formats import DECODED
from generator.images.probe import probe
from generator.importers.addresses import host_of, parts_of
from generator.importers.attic import Attic, Drawer, Pile
from generator.importers.fetch import MAX_BYTES, Refused
from generator.keys import digest
from generator.request import ARTICLES

EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif", "SVG": ".svg"}
_MONTH = re.compile(r"/(\d{4}/\d{2})/[^/]+$")
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w+$)|-scaled(?=\.\w+$)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)$", re.IGNORECASE)

_AT_ONCE = 4
"""Requests that an old host has to bear at a time."""

Getter = Callable[[str], bytes]
"""The bytes at an address. Raises Refused."""


class Missing(msgspec.Struct, frozen=True):
    """A picture that did not come: its address, why, and who shows it."""

    address: str
    why: Bilingual
    holder: str


class Pictures:
    """The pictures of one import. Each address is asked for once; a picture that lies in the
    project from an earlier run is not asked for again."""

    def __init__(self, project: Path, get: Getter, attic: Attic, *, beside: bool = False) -> None:
        """beside: pictures go into the folder of the article that shows them first; else into one
        of the month in their address, where WordPress keeps them."""
        self.missing = Pile[Missing](attic)
        self.stored = 0
        self._project = project
        self._get = get
        self._beside = beside
        self._paths = Drawer[str](attic)
        """By identity of the address."""

    def gather(self, addresses: Iterable[str], holder: str) -> None:
        """Have the pictures at these addresses, several at a time."""
        due = {_identity(a): a for a in addresses if _identity(a) not in self._paths}
        if not due:
            return
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            had = pool.map(lambda address: self._had(address, holder), due.values())
            for (key, address), got in zip(due.items(), had, strict=True):
                self._paths[key] = got if isinstance(got, str) else ""
                if isinstance(got, Refused):
                    self.missing.append(Missing(address, got.reason, holder))

    def path_of(self, address: str) -> str:
        """Where a gathered picture lies in the project, or "" when it could not be had."""
        return self._paths.get(_identity(address), "")

    def _had(self, address: str, holder: str) -> str | Refused:
        """The path of a picture, or why there is none."""
        stem = _stem(address, posixpath.dirname(holder) if self._beside else "")
        extensions = [_extension(address)] if is_attachment(address) else EXTENSIONS.values()
        return self._found(stem, extensions) or self._stored(address, stem)

    def _found(self, stem: str, extensions: Iterable[str]) -> str:
        """The picture as an earlier run stored it: its name holds a digest of its address."""
        for extension in extensions:
            if files.stamp_at(self._project / f"{stem}{extension}"):
                return f"{stem}{extension}"
        return ""

    def _stored(self, address: str, stem: str) -> str | Refused:
        try:
            data = self._get(address)
            path = stem + (_paper(address, data) if is_attachment(address) else _checked(data))
        except Refused as refused:
            return refused
        with files.writing(path):
            files.write_atomically(self._project / path, data)
        self.stored += 1
        return path


def _checked(data: bytes) -> str:
    """The extension of what the bytes are. Raises Refused for what the press would not print."""
    kind = _kind_of(data)
    if kind not in EXTENSIONS:
        raise Refused("ليست صورة مما يُنشر", "not a picture that can be published")
    try:
        probe(f"image{EXTENSIONS[kind]}", data)
    except Failed as failed:
        text = failed.diagnostics[0].text
        raise Refused(text.ar, text.en) from None
    return EXTENSIONS[kind]


def _paper(address: str, data: bytes) -> str:
    """The extension of a paper. Raises Refused for a page in its place, which says that it is gone
    or who may have it."""
    if re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", data[:200], re.IGNORECASE
    ):
        raise Refused("جاءت صفحة بدل الملف", "a page came in place of the file")
    return _extension(address)


def _extension(address: str) -> str:
    return posixpath.splitext(unquote(parts_of(address).path))[1].lower()


def _kind_of(data: bytes) -> str:
    if re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<svg|<!DOCTYPE svg)", data[:200]):
        return "SVG"
    try:
        found = Image.open(io.BytesIO(data), formats=DECODED).format or ""
    except Exception:  # noqa: BLE001 - decoders of damaged files raise what they like
        return ""
    return "JPEG" if found == "MPO" else found


def _identity(address: str) -> str:
    """What makes two addresses one picture's: neither the scheme nor a query does."""
    return f"{host_of(address)}{unquote(parts_of(address).path)}"


def _stem(address: str, beside: str) -> str:
    """The path of a picture without its extension, made from its address and, if it is given, the
    folder beside which it goes. In ASCII: who fetches share pictures may stumble over Arabic."""
    path = unquote(parts_of(address).path)
    month = _MONTH.search(path)
    folder = f"{ARTICLES}{month[1]}/" if month else "content/images/"
    folder = f"{beside}/" if beside else folder
    name = ascii_slug(posixpath.splitext(posixpath.basename(path))[0], limit=100) or "image"
    return f"{folder}{portable(name)}-{digest(_identity(address))[:6]}"


def is_picture(address: str) -> bool:
    """Whether an address names a picture by its end."""
    return _PICTURE.search(unquote(parts_of(address).path)) is not None


def is_attachment(address: str) -> bool:
    """Whether an address names what may be attached to an article (`graph.attachments`)."""
    return _extension(address) in attachments.EXTENSIONS


def is_media(address: str) -> bool:
    """Whether an address names what is brought along: a picture or an attachment."""
    return is_picture(address) or is_attachment(address)


def whole(address: str) -> str:
    """The address of the picture of which this is a smaller form, as WordPress names them:
    `x-300x200.jpg` is of `x.jpg`. Another query, as of a cache, names no other picture."""
    return _SIZE.sub("", address.partition("?")[0].partition("#")[0])


def from_folder(folder: Path) -> Getter:
    """Takes pictures from a copy of the uploads folder: what stands after `uploads/` in the address
    is looked up in it, or the whole path below the host."""
    root = folder.resolve()

    def get(address: str) -> bytes:
        path = unquote(parts_of(address).path)
        for part in (path.rpartition("/uploads/")[2], path.lstrip("/")):
            if part and not filenames.escapes(part):
                place = root / part
                if root in place.resolve().parents and files.stamp_at(place):
                    return _read(place)
        raise Refused("ليست في المجلد", "not in the folder")

    return get


def _read(place: Path) -> bytes:
    if place.stat().st_size > MAX_BYTES:
        size = MAX_BYTES // 1_000_000
        raise Refused(f"أكبر من {size} ميغابايت", f"larger than {size} MB")
    try:
        return files.read(place)
    except OSError as error:
        raise Refused("لا تُقرأ", f"cannot be read: {error.strerror}") from error

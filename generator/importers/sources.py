"""The Markdown files of another generator: their front matter in YAML, TOML or JSON, as plain
values, and what an import asks of the site that they belong to."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import msgspec
import yaml

from generator import filenames, files
from generator.arabic.dates import NotADate, parse_moment
from generator.diagnostics import Bilingual, Diagnostic, Exit, Failed, Fault, Span
from generator.importers.frontmatter import YEARS
from generator.importers.ledger import NOT_BROUGHT
from generator.importers.pictures import is_media
from generator.plaintext import decode

UNREADABLE = Fault(
    code="E-IMPORT-FM",
    ar="لا تُقرأ ترويسة هذا الملف، فلم يُستورد.",
    en="The front matter of this file cannot be read ({problem}); it was not imported.",
    hint_ar="صحّحها في الموقع القديم، ثم أعد الأمر نفسه.",
    hint_en="Mend it in the old site, then run the same command again.",
)
NO_SITE = Fault(
    code="E-IMPORT-DIR",
    ar="ليس هذا مجلد موقع {name}",
    en="This is no folder of a {name} site.",
    hint_ar="سمّ المجلد الذي فيه {wanted}",
    hint_en="Name the folder that holds {wanted}",
    exit_code=Exit.USAGE,
)

UNREAD = Bilingual("ترويسته لا تُقرأ", "its front matter cannot be read")
LIST = Bilingual(
    "صفحة قائمة وما يليها من صفحاتها: يصنعها المولّد هنا، فحوّل العنوان في خادمك",
    "a page of a list, and its further pages: made here anew; redirect it on your server",
)
NO_PAGE = Bilingual("لا صفحة له وحده في الموقع القديم", "it had no page of its own in the old site")
_MEDIA = Bilingual("يأتي مع ما يعرضه أو يربط إليه", "it comes with what shows it or links to it")

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm")
AUTHORS = ("authors", "author", "الكتاب", "الكاتب", "كتاب", "كاتب", "المؤلفون", "المؤلف", "مؤلف")
TAGS = ("tags", "tag", "الوسوم", "وسوم", "الوسم", "وسم")
CATEGORIES = ("categories", "category", "التصنيفات", "التصنيف", "تصنيفات", "تصنيف", "الأقسام")
PICTURES = (
    "image", "featured_image", "featuredimage", "cover", "thumbnail", "images", "header",
    "feature_image",
)  # fmt: skip
"""What themes call the lead picture."""
SERIES = ("series", "السلاسل", "السلسلة", "سلاسل", "سلسلة", "الملفات", "ملفات")

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t\r]*(?:\n|\Z)", re.MULTILINE),
}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of an old site: an article, a page, a list that its generator made, or a file that
    it copied. path: in its folder, or the address of a list. address: its old one from the root of
    the host, "" for what had none; earlier: those that led to it. name: what it is called there.
    date: None for a page without one; embargo: when it was to come out, if not then. why: set when
    it is no article, and says why; is_lost: and readers lose something. new: what stands here in
    its place; term: of a list, the taxonomy here and the name that it gathers."""

    path: str
    address: str
    name: str
    fields: Mapping[str, Any] = {}
    body: str = ""
    earlier: tuple[str, ...] = ()
    date: datetime | None = None
    embargo: datetime | None = None
    is_page: bool = False
    is_draft: bool = False
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    kind: str = ""
    why: Bilingual | None = None
    is_lost: bool = False
    new: str = ""
    term: tuple[str, str] | None = None

    @property
    def sort(self) -> str:
        """What the ledger calls it."""
        return self.kind or ("page" if self.is_page else "article")

    @property
    def is_html(self) -> bool:
        return self.path.endswith(HTML)


class Directory(Protocol):
    """Where the texts of an old site lead."""

    def address_of(self, path: str, source: Source) -> str:
        """The old address of what lies at a path of the old folder, which `source` names; "" where
        there is nothing, and that is noted."""
        ...


class Past(Protocol):
    """An old site in a folder. base: its full address without path, "" when it is not told."""

    name: str
    root: Path
    base: str
    content: str
    """The folder from which whole paths in links may count."""
    findings: list[Diagnostic]

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        """All that had an address, and drafts: first what texts are in, then lists and files."""
        ...

    def plain_text(
        self, source: Source, directory: Directory, unknown: Callable[[str], None]
    ) -> str:
        """The text with the generator's own codes made Markdown; `unknown` is told the names of
        the others, which stay in sight."""
        ...

    def picture(self, source: Source, written: str) -> str:
        """The path in the old folder of a picture that a text shows; "" when it is not there."""
        ...


def split(path: str, data: bytes) -> tuple[dict[str, Any], str]:
    """Front matter and text of a file; ({}, text) for one without. Raises Failed."""
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        raise Failed([text])
    opening = text.partition("\n")[0].strip()
    if closing := _FENCES.get(opening):
        rest = text.partition("\n")[2]
        end = closing.search(rest)
        head, body = (rest[: end.start()], rest[end.end() :]) if end else (rest, "")
        return _parsed(path, head, "toml" if opening == "+++" else "yaml"), body
    if opening.startswith("{") and not opening.startswith(("{{", "{%")):
        try:
            fields, at = json.JSONDecoder().raw_decode(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise Failed([UNREADABLE.at(path, Span(1), problem=str(error))]) from None
        return _mapping(fields), text[at:]
    return {}, text


def settings(path: str, data: bytes) -> dict[str, Any]:
    """A file of settings, by its extension. Raises Failed."""
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        raise Failed([text])
    return _parsed(path, text, path.rpartition(".")[2])


def _parsed(path: str, text: str, language: str) -> dict[str, Any]:
    try:
        if language == "toml":
            return tomllib.loads(text)
        if language == "json":
            return _mapping(json.loads(text))
        return _mapping(yaml.load(text, _Loader))  # noqa: S506 - texts only, as BaseLoader
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        span = Span(mark.line + 2, mark.column + 1) if mark else Span(1)
        raise Failed([UNREADABLE.at(path, span, problem=problem)]) from None


def _mapping(value: Any) -> dict[str, Any]:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, dict) else {}


# -- values ----------------------------------------------------------------------------------------

_NOTHING: tuple[object, ...] = (None, "", [], {}, "null", "~")
"""What stands for no value; the last two in YAML, of which texts alone are read."""


def first(fields: Mapping[str, Any], *names: str) -> Any:
    """The first of these keys that has a value; letters of keys may be large or small."""
    known = {key.lower(): value for key, value in fields.items()}
    return next((known[name] for name in names if known.get(name) not in _NOTHING), None)


def text(fields: Mapping[str, Any], *names: str) -> str:
    value = first(fields, *names)
    return str(value).strip() if isinstance(value, str | int | float | date) else ""


def flag(fields: Mapping[str, Any], name: str) -> bool:
    return text(fields, name).lower() in ("true", "yes", "on", "1")


def texts(fields: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """A list of texts; a single one, words parted by commas too, and of mappings their `name`."""
    value = first(fields, *names)
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split("[،,]", value) if part.strip())
    items = value if isinstance(value, list) else []
    named = [item.get("name", "") if isinstance(item, dict) else item for item in items]
    return tuple(str(item).strip() for item in named if isinstance(item, str | int) and str(item))


def moment(fields: Mapping[str, Any], zone: ZoneInfo, *names: str) -> datetime | None:
    """The first of these keys that is a date, in the zone that it names or else in `zone`."""
    for name in names:
        found = _moment(first(fields, name), zone)
        if found is not None:
            return found
    return None


def _moment(value: Any, zone: ZoneInfo) -> datetime | None:
    if isinstance(value, str):
        try:
            value = parse_moment(value, zone)
        except NotADate:
            return None
    if not isinstance(value, date) or value.year not in YEARS:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), zone)


def documents(root: Path, folder: str, extensions: tuple[str, ...]) -> list[str]:
    """The files below a folder of an old site that end so, by path; links are not followed."""
    if folder and (filenames.escapes(folder) or not files.is_folder(root / folder)):
        return []
    start = f"{folder}/" if folder else ""
    return [
        f"{start}{name}"
        for name in files.names_under(root / folder)
        if name.endswith(extensions) and files.stamp_at(root / folder / name)
    ]


def unread(path: str) -> Source:
    """The source of a file whose front matter cannot be read."""
    return Source(path=path, address="", name=path, why=UNREAD, is_lost=True)


def copied(path: str, address: str) -> Source:
    """The source of a file that the old generator copied as it was."""
    why = _MEDIA if is_media(path) else NOT_BROUGHT
    name = path.rpartition("/")[2]
    written = re.sub("[%?#]", lambda sign: quote(sign[0]), address)
    return Source(path=path, address=written, name=name, kind="file", why=why)


def found_in(root: Path, candidates: list[str]) -> str:
    """The first of these paths that is an ordinary file inside the folder, or ""."""
    for candidate in candidates:
        path = posixpath.normpath(unquote(candidate)).lstrip("/")
        if not path.startswith("..") and _is_inside(root, path):
            return path
    return ""


def _is_inside(root: Path, path: str) -> bool:
    try:
        inside = root.resolve() in (root / path).resolve().parents
        return inside and files.stamp_at(root / path) is not None
    except (OSError, ValueError):  # what a text says may be no name at all
        return False

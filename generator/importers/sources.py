"""The Markdown files of another generator: their front matter in YAML, TOML or JSON, as plain
values, and what an import asks of the site that they belong to."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec
import yaml

from generator import files
from generator.arabic.dates import NotADate, parse_moment
from generator.diagnostics import Bilingual, Diagnostic, Exit, Failed, Fault, Span
from generator.importers.items import YEARS
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
    ar="ليس هذا مجلد موقع {name}.",
    en="This is no folder of a {name} site.",
    hint_ar="سمّ المجلد الذي فيه {wanted}.",
    hint_en="Name the folder that holds {wanted}.",
    exit_code=Exit.USAGE,
)

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCES = {"---": "---", "+++": "+++"}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A Markdown file of an old site. path: in its folder. address: its old one from the root of
    the host, "" for what had none. name: what its address calls it. date: None for a page without
    one. why: set when it is no article, and says why."""

    path: str
    fields: Mapping[str, Any]
    body: str
    address: str
    name: str
    date: datetime | None = None
    is_page: bool = False
    is_draft: bool = False
    categories: tuple[str, ...] = ()
    why: Bilingual | None = None


class Directory(Protocol):
    """Where the texts of an old site lead."""

    def address_of(self, path: str) -> str:
        """The old address of the source at a path of the old folder; "" where there is none."""
        ...


class Past(Protocol):
    """An old site in a folder. base: its full address without path, "" when it is not told."""

    name: str
    root: Path
    base: str
    findings: list[Diagnostic]

    def sources(self, zone: ZoneInfo) -> Iterable[Source]:
        """Every Markdown file, in order of path."""
        ...

    def plain_text(self, source: Source, directory: Directory, unknown: Any) -> str:
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
        head, _, body = text.partition("\n")[2].partition(f"\n{closing}")
        return _parsed(path, head, "toml" if closing == "+++" else "yaml"), body.partition("\n")[2]
    if opening.startswith("{") and not opening.startswith(("{{", "{%")):
        try:
            fields, end = json.JSONDecoder().raw_decode(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise Failed([UNREADABLE.at(path, Span(1), problem=str(error))]) from None
        return _mapping(fields), text[end:]
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


def first(fields: Mapping[str, Any], *names: str) -> Any:
    """The first of these keys that has a value; letters of keys may be large or small."""
    known = {key.lower(): value for key, value in fields.items()}
    return next((known[name] for name in names if known.get(name) not in (None, "", [], {})), None)


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


def documents(root: Path, folder: str) -> list[str]:
    """The Markdown files below a folder of an old site, by path; links are not followed."""
    start = f"{folder}/" if folder else ""
    return [
        f"{start}{name}"
        for name in files.names_under(root / folder)
        if name.endswith((".md", ".markdown")) and files.stamp_at(root / folder / name)
    ]

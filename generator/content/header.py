"""The front matter of an article or a page, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report was filed from: `بغداد/ عراق أوبزيرفر` is place and agency."""

    place: str
    agency: str = ""

    def __str__(self) -> str:
        return f"{self.place}/ {self.agency}" if self.agency else self.place


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet or institution that the article rests on."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead image. `src` is a path as written: relative to the file, or `/` from content."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """A dated correction (`تصحيح`) or update (`تحديث`)."""

    date: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Front matter of one article, as its writer gave it: names not yet unified, defaults not yet
    filled in. Instants are aware, in the zone of the site. Texts are NFC."""

    title: str
    date: datetime
    categories: tuple[str, ...]
    kind: str = ""
    dateline: Dateline | None = None
    sources: tuple[Source, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    points: tuple[str, ...] = ()
    image: Picture | None = None
    slug: str = ""
    id: str = ""
    series: str = ""
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    updated: datetime | None = None
    updates: tuple[Update, ...] = ()
    embargo: datetime | None = None
    expires: datetime | None = None
    draft: bool = False
    featured: bool = False
    comments: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHeader:
    """Front matter of a static page (`content/pages`)."""

    title: str
    slug: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    draft: bool = False

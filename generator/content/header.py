"""The front matter of an article or a page, as typed values."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Dateline(msgspec.Struct, frozen=True):
    """Where a report was filed from: `بغداد/ عراق أوبزيرفر` is place and agency."""

    place: str
    agency: str = ""

    def __str__(self) -> str:
        return f"{self.place}/ {self.agency}" if self.agency else self.place


class Source(msgspec.Struct, frozen=True):
    """An outlet or institution that the article rests on."""

    name: str
    url: str = ""


class Picture(msgspec.Struct, frozen=True):
    """The lead image. `src` is a path as written: relative to the file, or `/` from content."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Update(msgspec.Struct, frozen=True):
    """A dated correction (`تصحيح`) or update (`تحديث`)."""

    date: datetime
    kind: str
    text: str


class Header(msgspec.Struct, frozen=True, kw_only=True):
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


class PageHeader(msgspec.Struct, frozen=True, kw_only=True):
    """Front matter of a static page (`content/pages`)."""

    title: str
    slug: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    draft: bool = False

"""The text of an imported article: front matter, then Markdown."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import msgspec

from generator.plaintext import CONTROLS_AND_BREAKS
from generator.yamltext import quoted, written

YEARS = range(1900, 2200)
"""Others are no dates of a publication: programs that know none write the first year or the last,
and these have no zone to be told in."""
_SPACES = re.compile(r"\s+")
_NOT_BARE = re.compile(r":(?:\s|$)|\s#")
"""What YAML reads as something else in the midst of a line."""
_EMBEDDINGS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article or page as it is written. `mark` says where it came from (see `shelf`); the other
    names are those of front matter. image: path, description, caption."""

    mark: str
    title: str
    body: str
    is_page: bool = False
    kind: str = ""
    categories: tuple[str, ...] = ()
    hidden_categories: tuple[str, ...] = ()
    """Those that site.yaml does not declare; they are kept where no page is made of them."""
    date: datetime | None = None
    dateline: str = ""
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    image: tuple[str, str, str] | None = None
    slug: str = ""
    id: str = ""
    series: str = ""
    aliases: tuple[str, ...] = ()
    updated: datetime | None = None
    embargo: datetime | None = None
    expires: datetime | None = None
    draft: bool = False
    featured: bool = False
    closed: bool = False
    """Whether the old site had closed its discussion; else the settings here decide."""


def text_of(article: Article) -> bytes:
    """The bytes of the file, its keys in Arabic as `tahlil new` writes them. The same article gives
    the same bytes."""
    lines = [f"x-import: {_written(article.mark)}", *_line("العنوان", article.title)]
    if not article.is_page:
        lines += _lines_of_article(article)
    lines += _line("المعرف", article.slug) + _line("الموجز", article.summary)
    lines += _list("روابط سابقة", article.aliases)
    if article.draft:
        lines.append("مسودة: نعم")
    return "".join(f"{line}\n" for line in ("---", *lines, "---", article.body)).encode()


def _lines_of_article(article: Article) -> list[str]:
    return [
        *_line("النوع", article.kind),
        *_list("التصنيف", article.categories),
        *_list("x-categories", article.hidden_categories),
        *_moment("التاريخ", article.date),
        *_line("المكان", article.dateline),
        *_list("المصدر", article.sources),
        *_list("الكاتب", article.authors),
        *_list("الوسوم", article.tags),
        *_line("الملف", article.series),
        *_image(article.image),
        *_line("الرقم", article.id),
        *_moment("التحديث", article.updated),
        *_moment("الحظر", article.embargo),
        *_moment("الانتهاء", article.expires),
        *(["بارز: نعم"] if article.featured else []),
        *(["التعليقات: لا"] if article.closed else []),
    ]


def _line(key: str, value: str) -> list[str]:
    return [f"{key}: {scalar(value)}"] if value else []


def _list(key: str, values: tuple[str, ...]) -> list[str]:
    """One value on the line of its key, several below it; a comma parts nothing in either."""
    shown = list(dict.fromkeys(scalar(value) for value in values if plain(value)))
    if len(shown) == 1 and not re.search("[،,]", shown[0]):
        return [f"{key}: {shown[0]}"]
    return [f"{key}:", *(f"  - {value}" for value in shown)] if shown else []


def _moment(key: str, moment: datetime | None) -> list[str]:
    """In its zone. Before standard time, zones were ahead by odd seconds (tz database), which no
    offset can say: such a moment is written in UTC."""
    if moment is None:
        return []
    ahead = moment.utcoffset()
    is_odd = ahead is not None and ahead % timedelta(minutes=1)
    return [f"{key}: {(moment.astimezone(UTC) if is_odd else moment).isoformat(sep=' ')}"]


def _image(image: tuple[str, str, str] | None) -> list[str]:
    if image is None:
        return []
    path, description, caption = image
    if not (description or caption):
        return [f"الصورة: {scalar(path)}"]
    parts = [("المسار", path), ("البديل", description), ("التعليق", caption)]
    return ["الصورة:", *(f"  {key}: {scalar(value)}" for key, value in parts if plain(value))]


def plain(text: str) -> str:
    """One line without what front matter refuses: controls, line ends, embeddings."""
    spaced = CONTROLS_AND_BREAKS.sub("", _SPACES.sub(" ", text))
    clean = _SPACES.sub(" ", _EMBEDDINGS.sub("", spaced))
    return unicodedata.normalize("NFC", clean).strip("\ufeff\u200e\u200f\u061c ")


def _written(mark: str) -> str:
    """A mark is quoted only where it must be, so that those of earlier imports stay as they are."""
    return quoted(mark) if _NOT_BARE.search(mark) else mark


def read_mark(written: str) -> str:
    """The mark that stands in a line of front matter."""
    if len(written) > 1 and written[0] == written[-1] == '"':
        return re.sub(r"\\(.)", r"\1", written[1:-1])
    return written


def scalar(text: str) -> str:
    """A text as one line of YAML: bare where it can be read as nothing else."""
    return written(plain(text))

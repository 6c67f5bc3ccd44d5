"""The front matter of articles and pages, key by key.

One line in a table is one key: name, Arabic twin, how it is read, and a sentence for writers in
both languages. The value goes to the attribute of the same name in `header.py`, or to `into`.
"""

from __future__ import annotations

import functools
import posixpath
import re
import unicodedata
from datetime import UTC, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from generator import filenames
from generator.arabic import dates, slugs
from generator.arabic.digits import to_western
from generator.config import SiteConfig
from generator.content.header import Dateline, Picture, Source, Update
from generator.diagnostics import Fault, Severity, listed
from generator.schema import (
    FLAG,
    NAME,
    SCALAR,
    TEXT,
    URL,
    Field,
    Reader,
    Reading,
    Table,
    choice,
    fold_key,
    is_web_address,
    listing,
    nearest,
    read_name,
    read_text,
    record,
)
from generator.yamltext import Node, Scalar

BAD_DATE = Fault(
    code="E-FM-DATE",
    ar="تاريخ غير صحيح: «{value}»",
    en="not a date: “{value}”",
    hint_ar="اكتب السنة والشهر واليوم، ومعها الساعة إن شئت: 2024-09-22 أو 2024-09-22 17:05",
    hint_en="write year, month and day, and the time if you wish: 2024-09-22 or 2024-09-22 17:05",
)
DAY_FIRST = Fault(
    code="E-FM-DATE",
    ar="تاريخ يبدأ باليوم: «{value}»",
    en="a date that begins with the day: “{value}”",
    hint_ar="اكتب السنة أولاً. هل تقصد {meant}؟",
    hint_en="write the year first. Did you mean {meant}?",
)
UNKNOWN_CATEGORY = Fault(
    code="E-REF",
    ar="لا تصنيف باسم «{name}» في site.yaml",
    en="site.yaml has no category “{name}”",
    hint_ar="اكتب واحداً من: {known}، أو أضف الاسم إلى categories في site.yaml",
    hint_en="write one of: {known}; or add the name to categories in site.yaml",
)
UNKNOWN_CATEGORY_NEAR = Fault(
    code="E-REF",
    ar="لا تصنيف باسم «{name}» في site.yaml",
    en="site.yaml has no category “{name}”",
    hint_ar="هل تقصد «{near}»؟ وإلا فأضف الاسم إلى categories في site.yaml",
    hint_en="did you mean “{near}”? Otherwise add the name to categories in site.yaml",
)
UNKNOWN_KIND = Fault(
    code="E-REF",
    ar="لا نوع باسم «{name}» في site.yaml",
    en="site.yaml has no kind “{name}”",
    hint_ar="اكتب واحداً من: {known}، أو أضف الاسم إلى kinds في site.yaml",
    hint_en="write one of: {known}; or add the name to kinds in site.yaml",
)
UNKNOWN_KIND_NEAR = Fault(
    code="E-REF",
    ar="لا نوع باسم «{name}» في site.yaml",
    en="site.yaml has no kind “{name}”",
    hint_ar="هل تقصد «{near}»؟ وإلا فأضف الاسم إلى kinds في site.yaml",
    hint_en="did you mean “{near}”? Otherwise add the name to kinds in site.yaml",
)
BAD_ID = Fault(
    code="E-FM-ID",
    ar="الرقم «{value}» لا يصلح رابطاً قصيراً",
    en="the id “{value}” cannot stand in a short link",
    hint_ar="استعمل من حرف إلى 32 حرفاً من a-z و0-9 و- فقط",
    hint_en="use 1 to 32 characters of a-z, 0-9 and - only",
)
BAD_SLUG = Fault(
    code="E-PATH",
    ar="المعرف «{value}» يخرج عن مجلد الموقع أو يقسم العنوان",
    en="the slug “{value}” leaves the folder of the site or splits the address",
    hint_ar="اكتب كلمات تصلها شرطة، بلا / ولا \\ ولا .. ولا %",
    hint_en="write words joined by hyphens, without / or \\ or .. or %",
)
BAD_IMAGE = Fault(
    code="E-PATH",
    ar="مسار الصورة «{value}» لا يقع داخل مجلد المحتوى",
    en="the image path “{value}” is not inside the content folder",
    hint_ar="انسخ الصورة إلى جوار المقال أو إلى content/images واكتب اسمها:"
    " صورة.jpg أو /images/صورة.jpg",
    hint_en="copy the picture beside the article or into content/images and write its name:"
    " picture.jpg or /images/picture.jpg",
)
BAD_ALIAS = Fault(
    code="E-PATH",
    ar="الرابط السابق «{value}» ليس مساراً في هذا الموقع",
    en="the old address “{value}” is not a path of this site",
    hint_ar="اكتب مساراً يبدأ بشرطة مائلة مثل /2019/05/news/ بلا .. ولا ? ولا #",
    hint_en="write a path that begins with /, like /2019/05/news/, without .. or ? or #",
)
TOO_LONG = Fault(
    code="E-LONG",
    ar="الاسم «{value}» طوله {size} بايت، والحد {limit}",
    en="the name “{value}” is {size} bytes long; the limit is {limit}",
    hint_ar="اختصره: سبعون حرفاً عربياً تملأ الحد",
    hint_en="shorten it: seventy Arabic letters fill the limit",
)
PATH_TOO_LONG = Fault(
    code="E-LONG",
    ar="المسار طوله {size} حرفاً، والحد {limit}",
    en="the path is {size} characters long; the limit is {limit}",
    hint_ar="اختصره",
    hint_en="shorten it",
)
BAD_NAME = Fault(
    code="E-NAME",
    ar="الاسم «{value}» لا يُحفظ ملفاً على كل الأنظمة",
    en="the name “{value}” cannot be a file on every system",
    hint_ar='اختر اسماً آخر: لا con ولا nul ولا أمثالهما، ولا ينتهي بنقطة، ولا يحوي : * ? " < > |',
    hint_en='choose another: not con, nul and their like, no dot at the end, none of : * ? " < > |',
)
CONFUSABLE = Fault(
    code="W-CONFUSE",
    severity=Severity.WARNING,
    ar="المعرف «{value}» يخلط حروف أبجديات متشابهة ({scripts})",
    en="the slug “{value}” mixes letters of look-alike scripts ({scripts})",
    hint_ar="أعد كتابته بحروف أبجدية واحدة",
    hint_en="type it again in the letters of one script",
)

# -- instants ----------------------------------------------------------------------------------


def _read_moment(node: Node, reading: Reading[SiteConfig]) -> datetime | None:
    """An aware instant. A bare date is the start of that day in the zone of the site: an article
    of that day is out all day, and what expires on a day is not shown on it."""
    text = read_name(node, reading)
    if text is None:
        return None
    zone = ZoneInfo(reading.context.timezone)
    try:
        moment = dates.parse_moment(text, zone)
        if isinstance(moment, datetime):
            return moment.astimezone(zone)
        return datetime.combine(moment, time(), zone)
    except (dates.NotADate, OverflowError):
        meant = _day_first(text)
        reading.report(DAY_FIRST if meant else BAD_DATE, node.span, value=text, meant=meant)
        return None


_DAY_FIRST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})(.*)")


def _day_first(text: str) -> str:
    """`22/11/2026` as `2026-11-22`, with its time if it has one; "" when that is no date either."""
    match = _DAY_FIRST.fullmatch(to_western(text))
    if match is None:
        return ""
    day, _, month, year, clock = match.groups()
    meant = f"{year}-{month:>02}-{day:>02}{clock}"
    try:
        dates.parse_moment(meant, UTC)
    except (dates.NotADate, OverflowError):
        return ""
    return meant


# -- names that site.yaml declares -------------------------------------------------------------


@functools.lru_cache(maxsize=16)
def _by_fold(names: tuple[str, ...], synonyms: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Declared spellings by folded name, reached through synonyms too."""
    known = {fold_key(name): name for name in names}
    for variant, name in synonyms:
        if fold_key(name) in known:
            known.setdefault(fold_key(variant), known[fold_key(name)])
    return known


def _read_category(node: Node, reading: Reading[SiteConfig]) -> str | None:
    config = reading.context
    names = tuple(entry.name for entry in config.categories)
    return _declared(node, reading, names, UNKNOWN_CATEGORY, UNKNOWN_CATEGORY_NEAR)


def _read_kind(node: Node, reading: Reading[SiteConfig]) -> str | None:
    """A kind of site.yaml; any kind where site.yaml declares none."""
    names = tuple(kind.name for kind in reading.context.kinds)
    if not names:
        return read_name(node, reading)
    return _declared(node, reading, names, UNKNOWN_KIND, UNKNOWN_KIND_NEAR)


def _declared(
    node: Node, reading: Reading[SiteConfig], names: tuple[str, ...], unknown: Fault, near: Fault
) -> str | None:
    text = read_name(node, reading)
    if text is None:
        return None
    synonyms = tuple((pair.variant, pair.name) for pair in reading.context.synonyms)
    name = _by_fold(names, synonyms).get(fold_key(text))
    if name is None:
        close = nearest(text, names)
        fault = near if close else unknown
        reading.report(fault, node.span, name=text, near=close, known=listed(names))
    return name


def _read_dateline(node: Node, reading: Reading[SiteConfig]) -> Dateline | None:
    """`place/ agency`, or a place alone."""
    text = read_name(node, reading)
    if text is None:
        return None
    place, _, agency = (part.strip() for part in text.partition("/"))
    return Dateline(place or agency, agency if place else "")


# -- names of files ----------------------------------------------------------------------------


def _fits(path: str, node: Node, reading: Reading[SiteConfig]) -> bool:
    """Whether the parts of a path can be kept on every disk; reports the first fault."""
    size = filenames.longest_part(path)
    if not filenames.is_portable(path):
        reading.report(BAD_NAME, node.span, value=path)
    elif size > filenames.MAX_NAME:
        reading.report(TOO_LONG, node.span, value=path, size=size, limit=filenames.MAX_NAME)
    elif len(path) > filenames.MAX_PATH:
        reading.report(PATH_TOO_LONG, node.span, size=len(path), limit=filenames.MAX_PATH)
    else:
        return True
    return False


def _read_slug(node: Node, reading: Reading[SiteConfig]) -> str | None:
    """An explicit slug, in the form in which it stands in the address."""
    text = read_text(node, reading)
    if text is None:
        return None
    if filenames.escapes(text) or re.search(r"[/%]|\.\.", text):
        reading.report(BAD_SLUG, node.span, value=text)
        return None
    slug = slugs.slug(text, limit=1_000_000)
    if not slug or not filenames.is_portable(_as_typed(node)):
        reading.report(BAD_NAME, node.span, value=text)
        return None
    if not _fits(slug, node, reading):
        return None
    _warn_of_lookalikes(slug, node, reading)
    return slug


def _as_typed(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_FOREIGN = re.compile("[^ -~\u0600-\u06ff]")


def _warn_of_lookalikes(slug: str, node: Node, reading: Reading[SiteConfig]) -> None:
    """Warn of letters that only look like their neighbours (Unicode TS 39, mixed scripts)."""
    if not _FOREIGN.search(slug):
        return
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in slug}
    scripts = sorted(names.intersection(_LOOKALIKES))
    if len(scripts) > 1:
        reading.report(CONFUSABLE, node.span, value=slug, scripts=", ".join(scripts))


def _read_id(node: Node, reading: Reading[SiteConfig]) -> str | None:
    text = read_name(node, reading)
    if text is not None and not re.fullmatch("[a-z0-9-]{1,32}", text):
        reading.report(BAD_ID, node.span, value=text)
        return None
    return text


def _read_image_path(node: Node, reading: Reading[SiteConfig]) -> str | None:
    """A path that stays inside the content folder: `..` may climb, but not out of it."""
    text = read_name(node, reading)
    if text is None:
        return None
    if not _stays_in_content(text, reading.path):
        reading.report(BAD_IMAGE, node.span, value=text)
        return None
    return text


def _stays_in_content(path: str, source: str) -> bool:
    root = source.partition("/")[0]
    if re.search(r"\\|^//|^[A-Za-z][A-Za-z0-9+.-]*:|%(?:2e|2f|5c|00)", path, re.IGNORECASE):
        return False
    folder = root if path.startswith("/") else posixpath.dirname(source)
    resolved = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return resolved.startswith(f"{root}/")


def _read_alias(node: Node, reading: Reading[SiteConfig]) -> str | None:
    """An old address as a path below the base address: decoded, NFC, beginning with `/`."""
    text = read_name(node, reading)
    if text is None:
        return None
    path = _path_in_site(text, reading.context)
    if not path:
        reading.report(BAD_ALIAS, node.span, value=text)
        return None
    return path if _fits(path.removesuffix("/"), node, reading) else None


def _path_in_site(text: str, config: SiteConfig) -> str:
    """The decoded path of an alias, or "" when it is hostile or of another site."""
    return filenames.site_path(_below_base(text, config) if is_web_address(text) else text)


def _below_base(address: str, config: SiteConfig) -> str:
    """The path of a full address below the base address; empty when it is of another site."""
    parts, base = urlsplit(address), urlsplit(config.base_url)
    rest = address.partition("://")[2].partition("/")[2]
    base_path = config.base_path.removeprefix("/")
    if parts.hostname != base.hostname or not rest.startswith(base_path):
        return ""
    return "/" + rest.removeprefix(base_path)


# -- tables ------------------------------------------------------------------------------------

_MOMENT_SHAPE = {"type": "string", "pattern": "^[0-9٠-٩۰-۹]{1,4}[-/ ]"}
MOMENT = Reader(_read_moment, _MOMENT_SHAPE)
CATEGORY = Reader(_read_category, SCALAR)
KIND = Reader(_read_kind, SCALAR)
DATELINE = Reader(_read_dateline, SCALAR)
SLUG = Reader(_read_slug, SCALAR)
ID = Reader(_read_id, {**SCALAR, "pattern": "^[a-z0-9-]{1,32}$"})
IMAGE_PATH = Reader(_read_image_path, SCALAR)
ALIAS = Reader(_read_alias, SCALAR)
UPDATE_KIND = choice({"تصحيح": "تصحيح", "تحديث": "تحديث", "correction": "تصحيح", "update": "تحديث"})

# fmt: off
SOURCE_FIELDS = Table((
    Field("name", "الاسم", NAME, required=True, ar="اسم المصدر", en="Name of the source"),
    Field("url", "الرابط", URL,
          ar="رابط المادة عند المصدر", en="Address of the piece at the source"),
))
PICTURE_FIELDS = Table((
    Field("src", "المسار", IMAGE_PATH, required=True, example="صورة.jpg",
          ar="مسار ملف الصورة", en="Path of the picture file"),
    Field("alt", "البديل", TEXT,
          ar="وصف الصورة لمن لا يراها", en="Description for those who cannot see it"),
    Field("caption", "التعليق", TEXT, ar="التعليق تحت الصورة", en="Caption below the picture"),
    Field("credit", "المصدر", TEXT, ar="صاحب الصورة", en="Whose picture it is"),
))
UPDATE_FIELDS = Table((
    Field("date", "التاريخ", MOMENT, required=True, example="2024-09-22",
          ar="وقت التصحيح أو التحديث", en="When it was made"),
    Field("kind", "النوع", UPDATE_KIND, required=True, example="تصحيح",
          ar="تصحيح أو تحديث", en="A correction (تصحيح) or an update (تحديث)"),
    Field("text", "النص", TEXT, required=True,
          ar="ما الذي صُحح أو جد", en="What was corrected or added"),
))

FIELDS = Table((
    Field("title", "العنوان", TEXT, required=True, example="عنوان المقال",
          ar="عنوان المقال", en="Headline of the article"),
    Field("kind", "النوع", KIND,
          ar="نوع المادة كما في site.yaml: تحليل، خبر، رأي…", en="Genre, as declared in site.yaml"),
    Field("category", "التصنيف", listing(CATEGORY),
          into="categories", required=True, example="تحليلات",
          ar="تصنيف أو أكثر مما في site.yaml", en="One or more categories of site.yaml"),
    Field("date", "التاريخ", MOMENT, required=True, example="2024-09-22",
          ar="تاريخ النشر، ومعه الساعة إن شئت، بتوقيت الموقع",
          en="Date of publication, with the time if you wish, in the zone of the site"),
    Field("dateline", "المكان", DATELINE,
          ar="مكان الكتابة ثم الجهة: بغداد/ وكالة", en="Place, then agency: Baghdad/ Agency"),
    Field("source", "المصدر", listing(record(Source, SOURCE_FIELDS, short="name")), into="sources",
          ar="المصادر التي استند إليها المقال", en="Sources that the article rests on"),
    Field("author", "الكاتب", listing(NAME), into="authors",
          ar="كاتب أو أكثر", en="One or more authors"),
    Field("tags", "الوسوم", listing(NAME),
          ar="وسوم تجمع المقالات المتشابهة", en="Tags that gather like articles"),
    Field("summary", "الموجز", TEXT,
          ar="جملة أو جملتان للقوائم ومحركات البحث",
          en="A sentence or two for lists and search engines"),
    Field("points", "أبرز النقاط", listing(TEXT),
          ar="نقاط تظهر في مربع فوق النص", en="Points shown in a box above the text"),
    Field("image", "الصورة", record(Picture, PICTURE_FIELDS, short="src"),
          ar="الصورة الرئيسة", en="The lead picture"),
    Field("slug", "المعرف", SLUG, ar="الجزء الأخير من عنوان الصفحة", en="Last part of the address"),
    Field("id", "الرقم", ID, ar="رمز الرابط القصير الثابت", en="Code of the lasting short link"),
    Field("series", "الملف", NAME,
          ar="الملف الذي ينتمي إليه المقال", en="The series that the article belongs to"),
    Field("related", "ذات صلة", listing(NAME),
          ar="مقالات ذات صلة تختارها أنت", en="Related articles of your choice"),
    Field("aliases", "روابط سابقة", listing(ALIAS),
          ar="عناوين قديمة تقود إلى هذا المقال", en="Old addresses that lead to this article"),
    Field("updated", "التحديث", MOMENT, ar="وقت آخر تحديث", en="When it was last updated"),
    Field("updates", "التصحيحات", listing(record(Update, UPDATE_FIELDS)),
          ar="التصحيحات والتحديثات بتواريخها", en="Corrections and updates with their dates"),
    Field("embargo", "الحظر", MOMENT,
          ar="لا يُنشر قبل هذا الوقت", en="Not published before this moment"),
    Field("expires", "الانتهاء", MOMENT,
          ar="يُرفع عند هذا الوقت؛ والتاريخ وحده أول ذلك اليوم",
          en="Withdrawn at this moment; a bare date is the start of that day"),
    Field("draft", "مسودة", FLAG, ar="نعم: لا يُنشر", en="Yes: not published"),
    Field("featured", "بارز", FLAG, ar="نعم: يتصدر الصفحة الأولى", en="Yes: leads the home page"),
    Field("comments", "التعليقات", FLAG,
          ar="نعم أو لا: يغلب إعداد الموقع", en="Yes or no: overrides the site's setting"),
))

PAGE_FIELDS = Table((
    Field("title", "العنوان", TEXT, required=True, example="عن الموقع",
          ar="عنوان الصفحة", en="Title of the page"),
    Field("slug", "المعرف", SLUG, ar="الجزء الأخير من عنوان الصفحة", en="Last part of the address"),
    Field("summary", "الموجز", TEXT, ar="جملة لمحركات البحث", en="A sentence for search engines"),
    Field("aliases", "روابط سابقة", listing(ALIAS),
          ar="عناوين قديمة تقود إلى هذه الصفحة", en="Old addresses that lead to this page"),
    Field("draft", "مسودة", FLAG, ar="نعم: لا تُنشر", en="Yes: not published"),
))
# fmt: on

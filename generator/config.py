"""site.yaml as one frozen value. Every fault in it is reported at once, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from generator import filenames
from generator.arabic import slugs
from generator.arabic.dates import Months
from generator.diagnostics import Diagnostic, Exit, Fault, Span, has_errors
from generator.plaintext import decode
from generator.schema import (
    FLAG,
    NAME,
    TEXT,
    URL,
    Field,
    Reader,
    Reading,
    Table,
    choice,
    fold_key,
    is_web_address,
    items_of,
    knows,
    listing,
    nearest,
    read_name,
    read_record,
    record,
    whole_number,
    wrong_type,
)
from generator.yamltext import Dialect, Mapping, Node, Scalar, parse

Digits = Literal["western", "arabic"]
Slugs = Literal["arabic", "ascii"]
TypefaceRole = Literal["serif", "sans"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A genre of article, shown as the kicker. `schema_type` is a schema.org NewsArticle type."""

    name: str
    schema_type: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """What site.yaml says of one category, tag, author, place or series: all but name optional."""

    name: str
    description: str = ""
    slug: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of a menu. `target` is a category name, a page (`about.md`), or a full address."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles chosen by rule: a section of the home page, or a collection for layouts."""

    title: str
    category: str = ""
    tag: str = ""
    kind: str = ""
    count: int = 4


@dataclass(frozen=True, slots=True)
class Synonym:
    """Two spellings of one name: every `variant` is shown as `name`."""

    variant: str
    name: str


@dataclass(frozen=True, slots=True)
class MarkupOptions:
    """How the Markdown of an article becomes HTML: what converting depends on, and nothing else."""

    typography: bool = True
    quotes: tuple[str, str] = ("“", "”")
    contents_depth: int = 3
    """Deepest heading level that the table of contents lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """The settings of a publication. Addresses end with `/`; the zone is an IANA name."""

    title: str
    base_url: str
    categories: tuple[TermEntry, ...]
    tagline: str = ""
    description: str = ""
    language: str = "ar"
    locale: str = "ar_IQ"
    timezone: str = "Asia/Baghdad"
    months: Months = "gregorian"
    digits: Digits = "western"
    hijri: bool = False
    kinds: tuple[Kind, ...] = ()
    default_kind: str = "تحليل"
    byline: str = ""
    """Byline of articles that name no author; empty means the title of the publication."""
    authors: tuple[TermEntry, ...] = ()
    tags: tuple[TermEntry, ...] = ()
    places: tuple[TermEntry, ...] = ()
    series: tuple[TermEntry, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    footer_menu: tuple[MenuItem, ...] = ()
    sections: tuple[Selection, ...] = ()
    collections: tuple[tuple[str, Selection], ...] = ()
    permalink: str = "/{year}/{month}/{slug}/"
    slugs: Slugs = "arabic"
    markup: MarkupOptions = MarkupOptions()
    theme_body: TypefaceRole = "serif"
    related_count: int = 4
    feed_count: int = 20
    comments: bool = False
    notice: str = ""
    """One sentence shown on every page, such as "this is a demonstration"."""

    @property
    def base_path(self) -> str:
        """The path under which the site lives: `/` or `/site/`."""
        return "/" + self.base_url.split("://", 1)[1].partition("/")[2]


# -- reading site.yaml -------------------------------------------------------------------------

BAD_BASE_URL = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="عنوان الموقع «{value}» لا يصلح أساسًا للروابط",
    en="the base address “{value}” cannot begin the links of the site",
    hint_ar="اكتبه كاملًا من غير ? ولا #، مثل https://example.org/daftar/",
    hint_en="write it in full, without ? or #, like https://example.org/daftar/",
)
UNKNOWN_ZONE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا منطقة زمنية باسم «{value}»",
    en="there is no time zone “{value}”",
    hint_ar="اكتب اسمها من قائمة IANA، مثل {near}",
    hint_en="write its IANA name, like {near}",
)
BAD_LOCALE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="«{value}» ليس رمز لغة",
    en="“{value}” is not a language code",
    hint_ar="اكتب رمزًا مثل {example}",
    hint_en="write a code like {example}",
)
BAD_PERMALINK = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="نمط الروابط «{value}» لا يصلح عنوانًا فريدًا لكل مقال",
    en="the permalink pattern “{value}” does not give each article an address of its own",
    hint_ar="ابدأه بشرطة مائلة، وضع فيه slug أو id بين معقوفين، بلا .. ولا رموز أخرى",
    hint_en="begin it with a slash, and put slug or id in it, in braces; no .. and no other signs",
)
UNKNOWN_PLACE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا خانة باسم «{name}» في نمط الروابط",
    en="a permalink pattern has no place named “{name}”",
    hint_ar="الخانات المعروفة بين معقوفين: {known}",
    hint_en="the places, each in braces: {known}",
)
NAMED_TWICE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="الاسم «{name}» مذكور مرتين: في السطر {first} وفي السطر {second}",
    en="the name “{name}” stands twice: on line {first} and on line {second}",
    hint_ar="احذف أحدهما: الاسمان واحد وإن اختلفت الهمزة أو التشكيل",
    hint_en="remove one: names that differ by hamza or harakat alone are one name",
)
UNKNOWN_NAME = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا {what_ar} باسم «{name}» في هذا الملف",
    en="no {what_en} is named “{name}” in this file",
    hint_ar="اكتب اسمًا من: {known}",
    hint_en="write one of: {known}",
)
UNKNOWN_NAME_NEAR = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="لا {what_ar} باسم «{name}» في هذا الملف",
    en="no {what_en} is named “{name}” in this file",
    hint_ar="هل تقصد «{near}»؟",
    hint_en="did you mean “{near}”?",
)
BAD_TARGET = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="وجهة القائمة «{target}» غير معروفة",
    en="the menu target “{target}” is not known",
    hint_ar="اكتب اسم تصنيف، أو ملف صفحة مثل about.md، أو مسارًا مثل ‎/archive/‎، أو رابطًا كاملًا",
    hint_en="write a category, a page like about.md, a path like /archive/, or a full address",
)
CIRCLE = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="المرادف «{name}» مردود بدوره إلى اسم آخر",
    en="the synonym “{name}” is itself led to another name",
    hint_ar="اجعل كل صيغة تقود مباشرة إلى الاسم المعتمد",
    hint_en="lead each variant straight to the name that is shown",
)
UNTITLED = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="قسم بلا عنوان ولا تصنيف ولا وسم ولا نوع",
    en="a section without title, category, tag or kind",
    hint_ar="أضف العنوان: title: أحدث المقالات",
    hint_en="add a title: title: أحدث المقالات",
)
BAD_PAIR = Fault(
    code="E-CFG",
    exit_code=Exit.USAGE,
    ar="المتوقع علامتان: فاتحة وغالقة",
    en="expected two signs: one that opens and one that closes",
    hint_ar="اكتبهما معًا، مثل: «»",
    hint_en="write them together, like: «»",
)


@dataclass(slots=True)
class _Mentions:
    """Names that site.yaml uses, to be looked up when all of it has been read."""

    categories: list[tuple[str, Span]] = field(default_factory=list)
    kinds: list[tuple[str, Span]] = field(default_factory=list)
    targets: list[tuple[str, Span]] = field(default_factory=list)


_Settings = Reading[_Mentions]


def _read_base_url(node: Node, reading: _Settings) -> str | None:
    """A full address without query or fragment, ending with `/`."""
    text = read_name(node, reading)
    if text is None:
        return None
    if not is_web_address(text) or re.search(r"[?#]|/\.\.?(/|$)|[^:]//", text):
        reading.report(BAD_BASE_URL, node.span, value=text)
        return None
    return text if text.endswith("/") else text + "/"


def _read_zone(node: Node, reading: _Settings) -> str | None:
    """The IANA name of a time zone."""
    text = read_name(node, reading)
    if text is None:
        return None
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = nearest(text, sorted(available_timezones())) or "Asia/Baghdad"
        reading.report(UNKNOWN_ZONE, node.span, value=text, near=near)
        return None
    return text


def _code(pattern: str, example: str) -> Reader:
    """A code of letters, such as `ar` or `ar_IQ`."""

    def read(node: Node, reading: _Settings) -> str | None:
        text = read_name(node, reading)
        if text is None or re.fullmatch(pattern, text):
            return text
        reading.report(BAD_LOCALE, node.span, value=text, example=example)
        return None

    return Reader(read, {"type": "string", "pattern": f"^{pattern}$"})


_PLACES = ("year", "month", "day", "slug", "id", "category")


def _read_permalink(node: Node, reading: _Settings) -> str | None:
    """A pattern such as `/{year}/{month}/{slug}/`, slashes at both ends."""
    text = read_name(node, reading)
    if text is None:
        return None
    unknown = [name for name in re.findall(r"\{([^{}]*)\}", text) if name not in _PLACES]
    for name in unknown:
        reading.report(UNKNOWN_PLACE, node.span, name=name, known="، ".join(_PLACES))
    if unknown:
        return None
    rest = re.sub(r"\{[a-z]+\}", "x", text)
    hostile = filenames.escapes(rest) or not filenames.is_portable(rest.rstrip("/"))
    odd = hostile or re.search(r"[{}#%\s]|/\.", rest)
    if not text.startswith("/") or odd or not re.search(r"\{(slug|id)\}", text):
        reading.report(BAD_PERMALINK, node.span, value=text)
        return None
    return text if text.endswith("/") else text + "/"


def _read_term_slug(node: Node, reading: _Settings) -> str | None:
    """A slug, in the form in which it stands in the address."""
    text = read_name(node, reading)
    if text is None:
        return None
    slug = slugs.slug(text)
    if not slug or not filenames.is_portable(slug) or re.search(r'[/\\%.:*?"<>|]', text):
        wrong_type(node, reading, "كلمات تصلها شرطة", "words joined by hyphens")
        return None
    return slug


def _read_quotes(node: Node, reading: _Settings) -> tuple[str, str] | None:
    """Two signs, as a list or written together."""
    if isinstance(node, Scalar) and len(node.text) == 2:
        return node.text[0], node.text[1]
    texts = [read_name(item, reading) for item in items_of(node)]
    if len(texts) != 2 or not texts[0] or not texts[1]:
        reading.report(BAD_PAIR, node.span)
        return None
    return texts[0], texts[1]


def _named(item: Reader, node: Node, reading: _Settings) -> tuple[Any, ...] | None:
    """The items of a list, each of which has a `name` of its own."""
    parts = list(items_of(node))
    values = [item.read(part, reading) for part in parts]
    first: dict[str, Span] = {}
    for value, part in zip(values, parts, strict=True):
        if value is not None:
            _report_twin(value.name, part.span, first, reading)
    return None if None in values else tuple(values)


def _report_twin(name: str, span: Span, first: dict[str, Span], reading: _Settings) -> None:
    there = first.setdefault(fold_key(name), span)
    if there is not span:
        reading.report(NAMED_TWICE, span, name=name, first=there.line, second=span.line)


def _read_terms(node: Node, reading: _Settings) -> tuple[TermEntry, ...] | None:
    return _named(TERM, node, reading)


def _pairs(mapping: Mapping, reading: _Settings) -> Iterable[tuple[str, Scalar, Node]]:
    """Entries whose keys are names of the writer's choice."""
    for key, value in mapping.entries:
        name = read_name(key, reading)
        if name is not None:
            yield name, key, value


def _read_kinds(node: Node, reading: _Settings) -> tuple[Kind, ...] | None:
    """`name: schema.org type` pairs, or names alone, which are news."""
    if not isinstance(node, Mapping):
        return _named(Reader(_read_kind_name, {}), node, reading)
    before = len(reading.found)
    kinds: list[Kind] = []
    first: dict[str, Span] = {}
    for name, key, value in _pairs(node, reading):
        _report_twin(name, key.span, first, reading)
        schema_type = SCHEMA_TYPE.read(value, reading)
        if schema_type is not None:
            kinds.append(Kind(name, schema_type))
    return tuple(kinds) if len(reading.found) == before else None


def _read_kind_name(node: Node, reading: _Settings) -> Kind | None:
    name = read_name(node, reading)
    return None if name is None else Kind(name, "NewsArticle")


def _read_synonyms(node: Node, reading: _Settings) -> tuple[Synonym, ...] | None:
    """`variant: name` pairs; every variant leads straight to the name that is shown."""
    if not isinstance(node, Mapping):
        wrong_type(node, reading, "أسطر بصيغة «صيغة: الاسم المعتمد»", "lines of `variant: name`")
        return None
    before = len(reading.found)
    pairs = [
        (Synonym(variant, name), key.span)
        for variant, key, value in _pairs(node, reading)
        if (name := read_name(value, reading)) is not None
    ]
    shown = {fold_key(pair.name) for pair, _ in pairs}
    for pair, span in pairs:
        variant = fold_key(pair.variant)
        if variant in shown and variant != fold_key(pair.name):
            reading.report(CIRCLE, span, name=pair.variant)
    return tuple(pair for pair, _ in pairs) if len(reading.found) == before else None


def _read_menu(node: Node, reading: _Settings) -> tuple[MenuItem, ...] | None:
    """Lines of a menu: a category's name, `label: target`, or both by their keys."""
    before = len(reading.found)
    items = [item for part in items_of(node) for item in _menu_items(part, reading)]
    return tuple(items) if len(reading.found) == before else None


def _menu_items(node: Node, reading: _Settings) -> Iterable[MenuItem]:
    if isinstance(node, Mapping) and not knows(MENU_FIELDS, node):
        for label, _, value in _pairs(node, reading):
            target = _read_target(value, reading)
            if target is not None:
                yield MenuItem(label, target)
    elif isinstance(node, Mapping):
        values = read_record(MENU_FIELDS, node, reading).values
        if "label" in values and "target" in values:
            yield MenuItem(**values)
    else:
        target = _read_target(node, reading)
        if target is not None:
            yield MenuItem(target, target)


def _read_target(node: Node, reading: _Settings) -> str | None:
    """A category, a page, a path or a full address; categories are looked up at the end."""
    text = read_name(node, reading)
    if text is not None and not _is_address(text):
        reading.context.targets.append((text, node.span))
    return text


def _is_address(target: str) -> bool:
    path = target.startswith("/") and not re.search(r"^//|[\\\s]|/\.\.?(/|$)", target)
    page = target.endswith(".md") and not re.search(r"[\\:]|(^|/)\.\.?/", target)
    return path or page or is_web_address(target)


def _mention(read_where: str) -> Reader:
    """A name to be looked up when all has been read, in the list of `_Mentions` so called."""

    def read(node: Node, reading: _Settings) -> str | None:
        text = read_name(node, reading)
        if text is not None:
            getattr(reading.context, read_where).append((text, node.span))
        return text

    return Reader(read, {"type": "string"})


def _read_selection(node: Node, reading: _Settings) -> Selection | None:
    """Articles chosen by rule; a text alone is a category. Untitled, it takes its rule's name."""
    if isinstance(node, Scalar):
        name = MENTIONED_CATEGORY.read(node, reading)
        return None if name is None else Selection(name, category=name)
    if not isinstance(node, Mapping):
        wrong_type(
            node,
            reading,
            "اسم تصنيف أو مفاتيح وقيم (العنوان، التصنيف، الوسم، النوع، العدد)",
            "a category or keys and values",
        )
        return None
    before = len(reading.found)
    values = read_record(SELECTION_FIELDS, node, reading).values
    if len(reading.found) > before:
        return None
    chosen = [values[key] for key in ("category", "tag", "kind") if key in values]
    if not chosen and "title" not in values:
        reading.report(UNTITLED, node.span)
        return None
    return Selection(**{"title": " ".join(chosen), **values})


def _read_collections(node: Node, reading: _Settings) -> tuple[tuple[str, Selection], ...] | None:
    """Selections by the names that layouts use."""
    if not isinstance(node, Mapping):
        wrong_type(
            node,
            reading,
            "أسطر بصيغة «اسم: تصنيف»",
            "lines of `name: category`, collections by name",
        )
        return None
    before = len(reading.found)
    chosen = [(name, SELECTION.read(value, reading)) for name, _, value in _pairs(node, reading)]
    return tuple(chosen) if len(reading.found) == before else None


_TEXT_SHAPE: dict[str, Any] = {"type": "string"}
_LIST_SHAPE: dict[str, Any] = {"type": ["array", "string"]}
_PAIRS_SHAPE: dict[str, Any] = {"type": "object"}

SCHEMA_TYPE = choice(
    {
        name: name
        for name in (
            "NewsArticle",
            "AnalysisNewsArticle",
            "BackgroundNewsArticle",
            "OpinionNewsArticle",
            "ReportageNewsArticle",
            "ReviewNewsArticle",
            "AskPublicNewsArticle",
            "Article",
        )
    }
)
"""schema.org: NewsArticle and its types, and the plain Article."""
MENTIONED_CATEGORY = _mention("categories")
MENTIONED_KIND = _mention("kinds")
SELECTION = Reader(_read_selection, {"type": ["object", "string"]})
MONTHS = choice(
    {
        "gregorian": "gregorian",
        "levant": "levant",
        "both": "both",
        "يناير": "gregorian",
        "كانون الثاني": "levant",
        "كلاهما": "both",
    }
)
DIGITS = choice({"western": "western", "arabic": "arabic", "غربية": "western", "عربية": "arabic"})
SLUGS = choice({"arabic": "arabic", "ascii": "ascii", "عربية": "arabic", "لاتينية": "ascii"})
TYPEFACE = choice({"serif": "serif", "sans": "sans", "نسخ": "serif", "حديث": "sans"})

# fmt: off
TERM_FIELDS = Table((
    Field("name", "الاسم", NAME, required=True, ar="الاسم كما يظهر", en="The name as shown"),
    Field("description", "الوصف", TEXT, ar="جملة تعرف به", en="A sentence that explains it"),
    Field("slug", "المعرف", Reader(_read_term_slug, _TEXT_SHAPE),
          ar="اسمه في عنوان صفحته", en="Its name in the address of its page"),
    Field("url", "الرابط", URL, ar="صفحته على موقع آخر", en="Its page on another site"),
))
TERM = record(TermEntry, TERM_FIELDS, short="name")
MENU_FIELDS = Table((
    Field("label", "الاسم", NAME, required=True, ar="الكلمة الظاهرة", en="The word shown"),
    Field("target", "الوجهة", Reader(_read_target, _TEXT_SHAPE), required=True,
          ar="تصنيف أو صفحة أو مسار أو رابط", en="A category, page, path or address"),
))
SELECTION_FIELDS = Table((
    Field("title", "العنوان", NAME, ar="عنوان القسم", en="Title of the section"),
    Field("category", "التصنيف", MENTIONED_CATEGORY,
          ar="مقالات هذا التصنيف", en="Articles of this category"),
    Field("tag", "الوسم", NAME, ar="مقالات هذا الوسم", en="Articles of this tag"),
    Field("kind", "النوع", MENTIONED_KIND, ar="مقالات هذا النوع", en="Articles of this kind"),
    Field("count", "العدد", whole_number(1, 100), ar="كم مقالًا", en="How many articles"),
))
MARKUP_FIELDS = Table((
    Field("typography", "تحسين الطباعة", FLAG,
          ar="تصحيح علامات الاقتباس والفواصل عند النشر",
          en="Mend quotes, commas and dashes when publishing"),
    Field("quotes", "علامتا الاقتباس", Reader(_read_quotes, _LIST_SHAPE),
          ar="العلامتان اللتان تحلان محل المستقيمة",
          en="The two signs that replace straight quotes"),
    Field("contents_depth", "عمق الفهرس", whole_number(1, 6),
          ar="أعمق عنوان فرعي في فهرس المقال", en="Deepest heading in the table of contents"),
))

FIELDS = Table((
    Field("title", "العنوان", NAME, required=True, example="دفاتر التحليل",
          ar="اسم المنشورة", en="Name of the publication"),
    Field("base_url", "رابط الموقع", Reader(_read_base_url, {"type": "string", "format": "uri"}),
          required=True, example="https://example.org/",
          ar="عنوان الموقع الكامل، ومعه مجلده", en="Full address of the site, with its folder"),
    Field("categories", "التصنيفات", Reader(_read_terms, _LIST_SHAPE),
          required=True, example="[تحليلات, سياسة]",
          ar="التصنيفات كلها: لا يُقبل في مقال غيرها",
          en="All categories: an article may name no other"),
    Field("tagline", "الشعار", TEXT, ar="سطر تحت الاسم", en="A line below the name"),
    Field("description", "الوصف", TEXT,
          ar="وصف الموقع لمحركات البحث والخلاصات", en="Description for search engines and feeds"),
    Field("language", "اللغة", _code("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "ar"),
          ar="رمز اللغة", en="Language code"),
    Field("locale", "البلد", _code("[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?", "ar_IQ"),
          ar="رمز اللغة والبلد", en="Language and country"),
    Field("timezone", "المنطقة الزمنية", Reader(_read_zone, _TEXT_SHAPE),
          ar="توقيت الموقع: اسم من قائمة IANA", en="Zone of all dates: an IANA name"),
    Field("months", "الشهور", MONTHS,
          ar="gregorian يناير، levant كانون الثاني، both كلاهما",
          en="gregorian يناير, levant كانون الثاني, or both"),
    Field("digits", "الأرقام", DIGITS,
          ar="western 123 أو arabic ١٢٣ عند العرض", en="western 123 or arabic ١٢٣, when shown"),
    Field("hijri", "الهجري", FLAG, ar="عرض التاريخ الهجري أيضًا", en="Show the Hijri date too"),
    Field("kinds", "الأنواع", Reader(_read_kinds, _PAIRS_SHAPE),
          ar="أنواع المواد، ومع كل نوع نوعه في schema.org",
          en="Genres, each with its schema.org type"),
    Field("default_kind", "النوع المعتاد", MENTIONED_KIND,
          ar="نوع المقال الذي لا يذكر نوعه", en="Kind of an article that names none"),
    Field("byline", "التوقيع", TEXT,
          ar="توقيع المقال الذي لا يذكر كاتبه", en="Byline of an article that names no author"),
    Field("authors", "الكتاب", Reader(_read_terms, _LIST_SHAPE),
          ar="ما يُعرف عن الكتاب", en="What is known of authors"),
    Field("tags", "الوسوم", Reader(_read_terms, _LIST_SHAPE),
          ar="ما يُعرف عن الوسوم", en="What is known of tags"),
    Field("places", "الأمكنة", Reader(_read_terms, _LIST_SHAPE),
          ar="ما يُعرف عن الأمكنة", en="What is known of places"),
    Field("series", "الملفات", Reader(_read_terms, _LIST_SHAPE),
          ar="ما يُعرف عن الملفات", en="What is known of series"),
    Field("synonyms", "المرادفات", Reader(_read_synonyms, _PAIRS_SHAPE),
          ar="صيغة: الاسم المعتمد", en="variant: the name that is shown"),
    Field("menu", "القائمة", Reader(_read_menu, _LIST_SHAPE),
          ar="القائمة العليا", en="The menu at the top"),
    Field("footer_menu", "قائمة التذييل", Reader(_read_menu, _LIST_SHAPE),
          ar="القائمة السفلى", en="The menu at the bottom"),
    Field("sections", "أقسام الرئيسية", listing(SELECTION),
          ar="أقسام الصفحة الأولى", en="Sections of the home page"),
    Field("collections", "المجموعات", Reader(_read_collections, _PAIRS_SHAPE),
          ar="قوائم تطلبها القوالب بأسمائها", en="Lists that layouts ask for by name"),
    Field("permalink", "نمط الروابط", Reader(_read_permalink, _TEXT_SHAPE),
          ar="نمط عناوين المقالات", en="Pattern of the addresses of articles"),
    Field("slugs", "صيغة الروابط", SLUGS,
          ar="arabic حروف عربية أو ascii حروف لاتينية", en="arabic letters or ascii letters"),
    Field("markup", "التنسيق", record(MarkupOptions, MARKUP_FIELDS),
          ar="كيف يصير النص صفحة", en="How Markdown becomes HTML"),
    Field("theme_body", "خط المتن", TYPEFACE,
          ar="serif خط النسخ أو sans خط حديث", en="serif (naskh) or sans"),
    Field("related_count", "عدد ذات الصلة", whole_number(0, 20),
          ar="كم مقالًا ذا صلة", en="How many related articles"),
    Field("feed_count", "عدد مواد الخلاصة", whole_number(1, 500),
          ar="كم مادة في كل خلاصة", en="How many items in each feed"),
    Field("comments", "التعليقات", FLAG, ar="أتُقبل التعليقات؟", en="Whether comments are open"),
    Field("notice", "التنويه", TEXT,
          ar="جملة تظهر في كل صفحة", en="A sentence shown on every page"),
))
# fmt: on

DIALECT = Dialect(code="E-CFG", exit_code=Exit.USAGE, max_bytes=1_000_000)


def read_config(path: str, data: bytes) -> tuple[SiteConfig | None, tuple[Diagnostic, ...]]:
    """The settings in `site.yaml`, or None when a fault in it is an error. Every fault has the code
    E-CFG and the exit code USAGE."""
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return None, (DIALECT.recoded(text),)
    mapping, faults = parse(text, path, dialect=DIALECT)
    if mapping is None:
        return None, faults
    reading = Reading(path, DIALECT, _Mentions(), list(faults))
    values = read_record(FIELDS, mapping, reading).values
    _look_up(values, reading)
    if has_errors(reading.found):
        return None, tuple(reading.found)
    return _settled(values), tuple(reading.found)


def _look_up(values: dict[str, Any], reading: _Settings) -> None:
    """Report each mentioned category and kind that is not declared. A list that could not be read
    itself is not looked up in."""
    mentions = reading.context
    if "categories" in values:
        names = [entry.name for entry in values["categories"]]
        _report_strangers(mentions.categories, names, "تصنيف", "category", reading)
        known = {fold_key(name) for name in names}
        for target, span in mentions.targets:
            if fold_key(target) not in known:
                reading.report(BAD_TARGET, span, target=target)
    if values.get("kinds"):
        names = [kind.name for kind in values["kinds"]]
        _report_strangers(mentions.kinds, names, "نوع", "kind", reading)


def _report_strangers(
    mentions: list[tuple[str, Span]],
    names: list[str],
    what_ar: str,
    what_en: str,
    reading: _Settings,
) -> None:
    known = {fold_key(name) for name in names}
    for name, span in mentions:
        if fold_key(name) in known:
            continue
        near = nearest(name, names)
        reading.report(
            UNKNOWN_NAME_NEAR if near else UNKNOWN_NAME,
            span,
            name=name,
            near=near,
            known="، ".join(names),
            what_ar=what_ar,
            what_en=what_en,
        )


def _settled(values: dict[str, Any]) -> SiteConfig:
    """The settings, names spelled as they are declared. Where the usual kind is not among the
    declared ones, the first of these takes its place."""
    config = SiteConfig(**values)
    kinds = _spellings(kind.name for kind in config.kinds)
    categories = _spellings(entry.name for entry in config.categories)

    def settle(selection: Selection) -> Selection:
        category = categories.get(fold_key(selection.category), selection.category)
        kind = kinds.get(fold_key(selection.kind), selection.kind)
        return replace(selection, category=category, kind=kind)

    def aim(item: MenuItem) -> MenuItem:
        return replace(item, target=categories.get(fold_key(item.target), item.target))

    first_kind = next(iter(kinds.values()), config.default_kind)
    return replace(
        config,
        default_kind=kinds.get(fold_key(config.default_kind), first_kind),
        sections=tuple(settle(section) for section in config.sections),
        collections=tuple((name, settle(chosen)) for name, chosen in config.collections),
        menu=tuple(aim(item) for item in config.menu),
        footer_menu=tuple(aim(item) for item in config.footer_menu),
    )


def _spellings(names: Iterable[str]) -> dict[str, str]:
    return {fold_key(name): name for name in names}

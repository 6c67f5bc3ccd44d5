"""The parts of site.yaml that have a shape of their own: terms, kinds, menus, selections."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from typing import Any

from msgspec.structs import replace

from generator import filenames
from generator.config import (
    Budgets,
    CommentOptions,
    ImageOptions,
    Kind,
    MenuItem,
    Selection,
    Synonym,
    TermEntry,
)
from generator.diagnostics import Span
from generator.schema import (
    FLAG,
    NAME,
    SCALAR,
    TEXT,
    URL,
    Field,
    Reader,
    Table,
    choice,
    fold_key,
    items_of,
    json_schema,
    knows,
    listing,
    read_name,
    read_record,
    record,
    whole_number,
    wrong_type,
)
from generator.settings.faults import CIRCLE, LONELY, NAMED_TWICE, NO_PATH, UNTITLED
from generator.settings.readers import (
    Settings,
    mention,
    read_mail,
    read_quotes,
    read_server,
    read_target,
    read_term_slug,
)
from generator.yamltext import Mapping, Node, Scalar, Sequence

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
MENTIONED_CATEGORY = mention("categories")
MENTIONED_KIND = mention("kinds")
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
CODINGS = listing(choice({"gzip": "gzip", "brotli": "brotli"}))
TYPEFACE = choice({"serif": "serif", "sans": "sans", "نسخ": "serif", "حديث": "sans"})
# fmt: off
TERM_FIELDS = Table((
    Field("name", "الاسم", NAME, required=True, ar="الاسم كما يظهر", en="The name as shown"),
    Field("description", "الوصف", TEXT, ar="جملة تعرف به", en="A sentence that explains it"),
    Field("slug", "المعرف", Reader(read_term_slug, SCALAR),
          ar="اسمه في عنوان صفحته", en="Its name in the address of its page"),
    Field("url", "الرابط", URL, ar="صفحته على موقع آخر", en="Its page on another site"),
))
# fmt: on
TERM = record(TermEntry, TERM_FIELDS, short="name")
# fmt: off
MENU_FIELDS = Table((
    Field("label", "الاسم", NAME, required=True, ar="الكلمة الظاهرة", en="The word shown"),
    Field("target", "الوجهة", Reader(read_target, SCALAR), required=True,
          ar="تصنيف أو صفحة أو مسار أو رابط", en="A category, page, path or address"),
))
# fmt: on
# fmt: off
SELECTION_FIELDS = Table((
    Field("title", "العنوان", NAME, ar="عنوان القسم", en="Title of the section"),
    Field("category", "التصنيف", MENTIONED_CATEGORY,
          ar="مقالات هذا التصنيف", en="Articles of this category"),
    Field("tag", "الوسم", NAME, ar="مقالات هذا الوسم", en="Articles of this tag"),
    Field("kind", "النوع", MENTIONED_KIND, ar="مقالات هذا النوع", en="Articles of this kind"),
    Field("count", "العدد", whole_number(1, 100), ar="كم مقالاً", en="How many articles"),
))
# fmt: on
# fmt: off
MARKUP_FIELDS = Table((
    Field("typography", "تحسين الطباعة", FLAG,
          ar="تصحيح علامات الاقتباس والفواصل عند النشر",
          en="Mend quotes, commas and dashes when publishing"),
    Field("quotes", "علامتا الاقتباس", Reader(read_quotes, listing(NAME).shape),
          ar="العلامتان اللتان تحلان محل المستقيمة",
          en="The two signs that replace straight quotes"),
    Field("contents_depth", "عمق الفهرس", whole_number(1, 6),
          ar="أعمق عنوان فرعي في فهرس المقال", en="Deepest heading in the table of contents"),
    Field("relative_days", "الأيام النسبية", FLAG,
          ar="أيُعطى السبت وأمس والأسبوع المقبل تاريخها من تاريخ المقال؟",
          en="Whether relative days (السبت, أمس) get their dates from the date of the article"),
))
# fmt: on


def _read_widths(node: Node, reading: Settings) -> tuple[int, ...] | None:
    """Widths in pixels, ascending, each once."""
    widths = listing(whole_number(100, 6000)).read(node, reading)
    return None if widths is None else tuple(sorted(set(widths)))


# fmt: off
IMAGE_FIELDS = Table((
    Field("widths", "المقاسات", Reader(_read_widths, listing(whole_number(100, 6000)).shape),
          ar="عروض الصور المنشورة بالبكسل، وآخرها أكبرها",
          en="Widths of published pictures in pixels, the last the largest"),
    Field("quality", "الجودة", whole_number(30, 95),
          ar="من 30 إلى 95 كما تعدها JPEG", en="From 30 to 95, as JPEG counts it"),
    Field("avif", "", FLAG, ar="أتُصنع صيغة AVIF؟", en="Whether AVIF is made"),
))
# fmt: on
IMAGES = record(ImageOptions, IMAGE_FIELDS)

_KB = whole_number(1, 10_000)
# fmt: off
BUDGET_FIELDS = Table((
    Field("html", "الصفحة", _KB,
          ar="كيلوبايت لمقال من 800 كلمة، مضغوطاً",
          en="KB of an article of 800 words, compressed"),
    Field("css", "الأنماط", _KB, ar="كيلوبايت، مضغوطة", en="KB, compressed"),
    Field("script", "السكربت", _KB,
          ar="كيلوبايت لكل ملف، مضغوطاً", en="KB of each file, compressed"),
    Field("fonts", "الخطوط", _KB,
          ar="كيلوبايت لخطَّي الشاشة الأولى", en="KB of the two fonts of the first screen"),
))
# fmt: on
BUDGETS = record(Budgets, BUDGET_FIELDS)


# fmt: off
COMMENT_FIELDS = Table((
    Field("open", "مفتوحة", FLAG,
          ar="أيُعلَّق على المقال الذي لا يذكر ذلك؟",
          en="Whether an article that says nothing takes them"),
    Field("server", "الخادم", Reader(read_server, URL.shape),
          ar="عنوان خادم التعليقات (Isso)", en="Address of the server of comments (Isso)"),
    Field("mail", "البريد", Reader(read_mail, SCALAR),
          ar="بريد يكتب إليه من تعطّلت عنده جافاسكربت", en="Where readers without script write"),
))
# fmt: on
_COMMENTS = record(CommentOptions, COMMENT_FIELDS)


def read_comments(node: Node, reading: Settings) -> CommentOptions | None:
    """Yes or no; or how, which is a yes unless it says otherwise."""
    if isinstance(node, Scalar):
        answer = FLAG.read(node, reading)
        return None if answer is None else CommentOptions(open=answer)
    options: CommentOptions | None = _COMMENTS.read(node, reading)
    if options is None or not isinstance(node, Mapping):
        return options
    says = any(fold_key(key.text) in _OPEN for key, _ in node.entries)
    return options if says else replace(options, open=True)


_OPEN = {fold_key("open"), fold_key("مفتوحة")}
COMMENTS = Reader(read_comments, {"anyOf": [json_schema(COMMENT_FIELDS), FLAG.shape]})


def _named(item: Reader, node: Node, reading: Settings) -> tuple[Any, ...] | None:
    """The items of a list, each of which has a `name` of its own."""
    parts = list(items_of(node))
    values = [item.read(part, reading) for part in parts]
    first: dict[str, Span] = {}
    for value, part in zip(values, parts, strict=True):
        if value is not None:
            report_twin(value.name, part.span, first, reading)
    return None if None in values else tuple(values)


def report_twin(name: str, span: Span, first: dict[str, Span], reading: Settings) -> None:
    """Report a name that stands twice; `first` is where each was met."""
    there = first.setdefault(fold_key(name), span)
    if there is not span:
        reading.report(NAMED_TWICE, span, name=name, first=there.line, second=span.line)


def read_terms(node: Node, reading: Settings) -> tuple[TermEntry, ...] | None:
    return _named(TERM, node, reading)


def named_pairs(mapping: Mapping, reading: Settings) -> Iterable[tuple[str, Scalar, Node]]:
    """Entries whose keys are names of the writer's choice."""
    for key, value in mapping.entries:
        name = read_name(key, reading)
        if name is not None:
            yield name, key, value


def read_kinds(node: Node, reading: Settings) -> tuple[Kind, ...] | None:
    """`name: schema.org type` pairs, or names alone, which are news."""
    if not isinstance(node, Mapping):
        return _named(Reader(_read_kind_name, {}), node, reading)
    before = len(reading.found)
    kinds: list[Kind] = []
    first: dict[str, Span] = {}
    for name, key, value in named_pairs(node, reading):
        report_twin(name, key.span, first, reading)
        schema_type = SCHEMA_TYPE.read(value, reading)
        if schema_type is not None:
            kinds.append(Kind(name, schema_type))
    return tuple(kinds) if len(reading.found) == before else None


def _read_kind_name(node: Node, reading: Settings) -> Kind | None:
    name = read_name(node, reading)
    return None if name is None else Kind(name, "NewsArticle")


def read_synonyms(node: Node, reading: Settings) -> tuple[Synonym, ...] | None:
    """`variant: name` pairs; every variant leads straight to the name that is shown."""
    if not isinstance(node, Mapping):
        wrong_type(node, reading, "أسطر بصيغة «صيغة: الاسم المعتمد»", "lines of `variant: name`")
        return None
    before = len(reading.found)
    pairs = [
        (Synonym(variant, name), key.span)
        for variant, key, value in named_pairs(node, reading)
        if (name := read_name(value, reading)) is not None
    ]
    shown = {fold_key(pair.name) for pair, _ in pairs}
    for pair, span in pairs:
        variant = fold_key(pair.variant)
        if variant in shown and variant != fold_key(pair.name):
            reading.report(CIRCLE, span, name=pair.variant)
    return tuple(pair for pair, _ in pairs) if len(reading.found) == before else None


def read_aliases(node: Node, reading: Settings) -> tuple[tuple[str, ...], ...] | None:
    """Groups of words: each is a line with commas, or a list."""
    if not isinstance(node, Sequence):
        wrong_type(
            node,
            reading,
            "مجموعات، كل منها في سطر يبدأ بشرطة",
            "groups of words, a group on each line",
        )
        return None
    before = len(reading.found)
    groups = [_group(part, reading) for part in node.items]
    return tuple(groups) if len(reading.found) == before else None


def _group(node: Node, reading: Settings) -> tuple[str, ...]:
    names = tuple(name for part in items_of(node) if (name := read_name(part, reading)))
    if len(names) == 1:
        reading.report(LONELY, node.span, name=names[0])
    return names


def read_menu(node: Node, reading: Settings) -> tuple[MenuItem, ...] | None:
    """Lines of a menu: a category's name, `label: target`, or both by their keys."""
    before = len(reading.found)
    items = [item for part in items_of(node) for item in _menu_items(part, reading)]
    return tuple(items) if len(reading.found) == before else None


def _menu_items(node: Node, reading: Settings) -> Iterable[MenuItem]:
    if isinstance(node, Mapping) and not knows(MENU_FIELDS, node):
        for label, _, value in named_pairs(node, reading):
            target = read_target(value, reading)
            if target is not None:
                yield MenuItem(label, target)
    elif isinstance(node, Mapping):
        values = read_record(MENU_FIELDS, node, reading).values
        if "label" in values and "target" in values:
            yield MenuItem(**values)
    else:
        target = read_target(node, reading)
        if target is not None:
            yield MenuItem(target, target)


def _read_selection(node: Node, reading: Settings) -> Selection | None:
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


SELECTION = Reader(_read_selection, {"anyOf": [json_schema(SELECTION_FIELDS), SCALAR]})


def read_redirects(node: Node, reading: Settings) -> tuple[tuple[str, str], ...] | None:
    """`old path: path` pairs. A path may lead to the home page; the home page leads nowhere."""
    if not isinstance(node, Mapping):
        wrong_type(node, reading, "أسطر بصيغة «/قديم/: /جديد/»", "lines of `/old/: /new/`")
        return None
    before = len(reading.found)
    pairs = [
        (_read_path(key, reading), _read_path(value, reading, home="/"))
        for key, value in node.entries
    ]
    return tuple(pairs) if len(reading.found) == before else None


def _read_path(node: Node, reading: Settings, home: str = "") -> str:
    text = read_name(node, reading)
    if text is None:
        return ""
    path = home if text == "/" else filenames.site_path(text)
    if not path or not _can_be_file(path.removesuffix("/")):
        reading.report(NO_PATH, node.span, value=text)
    return path


def _can_be_file(path: str) -> bool:
    short = len(path) <= filenames.MAX_PATH
    names = filenames.longest_part(path) <= filenames.MAX_NAME
    return short and names and filenames.is_portable(path)


def read_collections(node: Node, reading: Settings) -> tuple[tuple[str, Selection], ...] | None:
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
    chosen = [
        (name, SELECTION.read(value, reading)) for name, _, value in named_pairs(node, reading)
    ]
    return tuple(chosen) if len(reading.found) == before else None


def shape_by_name(shape: Dictionary[str, object]) -> dict[str, object]:
    """The shape of a mapping whose keys are names of the writer's choice."""
    return {"type": "object", "additionalProperties": shape}


TERMS = Reader(read_terms, listing(TERM).shape)
KINDS = Reader(read_kinds, {"anyOf": [shape_by_name(SCHEMA_TYPE.shape), listing(NAME).shape]})
SYNONYMS = Reader(read_synonyms, shape_by_name(SCALAR))
REDIRECTS = Reader(read_redirects, shape_by_name(SCALAR))
ALIASES = Reader(read_aliases, {"type": "array", "items": listing(NAME).shape})
_LINE: Dictionary[str, object] = {
    "anyOf": [json_schema(MENU_FIELDS), {**shape_by_name(SCALAR), "maxProperties": 1}, SCALAR]
}
MENU = Reader(
    read_menu, {"anyOf": [{"type": "array", "items": _LINE}, shape_by_name(SCALAR), SCALAR]}
)
COLLECTIONS = Reader(read_collections, shape_by_name(SELECTION.shape))

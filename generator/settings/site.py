"""site.yaml as a whole: its table of keys, names looked up, spellings settled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from generator import files
from generator.config import MarkupOptions, MenuItem, Selection, SiteConfig
from generator.diagnostics import Diagnostic, Exit, Failed, Span, has_errors, listed
from generator.plaintext import decode
from generator.request import NO_PROJECT, SETTINGS
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
    fold_key,
    listing,
    nearest,
    read_record,
    record,
    whole_number,
)
from generator.settings.deploy import DEPLOY
from generator.settings.faults import BAD_TARGET, UNKNOWN_NAME, UNKNOWN_NAME_NEAR
from generator.settings.parts import (
    ALIASES,
    BUDGETS,
    CODINGS,
    COLLECTIONS,
    COMMENTS,
    DIGITS,
    IMAGES,
    KINDS,
    MARKUP_FIELDS,
    MENTIONED_KIND,
    MENU,
    MONTHS,
    REDIRECTS,
    SELECTION,
    SLUGS,
    SYNONYMS,
    TERMS,
    TYPEFACE,
)
from generator.settings.readers import (
    Mentions,
    Settings,
    code,
    read_base_url,
    read_permalink,
    read_zone,
)
from generator.settings.style import STYLE
from generator.yamltext import Dialect, parse

# fmt: off
FIELDS = Table((
    Field("title", "العنوان", NAME, required=True, example="دفاتر التحليل",
          ar="اسم المنشورة", en="Name of the publication"),
    Field("base_url", "رابط الموقع", Reader(read_base_url, URL.shape),
          required=True, example="https://example.org/",
          ar="عنوان الموقع الكامل، ومعه مجلده", en="Full address of the site, with its folder"),
    Field("categories", "التصنيفات", TERMS,
          required=True, example="[تحليلات, سياسة]",
          ar="التصنيفات كلها: لا يُقبل في مقال غيرها",
          en="All categories: an article may name no other"),
    Field("tagline", "الشعار", TEXT, ar="سطر تحت الاسم", en="A line below the name"),
    Field("description", "الوصف", TEXT,
          ar="وصف الموقع لمحركات البحث والخلاصات", en="Description for search engines and feeds"),
    Field("language", "اللغة", code("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "ar"),
          ar="رمز اللغة", en="Language code"),
    Field("locale", "البلد", code("[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?", "ar_IQ"),
          ar="رمز اللغة والبلد", en="Language and country"),
    Field("timezone", "المنطقة الزمنية", Reader(read_zone, SCALAR),
          ar="توقيت الموقع: اسم من قائمة IANA", en="Zone of all dates: an IANA name"),
    Field("months", "الشهور", MONTHS,
          ar="gregorian يناير، levant كانون الثاني، both كلاهما",
          en="gregorian يناير, levant كانون الثاني, or both"),
    Field("digits", "الأرقام", DIGITS,
          ar="western 123 أو arabic ١٢٣ عند العرض", en="western 123 or arabic ١٢٣, when shown"),
    Field("hijri", "الهجري", FLAG, ar="عرض التاريخ الهجري أيضاً", en="Show the Hijri date too"),
    Field("kinds", "الأنواع", KINDS,
          ar="أنواع المواد، ومع كل نوع نوعه في schema.org",
          en="Genres, each with its schema.org type"),
    Field("default_kind", "النوع المعتاد", MENTIONED_KIND,
          ar="نوع المقال الذي لا يذكر نوعه", en="Kind of an article that names none"),
    Field("byline", "التوقيع", TEXT,
          ar="توقيع المقال الذي لا يذكر كاتبه", en="Byline of an article that names no author"),
    Field("authors", "الكتاب", TERMS,
          ar="ما يُعرف عن الكتاب", en="What is known of authors"),
    Field("tags", "الوسوم", TERMS,
          ar="ما يُعرف عن الوسوم", en="What is known of tags"),
    Field("places", "الأمكنة", TERMS,
          ar="ما يُعرف عن الأمكنة", en="What is known of places"),
    Field("series", "الملفات", TERMS,
          ar="ما يُعرف عن الملفات", en="What is known of series"),
    Field("synonyms", "المرادفات", SYNONYMS,
          ar="صيغة: الاسم المعتمد", en="variant: the name that is shown"),
    Field("search", "البحث", FLAG,
          ar="أفي الموقع صفحة بحث؟", en="Whether the site has a search page"),
    Field("search_aliases", "مترادفات البحث", ALIASES,
          ar="كلمات يعدّها البحث واحدة، كل مجموعة في سطر",
          en="Words that are one to the search, a group on each line"),
    Field("redirects", "التحويلات", REDIRECTS,
          ar="عناوين قديمة وما تقود إليه: /قديم/: /جديد/",
          en="Old addresses and where they lead: /old/: /new/"),
    Field("menu", "القائمة", MENU,
          ar="القائمة العليا", en="The menu at the top"),
    Field("footer_menu", "قائمة التذييل", MENU,
          ar="القائمة السفلى", en="The menu at the bottom"),
    Field("sections", "أقسام الرئيسية", listing(SELECTION),
          ar="أقسام الصفحة الأولى", en="Sections of the home page"),
    Field("collections", "المجموعات", COLLECTIONS,
          ar="قوائم تطلبها القوالب بأسمائها", en="Lists that layouts ask for by name"),
    Field("permalink", "نمط الروابط", Reader(read_permalink, SCALAR),
          ar="نمط عناوين المقالات", en="Pattern of the addresses of articles"),
    Field("slugs", "صيغة الروابط", SLUGS,
          ar="arabic حروف عربية أو ascii حروف لاتينية", en="arabic letters or ascii letters"),
    Field("markup", "التنسيق", record(MarkupOptions, MARKUP_FIELDS),
          ar="كيف يصير النص صفحة", en="How Markdown becomes HTML"),
    Field("theme_body", "خط المتن", TYPEFACE,
          ar="serif خط النسخ أو sans خط حديث", en="serif (naskh) or sans"),
    Field("related_count", "عدد ذات الصلة", whole_number(0, 20),
          ar="كم مقالاً ذا صلة", en="How many related articles"),
    Field("feed_count", "عدد مواد الخلاصة", whole_number(1, 500),
          ar="كم مادة في كل خلاصة", en="How many items in each feed"),
    Field("comments", "التعليقات", COMMENTS,
          ar="نعم أو لا، أو عنوان خادمها (server) وبريدها (mail)",
          en="Yes or no, or their server and their mail"),
    Field("images", "الصور", IMAGES,
          ar="مقاسات الصور وجودتها", en="Sizes and quality of pictures"),
    Field("share_cards", "بطاقات المشاركة", FLAG,
          ar="أتُرسم لكل مقال بطاقة تظهر عند مشاركته؟",
          en="Whether each article has a picture for sharing"),
    Field("budgets", "الأوزان", BUDGETS,
          ar="أثقل ما تحمله الصفحات، ويراقبه tahlil check",
          en="What pages may weigh; tahlil check watches over it"),
    Field("style", "أسلوب التحرير", STYLE,
          ar="قواعد الكتابة التي يراقبها tahlil check",
          en="The house style that tahlil check watches over"),
    Field("compress", "الضغط", CODINGS,
          ar="نسخ مضغوطة بجانب الصفحات: gzip أو brotli أو كلاهما",
          en="Compressed copies beside the pages: gzip, brotli or both"),
    Field("deploy", "النشر", DEPLOY,
          ar="أين يُنشر الموقع، ولكل وجهة اسم", en="Where the site goes, each target by its name"),
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
    reading = Reading(path, DIALECT, Mentions(), list(faults))
    values = read_record(FIELDS, mapping, reading).values
    _look_up(values, reading)
    if has_errors(reading.found):
        return None, tuple(reading.found)
    return _settled(values), tuple(reading.found)


def config_of(project: Path) -> SiteConfig:
    """The settings of a project, for commands that build nothing. Raises Failed."""
    try:
        data = files.read(project / SETTINGS)
    except OSError:
        raise Failed([NO_PROJECT.at(SETTINGS)]) from None
    config, findings = read_config(SETTINGS, data)
    if config is None:
        raise Failed(findings)
    return config


def _look_up(values: dict[str, Any], reading: Settings) -> None:
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
    reading: Settings,
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
            known=listed(names),
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

"""A small publication, built by hand: a graph, its settings and the HTML of its bodies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from generator import keys
from generator.config import Kind, SiteConfig, TermEntry
from generator.content.header import Dateline, PageHeader, Source, Update
from generator.feeds import FEEDS
from generator.feeds.output import FeedOutput
from generator.graph.model import (
    Article,
    ContentGraph,
    ImageFile,
    LeadImage,
    Redirect,
    StaticPage,
    Status,
    Taxonomy,
    Term,
    TermLink,
)
from generator.graph.synopsis import Matter
from generator.markup.body import Body
from generator.markup.resolve import Picture

BAGHDAD = timezone(timedelta(hours=3))
BASE_URL = "https://example.org/site/"
MORNING = datetime(2026, 11, 5, 9, 30, tzinfo=BAGHDAD)

CONFIG = SiteConfig(
    title="عراق أوبزيرفر",
    tagline="تحليلات من بغداد",
    description="تحليلات سياسية واقتصادية من العراق",
    base_url=BASE_URL,
    categories=(TermEntry("تحليلات", "ما وراء الخبر"), TermEntry("خاص")),
    authors=(TermEntry("سارة الجبوري", url="https://sara.example/"),),
)

HTML = (
    '<p>نص <a href="source:other.md#الموقف">سابق</a> و<a href="#ملاحظة">ملاحظة</a>.</p>\n'
    '<h2 id="الموقف">الموقف</h2>\n'
    '<p><img src="source:خريطة.png" alt="خريطة"></p>\n'
)
IMAGE = ImageFile("content/جسر.jpg", "images/جسر.3f2a.jpg", 1200, 630, "3f2a")


def term_link(taxonomy: Taxonomy, name: str) -> TermLink:
    """A term whose address is its name."""
    return TermLink(taxonomy, name, f"{taxonomy.value}/{name.replace(' ', '-')}/")


def category(name: str) -> TermLink:
    return term_link(Taxonomy.CATEGORY, name)


def tag(name: str) -> TermLink:
    return term_link(Taxonomy.TAG, name)


def author(name: str) -> TermLink:
    return term_link(Taxonomy.AUTHOR, name)


def body_of(html: str) -> Body:
    return Body(keys.digest(html), "نص سابق", 738, (), (), (), (), ())


NO_MATTER = Matter(
    standfirst="", points=(), dateline=None, sources=(), updates=(), headings=(), words=738
)


def described(article: Article, **fields: Any) -> Article:
    """The article with another matter, and digests that tell it apart."""
    matter = replace(article.matter, **fields)
    return renamed(article, fetch=lambda: matter)


def renamed(article: Article, **fields: Any) -> Article:
    """The article with other fields, and digests that tell it apart."""
    other = replace(article, **fields)
    shown = (other.title, other.summary, other.path, other.published, other.matter, other.image)
    own = keys.digest((*shown, other.authors, other.categories, other.tags, other.series))
    return replace(other, card=own, own=own)


PLAIN = Article(
    source="content/plain.md",
    id="1a2b",
    path="2026/11/خبر/",
    short_path="a/1a2b/",
    title="خبر قصير",
    kind=Kind("خبر", "ReportageNewsArticle"),
    summary="موجز الخبر",
    minutes=1,
    published=MORNING,
    updated=None,
    modified=MORNING,
    place=None,
    categories=(category("تحليلات"),),
    authors=(author("عراق أوبزيرفر"),),
    tags=(),
    series=None,
    corrected=False,
    image=None,
    html=keys.digest("<p>نص</p>\n"),
    aliases=(),
    words="",
    chosen_related=(),
    addresses=(),
    shorts=(),
    pictures=(),
    featured=False,
    comments=False,
    status=Status.PUBLISHED,
    fetch=lambda: NO_MATTER,
    card="plain",
    own="plain",
)
"""An article with nothing that it may be without."""

FULL_MATTER = replace(
    NO_MATTER,
    points=("الخطة جاهزة", "قوة صغيرة تبقى"),
    dateline=Dateline("بغداد", "عراق أوبزيرفر"),
    sources=(Source("وول ستريت جورنال", "https://wsj.example/?a=1&b=2"), Source("بلومبرغ")),
    updates=(
        Update(MORNING + timedelta(hours=5), "تصحيح", "صُحح اسم السفيرة."),
        Update(MORNING + timedelta(hours=4), "تحديث", "أُضيف رد الحكومة."),
    ),
)
FULL = replace(
    PLAIN,
    source="content/full.md",
    id="7f00",
    path="2026/11/ما-مستقبل-العراق/",
    short_path="a/7f00/",
    title="F-16 والتحالف: ما مستقبل العراق بعد 2026",
    kind=Kind("تحليل", "AnalysisNewsArticle"),
    summary="تقارير أميركية عن خطة الانسحاب & ما بعدها",
    published=MORNING - timedelta(hours=3),
    updated=MORNING + timedelta(hours=5),
    modified=MORNING + timedelta(hours=5),
    place=term_link(Taxonomy.PLACE, "بغداد"),
    categories=(category("تحليلات"), category("خاص")),
    authors=(author("سارة الجبوري"), author("علي حسن")),
    tags=(tag("التحالف الدولي"), tag("F-16")),
    series=term_link(Taxonomy.SERIES, "بعد الانسحاب"),
    corrected=True,
    image=LeadImage(IMAGE, "جسر على دجلة", "جسر الجمهورية", "رويترز"),
    html=keys.digest(HTML),
    addresses=(("other.md", "2026/10/سابق/"), ("خريطة.png", "images/خريطة.9c.png")),
    shorts=(("other.md", "a/9c2f1e00/"),),
    pictures=(("خريطة.png", Picture(800, 600)),),
    fetch=lambda: FULL_MATTER,
    card="full",
    own="full",
)
"""An article with everything."""

PAGE = StaticPage(
    "content/pages/about.md", "من-نحن/", PageHeader(title="من نحن"), body_of(HTML), (), (), ()
)


def graph_of(*articles: Article, **more: Any) -> ContentGraph:
    """A graph with the terms that its articles name; `more` are further fields."""
    newest_first = tuple(sorted(articles, key=lambda one: one.published, reverse=True))
    terms = {taxonomy: _terms(taxonomy, newest_first) for taxonomy in Taxonomy}
    graph = ContentGraph(newest_first, (), MappingProxyType(terms), MappingProxyType({}), (), ())
    return replace(graph, **more)


def _terms(taxonomy: Taxonomy, articles: tuple[Article, ...]) -> tuple[Term, ...]:
    named = {term: None for article in articles for term in _named(article, taxonomy)}
    return tuple(
        Term(
            taxonomy,
            term.name,
            term.path,
            next((c.description for c in CONFIG.categories if c.name == term.name), ""),
            "",
            tuple(article for article in articles if term in _named(article, taxonomy)),
        )
        for term in named
    )


def _named(article: Article, taxonomy: Taxonomy) -> tuple[TermLink, ...]:
    every = {
        Taxonomy.CATEGORY: article.categories,
        Taxonomy.TAG: article.tags,
        Taxonomy.AUTHOR: article.authors,
        Taxonomy.PLACE: (article.place,) if article.place else (),
        Taxonomy.SERIES: (article.series,) if article.series else (),
    }
    return every[taxonomy]


GRAPH = graph_of(
    PLAIN,
    FULL,
    pages=(PAGE,),
    redirects=(
        Redirect("2024/09/الخطط-جاهزة/", "2026/11/ما-مستقبل-العراق/", "content/full.md"),
        Redirect("old.html", "2026/11/خبر/", "content/plain.md"),
    ),
)


def lookup_of(*htmls: str) -> Callable[[str], str]:
    """Finds HTML by its digest."""
    return {keys.digest(html): html for html in htmls}.__getitem__


LOOKUP = lookup_of(HTML, "<p>نص</p>\n")


def outputs(graph: ContentGraph = GRAPH, config: SiteConfig = CONFIG) -> dict[str, FeedOutput]:
    """Every output of every feed, by path."""
    return {output.path: output for plan in FEEDS for output in plan(graph, config)}


def made(
    path: str,
    graph: ContentGraph = GRAPH,
    config: SiteConfig = CONFIG,
    lookup: Callable[[str], str] = LOOKUP,
) -> bytes:
    """The bytes of one file."""
    output = outputs(graph, config)[path]
    return output.make(output.value, lookup)

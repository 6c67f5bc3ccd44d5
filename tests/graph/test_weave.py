"""The publication at a moment: what is public, and that nothing else is to be found (row 35)."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from generator.config import MarkupOptions, TermEntry
from generator.content.header import Dateline, Update
from generator.graph.model import Status, Taxonomy
from tests.graph.manuscripts import CONFIG, NOW, manuscript, terms, woven
from tests.sites.publication import Press

BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)

STATUSES: list[tuple[dict[str, Any], Status]] = [
    ({}, Status.PUBLISHED),
    ({"date": NOW}, Status.PUBLISHED),
    ({"date": NOW + timedelta(seconds=1)}, Status.SCHEDULED),
    ({"embargo": AFTER}, Status.EMBARGOED),
    ({"embargo": NOW}, Status.PUBLISHED),
    ({"embargo": AFTER, "date": AFTER}, Status.EMBARGOED),
    ({"expires": NOW}, Status.EXPIRED),
    ({"expires": NOW + timedelta(seconds=1)}, Status.PUBLISHED),
    ({"draft": True}, Status.DRAFT),
    ({"draft": True, "date": AFTER, "expires": BEFORE}, Status.DRAFT),
]


@pytest.mark.parametrize(("fields", "status"), STATUSES)
def test_what_is_public_at_a_moment(fields: dict[str, Any], status: Status) -> None:
    article = manuscript("a", **fields)
    public = woven(article).graph.articles
    assert bool(public) is (status is Status.PUBLISHED)
    (shown,) = woven(article, preview=True).graph.articles
    assert shown.status is status


@pytest.mark.fault(35)
def test_hidden_articles_count_nowhere() -> None:
    hidden: dict[str, Any] = {"tags": ("سر",), "authors": ("مجهول",), "dateline": Dateline("مكان")}
    result = woven(
        manuscript("a", tags=("علن",), series="ملف"),
        manuscript("b", draft=True, series="ملف", **hidden),
        manuscript("c", date=AFTER, **hidden, categories=("سياسة",)),
    )
    assert terms(result, Taxonomy.TAG) == {"علن": 1}
    assert terms(result, Taxonomy.AUTHOR) == {"هيئة التحرير": 1}
    assert terms(result, Taxonomy.PLACE) == {}
    assert terms(result, Taxonomy.SERIES) == {"ملف": 1}
    assert terms(result, Taxonomy.CATEGORY) == {"تحليلات": 1, "سياسة": 0, "اقتصاد": 0}
    assert result.graph.related["content/articles/a.md"] == ()


def test_a_hidden_spelling_does_not_choose_the_one_that_is_shown() -> None:
    hidden = [manuscript(f"h{i}", tags=("ايران",), draft=True) for i in range(3)]
    result = woven(manuscript("a", tags=("إيران",)), *hidden)
    assert terms(result, Taxonomy.TAG) == {"إيران": 1}


def test_articles_stand_newest_first_and_those_of_one_moment_always_in_one_order() -> None:
    moments = [manuscript(f"m{i}", date=NOW - timedelta(days=i % 3)) for i in range(9)]
    expected = woven(*moments).graph.articles
    assert [a.published for a in expected] == sorted((a.published for a in expected), reverse=True)
    for seed in range(5):
        shuffled = random.Random(seed).sample(moments, len(moments))
        assert woven(*shuffled).graph.articles == expected


def test_an_article_without_author_has_the_byline_of_the_site() -> None:
    (article,) = woven(manuscript("a")).graph.articles
    assert [author.name for author in article.authors] == ["هيئة التحرير"]
    (article,) = woven(manuscript("a"), config=replace(CONFIG, byline="")).graph.articles
    assert [author.name for author in article.authors] == [CONFIG.title]


def test_modified_is_the_newest_of_date_update_and_corrections() -> None:
    date = NOW - timedelta(days=9)
    correction = Update(NOW - timedelta(days=2), "تصحيح", "نص")
    (article,) = woven(
        manuscript("a", date=date, updated=NOW - timedelta(days=5), updates=(correction,))
    ).graph.articles
    assert article.modified == correction.date
    (article,) = woven(manuscript("a", date=date, updated=date - timedelta(days=1))).graph.articles
    assert article.modified == date


def test_corrections_stand_in_order_of_time() -> None:
    updates = tuple(Update(NOW - timedelta(days=d), "تحديث", str(d)) for d in (1, 5, 3))
    (article,) = woven(manuscript("a", updates=updates)).graph.articles
    assert [update.text for update in article.matter.updates] == ["5", "3", "1"]


def test_texts_of_the_header_are_typeset_like_the_article() -> None:
    article = manuscript("a", title='قال "نعم", ثم صمت', summary="هل يكفي?", points=('"أ"',))
    (shown,) = woven(article).graph.articles
    assert (shown.title, shown.summary, shown.matter.points) == (
        "قال “نعم”، ثم صمت",
        "هل يكفي؟",
        ("“أ”",),
    )
    plain = replace(CONFIG, markup=MarkupOptions(typography=False))
    (shown,) = woven(article, config=plain).graph.articles
    assert shown.title == 'قال "نعم", ثم صمت'


def test_a_link_to_an_article_that_has_a_fault_is_not_called_dead_as_well(press: Press) -> None:
    press.article("a", "انظر [المقال](b.md#باب) وغيره.\n", related="b.md")
    press.article("b", date="2026-13-13")
    assert [(fault.code, fault.path) for fault in press.faults()] == [
        ("E-FM-DATE", "content/articles/b.md")
    ]


def test_a_lead_image_that_is_not_there_is_a_fault_at_its_key(press: Press) -> None:
    press.write("content/images/خريطة.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    press.write(
        "content/images/خريطة.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><path d="M0 0h8"/></svg>',
    )
    press.article("a", image="../images/خريطه.svg")
    (fault,) = press.faults()
    assert (fault.code, fault.path) == ("E-LINK", "content/articles/a.md")
    assert fault.span is not None
    assert fault.span.line == 5
    assert "../images/خريطة.svg" in fault.hint.en


def test_terms_stand_in_arabic_order_and_declared_ones_bring_what_is_known() -> None:
    tags = ("المياه", "نفط", "الأهوار", "إيران", "OPEC", "2030")
    config = replace(
        CONFIG, tags=(TermEntry("المياه", "نهران وسدود", "water", "https://a.example/"),)
    )
    result = woven(manuscript("a", tags=tags), config=config)
    assert list(terms(result, Taxonomy.TAG)) == [
        "2030",
        "الأهوار",
        "إيران",
        "المياه",
        "نفط",
        "OPEC",
    ]
    (water,) = (t for t in result.graph.terms[Taxonomy.TAG] if t.name == "المياه")
    assert (water.path, water.description, water.url) == (
        "tag/water/",
        "نهران وسدود",
        "https://a.example/",
    )


# -- canaries ----------------------------------------------------------------------------------

_HIDDEN = {
    "draft": {"draft": "true"},
    "scheduled": {"date": "2027-05-05"},
    "embargoed": {"embargo": "2027-05-05"},
    "expired": {"expires": "2026-02-02"},
}


def _secret(kind: str) -> dict[str, str]:
    """An article whose every field holds a word that stands nowhere else."""
    return {
        "title": f"عنوان-{kind}-كناريا",
        "category": "سياسة",
        "tags": f"وسم-{kind}-كناريا",
        "author": f"كاتب-{kind}-كناريا",
        "dateline": f"مكان-{kind}-كناريا/ جهة-{kind}-كناريا",
        "source": f"مصدر-{kind}-كناريا",
        "summary": f"موجز-{kind}-كناريا",
        "points": f"نقطة-{kind}-كناريا",
        "series": f"ملف-{kind}-كناريا",
        "id": f"{kind}-canary",
        "aliases": f"/old-{kind}-canary/",
        "image": f"{{src: ../images/{kind}-canary.svg, alt: صورة-{kind}-كناريا}}",
        "updates": f"[{{date: 2026-02-02, kind: تصحيح, text: تصحيح-{kind}-كناريا}}]",
        **_HIDDEN[kind],
    }


def _leaks(tree: dict[str, bytes]) -> list[str]:
    forms = ("كناريا", quote("كناريا"), json.dumps("كناريا")[1:-1], "canary")
    marks = [form.encode() for form in forms]
    return [
        path
        for path, data in tree.items()
        if any(mark in data or mark in path.encode() for mark in marks)
    ]


@pytest.mark.fault(35, 36, 37)
def test_no_word_of_what_is_not_public_is_in_any_byte_of_the_site(press: Press) -> None:
    """Row 35, also after it was public: row 37."""
    press.write(
        "content/pages/canary-page.md", "---\ntitle: صفحة-كناريا\ndraft: true\n---\nكناريا\n"
    )
    links = "".join(f"[نص {kind}]({kind}-x.md)\n" for kind in _HIDDEN)
    press.article(
        "open", f"نص عام.\n\n{links}", related="draft-x.md، expired-x.md", series="ملف عام"
    )
    for kind in _HIDDEN:
        body = f"كلمة-{kind}-كناريا.\n\n## قسم-{kind}-كناريا\n\n![ح](../images/{kind}-canary.svg)\n"
        press.write(
            f"content/images/{kind}-canary.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><title>كناريا</title></svg>',
        )
        press.article(f"{kind}-x", body, **_secret(kind))
    press.build()
    assert _leaks(press.tree()) == []
    counts = press.page("archive/")
    assert "مقال واحد" in counts

    press.now = datetime(2027, 6, 6, tzinfo=UTC)
    press.build()
    assert any("scheduled" in path for path in _leaks(press.tree()))
    assert not any("draft" in path or "expired" in path for path in _leaks(press.tree()))

    for kind in _HIDDEN:
        press.edit(f"{kind}-x", draft="true")
    report = press.build()
    assert _leaks(press.tree()) == []
    assert any("scheduled" in path for path in report.removed)


def test_a_preview_shows_what_is_not_public_and_says_so(press: Press) -> None:
    for kind, fields in _HIDDEN.items():
        press.article(f"{kind}-x", "نص.\n", title=f"مقال {kind}", **fields)
    preview = press.root / "preview"
    press.build(preview=True, output=preview)
    home = (preview / "index.html").read_text(encoding="utf-8")
    for kind in _HIDDEN:
        assert f"مقال {kind}" in home
    labels = ("مسودة لم تُنشر", "مجدولة لوقت لاحق", "تحت الحظر", "انتهت مدة عرضها")
    assert all(label in home for label in labels)


@pytest.mark.fault(16)
def test_a_site_of_drafts_alone_is_a_site_and_warns(press: Press) -> None:
    """Row 16."""
    press.article("a", draft="true")
    report = press.build()
    assert [(f.code, f.path) for f in report.findings] == [("W-EMPTY", "content/articles/")]
    assert report.articles == 0
    assert press.build(preview=True, output=press.root / "preview").findings == ()

"""Related articles: near, deterministic, and the editor's choice before the machine's."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from generator.graph.related import _Search, nearest, reasons
from generator.graph.synopsis import Manuscript
from generator.graph.weave import Woven
from tests.graph.manuscripts import CONFIG, manuscript, woven
from tests.sites.publication import Press, places

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def related(result: Woven, name: str) -> list[str]:
    """The titles that are shown beside an article."""
    return [a.title for a in result.graph.related[f"content/articles/{name}.md"]]


WORDS = ("موازنة", "انتخابات", "أنهار", "مصارف", "نقل", "زراعة", "حدود", "جامعات", "مدن")


def many(number: int = 60) -> list[Manuscript]:
    """Articles that share tags, authors, words and dates in every way."""
    chance = random.Random(7)
    return [
        manuscript(
            f"m{at:02d}",
            title=f"{chance.choice(WORDS)} {chance.choice(WORDS)} m{at:02d}",
            tags=tuple(chance.sample(["نفط", "ماء", "طرق", "حدود", "مدارس"], 2)),
            authors=(chance.choice(["سارة الجبوري", "علي كريم", "هدى ناصر"]),),
            date=DAY + timedelta(days=chance.randrange(20)),
        )
        for at in range(number)
    ]


def test_articles_that_share_rare_terms_come_first() -> None:
    common = [manuscript(f"m{i}", tags=("العراق",), date=DAY) for i in range(9)]
    result = woven(
        *common,
        manuscript("a", tags=("العراق", "الأهوار"), date=DAY),
        manuscript("b", tags=("الأهوار",), date=DAY - timedelta(days=900)),
    )
    assert related(result, "a")[0] == "b"


def test_words_of_title_and_lead_bring_articles_together() -> None:
    result = woven(
        manuscript("a", title="مستقبل الأهوار في الجنوب"),
        manuscript("b", title="عودة إلى اهوار ميسان", date=DAY - timedelta(days=90)),
        manuscript("c", summary="ما الذي بقي من أهوارنا؟", date=DAY - timedelta(days=60)),
        *(manuscript(f"m{i}", title=f"موازنة {i}") for i in range(9)),
    )
    assert set(related(result, "a")[:2]) == {"عودة إلى اهوار ميسان", "c"}


def test_a_word_of_everybody_tells_nothing() -> None:
    result = woven(
        manuscript("a", title="العراق والمياه", date=DAY),
        manuscript("b", title="سدود والمياه شحيحة", date=DAY - timedelta(days=300)),
        *(manuscript(f"m{i}", title=f"العراق {i}", date=DAY) for i in range(40)),
    )
    assert related(result, "a")[0] == "سدود والمياه شحيحة"


def test_what_is_much_older_is_less_near() -> None:
    result = woven(
        manuscript("a", title="سد دوكان", tags=("مياه",), date=DAY),
        manuscript("b", title="سد الموصل", tags=("مياه",), date=DAY - timedelta(days=4000)),
        manuscript("c", title="خزان", tags=("مياه",), date=DAY - timedelta(days=30)),
        *(manuscript(f"m{i}") for i in range(20)),
    )
    assert related(result, "a")[:2] == ["خزان", "سد الموصل"]


def test_why_an_article_was_chosen_can_be_told() -> None:
    graph = woven(
        manuscript("a", title="مستقبل الأهوار", tags=("ماء", "بيئة"), related=("c.md",)),
        manuscript("b", title="أهوار ميسان", tags=("بيئة",)),
        manuscript("c", categories=("سياسة",)),
        *(manuscript(f"m{i}") for i in range(9)),
    ).graph
    chosen, near, filled = reasons(graph.articles, 3, "content/articles/a.md")
    assert (chosen.article.title, chosen.chosen, chosen.tags, chosen.words) == ("c", True, (), ())
    assert (near.article.title, near.chosen, near.tags) == ("أهوار ميسان", False, ("بيئة",))
    assert near.words == ("اهوار",)
    assert (filled.tags, filled.words, filled.series, filled.place) == ((), (), False, False)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_known_changes_no_row(seed: int) -> None:
    chance = random.Random(seed)
    articles, known = many(200), None
    for _ in range(8):
        found = [*woven(*articles).graph.articles]
        kept = nearest(found, 3, known)
        assert kept.rows == nearest(found, 3).rows
        known = kept
        _edit(articles, chance)


def _edit(articles: list[Manuscript], chance: random.Random) -> None:
    """Add, take away, tag, date, name, or let the editor choose."""
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(articles))
        one = articles[at]
        header = one.document.header
        change: dict[str, Any] = chance.choice(
            (
                {"tags": ()},
                {"tags": (*header.tags, "جديد")},
                {"date": header.date + timedelta(days=chance.randrange(-9, 9))},
                {"title": f"{header.title} {chance.choice(WORDS)}"},
                {"categories": ("سياسة",)},
                {"related": (articles[chance.randrange(len(articles))].document.path,)},
                {"series": "ملف"},
            )
        )
        if chance.random() < 0.2:
            del articles[at]
        elif chance.random() < 0.3:
            articles.append(manuscript(f"n{chance.random()}", tags=("ماء", "نفط"), date=DAY))
        else:
            document = replace(one.document, header=replace(header, **change))
            articles[at] = replace(one, document=document)


def test_an_edit_costs_the_rows_that_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [
        manuscript(f"a{i}", tags=(f"وسم {i % 25}",), title=f"عنوان {WORDS[i % 9]}")
        for i in range(300)
    ]
    known = nearest(woven(*articles).graph.articles, 3)
    articles[7] = manuscript("a7", tags=("وسم 3",), title="عنوان آخر")
    edited = woven(*articles).graph.articles
    worked_out: list[int] = []
    row = _Search.row

    def counted(search: _Search, at: int) -> tuple[int, ...]:
        worked_out.append(at)
        return row(search, at)

    monkeypatch.setattr(_Search, "row", counted)
    nearest(edited, 3, known)
    assert 12 <= len(worked_out) < 80


def test_parts_of_a_series_are_nearer_than_anything_else() -> None:
    result = woven(
        manuscript("a", series="ملف", tags=("ماء",)),
        manuscript("b", series="ملف"),
        manuscript("c", tags=("ماء",)),
    )
    assert related(result, "a") == ["b", "c"]


def test_ties_go_to_the_newer_and_then_by_address() -> None:
    result = woven(
        manuscript("z", date=DAY),
        manuscript("old", date=DAY - timedelta(days=2)),
        manuscript("new", date=DAY - timedelta(days=1)),
        manuscript("ب", date=DAY - timedelta(days=3)),
        manuscript("أ", date=DAY - timedelta(days=3)),
        config=replace(CONFIG, related_count=4),
    )
    assert related(result, "z") == ["new", "old", "أ", "ب"]


def test_the_order_in_which_files_are_read_changes_nothing() -> None:
    articles = many()
    expected = woven(*articles).graph
    for seed in range(5):
        shuffled = random.Random(seed).sample(articles, len(articles))
        graph = woven(*shuffled).graph
        assert graph.related == expected.related
        assert graph == expected


def test_an_article_is_never_related_to_itself_and_none_twice() -> None:
    for source, others in woven(
        *many(), config=replace(CONFIG, related_count=8)
    ).graph.related.items():
        sources = [other.source for other in others]
        assert source not in sources
        assert len(set(sources)) == len(sources) == 8


def test_the_editors_choice_stands_first_in_its_order() -> None:
    result = woven(
        manuscript("a", tags=("ماء",), related=("d.md", "./c.md")),
        manuscript("b", tags=("ماء",)),
        manuscript("c", categories=("سياسة",)),
        manuscript("d", categories=("اقتصاد",)),
        config=replace(CONFIG, related_count=3),
    )
    assert related(result, "a") == ["d", "c", "b"]


def test_the_editor_may_choose_more_than_the_machine_would_show() -> None:
    result = woven(
        manuscript("a", related=("b.md", "c.md", "d.md")),
        *(manuscript(name) for name in "bcd"),
        config=replace(CONFIG, related_count=2),
    )
    assert related(result, "a") == ["b", "c", "d"]


def test_an_editors_choice_of_itself_or_of_one_twice_is_no_story_more() -> None:
    result = woven(
        manuscript("a", related=("a.md", "b.md", "b.md")),
        manuscript("b"),
        manuscript("c"),
        config=replace(CONFIG, related_count=4),
    )
    assert related(result, "a") == ["b", "c"]


def test_a_choice_that_is_no_article_is_a_fault_at_its_key() -> None:
    result = woven(manuscript("a", related=("bb.md",)), manuscript("b-b"))
    assert places(result.findings) == [("E-LINK", "content/articles/a.md", 2, 7)]
    assert "b-b.md" in result.findings[0].hint.en


def test_a_choice_that_is_not_public_is_left_out_until_it_is() -> None:
    articles = [
        manuscript("a", related=("b.md",)),
        manuscript("b", date=datetime(2027, 1, 1, tzinfo=UTC)),
    ]
    result = woven(*articles)
    assert related(result, "a") == []
    assert related(woven(*articles, now=datetime(2028, 1, 1, tzinfo=UTC)), "a") == ["b"]


def test_no_related_articles_where_site_yaml_wants_none() -> None:
    config = replace(CONFIG, related_count=0)
    assert set(woven(*many(), config=config).graph.related.values()) == {()}


def test_a_static_page_is_no_article_to_read_next(press: Press) -> None:
    press.article("a", related="../pages/about.md")
    assert places(press.faults())[0][:2] == ("E-LINK", "content/articles/a.md")

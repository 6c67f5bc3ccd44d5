"""The corpus of the benchmark: always the same, as declared, and without a fault for our reader.

Nothing here measures time.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.content.document import read_article, read_page
from generator.diagnostics import Diagnostic
from generator.graph.synopsis import Manuscript, Style
from generator.graph.weave import Moment, PageManuscript, Woven, weave
from generator.markup.convert import convert
from generator.settings.site import read_config
from tests.benchmark import corpus
from tests.benchmark.contenders import Desk, hugo, tahlil
from tests.benchmark.corpus import Article, Corpus
from tests.graph.manuscripts import Drawer

COUNT = 120


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return list(Corpus.of().articles(COUNT))


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    corpus.write_projects(tmp_path, COUNT)
    return tmp_path


def test_the_same_corpus_every_time(articles: list[Article]) -> None:
    assert list(Corpus.of().articles(COUNT)) == articles


def test_a_small_corpus_is_the_beginning_of_a_large_one(articles: list[Article]) -> None:
    assert list(Corpus.of().articles(30)) == articles[:30]


def test_articles_are_as_declared(articles: list[Article]) -> None:
    assert len({article.slug for article in articles}) == COUNT
    assert all(len(set(article.categories)) == 2 for article in articles)
    assert all(3 <= len(set(article.tags)) <= 6 for article in articles)
    assert {article.author for article in articles} <= set(corpus.AUTHORS)
    assert len(corpus.AUTHORS) == 40
    words = [len(article.text.split()) for article in articles]
    assert 600 < sum(words) / COUNT < 800
    marks = (r"^## ", r"\*\*", r"\]\(https:", r"\]\(a\d+\.md\)", r"^- ", r"^> ", r"^\[\^1\]: ")
    for mark in marks:
        assert any(re.search(mark, article.text, re.MULTILINE) for article in articles), mark


def test_few_tags_are_frequent_and_most_are_rare() -> None:
    tags = Counter(tag for article in Corpus.of().articles(2_000) for tag in article.tags)
    frequent = tags.most_common()
    assert len(Corpus.of().tags) == corpus.TAGS
    assert len(tags) > 1_000
    assert frequent[0][1] > 20 * frequent[300][1]


def test_our_reader_finds_no_fault(projects: Path) -> None:
    woven, findings = _woven(projects / "tahlil")
    assert findings == []
    assert len(woven.graph.articles) == COUNT


def test_edits_leave_no_fault_and_reach_both_projects(projects: Path) -> None:
    articles = list(Corpus.of().articles(COUNT))
    pair = (tahlil(projects), hugo(projects, Path("hugo")))
    desk = Desk(articles, pair)
    for edit in (desk.edit_body, desk.edit_title, desk.add):
        for turn in range(3):
            marker, _ = edit(turn)
            for each in pair:
                assert marker in _texts(each.folder / "content/articles")
    for each in pair:
        desk.edit_layout(1)
        desk.edit_layout(2)
        assert 'data-mark="m2"' in (each.folder / each.layout).read_text(encoding="utf-8")
    woven, findings = _woven(projects / "tahlil")
    assert findings == []
    assert len(woven.graph.articles) == COUNT + 3


def test_both_projects_have_the_same_addresses(projects: Path) -> None:
    woven, _ = _woven(projects / "tahlil")
    ours = {f"{article.path}index.html" for article in woven.graph.articles}
    assert ours == {article.path for article in Corpus.of().articles(COUNT)}


def _texts(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def _woven(project: Path) -> tuple[Woven, list[Diagnostic]]:
    """The project read, converted and woven, with every finding on the way."""
    config, faults = read_config("site.yaml", (project / "site.yaml").read_bytes())
    assert config is not None
    assert not config.share_cards
    assert not config.search
    findings = list(faults)
    manuscripts: list[Manuscript] = []
    pages: list[PageManuscript] = []
    for path in sorted(project.glob("content/*/*.md")):
        name = path.relative_to(project).as_posix()
        if name.startswith("content/articles/"):
            document, faults = read_article(name, path.read_bytes(), config)
            if document:
                body = convert(document.text, config.markup).body
                manuscripts.append(Manuscript(document, body))
        else:
            page, faults = read_page(name, path.read_bytes(), config)
            if page:
                body = convert(page.text, config.markup).body
                pages.append(PageManuscript(page, body))
                findings += body.findings
        findings += faults
    drawer = Drawer(manuscripts, Style.of(config))
    moment = Moment(datetime(2026, 1, 1, tzinfo=UTC))
    woven = weave(config, drawer.synopses, pages, {}, moment, drawer)
    return woven, [*findings, *woven.findings]

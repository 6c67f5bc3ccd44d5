"""The index as files: what an edit changes of them, what may not be in them, what they weigh."""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
from pathlib import Path

import msgspec
import pytest

from generator.rendering.assets import terse_js
from generator.search import sections, shards
from generator.search.words import Texts, words_of
from tests.benchmark.corpus import Corpus
from tests.project import CHECKOUT, Project, tree
from tests.search.library import Library, ask_script, queries
from tests.sites.publication import Press, config_of
from tests.tools.programs import node

SCRIPT = "assets/search.js"


def _index(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if re.match(r"search/.*\.(txt|json)", path)}


def test_the_script_is_small_and_sound(library: Library) -> None:
    (published,) = (library.site / "assets").glob("search.*.js")
    assert len(published.read_bytes()) <= 6_000
    done = subprocess.run([node(), "--check", published], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert b"//" not in published.read_bytes()


def test_a_new_sentence_changes_the_shards_of_its_words_alone(press: Press) -> None:
    """And no card: they show nothing of the text."""
    for number in range(40):
        press.article(f"maqal-{number}", f"نص عن السوق والنهر رقم {number}.\n", id=f"n{number}")
    press.build()
    before = _index(press.tree())
    press.edit("maqal-7", body="نص عن السوق والنهر رقم 7.\n\nثم هطل المطر.\n")
    report = press.build()
    after = _index(press.tree())
    changed = {path for path in after if after[path] != before.get(path)}
    stems = ("هطل", "مطر")
    part, count = "new", shards.parts(40)[0].shards
    meant = {f"search/{part}-{sections.slice_of(stem) % count}.txt" for stem in (*stems, "ثم")}
    assert changed == meant
    assert {path for path in report.made if path in after} == meant


def test_a_new_title_changes_its_words_and_one_file_of_cards(press: Press) -> None:
    for number in range(20):
        press.article(f"maqal-{number}", id=f"n{number}", slug=f"s{number}")
    press.build()
    before = _index(press.tree())
    press.edit("maqal-3", title="هدهد")
    press.build()
    after = _index(press.tree())
    changed = {path for path in after if after[path] != before.get(path)}
    assert len([path for path in changed if "cards" in path]) == 1
    assert "search/index.json" not in changed
    assert after == _index(press.build_clean_elsewhere())


def test_a_new_article_leaves_the_full_sections_alone() -> None:
    """Only the part `new` grows."""
    old, new = shards.parts(2 * sections.SIZE + 3)
    assert shards.parts(2 * sections.SIZE + 4)[0] == old
    assert (old.first, old.end, new.first) == (0, 2, 2)
    assert shards.parts(0) == ()
    assert [part.name for part in shards.parts(sections.SIZE)] == ["old"]


@pytest.mark.fault(35)
def test_what_is_not_public_is_not_in_the_index(press: Press) -> None:
    """Row 36, and wishes.md 11."""
    press.article("zahir", "ظاهر.\n")
    for name, field in (("musawwada", "draft"), ("mahzur", "embargo"), ("qadim", "expires")):
        value = {"draft": "نعم", "embargo": "2027-01-01", "expires": "2026-01-02"}[field]
        press.article(name, "زقزوق.\n", title="زقزوق", tags="زقزوق", **{field: value})
    press.article("qadim-2", "زقزوق.\n", title="زقزوق", date="2027-01-01 08:00")
    press.build()
    assert not any("زقزوق" in data.decode() for data in _index(press.tree()).values())


def test_an_empty_publication_has_an_index_without_parts(press: Press) -> None:
    press.build()
    assert set(_index(press.tree())) == {"search/index.json"}


def test_deleting_and_bringing_back_is_as_a_clean_build(project: Project) -> None:
    project.build()
    text = project.read(project.article_path("maqal-02"))
    project.remove(project.article_path("maqal-02"))
    project.build()
    assert _index(project.tree()) == _index(project.build_clean_elsewhere())
    project.write(project.article_path("maqal-02"), text)
    project.build()
    assert _index(project.tree()) == _index(project.build_clean_elsewhere())


# -- sections --------------------------------------------------------------------------------------


def test_words_stand_in_the_best_of_their_places() -> None:
    texts = Texts("السوق", ("المياه",), "السوق والنهر", ("نقطة",))
    title, labels, summary, body = words_of(texts, "<p>النهر <b>جا</b>ف &amp; بعيد</p>").split("\n")
    assert title == "سوق/السوق"
    assert labels.startswith("ميا/")
    assert "نهر" in summary
    assert "سوق" not in summary
    assert body.split() == ["بعيد/عيد", "جاف", "نقط"]


@pytest.mark.parametrize("articles", [[0], [0, 1, 2], [38, 39, 40], [5, 45, 255], [255]])
def test_steps_are_read_back(articles: list[int]) -> None:
    found = shards.find(f"=3\nكلمة {sections.steps(articles)}\n")
    assert [article - 3 * sections.SIZE for article, _, _ in found["كلمة"]] == articles


def test_a_section_says_what_its_articles_say() -> None:
    slices = sections.section(["سوق\n\n\nنهر", "\nنهر\nوسوق/سوق\nبعيد/عيد", "\n\n\nسوق"])
    found = shards.find("".join(slices))
    assert found["سوق"] == [(2, 3, True), (1, 2, False), (0, 0, True)]
    assert found["نهر"] == [(0, 3, True), (1, 1, True)]
    assert set(found) == {"سوق", "نهر", "بعيد", "عيد"}


# -- weight at 2,000 articles ----------------------------------------------------------------------

BUDGET = 25_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of 2,000 articles of the benchmark, as its files: what a build would publish."""
    folder = tmp_path_factory.mktemp("large")
    return _published(folder)


def _published(folder: Path) -> Path:
    config = config_of((CHECKOUT / "site.yaml").read_text("utf-8"))
    articles = sorted(Corpus.of().articles(2_000), key=lambda article: article.date)
    words = [
        words_of(
            Texts(one.title, (*one.categories, *one.tags, one.author, one.place), one.summary, ()),
            re.sub(r"\]\([^)]*\)", "]", one.text),
        )
        for one in articles
    ]
    search = folder / "search"
    search.mkdir(parents=True)
    rows = [words[at : at + sections.SIZE] for at in range(0, len(words), sections.SIZE)]
    slices = [sections.section(row) for row in rows]
    index = shards.index(len(words), config)
    for part in index.parts:
        for number in range(part.shards):
            lines = [
                (section, "".join(slices[section][number :: part.shards]).encode())
                for section in range(part.first, part.end)
            ]
            (search / f"{part.name}-{number}.txt").write_bytes(shards.shard(lines))
    entries = [
        shards.Entry(f"{one.date:%Y/%m}/{one.slug}/", one.title, one.summary, one.date, one.kind)
        for one in articles
    ]
    for number in range(0, len(entries), shards.CARDS):
        data = shards.cards(entries[number : number + shards.CARDS], "gregorian", False)
        (search / f"cards-{number // shards.CARDS}.json").write_bytes(data)
    (search / "index.json").write_bytes(msgspec.json.encode(index))
    (folder / "assets").mkdir()
    (folder / SCRIPT).write_text(terse_js((CHECKOUT / SCRIPT).read_text("utf-8")), "utf-8")
    return folder


@pytest.mark.node
def test_a_first_query_is_light(large: Path) -> None:
    """Index, shards, and the cards of the first hits, each as a host would compress it."""
    sizes = {
        path.name: len(gzip.compress(path.read_bytes(), 6)) for path in (large / "search").iterdir()
    }
    asked = [query["query"] for query in queries()]
    weights = {}
    for query, answer in zip(
        asked, ask_script(large, words=[], queries=asked)["answers"], strict=True
    ):
        first = answer["hits"][: shards.CARDS]
        cards = {f"cards-{article // shards.CARDS}.json" for article in first}
        weights[query] = sum(sizes[name] for name in {*answer["fetched"], *cards})
    assert max(weights.values()) <= BUDGET, weights
    assert statistics.median(weights.values()) <= BUDGET / 2


def test_files_of_the_large_index_are_few(large: Path) -> None:
    names = list(tree(large / "search"))
    assert len([name for name in names if name.startswith("old")]) <= sections.SLICES
    assert len(names) < 1_000

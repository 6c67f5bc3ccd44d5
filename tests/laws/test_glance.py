"""A glance sees what the next build publishes, or nothing: tried with random edits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from generator.build import build
from generator.engine.workers import Workers
from generator.glance import Glimpse, glance
from generator.plan import Ground
from tests.laws.edits import Script
from tests.project import Project, differences, tree

ARTICLES = "content/articles/"


class Keeper:
    """An onlooker that keeps the ground."""

    ground: Ground
    needs_ground = True

    def planned(self, ground: Ground) -> None:
        self.ground = ground

    def looked_at(self) -> tuple[str, ...]:
        return ()

    def staged(self, pages: Mapping[str, bytes]) -> None:
        raise AssertionError


def built(project: Project, *, preview: bool) -> tuple[Ground, Path]:
    output = project.cache / "preview/site" if preview else project.output
    keeper = Keeper()
    build(project.request(preview=preview, output=output), onlooker=keeper)
    return keeper.ground, output


def seen(project: Project, ground: Ground, source: str) -> Glimpse | None:
    with Workers(1) as workers:
        return glance(ground, project.root, source, workers)


@pytest.mark.parametrize("seed", [20261123, 8, 7])
def test_a_glance_sees_what_the_build_publishes(tmp_path: Path, seed: int) -> None:
    """Whenever one article was edited and nothing else, by bytes; most edits of a text are seen."""
    project = Project.create(tmp_path / "project")
    script = Script(project, Random(seed))
    ground, _ = built(project, preview=True)
    outcomes: Counter[tuple[str, bool]] = Counter()
    for _ in range(60):
        before = tree(project.root / ARTICLES), _others(project)
        script.step()
        after = tree(project.root / ARTICLES), _others(project)
        edited = differences(before[0], after[0])
        alone = len(edited) == 1 and before[1] == after[1]
        glimpse = seen(project, ground, ARTICLES + edited[0]) if alone else None
        ground, output = built(project, preview=True)
        if glimpse:
            assert (output / glimpse.path).read_bytes() == glimpse.data, script.log[-5:]
        outcomes[script.log[-1], glimpse is not None] += 1
    assert outcomes["body", True] > outcomes["body", False]
    assert outcomes["excerpt", True] > 0


def _others(project: Project) -> dict[str, bytes]:
    paths = [path for name in ("layouts", "assets") for path in (project.root / name).rglob("*")]
    content = [path for path in (project.root / "content").rglob("*") if path.suffix != ".md"]
    pages = [*(project.root / "content/pages").rglob("*.md"), project.root / "site.yaml"]
    return {str(p): p.read_bytes() for p in (*paths, *content, *pages) if p.is_file()}


def test_a_glance_at_an_article_that_nobody_touched_is_its_page(project: Project) -> None:
    ground, output = built(project, preview=False)
    for name in project.bodies:
        glimpse = seen(project, ground, project.article_path(name))
        assert glimpse is not None
        assert (output / glimpse.path).read_bytes() == glimpse.data


@pytest.mark.parametrize(
    "field",
    [
        {"tags": "وسم آخر"},
        {"date": "2026-01-01 08:00"},
        {"slug": "another"},
        {"series": "ملف آخر"},
        {"draft": "نعم"},
        {"author": "كاتب آخر"},
    ],
)
def test_what_others_hang_on_is_left_to_the_build(project: Project, field: dict[str, str]) -> None:
    ground, _ = built(project, preview=True)
    project.edit("maqal-02", **field)
    assert seen(project, ground, project.article_path("maqal-02")) is None


@pytest.mark.parametrize(
    "text",
    ["", "---\ntitle: نصف", "[رابط](none.md)\n", "![صورة](none.png)\n", "[علامة](#none)\n"],
)
def test_a_fault_is_left_to_the_build(project: Project, text: str) -> None:
    """Half a file, and links that lead nowhere: nothing is shown, and nothing is said."""
    ground, _ = built(project, preview=True)
    if text.endswith("\n"):
        project.edit("maqal-02", body=text)
    else:
        project.write(project.article_path("maqal-02"), text)
    assert seen(project, ground, project.article_path("maqal-02")) is None


def test_what_is_no_article_of_the_last_plan_is_left_to_the_build(project: Project) -> None:
    ground, _ = built(project, preview=True)
    name = project.add_article(30, link_to="maqal-01")
    project.remove_article("maqal-05")
    for path in (project.article_path(name), project.article_path("maqal-05"), "site.yaml"):
        assert seen(project, ground, path) is None


def test_an_article_that_the_site_does_not_show_has_no_page_to_see(project: Project) -> None:
    project.edit("maqal-02", draft="نعم")
    ground, _ = built(project, preview=False)
    assert seen(project, ground, project.article_path("maqal-02")) is None


def test_a_part_of_a_series_is_seen_in_its_place(project: Project) -> None:
    ground, output = built(project, preview=True)
    source = project.article_path("maqal-05")
    project.edit("maqal-05", title="عنوان آخر", slug=ground.synopses[source].slug)
    glimpse = seen(project, ground, source)
    assert glimpse is not None
    built(project, preview=True)
    assert (output / glimpse.path).read_bytes() == glimpse.data

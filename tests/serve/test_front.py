"""What is looked at comes first, and is what the build publishes (issue 3, point 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.build import build
from generator.plan import Ground
from generator.request import Request
from generator.serve import front
from generator.serve.rebuild import SITE
from generator.serve.site import Moved
from tests.serve.projects import BRIDGE, BRIDGE_ADDRESS, NOW, make_site, replace_in
from tests.serve.test_rebuild import BASE, Preview, until

PAGE = f"{BRIDGE_ADDRESS}index.html"
MARKET = "content/articles/market.md"


@pytest.fixture
def preview(project: Path) -> Iterator[Preview]:
    preview = Preview(project)
    preview.rebuilder.build()
    yield preview
    preview.rebuilder.stop()


@pytest.fixture
def patient(preview: Preview) -> Preview:
    """A preview that watches and glances, and builds when the test says so."""
    preview.rebuilder.watch.start()
    preview.rebuilder.front.start()
    return preview


class Onlooker:
    """Looks at one page, and notes what is staged, and what lies on the stage by then."""

    needs_ground = False

    def __init__(self, project: Path, *pages: str) -> None:
        self.stage = project / ".cache/preview/stage"
        self.pages = pages
        self.staged_first: Mapping[str, bytes] = {}
        self.on_stage: list[bytes] = []

    def planned(self, ground: Ground) -> None:
        pass

    def looked_at(self) -> tuple[str, ...]:
        return self.pages

    def staged(self, pages: Mapping[str, bytes]) -> None:
        self.staged_first = pages
        files = [path for path in self.stage.rglob("*") if path.is_file()]
        self.on_stage = sorted(path.read_bytes() for path in files)


def _build(project: Path, onlooker: Onlooker) -> None:
    request = Request(project=project, output=project / SITE, now=NOW, preview=True, workers=1)
    build(request, onlooker=onlooker)


def test_a_page_that_is_looked_at_is_made_before_all_others_with_what_it_needs(
    preview: Preview,
) -> None:
    """A new stylesheet changes every page, and would be missing from the one that comes first."""
    project = preview.project
    sheet = next((project / "assets/css").glob("*.css"))
    sheet.write_text(f"{sheet.read_text(encoding='utf-8')}\nbody {{ --new: 1 }}\n", "utf-8")
    onlooker = Onlooker(project, PAGE)
    _build(project, onlooker)
    css = [path for path in onlooker.staged_first if path.endswith(".css")]
    assert onlooker.staged_first.keys() == {PAGE, *css}
    assert sorted(onlooker.staged_first.values()) == onlooker.on_stage
    assert len(css) == 1
    for path, data in onlooker.staged_first.items():
        assert (project / SITE / path).read_bytes() == data


def test_without_anything_to_make_for_it_a_page_is_not_shown_again(preview: Preview) -> None:
    onlooker = Onlooker(preview.project, "2026/11/السوق/index.html")
    replace_in(preview.project / BRIDGE, "صباحاً", "عصراً")
    _build(preview.project, onlooker)
    assert onlooker.staged_first == {}


def test_a_save_shows_before_its_build_and_is_told_once(patient: Preview) -> None:
    epoch = patient.board.news.epoch
    replace_in(patient.project / BRIDGE, "صباحاً", "عصراً")
    assert until(lambda: "عصراً" in (patient.text(BRIDGE_ADDRESS) or ""))
    assert "عصراً" not in patient.published(BRIDGE_ADDRESS)
    assert patient.board.news.since(epoch) == (PAGE,)
    early, epoch = patient.text(BRIDGE_ADDRESS), patient.board.news.epoch
    patient.rebuilder.build()
    assert patient.text(BRIDGE_ADDRESS) == patient.published(BRIDGE_ADDRESS) == early
    assert PAGE not in (patient.board.news.since(epoch) or ())


def test_a_build_always_follows_what_was_shown_early(preview: Preview) -> None:
    """Nothing else takes it back, and it may rest on a plan that is no longer true. Here no event
    wakes the build, only what was shown."""
    preview.rebuilder.start()
    replace_in(preview.project / BRIDGE, "صباحاً", "عصراً")
    preview.rebuilder.front.hint([BRIDGE])
    assert until(lambda: "عصراً" in preview.published(BRIDGE_ADDRESS))


def test_a_build_that_fails_takes_back_what_was_shown(patient: Preview) -> None:
    before = patient.text(BRIDGE_ADDRESS)
    replace_in(patient.project / BRIDGE, "صباحاً", "عصراً")
    assert until(lambda: "عصراً" in (patient.text(BRIDGE_ADDRESS) or ""))
    replace_in(patient.project / MARKET, "2026-11-21 08:00", "2026-02-30")
    epoch = patient.board.news.epoch
    patient.rebuilder.build()
    assert patient.codes == ["E-FM-DATE"]
    assert patient.text(BRIDGE_ADDRESS) == before
    assert patient.board.news.since(epoch) == (PAGE,)


def test_while_the_sources_have_faults_nothing_new_is_shown(
    patient: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_in(patient.project / MARKET, "2026-11-21 08:00", "2026-02-30")
    patient.rebuilder.build()
    before = patient.text(BRIDGE_ADDRESS)
    glances: list[object] = []
    show = patient.rebuilder.front._glanced

    def shown(pages: Mapping[str, bytes]) -> None:
        show(pages)
        glances.append(pages)

    monkeypatch.setattr(patient.rebuilder.front, "_glanced", shown)
    replace_in(patient.project / BRIDGE, "صباحاً", "عصراً")
    assert until(lambda: glances)
    assert patient.text(BRIDGE_ADDRESS) == before


def test_many_files_at_once_are_no_edit(patient: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout of another branch: the build sees to it, and no article is converted twice."""
    glances: list[str] = []
    monkeypatch.setattr(front, "glance", lambda _, __, path, ___: glances.append(path))
    monkeypatch.setattr(front, "REST", 0.3)
    patient.rebuilder.front.hint([f"content/articles/{number}.md" for number in range(9)])
    patient.rebuilder.front.hint([BRIDGE])
    assert not until(lambda: glances, 1.0)
    patient.rebuilder.front.hint([BRIDGE])
    assert until(lambda: glances)


def test_a_bug_in_a_glance_is_left_to_the_build(
    patient: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        tried: list[str] = []

        def bug(_: object, __: object, path: str, ___: object) -> None:
            tried.append(path)
            raise ZeroDivisionError

        broken.setattr(front, "glance", bug)
        patient.rebuilder.front.hint([BRIDGE])
        assert until(lambda: tried)
    replace_in(patient.project / BRIDGE, "صباحاً", "عصراً")
    assert until(lambda: "عصراً" in (patient.text(BRIDGE_ADDRESS) or ""))


def test_a_preview_begins_with_the_site_that_an_earlier_one_left(preview: Preview) -> None:
    replace_in(preview.project / BRIDGE, "صباحاً", "عصراً")
    again = Preview(preview.project)
    assert again.rebuilder.resume()
    assert "صباحاً" in (again.text(BRIDGE_ADDRESS) or "")
    epoch = again.board.news.epoch
    again.rebuilder.start()
    assert until(lambda: "عصراً" in (again.text(BRIDGE_ADDRESS) or ""))
    assert PAGE in (again.board.news.since(epoch) or ())
    again.rebuilder.stop()


def test_without_an_earlier_site_there_is_nothing_to_begin_with(project: Path) -> None:
    preview = Preview(project)
    assert not preview.rebuilder.resume()
    assert preview.site.base == BASE


def test_a_preview_knows_the_site_soon_though_nothing_has_moved(preview: Preview) -> None:
    """A build that finds nothing moved plans nothing; but the first save must not wait for that."""
    again = Preview(preview.project)
    assert again.rebuilder.resume()
    again.rebuilder.start()
    assert until(lambda: not again.rebuilder.front.needs_ground)
    again.rebuilder.stop()


def test_what_is_newer_than_a_build_outlives_it(tmp_path: Path) -> None:
    """A save while the build of the save before is under way."""
    site = make_site(tmp_path, {"a.html": b"0", "b.html": b"0"})
    assert site.show({"a.html": b"1"}) == ("a.html",)
    time = site.time
    assert site.show({"a.html": b"2"}) == ("a.html",)
    assert site.show({"a.html": b"1", "b.html": b"1"}, time) == ("b.html",)
    assert site.retract(time) == ("b.html",)
    assert _bytes(site.find("/daftar/a.html")) == b"2"
    assert site.refresh("/daftar/", time) == ()
    assert _bytes(site.find("/daftar/a.html")) == b"2"
    assert site.refresh("/daftar/", site.time) == ("a.html",)
    assert _bytes(site.find("/daftar/a.html")) == b"0"


def test_what_readers_see_already_is_no_news(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"a.html": b"0"})
    assert site.show({"a.html": b"0"}) == ()
    assert site.show({"a.html": b"1"}) == ("a.html",)
    assert site.show({"a.html": b"1"}) == ()
    assert site.show({"a.html": b"0"}) == ("a.html",)


def test_a_new_page_is_found_by_the_name_of_its_folder_too(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"a.html": b"0"})
    site.show({"new/index.html": b"1"})
    assert _bytes(site.find("/daftar/new/")) == b"1"
    assert site.find("/daftar/new") == Moved("/daftar/new/")


def _bytes(found: Any) -> bytes | None:
    return getattr(found, "data", None)

"""Law 5: outputs that want one path stop the build and name all sources, before anything is written
(faults rows 26, 27)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Failed
from tests.project import Project, stats

Clash = Callable[[Project], None]
FIRST, SECOND = "content/articles/maqal-01.md", "content/articles/maqal-02.md"


def _same_slug(project: Project) -> None:
    project.edit("maqal-01", slug="واحد", date="2026-05-01")
    project.edit("maqal-02", slug="واحد", date="2026-05-02")


def _same_title(project: Project) -> None:
    project.edit("maqal-01", title="عنوان واحد", date="2026-05-01")
    project.edit("maqal-02", title="عنوانٌ واحد", date="2026-05-02")


def _same_id(project: Project) -> None:
    project.edit("maqal-01", id="one")
    project.edit("maqal-02", id="one")


def _case(project: Project) -> None:
    """Row 27: one path on hosts that ignore case."""
    project.edit("maqal-01", aliases="/Old-Page/")
    project.edit("maqal-02", aliases="/old-page/")


def _unicode_form(project: Project) -> None:
    """Row 27: one path on hosts that ignore the Unicode form."""
    project.edit("maqal-01", aliases="/café/")
    project.edit("maqal-02", aliases=f"/{unicodedata.normalize('NFD', 'café')}/")


def _percent(project: Project) -> None:
    project.edit("maqal-01", aliases="/قديم/")
    project.edit("maqal-02", aliases="/%D9%82%D8%AF%D9%8A%D9%85/")


def _alias_and_article(project: Project) -> None:
    project.edit("maqal-01", slug="x", date="2026-05-01")
    project.edit("maqal-02", aliases="/2026/05/x/")


def _file_and_folder(project: Project) -> None:
    """A file cannot stand where a folder must be."""
    project.edit("maqal-01", aliases="/x.html")
    project.edit("maqal-02", aliases="/x.html/y/")


CLASHES = (
    *(_same_slug, _same_title, _same_id, _case, _unicode_form, _percent),
    *(_alias_and_article, _file_and_folder),
)


def _duplicates(project: Project) -> list[Diagnostic]:
    before = stats(project.output)
    with pytest.raises(Failed) as caught:
        project.build()
    assert stats(project.output) == before
    return [d for d in caught.value.diagnostics if d.code == "E-DUP"]


@pytest.mark.fault(26, 27)
@pytest.mark.parametrize("clash", CLASHES, ids=lambda each: each.__name__.strip("_"))
def test_two_articles_at_one_address(built: Project, clash: Clash) -> None:
    clash(built)
    duplicates = _duplicates(built)
    assert duplicates
    for duplicate in duplicates:
        assert FIRST in duplicate.text.en
        assert SECOND in duplicate.text.en
        assert SECOND in duplicate.text.ar


@pytest.mark.fault(26)
@pytest.mark.parametrize("clash", CLASHES, ids=lambda each: each.__name__.strip("_"))
def test_they_are_told_with_what_else_is_wrong(built: Project, clash: Clash) -> None:
    """Of one address that they want, one finding, as when nothing else is wrong."""
    clash(built)
    alone = _duplicates(built)
    built.edit("maqal-03", body="[هنا](nowhere.md)\n")
    assert _duplicates(built) == alone


@pytest.mark.fault(26)
def test_three_sources_are_all_named(built: Project) -> None:
    for number in (1, 2, 3):
        built.edit(f"maqal-{number:02d}", aliases="/same/")
    (duplicate,) = _duplicates(built)
    assert [f"maqal-{n:02d}.md" in duplicate.text.en for n in (1, 2, 3)] == [True] * 3


@pytest.mark.fault(26)
def test_alias_of_a_list_page(built: Project) -> None:
    """Row 26: an alias that is the address of a tag's page, and one that is the front page."""
    built.edit("maqal-01", aliases="/tag/المياه/، /index.html")
    duplicates = _duplicates(built)
    assert len(duplicates) == 2
    assert all(FIRST in duplicate.text.en for duplicate in duplicates)


@pytest.mark.fault(26)
def test_static_page_and_alias(built: Project) -> None:
    built.edit("maqal-01", aliases="/عن-الموقع/")
    (duplicate,) = _duplicates(built)
    assert "content/pages/about.md" in duplicate.text.en


@pytest.mark.fault(26)
def test_alias_and_asset(built: Project) -> None:
    """Row 26: page and static file; and a feed."""
    built.edit("maqal-01", aliases="/assets/icon.svg، /feed.xml")
    sources = [duplicate.text.en for duplicate in _duplicates(built)]
    assert any("assets/icon.svg" in text for text in sources)
    assert any("feed.xml" in text for text in sources)


@pytest.mark.fault(26)
def test_own_files_of_the_generator(built: Project) -> None:
    """The manifest lies in the published folder; nothing else may want its name."""
    built.edit("maqal-01", aliases="/.tahlil.json/")
    (duplicate,) = _duplicates(built)
    assert FIRST in duplicate.text.en


_ALIASES = (
    "/x/",
    "/X/",
    "/2026/05/one/",
    "/2026/06/two/",
    "/عن-الموقع/",
    "/tag/المياه/",
    "/y.html",
)
_CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["2026-05-01", "2026-06-01"]),
        st.sets(st.sampled_from(_ALIASES), max_size=2),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.fault(26, 27)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(claims=_CLAIMS)
def test_whoever_wants_one_address_is_named(
    tmp_path_factory: pytest.TempPathFactory, claims: list[tuple[str, str, set[str]]]
) -> None:
    """Any claims of some articles, against a count of who wants what."""
    project = Project.create(tmp_path_factory.mktemp("claims") / "project", articles=5)
    wanted: dict[str, set[tuple[str, str]]] = {
        "/عن-الموقع/": {("content/pages/about.md", "")},
        "/tag/المياه/": {("tag", "")},
    }
    for number, (slug, date, aliases) in enumerate(claims):
        name = f"maqal-{number:02d}"
        own = f"/{date[:4]}/{date[5:7]}/{slug}/"
        others = aliases - {own}
        project.edit(name, slug=slug, date=date, aliases="، ".join(sorted(others)), tags="المياه")
        for address in {own, *others}:
            claim = Project.article_path(name), address
            wanted.setdefault(address.lower(), set()).add(claim)
    clashes = [{source for source, _ in each} for each in wanted.values() if len(each) > 1]
    try:
        project.build()
        found = []
    except Failed as failed:
        found = [d.text.en for d in failed.diagnostics if d.code == "E-DUP"]
        assert not project.output.exists()
    assert bool(found) is bool(clashes)
    for sources in clashes:
        named = sources - {"tag"}
        assert any(all(source in text for source in named) for text in found), (sources, found)


def test_drafts_take_no_address(built: Project) -> None:
    """What is not published cannot be in the way."""
    _same_slug(built)
    built.edit("maqal-02", draft="نعم")
    built.build()
    assert built.tree() == built.build_clean_elsewhere()

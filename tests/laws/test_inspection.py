"""Why a page is made, and whether the site is what a clean build makes: the questions that people
ask of laws 1 and 9."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from generator import explain
from generator.build import session
from generator.diagnostics import Failed
from generator.inspection import verify, why
from tests.project import Project, stats

ABOUT = "عن-الموقع/index.html"


@pytest.mark.parametrize(
    "page",
    [
        *(ABOUT, f"public/{ABOUT}", "/عن-الموقع/", "عن-الموقع", "/daftar/عن-الموقع/#main"),
        "https://example.org/daftar/عن-الموقع/",
        f"https://example.org/daftar/{quote('عن-الموقع')}/",
        f"/{quote('عن-الموقع')}/",
    ],
)
def test_a_page_by_any_of_its_addresses(built: Project, page: str) -> None:
    """As a browser shows it, as it copies it, as a file."""
    assert why(built.request(), page).path == ABOUT


def test_an_article_by_its_file(built: Project) -> None:
    answer = why(built.request(), "content/articles/maqal-01.md")
    assert answer.path.endswith("/index.html")
    assert answer.fresh


def test_an_unknown_page(built: Project) -> None:
    with pytest.raises(Failed, match="E-PAGE"):
        why(built.request(), "/nowhere/")


def test_the_part_that_changed(built: Project) -> None:
    """Law 9, in words: before the build what will be made and why, after it what was and why."""
    page = "content/articles/maqal-02.md"
    assert why(built.request(), page).changed != ()
    built.edit("maqal-02", body=built.bodies["maqal-02"].replace("ثم سكت", "ثم صمت"))
    answer = why(built.request(), page)
    assert (answer.fresh, answer.changed) == (False, ("body",))
    built.build()
    answer = why(built.request(), page)
    assert (answer.fresh, answer.changed) == (True, ("body",))
    built.substitute("layouts/partials/share.html", "\n", "<!-- new -->\n")
    assert why(built.request(), page).changed == ("closure",)
    built.set_setting("tagline", "شعار آخر")
    assert why(built.request(), page).changed == ("closure", "masthead")


def test_a_page_that_is_new(built: Project) -> None:
    name = built.add_article(20, link_to="maqal-00")
    answer = why(built.request(), built.article_path(name))
    assert (answer.fresh, answer.changed) == (False, ("new",))


@pytest.mark.fault(41, 56)
@pytest.mark.parametrize("edited", [True, False])
def test_a_published_file_that_is_not_as_it_was(built: Project, edited: bool) -> None:
    """Rows 41, 56: the next build makes it again, and nothing in the sources says why."""
    place = built.output / ABOUT
    if edited:
        place.write_bytes(b"mine")
    else:
        place.unlink()
    answer = why(built.request(), ABOUT)
    assert (answer.fresh, answer.changed) == (False, ("file",))


def test_asking_changes_nothing(built: Project) -> None:
    before = stats(built.output)
    why(built.request(), ABOUT)
    verify(built.request())
    assert stats(built.output) == before


def test_records_of_pages_that_left_are_dropped(built: Project) -> None:
    """What is remembered does not grow with every article that ever was."""
    built.edit("maqal-02", aliases="/was/")
    built.build()
    built.edit("maqal-02", aliases="")
    built.build()
    with session(built.request()) as run:
        assert explain.record(run.store, "public", "was/index.html") is None
        assert explain.record(run.store, "public", ABOUT) is not None


def test_verify_tells_every_difference(built: Project) -> None:
    assert verify(built.request()).equal
    (built.output / ABOUT).write_bytes(b"mine")
    (built.output / "feed.json").unlink()
    built.edit("maqal-02", draft="نعم")
    found = verify(built.request())
    assert not found.equal
    assert ABOUT in found.different
    assert "feed.json" in found.missing
    assert any("السوق" in path for path in found.extra)


def test_verify_needs_a_site(project: Project) -> None:
    with pytest.raises(Failed, match="E-SITE"):
        verify(project.request())

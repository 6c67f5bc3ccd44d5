"""`--hold-bad`: what is good goes out, what is bad stays as it was published (faults.md, PUB).

The law: such a site is, byte for byte, a clean build of the sources that it is made of.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from unicodedata import normalize

import pytest

from generator.build import Report
from generator.diagnostics import Exit, Failed, exit_code
from tests.laws import test_failed as failed
from tests.project import Project, Tree, article_text, png, stats

FIRST, SECOND = "content/articles/maqal-01.md", "content/articles/maqal-02.md"


def _hold(project: Project) -> Report:
    return project.build(hold_bad=True)


def _clean_with(project: Project, sources: Mapping[str, bytes | None]) -> Tree:
    """A clean build in which these files are so, or not at all."""
    now = {path: project.path(path).read_bytes() for path in sources if project.path(path).exists()}
    for path, data in sources.items():
        if data is None:
            project.path(path).unlink()
        else:
            project.path(path).write_bytes(data)
    made = project.build_clean_elsewhere()
    for path, data in now.items():
        project.path(path).write_bytes(data)
    return made


@pytest.mark.parametrize(
    ("broken", "held"),
    [
        (failed._front_matter, [FIRST]),
        (failed._category, [FIRST]),
        (failed._dead_link, [FIRST]),
        (failed._one_address, [SECOND]),
    ],
    ids=lambda each: each.__name__.strip("_") if callable(each) else "",
)
def test_the_bad_stay_as_they_were_and_the_good_go_out(
    built: Project, broken: Callable[[Project], None], held: list[str]
) -> None:
    sources = {path: built.path(path).read_bytes() for path in held}
    built.edit("maqal-03", title="عنوان يُنشر اليوم")
    built.add_article(90, "maqal-03")
    broken(built)
    report = _hold(built)
    assert report.held == dict.fromkeys(held, True)
    assert exit_code(report.findings) == Exit.CONTENT
    assert built.tree() == _clean_with(built, sources)
    assert _hold(built).held == report.held, "they are told until they are mended"
    for path, data in sources.items():
        built.path(path).write_bytes(data)
    report = built.build()
    assert exit_code(report.findings) == Exit.OK
    assert built.tree() == built.build_clean_elsewhere()


def test_a_bad_state_between_two_builds_is_not_what_is_held(built: Project) -> None:
    """A state that was read and never published is none to go back to."""
    good = built.path(FIRST).read_bytes()
    built.edit("maqal-01", title="غير منشور", body="[هنا](nowhere.md)\n")
    with pytest.raises(Failed):
        built.build()
    built.edit("maqal-01", date="2026-02-30")
    assert _hold(built).held == {FIRST: True}
    assert built.tree() == _clean_with(built, {FIRST: good})


def test_what_was_never_published_is_left_out_as_a_draft_is(built: Project) -> None:
    """Who links to it goes out, the link as plain text."""
    name = built.add_article(91, "maqal-03", date="2026-02-30")
    new = built.article_path(name)
    built.edit("maqal-02", body=f"[الجديد]({name}.md)\n")
    report = _hold(built)
    assert report.held == {new: False}
    assert {finding.code for finding in report.findings} == {"E-FM-DATE", "W-LINK-HIDDEN"}
    made = built.tree()
    built.edit(name, date="2026-02-28", draft="نعم")
    assert made == built.build_clean_elsewhere()


def test_pages_are_held_too(built: Project) -> None:
    page = next(p for p in sorted(built.path("content/pages").glob("*.md")))
    path = page.relative_to(built.root).as_posix()
    was = page.read_bytes()
    page.write_text("---\ntitle: [\n---\n")
    assert _hold(built).held == {path: True}
    assert built.tree() == _clean_with(built, {path: was})


def test_what_readers_never_had_is_not_brought_back(built: Project) -> None:
    """An article that was to wait, put off once more with a slip in it: its hour comes, and what it
    once said stays hidden."""
    built.edit("maqal-01", date="2026-11-24 08:00", title="لم يحن وقته")
    built.build()
    built.edit("maqal-01", date="2026-12-24 08:00", title="أُجّل", category="لا وجود له")
    built.now += timedelta(days=3)
    assert _hold(built).held == {FIRST: False}
    made = built.tree()
    built.edit("maqal-01", category="تحليلات", draft="نعم")
    assert made == built.build_clean_elsewhere()


def test_a_copy_with_the_id_of_another_is_the_bad_one(built: Project) -> None:
    was = built.tree()
    for name in ("aaa", "zzz"):
        path = f"content/articles/{name}.md"
        built.write(path, built.read(SECOND))
        assert _hold(built).held == {path: False}
        built.remove(path)
    assert built.tree() == was


def test_names_in_decomposed_letters_are_held_as_well(built: Project) -> None:
    name = normalize("NFD", "آفاق")
    path = f"content/articles/{name}.md"
    built.write(path, article_text({**built.fields["maqal-01"], "id": "x", "slug": "x"}, "نص.\n"))
    built.build()
    good = built.path(path).read_bytes()
    built.write(path, good + b"[x](nowhere.md)\n")
    assert list(_hold(built).held.values()) == [True]
    assert built.tree() == _clean_with(built, {path: good})


def test_previews_do_not_forget_what_was_published(built: Project) -> None:
    good = built.path(FIRST).read_bytes()
    for number in range(12):
        built.edit("maqal-01", body=f"نص {number}.\n" * 200)
        built.build(preview=True, output=built.cache / "preview" / "site")
    built.edit("maqal-01", date="2026-02-30")
    assert _hold(built).held == {FIRST: True}
    assert built.tree() == _clean_with(built, {FIRST: good})


def test_the_good_are_not_blamed_for_what_is_held(built: Project) -> None:
    failed._front_matter(built)
    built.edit("maqal-02", body="[الأول](maqal-01.md#لا-وجود-له-هناك)\n")
    held = _hold(built)
    assert {finding.path for finding in held.findings} == {FIRST, SECOND}
    built.edit("maqal-02", body="نص.\n")
    held = _hold(built)
    assert {finding.path for finding in held.findings} == {FIRST}
    assert FIRST not in held.converted


def _renamed(project: Project) -> None:
    """Whether it is a new article or the old one under a new name, nobody knows."""
    project.rename_article("maqal-01", "maqal-98")
    project.edit("maqal-98", date="2026-02-30")


def _older_note(project: Project) -> None:
    """A cache that tells of an older site, as a restored one does."""
    cache = project.root.parent / "older"
    shutil.copytree(project.cache, cache)
    project.edit("maqal-05", title="أحدث")
    project.build()
    shutil.rmtree(project.cache)
    shutil.copytree(cache, project.cache)
    failed._front_matter(project)


def _picture_beside(project: Project) -> None:
    project.write("content/articles/pic.png", png((1, 2, 3)))
    project.edit("maqal-05", body="![صورة](pic.png)\n")
    project.build()
    project.write("content/articles/pic.png", b"not an image")


def _what_others_link_to(project: Project) -> None:
    """maqal-00 links to it, and has not changed."""
    project.remove_article("maqal-01")


def _with_settings(project: Project) -> None:
    """The settings are others too: how the article reads under them, nobody knows."""
    project.set_setting("timezone", "Asia/Tokyo")
    failed._front_matter(project)


def _without_cache(project: Project) -> None:
    failed._front_matter(project)
    shutil.rmtree(project.cache)


@pytest.mark.parametrize(
    "broken",
    [
        *(failed._settings, failed._layout_syntax, failed._image),
        *(_what_others_link_to, _with_settings, _without_cache),
        *(_renamed, _older_note, _picture_beside),
    ],
    ids=lambda each: each.__name__.strip("_"),
)
def test_what_cannot_be_held_holds_the_build(
    built: Project, broken: Callable[[Project], None]
) -> None:
    built.edit("maqal-03", title="عنوان لن يُنشر اليوم")
    broken(built)
    before = stats(built.output)
    with pytest.raises(Failed) as caught:
        _hold(built)
    found = caught.value.diagnostics
    assert exit_code(found) in (Exit.CONTENT, Exit.USAGE)
    is_unknown = broken in (_with_settings, _without_cache, _renamed, _older_note)
    assert ("W-HOLD" in {each.code for each in found}) is is_unknown
    assert stats(built.output) == before


def test_going_back_to_what_is_published_is_no_news(built: Project) -> None:
    good = built.path(FIRST).read_bytes()
    failed._front_matter(built)
    _hold(built)
    built.path(FIRST).write_bytes(good)
    report = built.build()
    assert (report.written, report.findings) == ((), ())

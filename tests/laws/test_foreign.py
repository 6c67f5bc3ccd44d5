"""Law 6: files that no build wrote are never touched (faults rows 37-41, 56)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.diagnostics import Exit, Failed, exit_code
from generator.engine import manifest as manifests
from tests.project import Project, differences, stats

ABOUT = "عن-الموقع/index.html"
FOREIGN = {
    "CNAME": b"example.org\n",
    ".git/HEAD": b"ref: refs/heads/pages\n",
    ".well-known/security.txt": b"Contact: mailto:a@example.org\n",
    "own.txt": b"mine",
    "tag/own.html": b"mine, in a folder of the site",
    "2019/post/index.html": b"from the old site",
}


def _put(project: Project, path: str, data: bytes) -> Path:
    place = project.output / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def _owned(project: Project) -> dict[str, bytes]:
    return {path: data for path, data in project.tree().items() if path not in FOREIGN}


@pytest.mark.fault(38)
def test_foreign_files_stay(built: Project) -> None:
    """Row 38: through an edit, a removal and the loss of the manifest."""
    places = [_put(built, path, data) for path, data in FOREIGN.items()]
    before = {place: (place.stat().st_ino, place.stat().st_mtime_ns) for place in places}
    built.edit("maqal-01", title="عنوان آخر", tags="")
    built.build()
    for name in sorted(built.bodies)[2:]:
        built.redirect_links(name, "maqal-01")
        built.remove_article(name)
    built.build()
    (built.output / manifests.NAME).unlink()
    built.build()
    assert {place: (place.stat().st_ino, place.stat().st_mtime_ns) for place in places} == before
    assert differences(_owned(built), built.build_clean_elsewhere()) == []


@pytest.mark.fault(37)
def test_removed_articles_leave_no_empty_folders(built: Project) -> None:
    """Row 37: the page goes, with the folders that only it needed; a foreign file keeps its own."""
    page = next(path for path in built.tree() if path.startswith("2026/") and "السوق" in path)
    _put(built, f"{page.removesuffix('index.html')}notes.txt", b"mine")
    built.remove_article("maqal-02")
    other = next(path for path in built.tree() if path.startswith("2026/") and "الجسر" in path)
    built.remove_article("maqal-07")
    built.redirect_links("maqal-07", "maqal-01")
    report = built.build()
    assert {page, other} <= set(report.removed)
    assert [p.name for p in (built.output / page).parent.iterdir()] == ["notes.txt"]
    assert not (built.output / other).parent.exists()


@pytest.mark.fault(37)
@pytest.mark.parametrize("gone", ["deleted", "draft", "renamed", "expired"])
def test_what_is_not_public_leaves_the_folder(built: Project, gone: str) -> None:
    """Row 37: no byte of it stays, in no file."""
    word = "كلمةفريدةهنا"
    built.edit("maqal-02", body=f"{word}.\n", title=word, tags=word)
    built.build()
    assert any(word.encode() in data for data in built.tree().values())
    if gone == "deleted":
        built.remove_article("maqal-02")
    elif gone == "draft":
        built.edit("maqal-02", draft="نعم")
    elif gone == "renamed":
        built.edit("maqal-02", body="غيرها.\n", title="غيرها", tags="")
    else:
        built.edit("maqal-02", expires="2026-11-22")
    built.build()
    tree = built.tree()
    assert [path for path, data in tree.items() if word.encode() in data or word in path] == []
    assert tree == built.build_clean_elsewhere()


@pytest.mark.fault(39)
def test_a_foreign_file_in_the_way(built: Project) -> None:
    """Row 39: named and not overwritten; --adopt replaces it."""
    place = _put(built, "old/page/index.html", b"mine")
    built.edit("maqal-01", aliases="/old/page/")
    before = stats(built.output)
    with pytest.raises(Failed) as caught:
        built.build()
    (fault,) = caught.value.diagnostics
    assert fault.code == "E-FOREIGN"
    assert "old/page/index.html" in fault.text.en
    assert "--adopt" in fault.hint.en
    assert exit_code(caught.value.diagnostics) == Exit.ENVIRONMENT
    assert stats(built.output) == before
    built.build(adopt=True)
    assert place.read_bytes() != b"mine"
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(39)
@pytest.mark.parametrize("adopt", [False, True])
def test_a_foreign_file_where_a_folder_must_be(built: Project, adopt: bool) -> None:
    """A file that is in the way of a folder is never adopted: nothing would replace it."""
    place = _put(built, "before", b"mine")
    built.edit("maqal-01", aliases="/before/page/")
    with pytest.raises(Failed, match="E-FOREIGN"):
        built.build(adopt=adopt)
    assert place.read_bytes() == b"mine"


@pytest.mark.fault(39)
@pytest.mark.parametrize("adopt", [False, True])
def test_a_foreign_folder_where_a_file_must_be(built: Project, adopt: bool) -> None:
    place = _put(built, "old.html/mine.txt", b"mine")
    built.edit("maqal-01", aliases="/old.html")
    with pytest.raises(Failed) as caught:
        built.build(adopt=adopt)
    assert "E-FOREIGN" in {fault.code for fault in caught.value.diagnostics}
    assert any("old.html/mine.txt" in fault.text.en for fault in caught.value.diagnostics)
    assert place.read_bytes() == b"mine"


def test_a_folder_where_the_manifest_must_be(built: Project) -> None:
    (built.output / manifests.NAME).unlink()
    _put(built, f"{manifests.NAME}/mine.txt", b"mine")
    built.edit("maqal-01", title="عنوان آخر")
    with pytest.raises(Failed, match="E-FOREIGN"):
        built.build(adopt=True)


def test_files_and_folders_of_ours_change_places(built: Project) -> None:
    """Law 1: what is ours is never in the way, a file of a folder's name nor the reverse."""
    for alias in ("/old.html/deep/x.html", "/old.html", "/old.html/y/", ""):
        built.edit("maqal-01", aliases=alias)
        built.build()
        assert built.tree() == built.build_clean_elsewhere(), alias


@pytest.mark.fault(51)
def test_a_lost_manifest_adopts_what_is_equal(built: Project) -> None:
    """Row 51: nothing is written but the manifest, and nothing counts as foreign."""
    before = stats(built.output)
    (built.output / manifests.NAME).unlink()
    report = built.build()
    assert report.written == ()
    after = stats(built.output)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed <= {manifests.NAME, "."}
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(41)
def test_an_edited_file_is_restored_and_told(built: Project) -> None:
    """Row 41: whether or not the page would have been made again."""
    for edit in (False, True):
        place = built.output / ABOUT
        text = place.read_bytes()
        place.write_bytes(text.replace(b"<title>", b"<TITLE>"))
        if edit:
            built.write("content/pages/about.md", "---\ntitle: عن الموقع\n---\nنص آخر.\n")
        findings = built.build().findings
        assert [(f.code, f.path) for f in findings] == [("W-EDITED", ABOUT)]
        assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(41, 54)
def test_an_edit_that_keeps_size_and_time_is_seen(built: Project) -> None:
    """Row 41, 54: the time of change cannot be set back."""
    place = built.output / ABOUT
    status, data = place.stat(), place.read_bytes()
    place.write_bytes(data.replace(b"<title>", b"<TITLE>"))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [f.code for f in built.build().findings] == ["W-EDITED"]
    assert place.read_bytes() == data


def test_an_edit_during_a_build_is_not_vouched_for(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is edited after it was looked at is restored by the next build at the latest."""
    place = built.output / ABOUT
    data = place.read_bytes()
    built.edit("maqal-01", body="نص آخر.\n")
    monkeypatch.setattr(
        "generator.files.sync", lambda _: place.write_bytes(data.replace(b"<title>", b"<TITLE>"))
    )
    built.build()
    monkeypatch.undo()
    assert [f.code for f in built.build().findings] == ["W-EDITED"]
    assert place.read_bytes() == data


@pytest.mark.fault(37, 41)
def test_an_edited_file_that_left_the_site_stays(built: Project) -> None:
    """Rows 37, 41: told once, then nobody's business."""
    place = built.output / ABOUT
    place.write_bytes(b"notes of my own")
    built.remove("content/pages/about.md")
    built.set_setting("footer_menu", "[تحليلات]")
    text = built.read("site.yaml").replace("  - عن الموقع: about.md\n", "")
    built.write("site.yaml", text)
    report = built.build()
    assert [(f.code, f.path) for f in report.findings] == [("W-KEPT", ABOUT)]
    assert place.read_bytes() == b"notes of my own"
    assert built.build().findings == ()
    assert place.read_bytes() == b"notes of my own"


@pytest.mark.fault(56)
def test_a_missing_file_is_restored(built: Project) -> None:
    """Row 56: also a whole folder."""
    expected = built.tree()
    (built.output / ABOUT).unlink()
    shutil.rmtree(built.output / "tag")
    assert built.build().findings == ()
    assert built.tree() == expected


@pytest.mark.fault(41)
@pytest.mark.parametrize("place", [ABOUT, "index.html", manifests.NAME])
def test_a_link_is_replaced_and_never_written_through(
    built: Project, tmp_path: Path, place: str
) -> None:
    """Row 41: the target is unharmed, even when it has the bytes of the page."""
    expected = built.tree()
    target = tmp_path / "target"
    target.write_bytes(expected[place])
    (built.output / place).unlink()
    (built.output / place).symlink_to(target)
    if place != manifests.NAME:
        built.edit("maqal-01", body="نص آخر.\n")
    built.build()
    assert not (built.output / place).is_symlink()
    assert target.read_bytes() == expected[place]
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(40, 41)
def test_a_linked_folder_is_refused(built: Project, tmp_path: Path) -> None:
    """Rows 40, 41: nothing is written or removed behind it."""
    target = tmp_path / "elsewhere"
    shutil.move(built.output / "2019", target)
    (built.output / "2019").symlink_to(target)
    before = stats(target)
    with pytest.raises(Failed, match="E-FOREIGN"):
        built.build()
    built.edit("maqal-03", aliases="")
    built.build()
    assert stats(target) == before
    assert (built.output / "2019").is_symlink()


@pytest.mark.fault(40)
@pytest.mark.parametrize(
    "name",
    [
        *(".", "..", "/", "~", "content", "content/images", "layouts", "assets/site"),
        *(".git", ".cache", ".cache/public", "link", "file"),
    ],
)
def test_unfit_output_folders_are_refused(project: Project, tmp_path: Path, name: str) -> None:
    """Row 40: exit 2 before anything happens."""
    (tmp_path / "target").mkdir()
    project.path("link").symlink_to(tmp_path / "target")
    project.path("file").write_text("a file")
    project.path(".git").mkdir()
    before = stats(project.root)
    output = Path(name).expanduser() if name.startswith("~") else project.root / name
    with pytest.raises(Failed) as caught:
        project.build(output=output)
    assert [fault.code for fault in caught.value.diagnostics] == ["E-OUT"]
    assert exit_code(caught.value.diagnostics) == Exit.USAGE
    assert stats(project.root) == before


@pytest.mark.fault(74)
def test_the_folder_of_another_edition_is_refused(built: Project) -> None:
    """A preview shows drafts: it never goes where the site is."""
    before = stats(built.output)
    with pytest.raises(Failed, match="E-OUT"):
        built.build(preview=True)
    assert stats(built.output) == before

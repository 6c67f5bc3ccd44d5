"""Publishing, on its own: staged, then moved, then removed, then signed for (law 6, rows 44-46)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import files
from generator.diagnostics import Failed
from generator.engine import manifest as manifests
from generator.engine.publish import Order, Output, Proofs, Publication, Published, same_paths
from generator.engine.recipe import Recipe
from generator.engine.stage import WORKSPACE, recover
from tests.laws.faults import Disk
from tests.project import stats, tree


def put(publication: Publication, path: str, order: Order, key: str, data: bytes) -> None:
    """Stage a file, as a worker does, and add it."""
    publication.add(path, order, key, publication.stage(path)(data))


class Site:
    """A published folder, and its workspace beside it or in it."""

    def __init__(self, folder: Path, *, inside: bool = False) -> None:
        self.output = folder / "site"
        self.workspace = self.output / WORKSPACE if inside else folder / "work"
        self.proofs = Proofs()

    def begin(self, *, adopt: bool = False) -> Publication:
        recover(self.workspace)
        return Publication(self.output, self.workspace, "public", adopt, self.proofs)

    def publish(self, contents: Mapping[str, str], *, adopt: bool = False) -> Published:
        """Files by path; the text is its own key."""
        publication = self.begin(adopt=adopt)
        for path, text in contents.items():
            if not publication.is_fresh(path, text):
                put(publication, path, Order.PAGE, text, text.encode())
        published = publication.commit()
        self.proofs = publication.proofs_now()
        return published

    def texts(self) -> dict[str, str]:
        found = tree(self.output)
        found.pop(manifests.NAME)
        return {path: data.decode() for path, data in found.items()}


@pytest.fixture(params=["beside", "inside"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    return Site(tmp_path, inside=request.param == "inside")


def test_first_publication(site: Site) -> None:
    published = site.publish({"index.html": "home", "a/index.html": "a"})
    assert published.written == ("a/index.html", "index.html")
    assert site.texts() == {"index.html": "home", "a/index.html": "a"}
    assert not site.workspace.exists()


def test_only_differences_are_written(site: Site) -> None:
    site.publish({"index.html": "home", "a/index.html": "a", "b/index.html": "b"})
    before = stats(site.output)
    published = site.publish({"index.html": "home", "a/index.html": "A"})
    assert (published.written, published.removed) == (("a/index.html",), ("b/index.html",))
    assert site.texts() == {"index.html": "home", "a/index.html": "A"}
    assert not (site.output / "b").exists()
    assert stats(site.output)["index.html"] == before["index.html"]


def test_nothing_to_do_touches_nothing(site: Site) -> None:
    site.publish({"index.html": "home"})
    before = stats(site.output)
    assert site.publish({"index.html": "home"}) == Published((), (), ())
    assert stats(site.output) == before


@pytest.mark.fault(52)
def test_equal_bytes_under_another_key_are_not_written(site: Site) -> None:
    """Row 52: made again by another version, with the same result."""
    site.publish({"index.html": "home"})
    before = stats(site.output)
    publication = site.begin()
    assert not publication.is_fresh("index.html", "other key")
    put(publication, "index.html", Order.PAGE, "other key", b"home")
    assert publication.commit().written == ()
    assert stats(site.output)["index.html"] == before["index.html"]
    assert site.begin().is_fresh("index.html", "other key")


@pytest.mark.fault(45)
def test_assets_pages_lists_feeds_then_removals_then_the_manifest(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """House: nothing ever points to a file that is not there."""
    site.publish({"old.css": "old"})
    log: list[str] = []
    replace, remove = files.replace, files.remove

    def replace_and_tell(source: Path | str, target: Path | str) -> None:
        log.append(Path(target).name)
        replace(source, target)

    def remove_and_tell(path: Path | str) -> None:
        log.append(f"-{Path(path).name}")
        remove(path)

    monkeypatch.setattr(files, "replace", replace_and_tell)
    monkeypatch.setattr(files, "remove", remove_and_tell)
    publication = site.begin()
    log.clear()
    for path, order in [
        *(("z.xml", Order.FEED), ("index.html", Order.LIST), ("a.html", Order.PAGE)),
        *(("b.html", Order.PAGE), ("new.css", Order.ASSET)),
    ]:
        put(publication, path, order, path, path.encode())
    publication.commit()
    assert [name for name in log if name.strip("-") not in ("stage", "journal")] == [
        *("new.css", "a.html", "b.html", "index.html", "z.xml", "-old.css", manifests.NAME),
    ]
    assert log[0] == "journal"
    assert log.index("-journal") > log.index(manifests.NAME)


@pytest.mark.fault(45)
def test_what_points_goes_before_what_it_points_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 3: a page that leaves together with its stylesheet never stands without it."""
    site.publish(dict.fromkeys(("a.css", "b/index.html", "c.png", "d.xml", "kept.html"), "x"))
    log: list[str] = []
    remove = files.remove

    def remove_and_tell(path: Path | str) -> None:
        log.append(Path(path).relative_to(site.output).as_posix())
        remove(path)

    publication = site.begin()
    assert publication.is_fresh("kept.html", "x")
    monkeypatch.setattr(files, "remove", remove_and_tell)
    monkeypatch.setattr("generator.engine.stage.clear", lambda _: None)
    published = publication.commit()
    assert log == ["d.xml", "b/index.html", "a.css", "c.png"]
    assert published.removed == ("a.css", "b/index.html", "c.png", "d.xml")


@pytest.mark.fault(46)
def test_everything_is_handed_to_the_disk_before_the_journal(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 46: after a power failure no journal speaks of bytes that were lost."""
    site.publish({"index.html": "home"})
    disk = Disk()
    disk.watch(monkeypatch, ("open_new", "sync", "replace"))
    site.publish({"index.html": "HOME", "a.html": "a"})
    assert disk.log.count("sync") == 1
    assert "open_new" not in disk.log[disk.log.index("sync") :]
    assert "replace" not in disk.log[: disk.log.index("sync")]


def test_a_discarded_publication_leaves_nothing(site: Site) -> None:
    site.publish({"index.html": "home"})
    before = tree(site.output)
    publication = site.begin()
    put(publication, "a.html", Order.PAGE, "a", b"a")
    publication.discard()
    assert tree(site.output) == before
    assert not site.workspace.exists()


@pytest.mark.fault(44)
def test_a_stage_that_was_left_behind_is_cleared(site: Site) -> None:
    """Row 44: the run before was killed while it staged."""
    site.publish({"index.html": "home"})
    put(site.begin(), "a.html", Order.PAGE, "a", b"a")
    assert site.workspace.exists()
    site.publish({"index.html": "home", "b.html": "b"})
    assert site.texts() == {"index.html": "home", "b.html": "b"}
    assert not site.workspace.exists()


@pytest.mark.fault(51)
@pytest.mark.parametrize("left", ["journal", "stage"])
@pytest.mark.parametrize("shape", ["garbage", "folder", "empty"])
def test_odd_things_in_the_workspace(site: Site, left: str, shape: str) -> None:
    """Row 51."""
    site.publish({"index.html": "home"})
    place = site.workspace / left
    place.parent.mkdir(parents=True)
    if shape == "folder":
        place.mkdir()
        (place / "x").write_text("x")
    else:
        place.write_bytes(b"garbage" if shape == "garbage" else b"")
    site.publish({"index.html": "HOME"})
    assert site.texts() == {"index.html": "HOME"}
    assert not site.workspace.exists()


def _interrupted(site: Site, contents: Mapping[str, str]) -> bytes:
    """Publish, and fail just after the journal is in place; the journal."""

    def refuse(_: str) -> None:
        raise OSError(5, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(refuse, at=2)
        disk.watch(patch, ("replace",))
        publication = site.begin()
        for path, text in contents.items():
            put(publication, path, Order.PAGE, text, text.encode())
        with pytest.raises(OSError, match="Input"):
            publication.commit()
        publication.discard()
    return (site.workspace / "journal").read_bytes()


@pytest.mark.fault(45)
def test_a_failure_inside_the_window_is_rolled_forward(site: Site) -> None:
    """Row 45: discarding comes too late once there is a journal."""
    site.publish({"index.html": "home", "b.html": "b"})
    _interrupted(site, {"index.html": "HOME", "a.html": "a"})
    recover(site.workspace)
    assert site.texts() == {"index.html": "HOME", "a.html": "a"}
    assert not site.workspace.exists()
    assert site.publish({"index.html": "HOME", "a.html": "a"}) == Published((), (), ())


@pytest.mark.fault(51)
def test_a_journal_cut_anywhere_is_no_journal(site: Site) -> None:
    """Row 51: it is carried out whole or not at all."""
    site.publish({"index.html": "home"})
    before = tree(site.output)
    journal = _interrupted(site, {"index.html": "HOME"})
    kept = {path: data for path, data in before.items() if not path.startswith(WORKSPACE)}
    for length in range(len(journal)):
        site.workspace.mkdir(exist_ok=True)
        (site.workspace / "journal").write_bytes(journal[:length])
        recover(site.workspace)
        assert tree(site.output) == kept, length


def test_a_file_edited_while_pages_were_made_is_not_vouched_for(site: Site) -> None:
    site.publish({"index.html": "home", "a.html": "a"})
    publication = site.begin()
    assert publication.is_fresh("index.html", "home")
    (site.output / "index.html").write_text("HOME")
    put(publication, "a.html", Order.PAGE, "A", b"A")
    publication.commit()
    site.proofs = publication.proofs_now()
    assert not site.begin().is_fresh("index.html", "home")


def test_a_manifest_of_another_day_is_not_believed(site: Site) -> None:
    """Somebody restores the manifest from a backup: stamps vouch for digests, not for it."""
    site.publish({"index.html": "home"})
    old = (site.output / manifests.NAME).read_bytes()
    site.publish({"index.html": "HOME"})
    (site.output / manifests.NAME).write_bytes(old)
    assert not site.begin().is_fresh("index.html", "home")


def test_proofs_spare_reading(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {f"{number}.html": f"{number}" for number in range(5)}
    site.publish(contents)
    disk = Disk()
    disk.watch(monkeypatch, ("read",))
    site.publish(contents)
    assert len(disk.log) <= 2  # the manifest and the journal
    site.proofs = Proofs()
    site.publish(contents)
    assert len(disk.log) > 5


@pytest.mark.fault(41)
@pytest.mark.parametrize("folder", ["a", "a/b"])
def test_a_folder_that_became_a_link_proves_nothing(site: Site, folder: str) -> None:
    """Row 41: the file in it has the very stamp that it had."""
    site.publish({"a/b/index.html": "home"})
    assert site.begin().stands_still()
    (site.output / folder).rename(site.output / "moved")
    (site.output / folder).symlink_to(site.output / "moved")
    assert not site.begin().stands_still()
    assert not site.begin().is_fresh("a/b/index.html", "home")


@pytest.mark.fault(49)
@pytest.mark.parametrize("refused", ["stamp_at", "links_in"])
def test_what_cannot_be_looked_at_does_not_stand_still(
    site: Site, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Row 49: no traceback; the road that publishes tells what is wrong."""
    site.publish({"a/index.html": "home"})
    publication = site.begin()

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, refused, refuse)
    assert not publication.stands_still()
    with pytest.raises(PermissionError):
        publication.is_fresh("a/index.html", "home")


def test_proofs_forget_what_left(site: Site) -> None:
    site.publish({"index.html": "home", "a.html": "a"})
    site.publish({"index.html": "home"})
    assert site.proofs.stamps == (files.stamp_at(site.output / "index.html"),)


def test_proofs_vouch_for_one_manifest_only(site: Site) -> None:
    """Stamps are kept in its order: beside another manifest they would speak of other files."""
    site.publish({"a.html": "1", "b.html": "2"})
    proofs = site.proofs
    site.publish({"b.html": "2", "c.html": "3"})
    site.proofs = proofs
    assert not site.begin().stands_still()
    assert site.begin().is_fresh("b.html", "2")
    site.publish({"b.html": "2", "c.html": "3"})
    assert site.begin().stands_still()


@pytest.mark.fault(51)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_proofs_of_another_length(site: Site, count: int) -> None:
    """Row 51: they are no reason to fail, nor to believe."""
    site.publish({"a.html": "1", "b.html": "2"})
    stamps = (*site.proofs.stamps, None)[:count]
    site.proofs = Proofs(site.proofs.manifest, stamps)
    assert site.begin().stands_still() == (count == 3)
    assert site.begin().is_fresh("b.html", "2")


PLACES = ("x", "x/y", "x/y/z", "w")


@pytest.mark.parametrize("first", PLACES)
@pytest.mark.parametrize("second", PLACES)
def test_files_and_folders_change_places(site: Site, first: str, second: str) -> None:
    site.publish({first: "1", "index.html": "home"})
    site.publish({second: "2", "index.html": "home"})
    assert site.texts() == {second: "2", "index.html": "home"}


def test_foreign_files_are_told_all_at_once(site: Site) -> None:
    site.output.mkdir()
    (site.output / "a").write_text("mine")
    (site.output / "b").mkdir()
    (site.output / "b" / "mine").write_text("mine")
    (site.output / "c").write_text("mine")
    publication = site.begin()
    for path in ("a", "b", "c/x"):
        put(publication, path, Order.PAGE, path, path.encode())
    with pytest.raises(Failed) as caught:
        publication.commit()
    assert {d.path for d in caught.value.diagnostics} == {"a", "b", "c/x"}


def _outputs(*paths: str) -> list[Output]:
    recipe: Recipe[Any, Any, bytes] = Recipe("bytes", lambda _, data: bytes(data), ())
    return [Output(path, Order.PAGE, recipe, None, bytes, (path,)) for path in paths]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a", "b", "a/b"], [["a", "a/b"]]),
        (["a", "A", "c"], [["a", "A"]]),
        (["a/b", "c/d"], []),
        (["a", "a/b/c", "a/b"], [["a", "a/b/c", "a/b"], ["a/b", "a/b/c"]]),
    ],
)
def test_same_paths(paths: list[str], expected: list[list[str]]) -> None:
    """Law 5: one path, or a file where another wants a folder."""
    groups: Iterator[list[Output]] = same_paths(_outputs(*paths), str.lower)
    assert [sorted(o.path for o in group) for group in groups] == [sorted(e) for e in expected]


def test_a_file_half_written_by_a_process_that_died_is_written_again(site: Site) -> None:
    publication = site.begin()
    stage = publication.stage("a.html")
    place = Path(stage.folder) / stage.name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"ha")
    publication.add("a.html", Order.PAGE, "key", stage(b"half"))
    publication.commit()
    assert site.texts() == {"a.html": "half"}


def test_bytes_that_are_published_already_are_not_staged(site: Site) -> None:
    site.publish({"a.html": "same"})
    publication = site.begin()
    stage = publication.stage("a.html")
    assert stage(b"same").name is None
    assert stage(b"other").name == stage.name
    publication.add("a.html", Order.PAGE, "another key", publication.stage("a.html")(b"same"))
    assert publication.commit().written == ()
    assert not site.workspace.exists()


def test_two_runs_never_stage_under_one_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may outlive its parent for a moment, and write when the next command runs."""
    first = site.begin().stage("a.html")
    monkeypatch.setattr("os.getpid", lambda: 1)
    assert site.begin().stage("a.html").name != first.name


def test_a_new_site_appears_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tree is moved whole, and then signed for."""
    seen = []
    replace = files.replace

    def watched(source: Path | str, target: Path | str) -> None:
        replace(source, target)
        seen.append(Path(target).name)

    monkeypatch.setattr(files, "replace", watched)
    contents = {f"{letter}/index.html": letter for letter in "abcdef"}
    site.publish(contents)
    assert site.texts() == contents
    inside = site.workspace.is_relative_to(site.output)
    assert len(seen) == (8 if inside else 3), seen


def test_a_new_site_beside_files_of_others_leaves_them(site: Site) -> None:
    site.output.mkdir(parents=True)
    (site.output / "CNAME").write_text("example.org")
    site.publish({"index.html": "home"})
    assert site.texts() == {"CNAME": "example.org", "index.html": "home"}

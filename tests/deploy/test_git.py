"""A branch of a repository: one commit for each release, nothing forced, CNAME kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.deploy import git as gits
from generator.deploy import record as records
from generator.diagnostics import Failed
from tests.deploy.sites import FILES, Site


class Bare:
    """A bare repository, and what is on its branch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--bare", str(folder), where=None)

    def git(self, *arguments: str, where: Path | str | None = "here", text: str = "") -> str:
        inside = ["-C", str(self.folder)] if where else []
        command = ["git", *inside, "-c", "core.quotePath=false", *arguments]
        done = subprocess.run(command, capture_output=True, input=text, text=True, check=True)
        return done.stdout.strip()

    def tree(self) -> dict[str, str]:
        names = self.git("ls-tree", "-r", "--name-only", "gh-pages").splitlines()
        return {n: self.git("show", f"gh-pages:{n}") for n in names if n != records.NAME}

    def subjects(self) -> list[str]:
        return self.git("log", "--format=%s", "gh-pages").splitlines()

    def somebody_else(self, name: str, text: str) -> None:
        """A commit of another hand on top of the branch, or the first one."""
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        blob = self.git("hash-object", "-w", "--stdin", text=text)
        exists = self.git("for-each-ref", "refs/heads/gh-pages")
        old = self.git("ls-tree", "gh-pages") if exists else ""
        tree = self.git("mktree", text=f"{old}\n100644 blob {blob}\t{name}\n".lstrip())
        parent = ("-p", "gh-pages") if exists else ()
        commit = self.git(*who, "commit-tree", tree, *parent, "-m", "other")
        self.git("update-ref", "refs/heads/gh-pages", commit)


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    return Bare(tmp_path / "bare.git")


@pytest.fixture
def site(tmp_path: Path, bare: Bare) -> Site:
    return Site(tmp_path / "project", f"{{git: '{bare.folder}'}}")


def test_releases_are_commits(site: Site, bare: Bare) -> None:
    first = site.deploy()
    assert bare.tree() == FILES
    assert (first.release, first.findings) == (1, ())
    assert site.deploy().sent == ()
    site.change(**{"index.html": "طبعة", "feed.xml": None, "2026/12/جديد/index.html": "جديد"})
    second = site.deploy()
    assert second.sent == ("2026/12/جديد/index.html", "index.html")
    assert second.deleted == ("feed.xml",)
    assert bare.tree() == site.files
    assert bare.subjects() == ["Release 2", "Release 1"]


@pytest.mark.fault(81)
@pytest.mark.fault(84)
def test_history_and_foreign_files_are_kept(site: Site, bare: Bare) -> None:
    bare.somebody_else("CNAME", "example.org")
    found = site.deploy().findings
    assert [finding.code for finding in found] == ["W-UNRECORDED"]
    assert bare.tree() == FILES | {"CNAME": "example.org"}
    assert bare.subjects() == ["Release 1", "other"]


@pytest.mark.fault(84)
def test_somebody_else_pushes_in_between(
    site: Site, bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push is refused, not forced; the commit is made anew on top of the other."""
    site.deploy()
    site.change(**{"index.html": "طبعة"})
    real = gits._Repository.push
    tries: list[str] = []

    def push(self: gits._Repository, commit: str) -> bool:
        if not tries:
            bare.somebody_else("CNAME", "example.org")
        tries.append(commit)
        return real(self, commit)

    monkeypatch.setattr(gits._Repository, "push", push)
    site.deploy()
    assert len(tries) == 2
    assert bare.subjects() == ["Release 2", "other", "Release 1"]
    assert bare.tree() == site.files | {"CNAME": "example.org"}


@pytest.mark.fault(77)
def test_a_repository_that_cannot_be_reached(site: Site, bare: Bare) -> None:
    site.deploy()
    bare.folder.rename(bare.folder.with_name("away.git"))
    site.change(**{"index.html": "طبعة"})
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
    bare.folder.with_name("away.git").rename(bare.folder)
    site.deploy()
    assert bare.tree() == site.files


@pytest.mark.fault(89)
def test_rollback(site: Site, bare: Bare) -> None:
    for text in "123":
        site.change(**{"index.html": text})
        site.deploy()
    rolled = site.rollback()
    assert (rolled.old, rolled.new) == (3, 2)
    assert bare.tree()["index.html"] == "2"
    site.rollback()
    assert bare.tree()["index.html"] == "1"
    with pytest.raises(Failed, match="E-TARGET"):
        site.rollback()
    assert bare.subjects()[0] == "Back to release 1"
    site.change(**{"index.html": "4"})
    site.deploy()
    assert bare.tree() == site.files


@pytest.mark.fault(82)
def test_another_site_is_refused(site: Site, tmp_path: Path) -> None:
    site.deploy()
    other = Site(tmp_path / "other", site.target, base="https://other.example/")
    assert other.fault().code == "E-OTHER"


def test_bytes_go_as_they_are(site: Site, bare: Bare) -> None:
    """Whatever the machine's git is told about the ends of lines."""
    home = Path.home()
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\tautocrlf = input\n")
    site.change(**{"a.txt": "سطر\r\nسطر\r\n"})
    site.deploy()
    raw = subprocess.run(
        ["git", "-C", str(bare.folder), "show", "gh-pages:a.txt"], capture_output=True
    ).stdout
    assert raw == "سطر\r\nسطر\r\n".encode()


def test_a_dry_run_pushes_nothing(site: Site, bare: Bare) -> None:
    assert len(site.deploy(dry_run=True).sent) == len(FILES)
    assert bare.git("for-each-ref") == ""
